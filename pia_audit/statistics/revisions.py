"""How many revisions: by period, by item, by section of the form and by body; and how they were submitted."""

from __future__ import annotations

from typing import Any

import polars as pl

from pia_audit import forms
from pia_audit.statistics.periods import Period, all_between, first_day
from pia_audit.statistics.source import Source, newest, quote_rows, rows


def revisions(source: Source, period: Period = "fiscal-year") -> pl.DataFrame:
    """Rows of the 変更箇所 tables by the period of their 変更日.

    ``period`` (first day), ``rows``, ``editions`` (different 変更日 of a report, which stand for its editions),
    ``reports`` (with a row in the period), ``known`` (reports whose history reaches over the period, with a row or
    not). Periods without a row stand there with 0; rows without a readable day come last, under a null period.

    What it cannot know: editions that changed nothing leave no row; a body may write the day of the fact as 変更日
    instead of the day of publication; a history begins with its first row and not with the first edition, so the oldest
    periods are incomplete, and so is the period of the newest 公表日.
    """
    period_rows = rows(source).with_columns(period=first_day(pl.col("changed_on"), period))
    counted = period_rows.group_by("period").agg(
        rows=pl.len().cast(pl.Int64),
        editions=pl.struct("report_id", "changed_on").n_unique().cast(pl.Int64),
        reports=pl.col("report_id").n_unique().cast(pl.Int64),
    )
    counted_rows, spans = pl.collect_all([counted, _spans(source, period)])
    days = counted_rows.get_column("period").drop_nulls()
    if not days.len():
        return counted_rows.with_columns(known=pl.lit(None, pl.Int64))
    ends = [days.min(), days.max(), *spans.get_column("last").drop_nulls()]
    all_periods = pl.DataFrame({"period": all_between(min(ends), max(ends), period)}, schema={"period": pl.Date})
    dated = all_periods.join(counted_rows, on="period", how="left").with_columns(
        pl.col("rows", "editions", "reports").fill_null(0)
    )
    dated = _with_known(dated, spans)
    undated = counted_rows.filter(pl.col("period").is_null()).with_columns(
        editions=pl.lit(None, pl.Int64), known=pl.lit(None, pl.Int64)
    )
    return pl.concat([dated, undated])


def _spans(source: Source, period: Period) -> pl.LazyFrame:
    """How many reports' histories begin and end in which periods: ``first, last, reports``."""
    first = rows(source).group_by("report_id").agg(first=pl.col("changed_on").min(), newest=pl.col("changed_on").max())
    spans = first.join(newest(source).select("report_id", "published_on"), on="report_id").filter(
        pl.col("first").is_not_null()
    )
    spans = spans.select(
        first=first_day(pl.col("first"), period), last=first_day(pl.max_horizontal("newest", "published_on"), period)
    )
    return spans.group_by("first", "last").agg(reports=pl.len().cast(pl.Int64))


