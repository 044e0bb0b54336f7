"""A group in words: its heading and its fields, as a difference and a drafted row quote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pia_audit.compare.groups.identity import RISKS, Group, Member, parent_of

_SHORT = 80


def summary(group: Group, groups: Mapping[str, Group]) -> str:
    """The group's heading and, line by line, its fields; of a file its chapter Ⅱ in short and the headings within.

    Args:
        group: the group to be told of.
        groups: all groups of its edition by id.
    """
    lines = [group.title, *_fields(group)]
    if group.kind == "file":
        lines += [g.title for g in groups.values() if parent_of(g.group_id) == group.group_id]
    return "\n".join(lines)


def _fields(group: Group) -> Iterator[str]:
    short = group.kind == "file"
    for member in _shown_members(group):
        head = _head(group, member)
        text = member.text or ""
        if short and len(text) > _SHORT:
            text = text[:_SHORT] + "…"
        yield f"{head} {text}".strip()


def _shown_members(group: Group) -> Iterable[Member]:
    skipped = f"{group.group_id}.{RISKS}"
    return (m for m in group.members if m.says and not (group.kind == "file" and m.item_id.startswith(skipped)))


def _head(group: Group, member: Member) -> str:
    """The item's label below the group's heading."""
    prefix, heading, suffix = member.label.partition(group.heading)
    return (suffix if heading else prefix).strip()
