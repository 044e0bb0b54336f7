"""Long texts cut into lines that are folded one by one, and of a text that changed in one place only that place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
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
    word_ranges = "".join(f"{first}-{last}" for first, last in USUAL_WORDS)
    inked = re.escape("".join(char for char in USUAL_SIGNS if not char.isspace()))
    behind = "|".join(rf"(?<=[{word_ranges}]{stop}\n)(?<![{NUMBERED}{KANJI_NUMERALS}]{stop}\n)" for stop in ("", "。"))
    return re.compile(rf"\n(?=[{word_ranges}{inked}])(?:{behind})")


def _cut(text: str) -> list[str]:
    *full_lines, last = _line_break().split(text)
    return [*(line + "\n" for line in full_lines), *([last] if last else [])]


_BEHIND = 3
"""So many characters up to a line, and the first of its own, decide whether it begins there."""

_BLOCK = 64
"""Lines are kept in blocks of so many, at most twice as many: a change makes one block anew and no list of all lines,
which in a text of thousands of lines that changes thousands of times would cost more than all else."""


_NUMBERS = count()

GRAM = 5
"""A block is known by all its stretches of so many folded characters."""
_MANY = 16
"""A text of so many blocks or more is searched only in those that may hold what is looked for."""
_MOST_GONE = 4
"""So many times as many stretches as it has are kept of a block that changed; then they are gathered anew."""


class Block:
    """Some lines that follow each other, and what they fold to. Their text never changes; many texts share them."""

    __slots__ = ("_behind", "_folded_starts", "_joined", "folds", "grams", "parts", "starts", "text")

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.text = "".join(parts)
        self.starts = list(accumulate(map(len, parts), initial=0))
        self.folds: dict[Fold, list[str]] = {}
        self.grams: dict[Fold, set[str]] = {}
        self._behind: dict[Fold, str] = {}
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

    def beginning(self, fold: Fold, behind: str) -> set[str]:
        """The stretches that may begin in the block folded; ``behind`` is what follows it."""
        if fold not in self.grams:
            self.grams[fold] = _grams(self.joined(fold))
        if self._behind.get(fold) != behind:
            self._behind[fold] = behind
            self.grams[fold] |= _grams(self.joined(fold)[1 - GRAM :] + behind)
        return self.grams[fold]

    def written_anew(self, left: Block, right: Block, new: tuple[int, int]) -> None:
        """Take over what is known of the blocks that this one is made of; only these of its lines are new.

        Of the stretches those that went stay among those it may hold: to look for them costs more than to look once
        more into a block that does not hold what is looked for.
        """
        first, last = new
        for fold in left.folds.keys() & right.folds.keys():
            behind = right.folds[fold][len(right.parts) - (len(self.parts) - last) :]
            self.folds[fold] = [*left.folds[fold][:first], *map(fold, self.parts[first:last]), *behind]
        for fold in left.grams.keys() & right.grams.keys() if left is right else ():
            starts = self.folded_starts(fold)
            begin, end = max(0, starts[first] + 1 - GRAM), starts[last] + GRAM - 1
            if len(left.grams[fold]) <= _MOST_GONE * starts[-1]:  # else they are gathered anew when asked for
                self.grams[fold] = left.grams[fold]
                self.grams[fold] |= _grams(self.joined(fold)[begin:end])


def _grams(text: str) -> set[str]:
    return {text[at : at + GRAM] for at in range(len(text) - GRAM + 1)}


_NO_LINES = Block([])


def _blocks(parts: list[str]) -> list[Block]:
    if len(parts) <= 2 * _BLOCK:
        return [Block(parts)] if parts else []
    return [Block(parts[at : at + _BLOCK]) for at in range(0, len(parts), _BLOCK)]


class Lines:
    """A text cut behind line breaks that no rung looks across; its lines, each folded alone, are the text folded.

    Before such a line break stands a letter, or a letter and 。, and behind it a usual sign that is no space.
    """

    def __init__(self, text: str, previous: Lines | None = None, outside: tuple[int, int] | None = None) -> None:
        """``before`` is another text, of which this one may be a change; ``outside`` says how many characters at the
        beginning and at the end they are known to have in common."""
        self.text = text
        self.number = next(_NUMBERS)
        self._joined: dict[Fold, str] = {}
        self._folded_starts: dict[Fold, list[int]] = {}
        self._folded: dict[Fold, list[str]] = {}
        self._grams: dict[Fold, list[set[str]]] = {}
        head, tail = previous._shared(text, outside) if previous else (0, 0)
        self._follows: tuple[int, int, int] | None = None
        if not previous or head + tail == 0:
            self._blocks = _blocks(_cut(text))
        else:
            self._blocks = self._following(previous, head, tail)
            self._follows = previous.number, head, tail
        self._starts = list(accumulate([len(block.text) for block in self._blocks], initial=0))
        self._firsts = list(accumulate([len(block.parts) for block in self._blocks], initial=0))

    def __len__(self) -> int:
        return self._firsts[-1]

    @property
    def parts(self) -> list[str]:
        """The lines."""
        return [line for block in self._blocks for line in block.parts]

    def _following(self, previous: Lines, head: int, tail: int) -> list[Block]:
        """Take over the first and last lines of another text; what lies between them is cut and folded anew."""
        (first, first_block, at), (last, last_block, end) = previous._place(head), previous._place(len(previous) - tail)
        stop = len(self.text) - (len(previous.text) - previous._starts[last] - last_block.starts[end])
        new = _cut(self.text[previous._starts[first] + first_block.starts[at] : stop])
        resume = last + bool(end)  # a block of which every line is taken over stays as it is
        behind = last_block.parts[end:] if end else []
        between = _blocks([*first_block.parts[:at], *new, *behind])
        if len(between) == 1:
            between[0].written_anew(first_block, last_block if end else first_block, (at, at + len(new)))
        self._take_over(previous, first, between, resume)
        return [*previous._blocks[:first], *between, *previous._blocks[resume:]]

    def _take_over(self, before: Lines, first: int, between: list[Block], rest: int) -> None:
        """What is known of another text's blocks, of which some have given way to others."""
        last = first + len(between)
        for fold, folded in before._folded.items():
            self._folded[fold] = [*folded[:first], *(block.joined(fold) for block in between), *folded[rest:]]
        for fold, grams in before._grams.items():
            folded = self._folded[fold]
            if min(map(len, folded), default=0) < GRAM:  # then more than one block follows within so few signs
                continue
            behind = [*(block[: GRAM - 1] for block in folded[first : last + 1]), ""]
            anew = [block.beginning(fold, signs) for block, signs in zip(between, behind[1:], strict=False)]
            if first:
                anew.insert(0, before._blocks[first - 1].beginning(fold, behind[0]))
            self._grams[fold] = [*grams[: max(0, first - 1)], *anew, *grams[rest:]]

    def _place(self, line: int) -> tuple[int, Block, int]:
        """In which block a line is, and which line of the block it is; behind the last line a block without lines."""
        nth = bisect_right(self._firsts, line) - 1
        return nth, self._blocks[nth] if nth < len(self._blocks) else _NO_LINES, line - self._firsts[nth]

    def _shared(self, text: str, outside: tuple[int, int] | None) -> tuple[int, int]:
        """How many lines another text has in common with this one at its beginning, and at its end."""
        head, at = self._alike_at_start(text) if outside is None else self._ending_by(outside[0])
        if head and self.text[at : at + 1] != text[at : at + 1]:  # then the break behind the last one may be none
            nth, block, within = self._place(head - 1)
            head, at = head - 1, self._starts[nth] + block.starts[within]
        tail, size = self._alike_at_end(text, at) if outside is None else self._beginning_in(outside[1])
        while tail and not self._begins_alike(text, size):
            nth, block, within = self._place(len(self) - tail)
            tail, size = tail - 1, size - len(block.parts[within])
        return head, min(tail, len(self) - head)

    def _ending_by(self, place: int) -> tuple[int, int]:
        """How many whole lines end by a place of the text, and their length."""
        nth = bisect_right(self._starts, place) - 1
        if nth == len(self._blocks):
            return len(self), len(self.text)
        block = self._blocks[nth]
        line = bisect_right(block.starts, place - self._starts[nth]) - 1
        return self._firsts[nth] + line, self._starts[nth] + block.starts[line]

    def _beginning_in(self, size: int) -> tuple[int, int]:
        """How many whole lines begin in the last ``size`` characters, and their length."""
        place = len(self.text) - size
        count, start = self._ending_by(place)
        if start < place:
            nth, block, within = self._place(count)
            count, start = count + 1, self._starts[nth] + block.starts[within + 1]
        return len(self) - count, len(self.text) - start

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
        position, text_position = len(self.text) - size, len(text) - size
        return self.text[max(0, position - _BEHIND) : position] == text[max(0, text_position - _BEHIND) : text_position]

    def changed_since(self, previous: Lines) -> tuple[int, int] | None:
        """From which line on and up to which these are not those of another text; ``None`` where that is not known."""
        if previous is self:
            return 0, 0
        number, head, tail = self._follows or (None, 0, 0)
        return (head, len(self) - tail) if number == previous.number else None

    def folded(self, fold: Fold) -> list[str]:
        """Each line folded."""
        return [line for block in self._blocks for line in block.folded(fold)]

    def joined(self, fold: Fold) -> str:
        """The text folded."""
        if fold not in self._joined:
            self._joined[fold] = "".join(self._folded_blocks(fold))
        return self._joined[fold]

    def size(self, fold: Fold) -> int:
        """How long the text folded is."""
        return self._block_starts(fold)[-1]

    def cut(self, fold: Fold, start: int, end: int) -> str:
        """A stretch of the text folded."""
        if fold in self._joined:
            return self._joined[fold][start:end]
        starts = self._block_starts(fold)
        nth = max(0, bisect_right(starts, start) - 1)
        last = bisect_right(starts, end, lo=nth)
        stretch = "".join(self._folded_blocks(fold)[nth:last])
        return stretch[start - starts[nth] : end - starts[nth]]

    def places(self, fold: Fold, key: str) -> Iterator[int]:
        """Where in the text folded a stretch stands, in order; the next one may begin within the one before."""
        if len(self._blocks) < _MANY or len(key) < GRAM:
            yield from places(self.joined(fold), key)
            return
        gram, starts, reach = key[:GRAM], self._block_starts(fold), len(key) - 1
        folded = self._folded_blocks(fold)
        for nth in [nth for nth, grams in enumerate(self._block_grams(fold)) if gram in grams]:
            block, begin = folded[nth], starts[nth]
            at = block.find(key)
            while at >= 0:
                yield begin + at
                at = block.find(key, at + 1)
            seam = max(0, len(block) - reach)
            if key[0] in block[seam:]:
                end = begin + len(block)
                yield from [begin + seam + at for at in places(block[seam:] + self.cut(fold, end, end + reach), key)]

    def _block_grams(self, fold: Fold) -> list[set[str]]:
        """For each block the stretches that may begin in it."""
        if fold not in self._grams:
            folded = self._folded_blocks(fold)
            behind = [*(block[: GRAM - 1] for block in folded[1:]), ""]
            if min(map(len, folded)) < GRAM:  # then more than one block follows within so few signs
                behind = [self.cut(fold, end, end + GRAM - 1) for end in self._block_starts(fold)[1:]]
            pairs = zip(self._blocks, behind, strict=True)
            self._grams[fold] = [block.beginning(fold, signs) for block, signs in pairs]
        return self._grams[fold]

    def _folded_blocks(self, fold: Fold) -> list[str]:
        if fold not in self._folded:
            self._folded[fold] = [block.joined(fold) for block in self._blocks]
        return self._folded[fold]

    def _block_starts(self, fold: Fold) -> list[int]:
        if fold not in self._folded_starts:
            self._folded_starts[fold] = list(accumulate(map(len, self._folded_blocks(fold)), initial=0))
        return self._folded_starts[fold]

    @property
    def blocks(self) -> Sequence[Block]:
        """The text in blocks, which it shares with the texts it was made of."""
        return self._blocks

    def line_at(self, fold: Fold, at: int) -> tuple[int, str, int]:
        """The line behind a place of the folded text: where it starts in the text, the line, and the place in it."""
        starts = self._block_starts(fold)
        nth = bisect_right(starts, at, hi=len(self._blocks)) - 1
        block, within = self._blocks[nth], at - starts[nth]
        line = bisect_right(block.folded_starts(fold), within, hi=len(block.parts)) - 1
        return self._starts[nth] + block.starts[line], block.parts[line], within - block.folded_starts(fold)[line]

    def around(self, fold: Fold, first: int, last: int, reach: int) -> str:
        """The lines from ``first`` up to ``last`` folded, and beside them lines of ``reach`` characters or more."""
        preceding_lines = _reaching(self._back(fold, first), reach)
        lines = self._forth(fold, first)
        return "".join([*reversed(preceding_lines), *islice(lines, last - first), *_reaching(lines, reach)])

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


