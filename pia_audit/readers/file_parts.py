"""What one file holds besides a report: a second report with a cover of its own, a second change table.

A report begins at its cover: the title of the form and, close below it, the labels that only a cover has. A title alone
is the head of a page. A change table that is a copy of the first, or is named as an old one, is no part of the account.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.documents.blocks import Cell, Document, Row
from pia_audit.documents.table_heads import head_at, head_of, is_header, role_of
from pia_audit.japanese.intervals import interval_of
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.patterns import regex
from pia_audit.model import Unread
from pia_audit.readers.cover import is_title
from pia_audit.readers.headings import heading
from pia_audit.readers.inner_reports import with_rests
from pia_audit.readers.printed import is_stamp
from pia_audit.readers.tables_beside import spot_of

_COVER = ("評価書番号", "評価書名", "評価実施機関名", "公表日")
_NEAR = 40
"""So many rows below the title the labels of a cover stand, at most."""
_FEWEST_LABELS = 3
_LONGEST = 60


def reports_in(document: Document) -> list[Document]:
    """The reports of a document, each from its cover to the next one's; a document without a second cover as it is.

    The first keeps the file's digest; the others have digests of their own, made from it.
    """
    rows = document.rows
    starts = _covers(rows)
    if not starts:
        return [document]
    ends = [*starts, len(rows)]
    parts = [replace(document, rows=rows[: starts[0]])]
    for number, (start, end) in enumerate(zip(starts, ends[1:], strict=True), 2):
        digest = hashlib.sha256(f"{document.sha256}:{number}".encode()).hexdigest()
        parts.append(replace(document, rows=rows[start:end], sha256=digest, problems=()))
    return with_rests(parts, _is_chapter)


def _covers(rows: Sequence[Row]) -> list[int]:
    """Where the second report begins, and every further one.

    A report has begun with its first chapter, or with a cover that another one follows.
    """
    starts: list[int] = []
    begun, cover = False, -1
    for at, row in enumerate(rows):
        text = _first(row)
        if not begun and len(text) < _LONGEST and is_title(text):
            begun = cover >= 0 and _is_cover(rows[cover + 1 : at])
            cover = at if cover < 0 else cover
        if begun and len(text) < _LONGEST and is_title(text) and _is_cover(rows[at + 1 : at + 1 + _NEAR]):
            starts.append(_with_stamp(rows, at))
            begun, cover = False, at
        elif not begun:
            begun = is_header(row) or (len(text) < _LONGEST and _is_chapter(row))
    return starts


def _is_chapter(row: Row) -> bool:
    """Whether a row is the heading of a chapter, as no cover has one."""
    filled = [c for c in row.cells if c.full_text]
    return len(filled) == 1 and heading(filled[0].full_text).kind == "chapter"


def _with_stamp(rows: Sequence[Row], at: int) -> int:
    return at - 1 if at and is_stamp(_first(rows[at - 1])) else at


def _is_cover(rows: Sequence[Row]) -> bool:
    """Whether the labels of a cover stand in these rows, before anything of the report itself."""
    labels: set[str] = set()
    for row in rows:
        if is_header(row) or _is_chapter(row):
            break
        if not (row.cells and row.cells[0].full_text):
            continue
        for cell in row.cells:
            key = fold(cell.full_text.split("\n")[0], Rung.PUNCTUATION) if len(cell.full_text) < 400 else ""
            labels |= {name for name in _COVER if key.startswith(name)}
    return len(labels) >= _FEWEST_LABELS


def _first(row: Row) -> str:
    return next((c.full_text for c in row.cells if c.full_text), "")


class _Table(Struct, frozen=True):
    """A change table from its title (or its header) to its last row, as positions in the document's rows."""

    start: int
    end: int
    name: str
    place: str
    beside: bool = False
    """Whether it stands beside another one."""


_NAMED = regex(r"変更箇所")
_ROW_NUMBER = regex(r"(?<![^、])[0-9]+(?![^、…])")
_OLD = regex(r"旧|参考|控|写し|見本|記載例|記入例|作成例|下書")
_MOST_ALONE = 0.5
"""A table more than half of whose rows stand in the first is a copy of it."""


