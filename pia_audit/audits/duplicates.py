"""Findings that are one fact seen twice become one finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pia_audit.japanese.ladder import fold
from pia_audit.model.frames import Corpus

if TYPE_CHECKING:
    import polars as pl

# What two editions show is shown by one edition's history as well, less exactly.
_TWO = frozenset({"PIA201", "PIA202", "PIA203", "PIA204", "PIA205"})
_AT_THE_END = frozenset({"PIA302", "PIA303"})


def once(findings: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """The findings without those that another one already tells.

    A finding that an older edition has as well is kept where it was seen last. Where two editions settle
    what the history alone could only suspect, the finding of the two editions stays, but for a broken chain,
    which says more than a misquoted 変更前.
    """
    import polars as pl

    if not findings.height:
        return findings
    days = corpus.editions.select("edition_id", "published_on").unique("edition_id")
    dated = findings.with_row_index("at").join(days, on="edition_id", how="left")
    newest = dated.sort("published_on", "at", descending=[True, False], nulls_last=True)
    kept = newest.unique(["report_id", "fingerprint"], keep="first", maintain_order=True).sort("at")
    rows = kept.drop("published_on", "evidence").join(_standing(findings), on="fingerprint", how="left").to_dicts()
    by_item: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
    for row in rows:
        by_item.setdefault((row["report_id"], row["item_id"]), []).append(row)
        if row["rule"] == "PIA410":  # the cover's finding, which is on no item, is told by a row's
            by_item.setdefault((row["report_id"], None), []).append(row)
    stays = [not _told_elsewhere(row, by_item[row["report_id"], row["item_id"]]) for row in rows]
    return kept.filter(pl.Series(stays, dtype=pl.Boolean)).drop("at", "published_on")


def _standing(findings: pl.DataFrame) -> pl.DataFrame:
    """Of what is wrong at the end of a chain whether an older edition has it, row and item the same: ``standing`` by
    ``fingerprint``. A change between the editions is not its cause."""
    import polars as pl

    key = ["report_id", "rule", "item_id", "row_no", "expected"]
    ends = findings.filter(pl.col("rule").is_in(sorted(_AT_THE_END)))
    of_editions = pl.col("edition_id").n_unique().over(key)
    return ends.select("fingerprint", standing=of_editions > 1).unique("fingerprint")


def _told_elsewhere(row: dict[str, Any], rows: list[dict[str, Any]]) -> bool:
    """Whether one of ``rows``, the findings on the same item of the same report, tells what ``row`` tells."""
    code = row["rule"]
    if code == "PIA502":  # what is wrong since the day of publication is what the edition itself shows
        return any(o["rule"] == "PIA501" and o["subject"] == row["subject"] and _same_edition(o, row) for o in rows)
    if code == "PIA613":  # a row that is ahead of an amendment by its own timing
        return (row["subject"] or "").startswith("table-ahead") and any(o["rule"] == "PIA406" for o in rows)
    if code == "PIA304":
        return any(o["rule"] == "PIA410" and _same_row(o, row) for o in rows)
    if code == "PIA203":
        return any(o["rule"] == "PIA301" and _same_row(o, row) for o in rows)
    if code not in ("PIA301", "PIA302", "PIA303"):
        return False
    two = [o for o in rows if o["rule"] in _TWO]
    if (
        code in _AT_THE_END
        and not row["standing"]
        and any(o["edition_id"] == row["edition_id"] for o in two if o["rule"] != "PIA203")
    ):
        return True
    if code == "PIA303" and any(o["rule"] == "PIA203" and _same_row(o, row) for o in two):
        return True
    return any(_same_texts(o, row) for o in two if o["rule"] != "PIA203")


def _same_edition(left: dict[str, Any], right: dict[str, Any]) -> bool:
    return bool(left["edition_id"] == right["edition_id"])


def _same_row(left: dict[str, Any], right: dict[str, Any]) -> bool:
    return _same_edition(left, right) and bool(left["row_no"] == right["row_no"])


def _same_texts(left: dict[str, Any], right: dict[str, Any]) -> bool:
    """Whether two findings set the same two texts against each other (one may quote a part of the other)."""
    pairs = [(fold(left[n] or ""), fold(right[n] or "")) for n in ("expected", "actual")]
    return all(a == b or (min(len(a), len(b)) >= 8 and (a in b or b in a)) for a, b in pairs)
