"""The timeline: a line per item that ever changed, a mark per change, the gaps in its chain visible in it.

Days stand apart as far as the width allows and beyond that as far as time parted them, so that no two marks of a
line cover each other and a long silence still looks long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.messages.wording import Wording
from pia_audit.reports.html.markup import plain
from pia_audit.reports.html.page_data import Material, PrintedItem
from pia_audit.reports.links import worst_state
from pia_audit.reports.report import Finding
from pia_audit.rules.catalogue import SEVERITIES

_LEFT, _WIDTH = 2.5, 92.0
"""Where the first day stands and how far the last one is from it, in percent of the line. What is left on the right is
the text as printed: a break between the last row and it needs room to be seen."""

_DATED = 12
"""Up to so many days each is named, of more only the years."""

_STEP, _MIDDLE = 18, 15
_ROOM = 2.4
"""How far apart two marks stand beside each other, in percent of the line."""

_SHAPES = {"事前": "before", "事後": "after"}
_UNTOLD = ("undocumented", "partial")


class Tick(Struct, frozen=True):
    """A day of the axis; ``year`` and ``day`` are empty where there is no room, ``edition`` marks a publication.

    ``ring``, ``words`` and ``href`` tell of findings on rows of that day and on no item, as a mark does of others.
    """

    x: float
    year: str
    day: str
    edition: bool
    ring: str = ""
    words: str = ""
    href: str = ""


class Mark(Struct, frozen=True):
    """One change: where, its shape, the worst severity of its findings, what it says and where it leads."""

    x: float
    y: int
    shape: str
    ring: str
    words: str
    href: str


class Stretch(Struct, frozen=True):
    """A part of an item's line; ``kind`` is ``whole``, ``near`` or ``broken``."""

    x1: float
    x2: float
    kind: str

    @property
    def middle(self) -> float:
        """Where the sign of the break stands."""
        return round((self.x1 + self.x2) / 2, 2)


class Track(Struct, frozen=True):
    """One item's line."""

    label: str
    href: str
    height: int
    middle: int
    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]
    flagged: bool


class Timeline(Struct, frozen=True):
    """The axis and the lines, those of one part of the form together."""

    ticks: tuple[Tick, ...]
    parts: tuple[tuple[str, tuple[Track, ...]], ...]

    def flagged(self) -> Timeline:
        """The same with only the lines that have a finding or a difference without a row."""
        parts = ((name, tuple(t for t in tracks if t.flagged)) for name, tracks in self.parts)
        return Timeline(self.ticks, tuple((name, tracks) for name, tracks in parts if tracks))

    def calm(self) -> int:
        """How many lines have neither."""
        return sum(not t.flagged for _, tracks in self.parts for t in tracks)

    @property
    def size(self) -> str:
        """How many days there are, as the style sheet asks for it: a long axis scrolls on a narrow page."""
        return "s" if len(self.ticks) <= _DATED else "m" if len(self.ticks) <= 40 else "l"


class Leads(Struct, frozen=True):
    """Where marks lead: the anchors of items, the numbers of the rows shown, and the findings on each."""

    anchor: str
    items: dict[str, str]
    rows: set[int]
    findings: dict[tuple[str | None, int | None], list[tuple[str, Finding]]]

    def row(self, number: int) -> str:
        """The anchor of a printed row, nothing when the page does not show it."""
        return f"{self.anchor}w{number}" if number in self.rows else ""


def timeline(material: Material, leads: Leads, wording: Wording) -> Timeline:
    """The timeline of a report's newest edition and of what its editions show without a row."""
    untold = [d for d in material.differences if d["status"] in _UNTOLD]
    published = {e.published_on for e in material.editions if e.published_on}
    days = sorted(
        {r["changed_on"] for r in material.rows if r["changed_on"]}
        | published
        | {date.fromisoformat(d["new"]) for d in untold if d["new"]}
    )
    at = dict(zip(days, _positions(days), strict=True))
    writes = _changes(material.rows)
    gaps: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for difference in untold:
        gaps[difference["item"]].append(difference)
    parts: dict[str, list[Track]] = {}
    for item in _order(material, writes, gaps):
        drawn = _Drawn(at, leads, wording, item.item_id, writes.get(item.item_id, []), gaps.get(item.item_id, []))
        parts.setdefault(item.section or wording.say("html", "timeline.cover"), []).append(drawn.track(item.name))
    ticks = _flagged(_ticks(at, published), at, writes, leads, wording)
    return Timeline(ticks, tuple((name, tuple(tracks)) for name, tracks in parts.items()))


