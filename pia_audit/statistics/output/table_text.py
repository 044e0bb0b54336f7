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


def summary(trends: Trends, words: Wording) -> str:
    """What was counted, in a sentence."""
    bodies = trends["bodies"]
    counts = bodies.select(
        pl.col("reports", "rows").sum(), first=pl.col("first_on").min(), last=pl.col("last_on").max()
    ).row(0, named=True)
    editions = trends.source.editions.select(pl.len()).collect().item()
    said = {"reports": f"{counts['reports']:,}", "editions": f"{editions:,}", "rows": f"{counts['rows']:,}"}
    key = "ui.summary" if counts["first"] else "ui.summary_without"
    by = words.say("trends", f"ui.by_{trends.period}")
    return words.say("trends", key, **said, first=counts["first"], last=counts["last"], period=by)


def remarks(trends: Trends, words: Wording) -> list[str]:
    """What was not counted, or not as whole texts, where the frames were not replayed."""
    told = []
    if trends.source.steps is None and not trends["rates"].height:
        told.append("ui.no_rates")
    if trends.source.states is None:
        told.append("ui.as_quoted")
    return [words.say("trends", key) for key in told]


def rows(trends: Trends, name: str, words: Wording, most: int | None = None) -> tuple[list[str], list[list[str]], int]:
    """A trend's headings, its rows as text (the first ``most``), and how many rows there are."""
    frame = trends[name]
    shown = frame if most is None else frame.head(most)
    texts = [
        [cell(c, v, trends.period, words) for c, v in zip(frame.columns, row, strict=True)] for row in shown.iter_rows()
    ]
    return headings(frame.columns, words), texts, frame.height


def as_text(trends: Trends, only: Sequence[str], lost: Iterable[Unread], lang: str) -> str:
    """The tables for the screen: the chosen trends, or the ones most asked for, each with its first rows."""
    words = Wording(lang)
    parts = [summary(trends, words), words.say("trends", "ui.caution"), *remarks(trends, words)]
    for name in only or _ON_SCREEN:
        parts.append(_table(trends, name, words, all_columns=bool(only)))
    gone = list(lost)
    if gone:
        parts.append(unread(gone, words))
    return "\n\n".join(parts) + "\n"


def _table(trends: Trends, name: str, words: Wording, *, all_columns: bool) -> str:
    heads, texts, height = rows(trends, name, words, SHOWN)
    title = f"■ {words.say('trends', f'title.{name}')}"
    if not texts:
        return f"{title}\n{words.say('trends', 'ui.nothing')}"
    kept = [n for n, c in enumerate(trends[name].columns) if all_columns or c not in _LEFT_OUT]
    lines = [[_narrow(line[n]) for n in kept] for line in texts]
    shown = grid(lines, [heads[n] for n in kept])
    more = "\n" + words.say("trends", "ui.shown_of", shown=SHOWN, of=f"{height:,}") if height > SHOWN else ""
    return f"{title}\n{shown}{more}"


def _narrow(text: str) -> str:
    """A long cell by its end, which tells items apart."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDE else "…" + flat[-_WIDE:]


def as_json_text(trends: Trends, only: Sequence[str], lost: Iterable[Unread], lang: str) -> str:
    """The JSON of ``trends``: every row of every trend (or of the chosen ones), columns by their names."""
    found = {name: [_plain(row) for row in trends[name].iter_rows(named=True)] for name in only or tuple(trends)}
    told = remarks(trends, Wording(lang))
    data: dict[str, Any] = {"version": 1, "period": trends.period, "remarks": told, "trends": found}
    return json_text.dump({**data, "unread": json_document.unread(tuple(lost), lang)})


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()}
