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
_ENOUGH = 10
_SHARE = 0.2
"""A page is garbled when a fifth of its signs, and at least ten, are of scripts that no report is written in."""
_COVERED = 0.5


def is_garbled(page: Page) -> bool:
    """Whether the page's signs are not the ones it prints."""
    strange = sum(count for char, count in Counter(g.char for g in page.glyphs).items() if _is_strange(char))
    return strange >= _ENOUGH and strange >= _SHARE * len(page.glyphs)


@cache
def _is_strange(char: str) -> bool:
    return any(low <= ord(char) <= high for low, high in _STRANGE)


def is_scan(page: Page) -> bool:
    """Whether the page is a picture: no text, and images over half of it. A diagram alone is none."""
    return not page.glyphs and page.pictured >= _COVERED
