"""Which group an item belongs to, by its id, and what the group is called, by its labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import polars as pl
from msgspec import Struct, field

from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty

TITLES = {"system": "システム", "outsourcing": "委託事項", "recipient": "提供先", "transferee": "移転先"}
"""What a form prints before the number of a group, by the group's kind in item ids."""

RISKS = "risk"
"""Chapter Ⅲ where it is printed once; repeated per file its ids begin with ``file[n].risk``."""

_PREFIX = r"^(file\[\d+\]\.(?:\w+\[\d+\]|risk(?:\.|$))|file\[\d+\]|system\[\d+\]|annex_records\[\d+\]|risk\.)"
_ID = regex(_PREFIX)
_PARTS = regex(r"^(?:(file\[\d+\])\.)?(\w+)\[(\d+)\]$")
_FIRST_FIELD = "①-⑳"
_NUMBERED = rf"(?:{'|'.join(TITLES.values())})[\s　]*[0-9０-９]{{1,2}}"
_INNER = regex(rf"{_NUMBERED}[^{_FIRST_FIELD}]*")
_FILE = regex(
    r"(?:概要|リスク対策)[^(（]*(?:※[(（][^)）]*[)）])?\s*"
    r"([(（]\s*[0-9０-９]{1,2}\s*[)）].*?)(?=[\s　]+[0-9０-９]{1,2}[.．]|$)"
)
NUMBER_OF_GROUP = regex(rf"^(?:{_NUMBERED}|[(（]\s*[0-9０-９]{{1,2}}\s*[)）])[\s　]*")
"""What is printed before a group's name: 委託事項2, (2)."""
_NAMED_BY = {
    "system": "name", "file": "files.names", "outsourcing": "heading", "recipient": "heading", "transferee": "heading",
}  # fmt: skip
_NAMING = "|".join(rf"^{kind}\[\d+\]\.{re.escape(item)}$" for kind, item in _NAMED_BY.items())


class Member(Struct, frozen=True):
    """An item of a group: what matching needs of it, and where it stands (``seq``)."""

    item_id: str
    label: str
    kind: str
    text: str | None
    seq: int

    @property
    def says(self) -> bool:
        """Whether there is a text that is no mark for nothing."""
        return self.text is not None and not is_empty(self.text)


class Group(Struct, frozen=True, dict=True):
    """A group of one edition: its id (``file[1].outsourcing[2]``), kind, number and items in their order."""

    group_id: str
    kind: str
    number: int
    members: tuple[Member, ...] = field(default=())

    @cached_property
    def heading(self) -> str:
        """The group's heading as printed, such as ``委託事項2 電話催告業務``; without one it is made of the number."""
        pattern = _FILE if self.kind == "file" else _INNER
        headings = [m[m.lastindex or 0].strip() for i in self.members if (m := pattern.search(i.label))]
        shortest = min(headings, key=len, default="")
        return shortest or (f"({self.number})" if self.kind == "file" else f"{TITLES.get(self.kind, '')}{self.number}")

    @cached_property
    def name(self) -> str:
        """The heading without its number, or what the item for the name says."""
        return NUMBER_OF_GROUP.sub("", self.heading) or self.named_by_item

    @property
    def naming_item(self) -> str:
        """The id of the item that holds the group's name; empty where the form has none."""
        field_id = _NAMED_BY.get(self.kind)
        return f"{self.group_id}.{field_id}" if field_id else ""

    @cached_property
    def named_by_item(self) -> str:
        """The text of the item that holds the group's name; empty where the form has none."""
        wanted = self.naming_item
        return next((i.text or "" for i in self.members if i.item_id == wanted), "") if wanted else ""

    @property
    def title(self) -> str:
        """The heading with the name in it, whichever item says it: ``システム2 収納消込システム``."""
        return self.heading if self.name in self.heading else f"{self.heading}　{self.name}"

    @cached_property
    def path(self) -> str:
        """The label of its items up to its heading."""
        for member in self.members:
            at = member.label.find(self.heading)
            if at >= 0:
                return member.label[: at + len(self.heading)].strip()
        return self.heading

    @cached_property
    def fields(self) -> dict[str, str]:
        """The folded texts by what follows the group's id."""
        return {i.item_id[len(self.group_id) :]: fold(i.text or "") for i in self.members if i.says}

    @property
    def blank(self) -> bool:
        """Whether the group is printed and not filled in."""
        return not self.fields and not self.name


