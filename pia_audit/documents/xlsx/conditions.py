"""Conditional formats of a sheet that strike its cells through or hide them, and whether they do.

Only what can be worked out from the sheet's own values is; of the rest it is told that a format may strike or hide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from html import unescape
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.documents.xlsx.colours import Colour
from pia_audit.documents.xlsx.formulas import UNKNOWN, Cells, compared, truth_of, value_of
from pia_audit.documents.xlsx.number_formats import shows_nothing
from pia_audit.documents.xlsx.parts import attributes
from pia_audit.documents.xlsx.styles import STRIKE, Styles
from pia_audit.documents.xlsx.visibility import Area
from pia_audit.japanese.patterns import regex

Effect = Literal["", "struck", "unseen", "maybe"]

_MOST_RULES = 500
_MOST_AREAS = 2000
_TAG = r"<(?:\w+:)?%s\b([^<>]*?)(?:/>|>(.*?)</(?:\w+:)?%s>)"
_BLOCK, _RULE, _DXF, _FONT, _FILL = (
    regex((_TAG % (name, name)).encode(), re.DOTALL)
    for name in ("conditionalFormatting", "cfRule", "dxf", "font", "fill")
)
_DXFS = regex(rb"<(?:\w+:)?dxfs\b.*?</(?:\w+:)?dxfs>", re.DOTALL)
_FORMULA = regex(rb"<(?:\w+:)?(?:formula|f)>([^<]*)</")
_AREAS = regex(rb"<(?:\w+:)?sqref>([^<]*)</")
_PLACES = regex(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_COLOUR, _FORMAT = regex(rb"<(?:\w+:)?color\b([^<>]*)>"), regex(rb"<(?:\w+:)?numFmt\b([^<>]*)>")
_GROUND = regex(rb"<(?:\w+:)?(?:bgColor|fgColor)\b([^<>]*)>")
_NOT_STRUCK = regex(rb"""<(?:\w+:)?strike\b[^<>]*\bval\s*=\s*["'](?:0|false)["']""")
_NO_VALUE = regex(rb"""showValue\s*=\s*["'](?:0|false)["']""")


class _Look(Struct, frozen=True):
    """What a format changes; ``None`` for what it leaves."""

    struck: bool | None = None
    colour: bytes | None = None
    ground: bytes | None = None
    empty: bool | None = None

    @property
    def matters(self) -> bool:
        """Whether it may strike or hide, or keep another from it."""
        return any(part is not None for part in (self.struck, self.colour, self.ground, self.empty))

    @property
    def may_hide(self) -> bool:
        """Whether it may strike or hide by itself."""
        return self.struck is True or self.colour is not None or self.empty is True

    def under(self, stronger_look: _Look) -> _Look:
        """This format where the other, which is stronger, says nothing."""
        names = ("struck", "colour", "ground", "empty")
        return _Look(*(getattr(self if getattr(stronger_look, n) is None else stronger_look, n) for n in names))


class _Rule(Struct, frozen=True):
    """One rule: where it holds, what it asks, and the look it gives."""

    areas: tuple[Area, ...]
    kind: str
    known: dict[str, str]
    formulas: tuple[str, ...]
    look: _Look
    priority: int
    stops: bool

    def holds(self, row: int, column: int) -> bool:
        return any(area.holds(row, column) for area in self.areas)


class Conditions:
    """The conditional formats of one sheet, by weight.

    Args:
        sheet: the sheet's part.
        index: its place in the workbook.
        styles: the workbook's styles.
        cells: gives all values of the sheet by row and column, both from 0, and is called only where one is needed.
    """

    def __init__(self, sheet: bytes, index: int, styles: Styles, cells: Callable[[], Cells]) -> None:
        self._styles, self._index, self._read = styles, index, cells
        all_rules = list(_rules(sheet, styles)) if b"conditionalFormatting" in sheet else []
        matter = any(rule.look.may_hide for rule in all_rules)
        self.rules = sorted((r for r in all_rules if r.look.matters), key=lambda r: r.priority) if matter else []
        self._counts: dict[int, Counter[Any]] = {}

    def effect(self, row: int, column: int, value: Any, reference: str) -> Effect:
        """What the formats do to a cell, row from 1 and column from 0; ``maybe`` where that cannot be worked out."""
        look, doubt = _Look(), False
        for number, rule in enumerate(self.rules):
            if not rule.holds(row, column):
                continue
            met = self._is_met(number, rule, row, column, value)
            if met is UNKNOWN:
                doubt = doubt or self._shown(rule.look.under(look), reference) != ""
            elif met:
                look = rule.look.under(look)
                if rule.stops:
                    break
        effect_shown = self._shown(look, reference) if look.matters else ""
        return effect_shown if effect_shown and not doubt else "maybe" if doubt else ""

    def _shown(self, look: _Look, reference: str) -> Effect:
        """What a look makes of the words of a cell."""
        style = self._numbers.get(reference, "0")
        ground = self._ground(style) if look.ground is None else self._styles.colours.named(attributes(look.ground))
        if look.empty or (look.colour is not None and self._styles.is_unseen(b"<color" + look.colour + b">", ground)):
            return "unseen"
        return "struck" if look.struck else ""

    def _ground(self, style: str) -> Colour | None:
        return self._styles.ground_of(style)

    @cached_property
    def _numbers(self) -> Mapping[str, str]:
        """The number of the style of each cell."""
        return self._styles.numbers(self._index)

    @cached_property
    def _cells(self) -> Cells:
        return self._read()

    def _given(self) -> Cells:
        return self._cells

    # --- conditions -----------------------------------------------------------------------------------

    def _is_met(self, number: int, rule: _Rule, row: int, column: int, value: Any) -> Any:
        """Whether a cell meets the condition of a rule, or ``UNKNOWN``."""
        text = value if isinstance(value, str) else ""
        if rule.kind == "cellIs":
            return self._compared(rule, row, column, value)
        if rule.kind == "expression":
            return truth_of(rule.formulas[0], self._given, _shift(rule, row, column)) if rule.formulas else UNKNOWN
        if rule.kind in _TEXTS:
            part = unescape(rule.known.get("text", "")).lower()
            return _TEXTS[rule.kind](text.lower(), part) if part and isinstance(value, str) else UNKNOWN
        if rule.kind in ("containsBlanks", "notContainsBlanks"):
            return (rule.kind == "containsBlanks") == (isinstance(value, str) and not value.strip())
        if rule.kind in ("duplicateValues", "uniqueValues"):
            return (rule.kind == "duplicateValues") == (self._count(number, rule)[_key(value)] > 1)
        return True if rule.kind in ("dataBar", "iconSet") else rule.kind == "notContainsErrors" or UNKNOWN

    def _compared(self, rule: _Rule, row: int, column: int, value: Any) -> Any:
        limits = [value_of(f, self._given, _shift(rule, row, column)) for f in rule.formulas]
        return compared(rule.known.get("operator", ""), value, limits)

    def _count(self, number: int, rule: _Rule) -> Counter[Any]:
        """How often each value stands where a rule holds."""
        if number not in self._counts:
            values = ((r, c, v) for r, line in enumerate(self._cells, 1) for c, v in enumerate(line) if v != "")
            self._counts[number] = Counter(_key(v) for r, c, v in values if rule.holds(r, c))
        return self._counts[number]


_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "containsText": lambda text, part: part in text,
    "notContainsText": lambda text, part: part not in text,
    "beginsWith": lambda text, part: text.startswith(part),
    "endsWith": lambda text, part: text.endswith(part),
}


