"""Which change rows tell of a group that came, went, moved or got another name, and what becomes of such rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field

from pia_audit.compare.attribution import account, claims
from pia_audit.compare.groups.identity import NUMBER_OF_GROUP, TITLES, Group, group_of, parent_of
from pia_audit.compare.groups.matching import Matching, Operation
from pia_audit.compare.verdicts import RowStatement, Verdict
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_deletion, is_empty

GROUP_LABEL = (
    rf"(?:{'|'.join(TITLES.values())})[\s　]*[0-9０-９]{{1,2}}[^①-⑳\n]*$"
    r"|(?:概要|リスク対策)[^\n]*[(（][\s　]*[0-9０-９]{1,2}[\s　]*[)）][^\n0-9０-９①-⑳]*$"
)
"""A pattern for labels that end at a group's heading, such as 委託事項2 コールセンター業務."""

_WHAT_WAS_DONE = regex(r"[(（]?(?:[のをに]|について|に係る(?:記載|記述))?(?:追加|削除|新設|新規|廃止|変更|修正)[)）]?$")
"""What a label says behind a group's heading of what was done: 移転先2の削除."""

_ALL_BELOW = regex(r"(?<=\S)\s*①\s*[～〜~-]$")
"""And so of all that stands below it: 委託事項3 ①～."""

_OF_ANOTHER = regex(rf"(?:{'|'.join(fold(title) for title in TITLES.values())})[0-9]{{1,2}}$")

_ENTIRE = ("group-added", "group-removed")
_BEHIND_GROUP = regex(r"[.\[]")
_COUNT = regex(r"(\d+)\)?件")
_COUNTED_BY = {"outsourcing": ("outsourcing.use",), "recipient": ("provision.use",), "transferee": ("provision.use",)}


class Quoted(Struct, frozen=True):
    """What a row says of an item, by the item's id in the row's own numbering."""

    item_id: str
    before: str | None
    after: str | None
    anchor: str = ""


class Row(Struct, frozen=True):
    """A new row of the newer edition, as printed and as its label was understood."""

    row_no: int
    label: str
    before: str | None
    after: str | None
    outcome: str
    group_ids: tuple[str, ...] = ()
    quotes: tuple[Quoted, ...] = ()


class ItemVerdict(Struct, frozen=True):
    """What became of a row: of an item inside a group, or (``item_id`` is the group's) of what it says of the group."""

    item_id: str
    verdict: Verdict


class Telling(Struct):
    """What the rows tell of the groups: ``rows_of`` an operation, verdicts, quotes that are settled (``taken``: row and
    item) and what rows on whole groups say of their items (``more``)."""

    rows_of: dict[int, list[int]] = field(default_factory=dict)
    verdicts: list[ItemVerdict] = field(default_factory=list)
    taken: list[tuple[int, str]] = field(default_factory=list)
    more: list[tuple[int, Quoted]] = field(default_factory=list)


class Sides(Struct, frozen=True, dict=True):
    """The groups of both editions by id, and how they were matched.

    Rows are held against what is kept here by id, so that each costs no more for more operations. Only a label that
    ends at a group's heading is held against every group, and a list of files against every file that came or went.
    """

    old: Mapping[str, Group]
    new: Mapping[str, Group]
    matching: Matching

    def operations_on(self, group: Group) -> list[int]:
        """The operations on a group, by their place."""
        operations = self.matching.operations
        return [n for n in self._by_group.get(group.group_id, ()) if group in (operations[n].old, operations[n].new)]

    def older(self, group: Group) -> Group | None:
        """What a group of either edition is in the older one."""
        if self.old.get(group.group_id) == group:
            return group
        return self.old.get(self._older_ids.get(group.group_id, ""))

    def operations_round(self, item_id: str) -> list[int]:
        """The operations by which a group that holds an item came or went, by their place."""
        around = (item_id[: m.start()] for m in _BEHIND_GROUP.finditer(item_id))
        return sorted(n for group_id in around for n in self._by_whole_group.get(group_id, ()))

    def operations_listed_in(self, item_id: str) -> Sequence[int]:
        """The operations by which a group came or went that an item lists or counts, by their place."""
        return self._by_list.get(item_id, ())

    @cached_property
    def gone(self) -> list[Group]:
        """The older edition's groups that the newer one has no more."""
        return [o.old for o in self.matching.operations if o.op == "group-removed" and o.old]

    @cached_property
    def families(self) -> frozenset[tuple[str, str]]:
        """Kind and file of the groups with an operation."""
        return frozenset(_family(o.group) for o in self.matching.operations)

    @cached_property
    def _by_group(self) -> Mapping[str, list[int]]:
        out: defaultdict[str, list[int]] = defaultdict(list)
        for n, operation in enumerate(self.matching.operations):
            for group_id in dict.fromkeys(g.group_id for g in (operation.old, operation.new) if g):
                out[group_id].append(n)
        return out

    @cached_property
    def _older_ids(self) -> Mapping[str, str]:
        return {new: old for old, new in self.matching.same.items()}

    @cached_property
    def _by_whole_group(self) -> Mapping[str, list[int]]:
        out: defaultdict[str, list[int]] = defaultdict(list)
        for n, operation in enumerate(self.matching.operations):
            if operation.op in _ENTIRE:
                out[operation.group.group_id].append(n)
        return out

    @cached_property
    def _by_list(self) -> Mapping[str, list[int]]:
        out: defaultdict[str, list[int]] = defaultdict(list)
        for n, operation in enumerate(self.matching.operations):
            if operation.op in _ENTIRE:
                for item_id in _lists_of(operation.group):
                    out[item_id].append(n)
        return out


