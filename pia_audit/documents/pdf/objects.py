"""The drawing objects of a page: its rules, areas and images, and by what its texts are clipped and marked."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import pypdfium2.raw as pdfium
from msgspec import Struct, field

from pia_audit.documents.pdf import calls
from pia_audit.documents.pdf.marks import Marks, marks_of
from pia_audit.documents.pdf.shapes import SAME, Area, Box, Colour, Matrix, Rule, TooComplex

MAX_SEGMENTS = 200_000
"""Most path segments and objects of a page; the fullest page of a form has some hundreds."""
MAX_PAIRS = 4_000_000
"""Most pairs of a white rule and shading of a page."""
_MAX_DEPTH = 12
_THIN = 3.0
"""A filled shape no thicker than this many points is a rule, a thicker one is shading."""
_ROUND = 6
"""Of the path of a rule less than a sixth are curves (each counts three)."""
_SKEW = 0.5
_WHITE = 250
_BLOT = 40.0
"""A curved shape is an area, and no letter, when it is wider or higher than so many points."""
_SLOPE = 6.0
"""A line that crosses something out goes so far across and down at least, in points."""
_FIGURE, _DOT = 24.0, 2.5
"""A ring or a tick drawn as a shape is so high and wide at most, a dot of a rule so small."""

Points = list[tuple[float, float]]
Slope = tuple[tuple[float, float], tuple[float, float]]


class Drawn(Struct):
    """The rules of a page, its areas and images, its texts and the forms they stand in, by address.

    ``figures`` are small shapes that are no rules and no shading, ``slanted`` single lines from corner to corner,
    ``pictured`` is the images' area in square points,
    ``white`` the rules in white with their number among the areas (on shading one sees them), ``marked`` what the file
    says of texts, ``read`` the texts of which characters came.
    """

    view: Matrix
    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    pictured: float = 0.0
    areas: list[Area] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    figures: list[Box] = field(default_factory=list)
    slanted: list[Slope] = field(default_factory=list)
    white: list[tuple[bool, Rule, int]] = field(default_factory=list)
    marked: dict[int, Marks] = field(default_factory=dict)
    framed: dict[int, tuple[Matrix, Box | None]] = field(default_factory=dict)
    texts: list[int] = field(default_factory=list)
    read: set[int] = field(default_factory=set)
    budget: int = MAX_SEGMENTS

    def spend(self, count: int) -> None:
        """Counts what was looked at; raises :class:`TooComplex` when it is more than a page has."""
        self.budget -= count
        if self.budget < 0:
            raise TooComplex


def draw(page: int, view: Matrix) -> Drawn:
    """Walks the objects of a page once; ``view`` leads from the page's own space to points from the upper left."""
    drawn = Drawn(view)
    count = calls.count_objects(page)
    drawn.spend(max(count, 0))
    for index in range(count):
        _take(drawn, calls.object_of_page(page, index), view, None, 0)
    return drawn


def _take(drawn: Drawn, item: int, space: Matrix, frame: Box | None, depth: int) -> None:
    kind = calls.type_of(item)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        drawn.texts.append(item)
        if depth:
            drawn.framed[item] = (space, frame)
        if calls.count_marks(item):
            drawn.marked[item] = marks_of(item)
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        _rules(drawn, item, space, frame)
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        if (box := bounds(item, space)) is not None:
            drawn.pictured += (box.x1 - box.x0) * (box.y1 - box.y0)
            seen = box if frame is None else box.meets(frame)
            drawn.images.append(seen)
            drawn.areas.append(Area(seen, len(drawn.texts), None))
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
        inner, clip = matrix_of(item).then(space), clip_of(item, space, frame)
        count = calls.count_in_form(item)
        drawn.spend(max(count, 0))
        for index in range(count):
            _take(drawn, calls.object_of_form(item, index), inner, clip, depth + 1)


def white_on_shading(drawn: Drawn) -> tuple[list[Rule], list[Rule]]:
    """The rules in white that one sees, across and down: those whose middle lies on shading that is drawn before."""
    if len(drawn.white) * len(drawn.areas) > MAX_PAIRS:
        raise TooComplex
    out: tuple[list[Rule], list[Rule]] = [], []
    for level, rule, area_count in drawn.white:
        middle = (rule.start + rule.end) / 2
        x, y = (middle, rule.at) if level else (rule.at, middle)
        below = [a.colour for a in drawn.areas[:area_count] if _holds(a.box, x, y)]
        if below and below[-1] is not None and min(below[-1]) < _WHITE:
            out[not level].append(rule)
    return out


def _holds(box: Box, x: float, y: float) -> bool:
    return box.x0 - _SKEW <= x <= box.x1 + _SKEW and box.y0 - _SKEW <= y <= box.y1 + _SKEW


