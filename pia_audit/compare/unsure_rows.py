"""Rows whose label leaves their item open, where two editions settle it.

A row 「②委託先における取扱者数」 of a report with two files names neither. Where among the items it may mean one alone
changed from what the row quotes before to what it quotes after, the row records that change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pia_audit.compare.equality import VALUES
from pia_audit.compare.kept_rows import new_rows
from pia_audit.compare.open_rows import stands
from pia_audit.japanese.placeholders import is_empty, is_remark
from pia_audit.model import MOST_CANDIDATES
from pia_audit.model.frames import Corpus

if TYPE_CHECKING:
    import polars as pl

_PAIR = ["report_id", "old_edition", "new_edition"]
_TEXTS = ["kind", "before", "after", "text", "text_new"]


def settled(corpus: Corpus, differing: pl.DataFrame) -> pl.DataFrame:
    """What new rows without an item say of the one item that changed as they say.

    Args:
        corpus: editions with their ``pairs`` and ``carried`` rows.
        differing: items that differ, with ``report_id, old_edition, new_edition, item_id, text, text_new, kind`` and
            ``kind_new``.

    Returns:
        ``row_no, item_id, changed_on, before, after, anchor, new_edition, report_id, old_edition``. A row is left out
        where two items changed so, and where not every item it may mean is known.
    """
    unsure = (pl.col("outcome") == "unsure") & (pl.col("item_ids").list.len() == 0)
    has_candidates = pl.col("candidates").list.len().is_between(1, MOST_CANDIDATES - 1)
    rows = corpus.changes.filter(unsure & has_candidates).select(
        "row_no", "changed_on", "before", "after", new_edition="edition_id", item_id="candidates", anchor=pl.lit("")
    )
    rows = rows.join(new_rows(corpus), on=["new_edition", "row_no"]).explode("item_id")
    sides = differing.select(*_PAIR, "item_id", "text", "text_new", kind=pl.coalesce("kind_new", "kind"))
    maybe = rows.join(sides, on=[*_PAIR, "item_id"])
    fits = [_says(*texts) for texts in maybe.select(_TEXTS).iter_rows()]
    maybe = maybe.filter(pl.Series(fits, dtype=pl.Boolean))
    alone = pl.len().over([*_PAIR, "row_no"]) == 1
    return maybe.filter(alone).drop("text", "text_new", "kind")


def _says(kind: str, before: str | None, after: str | None, text: str | None, text_new: str | None) -> bool:
    """Whether a row quotes of an item what the older edition says, and what the newer one says instead.

    Where a row quotes one side only, that passage must stand in the one edition and not in the other.
    """
    if before is None or after is None:
        return False
    came, went = is_empty(before), is_empty(after)
    if (came and went) or (not came and is_remark(before)) or (not went and is_remark(after)):
        return False
    if came or went:
        quotation, present_in, absent_from = (after, text_new, text) if came else (before, text, text_new)
        return kind not in VALUES and stands(kind, quotation, present_in) and not stands(kind, quotation, absent_from)
    return stands(kind, before, text) and stands(kind, after, text_new)
