"""What goes with a file's number besides its own items: its records and chapter Ⅲ, printed once or for each file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pia_audit.compare.groups.identity import RISKS, Group, Member
from pia_audit.compare.groups.matching import Operation
from pia_audit.compare.groups.rows import Sides
from pia_audit.japanese.ladder import fold

Renumbering = tuple[list[tuple[str, str | None]], list[str], list[Operation]]


def renumbered(sides: Sides) -> Renumbering:
    """Every older id prefix with the newer one (none: without counterpart), the newer prefixes without one, and what
    of chapter Ⅲ was given up: where one edition prints it once and the other for each file, the one stands for all."""
    same = sides.matching.same
    ids: list[tuple[str, str | None]] = []
    for group_id in _numbered(sides.old):
        ids += _with_chapters(group_id, same.get(group_id))
    matched = set(same.values())
    came = [p for g in _numbered(sides.new) if g not in matched for p, _ in _with_chapters(g, None)]
    of_chapter, removals = _chapter_three(sides, matched)
    prefixes = {o for o, _ in of_chapter}
    ids = [*(e for e in ids if e[0] not in prefixes), *of_chapter]
    return ids, [c for c in came if c not in {n for _, n in of_chapter}], removals


def _numbered(groups: Mapping[str, Group]) -> list[str]:
    """The groups that have a number; a chapter Ⅲ printed once has none and stays what it is."""
    return [g for g in groups if g != RISKS]


def _with_chapters(group_id: str, new: str | None) -> Iterator[tuple[str, str | None]]:
    yield group_id, new
    if group_id.startswith("file[") and "." not in group_id:
        yield f"{group_id}.{RISKS}", f"{new}.{RISKS}" if new else None
        yield _records(group_id), _records(new) if new else None


def _records(file: str) -> str:
    return file.replace("file", "annex_records")


def _chapter_three(sides: Sides, matched: Collection[str]) -> tuple[list[tuple[str, str | None]], list[Operation]]:
    old, new = _chapters(sides.old), _chapters(sides.new)
    if RISKS in old and RISKS in new:
        return [(RISKS, RISKS)], []
    if not old or not new or (RISKS in old) == (RISKS in new):
        return [], []
    if RISKS in old:
        # What a file that came prints of it came with the file.
        matched_risks = [at for at in new if at.removesuffix(f".{RISKS}") in matched]
        return [(RISKS, at) for at in matched_risks or new], []
    best = max(old, key=lambda at: _shared(old[at], new[RISKS]))
    leftover_chapters = [at for at in old if at != best]
    removals = [_given_up(at, sides.old) for at in leftover_chapters if _texts(old[at]) != _texts(old[best])]
    return [(best, RISKS), *((at, None) for at in leftover_chapters)], removals


def _chapters(groups: Mapping[str, Group]) -> dict[str, list[Member]]:
    """The items of chapter Ⅲ by id prefix."""
    out: dict[str, list[Member]] = {}
    for group in groups.values():
        prefix = RISKS if group.kind == RISKS else f"{group.group_id}.{RISKS}"
        inside = [m for m in group.members if m.item_id.startswith(f"{prefix}.")]
        if inside:
            out[prefix] = inside
    return out


def _texts(members: list[Member]) -> dict[str, str]:
    return {m.item_id.partition(f"{RISKS}.")[2]: fold(m.text or "") for m in members}


def _shared(old_members: list[Member], new_members: list[Member]) -> int:
    return len(_texts(old_members).items() & _texts(new_members).items())


def _given_up(prefix: str, groups: Mapping[str, Group]) -> Operation:
    file = groups[prefix.removesuffix(f".{RISKS}")]
    inside = tuple(m for m in file.members if m.item_id.startswith(f"{prefix}."))
    return Operation("group-removed", Group(prefix, RISKS, file.number, inside), None)
