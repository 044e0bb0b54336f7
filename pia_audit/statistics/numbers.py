"""The life line of each item of the law's tables that a report cites, and when the law left it behind."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from pia_audit.japanese.lists import number_key
from pia_audit.law import known_tables
from pia_audit.law.mentions import mentions
from pia_audit.statistics.periods import Period
from pia_audit.statistics.source import Source, cached
from pia_audit.statistics.stock import counts
from pia_audit.statistics.turns import Line, lines, stories

_MENTIONS = "別\\s*表|の\\s*表|準法定|の\\s*項"

_Number = tuple[str, str]
"""A table and an item of it."""


@cached
def numbers(source: Source) -> pl.DataFrame:
    """From when to when each item of a report cites an item of the law's tables, and when the law left it behind.

    ``report_id, agency, item_id, table, number, since`` (null: cited before the first row), ``row_no, ended``
    (``standing``, ``gone``, or ``unrecorded``), ``until`` (null while it is cited), ``outdated`` (the day on which
    the item was struck out, became another law's or its table was repealed, while the report cited it; null where that
    did not happen, or is not known) and ``days`` from there until a row followed (null where none has).

    What it cannot know: items on days for which their table is not known; what a list without its table's name is of.
    Amendments that left an item with its process are not told apart. Where ``source`` was not replayed, a row that
    quotes a part of the item tells of that part only.
    """
    out = [
        (*key, *line.sign, line.since, line.row_no, line.ended, line.until, *_outdated(line, s.published_on))
        for s in stories(source, pl.lit(value=True), _MENTIONS)
        for key in [(s.report_id, s.agency, s.item_id)]
        for line in lines(s, cited)
    ]
    names = [
        "report_id",
        "agency",
        "item_id",
        "table",
        "number",
        "since",
        "row_no",
        "ended",
        "until",
        "outdated",
        "days",
    ]
    types: dict[str, Any] = dict.fromkeys(names, pl.String) | dict.fromkeys(("since", "until", "outdated"), pl.Date)
    return pl.DataFrame(out, schema=types | {"row_no": pl.Int64, "days": pl.Int64}, orient="row")


def number_counts(source: Source, period: Period = "fiscal-year") -> pl.DataFrame:
    """How many reports cite each item of the law's tables, in any field, at the end of each period; ``planned`` is
    always 0. See :func:`pia_audit.statistics.stock.counts`."""
    name = pl.concat_str("table", pl.lit("の"), "number", pl.lit("の項"))
    lines = numbers(source).with_columns(name=name, planned=pl.lit(value=False))
    return counts(source, lines, period)


@lru_cache(maxsize=65536)
def cited(text: str) -> tuple[_Number, ...]:
    """The items that a text cites, each once, table by table in their order."""
    cited_items = {(m.table, n) for m in mentions(text) if not m.purpose for n in m.plain_numbers}
    return tuple(sorted(cited_items, key=lambda f: (f[0], number_key(f[1]))))


def _outdated(line: Line[_Number], published: date | None) -> tuple[date | None, int | None]:
    """The day on which the law left a cited item behind, and the days until a row followed."""
    (name, number), until = line.sign, line.until
    last = until or published
    table = known_tables.table(name)
    begun = max(line.since or table.since, table.since)
    entry = next((e for e in table.history.get(number, ()) if e.stands(begun) and not e.deleted), None)
    if last is None or entry is None:
        return None, None
    end = table.ended
    for e in table.history[number]:
        if e.since > begun and (e.deleted or e.law != entry.law):
            end = min(e.since, end or e.since)
            break
    else:
        last_day = table.history[number][-1].to
        end = min(last_day, end or last_day) if last_day else end
    if end is None or end > last:
        return None, None
    return end, (until - end).days if until else None
