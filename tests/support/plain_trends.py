"""The trends once more, in plain Python over the editions, to hold the frames against."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from statistics import median

from pia_audit.japanese.ladder import Rung, fold
from pia_audit.model import ChangeRow, Edition


def newest(editions: Iterable[Edition]) -> dict[str, Edition]:
    """Each report's newest edition."""
    by_report: dict[str, Edition] = {}
    for e in sorted(editions, key=lambda e: (e.published_on or date.min, e.edition_id)):
        by_report[e.report_id] = e
    return by_report


def rows(editions: Iterable[Edition]) -> list[tuple[str, ChangeRow]]:
    """Report and row, for all rows that count."""
    return [(i, r) for i, e in newest(editions).items() for r in e.changes]


def fiscal_year(day: date | None) -> date | None:
    """1 April of the 年度."""
    return None if day is None else date(day.year - (day.month < 4), 4, 1)


def revisions(editions: Iterable[Edition]) -> dict[date | None, tuple[int, int, int]]:
    """Rows, editions and reports by 年度."""
    by: dict[date | None, list[tuple[str, date | None]]] = defaultdict(list)
    for report, row in rows(editions):
        by[fiscal_year(row.changed_on)].append((report, row.changed_on))
    return {k: (len(v), len(set(v)), len({r for r, _ in v})) for k, v in by.items()}


def timing(editions: Iterable[Edition]) -> dict[date | None, tuple[int, int, int]]:
    """事前, 事後 and neither by 年度."""
    by: dict[date | None, Counter[str | None]] = defaultdict(Counter)
    for _, row in rows(editions):
        by[fiscal_year(row.changed_on)][row.timing] += 1
    return {k: (c["事前"], c["事後"], sum(c.values()) - c["事前"] - c["事後"]) for k, c in by.items()}


def items(editions: Iterable[Edition]) -> dict[str, tuple[int, int]]:
    """Rows that name an item, and those that write it unnamed."""
    named: Counter[str] = Counter()
    also: Counter[str] = Counter()
    for _, row in rows(editions):
        for q in row.quotes:
            (named if q.named else also)[q.item_id] += 1
    return {i: (named[i], also[i]) for i in named.keys() | also.keys()}


def gaps(editions: list[Edition]) -> list[tuple[str, date, date]]:
    """From one edition to the next."""
    days: dict[str, set[date]] = defaultdict(set)
    for report, row in rows(editions):
        days[report] |= {row.changed_on} if row.changed_on else set()
    for e in editions:
        days[e.report_id] |= {e.published_on} if e.published_on else set()
    return sorted((r, a, b) for r, d in days.items() for a, b in pairwise(sorted(d)))


def spells(editions: Iterable[Edition]) -> list[tuple[str, str, int, bool]]:
    """Report, item, days a text stood, and whether it was changed then."""
    changed: dict[tuple[str, str], set[date]] = defaultdict(set)
    ends = {i: e.published_on for i, e in newest(editions).items()}
    for report, row in rows(editions):
        for q in row.quotes:
            same = fold(q.before or "", Rung.PUNCTUATION) == fold(q.after or "", Rung.PUNCTUATION)
            if row.changed_on and not same:
                changed[report, q.item_id].add(row.changed_on)
    stretches = []
    for (report, item), change_days in changed.items():
        days = sorted(change_days)
        stretches += [(report, item, (b - a).days, True) for a, b in pairwise(days)]
        stretches.append((report, item, (max(ends[report] or days[-1], days[-1]) - days[-1]).days, False))
    return sorted(stretches)


def standing(lengths: list[tuple[int, bool]]) -> dict[int, float]:
    """The share still standing after so many days, by hand: one minus changed over watched, multiplied on."""
    left, share, shares = len(lengths), 1.0, {}
    for day in sorted({d for d, _ in lengths}):
        here = [c for d, c in lengths if d == day]
        share *= 1 - sum(here) / left
        left -= len(here)
        shares[day] = share
    return shares


def middle(values: list[int]) -> float:
    """The median."""
    return float(median(values))
