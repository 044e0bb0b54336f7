"""One report's part of the page, put together from its material."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.reports.comparative import Pair
from pia_audit.reports.decision_phrases import Decided
from pia_audit.reports.html import as_of as past
from pia_audit.reports.html import findings, timeline, verdict
from pia_audit.reports.html.as_of import Past
from pia_audit.reports.html.findings import Card, Group
from pia_audit.reports.html.markup import change
from pia_audit.reports.html.page_data import Material
from pia_audit.reports.html.timeline import Leads, Timeline
from pia_audit.reports.html.verdict import Verdict
from pia_audit.reports.relative_rows import carried_out
from pia_audit.reports.report import AbsentFinding, Finding, ReportHead


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row of the change table: ``chains`` is how it follows on towards either side, in words and as a state,
    ``typed`` its texts as printed where they stand for others, ``rules`` the first finding of each rule on it and how
    many there are."""

    anchor: str
    number: int
    day: str
    timing: str
    labels: tuple[tuple[str, str], ...]
    chains: tuple[tuple[str, str], ...]
    change: Markup
    typed: str
    note: str
    rules: tuple[tuple[Card, int], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Everything the page says of one report.

    ``whole`` is whether it is shown with its text, its rows and how its editions differ; a page on very many
    reports shows only what there is to check, and ``left_out`` counts the items without a finding. ``gone`` are
    findings of the baseline that are not found any more, ``decisions`` what became of earlier ones.
    """

    anchor: str
    head: ReportHead
    verdict: Verdict
    unread: tuple[Unread, ...]
    groups: tuple[Group, ...]
    suppressed: tuple[Card, ...]
    gone: tuple[AbsentFinding, ...]
    decisions: tuple[Decided, ...]
    timeline: Timeline
    rows: tuple[PrintedRow, ...]
    differences: tuple[Pair, ...]
    leads: Leads
    accounts: tuple[dict[str, Any], ...]
    past: Past | None
    compared: bool
    whole: bool
    left_out: int


def section(
    number: int, head: ReportHead, report_findings: Sequence[Finding], material: Material, unread: tuple[Unread, ...],
    absent_findings: tuple[AbsentFinding, ...], decisions: tuple[Decided, ...], wording: Wording, *, whole: bool,
) -> Section:  # fmt: skip
    """The part of the page on one report; ``number`` counts the reports from 1."""
    anchor = f"r{number}"
    anchors = {i: f"{anchor}i{n}" for n, i in enumerate(_every_item(material))} if whole else {}
    rows = {r["row_no"] for r in material.rows} if whole else set()
    made = findings.cards(head, report_findings, anchor, anchors, rows, wording)
    standing = [c for c in made if c.finding.suppressed is None]
    leads = Leads(anchor, anchors, rows, _leads(standing, head))
    line = timeline.timeline(material, leads, wording)
    report_verdict = verdict.verdict(head, made, material, unread, len(absent_findings), wording)
    return Section(
        anchor, head, report_verdict, unread, findings.groups(standing),
        tuple(c for c in made if c.finding.suppressed is not None), absent_findings, decisions,
        line if whole else line.flagged(),
        _rows(standing, material, leads, wording) if whole else (),
        material.contrasts, leads,
        tuple(material.accounts) if whole else (),
        past.past(material, anchors, f"{anchor}w", wording) if whole else None,
        material.pairs > 0, whole, 0 if whole else line.calm(),
    )  # fmt: skip


def _every_item(material: Material) -> list[str]:
    return list(dict.fromkeys(i for e in reversed(material.editions) for i in e.items))


def _leads(cards: list[Card], head: ReportHead) -> dict[tuple[str | None, int | None], list[tuple[str, Finding]]]:
    out: dict[tuple[str | None, int | None], list[tuple[str, Finding]]] = defaultdict(list)
    for c in cards:
        if c.finding.edition == head.published_on or c.finding.row is None:
            out[c.finding.item, c.finding.row].append((c.anchor, c.finding))
    return out


def _rows(cards: list[Card], material: Material, leads: Leads, wording: Wording) -> tuple[PrintedRow, ...]:
    on: dict[int | None, list[Card]] = defaultdict(list)
    for card in cards:
        if not card.older:
            on[card.finding.row].append(card)
    items = material.newest.items
    out = []
    for r in material.rows:
        quotes = r["quotes"] or []
        item_ids = [q["item_id"] for q in quotes if q["item_id"] in items]
        labels = tuple((items[i].label, leads.items.get(i, "")) for i in item_ids)
        trusts = [q["trust"] for q in quotes]
        out.append(
            PrintedRow(
                leads.row(r["row_no"]), r["row_no"],
                r["changed_on"].isoformat() if r["changed_on"] else r["changed_on_text"],
                r["timing_text"] or "", labels or ((r["label"], ""),),
                r["links"].lines(wording), *_changes(r["before"], r["after"], trusts, wording), r["note"] or "",
                _by_rule(on[r["row_no"]]),
            )
        )  # fmt: skip
    return tuple(out)


def _by_rule(cards: list[Card]) -> tuple[tuple[Card, int], ...]:
    rules = [c.finding.rule for c in cards]
    return tuple((cards[rules.index(rule)], rules.count(rule)) for rule in dict.fromkeys(rules))


def _changes(
    before: str | None, after: str | None, trusts: Sequence[str | None], wording: Wording
) -> tuple[Markup, str]:
    """What the row changes, of one in relative words what they come to, and those words as typed."""
    if before is None or after is None:
        return Markup("<i>{}</i>").format(wording.term("status", "unreadable")), ""
    carried = carried_out(before, after, trusts)
    if carried is None:
        return change(before, after), ""
    return change(carried.before, carried.after), carried.told(wording)
