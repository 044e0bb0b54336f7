"""Whether as much is drawn as is written: a few pages are drawn with their texts alone and their ink counted.

A font's map may call a character two, none, or a blank. What it calls them is not asked: shapes are not recognised.
Only upright text in dark ink of fonts that the file holds is looked at, since of others the drawing says nothing.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby, pairwise
from operator import ne
from typing import Any

import pypdfium2.raw as pdfium

from pia_audit.documents.pdf import calls
from pia_audit.documents.pdf.characters import Placed, width_of
from pia_audit.documents.pdf.objects import NOTHING, Drawn, colour_of, matrix_of
from pia_audit.documents.pdf.shapes import Box, Matrix, Uneven
from pia_audit.documents.pdf.sight import to_pixels

PAGES = 4
"""Pages of a file that are drawn: the first, the last, and those between at equal steps."""
_SCALE = 1.25
"""Pixels to a point: 90 to the inch."""
_MOST_PIXELS = 2_000_000
_INK = 190
"""A pixel as dark as this, of 255, has ink."""
_PALE = 150
"""Text as light as this leaves too little ink to count."""
_SMALL = 5.0
"""Text of fewer points has too few pixels."""
_HEAD, _CHEST, _FOOT = (0.84, 0.56), (0.56, 0.24), (0.24, -0.04)
"""From where to where above its baseline, in em, a sign has its upper, middle and lower part."""
_REACH, _ABOVE, _BELOW = 0.22, 1.05, 0.35
"""So many em beside, above and below its place a sign may leave ink."""
_BLOT = 0.42
"""Ink less high or wide than so many em is no sign."""
_WIDE = 0.4
"""A comma, a dot or a dash has not so many em of ink in all of its parts."""
_FLAT = frozenset("一丨丶丿乀亅亠〇")
_MARKS = frozenset(",.:;'\"`-‐‑–—―ー、。，．・｡､･")


def sampled(count: int) -> frozenset[int]:
    """The numbers of the pages to draw, of so many."""
    last = PAGES - 1
    return frozenset(1 + round(at * (count - 1) / last) for at in range(PAGES))


def stacked(drawn: Drawn, placed: Sequence[Placed]) -> list[Uneven]:
    """Signs of one text that stand in one place, of which only one can be drawn; what one sign is short for is none."""
    places = [(item, x, y) for _, x, y, _, item in placed]
    if all(map(ne, places, places[1:])):
        return []  # as on nearly every page
    out = []
    for (item, *_), run in groupby(placed, lambda p: (p[4], p[1], p[2])):
        signs = list(run)
        text = "".join(character[0] for character in signs)
        if len(signs) > 1 and not _is_one_sign(text) and not _is_read_instead(drawn, item):
            out.append(Uneven(len(signs) - 1, _place(signs[0], signs[0][1] + signs[0][3].em)))
    return out


def _is_read_instead(drawn: Drawn, item: int) -> bool:
    """Whether the file's own word is read for a text: its signs have no places then."""
    marks = drawn.marked.get(item)
    return bool(marks and marks.mark)


@cache
def _is_one_sign(text: str) -> bool:
    """Whether one sign may stand for these: a ligature, 「㈱」, a letter with its marks."""
    solid = [c for c in text if not (c.isspace() or unicodedata.combining(c) or unicodedata.category(c) == "Mn")]
    return len(solid) < 2 or all(c.isascii() for c in solid) or text in _short()


@cache
def _short() -> frozenset[str]:
    """What the signs of Unicode that are short for several stand for."""
    wide = (unicodedata.normalize("NFKC", chr(code)) for code in range(0x2000, 0xFFFF) if not 0xAC00 <= code <= 0xDFFF)
    return frozenset(text for text in wide if len(text) > 1) | {"より", "コト"}


