"""The option that a cell of the change table chooses by a mark or a number beside it: ``■十分である``, ``レ 実施する``,
``2）実施しない``, ``□実施する　■実施しない``."""

from __future__ import annotations

from functools import lru_cache

from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex

_BEFORE = regex(
    r"[\s\u3000、,，・/／|｜]*"
    r"(?:[\[［(（]\s*(?P<inside>[^\s\[\]［］()（）]?)\s*[\]］)）]|(?P<sign>[■◼□◻☑☐☒✓✔✅●○◯〇◎◉]|[レﾚ](?![ァ-ヿ])))?"
    r"[\s\u3000]*"
)
_NUMBER = regex(r"[(（]?[0-9０-９]{1,2}(?:\s*[)）.．、:：]|番)?[\s\u3000]*")
_ANY = regex(r"[\[［(（■◼□◻☑☐☒✓✔✅●○◯〇◎◉レﾚ]|^\s*[0-9０-９]")
"""What must stand in a text for any of it to be a mark or a number before an option."""
_NOTHING_MORE = regex(r"[\s\u3000、,，。/／|｜]*")
_ON = frozenset("■◼☑☒✓✔✅●○◯〇◎◉レﾚ✕×xXvVｖＶ1１")
_OFF = frozenset(("", "□", "◻", "☐", "-", "－"))
_FILLED, _HOLLOW = frozenset("●◉◎"), frozenset("○◯〇")
_LONGEST, _MOST_MORE = 1200, 12
"""An option is written with at most so many signs more than its folded text has."""


@lru_cache(maxsize=4096)
def chosen_option(text: str, options: tuple[str, ...]) -> str | None:
    """The one option that a text which says nothing but options chooses by marks or numbers.

    Args:
        text: a cell.
        options: what the field prints to choose from.

    Returns:
        The option; ``None`` for a text that has no mark, says anything else, or chooses none or several.
    """
    if len(text) > _LONGEST or not options or not _ANY.search(text):
        return None
    entries = _entries(text, options)
    marks = [mark for mark, _, _ in entries]
    if len({option for _, _, option in entries}) < len(entries):
        return None
    if any(mark in _FILLED for mark in marks) and any(mark in _HOLLOW for mark in marks):
        marks = ["" if mark in _HOLLOW else mark for mark in marks]
    if any(mark is not None and mark not in _ON and mark not in _OFF for mark in marks):
        return None
    chosen = [option for mark, (_, _, option) in zip(marks, entries, strict=True) if mark in _ON]
    if len(entries) == 1 and entries[0][0] is None and entries[0][1]:
        return entries[0][2]
    return chosen[0] if len(chosen) == 1 else None


def _entries(text: str, options: tuple[str, ...]) -> list[tuple[str | None, bool, str]]:
    """Each option that a text writes with the mark before it, ``None`` for none, and whether a number stands there;
    empty for a text with other words."""
    keys = sorted(((fold(option), option) for option in options), key=lambda pair: -len(pair[0]))
    entries: list[tuple[str | None, bool, str]] = []
    at = 0
    while _NOTHING_MORE.fullmatch(text, at) is None:
        if len(entries) == len(options) or (before := _BEFORE.match(text, at)) is None:
            return []
        start = before.end()
        option, end = _option_at(keys, text, start)
        number = None if option else _NUMBER.match(text, start)
        if number is not None:
            option, end = _option_at(keys, text, number.end())
        if not option:
            return []
        mark = before["sign"] if before["sign"] is not None else before["inside"]
        entries.append((mark, number is not None, option))
        at = end
    return entries


def _option_at(keys: list[tuple[str, str]], text: str, at: int) -> tuple[str, int]:
    """The option that stands there, and where it ends; empty where none does, or the word goes on."""
    for key, option in keys:
        tail = text[at : at + len(key) + _MOST_MORE]
        if not tail or tail[0].isspace() or not fold(tail).startswith(key):
            continue
        end = next((n for n in range(max(1, len(key) - 2), len(tail) + 1) if fold(tail[:n]) == key), 0)
        if end:
            return option, at + end
    return "", at
