"""PIA109 to PIA112: 提出時期 of a row, the same row twice, rows that change nothing, rows out of order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import polars as pl

from pia_audit.compare import relative_wording
from pia_audit.forms.labels.levels import file_index
from pia_audit.japanese.ditto import is_ditto
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.placeholders import is_empty, is_remark
from pia_audit.model.frames import Corpus
from pia_audit.rules.frames import cell, named_item, params, per_value, piece, row_content, rows, unreadable
from pia_audit.rules.registry import rule


@rule("PIA109")
def timing_value(corpus: Corpus) -> pl.DataFrame:
    """提出時期 that says neither 事前 nor 事後: an error where something else stands there, else a warning.

    A mark that nothing is to be said is no more than worth knowing: bodies put it where no submission was owed. Neither
    is an empty cell where one row of that day says it for three or more: it stood in one merged cell, in whichever row
    of these a converter put it. Nor is it in a table of which each day's first row says it and a quarter leaves it out:
    there it is the one above.
    """
    day = ["edition_id", "changed_from", "changed_to"]
    stated = pl.col("timing").is_not_null().sum().over(day)
    once = pl.col("changed_from").is_not_null() & (stated == 1) & (pl.len().over(day) >= _MERGED)
    first = pl.col("row_no") == pl.col("row_no").min().over(day)
    left_out = pl.col("timing").is_null() & (pl.col("timing_text").str.strip_chars() == "")
    share = left_out.sum().over("edition_id") / pl.len().over("edition_id")
    by_above = (left_out & first).sum().over("edition_id").eq(0) & (share >= _LEFT_TO_ABOVE)
    unread = rows(corpus).with_columns(once=once | by_above).filter(pl.col("timing").is_null() & ~unreadable("timing"))
    kinds = [_timing_kind(*r) for r in unread.select("row_no", "timing_text", "changed_on_text", "label").iter_rows()]
    unread = unread.with_columns(how=pl.Series(kinds, dtype=pl.String)).filter(pl.col("how") != "")
    blank = pl.col("how") == "timing_blank"
    marked = (pl.col("timing_text").str.strip_chars() != "") | pl.col("once")
    return unread.select(
        "edition_id", "row_no",
        params("how", value="timing_text"),
        severity=pl.when(~blank).then(pl.lit("error")).when(marked).then(pl.lit("info")).otherwise(pl.lit("warning")),
        item_id=named_item(),
        actual="timing_text",
        subject=row_content(),
        evidence=pl.concat_list(piece(cell(5), "timing_text")),
    )  # fmt: skip


_MERGED = 3
"""So many rows of one day with one 提出時期 between them have it in one cell."""

_LEFT_TO_ABOVE = 1 / 4
"""Where so large a share of a table's rows leaves 提出時期 empty, its clerk leaves it to the row above."""


def _timing_kind(row_no: int, timing: str, day: str, label: str) -> str:
    """Which clause tells of a 提出時期 that is not read; empty for a cell that means the one above, which has it."""
    leaves_to_above = is_ditto(timing) or (not timing and not (day and label))
    if leaves_to_above and row_no > 1:
        return ""
    return "timing_blank" if is_empty(timing) else "timing_other"


@rule("PIA110")
def duplicate_row(corpus: Corpus) -> pl.DataFrame:
    """Rows that print what an earlier one prints: date, 項目, both texts and 提出時期."""
    printed = ["edition_id", "changed_from", "changed_to", "undated", "before_norm", "after_norm", "timing"]
    undated = pl.when(pl.col("changed_from").is_null()).then("changed_on_text")
    repeated_rows = rows(corpus).with_columns(undated=undated).filter(pl.col("before_norm").is_not_null())
    repeated_rows = repeated_rows.filter(pl.col("after_norm").is_not_null() & (pl.len().over(printed) > 1))
    pairs = list(_repeated(repeated_rows.sort(*printed, "row_no", maintain_order=True), printed))
    columns = {"edition_id": pl.String, "row_no": pl.Int64, "other_row": pl.Int64}
    twice = pl.DataFrame(pairs, schema=columns, orient="row")
    return repeated_rows.join(twice, on=["edition_id", "row_no"]).select(
        "edition_id", "row_no",
        params("other_row"),
        item_id=named_item(),
        actual="after",
        subject=row_content(),
        evidence=pl.concat_list(piece(cell(3), "before"), piece(cell(4), "after")),
    )  # fmt: skip


