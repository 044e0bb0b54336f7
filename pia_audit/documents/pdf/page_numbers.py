"""The numbers that a report's pages print, and what they tell: pages missing, twice, in reverse or out of order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from pia_audit.documents.pdf.lines import lines
from pia_audit.documents.pdf.remarks import ranges
from pia_audit.documents.pdf.shapes import Page
from pia_audit.japanese.patterns import regex
from pia_audit.model import PAGES_MISSING as MISSING

_NUMBER = regex(
    r"[\s\-‐-―−ー~～]*(?:[pP]\.?|ページ|頁)?\s*([0-9０-９]{1,4})\s*(?:[/／]\s*([0-9０-９]{1,4}))?\s*"
    r"(?:ページ|頁|[pP])?[\s\-‐-―−ー~～]*"
)
_TITLE = "特定個人情報保護評価書"
_MARGIN = 0.1
_FEWEST = 3
_SHARE = 0.6
_LARGEST_GAP = 50
_FEW_BEFORE = 3
"""A count that begins with so much at most has lost its first pages; one that begins later is that of a larger work."""
_ENOUGH = 80
"""Two pages of so many signs that are the same are one page twice."""


class Number(NamedTuple):
    """A page's number, and of how many where it says so."""

    value: int
    total: int | None


def number_of(page: Page) -> Number | None:
    """The number at a page's foot, else at its head."""
    edges = page.height * (1 - _MARGIN), page.height * _MARGIN
    margin = [g for g in page.glyphs if not edges[1] < g.y < edges[0] and g.hider is None]
    for line in reversed(lines(margin)):
        match = _NUMBER.fullmatch(line.shown)
        if match:
            return Number(int(match[1]), int(match[2]) if match[2] else None)
    return None


class Note(NamedTuple):
    """What is to be told of the pages: its code, the numbers it is about and, of missing pages, the pages of the file
    behind which they may have stood."""

    code: str
    numbers: str
    behind: tuple[int, ...] = ()

    @property
    def params(self) -> dict[str, object]:
        """The arguments of its message, and the places."""
        return {"pages": self.numbers, **({"behind": list(self.behind)} if self.behind else {})}


def in_order(pages: Sequence[Page]) -> tuple[list[Page], list[Note]]:
    """The pages as they are to be read, and what is to be told of them."""
    unique_pages, twice = _once(pages)
    notes = [Note("pdf-pages-twice", ranges(twice))] if twice else []
    numbered = [(at, n) for at, page in enumerate(unique_pages) if (n := number_of(page)) is not None]
    if len(numbered) < max(_FEWEST, _SHARE * len(unique_pages)):
        return unique_pages, notes
    if all(b.value == a.value - (j - i) for (i, a), (j, b) in pairwise(numbered)):
        return unique_pages[::-1], [*notes, Note("pdf-pages-reversed", "")]
    if (moved := _with_reports_apart(unique_pages, numbered)) is not None:
        unique_pages, inside = moved
        numbered = [(at, n) for at, page in enumerate(unique_pages) if (n := number_of(page)) is not None]
        notes.append(Note("pdf-pages-inside", ranges(inside)))
    return unique_pages, notes + _steps(unique_pages, numbered)


class _Count(Struct):
    """Pages whose numbers count on, with their places, and the number that would come next."""

    places: list[int]
    following: int


def _with_reports_apart(
    pages: Sequence[Page], numbered: list[tuple[int, Number]]
) -> tuple[list[Page], list[int]] | None:
    """The pages of reports that lie within another's behind it, and where they were; ``None`` where none lie so.

    They do where a count begins anew on a cover and behind it goes on with the number at which it was left.
    """
    counts: list[_Count] = []
    open_counts: list[_Count] = []
    for at, value in enumerate(_values(pages, numbered)):
        if value == 1:
            counts.append(_Count([], 1))
            open_counts.append(counts[-1])
        elif open_counts and value != open_counts[-1].following:
            resumed = [count for count in open_counts[:-1] if count.following == value]
            if len(resumed) != 1:
                return None
            del open_counts[open_counts.index(resumed[0]) + 1 :]
        if not open_counts:
            return None
        open_counts[-1].places.append(at)
        open_counts[-1].following += 1
    within = [c for c in counts if any(o is not c and o.places[0] < c.places[0] < o.places[-1] for o in counts)]
    if not within or not all(_bears_title(pages[count.places[0]]) for count in within):
        return None
    inside = sorted(pages[at].number for count in within for at in count.places)
    return [pages[at] for count in counts for at in count.places], inside


