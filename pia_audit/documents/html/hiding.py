"""What takes an element of a web page, and all in it, out of sight by how it is set: clear, clipped, away, flat."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from pia_audit.documents.html.colours import named_colour
from pia_audit.documents.html.styles import Style
from pia_audit.japanese.patterns import regex

LEAST = 0.05
"""What is more transparent, or smaller in proportion, is seen by nobody."""
USUAL = 16.0
"""The usual size of letters, in pixels."""
_LENGTH = regex(r"([-+]?[0-9]*\.?[0-9]+)(px|pt|pc|em|rem|ex|ch|in|cm|mm|vw|vh|%)?")
_PIXELS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "rem": USUAL, "in": 96.0, "cm": 37.8, "mm": 3.78}
_SHARE = 10.0
"""Pixels in a hundredth of the usual width of a page."""
_FAR = 900.0
"""What begins so many pixels left of, or above, its place is off the page."""
_BLURRED = 0.25
"""Letters blurred by this part of their size are read by nobody."""
_NO_CLIP = regex(r"rect\(\s*(?:[01](?:px|pt)?[\s,]*){4}\)")
_SHAPE = regex(r"(inset|circle|ellipse|polygon|rect|xywh)\((.*)\)(?:\s*[a-z-]+)?", re.DOTALL)
_FUNCTION = regex(r"([a-z0-9-]+)\(([^()]*)\)")
_CALCULATED = regex(r"calc\(\s*([^()\s]+)\s*\)")
_CLEAR_STOPS = regex(r"(?:repeating-)?(?:linear|radial|conic)-gradient\((.*)\)", re.DOTALL)
_INLINE = frozenset((
    "span", "a", "b", "i", "u", "em", "strong", "font", "small", "big", "sub", "sup", "s", "del", "ins", "strike",
    "label", "code", "mark", "q", "cite", "abbr", "time",
))  # fmt: skip
_TABLE = frozenset(("td", "th", "tr", "tbody", "thead", "tfoot", "table", "caption", "colgroup", "col"))
_CUTTING = frozenset(("hidden", "clip", "scroll", "auto"))
_PLACED = frozenset(("absolute", "fixed"))
_MASKS = ("mask", "mask-image", "-webkit-mask", "-webkit-mask-image")


def text_size(style: Style, above: float) -> float:
    """The size of an element's letters in pixels, in one of the size ``above``; words for sizes are large enough."""
    return _font_size(style, above) * _zoom(style)


def _font_size(style: Style, above: float) -> float:
    text = _plain(style.get("font-size", ""))
    if not text and "font" in style:
        parts = [p.split("/")[0] for p in style["font"].split() if p[:1].isdigit() or p[:1] == "."]
        text = next((p for p in parts if p == "0" or not p.isdigit()), "")
    match = _LENGTH.fullmatch(text)
    if match is None:
        return above if text in ("", "inherit", "unset", "smaller", "larger") else USUAL
    number, unit = float(match[1]), match[2] or ""
    if unit in ("em", "%", "ex", "ch"):
        return above * number / (100 if unit == "%" else 1)
    return number * _PIXELS.get(unit, _SHARE)


def _zoom(style: Style) -> float:
    zoom = _share(style.get("zoom", ""))
    return 1.0 if zoom is None else zoom


def is_out_of_sight(node: Any, style: Style, display: str, size: float) -> bool:
    """Whether an element and all in it are seen by nobody.

    Args:
        node: the element.
        style: what is said of it.
        display: how it is set, where that is said.
        size: the size of its letters in pixels.
    """
    opacity = _share(style.get("opacity", ""))
    if opacity is not None and opacity < LEAST:
        return True
    if style.get("content", "").startswith("url("):
        return True
    if style.get("-webkit-text-security", "none") not in ("none", "initial", "inherit"):
        return True
    is_boxed = display and display not in ("inline", "contents")
    in_line = node.tag in _INLINE and not is_boxed and style.get("position") not in _PLACED
    if _is_clipped(style.get("clip-path", "")) or _is_masked(style) or _is_filtered_out(style, size):
        return True
    if not in_line and (style.get("content-visibility") == "hidden" or _is_turned_away(style, size)):
        return True
    if style.get("position") in _PLACED and _NO_CLIP.fullmatch(style.get("clip", "")):
        return True
    return _is_away(style, size, in_line=in_line) or _is_flat(node, style, size, in_line=in_line)


def filters(style: Style) -> tuple[tuple[str, float], ...]:
    """The functions of a filter that change colours, each with how much."""
    text = style.get("filter") or style.get("-webkit-filter") or ""
    amounts = ((name, _share(value or "1")) for name, value in _FUNCTION.findall(text))
    return tuple((name, amount) for name, amount in amounts if name in ("invert", "brightness", "contrast") and
                 amount is not None)  # fmt: skip


