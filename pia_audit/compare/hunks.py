"""Readable differences: where two texts differ, as few and as small as a person would mark them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

from msgspec import Struct
from rapidfuzz.distance import Indel

from pia_audit.japanese.ladder import EQUAL, Rung, same
from pia_audit.japanese.line_cuts import changed
from pia_audit.japanese.spans import Folded, FoldedLines, way_back

_BRIDGE = 2
"""Equal stretches up to this many characters between two differences are read as part of one."""


Change = tuple[int, int, int, int]
"""What differs: from where to where in the older text, and in the newer one."""


class Hunk(Struct, frozen=True):
    """One difference: raw spans in the old and the new text; an empty span is an insertion or a removal."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int

    @property
    def spans(self) -> dict[str, int]:
        """The hunk as the ``differences`` frame holds it."""
        return {
            "old_start": self.old_start, "old_end": self.old_end,
            "new_start": self.new_start, "new_end": self.new_end,
        }  # fmt: skip


def hunks(old: str, new: str, rung: Rung = EQUAL) -> tuple[Hunk, ...]:
    """Where ``new`` differs from ``old`` beyond ``rung``, in reading order; empty when they meet there."""
    return () if old == new or (rung >= EQUAL and same(old, new)) else aligned(old, new, rung).hunks


class Alignment(Struct, frozen=True):
    """Two texts folded, and what is not equal in them: spans of the older and the newer folded text, in order."""

    old: Folded | FoldedLines
    new: Folded | FoldedLines
    changes: tuple[Change, ...]

    @property
    def hunks(self) -> tuple[Hunk, ...]:
        """The changes as spans of the raw texts."""
        return _apart([Hunk(*self.old.span(a, b), *self.new.span(c, d)) for a, b, c, d in self.changes])


def aligned(old: str, new: str, rung: Rung = EQUAL) -> Alignment:
    """Two texts side by side on ``rung``."""
    old_side, new_side = way_back(old, rung), way_back(new, rung)
    if (
        isinstance(old_side, FoldedLines)
        and isinstance(new_side, FoldedLines)
        and _is_much(old_side.text, new_side.text)
    ):
        changes = _merged(_changes_by_lines(old_side.lines, new_side.lines))
    else:
        changes = folded_changes(old_side.text, new_side.text)
    return Alignment(old_side, new_side, tuple(changes))


def _apart(ordered_hunks: list[Hunk]) -> tuple[Hunk, ...]:
    """Hunks that touch the same raw characters (two changes inside one date) as one."""
    out: list[Hunk] = []
    for hunk in ordered_hunks:
        if out and (hunk.old_start < out[-1].old_end or hunk.new_start < out[-1].new_end):
            last = out.pop()
            hunk = Hunk(
                min(last.old_start, hunk.old_start), max(last.old_end, hunk.old_end),
                min(last.new_start, hunk.new_start), max(last.new_end, hunk.new_end),
            )  # fmt: skip
        out.append(hunk)
    return tuple(out)


def folded_changes(old: str, new: str) -> list[Change]:
    """The changes between two folded texts as (old start, old end, new start, new end), merged for reading."""
    return _merged(_changes(old, new))


def _changes(old: str, new: str) -> list[Change]:
    return [_whole_tokens(change, old, new) for change in joined_changes(Indel.opcodes(old, new))]


def joined_changes(opcodes: Iterable[Any]) -> list[Change]:
    """What is not equal, each stretch of it as one change."""
    out: list[Change] = []
    for op in opcodes:
        if op.tag == "equal":
            continue
        a, b, c, d = op.src_start, op.src_end, op.dest_start, op.dest_end
        if out and out[-1][1] == a and out[-1][3] == c:
            a, c = out.pop()[0::2]
        out.append((a, b, c, d))
    return out


MUCH = 4 * 10**8
"""The characters of the one text times those of the other, but for what they begin and end with alike, above which
they are compared line by line: to compare them by characters takes as much time, and an eighth of it in bytes."""


def _is_much(old: str, new: str) -> bool:
    if len(old) * len(new) <= MUCH:
        return False
    a, b, c, d = _between(old, new)
    return (b - a) * (d - c) > MUCH


def _between(old: str, new: str) -> Change:
    """What stands between what two texts begin and end with alike."""
    start, end = changed(old, new)
    return start, len(old) - (len(new) - end), start, end


def _changes_by_lines(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """As :func:`_changes`, of the joined lines; lines that changed are compared in pairs where they are as many."""
    old_ends, new_ends = (list(accumulate(map(len, side), initial=0)) for side in (old, new))
    out: list[Change] = []
    for a, b, c, d in joined_changes(Indel.opcodes(old, new)):
        pairs = [(n, n + 1, n + c - a, n + c - a + 1) for n in range(a, b)] if b - a == d - c else [(a, b, c, d)]
        for p, q, r, s in pairs:
            start, new_start = old_ends[p], new_ends[r]
            was, current = "".join(old[p:q]), "".join(new[r:s])
            much = _is_much(was, current)
            within = [(0, len(was), 0, len(current))] if much else _changes(was, current)
            out += [(i + start, j + start, k + new_start, m + new_start) for i, j, k, m in within]
    return out


def _whole_tokens(change: Change, old: str, new: str) -> Change:
    """Widen a change inside a number, or between it and its branch, to the whole number on both sides: 20, 20の2."""
    a, b, c, d = change
    while a > 0 and c > 0 and old[a - 1] == new[c - 1] and _within(change, a, c, old, new):
        a, c = a - 1, c - 1
    while b < len(old) and d < len(new) and old[b] == new[d] and _within(change, b, d, old, new):
        b, d = b + 1, d + 1
    return a, b, c, d


def _within(change: Change, at: int, new_at: int, old: str, new: str) -> bool:
    """Whether an edge of a change cuts a number in a text in which the change has signs."""
    a, b, c, d = change
    return (a < b and _cuts_number(old, at)) or (c < d and _cuts_number(new, new_at))


def _cuts_number(text: str, at: int) -> bool:
    previous, following = text[at - 1 : at], text[at : at + 1]
    if not (previous.isdigit() or following.isdigit()):
        return False
    if previous == "の":
        return text[at - 2 : at - 1].isdigit()
    return previous.isdigit() and (following.isdigit() or (following == "の" and text[at + 1 : at + 2].isdigit()))


def _merged(changes: list[Change]) -> list[Change]:
    out: list[Change] = []
    for change in changes:
        if out and change[0] - out[-1][1] <= _BRIDGE:
            a, _, c, _ = out.pop()
            change = (a, change[1], c, change[3])
        out.append(change)
    return out


def excerpt(text: str, start: int, end: int, width: int) -> tuple[int, int]:
    """A window of about ``width`` characters of ``text`` round the span ``[start, end)``."""
    if len(text) <= width:
        return 0, len(text)
    room = max(0, width - (end - start)) // 2
    low = max(0, min(start - room, len(text) - width))
    return low, min(len(text), low + max(width, 1))
