"""What stands in a 新旧対照表: which editions, item by item both texts with marks, and the rows that record them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import polars as pl
from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.compare import relative_wording
from pia_audit.compare.leaf_rows import every_leaf
from pia_audit.compare.missing_pages import missing_pages
from pia_audit.japanese.dates import in_japanese
from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.model.frames import Corpus
from pia_audit.reports.comparative.line_parts import in_parts
from pia_audit.reports.redline import Piece, Side, redline
from pia_audit.reports.unread import headed, line

Key = tuple[str, str, str]
"""Older edition, newer edition, item or group: what a difference is known by."""

_GROUP = "group-"
_SECTION = regex(r"([Ⅰ-Ⅻ]\S* \S+|[（(]別添[^）)]*[）)]\S*)(?:\s※（[^）]*）)?\s+(.+)", re.DOTALL)
_SHORT = 360
"""Characters of a text that fill about a third of a page."""


class Record(Struct, frozen=True):
    """A change row that records a difference.

    ``row_name`` names it with its day and 提出時期 (行25（令和7年1月1日、事後）), ``doubt`` says what is wrong with it,
    if anything. ``typed`` is how its texts are printed, where they stand for others (同左、以下を追加).
    """

    row: int
    row_name: str
    doubt: str = ""
    typed: str = ""


class Line(Struct, frozen=True):
    """One item that differs; both sides whole, ``None`` where the edition says nothing there.

    ``changes`` are sentences on what in it changed, shown under its name.
    """

    item_id: str
    item: str
    op: str
    status: str
    before: Side | None
    after: Side | None
    records: tuple[Record, ...] = ()
    changes: tuple[str, ...] = ()

    @property
    def short(self) -> bool:
        """Whether all of it fits on a small part of a printed page: the end of a page need not part such a line."""
        sizes = (sum(map(len, self.changes)), *(side.length for side in (self.before, self.after) if side))
        # What changed stands in a column a third as wide.
        return max(*sizes, 3 * sum(map(len, self.changes))) <= _SHORT

    @property
    def parts(self) -> tuple[Line, ...]:
        """The line as it is printed: parts of a long one may stand on several pages, each with the item's name."""
        (before, after), *more = in_parts(self.before, self.after, lambda *texts: max(map(len, texts)) <= _SHORT)
        below = (replace(self, before=b, after=a, status="", records=(), changes=()) for b, a in more)
        return replace(self, before=before, after=after), *below


class Block(Struct, frozen=True):
    """Lines under one heading: a part of the form, or a group that came, went, moved or got another name (``op``)."""

    title: str
    lines: tuple[Line, ...]
    op: str = ""
    status: str = ""
    before: str = ""
    after: str = ""
    records: tuple[Record, ...] = ()
    changes: tuple[str, ...] = ()


class Stand(Struct, frozen=True):
    """One of the two editions: its day of publication, its form and its file."""

    day: str
    form: str
    source: str


class Pair(Struct, frozen=True):
    """Two editions of a report; ``aside`` says what was not compared, and is never empty of what always is not."""

    report_id: str
    agency: str
    number: str
    title: str
    old: Stand
    new: Stand
    new_on: str | None
    blocks: tuple[Block, ...]
    aside: tuple[str, ...]


class Sheet(Struct, frozen=True):
    """The whole: one part for each two editions, and what could not be read, under its headings."""

    lang: str
    pairs: tuple[Pair, ...]
    unread: tuple[tuple[str, tuple[str, ...]], ...] = ()


def sheet(
    corpus: Corpus, lang: str, unread: Sequence[Unread] = (), changes: Mapping[Key, Sequence[str]] | None = None
) -> Sheet:
    """The 新旧対照表 of a corpus of pairs that are reconciled.

    Args:
        corpus: ``pairs``, ``differences``, ``leaves`` and ``accounts`` filled.
        lang: ``ja`` or ``en``.
        unread: what could not be read of the files.
        changes: by difference, sentences on what in it changed; without it those of its leaves.
    """
    wording = Wording(lang)
    made = _Sheet(corpus, wording, _of_leaves(corpus, wording) if changes is None else changes)
    unread_sections = tuple(
        (head, tuple(line(u, wording) for u in entries)) for head, entries in headed(tuple(unread), wording)
    )
    return Sheet(wording.lang, tuple(made.pairs()), unread_sections)


def _of_leaves(corpus: Corpus, wording: Wording) -> dict[Key, list[str]]:
    """What in each difference changed, leaf by leaf; the line of a whole group says it itself."""
    item_leaves = every_leaf(corpus).filter(pl.col("what") != "group")
    grouped: dict[Key, list[dict[str, Any]]] = {}
    for leaf in item_leaves.iter_rows(named=True):
        grouped.setdefault((leaf["old_edition"], leaf["new_edition"], leaf["item_id"]), []).append(leaf)
    return {key: wording.leaves(leaves) for key, leaves in grouped.items()}


