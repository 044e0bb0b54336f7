"""What a row of the change table leaves to the row above: cells that mean the one above, rows that go on from it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from msgspec.structs import replace

from pia_audit.documents.blocks import Cell, is_lost
from pia_audit.japanese.dates import parse_date
from pia_audit.japanese.ditto import below_ditto, is_ditto, is_rest_mark, under_heading, without_rest_mark
from pia_audit.japanese.intervals import interval_of
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.numerals import plain
from pia_audit.japanese.patterns import regex
from pia_audit.model import ChangeRow
from pia_audit.readers.timings import timing_of

_SAME_YEAR = regex(r"同年(?:度)?(?:同月|([0-9]{1,2})月)([0-9]{1,2})日.{0,6}")
_SAME_MONTH = regex(r"同月([0-9]{1,2})日.{0,6}")
_REMARKED = regex(r"([^()（）\n]{1,40}?)\s*[(（][^()（）~～〜\-－―から]{1,40}[)）]")
"""A day with a remark behind it: 「令和6年4月1日（令和6年4月8日公表）」."""


@lru_cache(maxsize=4096)
def days_of(text: str) -> tuple[date | None, date | None, date | None]:
    """``changed_on, changed_from, changed_to`` of a 変更日: one day three times, an interval's bounds, or nothing."""
    span = interval_of(text)
    remark = _REMARKED.fullmatch(text.strip()) if text[-1:] in "）) " else None
    if remark is not None and (day := interval_of(remark[1])) is not None and day.start == day.end:
        span = day
    if span is None:
        return None, None, None
    return (span.start if span.start == span.end else None), span.start, span.end


def days_of_cell(cell: Cell) -> tuple[date | None, date | None, date | None]:
    """``changed_on, changed_from, changed_to`` of a 変更日 as a cell shows it.

    A cell that holds a day may show it without its year, or year and month the other way round; where what it shows
    does not bound the day, the day itself counts.
    """
    on, start, end = days_of(cell.full_text)
    day = cell.day
    if day is None or not cell.full_text or (start is not None and end is not None and start <= day <= end):
        return on, start, end
    return day, day, day


# --- rows that go on from the row above ---------------------------------------------------------------


def goes_on(above: ChangeRow, cells: tuple[Cell, ...]) -> bool:
    """Whether a row is the rest of the one above and no change of its own.

    It is where it says so (``（続き）`` for its 項目, or behind the same 項目), and where it has no 変更日, 項目 and
    提出時期 of its own; cells that are merged with those above, and texts that are whole days, are another change.
    """
    if len(cells) < 4:
        return False
    day, label = cells[0].full_text, cells[1].full_text
    if is_lost(cells[0]) or is_lost(cells[1]):
        return False
    if is_rest_mark(label) or (is_rest_mark(day) and (not label or is_ditto(label))):
        return _is_day_of(above, day)
    if (head := without_rest_mark(label)) is not None:
        return _is_day_of(above, day) and _is_label_of(above, head)
    return not (day or label) and any(c.text for c in cells[2:]) and not _has_new_texts(above, cells)


def _is_day_of(above: ChangeRow, day: str) -> bool:
    """Whether a 変更日 is left out, or is the one of the row above."""
    if not day or is_ditto(day) or is_rest_mark(day):
        return True
    return fold(day) == fold(above.changed_on_text) or days_of(day)[1:] == (above.changed_from, above.changed_to)


def _is_label_of(above: ChangeRow, head: str) -> bool:
    """Whether a 項目 is that of the row above, or is its end."""
    meant, key = fold(above.label_meant or above.label), fold(head)
    return is_ditto(head) or (len(key) > 1 and meant.endswith(key)) or meant == key


