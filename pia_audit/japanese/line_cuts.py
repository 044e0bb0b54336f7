"""Long texts cut into lines that are folded one by one, and of a text that changed in one place only that place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from itertools import accumulate, count, islice

from pia_audit.japanese.characters import NUMBERED, USUAL_SIGNS, USUAL_WORDS
from pia_audit.japanese.numerals import KANJI_NUMERALS

LONG = 2000
"""A text of so many characters is folded line by line."""

Fold = Callable[[str], str]


@cache
def _line_break() -> re.Pattern[str]:
    words = "".join(f"{first}-{last}" for first, last in USUAL_WORDS)
    inked = re.escape("".join(sign for sign in USUAL_SIGNS if not sign.isspace()))
    behind = "|".join(rf"(?<=[{words}]{stop}\n)(?<![{NUMBERED}{KANJI_NUMERALS}]{stop}\n)" for stop in ("", "。"))
    return re.compile(rf"\n(?=[{words}{inked}])(?:{behind})")


def _cut(text: str) -> list[str]:
    *rest, last = _line_break().split(text)
    return [*(line + "\n" for line in rest), *([last] if last else [])]


_BEHIND = 3
"""So many characters up to a line, and the first of its own, decide whether it begins there."""

_BLOCK = 64
"""Lines are kept in blocks of so many, at most twice as many: a change makes one block anew and no list of all lines,
which in a text of thousands of lines that changes thousands of times would cost more than all else."""


_NUMBERS = count()


class _Block:
    """Some lines that follow each other, and what they fold to. Their text never changes; many texts share them."""

    __slots__ = ("_folded_starts", "_joined", "folds", "parts", "starts", "text")

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.text = "".join(parts)
        self.starts = list(accumulate(map(len, parts), initial=0))
        self.folds: dict[Fold, list[str]] = {}
        self._joined: dict[Fold, str] = {}
        self._folded_starts: dict[Fold, list[int]] = {}

    def folded(self, fold: Fold) -> list[str]:
        """Each line folded."""
        if fold not in self.folds:
            self.folds[fold] = list(map(fold, self.parts))
        return self.folds[fold]

    def folded_starts(self, fold: Fold) -> list[int]:
        """Where each line starts in the block folded, and where the last one ends."""
        if fold not in self._folded_starts:
            self._folded_starts[fold] = list(accumulate(map(len, self.folded(fold)), initial=0))
        return self._folded_starts[fold]

    def joined(self, fold: Fold) -> str:
        """The block folded."""
        if fold not in self._joined:
            self._joined[fold] = "".join(self.folded(fold))
        return self._joined[fold]


_NO_LINES = _Block([])


def _blocks(parts: list[str]) -> list[_Block]:
    if len(parts) <= 2 * _BLOCK:
        return [_Block(parts)] if parts else []
    return [_Block(parts[at : at + _BLOCK]) for at in range(0, len(parts), _BLOCK)]


class Lines:
    """A text cut behind line breaks that no rung looks across; its lines, each folded alone, are the text folded.

    Before such a line break stands a letter, or a letter and 。, and behind it a usual sign that is no space.
    """

    def __init__(self, text: str, before: Lines | None = None) -> None:
        self.text = text
        self.number = next(_NUMBERS)
        self._joined: dict[Fold, str] = {}
        self._folded_starts: dict[Fold, list[int]] = {}
        head, tail = before._shared(text) if before else (0, 0)
        self._follows: tuple[int, int, int] | None = None
        if not before or head + tail == 0:
            self._blocks = _blocks(_cut(text))
        else:
            self._blocks = self._following(before, head, tail)
            self._follows = before.number, head, tail
        self._starts = list(accumulate((len(block.text) for block in self._blocks), initial=0))
        self._firsts = list(accumulate((len(block.parts) for block in self._blocks), initial=0))

    def __len__(self) -> int:
        return self._firsts[-1]

    @property
    def parts(self) -> list[str]:
        """The lines."""
        return [line for block in self._blocks for line in block.parts]

    def _following(self, before: Lines, head: int, tail: int) -> list[_Block]:
        """Take over the first and last lines of another text; what lies between them is cut and folded anew."""
        (first, left, at), (last, right, end) = before._place(head), before._place(len(before) - tail)
        stop = len(self.text) - (len(before.text) - before._starts[last] - right.starts[end])
        new = _cut(self.text[before._starts[first] + left.starts[at] : stop])
        rest = last + bool(end)  # a block of which every line is taken over stays as it is
        behind = right.parts[end:] if end else []
        between = _blocks([*left.parts[:at], *new, *behind])
        if len(between) == 1:
            for fold in left.folds.keys() & right.folds.keys() if end else left.folds.keys():
                known = right.folds[fold][end:] if end else []
                between[0].folds[fold] = [*left.folds[fold][:at], *map(fold, new), *known]
        return [*before._blocks[:first], *between, *before._blocks[rest:]]

    def _place(self, line: int) -> tuple[int, _Block, int]:
        """In which block a line is, and which line of the block it is; behind the last line a block without lines."""
        nth = bisect_right(self._firsts, line) - 1
        return nth, self._blocks[nth] if nth < len(self._blocks) else _NO_LINES, line - self._firsts[nth]

    def _shared(self, text: str) -> tuple[int, int]:
        """How many lines another text has in common with this one at its beginning, and at its end."""
        head, at = self._alike_at_start(text)
        if head and self.text[at : at + 1] != text[at : at + 1]:  # then the break behind the last one may be none
            nth, block, within = self._place(head - 1)
            head, at = head - 1, self._starts[nth] + block.starts[within]
        tail, size = self._alike_at_end(text, at)
        if tail and not self._begins_alike(text, size):
            tail -= 1
        return head, min(tail, len(self) - head)

    def _alike_at_start(self, text: str) -> tuple[int, int]:
        """How many whole lines both texts begin with, and their length."""
        count = at = 0
        for block in self._blocks:
            if not text.startswith(block.text, at):
                same = next(n for n, line in enumerate(block.parts) if not text.startswith(line, at + block.starts[n]))
                return count + same, at + block.starts[same]
            count, at = count + len(block.parts), at + len(block.text)
        return count, at

    def _alike_at_end(self, text: str, low: int) -> tuple[int, int]:
        """How many whole lines both texts end with, the other one from ``low`` on, and their length."""
        count, end = 0, len(text)
        for block in reversed(self._blocks):
            if not text.endswith(block.text, low, end):
                for line in reversed(block.parts):
                    if not text.endswith(line, low, end):
                        break
                    count, end = count + 1, end - len(line)
                break
            count, end = count + len(block.parts), end - len(block.text)
        return count, len(text) - end

    def _begins_alike(self, text: str, size: int) -> bool:
        """Whether so much stands alike before the last ``size`` characters that a line begins there in both texts."""
        here, there = len(self.text) - size, len(text) - size
        return self.text[max(0, here - _BEHIND) : here] == text[max(0, there - _BEHIND) : there]

    def changed_since(self, other: Lines) -> tuple[int, int] | None:
        """From which line on and up to which these are not those of another text; ``None`` where that is not known."""
        if other is self:
            return 0, 0
        number, head, tail = self._follows or (None, 0, 0)
        return (head, len(self) - tail) if number == other.number else None

    def folded(self, fold: Fold) -> list[str]:
        """Each line folded."""
        return [line for block in self._blocks for line in block.folded(fold)]

    def joined(self, fold: Fold) -> str:
        """The text folded."""
        if fold not in self._joined:
            self._joined[fold] = "".join([block.joined(fold) for block in self._blocks])
        return self._joined[fold]

    def line_at(self, fold: Fold, at: int) -> tuple[int, str, int]:
        """The line behind a place of the folded text: where it starts in the text, the line, and the place in it."""
        if fold not in self._folded_starts:
            self._folded_starts[fold] = list(accumulate((len(b.joined(fold)) for b in self._blocks), initial=0))
        starts = self._folded_starts[fold]
        nth = bisect_right(starts, at, hi=len(self._blocks)) - 1
        block, within = self._blocks[nth], at - starts[nth]
        line = bisect_right(block.folded_starts(fold), within, hi=len(block.parts)) - 1
        return self._starts[nth] + block.starts[line], block.parts[line], within - block.folded_starts(fold)[line]

    def around(self, fold: Fold, first: int, last: int, reach: int) -> str:
        """The lines from ``first`` up to ``last`` folded, and beside them lines of ``reach`` characters or more."""
        left = _reaching(self._back(fold, first), reach)
        lines = self._forth(fold, first)
        return "".join([*reversed(left), *islice(lines, last - first), *_reaching(lines, reach)])

    def _forth(self, fold: Fold, line: int) -> Iterator[str]:
        """The folded lines from one on."""
        nth, _, within = self._place(line)
        for block in islice(self._blocks, nth, None):
            yield from islice(block.folded(fold), within, None)
            within = 0

    def _back(self, fold: Fold, line: int) -> Iterator[str]:
        """The folded lines before one, the nearest first."""
        nth, block, within = self._place(line)
        yield from reversed(block.folded(fold)[:within])
        for at in range(nth - 1, -1, -1):
            yield from reversed(self._blocks[at].folded(fold))


def _reaching(lines: Iterator[str], reach: int) -> list[str]:
    """So many of the lines that together they are as long as they should be."""
    taken: list[str] = []
    while reach > 0 and (line := next(lines, None)) is not None:
        taken.append(line)
        reach -= len(line)
    return taken


_RECENT: deque[Lines] = deque(maxlen=8)
"""The long texts asked for last. The next new one is often the newest of them with a change in one place."""


def lines(text: str) -> Lines:
    """The lines of a long text."""
    for known in tuple(_RECENT):
        if known.text is text or known.text == text:
            _keep(known)
            return known
    met = Lines(text, max(tuple(_RECENT), key=lambda known: known.number, default=None))
    _RECENT.appendleft(met)
    return met


def _keep(known: Lines) -> None:
    """A text that is asked for again and again is not forgotten over the many that are asked for once."""
    if known is not _RECENT[0]:
        with suppress(ValueError):  # another thread's texts have taken its place
            _RECENT.remove(known)
        _RECENT.appendleft(known)


def changed(old: str, new: str) -> tuple[int, int]:
    """The span of ``new`` outside of which it is ``old``, found in a few comparisons of long stretches."""
    most = min(len(old), len(new))
    start = _alike(most, lambda low, high: old[low:high] == new[low:high])
    end = _alike(most - start, lambda low, high: _from_end(old, low, high) == _from_end(new, low, high))
    return start, len(new) - end


def _from_end(text: str, low: int, high: int) -> str:
    return text[len(text) - high : len(text) - low]


def _alike(most: int, alike: Callable[[int, int], bool]) -> int:
    """How long the alike stretch from 0 on is, at most ``most``."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if alike(low, middle):
            low = middle
        else:
            high = middle - 1
    return low
