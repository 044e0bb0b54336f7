"""Which of many texts hold a quotation, and which of many quotations stand in a text, without trying each with each.

Both indexes say *may*: what they name is still held against the text by :func:`pia_audit.compare.locate.locate`, and
what they do not name it would not find. A quotation stands in a text when it does so folded to the numbering rung or
to the punctuation rung.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from pia_audit.japanese.ladder import Rung, fold

_RUNGS = (Rung.NUMBERING, Rung.PUNCTUATION)
_END = "\x00"
"""Stands between two folded texts; no folded text holds it."""


class TextIndex:
    """Texts, numbered from 0 as they are added, to be asked which of them may hold a quotation."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._joined = tuple(_Joined(rung) for rung in _RUNGS)
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """One text more; it is folded when it is first asked for."""
        for joined in self._joined:
            joined.add(text)

    def holding(self, quotation: str) -> list[int]:
        """The numbers of the texts in which the quotation may stand, in order; none for one that folds to nothing."""
        if not fold(quotation):
            return []
        return sorted({number for joined in self._joined for number in joined.holding(quotation)})


class _Joined:
    """The texts folded to one rung, in one string, so that one search goes through all of them."""

    def __init__(self, rung: Rung) -> None:
        self._rung = rung
        self._parts: list[str] = []
        self._starts: list[int] = [0]
        self._waiting: list[str] = []
        self._text = ""

    def add(self, text: str) -> None:
        self._waiting.append(text)

    def _take_in(self) -> None:
        for text in self._waiting:
            part = fold(text, self._rung)
            self._parts.append(part)
            self._starts.append(self._starts[-1] + len(part) + 1)
        self._waiting.clear()
        self._text = _END.join(self._parts)

    def holding(self, quotation: str) -> Iterator[int]:
        key = fold(quotation, self._rung)
        if self._waiting:
            self._take_in()
        at = self._text.find(key) if key else -1
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            yield number
            at = self._text.find(key, self._starts[number + 1])


class QuotationIndex:
    """Quotations, numbered from 0, to be asked which of them have come to stand in a text that changes step by step."""

    def __init__(self, quotations: Sequence[str]) -> None:
        self._sides = tuple(_Side(quotations, rung) for rung in _RUNGS)

    def absent(self, number: int) -> None:
        """This quotation was looked for and does not stand in the text; it is named again when it may."""
        for side in self._sides:
            side.absent.add(number)

    def arrived(self, text: str) -> set[int]:
        """The quotations that may stand in this text and were not named since they were last said to be absent; the
        first time all that may stand there."""
        numbers = set().union(*(side.arrived(text) for side in self._sides))
        for side in self._sides:
            side.absent -= numbers
        return numbers


_SIGNATURE = 8
_STRIDE = 4


class _Side:
    """One rung's half: each quotation is known by one stretch of it, the rarest, and looked for where that stands."""

    def __init__(self, quotations: Sequence[str], rung: Rung) -> None:
        self._rung = rung
        keys = {n: key for n, q in enumerate(quotations) if fold(q) and (key := fold(q, rung))}
        self.absent = set(keys)
        self._longest = max(map(len, keys.values()), default=0)
        self._short = {n: key for n, key in keys.items() if len(key) < _SIGNATURE}
        stretches = {n: _stretches(key) for n, key in keys.items() if len(key) >= _SIGNATURE}
        counts = Counter(stretch for each in stretches.values() for stretch in each)
        self._by_signature: defaultdict[str, list[int]] = defaultdict(list)
        for n, each in stretches.items():
            self._by_signature[min(each, key=counts.__getitem__)].append(n)
        self._keys = keys
        self._text = ""

    def arrived(self, text: str) -> set[int]:
        folded = fold(text, self._rung)
        start, end = _changed(self._text, folded)
        self._text = folded
        window = folded[max(0, start - self._longest) : end + self._longest]
        stretches = {window[at : at + _SIGNATURE] for at in range(len(window) - _SIGNATURE + 1)}
        known = self._by_signature
        numbers = {n for stretch in stretches if stretch in known for n in known[stretch] if n in self.absent}
        numbers.update(n for n in self._short if n in self.absent)
        return {n for n in numbers if self._keys[n] in window}


def _stretches(key: str) -> set[str]:
    last = len(key) - _SIGNATURE
    return {key[at : at + _SIGNATURE] for at in (*range(0, last, _STRIDE), last)}


def _changed(old: str, new: str) -> tuple[int, int]:
    """The span of ``new`` outside of which it is ``old``."""
    most = min(len(old), len(new))
    start = _most(most, lambda low, high: old[low:high] == new[low:high])
    rest = most - start
    end = _most(rest, lambda low, high: _from_end(old, low, high) == _from_end(new, low, high))
    return start, len(new) - end


def _from_end(text: str, low: int, high: int) -> str:
    return text[len(text) - high : len(text) - low]


def _most(most: int, alike: Callable[[int, int], bool]) -> int:
    """How long the alike stretch from 0 on is, at most ``most``, in a few comparisons of long stretches."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if alike(low, middle):
            low = middle
        else:
            high = middle - 1
    return low
