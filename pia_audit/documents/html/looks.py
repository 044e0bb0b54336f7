"""How the elements of a web page look, as far as it decides what somebody sees: not shown, struck through, unseen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pia_audit.documents.html.colours import Named, laid_on, named_colour
from pia_audit.documents.html.styles import Style, StyleSheets
from pia_audit.documents.xlsx.colours import Colour, is_unseen
from pia_audit.japanese.patterns import regex

_STRUCK = frozenset(("s", "del", "strike"))
_WHITE = (1.0, 1.0, 1.0)
_LEAST = 0.05
"""What is more transparent is seen by nobody."""
_SMALLEST = 4 / 3
"""A font of so many pixels (one point), or fewer, is read by nobody."""
_USUAL = 16.0
_LENGTH = regex(r"([-+]?[0-9]*\.?[0-9]+)(px|pt|pc|em|rem|ex|ch|in|cm|mm|vw|vh|%)?")
_PIXELS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "rem": _USUAL, "in": 96.0, "cm": 37.8, "mm": 3.78}
_FAR = 900.0
"""What begins so many pixels left of, or above, its place is off the page."""
_NO_CLIP = regex(r"rect\(\s*(?:[01](?:px|pt)?[\s,]*){4}\)")
_NO_PATH = regex(
    r"inset\(\s*(?:50|[5-9][0-9]|100)(?:\.\d+)?%.*\)|circle\(\s*0(?:px|%)?(?:\s+at.*)?\)"
    r"|polygon\(\s*(?:0(?:px|%)?\s+0(?:px|%)?\s*,?\s*)+\)"
)
_NO_SCALE = regex(r"\bscale(?:3d|[xy])?\(\s*0(?:\.0+)?\s*[,)]")
_INLINE = frozenset((
    "span", "a", "b", "i", "u", "em", "strong", "font", "small", "big", "sub", "sup", "s", "del", "ins", "strike",
    "label", "code", "mark", "q", "cite", "abbr", "time",
))  # fmt: skip
_TABLE = frozenset(("td", "th", "tr", "tbody", "thead", "tfoot", "table", "caption", "colgroup", "col"))


@dataclass(frozen=True, slots=True)
class Look:
    """How a text looks: its colour and that of its ground (``None`` where they cannot be told).

    ``shown`` is false for what takes no room on the page; ``visible`` for what takes it and is not seen.
    ``size`` is that of its letters in pixels.
    """

    shown: bool = True
    visible: bool = True
    covered: bool = False
    struck: bool = False
    named_colour: Named = (0.0, 0.0, 0.0, 1.0)
    ground: Colour | None = _WHITE
    size: float = _USUAL

    @property
    def colour(self) -> Colour | None:
        """The colour of the text as it looks on its ground."""
        return laid_on(self.named_colour, self.ground, None)

    @property
    def is_seen(self) -> bool:
        """Whether somebody sees a text that looks so."""
        if not (self.shown and self.visible) or self.covered or self.size <= _SMALLEST:
            return False
        clear = isinstance(self.named_colour, tuple) and self.named_colour[3] < _LEAST
        return not clear and not is_unseen(self.colour, self.ground)


PLAIN = Look()


class Looks:
    """How the elements of a page look."""

    def __init__(self, root: Any) -> None:
        self.sheets = StyleSheets(root)
        self._known: dict[Any, Look] = {}

    def of(self, node: Any) -> Look:
        """How an element looks where it stands."""
        above: list[Any] = []
        element = node
        while element is not None and element not in self._known:
            above.append(element)
            element = element.getparent()
        look = self._known[element] if element is not None else PLAIN
        for element in reversed(above):
            look = self._known[element] = self._look_of(element, look) if isinstance(element.tag, str) else look
        return look

    def _look_of(self, node: Any, above: Look) -> Look:
        """How an element looks inside one that looks so."""
        style = self.sheets.of(node)
        if not style and node.tag not in _TELLING and not _OWN.intersection(node.attrib):
            return above
        display = style.get("display", "none" if "hidden" in node.attrib or _is_shut(node) else "")
        visible = (above.visible or _is_head_of_folded(node)) and not _is_folded(node)
        if "visibility" in style and style["visibility"] not in ("inherit", "unset"):
            visible = style["visibility"] not in ("hidden", "collapse")
        size = _size(style, above.size)
        text = style.get("-webkit-text-fill-color") or style.get("color")
        text = text or (node.get("color") if node.tag == "font" else None)
        return Look(
            shown=above.shown and display != "none",
            visible=visible,
            covered=above.covered or _is_covered(node, style, display, size),
            struck=above.struck or node.tag in _STRUCK or "line-through" in _decoration(style),
            named_colour=above.named_colour if text is None or named_colour(text) == "same" else named_colour(text),
            ground=_ground(node, style, above.ground),
            size=size,
        )


_OWN = frozenset(("hidden", "bgcolor", "color", "popover"))
_INSTEAD = frozenset(("audio", "datalist", "meter", "progress"))
_TELLING = _STRUCK | _INSTEAD | {"dialog", "details", "summary"}
"""Elements that look otherwise than what they stand in without a style."""


def _is_shut(node: Any) -> bool:
    """Whether an element is shown by no browser unless something is done, or never, its words being for old ones."""
    return node.tag in _INSTEAD or "popover" in node.attrib or (node.tag == "dialog" and "open" not in node.attrib)


def _is_folded(node: Any) -> bool:
    return node.tag == "details" and "open" not in node.attrib


def _is_head_of_folded(node: Any) -> bool:
    """Whether an element is what is seen of folded words: their first head."""
    above = node.getparent()
    return node.tag == "summary" and above is not None and _is_folded(above) and above.find("summary") is node


def _decoration(style: Style) -> str:
    return f"{style.get('text-decoration', '')} {style.get('text-decoration-line', '')}"


def _ground(node: Any, style: Style, above: Colour | None) -> Colour | None:
    """The colour of the ground; an image, or a blend, opens it."""
    if style.get("background-image", "none") not in ("none", "initial"):
        return None
    fill = style.get("background-color") or style.get("background") or node.get("bgcolor")
    return above if fill is None else laid_on(named_colour(fill), above, above)


def _size(style: Style, above: float) -> float:
    """The size of the letters in pixels; words for sizes are large enough to be read."""
    text = style.get("font-size", "")
    if not text and "font" in style:
        parts = [p.split("/")[0] for p in style["font"].split() if p[:1].isdigit() or p[:1] == "."]
        text = next((p for p in parts if p == "0" or not p.isdigit()), "")
    match = _LENGTH.fullmatch(text)
    if match is None:
        return above if text in ("", "inherit", "unset", "smaller", "larger") else _USUAL
    number, unit = float(match[1]), match[2] or ""
    if unit in ("em", "%", "ex", "ch"):
        return above * number / (100 if unit == "%" else 1)
    return number * _PIXELS.get(unit, 10.0)


def _is_covered(node: Any, style: Style, display: str, size: float) -> bool:
    """Whether an element and all in it are out of sight by how it is set: transparent, clipped, off the page, flat."""
    opacity = _LENGTH.fullmatch(style.get("opacity", ""))
    if opacity and float(opacity[1]) / (100 if opacity[2] else 1) < _LEAST:
        return True
    if style.get("content-visibility") == "hidden" or _NO_SCALE.search(style.get("transform", "")):
        return True
    if _NO_PATH.fullmatch(style.get("clip-path", "")):
        return True
    is_positioned = style.get("position") in ("absolute", "fixed")
    if is_positioned and _NO_CLIP.fullmatch(style.get("clip", "")):
        return True
    return _is_away(style, size) or _is_flat(node, style, display, is_positioned=is_positioned)


def _is_away(style: Style, size: float) -> bool:
    placed = style.get("position") in ("absolute", "fixed", "relative")
    names = ("left", "top", "text-indent", "margin-left", "margin-top") if placed else _SHIFTS
    return any(_pixels(style[name], size) <= -_FAR for name in names if name in style)


_SHIFTS = ("text-indent", "margin-left", "margin-top")


def _is_flat(node: Any, style: Style, display: str, *, is_positioned: bool) -> bool:
    """Whether a box has no width or height and cuts off what reaches over it; words in a line have no such box."""
    cut = {style.get(n, "").split(" ")[0] for n in ("overflow", "overflow-x", "overflow-y")}
    if not cut & {"hidden", "clip", "scroll", "auto"}:
        return False
    boxed = is_positioned or style.get("float", "none") != "none" or (display and display not in ("inline", "contents"))
    if (node.tag in _TABLE and not is_positioned) or (node.tag in _INLINE and not boxed):
        return False
    return any(0 <= _pixels(style[n], _USUAL) <= 1 for n in _SIDES if n in style)


_SIDES = ("width", "height", "max-width", "max-height")


def _pixels(text: str, size: float) -> float:
    """A length in pixels; a part of something unknown is half of the usual width of a page."""
    match = _LENGTH.fullmatch(text.strip())
    if match is None:
        return _USUAL
    number, unit = float(match[1]), match[2] or ""
    if unit in ("em", "ex", "ch"):
        return number * max(size, 1.0)
    return number * _PIXELS.get(unit, 8.0)
