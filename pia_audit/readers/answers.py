"""Chosen options and tick boxes out of a field's cells: what was answered, and what the file lost."""

from __future__ import annotations

import re

from pia_audit.forms import FormItem
from pia_audit.japanese.ladder import fold
from pia_audit.model import Status
from pia_audit.readers.text import BOX

_LIST = re.compile(r"[<＜〈《]\s*選\s*択\s*肢\s*[>＞〉》]")
_OPTIONS_BEGIN = re.compile(r"(?:^|\s)[1１]\s*[)）]")
_FRAME = re.compile(rf"^[\s\[\]［］{BOX}]+|[\s\[\]［］{BOX}]+$")
_TICK = re.compile(rf"(?:[\[［]\s*(?P<mark>[^\[\]［］\s]?)\s*[\]］]|(?P<sign>[{BOX}□■☑☒✓✔]))")
_ON = set("○◯〇●■☑☒✓✔レ✕×xXvV")


def choice(item: FormItem, content: str, *, keeps_ticks: bool) -> tuple[str | None, Status]:
    """The chosen option's text as read.

    The option list without a value means the conversion lost the answer, unless the file is one that
    keeps such marks (then the form was left blank).
    """
    found = _LIST.search(content)
    head = content[: found.start()] if found else content
    value = _FRAME.sub("", head)
    if not found and (begin := _OPTIONS_BEGIN.search(value)) and begin.start() == 0 and len(value) > 60:
        value = ""  # nothing but the list of options is left
    if value:
        return _first_option(item, value), "read"
    if keeps_ticks and (not found or _TICK.search(head)):
        return None, "blank"
    return None, "unreadable" if content.strip() else "blank"


def _first_option(item: FormItem, value: str) -> str:
    """The value without notes that stand beside it, when its first line alone is an option."""
    first = value.split("\n", 1)[0].strip()
    return first if item.option_of(first) else value


def flags(item: FormItem, content: str, *, keeps_ticks: bool) -> tuple[str | None, Status]:
    """The tick boxes as ``[○]自己点検 [ ]内部監査``; boxes without a state are ``unreadable``."""
    marks = list(_TICK.finditer(content))
    if not marks:
        return None, "unreadable" if content.strip() else "absent"
    states = [(m["mark"] or m["sign"] or "", *_option_after(item, content, m.end())) for m in marks]
    known = [(mark, option) for mark, option, hit in states if hit]
    if not known:
        return None, "unreadable"
    if not keeps_ticks and not any(mark in _ON for mark, _ in known):
        return None, "unreadable"
    return " ".join(f"[{'○' if mark in _ON else ' '}]{option}" for mark, option in known), "read"


def _option_after(item: FormItem, content: str, at: int) -> tuple[str, bool]:
    rest = fold(content[at : at + 200].lstrip())
    for option in sorted(item.options, key=len, reverse=True):
        if rest.startswith(fold(option)):
            return option, True
    return "", False
