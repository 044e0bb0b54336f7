"""The timeline of a report: for each change its 提出時期, what speaks for or against it, and the lag."""

from __future__ import annotations

import polars as pl

from pia_audit.history.submission import submissions
from pia_audit.model.frames import Corpus


def timeline(corpus: Corpus) -> pl.DataFrame:
    """One row per quote: ``edition_id, changed_on, row_no, item_id, timing, submitted_on, submitted_sure,
    evidence`` (list of kind, start, end, text) and ``lag_days`` (days from the latest amendment the row follows
    to its submission, null where it follows none). ``corpus`` must hold its evidence.
    """
    row_evidence = corpus.evidence.group_by("edition_id", "row_no", "item_id", maintain_order=True).agg(
        evidence=pl.struct("kind", "start", "end", "text", "amendment"),
        in_force=pl.col("start").filter(pl.col("kind") == "amendment").max(),
    )
    timing = corpus.changes.select("edition_id", "row_no", "timing")
    rows = corpus.quotes.select("edition_id", "changed_on", "row_no", "item_id")
    return (
        rows.join(timing, on=["edition_id", "row_no"])
        .join(submissions(corpus), on=["edition_id", "row_no"], how="left")
        .join(row_evidence, on=["edition_id", "row_no", "item_id"], how="left")
        .with_columns(lag_days=(pl.col("submitted_on") - pl.col("in_force")).dt.total_days())
        .drop("in_force", "submitted_from", "submitted_to")
        .sort("edition_id", "changed_on", "row_no")
    )
