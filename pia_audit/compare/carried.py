"""Which rows of the older edition's table the newer one still carries, altered, or not at all.

The table is append-only: a body adds rows and leaves the old ones as they are.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pia_audit.japanese.ladder import fold, similarity
from pia_audit.model import Corpus, schema

if TYPE_CHECKING:
    import polars as pl

_PAIR = ["report_id", "old_edition", "new_edition"]
_SAID = ["who", "changed_on", "before_norm", "after_norm", "timing_text", "note"]
_SAME_ROW = 0.5


def carried(corpus: Corpus) -> pl.DataFrame:
    """The ``carried`` frame: for each older row ``new_row`` and ``what`` (``kept``, ``altered``, ``vanished``)."""
    import polars as pl

    rows = corpus.changes.select(
        "edition_id", "row_no", "changed_on", "before_norm", "after_norm", "before", "after",
        "changed_on_text", who=_who(), timing_text=pl.col("timing_text").str.strip_chars(), note=_plain("note"),
    )  # fmt: skip
    pairs = corpus.pairs.select(_PAIR)
    old = pairs.join(rows.rename({"edition_id": "old_edition"}), on="old_edition")
    new = pairs.join(rows.rename({"edition_id": "new_edition"}), on="new_edition")
    nth = pl.int_range(pl.len()).over([*_PAIR, *_SAID]).alias("nth")
    old, new = old.with_columns(nth), new.with_columns(nth)
    key = [*_PAIR, *_SAID, "nth"]
    kept = old.join(new.select(*key, new_row="row_no"), on=key, how="inner", nulls_equal=True)
    kept = kept.select(*_PAIR, old_row="row_no", new_row="new_row", what=pl.lit("kept"))
    left = old.join(kept.rename({"old_row": "row_no"}), on=[*_PAIR, "row_no"], how="anti")
    free = new.join(kept.select(*_PAIR, row_no="new_row"), on=[*_PAIR, "row_no"], how="anti")
    rest = pl.DataFrame(list(_matched(left, free)), schema=schema("carried"), orient="row")
    return pl.concat([kept.cast(schema("carried")), rest]).sort(*_PAIR, "old_row")  # type: ignore[arg-type]


def _who() -> pl.Expr:
    """What a row speaks of: the items its label names, or the label where it names none."""
    import polars as pl

    named = pl.col("item_ids").list.sort().list.join(",")
    return pl.when(named == "").then(_plain("label")).otherwise(named)


def _plain(column: str) -> pl.Expr:
    import polars as pl

    from pia_audit.japanese.columns import norm_expr

    return norm_expr(pl.col(column))


def new_rows(corpus: Corpus) -> pl.DataFrame:
    """``_PAIR`` and ``row_no`` of the newer edition's rows that carry no older one. Needs ``carried``."""
    import polars as pl

    rows = corpus.changes.select(new_edition="edition_id", row_no="row_no")
    every = corpus.pairs.select(_PAIR).join(rows, on="new_edition")
    old = corpus.carried.filter(pl.col("new_row").is_not_null()).select(*_PAIR, row_no="new_row")
    return every.join(old, on=[*_PAIR, "row_no"], how="anti")


def _matched(left: pl.DataFrame, free: pl.DataFrame) -> list[tuple[Any, ...]]:
    """What frames did not settle: the same row in other notation, an altered row, or one that vanished."""
    by_pair: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in free.iter_rows(named=True):
        by_pair[tuple(row[p] for p in _PAIR)].append(row)
    out = []
    for row in left.iter_rows(named=True):
        pair = tuple(row[p] for p in _PAIR)
        best = max(by_pair[pair], key=lambda r: _likeness(row, r), default=None)
        score = _likeness(row, best) if best else 0.0
        if best is None or score < 1.0:
            out.append((*pair, row["row_no"], None, "vanished"))
            continue
        by_pair[pair].remove(best)
        out.append((*pair, row["row_no"], best["row_no"], "kept" if score >= _KEPT else "altered"))
    return out


_KEPT = 100.0


def _likeness(old: dict[str, Any], new: dict[str, Any]) -> float:
    """100 and more: the same row on the ladder; 1 and more: the same row, altered; less: another row."""
    who, day = old["who"] == new["who"], old["changed_on"] == new["changed_on"]
    if not (who or day):  # whatever their texts say
        return 0.0
    before, after = _alike(old["before"], new["before"]), _alike(old["after"], new["after"])
    timing = fold(old["timing_text"]) == fold(new["timing_text"])
    if who and day and timing and before == after == 1.0 and fold(old["note"] or "") == fold(new["note"] or ""):
        return _KEPT
    same = who + day + (before == 1.0) + (after == 1.0)
    if same >= 3 or (who and day and max(before, after) >= _SAME_ROW):
        return float(1.0 + before + after + who + day)
    return 0.0


def _alike(left: str | None, right: str | None) -> float:
    if left == right or fold(left or "") == fold(right or ""):
        return 1.0
    return min(similarity(left or "", right or ""), 0.999)
