"""Passages that tell when a change takes effect: remarks with a day in many notations, and citations by the day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Container, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from msgspec import Struct

from pia_audit.forms import FormItem
from pia_audit.law import Amendment, amendments, tables
from pia_audit.synthetic.data_files import data_file
from pia_audit.synthetic.days import WIDE, japanese
from pia_audit.synthetic.edits import Edit
from pia_audit.synthetic.first_contents import Draft
from pia_audit.synthetic.stock import put_into

_OFFSETS = (0, 1, 2, 30, 90, 200, 400, 900)


def timings() -> Mapping[str, Any]:
    """The whole data file, ``timings.toml`` beside this module."""
    return data_file("timings")


class When(Struct, frozen=True):
    """A day, a month, a year or a fiscal year as written, with the first and the last day it may mean."""

    text: str
    start: date
    end: date


def in_notation(day: date, way: int) -> When:
    """``day``, or a stretch of time that holds it, in one of ten notations."""
    full, year = japanese(day), japanese(day).partition("年")[0]
    month = date(day.year, day.month, 1), date(day.year, day.month, monthrange(day.year, day.month)[1])
    short = f"{'R' if full.startswith('令和') else 'H'}{year[2:].replace('元', '1')}.{day.month}"
    april = date(day.year - (day.month < 4), 4, 1)
    fiscal = april, date(april.year + 1, 3, 31)
    ways = (
        When(full, day, day),
        When(full.translate(WIDE), day, day),
        When(f"{day.year}/{day.month}/{day.day}", day, day),
        When(f"{day.year}年{day.month}月{day.day}日", day, day),
        When(f"{short}.{day.day}", day, day),
        When(short, *month),
        When(f"{year}年{day.month}月", *month),
        When(f"{day.year}/{day.month}", *month),
        When(f"{japanese(april).partition('年')[0]}年度", *fiscal),
        When(f"{day.year}年", date(day.year, 1, 1), date(day.year, 12, 31)),
    )
    return ways[way % len(ways)]


def _remark(kind: str, day: date, direction: int, rng: Random, fits: Callable[[When], bool]) -> str:
    """A remark about a day on one side of ``day``; drawn until it fits."""
    while True:
        when = in_notation(day + direction * timedelta(rng.choice(_OFFSETS)), rng.randrange(10))
        if fits(when):
            return str(rng.choice(timings()[kind]).format(when.text))


def starts_after(day: date, rng: Random) -> str:
    """Takes effect after ``day`` by any reading, or is a plan."""
    if rng.random() < 0.15:
        return str(rng.choice(timings()["undated"]))
    return _remark(rng.choice(("from", "from", "plan")), day, 1, rng, lambda w: w.start > day)


def in_effect_before(day: date, rng: Random) -> str:
    """Was in effect before ``day`` by any reading."""
    return _remark("from", day, -1, rng, lambda w: w.end < day)


def counted_after(day: date, rng: Random) -> str:
    """Was counted after ``day`` by any reading."""
    return _remark("counted", day, 1, rng, lambda w: w.start > day)


def suits_before(day: date, rng: Random) -> str:
    """May be submitted 事前 on ``day`` or earlier: a plan, or a day that may still be to come."""
    if rng.random() < 0.3:
        return starts_after(day, rng)
    return _remark(rng.choice(("from", "plan")), day, 1, rng, lambda w: w.end >= day)


def suits_after(day: date, rng: Random) -> str:
    """May be submitted 事後 on ``day`` or later: a day that may be over, or a count."""
    return _remark(rng.choice(("from", "counted")), day, -1, rng, lambda w: w.start <= day)


def tells_nothing(day: date, rng: Random) -> str:
    """An end, or the number of a law, which says nothing of when the change takes effect."""
    if rng.random() < 0.5:
        return str(rng.choice(timings()["law_numbers"]))
    return _remark("until", day, rng.choice((-1, 1)), rng, lambda _: True)


def marked(draft: Draft, item: FormItem, remark: str) -> Edit:
    """The item with a remark added to one of its lines, or to one of the names of a list."""
    old = draft.texts[item.item_id] or ""
    separator = "、" if item.kind == "list" else "\n"
    pieces = old.split(separator)
    bare = [n for n, p in enumerate(pieces) if not p.endswith(("）", "）。"))] or [*range(len(pieces))]
    at = draft.rng.choice(bare)
    stop = "。" if pieces[at].endswith("。") else ""
    piece = pieces[at].removesuffix("。") + remark + stop
    return _put(item.item_id, old, pieces, at, piece, separator)


def _put(item_id: str, old: str, pieces: list[str], at: int, piece: str, separator: str) -> Edit:
    new = separator.join([*pieces[:at], piece, *pieces[at + 1 :]])
    alone = separator == "\n" and len(pieces) > 1 and old.count(pieces[at]) == new.count(piece) == 1
    return Edit(item_id, old, new, ((pieces[at], piece),) if alone else ())


def citable() -> tuple[Amendment, ...]:
    """The amendments that reports are written about, oldest first."""
    return tuple(a for a in amendments() if a.key in timings()["cited"] and a.sure == "high")


def fitting(item_id: str, used_keys: Container[str]) -> list[Amendment]:
    """The amendments that may be cited in an item and are not taken."""
    return [a for a in citable() if a.concerns(item_id) and a.key not in used_keys]


def _cited(draft: Draft, amendment: Amendment, side: str, numbers: dict[str, str]) -> str:
    return str(timings()["cited"][amendment.key][side]).format_map(draft.fields | numbers)


def _items(draft: Draft, amendment: Amendment, old: int, new: int) -> dict[str, str]:
    """The item of the old table and that of the new one: the same process's where a table was renumbered."""
    if amendment.key == "table-1-2024":
        new_numbers = tables.renumbered()
        stock = tuple(n for n in draft.stock(tables.TABLE_1) if new_numbers.get(str(n), "").isdecimal())
        (number,) = put_into([old], stock)
        return {"n": str(number), "m": new_numbers[str(number)]}
    if amendment.key == "table-2-2024":
        (number,), (new_number,) = (
            put_into([n], _of_law(draft, t)) for n, t in ((old, tables.TABLE_2), (new, tables.NETWORK))
        )
        return {"n": str(number), "m": str(new_number)}
    return {}


