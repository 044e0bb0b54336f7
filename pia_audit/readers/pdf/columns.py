"""Fits the rows of the change table to its header: its columns may stand beside row numbers or be divided or joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pia_audit.model import Unread
from pia_audit.readers.blocks import Cell, Row, merged_cells
from pia_audit.readers.history import head_at
from pia_audit.readers.pdf.shapes import Box
from pia_audit.readers.pdf.tables import Band, Stack
from pia_audit.readers.pdf.texts import cells

_FEWEST = 4
"""Columns that the change table has at least."""
_NEAR = 3.0


def rows(bands: Iterable[Band], source: str, problems: list[Unread]) -> Iterator[Row]:
    """Every row with its texts; those of the change table with one cell for each column of its header."""
    table = _Columns()
    for band in bands:
        found = cells(band)
        if band.ruled:
            boxes = [stack.pieces[0].box for stack in band.stacks]
            page = band.stacks[0].pieces[0].page
            at = head_at([cell.text for cell in found]) if len(band.stacks) >= _FEWEST else None
            if at is not None:
                table, found = _Columns(boxes[at:], page, list(boxes[at:])), found[at:]
            elif table.heads and len(found) == len(boxes):
                found = table.fitted(band.stacks, found, page, source, problems)
        yield Row(found, band.ruled)


@dataclass(slots=True)
class _Columns:
    """The columns of a change table, and those of its cells on a page that reach below the row they begin in."""

    heads: list[Box] = field(default_factory=list)
    page: int = 0
    tall: list[Box] = field(default_factory=list)

    def fitted(
        self, stacks: list[Stack], found: tuple[Cell, ...], page: int, source: str, problems: list[Unread]
    ) -> tuple[Cell, ...]:
        """The cells of a row below each head as one, as they are if some fit none; those left of the table are dropped.

        A cell that goes over several rows is empty and ``merged`` in all but its first; of one that goes over several
        columns it cannot be told which of them its text is for.
        """
        boxes = [stack.pieces[0].box for stack in stacks]
        top = boxes[0].y0
        self.tall = [box for box in self.tall if page == self.page and box.y1 > top + _NEAR]
        self.page = page
        below: list[list[Cell]] = [[] for _ in self.heads]
        joined = False
        for box, cell in zip(boxes, found, strict=True):
            over = [n for n, head in enumerate(self.heads) if _covers(box, head)]
            if not over and (box.x0 + box.x1) / 2 < self.heads[0].x0:
                continue
            over = over or [n for n, head in enumerate(self.heads) if head.x0 <= (box.x0 + box.x1) / 2 < head.x1]
            if not over or len(over) == len(self.heads):
                return found
            for column in over:
                below[column].append(cell if len(over) == 1 else replace(cell, lost=True))
            joined = joined or len(over) > 1
        for column, head in enumerate(self.heads):
            if not below[column] and any(_covers(box, head) for box in self.tall):
                below[column].append(Cell("", found[0].locator, merged=True))
        if not all(below):
            return found
        if joined:
            problems.append(
                Unread(source, "pdf-joined-columns", found[0].locator, {"text": _short(found)}, fatal=False)
            )
        self.tall += boxes
        return tuple(map(merged_cells, below))


def _covers(box: Box, head: Box) -> bool:
    """Whether a cell stands over the whole width of a column."""
    return box.x0 <= head.x0 + _NEAR and box.x1 >= head.x1 - _NEAR


def _short(found: tuple[Cell, ...]) -> str:
    return " ".join(" ".join(cell.text for cell in found if cell.text).split())[:40]
