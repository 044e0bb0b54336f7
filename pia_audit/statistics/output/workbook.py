"""The tables of the trends as a workbook: what a report says is always text, what was counted is a number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pia_audit.messages.wording import Wording
from pia_audit.reports.spreadsheets import close, open_book
from pia_audit.statistics import Trends
from pia_audit.statistics.output.table_text import remarks
from pia_audit.statistics.output.terms import cell, headings

_CELL, _ROWS = 32_767, 100_000  # rows of a sheet: what a spreadsheet opens, and what memory holds
_WIDTHS = {"item": 44, "now": 36, "was": 36, "law": 30, "name": 34, "provision": 40, "agency": 20, "report_id": 24,
           "heading": 30}  # fmt: skip


def write(trends: Trends, path: Path, lang: str) -> list[str]:
    """Write a sheet for each trend with rows, and one that says what they are.

    Returns what had to be cut, in sentences. Raises ``OSError``.
    """
    wording = Wording(lang)
    book = open_book(path)
    notices: list[str] = []
    cut = 0
    try:
        notes = [(n, wording.say("trends", f"title.{n}"), wording.say("trends", f"note.{n}")) for n in trends]
        _notes(book, notes, remarks(trends, wording), wording)
        for number, (name, title, _) in enumerate(notes, 1):
            cut += _sheet(book, f"{number:02} {title}"[:31], trends, name, wording)
            if trends[name].height > _ROWS:
                of = f"{trends[name].height:,}"
                notices.append(wording.say("trends", "ui.too_many", title=title, of=of, shown=f"{_ROWS:,}"))
    finally:
        close(book)
    return [*notices, *([wording.say("trends", "ui.cut", count=cut)] if cut else [])]


def _notes(book: Any, notes: list[tuple[str, str, str]], remark_lines: list[str], wording: Wording) -> None:
    sheet = book.add_worksheet(wording.say("trends", "ui.contents"))
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, wording.say("trends", "ui.heading"), book.add_format({"bold": True}))
    sheet.write_string(0, 1, wording.say("trends", "ui.caution"), wrap)
    for line, remark in enumerate(remark_lines, 1):
        sheet.write_string(line, 1, remark, wrap)
    for line, (_, title, note) in enumerate(notes, 2 + len(remark_lines)):
        sheet.write_string(line, 0, title, wrap)
        sheet.write_string(line, 1, note, wrap)


def _sheet(book: Any, title: str, trends: Trends, name: str, wording: Wording) -> int:
    frame = trends[name].head(_ROWS)
    sheet = book.add_worksheet(_safe(title))
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"})
    share, plain = book.add_format({"num_format": "0.0%"}), book.add_format({"valign": "top"})
    for column, (key, text) in enumerate(zip(frame.columns, headings(frame.columns, wording), strict=True)):
        sheet.set_column(column, column, _WIDTHS.get(key, 14))
        sheet.write_string(0, column, text, head)
    cut = 0
    for line, row in enumerate(frame.iter_rows(), 1):
        for column, (key, value) in enumerate(zip(frame.columns, row, strict=True)):
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(line, column, value, share if key.endswith("share") or key == "standing" else plain)
                continue
            text = cell(key, value, trends.period, wording)
            cut += len(text) > _CELL
            sheet.write_string(line, column, text[:_CELL], plain)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(frame.height, 1), len(frame.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return cut


def _safe(title: str) -> str:
    """A sheet's name without the signs a workbook refuses."""
    return "".join("・" if c in "[]:*?/\\" else c for c in title)