def one_table(document: Document) -> Document:
    """The document with one change table.

    A second one that is a copy, or is named as an old one and is not the part of the history before the first that its
    texts lead on from, is set aside; one that continues the table is joined to it. Either is told in one sentence with
    its place.
    """
    tables = _tables(document.rows)
    if not tables:
        return document
    live = next((t for t in tables if not _OLD.search(t.name)), tables[0])
    dropped_rows, notices = set[int](), list[Unread]()
    for table in tables:
        if table != live:
            rows, among = _copied(document.rows, table, live)
            code = _notice_code(document.rows, table, live, copy=rows > 0 and among > _MOST_ALONE * rows)
        else:
            rows, among, code = 0, 0, ""
        if code == "second-table":
            dropped_rows.update(range(table.start, table.end))
        else:
            _look_within(document, table, dropped_rows, notices)
        if code:
            notices.append(_notice(document, code, table, rows, among))
    remaining_rows = tuple(row for n, row in enumerate(document.rows) if n not in dropped_rows)
    return replace(document, rows=remaining_rows, problems=(*document.problems, *notices))


def _notice_code(rows: Sequence[Row], table: _Table, live: _Table, *, copy: bool) -> str:
    """What is to be told of a table besides the live one; nothing for one that goes on under a title of its own."""
    is_old, earlier = _OLD.search(table.name) is not None, _is_earlier(rows, table, live)
    if copy or (is_old and not (earlier and _leads_on(rows, table))):
        return "second-table"
    if earlier and (is_old or table.beside):
        return "second-table-joined"
    return "second-table-continued" if table.beside else ""


def _notice(document: Document, code: str, table: _Table, rows: int, among: int) -> Unread:
    params = {"name": table.name or table.place, "rows": rows, "among": among}
    return Unread(document.source, code, table.place, params, fatal=False)


def _look_within(document: Document, table: _Table, dropped_rows: set[int], notices: list[Unread]) -> None:
    """Look at a header that is printed again in a table: what stands below it may be the same table once more.

    One that begins after blank rows, or a second one on a page, is a table of its own; others go on from page to page.
    """
    rows = document.rows
    heads = [n for n in range(table.start, table.end) if is_header(rows[n])]
    for start, end in zip(heads[1:], [*heads[2:], table.end], strict=False):
        part_above = replace(table, end=start)
        part = _Table(start, end, table.name, rows[start].locator)
        count, among = _copied(rows, part, part_above)
        alone = _is_apart(document, start, max(h for h in heads if h < start))
        if count and among == count and (alone or count > 1):
            dropped_rows.update(range(start, end))
            notices.append(_notice(document, "second-table", part, count, among))
        elif alone:
            earlier = _is_earlier(rows, part, part_above)
            notices.append(
                _notice(document, f"second-table-{'joined' if earlier else 'continued'}", part, count, among)
            )


def _is_apart(document: Document, header: int, previous: int) -> bool:
    """Whether blank rows stand above a header of a sheet, or another one above it on the page of a PDF.

    Rows that are hidden are no blank ones: nobody sees a space there.
    """
    rows = document.rows
    spot, above, previous_spot = (spot_of(rows[n].locator) for n in (header, header - 1, previous))
    if spot is None or above is None or previous_spot is None:
        return False
    if "!" in rows[header].locator:
        between = set(range(above.row + 1, spot.row)) - _hidden(document, _sheet(rows[header]))
        return above.part == spot.part and bool(between)
    return rows[header].locator.startswith("p") and previous_spot.part == spot.part


def _hidden(document: Document, sheet: str) -> set[int]:
    """The rows of a sheet of which it is told that they are hidden, as far as they are named there."""
    hidden_rows = (
        p.params for p in document.problems if p.code == "seen-hidden-rows" and p.params.get("sheet") == sheet
    )
    return {int(row) for params in hidden_rows for row in _ROW_NUMBER.findall(str(params.get("places", "")))}


def _tables(rows: Sequence[Row]) -> list[_Table]:
    """The change tables by their titles, or by the sheets they stand on; a header printed again begins none."""
    starts: list[tuple[int, str, bool]] = []
    sheet, last = "", None
    for at, row in enumerate(rows):
        if not is_header(row) and not (starts and _is_torn(rows, at)):
            continue
        title = _title(rows, at)
        row_sheet, spot = _sheet(row), spot_of(row.locator)
        is_beside = spot is not None and last is not None and spot.part == last.part and spot.row <= last.row
        if not starts or title is not None or row_sheet != sheet or is_beside:
            printed = "" if title is None else _first(rows[title])
            name = row_sheet if printed in row_sheet else f"{row_sheet} {printed}".strip()
            starts.append((at if title is None else title, name, is_beside))
        sheet, last = row_sheet, spot
    ends = [*(start for start, *_ in starts[1:]), len(rows)][: len(starts)]
    return [
        _Table(start, _end(rows, start, end), name, rows[start].locator, is_beside)
        for (start, name, is_beside), end in zip(starts, ends, strict=True)
    ]


