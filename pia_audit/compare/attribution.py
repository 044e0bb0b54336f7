"""Accounts for one item's difference between two editions by the rows recorded for it.

The rows are carried out on the older text, oldest first. deepdiff then says in which leaves the result differs from
the newer text: each is either a row's own doing (its quotation is off) or nobody's (the change has no row). A row that
records leaves none of which the editions show is a phantom.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby

from msgspec.structs import replace

from pia_audit.compare import relative_wording
from pia_audit.compare.equality import VALUES, whole_line
from pia_audit.compare.hunks import Hunk, hunks
from pia_audit.compare.leaves import Leaf, all_hunks, leaves, lying_in, same_list, same_passages, written_otherwise
from pia_audit.compare.list_order import without_joints_and_places
from pia_audit.compare.list_quotations import is_part_of_list, list_facing, listed_as_added
from pia_audit.compare.list_rows import followed_in_plain_words, rows_without_effect, without_passing_words
from pia_audit.compare.locate import locate, locate_near, over_counts, with_whole_numbers
from pia_audit.compare.open_rows import is_open, with_open
from pia_audit.compare.quoted_cells import quoted_cells
from pia_audit.compare.removals import Removal, removals, says_removed
from pia_audit.compare.value_account import value_account
from pia_audit.compare.verdicts import Account, RowStatement, Verdict, misquoted
from pia_audit.compare.waiting_rows import ALIKE, WaitingRows
from pia_audit.compare.written_text import WrittenText
from pia_audit.japanese.ladder import same, similarity
from pia_audit.japanese.lists import heading_number, passages
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty


def account(kind: str, old: str | None, new: str | None, rows: Sequence[RowStatement]) -> Account:
    """Hold the new rows of one item against its text in the older and the newer edition."""
    old, new = old or "", new or ""
    rows = followed_in_plain_words([_quoting(kind, row, old, new) for row in rows])
    quoting = [row for row in rows if not is_open(kind, old, new, row)]
    account_for = value_account if kind in VALUES else _text_account
    of_quoting = _of_claims(kind, account_for(kind, old, new, quoting), quoting)
    return of_quoting if len(quoting) == len(rows) else with_open(kind, old, new, rows, of_quoting)


def _quoting(kind: str, row: RowStatement, old: str, new: str) -> RowStatement:
    before, after = quoted_cells(kind, (row.before, row.after), old, new)
    return row if (before, after) == (row.before, row.after) else replace(row, before=before, after=after)


def _of_claims(kind: str, of_rows: Account, rows: Sequence[RowStatement]) -> Account:
    """No row is a phantom that records no leaf: what it says became of the text is what the text was."""
    by_number = {row.row_no: row for row in rows}
    verdicts = tuple(
        v if v.status != "phantom" or claims(kind, by_number[v.row_no]) else Verdict(v.row_no, "unread")
        for v in of_rows.verdicts
    )
    return replace(of_rows, verdicts=verdicts)


def claims(kind: str, row: RowStatement) -> tuple[Leaf, ...]:
    """The leaves that a row by itself records: what its 変更後 says otherwise than its 変更前."""
    before_cell, after_cell = ("" if is_empty(cell or "") else cell for cell in (row.before, row.after))
    return leaves(kind, before_cell, after_cell)


def _text_account(kind: str, old: str, new: str, rows: Sequence[RowStatement]) -> Account:
    rows = [_by_number_of_passage(_by_bare_number(row, old), old) for row in rows]
    by_number = {r.row_no: r for r in reversed(rows)}
    verdicts: dict[int, Verdict] = {}
    off_after: dict[int, Verdict] = {}
    state = WrittenText(old, array("i", (0,)) * len(old), older=old)
    target = new
    verdicts |= rows_without_effect(rows, old, new)
    effective = [row for row in rows if row.row_no not in verdicts]
    carried = without_passing_words(effective, old, new)
    kept_numbers = {row.row_no for row in carried}
    verdicts |= {row.row_no: Verdict(row.row_no, "confirmed") for row in effective if row.row_no not in kept_numbers}
    waiting = WaitingRows(kind, carried)
    while waiting:
        row, moved = waiting.next(state, target)
        by_number[row.row_no] = row  # with its cells as the list that it is on completes them
        if moved is None:
            target, verdict = _unplaced(state, target, row)
            verdicts[row.row_no] = verdict
            continue
        verdicts[row.row_no] = moved
    nothing_left = bool(state.replacements) and is_empty(state.text) and is_empty(target)  # 空欄 where － is printed
    differing = () if nothing_left else leaves(kind, state.text, target)
    remaining_hunks = []
    differing_hunks = all_hunks(differing)
    author_spans = _Stretches(state.authors if differing_hunks else ())
    for hunk in differing_hunks:
        author = _author(state, hunk)
        span = author_spans.round(hunk, author) if author else (0, 0)
        row_text = state.text[slice(*span)]
        if author and locate(row_text, target) is None and not _stands_otherwise(kind, row_text, target):
            of_part = _facing(span, differing_hunks, target) if span[1] - span[0] < len(state.text) else ""
            verdict = _off(row_text, target, of_part, by_number[author])
            if (verdict.status, verdicts[author].status, verdicts[author].side) == ("misquoted", "misquoted", "before"):
                off_after[author] = verdict  # both cells are off
            else:
                verdicts[author] = verdict
        else:
            remaining_hunks.append(hunk)
    hunks_in_rows = lying_in(differing, remaining_hunks)
    still_there = removals(kind, hunks_in_rows, state.replacements)
    if undone := [removal.row_no for removal in still_there if removal.is_undone]:
        return _without_undone(kind, old, new, rows, undone)
    for removal in still_there:
        row = by_number[removal.row_no]
        verdicts[removal.row_no] = _half_done(row, removal, target, verdicts[removal.row_no])
    removed_part = {h for r in still_there for leaf in r.still_there if leaf.op == "added" for h in leaf.hunks}
    removed_part |= {h for leaf in hunks_in_rows if state.replacements and says_removed(leaf) for h in leaf.hunks}
    remaining_hunks = [hunk for hunk in remaining_hunks if hunk not in removed_part]
    remaining_hunks = without_joints_and_places(remaining_hunks, state.text, target, rows, verdicts)
    if same(old, new):
        verdicts = {n: _phantom_where_nothing_changed(v, by_number[n], rows, new) for n, v in verdicts.items()}
    off_after = {n: v for n, v in off_after.items() if verdicts[n].status == "misquoted"}
    row_verdicts = tuple(v for r in rows for v in (verdicts[r.row_no], off_after.get(r.row_no)) if v is not None)
    return Account(row_verdicts, state.text, target, tuple(remaining_hunks), lying_in(differing, remaining_hunks))


def _by_bare_number(row: RowStatement, text: str) -> RowStatement:
    """A row on one number of a list, 20の項, by the number alone where only that stands in the text."""
    bare = relative_wording.bare_number(relative_wording.Edit(row.before or "", row.after or ""))
    if bare is None or row.after is None or not text or locate(row.before or "", text, row.anchor):
        return row
    return replace(row, before=bare.before, after=bare.after)


_NUMBER_ALONE = regex(r"\s*(?:[(（]\s*[0-9０-９]{1,2}\s*[)）]|[①-⑳])\s*")


def _by_number_of_passage(row: RowStatement, text: str) -> RowStatement:
    """A row whose 変更前 is nothing but the number of a passage, by that passage: (3) → (3) 通知を行う。"""
    if not row.before or not row.after or not _NUMBER_ALONE.fullmatch(row.before):
        return row
    number, later_number = heading_number(f"{row.before} 文"), heading_number(row.after)
    if (
        number is None
        or later_number is None
        or (number.value, number.style) != (later_number.value, later_number.style)
    ):
        return row
    numbered = [text[low:high].strip() for low, high in passages(text) if heading_number(text[low:high]) is not None]
    numbered = [p for p in numbered if (h := heading_number(p)) and (h.value, h.style) == (number.value, number.style)]
    return (
        replace(row, before=numbered[0]) if len(numbered) == 1 and not is_empty(row.after[later_number.end :]) else row
    )


def _without_undone(kind: str, old: str, new: str, rows: Sequence[RowStatement], undone: Sequence[int]) -> Account:
    """The account without rows that only take away what the newer edition still has: each is a phantom."""
    others = _text_account(kind, old, new, [row for row in rows if row.row_no not in undone])
    verdicts = tuple(
        verdict for row in rows
        for verdict in [v for v in others.verdicts if v.row_no == row.row_no]
        or [Verdict(row.row_no, "phantom", expected=row.after, found=new)]
    )  # fmt: skip
    return replace(others, verdicts=verdicts)


def _half_done(row: RowStatement, removal: Removal, target: str, verdict: Verdict) -> Verdict:
    """A row of which the newer edition shows what it puts in, and also what it takes away."""
    if verdict.status != "confirmed":
        return verdict
    after_cell = (
        ""
        if is_empty(row.after or "") or relative_wording.relative_words(row.before or "", row.after or "")
        else row.after or ""
    )
    quoted = [*(leaf.after or "" for leaf in removal.still_there), *([after_cell] if after_cell else [])]
    places = [hit for text in quoted if (hit := locate(text, target))]
    passage = target[min(hit.start for hit in places) : max(hit.end for hit in places)] if places else target
    return misquoted(row, "after", after_cell, passage)


def _stands_otherwise(kind: str, quoted: str, text: str) -> bool:
    """Whether a text says what is quoted in other writing of the same numbers or names."""
    hit = locate_near(quoted, text, ALIKE)
    if same_list(quoted, text) or same_passages(kind, quoted, text) or is_part_of_list(quoted, text):
        return True
    return hit is not None and written_otherwise(kind, quoted, text[hit.start : hit.end])


class _Stretches:
    """From where to where the rows' own words reach, between what they leave as it stood."""

    def __init__(self, authors: Sequence[int]) -> None:
        self._ends: list[int] = []
        self._spans: list[dict[int, tuple[int, int]]] = []
        at = 0
        for authors_written, run in groupby(authors, bool):
            stretches = list(run)
            spans: dict[int, tuple[int, int]] = {}
            for nth, author in enumerate(stretches, at):
                spans[author] = spans.get(author, (nth,))[0], nth + 1
            at += len(stretches)
            self._ends.append(at)
            self._spans.append(spans if authors_written else {})

    def round(self, hunk: Hunk, author: int) -> tuple[int, int]:
        """The stretch of an author's words in which a difference lies, or beside which."""
        nth = bisect_right(self._ends, hunk.old_start)
        near = (n for n in (nth, nth - 1, nth + 1) if 0 <= n < len(self._spans) and author in self._spans[n])
        return self._spans[next(near)][author]


