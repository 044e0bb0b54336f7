"""The cells that a page's rules enclose.

The rules' places form a grid; two slots of it belong to one cell when no rule stands between them. Where
vertical rules end and no rule closes them, the table goes on on another page: it is closed there, and the
cell remembers that it is open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct

from pia_audit.documents.pdf.shapes import Box, Rule, TooComplex

MAX_SLOTS = 400_000
"""Most slots of a page's grid; a full page of a form has about 1,000."""
_SNAP = 2.0
"""Rules no further apart than this many points are one, drawn twice or for two neighbours."""
_REACH = 3.0
"""A rule may end this many points before the one it meets, and have gaps of this length (dashes)."""
_SHORTEST = 10.0
"""A shorter line, in points, is a stroke of a letter or a drawing."""
_STUB, _TOUCH = 4.0, 1.0
"""A rule as short as this counts when it touches, within a point, a rule across it."""
_NARROWEST = 3.0


class Space(Struct, frozen=True):
    """A ruled cell: its box, and whether its table goes on below the page."""

    box: Box
    open_below: bool


class Lattice(Struct, frozen=True):
    """The grid of a page; ``owners[row][column]`` is the number of the cell a slot belongs to, -1 for none."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owners: tuple[tuple[int, ...], ...]
    spaces: tuple[Space, ...]

    def at(self, x: float, y: float) -> int:
        """The number of the cell around a point, -1 when it stands in none."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if not (0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1):
            return -1
        return self.owners[row][column]


def lattice(across: Iterable[Rule], down: Iterable[Rule]) -> Lattice:
    """The cells between horizontal and vertical rules; raises :class:`TooComplex` for a page that is no form."""
    level = merge(across)
    upright = [r for r in merge(down, _STUB) if r.end - r.start >= _SHORTEST or _stands_on(level, r)]
    ends = _loose_ends(level, upright)
    return _Grid(level, upright, ends).cells()


def _stands_on(level: list[Rule], stub: Rule) -> bool:
    """Whether a short upright rule begins or ends on a level one: of a row cut by the page's end little is left."""
    ends = (stub.start, stub.end)
    return any(r.start <= stub.at <= r.end and min(abs(r.at - e) for e in ends) <= _TOUCH for r in level)


def merge(rules: Iterable[Rule], shortest: float = _SHORTEST) -> list[Rule]:
    """Rules that stand on one line as one, those too short to enclose a text left out."""
    ordered = sorted(rules)
    out: list[Rule] = []
    first = 0
    for index in range(1, len(ordered) + 1):
        if index == len(ordered) or ordered[index].at - ordered[first].at > _SNAP:
            group = ordered[first:index]
            at = sum(r.at for r in group) / len(group)
            out += (r for r in _joined(at, group) if r.end - r.start >= shortest)
            first = index
    return out


def _joined(at: float, group: list[Rule]) -> list[Rule]:
    spans: list[Rule] = []
    for rule in sorted(group, key=lambda r: r.start):
        if spans and rule.start <= spans[-1].end + _REACH:
            spans[-1] = Rule(at, spans[-1].start, max(spans[-1].end, rule.end))
        else:
            spans.append(Rule(at, rule.start, rule.end))
    return spans


def _loose_ends(level: list[Rule], upright: list[Rule]) -> list[Rule]:
    """Rules to close what is open: between neighbours that begin or end together with nothing across them."""
    if len(upright) * len(level) > MAX_SLOTS:
        raise TooComplex
    tops: dict[int, float] = {}
    bottoms: dict[int, float] = {}
    for rule in upright:
        tops.setdefault(round(rule.start / _REACH), rule.start)
        bottoms.setdefault(round(rule.end / _REACH), rule.end)
    if (len(tops) + len(bottoms)) * len(upright) > MAX_SLOTS:
        raise TooComplex
    closing_rules = [r for y in bottoms.values() for r in _between(level, upright, y, below=True)]
    closing_rules += [r for y in tops.values() for r in _between(level, upright, y, below=False)]
    places = sorted({r.at for r in level})
    return [r._replace(at=_nearest(places, r.at)) for r in merge(closing_rules)]


def _nearest(places: list[float], at: float) -> float:
    """The place of a rule that stands as good as there, so that the grid gets no second one beside it."""
    near = bisect_left(places, at)
    close = [p for p in places[max(near - 1, 0) : near + 1] if abs(p - at) <= _REACH]
    return min(close, key=lambda p: abs(p - at)) if close else at