def places(text: str, key: str) -> Iterator[int]:
    """Where a stretch stands in a text, in order; the next one may begin within the one before."""
    at = text.find(key)
    while at >= 0:
        yield at
        at = text.find(key, at + 1)


def _reaching(lines: Iterator[str], reach: int) -> list[str]:
    """So many of the lines that together they are as long as they should be."""
    reached_lines: list[str] = []
    while reach > 0 and (line := next(lines, None)) is not None:
        reached_lines.append(line)
        reach -= len(line)
    return reached_lines


_RECENT: deque[Lines] = deque(maxlen=8)
"""The long texts asked for last. The next new one is often the newest of them with a change in one place."""


def lines(text: str) -> Lines:
    """The lines of a long text."""
    for recent_lines in tuple(_RECENT):
        if recent_lines.text is text or recent_lines.text == text:
            _keep(recent_lines)
            return recent_lines
    met = Lines(text, max(tuple(_RECENT), key=lambda recent_lines: recent_lines.number, default=None))
    _RECENT.appendleft(met)
    return met


def _keep(recent_lines: Lines) -> None:
    """A text that is asked for again and again is not forgotten over the many that are asked for once."""
    if recent_lines is not _RECENT[0]:
        with suppress(ValueError):  # another thread's texts have taken its place
            _RECENT.remove(recent_lines)
        _RECENT.appendleft(recent_lines)


