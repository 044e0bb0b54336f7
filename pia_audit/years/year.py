"""A year's work as one object: what was read, the audit, the reports ranked, rows drafted, letters, the checklist."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from pia_audit.audit_request import Report, Request
from pia_audit.audits import pipeline, run
from pia_audit.audits.baseline import Baseline, BaselineEntry
from pia_audit.audits.carry_over import apply
from pia_audit.audits.decisions import Decision
from pia_audit.checklists.answers import Answered, answered
from pia_audit.checklists.basis import signs
from pia_audit.checklists.letters.letter import Letter, letters
from pia_audit.checklists.questions import all_areas
from pia_audit.compare.corrections import RULES, Correction, corrections
from pia_audit.compare.draft import DraftRow, draft
from pia_audit.model import FileEntry, Unread
from pia_audit.model.frames import Corpus
from pia_audit.readers import Reading, read_paths
from pia_audit.readers.edition_order import Order, in_order
from pia_audit.reports.departments import sections
from pia_audit.reports.report import build
from pia_audit.years.ranking import Ranked, ranked

Progress = Callable[[str, int, int], None]
"""Is told the stage (``read``, ``audit``, ``draft``, ``archive``, ``pages``), and how many of how many are done."""


class Year(Struct, frozen=True):
    """Everything a year's folder gives, before any of it is written.

    Attributes:
        order: the editions that count, the pairs that follow each other, those that were replaced.
        files: the account of files: every file has a line.
        lost: what could not be read, of whole files and of places in editions, and what else is to be told.
        report: the audit of all reports, with the decisions laid over it, and the same in words.
        ranked: the reports, those that matter most first.
        rows: the change rows that the tables lack.
        corrections: rows that are off, as they should read.
        letters: what each section is to be asked.
        answers: the checklist's answers for each report.
        known: the findings of this run, to tell a later one what is new.
        today: the day taken for today.
        lang: ``ja`` or ``en``.
    """

    order: Order
    files: tuple[FileEntry, ...]
    lost: tuple[Unread, ...]
    report: Report
    ranked: tuple[Ranked, ...]
    rows: tuple[DraftRow, ...]
    corrections: tuple[Correction, ...]
    letters: tuple[Letter, ...]
    answers: tuple[Answered, ...]
    known: tuple[BaselineEntry, ...]
    today: date
    lang: str


def of_folders(
    folders: Iterable[str | Path], request: Request | None = None, lang: str = "ja", *, due: date | None = None,
    progress: Progress | None = None,
) -> Year:  # fmt: skip
    """Read a year's folders and work out everything; nothing is written.

    Args:
        folders: folders, ``.zip`` files or single files; names such as 令和7年度 are hints, the 公表日 decides.
        request: what is asked: settings, rules, baseline, decisions, the day taken for today.
        lang: ``ja`` or ``en``.
        due: the day by which the letters ask for an answer.
        progress: is told how far the work is.

    Returns:
        The year. Nothing is raised for what a file holds.

    Raises:
        BadQuestions: when a file of questions that the settings name cannot be used.
    """
    tell = progress or silent
    request = request or Request()
    reading = read_paths(folders, lambda done, of: tell("read", done, of), request.settings.exclude)
    return of_reading(reading, request, lang, due=due, progress=tell)


def of_reading(
    reading: Reading, request: Request, lang: str = "ja", *, due: date | None = None, progress: Progress | None = None
) -> Year:
    """The same of what was read already; arguments as for :func:`of_folders`."""
    tell = progress or silent
    order = in_order(reading.editions)
    lost = (*_without(reading.unread, order), *order.notes, *(u for e in order.editions for u in e.unread))
    tell("audit", 0, 1)
    audit = run.audit(Corpus.of(order.editions, reading.unread), **request.options(), baseline=request.baseline)
    known = (
        audit.known if request.baseline is not None else tuple(pipeline.baseline_entries(audit.findings, audit.corpus))
    )
    answers = answered(audit, all_areas(request.settings.questions), lost)
    audit = apply(audit, request.decisions, request.today, signs(answers)) if request.decisions else audit
    tell("audit", 1, 1)
    words = build(audit, lang, lost, reading.files)
    report_sections = sections(order.editions, request.settings.sections)
    ranks = ranked(words, report_sections)
    tell("draft", 0, 1)
    rows = draft(audit.corpus) if order.pairs else ()
    corrected = corrections(order.pairs, _judge, audit.corpus) if order.pairs else ()
    tell("draft", 1, 1)
    return Year(
        order=order, files=reading.files, lost=lost, report=Report(audit, words, lost), ranked=ranks, rows=rows,
        corrections=corrected, answers=answers, known=known, today=request.today, lang=words.lang,
        letters=letters(words, report_sections, [r.head.report_id for r in ranks], request.today, due),
    )  # fmt: skip


def silent(stage: str, done: int, of: int) -> None:
    """No progress."""


def _judge(corpus: Corpus) -> pl.DataFrame:
    return run.audit(corpus, select=RULES).findings


def _without(unread: Sequence[Unread], order: Order) -> list[Unread]:
    """What reading told, but for two editions of one day between which the names of their files decided."""
    replaced = {note.source: note.params["of"] for note in order.notes if note.code == "replaced-edition"}
    decided = {frozenset(pair) for pair in replaced.items()}
    return [u for u in unread if u.code != "same-day" or frozenset((u.source, str(u.params["of"]))) not in decided]


def with_earlier(request: Request, baseline: Baseline | None, decisions: Iterable[Decision]) -> Request:
    """A request that goes on from an earlier run: its findings, where no others are named, and what was decided."""
    return replace(request, baseline=request.baseline or baseline, decisions=(*decisions, *request.decisions))
