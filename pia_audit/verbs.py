"""The verbs of the package: each does what the command of its name does, for notebooks and programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pia_audit import readers
from pia_audit.audits import run
from pia_audit.audits.decisions import Decision
from pia_audit.checklists.basis import make
from pia_audit.checklists.sheet import contents
from pia_audit.checklists.sheet.contents import Checklist
from pia_audit.compare import corrections as row_corrections
from pia_audit.compare import draft as row_drafts
from pia_audit.compare.corrections import Correction
from pia_audit.compare.draft import DraftRow, Quote
from pia_audit.compare.pair_corpus import paired
from pia_audit.history import views
from pia_audit.history.corpus_replay import replayed
from pia_audit.history.past_editions import rebuilt
from pia_audit.history.views import Segment
from pia_audit.model import Edition, Unread
from pia_audit.model.frames import Corpus
from pia_audit.readers.witnesses import witnessed
from pia_audit.statistics import Source, Trends
from pia_audit.statistics.periods import Period


class UnreadError(ValueError):
    """A file that could not be read as a report; ``unread`` says why."""

    def __init__(self, unread: Unread) -> None:
        super().__init__(f"{unread.source}: {unread.code} {dict(unread.params)}")
        self.unread = unread


def read(path: str | Path) -> Edition:
    """The edition in a file. Raises :class:`UnreadError` when it is no report; parts lost are in ``.unread``."""
    edition = readers.read(path)
    if isinstance(edition, Unread):
        raise UnreadError(edition)
    return edition


def audit(editions: Iterable[Edition], **options: Any) -> run.Audit:
    """Check editions; see :func:`pia_audit.audits.run.audit` for the options. ``.findings`` is a polars frame.

    Of several files of one edition the one counts whose format reads best.
    """
    return run.audit(Corpus.of(witnessed(editions).editions), **{"as_of": date.today(), **options})


def checklist(
    editions: Iterable[Edition],
    *,
    decisions: Sequence[Decision] = (),
    questions: Iterable[Path] = (),
    as_of: date | None = None,
    lang: str = "ja",
    **options: Any,
) -> Checklist:
    """The self-inspection sheet (自己点検票) of the editions' reports, worded.

    Write it with :mod:`pia_audit.checklists.sheet`; :func:`pia_audit.checklists.intake.take` takes filled ones back.
    ``decisions`` are filled in where they still stand, ``questions`` are files of a body's own, ``as_of`` is the day
    on which due dates are looked at (default: today), ``options`` go to the audit.
    """
    reports = list(editions)
    today = as_of or date.today()
    lost = [u for e in reports for u in e.unread]
    result, answers = make(
        Corpus.of(reports), questions=questions, decisions=decisions, today=today, unread=lost, as_of=today, **options
    )
    return contents.checklist(result, answers, today, lang, lost)


def diff(old: Edition, new: Edition) -> pl.DataFrame:
    """What differs between two editions: the ``differences`` frame (see :mod:`pia_audit.model`)."""
    return paired([(old, new)]).differences


def reconcile(old: Edition, new: Edition, **options: Any) -> run.Audit:
    """Hold the differences of two editions against the newer one's rows, and check both."""
    return run.audit(paired([(old, new)]), **options)


def draft(old: Edition, new: Edition, quote: Quote = "part", on: date | None = None) -> tuple[DraftRow, ...]:
    """The change rows that the difference calls for and the newer edition lacks."""
    return row_drafts.draft(paired([(old, new)]), quote, on)


def corrections(old: Edition, new: Edition) -> tuple[Correction, ...]:
    """The newer edition's rows that are off, as they should read; each is to be confirmed."""
    return row_corrections.corrections(
        [(old, new)], lambda corpus: run.audit(corpus, select=row_corrections.RULES).findings
    )


def replay(edition: Edition) -> tuple[Edition, ...]:
    """Every edition the history knows, rebuilt from the rows, oldest first and the printed one last."""
    return rebuilt(edition)


def show(edition: Edition, at: date | None = None) -> pl.DataFrame:
    """The items as they stood on a day (default: as printed), with the degree of trust."""
    return views.as_of(replayed(Corpus.of([edition])), at)


def blame(edition: Edition, item_id: str) -> tuple[Segment, ...]:
    """The passages of an item, each with the row that last wrote it."""
    return views.blame(replayed(Corpus.of([edition])), edition.edition_id, item_id)


def trends(source: Any, period: Period = "fiscal-year") -> Trends:
    """How revisions go over time: frames by name, for one report, a body or the nation.

    ``source`` is an edition, editions, a corpus, what :func:`audit` gave, or a mapping of polars frames; see
    :class:`pia_audit.statistics.Trends` for the names and :mod:`pia_audit.statistics` for what each counts.
    """
    return Trends(Source.of(source), period)
