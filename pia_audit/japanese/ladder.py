"""The comparison ladder: named rungs on which two texts may meet.

A rung folds away one kind of difference more than the rung before it:

==============  ==================================================================================
``identical``   nothing
``spacing``     white space and line breaks
``width``       full and half width, compatibility forms of one character (⽇ and 日)
``punctuation`` 、 and ，, 〜 and ～, the many dashes, the many brackets
``numbering``   ① and (1) and 1, Ⅰ and I, bullets, 第九条 and 第9条, the notation of a date
``wording``     everything: only the words themselves differ
==============  ==================================================================================

Texts are only ever *compared* folded. What a person is shown is always the text as read, and
:class:`~pia_audit.japanese.spans.Folded` leads from any folded span back to it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import IntEnum
from functools import cache, lru_cache

from rapidfuzz.distance import Indel

from pia_audit.japanese.characters import (
    NUMBERED,
    SPACES,
    USUAL_SIGNS,
    Exchange,
    is_usual_word,
    joins,
    kept_table,
    look_alike_table,
    other_than,
    punctuation_table,
)
from pia_audit.japanese.dates import canonical_dates
from pia_audit.japanese.line_cuts import LONG, lines
from pia_audit.japanese.numbering import NUMBER_RULES, enclosed


class Rung(IntEnum):
    """A step of the ladder; the order is the order of looseness."""

    IDENTICAL = 0
    SPACING = 1
    WIDTH = 2
    PUNCTUATION = 3
    NUMBERING = 4
    WORDING = 5

    @property
    def label(self) -> str:
        """The rung's name as the frames carry it, such as ``numbering``."""
        return self.name.lower()


EQUAL = Rung.NUMBERING
"""Two texts that meet on this rung or before it say the same thing."""


def fold(text: str, rung: Rung = EQUAL) -> str:
    """``text`` with every difference up to ``rung`` folded away."""
    if len(text) >= LONG and rung >= _PUNCTUATION:
        return lines(text).joined(fold_of_a_line(rung))
    if rung >= EQUAL:
        return _with_plain_dates(text)
    if rung is _PUNCTUATION:
        return _punctuated(text)
    return text if rung is Rung.IDENTICAL else _folded(text, rung)


def fold_of_a_line(rung: Rung) -> Callable[[str], str]:
    """:func:`fold` for the lines of a long text, to the punctuation rung or the numbering rung."""
    return _with_plain_dates if rung >= EQUAL else _punctuated


_PUNCTUATION = Rung.PUNCTUATION


@lru_cache(maxsize=65536)
def _with_plain_dates(text: str) -> str:
    return _numbering(canonical_dates(text))


@lru_cache(maxsize=65536)
def _punctuated(text: str) -> str:
    out = _exchange()(text)
    return _folded_whole(text, _PUNCTUATION) if MANY in out else out


@lru_cache(maxsize=16384)
def _folded(text: str, rung: Rung) -> str:
    out = text.translate(each_sign(rung))
    return _folded_whole(text, rung) if MANY in out else out


@cache
def _exchange() -> Exchange:
    return Exchange(each_sign(_PUNCTUATION), "、。（）「」：\n \u3000")


def _folded_whole(text: str, rung: Rung) -> str:
    """A text up to the punctuation rung, whatever signs join in it."""
    out = SPACES.sub("", text)
    if rung >= Rung.WIDTH:
        out = _width(out)
    if rung >= Rung.PUNCTUATION:
        out = out.translate(punctuation_table())
    return out


MANY = "\uffff"
"""Stands for a sign that cannot be folded by itself; no character, so that it stands for nothing else."""


class _Signs(dict[int, str]):
    """The folded spelling of every sign that stands alone, worked out when it is first met; ``MANY`` for a sign that
    folds to several or may join the one before it, so that a text with one is folded as a whole."""

    def __init__(self, rung: Rung) -> None:
        self.rung = rung

    def __missing__(self, code: int) -> str:
        if is_usual_word(chr(code)):
            self[code] = chr(code)
            return self[code]
        spelling = _folded_whole(chr(code), self.rung)
        self[code] = spelling if len(spelling) <= 1 and not joins(chr(code)) else MANY
        return self[code]


