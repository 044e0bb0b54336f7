"""The sentences of a checklist's rows: what was found and where, and what became of earlier decisions."""

from __future__ import annotations

from collections.abc import Sequence

from pia_audit.audits.decisions import Standing
from pia_audit.checklists.answers import Answer
from pia_audit.messages.wording import Wording
from pia_audit.reports.decision_phrases import about, parts_of
from pia_audit.reports.redline import marks
from pia_audit.reports.report import Finding, ReportHead
from pia_audit.reports.screen import clip
from pia_audit.reports.sources import shortened

_WIDTH = 140
_PLACES = 6


def result_text(answer: Answer, findings: Sequence[Finding], wording: Wording) -> str:
    """What the tool says to a question: what was run, how much was found, or why it cannot tell."""
    rules = ("、" if wording.lang == "ja" else ", ").join(answer.question.rules)
    if answer.state == "fine":
        return wording.say("checklist", "found.fine", rules=rules)
    if answer.why:
        reason = wording.say("checklist", f"why.{answer.why.code}", count=answer.why.count, of=answer.why.of)
        if answer.state == "not-applicable":
            return reason
        look = answer.question.prose(wording.lang).look
        return f"{reason}\n{wording.say('checklist', 'found.look', look=look)}"
    codes = ("、" if wording.lang == "ja" else ", ").join(sorted({f.rule for f in findings}))
    return wording.say("checklist", "found.check", count=len(findings), rules=codes)


def finding_text(finding: Finding, head: ReportHead, wording: Wording) -> str:
    """A finding with both texts and every place; long texts by the part round the difference."""
    newest = head.published_on
    item = finding.item_label or ""
    if item in finding.message:
        item = ""
    if finding.edition and finding.edition != newest:
        item = wording.ui("of_edition", edition=finding.edition, item=item)
    if finding.row is not None:
        on = finding.on or wording.ui("unknown")
        item = wording.ui("at_row", row=finding.row, changed_on=on, timing=finding.timing or "", item=item)
    lines = [item.strip(), clip(finding.message, wording, width=2 * _WIDTH)]
    lines += [] if finding.quoted and len(finding.message) <= 2 * _WIDTH else _texts(finding, wording)
    names = shortened(e.source for e in finding.evidence) | shortened(head.sources)
    locations = ((names[e.source], wording.place(e.locator)) for e in finding.evidence)
    places = list(dict.fromkeys(" ".join(t for t in location if t) for location in locations))
    lines += [wording.say("checklist", "found.place", place=p) for p in places[:_PLACES]]
    if len(places) > _PLACES:
        lines.append(wording.ui("more", count=len(places) - _PLACES).strip())
    if finding.suppressed is not None:
        lines.append(wording.say("checklist", "found.suppressed", reason=finding.suppressed))
    return "\n".join(line for line in lines if line)


def _texts(f: Finding, wording: Wording) -> list[str]:
    first = next(iter(marks(f.expected, f.actual)), None) if f.expected and f.actual else None
    spans = ((first.old_start, first.old_end), (first.new_start, first.new_end)) if first else ((0, 0), (0, 0))
    return [
        wording.say("checklist", "found.text", name=name, text=clip(text, wording, *span, width=_WIDTH))
        for name, text, span in ((f.expected_role, f.expected, spans[0]), (f.actual_role, f.actual, spans[1]))
        if text
    ]


def standing_text(standing: Standing, wording: Wording, *, name: bool = False) -> str:
    """What was decided earlier and what became of it; with ``name`` also what it was about."""
    parts = parts_of(standing.decision, wording)
    status = wording.say("checklist", f"status.{standing.status}")
    if name:
        return wording.say("checklist", "decided.line", what=about(standing.decision, wording), status=status, **parts)
    until = parts.pop("until")
    return f"{wording.say('checklist', 'found.before', **parts)}{until}\n{status}"