def _positions(days: Sequence[date]) -> list[float]:
    if len(days) < 2:
        return [_LEFT + _WIDTH / 2] * len(days)
    gap = min(11.0 if len(days) <= 9 else 1.9, _WIDTH / (len(days) - 1))
    free, span = _WIDTH - gap * (len(days) - 1), (days[-1] - days[0]).days
    return [round(_LEFT + gap * n + free * (day - days[0]).days / span, 2) for n, day in enumerate(days)]


def _ticks(at: dict[date, float], published: set[date]) -> tuple[Tick, ...]:
    out: list[Tick] = []
    year, free = 0, -9.0
    for day, x in at.items():
        is_dated = len(at) <= _DATED
        shows = day.year != year and (is_dated or x - free >= 6)
        year, free = (day.year, x) if shows else (year, free)
        out.append(Tick(x, str(day.year) if shows else "", f"{day:%m-%d}" if is_dated else "", day in published))
    return tuple(out)


def _flagged(
    ticks: tuple[Tick, ...], at: dict[date, float], writes: dict[str | None, list[dict[str, Any]]], leads: Leads,
    wording: Wording,
) -> tuple[Tick, ...]:  # fmt: skip
    """The days with what is found on a row of theirs and on no item of it: said once, and not on each item's line."""
    days = {c["row_no"]: c["changed_on"] for item, changes in writes.items() if item for c in changes}
    on: dict[date, list[tuple[str, Finding]]] = defaultdict(list)
    for (item, row), row_findings in leads.findings.items():
        if item is None and row in days and days[row] in at:
            on[days[row]] += row_findings
    return tuple(
        _with_findings(tick, day, on[day], wording) if on[day] else tick for day, tick in zip(at, ticks, strict=True)
    )


def _with_findings(tick: Tick, day: date, row_findings: list[tuple[str, Finding]], wording: Wording) -> Tick:
    sentence = wording.say("html", "timeline.and").join(
        dict.fromkeys([f"{day}", *(f"{f.rule} {f.title}" for _, f in row_findings)])
    )
    return replace(tick, ring=_worst(row_findings), words=plain(sentence), href=row_findings[0][0])


def _worst(row_findings: Sequence[tuple[str, Finding]]) -> str:
    """The gravest severity; nothing without findings."""
    worst = min((SEVERITIES.index(f.severity) for _, f in row_findings), default=len(SEVERITIES))
    return (*SEVERITIES, "")[worst]


def _changes(rows: list[dict[str, Any]]) -> dict[str | None, list[dict[str, Any]]]:
    """The rows by the item they write, with what replay said of the step; those without an item under ``None``."""
    out: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        for quote in row["quotes"] or [{"item_id": None, "trust": None, "blamed_row": None}]:
            out[quote["item_id"]].append({**row, **quote})
    return out


def _order(material: Material, writes: dict[str | None, Any], gaps: dict[str | None, Any]) -> list[PrintedItem]:
    """The items that have a line, in the form's order, then those the newest form lacks."""
    items = {i: item for e in material.editions for i, item in e.items.items()}
    order = dict.fromkeys([*material.newest.items, *items, *(i for i in writes if i)])
    changed = [i for i in order if i in writes or i in gaps]
    out = [items.get(i) or PrintedItem(i, i, None, "absent") for i in changed]
    return out if None not in writes else [*out, PrintedItem("", "―", None, "absent")]


def _without_overlaps(marks: list[Mark]) -> list[Mark]:
    """The marks of a line, those that would cover each other one below the other."""
    ends: list[float] = []
    out = []
    for mark in marks:
        level = next((n for n, end in enumerate(ends) if mark.x - end >= _ROOM), len(ends))
        ends[level : level + 1] = [mark.x]
        out.append(replace(mark, y=_MIDDLE + _STEP * level))
    return out


