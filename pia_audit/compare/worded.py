"""Rows that speak of an item's text where they should quote it (別紙のとおり, 文言の修正), held against two editions.

No comparison of texts confirms or contradicts such a row. It names the item, so that a difference there is recorded,
if not shown: all of it, or where the row quotes a passage the difference in that passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pia_audit.compare import relative
from pia_audit.compare.hunks import Hunk
from pia_audit.compare.locate import locate
from pia_audit.compare.texts import VALUES, equal
from pia_audit.compare.verdicts import Account, Told, Verdict
from pia_audit.japanese.marks import is_empty, says_unchanged


def is_worded(kind: str, old: str, new: str, row: Told) -> bool:
    """Whether a row speaks of the item's text instead of quoting it, in words that neither edition has there."""
    before, after = row.before, row.after
    if before is None or after is None:
        return False
    about_old, about_new = relative.is_worded(before, after)
    return (about_old and not _says(kind, old, before)) or (about_new and not _says(kind, new, after))


def _says(kind: str, text: str, words: str) -> bool:
    return equal(kind, words, text) if kind in VALUES else bool(text) and locate(words, text) is not None


def with_worded(kind: str, old: str, new: str, rows: Sequence[Told], quoting: Account) -> Account:
    """The account of an item whose other rows are accounted for in ``quoting``; ``rows`` are all of them."""
    known = {verdict.row_no: verdict for verdict in quoting.verdicts}
    worded = [row for row in rows if row.row_no not in known]
    changed = not equal(kind, old, new)
    recording = [row for row in worded if changed and not says_unchanged(row.after or "")]
    passages = [_passage(kind, row, quoting) for row in recording]
    left = tuple(hunk for hunk in quoting.left if not any(_within(hunk, passage) for passage in passages))
    everything = None in passages
    verdicts = [
        _unsettled(known[row.row_no]) if row.row_no in known and everything
        else known.get(row.row_no) or _verdict(kind, row, row in recording, old, new, recorded=bool(recording))
        for row in rows
    ]  # fmt: skip
    unchanged = tuple(row.row_no for row in worded if row not in recording)
    return replace(quoting, verdicts=tuple(verdicts), left=left, silent=unchanged)


def _verdict(kind: str, row: Told, recording: bool, old: str, new: str, *, recorded: bool) -> Verdict:
    """Confirmed is a row that records a change where there is one, and one that says 変更なし of what is kept."""
    before = row.before or ""
    kept = recorded or equal(kind, old, new) or (_says(kind, old, before) and _says(kind, new, before))
    if recording or (says_unchanged(row.after or "") and kept):
        return Verdict(row.row_no, "confirmed")
    return Verdict(row.row_no, "unread")


def _unsettled(verdict: Verdict) -> Verdict:
    """What the words of another row may have changed again contradicts no row."""
    return verdict if verdict.status == "confirmed" else Verdict(verdict.row_no, "unread")


_Passage = tuple[str, int, int]


def _passage(kind: str, row: Told, account: Account) -> _Passage | None:
    """The passage that a row quotes, in the predicted or the newer text; ``None``: the whole item, or not known."""
    if kind in VALUES:
        return None
    about_old, about_new = relative.is_worded(row.before or "", row.after or "")
    sides = (("old", row.before, account.predicted, about_old), ("new", row.after, account.target, about_new))
    for side, words, text, about in sides:
        hit = None if about or not words or not text or is_empty(words) else locate(words, text, row.anchor)
        if hit is not None and hit.how == "part":
            return side, hit.start, hit.end
    return None


def _within(hunk: Hunk, passage: _Passage | None) -> bool:
    if passage is None:
        return True
    side, start, end = passage
    first, last = (hunk.old_start, hunk.old_end) if side == "old" else (hunk.new_start, hunk.new_end)
    return first <= end and last >= start
