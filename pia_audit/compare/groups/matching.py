"""Which groups of two editions are the same, whatever their numbers: by name, by content, then by order.

Equal groups are joined by hashing, named ones by their name. Only what is left is compared, each with at most
``_MOST`` others, so that the work grows with the number of groups and not with its square.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from pia_audit.compare.groups.identity import RISKS, Group, parent_of
from pia_audit.compare.leaves import differing
from pia_audit.japanese.ladder import fold, similarity

Op = Literal["group-added", "group-removed", "group-moved", "group-renamed"]

_ALIKE, _SAME_NUMBER = 0.55, 0.45
"""From which likeness on two groups left over are one, and two of one number with nothing between them."""
_MOST = 12
_COMMON = 0.4
"""Any two official texts have about so much in common, which speaks for nothing."""
_LONGEST = 1_500
_VALUES = {"choice": 0.2, "flags": 0.2, "date": 0.5}


class Operation(Struct, frozen=True):
    """What became of a group; ``old`` is none where it was added, ``new`` none where it was removed."""

    op: Op
    old: Group | None
    new: Group | None

    @property
    def group(self) -> Group:
        """The group by which the operation is told: the newer edition's where it has one."""
        group = self.new or self.old
        assert group is not None
        return group


class Matching(Struct, frozen=True):
    """``same``: older group id → newer one; the operations in the order of print."""

    same: Mapping[str, str]
    operations: tuple[Operation, ...]


class GroupRecords(Struct, frozen=True):
    """What rows record of groups, by id: ``steady`` are the newer ones that kept their place under another name,
    ``went`` the older ones that went and ``came`` the newer ones that came."""

    steady: Container[str] = ()
    went: Container[str] = ()
    came: Container[str] = ()


def match(old: Mapping[str, Group], new: Mapping[str, Group], records: GroupRecords) -> Matching:
    """Match the groups of two editions one to one, files first, then the groups within matched files."""
    pairs = _matched(_of(old, ""), _of(new, ""), records)
    for older, newer in list(pairs):
        if older and newer and older.kind == "file":
            pairs += _matched(_of(old, older.group_id), _of(new, newer.group_id), records)
    same = {o.group_id: n.group_id for o, n in pairs if o and n}
    return Matching(same, tuple(_operations(pairs)))


def _of(groups: Mapping[str, Group], parent: str) -> list[Group]:
    return [g for g in groups.values() if parent_of(g.group_id) == parent and g.kind != RISKS]


_Pair = tuple[Group | None, Group | None]


def _matched(old: Sequence[Group], new: Sequence[Group], records: GroupRecords) -> list[_Pair]:
    kinds = dict.fromkeys(g.kind for g in (*old, *new))
    pairs: list[_Pair] = []
    for kind in kinds:
        pairs += _one_kind([g for g in old if g.kind == kind], [g for g in new if g.kind == kind], records)
    return pairs


def _one_kind(old: list[Group], new: list[Group], records: GroupRecords) -> list[_Pair]:
    if len(old) == len(new) == 1 and not (old[0].name and new[0].name):
        return [(old[0], new[0])]
    pairs: list[tuple[Group, Group]] = []
    free_old, free = old, new
    for step in (
        _held(records.steady), _equal_in_place, _equal, _by_unique_name, _by_unique_texts(old, new, records),
        _alike(old, new),
    ):  # fmt: skip
        for pair in step(free_old, free):
            pairs.append(pair)
        matched_ids = {id(g) for pair in pairs for g in pair}
        free_old, free = [g for g in old if id(g) not in matched_ids], [g for g in new if id(g) not in matched_ids]
    return [*pairs, *((g, None) for g in free_old), *((None, g) for g in free)]


_Step = Callable[[Sequence[Group], Sequence[Group]], Iterable[tuple[Group, Group]]]


