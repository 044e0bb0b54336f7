"""Editions as a workbook: the official six-column change table, and the items with their places. Text only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pia_audit.messages.wording import Wording
from pia_audit.model import Edition
from pia_audit.reports.draft_rows import COLUMNS
from pia_audit.reports.spreadsheets import close, open_book, plain

_LIMIT = 32_767
_ITEMS = ("item", "label_head", "status_head", "text", "place")


def write(editions: Sequence[Edition], path: Path, lang: str) -> int:
    """Write both sheets for the editions; returns how many texts a cell could not hold whole. Raises ``OSError``."""
    wording = Wording(lang)
    book = open_book(path)
    cut = 0
    wrap = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    head = book.add_format({"bold": True, "border": 1, "valign": "vcenter"})
    for number, edition in enumerate(editions, 1):
        mark = f" ({number})" if len(editions) > 1 else ""
        rows = [
            [r.changed_on_text, r.label, r.before or "", r.after or "", r.timing_text, r.note] for r in edition.changes
        ]
        cut += _sheet(book, f"変更箇所{mark}", COLUMNS, (12, 32, 48, 48, 9, 24), rows, head, wrap)
        items = [
            [i.item_id, i.label, wording.term("status", i.status), i.text or "", wording.place(i.locator)]
            for i in edition.items
        ]
        heads = tuple(wording.ui(k) for k in _ITEMS)
        cut += _sheet(book, f"項目{mark}", heads, (28, 40, 10, 60, 18), items, head, wrap)
    close(book)
    return cut


def _sheet(
    book: Any,
    name: str,
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
    head: Any,
    wrap: Any,
) -> int:
    sheet = book.add_worksheet(name)
    for column, (title, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    cut = 0
    for line, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            cut += len(text) > _LIMIT
            sheet.write_string(line, column, plain(text)[:_LIMIT], wrap)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return cut
