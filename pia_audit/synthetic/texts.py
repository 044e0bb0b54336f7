"""The texts that reports are written from, read from ``texts.toml`` beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from pia_audit.forms import template
from pia_audit.japanese.patterns import regex
from pia_audit.synthetic.data_files import data_file

_INDEX = regex(r"\[\d+\]")


def texts() -> Mapping[str, Any]:
    """The whole data file, ``texts.toml`` beside this module."""
    return data_file("texts")


@cache
def of_item(table: str, item_id: str) -> Any:
    """The entry of one item in a table, its repeat numbers aside; ``None`` when there is none."""
    entries = texts()[table]
    return entries.get(item_id, entries.get(_INDEX.sub("", item_id)))


def is_held(item_id: str) -> bool:
    """Whether an item is never changed."""
    return template(item_id) in _fixed_items()


@cache
def _fixed_items() -> frozenset[str]:
    return frozenset(texts()["held"])


@cache
def swaps() -> tuple[tuple[str, str], ...]:
    """Words and what may be put for them, both ways."""
    pairs = [(a, b) for a, b in texts()["swaps"]["pairs"]]
    return tuple(pairs + [(b, a) for a, b in pairs])


@cache
def law(day: date) -> Mapping[str, str]:
    """What the provisions were called on that day: ``annex`` and ``network``."""
    begun = [entry for entry in texts()["law"] if entry["from"] <= day]
    law_entry = begun[-1] if begun else texts()["law"][0]
    return MappingProxyType({k: v for k, v in law_entry.items() if k != "from"})


def may_stand(answers: Mapping[str, str | None]) -> bool:
    """Whether no forbidden combination of answers stands among them."""
    return not any(all(answers.get(i) == v for i, v in rule.items()) for rule in texts()["never"])