def _held(steady: Container[str]) -> _Step:
    def step(old: Sequence[Group], new: Sequence[Group]) -> Iterator[tuple[Group, Group]]:
        by_number = {g.number: g for g in old}
        yield from ((by_number[g.number], g) for g in new if g.group_id in steady and g.number in by_number)

    return step


def _equal_in_place(old: Sequence[Group], new: Sequence[Group]) -> Iterator[tuple[Group, Group]]:
    """Groups of one name, one content and one number."""
    yield from _by_key(old, new, lambda g: (*_content(g), g.number))


def _equal(old: Sequence[Group], new: Sequence[Group]) -> Iterator[tuple[Group, Group]]:
    """Groups of one name and one content; of several such each in their order."""
    yield from _by_key(old, new, _content)


def _content(group: Group) -> tuple[object, ...]:
    return fold(group.name), tuple(sorted(group.fields.items()))


def _by_key(
    old: Sequence[Group], new: Sequence[Group], key: Callable[[Group], object]
) -> Iterator[tuple[Group, Group]]:
    waiting: dict[object, list[Group]] = defaultdict(list)
    for group in old:
        waiting[key(group)].append(group)
    for group in new:
        if waiting.get(key(group)):
            yield waiting[key(group)].pop(0), group


def _by_unique_name(old: Sequence[Group], new: Sequence[Group]) -> Iterator[tuple[Group, Group]]:
    """Groups whose name no other one of their edition has."""
    old_by_name, new_by_name = _by_name(old), _by_name(new)
    for name, groups in old_by_name.items():
        if name and len(groups) == len(new_by_name.get(name, ())) == 1:
            yield groups[0], new_by_name[name][0]


def _by_name(groups: Sequence[Group]) -> dict[str, list[Group]]:
    names: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        names[fold(group.name)].append(group)
    return names


def _by_unique_texts(every_old: Sequence[Group], every_new: Sequence[Group], records: GroupRecords) -> _Step:
    """Groups that say the same but for their name, which no other one of either edition says: one that was renamed and
    at the same time moved up, since another went. A row that says that one of them went or came is believed."""
    common = Counter(_texts(g) for g in every_old), Counter(_texts(g) for g in every_new)

    def step(old: Sequence[Group], new: Sequence[Group]) -> Iterator[tuple[Group, Group]]:
        by_texts = {_texts(g): g for g in old if g.name and g.group_id not in records.went and _says_much(g)}
        for group in new:
            key = _texts(group)
            if (
                group.name
                and group.group_id not in records.came
                and key in by_texts
                and common[0][key] == common[1][key] == 1
            ):
                yield by_texts[key], group

    return step


def _texts(group: Group) -> tuple[tuple[str, str], ...]:
    """What a group says but for its name."""
    name = group.naming_item[len(group.group_id) :]
    return tuple(sorted(part for part in group.fields.items() if part[0] != name))


_MUCH = 10


def _says_much(group: Group) -> bool:
    """Whether a group says something in a text of some length, and not only in options that many have in common."""
    name = group.naming_item[len(group.group_id) :]
    kinds = {m.item_id[len(group.group_id) :]: m.kind for m in group.members}
    return any(len(t) >= _MUCH for at, t in group.fields.items() if at != name and kinds.get(at, "text") not in _VALUES)


def _alike(every_old: Sequence[Group], every_new: Sequence[Group]) -> _Step:
    """The rest by likeness, the likest first; of equally like ones those nearest in number. What all groups of the two
    editions say, those that are matched already too, speaks for none of them."""
    weights = _rarity([*every_old, *every_new])

    def step(old: Sequence[Group], new: Sequence[Group]) -> Iterator[tuple[Group, Group]]:
        scored = [(likeness(o, n, weights), o, n) for o, n in _candidates(old, new)]
        scored.sort(key=lambda s: (-s[0], abs(s[1].number - s[2].number), s[1].number))
        matched_ids: set[int] = set()
        for score, older, newer in scored:
            least = _SAME_NUMBER if older.number == newer.number else _ALIKE
            if score >= least and not {id(older), id(newer)} & matched_ids:
                matched_ids |= {id(older), id(newer)}
                yield older, newer

    return step