def matrix_of(item: int) -> Matrix:
    """From an object's own space to that of the page or form it stands in."""
    matrix = pdfium.FS_MATRIX()
    if not calls.matrix_of(item, ctypes.addressof(matrix)):
        return SAME
    return Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def bounds(item: int, space: Matrix) -> Box | None:
    """The rectangle around an object, ``None`` for nothing and for places that are no numbers."""
    ends = x0, bottom, x1, top = [ctypes.c_float() for _ in range(4)]
    if not calls.bounds_of(item, *map(ctypes.addressof, ends)):
        return None
    box = space.box([(x0.value, bottom.value), (x1.value, top.value)])
    return box if all(map(math.isfinite, box)) else None


def clip_of(item: int, space: Matrix, frame: Box | None) -> Box | None:
    """The rectangle outside of which an object does not print; ``None`` when nothing clips it."""
    clip = calls.clip_path(item)
    for path in range(calls.count_clips(clip)):  # -1 when there is none
        count = min(calls.count_clip_segments(clip, path), 1000)
        box = _rectangle(clip, path, space) if count in (4, 5) else None
        if box is None and count > 0:
            box = space.box([_point(calls.clip_segment(clip, path, i)) for i in range(count)])
        if box is not None:
            frame = box if frame is None else frame.meets(box)
    return frame


def _rectangle(clip: int, path: int, space: Matrix) -> Box | None:
    """A clip of four or five points by two that lie across; ``None`` when it is no rectangle.

    Every text of a page has one, so it is written without a call that can be spared.
    """
    calls.segment_point(calls.clip_segment(clip, path, 0), _X_AT, _Y_AT)
    x0, y0 = _X.value, _Y.value
    calls.segment_point(calls.clip_segment(clip, path, 2), _X_AT, _Y_AT)
    x1, y1 = _X.value, _Y.value
    return _box(space, x0, y0, x1, y1) if x0 != x1 and y0 != y1 else None


@lru_cache(maxsize=1024)
def _box(space: Matrix, x0: float, y0: float, x1: float, y1: float) -> Box:
    """A rectangle as the view has it; hundreds of texts share one."""
    return space.box([(x0, y0), (x1, y1)])


_X, _Y = ctypes.c_float(), ctypes.c_float()
_X_AT, _Y_AT = ctypes.addressof(_X), ctypes.addressof(_Y)


def _point(segment: int) -> tuple[float, float]:
    calls.segment_point(segment, _X_AT, _Y_AT)
    return _X.value, _Y.value


def _rules(drawn: Drawn, item: int, space: Matrix, frame: Box | None) -> None:
    count = calls.count_segments(item)
    drawn.spend(max(count, 0))
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    calls.draw_mode(item, ctypes.addressof(fill), ctypes.addressof(stroke))
    if not (fill.value or stroke.value):
        return
    to_view = matrix_of(item).then(space)
    curves, parts = _parts(item, count, to_view)
    filled = not stroke.value
    if curves * _ROUND > count or (count > 2 and _is_drawing(parts)):
        _figure(drawn, item, space, frame, filled=bool(fill.value))
    elif count == 2 and stroke.value and parts:
        _slope(drawn, parts[0], item)
    if curves * _ROUND > count:  # letters drawn as shapes, such as bold ones: their strokes are no rules
        if fill.value and (box := bounds(item, space)) and max(box.x1 - box.x0, box.y1 - box.y0) > _BLOT:
            _shade(drawn, item, [box], space, frame)
        return
    if fill.value:
        _shade(drawn, item, [box for part in parts if (box := _thick(part))], space, frame)
    straight_rules = [rule for part in parts for rule in _straight(part, filled=filled)]
    if straight_rules and (colour := colour_of(item, filled=filled)) is not NOTHING:
        clip = clip_of(item, space, frame)
        white = colour is not None and min(colour) >= _WHITE
        for level, rule in straight_rules:
            if (cut := _within(level, rule, clip)) is None:
                continue
            if white:
                drawn.white.append((level, cut, len(drawn.areas)))
            else:
                (drawn.across if level else drawn.down).append(cut)


def _is_drawing(parts: list[Points]) -> bool:
    """Whether straight pieces are more than rules, boxes and the one line that crosses out a blank cell."""
    slanted = 0
    for part in parts:
        slanted += sum(abs(ya - yb) > _SKEW and abs(xa - xb) > _SKEW for (xa, ya), (xb, yb) in pairwise(part))
    return slanted > 1


def _slope(drawn: Drawn, part: Points, item: int) -> None:
    """Keeps a single slanted line, which may cross out what it runs over."""
    if len(part) != 2:
        return
    (xa, ya), (xb, yb) = part
    colour = colour_of(item, filled=False)
    seen = colour is not NOTHING and (colour is None or min(colour) < _WHITE)
    if seen and abs(xa - xb) > _SLOPE and abs(ya - yb) > _SLOPE:
        drawn.slanted.append((part[0], part[1]))


