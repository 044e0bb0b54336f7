"""Pages whose text is none: fonts without a map to characters, and scans."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache
from itertools import pairwise

from pia_audit.documents.pdf.shapes import Glyph, Page
from pia_audit.japanese.ladder import fold

_STRANGE = (
    (0x0100, 0x036F),  # Latin with marks: what the first signs of an unmapped subset come out as
    (0x0530, 0x1FFF),  # Armenian to Greek extended, among them Tibetan and Burmese
    (0xA000, 0xABFF),
    (0xE000, 0xF8FF),  # private use
    (0xFFFD, 0xFFFD),
    (0xF0000, 0x10FFFF),
)
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~")
_MOST_MARKS = 14
_ENOUGH = 10
_SHARE = 0.2
"""A page is garbled when a fifth of its signs, and at least ten, are of scripts that no report is written in."""
_ODD_SHARE = 0.03
"""So is one on which so many signs stand where none of theirs can: others are wrong besides, and do not show."""
_COVERED = 0.5


def is_garbled(page: Page) -> bool:
    """Whether the page's signs are not the ones it prints."""
    counts = Counter(g.char for g in page.glyphs)
    strange = sum(count for char, count in counts.items() if is_strange(char))
    if (strange >= _ENOUGH and strange >= _SHARE * len(page.glyphs)) or _is_numbered(counts):
        return True
    odd = len(implausible(page)) if _AMID & counts.keys() else 0
    return odd >= _ENOUGH and odd >= _ODD_SHARE * len(page.glyphs)


def _is_numbered(counts: Counter[str]) -> bool:
    """Whether the signs are the numbers a subset of a font gives its characters: ``!"#$%`` and on.

    Then there are no kana, and many of ASCII's signs of punctuation, which no report has.
    """
    marks = sum(count for char, count in counts.items() if char in _PUNCTUATION)
    kana = any("\u3041" <= char <= "\u30fa" for char in counts)
    return not kana and len(_PUNCTUATION & counts.keys()) >= _MOST_MARKS and marks >= _SHARE * counts.total()


@cache
def is_strange(char: str) -> bool:
    """Whether a sign is of a script that no report is written in."""
    return any(low <= ord(char) <= high for low, high in _STRANGE)


_FEWEST = 3
"""So few implausible signs of a page are typing errors, or a foreign name."""
_LATIN = frozenset(map(chr, range(0xA1, 0x100))) - set("¢£¥§¨©¬®°±´¶·×÷")
_AMID = _LATIN | set("`{}^")
"""What stands right between Japanese signs in no text."""


def implausible(page: Page) -> list[Glyph]:
    """The signs of a page that no Japanese text has where they stand, if they are too many to be slips.

    A font's map may call the signs it draws others: 「り」 ``º`` and 「（」 ``ÿ``, as programs that rewrite a PDF leave
    them. Those of its wrong names that do not fit show that the others are not sure either.
    """
    if not any(map(_may_be_implausible, {glyph.char for glyph in page.glyphs})):
        return []  # as on nearly every page
    line = [None, *page.glyphs, None]
    odd_glyphs = [
        glyph
        for (previous, glyph), (_, following) in pairwise(pairwise(line))
        if glyph is not None and _is_implausible(previous, glyph, following)
    ]
    return odd_glyphs if len(odd_glyphs) >= _FEWEST else []


def _may_be_implausible(char: str) -> bool:
    return char in _AMID or _is_no_sign(char)


def _is_implausible(previous: Glyph | None, glyph: Glyph, following: Glyph | None) -> bool:
    if _is_no_sign(glyph.char):
        return True
    if glyph.char not in _AMID:
        return False
    behind = previous is not None and not glyph.gap and _meet(previous, glyph)
    ahead = following is not None and not following.gap and _meet(glyph, following)
    neighbours = [
        previous.char if previous is not None and behind else "",
        following.char if following is not None and ahead else "",
    ]
    wanted = all if glyph.char in "`{}^" else any
    return wanted(_is_japanese(char) for char in neighbours) and not any(
        c.isascii() and c.isalpha() for c in neighbours
    )


def _meet(first: Glyph, two: Glyph) -> bool:
    """Whether two signs stand beside each other on one line."""
    return abs(first.y - two.y) < 0.2 * first.em and -0.2 * first.em <= two.x0 - first.x1 < 0.5 * first.em


@cache
def _is_no_sign(char: str) -> bool:
    """Whether a sign has no meaning, is of no script that reports are written in, or is a part of a 漢字."""
    if is_strange(char) or unicodedata.category(char) in ("Cn", "Co"):
        return True
    return "\u2e80" <= char <= "\u2fdf" and fold(char) == char


@cache
def _is_japanese(char: str) -> bool:
    return "\u3041" <= char <= "\u30ff" or "\u2e80" <= char <= "\u2fdf" or "\u4e00" <= char <= "\u9fff"


def is_scan(page: Page) -> bool:
    """Whether the page is a picture: no text, and images over half of it. A diagram alone is none."""
    return not page.glyphs and page.pictured >= _COVERED
