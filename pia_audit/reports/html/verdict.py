"""The verdict at a glance: what was found, whether all could be read, what was not checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.reports.highlights import Leading, leading
from pia_audit.reports.html.findings import Card
from pia_audit.reports.html.page_data import Material
from pia_audit.reports.report import Finding, ReportHead
from pia_audit.reports.unread import lost
from pia_audit.rules.catalogue import SEVERITIES


@dataclass(frozen=True, slots=True)
class First:
    """What to look at first, and where it stands on the page."""

    anchor: str
    told: Leading


@dataclass(frozen=True, slots=True)
class Verdict:
    """``line`` is the one sentence to remember, ``first`` what to look at first and ``left`` how many findings it
    leaves unnamed, ``notes`` what limits it all, ``counts`` the findings by severity."""

    line: str
    notes: tuple[str, ...]
    counts: dict[str, int]
    first: tuple[First, ...]
    left: int

    @property
    def worst(self) -> str:
        """The gravest severity found; ``none`` without a finding."""
        return next((s for s, n in self.counts.items() if n), "none")


def counted(found: Sequence[Finding]) -> dict[str, int]:
    """How many of these findings stand, by severity."""
    standing = [f.severity for f in found if f.suppressed is None]
    return {s: standing.count(s) for s in SEVERITIES}


def line(counts: dict[str, int], words: Wording, *, reports: int = 1) -> str:
    """What was found, in one sentence; that nothing was read is no clean result."""
    if not reports:
        return words.say("html", "verdict.nothing_read")
    grave = counts["error"] + counts["warning"]
    key = "some" if grave else "info" if counts["info"] else "none"
    return words.say("html", f"verdict.{key}", grave=grave, **counts)


def verdict(
    head: ReportHead, cards: Sequence[Card], material: Material, unread: Sequence[Unread], gone: int, words: Wording
) -> Verdict:
    """The verdict on one report; ``gone`` counts findings of the baseline that are not found any more."""
    found = [c.finding for c in cards]
    counts = counted(found)
    anchors = {id(c.finding): c.anchor for c in cards}
    named, left = leading(found, words)
    first = tuple(First(anchors[id(told.finding)], told) for told in named)
    notes = [*_known(found, gone, words), *_notes(head, found, material, unread, words)]
    return Verdict(line(counts, words), tuple(notes), counts, first, left)


def _known(found: Sequence[Finding], gone: int, words: Wording) -> list[str]:
    states = [f.baseline for f in found]
    if not gone and not any(states):
        return []
    counts = {state: states.count(state) for state in ("new", "unchanged")}
    return [words.say("html", "verdict.known", gone=gone, **counts)]


def _notes(
    head: ReportHead, found: Sequence[Finding], material: Material, unread: Sequence[Unread], words: Wording
) -> list[str]:
    aside = sum(f.suppressed is not None for f in found)
    count = len(lost(unread))
    told = [words.say("html", "verdict.unread" if count else "verdict.read", count=count)]
    told += [u.text for u in head.unchecked]
    if material.pairs:
        told.append(words.say("html", "verdict.editions", count=len(material.editions)))
    if aside:
        told.append(words.say("html", "verdict.suppressed", count=aside))
    return told