def _of_law(draft: Draft, table: str) -> tuple[int, ...]:
    """The items of a table by which the report's own law asks; all of them where the table has none of it."""
    stock, law_table = draft.stock(table), tables.shipped(table)
    law_numbers = tuple(n for n in stock if law_table.history[str(n)][-1].law == draft.fields["law"])
    return law_numbers or stock


def seed(draft: Draft, item_id: str, amendment: Amendment) -> tuple[str, str]:
    """Let an item cite a law in the old way from the beginning; returns the old and the new words."""
    numbers = _items(draft, amendment, draft.rng.randint(2, 99), draft.rng.randint(2, 135))
    old, new = (_cited(draft, amendment, side, numbers) for side in ("old", "new"))
    text = draft.texts[item_id] or ""
    lines = text.split("\n")
    if len(lines) == 1:
        draft.texts[item_id] = f"{text}（{old}）"
    else:
        at = draft.rng.randint(1, len(lines)) if lines[-1].startswith("・") else len(lines)
        start = "・" if lines[-1].startswith("・") else f"({len(lines)}) "
        draft.texts[item_id] = "\n".join([*lines[:at], f"{start}{old}", *lines[at:]])
    return old, new


def recited(draft: Draft, item_id: str, old: str, new: str) -> Edit:
    """The item with the new words for the old ones."""
    text = draft.texts[item_id] or ""
    lines = text.split("\n")
    at = next(n for n, line in enumerate(lines) if old in line)
    return _put(item_id, text, lines, at, lines[at].replace(old, new), "\n")
