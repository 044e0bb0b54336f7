"""The trends as tables on the screen and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import polars as pl

from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.reports import json_document, json_text
from pia_audit.reports.grid import grid
from pia_audit.reports.screen import unread
from pia_audit.statistics import Trends
from pia_audit.statistics.output.terms import cell, headings

SHOWN = 20
"""Rows of a table on the screen and on the page; the workbook and the JSON hold all."""

_ON_SCREEN = ("revisions", "timing", "sections", "items", "bodies", "lags", "rates", "gaps", "systems")
_WIDE = 34
_LEFT_OUT = {"item_id", "heading", "position", "was", "law", "amendment", "remark", "first_on", "last_on"}


def summary(trends: Trends, wording: Wording) -> str:
    """What was counted, in a sentence."""
    bodies = trends["bodies"]
    counts = bodies.select(
        pl.col("reports", "rows").sum(), first=pl.col("first_on").min(), last=pl.col("last_on").max()
    ).row(0, named=True)
    editions = trends.source.editions.select(pl.len()).collect().item()
    totals = {"reports": f"{counts['reports']:,}", "editions": f"{editions:,}", "rows": f"{counts['rows']:,}"}
    key = "ui.summary" if counts["first"] else "ui.summary_without"
    by = wording.say("trends", f"ui.by_{trends.period}")
    return wording.say("trends", key, **totals, first=counts["first"], last=counts["last"], period=by)


def remarks(trends: Trends, wording: Wording) -> list[str]:
    """What was not counted, or not as whole texts, where the frames were not replayed."""
    keys = []
    if trends.source.steps is None and not trends["rates"].height:
        keys.append("ui.no_rates")
    if trends.source.states is None:
        keys.append("ui.as_quoted")
    return [wording.say("trends", key) for key in keys]


def rows(
    trends: Trends, name: str, wording: Wording, limit: int | None = None
) -> tuple[list[str], list[list[str]], int]:
    """A trend's headings, its rows as text (the first ``most``), and how many rows there are."""
    frame = trends[name]
    head_rows = frame if limit is None else frame.head(limit)
    texts = [
        [cell(c, v, trends.period, wording) for c, v in zip(frame.columns, row, strict=True)]
        for row in head_rows.iter_rows()
    ]
    return headings(frame.columns, wording), texts, frame.height


def as_text(trends: Trends, only: Sequence[str], lost: Iterable[Unread], lang: str) -> str:
    """The tables for the screen: the chosen trends, or the ones most asked for, each with its first rows."""
    wording = Wording(lang)
    parts = [summary(trends, wording), wording.say("trends", "ui.caution"), *remarks(trends, wording)]
    for name in only or _ON_SCREEN:
        parts.append(_table(trends, name, wording, all_columns=bool(only)))
    unread_items = list(lost)
    if unread_items:
        parts.append(unread(unread_items, wording))
    return "\n\n".join(parts) + "\n"


def _table(trends: Trends, name: str, wording: Wording, *, all_columns: bool) -> str:
    heads, texts, height = rows(trends, name, wording, SHOWN)
    title = f"■ {wording.say('trends', f'title.{name}')}"
    if not texts:
        return f"{title}\n{wording.say('trends', 'ui.nothing')}"
    column_numbers = [n for n, c in enumerate(trends[name].columns) if all_columns or c not in _LEFT_OUT]
    lines = [[_narrow(line[n]) for n in column_numbers] for line in texts]
    table_text = grid(lines, [heads[n] for n in column_numbers])
    more = "\n" + wording.say("trends", "ui.shown_of", shown=SHOWN, of=f"{height:,}") if height > SHOWN else ""
    return f"{title}\n{table_text}{more}"


def _narrow(text: str) -> str:
    """A long cell by its end, which tells items apart."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDE else "…" + flat[-_WIDE:]


def as_json_text(trends: Trends, only: Sequence[str], lost: Iterable[Unread], lang: str) -> str:
    """The JSON of ``trends``: every row of every trend (or of the chosen ones), columns by their names."""
    rows_by_trend = {
        name: [_plain(row) for row in trends[name].iter_rows(named=True)] for name in only or tuple(trends)
    }
    remark_lines = remarks(trends, Wording(lang))
    data: dict[str, Any] = {"version": 1, "period": trends.period, "remarks": remark_lines, "trends": rows_by_trend}
    return json_text.dump({**data, "unread": json_document.unread(tuple(lost), lang)})


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()}