def _unplaced(state: WrittenText, target: str, row: RowStatement) -> tuple[str, Verdict]:
    """A row whose 変更前 stands nowhere in the older text: an insertion, or a quotation that does not fit.

    Its 変更後 is looked for in the newer text and taken out there, so that it accounts for what it added.
    """
    for edit in relative_wording.edits(row.before or "", row.after or ""):
        added = edit.after
        hit = None if is_empty(added) else locate(added, target, row.anchor)
        if hit is None and not is_empty(added) and (near_hit := locate_near(added, target)):
            hit = with_whole_numbers(added, target, near_hit)
        if hit is None or (state.text and locate(added, state.text)) or _stood_before(state.older, edit, target):
            return target, Verdict(row.row_no, "phantom", expected=row.after, found=target)
        if is_empty(edit.before):
            target = _without(target, hit.start, hit.end)
            continue
        was = _replaced(state, target, hit.start, hit.end, row.row_no)
        if not same(was, edit.before):  # else it stood there within a word: 24 in 第24条
            return target, misquoted(row, "before", row.before or "", was)
    return target, Verdict(row.row_no, "confirmed")


def _stood_before(older: str, edit: relative_wording.Edit, target: str) -> bool:
    """Whether the older text says what a row says came in another's place, and the newer one does not: another row goes
    on from it."""
    return not is_empty(edit.before) and bool(locate(edit.after, older)) and not locate(edit.after, target)


