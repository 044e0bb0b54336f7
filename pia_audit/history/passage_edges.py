"""The edges of a text's passages: whether what a row quotes is whole passages, of which it is known that they stood
once or were left out."""

from __future__ import annotations

from collections.abc import Iterable

from pia_audit.compare.locate import Hit, locate_near
from pia_audit.japanese.lists import heading_number, passages, split_names
from pia_audit.japanese.patterns import regex

SHORT = 200
"""A text of no more characters is one thing, such as a name: no row quotes a piece of it."""

_ANOTHER = 0.5
"""Texts less alike are two."""
_NEAR_EDGE = 8
_LETTER = regex(r"[^\W\d_]")


def stands_once(kind: str, text: str, hit: Hit) -> bool:
    """Whether a passage cannot have stood twice: a name of a list, or a passage with a number of its own."""
    if hit.count > 1:
        return False
    if kind == "list":
        return len(split_names(text)) > 1
    stretch = text[hit.start : hit.end]
    is_whole = all(_beside(_edges(text), text, at) for at in (hit.start, hit.end))
    return is_whole and heading_number(stretch.lstrip()) is not None


def leaves_out(before: str, shadow: str, stretch: Hit) -> bool:
    """Whether 変更前 quotes what stood beside a stretch of its row's 変更後, and so leaves this out. Else it says that
    another text stood there: a name or sentence that 変更後 only happens to hold was then not what was changed."""
    edges = _edges(shadow)
    if len(shadow) <= SHORT and not all(_beside(edges, shadow, at) for at in (stretch.start, stretch.end)):
        return False
    joined = f"{shadow[: stretch.start].rstrip()}\n{shadow[stretch.end :].lstrip()}".strip()
    return bool(joined) and bool(locate_near(before, joined, _ANOTHER) or locate_near(joined, before, _ANOTHER))


def _edges(text: str) -> set[int]:
    """Where passages of a text begin and end."""
    return {0, len(text), *(edge for span in passages(text) for edge in span)}


def _beside(edges: Iterable[int], text: str, at: int) -> bool:
    """Whether nothing but signs stands between a place and an edge of a passage."""
    return any(not _LETTER.search(text, min(at, edge), max(at, edge)) for edge in edges if abs(edge - at) <= _NEAR_EDGE)
