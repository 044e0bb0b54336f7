"""The first sheet of a workbook with several reports: one row each, with what was found and how far it is filled in,
and what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pia_audit.checklists.sheet.contents import STATES, Checklist
from pia_audit.checklists.sheet.xlsx_cells import storable
from pia_audit.checklists.sheet.xlsx_formats import Formats
from pia_audit.checklists.sheet.xlsx_heights import height
from pia_audit.messages.wording import Wording

_WIDTHS = (6, 22, 46, 13, 9, 9, 13, 9, 14)


def _unread(checklist: Checklist, wording: Wording) -> list[str]:
    """What has no sheet, and why."""
    lines = list(checklist.unread)
    return [wording.ui("unread_head", count=len(lines)), *lines] if lines else []


def overview(page: Any, checklist: Checklist, names: Sequence[str], formats: Formats, wording: Wording) -> None:
    """Lay out the overview; each report's number leads to its sheet."""
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.write_string(0, 0, wording.say("checklist", "sheet.overview_title"), formats.title)
    page.set_row(0, 26)
    page.write_string(1, 0, wording.say("checklist", "sheet.legend"), formats.plain)
    states = [wording.say("checklist", f"state.{s}") for s in STATES]
    fixed_heads = [wording.say("checklist", f"head.{k}") for k in ("number", "report", "report", "published")]
    fixed_heads[1] = wording.say("checklist", "head.agency")
    for column, text in enumerate([*fixed_heads, *states, wording.say("checklist", "sheet.filled")]):
        page.write_string(3, column, text, formats.head)
    page.set_row(3, 28)
    for row, (name, sheet) in enumerate(zip(names, checklist.sheets, strict=True), 4):
        head = sheet.head
        quoted = name.replace("'", "''")
        page.write_url(row, 0, f"internal:'{quoted}'!A1", formats.link, storable(head.report_no or str(row - 3))[:250])
        page.write_string(row, 1, storable(head.agency or ""), formats.middle)
        page.write_string(row, 2, storable(head.title or ""), formats.middle)
        page.write_string(row, 3, head.published_on or wording.ui("unknown"), formats.count)
        page.set_row(row, max(20, height([(head.title or "", _WIDTHS[2], 9), (head.agency or "", _WIDTHS[1], 9)])))
        for column, state in enumerate(STATES, 4):
            page.write_number(row, column, sheet.counts[state], formats.count)
        total = sum(sheet.counts.values())
        filled = sum(line.decision is not None and line.finding is None for line in sheet.lines)
        page.write_string(row, 8, f"{filled} / {total}", formats.count)
    for row, text in enumerate(_unread(checklist, wording), 5 + len(checklist.sheets)):
        page.write_string(row, 0, storable(text), formats.plain)
    page.freeze_panes(4, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(3)
