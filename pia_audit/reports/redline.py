"""Two texts with what differs marked: the pieces every renderer lays out in its own way, so that all say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.compare.hunks import Hunk
from pia_audit.japanese.ladder import Rung, same
from pia_audit.reports.tokens import are_options, token_hunks, tokens

Mark = Literal["same", "removed", "added", "differs", "cut"]

_CONTEXT = 40
"""Characters shown on either side of a difference in a text that is too long to be shown whole."""

_COMMON, _SHORT = 0.25, 40
"""The least share of the longer text that both must have in common to be shown as two wordings of one thing; in a short
text, such as a date, any common character will do."""

_VALUE = 20
"""A text so short is one value, such as an answer: side by side, two of them with several differences differ whole."""

_LISTED = 2
"""So many tokens make a short text a list, in which each can be marked by itself."""

_LONGEST = 40_000
"""Longer texts are compared by nobody's eye; the readers' limit for a cell is far below."""

Span = tuple[int, int]


class Piece(Struct, frozen=True):
    """A stretch of a raw text; ``cut`` stands for what is left out there and has no text."""

    text: str
    mark: Mark


class Side(Struct, frozen=True):
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
        return any(p.mark in ("removed", "added", "differs") for p in self.pieces)

    def alternative(self) -> Side:
        """The side with what differs marked as that: of two texts that should be one, neither is before the other."""
        marks = (replace(p, mark="differs") if p.mark in ("removed", "added") else p for p in self.pieces)
        return replace(self, pieces=tuple(marks))


def marks(old: str, new: str) -> tuple[Hunk, ...]:
    """Where two texts differ, as every renderer marks it: in words, else in writing (width, spaces, numbering); never
    within a date, a number, an option or a name (:mod:`pia_audit.reports.tokens`).

    Nothing is marked in two texts that have next to nothing in common, unless one only adds to the other: where
    everything is marked, the marks tell nothing. Nothing is marked in texts of more than 40,000 characters either.
    """
    if max(len(old), len(new)) > _LONGEST:
        return ()
    differences = token_hunks(old, new) or token_hunks(old, new, Rung.IDENTICAL)
    common = len(old) - sum(h.old_end - h.old_start for h in differences)
    longest = max(len(old), len(new))
    is_similar = common >= (1 if longest <= _SHORT else _COMMON * longest) or are_options(old, new)
    return differences if is_similar or _adds(old, new, differences) else ()


def _adds(old: str, new: str, differences: Sequence[Hunk]) -> bool:
    """Whether one text is the other with something added at one place."""
    if len(differences) != 1 or not old or not new:
        return False
    only = differences[0]
    return only.old_start == only.old_end or only.new_start == only.new_end


def redline(
    old: str | None, new: str | None, room: int | None = None, *, always: bool = False, change: bool = True
) -> tuple[Side, Side]:
    """Both texts with their differences marked, each in ``room`` characters (``None``: whole).

    Without ``change`` they are not one before and one after, and what differs is marked alike in both. Texts that
    :func:`marks` leaves alone are shown without marks, or exchanged whole with ``always``.
    """
    old_text, new_text = old or "", new or ""
    differences: tuple[Hunk, ...] = ()
    if old is not None and new is not None:
        is_one_sided = not old_text or not new_text
        differences = (
            () if always and is_one_sided else _readable(old_text, new_text, marks(old_text, new_text), _VALUE)
        )
        differences = differences or (_exchanged(old_text, new_text) if always else ())
    both = (
        _side(old_text, [(h.old_start, h.old_end) for h in differences], "removed", room),
        _side(new_text, [(h.new_start, h.new_end) for h in differences], "added", room),
    )
    return both if change else (both[0].alternative(), both[1].alternative())


def merged(old: str, new: str) -> tuple[Piece, ...]:
    """One text that shows what went and what came, in reading order.

    Texts that :func:`marks` leaves alone are exchanged whole, and so are those of which the pieces without the
    additions would not say the old one: the point of 1、 may be part of a number in one text and not in the other.
    """
    differences = _readable(old, new, marks(old, new), _SHORT) or _exchanged(old, new)
    pieces = tuple(p for p in _merged(old, new, differences) if p.text)
    if same("".join(p.text for p in pieces if p.mark != "added"), old):
        return pieces
    return tuple(p for p in _merged(old, new, _exchanged(old, new)) if p.text)


def _readable(old: str, new: str, differences: tuple[Hunk, ...], short: int) -> tuple[Hunk, ...]:
    """The differences; of a ``short`` value with several of them the whole, unless it is a list of tokens such as
    numbers: 福祉課長 and 生活福祉部長, but 2 of 1・2・3."""
    several = len(differences) > 1 and max(len(old), len(new)) <= short
    return _exchanged(old, new) if several and min(len(tokens(old)), len(tokens(new))) < _LISTED else differences


def _exchanged(old: str, new: str) -> tuple[Hunk, ...]:
    return (Hunk(0, len(old), 0, len(new)),) if old != new else ()


def _merged(old: str, new: str, differences: Iterable[Hunk]) -> Iterator[Piece]:
    at = 0
    for h in differences:
        yield Piece(new[at : h.new_start], "same")
        yield Piece(old[h.old_start : h.old_end], "removed")
        yield Piece(new[h.new_start : h.new_end], "added")
        at = h.new_end
    yield Piece(new[at:], "same")


def shortened(pieces: Sequence[Piece], margin: int) -> tuple[Piece, ...]:
    """The pieces without what is far from any difference: ``margin`` characters stay beside each one.

    A difference is shown whole unless it is very long itself.
    """
    out: list[Piece] = []
    last = len(pieces) - 1
    for n, piece in enumerate(pieces):
        if piece.mark != "same":
            head, tail = (8 * margin, 2 * margin) if len(piece.text) > 12 * margin else (len(piece.text), 0)
        elif len(piece.text) <= 2 * margin + 8:
            head, tail = len(piece.text), 0
        else:
            head, tail = 4 * margin if last == 0 else margin if n else 0, margin if n < last else 0
        out += _ends(piece, head, tail)
    return tuple(out)


def _ends(piece: Piece, head: int, tail: int) -> Iterator[Piece]:
    if head + tail >= len(piece.text):
        yield piece
        return
    cut = Piece("", "cut")
    parts = (replace(piece, text=piece.text[:head]), cut, replace(piece, text=piece.text[len(piece.text) - tail :]))
    yield from (p for p in parts if p.text or p is cut)


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
    remaining = room
    for start, end in spans or [(0, room)]:
        first = max(out[-1][1] if out else 0, start - _CONTEXT)
        last = min(length, end + _CONTEXT if spans else room, first + remaining)
        if last <= first:
            continue
        remaining -= last - first
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
