"""All pages as rows: what their rules enclose, and the change tables whose grid is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from msgspec.structs import replace

from pia_audit.documents.pdf.lattice import merge
from pia_audit.documents.pdf.open_tables import Failure, Following, Layout, completed
from pia_audit.documents.pdf.shapes import Page, Rule, TooComplex
from pia_audit.documents.pdf.tables import Band, Sheet, sheet
from pia_audit.documents.table_heads import head_at

_FEWEST = 4
"""Columns that the change table has at least."""
_NEAR = 3.0
_SIDE = 12.0
_MOST_PAIRS = 200_000
_TITLE = "特定個人情報保護評価書"


def laid_out(pages: Iterable[Page], done: Callable[[int], None]) -> tuple[list[Sheet], list[tuple[int, int, str]]]:
    """The rows of all pages, and what of them is left out.

    Args:
        pages: the pages in order.
        done: called with each page's number.

    Returns:
        The rows, and for each page with a table that cannot be set into rows, or a part of one: its number, how many
        lines are left out, and what is missing (``columns`` or ``rows``).

    Raises:
        TooComplex: of a page with more cells than any form has.
    """
    out: list[Sheet] = []
    failures: dict[int, str] = {}
    layout: Layout | None = None
    ordered = list(pages)
    for number, page in enumerate(ordered):
        try:
            rows, layout, missing = _set_in_rows(page, layout, out[-1] if out else None, Following(ordered, number))
        except TooComplex as error:
            error.page = page.number
            raise
        if missing:
            failures[len(out)] = missing
        out.append(rows)
        done(page.number)
    return _without_failed(out, failures) if failures else (out, [])


def _set_in_rows(
    page: Page, previous: Layout | None, above: Sheet | None, following: Following
) -> tuple[Sheet, Layout | None, str]:
    """The rows of a page, the columns that its open table leaves to the next, and what such a table lacks."""
    page = replace(page, down=(*page.down, *sides(page)))
    striped = _is_striped(page, above)
    rows = sheet(replace(page, down=()) if striped else page)
    completion = completed(page, rows, previous, following, striped=striped)
    if isinstance(completion, Failure):
        return replace(rows, head=completion.top), None, completion.missing
    if completion is None:
        return rows, None, ""
    page, columns = completion
    return sheet(page), columns, ""


def _is_striped(page: Page, above: Sheet | None) -> bool:
    """Whether a page has upright rules and none across, and is no part of a row that the page above it begins.

    Between two upright rules alone there is no cell: one would hold all that stands in a column.
    """
    if not page.down or merge(page.across):
        return False
    pieces = [s.pieces[-1] for band in above.bands if band.ruled for s in band.stacks] if above else []
    return not any(piece.open_below for piece in pieces)


def _without_failed(sheets: list[Sheet], failures: dict[int, str]) -> tuple[list[Sheet], list[tuple[int, int, str]]]:
    """The pages without the tables of the reports in which one failed: of such a table no part is to be read."""
    begins = [n for n, rows in enumerate(sheets) if n == 0 or _begins_report(rows)]
    retained_sheets: list[Sheet] = []
    left_out: list[tuple[int, int, str]] = []
    for start, end in pairwise([*begins, len(sheets)]):
        missing = next((why for n, why in failures.items() if start <= n < end), None)
        top: float | None = None
        for rows in sheets[start:end]:
            head = rows.head if rows.head is not None else _head_of(rows)
            top = float("-inf") if top is not None else head
            if missing is None or top is None:
                retained_sheets.append(rows)
                continue
            bands = [band for band in rows.bands if _height(band) <= top + _NEAR]
            left_out += [(rows.number, len(rows.bands) - len(bands), missing)] if len(bands) < len(rows.bands) else []
            retained_sheets.append(replace(rows, bands=bands))
    return retained_sheets, left_out


def _head_of(rows: Sheet) -> float | None:
    """Where the header of a change table stands whose grid is drawn; ``None`` where there is none."""
    for band in rows.bands:
        if band.ruled and len(band.stacks) >= _FEWEST:
            texts = ["".join(g.char for g in s.pieces[0].glyphs) for s in band.stacks]
            if head_at(texts) is not None:
                return band.stacks[0].pieces[0].box.y0
    return None


def _height(band: Band) -> float:
    """Where a row's lowest cell ends."""
    return max((stack.pieces[0].box.y1 for stack in band.stacks), default=0.0)


def _begins_report(out: Sheet) -> bool:
    texts = ("".join(g.char for g in s.pieces[0].glyphs) for band in out.bands for s in band.stacks)
    return any(_TITLE in text for text in texts)


def sides(page: Page) -> list[Rule]:
    """Upright rules to close cells at the sides of tables that are drawn without, where text stands in such cells."""
    level, upright = merge(page.across), merge(page.down)
    if not level or not upright or len(level) * len(upright) > _MOST_PAIRS:
        return []
    out = merge([*_open_side(level, upright, at_start=True), *_open_side(level, upright, at_start=False)])
    return [r for r in out if _has_text_beside(page, r, _nearest_inner(upright, r))]


def _open_side(level: list[Rule], upright: list[Rule], *, at_start: bool) -> Iterator[Rule]:
    """Where rules that begin, or end, together have nothing upright between those ends."""
    last: dict[int, Rule] = {}
    for rule in level:
        x = rule.start if at_start else rule.end
        above = next((last[k] for k in (round(x / _NEAR) + d for d in (0, 1, -1)) if k in last), None)
        last[round(x / _NEAR)] = rule
        if above is None:
            continue
        within = [r.at for r in upright if r.start <= above.at + _NEAR and r.end >= rule.at - _NEAR]
        inner = [at for at in within if max(above.start, rule.start) < at < min(above.end, rule.end)]
        if inner and min(abs(at - x) for at in inner) >= _SIDE and not any(abs(at - x) <= _NEAR for at in within):
            yield Rule(x, above.at, rule.at)


def _nearest_inner(upright: list[Rule], side: Rule) -> float:
    """The upright rule next to an open side."""
    crossing = [r.at for r in upright if r.start < side.end and r.end > side.start]
    return min(crossing, key=lambda x: abs(x - side.at))


def _has_text_beside(page: Page, side: Rule, inner_side: float) -> bool:
    x0, x1 = sorted((side.at, inner_side))
    return any(x0 < (g.x0 + g.x1) / 2 < x1 and side.start < g.y < side.end for g in page.glyphs)
