"""What lies over a page and is not part of it: lines through text, boxes with text or over text, values of forms."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium
from msgspec import Struct, field

from pia_audit.documents.pdf.characters import printable, width_of
from pia_audit.documents.pdf.shapes import Box, Glyph, Matrix

MAX_ANNOTATIONS = 2_000
"""Most of a page that are looked at."""
_MOST_QUADS = 2_000
_LONGEST = 20_000
_HIDDEN = 0x02 | 0x20
"""Flags of what is not shown on the screen: hidden, and shown in print only."""
_COVERING = frozenset(
    (pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_POLYGON, pdfium.FPDF_ANNOT_CIRCLE, pdfium.FPDF_ANNOT_STAMP,
     pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_LINE)
)  # fmt: skip
_MARKING = frozenset((
    pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_POLYGON, pdfium.FPDF_ANNOT_CIRCLE, pdfium.FPDF_ANNOT_STAMP,
    pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_LINE, pdfium.FPDF_ANNOT_POLYLINE, pdfium.FPDF_ANNOT_CARET,
))  # fmt: skip
"""What a reader draws over a page by hand: it may strike or choose what lies below it."""
_USUAL = 9.0
_INSET = 2.0


class Overlay(Struct):
    """What lies over a page: boxes struck through, that may cover text, to be blackened, marked by hand; texts; and
    where a comment is that opens beside the page."""

    struck: list[Box] = field(default_factory=list)
    covers: list[Box] = field(default_factory=list)
    redacted: list[Box] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    texts: list[tuple[Box, list[Glyph]]] = field(default_factory=list)
    comments: list[Box] = field(default_factory=list)


def overlay(page: Any, view: Matrix) -> Overlay:
    """What lies over an open page."""
    out = Overlay()
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        with _opened(page, index) as annotation:
            if annotation and not pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
                _take(out, annotation, view)
    return out


@contextmanager
def _opened(page: Any, index: int) -> Iterator[Any]:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    try:
        yield annotation
    finally:
        if annotation:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _take(out: Overlay, annotation: Any, view: Matrix) -> None:
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    box = _box(annotation, view)
    if box is None:
        return
    if kind == pdfium.FPDF_ANNOT_STRIKEOUT:
        out.struck += _quads(annotation, view) or [box]
    elif kind == pdfium.FPDF_ANNOT_REDACT:
        out.redacted += _quads(annotation, view) or [box]
    elif kind == pdfium.FPDF_ANNOT_TEXT:
        out.comments.append(box)
    elif kind in _COVERING:
        out.covers.append(box)
    if kind in _MARKING:
        out.marks.append(box)
    key = {pdfium.FPDF_ANNOT_FREETEXT: "Contents", pdfium.FPDF_ANNOT_WIDGET: "V"}.get(kind)
    text = _text(annotation, key) if key else ""
    if not text and kind == pdfium.FPDF_ANNOT_WIDGET:
        text = _tick(annotation)
    if text:
        out.texts.append((box, _written(annotation, text, box)))


def _box(annotation: Any, view: Matrix) -> Box | None:
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, rect):
        return None
    box = view.box([(rect.left, rect.bottom), (rect.right, rect.top)])
    return box if all(map(math.isfinite, box)) else None


def _quads(annotation: Any, view: Matrix) -> list[Box]:
    out = []
    for index in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), _MOST_QUADS)):
        quad = pdfium.FS_QUADPOINTSF()
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, index, quad):
            points = [(quad.x1, quad.y1), (quad.x2, quad.y2), (quad.x3, quad.y3), (quad.x4, quad.y4)]
            out.append(view.box(points))
    return [box for box in out if all(map(math.isfinite, box))]


def _text(annotation: Any, key: str) -> str:
    name = key.encode()
    if pdfium.FPDFAnnot_GetValueType(annotation, name) != pdfium.FPDF_OBJECT_STRING:
        return ""
    size = pdfium.FPDFAnnot_GetStringValue(annotation, name, None, 0)
    if not 2 < size <= 2 * _LONGEST:
        return ""
    text_buffer = ctypes.create_string_buffer(size)
    buffer = ctypes.cast(text_buffer, ctypes.POINTER(ctypes.c_ushort))
    pdfium.FPDFAnnot_GetStringValue(annotation, name, buffer, size)
    text = text_buffer.raw[: size - 2].decode("utf-16-le", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _tick(annotation: Any) -> str:
    """A tick box that a form draws, as a sign; nothing for a field of another kind."""
    size = pdfium.FPDFAnnot_GetStringValue(annotation, b"AS", None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    text_buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(annotation, b"AS", ctypes.cast(text_buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return "☐" if text_buffer.raw[: size - 2].decode("utf-16-le", "replace") == "Off" else "☑"


def _written(annotation: Any, text: str, box: Box) -> list[Glyph]:
    """A text as signs, set into its box line by line as its size tells."""
    em = _em(annotation, text, box)
    out: list[Glyph] = []
    y = box.y0 + em
    for line in text.split("\n"):
        x, gap = box.x0 + _INSET, ""
        for char in "".join(printable(ord(c)) for c in line):
            wide = em * width_of(char)
            if char.isspace():
                gap = gap or char
            else:
                if x + wide > box.x1 + em / 2 and x > box.x0 + _INSET:
                    x, y = box.x0 + _INSET, y + 1.2 * em
                out.append(Glyph(char, x, x + wide, y, em, None, gap))
                gap = ""
            x += wide
        y += 1.2 * em
    return out


def _em(annotation: Any, text: str, box: Box) -> float:
    """The size of a text: as the file tells, but no larger than its lines fit into its box."""
    size = ctypes.c_float()
    has_size = pdfium.FPDFAnnot_GetFontSize(None, annotation, size) and size.value > 1
    lines = text.count("\n") + 1
    return max(min(size.value if has_size else _USUAL, (box.y1 - box.y0) / (1.2 * lines)), 1.5)
