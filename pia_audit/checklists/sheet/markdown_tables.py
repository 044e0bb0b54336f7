"""The checklist as Markdown: a table per area, with empty cells to fill in by hand."""

from __future__ import annotations

from collections.abc import Iterator

from pia_audit.checklists.sheet.contents import Checklist, Line, Sheet
from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import Wording
from pia_audit.reports.decision_phrases import parts_of

_CONTROL = regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MARKS = regex(r"([\\`*_{}\[\]<>#|!~&])")


def cell(text: str) -> str:
    """A text inside a table: nothing in it is markup, and its lines stay apart."""
    escaped = _MARKS.sub(r"\\\1", _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text))
    return "<br>".join(part.strip() for part in escaped.split("\n") if part.strip())


def markdown(checklist: Checklist) -> str:
    """All sheets, one after the other."""
    wording = Wording(checklist.lang)
    lines = [*_unread(checklist, wording), *(line for sheet in checklist.sheets for line in _sheet(sheet, wording))]
    return "\n".join(lines) + "\n"


def _unread(checklist: Checklist, wording: Wording) -> list[str]:
    if not checklist.unread:
        return []
    head = wording.ui("unread_head", count=len(checklist.unread))
    return [f"**{head}**\n", *(f"- {cell(text)}" for text in checklist.unread), ""]


def _sheet(sheet: Sheet, wording: Wording) -> Iterator[str]:
    head = sheet.head
    unknown = wording.ui("unknown")
    names = {n: getattr(head, n) or unknown for n in ("agency", "report_no", "title", "form", "form_version")}
    counts = {k.replace("-", "_"): v for k, v in sheet.counts.items()}
    yield f"# {wording.say('checklist', 'sheet.title')}\n"
    yield f"**{cell(wording.say('checklist', 'sheet.report', **names))}**\n"
    edition = wording.say("checklist", "sheet.edition", published_on=head.published_on or unknown, rows=head.rows,
                        source=head.sources[-1], **names)  # fmt: skip
    yield f"{cell(edition)}\n"
    yield f"{wording.say('checklist', 'sheet.counts', total=sum(sheet.counts.values()), **counts)}\n"
    yield f"{wording.say('checklist', 'sheet.legend')}\n"
    if sheet.unread:
        yield (
            cell(wording.say("checklist", "sheet.unread", count=len(sheet.unread), what="; ".join(sheet.unread))) + "\n"
        )
    keys = ("number", "ask", "basis", "tool", "found")
    heads = [wording.say("checklist", f"head.{k}") for k in keys]
    heads += [wording.say("decisions", f"head.{k}") for k in ("verdict", "reason")]
    heads += [wording.say("checklist", "head.by"), *(wording.say("decisions", f"head.{k}") for k in ("on", "until"))]
    for section in sheet.sections:
        yield f"## {cell(section.title)}\n"
        yield f"| {' | '.join(heads)} |\n| {' | '.join(['---'] * len(heads))} |"
        for line in section.lines:
            yield f"| {' | '.join(map(cell, _cells(line, wording)))} |"
        yield ""
    if sheet.gone:
        yield f"## {wording.say('checklist', 'sheet.gone')}\n"
        yield "\n".join(f"- {cell(text)}" for text in sheet.gone) + "\n"
    yield f"{wording.say('checklist', 'sheet.signed')}\n"


def _cells(line: Line, wording: Wording) -> list[str]:
    state = wording.say("checklist", f"state.{line.state}")
    result = "\n".join(t for t in (line.earlier, line.found) if t)
    fixed_cells = [line.number, line.ask, line.basis, state, result]
    if line.decision is None:
        return [*fixed_cells, "", "", "", "", ""]
    decision_parts = parts_of(line.decision, wording)
    until = line.decision.until.isoformat() if line.decision.until else ""
    return [
        *fixed_cells,
        decision_parts["verdict"],
        line.decision.reason,
        line.decision.by,
        decision_parts["on"],
        until,
    ]
