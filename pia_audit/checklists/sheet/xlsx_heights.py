"""How high a row has to be for its texts, so that a print cuts nothing off and the row grows with what is typed."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable

from wcwidth import wcswidth

from pia_audit.japanese.patterns import regex

_HIGHEST = 409.0
_PIXELS = 7  # a column's unit, the width of a digit in the workbook's default type
_ROW = regex(rb'(<row r="(\d+)"[^>]*?) customHeight="1"')


def height(cells: Iterable[tuple[str, float, float]]) -> float:
    """Points for a row of wrapped texts, each with its column's width and the size of its type."""
    return min(_HIGHEST, max((_lines(text, width, size) * size * 1.4 + 6 for text, width, size in cells), default=15))


def _lines(text: str, width: float, size: float) -> int:
    """Lines of a text: half-width signs count half a full-width one."""
    room = max(1.0, 0.9 * (width * _PIXELS - 4) / (size * 4 / 3) * 2)  # what may not end a line leaves room empty
    return sum(max(1, math.ceil(max(wcswidth(part), len(part)) / room)) for part in text.split("\n"))


def growing(workbook: bytes, head_row: int) -> bytes:
    """The workbook with rows below row ``after`` (1 = first) free to grow: their height is a start, not a rule."""

    def freed(match: re.Match[bytes]) -> bytes:
        return match[1] if int(match[2]) > head_row else match[0]

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename.startswith("xl/worksheets/sheet"):
                data = _ROW.sub(freed, data)
            new.writestr(info, data)
    return out.getvalue()
