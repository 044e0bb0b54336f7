"""One report's part of the page, put together from its material."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.reports.comparative import Pair
from pia_audit.reports.decision_phrases import Decided
from pia_audit.reports.html import as_of as past
from pia_audit.reports.html import findings, timeline, verdict
from pia_audit.reports.html.as_of import Past
from pia_audit.reports.html.days import day_words, era_day
from pia_audit.reports.html.findings import Card, MatterPart
from pia_audit.reports.html.markup import GAP, change, mark, sides
from pia_audit.reports.html.page_data import Material
from pia_audit.reports.html.timeline import Leads, Timeline
from pia_audit.reports.html.verdict import Verdict
from pia_audit.reports.item_names import short_name
from pia_audit.reports.relative_rows import carried_out
from pia_audit.reports.report import AbsentFinding, Finding, ReportHead


class PrintedRow(Struct, frozen=True):
    """A row of the change table: ``label`` is its item as typed and ``items`` the form's items it means, each with its
    anchor and whole name; ``chains`` is how it follows on towards either side, in words and as a state, ``whole``
    both texts uncut where ``change`` leaves something out, ``typed`` its texts as printed where they stand for others,
    ``rules`` the first finding of each rule on it and how many there are."""

    anchor: str
    number: int
    day: str
    era: str
    timing: str
    label: str
    items: tuple[tuple[str, str, str], ...]
    chains: tuple[tuple[str, str], ...]
    change: Markup
    whole: tuple[tuple[str, Markup, str], ...]
    typed: str
    note: str
    rules: tuple[tuple[Card, int], ...]


class Section(Struct, frozen=True):
    """Everything the page says of one report.

    ``whole`` is whether it is shown with its text, its rows and how its editions differ; a page on very many
    reports shows only what there is to check, and ``left_out`` counts the items without a finding. ``gone`` are
    findings of the baseline that are not found any more, ``decisions`` what became of earlier ones.
    """

    anchor: str
    head: ReportHead
    published: str
    era: str
    verdict: Verdict
    unread: tuple[Unread, ...]
    matters: tuple[MatterPart, ...]
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
    parts = findings.matter_parts(standing, anchor, wording.lang)
    report_verdict = verdict.verdict(head, made, parts, material, unread, len(absent_findings), wording)
    return Section(
        anchor, head, day_words(head.published_on, wording), era_day(head.published_on, wording), report_verdict,
        unread, parts,
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
        meant = tuple((short_name(items[i].label), leads.items.get(i, ""), items[i].label) for i in item_ids)
        trusts = [q["trust"] for q in quotes]
        out.append(
            PrintedRow(
                leads.row(r["row_no"]), r["row_no"],
                r["changed_on"].isoformat() if r["changed_on"] else r["changed_on_text"],
                era_day(r["changed_on"], wording), r["timing_text"] or "", r["label"] or "", meant,
                r["links"].lines(wording), *_changes(r["before"], r["after"], trusts, wording), r["note"] or "",
                _by_rule(on[r["row_no"]]),
            )
        )  # fmt: skip
    return tuple(out)


def _by_rule(cards: list[Card]) -> tuple[tuple[Card, int], ...]:
    rules = [c.finding.rule for c in cards]
    return tuple((cards[rules.index(rule)], rules.count(rule)) for rule in dict.fromkeys(rules))


_Texts = tuple[tuple[str, Markup, str], ...]


def _changes(
    before: str | None, after: str | None, trusts: Sequence[str | None], wording: Wording
) -> tuple[Markup, _Texts, str]:
    """What the row changes, both texts where that leaves something out, and of one in relative words what they come to
    and those words as typed."""
    lost = Markup("<i>{}</i>").format(wording.term("status", "unreadable"))
    if before is None or after is None:
        known_rows = tuple(
            (_side(n, wording), mark(t) if t else lost, "") for n, t in (("before", before), ("after", after))
        )
        return lost, known_rows if before or after else (), ""
    carried = carried_out(before, after, trusts)
    texts = (before, after) if carried is None else (carried.before, carried.after)
    excerpt = change(*texts)
    both = sides(*texts, None)[0] if GAP in excerpt else ()
    whole = tuple((_side(n, wording), text, "") for n, text in zip(("before", "after"), both, strict=False))
    return excerpt, whole, "" if carried is None else carried.as_typed(wording)


def _side(name: str, wording: Wording) -> str:
    return wording.say("comparative", f"column.{name}")
