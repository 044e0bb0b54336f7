"""The places of cells and rows in a sheet that leaves them out, as it may: each is the one after the last."""

from __future__ import annotations

import re

from pia_audit.japanese.patterns import regex

_TAG = regex(rb"<((?:\w+:)?(?:row|c))(?=[\s/>])([^>]*)>")
_PLACE = regex(rb"""(?<![\w:])r\s*=\s*["']\s*([A-Za-z]{0,4})([0-9]{0,9})\s*["']""")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


def with_places(sheet: bytes) -> bytes:
    """A sheet each of whose rows and cells says where it is.

    Args:
        sheet: the part of a sheet as it lies in the workbook.

    Returns:
        The part itself where nothing is left out; else a copy with the attribute ``r`` added. A row without one is the
        row after the one before, a cell without one stands beside the one before, as the library reads them.
    """
    prefixed = b":c " in sheet or b":c>" in sheet or b":row" in sheet
    if not prefixed and _are_placed(sheet):  # plain bytes are counted much sooner than patterns are found
        return sheet
    row = column = 0

    def placed(match: re.Match[bytes]) -> bytes:
        nonlocal row, column
        name, more = match.groups()
        reference = _PLACE.search(more)
        if name.endswith(b"row"):
            row, column = (int(reference[2]) if reference and reference[2] else row + 1), 0
            return match[0] if reference or row > _LAST_ROW else b'<%s r="%d"%s>' % (name, row, more)
        if reference:
            column = _number(reference[1]) or column + 1
            return match[0]
        column += 1
        if column > _LAST_COLUMN or row > _LAST_ROW:
            return match[0]
        return b'<%s r="%s%d"%s>' % (name, _letters(column), row, more)

    return _TAG.sub(placed, sheet)


def _are_placed(sheet: bytes) -> bool:
    cells = sheet.count(b"<c ") + sheet.count(b"<c>") + sheet.count(b"<c/>")
    rows = sheet.count(b"<row ") + sheet.count(b"<row>") + sheet.count(b"<row/>")
    return cells == sheet.count(b'<c r="') and rows == sheet.count(b'<row r="')


def _number(letters: bytes) -> int:
    out = 0
    for code in letters.upper():
        out = out * 26 + code - 64
    return out


def _letters(column: int) -> bytes:
    out = b""
    while column:
        column, remainder = divmod(column - 1, 26)
        out = bytes([65 + remainder]) + out
    return out
