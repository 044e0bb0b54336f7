"""How tests read a workbook back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText

from pia_audit.reports.spreadsheets import guarded

Rows = list[dict[str, Any]]


def cells(path: Path) -> dict[str, list[list[str]]]:
    """Every sheet's cells as text, runs joined."""
    book = openpyxl.load_workbook(path, rich_text=True)
    return {s.title: [[_text(c.value) for c in row] for row in s.iter_rows()] for s in book.worksheets}


def _text(value: Any) -> str:
    if isinstance(value, CellRichText):
        return "".join(str(part) for part in value)
    return "" if value is None else str(value)


def rows(path: Path, sheet: str) -> Rows:
    """A list's rows by their heads."""
    heads, *lines = cells(path)[sheet]
    return [dict(zip(heads, line, strict=True)) for line in lines]


def wholes(path: Path, sheet: str = "全文") -> dict[str, str]:
    """The whole texts by number."""
    texts: dict[str, str] = {}
    for row in rows(path, sheet) if sheet in cells(path) else []:
        number, _, _, text = row.values()
        texts[number] = texts.get(number, "") + text
    return texts


def unguarded(cell: str) -> str:
    """The text of a cell of CSV, the quote that keeps it from being a formula taken off."""
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell
