"""Tick boxes as values: which options a text lists, and whether each is ticked.

A row may list all boxes of a field or only those that changed; what it does not list it does not speak of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from pia_audit.forms import option_count
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.lists import split_names
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import BOX_OR_SIGN, CASES_BEHIND, TICKED, is_empty, marked

_MARK_BEHIND = regex(r"(?P<option>.+?)\s*[(（]\s*(?P<mark>[○◯〇●✓✔レ]?)\s*[)）]")
_SIGN_BEHIND = regex(r"(?<=\S)[^\S\n]+(?P<sign>[○◯〇●✓✔レ])(?=\s*(?:[、，,\n]|$))")
"""A mark behind an option without brackets: 外部監査　○."""
_COUNTED = regex(r"^[0-9]情報")
_EXPLANATION = regex(r"\([^()]*\)(?:件)?$")
_TELLS_APART = regex(r"\((?:入手|提供|移転)\)$")
"""What the forms print behind options of one name, 様式2 and 様式4 at 情報提供ネットワークシステムとの接続."""


@lru_cache(maxsize=8192)
def ticks(text: str) -> Mapping[str, bool]:
    """Whether each option a text lists is ticked, by the option folded; empty for a text without boxes."""
    states = {name: (m["mark"] or m["sign"] or "") in TICKED for name, m, _ in _boxes(text)}
    states.pop("", None)
    return MappingProxyType(states)


@lru_cache(maxsize=8192)
def options(text: str) -> Mapping[str, str]:
    """Each option a text lists as it is written, without its number of cases, by the option folded."""
    option_texts = {name: CASES_BEHIND.sub("", behind).strip() for name, _, behind in _boxes(text)}
    option_texts.pop("", None)
    return MappingProxyType(option_texts)


@lru_cache(maxsize=8192)
def counts(text: str) -> Mapping[str, int]:
    """The number of cases behind each option that has one, 3 in [○]移転を行っている（3）件, by the option folded."""
    option_counts = {name: option_count(behind) for name, _, behind in _boxes(text)}
    return MappingProxyType({option: n for option, n in option_counts.items() if n is not None and option})


def option_name(text: str) -> str:
    """An option folded, its number of cases, its explanation in brackets and the count in 4情報 and 5情報 aside, which
    differ by version; 接続しない（入手） and 接続しない（提供） are two."""
    key = _whole_name(text)
    bare = key if _TELLS_APART.search(key) else _EXPLANATION.sub("", key)
    return _COUNTED.sub("情報", bare or key)


def _whole_name(text: str) -> str:
    return fold(CASES_BEHIND.sub("", text), Rung.PUNCTUATION)


def _boxes(text: str) -> Iterator[tuple[str, re.Match[str], str]]:
    """Each box of a text: its option's name, the box, and what stands behind it. Options that only what they have in
    brackets tells apart are named with it."""
    boxes = list(marked(BOX_OR_SIGN, text))
    names = [option_name(behind) for _, behind in boxes]
    shared = {name for name, count in Counter(names).items() if count > 1}
    for name, (mark, behind) in zip(names, boxes, strict=True):
        yield (_whole_name(behind) if name in shared else name), mark, behind


@lru_cache(maxsize=8192)
def as_boxes(quote: str, text: str) -> str:
    """A quotation that lists the ticked options by name (自己点検、内部監査) with a text's boxes; else as it is.

    One with numbers of cases speaks of these options alone, 移転を行っている（3）件 or 移転 3件, and so does one with a
    mark behind the option: 内部監査（○）.
    """
    if ticks(quote):
        return quote
    boxes, names = ticks(text), options(text)
    quote = _SIGN_BEHIND.sub(r"（\g<sign>）", quote)
    behind = [_MARK_BEHIND.fullmatch(name) for name in split_names(quote)]
    if behind and all(m and option_name(m["option"]) in boxes for m in behind):
        return " ".join(f"[{m['mark'] or ' '}]{m['option']}" for m in behind if m)
    counted = [name for name in split_names(quote) if option_count(name) is not None]
    if counted and len(counted) == len(split_names(quote)):
        chosen = {name: _meant(option_name(name), boxes) for name in counted}
        if not all(chosen.values()):
            return quote
        return " ".join(f"[○]{names[chosen[name]]}（{option_count(name)}）件" for name in counted)
    quoted_options = {option_name(name) for name in split_names(quote)}
    if not quoted_options or not quoted_options <= boxes.keys():
        return quote
    return " ".join(f"[{'○' if option in quoted_options else ' '}]{names[option]}" for option in boxes)


def boxes_that_changed(before: str, after: str, text: str) -> tuple[str, str]:
    """The two cells of a row that names the options ticked since, 「－」→「専用線」, as boxes: of a text in which other
    options are ticked as well, such a row does not list all. As they are where the text's boxes do not show it."""
    came, went = is_empty(before), is_empty(after)
    quote = before if went else after
    if came == went or ticks(quote):
        return before, after
    states, names = ticks(text), options(text)
    named_options = {option_name(name) for name in split_names(quote)}
    ticked = {option for option, state in states.items() if state}
    if (
        not named_options
        or not named_options <= states.keys()
        or not ticked - named_options
        or (named_options <= ticked if went else not named_options <= ticked)
    ):
        return before, after
    cleared, marked_boxes = (
        " ".join(f"[{mark}]{names[o]}" for o in states if o in named_options) for mark in (" ", "○")
    )
    return (marked_boxes, cleared) if went else (cleared, marked_boxes)


