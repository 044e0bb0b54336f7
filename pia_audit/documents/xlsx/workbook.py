"""Reads a filled workbook of the official form: the visible sheets, cell by cell, with sheet and cell as the place."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import python_calamine as calamine
from msgspec.structs import replace

from pia_audit.documents.blocks import Document, Row
from pia_audit.documents.table_grid import rows
from pia_audit.documents.xlsx.lost_values import with_known_errors
from pia_audit.documents.xlsx.parts import MAX_AREA, Parts
from pia_audit.documents.xlsx.rich_texts import RichTexts
from pia_audit.documents.xlsx.styles import Styles
from pia_audit.documents.xlsx.view import Book, SheetView, letters
from pia_audit.documents.xlsx.visibility import printed_areas
from pia_audit.japanese.patterns import regex
from pia_audit.model import Unread

MAX_UNPACKED = 512 * 1024 * 1024
"""How large a workbook may be when unpacked, in bytes."""

_MAX_RATIO = 200
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAX_COLUMNS, _MAX_ROWS = 1024, 200_000
_TALLEST = 1000
"""Rows of a merged cell that may stand for as many changes; a cell merged over more is none of the table's."""
_NEWER_ERROR = "cell error value"
"""What the library says of an error that it does not know."""
_SIGNS = regex(r"[○◯〇●◎■□✓✔☑☒レ\[［]")
"""One of these is in every text that has a tick; looked for first, which is ten times as fast."""
_TICKED = regex(r"^[○◯〇●◎■✓✔☑☒レ]$|[\[［]\s*[○◯〇●◎■✓✔レ✕✖×xX]\s*[\]］]|☑|☒|■[^■□\n]{1,40}□|□[^■□\n]{1,40}■")


def read_workbook(path: str, data: bytes) -> Document | Unread:
    """The rows of an .xlsx or .xlsm file; :class:`Unread` when it is damaged, locked, old or made to be huge."""
    reason = refused(path, data)
    if reason is not None:
        return reason
    result = _opened(path, data)
    if isinstance(result, Unread) and _NEWER_ERROR in str(result.params.get("reason", "")):
        result = _opened(path, with_known_errors(data))
    return result if isinstance(result, Unread) else replace(result, sha256=hashlib.sha256(data).hexdigest())


def _opened(path: str, data: bytes) -> Document | Unread:
    """The rows of a workbook that is worth opening, without its digest."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet_rows: list[Row] = []
        problems: list[Unread] = []
        area = 0
        parts = Parts(data)
        styles = Styles(parts)
        whole_book = Book(path, parts, styles, RichTexts(parts, styles), printed_areas(parts))
        hidden: list[str] = []
        for index, sheet in enumerate(book.sheets_metadata):
            if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            if sheet.visible != calamine.SheetVisibleEnum.Visible:
                hidden.append(sheet.name)
                continue
            high, wide = parts.extent(index)
            area += high * wide
            if area > MAX_AREA:
                problems.append(_too_large(path, sheet.name, wide, high))
                continue
            sheet_rows += _sheet(whole_book, index, sheet.name, book.get_sheet_by_name(sheet.name), problems)
        problems += _hidden_sheets(path, hidden)
    except calamine.PasswordError:
        return Unread(path, "workbook-locked")
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        return Unread(path, "workbook-broken", params={"reason": str(error)[:200]})
    if not sheet_rows:
        return replace(problems[0], fatal=True) if problems else Unread(path, "empty")
    # Brackets that are cells of their own hold what was typed between them: empty ones are empty.
    short_texts = (cell.text for row in sheet_rows for cell in row.cells if len(cell.text) < 400)
    ticked = any(text == "[" or _TICKED.search(text) for text in short_texts if _SIGNS.search(text))
    return Document(path, "", tuple(sheet_rows), "xlsx", keeps_ticks=ticked, problems=tuple(problems))


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


def _hidden_sheets(source: str, names: list[str]) -> list[Unread]:
    if not names:
        return []
    params = {"sheet": "、".join(names[:5]) + ("…" if len(names) > 5 else ""), "count": len(names)}
    return [Unread(source, "seen-hidden-sheets", "", params, fatal=False)]


def _sheet(book: Book, index: int, name: str, sheet: Any, problems: list[Unread]) -> Iterator[Row]:
    """The rows of one sheet. A sheet wider or longer than any form is told and cut."""
    if sheet.width > _MAX_COLUMNS or sheet.height > _MAX_ROWS:
        problems.append(_too_large(book.source, name, sheet.width, sheet.height))
        return
    view = SheetView(book, index, name, lambda: sheet.to_python(skip_empty_area=False))
    ranges = sheet.merged_cell_ranges or ()
    view.joined = tuple((top + 1, first_column, bottom + 1, right) for (top, first_column), (bottom, right) in ranges)
    first_column = sheet.start[1] if sheet.start else 0
    # The rows come from the sheet's first on, wherever the filled ones begin; the columns from the first filled one.
    values = enumerate(sheet.iter_rows(), 1)
    lines = [(number, line) for number, row in values if (line := view.line(number, first_column, row))]
    behind = view.rows_behind(lines[-1][0] if lines else 0)
    lines += [(number, line) for number in behind if (line := view.line(number, 0, []))]
    across_places: list[str] = []
    yield from rows(lines, _Joins(view.joined), lambda row, column: f"{name}!{letters(column)}{row}", across_places)
    for locator in across_places:
        view.notes.add("across", locator)
    problems += view.problems()


class _Joins:
    """The joined cells of a sheet; one over more rows than a change can have is none of the table's.

    A sheet of the form has thousands of them and mostly no change table: they are laid out when they are asked for.
    """

    def __init__(self, joined: Sequence[tuple[int, int, int, int]]) -> None:
        self._areas = [(top, first_column, bottom if bottom - top <= _TALLEST else top, last_column)
                       for top, first_column, bottom, last_column in joined]  # fmt: skip

    @cached_property
    def below(self) -> dict[int, list[int]]:
        """Columns of cells that begin in a row above, by row."""
        out: dict[int, list[int]] = {}
        for top, first_column, bottom, _ in self._areas:
            for row in range(top + 1, bottom + 1):
                out.setdefault(row, []).append(first_column)
        return out

    @cached_property
    def across(self) -> dict[int, dict[int, int]]:
        """Last columns of wide cells by their first, by row."""
        out: dict[int, dict[int, int]] = {}
        for top, first_column, bottom, last_column in self._areas:
            for row in range(top, bottom + 1) if last_column > first_column else ():
                out.setdefault(row, {})[first_column] = last_column
        return out


def _too_large(source: str, name: str, columns: int, rows: int) -> Unread:
    params = {"sheet": name, "columns": columns, "rows": rows}
    return Unread(source, "sheet-too-large", f"{name}!A1", params, fatal=False)
