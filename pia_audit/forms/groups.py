"""Repeated groups: ファイルn, システムn, 委託事項n, 提供先n, 移転先n, written out for invented reports and examples.

A form file says each group once, with ``{n}`` in its path and ``[]`` in its item ids. For a report that is made up, and
for an example of a rule, the form is written out with the groups it is to have:
``file[2].outsourcing[1].subcontracting`` under ``Ⅱ 特定個人情報ファイルの概要 (2)… > 4. … > 委託事項1 …``. A report
that is read is not: its groups are taken from its own headings.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.forms import Form, FormItem, level_of, register
from pia_audit.japanese.patterns import regex


class Groups(Struct):
    """The headings of the groups as a report prints them, by group and number."""

    systems: dict[int, str] = field(default_factory=dict)
    files: dict[int, str] = field(default_factory=dict)
    inner: dict[tuple[int, str], dict[int, str]] = field(default_factory=dict)


def has_groups(form: Form) -> bool:
    """Whether a form version has repeated groups at all."""
    return any("[]" in item.item_id for item in form.items)


_KNOWN: OrderedDict[str, Form] = OrderedDict()
_KEPT = 64


def expanded(form: Form, groups: Groups) -> Form:
    """The form written out for a report with these groups; kept for as long as the last few reports need it."""
    fingerprint = hashlib.sha256(
        repr((groups.systems, groups.files, sorted(groups.inner.items()))).encode()
    ).hexdigest()
    key = f"{form.key}#{fingerprint[:16]}"
    if key not in _KNOWN:
        items = tuple(_instances(form.items, groups))
        _KNOWN[key] = replace(form, key=key, base=form.key, items=items)
        register(_KNOWN[key])
        while len(_KNOWN) > _KEPT:
            register(_KNOWN.popitem(last=False)[1], forget=True)
    _KNOWN.move_to_end(key)
    return _KNOWN[key]


def _instances(items: Sequence[FormItem], groups: Groups) -> Iterator[FormItem]:
    """The items in the order a report prints them: all of one group before the next."""
    for prefix, block in groupby(items, key=_outer_of):
        group_items = list(block)
        if not prefix:
            yield from group_items
        elif prefix == "system[]":
            for number, heading in (groups.systems or {1: "システム1"}).items():
                yield from (_concrete(i, (number,), {"{n}": heading}) for i in group_items)
        elif prefix == "annex_records[]":
            for number, heading in (groups.files or {1: ""}).items():
                yield from (_concrete(i, (number,), {"{ファイル名}": _NUMBER.sub("", heading)}) for i in group_items)
        else:
            yield from _in_files(group_items, groups)


_NUMBER = regex(r"^[(（][^)）]*[)）]\s*")
_GROUP = regex(r"\w+\[\]")
_INNER = regex(r"file\[\]\.(\w+)\[\]")


def _outer_of(item: FormItem) -> str:
    match = _GROUP.match(item.item_id)
    return match[0] if match else ""


def _inner_of(item: FormItem) -> str:
    match = _INNER.match(item.item_id)
    return match[1] if match else ""


def _in_files(items: list[FormItem], groups: Groups) -> Iterator[FormItem]:
    for number, heading in (groups.files or {1: ""}).items():
        names = {"{ファイルn}": heading}
        for inner, block in groupby(items, key=_inner_of):
            group_items = list(block)
            if not inner:
                yield from (_concrete(i, (number,), names) for i in group_items)
                continue
            for nth, name in groups.inner.get((number, inner), {}).items():
                yield from (_concrete(i, (number, nth), {**names, "{n}": name}) for i in group_items)


def _concrete(item: FormItem, numbers: tuple[int, ...], names: dict[str, str]) -> FormItem:
    item_id = item.item_id
    for number in numbers:
        item_id = item_id.replace("[]", f"[{number}]", 1)
    path = tuple(_with_names(part, names) for part in item.path)
    return replace(item, item_id=item_id, path=path, levels=tuple(map(level_of, path)))


def _with_names(part: str, names: dict[str, str]) -> str:
    for mark, name in names.items():
        if mark in part:
            label = part.replace(mark, "").strip()
            return name if mark == "{n}" else f"{label} {name}".strip()
    return part
