"""Which rows, columns and areas of a workbook's sheets are shown and printed."""

from __future__ import annotations

import re
from html import unescape

from msgspec import Struct

from pia_audit.documents.xlsx.parts import Parts, attributes
from pia_audit.japanese.patterns import regex

_ROW = regex(rb"<(?:\w+:)?row\b([^<>]*)>")
_HIDDEN = regex(rb"""hidden\s*=\s*["'](?:1|true)""")
_LOW = regex(rb"""ht(?<!\wht)\s*=\s*["']\s*(?:[-+.0]|[0-9.]+[eE]-)""")
"""A height that may be next to nothing; a margin (``right="0.5"``) is none."""
_COLUMN = regex(rb"<(?:\w+:)?col\b([^<>]*)>")
_NAME = regex(rb"<(?:\w+:)?definedName\b([^<>]*)>([^<]*)</")
_AREA = regex(
    r"(?:(?:'(?:[^']|'')*'|[^'!,()\s]*)!)?\$?([A-Z]{1,3})?\$?([0-9]{1,7})?(?::\$?([A-Z]{1,3})?\$?([0-9]{1,7})?)?"
)
_SPLIT = regex(r",(?=(?:[^']*'[^']*')*[^']*$)")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_NO_HEIGHT = 1.0
"""A row of less than so many points shows nothing."""
_NO_WIDTH = 0.25
"""A column of less than so many digits, which is a dot or two on the screen, shows nothing."""


class Area(Struct, frozen=True):
    """An area of a sheet, rows from 1 and columns from 0, both ends in it."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def hidden_rows(sheet: bytes) -> frozenset[int]:
    """The rows, 1 = first, that are hidden, filtered or folded away, or have no height.

    A sheet may hide every row that it does not write (``zeroHeight``); those that it writes are in sight.
    """
    if not _HIDDEN.search(sheet) and not _LOW.search(sheet):
        return frozenset()
    out, number = [], 0
    for tag in _ROW.findall(sheet):
        if not _HIDDEN.search(tag) and not _LOW.search(tag):
            number = int(match[1]) if (match := _R.search(tag)) else number + 1
            continue
        attrs = attributes(tag)
        row_text = attrs.get("r", "")
        number = int(row_text) if row_text.isdecimal() and len(row_text) < 9 else number + 1
        if _is_on(attrs.get("hidden")) or _is_none(attrs.get("ht")):
            out.append(number)
    return frozenset(out)


_NO_NOUGHTS = regex(rb"""<(?:\w+:)?sheetView\b[^<>]*\bshowZeros\s*=\s*["'](?:0|false)["']""")
_R = regex(rb"""\br\s*=\s*["']([0-9]{1,8})["']""")


def hidden_columns(sheet: bytes) -> frozenset[int]:
    """The columns, 0 = A, that are hidden or have no width."""
    out: set[int] = set()
    head = sheet[: max(sheet.find(b"sheetData"), 0)]
    for attrs in map(attributes, _COLUMN.findall(head)):
        first, last = attrs.get("min", ""), attrs.get("max", "")
        if not (first.isdecimal() and last.isdecimal() and len(first) < 6 and len(last) < 6):
            continue
        if _is_on(attrs.get("hidden")) or _is_none(attrs.get("width"), _NO_WIDTH):
            out.update(range(int(first) - 1, min(int(last), _LAST_COLUMN)))
    return frozenset(out)


def hides_noughts(sheet: bytes) -> bool:
    """Whether a sheet is set to show nothing where a value is 0."""
    return _NO_NOUGHTS.search(sheet[: max(sheet.find(b"sheetData"), 0)]) is not None


def _is_on(value: str | None) -> bool:
    return value in ("1", "true")


def _is_none(value: str | None, least: float = _NO_HEIGHT) -> bool:
    try:
        return value is not None and float(value) < least
    except ValueError:
        return False


def printed_areas(parts: Parts) -> dict[int, tuple[Area, ...]]:
    """What is printed of each sheet that has a print area, by the sheet's place, titles of its pages among it.

    A print area that is worked out, or cannot be taken apart, counts as none.
    """
    book = parts.part("xl/workbook.xml")
    if b"_xlnm.Print_Area" not in book:
        return {}
    defined_names = [(attributes(tag), unescape(text.decode("utf-8", "replace"))) for tag, text in _NAME.findall(book)]
    out: dict[int, tuple[Area, ...]] = {}
    titles: dict[int, tuple[Area, ...]] = {}
    for attrs, text in defined_names:
        sheet_text = attrs.get("localSheetId", "")
        areas = _areas(text) if sheet_text.isdecimal() and len(sheet_text) < 6 else None
        if areas and attrs.get("name") == "_xlnm.Print_Area":
            out[int(sheet_text)] = areas
        elif areas and attrs.get("name") == "_xlnm.Print_Titles":
            titles[int(sheet_text)] = areas
    return {sheet: (*areas, *_crossed(titles.get(sheet, ()), areas)) for sheet, areas in out.items()}


def _areas(text: str) -> tuple[Area, ...] | None:
    matches = [_AREA.fullmatch(part.strip()) for part in _SPLIT.split(text)]
    if not all(m and any(m.groups()) for m in matches):
        return None
    return tuple(_area(m) for m in matches if m)


def _area(match: re.Match[str]) -> Area:
    first_column, top, last_column, bottom = match.groups()
    single = last_column is None and bottom is None
    return Area(
        int(top) if top else 1,
        _column(first_column) if first_column else 0,
        int(bottom) if bottom else int(top) if single and top else _LAST_ROW,
        _column(last_column) if last_column else _column(first_column) if single and first_column else _LAST_COLUMN,
    )


def _crossed(titles: tuple[Area, ...], areas: tuple[Area, ...]) -> list[Area]:
    """Rows and columns that every page repeats, as far as the pages go."""
    rows = [t for t in titles if t.right == _LAST_COLUMN]
    columns = [t for t in titles if t.bottom == _LAST_ROW]
    return [
        *(Area(t.top, a.left, t.bottom, a.right) for t in rows for a in areas),
        *(Area(a.top, t.left, a.bottom, t.right) for t in columns for a in areas),
    ]


def _column(text: str) -> int:
    out = 0
    for letter in text:
        out = out * 26 + ord(letter) - 64
    return out - 1
