"""Figures of counts and shares: bars."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from pia_audit.messages.wording import Wording
from pia_audit.statistics import Trends
from pia_audit.statistics.output import style
from pia_audit.statistics.output.terms import bare, period_name, section, share
from pia_audit.statistics.periods import all_between

Chart = alt.Chart | alt.LayerChart | alt.VConcatChart | alt.FacetChart
Drawn = tuple[Chart, str]
"""A figure and the line under its title, which may be empty."""

MOST = 20
"""Bars a figure shows; the table holds all."""

_CROWDED = 16  # periods beyond which numbers would touch


def data(rows: Iterable[dict[str, Any]]) -> alt.InlineData:
    """Rows as inline data: nothing is read from elsewhere when the figure is made."""
    return alt.InlineData(values=list(rows))


def short(text: str, width: int = 30) -> str:
    """A long label by its beginning."""
    return text if len(text) <= width else text[: width - 1] + "…"


def unlike(labels: list[str]) -> list[str]:
    """The labels with a number where one occurs again, so that no two bars become one."""
    seen: dict[str, int] = {}
    out = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        out.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return out


def of_all(count: int, of: int, wording: Wording) -> str:
    """How many of how many a figure shows; nothing when it shows all."""
    return wording.say("trends", "chart.shown", shown=count, of=f"{of:,}") if count < of else ""


def periods(frame: pl.DataFrame, trends: Trends, wording: Wording) -> list[str]:
    """The names of a frame's periods, in its order."""
    return [period_name(d, trends.period, wording) for d in frame.get_column("period")]


def every_period(frame: pl.DataFrame, trends: Trends, wording: Wording) -> list[str]:
    """The names of all periods from a frame's first to its last, those it leaves out as well; no date comes last."""
    days = frame.get_column("period").drop_nulls().to_list()
    between = all_between(min(days), max(days), trends.period) if days else []
    undated: list[date | None] = [None] if frame.get_column("period").null_count() else []
    return [period_name(d, trends.period, wording) for d in [*between, *undated]]


def across(names: list[str]) -> alt.X:
    """Periods from left to right; many are written at a slant and some left out."""
    axis = alt.Axis(labelAngle=0 if len(names) <= 8 else -45, labelOverlap="greedy", grid=False)
    return alt.X("period:N", sort=names, scale=alt.Scale(domain=names), title=None, axis=axis)


def revisions(trends: Trends, wording: Wording) -> Drawn | None:
    """Rows by period."""
    frame = trends["revisions"]
    if not frame.height:
        return None
    names = periods(frame, trends, wording)
    rows = [{"period": n, "rows": r} for n, r in zip(names, frame.get_column("rows"), strict=True)]
    base = alt.Chart(data(rows), width=style.WIDTH, height=240)
    x, y = across(names), alt.Y("rows:Q", title=wording.say("trends", "chart.rows"), axis=alt.Axis(tickMinStep=1))
    bars = base.mark_bar(color=style.BLUE).encode(x=x, y=y)
    if len(names) > _CROWDED:
        return bars, totals(trends, wording)
    numbers = base.mark_text(dy=-7).encode(x=x, y=y, text=alt.Text("rows:Q", format=","))
    return bars + numbers, totals(trends, wording)


def totals(trends: Trends, wording: Wording) -> str:
    """How much is counted."""
    frame = trends["bodies"]
    reports, rows = (frame.get_column(c).sum() for c in ("reports", "rows"))
    return wording.say("trends", "chart.totals", reports=f"{reports:,}", rows=f"{rows:,}")


_TIMINGS = {"before": style.BLUE, "after": style.ORANGE, "untold": style.GREY}


def timing(trends: Trends, wording: Wording) -> Drawn | None:
    """The shares of 事前 and 事後 by period, with how many rows there are."""
    frame = trends["timing"]
    if not frame.height:
        return None
    names = periods(frame, trends, wording)
    kind_names = {k: wording.say("trends", f"chart.timing_{k}") for k in _TIMINGS}
    rows, sums = [], []
    for name, period_row in zip(names, frame.iter_rows(named=True), strict=True):
        low = 0.0
        for kind in _TIMINGS:
            high = low + period_row[kind] / period_row["rows"]
            label = f"{period_row[kind]:,}" if high - low > 0.07 else ""
            rows.append({"period": name, "kind": kind_names[kind], "low": low, "high": high, "label": label,
                         "middle": (low + high) / 2, "dark": kind == "before"})  # fmt: skip
            low = high
        sums.append({"period": name, "rows": wording.say("trends", "chart.total", count=f"{period_row['rows']:,}")})
    kinds = [kind_names[k] for k in _TIMINGS if frame.get_column(k).sum()]
    colour = alt.Color(
        "kind:N", scale=alt.Scale(domain=kinds, range=[c for k, c in _TIMINGS.items() if kind_names[k] in kinds])
    )
    axis = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1])
    y = alt.Y("low:Q", title=wording.say("trends", "chart.share"), scale=alt.Scale(domain=[0, 1]), axis=axis)
    base, x = alt.Chart(data(rows), width=style.WIDTH, height=240), across(every_period(frame, trends, wording))
    bars = base.mark_bar(stroke="white", strokeWidth=1).encode(x=x, y=y, y2="high:Q", color=colour)
    if len(names) > _CROWDED:
        return bars, totals(trends, wording)
    ink = alt.when("datum.dark").then(alt.value("white")).otherwise(alt.value("black"))
    inside = base.mark_text(fontWeight="bold").encode(x=x, y="middle:Q", text="label:N", color=ink)
    above = alt.Chart(data(sums)).mark_text(dy=-8, y=0).encode(x=x, text="rows:N")
    return bars + inside + above, totals(trends, wording)


