"""Differences that one row tells whole, word for word: settled in frames, without looking into the texts.

Such a row's 変更前 is the older text and its 変更後 the newer one as read, it is the only one that speaks of the item,
and the two texts differ in letters that no rung of the ladder folds. :func:`pia_audit.compare.attribution.account`
would say the same of it.
"""

from __future__ import annotations

import polars as pl

from pia_audit.compare.equality import VALUES
from pia_audit.compare.hunks import hunks
from pia_audit.compare.relative_wording import MAY_BE_RELATIVE
from pia_audit.japanese.expressions import letters_expr
from pia_audit.japanese.placeholders import empty_expr
from pia_audit.model.frames import schema

_KEY = ["report_id", "old_edition", "new_edition", "item_id"]


def is_one_row() -> pl.Expr:
    """Whether one row tells a difference whole (dtype Boolean), over the items of two editions beside their rows:
    ``_KEY, kind, text, norm, status``, the last three with ``_new`` as well, and ``row_no, before, after``."""
    read = (pl.col("status") == "read") & (pl.col("status_new") == "read")
    quoted = (pl.col("before") == pl.col("text")) & (pl.col("after") == pl.col("text_new"))
    is_reworded = letters_expr(pl.col("norm")) != letters_expr(pl.col("norm_new"))
    relative = pl.col("before").str.contains("[略…‥]") | pl.col("after").str.contains(MAY_BE_RELATIVE)
    says = ~empty_expr(pl.col("norm")) & ~empty_expr(pl.col("norm_new")) & ~relative
    kinds = pl.col("kind").is_in(["text", "list", *VALUES]) & (pl.col("kind") == pl.col("kind_new"))
    says &= ~(pl.col("norm") + pl.col("norm_new")).str.contains("☐")  # the one sign round an option that is no bracket
    return (read & quoted & is_reworded & says & kinds & (pl.len().over(_KEY) == 1)).fill_null(value=False)


def whole_differences(plain: pl.DataFrame, *, spans: bool) -> pl.DataFrame:
    """The ``differences`` of items that one row tells whole; their texts are in ``old`` and ``new``."""
    value = pl.col("kind").is_in(list(VALUES))
    types = schema("differences")
    where = [[h.spans for h in hunks(o, n)] for o, n in plain.select("old", "new").iter_rows()] if spans else []
    return plain.select(
        *_KEY,
        pl.Series("hunks", where, dtype=types["hunks"]) if spans else pl.lit([], types["hunks"]).alias("hunks"),
        op=pl.lit("changed"),
        before="old",
        after="new",
        rung=pl.lit("wording"),
        status=pl.lit("documented"),
        rows=pl.concat_list("row_no"),
        left_before=pl.lit(None, pl.String),
        left_after=pl.lit(None, pl.String),
        predicted=pl.when(value).then("old").otherwise("new"),
        target="new",
        label=pl.lit(None, pl.String),
        old_item="old_item",
    ).select(list(types))


def whole_accounts(plain: pl.DataFrame) -> pl.DataFrame:
    """The ``accounts`` of the rows that tell them: each is confirmed."""
    nothing = {n: pl.lit(None, t) for n, t in schema("accounts").items() if n in ("side", "expected", "found")}
    return plain.select(
        *_KEY, "row_no", status=pl.lit("confirmed"), similarity=pl.lit(None, pl.Float64), **nothing
    ).select(list(schema("accounts")))
