"""Two pages printed side by side on each sheet of paper: what stands in one row is then of two pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pia_audit.documents.pdf.lattice import merge
from pia_audit.documents.pdf.shapes import Page, Rule

_FEWEST = 2
"""Sheets of paper; a single one may have two tables side by side."""
_GUTTER = 2.0
_LONG = 0.25
"""The rules of a page's tables are at least so long, in parts of the paper's width."""
_SAME = 12.0
"""Points by which the tables of two pages may be apart from where they would be."""


def sheets_of_two(pages: Sequence[Page]) -> list[int]:
    """The numbers of the sheets that show two pages; none where only one looks so.

    Args:
        pages: the pages of a file.

    Returns:
        Numbers from 1, in order: of sheets wider than high, with nothing across their middle, whose long rules on the
        right are as long as those on the left and half the paper's width further on.
    """
    numbers = [page.number for page in pages if _shows_two(page)]
    return numbers if len(numbers) >= _FEWEST else []


def _shows_two(page: Page) -> bool:
    middle = page.width / 2
    if page.width <= page.height or any(_crosses(g.x0, g.x1, middle) for g in page.glyphs if g.hider is None):
        return False
    if any(_crosses(r.start, r.end, middle) for r in page.across) or any(abs(r.at - middle) < 1 for r in page.down):
        return False
    rules = [r for r in merge(page.across) if r.end - r.start > _LONG * page.width]
    left_extent, right_extent = (_extent(r for r in rules if (r.start < middle) == side) for side in (True, False))
    if left_extent is None or right_extent is None:
        return False
    return (
        abs(right_extent[0] - left_extent[0] - middle) < _SAME
        and abs(right_extent[1] - left_extent[1] - middle) < _SAME
    )


def _crosses(x0: float, x1: float, middle: float) -> bool:
    return x0 < middle + _GUTTER and x1 > middle - _GUTTER


def _extent(rules: Iterable[Rule]) -> tuple[float, float] | None:
    ends = [(r.start, r.end) for r in rules]
    return (min(a for a, _ in ends), max(b for _, b in ends)) if ends else None
