"""新旧対照表: two editions side by side on a sheet of their own, whole, to print on A4, to sign and to comment."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pia_audit.reports.comparative import Block, Line, Pair, Record, Sheet
from pia_audit.reports.comparative.line_parts import in_parts
from pia_audit.reports.redline import Piece, Side
from pia_audit.reports.sheet_names import sheet_names
from pia_audit.reports.xlsx.sheets import TALL_LINE, Book, lines, stretches

_WIDTHS = {"item": 24.0, "before": 56.0, "after": 56.0, "records": 24.0, "remarks": 16.0}
_COLUMNS = tuple(_WIDTHS)
_LAST = len(_COLUMNS) - 1
_RECORDS = _COLUMNS.index("records")
_ACROSS = sum(_WIDTHS.values())

_LINES, _ONE_ROW = 14, 22
"""A row of the sheet holds so many lines, or a few more by itself: a longer text goes on in the row below, so that none
is cut and a page may end within it."""

_PART, _GROUP = {"bg_color": "#F2F2F2", "bold": True}, {"bg_color": "#E2E8EF", "bold": True}
_QUIET = "#5C5C5C"


def write_book(sheet: Sheet, path: Path) -> None:
    """A workbook of nothing else; raises ``OSError``."""
    book = Book(path, sheet.lang)
    write(book, sheet)
    book.close()


def write(book: Book, sheet: Sheet) -> None:
    """A sheet for each two editions; what could not be read stands at the end of the last."""
    if not sheet.pairs:
        page = _page(book, _say(book, "page.title"), _say(book, "page.title"))
        at = _wide(book, page, 0, _say(book, "page.no_pairs"))
        _unread(book, page, at, sheet)
    several = len(sheet.pairs) > 1
    title = _say(book, "page.title")
    titles = [f"{title} {p.number} {p.new_on or ''}" if several else title for p in sheet.pairs]
    for n, (pair, name) in enumerate(zip(sheet.pairs, sheet_names(titles), strict=True), 1):
        page = _page(book, name, f"{title}　{pair.agency} {pair.title}")
        at = _pair(book, page, pair)
        if n == len(sheet.pairs):
            _unread(book, page, at, sheet)


def _say(book: Book, key: str, **params: Any) -> str:
    return book.words.say("comparative", key, **params)


def _page(book: Book, name: str, title: str) -> Any:
    page = book.page(name, title)
    for column, width in enumerate(_WIDTHS.values()):
        page.set_column(column, column, width)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    return page


def _pair(book: Book, page: Any, pair: Pair) -> int:
    """The sheet of two editions; returns the first free row."""
    at = _top(book, page, pair)
    for column, name in enumerate(_COLUMNS):
        page.write_string(at, column, _say(book, f"column.{name}"), book.head())
    page.set_row(at, 24)
    page.repeat_rows(at)
    page.freeze_panes(at + 1, 1)
    at += 1
    for block in pair.blocks:
        at = _block(book, page, at, block)
    if not pair.blocks:
        at = _wide(book, page, at, _say(book, "page.nothing"))
    at = _wide(book, page, at + 1, _say(book, "page.aside"), bold=True)
    for note in pair.aside:
        at = _wide(book, page, at, f"・{note}")
    return at


def _top(book: Book, page: Any, pair: Pair) -> int:
    """What is compared, and where it is signed; returns the row after it."""
    page.merge_range(0, 0, 0, _LAST, _say(book, "page.title"), book.format(bold=True, font_size=16, align="center"))
    page.set_row(0, 28)
    number = pair.number or book.words.ui("unknown")
    summary = _say(book, "page.report", agency=pair.agency, number=number, title=pair.title)
    at = _wide(book, page, 1, summary, bold=True, align="center")
    stands = [(_say(book, f"page.{name}"), _stand(book, e)) for name, e in (("old", pair.old), ("new", pair.new))]
    signs = [(_say(book, f"page.{name}"), "") for name in ("checked_by", "checked_on")]
    for (first, last), (head, text) in zip(((0, 1), (2, 2), (3, 3), (4, 4)), (*stands, *signs), strict=True):
        for row, text_of_cell, look in ((at, head, book.head()), (at + 1, text, book.cell())):
            if first < last:
                page.merge_range(row, first, row, last, "", look)
            width = sum(list(_WIDTHS.values())[first : last + 1])
            book.put(page, row, first, book.marked(_plain(text_of_cell)), look, width, TALL_LINE)
    return _wide(book, page, at + 2, _say(book, "page.lead"))


def _stand(book: Book, stand: Any) -> str:
    description = _say(book, "page.stand", day=stand.day, form=stand.form)
    return f"{description}\n{_say(book, 'page.source')} {stand.source}\n"


def _wide(book: Book, page: Any, at: int, text: str, **look: Any) -> int:
    """A text over the whole width, in as many rows as it needs; returns the row after it."""
    for part in stretches(_plain(text), _ACROSS, _LINES):
        form = book.format(quote_prefix=True, **look)
        page.merge_range(at, 0, at, _LAST, "", form)
        book.put(page, at, 0, book.marked(part), form, _ACROSS, TALL_LINE)
        at += 1
    return at


def _unread(book: Book, page: Any, at: int, sheet: Sheet) -> None:
    for head, sentences in sheet.unread:
        at = _wide(book, page, at + 1, head, bold=True)
        for line in sentences:
            at = _wide(book, page, at, f"・{line}")


# --- the table ----------------------------------------------------------------------------------------


def _block(book: Book, page: Any, at: int, block: Block) -> int:
    look = _GROUP if block.op else _PART
    op = f"【{book.words.term('op', block.op)}】 " if block.op else ""
    heading_lines = [
        f"{op}{block.title}",
        *([f"{block.before} → {block.after}"] if block.before or block.after else []),
    ]
    title = _plain("\n".join([*heading_lines, *block.changes]))
    across = sum(_WIDTHS[c] for c in ("item", "before", "after"))
    cells = [stretches(title, across, _LINES), stretches(_records(book, block), _WIDTHS["records"], _LINES)]
    for n, (heading_pieces, record_pieces) in enumerate(zip_longest(*cells, fillvalue=())):
        page.merge_range(at, 0, at, _RECORDS - 1, "", book.cell(**look))
        pieces = heading_pieces or (_plain(_say(book, "page.more")) if n else ())
        _put(book, page, at, 0, pieces, across, look)
        _put(book, page, at, _RECORDS, record_pieces, _WIDTHS["records"], {**look, "bold": False})
        page.write_blank(at, _LAST, None, book.cell(**look))
        at += 1
    for line in block.lines:
        at = _line(book, page, at, line)
    return at


def _line(book: Book, page: Any, at: int, line: Line) -> int:
    """An item in as many rows as its texts need, looking as one."""
    texts = {
        "item": _plain("\n".join([line.item, *(f"・{sentence}" for sentence in line.changes)])),
        "before": _side(book, line.before),
        "after": _side(book, line.after),
        "records": _records(book, line),
    }
    rows = _rows(book, line, texts)
    for n, row in enumerate(rows):
        edges = {"top": int(n == 0), "bottom": int(n == len(rows) - 1)}
        for column, pieces in enumerate(row):
            more = n and not column and not pieces
            cell_pieces = _plain(_say(book, "page.more")) if more else pieces
            _put(book, page, at, column, cell_pieces, _WIDTHS[_COLUMNS[column]], edges)
        page.write_blank(at, _LAST, None, book.cell(**edges))
        at += 1
    return at


def _rows(book: Book, line: Line, texts: dict[str, tuple[Piece, ...]]) -> list[tuple[tuple[Piece, ...], ...]]:
    """The cells' texts in rows of about one height: one where they fit, else as many as the longest needs, with what
    both texts say in the same row."""
    longest = max(lines("".join(p.text for p in text), _WIDTHS[c]) for c, text in texts.items())
    height = _ONE_ROW if longest <= _ONE_ROW else -(-longest // -(-longest // _LINES))
    if height == _ONE_ROW:
        return list(zip_longest(*(stretches(text, _WIDTHS[c], height) for c, text in texts.items()), fillvalue=()))
    parts = in_parts(line.before, line.after, lambda *sides: all(lines(s, _WIDTHS["before"]) <= height for s in sides))
    both = [
        row
        for sides in parts
        for row in zip_longest(*(stretches(_side(book, s), _WIDTHS["before"], height) for s in sides), fillvalue=())
    ]
    item, records = (stretches(texts[c], _WIDTHS[c], height) for c in ("item", "records"))
    rows = zip_longest(item, both, records, fillvalue=())
    return [(heading, *(sides or ((), ())), noted) for heading, sides, noted in rows]


def _put(
    book: Book, page: Any, at: int, column: int, pieces: Sequence[Piece], width: float, look: dict[str, Any]
) -> None:
    book.put(page, at, column, book.marked(pieces), book.cell(**look), width, TALL_LINE)


def _plain(text: str) -> tuple[Piece, ...]:
    return (Piece(text, "same"),)


def _side(book: Book, side: Side | None) -> tuple[Piece, ...]:
    return _plain(_say(book, "side.none")) if side is None else side.pieces


def _records(book: Book, of: Block | Line) -> tuple[Piece, ...]:
    """The word for how it is accounted for, and the rows that do so."""
    texts = [book.words.term("account", of.status)] if of.status else []
    return _plain("\n".join([*texts, *map(_record, of.records)]))


def _record(record: Record) -> str:
    return "\n".join(t for t in (f"{record.row_name} {record.doubt}".strip(), record.typed) if t)
