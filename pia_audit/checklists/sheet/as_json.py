"""The checklist, and what was read back, as JSON for machines, version 1."""

from __future__ import annotations

from typing import Any

from pia_audit.audits.decisions import Decision
from pia_audit.checklists.filled import Filled
from pia_audit.checklists.sheet.contents import Checklist, Line
from pia_audit.checklists.sheet.intake_summary import where, why
from pia_audit.messages.wording import Wording
from pia_audit.model.plain_values import as_data
from pia_audit.reports.json_document import finding
from pia_audit.reports.json_text import dump


def as_json(checklist: Checklist) -> str:
    """Every sheet with its questions; a finding's row names its question by the number before the bracket."""
    sheets = [
        {
            **as_data(s.head), "sha256": s.sha256, "mark": s.mark, "counts": s.counts, "unread": list(s.unread),
            "gone": list(s.gone),
            "areas": [{"title": a.title, "rows": [_line(line) for line in a.lines]} for a in s.sections],
        }
        for s in checklist.sheets
    ]  # fmt: skip
    return dump({"as_of": checklist.as_of.isoformat(), "sheets": sheets, "unread": list(checklist.unread)})


def _line(line: Line) -> dict[str, Any]:
    names = ("number", "ask", "basis", "state", "found", "look", "earlier", "sign")
    return {
        **{n: getattr(line, n) for n in names},
        "decision": decision(line.decision) if line.decision else None,
        "finding": finding(line.finding) if line.finding else None,
    }


def decision(value: Decision) -> dict[str, Any]:
    """A decision as plain data; days are ISO text."""
    days = {n: day.isoformat() if (day := getattr(value, n)) else None for n in ("on", "until")}
    return as_data(value) | days


def read_json(filled: Filled, lang: str) -> str:
    """What was taken from filled sheets and what is to be told of them."""
    wording = Wording(lang)
    return dump(
        {
            "sheets": [
                {"source": s.source, "sheet": s.name, "report_id": s.report_id, "edition": s.edition}
                for s in filled.sheets
            ],
            "decisions": [decision(d) for d in filled.decisions],
            "problems": [
                {"source": p.source, "place": p.place, "code": p.code, "weight": p.weight, "where": where(p),
                 "reason": why(p, wording)}
                for p in filled.problems
            ],
            "complete": filled.complete,
        }
    )  # fmt: skip
