"""Joins what a page break cut: the open cells at the foot of a page with those at the head of the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pia_audit.documents.blocks import Cell, Row
from pia_audit.documents.pdf.lines import lines
from pia_audit.documents.pdf.tables import Band, Piece, Sheet, Stack
from pia_audit.documents.table_heads import is_header

_NEAR = 3.0
_TIMINGS = ("事前", "事後")
_WIDE = 5
"""From so many cells on a row is one of the change table, where each begins with its date."""


def joined(sheets: Iterable[Sheet]) -> Iterator[Band]:
    """The rows of all pages, each cell with all its pieces; the cells of a header that repeats stay."""
    waiting: list[Band] = []
    hanging: list[Stack] = []
    for sheet in sheets:
        if hanging:
            _continue(hanging, sheet)
        hanging = _open_at_foot(sheet, hanging)
        if not hanging:
            yield from waiting
            waiting = []
        waiting += [band for band in sheet.bands if band.stacks]
    yield from waiting


def _open_at_foot(sheet: Sheet, previous: list[Stack]) -> list[Stack]:
    """The cells that end where the page's tables end, in its lower half, without a rule below them."""
    stacks = [*previous, *(s for band in sheet.bands if band.ruled for s in band.stacks)]
    return [
        stack
        for stack in stacks
        if (last := stack.pieces[-1]).page == sheet.number
        and last.open_below
        and last.box.y1 >= sheet.floor - _NEAR
        and last.box.y1 > sheet.height / 2
    ]


def _continue(hanging: list[Stack], sheet: Sheet) -> None:
    """Moves the cells of the page's first row to those they continue, column by column."""
    first = next((band for band in sheet.bands if band.ruled and not is_header(_plain(band))), None)
    if first is None or _new_row(hanging, first):
        return
    for stack in hanging:
        for lower_stack in first.stacks:
            if _same_column(stack, lower_stack):
                stack.pieces += lower_stack.pieces
                first.stacks.remove(lower_stack)
                break


def _plain(band: Band) -> Row:
    """A row as its text stands there, to see what row it is."""
    texts = ("".join(line.shown for line in lines(s.pieces[0].glyphs)) for s in band.stacks)
    return Row(tuple(Cell(text, "") for text in texts), ruled=band.ruled)


def _new_row(hanging: list[Stack], first: Band) -> bool:
    """Whether both pages print a date, or both a 提出時期, and hide nothing: then the rule between two rows is missing,
    no row is cut. The date may be left out, as it is that of the row above."""
    if min(len(hanging), len(first.stacks)) < _WIDE:
        return False
    above, below = [s.pieces[-1] for s in hanging], [s.pieces[0] for s in first.stacks]
    whole = all(g.hider is None for piece in (*above, *below) for g in piece.glyphs)
    dated = bool(above[0].glyphs and below[0].glyphs)
    return whole and (dated or (_timings(above) > 0 and _timings(below) > 0))


def _timings(pieces: list[Piece]) -> int:
    """How many of the cells say nothing but 事前 or 事後."""
    return sum("".join(g.char for g in piece.glyphs).strip() in _TIMINGS for piece in pieces)


def _same_column(stack: Stack, lower_stack: Stack) -> bool:
    upper_box, two = stack.pieces[-1].box, lower_stack.pieces[0].box
    return abs(upper_box.x0 - two.x0) <= _NEAR and abs(upper_box.x1 - two.x1) <= _NEAR