def went_or_came(
    old: Mapping[str, Group], new: Mapping[str, Group], rows: Iterable[Row]
) -> tuple[frozenset[str], frozenset[str]]:
    """The older groups that a row says went, and the newer ones that one says came: by their name, or by the number at
    the end of its label."""
    went: set[str] = set()
    came: set[str] = set()
    for row in rows:
        takes_away = (is_deletion(row.after or "") or is_empty(row.after or "—")) and not is_empty(row.before or "—")
        puts_in = is_empty(row.before or "—") and not is_empty(row.after or "—")
        label = fold(row.label)
        for applies, groups, cell, ids in ((takes_away, old, row.before, went), (puts_in, new, row.after, came)):
            text = label + fold(cell or "") if applies else ""
            titled = (g for g in groups.values() if text)
            ids.update(g.group_id for g in titled if (g.name and fold(g.name) in text) or label.endswith(_numeral(g)))
    return frozenset(went), frozenset(came)


def steady(old: Mapping[str, Group], rows: Iterable[Row]) -> set[str]:
    """The groups that a row says kept their place under another name: on the item that names them, or on the group as
    a whole, it quotes the old name of that number, and a new one."""
    renamed = {
        group_id
        for row in rows
        for group_id in row.group_ids
        if len(row.group_ids) == 1 and (group := old.get(group_id)) and not is_empty(row.after or "")
        and fold(row.before or "") == fold(group.named_by_item) != ""
    }  # fmt: skip
    return renamed | {
        group_of(q.item_id)
        for row in rows
        for q in row.quotes
        if (group := old.get(group_of(q.item_id))) and q.item_id == group.naming_item
        and fold(q.before or "") == fold(group.named_by_item) != "" and not is_empty(q.after or "")
    }  # fmt: skip


def telling(sides: Sides, rows: Sequence[Row]) -> Telling:
    """Hold the new rows against the groups' operations."""
    out = Telling()
    statements: dict[tuple[int, str], list[RowStatement]] = {}
    for row in rows:
        groups = _meant(row, sides)
        _quotes_inside(row, sides, out, statements)
        if groups:
            _whole_groups(row, groups, sides, out)
        _lists_and_counts(row, sides, out)
    for (n, item_id), rows_of in statements.items():
        out.verdicts += _held(item_id, rows_of, sides.matching.operations[n])
    return out


# --- rows that mean a group ---------------------------------------------------------------------------


def _meant(row: Row, sides: Sides) -> list[Group]:
    """The groups a row's label means, of the newer edition or, where they are gone, of the older one."""
    if removed := _gone_by_name(row, sides):
        return removed
    if row.group_ids:
        return [g for i in row.group_ids if (g := _by_id(i, row, sides))]
    label = _ALL_BELOW.sub("", row.label.strip())
    if not re.search(GROUP_LABEL, label):
        return []
    key = _WHAT_WAS_DONE.sub("", fold(label))
    return _by_label(key, sides) or _by_number(key, row, sides)


