"""Characters to lines of text: by baseline, then from left to right."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from pia_audit.documents.pdf.shapes import MIDDLE, Glyph
from pia_audit.japanese.patterns import regex

_SAME_LINE = 0.35
"""Baselines that differ by less than this part of an em are one line."""
_DOUBLE = 0.12
"""The same sign again within this part of an em is one sign printed bold."""
_GAP = 0.6
"""A gap wider than this part of an em is printed as a blank."""
_LOW = 0.4
"""A clip lower than this part of an em is that of a single sign."""
_WRAP = 2.0
"""A line that ends within so many em of the cell's edge went on because it was full."""
_SEAM = 0.25
"""So many points may be missing between the clips of two pages that share a line."""
_RAISED_EM, _RAISE = 0.85, 0.6
"""A raised or lowered sign is smaller than its line by this factor at least, and its baseline off by at most so many em
of the line."""
_BESIDE = 1.2
"""It stands no further from a sign of its line than so many em of the line, a blank between them or none, and on none
of them."""
_PITCH, _SAME_SIZE = 1.9, 0.05
"""Lines of one text stand no further apart than so many em, and differ in size by less than this part of it."""
_BEGINS = regex(
    r"\s*(?:[^\w\s]|[0-9０-９①-⓿Ⅰ-Ⅻ\u3220-\u33ff○◯]|[IVX]+[\s.．]|別[添紙表][0-9０-９]|第[0-9０-９一二三四五六七八九十]"
    r"|(?:リスク|システム|委託事項|提供先|移転先)\s*[0-9０-９①-⑳])"
)
"""What begins a line of its own: a number, a bullet, a bracket, or a word that the forms number."""
_CHAPTER, _OF_CHAPTER = regex(r"\s*[Ⅰ-Ⅻ]"), regex(r"\s*(?:※|[(（]\s*[0-9０-９]{1,2}\s*[)）])")
"""A chapter's heading, and what stands at its end: what it excepts, the number of its file."""
_LEVEL, _LEFT, _SIZE = attrgetter("y"), attrgetter("x0"), attrgetter("em")


class Line(NamedTuple):
    """A line of a cell: all of its text, and the parts that are seen and not seen in print.

    ``at_seam`` tells that what hides it ends within :data:`_SEAM` of its middle: where the two pages of a cut line
    are clipped with a gap between, neither shows the line and both do.
    """

    y: float
    x0: float
    x1: float
    em: float
    full: str
    shown: str
    hidden: str
    at_seam: bool = False


def lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines that glyphs form, from above."""
    return [line_of(group) for group in groups(glyphs)]


def groups(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs that share a baseline, from above."""
    out: list[list[Glyph]] = []
    limit = float("-inf")
    for glyph in sorted(glyphs, key=_LEVEL):
        if glyph.y <= limit:
            out[-1].append(glyph)
        else:
            out.append([glyph])
            limit = glyph.y + _SAME_LINE * glyph.em
    return _with_raised(out) if len(out) > 1 else out


def _with_raised(ordered: list[list[Glyph]]) -> list[list[Glyph]]:
    """Raised and lowered signs (the number of a note, a square) in the line they belong to."""
    out: list[list[Glyph]] = []
    for group in ordered:
        if out and _is_raised(out[-1], group):
            out[-1] = [*group, *out[-1]]
        elif out and _is_raised(group, out[-1]):
            out[-1] += group
        else:
            out.append(group)
    return out


def _is_raised(small: list[Glyph], base: list[Glyph]) -> bool:
    """Whether all of the first stand beside signs of the second, smaller and a little higher or lower."""
    em = base[0].em
    if small[0].em > _RAISED_EM * em or abs(base[0].y - small[0].y) > _RAISE * em:
        return False
    x0, x1 = min(g.x0 for g in small), max(g.x1 for g in small)
    middles = [(g.x0 + g.x1) / 2 for g in base]
    has_neighbour = any(min(abs(x0 - g.x1), abs(g.x0 - x1)) <= _BESIDE * em for g in base)
    return has_neighbour and max(g.em for g in small) <= _RAISED_EM * em and not any(x0 < m < x1 for m in middles)


