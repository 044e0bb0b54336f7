"""Texts that are drawn beyond the cell they begin in: a row too low for its text, of a program that does not cut it.

The lines that stand over the next row are told from that row's own by the order of drawing: programs draw a table cell
by cell, so a text that goes on below its cell is followed by cells that stand before those below.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from pia_audit.documents.pdf.lattice import Lattice
from pia_audit.documents.pdf.lines import groups
from pia_audit.documents.pdf.shapes import Box, Glyph

_NEAR = 2.0
_SAME_LINE, _SAME_PITCH, _SAME_START = 0.35, 0.25, 0.6
"""In em of the text: how far the baselines of a line lie apart, the steps from line to line, and the lines' starts."""
_STEP = (0.9, 2.2)
"""From one line to the next, in em, where a cell has one line only."""
_OVERPRINT, _CLOSE = 0.5, 0.55
"""Signs that lie over each other by so many em, and lines that lie closer than so many, cannot be told apart."""
_MOST_OVER = 3
"""So many such signs of a cell are told."""


def set_back(
    grid: Lattice,
    ordered: Sequence[Glyph],
    owners: Sequence[int],
    inside: dict[int, list[Glyph]],
    loose: list[Glyph],
) -> list[Box]:
    """Set lines that are drawn beyond their cells back into them.

    Args:
        grid: the cells of the page.
        ordered: the signs of the page as they are drawn.
        owners: the number of the cell of each of them, -1 for one in no cell.
        inside: the signs of each cell, by its number; changed.
        loose: the signs in no cell; changed.

    Returns:
        The cells that have got signs back.
    """
    moved = _Walk(grid, ordered, owners).moved()
    if not moved:
        return []
    places = {id(ordered[at]) for at in moved}
    loose[:] = [glyph for glyph in loose if id(glyph) not in places]
    for number in {owners[at] for at in moved} - {-1}:
        inside[number] = [glyph for glyph in inside[number] if id(glyph) not in places]
    for at, number in moved.items():
        inside.setdefault(number, []).append(ordered[at])
    return [grid.spaces[number].box for number in sorted(set(moved.values()))]


class _Walk:
    """Goes through the signs of a page as they are drawn."""

    def __init__(self, grid: Lattice, ordered: Sequence[Glyph], owners: Sequence[int]) -> None:
        self.grid, self.ordered, self.owners = grid, ordered, owners
        self.last = dict(zip(owners, range(len(owners)), strict=True))
        self._rows: dict[int, list[int]] = {}

    def moved(self) -> dict[int, int]:
        """The signs that belong to another cell than they stand in, by their place in the order."""
        out: dict[int, int] = {}
        end = 0
        for at, (upper, lower) in enumerate(pairwise(self.owners), 1):
            if upper == lower or upper < 0 or at < end or not self._leaves(at, upper, lower):
                continue
            end = self._end(at, upper)
            out.update(dict.fromkeys(range(at, end), upper))
        return out

    def _leaves(self, at: int, upper: int, lower: int) -> bool:
        """Whether the line that begins here goes on from the cell of the sign before, which it stands below."""
        glyph, box = self.ordered[at], self.grid.spaces[upper].box
        if glyph.hider is not None or self.ordered[at - 1].hider is not None or not self._goes_on(at, upper):
            return False
        if lower >= 0 and not _is_below(self.grid.spaces[lower].box, box):
            return False
        spaces_after = [n for n in self._row_of(upper) if self.grid.spaces[n].box.x0 >= box.x1 - _NEAR]
        if lower < 0:
            return any(self.last[n] > at for n in spaces_after)
        under = self.grid.spaces[lower].box
        spaces_before = [n for n in self._row_of(lower) if self.grid.spaces[n].box.x1 <= under.x0 + _NEAR]
        if spaces_before:
            # Programs may draw all cells of one line before those of several: such a line is the lower cell's own text.
            is_own = not self._lines(at, upper)[1] and self.last[lower] < self._end(at, upper)
            return not is_own and any(self.last[n] > at for n in spaces_before)
        return any(self.last[n] > at for n in spaces_after) and self.last[lower] >= self._end(at, upper)

    def _row_of(self, number: int) -> set[int]:
        """The cells with signs that stand in a row."""
        if not self._rows:
            for n in self.last.keys() - {-1}:
                self._rows.setdefault(round(self.grid.spaces[n].box.y0), []).append(n)
        box = self.grid.spaces[number].box
        near = (n for y in range(round(box.y0 - _NEAR), round(box.y0 + _NEAR) + 1) for n in self._rows.get(y, ()))
        return {n for n in near if abs(self.grid.spaces[n].box.y1 - box.y1) <= _NEAR}

    def _goes_on(self, at: int, number: int) -> bool:
        """Whether the line that begins here stands one step below the last of a cell, at its beginning."""
        glyph, above = self.ordered[at], self.ordered[at - 1]
        box = self.grid.spaces[number].box
        start, step = self._lines(at, number)
        close = abs(glyph.x0 - start) <= _SAME_START * glyph.em and abs(glyph.em - above.em) < _NEAR / 2
        down = glyph.y - above.y
        if not (close and glyph.y > box.y1 and glyph.x0 >= box.x0 - _NEAR and down > 0):
            return False
        low, high = _STEP
        return low * glyph.em <= down <= high * glyph.em and (not step or abs(down - step) <= _SAME_PITCH * glyph.em)

    def _lines(self, at: int, number: int) -> tuple[float, float]:
        """Where the lines begin that are drawn before a sign in its cell, and the last step between two of them."""
        starts: list[Glyph] = []
        nth = at - 1
        while nth >= 0 and self.owners[nth] == number:
            glyph = self.ordered[nth]
            if starts and abs(starts[-1].y - glyph.y) <= _SAME_LINE * glyph.em:
                starts[-1] = glyph
            elif len(starts) == 2:
                break
            else:
                starts.append(glyph)
            nth -= 1
        step = starts[0].y - starts[1].y if len(starts) == 2 else 0.0
        return starts[0].x0, step

    def _end(self, at: int, number: int) -> int:
        """Behind the last sign that goes on from a cell, line by line."""
        start = self.ordered[at].x0
        end = at
        while end < len(self.ordered):
            glyph, above = self.ordered[end], self.ordered[end - 1]
            same_line = end > at and abs(glyph.y - above.y) <= _SAME_LINE * glyph.em and glyph.x0 >= above.x0
            low, high = _STEP
            next_line = (
                low * glyph.em <= glyph.y - above.y <= high * glyph.em
                and abs(glyph.x0 - start) <= _SAME_START * glyph.em
            )
            if glyph.hider is not None or not (same_line or next_line) or self.owners[end] == number:
                break
            if glyph.x1 > self.grid.spaces[number].box.x1 + glyph.em:
                break
            end += 1
        return end


