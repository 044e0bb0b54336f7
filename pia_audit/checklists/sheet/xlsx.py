"""The checklist as a workbook to fill in: a sheet per report, and an overview before them where there are several or
one could not be read.

No text becomes a formula or a link. No cells of the table are merged, so that it can be sorted; rows get their height
from their text, so that a print cuts nothing off.
"""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any

import xlsxwriter

from pia_audit.audits.decisions import Decision
from pia_audit.checklists.sheet.contents import Checklist, Line, Sheet
from pia_audit.checklists.sheet.xlsx_cells import is_lossless, storable
from pia_audit.checklists.sheet.xlsx_formats import Formats
from pia_audit.checklists.sheet.xlsx_heights import growing, height
from pia_audit.checklists.sheet.xlsx_overview import overview
from pia_audit.checklists.sheet.xlsx_validation import guide
from pia_audit.messages.wording import Wording
from pia_audit.reports.decision_phrases import about
from pia_audit.reports.sheet_names import sheet_names
from pia_audit.reports.spreadsheets import measured

WIDTHS = (6, 26, 22, 10, 40.5, 7.5, 20.5, 8, 10, 10, 9)
HEAD_ROW = 7
"""Where the table's heads stand, 0 = first row."""

_VERDICT, _UNTIL, _SIGN = 5, 9, 10


def heads(wording: Wording) -> list[str]:
    """The table's heads in order."""
    fixed_heads = [wording.say("checklist", f"head.{k}") for k in ("number", "ask", "basis", "tool", "found")]
    shared = {k: wording.say("decisions", f"head.{k}") for k in ("verdict", "reason", "on", "until", "fingerprint")}
    by = wording.say("checklist", "head.by")
    return [*fixed_heads, shared["verdict"], shared["reason"], by, shared["on"], shared["until"], shared["fingerprint"]]


def workbook(checklist: Checklist) -> tuple[bytes, list[str]]:
    """The workbook's bytes, and the decisions of which a cell does not keep every character, in words."""
    wording = Wording(checklist.lang)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    measured(book)
    book.set_calc_mode("auto")
    formats = Formats(book)
    several = len(checklist.sheets) > 1 or bool(checklist.unread)
    first = [wording.say("checklist", "sheet.overview")] if several else []
    titles = [f"{s.head.report_no} {s.head.title}" for s in checklist.sheets]
    names = sheet_names(titles, first)
    if several:
        overview(book.add_worksheet(first[0]), checklist, names, formats, wording)
    lost: list[str] = []
    for name, sheet in zip(names, checklist.sheets, strict=True):
        _sheet(book.add_worksheet(name), sheet, formats, wording, lost)
    book.close()
    return growing(out.getvalue(), HEAD_ROW + 1), lost


def _sheet(page: Any, sheet: Sheet, formats: Formats, wording: Wording, lost: list[str]) -> None:
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    row = HEAD_ROW
    for column, text in enumerate(heads(wording)):
        page.write_string(row, column, text, formats.faint_head if column == _SIGN else formats.head)
    page.set_row(row, 24)
    places: list[int] = []
    for section in sheet.sections:
        row += 1
        for column in range(len(WIDTHS)):
            page.write_blank(row, column, None, formats.band)
        page.write_string(row, 0, storable(section.title), formats.band)
        page.set_row(row, 18)
        for line in section.lines:
            row += 1
            places.append(row)
            _line(page, row, line, formats, wording, lost)
    guide(page, places[0], places[-1], formats, wording)
    _top(page, sheet, row, formats, wording)
    _bottom(page, sheet, row, formats, wording)
    _print(page, row, wording)


def _line(page: Any, row: int, line: Line, formats: Formats, wording: Wording, lost: list[str]) -> None:
    text = formats.text if line.finding is None else formats.sub
    page.write_string(row, 0, storable(line.number), formats.number if line.finding is None else formats.sub)
    page.write_string(row, 1, storable(line.ask), formats.ask if line.finding is None else formats.sub)
    page.write_string(row, 2, storable(line.basis), formats.small)
    look = formats.state(line.state) if line.finding is None else formats.sub_state
    page.write_string(row, 3, wording.say("checklist", f"state.{line.state}"), look)
    result = "\n".join(t for t in (line.earlier, line.found) if t)
    page.write_string(row, 4, storable(result), text)
    page.set_row(row, _height(line, result))
    _decision(page, row, line.decision, formats, wording, lost)
    page.write_string(row, _SIGN, storable(line.sign), formats.faint)