def _has_new_texts(above: ChangeRow, cells: tuple[Cell, ...]) -> bool:
    """Whether a row without 変更日 and 項目 is a change all the same."""
    before, after = cells[2], cells[3]
    if not (before.full_text and after.full_text):
        return False
    if cells[1].merged and not (before.merged or after.merged):
        return True
    timing = cells[4].full_text if len(cells) > 4 else ""
    if timing and above.timing is not None and timing_of(timing) is not None:
        return True
    return all(parse_date(c.full_text) for c in (before, after)) and not _is_cut(above)


def _is_cut(above: ChangeRow) -> bool:
    """Whether a row above may go on with a day: its texts are no days themselves."""
    return not all(parse_date(text or "") for text in (above.before, above.after))


def joined(above: ChangeRow, cells: tuple[Cell, ...]) -> ChangeRow:
    """The row above with the texts of a row that goes on from it."""
    timing_text = cells[4].text if len(cells) > 4 else ""
    late = above.timing is None and not above.timing_text and timing_of(timing_text)
    return replace(
        above,
        before=_more(above.before, cells, 2),
        after=_more(above.after, cells, 3),
        note=_more(above.note, cells, 5) or "",
        timing=late or above.timing,
        timing_text=timing_text if late else above.timing_text,
    )


def _more(text: str | None, cells: tuple[Cell, ...], at: int) -> str | None:
    new = cells[at].text if at < len(cells) and not is_ditto(cells[at].text) else ""
    return f"{text}\n{new}" if text and new else (text or new or text)


# --- cells that mean the one above --------------------------------------------------------------------


def with_meaning(row: ChangeRow, above: ChangeRow, cells: tuple[Cell, ...]) -> ChangeRow:
    """The row with what its marks and empty cells stand for; what is printed stays as it is."""
    lost = row.unreadable
    left_out = not row.changed_on_text or not row.label
    row = row if "day" in lost else _with_day(row, above)
    row = row if "label" in lost else _with_label(row, above)
    no_timing = not row.timing_text and "timing" not in lost
    if is_ditto(row.timing_text) or (no_timing and (left_out or _is_merged(cells, 4))):
        row = replace(row, timing=above.timing)
    if is_ditto(row.note) or (not row.note and "note" not in lost and _is_merged(cells, 5)):
        row = replace(row, note=above.note)
    return row


def _is_merged(cells: tuple[Cell, ...], at: int) -> bool:
    return at < len(cells) and cells[at].merged


def _with_day(row: ChangeRow, above: ChangeRow) -> ChangeRow:
    text = row.changed_on_text
    if not text or is_ditto(text) or is_rest_mark(text):
        return replace(row, changed_on=above.changed_on, changed_from=above.changed_from, changed_to=above.changed_to)
    day = _of_same_year(text, above.changed_to) if row.changed_from is None else None
    return replace(row, changed_on=day, changed_from=day, changed_to=day) if day else row


def _of_same_year(text: str, above: date | None) -> date | None:
    """同年4月1日 and 同月15日, by the day above."""
    bare = plain(text).text.replace(" ", "")
    year, month = _SAME_YEAR.fullmatch(bare), _SAME_MONTH.fullmatch(bare)
    if above is None or not (year or month):
        return None
    parts = (year[1] or above.month, year[2]) if year else (above.month, month[1]) if month else ("", "")
    span = parse_date(f"{above.year}年{parts[0]}月{parts[1]}日")
    return span.start if span else None


def _with_label(row: ChangeRow, above: ChangeRow) -> ChangeRow:
    label = above.label_meant or above.label
    if not row.label or is_ditto(row.label) or is_rest_mark(row.label):
        return replace(row, label_meant=label)
    addition = below_ditto(row.label)
    return replace(row, label_meant=under_heading(label, addition)) if addition else row


# --- what a resolver of labels is given ---------------------------------------------------------------


def label_in_full(row: ChangeRow) -> str:
    """A row's 項目 with ``同上 ②`` written out; a mark alone stays, as the row above tells what it means."""
    return row.label_meant if row.label_meant and below_ditto(row.label) else row.label