def _candidates(old: Sequence[Group], new: Sequence[Group]) -> Iterator[tuple[Group, Group]]:
    """Of few groups all pairs; of many the ones that share a text or a name, and those next in number."""
    if len(old) * len(new) <= _MOST * _MOST:
        yield from ((o, n) for o in old for n in new)
        return
    sharing: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for group in new:
        for part in _signs(group):
            sharing[part].append(group)
    ranked = list(new)
    for at, older in enumerate(old):
        near = ranked[max(0, at - 2) : at + 3]
        shared = [g for part in _signs(older) if len(sharing[part]) <= _MOST for g in sharing[part]]
        yield from ((older, g) for g in {id(g): g for g in (*shared, *near)}.values())


def _signs(group: Group) -> Iterator[tuple[str, str]]:
    yield "", fold(group.name)
    yield from group.fields.items()


def _rarity(groups: Sequence[Group]) -> Counter[tuple[str, str]]:
    return Counter(part for group in groups for part in group.fields.items())


def likeness(old: Group, new: Group, weights: Mapping[tuple[str, str], int]) -> float:
    """How alike two groups are (0..1): their names and texts, a text the less the more groups say the same."""
    kinds = {m.item_id[len(g.group_id) :]: m.kind for g in (old, new) for m in g.members}
    total = share = 0.0
    counted: set[str] = set()
    if old.name and new.name:
        total, share = 1.0, _distinct(fold(old.name), fold(new.name))
        counted = {g.naming_item[len(g.group_id) :] for g in (old, new)}  # the name is one thing, wherever it stands
    for at in (old.fields.keys() | new.fields.keys()) - counted:
        old_text, new_text = old.fields.get(at, ""), new.fields.get(at, "")
        rare = 2 / max(2, weights.get((at, old_text), 0), weights.get((at, new_text), 0))
        weight = _VALUES.get(kinds.get(at, "text"), 1.0) * rare
        total += weight
        share += weight * (float(old_text == new_text) if kinds.get(at) in _VALUES else _distinct(old_text, new_text))
    return share / total if total else 0.0


def _distinct(old_text: str, new_text: str) -> float:
    if old_text == new_text:
        return 1.0
    if not old_text or not new_text:
        return 0.0
    return max(0.0, (similarity(old_text[:_LONGEST], new_text[:_LONGEST]) - _COMMON) / (1 - _COMMON))


def _operations(pairs: Sequence[_Pair]) -> Iterator[Operation]:
    """What deepdiff finds between the two lists of groups, each group under one key in both."""
    keyed = {f"{n}": pair for n, pair in enumerate(pairs) if all(pair) or not any(g and g.blank for g in pair)}
    old, new = ({k: _value(pair, pair[side]) for k, pair in keyed.items() if pair[side]} for side in (0, 1))
    changed = {difference.keys for difference in differing([(old, new)])[0]}
    for key, pair in keyed.items():
        operations: tuple[tuple[tuple[str, ...], Op], ...] = (
            ((key,), _of_one_side(pair)), ((key, _NUMBER), "group-moved"), ((key, _NAME), "group-renamed"),
        )  # fmt: skip
        yield from (Operation(op, *pair) for keys, op in operations if keys in changed)


_NUMBER, _NAME = "番号", "名称"


def _of_one_side(pair: _Pair) -> Op:
    return "group-added" if pair[0] is None else "group-removed"


def _value(pair: _Pair, group: Group | None) -> dict[str, object]:
    """A group's number and name; a name that an item of the group says is told by that item."""
    named_groups = [g for g in pair if g and g.name and not g.named_by_item]
    name = {_NAME: fold(group.name)} if group and len(named_groups) == len(pair) else {}
    return {_NUMBER: group.number if group else 0, **name}
