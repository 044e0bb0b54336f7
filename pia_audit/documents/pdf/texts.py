"""Cells to texts: what the print shows of a cell, over its pages, and what it hides."""

from __future__ import annotations

from msgspec.structs import replace
from rapidfuzz.distance import Indel

from pia_audit.documents.blocks import Cell
from pia_audit.documents.pdf import boxes
from pia_audit.documents.pdf.lines import Line, lines, paragraph
from pia_audit.documents.pdf.tables import Band, Piece, Stack
from pia_audit.japanese.patterns import regex

_ALIKE = 0.9
_CUT = 0.1
"""By so much of its em a line must stand out of its cell to count as cut at the page's edge."""
_ASCENT, _DESCENT = 0.8, 0.12
_TIGHT = 0.16
"""The signs of a line reach further below its baseline than so many em; a row as high as its text has room for them."""
_BLANK = regex(r"\s+")
_WIDE = 5


def cells(band: Band) -> tuple[Cell, ...]:
    """The cells of a row; a block of options becomes two, its answer and its list."""
    answers = band.ruled and len(band.stacks) < _WIDE
    return tuple(cell for stack in band.stacks for cell in _cells(stack, answers=answers))


def _cells(stack: Stack, *, answers: bool) -> list[Cell]:
    stack_cells = (boxes.blocks(stack) if answers else None) or [_cell(stack)]
    if any(piece.struck or piece.unseen or piece.lost for piece in stack.pieces):
        at = next((n for n, cell in enumerate(stack_cells) if cell.text.startswith("[")), 0)
        stack_cells[at] = _with_aside(stack_cells[at], stack)
    return stack_cells


def _with_aside(cell: Cell, stack: Stack) -> Cell:
    """A cell with what stands in it and is no live text; a picture on one of its pages is no loss beside text."""
    struck = "\n".join(line.full for piece in stack.pieces for line in lines(piece.struck))
    unseen = "\n".join(line.full for piece in stack.pieces for line in lines(piece.unseen))
    lost = cell.lost or any(piece.lost for piece in stack.pieces)
    return replace(cell, struck=struck or None, unseen=unseen or None, lost=lost)


def _cell(stack: Stack) -> Cell:
    stack_lines = woven([lines(piece.glyphs) for piece in stack.pieces], stack.pieces)
    text = paragraph([line for line in stack_lines if line.shown], stack.pieces[0].box.x1)
    hidden = "\n".join(line.hidden for line in stack_lines if line.hidden)
    whole = (
        paragraph([line._replace(shown=line.full) for line in stack_lines], stack.pieces[0].box.x1) if hidden else None
    )
    return Cell(text, stack.pieces[0].locator, hidden or None, whole=whole, cut=_is_cut(stack.pieces[-1]))


def _is_cut(piece: Piece) -> bool:
    """Whether the last of several lines stands so close to the rule below that it was cut there: programs that print a
    row too low for its text leave out the lines below, without a trace."""
    seen_lines = [line for line in lines(piece.glyphs) if line.shown] if not piece.open_below else []
    return len(seen_lines) > 1 and piece.box.y1 - seen_lines[-1].y < _TIGHT * seen_lines[-1].em


def woven(pages: list[list[Line]], pieces: list[Piece]) -> list[Line]:
    """The lines of a cell over its pages, each once.

    Where each page has the whole text and hides a part of it, a line is seen if one page shows it.
    """
    out = pages[0]
    for at in range(1, len(pages)):
        more = pages[at]
        if [_key(a.full) for a in out] == [_key(b.full) for b in more] and _any_hidden(out + more):
            out = [a if len(a.shown) >= len(b.shown) else b for a, b in zip(out, more, strict=True)]
        else:
            out = _seam(out, more, pieces[at - 1], pieces[at])
    return [line._replace(shown=line.full, hidden="") if line.at_seam and len(pages) > 1 else line for line in out]


def _key(text: str) -> str:
    return _BLANK.sub("", text)


def _any_hidden(text_lines: list[Line]) -> bool:
    return any(line.hidden for line in text_lines)


def _seam(above: list[Line], below: list[Line], upper: Piece, lower: Piece) -> list[Line]:
    """The lines of two pages, without one that the break cut in two, and hidden ones only if no page shows them."""
    last = next((n for n in reversed(range(len(above))) if above[n].shown), None)
    first = next((n for n, line in enumerate(below) if line.shown), None)
    if last is not None and first is not None:
        # Other producers leave out the signs of a cut line that have nothing to print on their side of the break.
        above, below = _without_half(above, last + 1, below[first]), _without_half(below, first - 1, above[last])
        first = next(n for n, line in enumerate(below) if line.shown)
        if _repeated(above[last], below[first], upper, lower):
            below = below[:first] + below[first + 1 :]
    shown_lines = [line for line in (*above, *below) if line.shown]
    seen = {_key(line.shown) for line in shown_lines}
    return [
        line
        for line in (*above, *below)
        if line.shown or not (_key(line.full) in seen or any(_is_end_of(line, whole) for whole in shown_lines))
    ]


def _is_end_of(line: Line, whole: Line) -> bool:
    """Whether a hidden line is what a program has left of one that the other page shows: its last signs, at their
    place."""
    return line.x0 > whole.x0 + whole.em and abs(line.x1 - whole.x1) < whole.em and whole.shown.endswith(line.full)


def _without_half(text_lines: list[Line], at: int, whole: Line) -> list[Line]:
    """The lines without the hidden one next to the break, when the other page shows it."""
    if not 0 <= at < len(text_lines) or text_lines[at].shown or not _alike(text_lines[at].full, whole.shown):
        return text_lines
    return text_lines[:at] + text_lines[at + 1 :]


def _alike(first: str, two: str) -> bool:
    return Indel.normalized_similarity(_key(first), _key(two)) >= _ALIKE


def _repeated(last: Line, first: Line, upper: Piece, lower: Piece) -> bool:
    cut_below = last.y + _DESCENT * last.em > upper.box.y1 + _CUT * last.em
    cut_above = first.y - _ASCENT * first.em < lower.box.y0 - _CUT * first.em
    return (cut_below or cut_above) and _alike(last.shown, first.shown)