def edited(text: str, start: int, end: int, piece: str) -> str:
    """A text with a piece in the place of a span. Of a long text the lines outside of it stay known."""
    new = text[:start] + piece + text[end:]
    if len(text) >= LONG and len(new) >= LONG and new != text:
        _RECENT.appendleft(Lines(new, lines(text), (start, len(text) - end)))
    return new


Kept = str | Sequence[Block]
"""A text that is kept; a long one in blocks, of which texts that differ in one place share nearly all."""


def kept(text: str) -> Kept:
    """A text to be kept beside many that are nearly the same."""
    return lines(text).blocks if len(text) >= LONG else text


def whole(text: Kept) -> str:
    """A kept text."""
    return text if isinstance(text, str) else "".join(block.text for block in text)


def changed(old: str, new: str) -> tuple[int, int]:
    """The span of ``new`` outside of which it is ``old``, found in a few comparisons of long stretches."""
    shorter = min(len(old), len(new))
    start = _alike(shorter, lambda low, high: old[low:high] == new[low:high])
    end = _alike(shorter - start, lambda low, high: _from_end(old, low, high) == _from_end(new, low, high))
    return start, len(new) - end


def _from_end(text: str, low: int, high: int) -> str:
    return text[len(text) - high : len(text) - low]


def _alike(limit: int, is_equal: Callable[[int, int], bool]) -> int:
    """How long the alike stretch from 0 on is, at most ``most``."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if is_equal(low, middle):
            low = middle
        else:
            high = middle - 1
    return low
