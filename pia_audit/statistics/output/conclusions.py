"""What a figure comes to in one sentence, worked out of the frame it shows: it counts, and calls nothing a fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import polars as pl

from pia_audit.messages.wording import Wording
from pia_audit.statistics import Trends
from pia_audit.statistics.output.terms import bare, period_name, section, share

_Facts = dict[str, Any]
_HALF = 0.5


def conclusion(trends: Trends, name: str, lang: str = "ja") -> str:
    """The sentence under a figure.

    Args:
        trends: what was counted.
        name: a trend of :data:`CONCLUSIONS`.
        lang: ``ja`` or ``en``.

    Returns:
        One sentence (two where two things are shown); what says that nothing was counted where the frame is empty.

    Raises:
        KeyError: for a trend without one.
    """
    wording = Wording(lang)
    facts = _MAKERS[name](trends[name], trends, wording)
    sentences = [wording.say("trends", f"conclusion.{key}", **values) for key, values in facts.items() if values]
    space = "" if wording.lang == "ja" else " "
    return space.join(sentences) or wording.say("trends", "conclusion.nothing")


def _revisions(frame: pl.DataFrame, trends: Trends, wording: Wording) -> dict[str, _Facts]:
    counted = frame.filter(pl.col("rows") > 0)
    if counted.is_empty():
        return {}
    most = counted.sort("rows", descending=True, maintain_order=True).row(0, named=True)
    period = period_name(most["period"], trends.period, wording)
    return {
        "revisions": {"rows": frame["rows"].sum(), "periods": counted.height, "period": period, "most": most["rows"]}
    }


def _items(frame: pl.DataFrame, _: Trends, wording: Wording) -> dict[str, _Facts]:
    named_items = frame.filter(pl.col("item").is_not_null())
    if named_items.is_empty():
        return {}
    most = named_items.sort("rows", descending=True, maintain_order=True).row(0, named=True)
    label = bare(most["item"]) or section(most["section"], wording)
    return {
        "items": {
            "items": named_items.height,
            "item": label,
            "rows": most["rows"],
            "share": share(most["rows"] / named_items["rows"].sum()),
        }
    }


def _timing(frame: pl.DataFrame, _: Trends, __: Wording) -> dict[str, _Facts]:
    before, after, untold = (int(frame[n].sum()) for n in ("before", "after", "untold"))
    rows = before + after
    shares = {"told": rows, "before": before, "share": share(before / rows)} if rows else {}
    return {"timing": shares, "untold": {"rows": untold} if untold else {}}


def _systems(frame: pl.DataFrame, _: Trends, __: Wording) -> dict[str, _Facts]:
    if frame.is_empty():
        return {}
    keys = ["report_id", "item_id", "line"]
    lines = frame.group_by(keys).agg(
        standing=(pl.col("ended") == "standing").any(), renamed=(pl.col("ended") == "renamed").any()
    )
    return {"systems": {"lines": lines.height, "standing": lines["standing"].sum(), "renamed": lines["renamed"].sum()}}


def _middle(days: pl.Series) -> str:
    """The median of days, whole where it is."""
    return f"{float(cast(float, days.median())):g}"


def _lags(_: pl.DataFrame, trends: Trends, __: Wording) -> dict[str, _Facts]:
    days = trends["lag_rows"]["days"].drop_nulls()
    if days.is_empty():
        return {}
    late = int((days > 365).sum())
    return {"lags": {"rows": len(days), "median": _middle(days), "late": late}}


def _provisions(frame: pl.DataFrame, _: Trends, __: Wording) -> dict[str, _Facts]:
    if frame.is_empty():
        return {}
    standing = frame.filter(pl.col("ended") == "standing")["provision"].n_unique()
    count = frame["provision"].n_unique()
    return {"provisions": {"count": count, "standing": standing, "gone": count - standing}}


def _gaps(frame: pl.DataFrame, _: Trends, __: Wording) -> dict[str, _Facts]:
    days = frame["days"].drop_nulls()
    if days.is_empty():
        return {}
    return {"gaps": {"count": len(days), "median": _middle(days), "over": int(frame["over_a_year"].sum())}}


def _rates(frame: pl.DataFrame, _: Trends, __: Wording) -> dict[str, _Facts]:
    links, broken, differences, missing = (
        int(frame[n].sum()) for n in ("links", "broken", "differences", "undocumented")
    )
    chains = {"links": links, "broken": broken, "share": share(broken / links)} if links else {}
    rows = (
        {"differences": differences, "missing": missing, "share": share(missing / differences)} if differences else {}
    )
    return {"rates": chains, "undocumented": rows}


def _survival(frame: pl.DataFrame, _: Trends, wording: Wording) -> dict[str, _Facts]:
    if frame.is_empty():
        return {}
    halves = (
        frame.filter(pl.col("standing") <= _HALF).group_by("section").agg(pl.col("days").min()).sort("days", "section")
    )
    if halves.is_empty():
        return {"survival_none": {"sections": frame["section"].n_unique()}}
    first = halves.row(0, named=True)
    return {"survival": {"section": section(first["section"], wording), "days": first["days"]}}


_MAKERS: dict[str, Callable[[pl.DataFrame, Trends, Wording], dict[str, _Facts]]] = {
    "revisions": _revisions, "items": _items, "timing": _timing, "systems": _systems, "lags": _lags,
    "provisions": _provisions, "gaps": _gaps, "rates": _rates, "survival": _survival,
}  # fmt: skip

CONCLUSIONS = tuple(_MAKERS)
"""The trends that have a conclusion."""