def _without(text: str, start: int, end: int) -> str:
    start, end = whole_line(text, start, end)
    return text[:start] + text[end:]


def _replaced(state: WrittenText, target: str, start: int, end: int, row_no: int) -> str:
    """Put the newer passage where the older text differs there; returns what stood in the place of all of it."""
    old_from, old_to, new_from, new_to = _neighbourhood(state.text, target, start, end)
    start, end = start - new_from, end - new_from
    changes = hunks(state.text[old_from:old_to], target[new_from:new_to])
    touching = [h for h in changes if (h.new_start < end and h.new_end > start) or start <= h.new_start <= end]
    if not touching:
        return ""
    first, last = touching[0], touching[-1]
    low, high = min(start, first.new_start), max(end, last.new_end)
    # Beside the differences both texts say the same, but with other signs that count for nothing: a bullet more.
    first_old = max(0, first.old_start - (first.new_start - low) + old_from)
    last_old = max(first_old, min(len(state.text), last.old_end + (high - last.new_end) + old_from))
    was = state.text[first_old:last_old]
    state.put(first_old, last_old, target[low + new_from : high + new_from], row_no)
    return was


_FAR, _MARK = 8_000, 24


def _neighbourhood(old: str, new: str, start: int, end: int) -> tuple[int, int, int, int]:
    """Of two long texts the stretches round a span of the newer one, between passages that stand once in the older."""
    if max(len(old), len(new)) < _FAR:
        return 0, len(old), 0, len(new)
    ways = range(start - _MARK, max(0, start - _FAR), -_MARK), range(end, min(len(new), end + _FAR), _MARK)
    ahead, behind = (next((at for at in way if _stands_once(new[at : at + _MARK], old)), None) for way in ways)
    old_from = 0 if ahead is None else old.find(new[ahead : ahead + _MARK])
    old_to = len(old) if behind is None else old.find(new[behind : behind + _MARK]) + _MARK
    if old_to < old_from:
        return 0, len(old), 0, len(new)
    return old_from, old_to, ahead or 0, len(new) if behind is None else behind + _MARK