@cache
def each_sign(rung: Rung) -> dict[int, str]:
    """What each sign alone folds to, by code point, for ``str.translate``; :data:`MANY` where it must not be alone."""
    return _Signs(rung)


def _width(text: str) -> str:
    if text.isascii():
        return text
    away, back = kept_table()
    out = unicodedata.normalize("NFKC", text.translate(away)).translate(back).translate(look_alike_table())
    bare = SPACES.sub("", out)  # NFKC writes some spacing accents as a space and a sign,
    return out if bare == out else unicodedata.normalize("NFC", bare)  # which then joins the letter before it


def _numbering(text: str) -> str:
    out = fold(text, Rung.PUNCTUATION)
    out = enclosed(out)
    for pattern, repl in NUMBER_RULES:
        out = pattern.sub(repl, out)
    return out


def meet(first: str, second: str) -> Rung:
    """The first rung on which two texts are the same; ``WORDING`` when no rung before it joins them."""
    if first == second:
        return Rung.IDENTICAL
    if fold(first, Rung.PUNCTUATION) != fold(second, Rung.PUNCTUATION):  # then they differ on the rungs before it, too
        same_letters = letters(first) == letters(second) and fold(first) == fold(second)
        return Rung.NUMBERING if same_letters else Rung.WORDING
    below = (Rung.SPACING, Rung.WIDTH)
    return next((rung for rung in below if fold(first, rung) == fold(second, rung)), Rung.PUNCTUATION)


def same(first: str, second: str) -> bool:
    """Whether two texts say the same: equal on the numbering rung or one before it.

    The numbering rung reads dates, and there a space counts that the rungs below have folded away
    (2020/3/3 1 and 2020/3/31).
    """
    if first == second:
        return True
    if letter_count(first) != letter_count(second) or letters(first) != letters(second):
        return False
    return fold(first) == fold(second) or fold(first, Rung.PUNCTUATION) == fold(second, Rung.PUNCTUATION)


def similarity(first: str, second: str) -> float:
    """How alike two texts are on the numbering rung, 0.0 to 1.0 (longest common subsequence, Indel)."""
    return float(Indel.normalized_similarity(fold(first), fold(second)))


def is_letter(char: str) -> bool:
    """Whether the numbering rung leaves ``char`` as it is, whatever stands beside it."""
    return not (char.isascii() or char in NUMBERED or unicodedata.category(char).startswith("N"))


class _Letters(dict[int, str]):
    """Of every sign that stands alone the letter in it, if any; ``MANY`` as in :class:`_Signs`."""

    def __missing__(self, code: int) -> str:
        letter = "".join(filter(is_letter, enclosed(fold(chr(code), Rung.PUNCTUATION))))
        self[code] = letter if len(letter) <= 1 and not joins(chr(code)) else MANY
        return self[code]


_LETTERS = _Letters()


def letters(text: str) -> str:
    """As :func:`~pia_audit.japanese.expressions.letters_expr`, of a text as read: found in less time than any fold."""
    return lines(text).joined(_letters) if len(text) >= LONG else _letters(text)


def letter_count(text: str) -> int:
    """How many :func:`letters` a text has."""
    return lines(text).size(_letters) if len(text) >= LONG else len(_letters(text))


def letters_of_a_line() -> Callable[[str], str]:
    """:func:`letters` for the lines of a long text."""
    return _letters


@lru_cache(maxsize=32768)
def _letters(text: str) -> str:
    odd, no_letters = _usual_letters()
    if not odd.search(text):
        return no_letters.sub("", text)
    out = text.translate(_LETTERS)
    return "".join(filter(is_letter, enclosed(fold(text, Rung.PUNCTUATION)))) if MANY in out else out


@cache
def _usual_letters() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Finds what is no usual sign that is one letter as it stands or none; and runs of usual signs without a letter."""
    letter_of = {c: _LETTERS[ord(c)] for c in (*USUAL_SIGNS, *NUMBERED)}
    none = "".join(c for c, letter in letter_of.items() if not letter)
    return other_than(c for c, letter in letter_of.items() if letter in ("", c)), re.compile(f"[{re.escape(none)}]+")
