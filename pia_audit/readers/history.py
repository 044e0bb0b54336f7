"""The 変更箇所 table: finds it among the rows, joins its pieces and takes each row apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pia_audit.japanese.dates import parse_date
from pia_audit.japanese.intervals import interval_of
from pia_audit.japanese.ladder import fold
from pia_audit.model import ChangeRow, Unread
from pia_audit.readers.blocks import Cell, Row, row_place
from pia_audit.readers.rows_above import days_of, goes_on, joined, with_meaning
from pia_audit.readers.timings import timing_of, with_short_timings

_COLUMNS = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")
_DAYS = ("変更日", "変更年月日")
_NUMBERS = ("no", "番号", "項番", "通番", "連番", "#")
"""Titles of a column of row numbers."""
_LONGEST_HEAD = 40
_PAGE_MARK = re.compile(r"^[\s\-–—−ー/0-9０-９pPページ頁]{1,16}$")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of the change table, its header(s) taken out; ``columns`` is how many the header has."""

    rows: tuple[Row, ...]
    columns: int


def head_at(texts: Sequence[str]) -> int | None:
    """Which of a row's texts is 変更日 when the row is the table's header line, ``None`` when it is none.

    A column of row numbers may stand before it.
    """
    if sum(["変" in text for text in texts]) < 2:  # of most rows that is all there is to look at
        return None
    at = next((i for i, text in enumerate(texts) if text), len(texts))
    if at < len(texts) - 1 and len(texts[at]) < _LONGEST_HEAD and fold(texts[at]).lower().rstrip(".") in _NUMBERS:
        at = next((i for i in range(at + 1, len(texts)) if texts[i]), len(texts))
    rest = [text for text in texts[at:] if text]
    if len(rest) < 3 or len(rest[0]) > _LONGEST_HEAD or fold(rest[0]) not in _DAYS:
        return None
    return at if any(fold(text).startswith("変更前") for text in rest) else None


def is_header(row: Row) -> bool:
    """Whether a row is the table's header line."""
    return head_at([c.text for c in row.cells]) is not None


def _is_title(row: Row) -> bool:
    """Whether a row is the table's own heading, ``変更箇所`` or ``(別添2)変更箇所``."""
    filled = [c.text for c in row.cells if c.text]
    return len(filled) == 1 and re.fullmatch(r"(?:\(?別添\d?\)?)?変更箇所", fold(filled[0])) is not None


def split(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], Table | None]:
    """The rows before the change table, and the table (``None`` when the document has no header of one)."""
    start = next((i for i, row in enumerate(rows) if is_header(row)), None)
    if start is None:
        return rows, None
    first = head_at([c.text for c in rows[start].cells]) or 0
    columns = len(rows[start].cells)
    body = tuple(_unnumbered(r, first, columns) for r in rows[start:] if not is_header(r) and not _is_title(r))
    fields = rows[: start - 1] if start and _is_title(rows[start - 1]) else rows[:start]
    return fields, Table(body, columns - first)


def _unnumbered(row: Row, first: int, columns: int) -> Row:
    """A row of the table without the cells before its date."""
    return replace(row, cells=row.cells[first:]) if first and row.ruled and len(row.cells) == columns else row


def read(table: Table, source: str) -> tuple[list[ChangeRow], list[Unread]]:
    """The change rows, first printed first; what fits no row is told and never dropped in silence."""
    rows: list[ChangeRow] = []
    problems: list[Unread] = []
    strays: list[Cell] = []
    for row in table.rows:
        cells = row.cells
        if row.ruled and strays and not _is_note(cells):
            problems.append(_stray(strays, source))
            strays = []
        if not row.ruled or _is_note(cells):
            if not _PAGE_MARK.match(cells[0].text) or parse_date(cells[0].text):
                strays.append(cells[0])
            continue
        if rows and goes_on(rows[-1], cells):
            rows[-1] = joined(rows[-1], cells)
            continue
        if rows and _is_rest(rows[-1], cells):
            rows[-1] = _rejoined(rows[-1], _row(len(rows), cells))
            continue
        if len(cells) < len(_COLUMNS) - 1 or len(cells) > len(_COLUMNS):
            params = {"columns": len(cells), "expected": len(_COLUMNS), "row": len(rows) + 1}
            problems.append(Unread(source, "row-columns", row.locator, params, fatal=False))
        new = _row(len(rows) + 1, cells)
        rows.append(with_meaning(new, rows[-1], cells) if rows else new)
    if strays:
        problems.append(_stray(strays, source))
    return with_short_timings(rows), problems


