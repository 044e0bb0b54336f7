"""Whether a text is seen, where its place and mark alone do not tell: the page is drawn with it and without it.

Text in the colour of what lies behind it, below a box that is drawn later, or on a layer that is switched off changes
nothing of the page. Only pages with such a text are drawn.
"""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from pia_audit.documents.pdf import calls
from pia_audit.documents.pdf.objects import NOTHING, Drawn, colour_of
from pia_audit.documents.pdf.shapes import MIDDLE, SAME, Area, Box, Colour, Glyph, Matrix, Unseen
from pia_audit.documents.pdf.views import turned_view

INK, TINY, OUTSIDE, BLACKENED, COVERED, WHITE, LAYER = (
    "ink", "tiny", "outside", "blackened", "covered", "white", "layer"
)  # fmt: skip
"""Why nobody sees a text."""
_PALE = 225
"""Text of which each of red, green and blue is at least this may be white on white."""
_NEAR = 40
"""Colours that differ by less, of 255, in each of red, green and blue cannot be told apart with certainty."""
_SEEN = 20
"""What a text must change of a pixel's red, green or blue to be seen."""
_MOST = 0.5
"""A sign is unseen where more than this part of its place has its own colour, whatever rule crosses the rest."""
_DARK = 110
_TILE, _MOST_TILES = 32.0, 256
"""Areas are looked for by tiles of so many points; one over more tiles is looked at for every sign."""
_PAPER: Colour = (255, 255, 255)
_SCALE = 2.0
_MOST_PIXELS = 8_000_000
_HIGH, _LOW = 0.85, 0.12
"""A sign's ink lies within so many em above and below its baseline."""
_TOP, _FOOT, _INSET = 0.65, 0.1, 0.2
"""From there to there above the baseline, and so much of its width away from its sides, is its middle."""


class Doubts:
    """Which of a page's texts may be unseen, by their colour, their layer and what is drawn over or below them."""

    def __init__(self, drawn: Drawn, covers: Iterable[Box], *, layers: bool) -> None:
        self._drawn, self._layers = drawn, layers
        self._order = {item: at for at, item in enumerate(drawn.texts)}
        self._colours: dict[int, Colour | None] = {}
        last = len(drawn.texts)
        areas_and_covers = (*drawn.areas, *(Area(box, last, None) for box in covers))
        self._risky = [a for a in areas_and_covers if a.after or a.colour is None or min(a.colour) < _PALE]

    def why(self, item: int, mode: int) -> str:
        """Why a text may be unseen by itself; empty when it is seen unless something covers it."""
        marks = self._drawn.marked.get(item)
        if (marks and marks.layered) or (self._layers and item in self._drawn.framed):
            return LAYER
        colour = self._colours[item] = colour_of(item, filled=mode not in _STROKED)
        if colour is None:
            return ""
        if colour is NOTHING:
            return INK
        if min(colour) < _PALE:
            return ""
        return "" if mode in _OUTLINED and _is_outlined(item) else WHITE

    def covered(self, glyphs: list[Glyph], items: list[int]) -> tuple[list[Glyph], list[Doubtful]]:
        """The signs, each with its text object, without those that something drawn later, or as dark, may hide."""
        if not self._risky:
            return glyphs, []
        levels: dict[float, list[int]] = {}
        for at, glyph in enumerate(glyphs):
            levels.setdefault(glyph.y, []).append(at)
        heights = sorted(levels)
        tallest_em = max((g.em for g in glyphs), default=0.0)
        hit_indexes: set[int] = set()
        for area in self._risky:
            x0, y0, x1, y1 = area.box
            for y in heights[bisect_left(heights, y0) : bisect_right(heights, y1 + tallest_em)]:
                for at in levels[y]:
                    _, left, right, _, em, hider, _ = glyphs[at]
                    inside = hider is None and x0 <= (left + right) / 2 <= x1 and y0 <= y - MIDDLE * em <= y1
                    if inside and at not in hit_indexes and self._hides(area, items[at]):
                        hit_indexes.add(at)
        if not hit_indexes:
            return glyphs, []
        doubtful = [Doubtful(COVERED, glyphs[at], items[at]) for at in sorted(hit_indexes)]
        return [glyph for at, glyph in enumerate(glyphs) if at not in hit_indexes], doubtful

    def _hides(self, area: Area, item: int) -> bool:
        if area.after > self._order.get(item, 0):
            return True
        colour = self._colours.get(item)
        return colour is not None and area.colour is not None and _alike(area.colour, colour)

    def over(self, item: int, x: float, y: float) -> list[Area]:
        """What is drawn over a point after a text."""
        text_order = self._order.get(item, 0)
        tiles, large = self._tiles
        near = (*large, *tiles.get((math.floor(x / _TILE), math.floor(y / _TILE)), ()))
        return [a for a in near if a.after > text_order and _meet(a.box, Box(x, y, x, y))]

    @cached_property
    def _tiles(self) -> tuple[dict[tuple[int, int], list[Area]], list[Area]]:
        """The areas by the tiles of the page that they lie on, and those that lie on many."""
        tiles: dict[tuple[int, int], list[Area]] = {}
        large: list[Area] = []
        for area in self._risky:
            x0, top, x1, bottom = (math.floor(tile / _TILE) for tile in area.box)
            if (x1 - x0 + 1) * (bottom - top + 1) > _MOST_TILES:
                large.append(area)
                continue
            for tile in product(range(x0, x1 + 1), range(top, bottom + 1)):
                tiles.setdefault(tile, []).append(area)
        return tiles, large

    def ground(self, item: int, x: float, y: float) -> Colour:
        """The colour a text is drawn on at a point."""
        order = self._order.get(item, 0)
        below = [a.colour for a in self._drawn.areas if a.after <= order and _meet(a.box, Box(x, y, x, y))]
        return next((colour for colour in reversed(below) if colour is not None), _PAPER)


