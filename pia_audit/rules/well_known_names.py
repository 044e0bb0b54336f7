"""PIA806: names of well-known bodies, systems and laws that are written nearly right."""

from __future__ import annotations

import polars as pl

from pia_audit.law.well_known_names import beginnings, near_misses
from pia_audit.model.frames import Corpus
from pia_audit.rules.frames import cell, fields, params, piece, quoted, quotes
from pia_audit.rules.registry import rule


@rule("PIA806")
def near_miss_name(corpus: Corpus) -> pl.DataFrame:
    """A name with a sign too many or too few, in the body or in a text after, once for an item."""
    columns = ["edition_id", "item_id", "row_no", "source", "locator", "text"]
    quote_rows = quotes(corpus).with_columns(text="after", locator=cell(4)).select(columns)
    read = fields(corpus).filter(pl.col("status") == "read").with_columns(row_no=pl.lit(None, pl.Int64)).select(columns)
    all_texts = pl.concat([quote_rows, read]).filter(pl.col("text").str.contains(beginnings()))
    texts = all_texts.get_column("text").unique(maintain_order=True)
    out = [(text, *name_hits) for text in texts for name_hits in near_misses(text)]
    hits = pl.DataFrame(out, schema=dict.fromkeys(("text", "words", "name"), pl.String), orient="row")
    name_hits = all_texts.join(hits, on="text", maintain_order="left_right").sort(
        "row_no", nulls_last=True, maintain_order=True
    )
    name_hits = name_hits.unique(["edition_id", "item_id", "words"], keep="first", maintain_order=True)
    return name_hits.select(
        "edition_id", "item_id", "row_no",
        params("words", "name"),
        expected="name",
        actual="words",
        confidence=pl.lit("medium"),
        evidence=pl.concat_list(piece("locator", "text", role=quoted())),
    )  # fmt: skip