def _plain(text: str) -> str:
    return _CALCULATED.sub(r"\1", text.strip()) if "calc(" in text else text.strip()


def _share(text: str) -> float | None:
    """A part of a whole as it is written: ``.5`` or ``50%``."""
    match = _LENGTH.fullmatch(_plain(text))
    return float(match[1]) / (100 if match[2] == "%" else 1) if match else None


def _is_clipped(path: str) -> bool:
    """Whether a shape that an element is clipped to has no area."""
    match = _SHAPE.fullmatch(path)
    if match is None:
        return False
    name, inside = match[1], re.split(r"\bround\b", match[2])[0]
    if name == "polygon":
        return _has_no_area(inside)
    lengths = [pixels(part, USUAL) for part in re.split(r"\bat\b", inside)[0].split() if part != "auto"]
    if name == "inset":
        shares = [_share(p) if p.endswith("%") else 0.0 for p in inside.split()]
        top, right, bottom, left = _sides([s or 0.0 for s in shares])
        return top + bottom >= 1 or left + right >= 1
    if name == "rect":
        return len(lengths) == 4 and (lengths[2] <= lengths[0] or lengths[1] <= lengths[3])
    return any(length <= 0 for length in (lengths[2:] if name == "xywh" else lengths))


def _sides(values: list[float]) -> tuple[float, float, float, float]:
    """Four sides of which some may be left out, as in style sheets: top, right, bottom, left."""
    top = values[0] if values else 0.0
    right = values[1] if len(values) > 1 else top
    bottom = values[2] if len(values) > 2 else top
    return top, right, bottom, values[3] if len(values) > 3 else right


def _has_no_area(points: str) -> bool:
    places = [[pixels(part, USUAL) for part in point.split()] for point in points.split(",")]
    corners = [(p[0], p[1]) for p in places if len(p) == 2]
    if len(corners) < len(places):
        return False
    around = pairwise([*corners, corners[0]])
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in around)) < 1


def _is_masked(style: Style) -> bool:
    """Whether a mask lets nothing through: a gradient all of whose colours are clear."""
    for text in (style[name] for name in _MASKS if name in style):
        gradient = _CLEAR_STOPS.search(text)
        stops = re.split(r",(?![^()]*\))", gradient[1]) if gradient else []
        colours = [named_colour(stop.strip()) for stop in stops if not stop.strip().startswith(("to ", "from ", "at "))]
        plain_colours = [c for c in colours if isinstance(c, tuple)]
        if plain_colours and len(plain_colours) >= len(colours) - 1 and all(c[3] < LEAST for c in plain_colours):
            return True
    return False


def _is_filtered_out(style: Style, size: float) -> bool:
    text = style.get("filter") or style.get("-webkit-filter") or ""
    for name, value in _FUNCTION.findall(text):
        if name == "opacity" and (_share(value or "1") or 0.0) < LEAST:
            return True
        if name == "blur" and pixels(value or "0", size) >= _BLURRED * size:
            return True
    return False


def _is_turned_away(style: Style, size: float) -> bool:
    """Whether a transformation leaves nothing of an element, turns it on its edge or moves it off the page."""
    moves = _FUNCTION.findall(style.get("transform", ""))
    moves += [(name, style[name]) for name in ("scale", "translate", "rotate") if style.get(name, "none") != "none"]
    for name, value in moves:
        parts = [p for p in re.split(r"[\s,]+", value.strip()) if p]
        if name.startswith("scale") and any((_share(p) or 0.0) < LEAST for p in parts if _share(p) is not None):
            return not any((_share(p) or 0.0) < 0 for p in parts)
        if name.startswith("translate") and any(pixels(p, size) <= -_FAR for p in parts[:2]):
            return True
        if name == "matrix" and len(parts) == 6 and _flattens([_share(p) for p in parts]):
            return True
        if name in ("rotatex", "rotatey") or (name == "rotate" and parts[:1] in (["x"], ["y"])):
            return parts[-1] in ("90deg", "-90deg", "270deg", ".25turn", "0.25turn", "100grad")
    return False


def _flattens(parts: list[float | None]) -> bool:
    a, b, c, d = (p or 0.0 for p in parts[:4])
    return abs(a * d - b * c) < LEAST**2


def is_behind(node: Any, style: Style, style_of: Callable[[Any], Style]) -> bool:
    """Whether an element lies below the ground of one that it stands in; the ground of the page is below all.

    Args:
        node: the element.
        style: what is said of it.
        style_of: tells what is said of another.
    """
    if style.get("position", "static") == "static" or not re.fullmatch(r"-\d+", style.get("z-index", "")):
        return False
    above = node.getparent()
    while above is not None and above.tag not in ("body", "html"):
        around = style_of(above)
        if any(name in around for name in _STACKING):
            return False
        fill = around.get("background-color") or around.get("background") or above.get("bgcolor", "")
        colour = named_colour(fill)
        if isinstance(colour, tuple) and colour[3] >= 1:
            return True
        above = above.getparent()
    return False


