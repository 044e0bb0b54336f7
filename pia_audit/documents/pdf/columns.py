"""Fits the rows of the change table to its header: its columns may stand beside row numbers or be divided or joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.documents.blocks import Cell, Row, is_lost, merged_cells
from pia_audit.documents.pdf.shapes import Box
from pia_audit.documents.pdf.tables import Band, Piece, Stack
from pia_audit.documents.pdf.texts import cells
from pia_audit.documents.table_heads import ROLES, head_of, joined_heads, role_of
from pia_audit.model import Unread

_FEWEST = 4
"""Columns that the change table has at least."""
_NEAR = 3.0
_TITLE, _LONGEST_TITLE = "特定個人情報保護評価書", 60
_TEXTS = ("before", "after")
_NAMING = ("day", "label", "timing")
"""Columns by which a row with one text of its own is a change, where the other text is joined over several rows."""


def rows(bands: Iterable[Band], source: str, problems: list[Unread]) -> Iterator[Row]:
    """Every row with its texts; those of the change table with one cell for each column of its header."""
    table = _Columns()
    below_head = False
    for band, following in pairwise((*bands, None)):
        if band is None or below_head:  # the second line of a header
            below_head = False
            continue
        row_cells = cells(band)
        if table.heads and _begins_report(row_cells):
            table = _Columns()
        if band.ruled:
            boxes = [stack.pieces[0].box for stack in band.stacks]
            page = band.stacks[0].pieces[0].page
            if following is not None and (head := _two_lines(band, row_cells, following)) is not None:
                boxes, row_cells = head
                below_head = True
            head_line = head_of([cell.text for cell in row_cells]) if len(boxes) >= _FEWEST else None
            if head_line is not None:
                at = head_line.first
                table, row_cells = _Columns(boxes[at:], head_line.roles), row_cells[at:]
            elif table.heads and len(row_cells) == len(boxes):
                row_cells = table.fitted(band.stacks, row_cells, page, source, problems)
        yield Row(row_cells, band.ruled)


def _begins_report(row_cells: tuple[Cell, ...]) -> bool:
    """Whether a row is the title of a report: another one follows in the file, and no cell of it is of the table."""
    texts = [cell.text for cell in row_cells if cell.text]
    return len(texts) == 1 and len(texts[0]) < _LONGEST_TITLE and _TITLE in texts[0]


def _two_lines(band: Band, row_cells: tuple[Cell, ...], following: Band) -> tuple[list[Box], tuple[Cell, ...]] | None:
    """A header whose second line stands in cells below cells of its first, as one line: its columns and their cells."""
    if not following.ruled or len(row_cells) < _FEWEST - 1 or not any(role_of(cell.text) for cell in row_cells):
        return None
    if len(band.stacks) != len(row_cells) or any(len(stack.pieces) > 1 for stack in (*band.stacks, *following.stacks)):
        return None
    upper = [stack.pieces[0] for stack in band.stacks]
    lower = [stack.pieces[0] for stack in following.stacks]
    parts = [[n for n, low in enumerate(lower) if _stands_on(low, high)] for high in upper]
    if sorted(n for part in parts for n in part) != list(range(len(lower))):
        return None
    under = cells(following)
    boxes: list[Box] = []
    titles: list[Cell] = []
    above, below, first_below = dict[int, str](), dict[int, str](), dict[int, int]()
    for high, cell, part in zip(upper, row_cells, parts, strict=True):
        first = len(boxes)
        above[first] = cell.text
        for n in part:
            first_below[len(boxes)] = first
            below[len(boxes)] = under[n].text
            boxes.append(lower[n].box)
            titles.append(under[n])
        if not part:
            boxes.append(high.box)
            titles.append(cell)
    both = joined_heads(_filled(above), _filled(below), first_below)
    if both is None:
        return None
    return boxes, tuple(replace(cell, text=both.get(n, "")) for n, cell in enumerate(titles))


def _stands_on(low: Piece, high: Piece) -> bool:
    """Whether a cell stands right below another, within its width."""
    inside = low.box.x0 >= high.box.x0 - _NEAR and low.box.x1 <= high.box.x1 + _NEAR
    return low.page == high.page and inside and abs(low.box.y0 - high.box.y1) <= _NEAR


def _filled(texts: dict[int, str]) -> dict[int, str]:
    return {n: text for n, text in texts.items() if text}


class _Columns(Struct):
    """The columns of a change table, and those of its cells that reach below the row they begin in, on any page."""

    heads: list[Box] = field(default_factory=list)
    roles: tuple[str | None, ...] = ()
    tall: list[tuple[Stack, Cell]] = field(default_factory=list)

    def fitted(
        self, stacks: list[Stack], row_cells: tuple[Cell, ...], page: int, source: str, problems: list[Unread]
    ) -> tuple[Cell, ...]:
        """The cells of a row below each head as one, as they are if some fit none; those left of the table are dropped.

        A cell that goes over several rows is ``merged`` in all but its first: it says the same there where the row has
        texts of its own, as such a cell of a workbook does, and is empty where the row goes on from the one above. Of
        one that goes over several columns it cannot be told which of them its text is for.
        """
        boxes = [stack.pieces[0].box for stack in stacks]
        top = boxes[0].y0
        self.tall = [(stack, cell) for stack, cell in self.tall if _reaches(stack, page, top)]
        below: list[list[Cell]] = [[] for _ in self.heads]
        joined = False
        for box, cell in zip(boxes, row_cells, strict=True):
            covered_columns = [n for n, head in enumerate(self.heads) if _covers(box, head)]
            if not covered_columns and (box.x0 + box.x1) / 2 < self.heads[0].x0:
                continue
            covered_columns = covered_columns or [
                n for n, head in enumerate(self.heads) if head.x0 <= (box.x0 + box.x1) / 2 < head.x1
            ]
            if not covered_columns or len(covered_columns) == len(self.heads):
                return row_cells
            for column in covered_columns:
                below[column].append(cell if len(covered_columns) == 1 else replace(cell, lost=True))
            joined = joined or len(covered_columns) > 1
        shared = {
            column: over
            for column, head in enumerate(self.heads)
            if not below[column] and (over := [t for t in self.tall if _covers(t[0].pieces[0].box, head)])
        }
        filled = {
            role: any(c.full_text or is_lost(c) for c in below[n])
            for n, role in enumerate(self.roles[: len(below)])
            if role and n not in shared
        }
        for column, over in shared.items():
            below[column].append(self._shared(column, *over[-1], row_cells[0].locator, page, filled))
        if not all(below):
            return row_cells
        if joined:
            problems.append(
                Unread(source, "pdf-joined-columns", row_cells[0].locator, {"text": _short(row_cells)}, fatal=False)
            )
        self.tall += zip(stacks, row_cells, strict=True)
        return tuple(map(merged_cells, below))

    def _shared(
        self, column: int, stack: Stack, cell: Cell, locator: str, page: int, filled: Mapping[str, bool]
    ) -> Cell:
        """What a cell that began in a row above says in this one; ``filled`` says of the columns in which this row has
        a cell of its own whether that has a text.

        In a row that is a change it says the same again.
        """
        wide = sum(_covers(stack.pieces[0].box, head) for head in self.heads) > 1
        if wide or self.roles[column] not in ROLES or not _is_change(filled, cut=stack.pieces[0].page != page):
            return Cell("", locator, merged=True)
        return Cell(
            cell.full_text, locator if column == 0 else cell.locator, lost=cell.lost, merged=True, struck=cell.struck,
            unseen=cell.unseen,
        )  # fmt: skip


def _is_change(filled: Mapping[str, bool], *, cut: bool) -> bool:
    """Whether a row below a joined cell is a change, by the columns in which it has a cell of its own and whether
    that says something.

    Of a cell that began on a page before, that is sure where both texts are there: what one of them has alone may be
    the rest of the row that the page's end cut.
    """
    texts = [filled[role] for role in _TEXTS if role in filled]
    if len(texts) == len(_TEXTS):
        return all(texts) or (any(texts) and not cut)
    has_label = filled.get("label", False) if not texts else any(texts) and any(filled.get(role) for role in _NAMING)
    return has_label and not cut


def _reaches(stack: Stack, page: int, top: float) -> bool:
    """Whether a cell goes on below a height of a page, that is not over on the pages before."""
    last = stack.pieces[-1]
    return last.page > page or (last.page == page and last.box.y1 > top + _NEAR)


def _covers(box: Box, head: Box) -> bool:
    """Whether a cell stands over the whole width of a column."""
    return box.x0 <= head.x0 + _NEAR and box.x1 >= head.x1 - _NEAR


def _short(row_cells: tuple[Cell, ...]) -> str:
    return " ".join(" ".join(cell.text for cell in row_cells if cell.text).split())[:40]
