"""``audit`` partition by partition: of a corpus, or of an archive, which is gathered into one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any

import click

from pia_audit.archive.signature import is_archive
from pia_audit.cli.archive import opening
from pia_audit.cli.decision_options import areas_of, loaded
from pia_audit.cli.language import stop
from pia_audit.cli.output import Progress, emit
from pia_audit.corpus import layout
from pia_audit.corpus import summary as told
from pia_audit.corpus.dask_runner import cluster
from pia_audit.corpus.decisions import Earlier
from pia_audit.corpus.from_archive import NAME, contents, gathered, planned, remove
from pia_audit.corpus.partition_audit import Job
from pia_audit.corpus.results import Results
from pia_audit.corpus.runners import audit_corpus, processes
from pia_audit.messages.wording import Wording
from pia_audit.reports.json_text import dump

if TYPE_CHECKING:
    from pia_audit.audits.settings import Settings
    from pia_audit.corpus import Layout
    from pia_audit.corpus.from_archive import Contents
    from pia_audit.corpus.partition_audit import Job, Outcome
    from pia_audit.corpus.results import Results
    from pia_audit.corpus.runners import Runner


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for; ``options`` are those of the audit itself."""

    path: str
    options: Mapping[str, Any]
    settings: Settings
    form: str
    output: Path | None
    lang: str
    quiet: bool
    resume: bool
    jobs: int | None
    dask: str | None
    fail_on: str
    decisions: Path | None


@dataclass(frozen=True, slots=True)
class _Plan:
    """The corpus to be audited, the folder of the results, and what an archive held that is to be gathered for it."""

    found: Layout
    job: Job
    results: Results | None
    held: Contents | None


def audited(asked: Asked) -> int:
    """Audit a corpus or an archive, tell the counts, and give the exit status."""
    words = Wording(asked.lang)
    if asked.resume and asked.output is None:
        stop(words.say("partitions", "results.needs-output"))
    with ExitStack() as kept, _refusals(asked, words):
        runner = cluster(asked.dask) if asked.dask else processes(asked.jobs)
        plan = _planned(asked, words, kept)
        try:
            outcomes = _outcomes(asked, plan, runner)
        except KeyboardInterrupt:
            _interrupted(plan, words)
            return 2
        summary = told.summary(outcomes, plan.job.decisions)
    if asked.form == "json":
        emit(dump(told.as_data(summary, plan.results, asked.lang)), None, asked.lang)
    else:
        emit(told.as_text(summary, plan.results, asked.lang), None, asked.lang)
    return summary.status(asked.fail_on)


def _planned(asked: Asked, words: Wording, kept: ExitStack) -> _Plan:
    """What is to be done; the folder of the results is there afterwards, and nothing else."""
    decisions, held = loaded(asked.decisions), None
    if is_archive(asked.path):
        held = _contents(asked, words)
        decisions = (*held.decisions, *decisions)
        place = asked.output or Path(kept.enter_context(TemporaryDirectory(prefix="pia-audit-")))
        found = planned(held, place / NAME)
    else:
        found = layout(asked.path)
    areas = areas_of(asked.settings) if any(d.question for d in decisions) else ()
    job = Job(
        dict(asked.options), asked.lang, "jsonl" if asked.form == "jsonl" else "parquet",
        keep=asked.output is not None, decisions=Earlier.of(decisions, found.partitions, areas),
    )  # fmt: skip
    results = Results.opened(asked.output, found, job, resume=asked.resume) if asked.output else None
    return _Plan(found, results.job if results else job, results, held)


def _contents(asked: Asked, words: Wording) -> Contents:
    with opening(Path(asked.path), 10, asked.lang) as archive:
        held = contents(archive)
    if not held.entries and not held.spoilt:
        stop(words.say("archive", "audit.empty"))
    return held


def _outcomes(asked: Asked, plan: _Plan, runner: Runner) -> list[Outcome]:
    if plan.held:
        with opening(Path(asked.path), 10, asked.lang) as archive:
            gathered(archive, plan.held, plan.found, Progress(quiet=asked.quiet))
    outcomes = audit_corpus(plan.found, plan.job, runner, plan.results, Progress(quiet=asked.quiet))
    if plan.held:
        remove(plan.found)
    return outcomes


def _interrupted(plan: _Plan, words: Wording) -> None:
    if plan.results:
        done = len(plan.results.done())
        click.echo(words.say("partitions", "told.interrupted", done=done, of=plan.found.partitions), err=True)
        click.echo(words.say("partitions", "told.resume"), err=True)


@contextmanager
def _refusals(asked: Asked, words: Wording) -> Iterator[None]:
    """A folder of results that cannot be written to, in words and exit status 2."""
    try:
        yield
    except OSError as error:
        path = error.filename or asked.output or gettempdir()
        stop(words.say("partitions", "results.cannot-write", path=path, reason=error.strerror or "?"))
