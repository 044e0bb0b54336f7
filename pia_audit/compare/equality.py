"""When two values of an item say the same, and what taking a passage out of a text takes along."""

from __future__ import annotations

from collections.abc import Hashable

from pia_audit.compare.ticks import fits_ticks, same_ticks, with_ticks
from pia_audit.forms import option_count, option_key
from pia_audit.japanese.dates import parse_date
from pia_audit.japanese.ladder import Rung, fold, same
from pia_audit.japanese.lists import heading_number, passages
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty

VALUES = frozenset({"date", "choice", "flags"})
"""Kinds of items that are compared as values: equal or not, and never nearly."""


def equal(kind: str, quoted_text: str | None, item_text: str | None) -> bool:
    """Whether what a row quotes (``left``) says what an item does (``right``), as its kind compares values.

    Of tick boxes a row may list all or only some: those it lists must be as the item has them.
    """
    if is_empty(quoted_text or "") and is_empty(item_text or ""):
        return True
    if quoted_text is None or item_text is None:
        return False
    if same(quoted_text, item_text):
        return True
    if kind == "flags":
        return fits_ticks(quoted_text, item_text) or False
    if kind == "date":
        a, b = parse_date(quoted_text), parse_date(item_text)
        return a is not None and a == b
    return kind == "choice" and _same_choice(quoted_text, item_text)


def _same_choice(quoted_text: str, item_text: str) -> bool:
    """Whether both say one option and, where both give it, one number of cases; a row may quote that number alone."""
    options = {option_key(text) for text in (quoted_text, item_text)}
    counts = {option_count(text) for text in (quoted_text, item_text)}
    if len(counts - {None}) > 1:
        return False
    return options != {""} and (len(options) == 1 or ("" in options and None not in counts))


def keys(kind: str, text: str) -> frozenset[Hashable]:
    """What a value of an item is found by: two values say the same where they share one of these."""
    value_keys: set[tuple[str, Hashable]] = {("said", fold(text)), ("written", fold(text, Rung.PUNCTUATION))}
    if is_empty(text):
        value_keys.add(("nothing", None))
    elif kind == "date" and (day := parse_date(text)):
        value_keys.add(("date", day))
    elif kind == "choice":
        option, count = option_key(text), option_count(text)
        value_keys |= {("option", (option, count))} if option else set()
        value_keys |= {("count", count)} if count is not None else set()
    return frozenset(value_keys)


def same_value(kind: str, old: str, new: str) -> bool:
    """Whether an item's values of two editions say the same: boxes only one of them prints are not ticked there."""
    ticked = same_ticks(old, new) if kind == "flags" else None
    return equal(kind, old, new) if ticked is None else ticked


def value_with(kind: str, value: str | None, quote: str) -> str:
    """The value an item has once a row's quotation is put in: of tick boxes those the row lists, else all of it."""
    return with_ticks(value, quote) if kind == "flags" and value and fits_ticks(quote, value) is not None else quote


_BETWEEN = "、，,・"
_NUMBER = regex(r"[)）.．、①-⑳\s]\s*$")


def whole_line(text: str, start: int, end: int) -> tuple[int, int]:
    """Take the line break along when a passage that is a line of its own goes, the number of a passage of which all
    words go, and one of the signs round a name that does."""
    start = _numbered_from(text, start, end)
    if (start == 0 or text[start - 1] == "\n") and text[end : end + 1] == "\n":
        return start, end + 1
    if end == len(text) and start and text[start - 1] == "\n":
        return start - 1, end
    low = len(text[:start].rstrip())
    high = len(text) - len(text[end:].lstrip())
    ahead, behind = text[low - 1 : low], text[high : high + 1]
    if behind and behind in _BETWEEN and (not low or ahead == behind):
        return start, high + 1
    return (low - 1, end) if ahead and ahead in _BETWEEN and not behind else (start, end)


_LONGEST_NUMBER = 8


def _numbered_from(text: str, start: int, end: int) -> int:
    """Where a numbered passage begins of which all the words are a span; the span's beginning where it is no such."""
    head = text[max(0, start - _LONGEST_NUMBER) : start]
    if not _NUMBER.search(head):
        return start
    around = ((low, high) for low, high in passages(text) if low < start and end <= high)
    low, high = next(around, (start, end))
    number = heading_number(text[low:high])
    has_only_number = number is not None and low + number.end == start and not text[end:high].strip(" \u3000\n。、")
    return low if has_only_number else start