def _gone_by_name(row: Row, sides: Sides) -> list[Group]:
    """The file that went where the row takes away its name, and nothing else: the label, which is read in the newer
    edition, can only lead to one that is left."""
    if not is_empty(row.after or "") or is_empty(row.before or "—"):
        return []
    on_name = row.outcome == "group" or any(q.item_id.endswith(".files.names") for q in row.quotes)
    quoted_names = {fold(row.before or ""), fold(NUMBER_OF_GROUP.sub("", row.before or ""))}
    removed_files = [g for g in sides.gone if g.kind == "file" and fold(g.name) in quoted_names]
    return removed_files if on_name and len(removed_files) == 1 else []


def _by_id(group_id: str, row: Row, sides: Sides) -> Group | None:
    """The group of that id: of the two that may have the number the one whose name the label gives or, where the row
    says that it went or came, its texts; else the one of which there is something to tell."""
    both = [g for g in (sides.new.get(group_id), sides.old.get(group_id)) if g]
    label = fold(row.label)
    by_name = [g for g in both if g.name and fold(g.name) in label]
    changed = [g for g in both if sides.operations_on(g)]
    return next(iter(by_name or _gone_or_come(group_id, row, sides) or changed or both), None)


def _gone_or_come(group_id: str, row: Row, sides: Sides) -> list[Group]:
    """The older group of a number that a row says went, or the newer one that it says came, if one did."""
    went = (is_deletion(row.after or "") or is_empty(row.after or "—")) and not is_empty(row.before or "—")
    came = is_empty(row.before or "—") and not is_empty(row.after or "—")
    op, group, text = ("group-removed", sides.old.get(group_id), row.before) if went else (
        "group-added", sides.new.get(group_id), row.after
    )  # fmt: skip
    if group is None or not (went or came) or not group.name or fold(group.name) not in fold(text or ""):
        return []
    return [group] if any(sides.matching.operations[n].op == op for n in sides.operations_on(group)) else []


def _by_label(key: str, sides: Sides) -> list[Group]:
    """The group whose heading with its name a folded label ends with."""
    for groups in (sides.new, sides.old):
        matches = [g for g in groups.values() if g.name and key.endswith(fold(g.title)) and _in_file(g, key, groups)]
        if matches:
            return matches[:1]
    return []


def _by_number(key: str, row: Row, sides: Sides) -> list[Group]:
    """The group whose number alone the folded label gives: the one that went where the row says so, else the newer
    one's."""
    went = is_deletion(row.after or "") or is_empty(row.after or "—")
    came = is_empty(row.before or "—") and not is_empty(row.after or "—")
    removed_groups = sides.gone if went and not is_empty(row.before or "—") else ()
    for groups, of in ((removed_groups, sides.old), (sides.new.values(), sides.new)):
        numbered = [g for g in groups if g.number and key.endswith(_numeral(g)) and _is_of_kind(g, key)]
        in_file = [g for g in numbered if _in_file(g, key, of)]
        # In several files of which the label names none the one that went, or came, is meant.
        moved = [g for g in numbered if groups is removed_groups or (came and _was_added(g, sides))]
        if in_file or len(moved) == 1:
            return (in_file or moved)[:1]
    return []


def _is_of_kind(group: Group, key: str) -> bool:
    """Whether a number at a folded label's end can be the group's: that of a 委託事項2 is no file's."""
    return group.kind != "file" or not _OF_ANOTHER.search(key)


def _was_added(group: Group, sides: Sides) -> bool:
    return any(sides.matching.operations[n].op == "group-added" for n in sides.operations_on(group))


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
        operations = sides.operations_on(group)
        for n in operations:
            out.rows_of.setdefault(n, []).append(row.row_no)
        if operations:
            group_ids = dict.fromkeys(sides.matching.operations[n].group.group_id for n in operations)
            out.verdicts += [ItemVerdict(g, Verdict(row.row_no, "confirmed")) for g in group_ids]
            out.taken += [(row.row_no, q.item_id) for q in row.quotes]
        out.more += [(row.row_no, q) for q in _inside(row, group, sides)]
        if not operations:
            out.verdicts.append(_of_matched(row, group, sides, out))


def _of_matched(row: Row, group: Group, sides: Sides, out: Telling) -> ItemVerdict:
    """A row on a group that both editions have under one number and name: it is off if it says the group came or
    went, nothing like it did, and nothing in the group changed."""
    came = is_empty(row.before or "—") and not is_empty(row.after or "—")
    went = is_deletion(row.after or "") and not is_empty(row.before or "—")
    alone = _family(group) not in sides.families
    is_judgeable = row.before is not None and row.after is not None and not row.quotes and alone
    inside = any(n == row.row_no for n, _ in out.more)
    claimed = is_judgeable and claims("text", RowStatement(row.row_no, row.before, row.after))
    if claimed and not inside and (came or went) and not _changed(group, sides):
        return ItemVerdict(group.group_id, Verdict(row.row_no, "phantom", expected=row.after, found=group.title))
    return ItemVerdict(group.group_id, Verdict(row.row_no, "confirmed"))


