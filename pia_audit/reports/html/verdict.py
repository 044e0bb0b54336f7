"""The verdict at a glance: what was found, whether all could be read, what was not checked."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.reports.html.findings import Card, MatterPart
from pia_audit.reports.html.page_data import Material
from pia_audit.reports.report import Finding, ReportHead
from pia_audit.reports.unread import lost
from pia_audit.rules.catalogue import SEVERITIES


class Verdict(Struct, frozen=True):
    """``line`` is the one sentence to remember, ``notes`` what limits it all, ``counts`` the findings and ``matters``
    the matters by severity."""

    line: str
    notes: tuple[str, ...]
    counts: dict[str, int]
    matters: dict[str, int]

    @property
    def worst(self) -> str:
        """The gravest severity found; ``none`` without a finding."""
        return next((s for s, n in self.counts.items() if n), "none")


def counted(findings: Sequence[Finding]) -> dict[str, int]:
    """How many of these findings stand, by severity."""
    standing = [f.severity for f in findings if f.suppressed is None]
    return {s: standing.count(s) for s in SEVERITIES}


def line(counts: dict[str, int], matter_counts: dict[str, int], wording: Wording, *, reports: int = 1) -> str:
    """What was found, in one sentence; that nothing was read is no clean result."""
    if not reports:
        return wording.say("html", "verdict.nothing_read")
    grave = matter_counts["error"] + matter_counts["warning"]
    key = "some" if grave else "info" if counts["info"] else "none"
    facts = {"matters": grave, "grave": counts["error"] + counts["warning"], "info": matter_counts["info"]}
    return wording.say("html", f"verdict.{key}", **facts)


def verdict(
    head: ReportHead,
    cards: Sequence[Card],
    parts: Sequence[MatterPart],
    material: Material,
    unread: Sequence[Unread],
    absent_count: int,
    wording: Wording,
) -> Verdict:
    """The verdict on one report; ``absent_count`` counts findings of the baseline that are not found any more."""
    findings = [c.finding for c in cards]
    counts = counted(findings)
    severities = [p.matter.severity for p in parts]
    matter_counts: dict[str, int] = {s: severities.count(s) for s in SEVERITIES}
    notes = [*_baseline_notes(findings, absent_count, wording), *_notes(head, findings, material, unread, wording)]
    return Verdict(line(counts, matter_counts, wording), tuple(notes), counts, matter_counts)


def _baseline_notes(findings: Sequence[Finding], absent_count: int, wording: Wording) -> list[str]:
    states = [f.baseline for f in findings]
    if not absent_count and not any(states):
        return []
    counts = {state: states.count(state) for state in ("new", "unchanged")}
    return [wording.say("html", "verdict.known", gone=absent_count, **counts)]


def _notes(
    head: ReportHead, findings: Sequence[Finding], material: Material, unread: Sequence[Unread], wording: Wording
) -> list[str]:
    suppressed = sum(f.suppressed is not None for f in findings)
    count = len(lost(unread))
    notes = [wording.say("html", "verdict.unread" if count else "verdict.read", count=count)]
    notes += [u.text for u in head.unchecked]
    if material.pairs:
        notes.append(wording.say("html", "verdict.editions", count=len(material.editions)))
    if suppressed:
        notes.append(wording.say("html", "verdict.suppressed", count=suppressed))
    return notes
