"""Two change tables side by side: rows that hold a row of each are taken apart, the second table below the first."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from pia_audit.documents.blocks import Cell, Row, is_lost
from pia_audit.documents.table_heads import NUMBER, head_of, role_of
from pia_audit.japanese.patterns import regex

_FEWEST = 4
"""Columns that a change table has at least."""
_NEAR = 1.0
_PLACES = (
    regex(r"(?P<part>.*)!(?P<letters>[A-Z]{1,3})(?P<row>[0-9]+)"),
    regex(r"T(?P<part>[0-9]+)R(?P<row>[0-9]+)C(?P<column>[0-9]+)"),
    regex(r"p(?P<part>[0-9]+):(?P<column>-?[0-9]+),(?P<row>-?[0-9]+),.*"),
    regex(r"(?P<part>)L(?P<row>[0-9]+)(?:\.(?P<column>[0-9]+))?"),
)


class Spot(Struct, frozen=True):
    """Where a cell stands: the sheet, table or page, and row and column in it, counted from wherever it does.

    On a page of a PDF both are points.
    """

    part: str
    row: int
    column: int


def spot_of(locator: str) -> Spot | None:
    """Where a place is; ``None`` for one of another kind."""
    for form in _PLACES:
        if match := form.fullmatch(locator):
            groups = match.groupdict()
            letters = groups.get("letters")
            column = _number(letters) if letters else int(groups.get("column") or 0)
            return Spot(groups["part"], int(groups["row"]), column)
    return None


def _number(letters: str) -> int:
    out = 0
    for letter in letters:
        out = out * 26 + ord(letter) - 64
    return out


class _Pair(Struct):
    """Two tables side by side while their rows are gone through: where the second begins, and its rows."""

    part: str
    column: int
    rows: list[Row] = field(default_factory=list)


def split_side_by_side(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows of a document, each of two change tables that stand side by side as rows of its own.

    Args:
        rows: the rows in reading order.

    Returns:
        The same rows; where a header has the columns of two change tables, the rows below it are cut where the second
        begins, and the second table stands whole below the first, from its title on.
    """
    out: list[Row] = []
    pair: _Pair | None = None
    for row in rows:
        cut = _second(row)
        spot = spot_of(row.cells[cut].locator) if cut else None
        if spot is not None or (pair is not None and _is_elsewhere(row, pair)):
            out += pair.rows if pair else ()
            pair = None
        if spot is not None:
            pair = _Pair(spot.part, spot.column)
            if out and (title := _cut(out[-1], pair))[1] is not None and _is_above(out[-1], spot):
                out[-1:] = [title[0]] if title[0] else []
                pair.rows.append(title[1])
        if pair is None:
            out.append(row)
            continue
        first, second = _cut(row, pair)
        out += [first] if first else []
        pair.rows += [second] if second else []
    return (*out, *(pair.rows if pair else ()))


def _second(row: Row) -> int:
    """At which cell of a header line a second header begins, 0 for any other row."""
    texts = [c.text for c in row.cells]
    if len(texts) < 2 * _FEWEST or head_of(texts) is None:
        return 0
    roles = [role_of(text) for text in texts]
    for at in range(_FEWEST, len(texts) - _FEWEST + 1):
        if roles[at] is not None and (roles[at] in roles[:at] or roles[at] == NUMBER):
            return at if head_of(texts[:at]) is not None and head_of(texts[at:]) is not None else 0
    return 0


def _is_elsewhere(row: Row, pair: _Pair) -> bool:
    """Whether a row stands on another sheet or in another table than the two; those of a PDF go on on the next page."""
    spot = spot_of(row.locator)
    if spot is None or spot.part == pair.part:
        return spot is None
    return not (row.locator.startswith("p") and row.ruled and len(row.cells) >= 2 * _FEWEST)


def _is_above(row: Row, spot: Spot) -> bool:
    """Whether a row is a title of few words over the second table."""
    title_spot = spot_of(row.locator)
    return title_spot is not None and title_spot.part == spot.part and len([c for c in row.cells if c.full_text]) <= 2


def _cut(row: Row, pair: _Pair) -> tuple[Row | None, Row | None]:
    """The cells of a row that stand in the first table, and those in the second; ``None`` where none says a thing."""
    parts: tuple[list[Cell], list[Cell]] = ([], [])
    for cell in row.cells:
        spot = spot_of(cell.locator)
        parts[spot is not None and spot.column > pair.column - _NEAR].append(cell)
    first, second = (Row(tuple(cells), row.ruled) if any(map(_says, cells)) else None for cells in parts)
    return first, second


def _says(cell: Cell) -> bool:
    return bool(cell.full_text) or is_lost(cell) or cell.merged
