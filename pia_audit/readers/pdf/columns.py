"""Fits the rows of the change table to its header: its columns may stand beside row numbers or be divided in print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pia_audit.readers.blocks import Cell, Row
from pia_audit.readers.history import head_at
from pia_audit.readers.pdf.shapes import Box
from pia_audit.readers.pdf.tables import Band
from pia_audit.readers.pdf.texts import cells

_WIDE = 5
"""From so many cells on a row is one of the change table, each cell from one ruled one."""


def rows(bands: Iterable[Band]) -> Iterator[Row]:
    """Every row with its texts; those of the change table with one cell for each column of its header."""
    heads: list[Box] = []
    for band in bands:
        found = cells(band)
        if band.ruled and len(band.stacks) >= _WIDE:
            boxes = [stack.pieces[0].box for stack in band.stacks]
            at = head_at([cell.text for cell in found])
            if at is not None:
                heads, found = boxes[at:], found[at:]
            elif heads and len(found) != len(heads):
                found = _in_columns(heads, boxes, found)
        yield Row(found, band.ruled)


def _in_columns(heads: list[Box], boxes: list[Box], found: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells below each head as one; those left of the table are its rows' numbers. As they are if some fit none."""
    below: list[list[Cell]] = [[] for _ in heads]
    for box, cell in zip(boxes, found, strict=True):
        middle = (box.x0 + box.x1) / 2
        if middle < heads[0].x0:
            continue
        column = next((i for i, head in enumerate(heads) if head.x0 <= middle < head.x1), None)
        if column is None:
            return found
        below[column].append(cell)
    return tuple(map(_one, below)) if all(below) else found


def _one(parts: list[Cell]) -> Cell:
    """Cells side by side as one."""
    if len(parts) == 1:
        return parts[0]
    text = "\n".join(part.text for part in parts if part.text)
    hidden = "\n".join(part.hidden for part in parts if part.hidden) or None
    whole = "\n".join(part.said for part in parts if part.said) if hidden else None
    return Cell(text, parts[0].locator, hidden, lost=any(part.lost for part in parts), whole=whole)
