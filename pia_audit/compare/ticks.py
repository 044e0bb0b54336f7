"""Tick boxes as values: which options a text lists, and whether each is ticked.

A row may list all boxes of a field or only those that changed; what it does not list it does not speak of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.lists import split_names
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import TICKED, is_empty, marked

_BOX = regex(r"[\[［]\s*(?P<mark>[^\[\]［］\s]?)\s*[\]］]|(?P<sign>[□■☑☒✓✔])")
_COUNTED = regex(r"^[0-9]情報")


@lru_cache(maxsize=8192)
def ticks(text: str) -> Mapping[str, bool]:
    """Whether each option a text lists is ticked, by the option folded; empty for a text without boxes."""
    states = {option_name(behind): (m["mark"] or m["sign"] or "") in TICKED for m, behind in marked(_BOX, text)}
    states.pop("", None)
    return MappingProxyType(states)


@lru_cache(maxsize=8192)
def options(text: str) -> Mapping[str, str]:
    """Each option a text lists as it is written, by the option folded."""
    option_texts = {option_name(behind): behind.strip() for _, behind in marked(_BOX, text)}
    option_texts.pop("", None)
    return MappingProxyType(option_texts)


def option_name(text: str) -> str:
    """An option folded, its explanation in brackets and the count in 4情報 and 5情報 aside, which differ by version."""
    key = fold(text, Rung.PUNCTUATION)
    bare = re.sub(r"\([^()]*\)(?:件)?$", "", key)
    return _COUNTED.sub("情報", bare or key)


@lru_cache(maxsize=8192)
def as_boxes(quote: str, text: str) -> str:
    """A quotation that lists the ticked options by name (自己点検、内部監査) with a text's boxes; else as it is."""
    quoted_options = {option_name(name) for name in split_names(quote)} if not ticks(quote) else set()
    boxes = ticks(text)
    if not quoted_options or not quoted_options <= boxes.keys():
        return quote
    return " ".join(f"[{'○' if option in quoted_options else ' '}]{options(text)[option]}" for option in boxes)


def fits_ticks(quote: str, text: str) -> bool | None:
    """Whether all boxes a row lists stand in a text as the row has them; ``None`` where one of them lists none.

    A mark for nothing says that no box is ticked; of a text with ticks it tells nothing, as a row may list a few.
    """
    a, b = ticks(as_boxes(quote, text)), ticks(text)
    if b and not any(b.values()) and is_empty(quote):
        return True
    return all(b.get(option) == state for option, state in a.items()) if a and b else None


def same_ticks(old: str, new: str) -> bool | None:
    """Whether two editions tick the same boxes; ``None`` where one of them lists none.

    A box that only one of them prints is not ticked in the other: forms of another version have other boxes.
    """
    a, b = ticks(old), ticks(new)
    return all(a.get(o, False) == b.get(o, False) for o in {*a, *b}) if a and b else None


def with_ticks(text: str, quote: str) -> str:
    """A text with the boxes a row lists set as the row has them; the rest stays."""
    states, out, at = ticks(as_boxes(quote, text)), [], 0
    for mark, behind in marked(_BOX, text):
        state = states.get(option_name(behind))
        out.append(text[at : mark.start()])
        out.append(mark[0] if state is None else "[○]" if state else "[ ]")
        at = mark.end()
    return "".join(out) + text[at:]