class _Drawn:
    """One item's line being drawn."""

    def __init__(
        self, at: dict[date, float], leads: Leads, wording: Wording, item_id: str, changes: list[dict[str, Any]],
        gaps: list[dict[str, Any]],
    ) -> None:  # fmt: skip
        self.at, self.leads, self.words, self.item_id = at, leads, wording, item_id or None
        self.changes, self.gaps = changes, gaps
        self.end = 100.0

    def track(self, name: str) -> Track:
        """The finished line."""
        drawn_marks = [m for c in self.changes if (m := self._mark(c))] + [
            m for d in self.gaps if (m := self._untold(d))
        ]
        marks = _without_overlaps(sorted(drawn_marks, key=lambda m: m.x))
        label = name if self.item_id else self.words.say("html", "timeline.no_item")
        lowest = max((m.y for m in marks), default=_MIDDLE)
        return Track(
            label, self.leads.items.get(self.item_id or "", ""), _MIDDLE + lowest, _MIDDLE, tuple(self._stretches()),
            tuple(marks), any(m.ring for m in marks) or bool(self.gaps),
        )  # fmt: skip

    def _place(self, day: date | None) -> float | None:
        return self.at.get(day) if day else None

    def _mark(self, change: dict[str, Any]) -> Mark | None:
        x = self._place(change["changed_on"])
        if x is None:
            return None
        row_findings = self.leads.findings.get((self.item_id, change["row_no"]), [])
        shape = _SHAPES.get(change["timing"], "other")
        href = row_findings[0][0] if row_findings else self.leads.row(change["row_no"])
        return Mark(x, _MIDDLE, shape, _worst(row_findings), self._words(change, shape, row_findings), href)

    def _words(self, change: dict[str, Any], shape: str, row_findings: list[tuple[str, Finding]]) -> str:
        timing = change["timing"] or self.words.say("html", f"timeline.{shape}")
        parts = [self.words.say("html", "timeline.mark", row=change["row_no"], on=change["changed_on"], timing=timing)]
        item_links = change["links"].of(self.item_id)
        for way, side_links in (("before", item_links.before), ("after", item_links.after)):
            state = worst_state(side_links)
            if state in ("broken", "near"):
                parts.append(self.words.say("html", f"timeline.{state}_{way}"))
        parts += dict.fromkeys(f"{f.rule} {f.title}" for _, f in row_findings)
        return plain(self.words.say("html", "timeline.and").join(parts))

    def _untold(self, difference: dict[str, Any]) -> Mark | None:
        day = date.fromisoformat(difference["new"]) if difference["new"] else None
        x = self._place(day)
        if x is None:
            return None
        caption = self.words.say("html", f"timeline.{difference['status']}", on=day)
        anchors = [a for (item, _), fs in self.leads.findings.items() if item == self.item_id for a, f in fs
                 if f.rule in ("PIA201", "PIA205") and f.edition == difference["new"]]  # fmt: skip
        href = anchors[0] if anchors else f"{self.leads.anchor}d" if self.leads.rows else ""
        return Mark(x, _MIDDLE, "untold", "error", caption, href)

    def _stretches(self) -> list[Stretch]:
        """The line from mark to mark; where replay found a break, from the row before it to the row that shows it."""
        days = {c["row_no"]: x for c in self.changes if (x := self._place(c["changed_on"])) is not None}
        bad = []
        for change in self.changes:
            since = days.get(change["row_no"])
            if change["trust"] in ("broken", "near") and since is not None:
                until = days.get(change["blamed_row"], self.end)
                bad.append((since, until if until > since else self.end, change["trust"]))
        cuts = sorted({0.0, 100.0, *(x for b in bad for x in b[:2])})
        return [
            Stretch(lo, hi, next((kind for a, b, kind in bad if a <= lo and hi <= b), "whole"))
            for lo, hi in pairwise(cuts)
        ]