def _between(level: list[Rule], upright: list[Rule], y: float, *, below: bool) -> Iterable[Rule]:
    inside = y - 2 * _REACH if below else y + 2 * _REACH
    standing = sorted(r for r in upright if r.start <= inside <= r.end)
    for left_rule, right_rule in pairwise(standing):
        ends = [(r.end if below else r.start) for r in (left_rule, right_rule)]
        if all(abs(end - y) <= _REACH for end in ends) and not any(
            abs(r.at - y) <= _REACH and r.start <= left_rule.at + _REACH and r.end >= right_rule.at - _REACH
            for r in level
        ):
            yield Rule(y, left_rule.at, right_rule.at)


class _Grid:
    """Which edges of the grid's slots are ruled."""

    def __init__(self, level: list[Rule], upright: list[Rule], ends: list[Rule]) -> None:
        self.xs = sorted({r.at for r in upright})
        self.ys = sorted({r.at for r in (*level, *ends)})
        self.columns, self.rows = max(len(self.xs) - 1, 0), max(len(self.ys) - 1, 0)
        if self.columns * self.rows > MAX_SLOTS:
            raise TooComplex
        self.over = [[False] * self.columns for _ in range(self.rows + 1)]
        self.beside = [[False] * (self.columns + 1) for _ in range(self.rows)]
        self.by_loose: set[tuple[int, int]] = set()
        self._draw(level, upright, ends)

    def _draw(self, level: list[Rule], upright: list[Rule], ends: list[Rule]) -> None:
        row_of = {y: i for i, y in enumerate(self.ys)}
        column_of = {x: i for i, x in enumerate(self.xs)}
        for rule in level:
            for column in _covered(self.xs, rule):
                self.over[row_of[rule.at]][column] = True
        for rule in ends:
            row = row_of[rule.at]
            for column in _covered(self.xs, rule):
                if not self.over[row][column]:
                    self.over[row][column] = True
                    self.by_loose.add((row, column))
        for rule in upright:
            for row in _covered(self.ys, rule):
                self.beside[row][column_of[rule.at]] = True

    def cells(self) -> Lattice:
        """The cells, numbered from above; what is not a closed rectangle is none."""
        owners = [[-2] * self.columns for _ in range(self.rows)]
        spaces: list[Space] = []
        for row in range(self.rows):
            for column in range(self.columns):
                if owners[row][column] == -2:
                    slots, closed = self._flood(owners, row, column)
                    space = self._space(slots) if closed else None
                    number = len(spaces) if space else -1
                    for r, c in slots:
                        owners[r][c] = number
                    if space:
                        spaces.append(space)
        return Lattice(tuple(self.xs), tuple(self.ys), tuple(map(tuple, owners)), tuple(spaces))

    def _flood(self, owners: list[list[int]], row: int, column: int) -> tuple[list[tuple[int, int]], bool]:
        """The slots reached from one without crossing a rule, and whether none lies at an open edge of the grid."""
        owners[row][column] = -3
        slots, closed = [(row, column)], True
        for r, c in slots:
            for ruled, nr, nc in (
                (self.over[r][c], r - 1, c),
                (self.over[r + 1][c], r + 1, c),
                (self.beside[r][c], r, c - 1),
                (self.beside[r][c + 1], r, c + 1),
            ):
                if ruled:
                    continue
                if not (0 <= nr < self.rows and 0 <= nc < self.columns):
                    closed = False
                elif owners[nr][nc] == -2:
                    owners[nr][nc] = -3
                    slots.append((nr, nc))
        return slots, closed

    def _space(self, slots: list[tuple[int, int]]) -> Space | None:
        r0, r1 = min(r for r, _ in slots), max(r for r, _ in slots) + 1
        c0, c1 = min(c for _, c in slots), max(c for _, c in slots) + 1
        box = Box(self.xs[c0], self.ys[r0], self.xs[c1], self.ys[r1])
        if len(slots) != (r1 - r0) * (c1 - c0) or min(box.x1 - box.x0, box.y1 - box.y0) < _NARROWEST:
            return None
        return Space(box, open_below=any((r1, c) in self.by_loose for c in range(c0, c1)))


def _covered(places: list[float], rule: Rule) -> range:
    """The slots between ``places`` that a rule covers from one end to the other."""
    return range(bisect_left(places, rule.start - _REACH), bisect_right(places, rule.end + _REACH) - 1)
