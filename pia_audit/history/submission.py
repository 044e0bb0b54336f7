"""When a change was submitted: the edition's 公表日 where it is known, else the row's 変更日, less surely."""

from __future__ import annotations

import polars as pl

from pia_audit.compare.kept_rows import new_rows
from pia_audit.model.frames import Corpus


def submissions(corpus: Corpus) -> pl.DataFrame:
    """``edition_id, row_no, submitted_on, submitted_from, submitted_to, submitted_sure`` for every row with a date.

    Where 変更日 is a month or a range, ``submitted_on`` is null and the other two bound it.

    ``high``: the row is new in this edition (it is not in the edition before, or its 変更日 is the edition's
    公表日), so it was submitted with it. ``medium``: only the 変更日 is known, which usually is the day of
    submission and sometimes the day of the fact.
    """
    published = corpus.editions.select("edition_id", "published_on").unique("edition_id")
    days = {"submitted_on": "changed_on", "submitted_from": "changed_from", "submitted_to": "changed_to"}
    rows = corpus.changes.select("edition_id", "row_no", *days.values()).join(published, on="edition_id")
    fresh = _new_rows(corpus).with_columns(fresh=pl.lit(value=True))
    rows = rows.join(fresh, on=["edition_id", "row_no"], how="left")
    is_certain = pl.col("fresh").fill_null(value=False) | (pl.col("changed_on") == pl.col("published_on"))
    is_certain = is_certain.fill_null(value=False)
    return rows.select(
        "edition_id",
        "row_no",
        **{name: pl.when(is_certain).then("published_on").otherwise(column) for name, column in days.items()},
        submitted_sure=pl.when(is_certain).then(pl.lit("high")).otherwise(pl.lit("medium")),
    ).filter(pl.col("submitted_from").is_not_null())


def _new_rows(corpus: Corpus) -> pl.DataFrame:
    if not corpus.pairs.height:
        return pl.DataFrame(schema={"edition_id": pl.String, "row_no": pl.Int64})
    return new_rows(corpus).select("row_no", edition_id="new_edition").unique()