def _repeated(printed_rows: pl.DataFrame, printed: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Edition and number of each row of the same print, and of the first row that it repeats.

    A row is held against those of the same print that repeat none, so that the work grows with the square of how many
    rows give one day and the same texts for different items.
    """
    columns = [*printed, "row_no", "label", "label_meant", "item_ids", "anchor", "candidates"]
    for _, group in groupby(printed_rows.select(columns).iter_rows(named=True), key=lambda r: [r[c] for c in printed]):
        firsts: list[dict[str, Any]] = []
        for row in group:
            row["folded"] = fold(row["label_meant"] or row["label"])
            if not row["folded"]:  # where no 項目 could be read, nothing says that two rows are for one
                continue
            same = [o for o in firsts if _is_of_same_item(o, row)]
            original = same[0] if same else None
            if original is None or (len(same) < _files_in_question(row) and not row["item_ids"]):
                firsts.append(row)
            else:
                yield row["edition_id"], row["row_no"], original["row_no"]


def _files_in_question(row: dict[str, Any]) -> int:
    """Among how many files the item stands that a row may mean: as many rows may well print the same."""
    return len({file_index(item_id) for item_id in row["candidates"] or ()} - {None})


def _is_of_same_item(first: dict[str, Any], second: dict[str, Any]) -> bool:
    """Whether two rows name the same: the same 項目 as printed, or the same item by the same part of its label."""
    if first["item_ids"] and second["item_ids"] and first["item_ids"] != second["item_ids"]:
        return False
    same_item = bool(first["item_ids"]) and first["item_ids"] == second["item_ids"]
    return first["folded"] == second["folded"] or (same_item and first["anchor"] == second["anchor"])


def _quotes_nothing(text: str | None) -> bool:
    """Whether a cell speaks about the text instead of quoting it: 変更なし, 別紙のとおり, 同上, a mark for nothing."""
    if text is None or is_empty(text) or is_ditto(text):
        return True
    return is_remark(text) or bool(relative_wording.relative_words("", text))


@rule("PIA111")
def no_op_row(corpus: Corpus) -> pl.DataFrame:
    """Rows whose 変更前 and 変更後 are the same but for spaces, width and punctuation, both printed whole."""
    is_cut = pl.col("hidden_before").is_not_null() | pl.col("hidden_after").is_not_null()
    unchanged = rows(corpus).filter((pl.col("before_norm") == pl.col("after_norm")) & ~is_cut)
    silent = per_value(unchanged.get_column("after"), _quotes_nothing)
    unchanged = unchanged.filter(~pl.Series(silent, dtype=pl.Boolean))
    return unchanged.select(
        "edition_id", "row_no",
        item_id=named_item(),
        expected="before",
        actual="after",
        subject=row_content(),
        evidence=pl.concat_list(piece(cell(3), "before"), piece(cell(4), "after")),
    )  # fmt: skip


@rule("PIA112")
def out_of_order(corpus: Corpus) -> pl.DataFrame:
    """Rows surely dated before a row printed above them; a table printed newest first throughout is in order."""
    dated = rows(corpus).filter(pl.col("changed_from").is_not_null()).sort("edition_id", "row_no")
    above = {"previous_on": "changed_from", "previous_to": "changed_to", "other_row": "row_no"}
    dated = dated.with_columns(**{name: pl.col(c).shift(1).over("edition_id") for name, c in above.items()})
    forward = (pl.col("changed_from") > pl.col("previous_to")).any().over("edition_id")
    backward = dated.filter(forward & (pl.col("changed_to") < pl.col("previous_on")))
    return backward.select(
        "edition_id", "row_no",
        params("other_row", "previous_on"),
        item_id=named_item(),
        actual="changed_on_text",
        subject=row_content(),
        evidence=pl.concat_list(piece(cell(1), "changed_on_text")),
    )  # fmt: skip
