"""Figures of life lines: bars along time for a few reports, a map of counts for many."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from pia_audit.messages.wording import Wording
from pia_audit.statistics import Trends
from pia_audit.statistics.output import style
from pia_audit.statistics.output.bars import MOST, Drawn, across, data, every_period, of_all, periods, short, unlike
from pia_audit.statistics.source import newest, rows

_FEW = 3
"""Reports up to which each line is drawn; beyond it, how many reports there are for each name."""

_MOST_LINES = 30


def systems(trends: Trends, wording: Wording) -> Drawn | None:
    """The life line of each system; of many reports how many name each."""
    frame = trends["systems"]
    if frame.get_column("report_id").n_unique() > _FEW:
        return system_counts(trends, wording)
    lines = frame.partition_by("report_id", "line", maintain_order=True)
    several = frame.get_column("report_id").n_unique() > 1
    named_lines = [(_line_name(line, wording, several=several), line) for line in lines]
    kinds = {False: wording.say("trends", "chart.in_use"), True: wording.say("trends", "chart.planned")}
    bars = [
        {"label": n, "since": s["since"], "until": s["until"], "ended": s["ended"], "kind": kinds[s["planned"]]}
        for n, line in zip(unlike([n for n, _ in named_lines]), lines, strict=True)
        for s in line.iter_rows(named=True)
    ]
    return _along_time(trends, wording, bars, list(kinds.values()), frame.get_column("report_id"))


def _line_name(line: pl.DataFrame, wording: Wording, *, several: bool) -> str:
    """The name a line has, under the one it had; the remark that goes with the last."""
    last = line.row(-1, named=True)
    remark = wording.say("trends", "chart.planned_mark", remark=last["remark"]) if last["remark"] else ""
    names = list(dict.fromkeys(line.get_column("name").to_list()))
    label = short(names[-1], 26) + remark
    if len(names) > 1:
        label = wording.say("trends", "chart.renamed", old=short(names[-2], 30), new=label)
    return f"{label} [{last['report_id'].rpartition('/')[2]}]" if several else label


def provisions(trends: Trends, wording: Wording) -> Drawn | None:
    """The life line of each provision cited, whatever the item; of many reports how many cite each."""
    frame = trends["provisions"]
    if frame.get_column("report_id").n_unique() > 1:
        return provision_counts(trends, wording)
    kind = wording.say("trends", "chart.cited")
    bars = [
        {"label": short(s["provision"], 34), "kind": kind, **{k: s[k] for k in ("since", "until", "ended")}}
        for s in frame.iter_rows(named=True)
    ]
    return _along_time(trends, wording, bars, [kind], frame.get_column("report_id"))


def _along_time(
    trends: Trends, wording: Wording, bars: list[dict[str, Any]], kinds: list[str], reports: pl.Series
) -> Drawn | None:
    """Bars from ``since`` to ``until``; where an end is not known, an arrow leads on."""
    watched = _watched(trends, reports)
    if not bars or watched is None:
        return None
    first, last = watched
    labels = list(dict.fromkeys(b["label"] for b in bars))
    drawn_labels = labels[:_MOST_LINES]
    drawn = [
        {**b, "since": (b["since"] or first).isoformat(), "until": (b["until"] or last).isoformat(),
         "opens": b["since"] is None, "goes_on": b["until"] is None and b["ended"] == "standing"}
        for b in bars if b["label"] in drawn_labels
    ]  # fmt: skip
    height = 36 if any("\n" in n for n in drawn_labels) else style.STEP
    base = alt.Chart(data(drawn), width=style.WIDTH - 120, height=alt.Step(height))
    room = (last - first) * 0.03
    ends = [(first - room).isoformat(), (last + room).isoformat()]
    years = alt.Axis(format="%Y", tickCount="year", grid=True)
    x = alt.X("since:T", title=None, scale=alt.Scale(domain=ends, type="utc"), axis=years)
    y = alt.Y(
        "label:N", sort=drawn_labels, title=None, axis=alt.Axis(labelExpr="split(datum.value, '\\n')", labelLimit=420)
    )
    fills = alt.Scale(domain=kinds, range=[style.BLUE, "#F6D58E"][: len(kinds)])
    edges = alt.Scale(domain=kinds, range=[style.BLUE, style.RED][: len(kinds)])
    legend = alt.Legend() if len(kinds) > 1 else None
    bar = base.mark_bar(height=14, strokeWidth=1.5).encode(
        x=x, x2="until:T", y=y,
        color=alt.Color("kind:N", scale=fills, legend=legend),
        stroke=alt.Stroke("kind:N", scale=edges, legend=legend),
    )  # fmt: skip
    opens = base.transform_filter("datum.opens").mark_text(text="◀", dx=-7, fontSize=11).encode(x=x, y=y)
    goes_on = base.transform_filter("datum.goes_on").mark_text(text="▶", dx=7, fontSize=11).encode(x="until:T", y=y)
    return bar + opens + goes_on, of_all(len(drawn_labels), len(labels), wording)


def _watched(trends: Trends, reports: pl.Series) -> tuple[date, date] | None:
    """From the first day the histories know to the newest 公表日."""
    of_reports = pl.col("report_id").is_in(reports.unique().to_list())
    days = pl.concat([
        rows(trends.source).filter(of_reports).select(day="changed_on"),
        newest(trends.source).filter(of_reports).select(day="published_on"),
    ]).drop_nulls()  # fmt: skip
    first, last = days.select(first=pl.col("day").min(), last=pl.col("day").max()).collect().row(0)
    return None if first is None or first == last else (first, last)


def system_counts(trends: Trends, wording: Wording) -> Drawn | None:
    """How many reports name each system, by period."""
    return _map(trends["system_counts"], trends, wording)


def provision_counts(trends: Trends, wording: Wording) -> Drawn | None:
    """How many reports cite each provision, by period."""
    return _map(trends["provision_counts"], trends, wording)


def _map(frame: pl.DataFrame, trends: Trends, wording: Wording) -> Drawn | None:
    names = frame.get_column("name").unique(maintain_order=True).to_list()
    if not names:
        return None
    drawn_names = names[:MOST]
    labels = dict(zip(drawn_names, unlike([short(n, 34) for n in drawn_names]), strict=True))
    drawn_rows = frame.filter(pl.col("name").is_in(drawn_names))
    order = drawn_rows.select("period").unique().sort("period")
    columns = dict(zip(order.get_column("period"), periods(order, trends, wording), strict=True))
    names_across = every_period(order, trends, wording)
    highest = max(drawn_rows.get_column("reports").to_list())
    cells = [
        {"label": labels[n], "period": columns[p], "reports": r, "text": f"{r:,}", "dark": r > 0.55 * highest}
        for p, n, r in drawn_rows.select("period", "name", "reports").iter_rows()
    ]
    base = alt.Chart(data(cells), width=style.WIDTH - 120, height=alt.Step(style.STEP))
    more = of_all(len(drawn_names), len(names), wording)
    x = across(names_across)
    y = alt.Y("label:N", sort=list(labels.values()), title=None)
    scale = alt.Scale(range=["#EAF3F9", style.BLUE], domain=[0, highest])
    legend = alt.Legend(
        title=wording.say("trends", "chart.reports"), gradientLength=160, values=[0, highest], format=",d"
    )
    squares = base.mark_rect(stroke="white").encode(x=x, y=y, color=alt.Color("reports:Q", scale=scale, legend=legend))
    if len(names_across) > 12:
        return squares, more
    ink = alt.when("datum.dark").then(alt.value("white")).otherwise(alt.value("black"))
    return squares + base.mark_text(fontSize=10).encode(x=x, y=y, text="text:N", color=ink), more
