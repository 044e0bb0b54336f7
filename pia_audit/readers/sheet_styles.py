"""Which number format each cell of a workbook has.

The library that reads the cells gives a date as a date and not as the sheet shows it. Looked at only for sheets
that hold dates or numbers.
"""

from __future__ import annotations

import re
from functools import cached_property

from pia_audit.readers.number_formats import BUILT_IN
from pia_audit.readers.workbook_parts import Parts, attributes, has_prefixes

_FORMAT, _XF = (re.compile(rb"<(?:\w+:)?%s\b([^>]*)>" % name) for name in (b"numFmt", b"xf"))
_NOT_USUAL = re.compile(rb'<c(?! r="[A-Z]{1,3}[0-9]{1,7}"(?:[/>]| t=| s="[0-9]+"[ />])|[A-Za-z])')
_USUAL = rb'<c r="([A-Z]{1,3}[0-9]{1,7})" s="(%s)"'
"""A cell as programs write it: first its place, then its style if it has one."""
_CELL = rb"""<(?:\w+:)?c\s(?=[^>]*\bs\s*=\s*["'](?:%s)["'])([^>]*)>"""
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_PLAIN = frozenset(("General", "@"))


class Styles:
    """The formats of one workbook's cells; whatever is missing or odd in the file gives no format."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def of_sheet(self, index: int) -> dict[str, str]:
        """Format codes by cell (``A3``) of the sheet at that place in the workbook, general ones left out."""
        if not self._codes:
            return {}
        out = {}
        numbers, sheet = b"|".join(number.encode() for number in self._codes), self._parts.of_sheet(index)
        if not _NOT_USUAL.search(sheet) and not has_prefixes(sheet):
            return {cell.decode(): self._codes[number.decode()] for cell, number in re.findall(_USUAL % numbers, sheet)}
        for match in re.finditer(_CELL % numbers, sheet):
            known = attributes(match[1])
            code = self._codes.get(known.get("s", ""))
            if code and "r" in known:
                out[known["r"]] = code
        return out

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Format codes by number of a cell's style."""
        styles = self._parts.part("xl/styles.xml")
        formats = map(attributes, _FORMAT.findall(styles))
        own = {f.get("numFmtId", ""): _text(f.get("formatCode", "")) for f in formats}
        block = _STYLES.search(styles)
        used = [attributes(xf).get("numFmtId", "0") for xf in _XF.findall(block[0])] if block else []
        codes = [own.get(n) or (BUILT_IN.get(int(n), "") if n.isdecimal() and len(n) < 6 else "") for n in used]
        return {str(n): code for n, code in enumerate(codes) if code and code not in _PLAIN}


_REFERENCES = {"&quot;": '"', "&apos;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&"}


def _text(value: str) -> str:
    """The value of an attribute, its references resolved."""
    if "&#" in value:
        from html import unescape

        return unescape(value)
    return re.sub("&(?:quot|apos|lt|gt|amp);", lambda found: _REFERENCES[found[0]], value)
