"""How the cells of a workbook look: number formats, words struck through, words in the colour of their ground.

The library that reads the cells gives a date as a date and not as the sheet shows it, and nothing of their looks. The
styles are taken apart once a workbook; a sheet is gone through only for the styles that matter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from html import unescape

from pia_audit.documents.xlsx.colours import Colours, is_unseen
from pia_audit.documents.xlsx.number_formats import BUILT_IN, may_show_white, shows_nothing, words_of
from pia_audit.documents.xlsx.parts import Parts, attributes, has_prefixes
from pia_audit.japanese.patterns import regex

_TAG = rb"<(?:\w+:)?%s\b([^<>]*)>"
_FORMAT, _XF = regex(_TAG % b"numFmt"), regex(_TAG % b"xf")
_NOT_USUAL = regex(rb'<c(?! r="[A-Z]{1,3}[0-9]{1,7}"(?:[/>]| t=| s="[0-9]+"[ />])|[A-Za-z])')
_USUAL = rb'<c r="([A-Z]{1,3}[0-9]{1,7})" s="(%s)"'
"""A cell as programs write it: first its place, then its style if it has one."""
_CELL = rb"""<(?:\w+:)?c\s(?=[^<>]*\bs\s*=\s*["'](?:%s)["'])([^<>]*)>"""
_BLOCK = rb"<(/?)(?:\w+:)?%s\b"
_STYLES, _FONTS, _FILLS, _FORMATS, _BORDERS = (
    regex(_BLOCK % n) for n in (b"cellXfs", b"fonts", b"fills", b"numFmts", b"borders")
)
"""Where the blocks of the part begin and end."""
_DIAGONAL, _CORNER = regex(_TAG % b"diagonal"), regex(rb"""\bdiagonal(?:Up|Down)\s*=\s*["'](?:1|true)["']""")
_FONT, _FILL, _BORDER = (regex(rb"<(/?)(?:\w+:)?%s\b[^<>]*>" % n) for n in (b"font", b"fill", b"border"))
"""Where their elements begin and end."""
STRIKE = regex(rb"""<(?:\w+:)?strike\b(?![^<>]*\bval\s*=\s*["'](?:0|false)["'])[^<>]*>""")
"""What strikes a text through in the font of a cell or a run."""
_SIZE = regex(rb"""<(?:\w+:)?sz\b[^<>]*\bval\s*=\s*["']([0-9.]+)["']""")
_COLOUR = regex(_TAG % b"color")
_PATTERN = regex(_TAG % b"patternFill")
_GROUND = regex(_TAG % b"fgColor")
_BOX = regex(rb"<(?:\w+:)?xfComplement\b")
_PLAIN = frozenset(("General", "@"))
_SMALLEST = 1.0
"""A font of so many points, or fewer, is read by nobody."""


class Styles:
    """The looks of one workbook's cells; whatever is missing or odd in the file gives none.

    Sheets are named by their place in the workbook, cells as ``A3``.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def of_sheet(self, index: int) -> dict[str, str]:
        """Format codes by cell, general ones left out."""
        return self._cells(index, self._codes)

    def struck(self, index: int) -> Collection[str]:
        """The cells whose text is struck through, as far as their runs do not say otherwise."""
        return self._cells(index, self._struck)

    def unseen(self, index: int) -> Collection[str]:
        """The cells whose text nobody sees: in the colour of its ground, of no size, or under a format for nothing."""
        return self._cells(index, self._unseen)

    def boxes(self, index: int) -> Collection[str]:
        """The cells that show true and false as a ticked and an empty box."""
        return self._cells(index, self._ticked)

    def white_formats(self, index: int) -> Mapping[str, str]:
        """The formats that may show a value in white, by cell, where the ground is white too."""
        return self._cells(index, self._white)

    def crossed(self, index: int) -> Collection[str]:
        """The cells that a line runs across from corner to corner."""
        return self._cells(index, self._crossed)

    @cached_property
    def has_words(self) -> bool:
        """Whether a format adds something to a text, or hides it."""
        return any(map(words_of, set(self._codes.values())))

    def ground_of(self, number: str) -> tuple[float, float, float] | None:
        """The colour of the ground under the cells of a style; ``None`` where it cannot be told."""
        xf = self._xfs.get(number)
        return self._grounds.get(xf.get("fillId", "0"), Colours.WHITE) if xf else Colours.WHITE

    @cached_property
    def colours(self) -> Colours:
        """The colours that the workbook names."""
        return Colours(self._parts)

    def numbers(self, index: int) -> Mapping[str, str]:
        """The number of the style of each cell that has one."""
        return self._cells(index, {number: number for number in self._xfs})

    def _cells(self, index: int, numbers: Mapping[str, str]) -> dict[str, str]:
        """What ``numbers`` has for the style of each cell."""
        if not numbers:
            return {}
        out = {}
        wanted, sheet = b"|".join(number.encode() for number in numbers), self._parts.of_sheet(index)
        if self._parts.is_usual(index) or (not _NOT_USUAL.search(sheet) and not has_prefixes(sheet)):
            return {cell.decode(): numbers[number.decode()] for cell, number in re.findall(_USUAL % wanted, sheet)}
        for match in re.finditer(_CELL % wanted, sheet):
            attrs = attributes(match[1])
            value = numbers.get(attrs.get("s", ""))
            if value and "r" in attrs:
                out[attrs["r"]] = value
        return out

    @cached_property
    def source(self) -> bytes:
        """The part of the workbook that has the styles."""
        return self._parts.part("xl/styles.xml")

    @cached_property
    def _xfs(self) -> dict[str, dict[str, str]]:
        """What each style of a cell names, by its number."""
        return {str(n): attributes(xf) for n, xf in enumerate(_XF.findall(_block(_STYLES, self.source)))}

    @cached_property
    def _every_code(self) -> dict[str, str]:
        """Format codes by number of a cell's style."""
        # Conditional formats have such tags too, and numbers of their own.
        formats = map(attributes, _FORMAT.findall(_block(_FORMATS, self.source)))
        custom_codes = {f.get("numFmtId", ""): _text(f.get("formatCode", "")) for f in formats}
        numbers = {style: xf.get("numFmtId", "0") for style, xf in self._xfs.items()}
        codes = {n: custom_codes.get(n) or (BUILT_IN.get(int(n), "") if n.isdecimal() and len(n) < 6 else "")
                 for n in set(numbers.values())}  # fmt: skip
        return {style: codes[n] for style, n in numbers.items() if codes[n]}

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {style: code for style, code in self._every_code.items() if code not in _PLAIN}

    @cached_property
    def _fonts(self) -> dict[str, bytes]:
        return _numbered(_FONTS, _FONT, self.source)

    @cached_property
    def _struck(self) -> dict[str, str]:
        fonts = {n for n, font in self._fonts.items() if STRIKE.search(font)} if b"strike" in self.source else set()
        return {style: "struck" for style, xf in self._xfs.items() if xf.get("fontId", "0") in fonts}

    @cached_property
    def _white(self) -> dict[str, str]:
        return {
            style: code
            for style, code in self._every_code.items()
            if may_show_white(code) and self.ground_of(style) == Colours.WHITE
        }

    @cached_property
    def _crossed(self) -> dict[str, str]:
        if b"diagonal" not in self.source:
            return {}
        lines = {n for n, border in _numbered(_BORDERS, _BORDER, self.source).items() if _is_crossed(border)}
        return {style: "crossed" for style, xf in self._xfs.items() if xf.get("borderId", "0") in lines}

    @cached_property
    def _unseen(self) -> dict[str, str]:
        """Styles under which nobody sees a text."""
        looks: dict[tuple[str, str], bool] = {}
        out = {}
        for style, xf in self._xfs.items():
            look = xf.get("fontId", "0"), xf.get("fillId", "0")
            if look not in looks:
                looks[look] = self.is_unseen(self._fonts.get(look[0], b""), self._grounds.get(look[1], Colours.WHITE))
            if looks[look] or shows_nothing(self._every_code.get(style, "")):
                out[style] = "unseen"
        return out

    def is_unseen(self, font: bytes, ground: tuple[float, float, float] | None) -> bool:
        """Whether nobody sees a text in that font on that ground."""
        size, colour = _SIZE.search(font), _COLOUR.search(font)
        if size and float(size[1].decode().rstrip(".") or 0) <= _SMALLEST:
            return True
        return is_unseen(self.colours.named(attributes(colour[1])) if colour else Colours.BLACK, ground)

    @cached_property
    def _grounds(self) -> dict[str, tuple[float, float, float] | None]:
        """Colours of grounds by number of the fill; ``None`` for patterns and blends."""
        return {n: self._ground(fill) for n, fill in _numbered(_FILLS, _FILL, self.source).items()}

    def _ground(self, fill: bytes) -> tuple[float, float, float] | None:
        pattern = _PATTERN.search(fill)
        kind = attributes(pattern[1]).get("patternType", "none") if pattern else ""
        if kind == "none":
            return Colours.WHITE
        colour = _GROUND.search(fill)
        return self.colours.named(attributes(colour[1])) if kind == "solid" and colour else None

    @cached_property
    def _ticked(self) -> dict[str, str]:
        """Styles that show true and false as boxes, as newer programs have them."""
        block = _block(_STYLES, self.source) if b"xfComplement" in self.source else b""
        parts = re.split(rb"<(?:\w+:)?xf\b", block)[1:]
        return {str(n): "box" for n, part in enumerate(parts) if _BOX.search(part)}


def _block(edges: re.Pattern[bytes], source: bytes) -> bytes:
    """The first block of a name; none where it does not end."""
    first = edges.search(source)
    last = next((m for m in edges.finditer(source, first.end()) if m[1]), None) if first and not first[1] else None
    return source[first.start() : last.start()] if first and last else b""


def _numbered(block: re.Pattern[bytes], edges: re.Pattern[bytes], source: bytes) -> dict[str, bytes]:
    """The elements of a block by number, as their users name them; gone through once, whatever is left open."""
    text, out, start = _block(block, source), list[bytes](), -1
    for edge in edges.finditer(text):
        if start >= 0:
            out.append(text[start : edge.start()])
        is_whole = not edge[1] and edge[0].endswith(b"/>")
        start = edge.start() if not edge[1] and not is_whole else -1
        if is_whole:
            out.append(edge[0])
    return {str(n): content for n, content in enumerate(out)}


def _is_crossed(border: bytes) -> bool:
    """Whether a border has a line from corner to corner."""
    diagonal = _DIAGONAL.search(border) if _CORNER.search(border.partition(b">")[0]) else None
    return diagonal is not None and attributes(diagonal[1].rstrip(b"/")).get("style", "none") != "none"


_REFERENCES = {"&quot;": '"', "&apos;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&"}


def _text(value: str) -> str:
    """The value of an attribute, its references resolved."""
    if "&#" in value:
        return unescape(value)
    return re.sub("&(?:quot|apos|lt|gt|amp);", lambda match: _REFERENCES[match[0]], value)
