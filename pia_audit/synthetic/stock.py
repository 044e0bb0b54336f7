"""Item numbers of the law's tables that stand, as the same law's, as long as a report that cites them is revised."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import lru_cache

from pia_audit.law import tables

Life = tuple[date, date]
"""The first and the last day on which a report is published."""


@lru_cache(maxsize=4096)
def standing(table: str, life: Life) -> tuple[int, ...]:
    """The items of a table (numbers without branches) that stand through a report's life, as far as it is known.

    Of a life that lies before or behind what is known of the table its first or last day counts.
    """
    item_table = tables.shipped(table)
    last = item_table.ended - timedelta(1) if item_table.ended else item_table.until
    begin, end = (min(max(day, item_table.since), last) for day in life)
    first, *later = [item_table.on(day) for day in (begin, *(day for day in item_table.days if begin < day <= end))]
    same = (n for n, e in first.items() if not e.deleted and all(n in o and o[n].law == e.law for o in later))
    return tuple(sorted(int(n) for n in same if n.isdecimal()))


@lru_cache(maxsize=1024)
def missing(table: str, day: date) -> tuple[int, ...]:
    """Numbers up to 200 that no item of the table had on a day, nor was about to have; empty where it is not known."""
    item_table = tables.shipped(table)
    if not item_table.knows(day):
        return ()
    comes = {n for n, periods in item_table.history.items() if any(e.since > day for e in periods)}
    used_numbers = {n for n, e in item_table.on(day).items() if not e.deleted} | comes
    return tuple(n for n in range(1, 201) if str(n) not in used_numbers)


def put_into(drawn: Iterable[int], stock: tuple[int, ...], reserved: Collection[int] = ()) -> list[int]:
    """Drawn numbers, each as it is where the stock has it, else the next of the stock that is not used."""
    used, out = set(reserved), []
    for number in drawn:
        ahead = sorted(stock, key=lambda n: (n < number, n))
        fresh = next((n for n in ahead if n not in used), None)
        if fresh is not None:
            used.add(fresh)
            out.append(fresh)
    return sorted(out)
