"""How far the cells of a workbook lie apart: two at the ends of a sheet ask for 17 thousand million cells between."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import IO

from pia_audit.model import Unread

MAX_CELLS = 16_000_000
"""How many cells a sheet may span, empty ones included."""

_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{1,3})([0-9]{1,7})""")


def too_far(path: str, data: bytes) -> Unread | None:
    """Why a workbook is not to be opened: a sheet spans more cells than memory holds, or the file is damaged.

    Every part is read to its end, so that a size that the directory does not tell true shows as damage.
    """
    if not data.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                with archive.open(name) as part:
                    columns, rows = _reach(part)
                if columns * rows > MAX_CELLS and not name.endswith("sharedStrings.xml"):  # texts name no cells
                    params = {"sheet": name.rpartition("/")[2], "columns": columns, "rows": rows}
                    return Unread(path, "sheet-too-large", params=params)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        return Unread(path, "workbook-broken", params={"reason": str(error)[:200]})
    return None


def _reach(part: IO[bytes]) -> tuple[int, int]:
    """The furthest column and row that cells of a part name."""
    columns: set[bytes] = set()
    rows, rest = 0, b""
    while chunk := part.read(1 << 20):
        found = _PLACE.findall(rest + chunk)
        columns.update(name for name, _ in found)
        rows = max([rows, *(int(number) for _, number in found)])
        rest = chunk[-4096:]
    return max((_number(c.decode().upper()) for c in columns), default=0), rows


def _number(name: str) -> int:
    """A column's number by its letters, A = 1."""
    out = 0
    for letter in name:
        out = 26 * out + ord(letter) - 64
    return out
