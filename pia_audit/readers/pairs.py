"""Which editions a person means by OLD and NEW: two files, two folders, or one folder of editions in time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from pia_audit.model import Edition, FileEntry, Unread
from pia_audit.readers import read_paths
from pia_audit.readers.account import note
from pia_audit.readers.witnesses import compared, format_of, is_same, rank

Pair = tuple[Edition, Edition]


class Pairs(Struct, frozen=True):
    """The pairs to compare, what could not be used, with the reason, and the account of all files."""

    pairs: list[Pair]
    unread: list[Unread]
    files: tuple[FileEntry, ...]


def read_pairs(old: str | Path, new: str | Path | None = None, exclude: Sequence[str] = ()) -> Pairs:
    """The pairs to compare, older edition first.

    Two files are one pair. Of two folders each report's newest edition in either is a pair. One folder
    gives each report's editions two by two in the order of publication. Editions of different reports,
    or in the wrong order, are refused. ``exclude`` are patterns of what is left out of folders.
    """
    first = read_paths([old], exclude=exclude)
    old_editions, unread = list(first.editions), list(first.unread)
    if new is None:
        return Pairs(_in_time(old_editions, unread), unread, first.files)
    second = read_paths([new], exclude=exclude)
    new_editions, files = list(second.editions), (*first.files, *second.files)
    unread += second.unread
    if Path(old).is_dir() or Path(new).is_dir():
        return Pairs(_side_by_side(old_editions, new_editions, unread), unread, files)
    return Pairs(_two(old_editions, new_editions, unread), unread, files)


def _two(old_editions: list[Edition], new_editions: list[Edition], unread: list[Unread]) -> list[Pair]:
    if not old_editions or not new_editions:
        return []
    old, new = old_editions[0], new_editions[0]
    if old.report_id != new.report_id:
        params = {"old": old.report_id, "new": new.report_id}
        unread.append(Unread(new.source, "other-report", params=params))
        return []
    return [(old, new)] if _in_order(old, new, unread) and _are_two(old, new, unread) else []


def _are_two(old: Edition, new: Edition, unread: list[Unread]) -> bool:
    """Whether two files are two editions, and not two formats of one, whose differences are the reader's."""
    if old.published_on is None or old.published_on != new.published_on or format_of(old) == format_of(new):
        return True
    witness = compared(old, new)
    if is_same(witness):
        unread.append(note(witness, "same-edition"))
        return False
    return True


def _in_order(old: Edition, new: Edition, unread: list[Unread]) -> bool:
    if old.published_on and new.published_on and old.published_on > new.published_on:
        params = {"old": old.published_on, "new": new.published_on}
        unread.append(Unread(new.source, "wrong-order", params=params))
        return False
    return True


def _side_by_side(old_editions: list[Edition], new_editions: list[Edition], unread: list[Unread]) -> list[Pair]:
    old, new = _newest(old_editions), _newest(new_editions)
    for side, counterpart in ((old, new), (new, old)):
        for report_id in side.keys() - counterpart.keys():
            edition = side[report_id]
            unread.append(Unread(edition.source, "no-counterpart", params={"report": report_id}))
    both = [(old[r], new[r]) for r in sorted(old.keys() & new.keys())]
    return [pair for pair in both if _in_order(*pair, unread) and _are_two(*pair, unread)]


def _newest(editions: list[Edition]) -> dict[str, Edition]:
    return {e.report_id: e for e in sorted(editions, key=_when)}


def _when(edition: Edition) -> str:
    return str(edition.published_on or "")


def _in_time(editions: list[Edition], unread: list[Unread]) -> list[Pair]:
    reports: dict[str, list[Edition]] = {}
    for edition in sorted(editions, key=_when):
        reports.setdefault(edition.report_id, []).append(edition)
    pairs = []
    for report_editions in reports.values():
        undated = [e for e in report_editions if e.published_on is None]
        unread += [Unread(e.source, "no-date", fatal=False) for e in undated]
        days = {
            e.published_on: e for e in sorted(report_editions, key=rank, reverse=True) if e.published_on is not None
        }
        dated = [days[day] for day in sorted(days)]
        if len(report_editions) == 1:
            unread.append(Unread(report_editions[0].source, "only-edition", fatal=False))
        pairs += list(pairwise(dated))
    return pairs
