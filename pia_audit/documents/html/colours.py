"""The colours that a web page names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from tinycss2 import color4

from pia_audit.documents.xlsx.colours import Colour
from pia_audit.japanese.patterns import regex

Named = tuple[float, float, float, float] | Literal["same", "open"]
"""Red, green, blue and how opaque, 0 to 1; ``same`` for a word that changes nothing, ``open`` for one not known."""

_SAME = frozenset(("inherit", "currentcolor", "initial", "unset", "revert", "revert-layer", "none", ""))
_PART = regex(r"#[0-9a-f]+|[a-z-]+\([^()]*\)|[a-z-]+", re.IGNORECASE)
_LONGEST = 200
_IMAGE = regex(r"\b(?:url|image|image-set|element|cross-fade|[a-z-]*gradient)\(", re.IGNORECASE)


@lru_cache(maxsize=4096)
def named_colour(text: str) -> Named:
    """The colour that a value of ``color`` or ``background`` names; an image opens it."""
    key = text.strip().lower()
    if key in _SAME:
        return "same"
    if len(key) > _LONGEST or _IMAGE.search(key):
        return "open"
    for part in [key] if "(" in key and key.endswith(")") else [key, *_PART.findall(key)]:
        try:
            colour = color4.parse_color(part)
            if colour is None or isinstance(colour, str):
                continue
            red, green, blue, alpha = colour.to("srgb")
        except (NotImplementedError, ValueError, TypeError, ZeroDivisionError, OverflowError, RecursionError):
            continue
        whole = [0.0 if c is None else min(max(float(c), 0.0), 1.0) for c in (red, green, blue)]
        return whole[0], whole[1], whole[2], 1.0 if alpha is None else float(alpha)
    return "open" if _PART.search(key) else "same"


def laid_on(colour: Named, ground: Colour | None, otherwise: Colour | None) -> Colour | None:
    """A colour as it looks on a ground; ``otherwise`` where the word changes nothing."""
    if colour == "same":
        return otherwise
    if colour == "open":
        return None
    red, green, blue, alpha = colour
    if alpha >= 1:
        return red, green, blue
    if ground is None:
        return None
    return tuple(alpha * c + (1 - alpha) * g for c, g in zip((red, green, blue), ground, strict=True))  # type: ignore[return-value]
