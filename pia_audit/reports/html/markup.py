"""Raw text as markup: escaped, signs one cannot see made visible, what differs marked.

A report's text is hostile until shown: everything passes through :func:`mark` (in an element) or :func:`plain`
(in an attribute or beside other words), so that no text becomes a tag and none turns the writing direction round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from markupsafe import Markup, escape
from msgspec.structs import replace

from pia_audit.japanese.patterns import regex
from pia_audit.reports.redline import Piece, marks, merged, redline, shortened

MARGIN = 24
"""So many characters are shown on either side of a difference."""

_UNSEEN = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BROKEN = regex("[\r\ud800-\udfff]")


def clean(text: str) -> str:
    """The text with one kind of line break and without halves of characters, which no file can hold."""
    if _BROKEN.search(text) is None:
        return text
    return _BROKEN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def plain(text: str) -> str:
    """The text with unseen signs named, such as ``[U+202E]``."""
    return _UNSEEN.sub(lambda m: f"[U+{ord(m[0]):04X}]", clean(text))


def mark(text: str) -> Markup:
    """The text as markup; an unseen sign becomes a small label that scripts can turn back."""
    escaped = str(escape(clean(text)))
    return Markup(_UNSEEN.sub(_label, escaped))


def _label(match: re.Match[str]) -> str:
    code_point = f"{ord(match[0]):04X}"
    return f'<span class="u" data-u="{code_point}">U+{code_point}</span>'


def sides(
    old: str, new: str, margin: int | None = MARGIN, *, change: bool = True
) -> tuple[tuple[Markup, Markup], bool]:
    """Both texts with what is in one alone marked, and whether ``margin`` leaves nothing of them out; without
    ``change`` they are not one before and one after."""
    old_side, new_side = clean(old), clean(new)
    differences = marks(old_side, new_side)
    points = (
        {h.old_start for h in differences if h.old_start == h.old_end},
        {h.new_start for h in differences if h.new_start == h.new_end},
    )
    both = [_pointed(s.pieces, at) for s, at in zip(redline(old_side, new_side, change=change), points, strict=True)]
    excerpts = [p if margin is None else shortened(p, margin) for p in both]
    old_side, new_side = (markup(p) for p in excerpts)
    return (old_side, new_side), not any(piece.mark == "cut" for pieces in excerpts for piece in pieces)


def _pointed(pieces: Sequence[Piece], points: set[int]) -> list[Piece]:
    """The pieces, cut where the other text has something more, so that the surroundings of that place are shown."""
    out: list[Piece] = []
    at = 0
    for piece in pieces:
        end = at + len(piece.text)
        cuts = [0, *sorted(p - at for p in points if at <= p < end), len(piece.text)]
        out += [replace(piece, text=piece.text[a:b]) for a, b in pairwise(cuts)]
        at = end
    return [*out, Piece("", "same")] if at in points else out


def change(old: str, new: str) -> Markup:
    """One text that shows what went and what came, without what is far from any difference."""
    return markup(shortened(merged(clean(old), clean(new)), MARGIN))


_TAGS = {"removed": "del", "added": "ins", "differs": "mark"}
GAP = Markup('<i class="g">…</i>')
"""Stands where something is left out."""


def markup(pieces: Sequence[Piece]) -> Markup:
    """The pieces of a redline as markup; a gap inside one passage stays in its element."""
    around = zip(("", *(p.mark for p in pieces)), (*(p.mark for p in pieces[1:]), ""), strict=False)
    tagged = [
        (_TAGS.get(previous_mark if previous_mark == next_mark else "", ""), GAP)
        if piece.mark == "cut"
        else _tagged(piece)
        for piece, (previous_mark, next_mark) in zip(pieces, around, strict=False)
    ]
    out: list[Markup] = []
    for tag, group in groupby(tagged, key=lambda p: p[0]):
        inside = Markup("").join(text for _, text in group)
        out.append(Markup(f"<{tag}>{inside}</{tag}>") if tag else inside)
    return Markup("").join(out)


def _tagged(piece: Piece) -> tuple[str, Markup]:
    tag = _TAGS.get(piece.mark, "")
    return tag, mark(_signs(piece.text) if tag else piece.text)


def _signs(text: str) -> str:
    """Line breaks and spaces by themselves as signs, so that a mark has something to stand under."""
    return text if text.strip() else text.replace(" ", "␣").replace("\u3000", "□").replace("\n", "⏎\n")
