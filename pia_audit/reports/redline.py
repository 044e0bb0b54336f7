"""Two texts with what differs marked: the pieces every renderer lays out in its own way, so that all say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pia_audit.compare.hunks import hunks

Mark = Literal["same", "removed", "added", "cut"]

_CONTEXT = 40
"""Characters shown on either side of a difference in a text that is too long to be shown whole."""

_COMMON = 0.3
"""The least share both texts must have in common to be shown as two wordings of one thing."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a raw text; ``cut`` stands for what is left out there and has no text."""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts in pieces; ``shown`` of its ``length`` characters are among them."""

    pieces: tuple[Piece, ...]
    shown: int
    length: int

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.shown == self.length

    @property
    def marked(self) -> bool:
        """Whether a difference is marked."""
        return any(p.mark in ("removed", "added") for p in self.pieces)


def redline(old: str | None, new: str | None, room: int | None = None, *, always: bool = False) -> tuple[Side, Side]:
    """Both texts with their differences marked, each in ``room`` characters (``None``: whole).

    Texts that have next to nothing in common are not marked (where everything is, nothing is), unless ``always``.
    """
    left, right = old or "", new or ""
    spans: tuple[list[Span], list[Span]] = ([], [])
    if old is not None and new is not None:
        found = hunks(left, right)
        spans = [(h.old_start, h.old_end) for h in found], [(h.new_start, h.new_end) for h in found]
        if not always and not (_alike(left, spans[0]) and _alike(right, spans[1])):
            spans = [], []
    return _side(left, spans[0], "removed", room), _side(right, spans[1], "added", room)


def _alike(text: str, spans: Sequence[Span]) -> bool:
    return bool(text) and sum(b - a for a, b in spans) <= (1 - _COMMON) * len(text)


def _side(text: str, spans: Sequence[Span], mark: Mark, room: int | None) -> Side:
    windows = _windows(len(text), spans, room)
    pieces: list[Piece] = []
    at = 0
    for start, end in windows:
        if start > at:
            pieces.append(Piece("", "cut"))
        pieces += _pieces(text, start, end, spans, mark)
        at = end
    if at < len(text):
        pieces.append(Piece("", "cut"))
    return Side(tuple(pieces), sum(b - a for a, b in windows), len(text))


def _windows(length: int, spans: Sequence[Span], room: int | None) -> list[Span]:
    """The stretches to show: all, or the surroundings of the differences as far as the room goes."""
    if room is None or length <= room:
        return [(0, length)]
    out: list[Span] = []
    left = room
    for start, end in spans or [(0, room)]:
        first = max(out[-1][1] if out else 0, start - _CONTEXT)
        last = min(length, end + _CONTEXT if spans else room, first + left)
        if last <= first:
            continue
        left -= last - first
        if out and first == out[-1][1]:
            first = out.pop()[0]
        out.append((first, last))
    return out


def _pieces(text: str, start: int, end: int, spans: Sequence[Span], mark: Mark) -> list[Piece]:
    out: list[Piece] = []
    at = start
    for a, b in spans:
        a, b = max(a, at), min(b, end)
        if a >= b:
            continue
        if a > at:
            out.append(Piece(text[at:a], "same"))
        out.append(Piece(text[a:b], mark))
        at = b
    if at < end:
        out.append(Piece(text[at:end], "same"))
    return out
