"""Which editions a person means by OLD and NEW: two files, two folders, or one folder of editions in time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from pia_audit.model import Edition, Unread
from pia_audit.readers import read_all

Pair = tuple[Edition, Edition]


def read_pairs(old: str | Path, new: str | Path | None = None) -> tuple[list[Pair], list[Unread]]:
    """The pairs to compare, older edition first, and what could not be used, with the reason.

    Two files are one pair. Of two folders each report's newest edition in either is a pair. One folder
    gives each report's editions two by two in the order of publication. Editions of different reports,
    or in the wrong order, are refused.
    """
    left, unread = read_all([old])
    if new is None:
        return _in_time(left, unread), unread
    right, more = read_all([new])
    unread += more
    if Path(old).is_dir() or Path(new).is_dir():
        return _side_by_side(left, right, unread), unread
    return _two(left, right, unread), unread


def _two(left: list[Edition], right: list[Edition], unread: list[Unread]) -> list[Pair]:
    if not left or not right:
        return []
    old, new = left[0], right[0]
    if old.report_id != new.report_id:
        params = {"old": old.report_id, "new": new.report_id}
        unread.append(Unread(new.source, "other-report", params=params))
        return []
    return [(old, new)] if _in_order(old, new, unread) else []


def _in_order(old: Edition, new: Edition, unread: list[Unread]) -> bool:
    if old.published_on and new.published_on and old.published_on > new.published_on:
        params = {"old": old.published_on, "new": new.published_on}
        unread.append(Unread(new.source, "wrong-order", params=params))
        return False
    return True


def _side_by_side(left: list[Edition], right: list[Edition], unread: list[Unread]) -> list[Pair]:
    old, new = _newest(left), _newest(right)
    for side, other in ((old, new), (new, old)):
        for report_id in side.keys() - other.keys():
            edition = side[report_id]
            unread.append(Unread(edition.source, "no-counterpart", params={"report": report_id}))
    both = [(old[r], new[r]) for r in sorted(old.keys() & new.keys())]
    return [pair for pair in both if _in_order(*pair, unread)]


def _newest(editions: list[Edition]) -> dict[str, Edition]:
    return {e.report_id: e for e in sorted(editions, key=_when)}


def _when(edition: Edition) -> str:
    return str(edition.published_on or "")


def _in_time(editions: list[Edition], unread: list[Unread]) -> list[Pair]:
    reports: dict[str, list[Edition]] = {}
    for edition in sorted(editions, key=_when):
        reports.setdefault(edition.report_id, []).append(edition)
    pairs = []
    for own in reports.values():
        undated = [e for e in own if e.published_on is None]
        unread += [Unread(e.source, "no-date", fatal=False) for e in undated]
        dated = [e for e in own if e.published_on is not None]
        if len(own) == 1:
            unread.append(Unread(own[0].source, "only-edition", fatal=False))
        pairs += list(pairwise(dated))
    return pairs