def line_of(group: list[Glyph]) -> Line:
    """Glyphs of one baseline as a line of text."""
    ordered = _once(sorted(group, key=_LEFT))
    full = visible = _text(ordered)
    hidden = ""
    unseen = [g for g in ordered if g.hider is not None]
    if unseen and len(unseen) < len(ordered):
        unseen = [g for g in unseen if not _is_low(g)]
        visible = _text([g for g in ordered if g.hider is None or _is_low(g)])
        hidden = _text(unseen)
    elif unseen:
        visible, hidden = "", full
    first, last = ordered[0], ordered[-1]
    level = max(ordered, key=_SIZE).y if first.em != last.em else first.y
    at_seam = bool(hidden) and not visible and all(map(_is_at_seam, unseen))
    return Line(level, first.x0, last.x1, max(first.em, last.em), full, visible, hidden, at_seam)


def _is_at_seam(glyph: Glyph) -> bool:
    clip, level = glyph.hider, glyph.y - MIDDLE * glyph.em
    return clip is not None and min(abs(level - clip.y0), abs(level - clip.y1)) <= _SEAM


def _is_low(glyph: Glyph) -> bool:
    """Whether the clip was drawn around what little a sign prints (of a comma, its foot): it goes with its line."""
    clip = glyph.hider
    return clip is not None and 0 < clip.y1 - clip.y0 < _LOW * glyph.em


def _once(ordered: list[Glyph]) -> list[Glyph]:
    """Without the second print of doubled signs."""
    out: list[Glyph] = []
    limit = float("-inf")
    for glyph in ordered:
        if glyph.x0 < limit and any(_twins(g, glyph) for g in out[-3:]):
            continue
        out.append(glyph)
        limit = glyph.x0 + _DOUBLE * glyph.em
    return out


def _twins(first: Glyph, two: Glyph) -> bool:
    same = first.char == two.char and (first.hider is None) == (two.hider is None)
    return same and two.x0 - first.x0 < _DOUBLE * first.em


def _text(ordered: list[Glyph]) -> str:
    parts: list[str] = []
    end = float("inf")
    for char, x0, x1, _, em, _, gap in ordered:
        if parts and (gap or x0 - end > _GAP * em):
            parts.append(gap or " ")
        parts.append(char)
        end = x1
    return "".join(parts)


def wrapped(ordered: list[list[Glyph]], right_edge: float) -> list[list[list[Glyph]]]:
    """Lines outside any table, from above, those that go on from each other together.

    A heading that is too long for the paper is printed over two lines: the first ends where the page's tables end, and
    the second stands right below its beginning, in its size, and begins nothing of its own.

    Args:
        ordered: the glyphs of each line.
        right_edge: where the tables of the page end; 0 for a page without any.
    """
    out: list[list[list[Glyph]]] = []
    for group in ordered:
        if out and right_edge and _goes_on(out[-1][-1], group, right_edge):
            out[-1].append(group)
        else:
            out.append([group])
    return out


def _goes_on(above: list[Glyph], below: list[Glyph], right_edge: float) -> bool:
    one, two = line_of(above), line_of(below)
    close = 0 < two.y - one.y <= _PITCH * one.em and abs(one.x0 - two.x0) <= one.em / 2
    full = one.x1 > right_edge - _WRAP * one.em and two.x1 <= one.x1 + one.em
    same_size = abs(one.em - two.em) < _SAME_SIZE * one.em
    if not (close and full and same_size) or one.full.endswith("。"):
        return False
    at_end = _CHAPTER.match(one.full) is not None and _OF_CHAPTER.match(two.full) is not None
    return at_end or _BEGINS.match(two.full) is None


def paragraph(text_lines: list[Line], right_edge: float | None = None) -> str:
    """Lines as one text: joined where a line reached the ``right`` edge, else with a line break."""
    out = ""
    for at, line in enumerate(text_lines):
        if at:
            previous = text_lines[at - 1]
            full = right_edge is not None and previous.x1 > right_edge - _WRAP * previous.em
            out += "" if full else "\n"
        out += line.shown
    return out
