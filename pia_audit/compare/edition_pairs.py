"""Two editions side by side: which follows which, and which items differ (in frames, texts fetched last)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import xor

import polars as pl

from pia_audit.model.frames import Corpus, schema

_RANK = {"xlsx": 0, "pdf": 2}
"""Which format reads best, as an edition's encoding names it; every other is a kind of text and stands between."""


def consecutive(corpus: Corpus) -> pl.DataFrame:
    """Each report's editions in the order of publication, two by two: the ``pairs`` frame.

    Two files with the same content count once, and so do the editions of one day: neither comes before the other, so
    the one stands in the pairs whose format reads best. Editions without a 公表日 are in no pair.
    """
    dated = corpus.editions.filter(pl.col("published_on").is_not_null()).unique("edition_id", maintain_order=True)
    dated = dated.sort("report_id", "published_on", pl.col("encoding").replace_strict(_RANK, default=1), "source")
    dated = dated.unique(["report_id", "published_on"], keep="first", maintain_order=True)
    group_key = "report_id"
    return (
        dated.select(
            "report_id",
            old_edition="edition_id",
            new_edition=pl.col("edition_id").shift(-1).over(group_key),
            old_on="published_on",
            new_on=pl.col("published_on").shift(-1).over(group_key),
        )
        .drop_nulls("new_edition")
        .select(list(schema("pairs")))
    )


def changed(old: pl.DataFrame, new: pl.DataFrame, key: list[str], take: Sequence[str] = ()) -> pl.DataFrame:
    """The keys under which two frames do not say the same: ``key``, ``nth``, ``op`` (``changed|added|removed``).

    Both frames have the ``key`` columns, ``norm`` (the folded text) and ``status``. A key that occurs more
    than once is told apart by its occurrence (``nth``, from 0). The ``take`` columns of both sides come
    along, the newer side's with the suffix ``_new``. Rows are compared by 64-bit hashes made on the spot and
    found again by position, so only the texts that differ are fetched; no hash leaves this function.
    """
    sides = [_coded(side, key) for side in (old, new)]
    counts = pl.collect_all([side.select(pl.col("k").n_unique()) for side in sides])
    if twice := any(count.item() < frame.height for count, frame in zip(counts, (old, new), strict=True)):
        sides = [_by_occurrence(side) for side in sides]
    old_rows, new_rows = sides
    # The filter goes into the join, which then never holds the rows that agree.
    differing = pl.col("v").ne_missing(pl.col("v_new"))
    joined = old_rows.join(new_rows, on="k", how="full", suffix="_new").filter(differing)
    both = joined.select("row", "row_new").sort("row", "row_new", nulls_last=True).collect()
    from_old = _fetched(old, both.get_column("row"), [*key, *take], twice, key)
    from_new = _fetched(new, both.get_column("row_new"), [*key, *take], twice, key).select(pl.all().name.suffix("_new"))
    op = (
        pl.when(pl.col("row_new").is_null())
        .then(pl.lit("removed"))
        .when(pl.col("row").is_null())
        .then(pl.lit("added"))
        .otherwise(pl.lit("changed"))
    )
    wide = pl.concat([both.select("row", "row_new", op=op), from_old, from_new], how="horizontal")
    names = [*key, "nth"]
    return wide.select(*(pl.coalesce(n, f"{n}_new").alias(n) for n in names), "op", *take, *(f"{t}_new" for t in take))


def _fetched(frame: pl.DataFrame, rows: pl.Series, columns: list[str], twice: bool, key: list[str]) -> pl.DataFrame:
    """The rows at these positions (null: a row of nulls), with ``nth``."""
    nth = pl.int_range(pl.len(), dtype=pl.Int64).over(key) if twice else pl.lit(0, pl.Int64)
    picked = frame.select(columns) if not twice else frame.select(*columns, nth=nth)
    picked = picked.select(pl.all().gather(rows))
    return picked if twice else picked.with_columns(nth=pl.when(rows.is_not_null()).then(nth).otherwise(None))


def _coded(frame: pl.DataFrame, key: list[str]) -> pl.LazyFrame:
    """``k`` (key) and ``v`` (value) as hashes, and ``row`` (position).

    An odd factor for each column of the key keeps keys apart whose columns say the same in another order.
    """
    hashes = (pl.col(column).hash(seed) * (2 * seed + 1) for seed, column in enumerate(key, 7))
    value = pl.col("norm").hash(11) ^ pl.col("status").hash(13)
    return frame.lazy().select(k=reduce(xor, hashes), v=value).with_row_index("row")


def _by_occurrence(coded: pl.LazyFrame) -> pl.LazyFrame:
    """Keys that occur more than once, by their occurrence."""
    nth = pl.int_range(pl.len(), dtype=pl.UInt64).over("k").alias("nth")
    return coded.with_columns(nth).with_columns(k=pl.struct("k", "nth").hash(17))
