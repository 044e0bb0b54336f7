"""Repeated groups of 様式3 and 様式4: which a synthetic report has, and the form written out for them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from random import Random
from types import MappingProxyType
from typing import Any

from pia_audit import forms
from pia_audit.forms import Form, FormItem
from pia_audit.forms.groups import Groups, expanded, has_groups
from pia_audit.model import Edition, Item

_NAMES = {"outsourcing": "委託事項", "recipient": "提供先", "transferee": "移転先"}
_MOST = {"files": 3, "outsourcing": 3, "recipient": 2, "transferee": 2}


@cache
def words() -> Mapping[str, Any]:
    """The whole data file, ``repeated.toml`` beside this module."""
    path = resources.files(__package__) / "repeated.toml"
    return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))


def drawn(form: Form, seed: int) -> Form:
    """The form written out for the groups of that seed; a form without groups as it is."""
    if not has_groups(form):
        return form
    rng = Random(f"groups {seed}")
    groups = Groups({n: f"システム{n}" for n in range(1, rng.randint(*words()["systems"]) + 1)})
    files = rng.sample(words()["files"], rng.randint(1, _MOST["files"]))
    groups.files = {n: f"({n}){name}" for n, name in enumerate(files, 1)}
    for number in groups.files:
        for inner, title in _NAMES.items():
            names = rng.sample(words()[inner], rng.randint(1, _MOST[inner]))
            groups.inner[number, inner] = {n: f"{title}{n}　{name}" for n, name in enumerate(names, 1)}
    return expanded(form, groups)


def form_of(edition: Edition) -> Form:
    """The form an edition was filled in on, written out for the groups that its items' labels name."""
    form = forms.load(edition.form_key)
    return expanded(form, _groups(form, edition.items)) if has_groups(form) else form


def _groups(form: Form, items: Iterable[Item]) -> Groups:
    groups = Groups()
    for item in items:
        numbers = [int(n) for n in re.findall(r"\[(\d+)\]", item.item_id)]
        made_from = form.item(item.item_id)
        if numbers and made_from:
            _note(groups, numbers, _headings(made_from, item.label), item.item_id)
    return groups


def _note(groups: Groups, numbers: list[int], headings: dict[str, str], item_id: str) -> None:
    if item_id.startswith("system["):
        groups.systems.setdefault(numbers[0], "システム" + headings["n"])
    elif "file" in headings:
        groups.files.setdefault(numbers[0], headings["file"])
    if len(numbers) > 1:
        inner = item_id.split(".")[1].partition("[")[0]
        named = groups.inner.setdefault((numbers[0], inner), {})
        named.setdefault(numbers[1], _NAMES[inner] + headings["n"])


def _headings(item: FormItem, label: str) -> dict[str, str]:
    """What stands in a label in the places of the template's ``{n}`` and ``{ファイルn}``."""
    pattern = re.escape(item.label).replace(r"\{n\}", "(?P<n>.*?)").replace(r"\{ファイルn\}", "(?P<file>.*?)")
    found = re.fullmatch(pattern.replace(r"\{ファイル名\}", ".*?"), label)
    return found.groupdict() if found else {}