class _Item(Struct):
    """An item as an edition prints it."""

    item_id: str
    label: str
    text: str | None
    status: str


class _Group(Struct):
    """A group's difference while its lines are gathered."""

    difference: dict[str, Any]
    lines: list[Line] = field(default_factory=list)


class _Sheet:
    """The frames of a corpus while the sheet is made."""

    def __init__(self, corpus: Corpus, wording: Wording, changes: Mapping[Key, Sequence[str]]) -> None:
        self._corpus, self._words, self._changes = corpus, wording, changes
        columns = ["edition_id", "item_id", "label", "text", "status"]
        self._items: dict[str, dict[str, _Item]] = defaultdict(dict)
        for edition, *values in corpus.items.sort("edition_id", "seq").select(columns).iter_rows():
            self._items[edition].setdefault(values[0], _Item(*values))
        self._editions = {e["edition_id"]: e for e in corpus.editions.iter_rows(named=True)}
        self._rows = {(r["edition_id"], r["row_no"]): r for r in corpus.changes.iter_rows(named=True)}
        accounts = corpus.accounts.filter(pl.col("status") != "confirmed")
        columns = ["new_edition", "row_no", "item_id", "status"]
        self._doubts = {tuple(key): status for *key, status in accounts.select(columns).iter_rows()}

    def pairs(self) -> Iterator[Pair]:
        """One by one, in the order of the reports and of time."""
        pairs = self._corpus.pairs.sort("report_id", "new_on", maintain_order=True)
        by_pair: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for d in self._corpus.differences.iter_rows(named=True):
            by_pair[d["old_edition"], d["new_edition"]].append(d)
        for report, old, new in pairs.select("report_id", "old_edition", "new_edition").iter_rows():
            yield self._pair(report, old, new, by_pair[old, new])

    def _pair(self, report: str, old: str, new: str, differences: list[dict[str, Any]]) -> Pair:
        newer = self._editions[new]
        return Pair(
            report, newer["agency"], newer["report_no"], newer["title"], self._stand(old), self._stand(new),
            newer["published_on"].isoformat() if newer["published_on"] else None,
            tuple(self._blocks(differences)), tuple(self._aside(old, new)),
        )  # fmt: skip

    def _stand(self, edition: str) -> Stand:
        e = self._editions[edition]
        return Stand(self._day(e["published_on"]), f"{e['form']} {e['form_version']}".strip(), e["source"])

    def _day(self, day: Any, printed: str = "") -> str:
        if day is None:
            return " ".join(printed.split()) or self._words.ui("unknown")
        return in_japanese(day) if self._words.lang == "ja" else str(day.isoformat())

    # --- blocks ---------------------------------------------------------------------------------------

    def _blocks(self, differences: list[dict[str, Any]]) -> Iterator[Block]:
        """The groups with their lines where they stand, and between them the lines by part of the form."""
        ids: dict[str, set[str]] = defaultdict(set)
        for d in differences:
            ids[d["op"]].add(_id(d))
        open_groups: dict[str, _Group] = {}
        placed: list[tuple[str, Line | _Group]] = []
        for d in differences:  # a group before its items
            if d["op"].startswith(_GROUP):
                group = _Group(d, [*self._members(d, ids[d["op"]])])
                placed.append(("", group))
                if d["op"] != "group-removed":  # its number may be another group's now
                    open_groups.setdefault(d["item_id"], group)
                continue
            around = _around(d["item_id"], open_groups)
            if around:
                open_groups[around].lines.append(self._line(d))
            else:
                section, _ = _parted(self._label(d))
                placed.append((section, self._line(d)))
        for is_group, members in groupby(placed, lambda p: isinstance(p[1], _Group)):
            if is_group:
                yield from (self._group(g) for _, g in members if isinstance(g, _Group))
                continue
            for section, lines in groupby(members, lambda p: p[0]):
                title = section or self._words.say("html", "timeline.cover")
                yield Block(title, tuple(x for _, x in lines if isinstance(x, Line)))

    def _members(self, d: dict[str, Any], same_op: Collection[str]) -> Iterator[Line]:
        """The items of a group that came or went, whole, but for those of groups in it that are told as well."""
        sides = {"group-added": "new_edition", "group-removed": "old_edition"}
        if d["op"] not in sides:
            return
        came = d["op"] == "group-added"
        name = _id(d)
        inner = [g for g in same_op if _within(g, name)]
        for item in self._items[d[sides[d["op"]]]].values():
            if not _within(item.item_id, name) or any(_within(item.item_id, g) for g in inner):
                continue
            if item.status == "unreadable" or item.text:
                side = self._side(item, came=came)
                op, label = "added" if came else "removed", _below(item.label, d["label"] or "")
                yield Line(item.item_id, label, op, "", None if came else side, side if came else None)

    def _side(self, item: _Item, *, came: bool) -> Side:
        """An item that stands in one edition only: all of it is new, or gone."""
        if item.status == "unreadable":
            notice = self._words.say("comparative", "side.unreadable")
            return Side((Piece(notice, "same"),), len(notice), len(notice))
        text = item.text or ""
        return redline("", text, always=True)[1] if came else redline(text, "", always=True)[0]

    def _group(self, group: _Group) -> Block:
        d = group.difference
        shows_texts = d["op"] in ("group-moved", "group-renamed")
        return Block(
            d["label"] or d["item_id"],
            tuple(group.lines),
            d["op"],
            d["status"],
            d["before"] or "" if shows_texts else "",
            d["after"] or "" if shows_texts else "",
            tuple(self._records(d)),
            self._sentences(d),
        )

    def _line(self, d: dict[str, Any]) -> Line:
        older_side, newer_side = redline(d["before"] or "", d["after"] or "", always=True)
        _, name = _parted(self._label(d))
        return Line(
            d["item_id"],
            name,
            d["op"],
            d["status"],
            older_side if d["before"] else None,
            newer_side if d["after"] else None,
            tuple(self._records(d)),
            self._sentences(d),
        )

    def _label(self, d: dict[str, Any]) -> str:
        newer = self._items[d["new_edition"]].get(d["item_id"])
        older = self._items[d["old_edition"]].get(d["old_item"] or d["item_id"])
        return d["label"] or (newer.label if newer else older.label if older else d["item_id"])

    def _sentences(self, d: dict[str, Any]) -> tuple[str, ...]:
        return tuple(self._changes.get((d["old_edition"], d["new_edition"], d["item_id"]), ()))

    # --- rows -----------------------------------------------------------------------------------------

    def _records(self, d: dict[str, Any]) -> Iterator[Record]:
        for number in d["rows"] or ():
            row = self._rows[d["new_edition"], number]
            doubt = self._doubts.get((d["new_edition"], number, d["item_id"]), "")
            yield Record(
                number, self._row_name(row), self._words.term("account", doubt) if doubt else "",
                self._typed(row["before"] or "", row["after"] or ""),
            )  # fmt: skip

    def _row_name(self, row: dict[str, Any]) -> str:
        day = self._day(row["changed_on"], row["changed_on_text"])
        timing = row["timing"] or " ".join((row["timing_text"] or "").split())
        date_and_timing = self._words.listed([day, *([timing] if timing else [])])
        return self._words.say("comparative", "record.row", row=row["row_no"], row_name=date_and_timing)

    def _typed(self, before: str, after: str) -> str:
        """How the row is typed, where its words stand for the texts shown: 同左、以下を追加."""
        return (
            self._words.say("comparative", "record.typed", after=after)
            if relative_wording.relative_words(before, after)
            else ""
        )

    # --- what was not compared --------------------------------------------------------------------------

    def _aside(self, old: str, new: str) -> Iterator[str]:
        missing = missing_pages(self._corpus)
        for edition in (old, new):
            day = self._day(self._editions[edition]["published_on"])
            if edition in missing:
                yield self._words.say("comparative", "aside.pages", day=day, pages=missing[edition].pages)
            lost = [i.label for i in self._items[edition].values() if i.status == "unreadable"]
            if lost:
                labels = self._words.listed(lost)
                yield self._words.say("comparative", "aside.unreadable", day=day, count=len(lost), items=labels)
        yield self._words.say("comparative", "aside.never")


def _id(d: dict[str, Any]) -> str:
    """A group's id in the edition that it stands in: the older one's where it is removed."""
    return str(d["old_item"] or d["item_id"] if d["op"] == "group-removed" else d["item_id"])


def _within(item_id: str, group: str) -> bool:
    return item_id.startswith(f"{group}.")


def _around(item_id: str, groups: Iterable[str]) -> str:
    """The innermost of the groups that an item belongs to; nothing where it is in none."""
    return max((g for g in groups if _within(item_id, g)), key=len, default="")


def _parted(label: str) -> tuple[str, str]:
    """A label as the part of the form and the rest; the cover's have no part."""
    match = _SECTION.fullmatch(label)
    return (match[1], match[2]) if match else ("", label)


def _below(label: str, heading: str) -> str:
    """An item's label without the heading of its group."""
    return label.removeprefix(heading).strip() or label
