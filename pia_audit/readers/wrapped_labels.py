"""Labels that a text prints over several lines, as a converter that keeps the lines of a page leaves them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from msgspec.structs import replace

from pia_audit.documents.blocks import Row
from pia_audit.readers.headings import LONGEST, heading
from pia_audit.readers.vocabulary import Node, vocabulary

_SHORTEST = 12
"""A line with fewer signs of a label is not filled by it."""
_MOST_LINES = 4


def whole_labels(rows: tuple[Row, ...], form_key: str) -> tuple[Row, ...]:
    """The rows of a text, each label of the form that goes over several lines as one row.

    Only lines that together are the label's words and nothing more are one: what follows in the same line would be the
    value's.
    """
    keys = _keys(form_key)
    out: list[Row] = []
    at = 0
    while at < len(rows):
        more = _more_lines(rows, at, keys)
        if more:
            cell = rows[at].cells[0]
            text = "".join(row.cells[0].full_text.strip() for row in rows[at : at + more + 1])
            out.append(replace(rows[at], cells=(replace(cell, text=text),)))
        else:
            out.append(rows[at])
        at += more + 1
    return tuple(out) if len(out) < len(rows) else rows


def _more_lines(rows: tuple[Row, ...], at: int, keys: tuple[str, ...]) -> int:
    """How many lines below a line are the rest of a label that begins in it."""
    if not _is_line(rows[at]):
        return 0
    text = rows[at].cells[0].full_text.strip()
    key = heading(text).key
    if len(key) < _SHORTEST or not _begins(keys, key) or _is_key(keys, key):
        return 0
    for more in range(1, min(_MOST_LINES, len(rows) - at)):
        if not _is_line(rows[at + more]):
            return 0
        text += rows[at + more].cells[0].full_text.strip()
        key = heading(text).key
        if _is_key(keys, key):
            return more
        if not _begins(keys, key):
            return 0
    return 0


def _is_line(row: Row) -> bool:
    """Whether a row is a line of a text and neither of a table nor of a page."""
    if row.ruled or len(row.cells) != 1:
        return False
    cell = row.cells[0]
    return cell.locator.startswith("L") and cell.whole is None and 0 < len(cell.text) <= LONGEST


def _begins(keys: tuple[str, ...], key: str) -> bool:
    at = bisect_left(keys, key)
    return at < len(keys) and keys[at].startswith(key)


def _is_key(keys: tuple[str, ...], key: str) -> bool:
    at = bisect_left(keys, key)
    return at < len(keys) and keys[at] == key


@lru_cache(maxsize=16)
def _keys(form_key: str) -> tuple[str, ...]:
    """The names of all headings and labels of a form, in order."""
    return tuple(sorted(set(_names(vocabulary(form_key)))))


def _names(node: Node) -> Iterator[str]:
    for child in node.children:
        if child.key:
            yield child.key
        yield from _names(child)
