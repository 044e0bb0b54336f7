"""Whether a quotation that stands in a longer text was the whole of it, so that the rest was appended since.

It can only be judged by how people quote: whoever quotes several lines that did not change, from the text's beginning
on, quotes the whole. Whoever quotes one line, a numbered section or a passage in the middle quotes a part.
"""

from __future__ import annotations

from collections.abc import Sequence

from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex

_FEWEST_LINES, _FEWEST_KEPT = 3, 2
_MOST_APPENDED = 0.5
_HEADING = regex(r"^\s*(?:[【＜<〔]|[Ⅰ-Ⅻ]|第[0-9０-９])")
_NUMBER = regex(r"^\s*([(（]?)(?:[0-9０-９]{1,2}|[①-⑳])([)）.．、\s]?)(?![0-9０-９年月日])")
_BULLET = regex(r"^\s*([・●○◦◆◇■□※-])")
_AFTERWORD = regex(r"^\s*(?:なお|ただし|また|以上)")


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
        far fewer lines that go on with what it ends with: with no heading, no afterword and no section of the same
        kind as it begins with.
    """
    tail = text[end:]
    if text[:start].strip() or not tail.strip() or not tail.startswith("\n"):
        return False
    quoted, behind = _lines_raw(after), _lines_raw(tail)
    if len(quoted) < _FEWEST_LINES or len(tail) > _MOST_APPENDED * (end - start):
        return False
    return _keeps(before, after) and _goes_on(quoted, behind)


def _keeps(before: str, after: str) -> bool:
    """Whether a row copies lines that did not change, from the first on; of a list with nothing to lead it in, more."""
    old, new = _lines(before), _lines(after)
    if not old or not new or old[0] != new[0]:
        return False
    return len(set(old) & set(new)) >= _FEWEST_KEPT + bool(_kind(_lines_raw(after)[0]))


def _goes_on(quoted: Sequence[str], behind: Sequence[str]) -> bool:
    """Whether lines are of the kind that a quotation ends with, and not the next of its sections."""
    kind = _kind(quoted[-1])
    if any(_kind(line) != kind or _HEADING.match(line) or _AFTERWORD.match(line) for line in behind):
        return False
    return not (_NUMBER.match(quoted[0]) and _NUMBER.match(behind[0]))


def _kind(line: str) -> str:
    """The sign a line begins with, without its number; empty for none."""
    number = _NUMBER.match(line)
    if number:
        return f"{number[1]}1{number[2]}"
    bullet = _BULLET.match(line)
    return bullet[1] if bullet else ""


def _lines(text: str) -> list[str]:
    return [key for line in _lines_raw(text) if (key := fold(line))]


def _lines_raw(text: str) -> list[str]:
    """The lines of a text that are not blank."""
    return [line for line in text.splitlines() if line.strip()]
