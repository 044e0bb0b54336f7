"""How long after an amendment its reports follow it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pia_audit.law import Amendment, amendments
from pia_audit.timing.evidence import followed
from pia_audit.trending.source import Source, told

if TYPE_CHECKING:
    import polars as pl

_KEY = ["edition_id", "row_no"]
_WORTH = "[条表令法会]"  # every entry of the Act's calendar has one of these in its old wording


def lags(source: Source, calendar: Sequence[Amendment] = ()) -> pl.DataFrame:
    """Every row that follows an amendment, with its days: the fact that PIA407 tells of one report.

    ``report_id, agency, amendment, law, was, now, sure, in_force, row_no, item_id, changed_on, submitted_on, days``.
    A row follows an amendment when its 変更後 has fewer of the old and more of the new citations. ``days`` runs from
    the day in force to the day of submission: the 公表日 of the first edition read that prints the row, where an
    older edition was read that does not or where the 変更日 is that 公表日; else the 変更日. 0 and less: not late
    (PIA407 is silent).

    ``calendar``: the amendments looked for, default the Act's.

    What it cannot know: reports that have not followed yet are not in the frame, so lags of a young amendment look
    short (PIA601 tells of old citations still printed). Where only the 変更日 is known it may be the day of the fact.
    No law sets a number of days; a lag is no fault by itself.
    """
    import polars as pl

    known = tuple(calendar) or amendments()
    worth = pl.lit(any(a.own for a in known)) | pl.col("before").str.contains(_WORTH)
    differing = told(source).filter(worth & (pl.col("before_norm") != pl.col("after_norm")))
    changed = differing.select(*_KEY, "report_id", "agency", "changed_on", "item_id", "before", "after").collect()
    texts = ["item_id", "before", "after"]
    pairs = changed.select(texts).unique()
    names = [*texts, "amendment", "law", "was", "now", "sure", "in_force"]
    columns = {n: pl.Date if n == "in_force" else pl.String for n in names}
    found = pl.DataFrame(list(_found(pairs.iter_rows(), known)), schema=columns, orient="row")
    hits = changed.join(found, on=texts)
    days = (pl.col("submitted_on") - pl.col("in_force")).dt.total_days()
    dated = hits.join(_submitted(source, hits), on=_KEY, how="left").with_columns(days=days)
    return dated.select(
        "report_id", "agency", *names[3:], "row_no", "item_id", "changed_on", "submitted_on", "days"
    ).sort("in_force", "amendment", "report_id", "row_no", "item_id")


def _found(pairs: Iterator[tuple[str, str, str]], known: Sequence[Amendment]) -> Iterator[tuple[Any, ...]]:
    for item_id, before, after in pairs:
        for a in followed(item_id, before, after, known):
            yield (item_id, before, after, a.key, a.law, a.was, a.now, a.sure, a.in_force)


def _submitted(source: Source, hits: pl.DataFrame) -> pl.DataFrame:
    """``edition_id, row_no, submitted_on`` of rows: see :func:`lags`."""
    import polars as pl

    said = ["report_id", "changed_on", "label", "before_norm", "after_norm"]
    editions = source.editions.select("edition_id", "report_id", "published_on")
    rows = source.changes.select("edition_id", "row_no", *said[1:])
    wanted = rows.join(hits.lazy().select(_KEY).unique(), on=_KEY, how="semi").join(editions, on="edition_id")
    every = rows.join(editions, on="edition_id").join(wanted.select("report_id").unique(), on="report_id", how="semi")
    printed = every.group_by(said).agg(printed_on=pl.col("published_on").min())
    first = editions.group_by("report_id").agg(first_on=pl.col("published_on").min())
    joined = wanted.join(printed, on=said, how="left", nulls_equal=True).join(first, on="report_id", how="left")
    fresh = (pl.col("printed_on") > pl.col("first_on")) | (pl.col("changed_on") == pl.col("printed_on"))
    return joined.select(
        *_KEY, submitted_on=pl.when(fresh.fill_null(value=False)).then("printed_on").otherwise("changed_on")
    ).collect()


def by_amendment(source: Source, calendar: Sequence[Amendment] = ()) -> pl.DataFrame:
    """The distribution of the lags, a row for each amendment, oldest first.

    ``amendment, law, was, now, in_force, sure, reports, rows, late`` (reports whose first row came after the day in
    force), ``over_a_year`` and, in days, ``least, lower, median, upper, most`` (quartiles). A report counts once, by
    the first row that follows the amendment; see :func:`lags` for what it cannot know.
    """
    return _spread(lags(source, calendar), ["amendment", "law", "was", "now", "in_force", "sure"], "in_force")


def by_body(source: Source, calendar: Sequence[Amendment] = ()) -> pl.DataFrame:
    """The same for each body over all amendments, most cases first: ``agency, cases, rows, late, over_a_year`` and the
    quartiles. A case is a report that follows an amendment, by its first row that does."""
    found = _spread(lags(source, calendar), ["agency"], "agency").rename({"reports": "cases"})
    return found.sort("cases", "agency", descending=[True, False])


def _spread(found: pl.DataFrame, by: list[str], order: str) -> pl.DataFrame:
    import polars as pl

    rows = found.group_by(by).agg(rows=pl.struct("report_id", "row_no").n_unique().cast(pl.Int64))
    first = found.group_by(list(dict.fromkeys([*by, "report_id", "amendment"]))).agg(days=pl.col("days").min())
    days = pl.col("days")
    spread = first.group_by(by).agg(
        reports=pl.len().cast(pl.Int64),
        late=(days > 0).sum().cast(pl.Int64),
        over_a_year=(days > 365).sum().cast(pl.Int64),
        least=days.min(),
        lower=days.quantile(0.25, "linear"),
        median=days.median(),
        upper=days.quantile(0.75, "linear"),
        most=days.max(),
    )
    joined = spread.join(rows, on=by, how="left").sort(*dict.fromkeys([order, *by]))
    return joined.select(*by, "reports", "rows", "late", "over_a_year", "least", "lower", "median", "upper", "most")
