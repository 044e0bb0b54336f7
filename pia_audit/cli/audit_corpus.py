"""``audit`` partition by partition: of a corpus, or of an archive, which is gathered into one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from pia_audit.archive.signature import is_archive
from pia_audit.checklists.questions import all_areas
from pia_audit.cli.archive import opening
from pia_audit.cli.decision_options import loaded
from pia_audit.cli.language import stop
from pia_audit.cli.output import Progress, emit
from pia_audit.corpus import summary as told
from pia_audit.corpus.dask_runner import cluster
from pia_audit.corpus.decisions import Earlier
from pia_audit.corpus.from_archive import NAME, contents, gathered, planned, remove
from pia_audit.corpus.layout import layout
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


class CorpusRequest(Struct, frozen=True):
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


class _Plan(Struct, frozen=True):
    """The corpus to be audited, the folder of the results, and what an archive held that is to be gathered for it."""

    layout: Layout
    job: Job
    results: Results | None
    held: Contents | None


def audited(request: CorpusRequest) -> int:
    """Audit a corpus or an archive, tell the counts, and give the exit status."""
    wording = Wording(request.lang)
    if request.resume and request.output is None:
        stop(wording.say("partitions", "results.needs-output"))
    with ExitStack() as stack, _refusals(request, wording):
        runner = cluster(request.dask) if request.dask else processes(request.jobs)
        plan = _planned(request, wording, stack)
        try:
            outcomes = _outcomes(request, plan, runner)
        except KeyboardInterrupt:
            _interrupted(plan, wording)
            return 2
        summary = told.summary(outcomes, plan.job.decisions)
    if request.form == "json":
        emit(dump(told.as_data(summary, plan.results, request.lang)), None, request.lang)
    else:
        emit(told.as_text(summary, plan.results, request.lang), None, request.lang)
    return summary.status(request.fail_on)


def _planned(request: CorpusRequest, wording: Wording, stack: ExitStack) -> _Plan:
    """What is to be done; the folder of the results is there afterwards, and nothing else."""
    decisions, holdings = loaded(request.decisions), None
    if is_archive(request.path):
        holdings = _contents(request, wording)
        decisions = (*holdings.decisions, *decisions)
        target = request.output or Path(stack.enter_context(TemporaryDirectory(prefix="pia-audit-")))
        store = planned(holdings, target / NAME)
    else:
        store = layout(request.path)
    areas = all_areas(request.settings.questions) if any(d.question for d in decisions) else ()
    job = Job(
        dict(request.options), request.lang, "jsonl" if request.form == "jsonl" else "parquet",
        keep=request.output is not None, decisions=Earlier.of(decisions, store.partitions, areas),
    )  # fmt: skip
    results = Results.opened(request.output, store, job, resume=request.resume) if request.output else None
    return _Plan(store, results.job if results else job, results, holdings)


def _contents(request: CorpusRequest, wording: Wording) -> Contents:
    with opening(Path(request.path), 10, request.lang) as archive:
        holdings = contents(archive)
    if not holdings.entries and not holdings.spoilt:
        stop(wording.say("archive", "audit.empty"))
    return holdings


def _outcomes(request: CorpusRequest, plan: _Plan, runner: Runner) -> list[Outcome]:
    if plan.held:
        with opening(Path(request.path), 10, request.lang) as archive:
            gathered(archive, plan.held, plan.layout, Progress(quiet=request.quiet))
    outcomes = audit_corpus(plan.layout, plan.job, runner, plan.results, Progress(quiet=request.quiet))
    if plan.held:
        remove(plan.layout)
    return outcomes


def _interrupted(plan: _Plan, wording: Wording) -> None:
    if plan.results:
        done = len(plan.results.done())
        click.echo(wording.say("partitions", "told.interrupted", done=done, of=plan.layout.partitions), err=True)
        click.echo(wording.say("partitions", "told.resume"), err=True)


@contextmanager
def _refusals(request: CorpusRequest, wording: Wording) -> Iterator[None]:
    """A folder of results that cannot be written to, in words and exit status 2."""
    try:
        yield
    except OSError as error:
        path = error.filename or request.output or gettempdir()
        stop(wording.say("partitions", "results.cannot-write", path=path, reason=error.strerror or "?"))
