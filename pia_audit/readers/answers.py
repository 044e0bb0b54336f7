"""Chosen options and tick boxes out of a field's cells: what was answered, and what the file lost."""

from __future__ import annotations

import re
from functools import lru_cache

from pia_audit.documents.text import BOX
from pia_audit.forms import FormItem, option_count
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.model import Status
from pia_audit.readers.marked_options import marked_option

_LIST = regex(r"[<＜〈《]\s*選\s*択\s*肢\s*[>＞〉》]")
_OPTIONS_BEGIN = regex(r"(?:^|\s)[1１]\s*[)）]")
_FRAME = regex(rf"^[\s\[\]［］{BOX}]+|[\s\[\]［］{BOX}]+$")
_TICK = regex(rf"(?:[\[［]\s*(?P<mark>[^\[\]［］]{{0,6}}?)\s*[\]］]|(?P<sign>[{BOX}□■☑☒✓✔✅]))")
_ROUND_TICK = regex(r"[(（]\s*(?P<mark>[○◯〇●◎■✓✔レ]?)\s*[)）]")
_NUMBER = regex(r"^\s*[0-9０-９]{1,2}\s*[)）]\s*")
_FRAMED = regex(r"[\[［]\s*(?P<value>[^\[\]［］]*?)\s*[\]］]\s*$")
_FRAME_BEGINS = regex(r"[\[［]\s*(?P<value>[^\[\]［］\n]*?)\s*(?:[\]］]|$)", re.MULTILINE)
_BEFORE_LIST = regex(r"^\s*[\[［]\s*(?P<value>[^\[\]［］]{1,80}?)\s*[\]］]\s*[0-9０-９]{1,2}\s*[)）]")
"""An answer in its frame with the options right behind it, as a text has them that keeps a page's lines."""
_ON = frozenset("○◯〇●◎◉⦿⭕⚫■◼☑☒✓✔✅✕✖✗✘×xXｘＸvVｖＶレﾚoOｏＯ1１")
"""Signs that are a tick, those among them that a keyboard has for a circle and for «one»."""
_OFF = frozenset(("", BOX, "□", "◻", "-", "－"))
"""What an empty box holds; any other sign in one may mean either."""
_CIRCLE = regex(r"(?P<mark>[●◉⦿⚫○◯〇])")
_FILLED = frozenset("●◉⦿⚫")
_ROUND = regex(r"[(（]\s*(\S)\s*[)）]")


def choice(item: FormItem, content: str, *, keeps_ticks: bool) -> tuple[str | None, Status]:
    """The chosen option's text as read.

    The option list without a value means the conversion lost the answer, unless the file is one that
    keeps such marks (then the form was left blank). The number of cases that the form prints behind the options is
    part of the answer: 委託する（3）件.
    """
    listed = _LIST.search(content)
    head, tail = (content[: listed.start()], content[listed.start() :]) if listed else (content, "")
    counted = next((part for part in (tail, head) if _COUNT.search(part)), "")
    plain = _COUNT.sub("", head) + _COUNT.sub("", tail)
    value, status = marked_option(item, plain, keeps_ticks=keeps_ticks) or _option(item, plain, keeps_ticks=keeps_ticks)
    count = option_count(counted) if counted else None
    return (value if value is None or count is None else f"{value}（{count}）件"), status


def _option(item: FormItem, content: str, *, keeps_ticks: bool) -> tuple[str | None, Status]:
    option_list = _LIST.search(content)
    head = content[: option_list.start()] if option_list else content
    value = _FRAME.sub("", head)
    if not option_list and (begin := _OPTIONS_BEGIN.search(value)) and begin.start() == 0 and len(value) > 60:
        value = ""  # nothing but the list of options is left
    if not value and option_list:
        value = _behind_list(item, content[option_list.end() :])
    if value and not item.option_of(value):
        value = _framed_in_label(item, head) or _before_list(item, head) or value
    if value:
        return _first_option(item, value), "read"
    if keeps_ticks and (not option_list or _TICK.search(head)):
        return None, "blank"
    return None, "unreadable" if content.strip() else "blank"


