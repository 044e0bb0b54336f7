"""What every reader hands over: rows of cells with their place in the source, and nothing of any form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from msgspec import Struct, field

from pia_audit.model import Unread

MAX_CELL = 100_000
"""Longest cell that is compared, in characters. A workbook cell holds 32,767 at most; more is no form."""


def row_place(locator: str) -> str:
    """The place of a row from that of its first cell: ``L27`` of ``L27.1``; other places stay as they are."""
    return re.sub(r"^(L\d+)\.\d+$", r"\1", locator)


class Cell(Struct, frozen=True):
    """One cell or line of text, cleaned of markup, with its place (``L27.2`` = line 27, column 2).

    ``hidden`` is text the file holds and its print does not show; ``whole`` is then all of it in order.
    ``lost`` tells that the cell's text could not be had, ``merged`` that the cell is part of one that begins in a row
    above, where its text stands. ``struck`` are words that stand there struck through and ``unseen`` words that nobody
    sees: both are no part of ``text``. ``day`` is the day a cell holds, however it shows it.
    ``drawn`` tells that something lies there that is no text: a picture, a control. ``cut`` tells that the lines fill a
    cell of a print down to its edge, so that more may stand in it than the print has.
    """

    text: str
    locator: str
    hidden: str | None = None
    lost: bool = False
    whole: str | None = None
    merged: bool = False
    struck: str | None = None
    unseen: str | None = None
    day: date | None = None
    drawn: bool = False
    cut: bool = False

    @property
    def full_text(self) -> str:
        """What the cell says, whether its print shows all of it or not."""
        return self.text if self.whole is None else self.whole


def is_lost(cell: Cell) -> bool:
    """Whether what a cell says cannot be told: lost, or nothing but what is struck through, unseen, or no text."""
    return cell.lost or bool((cell.struck or cell.unseen or cell.drawn) and not cell.full_text)


def merged_cells(cells: Sequence[Cell]) -> Cell:
    """Cells side by side as one, a line each."""
    if len(cells) == 1:
        return cells[0]

    def lines(name: str) -> str | None:
        return "\n".join(t for t in (getattr(c, name) for c in cells) if t) or None

    return Cell(
        lines("text") or "",
        cells[0].locator,
        hidden=lines("hidden"),
        lost=any(c.lost for c in cells),
        whole=lines("full_text") if any(c.whole is not None for c in cells) else None,
        merged=any(c.merged for c in cells) and not any(c.full_text and not c.merged for c in cells),
        struck=lines("struck"),
        unseen=lines("unseen"),
        day=next((c.day for c in cells if c.day), None),
        drawn=any(c.drawn for c in cells),
        cut=any(c.cut for c in cells),
    )


class Row(Struct, frozen=True):
    """One table row, or a plain line as a row of one cell (then ``ruled`` is false)."""

    cells: tuple[Cell, ...]
    ruled: bool

    @property
    def locator(self) -> str:
        """Where the row begins."""
        return row_place(self.cells[0].locator) if self.cells else ""


class Document(Struct, frozen=True):
    """A file as rows in reading order.

    ``keeps_ticks`` is false when the conversion that made the file loses the state of tick boxes: an
    empty box then says nothing.
    """

    source: str
    sha256: str
    rows: tuple[Row, ...]
    encoding: str
    keeps_ticks: bool
    problems: tuple[Unread, ...] = field(default=())
