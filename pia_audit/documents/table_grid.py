"""The rows of a sheet or of a page's table, set under the header of the change table where they stand below one.

Cells joined over rows are there in each row of texts; a cell joined over columns of the table is one cell too few.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.documents.blocks import Cell, Row, is_lost, merged_cells
from pia_audit.documents.table_heads import UNTITLED, Head, head_of, joined_heads, role_of

_FEWEST = 4
"""Columns that the change table has at least."""

_FEWEST_TITLES = 3
"""Words that its header, or the first line of it, has at least."""

Line = Mapping[int, Cell]
"""The cells of a row by column, 0 = first; empty ones may be left out."""


class Joins(Protocol):
    """Cells that are joined with others, by row: the columns of those below the first row of theirs, and of those that
    are wider than a column the first and the last column they cover, in each of their rows."""

    @property
    def below(self) -> Mapping[int, Collection[int]]:
        """Columns of cells that begin in a row above."""

    @property
    def across(self) -> Mapping[int, Mapping[int, int]]:
        """Last columns of wide cells by their first."""


Place = Callable[[int, int], str]
"""The place of a cell by its row and column."""


def rows(lines: Sequence[tuple[int, Line]], joins: Joins, locator_of: Place, across_places: list[str]) -> Iterator[Row]:
    """The rows of a table, those of the change table with a cell for each column of its header.

    Args:
        lines: number and cells of each row, in order.
        joins: which cells are joined.
        place: says where a cell stands.
        over: takes the places of cells that are joined over columns of the change table.
    """
    table: _Table | None = None
    skipped = False
    for at, (number, line) in enumerate(lines):
        if skipped:  # the second line of a header
            skipped = False
            continue
        following = lines[at + 1] if at + 1 < len(lines) else None
        head = _head(number, line, following, joins)
        if head is not None:
            head = _with_untitled(head, number, lines[at + head.lines :], joins)
            table, skipped = _Table(head, joins, locator_of, across_places), head.lines > 1
            yield Row(tuple(head.cells), ruled=True)
        elif table is None:
            yield Row(tuple(line[c] for c in sorted(line)), ruled=True)
        elif (row := table.row(number, line)) is not None:
            yield row


class _Columns(Struct):
    """A header line: its columns, its cells, and over how many lines it goes."""

    head: Head
    columns: list[int]
    cells: list[Cell]
    lines: int = 1


def _head(number: int, line: Line, following: tuple[int, Line] | None, joins: Joins) -> _Columns | None:
    """The header of the change table that begins with a row."""
    if len(line) < _FEWEST_TITLES:  # as of most rows
        return None
    texts = {c: line[c].text for c in sorted(line) if line[c].text}
    if len(texts) < _FEWEST_TITLES or not any(map(role_of, texts.values())):
        return None
    cells, lines = line, 1
    if following is not None:
        below = {c: cell.text for c, cell in following[1].items() if cell.text}
        wide = joins.across.get(number, {})
        first_of = {c: first for first, last in wide.items() for c in range(first, last + 1)}
        both = joined_heads(texts, below, first_of)
        if both is not None:
            texts, lines = both, 2
            cells = {**following[1], **{c: cell for c, cell in line.items() if cell.text}}
    columns = sorted(texts)
    head = head_of([texts[c] for c in columns])
    if head is None or len(columns) - head.first < _FEWEST:
        return None
    columns = columns[head.first :]
    return _Columns(head, columns, [replace(cells[c], text=texts[c]) for c in columns], lines)


def _with_untitled(head: _Columns, number: int, below: Sequence[tuple[int, Line]], joins: Joins) -> _Columns:
    """The header with a column for what stands under none of its titles: right of the last, which the explanation is
    not to be joined with, or between two beside a text of the column before it."""
    titled = head.columns
    covered = {c: max(joins.across.get(n, {}).get(c, c) for n in range(number, number + head.lines)) for c in titled}

    def untitled(at: int, line: Line) -> Iterator[int]:
        for column in line:
            left = titled[max(bisect_right(titled, column) - 1, 0)]
            if column <= covered[left] or not line[column].full_text or column in joins.below.get(at, ()):
                continue
            if left != titled[-1] and left in line and line[left].full_text and not head.head.is_stacked:
                yield column
            elif left == titled[-1] and head.head.roles[-1] == "note":
                yield covered[left] + 1

    columns: set[int] = set()
    for at, line in below if any(next(untitled(*one), None) is not None for one in below) else ():
        if _head(at, line, None, joins) is not None:
            break
        columns.update(untitled(at, line))
    if not columns:
        return head
    cells = dict(zip(titled, head.cells, strict=True)) | dict.fromkeys(columns, Cell(UNTITLED, head.cells[-1].locator))
    return _Columns(head.head, sorted(cells), [cells[c] for c in sorted(cells)], head.lines)


class _Table:
    """The change table below one header."""

    def __init__(self, head: _Columns, joins: Joins, locator_of: Place, across_places: list[str]) -> None:
        self.columns, self.roles = head.columns, head.head.roles
        self.joins, self.place, self.over = joins, locator_of, across_places
        self.above: dict[int, Cell] = {}
        self._own = frozenset(self.columns)

    def row(self, number: int, line: Line) -> Row | None:
        """A row's cells, one for each column; ``None`` for a row that has nothing but joined cells.

        What stands left of the table is the row's number; where there is nothing else, it is a line of its own.
        """
        filled = {c: cell for c, cell in line.items() if cell.full_text or is_lost(cell)}
        if filled and max(filled) < self.columns[0]:
            return Row(tuple(filled[c] for c in sorted(filled)), ruled=True)
        joined = set(self.joins.below.get(number, ()))
        if not joined and number not in self.joins.across and filled.keys() <= self._own:  # as most rows are
            self.above.update(filled)
            cells = [filled.get(c) or Cell("", self.place(number, c)) for c in self.columns]
            return Row(tuple(cells), ruled=True) if filled else None
        if not any(c >= self.columns[0] and c not in joined for c in filled):
            return None
        parts: list[list[Cell]] = [[] for _ in self.columns]
        for column in sorted(filled.keys() | joined):
            if column >= self.columns[0]:
                cell = self._joined(number, column) if column in joined else filled[column]
                self.above[column] = cell
                parts[self._index(column)].append(cell)
        places = (self.place(number, c) for c in self.columns)
        cells = [merged_cells(p) if p else Cell("", at) for at, p in zip(places, parts, strict=True)]
        return Row(tuple(self._apart(number, filled, joined, cells)), ruled=True)

    def _joined(self, number: int, column: int) -> Cell:
        """What a joined cell says in a row below its first."""
        above = self.above.get(column, Cell("", ""))
        return replace(above, merged=True, locator=self.place(number, column))

    def _index(self, column: int) -> int:
        return bisect_right(self.columns, column) - 1

    def _apart(self, number: int, filled: Line, joined: Collection[int], cells: list[Cell]) -> list[Cell]:
        """The cells of a row, those that a wide cell covers lost; both texts are, where it covers both.

        The place of a cell that is wide and goes over several rows is taken once.
        """
        wide = self.joins.across.get(number, {})
        for column, last in wide.items():
            if column not in filled and column not in joined:
                continue
            first, end = self._index(column), self._index(last)
            if first < 0 or end <= first or end - first + 1 >= len(cells):
                continue
            if column not in joined:
                self.over.append(filled[column].locator)
            both = {"before", "after"} <= set(self.roles[first : end + 1])
            for at in range(first if both else first + 1, end + 1):
                cells[at] = Cell("", cells[at].locator, lost=True)
        return cells
