"""Stock, as against flow: how many reports said something at the end of each period, from its coming and going."""

from __future__ import annotations

import polars as pl

from pia_audit.japanese.ladder import fold
from pia_audit.statistics.periods import Period, all_between, first_day
from pia_audit.statistics.source import Source, newest, rows


def counts(source: Source, lines: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Reports by period and name: ``period, name, reports, planned`` (those of ``reports`` that say it is to come).

    ``lines`` has ``report_id, name, planned, since, until, ended``. The names that most reports bear in any period
    come first; names that fold to the same text are one, under the spelling most reports use. A line from before the
    history counts from the report's first 変更日, and no line counts after the report's newest 公表日.
    """
    dated = _one_spelling(lines).join(_watched(source), on="report_id", how="left")
    start, end = pl.coalesce("since", "first_on"), pl.coalesce("until", "last_on")
    dated_lines = dated.with_columns(start=start, end=end).filter(
        (pl.col("start") <= pl.col("end")).fill_null(value=False)
    )
    if not dated_lines.height:
        none = {"period": pl.Date, "name": pl.String, "reports": pl.Int64, "planned": pl.Int64}
        return pl.DataFrame(schema=none)
    spans = dated_lines.lazy().select(
        "report_id", "name", "planned",
        first=first_day(pl.col("start"), period),
        last=first_day(pl.col("end"), period),
        open=pl.col("ended") == "standing",
    )  # fmt: skip
    low, high = spans.select(pl.col("first").min(), pl.col("last").max()).collect().row(0)
    grid = pl.LazyFrame({"period": all_between(low, high, period)}, schema={"period": pl.Date})
    at_the_end = (pl.col("last") > pl.col("period")) | (pl.col("open") & (pl.col("last") == pl.col("period")))
    return _counted(spans, grid, (pl.col("first") <= pl.col("period")) & at_the_end)


def _counted(spans: pl.LazyFrame, grid: pl.LazyFrame, is_current: pl.Expr) -> pl.DataFrame:
    # One report may name a thing in several items: it is one report.
    report_periods = spans.join(grid, how="cross").filter(is_current)
    per = (
        report_periods.group_by("period", "name", "report_id")
        .agg(pl.col("planned").all())
        .group_by("period", "name")
        .agg(reports=pl.len().cast(pl.Int64), planned=pl.col("planned").sum().cast(pl.Int64))
    )
    highest = pl.col("reports").max().over("name")
    return per.sort(highest, "name", "period", descending=[True, False, False]).collect()


def _one_spelling(lines: pl.DataFrame) -> pl.DataFrame:
    """Names that fold to the same text under the spelling most reports use."""
    spellings = lines.group_by("name").agg(used=pl.col("report_id").n_unique()).sort(["used", "name"], descending=True)
    names = spellings.get_column("name").to_list()
    first: dict[str, str] = {}
    for spelling in names:
        first.setdefault(fold(spelling), spelling)
    return lines.with_columns(pl.col("name").replace({s: first[fold(s)] for s in names}))


def _watched(source: Source) -> pl.DataFrame:
    """``report_id, first_on, last_on``: from the first 変更日 (without a row: the 公表日) to the newest 公表日."""
    dated = rows(source).group_by("report_id").agg(
        first_on=pl.col("changed_on").min(), newest_on=pl.col("changed_on").max()
    )  # fmt: skip
    joined = newest(source).select("report_id", "published_on").join(dated, on="report_id", how="left")
    return joined.select(
        "report_id",
        first_on=pl.coalesce("first_on", "published_on"),
        last_on=pl.coalesce("published_on", "newest_on"),
    ).collect()
