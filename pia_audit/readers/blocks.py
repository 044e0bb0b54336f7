"""What every reader hands over: rows of cells with their place in the source, and nothing of any form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pia_audit.model import Unread

MAX_CELL = 100_000
"""Longest cell that is compared, in characters. A workbook cell holds 32,767 at most; more is no form."""


def row_place(locator: str) -> str:
    """The place of a row from that of its first cell: ``L27`` of ``L27.1``; other places stay as they are."""
    return re.sub(r"^(L\d+)\.\d+$", r"\1", locator)


@dataclass(slots=True, unsafe_hash=True)  # not frozen: there are thousands, and a frozen one takes longer to make
class Cell:
    """One cell or line of text, cleaned of markup, with its place (``L27.2`` = line 27, column 2).

    ``hidden`` is text the file holds and its print does not show; ``whole`` is then all of it in order.
    ``lost`` tells that the cell's text could not be had, ``merged`` that the cell is part of one that begins in a row
    above, where its text stands.
    """

    text: str
    locator: str
    hidden: str | None = None
    lost: bool = False
    whole: str | None = None
    merged: bool = False

    @property
    def said(self) -> str:
        """What the cell says, whether its print shows all of it or not."""
        return self.text if self.whole is None else self.whole


@dataclass(frozen=True, slots=True)
class Row:
    """One table row, or a plain line as a row of one cell (then ``ruled`` is false)."""

    cells: tuple[Cell, ...]
    ruled: bool

    @property
    def locator(self) -> str:
        """Where the row begins."""
        return row_place(self.cells[0].locator) if self.cells else ""


@dataclass(frozen=True, slots=True)
class Document:
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
