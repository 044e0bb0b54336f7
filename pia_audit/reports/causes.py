"""Findings that have one cause in one edition: the cause is told once, and the findings stand under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pia_audit.messages.wording import Wording
from pia_audit.reports.redline import marks

if TYPE_CHECKING:
    from pia_audit.reports.finding import Finding

_Params = Mapping[str, Any]


def _shared(finding: Finding, params: _Params) -> Hashable:
    """What findings of a rule have in common when they have one cause; ``None``: nothing."""
    match finding.rule:
        case "PIA102" | "PIA103":
            return _difference(finding)
        case "PIA105":
            return params.get("status")
        case "PIA108":
            return params.get("value")
        case "PIA301":
            return (finding.changed_on, params.get("copied_on")) if params.get("copied") else None
        case "PIA407":
            return params.get("in_force"), params.get("submitted_on"), params.get("days")
        case "PIA505":
            return finding.changed_on
        case "PIA601":
            return params.get("in_force")
        case "PIA701":
            return "series"
    return None


def _difference(finding: Finding) -> Hashable:
    """How a label differs from the form's: rows written from one model share it."""
    old, new = finding.expected or "", finding.actual or ""
    spans = tuple((old[h.old_start : h.old_end], new[h.new_start : h.new_end]) for h in marks(old, new))
    return spans or None


def with_causes(found: Sequence[tuple[Finding, _Params]], words: Wording) -> list[Finding]:
    """The findings, in their order, with ``cause`` where at least two of one edition share it."""
    shared: dict[Hashable, list[int]] = defaultdict(list)
    for n, (f, params) in enumerate(found):
        key = _shared(f, params)
        if key is not None:
            shared[f.report_id, f.edition, f.rule, f.severity, f.suppressed is None, key].append(n)
    out = [f for f, _ in found]
    for numbers in shared.values():
        if len(numbers) > 1:
            text = _text([out[n] for n in numbers], found[numbers[0]][1], words)
            for n in numbers:
                out[n] = replace(out[n], cause=text)
    return out


def _text(own: Sequence[Finding], params: _Params, words: Wording) -> str:
    rows = list(dict.fromkeys(str(f.row) for f in own if f.row is not None))
    key = f"{own[0].rule}_{params['status']}" if own[0].rule == "PIA105" else own[0].rule
    said = {"changed_on": own[0].on or words.ui("unknown"), "count": len(own)}
    joined = ("・" if words.lang == "ja" else ", ").join(rows)
    return words.say("model", f"cause.{key}", **{**params, **said, "rows": joined})


def by_cause(found: Iterable[Finding]) -> list[list[Finding]]:
    """The findings with those of one cause together, at the place of the first."""
    out: dict[Hashable, list[Finding]] = {}
    for n, f in enumerate(found):
        shared = (f.report_id, f.edition, f.rule, f.severity, f.suppressed is None, f.cause)
        out.setdefault(shared if f.cause else n, []).append(f)
    return list(out.values())
