"""Folding with offsets: for every character of a folded text the span of the text as read that it came from."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct, field

from pia_audit.japanese.characters import INK, SPACES, joins
from pia_audit.japanese.dates import canonical_dates, find_dates
from pia_audit.japanese.ladder import EQUAL, MANY, Rung, each_sign, fold, fold_of_a_line
from pia_audit.japanese.line_cuts import LONG, lines
from pia_audit.japanese.numbering import NUMBER_RULES, ORDINAL, enclosed_table, kept_signs, ordinal

if TYPE_CHECKING:
    from collections.abc import Callable

    _Repl = Callable[[re.Match[str]], str]


class Folded(Struct, frozen=True):
    """A folded text and, for each of its characters, the raw span it came from.

    ``starts[i]`` and ``ends[i]`` bound the raw characters behind ``text[i]``; ``raw`` is the text as read.
    """

    raw: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span behind the folded span ``[start, end)``; an empty span stays empty."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.raw)
            return at, at
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=2048)
def fold_spans(text: str, rung: Rung = EQUAL) -> Folded:
    """As :func:`~pia_audit.japanese.ladder.fold`, keeping for every folded character the raw span behind it."""
    into, at = _Folding(), 0
    for day in find_dates(text) if rung >= Rung.NUMBERING else ():
        _fold_stretch(text, at, day.start, rung, into)
        into.put(fold(canonical_dates(day.text), Rung.PUNCTUATION), day.start, day.end)
        at = day.end
    _fold_stretch(text, at, len(text), rung, into)
    if rung >= Rung.NUMBERING:
        _renumber(into)
    return Folded(text, "".join(into.pieces), tuple(into.starts), tuple(into.ends))


class FoldedLines(Struct, frozen=True):
    """As :class:`Folded`, of a long text: the way back is looked for only in the lines where it is asked for.

    ``rung`` is the punctuation rung or the numbering rung.
    """

    raw: str
    rung: Rung

    @property
    def text(self) -> str:
        """The folded text."""
        return lines(self.raw).joined(fold_of_a_line(self.rung))

    @property
    def lines(self) -> list[str]:
        """The folded lines, which together are the folded text."""
        return lines(self.raw).folded(fold_of_a_line(self.rung))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span behind the folded span ``[start, end)``; an empty span stays empty."""
        if start >= end:
            at = self._raw_at(start)[0] if start < len(self.text) else len(self.raw)
            return at, at
        return self._raw_at(start)[0], self._raw_at(end - 1)[1]

    def _raw_at(self, at: int) -> tuple[int, int]:
        begin, line, within = lines(self.raw).line_at(fold_of_a_line(self.rung), at)
        start, end = fold_spans(line, self.rung).span(within, within + 1)
        return begin + start, begin + end


def way_back(text: str, rung: Rung = EQUAL) -> Folded | FoldedLines:
    """As :func:`fold_spans`, for a few spans of a text that may be long."""
    by_lines = len(text) >= LONG and rung >= Rung.PUNCTUATION
    return FoldedLines(text, rung) if by_lines else fold_spans(text, rung)


def as_written(text: str, phrase: str) -> str:
    """``words``, found in the folded ``text``, as the text writes them; unchanged where they do not stand in it."""
    if phrase in text:
        return phrase
    folded = fold_spans(text)
    at = folded.text.find(phrase)
    return text[slice(*folded.span(at, at + len(phrase)))] if phrase and at >= 0 else phrase


def _fold_stretch(text: str, start: int, end: int, rung: Rung, into: _Folding) -> None:
    """Fold ``text[start:end]`` sign by sign where no sign joins another, else by groups of signs."""
    below, stretch = min(rung, Rung.PUNCTUATION), text[start:end]
    if below is Rung.IDENTICAL:
        into.put_each(stretch, range(start, end))
        return
    signs = each_sign(below)
    out = stretch.translate(signs)
    if MANY in out:
        _fold_clusters(text, start, end, below, into)
    elif len(out) == len(stretch):
        into.put_each(out, range(start, end))
    else:
        for piece in INK.finditer(stretch):  # nothing but space folds to nothing
            into.put_each(piece[0].translate(signs), range(start + piece.start(), start + piece.end()))


class _Folding(Struct):
    """A folded text while it is put together."""

    pieces: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def put(self, piece: str, start: int, end: int) -> None:
        """A piece that stands for one raw span as a whole."""
        self.pieces.append(piece)
        self.starts.extend([start] * len(piece))
        self.ends.extend([end] * len(piece))

    def put_each(self, piece: str, places: range) -> None:
        """A piece of which each character stands for one raw character, one after the other."""
        self.pieces.append(piece)
        self.starts.extend(places)
        self.ends.extend(range(places.start + 1, places.stop + 1))


def _fold_clusters(text: str, start: int, end: int, rung: Rung, into: _Folding) -> None:
    """Fold by groups of characters that NFKC may join; white space between them is no part of any group."""
    group, first, last = "", start, start
    for at in range(start, end):
        char = text[at]
        if SPACES.match(char):
            continue
        if group and not joins(char):
            into.put(_fold_cluster(group, rung), first, last)
            group = ""
        first = first if group else at
        group, last = group + char, at + 1
    if group:
        into.put(_fold_cluster(group, rung), first, last)


@lru_cache(maxsize=16384)
def _fold_cluster(cluster: str, rung: Rung) -> str:
    return fold(cluster, rung)


def _renumber(into: _Folding) -> None:
    """Apply the numbering rules one after the other, carrying the spans along."""
    text = "".join(into.pieces)
    text = _splice(text, into, kept_signs(), lambda m: enclosed_table()[ord(m[0])])
    text = _splice(text, into, ORDINAL, ordinal) if "第" in text else text
    for pattern, repl in NUMBER_RULES:
        text = _splice(text, into, pattern, _first if repl else _nothing)
    into.pieces = [text]


def _first(match: re.Match[str]) -> str:
    return str(match[1])


def _nothing(_: re.Match[str]) -> str:
    return ""


def _splice(text: str, into: _Folding, pattern: re.Pattern[str], repl: _Repl) -> str:
    """``text`` with a rule applied; each replacement stands for the whole raw span behind what it replaces."""
    old, behind = _Folding(starts=into.starts, ends=into.ends), 0
    new = _Folding()

    def keep(end: int) -> None:
        new.pieces.append(text[behind:end])
        new.starts.extend(old.starts[behind:end])
        new.ends.extend(old.ends[behind:end])

    for match in pattern.finditer(text):
        at, end = match.span()
        keep(at)
        new.put(repl(match), old.starts[at], old.ends[end - 1])
        behind = end
    if not behind:
        return text
    keep(len(text))
    into.starts, into.ends = new.starts, new.ends
    return "".join(new.pieces)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no sign of ``text[start:end]`` may join one outside of it."""
    return not joins(text[start]) and (end == len(text) or not joins(text[end]))
