"""Both texts of a long line cut in step, so that what stands in one text stands beside its counterpart in the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, zip_longest

from msgspec.structs import replace

from pia_audit.compare.hunks import Hunk
from pia_audit.reports.redline import Piece, Side, marks

Sides = tuple[Side | None, Side | None]


def in_parts(before: Side | None, after: Side | None, fits: Callable[[str, str], bool]) -> tuple[Sides, ...]:
    """The two texts in parts that begin with the same line of both, as few as ``fits`` allows.

    What does not fit although no line of it is in both, such as many lines that came, is parted by its own lines beside
    nothing.
    """
    if before is None or after is None or not before.whole or not after.whole:
        return ((before, after),)
    old, new = _text(before), _text(after)
    cuts, edges = [(0, 0)], [(0, 0)]
    for cut in _cuts(old, new):
        if cut != cuts[-1] and cut[0] >= cuts[-1][0] and cut[1] >= cuts[-1][1]:
            cuts.append(cut)
    for cut, following in pairwise([*cuts[1:], (len(old), len(new))]):
        at, new_at = edges[-1]
        if not fits(old[at : following[0]], new[new_at : following[1]]):
            edges.append(cut)
    spans = pairwise([*edges, (len(old), len(new))])
    parts = [(_cut(before, a, b), _cut(after, c, d)) for (a, c), (b, d) in spans]
    return tuple(part for sides in parts for part in _by_itself(*sides, fits))


_NOTHING = Side((), 0, 0)


def _by_itself(before: Side, after: Side, fits: Callable[[str, str], bool]) -> Iterator[Sides]:
    if fits(_text(before), _text(after)):
        yield before, after
        return
    yield from zip_longest(_by_lines(before, fits), _by_lines(after, fits), fillvalue=_NOTHING)


def _by_lines(side: Side, fits: Callable[[str, str], bool]) -> Iterator[Side]:
    text, start = _text(side), 0
    ends = [n + 1 for n, character in enumerate(text) if character == "\n" and n + 1 < len(text)]
    for end, following in pairwise([*ends, len(text)]):
        if not fits(text[start:following], ""):
            yield _cut(side, start, end)
            start = end
    yield _cut(side, start, len(text))


def _text(side: Side) -> str:
    return "".join(piece.text for piece in side.pieces)


_AT_EDGES = " \u3000\t\r\n・"
"""What counts for nothing where a difference begins or ends: it may stand in one of the texts alone."""


def _cuts(old: str, new: str) -> Iterator[tuple[int, int]]:
    """Where a line begins in both texts, in what does not differ."""
    at = new_at = 0
    for h in (*marks(old, new), Hunk(len(old), len(old), len(new), len(new))):
        lines, new_lines = _line_starts(old, at, h.old_start), _line_starts(new, new_at, h.new_start)
        if len(lines) == len(new_lines):
            yield from zip(lines, new_lines, strict=True)
        at, new_at = h.old_end, h.new_end


def _line_starts(text: str, start: int, end: int) -> list[int]:
    """Where lines of a stretch begin, its first one as well if that is a line of the text."""
    solid = text[start:end].strip(_AT_EDGES)
    if not solid:
        return []
    first = text.index(solid, start)
    line = text.rfind("\n", 0, first) + 1
    starts = [] if text[line:first].strip(_AT_EDGES) else [line]
    return [*starts, *(n + 1 for n in range(first, first + len(solid)) if text[n] == "\n")]


def _cut(side: Side, start: int, end: int) -> Side:
    """A stretch of a side's text with its marks."""
    pieces: list[Piece] = []
    at = 0
    for piece in side.pieces:
        low, high = max(start - at, 0), min(end - at, len(piece.text))
        if low < high:
            pieces.append(replace(piece, text=piece.text[low:high]))
        at += len(piece.text)
    return Side(tuple(pieces), end - start, end - start)