def _ranked(rows: list[dict[str, Any]], title: str) -> Chart:
    """Bars from left to right, one for each ``label``, of length ``value``, with ``text`` at the end."""
    labels = [r["label"] for r in rows]
    base = alt.Chart(data(rows), width=style.WIDTH - 180, height=alt.Step(style.STEP))
    y = alt.Y("label:N", sort=labels, title=None)
    highest = max((r["value"] for r in rows), default=1) or 1
    x = alt.X(
        "value:Q", title=title, scale=alt.Scale(domain=[0, highest * 1.3], nice=False), axis=alt.Axis(tickMinStep=1)
    )
    bars = base.mark_bar(color=style.BLUE).encode(x=x, y=y)
    return alt.layer(bars, base.mark_text(align="left", dx=5).encode(x=x, y=y, text="text:N"))


def sections(trends: Trends, wording: Wording) -> Drawn | None:
    """Rows by section of the form."""
    frame = trends["sections"]
    if not frame.height:
        return None
    labels = unlike([section(s, wording) for s in frame.get_column("section")])
    rows = [
        {"label": n, "value": r, "text": wording.say("trends", "chart.rows_label", rows=f"{r:,}")}
        for n, r in zip(labels, frame.get_column("rows"), strict=True)
    ]
    return _ranked(rows, wording.say("trends", "chart.rows")), totals(trends, wording)


def items(trends: Trends, wording: Wording) -> Drawn | None:
    """Rows by item, the most changed first."""
    whole = trends["items"].filter(pl.col("rows") > 0)
    frame = whole.head(MOST)
    if not frame.height:
        return None
    names = [_item_name(i, wording) for i in frame.iter_rows(named=True)]
    rows = [
        {"label": n, "value": i["rows"], "text": wording.say("trends", "chart.rows_label", rows=f"{i['rows']:,}")}
        for n, i in zip(unlike(names), frame.iter_rows(named=True), strict=True)
    ]
    return _ranked(rows, wording.say("trends", "chart.rows")), of_all(frame.height, whole.height, wording)


def _item_name(item: dict[str, Any], wording: Wording) -> str:
    if item["item_id"] is None:
        return wording.say("trends", "chart.unplaced")
    return short(bare(f"{item['position'] or ''} {item['heading'] or item['item_id']}").strip())


def bodies(trends: Trends, wording: Wording) -> Drawn | None:
    """Rows by body, most first."""
    whole = trends["bodies"]
    frame = whole.head(MOST)
    if not frame.height:
        return None
    names = unlike([short(a) or wording.say("trends", "chart.nobody") for a in frame.get_column("agency")])
    rows = [
        {"label": n, "value": b["rows"],
         "text": wording.say("trends", "chart.body_label", rows=f"{b['rows']:,}", reports=f"{b['reports']:,}")}
        for n, b in zip(names, frame.iter_rows(named=True), strict=True)
    ]  # fmt: skip
    return _ranked(rows, wording.say("trends", "chart.rows")), of_all(frame.height, whole.height, wording)


def rates(trends: Trends, wording: Wording) -> Drawn | None:
    """The shares of undocumented differences and of broken links by period, one below the other."""
    frame = trends["rates"]
    panels = [
        _rate(frame, trends, wording, part, whole, colour)
        for part, whole, colour in (("undocumented", "differences", style.RED), ("broken", "links", style.PURPLE))
        if frame.get_column(whole).sum()
    ]
    return (alt.vconcat(*panels, spacing=24), totals(trends, wording)) if panels else None


def _rate(frame: pl.DataFrame, trends: Trends, wording: Wording, part: str, whole: str, colour: str) -> Any:
    judged = frame.filter(frame.get_column(whole).fill_null(0) > 0)
    names = every_period(frame, trends, wording)
    rows = [
        {
            "period": n,
            "share": period_row[part] / period_row[whole],
            "text": share(period_row[part] / period_row[whole]),
            "of": wording.say("trends", "chart.of", part=f"{period_row[part]:,}", whole=f"{period_row[whole]:,}"),
        }
        for n, period_row in zip(periods(judged, trends, wording), judged.iter_rows(named=True), strict=True)
    ]
    base = alt.Chart(data(rows), width=style.WIDTH, height=150)
    x = across(names)
    axis = alt.Axis(format="%", tickCount=4)
    top = max(0.05, min(1.0, max(r["share"] for r in rows) * 1.35))
    y = alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, top], nice=False), axis=axis)
    bars = base.mark_bar(color=colour).encode(x=x, y=y)
    title = alt.Title(wording.say("trends", f"chart.{part}"), fontSize=12, fontWeight="normal", offset=8)
    numbers = [base.mark_text(dy=-8).encode(x=x, y=y, text="of:N")] if len(names) <= _CROWDED else []
    return alt.layer(bars, *numbers, title=title)
