"""Pages whose text is none: fonts without a map to characters, and scans."""

from __future__ import annotations

from collections import Counter
from functools import cache

from pia_audit.readers.pdf.shapes import Page

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
_COVERED = 0.5


def is_garbled(page: Page) -> bool:
    """Whether the page's signs are not the ones it prints."""
    counts = Counter(g.char for g in page.glyphs)
    strange = sum(count for char, count in counts.items() if is_strange(char))
    return (strange >= _ENOUGH and strange >= _SHARE * len(page.glyphs)) or _is_numbered(counts)


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


def is_scan(page: Page) -> bool:
    """Whether the page is a picture: no text, and images over half of it. A diagram alone is none."""
    return not page.glyphs and page.pictured >= _COVERED
