"""Spreadsheets: no text in one may start a formula, whoever opens the file, and one is written whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pia_audit.japanese.patterns import regex
from pia_audit.model.files import write

# What a spreadsheet takes for a formula, half and full width, also behind white space and marks that print nothing.
_FORMULA = regex("'*[\\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*(?:[=+\\-@＝＋－＠]|(?<=[\t\r]))")
# Neither CSV nor a workbook can hold these: control characters but tab and line feed, and halves of characters.
_NO_TEXT = regex("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_SEPARATOR = regex('[",;\t\n]|^ | $')


def plain(text: str) -> str:
    """The text without what no spreadsheet can hold; line ends become line feeds."""
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def guarded(text: str) -> str:
    """The text with a quote before it where a spreadsheet would take it for a formula; a lone sign is none.

    A text that already has such quotes gets one more, so that taking one off always gives the text back.
    """
    return f"'{text}" if len(text) > 1 and _FORMULA.match(text) else text


def csv_text(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A CSV table; a cell with the separator of any country is in quotes, so that it opens no new one."""
    lines = [heads, *([guarded(plain(c)) for c in row] for row in rows)]
    return "".join(",".join(map(_quoted, line)) + "\r\n" for line in lines)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _SEPARATOR.search(cell) else cell


def open_book(path: Path) -> Any:
    """A new workbook in which no text becomes a formula, a link or a number; :func:`close` writes it.

    It carries no day of its making, so that the same content gives the same file.
    """
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(str(path), options)
    measured(book)
    book.set_properties({"created": datetime(2000, 1, 1), "author": "pia-audit"})
    return book


def measured(book: Any) -> None:
    """Let columns be measured in digits of a typeface whose widths every system has under some name.

    By the library's own, a program on a system without it measures them by another one, up to a third wider, and a
    sheet made as wide as the paper comes out of the printer as much smaller.
    """
    book.formats[0].set_font_name("Arial")
    book.formats[0].set_font_size(10)


def close(book: Any) -> None:
    """Write the workbook out, whole or not at all; raises ``OSError``."""
    target, book.filename = Path(book.filename), io.BytesIO()
    book.close()
    write(target, book.filename.getvalue())
