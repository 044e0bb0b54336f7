"""Accounts for one item's difference between two editions by the rows recorded for it.

The rows are carried out on the older text, oldest first; what then still differs from the newer text is
either a row's own doing (its quotation is off) or nobody's (the change has no row).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pia_audit.compare import relative
from pia_audit.compare.hunks import Hunk, hunks
from pia_audit.compare.locate import NEAR, Hit, locate, locate_near
from pia_audit.compare.texts import VALUES, equal, same_value, stands, value_with, whole_line
from pia_audit.japanese.ladder import same, similarity
from pia_audit.japanese.marks import is_empty, is_remark


@dataclass(frozen=True, slots=True)
class Told:
    """One new row's word on the item; ``None`` where the cell could not be read."""

    row_no: int
    before: str | None
    after: str | None
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a row: ``confirmed``, ``misquoted`` (``side`` says which cell), ``phantom`` or ``unread``."""

    row_no: int
    status: str
    side: str | None = None
    expected: str | None = None
    found: str | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """``left``: what differs without a row, as hunks between ``predicted`` and ``target``.

    ``predicted`` is the older text with the rows carried out, ``target`` the newer one without what rows
    only added. ``open_rows`` are rows that name the item and quote no text that can be compared: where there is one,
    nothing is left, since what it stands for cannot be told.
    """

    verdicts: tuple[Verdict, ...]
    predicted: str
    target: str
    left: tuple[Hunk, ...]
    open_rows: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows that account for something, or may."""
        held = {v.row_no for v in self.verdicts if v.status in ("confirmed", "misquoted")} | {*self.open_rows}
        return tuple(v.row_no for v in self.verdicts if v.row_no in held)


@dataclass(slots=True)
class _Text:
    """The older text with the rows carried out so far; who wrote each character (0: it stood there)."""

    text: str
    authors: list[int] = field(default_factory=list)

    def put(self, start: int, end: int, new: str, row_no: int) -> None:
        if start < end and not new:
            start, end = whole_line(self.text, start, end)
        self.text = self.text[:start] + new + self.text[end:]
        self.authors[start:end] = [row_no] * len(new)


def account(kind: str, old: str | None, new: str | None, rows: Sequence[Told]) -> Account:
    """Hold the new rows of one item against its text in the older and the newer edition."""
    texts = (old or "", new or "")
    plain = [r for r in rows if not _is_open(kind, r, *texts)]
    if len(plain) == len(rows):
        return _plain_account(kind, *texts, rows)
    result = _plain_account(kind, *texts, plain)
    differs = not same_value(kind, *texts)
    known = {v.row_no: v for v in result.verdicts}
    open_rows = tuple(r.row_no for r in rows if r not in plain)
    verdicts = tuple(known.get(r.row_no) or _open_verdict(r, differs=differs) for r in rows)
    return replace(result, verdicts=verdicts, left=(), open_rows=open_rows if differs else ())


def _plain_account(kind: str, old: str, new: str, rows: Sequence[Told]) -> Account:
    """As :func:`account`, of rows that quote texts."""
    return _value_account(kind, old, new, rows) if kind in VALUES else _text_account(old, new, rows)


def _is_open(kind: str, row: Told, old: str, new: str) -> bool:
    """Whether a row quotes no text that can be compared: a lost cell, or words about a text that are not its own."""
    if row.before is None or row.after is None:
        return True
    return any(
        is_remark(words) and not is_empty(words) and not stands(kind, words, text)
        for words, text in ((row.before, old), (row.after, new))
    )


def _open_verdict(row: Told, *, differs: bool) -> Verdict:
    """A row with words about a text is taken at its word where the text did change; of a lost cell nothing is said."""
    readable = row.before is not None and row.after is not None
    return Verdict(row.row_no, "confirmed" if readable and differs else "unread")


# --- dates, choices, ticks ----------------------------------------------------------------------------


def _value_account(kind: str, old: str, new: str, rows: Sequence[Told]) -> Account:
    chain = _ordered(kind, old, rows)
    verdicts: list[Verdict] = []
    differs = not same_value(kind, old, new)
    at = old
    for i, row in enumerate(chain):
        last = i == len(chain) - 1
        before, after = equal(kind, row.before or "", at), not last or equal(kind, row.after or "", new)
        real = differs or len(chain) > 1 or equal(kind, row.before or "", row.after or "")
        verdicts.append(_value_verdict(row, at, new, before=before, after=after, differs=real))
        at = value_with(kind, at, row.after or "")
    held = [v for v in verdicts if v.status in ("confirmed", "misquoted")]
    if kind == "flags" and held and not any(v.side == "after" for v in verdicts):
        return Account(tuple(verdicts), at, new, () if same_value(kind, at, new) else hunks(at, new))
    left = hunks(old, new) if differs and not held else ()
    return Account(tuple(verdicts), old, new, left)


