"""Rows of the 変更箇所 table: how an edit is quoted, how a body writes it, what a reader makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random

from pia_audit import forms
from pia_audit.forms import FormItem, Level
from pia_audit.model import ChangeRow, Timing
from pia_audit.synthetic import days
from pia_audit.synthetic.edits import Edit
from pia_audit.synthetic.texts import texts

_ROMAN = str.maketrans({"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V", "Ⅵ": "VI"})
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_WIDE_LABEL = str.maketrans("0123456789.", "０１２３４５６７８９．")
_NOISY = 0.3


@dataclass(slots=True)
class Entry:
    """A row while it is written; ``start`` and ``end`` bound the interval it was written in.

    ``fault`` names the fault that the row is, or takes part in.
    """

    day: date
    item_id: str
    before: str
    after: str
    timing: Timing
    note: str
    label: str
    start: date
    end: date
    fault: str = ""


def quote(edit: Edit, mode: str, rng: Random) -> list[tuple[str, str]]:
    """What the rows of an edit quote, one pair of 変更前 and 変更後 for each row (notation as printed)."""
    if edit.spots and (mode == "part" or (mode == "mixed" and rng.random() < 0.5)):
        return list(edit.spots)
    marks = texts()
    before = rng.choice(marks["empty_marks"]) if edit.old is None else edit.old
    return [(before, rng.choice(marks["removed_marks"]) if edit.new is None else edit.new)]


def noisy(text: str, kind: str, rng: Random) -> str:
    """The text, now and then in another notation: wide digits, spaces, line breaks lost."""
    if kind == "flags" or rng.random() >= _NOISY:
        return text
    way = rng.randrange(4)
    if way == 0:
        return text.translate(_WIDE)
    if way == 1:
        return text.replace("\n", rng.choice((" ", "　", "")))
    if way == 2:
        return text.replace("、", "、 ") if kind != "date" else text.replace("年", "年 ")
    return text.replace("（", "(").replace("）", ")")


def timing(found: list[Edit], kinds: dict[str, str], rng: Random) -> tuple[Timing, str]:
    """提出時期 and its 説明 for edits that belong together: 事前 only where no count or answer is told."""
    settled = any(kinds[e.item_id] not in ("text", "list") for e in found)
    when: Timing = "事後" if settled or rng.random() < 0.88 else "事前"
    notes = texts()["notes_after" if when == "事後" else "notes_before"]
    return when, rng.choice(notes) if rng.random() < 0.1 else ""


def label(item: FormItem, rng: Random) -> str:
    """The item as a person types it; every way names the item without a mismatch."""
    return _label(item.path, rng.choice((0, 0, 0, 1, 2, 3, 4)))


@lru_cache(maxsize=4096)
def _label(path: tuple[str, ...], way: int) -> str:
    levels = [p.partition("※")[0].rstrip() for p in path] if way else list(path)
    if way in (1, 4):
        levels = [p.translate(_ROMAN) for p in levels]
    if way == 2:
        return "　".join(p.translate(_WIDE_LABEL) for p in levels)
    if way == 4:
        levels[0] = levels[0].replace(" ", "")
    return ("\n" if way == 3 else " ").join(levels)


@lru_cache(maxsize=1024)
def wrong_label(form_key: str, item_id: str) -> str | None:
    """The item's label with a number that is not its own; ``None`` when it has no number below its chapter."""
    item = forms.load(form_key).item(item_id)
    assert item is not None
    for at in range(len(item.path) - 1, 0, -1):
        if item.levels[at].number:
            return " ".join([*item.path[:at], _misnumbered(item.levels[at]), *item.path[at + 1 :]])
    return None


def _misnumbered(level: Level) -> str:
    signs = "37" if level.number.isdigit() else "③②"
    return next(s for s in signs if s != level.number) + level.text.removeprefix(level.number)


def row(entry: Entry, number: int, style: int) -> ChangeRow:
    """The entry as it is printed; what it means is for a reader to find out."""
    return ChangeRow(
        row_no=number,
        changed_on=entry.day,
        changed_on_text=days.changed_on(entry.day, style),
        label=entry.label,
        before=entry.before,
        after=entry.after,
        timing=entry.timing,
        timing_text=entry.timing,
        note=entry.note,
    )