def _stands_once(mark: str, text: str) -> bool:
    return len(mark) == _MARK and text.count(mark) == 1


def _author(state: WrittenText, hunk: Hunk) -> int:
    """The row in whose text a residue lies; 0 when it lies in what no row wrote."""
    span = state.authors[hunk.old_start : hunk.old_end]
    if span:
        return max(span) if all(span) else 0
    author_ahead = state.authors[hunk.old_start - 1] if hunk.old_start else 0
    author_behind = state.authors[hunk.old_start] if hunk.old_start < len(state.authors) else 0
    if author_ahead and author_ahead == author_behind:
        return author_ahead
    return (author_ahead or author_behind) if not state.text or hunk.old_start in (0, len(state.text)) else 0


def _facing(span: tuple[int, int], differing_hunks: Sequence[Hunk], target: str) -> str:
    """What the newer text says in the place of a span of the older one, by the differences in it."""
    start, end = span
    inside = [h for h in differing_hunks if h.old_start <= end and h.old_end >= start]
    low = min((h.new_start - max(0, h.old_start - start) for h in inside), default=0)
    high = max((h.new_end + max(0, end - h.old_end) for h in inside), default=0)
    return target[max(0, low) : high].strip()


def _off(row_text: str, target: str, of_part: str, row: RowStatement) -> Verdict:
    """A row whose 変更後, as it stands in the text, is not what the newer text says: misquoted, or not carried out.

    ``of_part`` is what stands in its place, where it is a part of the text.
    """
    before_cell = row.before or ""
    carried_out = relative_wording.relative_words(before_cell, row.after or "")
    if carried_out and locate_near(row_text, target, ALIKE) is None:
        return Verdict(row.row_no, "phantom", expected=row_text, found=target)
    if not carried_out and not is_empty(before_cell) and locate(before_cell, target) and not locate(row_text, target):
        hit = locate_near(row_text, target)
        if hit is None and _adds_otherwise(before_cell, row.after or "", target):
            return misquoted(row, "after", row.after or "", target)
        if hit is None or similarity(before_cell, target[hit.start : hit.end]) >= hit.similarity:
            if listed := listed_as_added(before_cell, row.after or "", target):
                return misquoted(row, "after", row.after or "", listed)
            return Verdict(row.row_no, "phantom", expected=row.after, found=before_cell)
    hit = locate_near(row_text, target, 0.3)
    if hit:
        start, end = over_counts(target, hit.start, hit.end)
        hit = replace(hit, start=start, end=end)
    actual = target[hit.start : hit.end] if hit else target
    if hit:
        start, end = _whole_passages(target, hit.start, hit.end)
        if carried_out or abs(start - hit.start) + abs(end - hit.end) <= _HANGING:
            actual = target[start:end].strip()
    if of_part and not carried_out and (hit is None or hit.end - hit.start == len(target)):
        actual = of_part  # nothing is like it: a part is held against what stands in its place
    actual = (not carried_out and list_facing(row.after or "", target)) or actual
    return misquoted(row, "after", row_text if carried_out else row.after or "", actual)


def _adds_otherwise(before: str, after: str, target: str) -> bool:
    """Whether 変更後 is 変更前 with words more, and the newer text is that with other words, which are like these."""
    (quoted_hit, printed_hit) = locate(before, after), locate(before, target)
    if quoted_hit is None or printed_hit is None:
        return False
    added, printed = (t[: h.start] + t[h.end :] for t, h in ((after, quoted_hit), (target, printed_hit)))
    return bool(added.strip() and printed.strip()) and locate_near(added, printed, ALIKE) is not None


_HANGING = 8
"""A passage found that is no more signs off whole passages is taken for these."""


def _whole_passages(text: str, start: int, end: int) -> tuple[int, int]:
    """A span that begins and ends in the middle of passages, moved to where the nearest ones do."""
    cuts = sorted({0, len(text), *(edge for span in passages(text) for edge in span)})
    if len(cuts) < 3:
        return start, end
    low = min(cuts[:-1], key=lambda at: abs(at - start))
    return low, min((at for at in cuts if at > low), key=lambda at: abs(at - end))


def _phantom_where_nothing_changed(
    verdict: Verdict, row: RowStatement, rows: Sequence[RowStatement], new: str
) -> Verdict:
    """Where the item did not change, a single row claims what did not happen; a chain may lead back.

    A row that claims no change itself (a renumbering, say) is right.
    """
    if verdict.status == "unread" or (verdict.status == "confirmed" and len(rows) > 1):
        return verdict
    if row.before is not None and row.after is not None and same(row.before, row.after):
        return Verdict(row.row_no, "confirmed")
    return Verdict(row.row_no, "phantom", expected=row.after, found=new)
