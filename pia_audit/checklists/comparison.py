"""Two filled checklists side by side: what became of each question and finding from one year to the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from msgspec import Struct

from pia_audit.audits.decisions import Decision, is_overdue
from pia_audit.checklists.filled import Filled, FilledRow, ReportRow

Change = Literal["same", "changed", "new", "gone", "decided", "undecided"]
"""What became of a row: ``new`` and ``gone`` rows stand in one sheet only; ``decided`` and ``undecided`` have a verdict
in the newer or the older one only."""


class ComparedRow(Struct, frozen=True):
    """One question or finding. ``open`` means that it is to be corrected or still being checked, and was before;
    ``overdue`` that its newest decision's day has passed without it being settled."""

    report_id: str
    number: str
    what: str
    change: Change
    old: Decision | None
    new: Decision | None
    open: bool
    overdue: bool
    question: bool


def compare(old: Filled, new: Filled, today: date) -> tuple[ComparedRow, ...]:
    """The rows of both in the newer one's order, what is gone after it."""
    return tuple(_rows(_by_key(old), _by_key(new), today))


def _by_key(filled: Filled) -> dict[tuple[str, str], ReportRow]:
    """Each row once; where a row stands twice, the one with a decision."""
    out: dict[tuple[str, str], ReportRow] = {}
    for filled_row in filled.rows:
        if filled_row.key not in out or filled_row.decision:
            out[filled_row.key] = filled_row
    return out


def _rows(
    old: dict[tuple[str, str], ReportRow], new: dict[tuple[str, str], ReportRow], today: date
) -> Iterator[ComparedRow]:
    for key in (*new, *(k for k in old if k not in new)):
        older, newer = old.get(key), new.get(key)
        latest_row = newer or older
        assert latest_row is not None
        was, has = older.decision if older else None, newer.decision if newer else None
        latest = has or was
        undone = latest is not None and latest.verdict in ("correct", "open")
        still = undone and newer is not None and was is not None and was.verdict in ("correct", "open")
        late = undone and newer is not None and latest is not None and is_overdue(latest, today)
        yield ComparedRow(
            latest_row.report_id,
            _number(latest_row.row),
            _subject(latest_row.row),
            _change(older, newer),
            was,
            has,
            still,
            late,
            latest_row.row.question is not None,
        )


def _change(older: ReportRow | None, newer: ReportRow | None) -> Change:
    if older is None:
        return "new"
    if newer is None:
        return "gone"
    was, has = older.decision, newer.decision
    if (was is None) != (has is None):
        return "undecided" if has is None else "decided"
    return "same" if was is None or has is None or was.verdict == has.verdict else "changed"


def _number(row: FilledRow) -> str:
    return row.question or row.text("number").strip() or (row.rule or "")


def _subject(row: FilledRow) -> str:
    return " ".join(row.text("ask").split()) or " ".join(t for t in (row.rule, row.item, row.fingerprint) if t)
