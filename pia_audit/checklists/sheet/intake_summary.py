"""What was read from filled sheets, for the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from pia_audit.audits.decisions import is_overdue
from pia_audit.checklists.filled import Filled, Problem
from pia_audit.checklists.sheet.xlsx_cells import plain
from pia_audit.messages.wording import Wording

_SHOWN = 100
"""How many problems of a kind the screen tells one by one; JSON tells all."""


def where(problem: Problem) -> str:
    """File, sheet and cell."""
    return plain(f"{problem.source} {problem.place}".strip())


def why(problem: Problem, wording: Wording) -> str:
    """A problem in words, with what to do."""
    return plain(wording.say("checklist", f"problem.{problem.code}", **problem.params))


def read_text(filled: Filled, today: date, lang: str) -> str:
    """The sheets read, how many decisions were taken, and everything that was not, each with its place."""
    wording = Wording(lang)
    parts = []
    findings = wording.say("checklist", "read.findings")
    sheets = [
        plain(wording.say("checklist", "read.sheet", source=s.source, sheet=s.name, report=s.report_id or findings))
        for s in filled.sheets
    ]
    if sheets:
        parts.append("\n".join(sheets))
    verdicts = Counter(d.verdict.replace("-", "_") for d in filled.decisions)
    counts = {v: verdicts[v] for v in ("fine", "correct", "open", "not_applicable")}
    parts.append(wording.say("checklist", "read.summary", count=len(filled.decisions), **counts))
    late = sum(is_overdue(d, today) for d in filled.decisions if d.verdict in ("correct", "open"))
    if late:
        parts.append(wording.say("checklist", "read.overdue", count=late))
    notes = [p for p in filled.problems if p.weight == "note"]
    parts += _problem_lines("refused", [p for p in filled.problems if p.weight != "note"], wording)
    parts += _problem_lines("notes", notes, wording)
    if filled.complete and filled.decisions:
        parts.append(wording.say("checklist", "read.complete"))
    return "\n\n".join(parts) + "\n"


def _problem_lines(key: str, problems: Sequence[Problem], wording: Wording) -> list[str]:
    if not problems:
        return []
    listed = problems[:_SHOWN]
    lines = [wording.say("checklist", "read.line", place=where(p), reason=why(p, wording)) for p in listed]
    if len(problems) > len(listed):
        lines.append(wording.say("checklist", "read.more", count=len(problems) - len(listed)))
    return ["\n".join([wording.say("checklist", f"read.{key}", count=len(problems)), *("  " + line for line in lines)])]
