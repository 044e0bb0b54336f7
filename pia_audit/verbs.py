"""The verbs of the package: each does what the command of its name does, for notebooks and programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from pia_audit import readers
from pia_audit.audits import run
from pia_audit.audits.decisions import Decision
from pia_audit.checklists.basis import make
from pia_audit.compare.pair_corpus import paired
from pia_audit.history import views
from pia_audit.history.corpus_replay import replayed
from pia_audit.history.past_editions import rebuilt
from pia_audit.model import Edition, Unread
from pia_audit.model.frames import Corpus
from pia_audit.readers.witnesses import witnessed

if TYPE_CHECKING:
    from pia_audit.checklists.sheet.contents import Checklist
    from pia_audit.compare.corrections import Correction
    from pia_audit.compare.draft import DraftRow, Quote
    from pia_audit.history.views import Segment
    from pia_audit.statistics import Trends
    from pia_audit.statistics.periods import Period


class UnreadError(ValueError):
    """A file that could not be read as a report; ``unread`` says why.

    Args:
        unread: what was wrong: the file (``source``), the place in it, and a ``code`` of the message catalogue with its
            ``params``.
    """

    def __init__(self, unread: Unread) -> None:
        super().__init__(f"{unread.source}: {unread.code} {dict(unread.params)}")
        self.unread = unread


def read(path: str | Path) -> Edition:
    """The edition in a file; parts of it that could not be read are in ``.unread``.

    Args:
        path: a workbook, PDF, web page, text, or an edition stored by ``convert``; the content tells which.

    Returns:
        The edition, with its items and its change rows as printed.

    Raises:
        UnreadError: when the file cannot be opened, is no report, or holds several editions.
    """
    edition = readers.read(path)
    if isinstance(edition, Unread):
        raise UnreadError(edition)
    return edition


def _editions(given: Edition | Iterable[Edition]) -> list[Edition]:
    """One edition or several as a list; raises ``TypeError`` for anything else, such as a path, which is read first."""
    editions = [given] if isinstance(given, Edition) else list(given) if isinstance(given, Iterable) else [given]
    for wrong in (e for e in editions if not isinstance(e, Edition)):
        kind = type(given if isinstance(given, str) else wrong).__name__
        raise TypeError(f"no edition: {kind}; pia_audit.read(path) gives one, pia_audit.read_all(paths)[0] several")
    return editions


def audit(editions: Edition | Iterable[Edition], **options: Any) -> run.Audit:
    """Check editions by the rules; see :func:`pia_audit.audits.run.audit` for the options.

    Args:
        editions: one, or any number, of one report or of many. Editions of one report are held against each other in
            the order of their 公表日; of several files of one edition the one counts whose format reads best.
        **options: those of :func:`pia_audit.audits.run.audit`, by keyword; without ``as_of`` the day of the call is
            taken for today.

    Returns:
        The audit; ``.findings`` is a polars frame with a row for each finding (:class:`~pia_audit.audits.run.Audit`).
        What the law says to a finding stands in its rule's catalogue file (``basis``, with ``sure``: how sure that is).

    Raises:
        TypeError: for an option that is none, and for what is no edition.
        ValueError: for a ``min_confidence`` that is none.
        polars.exceptions.InvalidOperationError: for a severity that is none.
    """
    return run.audit(Corpus.of(witnessed(_editions(editions)).editions), **{"as_of": date.today(), **options})


def checklist(
    editions: Edition | Iterable[Edition],
    *,
    decisions: Sequence[Decision] = (),
    questions: Iterable[Path] = (),
    as_of: date | None = None,
    lang: str = "ja",
    **options: Any,
) -> Checklist:
    """The self-inspection sheet (自己点検票) of the editions' reports, worded.

    Write it with :mod:`pia_audit.checklists.sheet`; :func:`pia_audit.checklists.intake.take` takes filled ones back.

    Args:
        editions: one, or any number; each report has a sheet, made from its newest edition and held against the older
            ones.
        decisions: what was decided before; filled in where it still stands.
        questions: TOML files with a body's own questions, asked beside the shipped ones.
        as_of: the day taken for today, by the rules and for due dates (default: the day of the call).
        lang: ``ja`` or ``en``; any other counts as ``ja``.
        **options: those of :func:`pia_audit.audits.run.audit` but for ``as_of``.

    Returns:
        The sheets in words. The provision that a question rests on is in its ``basis``.

    Raises:
        TypeError: for what is no edition.
        pia_audit.checklists.questions.BadQuestions: for a file of questions that cannot be used.
    """
    from pia_audit.checklists.sheet import contents  # what an audit does without

    reports = _editions(editions)
    today = as_of or date.today()
    lost = [u for e in reports for u in e.unread]
    result, answers = make(
        Corpus.of(reports), questions=questions, decisions=decisions, today=today, unread=lost, as_of=today, **options
    )
    return contents.checklist(result, answers, today, lang, lost)


def diff(old: Edition, new: Edition) -> pl.DataFrame:
    """What differs between two editions: the ``differences`` frame (see :mod:`pia_audit.model.frames`).

    Args:
        old: the older edition.
        new: the newer edition.

    Returns:
        A row for each item, and each group of items, that differs: ``item_id`` (String), ``op`` (String: ``changed``,
        ``added``, ``removed``, ``group-…``), the texts ``before`` and ``after`` (String, as read), ``status`` (String:
        ``documented``, ``partial``, ``undocumented``, ``format-only``), ``rows`` (List(Int64): the numbers of the rows
        that account for it) and the other columns of the frame. An empty frame: nothing differs.
    """
    return paired([(old, new)]).differences


def reconcile(old: Edition, new: Edition, **options: Any) -> run.Audit:
    """Hold the differences of two editions against the newer one's rows, and check both.

    Args:
        old: the older edition.
        new: the newer edition, whose change rows are carried out on the older one's texts.
        **options: those of :func:`pia_audit.audits.run.audit`, by keyword; without ``as_of`` each edition's 公表日 is
            taken for today.

    Returns:
        The audit; its ``corpus`` has the frames ``differences``, ``leaves``, ``accounts`` and ``carried`` of the pair.

    Raises:
        TypeError: for an option that is none; other wrong options as :func:`audit` says.
    """
    return run.audit(paired([(old, new)]), **options)


def draft(old: Edition, new: Edition, quote: Quote = "part", on: date | None = None) -> tuple[DraftRow, ...]:
    """The change rows that the difference calls for and the newer edition lacks.

    Args:
        old: the older edition.
        new: the newer edition.
        quote: ``part`` quotes of a long text the smallest passages that can be told apart, ``whole`` all of it.
        on: the 変更日 of the drafted rows (default: the 公表日 of ``new``).

    Returns:
        The rows in the form's order, none where the rows that are there account for everything. ``timing`` is a
        proposal and ``None`` where nothing speaks for 事前 or 事後; ``lists`` are what the law's tables had on that
        day, read from the dated texts of the laws (:mod:`pia_audit.law.tables`).
    """
    from pia_audit.compare import draft as row_drafts  # what an audit does without

    return row_drafts.draft(paired([(old, new)]), quote, on)


def corrections(old: Edition, new: Edition) -> tuple[Correction, ...]:
    """The newer edition's rows that are off, as they should read; each is to be confirmed.

    Args:
        old: the older edition.
        new: the newer edition, whose rows are corrected.

    Returns:
        The corrections in the order of the table: the row as printed and as it should read (``None`` where nothing
        tells), with the texts that do not go together and the findings that a correction settles.
    """
    from pia_audit.compare import corrections as row_corrections  # what an audit does without

    return row_corrections.corrections(
        [(old, new)], lambda corpus: run.audit(corpus, select=row_corrections.RULES).findings
    )


def replay(edition: Edition) -> tuple[Edition, ...]:
    """Every edition the history knows, rebuilt from the rows, oldest first and the printed one last.

    Args:
        edition: the edition whose rows are undone; it is not changed.

    Returns:
        An edition for each 変更日 before the 公表日, with ``origin`` ``rebuilt`` and that day for its 公表日, which is
        usual and not certain; then ``edition`` itself. An item that no row speaks of is taken to have stood there.
    """
    return rebuilt(edition)


def show(edition: Edition, at: date | None = None) -> pl.DataFrame:
    """The items as they stood on a day (default: as printed), with the degree of trust.

    Args:
        edition: the edition whose rows are undone.
        at: the day; from the 公表日 on what is printed, before the oldest row what that row says was there.

    Returns:
        A row for each item in the form's order: ``edition_id`` (String), ``seq`` (Int64), ``item_id``, ``label``,
        ``position``, ``kind``, ``text``, ``status`` and ``trust`` (String: ``printed``, ``verified``, ``near``,
        ``resynced``, ``assumed``) and ``row_no`` (Int64: the last row that wrote the text by then).
    """
    return views.as_of(replayed(Corpus.of([edition])), at)


def blame(edition: Edition, item_id: str) -> tuple[Segment, ...]:
    """The passages of an item, each with the row that last wrote it.

    Args:
        edition: the edition.
        item_id: the item, such as ``network.legal_basis``; ``edition.items`` has those there are.

    Returns:
        The passages in the order of the text, which they are together; ``row`` is ``None`` where no row wrote one.
        Nothing for an item without a text.

    Raises:
        polars.exceptions.OutOfBoundsError: when the edition has no item of that id.
    """
    return views.blame(replayed(Corpus.of([edition])), edition.edition_id, item_id)


def trends(source: Any, period: Period = "fiscal-year") -> Trends:
    """How revisions go over time: frames by name, for one report, a body or the nation.

    Args:
        source: an edition, editions, a corpus, what :func:`audit` gave, or a mapping with the polars frames
            ``editions``, ``items``, ``changes`` and ``quotes`` (and ``steps``, ``states``, ``differences`` where there
            are any), in the columns of :mod:`pia_audit.model.frames`.
        period: what counts are made by: ``fiscal-year`` (from April), ``year``, ``quarter`` or ``month``.

    Returns:
        A mapping from the names of :data:`pia_audit.statistics.NAMES` to frames, each made when it is asked for; the
        function of a trend says what it counts and in which columns. Lags are in days, from the days on which the
        amendments of ``pia_audit/law/amendments.toml`` came into force; each has the amending law and how sure it is.

    Raises:
        TypeError: when ``source`` is nothing of these.
        KeyError: for a mapping without one of the first four frames.
    """
    from pia_audit.statistics import Source, Trends  # what an audit does without

    return Trends(Source.of(source), period)