def _is_note(cells: tuple[Cell, ...]) -> bool:
    """Whether a row has nothing but a text where its date should be: a note below the table, and no change."""
    first = cells[0].said
    return bool(first) and not any(c.said or c.lost for c in cells[1:]) and len(first) > 1 and not _has_date(first)


_LIKE_DATE = re.compile(r"\s*(?:[0-9０-９]|令和|平成|昭和|[RHS]\s*[0-9０-９])")
_LONGEST_DATE = 20


def _has_date(text: str) -> bool:
    """Whether a text is a day, or is short and begins as one: a day that cannot be read is still a change's."""
    return interval_of(text) is not None or (len(text) <= _LONGEST_DATE and _LIKE_DATE.match(text) is not None)


def _stray(cells: list[Cell], source: str) -> Unread:
    """Lines that belong to no row, told once for lines that stand together: the first, and how many they are."""
    text = cells[0].text[:40] + (f" … (×{len(cells):,})" if len(cells) > 1 else "")
    return Unread(source, "stray-line", cells[0].locator, {"text": text}, fatal=False)


_PAGE = re.compile(r"^p\d+(?=:)")
_BEGINS = re.compile(r"\s*(?:[Ⅰ-ⅫIV]|[(（]別添|[0-9０-９①-⑳])")


def _is_rest(row: ChangeRow, cells: tuple[Cell, ...]) -> bool:
    """Whether a row at the head of a page is the rest of the one before it.

    Some programs close a row at the page's foot and open it again: its one date and its one 提出時期 then stand
    on either page, or in two halves.
    """
    before, here = _PAGE.match(row.locator), _PAGE.match(cells[0].locator)
    if len(cells) < len(_COLUMNS) - 1 or before is None or here is None or before[0] == here[0]:
        return False
    day, timing = cells[0].said, cells[4].said
    if not (day or timing) and _BEGINS.match(cells[1].said):  # an item of its own, its date and timing left out
        return False
    days, timings = (row.changed_on_text, day), (row.timing_text, timing)
    halves = row.changed_on is None and all(days) and _is_day("".join(days))
    once = (not all(days) or halves) and (not all(timings) or timing_of("".join(timings)) is not None)
    return once and any(days) and any(timings)


def _is_day(text: str) -> bool:
    return days_of(text)[0] is not None


def _rejoined(row: ChangeRow, rest: ChangeRow) -> ChangeRow:
    def both(one: str | None, two: str | None) -> str | None:
        return "\n".join(t for t in (one, two) if t) if one is not None and two is not None else None

    day = row.changed_on_text + rest.changed_on_text
    on, start, end = days_of(day)
    return replace(
        row,
        changed_on=on,
        changed_from=start,
        changed_to=end,
        changed_on_text=day,
        label=both(row.label, rest.label) or "",
        before=both(row.before, rest.before),
        after=both(row.after, rest.after),
        timing=timing_of(row.timing_text + rest.timing_text),
        timing_text=row.timing_text + rest.timing_text,
        note=both(row.note, rest.note) or "",
        hidden=(*row.hidden, *rest.hidden),
    )


def _row(number: int, cells: tuple[Cell, ...]) -> ChangeRow:
    def text(at: int) -> str:
        return cells[at].said if at < len(cells) else ""

    shifted = _is_shifted(cells)

    def told(at: int) -> str | None:
        return cells[at].said if at < len(cells) and not cells[at].lost and not shifted else None

    on, start, end = days_of(text(0))
    return ChangeRow(
        row_no=number,
        changed_on=on,
        changed_from=start,
        changed_to=end,
        changed_on_text=text(0),
        label=text(1),
        before=told(2),
        after=told(3),
        timing=timing_of(text(4)),
        timing_text=text(4),
        note="\n".join(c.said for c in cells[5:] if c.said),
        locator=row_place(cells[0].locator),
        cells=() if cells[0].locator.startswith("L") else tuple(c.locator for c in cells),
        hidden=tuple((n, c.hidden) for n, c in zip(("before", "after"), cells[2:4], strict=False) if c.hidden),
    )


def _is_shifted(cells: tuple[Cell, ...]) -> bool:
    """Whether a row has a cell too many before its 提出時期: then which text is which column's is not to be guessed."""
    after = cells[len(_COLUMNS) - 1 :]
    return len(cells) > len(_COLUMNS) and timing_of(cells[4].said) is None and any(timing_of(c.said) for c in after)
