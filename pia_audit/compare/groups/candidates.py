"""Which pairs of editions have groups to be matched: found in frames, so that the others cost no more than a join."""

from __future__ import annotations

import polars as pl

from pia_audit.compare.groups.identity import RISKS, group_expr, name_expr
from pia_audit.compare.groups.rows import GROUP_LABEL
from pia_audit.compare.kept_rows import new_rows
from pia_audit.japanese.expressions import norm_expr
from pia_audit.model.frames import Corpus

PAIR = ["report_id", "old_edition", "new_edition"]


def members(corpus: Corpus) -> pl.DataFrame:
    """``edition_id, item_id, label, kind, text, norm, status, seq, group`` of the items that stand in a group, in the
    editions that have any."""
    items = corpus.items.select("edition_id", "item_id", "label", "path", "kind", "text", "norm", "status", "seq")
    repeated = items.filter(pl.col("item_id").str.contains("[", literal=True)).select("edition_id").unique()
    inside = items.join(repeated, on="edition_id", how="semi", maintain_order="left")
    inside = inside.with_columns(group=group_expr(pl.col("item_id"))).filter(pl.col("group").is_not_null())
    whole = pl.coalesce(pl.col("path").list.join(" "), "label")
    return inside.with_columns(label=whole).drop("path").unique(
        ["edition_id", "item_id"], keep="first", maintain_order=True
    )  # fmt: skip


def candidates(corpus: Corpus, inside: pl.DataFrame) -> pl.DataFrame:
    """The pairs (``PAIR``) whose groups do not have one name under one number on both sides, and those of which a new
    row's label ends at a group. ``inside`` are the :func:`members`."""
    if not inside.height:
        return corpus.pairs.select(PAIR).clear()
    signs = _signs(inside)
    pairs = corpus.pairs.select(PAIR)
    old = pairs.join(signs.rename({"edition_id": "old_edition"}), on="old_edition")
    new = pairs.join(signs.rename({"edition_id": "new_edition"}), on="new_edition")
    both = old.join(new, on=[*PAIR, "group"], how="full", coalesce=True)
    lacking = pl.col("content").is_null() | pl.col("content_right").is_null()
    has_other_name = ~pl.col("name").eq_missing(pl.col("name_right")) & pl.col("named")
    doubtful = (pl.col("alike") | pl.col("alike_right") | pl.col("name").is_null()) & pl.col("named")
    doubtful &= pl.col("content") != pl.col("content_right")
    differing_pairs = both.filter(lacking | has_other_name | doubtful).select(PAIR)
    return pl.concat([differing_pairs, _spoken_of(corpus, inside)]).unique(maintain_order=True)


def _signs(inside: pl.DataFrame) -> pl.DataFrame:
    """Each group by name and content; ``alike``: another of its edition and kind has the name."""
    name = name_expr(pl.col("item_id"), pl.col("label"), pl.col("text"))
    group_items = inside.with_columns(name=norm_expr(name), said=pl.struct(_rest(), "norm").hash(5))
    signs = group_items.group_by("edition_id", "group", maintain_order=True).agg(
        pl.col("name").drop_nulls().first(), content=pl.col("said").sort().hash(3).sum()
    )
    family = pl.col("group").str.replace(r"\[\d+\]$", "")
    has_name = ~pl.col("group").str.contains(rf"(?:^|\.){RISKS}$|^annex_records")
    signs = signs.filter(~pl.col("group").str.starts_with("annex_records")).with_columns(family=family, named=has_name)
    return signs.with_columns(alike=pl.len().over("edition_id", "family", "name") > 1).drop("family")


def _rest() -> pl.Expr:
    return pl.col("item_id").str.slice(pl.col("group").str.len_chars()).alias("rest")


def _spoken_of(corpus: Corpus, inside: pl.DataFrame) -> pl.DataFrame:
    ends = pl.col("label").str.strip_chars().str.contains(GROUP_LABEL)
    rows = corpus.changes.filter(ends | (pl.col("outcome") == "group") | (pl.col("group_ids").list.len() > 0))
    rows = rows.select("row_no", new_edition="edition_id")
    rows = rows.join(inside.select(new_edition="edition_id").unique(), on="new_edition", how="semi")
    return new_rows(corpus).join(rows, on=["new_edition", "row_no"], how="semi").select(PAIR)
