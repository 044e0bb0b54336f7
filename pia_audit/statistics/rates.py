"""How often the record does not hold: differences without a row, and rows that do not follow on."""

from __future__ import annotations

import polars as pl

from pia_audit.statistics.periods import Period, first_day
from pia_audit.statistics.source import Source, newest


def rates(source: Source, period: Period = "fiscal-year") -> pl.DataFrame:
    """By period: ``period, differences, undocumented, partial, undocumented_share, links, broken, near, broken_share``.

    A *difference* is an item that two consecutive editions print otherwise, notation aside, in the period of the
    newer one's 公表日; it is undocumented when no row accounts for it. A *link* is a row held against the next row of
    its item or, for the last one, against the body, in the period of the row's 変更日; it is broken when the texts
    are not the same and not even nearly (``near`` is told apart). Shares are of what was judged: texts that were lost
    are left out.

    What it cannot know: with one edition read there are no differences, and the share is null and not 0. A frame
    without replay has no links. Links count before rules weigh them, so a choice worded unlike the form may count here
    although PIA106 and not PIA301 tells of it.
    """
    return _joined(_differences(source, "period", period), _links(source, "period", period), "period")


def body_rates(source: Source) -> pl.DataFrame:
    """The same by body over all periods: ``agency`` in place of ``period``."""
    return _joined(_differences(source, "agency", None), _links(source, "agency", None), "agency")


def _differences(source: Source, by: str, period: Period | None) -> pl.LazyFrame:
    on = source.editions.select(new_edition="edition_id", agency="agency", published_on="published_on")
    judged = source.optional("differences").filter(
        pl.col("status").is_in(["documented", "partial", "undocumented"])
    ).join(on, on="new_edition")  # fmt: skip
    if period:
        judged = judged.with_columns(period=first_day(pl.col("published_on"), period))
    return judged.group_by(by).agg(
        differences=pl.len().cast(pl.Int64),
        undocumented=(pl.col("status") == "undocumented").sum().cast(pl.Int64),
        partial=(pl.col("status") == "partial").sum().cast(pl.Int64),
    )


def _links(source: Source, by: str, period: Period | None) -> pl.LazyFrame:
    newest_editions = newest(source).select("edition_id", "agency")
    judged = (
        source.optional("steps")
        .filter(~pl.col("trust").is_in(["unread", "worded"]))
        .join(newest_editions, on="edition_id")
    )
    if period:
        judged = judged.with_columns(period=first_day(pl.col("changed_on"), period))
    return judged.group_by(by).agg(
        links=pl.len().cast(pl.Int64),
        broken=(pl.col("trust") == "broken").sum().cast(pl.Int64),
        near=(pl.col("trust") == "near").sum().cast(pl.Int64),
    )


def _joined(differences: pl.LazyFrame, links: pl.LazyFrame, by: str) -> pl.DataFrame:
    both = differences.join(links, on=by, how="full", coalesce=True, nulls_equal=True)
    return _shared(both, by).collect()


def added(parts: list[pl.DataFrame], by: str) -> pl.DataFrame:
    """Several such frames as one, ``by`` being ``period`` or ``agency``: counts are added up, shares made anew."""
    if not parts:
        empty = dict.fromkeys(_COUNTS, pl.Int64)
        return _shared(pl.LazyFrame(schema={by: pl.Date if by == "period" else pl.String, **empty}), by).collect()
    total = pl.when(pl.col(_COUNTS).count() > 0).then(pl.col(_COUNTS).sum())  # nothing judged is not a count of 0
    return _shared(pl.concat(parts).lazy().group_by(by).agg(total), by).collect()


_COUNTS = ("differences", "undocumented", "partial", "links", "broken", "near")


def _shared(counts: pl.LazyFrame, by: str) -> pl.LazyFrame:
    shares = counts.with_columns(
        undocumented_share=pl.col("undocumented") / pl.col("differences"),
        broken_share=pl.col("broken") / pl.col("links"),
    )
    return shares.select(
        by, *_COUNTS[:3], "undocumented_share", *_COUNTS[3:], "broken_share"
    ).sort(by, nulls_last=True)  # fmt: skip
