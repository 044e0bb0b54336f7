"""Time between editions, and how long an item's text stands."""

from __future__ import annotations

import polars as pl

from pia_audit.statistics.revisions import placed
from pia_audit.statistics.source import Source, newest, quote_rows, rows


def gaps(source: Source) -> pl.DataFrame:
    """From one edition to the next: ``report_id, agency, previous_on, next_on, days, over_a_year``.

    Editions are the 変更日 of the newest table and the 公表日 of every edition read. Over a year as PIA701 counts it
    (a calendar year, and not 365 days).

    What it cannot know: a review that changed nothing leaves no row, so a long gap is no proof that nobody reviewed;
    what was before the first row; and that a 変更日 was a day of publication.
    """
    reports = newest(source).select("report_id", "agency")
    printed = source.editions.select("report_id", day="published_on")
    days = pl.concat([rows(source).select("report_id", day="changed_on"), printed]).drop_nulls().unique()
    between = days.sort("report_id", "day").with_columns(previous_on=pl.col("day").shift(1).over("report_id"))
    between = between.filter(pl.col("previous_on").is_not_null()).join(reports, on="report_id")
    return (
        between.select(
            "report_id", "agency", "previous_on",
            next_on="day",
            days=(pl.col("day") - pl.col("previous_on")).dt.total_days(),
            over_a_year=pl.col("previous_on").dt.offset_by("1y") < pl.col("day"),
        )
        .sort("report_id", "previous_on")
        .collect()
    )  # fmt: skip


def spells(source: Source) -> pl.LazyFrame:
    """Each time a row wrote an item's text anew: ``report_id, item_id, form_key, since, until, days, changed``.

    ``until`` is the next day on which a row changed the item (``changed``), or, where none did, the 公表日 of the
    newest edition (not ``changed``: the text still stands, how long it will is not known). Rows that change nothing
    begin no spell, rows of one day are one change.
    """
    real = quote_rows(source).filter(pl.col("changed_on").is_not_null())
    real = real.filter(pl.col("before_norm").ne_missing(pl.col("after_norm")))
    key = ["report_id", "item_id"]
    days = real.group_by(*key, "changed_on").agg(pl.col("published_on", "form_key").first()).sort(*key, "changed_on")
    following = pl.col("changed_on").shift(-1).over(key)
    last = pl.max_horizontal("published_on", "changed_on")
    out = days.with_columns(changed=following.is_not_null(), until=pl.coalesce(following, last), since="changed_on")
    return out.select(
        *key, "form_key", "since", "until", "changed", days=(pl.col("until") - pl.col("since")).dt.total_days()
    )


def survival(source: Source, by: str = "section") -> pl.DataFrame:
    """What share of texts still stands so many days after a row wrote them (the estimate of Kaplan and Meier).

    One row for each ``by`` (``section`` or ``item``) and number of days after which a text of it changed or the watch
    ended: ``days, at_risk, changed, censored, standing`` (share, 0 to 1; of texts that were watched that long).

    Texts still standing in the newest edition are censored: they count for as long as they were watched. What it cannot
    know: how long texts stood before the first row that speaks of their item, so items that no row ever changed
    are not in it; hence it tells of texts that were revised once, not of all. Text changed without a row is not seen.
    """
    item_spells = placed(spells(source)).filter(pl.col(by).is_not_null())
    counted = item_spells.group_by(by, "days").agg(
        changed=pl.col("changed").sum().cast(pl.Int64),
        censored=(~pl.col("changed")).sum().cast(pl.Int64),
        place=pl.col("place").min(),
    )
    counted = counted.sort(by, "days").with_columns(place=pl.col("place").min().over(by))
    ended = pl.col("changed") + pl.col("censored")
    at_risk = ended.sum().over(by) - ended.cum_sum().over(by) + ended
    out = counted.with_columns(at_risk=at_risk)
    out = out.with_columns(standing=(1 - pl.col("changed") / pl.col("at_risk")).cum_prod().over(by))
    return out.sort("place", by, "days").select(by, "days", "at_risk", "changed", "censored", "standing").collect()
