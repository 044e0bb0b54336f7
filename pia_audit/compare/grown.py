"""Whether a quotation that stands in a longer text was the whole of it, so that the rest was appended since.

It can only be judged by how people quote: whoever quotes several lines that did not change, from the text's beginning
on, quotes the whole. Whoever quotes one line, a numbered section or a passage in the middle quotes a part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pia_audit.japanese.ladder import fold

_FEWEST_LINES, _FEWEST_KEPT = 3, 2
_MOST_APPENDED = 0.5
_SECTION = re.compile(r"^\s*(?:[【＜<〔]|[(（]?[0-9０-９]{1,2}[)）.．、\s]|[①-⑳]|[Ⅰ-Ⅻ]|第[0-9０-９])")


def is_grown(before: str, after: str, text: str, start: int, end: int) -> bool:
    """Whether ``text`` has grown at its end since a row that quoted all of it.

    Args:
        before: the row's 変更前.
        after: its 変更後, which stands in ``text`` from ``start`` to ``end``.
        text: the item as it stands now.
        start: where the quotation begins.
        end: where it ends.

    Returns:
        Whether the quotation begins the text, is of several lines of which most did not change, and is followed by
        lines that are no section of the same kind as it begins with and are far fewer.
    """
    rest = text[end:]
    if text[:start].strip() or not rest.strip() or not rest.startswith("\n"):
        return False
    lines = _lines(after)
    kept = set(lines) & set(_lines(before))
    if len(lines) < _FEWEST_LINES or len(kept) < _FEWEST_KEPT or len(rest) > _MOST_APPENDED * (end - start):
        return False
    return not (_begins_section(_lines_raw(after)) and _begins_section(_lines_raw(rest)))


def _lines(text: str) -> list[str]:
    return [key for line in _lines_raw(text) if (key := fold(line))]


def _lines_raw(text: str) -> list[str]:
    """The lines of a text that are not blank."""
    return [line for line in text.splitlines() if line.strip()]


def _begins_section(lines: Sequence[str]) -> bool:
    return bool(lines) and _SECTION.match(lines[0]) is not None
