"""PIA2xx: do the rows account for what changed, and can each be read by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pia_audit.compare import relative
from pia_audit.model import Corpus
from pia_audit.rules.frames import cell, params, place, quotes, rows
from pia_audit.rules.registry import rule

if TYPE_CHECKING:
    import polars as pl

_HINT = "同左|同上|左に同じ|変更前に同じ|略|追加|削除|「[^「」]*」\\s*を"


@rule("PIA206")
def relative_wording(corpus: Corpus) -> pl.DataFrame:
    """Rows that say 同左, (略), 以下を追加 … instead of quoting."""
    import polars as pl

    both = pl.concat_str([pl.col("before").fill_null(""), pl.col("after").fill_null("")], separator="\n")
    found = rows(corpus).filter(both.str.contains(_HINT))
    said = [relative.words(b or "", a or "") for b, a in found.select("before", "after").iter_rows()]
    found = found.with_columns(words=pl.Series(["、".join(w) for w in said], dtype=pl.String))
    return found.filter(pl.col("words") != "").select(
        "edition_id", "row_no",
        params("words"),
        item_id=pl.col("item_ids").list.last(),
        expected="before",
        actual="after",
        subject="changed_on_text",
        evidence=pl.concat_list(place(cell(3), "before"), place(cell(4), "after")),
    )  # fmt: skip


@rule("PIA207")
def before_incomplete(corpus: Corpus) -> pl.DataFrame:
    """Rows whose 変更後 writes a part that 変更前 leaves out although earlier rows show that it existed."""
    import polars as pl

    told = quotes(corpus)
    steps = corpus.steps.filter(pl.col("incomplete_row").is_not_null()).select(
        "edition_id", "item_id", "missing", row_no="incomplete_row", other_row="shown_by"
    )
    steps = steps.unique(["edition_id", "item_id", "row_no"], keep="first", maintain_order=True)
    other = told.select(
        "edition_id", "item_id", other_row="row_no", other_on="changed_on", other_locator=cell(4)
    )
    found = told.join(steps, on=["edition_id", "item_id", "row_no"]).join(
        other, on=["edition_id", "item_id", "other_row"], how="left"
    )
    return found.select(
        "edition_id", "row_no", "item_id",
        params("other_row", "other_on"),
        expected="missing",
        actual="before",
        confidence=pl.lit("medium"),
        subject="changed_on",
        evidence=pl.concat_list(
            place(cell(3), "before"), place(cell(4), "after"), place("other_locator", "missing")
        ),
    )  # fmt: skip
