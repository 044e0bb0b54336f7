"""A filled workbook as plain rows of texts. Every file is hostile until read, and nothing in it is run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import python_calamine as calamine
from msgspec import Struct

from pia_audit.checklists.filled import Problem
from pia_audit.documents.xlsx.parts import Parts
from pia_audit.documents.xlsx.view import letters, plain_text
from pia_audit.documents.xlsx.workbook import refused
from pia_audit.messages.wording import LANGUAGES, Wording
from pia_audit.model import Unread
from pia_audit.model.files import TooLarge, read_bounded

MAX_FILE = 64 * 1024 * 1024
"""Largest file that is opened, in bytes."""

MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 100_000, 1024, 4_000_000
"""Largest sheet that is read, and cells of all sheets together; a list of findings of a whole city has some ten
thousand rows."""

_OLD = b"\xd0\xcf\x11\xe0"
_MACROS = ("vbaproject", "macrosheets/", "activex/")


class RawSheet(Struct, frozen=True):
    """A sheet's name and its filled rows: row number (1 = first) and texts by column number (0 = A)."""

    name: str
    rows: tuple[tuple[int, dict[int, str]], ...]

    def place(self, row: int, column: int) -> str:
        """Where a cell stands, as the workbook's program would say it."""
        return f"{self.name}!{letters(column)}{row}"


def filled_bytes(path: Path, source: str) -> bytes | Problem:
    """The bytes of a filled file, or why they cannot be had; ``source`` is what it is called."""
    try:
        return read_bounded(path, MAX_FILE)
    except TooLarge:
        return Problem(source, "", "too-large", "file", {"limit": MAX_FILE})
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Problem(source, "", "cannot-open", "file", {"reason": reason})


def open_workbook(source: str, data: bytes) -> tuple[list[RawSheet], list[Problem]]:
    """The visible sheets of a workbook, and why it, or a sheet of it, was refused. Never raises for content."""
    problem = _not_to_be_opened(source, data)
    if problem:
        return [], [problem]

    try:
        return _sheets(source, calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)), Parts(data))
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        return [], [Problem(source, "", "broken", "file", {"reason": str(error)[:200]})]


def _not_to_be_opened(source: str, data: bytes) -> Problem | None:
    if data.startswith(_OLD):
        return Problem(source, "", "old-or-locked", "file")
    if not data.startswith(b"PK"):
        return Problem(source, "", "no-workbook", "file")
    reason = refused(source, data)
    if reason is not None:
        return Problem(source, "", *_worded(reason))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [n.lower() for n in archive.namelist()]
    if any(m in n for n in names for m in _MACROS):
        return Problem(source, "", "macros", "file")
    return None if "xl/workbook.xml" in names else Problem(source, "", "no-workbook", "file")


def _worded(reason: Unread) -> tuple[str, Any, dict[str, Any]]:
    codes = {"file-too-large": "unpacks-too-large", "workbook-broken": "broken", "format-not-known": "no-workbook"}
    return codes.get(reason.code, reason.code), "file", dict(reason.params)


def _sheets(source: str, book: Any, parts: Parts) -> tuple[list[RawSheet], list[Problem]]:
    sheets, problems, together = [], [], 0
    for index, meta in enumerate(book.sheets_metadata):
        if meta.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        rows, columns = parts.extent(index)  # before the library lays the sheet out in memory
        together += rows * columns
        sheet = book.get_sheet_by_name(meta.name) if together <= MAX_CELLS else None
        rows, columns = (sheet.height, sheet.width) if sheet is not None else (rows, columns)
        if sheet is None or rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
            params = {"sheet": meta.name, "columns": columns, "rows": rows}
            problems.append(Problem(source, meta.name, "sheet-too-large", "sheet", params))
        elif meta.visible != calamine.SheetVisibleEnum.Visible and meta.name not in _hidden_by_us():
            problems.append(Problem(source, meta.name, "hidden", "note"))
        else:
            sheets.append(RawSheet(meta.name, tuple(_rows(sheet))))
    return sheets, problems


@cache
def _hidden_by_us() -> frozenset[str]:
    """The sheets that a workbook of findings hides itself: what it is about."""
    return frozenset(Wording(lang).say("book", "sheet.reference") for lang in LANGUAGES)


def _rows(sheet: Any) -> Iterator[tuple[int, dict[int, str]]]:
    first = int(sheet.start[0]) if sheet.start else 0
    for number, values in enumerate(sheet.iter_rows(), 1 + first):
        texts = {column: text for column, value in enumerate(values) if (text := plain_text(value))}
        if texts:
            yield number, texts
