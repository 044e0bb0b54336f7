"""What a style sheet is meant for: whether it holds on the screen of a computer, in a browser of today."""

from __future__ import annotations

import re

from pia_audit.japanese.patterns import regex

_WIDTH, _HEIGHT = 1000.0, 800.0
"""The screen a page is taken to be looked at on, in pixels."""
_UNITS = {"px": 1.0, "em": 16.0, "rem": 16.0, "cm": 37.8, "mm": 3.78, "in": 96.0, "pt": 4 / 3, "": 1.0}
_NUMBER = regex(r"(-?\d+(?:\.\d+)?|\.\d+)(px|em|rem|cm|mm|in|pt)?")
_QUERY = regex(r"(?:(not|only)\s+)?(?:(all|screen|print|[a-z]+)\b(?!\())?(?:\s*and\b)?(.*)", re.DOTALL)
_FEATURE = regex(r"\(([^()]*)\)")
_LONGEST = 1000
_RANGE = regex(r"(?:(\S+)\s*(<=?|>=?)\s*)?(width|height)(?:\s*(<=?|>=?|=)\s*(\S+))?")
_IS_SO = {
    "orientation": "landscape", "prefers-color-scheme": "light", "prefers-reduced-motion": "no-preference",
    "prefers-contrast": "no-preference", "hover": "hover", "any-hover": "hover", "pointer": "fine",
    "any-pointer": "fine", "scripting": "none", "update": "fast", "display-mode": "browser", "grid": "0",
}  # fmt: skip
_UNKNOWN_TO_MOST = ("-moz-", "-ms-", "-o-")


def is_for_screens(media: str) -> bool:
    """Whether what is meant for such media holds on the screen of a computer; what cannot be told does not."""
    queries = [m.strip().lower() for m in media[:_LONGEST].split(",")]
    return queries == [""] or any(map(_holds, queries))


def _holds(query: str) -> bool:
    match = _QUERY.fullmatch(query)
    if match is None or " or " in query:
        return False
    negation, kind, features = match.groups()
    conditions = [_is_so(feature.strip()) for feature in _FEATURE.findall(features)]
    if _FEATURE.sub("", features).replace("and", "").strip() or None in conditions:
        return False
    holds = kind in (None, "all", "screen") and all(conditions)
    return holds != (negation == "not")


def _is_so(feature: str) -> bool | None:
    """Whether a feature of the screen is as asked; ``None`` where that is not known."""
    name, colon, value = (part.strip() for part in feature.partition(":"))
    if not colon:
        return True if name in ("color", "width", "height", "hover", "pointer") else _is_in_range(feature)
    if name.removeprefix("min-").removeprefix("max-") in ("width", "height", "device-width", "device-height"):
        length, size = _length(value), _HEIGHT if name.endswith("height") else _WIDTH
        return None if length is None else size >= length if name.startswith("min-") else size <= length
    return value == _IS_SO[name] if name in _IS_SO else None


def _is_in_range(feature: str) -> bool | None:
    match = _RANGE.fullmatch(feature)
    if match is None:
        return None
    low, before, name, after, high = match.groups()
    size = _HEIGHT if name == "height" else _WIDTH
    out = True
    for operator, text, is_lower in ((before, low, True), (after, high, False)):
        length = _length(text) if text else 0.0
        if length is None:
            return None
        if operator:
            one, two = (length, size) if is_lower else (size, length)
            out &= {"<": one < two, "<=": one <= two, ">": one > two, ">=": one >= two, "=": one == two}[operator]
    return out


def _length(text: str) -> float | None:
    match = _NUMBER.fullmatch(text)
    return float(match[1]) * _UNITS[match[2] or ""] if match else None


def is_supported(condition: str) -> bool:
    """Whether browsers of today can do what a condition asks: all, but what has the name of a single make."""
    text = condition.strip().lower()
    is_wanted = not any(name in text for name in _UNKNOWN_TO_MOST)
    return not is_wanted if re.match(r"not\b", text) else is_wanted
