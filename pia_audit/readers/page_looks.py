"""How the elements of a web page look, as far as it decides what somebody sees: not shown, struck through, unseen.

Style sheets are read for plain selectors only (an element, a class, an id); what a page fetches is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,5000})\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SIMPLE = re.compile(
    r"(?P<tag>[a-z][a-z0-9]*)?(?:\.(?P<cls>[\w-]+))?(?:#(?P<id>[\w-]+))?(?:\[hidden\])?", re.IGNORECASE
)
_HEX = re.compile(r"#(?:([0-9a-f])([0-9a-f])([0-9a-f])|([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2}))(?:[0-9a-f]{1,2})?")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)")
_NAMES = {"white": "#ffffff", "black": "#000000", "red": "#ff0000", "blue": "#0000ff", "yellow": "#ffff00",
          "green": "#008000", "gray": "#808080", "grey": "#808080", "navy": "#000080", "silver": "#c0c0c0",
          "lightgray": "#d3d3d3", "lightgrey": "#d3d3d3", "whitesmoke": "#f5f5f5", "snow": "#fffafa",
          "ivory": "#fffff0", "lightyellow": "#ffffe0"}  # fmt: skip
_STRUCK = frozenset(("s", "del", "strike"))
_MOST_RULES = 5000

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Look:
    """How a text looks: its colour and that of its ground (``None`` where they cannot be told)."""

    shown: bool = True
    visible: bool = True
    struck: bool = False
    colour: Colour | None = (0.0, 0.0, 0.0)
    ground: Colour | None = (1.0, 1.0, 1.0)

    @property
    def is_seen(self) -> bool:
        """Whether somebody sees a text that looks so."""
        from pia_audit.readers.sheet_colours import is_unseen

        return self.shown and self.visible and not is_unseen(self.colour, self.ground)


PLAIN = Look()


class Looks:
    """How the elements of a page look."""

    def __init__(self, root: Any) -> None:
        self._sheet = Sheet(style.text or "" for style in root.iter("style"))
        self._known: dict[Any, Look] = {}

    def of(self, node: Any) -> Look:
        """How an element looks where it stands."""
        above: list[Any] = []
        one = node
        while one is not None and one not in self._known:
            above.append(one)
            one = one.getparent()
        look = self._known[one] if one is not None else PLAIN
        for one in reversed(above):
            look = self._known[one] = self._sheet.look_of(one, look) if isinstance(one.tag, str) else look
        return look


class Sheet:
    """The style sheets that stand in a page."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._rules: dict[tuple[str, str], list[tuple[str, dict[str, str]]]] = {}
        for number, (selector, body) in enumerate(r for text in texts for r in _rules(text)):
            if number >= _MOST_RULES:
                break
            match = _SIMPLE.fullmatch(selector)
            if match is None or not any(match.groups()):
                continue
            tag = (match["tag"] or "").lower()
            key = ("id", match["id"]) if match["id"] else ("cls", match["cls"]) if match["cls"] else ("tag", tag)
            self._rules.setdefault(key, []).append((tag, _declared(body)))

    def look_of(self, node: Any, above: Look) -> Look:
        """How an element looks inside one that looks so."""
        style = self._style(node)
        if not style and node.tag not in _STRUCK and not _OWN.intersection(node.attrib):
            return above
        shown = above.shown and style.get("display") != "none" and "hidden" not in node.attrib and not _no_size(style)
        visible = above.visible
        if "visibility" in style:
            visible = style["visibility"] not in ("hidden", "collapse")
        if style.get("color") == "transparent":
            visible = False
        struck = above.struck or node.tag in _STRUCK or "line-through" in _decoration(style)
        colour, ground = above.colour, above.ground
        if (named := style.get("color") or (node.get("color") if node.tag == "font" else None)) is not None:
            colour = _colour(named, colour)
        fill = style.get("background-color") or style.get("background") or node.get("bgcolor")
        if fill is not None:
            ground = _colour(fill, ground)
        return Look(shown, visible, struck, colour, ground)

    def _style(self, node: Any) -> dict[str, str]:
        own = node.get("style")
        if not self._rules:
            return _declared(own) if own else {}
        keys = [("tag", node.tag), *(("cls", c) for c in node.get("class", "").split()), ("id", node.get("id", ""))]
        out: dict[str, str] = {}
        for key in keys:
            for tag, declared in self._rules.get(key, ()):
                if not tag or tag == node.tag:
                    out |= declared
        return out | _declared(own) if own else out


_OWN = frozenset(("hidden", "bgcolor", "color"))


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Selectors one by one with what they declare; what holds only in print or on small screens is left out."""
    plain = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", _COMMENT.sub("", text[:500_000]))
    for selectors, body in _RULE.findall(plain):
        for selector in selectors.split(","):
            yield selector.strip(), body


def _declared(text: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in text[:5000].lower().split(";") if ":" in part)
    return {name.strip(): value.replace("!important", "").strip() for name, value in pairs}


def _decoration(style: dict[str, str]) -> str:
    return f"{style.get('text-decoration', '')} {style.get('text-decoration-line', '')}"


def _no_size(style: dict[str, str]) -> bool:
    """Whether a text has no size, is wholly transparent, or stands off the page."""
    size, opacity = style.get("font-size", ""), style.get("opacity", "")
    if re.fullmatch(r"0(?:\.0+)?(?:px|pt|em|rem|%)?", size) or re.fullmatch(r"0(?:\.0+)?%?", opacity):
        return True
    return any(re.match(r"-\d{4,}(?:px|pt|em)", style.get(n, "")) for n in ("left", "top", "text-indent"))


def _colour(text: str, otherwise: Colour | None) -> Colour | None:
    """A colour by its name or numbers; a word that is none leaves things as they are, one not known here opens them."""
    key = text.strip()
    if key in ("inherit", "currentcolor", "initial", "unset", "none"):
        return otherwise
    if key == "transparent" and otherwise is not None:
        return otherwise
    key = _NAMES.get(key, key)
    if match := _HEX.fullmatch(key):
        parts = match.groups()
        digits = [p * 2 for p in parts[:3]] if parts[0] else list(parts[3:])
        return tuple(int(d, 16) / 255 for d in digits)  # type: ignore[return-value]
    if match := _RGB.fullmatch(key):
        if match[4] is not None and float(match[4].rstrip("%") or 0) == 0:
            return otherwise
        red, green, blue = (min(int(match[n]), 255) / 255 for n in (1, 2, 3))
        return red, green, blue
    return None
