"""The findings for the page: those of one matter together, what a rule rests on said once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from pia_audit.messages.wording import Wording
from pia_audit.reports.finding import standing_in
from pia_audit.reports.html.days import day_words
from pia_audit.reports.html.markup import GAP, MARGIN, mark, plain, sides
from pia_audit.reports.item_names import short_name
from pia_audit.reports.matters import Matter, matters
from pia_audit.reports.report import Evidence, Finding, ReportHead
from pia_audit.reports.sources import shortened
from pia_audit.rules.catalogue import entry


class Card(Struct, frozen=True):
    """One finding: where it stands on the page, what it links to, its texts with what differs marked.

    ``texts`` are the names, the marked texts and where each stands (nothing where that is not known); ``whole`` holds
    both uncut where ``texts`` leaves something out; ``places`` are the places of no text; ``day`` is the row's,
    ``name`` the item's in short; ``older`` names an older edition; ``same`` is the card of the matter that
    holds the same texts uncut.
    """

    anchor: str
    finding: Finding
    message: Markup
    names_item: bool
    row: str
    day: str
    item: str
    name: str
    older: str
    texts: tuple[tuple[str, Markup, str], ...]
    whole: tuple[tuple[str, Markup, str], ...]
    length: int
    places: str
    baseline: str
    same: str = ""


class Grounds(Struct, frozen=True):
    """What a rule rests on and what it cannot know; ``earlier`` is where the page says it already."""

    rule: str
    title: str
    basis: str
    todo: str
    cannot: str
    anchor: str
    earlier: str


class MatterPart(Struct, frozen=True):
    """A matter on the page: what it says in one line, the findings shown at once and those folded under them.

    ``cause`` is the sentence that findings without texts of their own have in common, ``names`` the items it is about,
    each with its whole name and its anchor; ``items`` are the short names and whole names of all its items, ``alone``
    whether all its findings are of one rule, ``mixed`` whether they are of several rules or severities.
    """

    anchor: str
    number: int
    matter: Matter
    cause: str
    names: tuple[tuple[str, str, str], ...]
    shown: tuple[Card, ...]
    folded: tuple[Card, ...]
    grounds: tuple[Grounds, ...]
    items: tuple[tuple[str, str], ...]
    alone: bool

    @property
    def mixed(self) -> bool:
        """Whether each finding has to say what it is."""
        return not self.alone or len({f.severity for f in self.matter.findings}) > 1

    @property
    def count(self) -> int:
        """How many findings there are."""
        return len(self.matter.findings)


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
                day=day_words(f.on, wording) if f.row is not None else "",
                item=item,
                name=short_name(f.item_label or ""),
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


_SHOWN, _MOST = 3, 4
"""So many findings of a matter are shown at once; one more is no reason to fold it away."""


def matter_parts(cards_in_order: Sequence[Card], anchor: str, lang: str) -> tuple[MatterPart, ...]:
    """The cards that stand as matters, the weightiest first; what a rule rests on is said with its first matter."""
    by_finding = {id(c.finding): c for c in cards_in_order}
    anchors_by_rule: dict[str, str] = {}
    out = []
    for number, matter in enumerate(matters([c.finding for c in cards_in_order], lang), 1):
        matter_cards = _texts_once([by_finding[id(f)] for f in matter.findings])
        out.append(_part(f"{anchor}m{number}", number, matter, matter_cards, anchors_by_rule, lang))
    return tuple(out)


def _texts_once(cards_of_matter: Sequence[Card]) -> list[Card]:
    """The cards of a matter, those with the same long texts as one before leading to it."""
    first: dict[tuple[str | None, str | None], str] = {}
    out = []
    for card in cards_of_matter:
        anchor = first.setdefault((card.finding.expected, card.finding.actual), card.anchor) if card.whole else ""
        out.append(replace(card, whole=(), same=anchor) if anchor not in ("", card.anchor) else card)
    return out


def grounds_of(f: Finding, lang: str, anchor: str = "", earlier: str = "") -> Grounds:
    """What the rule of a finding rests on; ``anchor`` is where the page says so, ``earlier`` where it has said it."""
    return Grounds(f.rule, f.title, f.basis, f.todo, entry(f.rule).prose(lang).cannot, anchor, earlier)


def _part(
    anchor: str, number: int, matter: Matter, matter_cards: Sequence[Card], anchors_by_rule: dict[str, str], lang: str
) -> MatterPart:
    grounds = []
    for f in {f.rule: f for f in matter.findings}.values():
        grounds.append(grounds_of(f, lang, f"{anchor}{f.rule}", anchors_by_rule.get(f.rule, "")))
        anchors_by_rule.setdefault(f.rule, f"{anchor}{f.rule}")
    causes = {c.finding.cause for c in matter_cards}
    cause = causes.pop() or "" if len(causes) == 1 and len(matter_cards) > 1 else ""
    is_bare = bool(cause) and all(c.finding.item_label and not c.texts for c in matter_cards)
    shown_count = 0 if is_bare else len(matter_cards) if len(matter_cards) <= _MOST else _SHOWN
    names = {c.finding.item_label: c.item for c in matter_cards if c.finding.item_label} if is_bare else {}
    labels = dict.fromkeys(c.finding.item_label for c in matter_cards if c.finding.item_label)
    return MatterPart(
        anchor, number, matter, cause, tuple((short_name(label), label, at) for label, at in names.items()),
        tuple(matter_cards[:shown_count]), tuple(matter_cards[shown_count:]), tuple(grounds),
        tuple((short_name(label), label) for label in labels), len(grounds) == 1,
    )  # fmt: skip


def _message(f: Finding, item: str, wording: Wording) -> tuple[Markup, bool]:
    """The message with the item it names as a link, and whether it names it: nothing is said twice."""
    text, label = wording.ui("please_check", message=f.message), f.item_label or ""
    if not label or label not in text:
        return Markup(escape(plain(text))), False
    head, _, tail = text.partition(label)
    name = plain(short_name(label))
    link = Markup('<a href="#{}">{}</a>').format(item, name) if item else escape(name)
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