def group_of(item_id: str) -> str:
    """The group an item belongs to, the innermost one; empty for an item of no group."""
    match = _ID.match(item_id)
    return match[1].rstrip(".") if match else ""


def group_expr(item_id: pl.Expr) -> pl.Expr:
    """:func:`group_of` of a column, null for an item of no group."""
    return item_id.str.extract(_PREFIX, 1).str.strip_chars_end(".")


def name_expr(item_id: pl.Expr, label: pl.Expr, text: pl.Expr) -> pl.Expr:
    """What an item tells of its group's name: the item for it or, of groups without one, the label's heading."""
    is_name_item = item_id.str.contains(_NAMING)
    heading = label.str.extract(rf"{_NUMBERED}([^{_FIRST_FIELD}]*)", 1).str.strip_chars()
    inner = item_id.str.contains(r"^file\[\d+\]\.\w+\[\d+\]")
    return pl.when(is_name_item).then(text).when(inner).then(heading)


_PLACE = regex(r"^\s*[(（]\s*([0-9０-９]{1,2})\s*[)）]\s*")
"""The number printed before a group's name, which says where the group stands and nothing of the group."""


def with_number_of_place(item_id: str, old_item: str | None, old: str | None, new: str | None) -> str | None:
    """The older name of a group with the number that its newer place has, where both are printed with the number of
    their place: what else became of the name is then told, and the place by the group's own difference."""
    group_id, old_id = group_of(item_id), group_of(old_item or "")
    is_moved = old_id and old_id != group_id and item_id == f"{group_id}.{_NAMED_BY.get(kind_of(group_id), '')}"
    heads = [_PLACE.match(text or "") for text in (old, new)] if is_moved else [None, None]
    places = [int(head[1]) if head else 0 for head in heads]
    if old is None or not heads[0] or not heads[1] or places != [number_of(old_id), number_of(group_id)]:
        return old
    return heads[1][0] + old[heads[0].end() :]


def marks_number(quotation: str | None, name: str | None) -> bool:
    """Whether a row quotes the number printed before a group's name too."""
    head, quoted_head = _PLACE.match(name or ""), _PLACE.match(quotation or "")
    return bool(head and quoted_head and int(head[1]) == int(quoted_head[1]))


def parent_of(group_id: str) -> str:
    """The file that holds a group of a file; empty for the others."""
    parts = _PARTS.match(group_id)
    return (parts[1] or "") if parts else ""


def kind_of(group_id: str) -> str:
    """The kind of a group: ``file``, ``system``, ``outsourcing`` …; empty for an id that is none."""
    parts = _PARTS.match(group_id)
    return parts[2] if parts else ""


def number_of(group_id: str) -> int:
    """The group's number; 0 for what has none."""
    parts = _PARTS.match(group_id)
    return int(parts[3]) if parts else 0


def grouped(members: Sequence[Member]) -> dict[str, Group]:
    """The groups of one edition by id, in the order of print, and its chapter Ⅲ where that is printed once.

    Items of a file that stand in no inner group are its own, those of its chapter Ⅲ among them.
    """
    inside: dict[str, list[Member]] = {}
    for member in members:
        group_id = group_of(member.item_id)
        group_id = group_id.removesuffix(f".{RISKS}")
        if group_id and not group_id.startswith("annex_records"):
            if parent := parent_of(group_id):
                inside.setdefault(parent, [])
            inside.setdefault(group_id, []).append(member)
    return {g: Group(g, kind_of(g) or g, number_of(g), tuple(m)) for g, m in inside.items()}
