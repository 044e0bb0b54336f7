"""Long texts cut into lines that are folded one by one, and of a text that changed in one place only that place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from itertools import accumulate, count

from pia_audit.japanese.numerals import KANJI_NUMERALS
from pia_audit.japanese.signs import NUMBERED, USUAL_SIGNS, USUAL_WORDS

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
    return [*(line + "\n" for line in rest), *([last] if last or not rest else [])]


_BEHIND, _AHEAD = 3, 1
"""How many characters up to a line and from it on decide whether it begins there."""


_NUMBERS = count()


class Lines:
    """A text cut behind line breaks that no rung looks across; its lines, each folded alone, are the text folded.

    Before such a line break stands a letter, or a letter and 。, and behind it a usual sign that is no space.
    """

    def __init__(self, text: str, before: Lines | None = None) -> None:
        self.text = text
        self.number = next(_NUMBERS)
        self._folded: dict[Fold, list[str]] = {}
        self._joined: dict[Fold, str] = {}
        self._folded_starts: dict[Fold, list[int]] = {}
        head, tail = before._shared(text) if before else (0, 0)
        self._follows: tuple[int, int, int] | None = None
        if not before or head + tail == 0:
            self.parts = _cut(text)
        else:
            self._follow(before, head, tail)
            self._follows = before.number, head, tail
        self.starts = list(accumulate(map(len, self.parts), initial=0))

    def _follow(self, before: Lines, head: int, tail: int) -> None:
        """Take over the first and last lines of another text; what lies between them is cut and folded anew."""
        old = before.parts
        kept = len(old) - tail
        end = len(self.text) - (len(before.text) - before.starts[kept])
        new = _cut(self.text[before.starts[head] : end])
        self.parts = [*old[:head], *new, *old[kept:]]
        for fold, folded in before._folded.items():
            self._folded[fold] = [*folded[:head], *map(fold, new), *folded[kept:]]

    def _shared(self, text: str) -> tuple[int, int]:
        """How many lines another text has in common with this one at its beginning, and at its end."""
        start, end = changed(self.text, text)
        rest = len(text) - end
        head = max(0, bisect_right(self.starts, start - _AHEAD) - 1)
        head = min(head, len(self.parts) - 1)
        first = bisect_left(self.starts, len(self.text) - rest + _BEHIND, hi=len(self.parts))
        return head, len(self.parts) - max(first, head + 1)

    def changed_since(self, other: Lines) -> tuple[int, int] | None:
        """From which line on and up to which these are not those of another text; ``None`` where that is not known."""
        if other is self:
            return 0, 0
        number, head, tail = self._follows or (None, 0, 0)
        return (head, len(self.parts) - tail) if number == other.number else None

    def folded(self, fold: Fold) -> list[str]:
        """Each line folded."""
        if fold not in self._folded:
            self._folded[fold] = list(map(fold, self.parts))
        return self._folded[fold]

    def folded_starts(self, fold: Fold) -> list[int]:
        """Where each line starts in the text folded."""
        if fold not in self._folded_starts:
            self._folded_starts[fold] = list(accumulate(map(len, self.folded(fold)), initial=0))[:-1]
        return self._folded_starts[fold]

    def joined(self, fold: Fold) -> str:
        """The text folded."""
        if fold not in self._joined:
            self._joined[fold] = "".join(self.folded(fold))
        return self._joined[fold]


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
