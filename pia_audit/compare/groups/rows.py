"""Which change rows tell of a group that came, went, moved or got another name, and what becomes of such rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pia_audit.compare.account import account
from pia_audit.compare.groups.identity import TITLES, Group, group_of, parent_of
from pia_audit.compare.groups.matching import Matching, Operation
from pia_audit.compare.verdicts import Told
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.marks import is_deletion, is_empty

GROUP_LABEL = (
    rf"(?:{'|'.join(TITLES.values())})[\s　]*[0-9０-９]{{1,2}}[^①-⑳\n]*$"
    r"|(?:概要|リスク対策)[^\n]*[(（][\s　]*[0-9０-９]{1,2}[\s　]*[)）][^\n0-9０-９①-⑳]*$"
)
"""A pattern for labels that end at a group's heading, such as 委託事項2 コールセンター業務."""

_COUNT = re.compile(r"(\d+)\)?件")
_COUNTED_BY = {"outsourcing": ("outsourcing.use",), "recipient": ("provision.use",), "transferee": ("provision.use",)}


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a row says of an item, by the item's id in the row's own numbering."""

    item_id: str
    before: str | None
    after: str | None
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A new row of the newer edition, as printed and as its label was understood."""

    row_no: int
    label: str
    before: str | None
    after: str | None
    outcome: str
    group_ids: tuple[str, ...] = ()
    quotes: tuple[Quoted, ...] = ()


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What became of a row: of an item inside a group, or (``item_id`` is the group's) of what it says of the group."""

    row_no: int
    item_id: str
    status: str
    side: str | None = None
    expected: str | None = None
    found: str | None = None
    similarity: float | None = None


@dataclass(slots=True)
class Telling:
    """What the rows tell of the groups: ``told`` by operation, verdicts, quotes that are settled (``taken``: row and
    item) and what rows on whole groups say of their items (``more``)."""

    told: dict[int, list[int]] = field(default_factory=dict)
    verdicts: list[RowVerdict] = field(default_factory=list)
    taken: list[tuple[int, str]] = field(default_factory=list)
    more: list[tuple[int, Quoted]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sides:
    """The groups of both editions by id, and how they were matched."""

    old: Mapping[str, Group]
    new: Mapping[str, Group]
    matching: Matching


def steady(old: Mapping[str, Group], rows: Iterable[Row]) -> set[str]:
    """The groups that a row says kept their place under another name: it quotes the old name of that number, and a
    new one."""
    return {
        group_of(q.item_id)
        for row in rows
        for q in row.quotes
        if (group := old.get(group_of(q.item_id))) and q.item_id == _name_item(group)
        and fold(q.before or "") == fold(group.named_by_item) != "" and not is_empty(q.after or "")
    }  # fmt: skip


def _name_item(group: Group) -> str:
    return f"{group.group_id}.{'files.names' if group.kind == 'file' else 'name'}"


def telling(sides: Sides, rows: Sequence[Row]) -> Telling:
    """Hold the new rows against the groups' operations."""
    out = Telling()
    for row in rows:
        groups = _meant(row, sides)
        _quotes_inside(row, sides, out)
        if groups:
            _whole_groups(row, groups, sides, out)
        _lists_and_counts(row, sides, out)
    return out


# --- rows that mean a group ---------------------------------------------------------------------------


def _meant(row: Row, sides: Sides) -> list[Group]:
    """The groups a row's label means, of the newer edition or, where they are gone, of the older one."""
    if row.group_ids:
        return [g for i in row.group_ids if (g := _by_id(i, row, sides))]
    return _by_label(row.label, sides) or _by_number(row, sides)


def _by_id(group_id: str, row: Row, sides: Sides) -> Group | None:
    """The group of that id: of the two that may have the number the one whose name the label gives, else the one of
    which there is something to tell."""
    both = [g for g in (sides.new.get(group_id), sides.old.get(group_id)) if g]
    label = fold(row.label)
    named = [g for g in both if g.name and fold(g.name) in label]
    changed = [g for g in both if any(g in (o.old, o.new) for o in sides.matching.operations)]
    return next(iter(named or changed or both), None)


def _by_label(label: str, sides: Sides) -> list[Group]:
    if not re.search(GROUP_LABEL, label.strip()):
        return []
    key = fold(label)
    for groups in (sides.new, sides.old):
        named = [g for g in groups.values() if g.name and key.endswith(fold(g.title)) and _in_file(g, key, groups)]
        if named:
            return named[:1]
    return []


def _by_number(row: Row, sides: Sides) -> list[Group]:
    """The group whose number alone the label gives: the one that went where the row says so, else the newer one's."""
    if not re.search(GROUP_LABEL, row.label.strip()):
        return []
    key = fold(row.label)
    gone = [o.old for o in sides.matching.operations if o.op == "group-removed" and o.old]
    for groups, of in ((gone, sides.old), (sides.new.values(), sides.new)):
        if groups is gone and not is_deletion(row.after or ""):
            continue
        numbered = [g for g in groups if g.number and key.endswith(_numeral(g)) and _in_file(g, key, of)]
        if numbered:
            return numbered[:1]
    return []


def _numeral(group: Group) -> str:
    return fold(f"({group.number})" if group.kind == "file" else f"{TITLES.get(group.kind, '')}{group.number}")


def _in_file(group: Group, key: str, groups: Mapping[str, Group]) -> bool:
    """Whether a folded label names the file that holds the group, or there is but one."""
    parent = groups.get(parent_of(group.group_id))
    files = [g for g in groups.values() if g.kind == "file"]
    return parent is None or len(files) < 2 or bool(parent.name and fold(parent.name) in key)


def _whole_groups(row: Row, groups: Sequence[Group], sides: Sides, out: Telling) -> None:
    """What a row on whole groups documents; its quotes, of whatever item, are then settled."""
    for group in groups:
        operations = [n for n, o in enumerate(sides.matching.operations) if group in (o.old, o.new)]
        for n in operations:
            out.told.setdefault(n, []).append(row.row_no)
        if operations:
            told = dict.fromkeys(sides.matching.operations[n].group.group_id for n in operations)
            out.verdicts += [RowVerdict(row.row_no, g, "confirmed") for g in told]
            out.taken += [(row.row_no, q.item_id) for q in row.quotes]
        out.more += [(row.row_no, q) for q in _inside(row, group, sides)]
        if not operations:
            out.verdicts.append(_of_matched(row, group, sides, out))


def _of_matched(row: Row, group: Group, sides: Sides, out: Telling) -> RowVerdict:
    """A row on a group that both editions have under one number and name: it is off if it says the group came or
    went, nothing like it did, and nothing in the group changed."""
    came = is_empty(row.before or "—") and not is_empty(row.after or "—")
    went = is_deletion(row.after or "") and not is_empty(row.before or "—")
    like = {o.op for o in sides.matching.operations if _beside(o, group)}
    sure = row.before is not None and row.after is not None and not row.quotes and not like
    inside = any(n == row.row_no for n, _ in out.more)
    if sure and not inside and (came or went) and not _changed(group, sides):
        return RowVerdict(row.row_no, group.group_id, "phantom", None, row.after, group.title)
    return RowVerdict(row.row_no, group.group_id, "confirmed")


def _beside(operation: Operation, group: Group) -> bool:
    other = operation.group
    return other.kind == group.kind and parent_of(other.group_id) == parent_of(group.group_id)


def _old_of(group: Group, sides: Sides) -> Group | None:
    if group in sides.old.values():
        return group
    before = next((o for o, n in sides.matching.same.items() if n == group.group_id), None)
    return sides.old.get(before or "")


def _changed(group: Group, sides: Sides) -> bool:
    old = _old_of(group, sides)
    return old is None or old.fields != group.fields


def _inside(row: Row, group: Group, sides: Sides) -> Iterator[Quoted]:
    """What a row that quotes a group whole says of its items: of those that changed and stand in both cells."""
    old = _old_of(group, sides)
    new = sides.new.get(sides.matching.same.get(old.group_id, "")) if old else None
    if old is None or new is None or row.quotes:
        return
    before, after = fold(row.before or ""), fold(row.after or "")
    texts = {m.item_id[len(old.group_id) :]: m.text or "" for m in old.members}
    for member in new.members:
        was = texts.get(member.item_id[len(new.group_id) :], "")
        if fold(was) != fold(member.text or "") and fold(was) in before and fold(member.text or "") in after:
            yield Quoted(member.item_id, was, member.text or "")


# --- rows on an item of a group that came or went -----------------------------------------------------


def _quotes_inside(row: Row, sides: Sides, out: Telling) -> None:
    for quote in row.quotes:
        for n, operation in enumerate(sides.matching.operations):
            group = _holding(quote, row, operation)
            if group is None:
                continue
            out.told.setdefault(n, []).append(row.row_no)
            out.taken.append((row.row_no, quote.item_id))
            out.verdicts.append(_held(row.row_no, quote, group, operation))
            break


def _holding(quote: Quoted, row: Row, operation: Operation) -> Group | None:
    """The group that came or went, where the row speaks of an item in it; a number of before stands for a group of
    now unless the label gives the name of the one that went."""
    if operation.op not in ("group-added", "group-removed"):
        return None
    group = operation.group
    if not quote.item_id.startswith((f"{group.group_id}.", f"{group.group_id}[")):
        return None
    if operation.op == "group-removed" and not (is_deletion(row.after or "") or _names(row, group)):
        return None
    return group


def _names(row: Row, group: Group) -> bool:
    return bool(group.name) and fold(group.name) in fold(row.label)


def _held(row_no: int, quote: Quoted, group: Group, operation: Operation) -> RowVerdict:
    member = next((m for m in group.members if m.item_id == quote.item_id), None)
    text = member.text if member else None
    old, new = (None, text) if operation.op == "group-added" else (text, None)
    told = Told(row_no, quote.before, quote.after, quote.anchor)
    verdict = account(member.kind if member else "text", old, new, [told]).verdicts[0]
    if verdict.status == "phantom" and member is None:
        return RowVerdict(row_no, quote.item_id, "confirmed")
    return RowVerdict(
        row_no, quote.item_id, verdict.status, verdict.side, verdict.expected, verdict.found, verdict.similarity
    )


# --- lists of names and counts ------------------------------------------------------------------------


def _lists_and_counts(row: Row, sides: Sides, out: Telling) -> None:
    for n, operation in enumerate(sides.matching.operations):
        if operation.op in ("group-added", "group-removed") and any(_tells(q, operation) for q in row.quotes):
            out.told.setdefault(n, []).append(row.row_no)


def _tells(quote: Quoted, operation: Operation) -> bool:
    group = operation.group
    before, after = fold(quote.before or ""), fold(quote.after or "")
    if operation.op == "group-removed":
        before, after = after, before
    if group.kind == "file":
        name = fold(group.name)
        return quote.item_id == "files.names" and name != "" and name in after and name not in before
    if quote.item_id not in {f"{parent_of(group.group_id)}.{c}" for c in _COUNTED_BY.get(group.kind, ())}:
        return False
    was, now = _COUNT.search(before), _COUNT.search(after)
    return now is not None and int(now[1]) > (int(was[1]) if was else 0)
