"""How the elements of a web page look, as far as it decides what somebody sees: not shown, struck through, unseen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct, field

from pia_audit.documents.html.colours import Named, laid_on, named_colour
from pia_audit.documents.html.hiding import (
    LEAST,
    USUAL,
    covers_all,
    filters,
    is_behind,
    is_out_of_sight,
    text_size,
)
from pia_audit.documents.html.styles import Style, StyleSheets
from pia_audit.documents.xlsx.colours import Colour, is_unseen
from pia_audit.japanese.patterns import regex

_STRUCK = frozenset(("s", "del", "strike"))
_WHITE = (1.0, 1.0, 1.0)
_SMALLEST = 4 / 3
"""A font of so many pixels (one point), or fewer, is read by nobody."""
_NOT_DRAWN = frozenset(("none", "table-column", "table-column-group"))
_VARIABLE = regex(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_NESTED = 10
"""Variables that stand in one another."""


class Look(Struct, frozen=True):
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
    size: float = USUAL
    filters: tuple[tuple[str, float], ...] = ()
    shadow: Colour | None = None
    """The colour of the shadow that the letters throw."""
    overlaid: bool = False
    """Whether something is laid over all of what the text stands in."""
    letters: str = ""
    """In what letters Latin words are shown: ``uppercase``, ``lowercase`` or ``capitalize``."""
    turned: bool = False
    """Whether the signs are shown from right to left, whatever they are."""
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def colour(self) -> Colour | None:
        """The colour of the text as it looks on its ground."""
        return _filtered(laid_on(self.named_colour, self.ground, None), self.filters)

    @property
    def is_seen(self) -> bool:
        """Whether somebody sees a text that looks so."""
        if not (self.shown and self.visible) or self.covered or self.overlaid or self.size <= _SMALLEST:
            return False
        if self.shadow is not None and not is_unseen(self.shadow, self.ground):
            return True
        clear = isinstance(self.named_colour, tuple) and self.named_colour[3] < LEAST
        return not clear and not is_unseen(self.colour, self.ground)

    def worded(self, text: str) -> str:
        """A text in the letters and the order in which it is shown."""
        out = _LETTERS[self.letters](text) if self.letters in _LETTERS else text
        return out[::-1] if self.turned else out


PLAIN = Look()


class Looks:
    """How the elements of a page look."""

    def __init__(self, root: Any) -> None:
        self.sheets = StyleSheets(root)
        self._known: dict[Any, Look] = {}
        self._alike: dict[tuple[Any, ...], tuple[Look, Look]] = {}

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
        is_plain = node.tag not in _TELLING and not _ATTRIBUTES.intersection(node.attrib)
        if not style and is_plain:
            return above
        if not is_plain or "position" in style:
            return self._worked_out(node, style, above)
        # A page has thousands of cells that look alike.
        key = (id(above), node.tag, *style.items())
        if key not in self._alike:
            self._alike[key] = above, self._worked_out(node, style, above)  # the first keeps its number its own
        return self._alike[key][1]

    def _worked_out(self, node: Any, style: Style, above: Look) -> Look:
        variables = {k: v for k, v in style.items() if k.startswith("--")}
        variables_here = {**above.variables, **variables} if variables else above.variables
        style = {k: _resolved(v, variables_here) if "var(" in v else v for k, v in style.items()}
        display = style.get("display", "none" if "hidden" in node.attrib or _is_shut(node) else "")
        visible = (above.visible or _is_head_of_folded(node)) and not _is_folded(node)
        if "visibility" in style and style["visibility"] not in ("inherit", "unset"):
            visible = style["visibility"] not in ("hidden", "collapse")
        size = text_size(style, above.size)
        tints = (*above.filters, *filters(style))
        return Look(
            shown=above.shown and display not in _NOT_DRAWN,
            visible=visible,
            covered=above.covered
            or is_out_of_sight(node, style, display, size)
            or is_behind(node, style, self.sheets.of),
            struck=_is_struck(node, style) or (above.struck and not _stands_apart(style, display)),
            named_colour=_text_colour(node, style, above),
            ground=_ground(node, style, above.ground, tints),
            size=size,
            filters=tints,
            shadow=_shadow(style, above),
            overlaid=self._is_overlaid(node, style, above),
            letters=style.get("text-transform", above.letters),
            turned=_is_turned(node, style, above=above.turned),
            variables=variables_here,
        )

    def _is_overlaid(self, node: Any, style: Style, above: Look) -> bool:
        """Whether something is laid over all in the element; what is positioned itself may lie above that."""
        if style.get("position", "static") == "static":
            return above.overlaid
        return any(covers_all(self.sheets.of(child)) for child in node if isinstance(child.tag, str))


def _resolved(value: str, variables: Mapping[str, str]) -> str:
    """A value with what the variables in it stand for."""
    for _ in range(_NESTED):
        value, count = _VARIABLE.subn(lambda m: variables.get(m[1], m[2] or "").strip(), value)
        value = value[:_LONGEST_VALUE]
        if not count:
            break
    return value


_LONGEST_VALUE = 1000


def _text_colour(node: Any, style: Style, above: Look) -> Named:
    text = style.get("-webkit-text-fill-color") or style.get("color")
    text = text or (node.get("color") if node.tag == "font" else None)
    colour = above.named_colour if text is None or named_colour(text) == "same" else named_colour(text)
    return "open" if _fills_letters(style) else colour


def _fills_letters(style: Style) -> bool:
    """Whether the ground is drawn in the shape of the letters and nowhere else."""
    return "text" in (style.get("background-clip"), style.get("-webkit-background-clip"))


def _shadow(style: Style, above: Look) -> Colour | None:
    text = style.get("text-shadow")
    if text is None:
        return above.shadow
    colour = next((c for c in map(named_colour, _WORD.findall(text)) if isinstance(c, tuple)), None)
    return laid_on(colour, above.ground, None) if colour and colour[3] >= LEAST else None


_WORD = regex(r"#[0-9a-f]+|[a-z]+(?:\([^()]*\))?")


def _is_turned(node: Any, style: Style, *, above: bool) -> bool:
    backward = (style.get("direction") or node.get("dir", "").lower()) == "rtl"
    if node.tag == "bdo" or style.get("unicode-bidi", "").endswith("override"):
        return backward
    return above


def _capitalised(text: str) -> str:
    return re.sub(r"(?<![A-Za-z])[a-z]", lambda m: m[0].upper(), text)


_LETTERS: dict[str, Callable[[str], str]] = {
    "uppercase": str.upper, "lowercase": str.lower, "capitalize": _capitalised,
}  # fmt: skip


def _filtered(colour: Colour | None, tints: Iterable[tuple[str, float]]) -> Colour | None:
    """A colour behind filters."""
    for name, amount in tints if colour is not None else ():
        if name == "invert":
            colour = _mapped(colour, 1 - 2 * min(amount, 1.0), min(amount, 1.0))
        elif name == "brightness":
            colour = _mapped(colour, amount, 0.0)
        else:
            colour = _mapped(colour, amount, 0.5 - 0.5 * amount)
    return colour


def _mapped(colour: Colour | None, factor: float, shift: float) -> Colour | None:
    if colour is None:
        return None
    red, green, blue = (min(max(c * factor + shift, 0.0), 1.0) for c in colour)
    return red, green, blue


_ATTRIBUTES = frozenset(("hidden", "bgcolor", "color", "popover"))
_INSTEAD = frozenset(("audio", "datalist", "meter", "progress"))
_TELLING = _STRUCK | _INSTEAD | {"dialog", "details", "summary", "bdo"}
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


def _is_struck(node: Any, style: Style) -> bool:
    """Whether an element has a line drawn through its words: as its style says, else as elements of its name have."""
    decoration = f"{style.get('text-decoration', '')} {style.get('text-decoration-line', '')}".strip()
    return "line-through" in decoration or (node.tag in _STRUCK and not decoration.startswith("none"))


def _stands_apart(style: Style, display: str) -> bool:
    """Whether the lines drawn through what is around an element leave it out."""
    is_box = display.startswith("inline-") or style.get("float", "none") not in ("none", "inherit")
    return is_box or style.get("position", "static") in ("absolute", "fixed")


def _ground(node: Any, style: Style, above: Colour | None, tints: tuple[tuple[str, float], ...]) -> Colour | None:
    """The colour of the ground; an image, or a blend, opens it."""
    if _fills_letters(style):
        return above
    if style.get("background-image", "none") not in ("none", "initial"):
        return None
    fill = style.get("background-color") or style.get("background") or node.get("bgcolor")
    if fill is None or named_colour(fill) == "same":
        return above
    return _filtered(laid_on(named_colour(fill), above, above), tints)
