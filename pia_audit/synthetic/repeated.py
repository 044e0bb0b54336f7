"""Repeated groups of 様式3 and 様式4: which a synthetic report has, and the form written out for them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from random import Random
from typing import Any

from msgspec.structs import replace

from pia_audit import forms
from pia_audit.forms import Form, level_of
from pia_audit.forms.groups import Groups, expanded, has_groups
from pia_audit.model import Edition
from pia_audit.synthetic.data_files import data_file

_NAMES = {"outsourcing": "委託事項", "recipient": "提供先", "transferee": "移転先"}
_MOST = {"files": 3, "outsourcing": 3, "recipient": 2, "transferee": 2}


def vocabulary() -> Mapping[str, Any]:
    """The whole data file, ``repeated.toml`` beside this module."""
    return data_file("repeated")


def drawn(form: Form, seed: int) -> Form:
    """The form written out for the groups of that seed; a form without groups as it is."""
    if not has_groups(form):
        return form
    rng = Random(f"groups {seed}")
    groups = Groups({n: f"システム{n}" for n in range(1, rng.randint(*vocabulary()["systems"]) + 1)})
    files = rng.sample(vocabulary()["files"], rng.randint(1, _MOST["files"]))
    groups.files = {n: f"({n}){name}" for n, name in enumerate(files, 1)}
    for number in groups.files:
        for inner, title in _NAMES.items():
            names = rng.sample(vocabulary()[inner], rng.randint(1, _MOST[inner]))
            groups.inner[number, inner] = {n: f"{title}{n}　{name}" for n, name in enumerate(names, 1)}
    return expanded(form, groups)


def form_of(edition: Edition) -> Form:
    """The form an edition was filled in on, written out for the groups that its items' paths name."""
    form = forms.load(edition.form_key)
    return _written_out(form.key, tuple((i.item_id, i.path) for i in edition.items)) if has_groups(form) else form


@lru_cache(maxsize=64)
def _written_out(form_key: str, printed: tuple[tuple[str, tuple[str, ...]], ...]) -> Form:
    form = forms.load(form_key)
    printed_items = [(item_id, path or item.path, item) for item_id, path in printed if (item := form.item(item_id))]
    items = tuple(
        replace(item, item_id=item_id, path=path, levels=tuple(map(level_of, path)))
        for item_id, path, item in printed_items
    )
    fingerprint = hashlib.sha256(repr(printed).encode()).hexdigest()[:16]
    return replace(form, key=f"{form.key}/{fingerprint}", base=form.key, items=items)
