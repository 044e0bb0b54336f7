"""Rows of the 変更箇所 table: how an edit is quoted, and how a row is printed."""

from __future__ import annotations

from datetime import date
from random import Random

from msgspec import Struct

from pia_audit.model import ChangeRow, Timing
from pia_audit.synthetic import days
from pia_audit.synthetic.edits import Edit
from pia_audit.synthetic.texts import texts
from pia_audit.synthetic.truth import RowTruth

_NOISY = 0.3


class Entry(Struct):
    """A row while it is written; ``start`` and ``end`` bound the interval it was written in.

    ``fault`` names the fault that the row is, or takes part in. ``shown_day`` and ``shown_timing`` are what stands in
    those columns where it is not the day and the timing themselves; ``within`` bounds a 変更日 that is no single day.
    ``goes_on``: the row is the rest of the one above.
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
    truth: RowTruth
    fault: str = ""
    shown_day: str | None = None
    shown_timing: str | None = None
    within: tuple[date, date] | None = None
    goes_on: bool = False


def quote(edit: Edit, mode: str, rng: Random) -> list[tuple[str, str]]:
    """What the rows of an edit quote, one pair of 変更前 and 変更後 for each row (notation as printed)."""
    if edit.spots and (mode == "part" or (mode == "mixed" and rng.random() < 0.5)):
        return list(edit.spots)
    marks = texts()
    before_text = rng.choice(marks["empty_marks"]) if edit.old is None else edit.old
    return [(before_text, rng.choice(marks["removed_marks"]) if edit.new is None else edit.new)]


def noisy(text: str, kind: str, rng: Random) -> str:
    """The text, now and then in another notation: wide digits, spaces, line breaks lost."""
    if kind == "flags" or rng.random() >= _NOISY:
        return text
    way = rng.randrange(4)
    if way == 0:
        return text.translate(days.WIDE)
    if way == 1:
        return text.replace("\n", rng.choice((" ", "　", "")))
    if way == 2:
        return text.replace("、", "、 ") if kind != "date" else text.replace("年", "年 ")
    return text.replace("（", "(").replace("）", ")")


def timing(edits: list[Edit], kinds: dict[str, str], rng: Random) -> tuple[Timing, str]:
    """提出時期 and its 説明 for edits that belong together: 事前 only where no count or answer is told."""
    settled = any(kinds[e.item_id] not in ("text", "list") for e in edits)
    when: Timing = "事後" if settled or rng.random() < 0.88 else "事前"
    notes = texts()["notes_after" if when == "事後" else "notes_before"]
    return when, rng.choice(notes) if rng.random() < 0.1 else ""


def row(entry: Entry, number: int, style: int) -> ChangeRow:
    """The entry as it is printed; what it means is for a reader to find out."""
    return ChangeRow(
        row_no=number,
        changed_on=None if entry.within else entry.day,
        changed_on_text=days.changed_on(entry.day, style) if entry.shown_day is None else entry.shown_day,
        label=entry.label,
        before=entry.before,
        after=entry.after,
        timing=entry.timing,
        timing_text=entry.shown_timing or entry.timing,
        note=entry.note,
        changed_from=entry.within[0] if entry.within else entry.day,
        changed_to=entry.within[1] if entry.within else entry.day,
    )