def _key(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _shift(rule: _Rule, row: int, column: int) -> tuple[int, int]:
    """How far a cell is from the one for which the formulas of a rule are written."""
    return row - min(a.top for a in rule.areas), column - min(a.left for a in rule.areas)


def _rules(sheet: bytes, styles: Styles) -> Iterator[_Rule]:
    """The rules of a sheet, those that newer programs keep apart among them."""
    looks = [_look(content) for _, content in _DXF.findall(block[0])] if (block := _DXFS.search(styles.source)) else []
    number = 0
    for tag, content in _BLOCK.findall(sheet):
        areas = _areas(attributes(tag).get("sqref", ""))
        if not areas and (area_match := _AREAS.search(content)):
            areas = _areas(area_match[1].decode("ascii", "replace"))
        for rule, inner in _RULE.findall(content) if areas else ():
            number += 1
            if number > _MOST_RULES:
                return
            attrs = attributes(rule)
            inner_look = _DXF.search(inner)
            dxf = attrs.get("dxfId", "")
            look = (
                _look(inner_look[2])
                if inner_look
                else looks[int(dxf)]
                if dxf.isdecimal() and int(dxf) < len(looks)
                else _Look()
            )
            if attrs.get("type") in ("dataBar", "iconSet"):
                look = replace(look, empty=True) if _NO_VALUE.search(inner) else _Look()
            formulas = tuple(unescape(f.decode("utf-8", "replace")).strip() for f in _FORMULA.findall(inner))
            weight = attrs.get("priority", "")
            stops = attrs.get("stopIfTrue") in ("1", "true")
            yield _Rule(
                areas, attrs.get("type", ""), attrs, formulas, look,
                int(weight) if weight.isdecimal() and len(weight) < 9 else number, stops,
            )  # fmt: skip


def _look(dxf: bytes) -> _Look:
    font, fill, code = _FONT.search(dxf), _FILL.search(dxf), _FORMAT.search(dxf)
    font_tags = font[2] or b"" if font else b""
    colour = _COLOUR.search(font_tags)
    ground = _GROUND.search(fill[2] or b"") if fill else None
    struck = True if STRIKE.search(font_tags) else False if _NOT_STRUCK.search(font_tags) else None
    empty = shows_nothing(unescape(attributes(code[1]).get("formatCode", ""))) if code else None
    return _Look(struck, colour[1] if colour else None, ground[1] if ground else None, empty)


def _areas(text: str) -> tuple[Area, ...]:
    out = []
    for match in map(_PLACES.fullmatch, text.split()[:_MOST_AREAS]):
        if match is not None:
            first_column, top, last_column, bottom = match.groups()
            out.append(Area(int(top), _column(first_column), int(bottom or top), _column(last_column or first_column)))
    return tuple(out)


def _column(name: str) -> int:
    out = 0
    for letter in name:
        out = out * 26 + ord(letter) - 64
    return out - 1
