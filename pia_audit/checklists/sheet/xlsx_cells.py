"""What a workbook's cell keeps of a text, told beforehand."""

from __future__ import annotations

import re

from pia_audit.japanese.patterns import regex

LIMIT = 32_767
"""The longest text of a cell, in UTF-16 units."""

# Characters XML has no place for; some programs keep their escapes and some do not. What looks like such an escape
# is read as one by others. A carriage return becomes a line feed on the way.
_LOST = regex("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = regex(r"_x[0-9a-f]{0,4}_", re.IGNORECASE)


_STEERING = regex("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """A text for one line of the screen: what would steer a terminal or turn its writing round shows as U+FFFD."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def is_lossless(text: str) -> bool:
    """Whether a cell gives the text back exactly, in whatever program it was saved again."""
    return not _LOST.search(text) and not _ESCAPE.search(text) and _length(text) <= LIMIT


def storable(text: str) -> str:
    """The text as a cell can hold it: what would be lost shows as U+FFFD, and what is too long is cut."""
    clean = _LOST.sub("\N{REPLACEMENT CHARACTER}", text)
    if _length(clean) > LIMIT:
        clean = clean.encode("utf-16-le")[: 2 * LIMIT].decode("utf-16-le", "ignore")
    return clean


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
