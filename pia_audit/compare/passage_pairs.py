"""Which passage of an older text is which of the newer one, whatever numbers head them.

In a numbered list a passage that came or went moves the number of every one behind it. Read sign by sign each of them
has changed; read passage by passage one came or went, and the others only count on.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz.distance import Indel

from pia_audit.compare.hunks import MUCH, Alignment, Change, folded_changes, joined_changes
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.lists import HeadingNumber, heading_number
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.spans import Folded, FoldedLines

_ALIKE = 0.5
"""Two passages in one place that are so much alike are one that was reworded."""

_MOST_PAIRS = 2_500
"""So many pairs of passages are weighed in one place; what was written anew is compared by its signs."""

_DEARER = 2.0
"""Passages stay as they are paired unless that marks so many times the signs that a comparison by signs marks: then
one was cut in two, or two were joined."""


class Pairing(Struct, frozen=True):
    """What changed between two texts, passage by passage; of those that only count on, the numbers on both sides."""

    changes: tuple[Change, ...]
    renumbered: tuple[Change, ...] = ()


class _Passage(Struct, frozen=True):
    """A passage of a folded text: where it and the words behind its number begin, where it ends, and those words."""

    start: int
    words: int
    end: int
    body: str
    number: HeadingNumber | None
    counts_on: bool = False

    @property
    def value(self) -> int | None:
        return self.number.value if self.number else None


def paired(both: Alignment, cuts: tuple[Sequence[int], Sequence[int]]) -> Pairing:
    """Two texts passage by passage.

    Args:
        both: the texts side by side, sign by sign.
        cuts: where the passages of each begin and end, in folded positions.

    Returns:
        The changes in the order of the newer text. They are those of ``both`` where neither text has several passages,
        or where very much was written anew, and in a place where passages were joined or cut in two.
    """
    if not both.changes or max(map(len, cuts)) < 3:
        return Pairing(both.changes)
    cuts = _broken_alike(both, cuts)
    marks = _between(both, cuts)
    old, new = _counting(both.old, cuts[0], marks[0]), _counting(both.new, cuts[1], marks[1])
    changes: list[Change] = []
    renumbered: list[Change] = []
    for equal, (a, b, c, d) in _blocks(old, new):
        ends = marks[0][a], marks[0][b], marks[1][c], marks[1][d]
        if equal:
            for was, current in zip(old[a:b], new[c:d], strict=True):
                _same_words(was, current, changes, renumbered)
        elif (ends[1] - ends[0]) * (ends[3] - ends[2]) > MUCH:
            return Pairing(both.changes)
        else:
            changes += _reworded(both, old[a:b], new[c:d], ends, renumbered)
    return Pairing(tuple(_joined(changes)), tuple(renumbered))


def _between(both: Alignment, cuts: tuple[Sequence[int], Sequence[int]]) -> tuple[list[int], list[int]]:
    """The cuts round all changes: from the last one that both texts have before them to the first behind them."""
    first, _, new_first, _ = both.changes[0]
    _, last, _, end = both.changes[-1]
    shared = set(cuts[0][: bisect_right(cuts[0], first)]) & set(cuts[1][: bisect_right(cuts[1], new_first)])
    low = max(shared)
    ahead = end - last
    behind = {at + ahead for at in cuts[0][bisect_left(cuts[0], last) :]} & set(cuts[1][bisect_left(cuts[1], end) :])
    high = min(behind)
    return [at for at in cuts[0] if low <= at <= high - ahead], [at for at in cuts[1] if low <= at <= high]


def _passages(side: Folded | FoldedLines, cuts: Sequence[int]) -> list[_Passage]:
    return [_passage(side, start, end) for start, end in pairwise(cuts)]


def _passage(side: Folded | FoldedLines, start: int, end: int) -> _Passage:
    low, high = side.span(start, end)
    raw = side.raw[low:high]
    number = heading_number(raw)
    head = fold(raw[: number.end]) if number else ""
    body_start = start + len(head) if head and side.text.startswith(head, start) else start
    return _Passage(start, body_start, end, side.text[body_start:end], number if body_start > start else None)


_SURE = 6
"""A text is cut where only the other one is broken, if both say the same for so many signs before or behind it."""


def _broken_alike(both: Alignment, cuts: tuple[Sequence[int], Sequence[int]]) -> tuple[Sequence[int], Sequence[int]]:
    """The cuts of both texts, and in each those that only the other one has: a text that prints three passages in one
    line has lost none of them."""
    old, new = {*cuts[0], *_numbered_sentences(both.old)}, {*cuts[1], *_numbered_sentences(both.new)}
    at = new_at = 0
    for a, b, c, d in [*both.changes, (len(both.old.text), 0, len(both.new.text), 0)]:
        if a - at >= _SURE:
            ahead = new_at - at
            old |= {n - ahead for n in cuts[1][bisect_left(cuts[1], new_at) : bisect_right(cuts[1], c)]}
            new |= {n + ahead for n in cuts[0][bisect_left(cuts[0], at) : bisect_right(cuts[0], a)]}
        at, new_at = b, d
    return sorted(old), sorted(new)


_AFTER_SENTENCE = regex("。\\s*(?=[^\\s。])", needs="。")


def _numbered_sentences(side: Folded | FoldedLines) -> Iterator[int]:
    """Where a number heads a sentence that stands in one line with the one before it."""
    if isinstance(side, Folded):
        for end in _AFTER_SENTENCE.finditer(side.raw):
            if heading_number(side.raw[end.end() : end.end() + _HEAD]):
                yield bisect_left(side.starts, end.end())


_HEAD = 8
"""So many signs hold the number that heads a passage."""

_NEAR = 50
"""So many passages back the numbers are read on which the first of those that changed may count."""


def _counting(side: Folded | FoldedLines, cuts: Sequence[int], marks: Sequence[int]) -> list[_Passage]:
    """The passages between these cuts, each marked whose number is a 1 or goes on counting from one: the numbers of a
    table's items (15, 16) are no headings."""
    at = bisect_left(cuts, marks[0])
    near = _passages(side, cuts[max(0, at - _NEAR) : at + 1])
    last: dict[str, int] = {}
    out = []
    for passage in [*near, *_passages(side, marks)]:
        number = passage.number
        if number and number.value in (1, last.get(number.style, -1) + 1):
            last[number.style] = number.value
            passage = replace(passage, counts_on=True)
        elif number:
            last.pop(number.style, None)
        out.append(passage)
    return out[len(near) :]


