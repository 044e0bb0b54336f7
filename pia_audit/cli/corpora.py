"""``audit`` of a corpus: a folder of Parquet partitions instead of single files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pia_audit.cli.options import Progress, emit, stop
from pia_audit.partitions.layout import is_corpus
from pia_audit.reports.wording import Wording

if TYPE_CHECKING:
    from pia_audit.partitions.results import Results
    from pia_audit.partitions.told import Summary

F = TypeVar("F", bound=Any)
FORMS = ("parquet", "jsonl")
"""Forms that only the findings of a corpus come in."""


def of_corpora(command: F) -> F:
    """The options that concern a corpus alone."""
    for option in (
        click.option("--resume", is_flag=True,
                     help="中断した検査の続きを行います（評価書の集まりのみ）"
                     " / goes on with an interrupted audit (of a corpus only)."),
        click.option("--jobs", type=click.IntRange(1, 512),
                     metavar="N",
                                   help="プロセスの数（評価書の集まりのみ、既定は CPU の数）"
                                   " / number of processes (of a corpus only; default: one per core)."),
        click.option("--dask", metavar="ADDRESS",
                     help="Dask で検査します（評価書の集まりのみ、例 local:4）"
                     " / audits on a Dask cluster, or local:N (of a corpus only)."),
    ):  # fmt: skip
        command = option(command)
    return command


def asked(paths: Sequence[str], lang: str) -> bool:
    """Whether a corpus is to be audited; a corpus among other inputs ends with exit status 2."""
    corpora = [p for p in paths if is_corpus(p)]
    if corpora and len(paths) > 1:
        stop(Wording(lang).say("partitions", "corpus.alone"))
    return bool(corpora)


def refuse(form: str, lang: str, output: Path | None, **given: Any) -> None:
    """End with exit status 2 where an option or a form was asked for that only a corpus has."""
    wrong = _named(given)
    if form in FORMS:
        wrong.append(f"--format {form}")
    if wrong:
        stop(Wording(lang).say("partitions", "corpus.only", what=", ".join(wrong)))
    if output is not None and output.is_dir():
        stop(Wording(lang).say("partitions", "corpus.folder", path=output))


def refuse_single(form: str, lang: str, **given: Any) -> None:
    """End with exit status 2 where an option or a form was asked for that a corpus does not have."""
    wrong = _named(given)
    if form not in ("table", "json", *FORMS):
        wrong.append(f"--format {form}")
    if wrong:
        stop(Wording(lang).say("partitions", "corpus.not", what=", ".join(wrong)))


def _named(given: Mapping[str, Any]) -> list[str]:
    return [f"--{name.replace('_', '-')}" for name, value in given.items() if value]


def audited(
    path: str, options: Mapping[str, Any], *, form: str, output: Path | None, lang: str, quiet: bool, resume: bool,
    jobs: int | None, dask: str | None, fail_on: str,
) -> int:  # fmt: skip
    """Audit a corpus, tell its counts, and give the exit status; ``options`` are those of the audit itself."""
    from pia_audit.partitions import BadCorpus, layout, told
    from pia_audit.partitions.judging import Job
    from pia_audit.partitions.on_dask import BadCluster, cluster
    from pia_audit.partitions.results import BadResults, Results
    from pia_audit.partitions.running import audit_corpus, processes

    words = Wording(lang)
    if resume and output is None:
        stop(words.say("partitions", "results.needs-output"))
    job = Job(dict(options), lang, "jsonl" if form == "jsonl" else "parquet", keep=output is not None)
    results = None
    try:
        runner = cluster(dask) if dask else processes(jobs)
        found = layout(path)
        results = Results.opened(output, found, job, resume=resume) if output else None
        outcomes = audit_corpus(found, results.job if results else job, runner, results, Progress(quiet=quiet))
    except BadCorpus as error:
        stop(words.say("partitions", f"corpus.{error.code}", path=error.path, **error.params))
    except BadResults as error:
        what = words.listed(words.say("partitions", f"what.{w}") for w in error.params.get("what", ()))
        stop(words.say("partitions", f"results.{error.code}", path=error.path, what=what))
    except BadCluster as error:
        stop(words.say("partitions", f"dask.{error.code}", **error.params))
    except OSError as error:
        stop(words.say("partitions", "results.cannot-write", path=error.filename or output, reason=error.strerror))
    except KeyboardInterrupt:
        if results:
            done = len(results.done())
            click.echo(words.say("partitions", "told.interrupted", done=done, of=found.partitions), err=True)
            click.echo(words.say("partitions", "told.resume"), err=True)
        return 2
    summary = told.summary(outcomes)
    _tell(summary, results, form, lang)
    return summary.status(fail_on)


def _tell(summary: Summary, results: Results | None, form: str, lang: str) -> None:
    from pia_audit.partitions import told

    if form == "json":
        from pia_audit.reports.as_json import dump

        emit(dump(told.as_data(summary, results, lang)), None, lang)
    else:
        emit(told.as_text(summary, results, lang), None, lang)
