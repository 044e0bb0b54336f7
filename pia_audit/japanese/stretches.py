"""Where a folded stretch stands in a text.

Of a long text only the blocks of lines are looked at that may hold it: it is not folded as a whole, and a text that
changes step by step is not searched from end to end at each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from pia_audit.japanese.ladder import EQUAL, Rung, fold, fold_of_a_line, letters, letters_of_a_line
from pia_audit.japanese.line_cuts import LONG, lines, places

Finder = Callable[[str], Iterator[int]]
"""Gives the places of a stretch, in order; one may begin within the one before."""


def folded_finder(text: str, rung: Rung = EQUAL) -> Finder:
    """Finds folded stretches in a text folded to the punctuation rung or the numbering rung."""
    return _finder(text, fold_of_a_line(rung)) if len(text) >= LONG else partial(places, fold(text, rung))


def letter_finder(text: str) -> Finder:
    """Finds stretches of letters among the letters of a text."""
    return _finder(text, letters_of_a_line()) if len(text) >= LONG else partial(places, letters(text))


def _finder(text: str, of_a_line: Callable[[str], str]) -> Finder:
    return partial(lines(text).places, of_a_line)


def fold_length(text: str, rung: Rung = EQUAL) -> int:
    """How long a text is, folded."""
    return lines(text).size(fold_of_a_line(rung)) if len(text) >= LONG else len(fold(text, rung))


def fold_cut(text: str, start: int, end: int) -> str:
    """A stretch of a text folded to the numbering rung."""
    return lines(text).cut(fold_of_a_line(EQUAL), start, end) if len(text) >= LONG else fold(text)[start:end]


def literal_place(needle: str, text: str, letter: int) -> int:
    """Where a passage stands word for word in a text in which its letters stand but once.

    Args:
        needle: the passage.
        text: the text.
        letter: where among the letters of the text those of the passage begin.

    Returns:
        The place, or -1 where the passage does not stand there word for word.
    """
    if len(text) < LONG:
        return text.find(needle)
    begin, line, _ = lines(text).line_at(letters_of_a_line(), letter)
    return text.find(needle, max(0, begin - len(needle)), begin + len(line) + len(needle))
