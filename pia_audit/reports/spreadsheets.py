"""Texts in spreadsheets: none of them may start a formula, whoever opens the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# What a spreadsheet takes for a formula, half and full width, also behind white space and marks that print nothing.
_FORMULA = re.compile("'*[\\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*(?:[=+\\-@＝＋－＠]|(?<=[\t\r]))")
# Neither CSV nor a workbook can hold these: control characters but tab and line feed, and halves of characters.
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_SEPARATOR = re.compile('[",;\t\n]|^ | $')


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
