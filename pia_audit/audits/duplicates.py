"""Findings that are one fact seen twice become one finding; which tells it better stands in the rules' catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from pia_audit.japanese.ladder import fold
from pia_audit.model.frames import Corpus
from pia_audit.rules.catalogue import Outranked, entry

_Row = Mapping[str, Any]


def without_duplicates(findings: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """The findings without those that another one already tells.

    Args:
        findings: the ``findings`` frame (:data:`pia_audit.rules.registry.COLUMNS`) of any number of reports.
        corpus: the corpus they are of, for the days of its editions.

    Returns:
        The frame with fewer rows, in the same order. A finding that an older edition has as well is kept where it was
        seen last; of the others those go that their rule's catalogue file says are ``outranked``.
    """
    if not findings.height:
        return findings
    days = corpus.editions.select("edition_id", "published_on").unique("edition_id")
    dated = findings.with_row_index("position").join(days, on="edition_id", how="left")
    newest = dated.sort("published_on", "position", descending=[True, False], nulls_last=True)
    latest = newest.unique(["report_id", "fingerprint"], keep="first", maintain_order=True).sort("position")
    rows = latest.drop("published_on", "evidence").join(_standing(findings), on="fingerprint", how="left").to_dicts()
    by_item: defaultdict[tuple[str, str | None], list[_Row]] = defaultdict(list)
    by_report: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        by_item[row["report_id"], row["item_id"]].append(row)
        by_report[row["report_id"]].append(row)
    stays = [
        not any(
            _is_outranked(
                row, o, by_report[row["report_id"]] if o.any_item else by_item[row["report_id"], row["item_id"]]
            )
            for o in entry(row["rule"]).outranked
        )
        for row in rows
    ]
    return latest.filter(pl.Series(stays, dtype=pl.Boolean)).drop("position", "published_on")


def _standing(findings: pl.DataFrame) -> pl.DataFrame:
    """Whether an older edition has a finding as well, row and item the same: ``standing`` by ``fingerprint``.

    A change between the editions is not the cause of such a finding.
    """
    codes = findings.get_column("rule").unique()
    asking = [c for c in codes if any(o.unless_standing for o in entry(c).outranked)]
    key = ["report_id", "rule", "item_id", "row_no", "expected"]
    of_editions = pl.col("edition_id").n_unique().over(key)
    ends = findings.filter(pl.col("rule").is_in(sorted(asking)))
    return ends.select("fingerprint", standing=of_editions > 1).unique("fingerprint")


def _is_outranked(row: _Row, outranked: Outranked, others: Iterable[_Row]) -> bool:
    """Whether one of ``others`` tells what ``row`` tells, as the catalogue puts it."""
    if outranked.subject and not (row["subject"] or "").startswith(outranked.subject):
        return False
    if outranked.unless_standing and row["standing"]:
        return False
    shares = _SHARED[outranked.on]
    return any(second["rule"] in outranked.by and shares(second, row) for second in others)


def _same_edition(one: _Row, second: _Row) -> bool:
    return bool(one["edition_id"] == second["edition_id"])


def _same_row(one: _Row, second: _Row) -> bool:
    return _same_edition(one, second) and bool(one["row_no"] == second["row_no"])


def _same_subject(one: _Row, second: _Row) -> bool:
    return _same_edition(one, second) and bool(one["subject"] == second["subject"])


_SHORTEST_PART = 8
"""Characters of a quotation from which on it is taken for a part of another one that holds it."""


def _same_texts(one: _Row, second: _Row) -> bool:
    """Whether two findings set the same two texts against each other (one may quote a part of the other)."""
    pairs = [(fold(one[n] or ""), fold(second[n] or "")) for n in ("expected", "actual")]
    return all(a == b or (min(len(a), len(b)) >= _SHORTEST_PART and (a in b or b in a)) for a, b in pairs)


_SHARED = {
    "item": lambda *_: True,
    "edition": _same_edition,
    "row": _same_row,
    "subject": _same_subject,
    "texts": _same_texts,
}
