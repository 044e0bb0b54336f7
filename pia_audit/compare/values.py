"""What an item's text means, as plain values that deepdiff can compare: options, dates, sets, paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pia_audit.forms import option_key
from pia_audit.japanese.citations import find_citations
from pia_audit.japanese.dates import parse_date
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.lists import number_key, passages, split_names

_NUMBER = re.compile("[0-9]+(?:の[0-9]+)*")
_TICK = re.compile(r"\[\s*(?P<mark>[^\[\]\s]?)\s*\]\s*(?P<option>[^\[\]]+)")


@dataclass(frozen=True, slots=True)
class Change:
    """One structured difference: deepdiff's path and kind, and the two values as text (``None``: none)."""

    path: str
    kind: str
    old: str | None
    new: str | None


def value(kind: str, text: str | None) -> Any:
    """The meaning of an item's text by its kind; ``None`` for an item without text.

    ``choice`` → the option, ``date`` → its first and last day, ``flags`` → option → ticked, ``list`` → set
    of names, ``text`` → its paragraphs in order and, per law or table cited, the set of numbers.
    """
    if text is None:
        return None
    if kind == "choice":
        return {"option": option_key(text)}
    if kind == "date":
        span = parse_date(text)
        return {"date": f"{span.start}/{span.end}" if span else fold(text)}
    if kind == "flags":
        return {m["option"].strip(): bool(m["mark"]) for m in _TICK.finditer(text)}
    if kind == "list":
        return {"names": {fold(name) for name in split_names(text)}}
    return {"paragraphs": [fold(text[s:e]) for s, e in passages(text) if fold(text[s:e])], "cited": _cited(text)}


def _cited(text: str) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for c in find_citations(text):
        where = " ".join(p for p in (c.law, c.table or "") if p)
        numbers = set(c.rows) if c.table else set()
        if numbers:
            out.setdefault(where, set()).update(numbers)
        elif c.article:
            out.setdefault(_article(c.law, c.article, c.paragraph, c.item), set())
    return out


def _article(law: str, article: str, paragraph: int | None, item: str | None) -> str:
    parts = [law, f"第{article}条", f"第{paragraph}項" if paragraph else "", f"第{item}号" if item else ""]
    return "".join(parts)


def structured(kind: str, old: str | None, new: str | None) -> tuple[Change, ...]:
    """deepdiff's account of the two values: what was added, removed or changed, and where."""
    from deepdiff import DeepDiff

    diff = DeepDiff(value(kind, old), value(kind, new), ignore_order=False, verbose_level=2, view="tree")
    out = [
        Change(level.path().rstrip(":"), name, _text(level.t1), _text(level.t2))
        for name, levels in diff.items()
        for level in levels
    ]
    return tuple(sorted(out, key=lambda c: (c.path, c.kind, c.old or "", c.new or "")))


def _text(found: Any) -> str | None:
    if found is None or type(found).__name__ == "NotPresent":
        return None
    if isinstance(found, (set, frozenset)):
        return "・".join(sorted(map(str, found), key=_order))
    return str(found)


def _order(name: str) -> tuple[tuple[int, ...], str]:
    """Numbers of items as numbers (9, 20, 20の2), anything else as text."""
    return (number_key(name) if _NUMBER.fullmatch(name) else (), name)