_STROKED = frozenset((1, 5))
_OUTLINED = frozenset((2, 6))
"""Ways to draw text that fill it and draw a line around it."""


def _is_outlined(item: int) -> bool:
    """Whether the line around the letters of a text shows where they do not."""
    colour = colour_of(item, filled=False)
    return colour is None or (colour is not NOTHING and min(colour) < _PALE)


def _alike(first: Colour, two: Colour) -> bool:
    return all(abs(a - b) < _NEAR for a, b in zip(first, two, strict=True))


def _meet(first: Box, two: Box) -> bool:
    return first.x0 <= two.x1 and two.x0 <= first.x1 and first.y0 <= two.y1 and two.y0 <= first.y1


class Doubtful(NamedTuple):
    """A sign that may be unseen, why, and the text object it is of."""

    why: str
    glyph: Glyph
    item: int


def settled(page: Any, doubtful: list[Doubtful], doubts: Doubts, view: Matrix) -> tuple[list[Glyph], list[Unseen]]:
    """The signs that are seen, and those that are not, by what they change of the page ``page``."""
    whole, without_texts = _pictures(page, {d.item for d in doubtful})
    pixels = to_pixels(page, view)
    seen: list[Glyph] = []
    unseen: list[Unseen] = []
    seen_items: set[int] = set()
    hidden: list[Doubtful] = []
    drawable: dict[int, bool] = {}
    for doubtful_sign in doubtful:
        glyph = doubtful_sign.glyph
        if glyph.hider is not None:
            hidden.append(doubtful_sign)
            continue
        pixel_box = pixels.box([(glyph.x0, glyph.y - _HIGH * glyph.em), (glyph.x1, glyph.y + _LOW * glyph.em)])
        core = pixels.box(_core(glyph))
        if whole.differs(without_texts, pixel_box):
            why = _lost_in_its_ground(doubtful_sign, without_texts, core, doubts)
        elif _is_drawable(page, doubtful_sign.item, drawable):
            why = _reason(doubtful_sign, whole, core, doubts) or _lost_in_its_ground(
                doubtful_sign, without_texts, core, doubts
            )
        else:
            why = _likely(doubtful_sign, doubts)
        if why:
            unseen.append(Unseen(why, glyph))
        else:
            seen_items.add(doubtful_sign.item)
            seen.append(glyph)
    for doubtful_sign in hidden:  # a clip hides it, whatever else does: it counts as the rest of its text does
        if doubtful_sign.item in seen_items or doubtful_sign.why == COVERED:
            seen.append(doubtful_sign.glyph)
        else:
            unseen.append(Unseen(doubtful_sign.why, doubtful_sign.glyph))
    return seen, unseen


