"""What a PDF says of its texts beside drawing them: on which layer they stand, and what they are to be read as."""

from __future__ import annotations

import ctypes
from typing import NamedTuple

from pia_audit.documents.pdf import calls

_LAYER = "OC"
READ_AS = b"ActualText"
"""What a text is to be read as."""
_MOST = 16
"""Marks of one text that are looked at; one inside the other, a few at most."""
_LONGEST = 4096


class Marks(NamedTuple):
    """The marks around a text: whether one is a layer's, and the one (by address) that says what to read instead."""

    layered: bool
    mark: int = 0
    instead: str = ""


_NAME = ctypes.create_string_buffer(32)
_NAME_AT = ctypes.addressof(_NAME)
_LENGTH = ctypes.c_ulong()
_LENGTH_AT = ctypes.addressof(_LENGTH)


def marks_of(item: int) -> Marks:
    """The marks of a text object."""
    layered, mark_at, instead = False, 0, ""
    for index in range(min(calls.count_marks(item), _MOST)):
        mark = calls.mark_of(item, index)
        if calls.name_of_mark(mark, _NAME_AT, 32, _LENGTH_AT) and _LENGTH.value > 2:
            layered = layered or _NAME.raw[: _LENGTH.value - 2].decode("utf-16-le", "replace") == _LAYER
        if (text := _instead(mark)) is not None:
            mark_at, instead = mark, text
    return Marks(layered, mark_at, instead)


def _instead(mark: int) -> str | None:
    """The text a mark says is to be read, ``None`` when it says none."""
    if not calls.bytes_of_mark(mark, READ_AS, None, 0, _LENGTH_AT) or not 0 < _LENGTH.value <= _LONGEST:
        return None
    text_buffer = ctypes.create_string_buffer(_LENGTH.value)
    if not calls.bytes_of_mark(mark, READ_AS, ctypes.addressof(text_buffer), _LENGTH.value, _LENGTH_AT):
        return None
    data = text_buffer.raw
    return data[2:].decode("utf-16-be", "replace") if data.startswith(b"\xfe\xff") else data.decode("latin-1")
