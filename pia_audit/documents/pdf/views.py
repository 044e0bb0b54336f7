"""From a page's own space to the page as it is read: held up so that its text runs from left to right."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from typing import Any

import pypdfium2.raw as pdfium

from pia_audit.documents.pdf import calls
from pia_audit.documents.pdf.shapes import Matrix

_SAMPLE = 60


def view_of(page: Any, text_page: Any, count: int) -> tuple[Matrix, float, float]:
    """The map to points from the upper left corner, and the page's width and height."""
    turned = _turned(text_page, count)
    return turned_view(page, pdfium.FPDFPage_GetRotation(page) % 4 if turned is None else turned)


def turned_view(page: Any, turned: int) -> tuple[Matrix, float, float]:
    """The same for a page that is turned by so many quarters to the right."""
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    x0, x1 = sorted((box.left, box.right))
    y0, y1 = sorted((box.bottom, box.top))
    width, height = x1 - x0, y1 - y0
    if turned == 1:
        return Matrix(0, 1, 1, 0, -y0, -x0), height, width
    if turned == 2:
        return Matrix(-1, 0, 0, 1, x1, -y0), width, height
    if turned == 3:
        return Matrix(0, -1, -1, 0, y1, x1), height, width
    return Matrix(1, 0, 0, -1, -x0, y1), width, height


def _turned(text_page: Any, count: int) -> int | None:
    """By how many quarters to the right the page must be turned for most of its text to run level.

    A page's own rotation does not tell: one may lie on its side in the file and still be read upright.
    """
    where, matrix = calls.address(text_page), pdfium.FS_MATRIX()
    turns: Counter[int] = Counter()
    for index in range(0, count, max(count // _SAMPLE, 1)):
        level = calls.object_of_character(where, index)
        if level and calls.character_matrix(where, index, ctypes.addressof(matrix)) and (matrix.a or matrix.b):
            turns[round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4] += 1
    return turns.most_common(1)[0][0] if turns else None