def _with_known(dated: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    begun = spans.group_by(period="first").agg(begun=pl.col("reports").sum())
    ended = spans.group_by(period="last").agg(ended=pl.col("reports").sum())
    joined = dated.join(begun, on="period", how="left").join(ended, on="period", how="left").sort("period")
    begun_by = pl.col("begun").fill_null(0).cum_sum()
    ended_before = pl.col("ended").fill_null(0).cum_sum() - pl.col("ended").fill_null(0)
    return joined.with_columns(known=begun_by - ended_before).drop("begun", "ended")


def timing(source: Source, period: Period = "fiscal-year") -> pl.DataFrame:
    """提出時期 by period: ``period, rows, before`` (事前), ``after`` (事後), ``untold``, ``before_share`` (0 to 1).

    The share is of the rows that say one or the other; it is null where none does. ``untold`` rows have a 提出時期
    that is neither, or was not read. Rows without a readable day come last.

    What it cannot know: whether the 提出時期 is true. 様式2 never requires 事前, and there a low share is no fault.
    """
    period_rows = rows(source).with_columns(period=first_day(pl.col("changed_on"), period))
    before_rows, after_rows = (pl.col("timing").eq_missing(pl.lit(t)) for t in ("事前", "事後"))
    counted = period_rows.group_by("period").agg(
        rows=pl.len().cast(pl.Int64),
        before=before_rows.sum().cast(pl.Int64),
        after=after_rows.sum().cast(pl.Int64),
        untold=(~before_rows & ~after_rows).sum().cast(pl.Int64),
    )
    row_total = pl.col("before") + pl.col("after")
    share = pl.when(row_total > 0).then(pl.col("before") / row_total)
    return counted.with_columns(before_share=share).sort("period", nulls_last=True).collect()


def _form_items(keys: list[str]) -> pl.DataFrame:
    """The items of forms: ``form_key, template, section, item, position, heading, place``, in the forms' order."""
    form_items = [
        (f.key, i.item_id, i.path[0] if i.position else "", i.label, i.position, i.levels[-1].name or i.path[-1], n)
        for f in map(forms.load, sorted(set(keys) & set(forms.keys())))
        for n, i in enumerate(f.items)
    ]
    s = pl.String
    names = ("form_key", "template", "section", "item", "position", "heading")
    columns: dict[str, Any] = {**dict.fromkeys(names, s), "place": pl.Int64}
    return pl.DataFrame(form_items, schema=columns, orient="row")


def placed(frame: pl.LazyFrame) -> pl.LazyFrame:
    """A frame with ``item_id`` and ``form_key``, with the item's ``template``, ``section``, ``item`` (label) and
    ``place``.

    ``section`` is the top heading of the form (Ⅰ 関連情報 …), empty for the cover.
    """
    keys = frame.select(pl.col("form_key").unique()).collect().get_column("form_key").drop_nulls().to_list()
    template_rows = frame.with_columns(template=forms.template_expr())
    return template_rows.join(_form_items(keys).lazy(), on=["form_key", "template"], how="left")


def items(source: Source) -> pl.DataFrame:
    """Rows by the item they change, most first.

    ``item_id`` (groups of 様式3/4 as one, ``file[].remarks``), ``position``, ``heading`` (the last level of the
    label), ``item`` (label of the form), ``section``, ``rows`` (whose 項目 names the item), ``also`` (whose text
    writes it although the 項目 does not name it) and ``reports``. Rows whose 項目 was found in no form stand under a
    null item.

    What it cannot know: a change of an item that has no row. A row that names two items counts with both.
    """
    per_item = (
        placed(quote_rows(source))
        .group_by("template")
        .agg(
            pl.col("item", "section", "position", "heading").sort_by("form_key").last(),
            rows=pl.col("named").sum().cast(pl.Int64),
            also=(~pl.col("named")).sum().cast(pl.Int64),
            reports=pl.col("report_id").n_unique().cast(pl.Int64),
            place=pl.col("place").min(),
        )
    )
    both = pl.concat([per_item, _unplaced(source)], how="diagonal")
    both = both.sort("rows", "place", "template", descending=[True, False, False], nulls_last=True)
    return both.rename({"template": "item_id"}).drop("place").collect()


def _unplaced(source: Source) -> pl.LazyFrame:
    """``rows`` and ``reports`` of the rows whose 項目 was found in no form: one row, or none."""
    lost = rows(source).filter(pl.col("item_ids").list.len().fill_null(0) == 0)
    counted = lost.select(rows=pl.len().cast(pl.Int64), reports=pl.col("report_id").n_unique().cast(pl.Int64))
    return counted.filter(pl.col("rows") > 0).with_columns(also=pl.lit(0, pl.Int64))


def sections(source: Source) -> pl.DataFrame:
    """Rows by the top heading of the form: ``section, rows, reports``, in the forms' order.

    A row that names items of two sections counts with both; one that names none stands under a null section, last.
    The forms word their headings differently, so 様式2 and 様式3 have sections of their own.
    """
    label_rows = placed(quote_rows(source)).filter("named").unique(["edition_id", "row_no", "section"])
    counted = label_rows.group_by("section").agg(
        rows=pl.len().cast(pl.Int64),
        reports=pl.col("report_id").n_unique().cast(pl.Int64),
        place=pl.col("place").min(),
        form_key=pl.col("form_key").min(),
    )
    both = pl.concat([counted, _unplaced(source).drop("also")], how="diagonal")
    return both.sort("form_key", "place", nulls_last=True).select("section", "rows", "reports").collect()


def bodies(source: Source) -> pl.DataFrame:
    """Rows by body, most first: ``agency, reports, rows, editions, rows_per_report, before_share, first_on, last_on``.

    ``reports`` counts those without a row as well. ``before_share`` as in :func:`timing`.

    What it cannot know: two bodies that print the same name are one here, and one that printed two names is two.
    """
    before_count, after_count = (pl.col("timing").eq_missing(pl.lit(t)).sum() for t in ("事前", "事後"))
    counted = (
        rows(source)
        .group_by("body")
        .agg(
            rows=pl.len().cast(pl.Int64),
            editions=pl.struct("report_id", "changed_on").n_unique().cast(pl.Int64),
            before_share=pl.when(before_count + after_count > 0).then(before_count / (before_count + after_count)),
            first_on=pl.col("changed_on").min(),
            last_on=pl.col("changed_on").max(),
        )
    )
    all_bodies = newest(source).group_by("body").agg(agency=pl.col("agency").min(), reports=pl.len().cast(pl.Int64))
    joined = all_bodies.join(counted, on="body", how="left").with_columns(pl.col("rows", "editions").fill_null(0))
    joined = joined.with_columns(rows_per_report=pl.col("rows") / pl.col("reports"))
    columns = ["agency", "reports", "rows", "editions", "rows_per_report", "before_share", "first_on", "last_on"]
    return joined.sort("rows", "body", descending=[True, False]).select(columns).collect()
