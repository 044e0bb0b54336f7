"""pia_audit: checks the change history of Japanese privacy impact reports against the reports themselves.

Every verb of the command line is a function here, so a notebook and the shell say the same thing::

    import pia_audit
    edition = pia_audit.read("data/meguro-14/2026-03-18.txt")
    pia_audit.audit([edition]).findings          # a polars frame
    pia_audit.replay(edition)                    # the past editions its own rows rebuild
    pia_audit.reconcile(old, new).findings
    pia_audit.draft(old, new)                    # the rows the change table lacks
    pia_audit.corrections(old, new)              # rows that are off, as they should read
    pia_audit.trends(editions)["timing"]         # 事前 and 事後 by year, of a report, a body or the nation

Importing the package imports nothing heavy; each function loads what it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from pia_audit.audits.decisions import Decision
    from pia_audit.audits.run import Audit
    from pia_audit.checklists.sheet.contents import Checklist
    from pia_audit.compare.corrections import Correction
    from pia_audit.compare.draft import DraftRow, Quote
    from pia_audit.history.views import Segment
    from pia_audit.model import Edition
    from pia_audit.statistics import Trends
    from pia_audit.statistics.periods import Period

__all__ = [
    "UnreadError", "audit", "blame", "checklist", "corrections", "diff", "draft", "read", "reconcile", "replay", "show",
    "trends",
]  # fmt: skip


class UnreadError(ValueError):
    """A file that could not be read as a report; ``unread`` says why."""

    def __init__(self, unread: Any) -> None:
        super().__init__(f"{unread.source}: {unread.code} {dict(unread.params)}")
        self.unread = unread


def read(path: str | Path) -> Edition:
    """The edition in a file. Raises :class:`UnreadError` when it is no report; parts lost are in ``.unread``."""
    from pia_audit.model import Unread
    from pia_audit.readers import read as read_file

    found = read_file(path)
    if isinstance(found, Unread):
        raise UnreadError(found)
    return found


def audit(editions: Iterable[Edition], **options: Any) -> Audit:
    """Check editions; see :func:`pia_audit.audits.run.audit` for the options. ``.findings`` is a polars frame.

    Of several files of one edition the one counts whose format reads best.
    """
    from pia_audit.audits.run import audit as run
    from pia_audit.model.frames import Corpus
    from pia_audit.readers.witnesses import witnessed

    return run(Corpus.of(witnessed(editions).editions), **{"as_of": date.today(), **options})


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
    from pia_audit.checklists.basis import make
    from pia_audit.checklists.sheet.contents import checklist as worded
    from pia_audit.model.frames import Corpus

    kept = list(editions)
    today = as_of or date.today()
    lost = [u for e in kept for u in e.unread]
    result, answers = make(
        Corpus.of(kept), questions=questions, decisions=decisions, today=today, unread=lost, as_of=today, **options
    )
    return worded(result, answers, today, lang, lost)


def diff(old: Edition, new: Edition) -> pl.DataFrame:
    """What differs between two editions: the ``differences`` frame (see :mod:`pia_audit.model`)."""
    from pia_audit.compare.pair_corpus import paired

    return paired([(old, new)]).differences


def reconcile(old: Edition, new: Edition, **options: Any) -> Audit:
    """Hold the differences of two editions against the newer one's rows, and check both."""
    from pia_audit.audits.run import audit as run
    from pia_audit.compare.pair_corpus import paired

    return run(paired([(old, new)]), **options)


def draft(old: Edition, new: Edition, quote: Quote = "part", on: date | None = None) -> tuple[DraftRow, ...]:
    """The change rows that the difference calls for and the newer edition lacks."""
    from pia_audit.compare.draft import draft as run
    from pia_audit.compare.pair_corpus import paired

    return run(paired([(old, new)]), quote, on)


def corrections(old: Edition, new: Edition) -> tuple[Correction, ...]:
    """The newer edition's rows that are off, as they should read; each is to be confirmed."""
    from pia_audit.audits.run import audit as run
    from pia_audit.compare.corrections import RULES
    from pia_audit.compare.corrections import corrections as proposed

    return proposed([(old, new)], lambda corpus: run(corpus, select=RULES).findings)


def replay(edition: Edition) -> tuple[Edition, ...]:
    """Every edition the history knows, rebuilt from the rows, oldest first and the printed one last."""
    from pia_audit.history.past_editions import rebuilt

    return rebuilt(edition)


def show(edition: Edition, at: date | None = None) -> pl.DataFrame:
    """The items as they stood on a day (default: as printed), with the degree of trust."""
    from pia_audit.history.corpus_replay import replayed
    from pia_audit.history.views import as_of
    from pia_audit.model.frames import Corpus

    return as_of(replayed(Corpus.of([edition])), at)


def blame(edition: Edition, item_id: str) -> tuple[Segment, ...]:
    """The passages of an item, each with the row that last wrote it."""
    from pia_audit.history.corpus_replay import replayed
    from pia_audit.history.views import blame as run
    from pia_audit.model.frames import Corpus

    return run(replayed(Corpus.of([edition])), edition.edition_id, item_id)


def trends(source: Any, period: Period = "fiscal-year") -> Trends:
    """How revisions go over time: frames by name, for one report, a body or the nation.

    ``source`` is an edition, editions, a corpus, what :func:`audit` gave, or a mapping of polars frames; see
    :class:`pia_audit.statistics.Trends` for the names and :mod:`pia_audit.statistics` for what each counts.
    """
    from pia_audit.statistics import Source, Trends

    return Trends(Source.of(source), period)