def uneven(page: Any, drawn: Drawn, placed: Sequence[Placed]) -> list[Uneven]:
    """Signs that are not drawn, or as what they cannot be, and ink in the size of signs where the text has none."""
    way = to_pixels(page, drawn.view)
    if way.b or way.c or way.a <= 0 or way.d <= 0:
        return []
    texts = _countable(drawn, placed)
    signs = [character for character in placed if character[4] in texts]
    if not signs:
        return []
    picture = _drawn_alone(page, texts)
    lines = _lines(signs)
    out = [one for line in lines for one in _missing(picture, way, line)]
    for line in lines:
        for box in _covered(line):
            picture.wipe(way.box([(box.x0, box.y0), (box.x1, box.y1)]))
    ems = sorted(character[3].em for character in signs)
    return [*out, *_nameless(picture, way, ems[len(ems) // 2])]


def _countable(drawn: Drawn, placed: Sequence[Placed]) -> set[int]:
    """The texts whose ink says something of their signs."""
    downward = {two[4] for one, two in pairwise(placed) if one[4] == two[4] and abs(one[2] - two[2]) > 0.3 * one[3].em}
    inks = {character[4]: character[3] for character in placed}
    return {
        item for item, ink in inks.items()
        if item not in downward and not ink.odd and ink.em >= _SMALL and _leaves_ink(item)
        and _is_upright(drawn, item) and not _is_read_instead(drawn, item)
    }  # fmt: skip


def _leaves_ink(item: int) -> bool:
    font = calls.font_of(item)
    if not font or not calls.is_embedded(font) or calls.render_mode(item) not in (0, 2):
        return False
    colour = colour_of(item, filled=True)
    return colour is not None and colour is not NOTHING and max(colour) < _PALE


def _is_upright(drawn: Drawn, item: int) -> bool:
    space, _ = drawn.framed.get(item, (drawn.view, None))
    a, b, c, d, *_ = matrix_of(item).then(space)
    return a > 0 > d and abs(b) < 0.02 * a and abs(c) < 0.4 * -d


class _Picture:
    """Which pixels of a page have ink, a byte for each."""

    def __init__(self, data: bytes, width: int, height: int, stride: int, scale: float) -> None:
        self.data, self.width, self.height, self.stride, self.scale = bytearray(data), width, height, stride, scale

    def span(self, start: float, end: float, limit: int) -> tuple[int, int]:
        """From which pixel to which a length goes."""
        return max(math.floor(start * self.scale), 0), min(max(math.ceil(end * self.scale), 0), limit)

    def rows(self, top: float, foot: float) -> bytes:
        """In which columns the rows between two heights have ink."""
        dark = 0
        for row in range(*self.span(top, foot, self.height)):
            dark |= int.from_bytes(self.data[row * self.stride : row * self.stride + self.width], "big")
        return dark.to_bytes(self.width, "big")

    def wipe(self, box: Box) -> None:
        """Takes the ink out of a place."""
        x0, x1 = self.span(box.x0, box.x1, self.width)
        if x1 > x0:
            blank = bytes(x1 - x0)
            for row in range(*self.span(box.y0, box.y1, self.height)):
                self.data[row * self.stride + x0 : row * self.stride + x1] = blank


_TONES = bytes(tone < _INK for tone in range(256))


def _drawn_alone(page: Any, texts: set[int]) -> _Picture:
    """The page with nothing but these texts."""
    others = [item for item in _objects(calls.address(page.raw)) if item not in texts]
    width, height = page.get_size()
    scale = min(_SCALE, math.sqrt(_MOST_PIXELS / max(width * height, 1.0)))
    try:
        for item in others:
            calls.activate(item, 0)
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=False)
    finally:
        for item in others:
            calls.activate(item, 1)
    try:
        data = bytes(bitmap.buffer).translate(_TONES)
        return _Picture(data, bitmap.width, bitmap.height, bitmap.stride, scale)
    finally:
        bitmap.close()


def _objects(page: int) -> Iterator[int]:
    """All that a page draws, forms aside, whose parts are given."""
    for index in range(calls.count_objects(page)):
        yield from _inside(calls.object_of_page(page, index), 0)


def _inside(item: int, depth: int) -> Iterator[int]:
    if calls.type_of(item) != pdfium.FPDF_PAGEOBJ_FORM or depth > 12:
        yield item
        return
    for index in range(calls.count_in_form(item)):
        yield from _inside(calls.object_of_form(item, index), depth + 1)


def _ends(signs: Sequence[Placed]) -> list[float]:
    """Where each sign ends: where the next of its run begins, else by its kind."""
    out = []
    for character, after in zip(signs, [*signs[1:], None], strict=True):
        char, x, y, ink, item = character
        run = after is not None and after[4] == item and after[2] == y and 0 < after[1] - x <= 1.2 * ink.em
        out.append(after[1] if run and after is not None else x + ink.em * width_of(char))
    return out


_Line = list[tuple[Placed, float]]


def _lines(signs: Sequence[Placed]) -> list[_Line]:
    """The signs by their baseline and size from left to right, each with its end: before the next one begins."""
    out: dict[tuple[float, float], _Line] = {}
    for character, end in zip(signs, _ends(signs), strict=True):
        out.setdefault((character[2], character[3].em), []).append((character, end))
    lines = [sorted(line, key=lambda one: one[0][1]) for line in out.values()]
    return [
        [(character, min(end, after[1]) if after and after[1] > character[1] else end)
         for (character, end), (after, _) in zip(line, [*line[1:], (None, 0.0)], strict=True)]
        for line in lines
    ]  # fmt: skip


def _covered(line: _Line) -> Iterator[Box]:
    """Where the signs of a line leave ink, blanks aside."""
    _, _, y, ink, _ = line[0][0]
    em, start, last = ink.em, math.nan, math.nan
    for x0, x1 in ((character[1], end) for character, end in line if not character[0].isspace()):
        if not x0 - last <= 2 * _REACH * em:  # also for the first
            if last == last:
                yield Box(start - _REACH * em, y - _ABOVE * em, last + _REACH * em, y + _BELOW * em)
            start, last = x0, x1
        last = max(last, x1)
    if last == last:
        yield Box(start - _REACH * em, y - _ABOVE * em, last + _REACH * em, y + _BELOW * em)


def _missing(picture: _Picture, way: Matrix, line: _Line) -> Iterator[Uneven]:
    """The signs of a line that are not drawn, or as what they cannot be."""
    first = line[0][0]
    _, y, em = first[1], first[2], first[3].em
    heights = [way.box([(0, y - up * em), (0, y - low * em)]) for up, low in (_HEAD, _CHEST, _FOOT)]
    head, chest, foot = (picture.rows(h.y0, h.y1) for h in heights)
    for character, end in line:
        char, x, _, ink, _ = character
        if ink.clip is not None and not _holds(ink.clip, x, end, y, em):
            continue
        x0, x1 = picture.span(way.a * x + way.e, way.a * end + way.e, picture.width)  # nothing is turned or mirrored
        parts = [part[x0:x1] for part in (head, chest, foot)]
        if x1 > x0 and _is_another(char, parts, em * picture.scale * way.a):
            yield Uneven(1, _place(character, end))


def _is_another(char: str, parts: list[bytes], em: float) -> bool:
    """Whether a sign's ink, in its upper, middle and lower part, is none that it can have."""
    inked = [1 in part for part in parts]
    if char in _MARKS:
        return min(sum(part) for part in parts) >= _WIDE * em
    if "\u4e00" <= char <= "\u9fff" and char not in _FLAT:
        return sum(inked) < 2
    return not any(inked) and (char in _FLAT or (char.isascii() and char.isalnum()) or "\u3041" <= char <= "\u30fa")


def _holds(clip: Box, x0: float, x1: float, y: float, em: float) -> bool:
    return clip.x0 <= x0 and x1 <= clip.x1 and clip.y0 <= y - 0.8 * em and y + 0.1 * em <= clip.y1


def _nameless(picture: _Picture, way: Matrix, em: float) -> Iterator[Uneven]:
    """Ink that is left, in the size of signs."""
    least, whole = _BLOT * em * way.a * picture.scale, em * way.a * picture.scale
    inked = [
        row
        for row in range(picture.height)
        if picture.data.find(1, row * picture.stride, (row + 1) * picture.stride) >= 0
    ]
    for top, foot in _runs(inked, 1):
        if foot - top < least:
            continue
        columns = picture.rows(top / picture.scale, foot / picture.scale)
        for x0, x1 in _runs([at for at, ink in enumerate(columns) if ink], round(0.12 * whole) + 1):
            if x1 - x0 >= least:
                yield Uneven(max(round((x1 - x0) / whole), 1), Box(*(v / picture.scale for v in (x0, top, x1, foot))))


def _runs(numbers: Sequence[int], gap: int) -> Iterator[tuple[int, int]]:
    """Numbers that follow each other with no more than a gap, as first and one past the last."""
    start = last = None
    for number in numbers:
        if start is None or last is None or number - last > gap:
            if start is not None and last is not None:
                yield start, last + 1
            start = number
        last = number
    if start is not None and last is not None:
        yield start, last + 1


def _place(character: Placed, end: float) -> Box:
    _, x, y, ink, _ = character
    return Box(x, y - ink.em, end, y)
