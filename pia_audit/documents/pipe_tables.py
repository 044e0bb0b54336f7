"""Tables as Markdown writes them (``| 変更日 | 項目 |``), as the rows with tabs that other converters write."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pia_audit.japanese.patterns import regex

_DELIMITER = regex(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_CELL_END = regex(r"(?<!\\)\|")
_HEADING = regex(r"^\s{0,3}#{1,6}\s+(?P<text>.*?)\s*#*\s*$")
_EMPHASIS = regex(r"^(?P<marks>\*\*|__)(?P<text>(?:(?!\1).)+)(?P=marks)$")
_LONGEST_DELIMITER = 400


def with_tabs(lines: Sequence[str]) -> list[str]:
    """The lines of a Markdown text as rows with tabs, its headings without their signs; other texts as they are.

    A text is Markdown where a line of hyphens stands below a row with as many bars. A line with a bar at both ends is a
    row in such a text; the line of hyphens becomes an empty one, so that each line keeps its number.
    """
    if not any(_is_delimiter(line) and _bars(above) for above, line in pairwise(lines)):
        return list(lines)
    return [_plain(line) for line in lines]


def _plain(line: str) -> str:
    if _is_delimiter(line):
        return ""
    text = line.strip()
    if len(text) > 1 and text[0] == "|" and text[-1] == "|":
        return "\t".join(_cell(part) for part in _CELL_END.split(text[1:-1]))
    match = _HEADING.match(line)
    return _cell(match["text"]) if match else _cell(line) if _EMPHASIS.match(text) else line


def _cell(text: str) -> str:
    match = _EMPHASIS.match(text.strip())
    return (match["text"] if match else text).replace("\\|", "|").strip()


def _is_delimiter(line: str) -> bool:
    return "|" in line and len(line) <= _LONGEST_DELIMITER and "-" in line and _DELIMITER.fullmatch(line) is not None


def _bars(line: str) -> int:
    return line.strip()[:-1].count("|") if line.strip()[:1] == "|" else 0
