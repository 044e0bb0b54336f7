"""全文: the texts of which the lists show a part, whole and in parts that a page can hold."""

from __future__ import annotations

from collections.abc import Iterator

from pia_audit.reports.spreadsheets import plain
from pia_audit.reports.xlsx.sheets import Book, Whole, lines

_WIDTHS = (9, 40, 9, 120)
_PART, _LINES = 1000, 24


def write(book: Book) -> None:
    """Write the sheet, where a text was too long for its cell."""
    if not book.wholes:
        return
    heads = [book.say(f"texts.{c}") for c in ("number", "where", "part", "text")]
    all_rows = [row for whole in book.wholes for row in _rows(whole)]
    rows = book.limited("texts", all_rows)
    sheet = book.listing("texts", heads, _WIDTHS, len(rows), fixed=2)
    for at, (number, where, part, text) in enumerate(rows, 1):
        book.number(sheet, at, 0, number)
        book.put(sheet, at, 1, [book.format(), where], book.cell(), _WIDTHS[1])
        book.put(sheet, at, 2, [book.format(), part], book.cell(align="center"), _WIDTHS[2])
        book.put(sheet, at, 3, [book.format(), text], book.cell(), _WIDTHS[3])


def _rows(whole: Whole) -> list[tuple[int, str, str, str]]:
    parts = list(_parts(plain(whole.text)))
    return [(whole.number, whole.where, f"{n}/{len(parts)}", part) for n, part in enumerate(parts, 1)]


def _parts(text: str) -> Iterator[str]:
    """The text in parts of bounded length and height; joined they are the text."""
    start = 0
    while start < len(text):
        end = _breaks(text, start, min(len(text), start + _PART))
        while end > start + 1 and lines(text[start:end], _WIDTHS[3]) > _LINES:
            end = start + max(1, (end - start) // 2)
        yield text[start:end]
        start = end


def _breaks(text: str, start: int, end: int) -> int:
    """The place after so many line breaks that no more lines fit, or ``end`` where there are fewer."""
    at = start
    for _ in range(_LINES):
        at = text.find("\n", at, end) + 1
        if not at:
            return end
    return at
