"""The colours that a workbook names: as such, by number, or by its theme; and what can be seen on what."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

from pia_audit.documents.xlsx.parts import Parts, attributes
from pia_audit.japanese.patterns import regex

Colour = tuple[float, float, float]
"""Red, green and blue, 0 to 1."""

_LEAST_CONTRAST = 1.15
"""A text whose contrast with its ground is lower is seen by nobody: light grey (F2F2F2) on white has 1.12."""
_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
"""The colours of a theme in the order of their numbers (ECMA-376 part 1, 18.8.3: light and dark change places)."""
_SCHEME = regex(rb"<a:(%s)>\s*<a:(?:sysClr|srgbClr)\b([^>]*)>" % "|".join(_THEME).encode())
_INDEXED = (
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF "
    * 2
    + "800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF "
    "000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 "
    "3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333"
).split()
_PALETTE_ENTRY = regex(rb"<(?:\w+:)?rgbColor\b([^>]*)>")
_HEX = regex(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")


class Colours:
    """The colours of one workbook."""

    WHITE: ClassVar[Colour] = (1.0, 1.0, 1.0)
    BLACK: ClassVar[Colour] = (0.0, 0.0, 0.0)

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def named(self, colour: Mapping[str, str]) -> Colour | None:
        """The colour that the attributes of an element name; ``None`` for one that cannot be told."""
        if "rgb" in colour:
            base_colour = _hex(colour["rgb"])
        elif "theme" in colour:
            base_colour = self._theme.get(colour["theme"])
        elif "indexed" in colour:
            base_colour = self._indexed(colour["indexed"])
        else:
            base_colour = self.BLACK if colour.get("auto") in ("1", "true") else None
        return _tinted(base_colour, colour.get("tint", "")) if base_colour else None

    @cached_property
    def _theme(self) -> dict[str, Colour]:
        source = self._parts.part("xl/theme/theme1.xml")
        scheme = {name.decode(): attributes(tag) for name, tag in _SCHEME.findall(source)}
        values = {name: _hex(tag.get("lastClr") or tag.get("val", "")) for name, tag in scheme.items()}
        usual = {"lt1": self.WHITE, "dk1": self.BLACK}
        return {str(n): c for n, name in enumerate(_THEME) if (c := values.get(name) or usual.get(name)) is not None}

    def _indexed(self, number: str) -> Colour | None:
        if not number.isdecimal() or len(number) > 3:
            return None
        at = int(number)
        if at == 64:  # the system's colour for text, white for its ground
            return self.BLACK
        if at == 65:
            return self.WHITE
        return _hex(self._palette[at]) if at < len(self._palette) else None

    @cached_property
    def _palette(self) -> list[str]:
        colour_tags = _PALETTE_ENTRY.findall(self._parts.part("xl/styles.xml"))
        return [attributes(tag).get("rgb", "") for tag in colour_tags] or _INDEXED


def is_unseen(colour: Colour | None, ground: Colour | None) -> bool:
    """Whether a text of that colour cannot be told from its ground; where one is not known it can."""
    if colour is None or ground is None:
        return False
    light, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05) < _LEAST_CONTRAST


def _luminance(colour: Colour) -> float:
    """How light a colour is (WCAG 2.2, relative luminance)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(text: str) -> Colour | None:
    match = _HEX.fullmatch(text)
    if match is None:
        return None
    red, green, blue = (int(match[1][at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _tinted(colour: Colour, tint: str) -> Colour:
    """A colour made lighter or darker by so much (ECMA-376 part 1, 18.8.19)."""
    try:
        by = max(-1.0, min(1.0, float(tint or 0)))
    except ValueError:
        by = 0.0
    if not by:
        return colour
    hue, light, depth = colorsys.rgb_to_hls(*colour)
    return colorsys.hls_to_rgb(hue, light * (1 + by) if by < 0 else light * (1 - by) + by, depth)
