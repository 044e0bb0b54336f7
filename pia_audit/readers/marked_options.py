"""An answer that is a mark beside one of the printed options: ``☑ 実施する □ 実施しない``, ``○1) 実施する 2) …``."""

from __future__ import annotations

from functools import lru_cache

from pia_audit.forms import FormItem
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.model import Status

_MARK = regex(
    r"(?:[\[［(（]\s*(?:[(（]\s*)?(?P<inside>[^\s\[\]［］()（）]?)\s*(?:[)）]\s*)?[\]］)）]"
    r"|(?P<sign>[☐□◻■◼☑☒✓✔✅●○◎◉◯〇⦿⭕⚫レﾚ✕✖✗✘]))?"
    r"\s*(?:[0-9０-９]{1,2}\s*[)）.．]\s*)?"
)
_SIGN = regex(
    r"[\[［(（]\s*(?:[(（]\s*)?[^\s\[\]［］()（）]?\s*(?:[)）]\s*)?[\]］)）]|[☐□◻■◼☑☒✓✔✅●○◎◉◯〇⦿⭕⚫✕✖✗✘]|[レﾚ]\s"
)
"""What must stand in a text for any of it to be a mark."""
_FILLED, _HOLLOW = frozenset("●◉⦿⚫◎"), frozenset("○◯〇")
_ON = frozenset("○◯〇●◎◉⦿⭕⚫■◼☑☒✓✔✅✕✖✗✘×xXｘＸvVｖＶレﾚoOｏＯ1１")
_OFF = frozenset(("", "☐", "□", "◻", "-", "－"))
_BEFORE = frozenset((*(_ON - set("xXｘＸvVｖＶoOｏＯ1１")), *_OFF, *"[［(（)）]］")) - {""}
"""Signs before an option, which a folded text no longer has."""
_EMPTY_BOX = "□"
_LONGEST, _MOST_MORE = 1500, 12
_FOLDED = 200


def marked_option(item: FormItem, content: str, *, keeps_ticks: bool) -> tuple[str | None, Status] | None:
    """The option of which the mark beside it says that it was chosen; ``None`` where the options bear no marks.

    Of filled and hollow circles the filled ones are ticks. Where every option bears the same mark, that is no choice;
    two ticks are read as printed.
    """
    if len(item.options) < 2 or len(content) > _LONGEST or not _SIGN.search(content):
        return None
    options = _printed(item, content)
    marks = [mark for mark, _ in options if mark is not None]
    if len({option for _, option in options}) < 2 or len(options) != len({o for _, o in options}) or not marks:
        return None
    has_both = any(m in _FILLED for m in marks) and any(m in _HOLLOW for m in marks)
    states = [(_EMPTY_BOX if has_both and m in _HOLLOW else m, option) for m, option in options]
    if any(m is not None and m not in _ON and m not in _OFF for m, _ in states):
        return None, "unreadable"
    chosen = [option for m, option in states if m is not None and m in _ON]
    if len(chosen) == 1:
        return chosen[0], "read"
    if not chosen:
        return None, "blank" if keeps_ticks and all(m is not None for m, _ in states) else "unreadable"
    return (None, "unreadable") if len(chosen) == len(options) else None


def _printed(item: FormItem, content: str) -> list[tuple[str | None, str]]:
    """The options in the order they are printed, each with the mark right before it: empty for an empty box, ``None``
    for no mark at all."""
    keys = _keys(item.options)
    options: list[tuple[str | None, str]] = []
    at = 0
    while at < len(content):
        match = _MARK.match(content, at)
        start = match.end() if match else at
        option, end = _option_at(keys, content, start)
        if not option:
            at += 1
            continue
        mark = match["sign"] if match and match["sign"] else match["inside"] if match else None
        options.append((mark, option))
        at = end
    return options


def _option_at(keys: tuple[tuple[str, str], ...], content: str, at: int) -> tuple[str, int]:
    """The option that begins there, and where it ends; empty where none does."""
    if content[at : at + 1].isspace() or content[at : at + 1] in _BEFORE:
        return "", at
    tail = fold(content[at : at + _FOLDED])
    key, option = next(((k, o) for k, o in keys if tail.startswith(k)), ("", ""))
    if not option:
        return "", at
    ends = range(at + max(1, len(key) - 2), at + len(key) + _MOST_MORE)
    return option, next((end for end in ends if fold(content[at:end]) == key), at + len(key))


@lru_cache(maxsize=256)
def _keys(options: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((fold(option), option) for option in sorted(options, key=len, reverse=True))
