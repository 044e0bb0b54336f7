"""Which of many texts hold a quotation, and which of many quotations stand in a text, without trying each with each.

Both indexes say *may*: what they name is still held against the text by :func:`pia_audit.compare.locate.locate`, and
what they do not name it would not find. A quotation stands in a text when it does so folded to the numbering rung or
to the punctuation rung.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pia_audit.japanese.ladder import Rung, fold, fold_of_a_line
from pia_audit.japanese.line_cuts import LONG, Lines, changed, lines

_RUNGS = (Rung.NUMBERING, Rung.PUNCTUATION)


class TextIndex:
    """Texts, numbered from 0 as they are added, to be asked which of them may hold a quotation."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._sides = tuple(_Texts(rung) for rung in _RUNGS)
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """One text more; it is folded when it is first asked for."""
        for side in self._sides:
            side.waiting.append(text)

    def holding(self, quotation: str) -> list[int]:
        """The numbers of the texts in which the quotation may stand, in order; none for one that folds to nothing."""
        if not fold(quotation):
            return []
        return sorted({number for side in self._sides for number in side.holding(quotation)})


_ANCHORS = frozenset(chr(code) for code in range(0x20, 0xA000, 5))
"""Every fifth sign: a text is known by the stretches that begin with one, and so is a quotation that stands in it."""
_ANCHORED = 6
_FEW = 48
"""So few texts are each looked through sooner than all their stretches are noted down."""


class _Texts:
    """One rung's half. What is too short to hold a known stretch is looked for in every text."""

    def __init__(self, rung: Rung) -> None:
        self._rung = rung
        self.waiting: list[str] = []
        self._texts: list[str] = []
        self._noted = 0
        self._by_stretch: defaultdict[str, list[int]] = defaultdict(list)

    def holding(self, quotation: str) -> Iterator[int]:
        self._take_in()
        key = fold(quotation, self._rung)
        if not key:
            return iter(())
        return (number for number in self._with_a_stretch(key) if key in self._texts[number])

    def _with_a_stretch(self, key: str) -> Sequence[int]:
        """The texts that hold the rarest known stretch of a quotation; all where it has none, or where all are few."""
        rarest: Sequence[int] = range(len(self._texts))
        if len(self._texts) <= _FEW:
            return rarest
        for stretch in _anchored(key):
            numbers = self._by_stretch.get(stretch, ())
            rarest = min(rarest, numbers, key=len)
            if len(rarest) <= 1:
                break
        return rarest

    def _take_in(self) -> None:
        self._texts.extend(fold(text, self._rung) for text in self.waiting)
        self.waiting.clear()
        if len(self._texts) <= _FEW:
            return
        for number in range(self._noted, len(self._texts)):
            for stretch in set(_anchored(self._texts[number])):
                self._by_stretch[stretch].append(number)
        self._noted = len(self._texts)


def _anchored(text: str) -> Iterator[str]:
    signs = enumerate(text[: max(0, len(text) - _ANCHORED + 1)])
    return (text[at : at + _ANCHORED] for at, char in signs if char in _ANCHORS)


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
        self._numbers: defaultdict[str, list[int]] = defaultdict(list)
        for number, quotation in enumerate(quotations):
            if fold(quotation) and (key := fold(quotation, rung)):
                self._numbers[key].append(number)
        self.absent = {number for numbers in self._numbers.values() for number in numbers}
        self._longest = max(map(len, self._numbers), default=0)
        self._short = [key for key in self._numbers if len(key) < _SIGNATURE]
        stretches = {key: _stretches(key) for key in self._numbers if len(key) >= _SIGNATURE}
        counts = Counter(stretch for key_stretches in stretches.values() for stretch in key_stretches)
        self._by_signature: defaultdict[str, list[str]] = defaultdict(list)
        for key, key_stretches in stretches.items():
            self._by_signature[min(key_stretches, key=counts.__getitem__)].append(key)
        self._text: str | Lines = ""

    def arrived(self, text: str) -> set[int]:
        window = self._window(text)
        stretches = {window[at : at + _SIGNATURE] for at in range(len(window) - _SIGNATURE + 1)}
        by_signature = self._by_signature
        keys = [key for stretch in stretches if stretch in by_signature for key in by_signature[stretch]]
        numbers = (n for key in (*keys, *self._short) if key in window for n in self._numbers[key])
        return self.absent.intersection(numbers)

    def _window(self, text: str) -> str:
        """Where the text, folded, is not what it was, and so much beside that a quotation may reach into."""
        was, self._text = self._text, lines(text) if len(text) >= LONG else fold(text, self._rung)
        if isinstance(was, Lines) and isinstance(self._text, Lines) and (span := self._text.changed_since(was)):
            first, last = span
            return self._text.around(fold_of_a_line(self._rung), min(first, last), last, self._longest)
        old, new = self._folded(was), self._folded(self._text)
        start, end = changed(old, new)
        return new[max(0, start - self._longest) : end + self._longest]

    def _folded(self, text: str | Lines) -> str:
        return text.joined(fold_of_a_line(self._rung)) if isinstance(text, Lines) else text


def _stretches(key: str) -> set[str]:
    last = len(key) - _SIGNATURE
    return {key[at : at + _SIGNATURE] for at in (*range(0, last, _STRIDE), last)}