def _height(line: Line, result: str) -> float:
    reason = line.decision.reason if line.decision else ""
    cells = ((line.ask, 1, 9.2), (line.basis, 2, 8.5), (result, 4, 9), (reason, _VERDICT + 1, 9))
    return height((text, WIDTHS[column], size) for text, column, size in cells)


def _decision(
    page: Any, row: int, decision: Decision | None, formats: Formats, wording: Wording, lost: list[str]
) -> None:
    """The five cells to fill in, with what was decided before where it still stands."""
    if decision is None:
        for column in range(_VERDICT, _UNTIL + 1):
            page.write_blank(row, column, None, formats.day if column >= _UNTIL - 1 else formats.entry)
        return
    if not (is_lossless(decision.reason) and is_lossless(decision.by)):
        lost.append(wording.say("checklist", "usage.not_kept", what=about(decision, wording)))
    page.write_string(row, _VERDICT, wording.say("decisions", f"verdict.{decision.verdict}"), formats.entry)
    page.write_string(row, _VERDICT + 1, storable(decision.reason), formats.entry)
    page.write_string(row, _VERDICT + 2, storable(decision.by), formats.entry)
    for column, day in ((_UNTIL - 1, decision.on), (_UNTIL, decision.until)):
        if day is None:
            page.write_blank(row, column, None, formats.day)
        elif day.year < 1900:
            page.write_string(row, column, day.isoformat(), formats.day)
        else:
            page.write_datetime(row, column, datetime.combine(day, time()), formats.day)


def _top(page: Any, sheet: Sheet, last: int, formats: Formats, wording: Wording) -> None:
    head = sheet.head
    unknown = wording.ui("unknown")
    source = head.sources[-1]
    if len(head.sources) > 1:
        source = wording.say("checklist", "sheet.source_many", source=source, count=len(head.sources) - 1)
    names = {n: getattr(head, n) or unknown for n in ("agency", "report_no", "title", "form", "form_version")}
    edition = wording.say(
        "checklist", "sheet.edition", published_on=head.published_on or unknown, rows=head.rows, source=source, **names
    )
    counts = {k.replace("-", "_"): v for k, v in sheet.counts.items()}
    lines = (
        (wording.say("checklist", "sheet.title"), formats.title),
        (wording.say("checklist", "sheet.report", **names), formats.subtitle),
        (edition, formats.plain),
        (wording.say("checklist", "sheet.counts", total=sum(sheet.counts.values()), **counts), formats.strong),
        (wording.say("checklist", "sheet.legend"), formats.note),
        (wording.say("checklist", "sheet.fill"), formats.note),
    )
    for row, (text, style) in enumerate(lines):
        page.merge_range(row, 0, row, _UNTIL, "", style)
        page.write_string(row, 0, storable(text), style)
    for row, points in ((0, 26), (1, 19), (4, 15), (5, 27)):
        page.set_row(row, points)
    page.write_string(6, 0, storable(sheet.mark), formats.mark)
    page.set_row(6, 9)
    page.freeze_panes(HEAD_ROW + 1, 2)
    page.autofilter(HEAD_ROW, 0, last, _SIGN)


def _bottom(page: Any, sheet: Sheet, last: int, formats: Formats, wording: Wording) -> None:
    row = last + 2
    texts = []
    if sheet.unread:
        sources = "; ".join(sheet.unread[:5])
        texts.append(wording.say("checklist", "sheet.unread", count=len(sheet.unread), what=sources))
    if sheet.gone:
        texts += [wording.say("checklist", "sheet.gone"), *(f"  {line}" for line in sheet.gone)]
    for text in texts:
        page.write_string(row, 0, storable(text), formats.plain)
        row += 1
    page.write_string(row + 1, 0, wording.say("checklist", "sheet.signed"), formats.strong)


def _print(page: Any, last: int, wording: Wording) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW)
    page.print_area(0, 0, last + 12, _UNTIL)
    page.set_footer("&L&8&A&R&8" + wording.say("checklist", "sheet.page", page="&P", pages="&N"))
    page.set_zoom(90)
