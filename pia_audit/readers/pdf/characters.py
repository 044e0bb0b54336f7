"""The characters of a page with their places, and which of them the print hides."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from pia_audit.readers.pdf.objects import Drawn, clip_of
from pia_audit.readers.pdf.shapes import Box, Glyph, Matrix, TooComplex

MAX_CHARACTERS = 200_000
"""Most characters of a page; a full page of a form has some 4,000."""
MIDDLE = 0.38
"""Height above the baseline, in em, of the point that tells on which side of an edge a line of text stands.

One height for every glyph of a line: with the glyphs' own boxes a slash would go with another line than
the digits beside it.
"""
_EDGE = 0.5
_FAR = 100_000.0
_INVISIBLE = 3
_SOFT = {0x02: "-", 0xAD: "-", 0xFFFE: "-"}
"""What the library makes of a hyphen at the end of a line."""


class _Ink(NamedTuple):
    """What all characters of one text object have in common."""

    em: float
    clip: Box | None
    shown: bool


def glyphs(page: Any, drawn: Drawn, width: float, height: float) -> Iterator[Glyph]:
    """The characters of a page in stream order; those off the page or never printed are left out."""
    paper = Box(0, 0, width, height)
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return
    try:
        if pdfium.FPDFText_CountChars(text_page) > MAX_CHARACTERS:
            raise TooComplex
        placed = list(_placed(text_page, drawn))
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    gap = ""
    for at, (char, x, y, ink) in enumerate(placed):
        if char.isspace():
            gap = gap or char
            continue
        x1 = _end(x, y, ink, placed[at + 1] if at + 1 < len(placed) else None, char)
        glyph, gap = Glyph(char, x, x1, y, ink.em, None, gap), ""
        if not ink.shown:
            continue
        if not _inside(glyph, paper):
            continue
        yield glyph if ink.clip is None or _inside(glyph, ink.clip) else glyph._replace(hider=ink.clip)


def _placed(text_page: Any, drawn: Drawn) -> Iterator[tuple[str, float, float, _Ink]]:
    unicode_of, object_of, origin_of = (
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_GetTextObject,
        pdfium.FPDFText_GetCharOrigin,
    )
    x, y = ctypes.c_double(), ctypes.c_double()
    x_at, y_at = ctypes.pointer(x), ctypes.pointer(y)
    inks: dict[int, _Ink] = {}
    a, b, c, d, e, f = drawn.view
    high = 0
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        owner = object_of(text_page, index)
        if not owner:  # a blank or line end the library puts in of itself
            continue
        code = unicode_of(text_page, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0
        char = printable(code)
        if not char:
            continue
        key = ctypes.addressof(owner.contents)
        ink = inks.get(key)
        if ink is None:
            ink = inks[key] = _ink(text_page, index, owner, drawn, key)
        origin_of(text_page, index, x_at, y_at)
        left, base = x.value, y.value
        yield char, a * left + c * base + e, b * left + d * base + f, ink


@cache
def printable(code: int) -> str:
    """The character of a code point; empty for those that print nothing and could steer a terminal."""
    if code in _SOFT:
        return _SOFT[code]
    if code > 0x10FFFF or 0xD800 <= code < 0xE000 or code == 0:
        return "\ufffd"
    char = chr(code)
    return "" if unicodedata.category(char) in ("Cc", "Cf") and not char.isspace() else char


def _ink(text_page: Any, index: int, owner: Any, drawn: Drawn, key: int) -> _Ink:
    space, frame = drawn.framed.get(key, (drawn.view, None))
    size, found = pdfium.FPDFText_GetFontSize(text_page, index), pdfium.FS_MATRIX()
    if pdfium.FPDFText_GetMatrix(text_page, index, found):
        size *= math.hypot(found.c, found.d) or 1.0
    shown = pdfium.FPDFTextObj_GetTextRenderMode(owner) != _INVISIBLE
    return _Ink(size if 0.5 < size < 500 else 9.0, clip_of(owner, space, frame), shown)


Placed = tuple[str, float, float, _Ink]


def _end(x: float, y: float, ink: _Ink, after: Placed | None, char: str) -> float:
    """Where a glyph ends: where the next of its run begins, else half an em or an em on.

    The library could tell the exact width, which costs as much time as all the rest.
    """
    if after is not None and after[3] is ink and after[2] == y and 0 < after[1] - x <= 1.2 * ink.em:
        return after[1]
    return x + ink.em * (1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.55)


def _inside(glyph: Glyph, box: Box) -> bool:
    middle, level = (glyph.x0 + glyph.x1) / 2, glyph.y - MIDDLE * glyph.em
    return box.x0 - _EDGE <= middle <= box.x1 + _EDGE and box.y0 <= level <= box.y1


def view_of(page: Any) -> tuple[Matrix, float, float]:
    """The map from a page's space to points from the upper left corner as it is held up, and its size."""
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    x0, x1 = sorted((box.left, box.right))
    y0, y1 = sorted((box.bottom, box.top))
    width, height = x1 - x0, y1 - y0
    turned = pdfium.FPDFPage_GetRotation(page) % 4
    if turned == 1:
        return Matrix(0, 1, 1, 0, -y0, -x0), height, width
    if turned == 2:
        return Matrix(-1, 0, 0, 1, x1, -y0), width, height
    if turned == 3:
        return Matrix(0, -1, -1, 0, y1, x1), height, width
    return Matrix(1, 0, 0, -1, -x0, y1), width, height
