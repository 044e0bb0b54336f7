"""Reads a filled workbook of the official form: the visible sheets, cell by cell, with sheet and cell as the place."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from pia_audit.model import Unread
from pia_audit.readers.blocks import MAX_CELL, Cell, Document, Row
from pia_audit.readers.history import head_at
from pia_audit.readers.number_formats import shown_as
from pia_audit.readers.sheet_styles import Styles
from pia_audit.readers.workbook_parts import MAX_AREA, Parts

MAX_UNPACKED = 512 * 1024 * 1024
"""How large a workbook may be when unpacked, in bytes."""

_MAX_RATIO = 200
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FEWEST = 5
"""Columns that the change table has at least."""
_MAX_COLUMNS, _MAX_ROWS = 1024, 200_000
_TALLEST = 1000
"""Rows of a merged cell that may stand for as many changes; a cell merged over more is none of the table's."""
_TICKED = re.compile(r"^[○◯●✓✔☑レ]$|\[\s*[○◯●✓✔レ]\s*\]|☑")


def read_workbook(path: str, data: bytes) -> Document | Unread:
    """The rows of an .xlsx or .xlsm file; :class:`Unread` when it is damaged, locked, old or made to be huge."""
    reason = refused(path, data)
    if reason is not None:
        return reason
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows: list[Row] = []
        problems: list[Unread] = []
        area = 0
        parts = Parts(data)
        styles = Styles(parts)
        for index, sheet in enumerate(book.sheets_metadata):
            if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet:
                high, wide = parts.extent(index)
                area += high * wide
                if area > MAX_AREA:
                    problems.append(_too_large(path, sheet.name, wide, high))
                    continue
                look = Looks(styles, index)
                rows += _sheet(path, sheet.name, book.get_sheet_by_name(sheet.name), look, problems)
    except calamine.PasswordError:
        return Unread(path, "workbook-locked")
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        return Unread(path, "workbook-broken", params={"reason": str(error)[:200]})
    if not rows:
        return replace(problems[0], fatal=True) if problems else Unread(path, "empty")
    # Brackets that are cells of their own hold what was typed between them: empty ones are empty.
    ticked = any(_TICKED.search(c.text) or c.text == "[" for r in rows for c in r.cells if len(c.text) < 400)
    digest = hashlib.sha256(data).hexdigest()
    return Document(path, digest, tuple(rows), "xlsx", keeps_ticks=ticked, problems=tuple(problems))


def refused(path: str, data: bytes) -> Unread | None:
    """A zip file that unpacks to far more than it is, or that is no workbook at all; and a file of the old kind.

    The library lays out the sheets of an .xls when it opens it, and nothing tells beforehand how large they are.
    """
    if not data.startswith(b"PK"):
        return Unread(path, "workbook-locked" if _ENCRYPTED in data else "workbook-old")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError) as error:
        return Unread(path, "workbook-broken", params={"reason": str(error)[:200]})
    size = sum(i.file_size for i in infos)
    if size > MAX_UNPACKED or any(
        i.file_size > 1_000_000 and i.file_size > _MAX_RATIO * max(i.compress_size, 1) for i in infos
    ):
        return Unread(path, "file-too-large", params={"size": size, "limit": MAX_UNPACKED})
    if not any(i.filename == "xl/workbook.xml" for i in infos):
        return Unread(path, "format-not-known")
    return None


class Looks:
    """How the cells of one sheet show dates and numbers; looked up when the first of them comes."""

    def __init__(self, styles: Styles, index: int) -> None:
        self._styles, self._index = styles, index
        self._formats: dict[str, str] | None = None

    def shown(self, value: Any, row: int, column: int) -> str:
        """A cell's value as the sheet shows it."""
        if isinstance(value, str):
            return value
        if isinstance(value, (date, float, int)) and not isinstance(value, bool):
            if self._formats is None:
                self._formats = self._styles.of_sheet(self._index)
            if code := self._formats.get(f"{letters(column)}{row}"):
                day = value.date() if isinstance(value, datetime) else value
                return shown_as(day, code) or shown(value)
        return shown(value)


def _sheet(source: str, name: str, sheet: Any, looks: Looks, problems: list[Unread]) -> Iterator[Row]:
    """The rows of one sheet. A sheet wider or longer than any form is told and cut."""
    if sheet.width > _MAX_COLUMNS or sheet.height > _MAX_ROWS:
        problems.append(_too_large(source, name, sheet.width, sheet.height))
        return
    table: list[int] | None = None
    below = _below_merged(sheet)
    for number, values in enumerate(sheet.iter_rows(), 1 + _offset(sheet)):
        found = [(c, v if isinstance(v, str) else looks.shown(v, number, c)) for c, v in enumerate(values) if v != ""]
        filled = [(column, text) for column, text in found if text]
        if not filled:
            continue
        head = head_at([text for _, text in filled])
        if head is not None and len(filled) - head >= _FEWEST:
            filled = filled[head:]
            table = [column for column, _ in filled]
        picked = _in_columns(table, filled) if table else filled
        cells = [_cell(source, name, number, c, text, problems) for c, text in picked]
        merged = [(number, c) in below for c, _ in picked]
        yield Row(tuple(replace(c, merged=m) if m else c for c, m in zip(cells, merged, strict=True)), ruled=True)


def _below_merged(sheet: Any) -> frozenset[tuple[int, int]]:
    """The empty cells, by row (1 = first) and column (0 = A), that are merged with one in a row above them."""
    ranges = sheet.merged_cell_ranges or ()
    tall = [(first, last) for first, last in ranges if first[0] < last[0] <= first[0] + _TALLEST]
    return frozenset((row + 1, first[1]) for first, last in tall for row in range(first[0] + 1, last[0] + 1))


def _in_columns(table: list[int], filled: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The cells of a row of the change table, one for each of its columns, which may take several of the sheet's.

    What stands left of the table is the row's number; where there is nothing else, it is a line of its own.
    """
    if filled[-1][0] < table[0]:
        return filled
    texts: dict[int, list[str]] = {column: [] for column in table}
    for column, text in filled:
        if column >= table[0]:
            texts[table[bisect_right(table, column) - 1]].append(text)
    return [(column, "\n".join(found)) for column, found in texts.items()]


def _too_large(source: str, name: str, columns: int, rows: int) -> Unread:
    params = {"sheet": name, "columns": columns, "rows": rows}
    return Unread(source, "sheet-too-large", f"{name}!A1", params, fatal=False)


def _offset(sheet: Any) -> int:
    start = sheet.start
    return int(start[0]) if start else 0


def _cell(source: str, sheet: str, row: int, column: int, text: str, problems: list[Unread]) -> Cell:
    place = f"{sheet}!{letters(column)}{row}"
    if len(text) > MAX_CELL:
        problems.append(Unread(source, "cell-too-long", place, {"length": len(text), "limit": MAX_CELL}, fatal=False))
        return Cell("", place, lost=True)
    return Cell(text.strip().replace("_x000D_", ""), place)


@cache
def letters(column: int) -> str:
    """A column's letters by its number, 0 = A."""
    out = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def shown(value: Any) -> str:
    """A cell's value in plain notation: 14.0 is 14, a date is a date and not a serial number."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return "" if value is None else ("TRUE" if value else "FALSE")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, (time, timedelta)):
        return str(value)
    return str(value)
