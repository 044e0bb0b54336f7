"""The library's functions that are called for every character and object, by plain addresses.

The library's own bindings make a Python object of every pointer that is passed or returned, which takes
longer than the call itself; a page has thousands of them.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

_ADDRESS = ctypes.c_void_p
_NUMBER = ctypes.c_int


def _plain(function: Any, result: Any, *arguments: Any) -> Any:
    """The same function of the library, its pointers as integers; too short to let other threads run meanwhile."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, _ADDRESS).value or 0)


def address(pointer: Any) -> int:
    """The address a pointer of the bindings holds."""
    return ctypes.cast(pointer, _ADDRESS).value or 0


count_objects = _plain(pdfium.FPDFPage_CountObjects, _NUMBER, _ADDRESS)
object_of_page = _plain(pdfium.FPDFPage_GetObject, _ADDRESS, _ADDRESS, _NUMBER)
count_in_form = _plain(pdfium.FPDFFormObj_CountObjects, _NUMBER, _ADDRESS)
object_of_form = _plain(pdfium.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)
type_of = _plain(pdfium.FPDFPageObj_GetType, _NUMBER, _ADDRESS)
matrix_of = _plain(pdfium.FPDFPageObj_GetMatrix, _NUMBER, _ADDRESS, _ADDRESS)
bounds_of = _plain(pdfium.FPDFPageObj_GetBounds, _NUMBER, _ADDRESS, *[_ADDRESS] * 4)
clip_path = _plain(pdfium.FPDFPageObj_GetClipPath, _ADDRESS, _ADDRESS)
count_clips = _plain(pdfium.FPDFClipPath_CountPaths, _NUMBER, _ADDRESS)
count_clip_segments = _plain(pdfium.FPDFClipPath_CountPathSegments, _NUMBER, _ADDRESS, _NUMBER)
clip_segment = _plain(pdfium.FPDFClipPath_GetPathSegment, _ADDRESS, _ADDRESS, _NUMBER, _NUMBER)
count_segments = _plain(pdfium.FPDFPath_CountSegments, _NUMBER, _ADDRESS)
segment_of = _plain(pdfium.FPDFPath_GetPathSegment, _ADDRESS, _ADDRESS, _NUMBER)
segment_type = _plain(pdfium.FPDFPathSegment_GetType, _NUMBER, _ADDRESS)
segment_closes = _plain(pdfium.FPDFPathSegment_GetClose, _NUMBER, _ADDRESS)
segment_point = _plain(pdfium.FPDFPathSegment_GetPoint, _NUMBER, _ADDRESS, _ADDRESS, _ADDRESS)
draw_mode = _plain(pdfium.FPDFPath_GetDrawMode, _NUMBER, _ADDRESS, _ADDRESS, _ADDRESS)
fill_colour = _plain(pdfium.FPDFPageObj_GetFillColor, _NUMBER, _ADDRESS, *[_ADDRESS] * 4)
stroke_colour = _plain(pdfium.FPDFPageObj_GetStrokeColor, _NUMBER, _ADDRESS, *[_ADDRESS] * 4)

count_marks = _plain(pdfium.FPDFPageObj_CountMarks, _NUMBER, _ADDRESS)
mark_of = _plain(pdfium.FPDFPageObj_GetMark, _ADDRESS, _ADDRESS, ctypes.c_ulong)
name_of_mark = _plain(pdfium.FPDFPageObjMark_GetName, _NUMBER, _ADDRESS, _ADDRESS, ctypes.c_ulong, _ADDRESS)
bytes_of_mark = _plain(
    pdfium.FPDFPageObjMark_GetParamBlobValue, _NUMBER, _ADDRESS, ctypes.c_char_p, _ADDRESS, ctypes.c_ulong, _ADDRESS
)
remove_from_mark = _plain(pdfium.FPDFPageObjMark_RemoveParam, _NUMBER, _ADDRESS, _ADDRESS, ctypes.c_char_p)
set_in_mark = _plain(
    pdfium.FPDFPageObjMark_SetBlobParam, _NUMBER, *[_ADDRESS] * 3, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong
)
activate = _plain(pdfium.FPDFPageObj_SetIsActive, _NUMBER, _ADDRESS, _NUMBER)

object_of_character = _plain(pdfium.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _NUMBER)
origin_of = _plain(pdfium.FPDFText_GetCharOrigin, _NUMBER, _ADDRESS, _NUMBER, _ADDRESS, _ADDRESS)
unicode_of = _plain(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, _NUMBER)
font_size = _plain(pdfium.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, _NUMBER)
character_matrix = _plain(pdfium.FPDFText_GetMatrix, _NUMBER, _ADDRESS, _NUMBER, _ADDRESS)
render_mode = _plain(pdfium.FPDFTextObj_GetTextRenderMode, _NUMBER, _ADDRESS)
font_of = _plain(pdfium.FPDFTextObj_GetFont, _ADDRESS, _ADDRESS)
is_embedded = _plain(pdfium.FPDFFont_GetIsEmbedded, _NUMBER, _ADDRESS)
set_render_mode = _plain(pdfium.FPDFTextObj_SetTextRenderMode, _NUMBER, _ADDRESS, _NUMBER)
set_stroke_width = _plain(pdfium.FPDFPageObj_SetStrokeWidth, _NUMBER, _ADDRESS, ctypes.c_float)
transform = _plain(pdfium.FPDFPageObj_Transform, None, _ADDRESS, *[ctypes.c_double] * 6)
text_of_object = _plain(pdfium.FPDFTextObj_GetText, ctypes.c_ulong, _ADDRESS, _ADDRESS, _ADDRESS, ctypes.c_ulong)
size_of_text = _plain(pdfium.FPDFTextObj_GetFontSize, _NUMBER, _ADDRESS, _ADDRESS)
