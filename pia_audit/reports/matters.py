"""Matters: findings that are one thing to look into, in the order of their weight; the findings stay what they are.

Findings belong together by facts: their rules share a topic (``topic`` of the catalogue), they have one cause, they are
on one row, or they are on one item of the text published now. A group whose rows all belong to a weightier one joins
it, since who looks at those rows looks at both.

What weighs most: what needs a look before what is good to know; then the record of changes and the assessment due,
what the published text of today says, what texts no longer in force said, and how something is written or could be
read; then severity, sureness and the report's own order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from msgspec import Struct

from pia_audit.messages.wording import Wording
from pia_audit.reports.finding import Finding
from pia_audit.reports.item_names import short_name
from pia_audit.rules.catalogue import SEVERITIES, About, entry
from pia_audit.rules.registry import CONFIDENCE

_STAKES: dict[About, int] = {
    "account": 0, "threshold": 0, "timing": 0, "text": 1, "law": 1, "notation": 3, "reading": 4, "review": 4,
}  # fmt: skip
_OF_TEXTS = ("text", "law")
"""What these are about weighs less where the text is not today's any more."""
_NAMED, _ROWS = 2, 6
"""So many items and rows a matter names."""

Weight = tuple[bool, bool, int, int, bool, int, int]


class Matter(Struct, frozen=True):
    """Findings of one edition that are one thing to look into, the weightiest first.

    ``title`` says what it is, ``where`` the items in short and the rows, ``todo`` what to do next in one sentence,
    ``severity`` is the gravest of the findings', ``about`` what the weightiest is about.
    """

    report_id: str
    title: str
    where: str
    todo: str
    severity: str
    about: str
    findings: tuple[Finding, ...]

    def as_data(self) -> dict[str, Any]:
        """The matter as plain data; its findings by fingerprint."""
        return {
            "report_id": self.report_id, "title": self.title, "where": self.where, "todo": self.todo,
            "severity": self.severity, "about": self.about, "findings": [f.fingerprint for f in self.findings],
        }  # fmt: skip


def matters(findings: Sequence[Finding], lang: str = "ja") -> tuple[Matter, ...]:
    """The matters of the findings that stand, the weightiest first; those of several reports stand among each other.

    Args:
        findings: the findings of an audit's report (:attr:`AuditReport.findings`), in its order.
        lang: ``ja`` or ``en``.

    Returns:
        Every finding that is not set aside in exactly one matter.

    Raises:
        FileNotFoundError: for a language without a catalogue.
    """
    wording = Wording(lang)
    standing = [(f, _weight(f, n)) for n, f in enumerate(findings) if f.suppressed is None]
    groups: dict[Hashable, _Group] = {}
    for f, weight in standing:
        groups.setdefault(_shared(f), []).append((f, weight))
    groups_by_weight = _with_followers(sorted(groups.items(), key=lambda group: _first(group[1])))
    return tuple(_matter(group, wording) for group in sorted(groups_by_weight, key=_first))


_Group = list[tuple[Finding, Weight]]


def _weight(f: Finding, place: int) -> Weight:
    """What weighs most is least: see the module."""
    about = entry(f.rule).about
    return (
        f.baseline == "unchanged",
        f.severity == "info",
        _STAKES[about] + (about in _OF_TEXTS and not f.current),
        SEVERITIES.index(f.severity),
        not f.current,
        CONFIDENCE.index(f.confidence),
        place,
    )


def _first(group: _Group) -> Weight:
    return min(weight for _, weight in group)


def _shared(f: Finding) -> Hashable:
    """What findings of one matter have in common."""
    rule = entry(f.rule)
    if rule.topic:
        return "topic", f.report_id, f.edition, rule.topic, f.current and rule.about in _OF_TEXTS
    if f.cause:
        return "cause", f.report_id, f.edition, f.rule, f.severity, f.cause
    if f.row is not None:
        return "row", f.report_id, f.edition, f.row
    if f.item is not None:
        return "item", f.report_id, f.edition, f.item
    return "rule", f.report_id, f.edition, f.rule


def _with_followers(groups: Iterable[tuple[Any, _Group]]) -> list[_Group]:
    """The groups, the weightiest first, each with those of its rows, or of its item as published now, that weigh
    less; what shares a topic stays by itself."""
    out: list[_Group] = []
    at: dict[Hashable, int] = {}
    for (kind, report, edition, *_), group in groups:
        places = {(report, edition, *location) for f, _ in group if (location := _place(f, standing_alone=True))}
        joins = {at.get(location) for location in places} if kind != "topic" else {None}
        if len(joins) == 1 and (number := joins.pop()) is not None:
            out[number] += group
            continue
        out.append(group)
        if kind != "topic":
            places_held = {(report, edition, *p) for f, _ in group for p in (_place(f), _item(f)) if p}
            at.update((location, len(out) - 1) for location in places_held if location not in at)
    return out


def _place(f: Finding, *, standing_alone: bool = False) -> tuple[Hashable, ...]:
    """The row a finding is on; one without a row, standing alone, is on its item."""
    if f.row is not None:
        return "row", f.row
    return ("item", f.item) if standing_alone and f.item is not None else ()


def _item(f: Finding) -> tuple[Hashable, ...]:
    return ("item", f.item) if f.item is not None and (f.current or f.row is None) else ()


def _matter(group: _Group, wording: Wording) -> Matter:
    findings = tuple(f for f, _ in sorted(group, key=lambda pair: pair[1]))
    first = findings[0]
    rules = dict.fromkeys(f.rule for f in findings)
    topic = f"matter.{entry(first.rule).topic}"
    has_name = len(rules) > 1 and wording.has("model", topic)
    title = wording.say("model", topic) if has_name else first.title
    severity = min((f.severity for f in findings), key=SEVERITIES.index)
    return Matter(
        first.report_id, title, _where(findings, wording), first_sentence(first.todo, wording.lang), severity,
        entry(first.rule).about, findings,
    )  # fmt: skip


def _where(findings: Sequence[Finding], wording: Wording) -> str:
    """The items in short, those of the weightiest rule first, and the rows; the report as a whole without either."""
    labels = list(dict.fromkeys(short_name(f.item_label) for f in findings if f.item_label))
    rows = sorted({f.row for f in findings if f.row is not None})
    joiner, comma = ("、", "・") if wording.lang == "ja" else ("; ", ", ")
    item_words = joiner.join(labels[:_NAMED])
    if len(labels) > _NAMED:
        item_words = wording.say("model", "matter.items", named=item_words, count=len(labels) - _NAMED)
    numbers = comma.join(map(str, rows[:_ROWS]))
    key = "row" if len(rows) == 1 else "rows" if len(rows) <= _ROWS else "rows_more"
    row_words = wording.say("model", f"matter.{key}", rows=numbers, count=len(rows) - _ROWS) if rows else ""
    return f"{item_words}{row_words}" if item_words else row_words.strip("（）() ") or wording.ui("whole_report")


def first_sentence(text: str, lang: str) -> str:
    """The first sentence of a prose of the catalogue, with its full stop."""
    end = "。" if lang == "ja" else ". "
    head, stop, _ = text.partition(end)
    return f"{head}{stop}".rstrip()


def by_report(all_matters: Iterable[Matter]) -> dict[str, list[Matter]]:
    """The matters of each report, in their order."""
    out: dict[str, list[Matter]] = defaultdict(list)
    for matter in all_matters:
        out[matter.report_id].append(matter)
    return out