def _is_below(box: Box, upper: Box) -> bool:
    """Whether a cell stands right below another, in its column."""
    same = abs(box.x0 - upper.x0) <= _NEAR and abs(box.x1 - upper.x1) <= _NEAR
    return same and abs(box.y0 - upper.y1) <= _NEAR


def _lies_on(glyph: Glyph, line: Sequence[Glyph]) -> bool:
    """Whether a sign lies within the width of one of a line's, which is ordered from the left."""
    at = bisect_left(line, glyph.x1, key=lambda g: g.x0)
    return at > 0 and line[at - 1].x1 > glyph.x0


def is_overprinted(glyphs: Sequence[Glyph]) -> bool:
    """Whether texts of a cell are drawn over each other, so that their signs cannot be told apart."""
    if len(glyphs) < 2 * _MOST_OVER or _stand_apart(glyphs):
        return False
    return _over(glyphs) >= _MOST_OVER


def _stand_apart(glyphs: Sequence[Glyph]) -> bool:
    """Whether signs of one size, none of them hidden, are given line by line and from the left in each, and none lies
    on the one before: so it is in nearly every cell."""
    em = glyphs[0].em
    near, step = _OVERPRINT * em, max(_CLOSE, _SAME_LINE) * em
    _, last_x0, last_x1, last_y, _, hider, _ = glyphs[0]
    if hider is not None:
        return False
    for _, x0, x1, y, size, hider, _ in glyphs[1:]:
        if size != em or hider is not None:
            return False
        if not (last_x0 <= x0 >= last_x1 - near if y == last_y else y - last_y > step):
            return False
        last_x0, last_x1, last_y = x0, x1, y
    return True


def _over(glyphs: Sequence[Glyph]) -> int:
    """How many signs lie on another one, or on the line above."""
    over = 0
    above: list[Glyph] = []
    for line in groups([g for g in glyphs if g.hider is None]):
        ordered = sorted(line, key=lambda g: g.x0)
        for one, two in pairwise(ordered):
            over += one.char != two.char and two.x0 < one.x1 - _OVERPRINT * min(one.em, two.em)
        if above and 0 < line[0].y - above[0].y < _CLOSE * min(line[0].em, above[0].em):
            over += sum(_lies_on(glyph, above) for glyph in line)
        above = ordered
    return over
