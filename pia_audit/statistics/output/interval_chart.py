"""Figures of time spans: lags after amendments, time between editions, how long texts stand."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from pia_audit.messages.wording import Wording
from pia_audit.statistics import Trends
from pia_audit.statistics.output import style
from pia_audit.statistics.output.bars import MOST, Drawn, data, of_all, short, totals, unlike
from pia_audit.statistics.output.terms import section

_YEAR = 365
_MANY, _TOO_FEW = 20, 5  # of many texts, the last few say little: where they change, the line would fall to nothing


def lags(trends: Trends, wording: Wording) -> Drawn | None:
    """The lags of each amendment: all of them, the middle half, the median."""
    frame = trends["lags"]
    names = [
        short(lag_row["now"], 26) + "\n" + wording.say("trends", "chart.in_force", day=lag_row["in_force"])
        for lag_row in frame.iter_rows(named=True)
    ]
    return _spread(frame.rename({"reports": "count"}), names, wording, "")


def body_lags(trends: Trends, wording: Wording) -> Drawn | None:
    """The same by body."""
    whole = trends["body_lags"]
    frame = whole.head(MOST)
    names = [short(a) or wording.say("trends", "chart.nobody") for a in frame.get_column("agency")]
    return _spread(frame.rename({"cases": "count"}), names, wording, of_all(frame.height, whole.height, wording))


def _spread(frame: pl.DataFrame, names: list[str], wording: Wording, description: str) -> Drawn | None:
    labelled = frame.with_columns(label=pl.Series(unlike(names), dtype=pl.String))
    judged = labelled.filter(pl.col("median").is_not_null())
    if not judged.height:
        return None
    columns = judged.select("label", "least", "lower", "median", "upper", "most", "count")
    rows = [{**lag_row, "text": _median(lag_row, wording)} for lag_row in columns.iter_rows(named=True)]
    low, high = min(0, *(r["least"] for r in rows)), max(_YEAR, *(r["most"] for r in rows))
    room = (high - low) * 0.34
    scale = alt.Scale(domain=[low - (high - low) * 0.03, high + room], nice=False)
    step = style.STEP + 12 * any("\n" in n for n in names)
    base = alt.Chart(data(rows), width=style.WIDTH - 120, height=alt.Step(step))
    axis = alt.Axis(labelExpr="split(datum.value, '\\n')")
    y = alt.Y("label:N", sort=[r["label"] for r in rows], title=None, axis=axis)
    x = wording.say("trends", "chart.days")
    least = alt.X("least:Q", title=x, scale=scale)
    thin = base.mark_rule(color=style.GREY, strokeWidth=2).encode(x=least, x2="most:Q", y=y)
    thick = base.mark_bar(color=style.SKY, height=12).encode(x="lower:Q", x2="upper:Q", y=y)
    diamond = base.mark_point(color=style.BLUE, filled=True, size=90, opacity=1, shape="diamond")
    middle = diamond.encode(x="median:Q", y=y)
    text = base.mark_text(align="left", dx=10).encode(x="most:Q", y=y, text="text:N")
    ends = {0: wording.say("trends", "chart.day_in_force"), _YEAR: wording.say("trends", "chart.one_year")}
    marked = alt.Chart(data({"day": d, "text": t} for d, t in ends.items())).encode(x="day:Q")
    lines = marked.mark_rule(color=style.RED, strokeDash=[4, 3])
    end_labels = marked.mark_text(
        color=style.RED, dy=-8, y=0, align=alt.ExprRef("datum.day ? 'left' : 'right'")
    ).encode(text="text:N")
    return lines + end_labels + thin + thick + middle + text, description


def _median(lag_row: dict[str, Any], wording: Wording) -> str:
    days = f"{lag_row['median']:,.0f}"
    key = "lag_one" if lag_row["count"] == 1 else "lag_label"
    return wording.say("trends", f"chart.{key}", median=days, count=f"{lag_row['count']:,}")


_BINS = (3, 6, 9, 12, 15, 18, 24, 36)


def gaps(trends: Trends, wording: Wording) -> Drawn | None:
    """How often so many months lie between two editions; over a year in another colour."""
    frame = trends["gaps"]
    if not frame.height:
        return None
    previous_day, next_day = pl.col("previous_on"), pl.col("next_on")
    months = (
        (next_day.dt.year() - previous_day.dt.year()) * 12
        + next_day.dt.month().cast(pl.Int32)
        - previous_day.dt.month()
    )
    months = months + (next_day.dt.day() > previous_day.dt.day()).cast(pl.Int32)  # a month begun counts
    upper = pl.lit(None, pl.Int32)
    for end in reversed(_BINS):
        upper = pl.when(months <= end).then(pl.lit(end, pl.Int32)).otherwise(upper)
    counted = dict(frame.group_by(upper.alias("end")).len().iter_rows())
    ends = [*_BINS, None]
    while ends[-1] not in counted and len(ends) > 5:
        ends.pop()
    names = {e: wording.say("trends", "chart.up_to", months=e) if e else
             wording.say("trends", "chart.beyond", months=_BINS[-1]) for e in ends}  # fmt: skip
    kinds = [wording.say("trends", f"chart.{k}") for k in ("within_a_year", "over_a_year")]
    rows = [{"bin": names[e], "count": counted.get(e, 0), "kind": kinds[e is None or e > 12]} for e in ends]
    base = alt.Chart(data(rows), width=style.WIDTH, height=220)
    x = alt.X("bin:N", sort=list(names.values()), title=None, axis=alt.Axis(labelAngle=0, grid=False))
    y = alt.Y("count:Q", title=wording.say("trends", "chart.count"), axis=alt.Axis(tickMinStep=1))
    colour = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=[style.BLUE, style.ORANGE]))
    bars = base.mark_bar().encode(x=x, y=y, color=colour)
    numbers = base.mark_text(dy=-7).encode(x=x, y=y, text=alt.Text("count:Q", format=","))
    return bars + numbers, totals(trends, wording)


def survival(trends: Trends, wording: Wording) -> Drawn | None:
    """The share of texts that still stand, by section, against the years since a row wrote them."""
    frame = trends["survival"]
    section_names = frame.get_column("section").unique(maintain_order=True).to_list()[: len(style.LINES)]
    if not section_names:
        return None
    rows = []
    for section_name in section_names:
        section_rows = frame.filter(pl.col("section") == section_name)
        label = section(section_name, wording)
        rows.append({"kind": label, "years": 0.0, "share": 1.0})
        if section_rows.get_column("at_risk").max() >= _MANY:  # type: ignore[operator]
            section_rows = section_rows.filter(pl.col("at_risk") >= _TOO_FEW)
        steps = section_rows.filter((pl.col("changed") > 0) | (pl.col("days") == section_rows.get_column("days").max()))
        thinned = pl.concat([steps.gather_every(max(1, steps.height // 250)), steps.tail(1)])
        ends = thinned.select("days", "standing").iter_rows()
        rows += [{"kind": label, "years": days / 365.25, "share": standing_share} for days, standing_share in ends]
    kinds = [section(n, wording) for n in section_names]
    base = alt.Chart(data(rows), width=style.WIDTH, height=260)
    colours = alt.Scale(domain=kinds, range=list(style.LINES[: len(kinds)]))
    dashes = alt.Scale(domain=kinds, range=list(style.DASHES[: len(kinds)]))
    drawn = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        x=alt.X("years:Q", title=wording.say("trends", "chart.years")),
        y=alt.Y("share:Q", title=wording.say("trends", "chart.standing"), scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format="%")),
        color=alt.Color("kind:N", scale=colours, legend=alt.Legend(columns=4)),
        strokeDash=alt.StrokeDash("kind:N", scale=dashes, legend=alt.Legend(columns=4)),
    )  # fmt: skip
    return drawn, totals(trends, wording)
