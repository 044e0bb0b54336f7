"""Rows that quote no text that can be compared, held against two editions.

A cell of such a row was lost, or it speaks of the item's text where it should quote it (別紙のとおり, 文言の修正). No
comparison confirms or contradicts it. It names the item, so that a difference there is recorded, if not shown: all of
it, or where the row quotes a passage the difference in that passage.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from pia_audit.compare import relative_wording
from pia_audit.compare.equality import VALUES, equal, same_value
from pia_audit.compare.hunks import Hunk
from pia_audit.compare.leaves import lying_in
from pia_audit.compare.locate import locate
from pia_audit.compare.verdicts import Account, RowStatement, Verdict
from pia_audit.japanese.placeholders import is_empty, says_unchanged


def is_open(kind: str, old: str, new: str, row: RowStatement) -> bool:
    """Whether a row quotes no text that can be compared: a lost cell, or words that neither edition has there."""
    before, after = row.before, row.after
    if before is None or after is None:
        return True
    about_old, about_new = relative_wording.is_worded(before, after)
    return (about_old and not stands(kind, before, old)) or (about_new and not stands(kind, after, new))


def stands(kind: str, quotation: str, text: str | None) -> bool:
    """Whether an item says the words a row quotes: as its value, or somewhere in its text."""
    return equal(kind, quotation, text) if kind in VALUES else bool(text) and locate(quotation, text or "") is not None


def with_open(kind: str, old: str, new: str, rows: Sequence[RowStatement], quoting: Account) -> Account:
    """The account of an item whose other rows are accounted for in ``quoting``; ``rows`` are all of them."""
    verdicts_of: dict[int, list[Verdict]] = {}
    for verdict in quoting.verdicts:
        verdicts_of.setdefault(verdict.row_no, []).append(verdict)
    changed = not same_value(kind, old, new)
    recording = {
        r.row_no: r for r in rows if r.row_no not in verdicts_of and changed and not says_unchanged(r.after or "")
    }
    passages = [_passage(kind, row, quoting) for row in recording.values()]
    remaining_hunks = tuple(hunk for hunk in quoting.left if not any(_within(hunk, passage) for passage in passages))
    verdicts: list[Verdict] = []
    for row in rows:
        of_row = verdicts_of.get(row.row_no)
        if of_row is None:
            of_row = [_verdict(kind, row, old, new, changed=changed, recorded=bool(recording))]
        elif None in passages and of_row[0].status != "confirmed":  # its text may have been written over
            of_row = [Verdict(row.row_no, "unread")]
        verdicts += of_row
    silent = tuple(row.row_no for row in rows if row.row_no not in verdicts_of and row.row_no not in recording)
    leaves = lying_in(quoting.leaves, remaining_hunks)
    return replace(
        quoting,
        verdicts=tuple(verdicts),
        left=remaining_hunks,
        leaves=leaves,
        open_rows=tuple(recording),
        silent=silent,
    )


def _verdict(kind: str, row: RowStatement, old: str, new: str, *, changed: bool, recorded: bool) -> Verdict:
    """Words about a text are taken at their word where the text did change, and 変更なし where what it quotes is kept.

    Of a lost cell nothing is said.
    """
    if row.before is None or row.after is None:
        return Verdict(row.row_no, "unread")
    is_unchanged = recorded or not changed or (stands(kind, row.before, old) and stands(kind, row.before, new))
    return Verdict(row.row_no, "confirmed" if (is_unchanged if says_unchanged(row.after) else changed) else "unread")


_Passage = tuple[str, int, int]


def _passage(kind: str, row: RowStatement, account: Account) -> _Passage | None:
    """The passage that a row quotes, in the predicted or the newer text; ``None``: the whole item, or not known."""
    if kind in VALUES or row.before is None or row.after is None:
        return None
    about_old, about_new = relative_wording.is_worded(row.before, row.after)
    sides = (("old", row.before, account.predicted, about_old), ("new", row.after, account.target, about_new))
    for side, quotation, text, about in sides:
        hit = None if about or is_empty(quotation) or not text else locate(quotation, text, row.anchor)
        if hit is not None and hit.how == "part":
            return side, hit.start, hit.end
    return None


def _within(hunk: Hunk, passage: _Passage | None) -> bool:
    if passage is None:
        return True
    side, start, end = passage
    first, last = (hunk.old_start, hunk.old_end) if side == "old" else (hunk.new_start, hunk.new_end)
    return first <= end and last >= start