def _figure(drawn: Drawn, item: int, space: Matrix, frame: Box | None, *, filled: bool) -> None:
    """Keeps where a small shape is drawn that may say something: a ring, a tick."""
    box = bounds(item, space)
    if box is None or not _DOT <= max(box.x1 - box.x0, box.y1 - box.y0) <= _FIGURE:
        return
    colour = colour_of(item, filled=filled)
    clip = clip_of(item, space, frame)
    if (
        colour is NOTHING
        or (colour is not None and min(colour) >= _WHITE)
        or min(box.x1 - box.x0, box.y1 - box.y0) <= _DOT / 2
    ):
        return
    if clip is None or (clip.x0 < box.x1 and box.x0 < clip.x1 and clip.y0 < box.y1 and box.y0 < clip.y1):
        drawn.figures.append(box)


def _shade(drawn: Drawn, item: int, boxes: list[Box], space: Matrix, frame: Box | None) -> None:
    """Keeps what a filled shape covers, as far as its clip lets it print."""
    if not boxes or (colour := colour_of(item, filled=True)) is NOTHING:
        return
    clip = clip_of(item, space, frame)
    for box in boxes:
        seen = box if clip is None else box.meets(clip)
        if seen.x1 - seen.x0 > _THIN and seen.y1 - seen.y0 > _THIN:
            drawn.areas.append(Area(seen, len(drawn.texts), colour))


def _thick(part: Points) -> Box | None:
    """The rectangle around a filled piece that is no rule."""
    if len(part) < 3:
        return None
    xs, ys = [x for x, _ in part], [y for _, y in part]
    box = Box(min(xs), min(ys), max(xs), max(ys))
    thick = box.x1 - box.x0 > _THIN and box.y1 - box.y0 > _THIN
    return box if thick and all(map(math.isfinite, box)) else None


def _parts(item: int, count: int, to_view: Matrix) -> tuple[int, list[Points]]:
    """How many curves a path has, and its straight pieces, one list of points for each; a curve ends a piece."""
    curves, part = 0, Points()
    out = [part]
    for index in range(count):
        segment = calls.segment_of(item, index)
        kind = calls.segment_type(segment)
        curves += kind == pdfium.FPDF_SEGMENT_BEZIERTO
        if kind != pdfium.FPDF_SEGMENT_LINETO and part:
            part = []
            out.append(part)
        part.append(to_view.point(*_point(segment)))
        if calls.segment_closes(segment) and len(part) > 1:
            part.append(part[0])
    return curves, out


def _straight(part: Points, *, filled: bool) -> Iterator[tuple[bool, Rule]]:
    """Rules of a piece, with whether they run across: its edges, or itself when it is a thin filled shape."""
    if filled and part:
        x0, x1 = min(x for x, _ in part), max(x for x, _ in part)
        y0, y1 = min(y for _, y in part), max(y for _, y in part)
        # A dot is of a dotted rule, and does not say of one in which direction: what stands alone is left out later.
        if y1 - y0 <= _THIN:
            yield True, Rule((y0 + y1) / 2, x0, x1)
        if x1 - x0 <= _THIN:
            yield False, Rule((x0 + x1) / 2, y0, y1)
        return
    for (xa, ya), (xb, yb) in pairwise(part):
        if abs(ya - yb) <= _SKEW and xa != xb:
            yield True, Rule((ya + yb) / 2, min(xa, xb), max(xa, xb))
        elif abs(xa - xb) <= _SKEW and ya != yb:
            yield False, Rule((xa + xb) / 2, min(ya, yb), max(ya, yb))


NOTHING: Colour = (-1, -1, -1)
"""The colour of what is drawn without any."""


def colour_of(item: int, *, filled: bool) -> Colour | None:
    """Red, green and blue of an object, ``None`` where it has a pattern, :data:`NOTHING` where it is transparent."""
    read = calls.fill_colour if filled else calls.stroke_colour
    if not read(item, *_PARTS_AT):
        return None
    return (_RED.value, _GREEN.value, _BLUE.value) if _ALPHA.value else NOTHING


_RED, _GREEN, _BLUE, _ALPHA = (ctypes.c_uint() for _ in range(4))
_PARTS_AT = tuple(map(ctypes.addressof, (_RED, _GREEN, _BLUE, _ALPHA)))
"""Where colours are written to: every text of a page has one."""


def _within(level: bool, rule: Rule, clip: Box | None) -> Rule | None:
    """The rule as far as its clip lets it print; ``None`` for nothing, and for places that are no numbers."""
    if not all(math.isfinite(v) for v in rule):
        return None
    if clip is None:
        return rule
    low, high, start, end = (clip.y0, clip.y1, clip.x0, clip.x1) if level else (clip.x0, clip.x1, clip.y0, clip.y1)
    if not low - _THIN <= rule.at <= high + _THIN:
        return None
    cut = Rule(rule.at, max(rule.start, start), min(rule.end, end))
    return cut if cut.end > cut.start else None