def _is_torn(rows: Sequence[Row], at: int) -> bool:
    """Whether an old table begins here whose columns a print has put on several pages: so much of its header."""
    roles = [role_of(c.full_text) for c in rows[at].cells if c.full_text]
    if len(roles) < 2 or not all(roles):
        return False
    title = _title(rows, at)
    return title is not None and _OLD.search(_first(rows[title])) is not None


def _title(rows: Sequence[Row], header: int) -> int | None:
    """The row just above a table's header that names it."""
    if header and len([c for c in rows[header - 1].cells if c.full_text]) == 1:
        text = _first(rows[header - 1])
        return header - 1 if len(text) < _LONGEST and _NAMED.search(fold(text)) else None
    return None


def _end(rows: Sequence[Row], start: int, end: int) -> int:
    """Where a table on a sheet ends that is followed by sheets of the report itself."""
    sheet = _sheet(rows[start])
    if not sheet:
        return end
    return next((n for n in range(start, end) if _sheet(rows[n]) != sheet and _is_chapter(rows[n])), end)


def _sheet(row: Row) -> str:
    """The name of the workbook's sheet a row stands on; empty in other files."""
    sheet, mark, _ = row.locator.rpartition("!")
    return sheet if mark else ""


def _copied(rows: Sequence[Row], table: _Table, live: _Table) -> tuple[int, int]:
    """How many rows a table has, and how many of them stand in the live one."""
    mine = Counter(_lines(rows[table.start : table.end]))
    if not mine:
        return 0, 0
    items = {line[1] for line in mine}
    return mine.total(), (mine & Counter(_lines(rows[live.start : live.end], items))).total()


def _lines(rows: Sequence[Row], items: Collection[str] | None = None) -> Iterator[tuple[str, ...]]:
    """The rows of a table by what they say, of some items if these are given; what has fewer than a date, an item and
    a text is none."""
    for row in rows:
        filled = [c for c in row.cells if c.full_text]
        if len(filled) <= 2 or (items is not None and fold(filled[1].full_text, Rung.PUNCTUATION) not in items):
            continue
        texts = [fold(c.full_text, Rung.PUNCTUATION) for c in filled]
        if head_at(texts) is None:
            yield _day(filled[0]) or texts[0], *texts[1:]


def _day(cell: Cell) -> str:
    """The day a cell says, in whatever notation; empty for another text."""
    span = interval_of(cell.full_text) if 0 < len(cell.full_text) < _LONGEST else None
    return f"{span.start}/{span.end}" if span else ""


def _is_earlier(rows: Sequence[Row], table: _Table, live: _Table) -> bool:
    """Whether all of a table's days are at or before the first of the live one: then it is the history before it."""
    mine, others = (_days(rows[t.start : t.end]) for t in (table, live))
    return bool(mine and others) and max(mine) <= min(others)


def _leads_on(rows: Sequence[Row], table: _Table) -> bool:
    """Whether what an old table changes texts to is what the report says now, or what later rows begin with.

    Then it is a part of the account that a body has moved to a place of its own; a draft or another report's table is
    not, whatever its days are.
    """
    cells = (c.full_text for row in (*rows[: table.start], *rows[table.end :]) for c in row.cells if c.full_text)
    others = dict.fromkeys(fold(text, Rung.PUNCTUATION) for text in cells)
    whole = "\n".join(others)
    afters, befores = _texts(rows, table, "after"), dict.fromkeys(_texts(rows, table, "before"))
    texts = [text for text in dict.fromkeys(afters) if text][:_MOST_TEXTS]
    found_again = [t for t in texts if t in befores or t in others or (len(t) >= _TELLING and t in whole)]
    return len(found_again) > _LED_ON * len(texts)


_MOST_TEXTS = 200
_TELLING = 6
"""A text of so many signs may be a part of a longer one."""
_LED_ON = 0.6
"""More than this part of an old table's texts must be found again: some have changed without a row."""


def _texts(rows: Sequence[Row], table: _Table, role: str) -> Iterator[str]:
    """What the rows of a table hold in a column, as it is compared."""
    column: int | None = None
    for row in rows[table.start : table.end]:
        if head := head_of([c.text for c in row.cells]):
            column = head.first + head.roles.index(role) if role in head.roles else None
            first, width = head.first, head.width
        elif column is not None:
            at = column if len(row.cells) == width else column - first
            if at < len(row.cells):
                yield fold(row.cells[at].full_text, Rung.PUNCTUATION)


def _days(rows: Sequence[Row]) -> list[str]:
    cells: list[Cell] = [
        next((c for c in row.cells if c.full_text), Cell("", "")) for row in rows if len(row.cells) > 2
    ]
    spans = [interval_of(c.full_text) for c in cells if 0 < len(c.full_text) < _LONGEST]
    return [span.start.isoformat() for span in spans if span is not None]