def _value_verdict(row: Told, at: str, new: str, *, before: bool, after: bool, differs: bool) -> Verdict:
    if before and after and differs:
        return Verdict(row.row_no, "confirmed")
    if differs and after:
        return _misquoted(row, "before", row.before or "", at)
    if differs and before:
        return _misquoted(row, "after", row.after or "", new)
    return Verdict(row.row_no, "phantom", expected=row.after, found=new)


def _misquoted(row: Told, side: str, quoted: str, actual: str) -> Verdict:
    return Verdict(row.row_no, "misquoted", side, expected=quoted, found=actual, similarity=similarity(quoted, actual))


def _ordered(kind: str, old: str, rows: Sequence[Told]) -> list[Told]:
    """The rows as a chain from the older value on, as far as they form one; the rest as they stand."""
    left, chain, at = list(rows), [], old
    while left:
        follow = next((r for r in left if equal(kind, r.before or "", at)), left[0])
        left.remove(follow)
        chain.append(follow)
        at = value_with(kind, at, follow.after or "")
    return chain


# --- running text -------------------------------------------------------------------------------------


def _text_account(old: str, new: str, rows: Sequence[Told]) -> Account:
    verdicts: dict[int, Verdict] = {}
    state = _Text(old, [0] * len(old))
    target = new
    waiting = list(rows)
    while waiting:
        row, moved = _next(state, waiting, target)
        waiting.remove(row)
        if moved is None:
            target, verdict = _unplaced(state, target, row)
            verdicts[row.row_no] = verdict
            continue
        verdicts[row.row_no] = moved
    residue = hunks(state.text, target)
    left = []
    for hunk in residue:
        author = _author(state, hunk)
        if author and locate(_said(state, _row(rows, author)), target) is None:
            verdicts[author] = _off(state, target, _row(rows, author), verdicts[author])
        else:
            left.append(hunk)
    if same(old, new):
        verdicts = {n: _phantom_where_nothing_changed(v, _row(rows, n), rows, new) for n, v in verdicts.items()}
    return Account(tuple(verdicts[r.row_no] for r in rows), state.text, target, tuple(left))


def _row(rows: Sequence[Told], number: int) -> Told:
    return next(r for r in rows if r.row_no == number)


def _next(state: _Text, waiting: list[Told], target: str) -> tuple[Told, Verdict | None]:
    """Carry out the row that fits best: exactly first, then nearly, then by its relative words."""
    for row in waiting:
        if _carry_out(state, row, target):
            return row, Verdict(row.row_no, "confirmed")
    for row in waiting:
        was = _near(state, row)
        if was is not None:
            return row, _misquoted(row, "before", row.before or "", was)
    return waiting[0], None


def _carry_out(state: _Text, row: Told, target: str) -> bool:
    trial = _Text(state.text, list(state.authors))
    edits = relative.edits(row.before or "", row.after or "")
    for edit in edits:
        if is_empty(edit.before) and not (trial.text and locate(edit.before, trial.text)):
            if trial.text.strip() and not is_empty(trial.text):
                return False
            trial.put(0, len(trial.text), edit.after, row.row_no)
            continue
        hit = locate(edit.before, trial.text, row.anchor) if trial.text else None
        if hit is None:
            return False
        hit = _not_written_yet(trial, edit.before, hit)
        if hit.how != "whole" and same(edit.after, target):
            # 変更後 is the whole newer text, so the row tells all of it though 変更前 shows a part.
            hit = replace(hit, start=0, end=len(trial.text))
        after = "" if is_empty(edit.after) and not same(edit.after, target) else edit.after
        trial.put(hit.start, hit.end, after, row.row_no)
    state.text, state.authors = trial.text, trial.authors
    return True


def _not_written_yet(state: _Text, before: str, first: Hit) -> Hit:
    """Of several equal passages the first that no row has written yet: what a row has just put there is rarely what
    another row of the same edition takes away, while the passage that stood there is still to be accounted for."""
    hit: Hit | None = first
    while hit is not None and first.count > 1:
        if not any(state.authors[hit.start : hit.end]):
            return hit
        at = hit.end
        hit = locate(before, state.text[at:])
        hit = replace(hit, start=hit.start + at, end=hit.end + at) if hit else None
    return first


