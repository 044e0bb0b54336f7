"""Two wordings of one text cut into passages, each beside what stood in its place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.compare.hunks import Alignment, Change, Hunk, aligned
from pia_audit.compare.passage_pairs import Pairing, paired
from pia_audit.japanese.line_cuts import changed
from pia_audit.japanese.lists import passages
from pia_audit.japanese.spans import Folded, FoldedLines

PASSAGE = "段落"
FORMER = "（前の版）"
"""What a passage that is gone carries behind its number, which counts in the older text."""

_FARTHEST = 400
"""How far a passage that came or went is moved along what is equal, so that it begins where a passage does."""


class Stretch(Struct, frozen=True):
    """One passage, or several that belong together: ``key`` (段落3, 段落3～5), both raw texts and both folded ones,
    ``None`` and empty where a text has none, and the spans that differ (none: the two say the same)."""

    key: str
    before: str | None
    after: str | None
    before_folded: str
    after_folded: str
    hunks: tuple[Hunk, ...] = ()


class _Region(Struct):
    """Folded spans of both texts, the changes in them, and those as they are shown: with whole numbers."""

    old: tuple[int, int]
    new: tuple[int, int]
    changes: list[Change]
    shown: list[Change]


def stretches(old: str, new: str) -> Iterator[Stretch]:
    """The passages of two texts, in order: those that changed, came or went one by one, and between them what is
    equal, in one piece.

    A text without passages, or a change over several of them, is one stretch. All ``before`` together are the older
    text, all ``after`` the newer one, but for white space at their edges.
    """
    both = aligned(old, new)
    cuts = _cuts(old, both.old), _cuts(new, both.new)
    pairing = paired(both, cuts)
    both = Alignment(both.old, both.new, pairing.changes)
    neighbours = _neighbours(both, pairing.renumbered)
    changes = [_at_passages(change, preceding, behind, both, cuts) for preceding, change, behind in neighbours]
    at_old = at_new = 0
    for region in _regions(changes, *cuts, _Lengths(pairing.renumbered)):
        yield from _equal(both, cuts, pairing, (at_old, region.old[0]), (at_new, region.new[0]))
        yield from _changed(both, cuts, region)
        at_old, at_new = region.old[1], region.new[1]
    yield from _equal(both, cuts, pairing, (at_old, len(both.old.text)), (at_new, len(both.new.text)))


def _cuts(raw: str, folded: Folded | FoldedLines) -> list[int]:
    """Where passages of a text begin and end, in folded positions."""
    if isinstance(folded, FoldedLines):
        return sorted(set(accumulate(map(len, folded.lines), initial=0)))
    starts, length = folded.starts, len(folded.text)
    return sorted({0, *(bisect_left(starts, start) for start, _ in passages(raw)), length})


def _neighbours(both: Alignment, renumbered: Sequence[Change]) -> Iterator[tuple[Change, Change, Change]]:
    """Every change between what is not equal before and behind it: other changes, and numbers that only count on."""
    end = len(both.old.text), len(both.new.text)
    changes = set(both.changes)
    around = [(0, 0, 0, 0), *sorted({*changes, *renumbered}), (end[0], end[0], end[1], end[1])]
    return (three for three in zip(around, around[1:], around[2:], strict=False) if three[1] in changes)


class _Lengths:
    """By how much the numbers that only count on, (10) for (9), are longer in the older text than in the newer one."""

    def __init__(self, renumbered: Iterable[Change]) -> None:
        ordered = sorted(renumbered)
        self._starts = [c for _, _, c, _ in ordered]
        self._sums = [0, *accumulate((b - a) - (d - c) for a, b, c, d in ordered)]

    def between(self, low: int, high: int) -> int:
        """Of the numbers that begin between two places of the newer text."""
        return self._sums[bisect_left(self._starts, high)] - self._sums[bisect_left(self._starts, low)]


def _at_passages(
    change: Change, preceding: Change, behind: Change, both: Alignment, cuts: tuple[list[int], list[int]]
) -> tuple[Change, Change]:
    """A change where it lies among the passages, and as it is shown.

    Something that only came, or only went, is moved along equal text to where a passage begins, if one does near.
    """
    a, b, c, d = trimmed = _trimmed(change, both)
    if (a == b) == (c == d):
        return trimmed, change
    came = a == b
    text, start, end, marks = (both.new.text, c, d, cuts[1]) if came else (both.old.text, a, b, cuts[0])
    low, high = (start - preceding[3], behind[2] - end) if came else (start - preceding[1], behind[0] - end)
    shifts = [
        0,
        *_shifts(text, start, end, min(low, _FARTHEST), -1),
        *_shifts(text, start, end, min(high, _FARTHEST), 1),
    ]
    best = next((s for s in shifts if _is_cut(marks, start + s) and _is_cut(marks, end + s)), None)
    if best is None:
        return trimmed, change
    moved = a + best, b + best, c + best, d + best
    return moved, moved


def _trimmed(change: Change, both: Alignment) -> Change:
    """A change without what its two sides begin and end with alike: it may have been widened to whole numbers."""
    a, b, c, d = change
    old, new = both.old.text[a:b], both.new.text[c:d]
    start, end = changed(old, new)
    return a + start, b - (len(new) - end), c + start, c + end


def _shifts(text: str, start: int, end: int, limit: int, way: int) -> Iterator[int]:
    """By how much a span may be moved one way with what it holds staying the same text."""
    for n in range(1, limit + 1):
        leaving, entering = (start + n - 1, end + n - 1) if way > 0 else (end - n, start - n)
        if text[leaving] != text[entering]:
            return
        yield way * n


def _is_cut(cuts: Sequence[int], at: int) -> bool:
    nth = bisect_left(cuts, at)
    return nth < len(cuts) and cuts[nth] == at


def _regions(
    changes: Sequence[tuple[Change, Change]], old_cuts: list[int], new_cuts: list[int], lengths: _Lengths
) -> list[_Region]:
    out: list[_Region] = []
    for change, display in changes:
        region = _region(change, display, (old_cuts, new_cuts), lengths)
        last = out[-1] if out else None
        if last and (region.new[0] < last.new[1] or region.old[0] < last.old[1]):
            first = last.changes[0]
            low, high = min(last.new[0], region.new[0]), max(last.new[1], region.new[1])
            low, high = min(low, first[2]), max(high, change[3])
            last.new = low, high
            last.old = min(last.old[0], _before(first, low, lengths)), _behind(change, high, lengths)
            last.changes.append(change)
            last.shown.append(display)
        else:
            out.append(region)
    return out


def _region(change: Change, display: Change, cuts: tuple[list[int], list[int]], lengths: _Lengths) -> _Region:
    """The whole passages round a change."""
    a, b, c, d = change
    old_cuts, new_cuts = cuts
    whole_old, whole_new = _is_cut(old_cuts, a) and _is_cut(old_cuts, b), _is_cut(new_cuts, c) and _is_cut(new_cuts, d)
    if whole_new and whole_old:
        return _Region((a, b), (c, d), [change], [display])
    low, high = new_cuts[bisect_right(new_cuts, c) - 1], new_cuts[min(bisect_left(new_cuts, d), len(new_cuts) - 1)]
    if c == d == low:  # the beginning of the passage went, or the end of the one before
        if _is_cut(old_cuts, a) or c == 0:
            high = new_cuts[min(bisect_right(new_cuts, c), len(new_cuts) - 1)]
        else:
            low = new_cuts[bisect_left(new_cuts, c) - 1]
    return _Region((_before(change, low, lengths), _behind(change, high, lengths)), (low, high), [change], [display])


def _before(change: Change, low: int, lengths: _Lengths) -> int:
    """Where in the older text stands what is equal from a place of the newer one on to a change."""
    return change[0] - (change[2] - low) - lengths.between(low, change[2])


def _behind(change: Change, high: int, lengths: _Lengths) -> int:
    """Where in the older text ends what is equal from a change on to a place of the newer one."""
    return change[1] + (high - change[3]) + lengths.between(change[3], high)


def _equal(
    both: Alignment, cuts: tuple[list[int], list[int]], pairing: Pairing, old: tuple[int, int], new: tuple[int, int]
) -> Iterator[Stretch]:
    """What says the same, the numbers left out that only count on."""
    if new[0] < new[1] or old[0] < old[1]:
        stretch = _stretch(both, _key(cuts[1], *new), old, new, ())
        numbers = [change for change in pairing.renumbered if old[0] <= change[0] < old[1]]
        yield (
            replace(
                stretch,
                before_folded=_without(stretch.before_folded, [(a - old[0], b - old[0]) for a, b, _, _ in numbers]),
                after_folded=_without(stretch.after_folded, [(c - new[0], d - new[0]) for _, _, c, d in numbers]),
            )
            if numbers
            else stretch
        )


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    return "".join(text[low:high] for low, high in zip(edges[::2], edges[1::2], strict=True))


def _changed(both: Alignment, cuts: tuple[list[int], list[int]], region: _Region) -> Iterator[Stretch]:
    hunks = Alignment(both.old, both.new, tuple(region.shown)).hunks
    (old_low, old_high), (new_low, new_high) = region.old, region.new
    if old_low == old_high:
        for start, end in pairwise(_within(cuts[1], new_low, new_high)):
            yield _stretch(both, _key(cuts[1], start, end), None, (start, end), hunks)
    elif new_low == new_high:
        for start, end in pairwise(_within(cuts[0], old_low, old_high)):
            yield _stretch(both, _key(cuts[0], start, end) + FORMER, (start, end), None, hunks)
    else:
        yield _stretch(both, _key(cuts[1], new_low, new_high), (old_low, old_high), (new_low, new_high), hunks)


def _within(cuts: Sequence[int], low: int, high: int) -> list[int]:
    return [low, *cuts[bisect_right(cuts, low) : bisect_left(cuts, high)], high]


def _key(cuts: Sequence[int], low: int, high: int) -> str:
    first, last = bisect_right(cuts, low), bisect_left(cuts, high)
    return f"{PASSAGE}{first}" if last <= first else f"{PASSAGE}{first}～{last}"


def _stretch(
    both: Alignment, key: str, old: tuple[int, int] | None, new: tuple[int, int] | None, hunks: tuple[Hunk, ...]
) -> Stretch:
    (before, before_folded), (after, after_folded) = _texts(both.old, old), _texts(both.new, new)
    return Stretch(key, before, after, before_folded, after_folded, hunks)


def _texts(side: Folded | FoldedLines, span: tuple[int, int] | None) -> tuple[str | None, str]:
    """A span of a folded text as it is read, and folded."""
    return (None, "") if span is None else (side.raw[slice(*side.span(*span))], side.text[slice(*span)])