def to_pixels(page: Any, view: Matrix) -> Matrix:
    """From the page as it is read to the page as it is drawn, in points from its upper left corner."""
    return _inverse(view).then(turned_view(page.raw, pdfium.FPDFPage_GetRotation(page.raw) % 4)[0])


def _core(glyph: Glyph) -> list[tuple[float, float]]:
    """The middle of a sign's place, away from the edges of what covers it."""
    inset = _INSET * (glyph.x1 - glyph.x0)
    return [(glyph.x0 + inset, glyph.y - _TOP * glyph.em), (glyph.x1 - inset, glyph.y - _FOOT * glyph.em)]


def _lost_in_its_ground(doubtful_sign: Doubtful, without_texts: _Picture, core: Box, doubts: Doubts) -> str:
    """Why a sign is unseen that stands for the most part on its own colour; empty for one that one sees.

    A rule or an edge of shading that crosses a white letter, or ends at it, is cut by it: the page changes there, and
    nobody reads the letter.
    """
    _, glyph, item = doubtful_sign
    mode = calls.render_mode(item)
    colour = colour_of(item, filled=mode not in _STROKED)
    if colour is None or colour is NOTHING or mode in _OUTLINED or without_texts.share(core, colour) <= _MOST:
        return ""
    if doubts.over(item, (glyph.x0 + glyph.x1) / 2, glyph.y - MIDDLE * glyph.em):
        return ""
    return BLACKENED if max(colour) < _DARK else WHITE


def _reason(doubtful_sign: Doubtful, whole: _Picture, pixel_box: Box, doubts: Doubts) -> str:
    """Why a sign that changes nothing of the page is unseen; empty where another one may stand there."""
    if doubtful_sign.why == LAYER:
        return LAYER
    middle = (
        (doubtful_sign.glyph.x0 + doubtful_sign.glyph.x1) / 2,
        doubtful_sign.glyph.y - MIDDLE * doubtful_sign.glyph.em,
    )
    covering_areas = doubts.over(doubtful_sign.item, *middle)
    tone = whole.tone(pixel_box)
    if tone is None:
        return COVERED if any(a.colour is None for a in covering_areas) else ""
    if tone < _DARK:  # also where the black was there before and the text is black itself
        return BLACKENED
    if covering_areas:
        return COVERED
    return doubtful_sign.why if doubtful_sign.why != COVERED else WHITE


def _is_drawable(page: Any, item: int, drawable: dict[int, bool]) -> bool:
    """Whether a text leaves ink when it is drawn alone: of a font nobody has it leaves none, seen or not."""
    if item not in drawable:
        font = calls.font_of(item)
        drawable[item] = bool(font and calls.is_embedded(font)) or _leaves_ink(page, item)
    return drawable[item]


def _leaves_ink(page: Any, item: int) -> bool:
    text = ctypes.cast(item, pdfium.FPDF_PAGEOBJECT)
    bitmap = pdfium.FPDFTextObj_GetRenderedBitmap(page.pdf.raw, page.raw, text, 1.0)
    if not bitmap:
        return False
    try:
        size = pdfium.FPDFBitmap_GetStride(bitmap) * pdfium.FPDFBitmap_GetHeight(bitmap)
        return any(ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), size))
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _likely(doubtful_sign: Doubtful, doubts: Doubts) -> str:
    """Why a sign of a font that cannot be drawn here is unseen, by colours and places alone; empty for one seen."""
    middle = (
        (doubtful_sign.glyph.x0 + doubtful_sign.glyph.x1) / 2,
        doubtful_sign.glyph.y - MIDDLE * doubtful_sign.glyph.em,
    )
    tones = [max(a.colour) for a in doubts.over(doubtful_sign.item, *middle) if a.colour is not None]
    if any(tone < _DARK for tone in tones):
        return BLACKENED
    colour = colour_of(doubtful_sign.item, filled=calls.render_mode(doubtful_sign.item) not in _STROKED)
    same = colour is not None and _alike(colour, doubts.ground(doubtful_sign.item, *middle))
    return WHITE if same and doubtful_sign.why != LAYER else ""