def _framed_in_label(item: FormItem, head: str) -> str:
    """The one option in a frame beside words that are none: a label of two lines has its answer at its middle."""
    framed = {m["value"] for m in _FRAME_BEGINS.finditer(head) if item.option_of(m["value"])}
    return framed.pop() if len(framed) == 1 and not head.lstrip().startswith(("[", "［")) else ""


def _before_list(item: FormItem, head: str) -> str:
    """The option in a frame that the numbered options follow on its line, whatever stands behind them."""
    framed = _BEFORE_LIST.match(head)
    return framed["value"] if framed and item.option_of(framed["value"]) else ""


def _first_option(item: FormItem, value: str) -> str:
    """The value without notes that stand beside it, when its first line alone is an option."""
    first = value.split("\n", 1)[0].strip()
    return first if item.option_of(first) else value


def _behind_list(item: FormItem, tail: str) -> str:
    """The answer in a frame behind the list of options; empty when there is none, or one that is no option."""
    framed = _FRAMED.search(tail)
    value = _NUMBER.sub("", framed["value"]) if framed else ""
    return value if item.option_of(value) else ""


def flags(item: FormItem, content: str, *, keeps_ticks: bool) -> tuple[str | None, Status]:
    """The tick boxes as ``[○]自己点検 [ ]内部監査``; boxes without a state are ``unreadable``.

    A number of cases behind an option is part of the answer: ``[○]提供を行っている（2）件``.
    """
    if not content.strip():
        return None, "absent"
    boxes = (
        _boxes(item, content, _TICK)
        or _boxes(item, content, _ROUND_TICK)
        or _circles(item, content)
        or _marked_lines(item, content)
    )
    if not boxes or any(mark not in _ON and mark not in _OFF for mark, _ in boxes):
        return None, "unreadable"
    if not keeps_ticks and not any(mark in _ON for mark, _ in boxes):
        return None, "unreadable"
    return " ".join(f"[{'○' if mark in _ON else ' '}]{option}" for mark, option in boxes), "read"


def _boxes(item: FormItem, content: str, tick: re.Pattern[str]) -> list[tuple[str, str]]:
    """The marks of the boxes of that look, each with the option right behind it. Between boxes of
    the form one that it does not have, 4情報 where it has 5情報, is printed none the less; else such a box is none."""
    boxes = [(_bare(next(filter(None, m.groups()), "")), m.end()) for m in tick.finditer(content)]
    ends = [*(m.start() for m in tick.finditer(content)), len(content)][1:]
    states = [
        (mark, *_option_after(item, content, start), content[start:end].strip())
        for (mark, start), end in zip(boxes, ends, strict=True)
    ]
    is_list = sum(hit for _, _, hit, _ in states) >= _FEW_BOXES
    return [
        (mark, (option if hit else _COUNT.sub("", behind)) + _counted(behind))
        for mark, option, hit, behind in states
        if hit or (is_list and _OF_BODY.fullmatch(behind))
    ]


_FEW_BOXES = 3
_OF_BODY = regex(r"(?=.*[ぁ-ヿ一-龥])[^\[\]［］＜<\n]{2,40}")
"""An option that the report prints and the form does not."""


def _circles(item: FormItem, content: str) -> list[tuple[str, str]]:
    """Filled circles as ticks among hollow ones, which then are empty; of one kind alone it says nothing."""
    circles = _boxes(item, content, _CIRCLE)
    kinds = {mark in _FILLED for mark, _ in circles}
    return [(mark if mark in _FILLED else "", option) for mark, option in circles] if len(kinds) > 1 else []


def _counted(behind: str) -> str:
    """The number of cases at the end of what is printed behind a box."""
    count = option_count(behind) if _COUNT.search(behind) else None
    return "" if count is None else f"（{count}）件"


def _bare(mark: str) -> str:
    """A sign without the blanks and round brackets around it: ``(○)`` in a box is a tick as well."""
    text = mark.strip()
    round_one = _ROUND.fullmatch(text)
    return round_one[1] if round_one else text


