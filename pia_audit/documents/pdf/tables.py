"""A page as rows of cells and loose lines, in reading order."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.documents.pdf.lattice import Lattice, lattice
from pia_audit.documents.pdf.lines import groups, line_of, wrapped
from pia_audit.documents.pdf.overflow import is_overprinted, set_back
from pia_audit.documents.pdf.shapes import MIDDLE, NOWHERE, Box, Glyph, Page
from pia_audit.documents.pdf.sight import BLACKENED, COVERED
from pia_audit.japanese.patterns import regex

_MARK = regex(r"[\s\-‐-―−ー~～/0-9０-９pPページ頁]{1,16}")
_MARGIN = 0.1
"""A page mark stands in the upper or lower tenth of its page."""
_ON_EDGE = 2.0
"""The middle of a line that stands below a table is further from its last rule than so many points."""
_ABOVE_RULE = 0.35
"""In em: of a line that stands on a rule the middle is further from it."""
_UNDER_COVER = frozenset((BLACKENED, COVERED))
"""What somebody covered on purpose is given to nobody."""
_SIGNS = 2.5
_SPOT = 8.0
"""A smaller image, in points, is a bullet or a texture."""
_DOT = 2.5
"""One smaller than this is no picture even where it stands alone in its cell."""
_WHOLE = 0.8
_NOWHERE = float("nan")
_CLOSE = 0.3
"""Signs of one word stand no further apart, in parts of their size."""
_INSET = 1.5
"""A clip may reach over the rules around its cell by less than this many points."""


class Piece(Struct, frozen=True):
    """A cell as far as one page prints it.

    ``struck`` are its signs that are struck through, ``unseen`` those that nobody sees but those below a cover;
    ``lost`` tells that some are blackened, or that it holds a picture and no text.
    """

    page: int
    box: Box
    glyphs: tuple[Glyph, ...]
    open_below: bool = False
    struck: tuple[Glyph, ...] = ()
    unseen: tuple[Glyph, ...] = ()
    lost: bool = False

    @property
    def locator(self) -> str:
        """Page from 1 and box in whole points, such as ``p3:40,120,310,188``."""
        return f"p{self.page}:" + ",".join(str(round(v)) for v in self.box)


class Stack(Struct):
    """A cell: its pieces, of which each but the first stands on the page after the one before."""

    pieces: list[Piece]


class Band(Struct):
    """A row of a table, or a loose line as a row of one cell."""

    stacks: list[Stack]
    ruled: bool


class Sheet(Struct):
    """The rows of a page from above, where its lowest ruled cell ends, in points, and its pictures in ruled cells.

    ``head`` is where a change table begins that could not be set into rows, ``beyond`` are cells whose text is drawn
    beyond them, ``overprinted`` those in which texts are drawn over each other.
    """

    number: int
    height: float
    bands: list[Band] = field(default_factory=list)
    floor: float = 0.0
    pictures: list[Box] = field(default_factory=list)
    head: float | None = None
    beyond: list[Box] = field(default_factory=list)
    overprinted: list[Box] = field(default_factory=list)


def sheet(page: Page) -> Sheet:
    """The rows of one page; raises :class:`~pia_audit.documents.pdf.shapes.TooComplex`."""
    grid = lattice(page.across, page.down)
    inside, loose, owners = _sorted_out(grid, page.glyphs)
    beyond = set_back(grid, page.glyphs, owners, inside, loose)
    loose = _with_tails(grid, inside, loose)
    cell_asides = _Aside(grid, page)
    placed: list[tuple[float, float, Band]] = []
    rows: dict[float, list[Piece]] = {}
    overprinted: list[Box] = []
    for number, space in enumerate(grid.spaces):
        piece = Piece(page.number, space.box, tuple(inside.get(number, ())), space.open_below)
        if number in cell_asides.cells:
            piece = cell_asides.beside(piece, number)
        if is_overprinted(piece.glyphs):
            overprinted.append(space.box)
            piece = replace(piece, glyphs=(), lost=True)
        rows.setdefault(space.box.y0, []).append(piece)
    if cell_asides.small:
        rows = {top: cell_asides.with_small(pieces) for top, pieces in rows.items()}
    for top, pieces in rows.items():
        ordered = sorted(pieces, key=lambda p: p.box.x0)
        if _are_strokes(ordered):
            loose += (glyph for piece in ordered for glyph in piece.glyphs)
            continue
        placed.append((top, ordered[0].box.x0, Band([Stack([p]) for p in ordered], ruled=True)))
    _fill_gaps(placed, page)
    edge = max((space.box.x1 for space in grid.spaces), default=0.0)
    for text_lines in wrapped(groups(loose), edge):
        first = line_of(text_lines[0])
        if len(text_lines) > 1 or not is_mark(first.full, first.y, page.height):
            glyphs = tuple(glyph for group in text_lines for glyph in group)
            last = text_lines[-1][0].y
            box = Box(first.x0, first.y - first.em, max([first.x1, *(g.x1 for g in glyphs)]), max(first.y, last))
            placed.append((box.y0, box.x0, Band([Stack([Piece(page.number, box, glyphs)])], ruled=False)))
    placed.sort(key=lambda p: p[:2])
    floor = max((space.box.y1 for space in grid.spaces), default=0.0)
    return Sheet(
        page.number,
        page.height,
        [band for _, _, band in placed],
        floor,
        cell_asides.pictures,
        None,
        beyond,
        overprinted,
    )


def _with_tails(grid: Lattice, inside: dict[int, list[Glyph]], loose: list[Glyph]) -> list[Glyph]:
    """Give the last cell of a row what of its line reaches over its edge, as office programs let it; the rest stays."""
    ends: dict[float, list[tuple[float, int]]] = {}
    for owner, glyphs in inside.items() if loose else ():
        edge = grid.spaces[owner].box.x1
        for glyph in glyphs:
            if glyph.hider is None and glyph.x1 > edge - glyph.em:
                ends.setdefault(glyph.y, []).append((glyph.x1, owner))
    out: list[Glyph] = []
    for glyph in loose if ends else ():
        line = ends.get(glyph.y, [])
        end = next((e for e in line if abs(glyph.x0 - e[0]) < _CLOSE * glyph.em and e[0] > glyph.x0 - glyph.em), None)
        if end is None:
            out.append(glyph)
            continue
        inside[end[1]].append(glyph)
        line[line.index(end)] = (glyph.x1, end[1])
    return out if ends else loose


def _fill_gaps(placed: list[tuple[float, float, Band]], page: Page) -> None:
    """Give a row the cells of the row above that nobody sees in it: a cell in white letters has its border in white.

    Only where unseen signs stand where the cell would be.
    """
    signs = [g for why, g in page.unseen if why not in _UNDER_COVER]
    ruled = sorted((p for p in placed if p[2].ruled), key=lambda p: p[:2]) if signs else []
    for (_, _, above), (_, _, band) in pairwise(ruled):
        pieces = [stack.pieces[0] for stack in band.stacks]
        columns = [(p.box.x0 - _ON_EDGE, p.box.x1 + _ON_EDGE) for p in pieces]
        for upper_box in (stack.pieces[0].box for stack in above.stacks):
            if (
                any(x0 < (upper_box.x0 + upper_box.x1) / 2 < x1 for x0, x1 in columns)
                or upper_box.y1 > pieces[0].box.y0 + _ON_EDGE
            ):
                continue
            box = Box(upper_box.x0, pieces[0].box.y0, upper_box.x1, pieces[0].box.y1)
            inside = tuple(g for g in signs if box.x0 <= g.x0 <= box.x1 and box.y0 <= g.y <= box.y1)
            if inside:
                band.stacks.append(Stack([Piece(page.number, box, (), unseen=inside)]))
        band.stacks.sort(key=lambda stack: stack.pieces[0].box.x0)


def _are_strokes(row: list[Piece]) -> bool:
    """Whether what looks like cells are strokes of a letter drawn as a shape: they are smaller than their sign."""
    em = max((g.em for piece in row for g in piece.glyphs), default=0.0)
    wide = row[-1].box.x1 - row[0].box.x0
    return wide < _SIGNS * em and all(piece.box.y1 - piece.box.y0 < em for piece in row)


class _Aside:
    """What of a page stands in its cells and is no live text: struck, unseen and blackened signs, and pictures."""

    def __init__(self, grid: Lattice, page: Page) -> None:
        self._struck = _by_cell(grid, page.struck)
        self._unseen = _by_cell(grid, [g for why, g in page.unseen if why not in _UNDER_COVER])
        blackened = _by_cell(grid, [g for why, g in page.unseen if why == BLACKENED])
        picture_of = {grid.at((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2): b for b in page.images if _is_picture(b, page)}
        self._pictured = {number: box for number, box in picture_of.items() if number >= 0}
        self.pictures = list(self._pictured.values())
        self._blackened = blackened.keys()
        self.cells = {*self._struck, *self._unseen, *blackened, *self._pictured}
        images = (box for box in page.images if _DOT <= min(box.x1 - box.x0, box.y1 - box.y0) < _SPOT)
        self.small: dict[Box, Box] = {}
        for box in (*images, *page.figures):
            number = grid.at((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
            if number >= 0 and box.meets(cell := grid.spaces[number].box) == box:
                self.small.setdefault(cell, box)

    def beside(self, piece: Piece, number: int) -> Piece:
        """A cell with what stands in it beside its text."""
        lost = number in self._blackened or (number in self._pictured and not piece.glyphs)
        struck, unseen = self._struck.get(number, ()), self._unseen.get(number, ())
        return replace(piece, struck=tuple(struck), unseen=tuple(unseen), lost=lost)

    def with_small(self, row: list[Piece]) -> list[Piece]:
        """The cells of a row, those lost that hold nothing but a small picture: a ring, a tick.

        Only beside texts: what lies in cells without any is a drawing of lines and arrows.
        """
        if not any(piece.glyphs for piece in row):
            return row
        drawn_on = [p for p in row if p.box in self.small]
        self.pictures += (self.small[piece.box] for piece in drawn_on)
        empty = [p for p in drawn_on if not (p.glyphs or p.struck or p.unseen or p.lost)]
        return [replace(piece, lost=True) if any(piece is p for p in empty) else piece for piece in row]


def _by_cell(grid: Lattice, glyphs: Iterable[Glyph]) -> dict[int, list[Glyph]]:
    return _sorted_out(grid, [g if g.hider is None else g._replace(hider=None) for g in glyphs])[0]


def _is_picture(box: Box, page: Page) -> bool:
    """Whether an image is neither a spot nor the whole page."""
    wide, high = box.x1 - box.x0, box.y1 - box.y0
    return min(wide, high) >= _SPOT and wide * high < page.width * page.height * _WHOLE


def _sorted_out(grid: Lattice, glyphs: Iterable[Glyph]) -> tuple[dict[int, list[Glyph]], list[Glyph], list[int]]:
    """The glyphs of each cell, those that stand in none, and of each glyph the number of its cell, else -1.

    A hidden glyph belongs to the nearest place within its clip: it may lie far above or below its cell.
    """
    inside: dict[int, list[Glyph]] = {}
    loose: list[Glyph] = []
    owners: list[int] = []
    owner, (left, top, right, bottom), line = -1, NOWHERE, _NOWHERE
    for glyph in glyphs:
        _, x0, x1, y, em, clip, _ = glyph
        x, level = (x0 + x1) / 2, y - MIDDLE * em
        if clip is not None:  # the nearest place within
            low, high, far, deep = _inner(clip)
            x = low if x < low else far if x > far else x
            level = high if level < high else deep if level > deep else level
        # In the cell of the glyph before, also when it stands on the edge with the rest of its line.
        edge = _ON_EDGE if y == line and clip is None else 0.0
        line = y
        if not (left <= x < right and top - edge <= level < bottom + edge):
            owner = grid.at(x, level)
            if owner < 0 and clip is None:  # a line cut at the page's edge may stand on the end of its cell's rules
                reach = min(_ON_EDGE, _ABOVE_RULE * em)  # less than to a line that stands above a rule
                owner = max(grid.at(x, level - reach), grid.at(x, level + reach))
            left, top, right, bottom = grid.spaces[owner].box if owner >= 0 else NOWHERE
        owners.append(owner)
        if owner >= 0:
            inside.setdefault(owner, []).append(glyph)
        elif clip is None:
            loose.append(glyph)
    return inside, loose, owners


@lru_cache(maxsize=1024)
def _inner(clip: Box) -> Box:
    """A clip without its edges, which may reach over the rules."""
    wide, high = min(_INSET, (clip.x1 - clip.x0) / 2), min(_INSET, (clip.y1 - clip.y0) / 2)
    return Box(clip.x0 + wide, clip.y0 + high, clip.x1 - wide, clip.y1 - high)


def is_mark(text: str, y: float, height: float) -> bool:
    """Whether a line is the number of a page: at its head or foot, and nothing else on it."""
    at_edge = not height * _MARGIN < y < height * (1 - _MARGIN)
    return at_edge and _MARK.fullmatch(text) is not None
