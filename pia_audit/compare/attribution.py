"""Accounts for one item's difference between two editions by the rows recorded for it.

The rows are carried out on the older text, oldest first. deepdiff then says in which leaves the result differs from
the newer text: each is either a row's own doing (its quotation is off) or nobody's (the change has no row). A row that
records leaves none of which the editions show is a phantom.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import partial
from heapq import heappop, heappush
from itertools import groupby

from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.compare import relative_wording
from pia_audit.compare.bare_quotations import bare_quotation
from pia_audit.compare.equality import VALUES, whole_line
from pia_audit.compare.hunks import Hunk, hunks
from pia_audit.compare.indexes import QuotationIndex
from pia_audit.compare.leaves import Leaf, all_hunks, leaves, lying_in, same_list, same_passages, written_otherwise
from pia_audit.compare.locate import NEAR, Hit, locate, locate_lines, locate_near
from pia_audit.compare.open_rows import is_open, with_open
from pia_audit.compare.removals import Removal, Replacement, removals, says_removed
from pia_audit.compare.value_account import value_account
from pia_audit.compare.verdicts import Account, Told, Verdict, misquoted
from pia_audit.japanese.ladder import Rung, same, similarity
from pia_audit.japanese.line_cuts import edited
from pia_audit.japanese.lists import heading_number, passages
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty


class _Text(Struct):
    """The older text with the rows carried out so far; who wrote each character (0: it stood there)."""

    text: str
    authors: array[int] = field(default_factory=partial(array, "i"))
    replacements: list[Replacement] = field(default_factory=list)

    def put(self, start: int, end: int, new: str, row_no: int, kept: Iterable[tuple[int, int]] = ()) -> None:
        """Replace a span; ``kept`` are the spans of the new text that the row leaves as they stood."""
        if start < end and not new:
            start, end = whole_line(self.text, start, end)
        was, authors = self.text[start:end], self.authors[start:end]
        authors_written = array("i", (row_no,)) * len(new)
        for low, high in kept:
            at = was.find(new[low:high])
            authors_written[low:high] = authors[at : at + high - low] if at >= 0 else array("i", (0,)) * (high - low)
        if was:
            puts_in = any(author == row_no and new[n].strip() for n, author in enumerate(authors_written))
            self.replacements.append(Replacement(row_no, was, new, puts_in))
        self.text = edited(self.text, start, end, new)
        self.authors[start:end] = authors_written


def account(kind: str, old: str | None, new: str | None, rows: Sequence[Told]) -> Account:
    """Hold the new rows of one item against its text in the older and the newer edition."""
    old, new = old or "", new or ""
    rows = [_bare(row, old, new) for row in rows]
    if kind in VALUES:
        rows = [
            replace(r, before=b, after=a) for r in rows for b, a in [relative_wording.quoted_values(r.before, r.after)]
        ]
    quoting = [row for row in rows if not is_open(kind, old, new, row)]
    account_for = value_account if kind in VALUES else _text_account
    of_quoting = _of_claims(kind, account_for(kind, old, new, quoting), quoting)
    return of_quoting if len(quoting) == len(rows) else with_open(kind, old, new, rows, of_quoting)


def _bare(row: Told, old: str, new: str) -> Told:
    """A row with its cells as the texts that they quote have them."""
    cells = row.before, row.after
    before, after = (cell and bare_quotation(cell, text) for cell, text in zip(cells, (old, new), strict=True))
    return row if (before, after) == cells else replace(row, before=before, after=after)


def _of_claims(kind: str, of_rows: Account, rows: Sequence[Told]) -> Account:
    """No row is a phantom that records no leaf: what it says became of the text is what the text was."""
    by_number = {row.row_no: row for row in rows}
    verdicts = tuple(
        v if v.status != "phantom" or claims(kind, by_number[v.row_no]) else Verdict(v.row_no, "unread")
        for v in of_rows.verdicts
    )
    return replace(of_rows, verdicts=verdicts)


def claims(kind: str, row: Told) -> tuple[Leaf, ...]:
    """The leaves that a row by itself records: what its 変更後 says otherwise than its 変更前."""
    before, after = ("" if is_empty(cell or "") else cell for cell in (row.before, row.after))
    return leaves(kind, before, after)


def _text_account(kind: str, old: str, new: str, rows: Sequence[Told]) -> Account:
    rows = [_by_number_of_passage(_by_bare_number(row, old), old) for row in rows]
    by_number = {r.row_no: r for r in reversed(rows)}
    verdicts: dict[int, Verdict] = {}
    state = _Text(old, array("i", (0,)) * len(old))
    target = new
    waiting = _Waiting(kind, rows)
    while waiting:
        row, moved = waiting.next(state, target)
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
            verdicts[author] = _off(row_text, target, of_part, by_number[author], verdicts[author])
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
    if same(old, new):
        verdicts = {n: _phantom_where_nothing_changed(v, by_number[n], rows, new) for n, v in verdicts.items()}
    row_verdicts = tuple(verdicts[r.row_no] for r in rows)
    return Account(row_verdicts, state.text, target, tuple(remaining_hunks), lying_in(differing, remaining_hunks))


def _by_bare_number(row: Told, text: str) -> Told:
    """A row on one number of a list, 20の項, by the number alone where only that stands in the text."""
    bare = relative_wording.bare_number(relative_wording.Edit(row.before or "", row.after or ""))
    if bare is None or row.after is None or not text or locate(row.before or "", text, row.anchor):
        return row
    return replace(row, before=bare.before, after=bare.after)


_NUMBER_ALONE = regex(r"\s*(?:[(（]\s*[0-9０-９]{1,2}\s*[)）]|[①-⑳])\s*")


def _by_number_of_passage(row: Told, text: str) -> Told:
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


def _without_undone(kind: str, old: str, new: str, rows: Sequence[Told], undone: Sequence[int]) -> Account:
    """The account without rows that only take away what the newer edition still has: each is a phantom."""
    others = _text_account(kind, old, new, [row for row in rows if row.row_no not in undone])
    verdict_of_row = {verdict.row_no: verdict for verdict in others.verdicts}
    verdicts = (verdict_of_row.get(r.row_no) or Verdict(r.row_no, "phantom", expected=r.after, found=new) for r in rows)
    return replace(others, verdicts=tuple(verdicts))


def _half_done(row: Told, removal: Removal, target: str, verdict: Verdict) -> Verdict:
    """A row of which the newer edition shows what it puts in, and also what it takes away."""
    if verdict.status != "confirmed":
        return verdict
    after = (
        ""
        if is_empty(row.after or "") or relative_wording.relative_words(row.before or "", row.after or "")
        else row.after or ""
    )
    quoted = [*(leaf.after or "" for leaf in removal.still_there), *([after] if after else [])]
    places = [hit for text in quoted if (hit := locate(text, target))]
    passage = target[min(hit.start for hit in places) : max(hit.end for hit in places)] if places else target
    return misquoted(row, "after", after, passage)


def _stands_otherwise(kind: str, quoted: str, text: str) -> bool:
    """Whether a text says what is quoted in other writing of the same numbers or names."""
    hit = locate_near(quoted, text, _ALIKE)
    if same_list(quoted, text) or same_passages(kind, quoted, text):
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


_NEAR_TRIES = 8
"""A row is held nearly against the text so many times, the text having changed in between, and then no more."""


class _Waiting:
    """The rows that are still to be carried out. A row whose 変更前 stands nowhere is looked at again when the text has
    changed where it may stand."""

    def __init__(self, kind: str, rows: Sequence[Told]) -> None:
        self._kind = kind
        self._left = dict(enumerate(rows))
        edits = [relative_wording.edits(row.before or "", row.after or "") for row in rows]
        self._several = [n for n, row_edits in enumerate(edits) if len(row_edits) > 1]
        self._new = [n for n, row_edits in enumerate(edits) if is_empty(row_edits[0].before)]
        self._index = QuotationIndex([row_edits[0].before for row_edits in edits])
        self._in_lines = {n: 0 for n, row_edits in enumerate(edits) if len(row_edits) == 1}
        self._standing: list[int] = []
        self._not_near = ""
        self._tries = [0] * len(rows)

    def __bool__(self) -> bool:
        return bool(self._left)

    def next(self, state: _Text, target: str) -> tuple[Told, Verdict | None]:
        """Carry out the row that fits best: exactly first, then nearly, then by its relative words."""
        number, verdict = (
            self._exact(state, target) or self._by_lines(state) or self._nearly(state) or (next(iter(self._left)), None)
        )
        return self._left.pop(number), verdict

    def _exact(self, state: _Text, target: str) -> tuple[int, Verdict] | None:
        retries = [*self._several, *([] if state.text.strip() and not is_empty(state.text) else self._new)]
        for number in {*self._index.arrived(state.text), *retries}.intersection(self._left):
            heappush(self._standing, number)
        while self._standing:
            row = self._left.get(self._standing[0])
            if row and _carry_out(state, row, target):
                return self._standing[0], Verdict(row.row_no, "confirmed")
            self._index.absent(heappop(self._standing))
        return None

    def _by_lines(self, state: _Text) -> tuple[int, Verdict] | None:
        """A row that quotes lines from here and there, each carried out where it stands."""
        for number in [n for n, tries in self._in_lines.items() if n in self._left and tries < _NEAR_TRIES]:
            self._in_lines[number] += 1
            row = self._left[number]
            edits = relative_wording.line_by_line(row.before or "", row.after or "")
            hits = locate_lines([edit.before for edit in edits], state.text)
            for edit, hit in reversed(list(zip(edits, hits, strict=False))):
                state.put(hit.start, hit.end, "" if is_empty(edit.after) else edit.after, row.row_no)
            if hits:
                return number, Verdict(row.row_no, "confirmed")
        return None

    def _nearly(self, state: _Text) -> tuple[int, Verdict] | None:
        if self._not_near and self._not_near == state.text:
            return None
        for number, row in self._left.items():
            if self._tries[number] < _NEAR_TRIES:
                self._tries[number] += 1
                was = _near(self._kind, state, row)
                if was is not None:
                    return number, _of_near(self._kind, row, was)
        self._not_near = state.text
        return None


def _carry_out(state: _Text, row: Told, target: str) -> bool:
    edits = relative_wording.edits(row.before or "", row.after or "")
    trial = state if len(edits) == 1 else _Text(state.text, state.authors[:], state.replacements[:])  # all or none
    for edit in edits:
        hit = _quoted(edit.before, trial.text, row.anchor)
        if hit is None and is_empty(edit.before) and (not trial.text.strip() or is_empty(trial.text)):
            trial.put(0, len(trial.text), _with_stop(edit.after, target), row.row_no)
            continue
        if hit is None:
            return False
        hit = _shown_place(trial.text, edit, target, hit) or _not_written_yet(trial, edit.before, hit)
        if hit.how != "whole" and same(edit.after, target):
            # 変更後 is the whole newer text, so the row tells all of it though 変更前 shows a part.
            hit = replace(hit, start=0, end=len(trial.text))
        after = "" if is_empty(edit.after) and not same(edit.after, target) else edit.after
        if is_empty(edit.before) and hit.end - hit.start == len(trial.text):
            after = _with_stop(after, target)
        trial.put(hit.start, hit.end, after, row.row_no, edit.kept if after == edit.after else ())
    state.text, state.authors, state.replacements = trial.text, trial.authors, trial.replacements
    return True


def _with_stop(after: str, target: str) -> str:
    """What a row writes where nothing stood: the newer text, where it is that but for the full stop at its end."""
    bare, bare_target = (text.rstrip().removesuffix("。") for text in (after, target))
    return target if same(bare, bare_target) else after


_STRETCH = regex(r"[^\s：:、，,。（）()「」【】\[\]]+")
_LONGEST_MARK = 10


def _quoted(before: str, text: str, anchor: str) -> Hit | None:
    """Where the text says what 変更前 quotes. A mark for nothing does so only where it stands by itself: the long vowel
    of a word is no dash."""
    if not text or not is_empty(before):
        return locate(before, text, anchor) if text else None
    if same(before, text):
        return Hit(0, len(text), "whole", Rung.IDENTICAL, 1.0)
    stretches = (m.span() for m in _STRETCH.finditer(text) if m.end() - m.start() <= _LONGEST_MARK)
    places = [(start, end) for start, end in stretches if same(before, text[start:end])]
    return Hit(*places[0], "part", Rung.IDENTICAL, 1.0, len(places)) if places else None


_BESIDE = 8
_MOST_PLACES = 20


def _shown_place(text: str, edit: relative_wording.Edit, target: str, first: Hit) -> Hit | None:
    """Of several equal passages the one where the newer text shows what the row puts there; ``None`` without one."""
    hit: Hit | None = first if first.count > 1 and edit.after and not is_empty(edit.after) else None
    for _ in range(_MOST_PLACES):
        if hit is None:
            return None
        around = text[max(0, hit.start - _BESIDE) : hit.start], text[hit.end : hit.end + _BESIDE]
        if edit.after.join(around) in target:
            return hit
        at = hit.end
        following = _quoted(edit.before, text[at:], "")
        hit = replace(following, start=following.start + at, end=following.end + at) if following else None
    return None


def _not_written_yet(state: _Text, before: str, first: Hit) -> Hit:
    """Of several equal passages the first that no row has written yet: what a row has just put there is rarely what
    another row of the same edition takes away, while the passage that stood there is still to be accounted for."""
    hit: Hit | None = first
    while hit is not None and first.count > 1:
        if not any(state.authors[hit.start : hit.end]):
            return hit
        at = hit.end
        hit = _quoted(before, state.text[at:], "")
        hit = replace(hit, start=hit.start + at, end=hit.end + at) if hit else None
    return first


_ALIKE = 0.5
"""The same numbers or names in other writing are at least so much alike."""


def _near(kind: str, state: _Text, row: Told) -> str | None:
    """Carry out a row whose 変更前 is nearly a passage of the text, or says the same in other writing; returns it."""
    if relative_wording.relative_words(row.before or "", row.after or "") or is_empty(row.before or ""):
        return None
    hit = locate_near(row.before or "", state.text) if state.text else None
    if hit is None and (listed := same_list(row.before or "", state.text)):
        hit = Hit(*listed, "near", Rung.WORDING, 1.0)
    elif hit is None and (similar := same_passages(kind, row.before or "", state.text)):
        hit = Hit(*similar, "near", Rung.WORDING, 1.0)
    elif hit is None and state.text and written_otherwise(kind, row.before, state.text):
        hit = Hit(0, len(state.text), "near", Rung.WORDING, 1.0)
    if hit is None:
        hit = locate_near(row.before or "", state.text, _ALIKE) if state.text else None
        if hit is None or not written_otherwise(kind, row.before, state.text[hit.start : hit.end]):
            return None
    was = state.text[hit.start : hit.end]
    state.put(hit.start, hit.end, "" if is_empty(row.after or "") else row.after or "", row.row_no)
    return was


def _unplaced(state: _Text, target: str, row: Told) -> tuple[str, Verdict]:
    """A row whose 変更前 stands nowhere in the older text: an insertion, or a quotation that does not fit.

    Its 変更後 is looked for in the newer text and taken out there, so that it accounts for what it added.
    """
    for edit in relative_wording.edits(row.before or "", row.after or ""):
        added = edit.after
        hit = None if is_empty(added) else locate(added, target, row.anchor) or locate_near(added, target)
        if hit is None or (state.text and locate(added, state.text)):
            return target, Verdict(row.row_no, "phantom", expected=row.after, found=target)
        if is_empty(edit.before):
            target = _without(target, hit.start, hit.end)
            continue
        was = _replaced(state, target, hit.start, hit.end, row.row_no)
        return target, misquoted(row, "before", row.before or "", was)
    return target, Verdict(row.row_no, "confirmed")


def _of_near(kind: str, row: Told, was: str) -> Verdict:
    """A row whose 変更前 is not to the letter what stood there: it may say the same in other writing."""
    if same_list(row.before or "", was) or written_otherwise(kind, row.before, was):
        return Verdict(row.row_no, "confirmed")
    return misquoted(row, "before", row.before or "", was)


def _without(text: str, start: int, end: int) -> str:
    start, end = whole_line(text, start, end)
    return text[:start] + text[end:]


def _replaced(state: _Text, target: str, start: int, end: int, row_no: int) -> str:
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


def _author(state: _Text, hunk: Hunk) -> int:
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


def _off(row_text: str, target: str, of_part: str, row: Told, verdict: Verdict) -> Verdict:
    """A row whose 変更後, as it stands in the text, is not what the newer text says: misquoted, or not carried out.

    ``of_part`` is what stands in its place, where it is a part of the text.
    """
    before = row.before or ""
    carried_out = relative_wording.relative_words(before, row.after or "")
    if carried_out and locate_near(row_text, target, _ALIKE) is None:
        return Verdict(row.row_no, "phantom", expected=row_text, found=target)
    if not carried_out and not is_empty(before) and locate(before, target) and not locate(row_text, target):
        hit = locate_near(row_text, target)
        if hit is None and _adds_otherwise(before, row.after or "", target):
            return misquoted(row, "after", row.after or "", target)
        if hit is None or similarity(before, target[hit.start : hit.end]) >= hit.similarity:
            return Verdict(row.row_no, "phantom", expected=row.after, found=before)
    hit = locate_near(row_text, target, 0.3)
    actual = target[hit.start : hit.end] if hit else target
    if verdict.status == "misquoted" and hit is not None and hit.similarity >= NEAR:
        return verdict
    if hit:
        start, end = _whole_passages(target, hit.start, hit.end)
        if carried_out or abs(start - hit.start) + abs(end - hit.end) <= _HANGING:
            actual = target[start:end].strip()
    if of_part and not carried_out and (hit is None or hit.end - hit.start == len(target)):
        actual = of_part  # nothing is like it: a part is held against what stands in its place
    return misquoted(row, "after", row_text if carried_out else row.after or "", actual)


def _adds_otherwise(before: str, after: str, target: str) -> bool:
    """Whether 変更後 is 変更前 with words more, and the newer text is that with other words, which are like these."""
    (quoted_hit, printed_hit) = locate(before, after), locate(before, target)
    if quoted_hit is None or printed_hit is None:
        return False
    added, printed = (t[: h.start] + t[h.end :] for t, h in ((after, quoted_hit), (target, printed_hit)))
    return bool(added.strip() and printed.strip()) and locate_near(added, printed, _ALIKE) is not None


_HANGING = 8
"""A passage found that is no more signs off whole passages is taken for these."""


def _whole_passages(text: str, start: int, end: int) -> tuple[int, int]:
    """A span that begins and ends in the middle of passages, moved to where the nearest ones do."""
    cuts = sorted({0, len(text), *(edge for span in passages(text) for edge in span)})
    if len(cuts) < 3:
        return start, end
    low = min(cuts[:-1], key=lambda at: abs(at - start))
    return low, min((at for at in cuts if at > low), key=lambda at: abs(at - end))


def _phantom_where_nothing_changed(verdict: Verdict, row: Told, rows: Sequence[Told], new: str) -> Verdict:
    """Where the item did not change, a single row claims what did not happen; a chain may lead back.

    A row that claims no change itself (a renumbering, say) is right.
    """
    if verdict.status == "unread" or (verdict.status == "confirmed" and len(rows) > 1):
        return verdict
    if row.before is not None and row.after is not None and same(row.before, row.after):
        return Verdict(row.row_no, "confirmed")
    return Verdict(row.row_no, "phantom", expected=row.after, found=new)
