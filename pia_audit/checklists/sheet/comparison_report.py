"""Two filled checklists compared: table, JSON, Markdown and a workbook."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from pia_audit.audits.decisions import Decision
from pia_audit.checklists.comparison import ComparedRow
from pia_audit.checklists.sheet import as_json as data
from pia_audit.checklists.sheet.markdown_tables import cell
from pia_audit.checklists.sheet.xlsx_cells import storable
from pia_audit.checklists.sheet.xlsx_formats import Formats
from pia_audit.checklists.sheet.xlsx_heights import height
from pia_audit.messages.wording import Wording
from pia_audit.reports import json_text
from pia_audit.reports.grid import grid

_WIDTHS = (22, 9, 46, 15, 15, 22, 11)


def _heads(wording: Wording) -> list[str]:
    keys = ("report", "number", "ask", "old", "new", "change")
    return [*(wording.say("checklist", f"head.{k}") for k in keys), wording.say("decisions", "head.until")]


def _line(row: ComparedRow, wording: Wording) -> list[str]:
    latest = row.new or row.old
    until = latest.until.isoformat() if latest and latest.until else ""
    says = [wording.say("checklist", f"compare.{w}") for w in _kinds(row)]
    return [row.report_id, row.number, row.what, _verdict(row.old, wording), _verdict(row.new, wording),
            ("・" if wording.lang == "ja" else ", ").join(says), until]  # fmt: skip


def _kinds(row: ComparedRow) -> list[str]:
    return [row.change, *(["open"] if row.open else []), *(["overdue"] if row.overdue else [])]


def _verdict(decision: Decision | None, wording: Wording) -> str:
    if decision is None:
        return wording.say("checklist", "compare.none")
    return wording.say("decisions", f"verdict.{decision.verdict}")


def _summary(rows: Sequence[ComparedRow], wording: Wording) -> str:
    counts = Counter(k for row in rows for k in _kinds(row))
    order = ("same", "changed", "decided", "undecided", "new", "gone", "open", "overdue")
    phrases = [
        wording.say("checklist", "compare.each", what=wording.say("checklist", f"compare.{k}"), count=counts[k])
        for k in order
        if counts[k]
    ]
    return wording.say("checklist", "compare.summary", counts=("、" if wording.lang == "ja" else ", ").join(phrases))


def as_table(rows: Sequence[ComparedRow], lang: str) -> str:
    """A table for the screen; long questions by their beginning."""
    wording = Wording(lang)
    lines = [_line(r, wording) for r in rows]
    for line in lines:
        line[2] = line[2] if len(line[2]) <= 40 else line[2][:39] + "…"
    return f"{_summary(rows, wording)}\n\n{grid(lines, _heads(wording))}\n"


def as_markdown(rows: Sequence[ComparedRow], lang: str) -> str:
    """A Markdown table."""
    wording = Wording(lang)
    lines = [_heads(wording), ["---"] * len(_WIDTHS), *([cell(c) for c in _line(r, wording)] for r in rows)]
    title = wording.say("checklist", "sheet.compared")
    body = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"# {title}\n\n{_summary(rows, wording)}\n\n{body}\n"


def as_json(rows: Sequence[ComparedRow], lang: str) -> str:  # noqa: ARG001
    """JSON: every row with both decisions."""

    def as_record(row: ComparedRow) -> dict[str, Any]:
        both = {"old": row.old, "new": row.new}
        decided = {k: data.decision(d) if d else None for k, d in both.items()}
        names = ("report_id", "number", "what", "change", "open", "overdue")
        return {**{n: getattr(row, n) for n in names}, **decided}

    return json_text.dump({"rows": [as_record(r) for r in rows]})


def as_xlsx(rows: Sequence[ComparedRow], lang: str) -> bytes:
    """A workbook with one sheet; text only."""
    wording = Wording(lang)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    formats = Formats(book)
    page = book.add_worksheet(wording.say("checklist", "sheet.compared"))
    page.write_string(0, 0, wording.say("checklist", "sheet.compared"), formats.title)
    page.write_string(1, 0, _summary(rows, wording), formats.plain)
    page.set_row(0, 26)
    for column, (text, width) in enumerate(zip(_heads(wording), _WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(3, column, text, formats.head)
    page.set_row(3, 22)
    for at, row in enumerate(rows, 4):
        line = _line(row, wording)
        for column, text in enumerate(line):
            late = column == 6 and row.overdue
            page.write_string(at, column, storable(text), formats.state("check") if late else formats.text)
        page.set_row(at, height((t, w, 9) for t, w in zip(line, _WIDTHS, strict=True)))
    page.freeze_panes(4, 0)
    page.autofilter(3, 0, 3 + len(rows), len(_WIDTHS) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(3)
    book.close()
    return out.getvalue()
