"""Evidence in a change row: dates, amendments and plans that the changed passage brings in.

Only what is new in 変更後 counts. A date that stood there before says nothing about this change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pia_audit.compare import relative
from pia_audit.compare.hunks import hunks
from pia_audit.japanese.dates import FoundDate, find_dates
from pia_audit.japanese.marks import is_empty
from pia_audit.law import Amendment
from pia_audit.model import Corpus, schema

if TYPE_CHECKING:
    pass

_WORTH = r"[年月日]|[MTSHR]\s*\d|\d\s*[./-]\s*\d|予定|[条表令法]"
_PLAN = re.compile(r"予定")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece: ``kind`` is ``from`` (takes effect), ``until`` (something ends), ``as-of`` (counted),
    ``plan`` (予定, perhaps with a day) or ``amendment``; ``start``/``end`` bound the day, both included."""

    kind: str
    start: date | None
    end: date | None
    text: str
    amendment: str = ""
    sure: str = "high"


_KIND_OF = {"from": "from", "in-force": "from", "as-of": "as-of", "until": "until", "planned": "plan"}


def of_change(item_id: str, kind: str, before: str, after: str, calendar: Sequence[Amendment]) -> tuple[Evidence, ...]:
    """The evidence of one change, in the order of the text, amendments last."""
    found = list(_dates(kind, before, after))
    found += _plans(before, after, found)
    found += _amendments(item_id, before, after, calendar)
    return tuple(found)


def _dates(kind: str, before: str, after: str) -> Iterator[Evidence]:
    stood = {(d.span, d.relation) for d in find_dates(before)}
    for d in find_dates(after):
        if (d.span, d.relation) in stood:
            continue
        relation = "as-of" if kind == "date" else d.relation
        if relation in _KIND_OF:
            start, end = _takes_effect(d)
            yield Evidence(_KIND_OF[relation], start, end, d.text)


def _takes_effect(d: FoundDate) -> tuple[date, date]:
    return d.span.start, d.span.end


def _plans(before: str, after: str, dated: list[Evidence]) -> list[Evidence]:
    """予定 without a day of its own: the change is still to come, nobody says when."""
    if any(e.kind == "plan" for e in dated) or len(_PLAN.findall(after)) <= len(_PLAN.findall(before)):
        return []
    alone = len(hunks("" if is_empty(before) else before, after)) == 1
    return [Evidence("plan", None, None, "予定", sure="high" if alone else "low")]


def _amendments(item_id: str, before: str, after: str, calendar: Sequence[Amendment]) -> Iterator[Evidence]:
    """An old citation that became the new one: fewer of the old, more of the new."""
    for a in calendar:
        if not a.concerns(item_id):
            continue
        fewer = len(a.cites_old(after)) < len(a.cites_old(before))
        if fewer and len(a.cites_new(after)) > len(a.cites_new(before)):
            yield Evidence("amendment", a.in_force, a.in_force, a.now, a.key, a.sure)


def evidenced(corpus: Corpus, calendar: Sequence[Amendment]) -> Corpus:
    """The corpus with its ``evidence`` frame filled."""
    import polars as pl

    kinds = corpus.items.select("edition_id", "item_id", "kind").unique(["edition_id", "item_id"])
    worth = pl.col("after").str.contains(_WORTH) & pl.col("before").is_not_null()
    rows = corpus.quotes.filter(worth).join(kinds, on=["edition_id", "item_id"], how="left")
    out = []
    columns = ["edition_id", "row_no", "item_id", "kind", "before", "after"]
    for edition_id, row_no, item_id, kind, before, after in rows.select(columns).iter_rows():
        for edit in relative.edits(before, after) if relative.words(before, after) else [relative.Edit(before, after)]:
            for e in of_change(item_id, kind or "text", edit.before, edit.after, calendar):
                out.append((edition_id, row_no, item_id, e.kind, e.start, e.end, e.text, e.amendment, e.sure))
    return corpus.having(evidence=pl.DataFrame(out, schema=schema("evidence"), orient="row"))
