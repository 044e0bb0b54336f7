"""Which number format each cell of a workbook has: from the parts that say so, without a parser that follows entities.

The library that reads the cells gives a date as a date and not as the sheet shows it. Looked at only for sheets
that hold dates or numbers, and within bounds.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from functools import cached_property

from pia_audit.readers.number_formats import BUILT_IN

MAX_PART = 64 * 1024 * 1024
"""The longest part that is looked at, in bytes when unpacked."""

_TAG = rb"<(?:\w+:)?%s\b([^>]*)>"
_SHEET, _LINK = re.compile(_TAG % rb"sheet"), re.compile(_TAG % rb"Relationship")
_FORMAT, _XF = re.compile(_TAG % rb"numFmt"), re.compile(_TAG % rb"xf")
_CELL = re.compile(rb"<(?:\w+:)?c\s(?=[^>]*\bs=)([^>]*)>")
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class Styles:
    """The formats of one workbook's cells; whatever is missing or odd in the file gives no format."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def of_sheet(self, index: int) -> dict[str, str]:
        """Format codes by cell (``A3``) of the sheet at that place in the workbook, general ones left out."""
        try:
            return self._of_sheet(index)
        except (KeyError, IndexError, ValueError, OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
            return {}

    def _of_sheet(self, index: int) -> dict[str, str]:
        if not self._codes:
            return {}
        out = {}
        for match in _CELL.finditer(self._part(self._sheets[index])):
            known = _attributes(match[1])
            code = self._codes.get(known.get("s", ""))
            if code and "r" in known:
                out[known["r"]] = code
        return out

    def _part(self, name: str) -> bytes:
        with zipfile.ZipFile(io.BytesIO(self._data)) as archive, archive.open(name) as part:
            data = part.read(MAX_PART + 1)
        return data if len(data) <= MAX_PART else b""

    @cached_property
    def _sheets(self) -> list[str]:
        links = map(_attributes, _LINK.findall(self._part("xl/_rels/workbook.xml.rels")))
        targets = {link["Id"]: link["Target"] for link in links}
        sheets = map(_attributes, _SHEET.findall(self._part("xl/workbook.xml")))
        return [_path(targets[s["r:id"]]) for s in sheets]

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Format codes by number of a cell's style."""
        styles = self._part("xl/styles.xml")
        own = {f["numFmtId"]: _text(f["formatCode"]) for f in map(_attributes, _FORMAT.findall(styles))}
        block = _STYLES.search(styles)
        used = [_attributes(xf).get("numFmtId", "0") for xf in _XF.findall(block[0])] if block else []
        codes = [own.get(number) or BUILT_IN.get(int(number), "") for number in used]
        return {str(n): code for n, code in enumerate(codes) if code and code not in ("General", "@")}


def _attributes(tag: bytes) -> dict[str, str]:
    return {k.decode(): (a or b).decode("utf-8", "replace") for k, a, b in _ATTRIBUTE.findall(tag)}


def _text(value: str) -> str:
    from html import unescape

    return unescape(value)


def _path(target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