def _family(group: Group) -> tuple[str, str]:
    return group.kind, parent_of(group.group_id)


def _changed(group: Group, sides: Sides) -> bool:
    old = sides.older(group)
    return old is None or old.fields != group.fields


def _inside(row: Row, group: Group, sides: Sides) -> Iterator[Quoted]:
    """What a row that quotes a group whole says of its items: of those that changed and stand in both cells."""
    old = sides.older(group)
    new = sides.new.get(sides.matching.same.get(old.group_id, "")) if old else None
    if old is None or new is None or row.quotes:
        return
    before_cell, after_cell = fold(row.before or ""), fold(row.after or "")
    texts = {m.item_id[len(old.group_id) :]: m.text or "" for m in old.members}
    for member in new.members:
        was = texts.get(member.item_id[len(new.group_id) :], "")
        if fold(was) != fold(member.text or "") and fold(was) in before_cell and fold(member.text or "") in after_cell:
            yield Quoted(member.item_id, was, member.text or "")


# --- rows on an item of a group that came or went -----------------------------------------------------


def _quotes_inside(row: Row, sides: Sides, out: Telling, statements: dict[tuple[int, str], list[RowStatement]]) -> None:
    for quote in row.quotes:
        for n in sides.operations_round(quote.item_id):
            operation = sides.matching.operations[n]
            if not _is_meant(operation, row):
                continue
            out.rows_of.setdefault(n, []).append(row.row_no)
            out.taken.append((row.row_no, quote.item_id))
            rows_of = RowStatement(row.row_no, quote.before, quote.after, quote.anchor)
            statements.setdefault((n, quote.item_id), []).append(rows_of)
            break


def _is_meant(operation: Operation, row: Row) -> bool:
    """Whether a row on an item of a group that came or went is on that group: a number of before stands for a group of
    now unless the label gives the name of the one that went."""
    return operation.op == "group-added" or is_deletion(row.after or "") or _names(row, operation.group)


def _names(row: Row, group: Group) -> bool:
    return bool(group.name) and fold(group.name) in fold(row.label)


def _held(item_id: str, rows_of: Sequence[RowStatement], operation: Operation) -> list[ItemVerdict]:
    """The rows on one item of a group that came or went, held together: one may write it, and a later one change it."""
    member = next((m for m in operation.group.members if m.item_id == item_id), None)
    text = member.text if member else None
    old, new = (None, text) if operation.op == "group-added" else (text, None)
    verdicts = account(member.kind if member else "text", old, new, rows_of).verdicts
    return [
        ItemVerdict(item_id, Verdict(v.row_no, "confirmed") if v.status == "phantom" and member is None else v)
        for v in verdicts
    ]


# --- lists of names and counts ------------------------------------------------------------------------


def _lists_and_counts(row: Row, sides: Sides, out: Telling) -> None:
    """Note the operations that a row's lists and counts tell; of the list of files each that came or went is asked."""
    numbers = {
        n for q in row.quotes for n in sides.operations_listed_in(q.item_id) if _tells(q, sides.matching.operations[n])
    }
    for n in sorted(numbers):
        out.rows_of.setdefault(n, []).append(row.row_no)


def _lists_of(group: Group) -> Sequence[str]:
    """The items that list the groups of its kind by name, or count them."""
    if group.kind == "file":
        return ("files.names",)
    return tuple(f"{parent_of(group.group_id)}.{c}" for c in _COUNTED_BY.get(group.kind, ()))


def _tells(quote: Quoted, operation: Operation) -> bool:
    """Whether an item that lists or counts groups gained, or lost, one as the operation did."""
    group = operation.group
    before_cell, after_cell = fold(quote.before or ""), fold(quote.after or "")
    if operation.op == "group-removed":
        before_cell, after_cell = after_cell, before_cell
    if group.kind == "file":
        name = fold(group.name)
        return name != "" and name in after_cell and name not in before_cell
    was, new_count = _COUNT.search(before_cell), _COUNT.search(after_cell)
    return new_count is not None and int(new_count[1]) > (int(was[1]) if was else 0)
