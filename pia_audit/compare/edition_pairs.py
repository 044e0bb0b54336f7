"""Two editions side by side: which follows which, and which items differ (in frames, texts fetched last)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from pia_audit.model.frames import Corpus, schema

if TYPE_CHECKING:
    import polars as pl


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
    old_rows, new_rows = _coded(old, key), _coded(new, key)
    if twice := any(side.get_column("k").n_unique() < side.height for side in (old_rows, new_rows)):
        old_rows, new_rows = _told_apart(old_rows), _told_apart(new_rows)
    old_rows, new_rows = (_with_value(side) for side in (old_rows, new_rows))
    vanished_rows = old_rows.filter(~pl.col("kv").is_in(new_rows.get_column("kv").implode()))
    come = new_rows.filter(~pl.col("kv").is_in(old_rows.get_column("kv").implode()))
    both = vanished_rows.select("k", "row").join(come.select("k", row_new="row"), on="k", how="full")
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


def _coded(frame: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """``k`` (key) and ``v`` (value) as hashes, and ``row`` (position)."""
    value = pl.col("norm").hash(11) ^ pl.col("status").hash(13)
    return frame.select(k=pl.struct(key).hash(7), v=value).with_row_index("row")


def _told_apart(coded: pl.DataFrame) -> pl.DataFrame:
    """Keys that occur more than once, by their occurrence."""
    nth = pl.int_range(pl.len(), dtype=pl.UInt64).over("k").alias("nth")
    return coded.with_columns(nth).with_columns(k=pl.struct("k", "nth").hash(17))


def _with_value(coded: pl.DataFrame) -> pl.DataFrame:
    """Adds ``kv``: key and value in one column, which is looked up faster than two.

    An odd factor keeps different values of one key different.
    """
    return coded.with_columns(kv=pl.col("k") ^ (pl.col("v") * 3))