def _blocks(old: Sequence[_Passage], new: Sequence[_Passage]) -> Iterator[tuple[bool, Change]]:
    """Runs of passages with the same words, and what stands between them, by the passages' places."""
    at = new_at = 0
    for a, b, c, d in joined_changes(Indel.opcodes([p.body for p in old], [p.body for p in new])):
        if at < a:
            yield True, (at, a, new_at, c)
        yield False, (a, b, c, d)
        at, new_at = b, d
    if at < len(old):
        yield True, (at, len(old), new_at, len(new))


def _same_words(was: _Passage, current: _Passage, changes: list[Change], renumbered: list[Change]) -> None:
    numbers = was.start, was.words, current.start, current.words
    if was.value == current.value and was.words - was.start == current.words - current.start:
        return
    (renumbered if _counts_on(was, current) else changes).append(numbers)


def _counts_on(was: _Passage, current: _Passage) -> bool:
    """Whether two numbers only count: where a row's passage was taken out of a text, the rest of it does not."""
    return was.number is not None and current.number is not None and (was.counts_on or current.counts_on)


def _reworded(
    both: Alignment, old: Sequence[_Passage], new: Sequence[_Passage], ends: Change, renumbered: list[Change]
) -> list[Change]:
    """What changed among passages of which none has the words of another."""
    by_signs = _within(both, ends)
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        return by_signs
    out: list[Change] = []
    counted: list[Change] = []
    at, new_at = 0, 0
    for i, k in [*_alike(old, new), (len(old), len(new))]:
        old_span = (old[at].start, old[i - 1].end) if at < i else (_start(old, i, ends[1]),) * 2
        come = (new[new_at].start, new[k - 1].end) if new_at < k else (_start(new, k, ends[3]),) * 2
        if at < i or new_at < k:
            out.append((*old_span, *come))
        if i < len(old):
            was, current = old[i], new[k]
            counts_on = _counts_on(was, current) and was.value != current.value
            if counts_on:
                counted.append((was.start, was.words, current.start, current.words))
            out += _within(
                both, (was.words, was.end, current.words, current.end) if counts_on else _whole(was, current)
            )
        at, new_at = i + 1, k + 1
    if _signs(out) > _DEARER * _signs(by_signs):
        return by_signs
    renumbered += counted
    return out


def _start(side: Sequence[_Passage], nth: int, end: int) -> int:
    return side[nth].start if nth < len(side) else end


def _whole(was: _Passage, current: _Passage) -> Change:
    return was.start, was.end, current.start, current.end


def _within(both: Alignment, span: Change) -> list[Change]:
    """The changes inside one place of both texts, sign by sign."""
    a, b, c, d = span
    inside = folded_changes(both.old.text[a:b], both.new.text[c:d])
    return [(a + i, a + j, c + k, c + m) for i, j, k, m in inside]


def _signs(changes: Iterable[Change]) -> int:
    return sum(b - a + d - c for a, b, c, d in changes)


def _alike(old: Sequence[_Passage], new: Sequence[_Passage]) -> list[tuple[int, int]]:
    """The pairs of passages, in the order of both texts, that are together most alike."""
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    is_pair = [[False] * len(new) for _ in old]
    for i in range(len(old) - 1, -1, -1):
        for k in range(len(new) - 1, -1, -1):
            score = Indel.normalized_similarity(old[i].body, new[k].body, score_cutoff=_ALIKE)
            without, with_it = max(best[i + 1][k], best[i][k + 1]), score + best[i + 1][k + 1]
            is_pair[i][k] = score >= _ALIKE and with_it > without
            best[i][k] = with_it if is_pair[i][k] else without
    out: list[tuple[int, int]] = []
    i = k = 0
    while i < len(old) and k < len(new):
        if is_pair[i][k]:
            out.append((i, k))
            i, k = i + 1, k + 1
        elif best[i + 1][k] >= best[i][k + 1]:
            i += 1
        else:
            k += 1
    return out


def _joined(changes: Iterable[Change]) -> list[Change]:
    """Changes that touch on both sides as one."""
    out: list[Change] = []
    for a, b, c, d in changes:
        if out and out[-1][1] == a and out[-1][3] == c:
            low, _, new_low, _ = out.pop()
            out.append((low, b, new_low, d))
        else:
            out.append((a, b, c, d))
    return out