def below_covers(glyphs: list[Glyph], unseen: list[Unseen], doubts: Doubts) -> tuple[list[Glyph], list[Unseen]]:
    """The signs without those that a clip hides in a place that a box covers: what is blackened stays so in whole."""
    covered = [u.glyph for u in unseen if u.why in (BLACKENED, COVERED)]
    if not covered:
        return glyphs, unseen
    boxes = {a.box for g in covered for a in doubts.over(0, (g.x0 + g.x1) / 2, g.y - MIDDLE * g.em)}
    visible_glyphs: list[Glyph] = []
    for glyph in glyphs:
        if glyph.hider is not None and any(_half(glyph.hider, box) for box in boxes):
            unseen.append(Unseen(COVERED, glyph))
        else:
            visible_glyphs.append(glyph)
    return visible_glyphs, unseen


def _half(clip: Box, cover: Box) -> bool:
    both = clip.meets(cover)
    area = (clip.x1 - clip.x0) * (clip.y1 - clip.y0)
    return (both.x1 - both.x0) * (both.y1 - both.y0) >= area / 2


class _Picture(NamedTuple):
    """A page as drawn, three or four bytes a pixel."""

    data: bytes
    width: int
    height: int
    stride: int
    depth: int
    scale: float

    def _rows(self, box: Box) -> Iterator[tuple[int, int]]:
        """Where the rows of a place begin and end in the data."""
        x0, x1 = max(math.floor(box.x0 * self.scale), 0), min(math.ceil(box.x1 * self.scale), self.width)
        y0, y1 = max(math.floor(box.y0 * self.scale), 0), min(math.ceil(box.y1 * self.scale), self.height)
        for row in range(y0, y1):
            if x1 > x0:
                yield row * self.stride + x0 * self.depth, row * self.stride + x1 * self.depth

    def differs(self, second_picture: _Picture, box: Box) -> bool:
        """Whether two pictures of a page differ in a place by what one can see."""
        for start, end in self._rows(box):
            row_bytes, two = self.data[start:end], second_picture.data[start:end]
            if row_bytes != two and any(abs(a - b) >= _SEEN for a, b in zip(row_bytes, two, strict=True)):
                return True
        return False

    def share(self, box: Box, colour: Colour) -> float:
        """Which part of a place has a colour, as far as one can tell it from others."""
        alike, count = 0, 0
        order = colour[::-1]  # a page is drawn in blue, green, red
        for start, end in self._rows(box):
            row = self.data[start:end]
            parts = zip(*(row[at :: self.depth] for at in range(3)), strict=True)
            alike += sum(all(abs(a - b) < _SEEN for a, b in zip(pixel, order, strict=True)) for pixel in parts)
            count += (end - start) // self.depth
        return alike / count if count else 0.0

    def tone(self, box: Box) -> int | None:
        """How light (0–255) a place is that has one colour, ``None`` where something is drawn there."""
        least, highest, total, count = [255] * 3, [0] * 3, 0, 0
        for start, end in self._rows(box):
            for at in range(3):
                part = self.data[start + at : end : self.depth]
                least[at], highest[at] = min(least[at], *part, 255), max(highest[at], *part, 0)
                total, count = total + sum(part), count + len(part)
        if any(high - low >= _SEEN for low, high in zip(least, highest, strict=True)):
            return None
        return total // count if count else 255


def _pictures(page: Any, items: set[int]) -> tuple[_Picture, _Picture]:
    """The page as it is, and without these texts."""
    whole = _picture(page)
    try:
        for item in items:
            calls.activate(item, 0)
        return whole, _picture(page)
    finally:
        for item in items:
            calls.activate(item, 1)


def _picture(page: Any) -> _Picture:
    width, height = page.get_size()
    scale = min(_SCALE, math.sqrt(_MOST_PIXELS / max(width * height, 1.0)))
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=True, maybe_alpha=False)
    try:
        return _Picture(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels, scale)
    finally:
        bitmap.close()


def _inverse(view: Matrix) -> Matrix:
    """The way back of a turn by quarters."""
    a, b, c, d, e, f = view
    determinant = a * d - b * c
    if not determinant:
        return SAME
    turned = Matrix(d / determinant, -b / determinant, -c / determinant, a / determinant, 0, 0)
    x, y = turned.point(e, f)
    return turned._replace(e=-x, f=-y)
