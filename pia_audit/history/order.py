"""In which order rows were carried out, and where a passage stood that one of them took out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from msgspec import Struct

from pia_audit.compare.locate import locate
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.numerals import circled_to_int
from pia_audit.japanese.patterns import regex


class Row(Struct, frozen=True):
    """A change row as one item sees it; ``before``/``after`` are ``None`` where the cell could not be read."""

    row_no: int
    changed_on: date | None
    before: str | None
    after: str | None
    anchor: str = ""


Days = list[list[Row]]


def candidates(rows: Sequence[Row]) -> list[Days]:
    """The orders worth trying, each as days of rows, oldest day first.

    Rows go by their 変更日. Where the printed order contradicts the dates, a date may have been mistyped:
    the printed order is tried as well, and the one with fewer breaks counts.
    """
    dated = _dated(rows)
    by_date = sorted(dated, key=lambda pair: pair[0])
    orders = [by_date]
    if [d for d, _ in dated] != [d for d, _ in by_date]:
        orders.append(dated)
    return [[[r for _, r in day] for _, day in groupby(o, key=lambda pair: pair[0])] for o in orders]


def without_duplicates(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Each row once, and the rows that repeat another one of the same day: they happened once."""
    days = Counter(row.changed_on for row in rows)
    if len(days) == len(rows):  # no two of one day
        return list(rows), []
    seen: set[tuple[date | None, str, str]] = set()
    unique_rows: list[Row] = []
    twice: list[Row] = []
    for row in rows:
        if days[row.changed_on] == 1:
            unique_rows.append(row)
            continue
        key = (row.changed_on, fold(row.before or ""), fold(row.after or ""))
        (twice if key in seen else unique_rows).append(row)
        seen.add(key)
    return unique_rows, twice


def _dated(rows: Sequence[Row]) -> list[tuple[date, Row]]:
    """Each row with its day; a row without one goes with the row printed before it."""
    day = date.min
    out = []
    for row in rows:
        day = row.changed_on or day
        out.append((day, row))
    return out


_LEADING = regex(r"^\s*[(（]?([0-9０-９]{1,2}|[①-⑳])[)）.．、\s]")


def place_for(passage: str, text: str) -> int:
    """Where a passage that was taken out stood: behind the paragraph numbered one less, else at the end."""
    match = _LEADING.match(passage + " ") or re.match(r"^\s*([①-⑳])", passage)
    number = (circled_to_int(match[1]) or _plain(match[1])) if match else None
    if number and number > 1:
        for line in re.finditer(r"[^\n]+", text):
            head = _LEADING.match(line[0]) or re.match(r"^\s*([①-⑳])", line[0])
            if head and (circled_to_int(head[1]) or _plain(head[1])) == number - 1:
                return line.end()
    return len(text)


_BESIDE = 24
_JOINTS = " \u3000\t\n、，,・"
"""What parts a passage from its neighbours, and comes and goes with it."""


def place_beside(passage: str, earlier_text: str, text: str) -> tuple[int, str] | None:
    """Where a passage stood that an earlier text shows: behind the words it has before it, else before those behind it.

    Args:
        passage: what was taken out.
        earlier_text: a text that has it.
        text: a text that has it no more.

    Returns:
        The place in ``text``, and the passage with the white space that parted it from its neighbours; ``None`` where
        neither neighbour stands in ``text``, or one does twice.
    """
    hit = locate(passage, earlier_text)
    if hit is None or hit.count > 1:
        return None
    bare = earlier_text[hit.start : hit.end].strip()
    at = earlier_text.find(bare, hit.start)
    ahead = earlier_text[max(0, at - _BESIDE) : at].rstrip(_JOINTS)
    behind = earlier_text[at + len(bare) : at + len(bare) + _BESIDE].lstrip(_JOINTS)
    gap = earlier_text[max(0, at - _BESIDE) + len(ahead) : at]
    if ahead and text.count(ahead) == 1:
        return text.index(ahead) + len(ahead), gap + bare
    gap = earlier_text[at + len(bare) : earlier_text.find(behind, at + len(bare))]
    if behind and text.count(behind) == 1:
        return text.index(behind), bare + gap
    return None


def _plain(text: str) -> int | None:
    return int(text) if text.isdecimal() else None
