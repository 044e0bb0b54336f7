"""Findings on items that an unresolved row may be about: they say so, and say it less loudly."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from pia_audit.model import Corpus

if TYPE_CHECKING:
    import polars as pl

_RESTING_ON_ROWS = ("PIA2", "PIA3")
_CHAINS = frozenset({"PIA301", "PIA302"})


@dataclass(slots=True)
class _Open:
    """An edition's rows of which the item cannot be told: by candidate item, and with the last day each can have."""

    by_item: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    rows: list[tuple[int, date | None, frozenset[str]]] = field(default_factory=list)

    def add(self, row_no: int, last: date | None, candidates: list[str]) -> None:
        self.rows.append((row_no, last, frozenset(candidates)))
        for item_id in candidates:
            self.by_item[item_id].append(row_no)

    def may_follow(self, item_id: str, day: date | None) -> bool:
        """Whether a row of this item, dated that day or later or not at all, may be one of them."""
        return any(
            (item_id in candidates or not candidates) and (last is None or day is None or last >= day)
            for _, last, candidates in self.rows
        )


def quarantined(findings: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """The findings with those on candidates of an unresolved row at ``info``, with its number in ``unsure_rows``.

    A broken chain is not told with high confidence where an unresolved row may have mended it.
    """
    import polars as pl

    unresolved = _unresolved(corpus)
    if not unresolved or not findings.height:
        return findings
    days = _days(corpus)
    columns = ["rule", "edition_id", "item_id", "row_no", "severity", "confidence", "params"]
    judged = [_judged(row, unresolved, days) for row in findings.select(columns).iter_rows(named=True)]
    names = ("severity", "confidence", "params")
    changed = {n: pl.Series(n, [j[at] for j in judged], findings.schema[n]) for at, n in enumerate(names)}
    return findings.with_columns(**changed)


def _unresolved(corpus: Corpus) -> dict[str, _Open]:
    import polars as pl

    open_rows = corpus.changes.filter((pl.col("outcome") == "unsure") & (pl.col("item_ids").list.len() == 0))
    out: dict[str, _Open] = {}
    for edition, row_no, last, candidates in open_rows.select(
        "edition_id", "row_no", "changed_to", "candidates"
    ).iter_rows():
        out.setdefault(edition, _Open()).add(row_no, last, candidates or [])
    return out


def _days(corpus: Corpus) -> dict[tuple[str, int], date | None]:
    frame = corpus.changes.select("edition_id", "row_no", "changed_from")
    return {(edition, row): day for edition, row, day in frame.iter_rows()}


def _judged(
    finding: dict[str, Any], unresolved: dict[str, _Open], days: dict[tuple[str, int], date | None]
) -> tuple[str, str, str]:
    """Severity, confidence and arguments of a finding beside the rows that its item may be about."""
    severity, confidence, params = finding["severity"], finding["confidence"], finding["params"]
    edition, item = finding["edition_id"], finding["item_id"]
    rows = unresolved.get(edition)
    if rows is None or item is None or not finding["rule"].startswith(_RESTING_ON_ROWS):
        return severity, confidence, params
    certain = finding["rule"] in _CHAINS and confidence == "high"
    if certain and rows.may_follow(item, days.get((edition, finding["row_no"] or 0))):
        confidence = "medium"
    about = rows.by_item.get(item)
    return ("info", confidence, _with_rows(params, about)) if about else (severity, confidence, params)


def _with_rows(params: str, rows: list[int]) -> str:
    loaded: dict[str, Any] = json.loads(params or "{}")
    return json.dumps({**loaded, "unsure_rows": rows}, ensure_ascii=False)