def _values(pages: Sequence[Page], numbered: list[tuple[int, Number]]) -> list[int]:
    """The number of each page; of one without, by those that have one: the cover often has none."""
    values: dict[int, int] = {at: number.value for at, number in numbered}
    for at in reversed(range(len(pages))):
        if at not in values and values.get(at + 1, 0) > 1:
            values[at] = values[at + 1] - 1
    for at in range(len(pages)):
        values.setdefault(at, values.get(at - 1, 0) + 1)
    return [values[at] for at in range(len(pages))]


def _bears_title(page: Page) -> bool:
    return _TITLE in "".join(g.char for g in page.glyphs)


def _once(pages: Sequence[Page]) -> tuple[list[Page], list[int]]:
    """The pages without those that are there already, and the places of those.

    A page of few signs is there already where it stands behind a page as its like does.
    """
    first_at: dict[tuple[str, tuple[float, ...]], int] = {}
    unique_pages, twice = [], []
    before = -1
    for at, page in enumerate(pages):
        text = "".join(g.char for g in page.glyphs)
        mark = (text, tuple(g.x0 + g.y for g in page.glyphs[:: max(len(page.glyphs) // 20, 1)]))
        like = first_at.setdefault(mark, at)
        if like < at and (len(text) >= _ENOUGH or (before >= 0 and like == before + 1)):
            twice.append(page.number)
            before = like
            continue
        before = -1
        unique_pages.append(page)
    return unique_pages, twice


def _before(pages: Sequence[Page], numbered: list[tuple[int, Number]]) -> range:
    """The numbers before the first page, where the count does not begin with one."""
    (at, first), (end, last) = numbered[0], numbered[-1]
    whole = all(n.total == last.total for _, n in numbered) and last.total == last.value + len(pages) - 1 - end
    return range(1, first.value - at) if first.value - at <= (_LARGEST_GAP if whole else _FEW_BEFORE) else range(0)


def _steps(pages: Sequence[Page], numbered: list[tuple[int, Number]]) -> list[Note]:
    """What is odd from one page's number to the next; a count that begins anew is not."""
    printed_values = {n.value for _, n in numbered}
    missing: list[int] = []
    gaps: list[Page] = []
    same: list[int] = []
    back: list[int] = []
    for (i, (first, _)), (j, (two, _)) in pairwise(numbered):
        expected = first + (j - i)
        if expected < two <= expected + _LARGEST_GAP:
            missing += (n for n in range(expected, two) if n not in printed_values)
            gaps += pages[i:j] if not printed_values.issuperset(range(expected, two)) else ()
        elif two == first:
            same.append(two)
        elif 1 < two < first:
            back.append(two)
    leading_numbers = [n for n in _before(pages, numbered) if n not in printed_values]
    last, totals = numbered[-1][1].value, {n.total for _, n in numbered}
    if len(totals) == 1 and (total := totals.pop()) and last < total <= last + _LARGEST_GAP and not back:
        missing += (n for n in range(last + 1, total + 1) if n not in printed_values)
        gaps += pages[numbered[-1][0] :] if not printed_values.issuperset(range(last + 1, total + 1)) else ()
    codes = ((MISSING, [*leading_numbers, *missing]), ("pdf-pages-same-number", same), ("pdf-pages-disordered", back))
    behind = (*((0,) if leading_numbers else ()), *(page.number for page in gaps))
    return [Note(code, ranges(ns), behind if code == MISSING else ()) for code, ns in codes if ns]
