"""The findings for the page: those of one rule together, what the rule rests on said once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from pia_audit.messages.wording import Wording
from pia_audit.reports.causes import by_cause
from pia_audit.reports.finding import standing_in
from pia_audit.reports.html.markup import GAP, MARGIN, mark, plain, sides
from pia_audit.reports.report import Evidence, Finding, ReportHead
from pia_audit.reports.sources import shortened
from pia_audit.rules.catalogue import SEVERITIES


@dataclass(frozen=True, slots=True)
class Card:
    """One finding: where it stands on the page, what it links to, its texts with what differs marked.

    ``texts`` are the names, the marked texts and where each stands (nothing where that is not known); ``whole`` holds
    both uncut where ``texts`` leaves something out; ``places`` are the places of no text; ``older`` names an older
    edition.
    """

    anchor: str
    finding: Finding
    message: Markup
    names_item: bool
    row: str
    item: str
    older: str
    texts: tuple[tuple[str, Markup, str], ...]
    whole: tuple[tuple[str, Markup, str], ...]
    length: int
    places: str
    baseline: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings that stand together: ``text`` names their cause, and is empty for one that has none in common."""

    text: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule and severity."""

    rule: str
    severity: str
    title: str
    basis: str
    todo: str
    causes: tuple[Cause, ...]

    @property
    def count(self) -> int:
        """How many findings there are."""
        return sum(len(cause.cards) for cause in self.causes)


def cards(
    head: ReportHead,
    report_findings: Sequence[Finding],
    anchor: str,
    items: dict[str, str],
    rows: set[int],
    wording: Wording,
) -> list[Card]:
    """The cards of a report's findings, in the model's order; ``items`` and ``rows`` are what the page can link to."""
    out = []
    for n, f in enumerate(report_findings, 1):
        newest = f.edition == head.published_on
        stands = {} if f.quoted else standing_in(f)
        role_names = {"expected": f.expected_role, "actual": f.actual_role}
        where = {role_names[side]: _location(e, head, wording) for side, e in stands.items()}
        texts, whole = ((), ()) if f.quoted else _texts(f, where)
        other_evidence = [e for e in f.evidence if e not in stands.values()]
        item = items.get(f.item or "", "") if newest else ""
        message, names_item = _message(f, item, wording)
        out.append(
            Card(
                anchor=f"{anchor}f{n}",
                finding=f,
                message=message,
                names_item=names_item,
                row=f"{anchor}w{f.row}" if newest and f.row in rows else "",
                item=item,
                older="" if newest else f.edition or "",
                texts=texts,
                whole=whole,
                length=max(len(f.expected or ""), len(f.actual or "")),
                places=wording.say("html", "findings.and").join(
                    dict.fromkeys(_location(e, head, wording) for e in other_evidence)
                ),
                baseline=f.baseline or "",
            )
        )
    return out


def groups(cards_in_order: Iterable[Card]) -> tuple[Group, ...]:
    """The cards by severity and rule, the gravest severity first and else in the model's order."""
    by_rule: dict[tuple[str, str], list[Card]] = defaultdict(list)
    for card in cards_in_order:
        by_rule[card.finding.severity, card.finding.rule].append(card)
    out = []
    for (severity, rule), group_cards in sorted(by_rule.items(), key=lambda g: SEVERITIES.index(g[0][0])):
        first = group_cards[0].finding
        out.append(Group(rule, severity, first.title, first.basis, first.todo, _causes(group_cards)))
    return tuple(out)


def _causes(cards_of_rule: Sequence[Card]) -> tuple[Cause, ...]:
    """The cards with those of one cause together."""
    numbers = {id(card.finding): card for card in cards_of_rule}
    return tuple(
        Cause(group[0].cause or "", tuple(numbers[id(f)] for f in group))
        for group in by_cause(c.finding for c in cards_of_rule)
    )


def _message(f: Finding, item: str, wording: Wording) -> tuple[Markup, bool]:
    """The message with the item it names as a link, and whether it names it: nothing is said twice."""
    text, label = wording.ui("please_check", message=f.message), f.item_label or ""
    if not label or label not in text:
        return Markup(escape(plain(text))), False
    head, _, tail = text.partition(label)
    link = Markup('<a href="#{}">{}</a>').format(item, plain(label)) if item else escape(plain(label))
    return Markup(escape(plain(head))) + link + escape(plain(tail)), True


_Texts = tuple[tuple[str, Markup, str], ...]


def _texts(f: Finding, where: dict[str, str]) -> tuple[_Texts, _Texts]:
    """Both texts as far as they tell something, and whole where that leaves something out."""

    def placed(pairs: Iterable[tuple[str, Markup]], *, with_place: bool = True) -> _Texts:
        return tuple((name, text, where.get(name, "") if with_place else "") for name, text in pairs)

    if f.expected and f.actual:
        names = (f.expected_role, f.actual_role)
        short, complete = sides(f.expected, f.actual, change=f.change)
        whole = [] if complete else zip(names, sides(f.expected, f.actual, None, change=f.change)[0], strict=True)
        return placed(zip(names, short, strict=True)), placed(whole, with_place=False)
    alone = [(name, text) for name, text in ((f.expected_role, f.expected), (f.actual_role, f.actual)) if text]
    uncut = [(name, mark(text)) for name, text in alone if len(text) > 6 * MARGIN]
    return placed((name, _head(text)) for name, text in alone), placed(uncut, with_place=False)


def _head(text: str) -> Markup:
    return mark(text) if len(text) <= 6 * MARGIN else mark(text[: 5 * MARGIN]) + GAP


def _location(e: Evidence, head: ReportHead, wording: Wording) -> str:
    """Where a text stands, in words; the file is named where the report has several."""
    where = wording.place(e.locator)
    if set(head.sources) == {e.source}:
        return where
    return f"{shortened((*head.sources, e.source))[e.source]} {where}".strip()
