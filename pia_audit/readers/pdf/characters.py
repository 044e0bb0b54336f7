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
_INVISIBLE = 3
_SOFT = {0x02: "-", 0xAD: "-", 0xFFFE: "-"}
"""What the library makes of a hyphen at the end of a line."""


class _Ink(NamedTuple):
    """What all characters of one text object have in common.

    The point that decides whether a character is seen lies ``middle`` points above its baseline; it is when
    that point lies in ``window``, and hidden by ``clip`` when not.
    """

    em: float
    middle: float
    window: Box
    clip: Box | None


Placed = tuple[str, float, float, _Ink]


def glyphs(page: Any, drawn: Drawn, paper: Box) -> list[Glyph]:
    """The characters of a page in stream order; those off the page or never printed are left out."""
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return []
    try:
        if pdfium.FPDFText_CountChars(text_page) > MAX_CHARACTERS:
            raise TooComplex
        return list(_seen_or_hidden(list(_placed(text_page, drawn, paper))))
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _seen_or_hidden(placed: list[Placed]) -> Iterator[Glyph]:
    gap = ""
    for at, (char, x, y, ink) in enumerate(placed, 1):
        if char.isspace():
            gap = gap or char
            continue
        em, middle, window, clip = ink
        after = placed[at] if at < len(placed) else None
        # Where a glyph ends: where the next of its run begins, else by its kind. The library could tell the
        # exact width, which costs as much time as all the rest.
        if after is not None and after[3] is ink and after[2] == y and 0 < after[1] - x <= 1.2 * em:
            x1 = after[1]
        else:
            x1 = x + em * _width(char)
        if window[0] <= (x + x1) / 2 <= window[2] and window[1] <= y - middle <= window[3]:
            yield Glyph(char, x, x1, y, em, None, gap)
        elif clip is not None and math.isfinite(x + y):
            yield Glyph(char, x, x1, y, em, clip, gap)
        gap = ""


@cache
def _width(char: str) -> float:
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.55


# The library's function returns a typed pointer, of which a Python object is made for every character. The
# address alone tells two objects apart and costs half the time.
_object_at = ctypes.CFUNCTYPE(ctypes.c_void_p, pdfium.FPDF_TEXTPAGE, ctypes.c_int)(
    ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)


def _placed(text_page: Any, drawn: Drawn, paper: Box) -> Iterator[Placed]:
    unicode_of, origin_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetCharOrigin
    x, y = ctypes.c_double(), ctypes.c_double()
    x_at, y_at = ctypes.pointer(x), ctypes.pointer(y)
    inks: dict[int, _Ink | None] = {}
    a, b, c, d, e, f = drawn.view
    high = last = 0
    ink = None
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        owner = _object_at(text_page, index)
        if not owner:  # a blank or line end the library puts in of itself
            continue
        code = unicode_of(text_page, index)
        if 0xD800 <= code < 0xE000:
            if code < 0xDC00 or not high:
                high = code if code < 0xDC00 else 0
                continue
            code, high = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0
        if owner != last:
            last = owner
            if owner not in inks:
                inks[owner] = _ink(text_page, index, drawn, owner, paper)
            ink = inks[owner]
        char = printable(code)
        if ink is not None and char:
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


_MATRIX = pdfium.FS_MATRIX()


def _ink(text_page: Any, index: int, drawn: Drawn, owner: int, paper: Box) -> _Ink | None:
    item = pdfium.FPDFText_GetTextObject(text_page, index)
    if pdfium.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE:
        return None
    space, frame = drawn.framed.get(owner, (drawn.view, None))
    size = pdfium.FPDFText_GetFontSize(text_page, index)
    if pdfium.FPDFText_GetMatrix(text_page, index, _MATRIX):
        size *= math.hypot(_MATRIX.c, _MATRIX.d) or 1.0
    em = size if 0.5 < size < 500 else 9.0
    clip = clip_of(item, space, frame)
    if clip is None:
        return _Ink(em, MIDDLE * em, paper, None)
    window = paper.meets(Box(clip.x0 - _EDGE, clip.y0, clip.x1 + _EDGE, clip.y1))
    return _Ink(em, MIDDLE * em, window, clip)


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