def _near(state: _Text, row: Told) -> str | None:
    """Carry out a row whose 変更前 is nearly a passage of the text; returns that passage."""
    if relative.words(row.before or "", row.after or "") or is_empty(row.before or ""):
        return None
    hit = locate_near(row.before or "", state.text) if state.text else None
    if hit is None:
        return None
    was = state.text[hit.start : hit.end]
    state.put(hit.start, hit.end, "" if is_empty(row.after or "") else row.after or "", row.row_no)
    return was


def _unplaced(state: _Text, target: str, row: Told) -> tuple[str, Verdict]:
    """A row whose 変更前 stands nowhere in the older text: an insertion, or a quotation that does not fit.

    Its 変更後 is looked for in the newer text and taken out there, so that it accounts for what it added.
    """
    for edit in relative.edits(row.before or "", row.after or ""):
        added = edit.after
        hit = None if is_empty(added) else locate(added, target, row.anchor) or locate_near(added, target)
        if hit is None or (state.text and locate(added, state.text)):
            return target, Verdict(row.row_no, "phantom", expected=row.after, found=target)
        if is_empty(edit.before):
            target = _without(target, hit.start, hit.end)
            continue
        was = _replaced(state, target, hit.start, hit.end, row.row_no)
        return target, _misquoted(row, "before", row.before or "", was)
    return target, Verdict(row.row_no, "confirmed")


def _without(text: str, start: int, end: int) -> str:
    start, end = whole_line(text, start, end)
    return text[:start] + text[end:]


def _replaced(state: _Text, target: str, start: int, end: int, row_no: int) -> str:
    """Put the newer passage where the older text differs there; returns what stood there."""
    touching = [
        h for h in hunks(state.text, target) if (h.new_start < end and h.new_end > start) or start <= h.new_start <= end
    ]
    if not touching:
        return ""
    first, last = touching[0], touching[-1]
    was = state.text[first.old_start : last.old_end]
    state.put(first.old_start, last.old_end, target[first.new_start : last.new_end], row_no)
    return was


def _author(state: _Text, hunk: Hunk) -> int:
    """The row in whose text a residue lies; 0 when it lies in what no row wrote."""
    span = state.authors[hunk.old_start : hunk.old_end]
    if span:
        return max(span) if all(span) else 0
    left = state.authors[hunk.old_start - 1] if hunk.old_start else 0
    right = state.authors[hunk.old_start] if hunk.old_start < len(state.authors) else 0
    if left and left == right:
        return left
    return (left or right) if not state.text or hunk.old_start in (0, len(state.text)) else 0


def _said(state: _Text, row: Told) -> str:
    """What a row put into the text, as it stands there now."""
    spans = [i for i, a in enumerate(state.authors) if a == row.row_no]
    return state.text[spans[0] : spans[-1] + 1] if spans else row.after or ""


def _off(state: _Text, target: str, row: Told, verdict: Verdict) -> Verdict:
    """A row whose 変更後 is not what the newer text says: misquoted, or not carried out at all."""
    said, before = _said(state, row), row.before or ""
    if not is_empty(before) and locate(before, target) and not locate(said, target):
        hit = locate_near(said, target)
        if hit is None or similarity(before, target[hit.start : hit.end]) >= hit.similarity:
            return Verdict(row.row_no, "phantom", expected=row.after, found=before)
    hit = locate_near(said, target, 0.3)
    found = target[hit.start : hit.end] if hit else target
    if verdict.status == "misquoted" and hit is not None and hit.similarity >= NEAR:
        return verdict
    return _misquoted(row, "after", row.after or "", found)


def _phantom_where_nothing_changed(verdict: Verdict, row: Told, rows: Sequence[Told], new: str) -> Verdict:
    """Where the item did not change, a single row claims what did not happen; a chain may lead back.

    A row that claims no change itself (a renumbering, say) is right.
    """
    if verdict.status == "unread" or (verdict.status == "confirmed" and len(rows) > 1):
        return verdict
    if row.before is not None and row.after is not None and same(row.before, row.after):
        return Verdict(row.row_no, "confirmed")
    return Verdict(row.row_no, "phantom", expected=row.after, found=new)
