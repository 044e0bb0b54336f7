"""Findings that have one cause in one edition: the cause is told once, and the findings stand under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from pia_audit.messages.wording import Wording
from pia_audit.reports.redline import marks
from pia_audit.rules.catalogue import entry

if TYPE_CHECKING:
    from pia_audit.reports.finding import Finding

_Params = Mapping[str, Any]

WITH_TEXTS = 12
"""So many findings of one cause are shown with their texts; the others by their places."""


def _shared(finding: Finding, params: _Params) -> Hashable:
    """What findings of a rule have in common when they have one cause; ``None``: nothing."""
    cause = entry(finding.rule).cause
    if cause is None or (cause.where and not params.get(cause.where)):
        return None
    values = tuple(_value(name, finding, params) for name in cause.shared)
    return None if values and all(value is None for value in values) else values


def _value(name: str, finding: Finding, params: _Params) -> Hashable:
    if name == "@difference":
        return _difference(finding)
    return finding.changed_on if name == "@changed_on" else params.get(name)


def _difference(finding: Finding) -> Hashable:
    """How a label differs from the form's: rows written from one model share it."""
    old, new = finding.expected or "", finding.actual or ""
    spans = tuple((old[h.old_start : h.old_end], new[h.new_start : h.new_end]) for h in marks(old, new))
    return spans or None


def with_causes(worded_findings: Sequence[tuple[Finding, _Params]], wording: Wording) -> list[Finding]:
    """The findings, in their order, with ``cause`` where at least two of one edition share it."""
    shared: dict[Hashable, list[int]] = defaultdict(list)
    for n, (f, params) in enumerate(worded_findings):
        key = _shared(f, params)
        if key is not None:
            shared[f.report_id, f.edition, f.rule, f.severity, f.suppressed is None, key].append(n)
    out = [f for f, _ in worded_findings]
    for numbers in shared.values():
        if len(numbers) > 1:
            text = _text([out[n] for n in numbers], worded_findings[numbers[0]][1], wording)
            for n in numbers:
                out[n] = replace(out[n], cause=text)
    return out


def _text(group: Sequence[Finding], params: _Params, wording: Wording) -> str:
    rows = list(dict.fromkeys(str(f.row) for f in group if f.row is not None))
    facts = {"changed_on": group[0].on or wording.ui("unknown"), "count": len(group)}
    joined = ("・" if wording.lang == "ja" else ", ").join(rows)
    cause = entry(group[0].rule).cause
    template = cause.sentence(wording.lang, params) if cause else ""
    return wording.filled(template, {**params, **facts, "rows": joined})


def by_cause(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings with those of one cause together, at the place of the first."""
    out: dict[Hashable, list[Finding]] = {}
    for n, f in enumerate(findings):
        shared = (f.report_id, f.edition, f.rule, f.severity, f.suppressed is None, f.cause)
        out.setdefault(shared if f.cause else n, []).append(f)
    return list(out.values())


def shown_with_texts(group: Sequence[Finding]) -> list[bool]:
    """Which findings of one cause are shown with their texts, in their order.

    The first is, and each whose two texts differ in another way than those before it, for what it says stands in no
    other; not more than :data:`WITH_TEXTS`.
    """
    seen: set[Hashable] = set()
    are_shown = [False] * len(group)
    for n, f in enumerate(group):
        if len(seen) == WITH_TEXTS:
            break
        difference = _difference(f) if f.expected and f.actual else None
        are_shown[n] = n == 0 or (difference is not None and difference not in seen)
        seen |= {difference} if are_shown[n] else set()
    return are_shown