def _meant(name: str, boxes: Iterable[str]) -> str:
    """The one option that begins with a name; empty without one."""
    options_so_called = [option for option in boxes if name and option.startswith(name)]
    return options_so_called[0] if len(options_so_called) == 1 else ""


def listed_by_both(quote: str, text: str) -> tuple[str, str]:
    """A quotation and a text with the boxes alone that both list, since a row need not list all; as they are where
    they list none in common."""
    boxes = as_boxes(quote, text)
    common = ticks(boxes).keys() & ticks(text).keys()
    return (_only(boxes, common), _only(text, common)) if common else (quote, text)


def _only(text: str, wanted: Container[str]) -> str:
    return " ".join(mark[0] + behind.strip() for name, mark, behind in _boxes(text) if name in wanted)


def fits_ticks(quote: str, text: str) -> bool | None:
    """Whether all boxes a row lists stand in a text as the row has them; ``None`` where one of them lists none, or
    where a row's option may be one of several.

    A mark for nothing says that no box is ticked; of a text with ticks it tells nothing, as a row may list a few.
    """
    boxes = as_boxes(quote, text)
    a, b = ticks(boxes), ticks(text)
    if b and not any(b.values()) and is_empty(quote):
        return True
    if not a or not b or any(_may_be_several(option, b) for option in a):
        return None
    return all(b.get(option) == state for option, state in a.items()) and _same_counts(boxes, text)


def _may_be_several(name: str, boxes: Mapping[str, bool]) -> bool:
    """Whether a name without brackets is that of several boxes, which have some: 接続しない."""
    return name not in boxes and sum(option.startswith(f"{name}(") for option in boxes) > 1


def _same_counts(old: str, new: str) -> bool:
    """Whether the options to which both texts give a number of cases have the same one."""
    a, b = counts(old), counts(new)
    return all(a[option] == b[option] for option in a.keys() & b.keys())


def same_ticks(old: str, new: str) -> bool | None:
    """Whether two editions tick the same boxes, with the same numbers of cases; ``None`` where one of them lists none.

    A box that only one of them prints is not ticked in the other: forms of another version have other boxes.
    """
    a, b = ticks(old), ticks(new)
    if not a or not b:
        return None
    return all(a.get(o, False) == b.get(o, False) for o in {*a, *b}) and _same_counts(old, new)


def with_ticks(text: str, quote: str) -> str:
    """A text with the boxes a row lists set as the row has them, and their numbers of cases; the rest stays."""
    boxes = as_boxes(quote, text)
    states, numbers = ticks(boxes), counts(boxes)
    out, at = [], 0
    for option, mark, behind in _boxes(text):
        state = states.get(option)
        out.append(text[at : mark.start()])
        out.append(mark[0] if state is None else "[○]" if state else "[ ]")
        at = mark.end()
        if option in numbers:
            bare = CASES_BEHIND.sub("", behind)
            out.append(f"{bare.rstrip()}（{numbers[option]}）件{' ' if behind[-1:].isspace() else ''}")
            at += len(behind)
    return "".join(out) + text[at:]