_STACKING = ("z-index", "opacity", "transform", "filter", "isolation")
"""What makes a stack of its own of all that is in an element."""


def covers_all(style: Style) -> bool:
    """Whether an element is laid over all of the one it stands in, in a colour that nothing is seen through."""
    if style.get("position") != "absolute" or style.get("display") == "none" or style.get("visibility") == "hidden":
        return False
    opacity, fill = _share(style.get("opacity", "1")), style.get("background-color") or style.get("background", "")
    colour = named_colour(fill)
    if not isinstance(colour, tuple) or colour[3] < 1 or (opacity is not None and opacity < 1):
        return False
    if style.get("z-index", "").startswith("-") or style.get("mix-blend-mode"):
        return False
    sides = dict(zip(("top", "right", "bottom", "left"), _sides([pixels(p, 1) for p in style["inset"].split()]),
                     strict=True)) if "inset" in style else {}  # fmt: skip
    sides |= {n: pixels(style[n], 1) for n in ("top", "right", "bottom", "left") if n in style}
    high, wide = style.get("height"), style.get("width")
    down = sides.get("top") == 0 and (sides.get("bottom") == 0 or high == "100%")
    return down and sides.get("left") == 0 and (sides.get("right") == 0 or wide == "100%")


def _is_away(style: Style, size: float, *, in_line: bool) -> bool:
    position = style.get("position", "static")
    if position in ("absolute", "fixed", "relative"):
        near = _first(style, "inset", (0, 3))
        near += [style[n] for n in ("left", "top", "inset-inline-start", "inset-block-start") if n in style]
        if any(pixels(text, size) <= -_FAR for text in near):
            return True
        far = [style[n] for n in ("right", "bottom") if n in style]
        if any(pixels(text, size) >= _FAR for text in far):
            return True
    names = ("margin-left", "margin-inline-start", *(() if in_line else ("text-indent", "margin-top")))
    shifts = [style[n] for n in (*names, "margin-block-start") if n in style] + _first(style, "margin", (0, 3))
    return any(pixels(text, size) <= -_FAR for text in shifts) or _is_pushed_out(style, size)


def _first(style: Style, name: str, sides: tuple[int, ...]) -> list[str]:
    """Of a word for four sides those at the top and at the left."""
    parts = style.get(name, "").split()
    four = [*parts, *parts, *parts, *parts][:4] if len(parts) in (1, 2) else [*parts, *parts[1:2]][:4]
    return [four[n] for n in sides] if four else []


def _is_pushed_out(style: Style, size: float) -> bool:
    """Whether words begin beyond the edge of a box that cuts off what reaches over it."""
    if not _is_cut(style):
        return False
    indent = style.get("text-indent", "")
    if style.get("white-space") in ("nowrap", "pre") and pixels(indent, size) >= _FAR:
        return True
    return any(pixels(style[n], size) >= _FAR for n in ("padding-left", "padding-top") if n in style)


def _is_cut(style: Style) -> bool:
    return bool({style.get(n, "").split(" ")[0] for n in ("overflow", "overflow-x", "overflow-y")} & _CUTTING)


def _is_flat(node: Any, style: Style, size: float, *, in_line: bool) -> bool:
    """Whether a box has no width or height and cuts off what reaches over it; words in a line have no such box."""
    is_positioned = style.get("position") in _PLACED
    if (node.tag in _TABLE and not is_positioned) or (in_line and style.get("float", "none") == "none"):
        return False
    contained = set(style.get("contain", "").split())
    sized = any(n in style for n in ("height", "block-size", "min-height"))
    if contained & {"strict", "size"} and not sized:
        return _is_cut(style) or bool(contained & {"strict", "paint", "content"})
    if not _is_cut(style):
        return False
    if pixels(style.get("line-height", "1"), size) == 0 and not sized:
        return True
    return any(0 <= pixels(style[n], size) <= 1 for n in _SIDES if n in style)


_SIDES = ("width", "height", "max-width", "max-height", "inline-size", "block-size")


def pixels(text: str, size: float) -> float:
    """A length in pixels, of an element whose letters have a size; a word is a usual length."""
    match = _LENGTH.fullmatch(_plain(text))
    if match is None:
        return USUAL
    number, unit = float(match[1]), match[2] or ""
    if unit in ("em", "ex", "ch"):
        return number * max(size, 1.0)
    return number * _PIXELS.get(unit, _SHARE)