def _marked_lines(item: FormItem, content: str) -> list[tuple[str, str]]:
    """Options without boxes of which the chosen ones have a mark in the cell before; without any mark, none."""
    lines = [line.strip() for line in content.split("\n")]
    pairs = zip(["", *lines], lines, strict=False)
    states = [(_bare(previous) if _bare(previous) in _ON else "", item.option_of(line)) for previous, line in pairs]
    option_marks = [(mark, option) for mark, option in states if option]
    return option_marks if any(mark for mark, _ in option_marks) else []


def has_option_list(content: str) -> bool:
    """Whether a list of options is printed beside a value."""
    return _LIST.search(content) is not None


_OPTION = regex(r"(?:^|\s|(?<=[^\d\s]))([0-9０-９]{1,2})\s*[)）]\s*")


@lru_cache(maxsize=1024)
def printed_options(content: str) -> tuple[str, ...]:
    """The options printed behind ``＜選択肢＞``, numbered from one; empty when there is no such list."""
    option_list = _LIST.search(content)
    if option_list is None:
        return ()
    text = _FRAMED.sub("", _COUNT.sub("", content)[option_list.end() :])
    marks: list[re.Match[str]] = []
    for match in _OPTION.finditer(text):
        if int(match[1]) == len(marks) + 1:
            marks.append(match)
    ends = [*(m.start() for m in marks[1:]), len(text)][: len(marks)]
    options = [" ".join(text[m.end() : end].split()) for m, end in zip(marks, ends, strict=True)]
    return tuple(_COUNT.sub("", o).strip() for o in options if o) if len(options) > 1 else ()


def _uncut(item: FormItem, option: str, nth: int) -> str:
    """A printed option as the form has it, where the print cuts its end: by its words, else by its place as well."""
    whole = whole_option(item, option)
    if whole == option and not item.option_of(option) and nth < len(item.options) and len(option) >= _FEWEST_SIGNS:
        same_place = item.options[nth]
        return same_place if fold(same_place).startswith(fold(option)) else option
    return whole


_FEWEST_SIGNS = 6


def whole_option(item: FormItem, text: str) -> str:
    """The one option that begins with an answer of which the print hides the end; else the answer as it is."""
    key = fold(text)
    if item.option_of(text) or len(key) < _FEWEST_SIGNS:
        return text
    begun = [option for option in item.options if fold(option).startswith(key)]
    return begun[0] if len(begun) == 1 else text


def options_of(item: FormItem, content: str) -> tuple[str, ...]:
    """The options printed for an item, each that the print cuts as the form has it; and so the last of them, where
    what follows it on the page, its next page's head, was read with it."""
    options = tuple(_uncut(item, option, nth) for nth, option in enumerate(printed_options(content)))
    if not options or item.option_of(options[-1]):
        return options
    last = next((o for o in item.options if fold(options[-1]).startswith(fold(o))), None)
    are_options = last is not None and last not in options and all(item.option_of(o) for o in options[:-1])
    return (*options[:-1], last) if are_options and last is not None else options


_COUNT = regex(r"[(（]\s*[0-9０-９]*\s*[)）]\s*件\s*$")


def printed_boxes(content: str) -> tuple[str, ...]:
    """What is printed behind each tick box, in order."""
    marks = list(_TICK.finditer(content))
    ends = [*(m.start() for m in marks[1:]), len(content)][: len(marks)]
    texts = [content[m.end() : end].strip() for m, end in zip(marks, ends, strict=True)]
    return tuple(_COUNT.sub("", " ".join(t.split())).strip() for t in texts if t and len(t) <= 80)


def _option_after(item: FormItem, content: str, at: int) -> tuple[str, bool]:
    tail = fold(content[at : at + 200].lstrip())
    return next(((option, True) for key, option in _longest_first(item.options) if tail.startswith(key)), ("", False))


@lru_cache(maxsize=256)
def _longest_first(options: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((fold(option), option) for option in sorted(options, key=len, reverse=True))
