"""Characters to lines of text: by baseline, then from left to right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pia_audit.readers.pdf.shapes import Glyph

_SAME_LINE = 0.35
"""Baselines that differ by less than this part of an em are one line."""
_DOUBLE = 0.12
"""The same sign again within this part of an em is one sign printed bold."""
_GAP = 0.6
"""A gap wider than this part of an em is printed as a blank."""
_WRAP = 2.0
"""A line that ends within so many em of the cell's edge went on because it was full."""


class Line(NamedTuple):
    """A line of a cell: all of its text, and the parts that are seen and not seen in print."""

    y: float
    x0: float
    x1: float
    em: float
    full: str
    shown: str
    hidden: str


def lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines that glyphs form, from above."""
    return [line_of(group) for group in groups(glyphs)]


def groups(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs that share a baseline, from above."""
    out: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.y):
        if out and glyph.y - out[-1][0].y <= _SAME_LINE * max(glyph.em, out[-1][0].em):
            out[-1].append(glyph)
        else:
            out.append([glyph])
    return out


def line_of(group: list[Glyph]) -> Line:
    """Glyphs of one baseline as a line of text."""
    ordered = _once(sorted(group, key=lambda g: g.x0))
    full = _text(ordered)
    seen = [g for g in ordered if g.hider is None]
    some = len(seen) < len(ordered)
    return Line(
        y=ordered[0].y,
        x0=ordered[0].x0,
        x1=max(g.x1 for g in ordered),
        em=max(g.em for g in ordered),
        full=full,
        shown=_text(seen) if some else full,
        hidden=_text([g for g in ordered if g.hider is not None]) if some else "",
    )


def _once(ordered: list[Glyph]) -> list[Glyph]:
    """Without the second print of doubled signs."""
    out = ordered[:1]
    for glyph in ordered[1:]:
        twin = any(
            g.char == glyph.char and glyph.x0 - g.x0 < _DOUBLE * g.em and (g.hider is None) == (glyph.hider is None)
            for g in out[-3:]
        )
        if not twin:
            out.append(glyph)
    return out


def _text(ordered: list[Glyph]) -> str:
    parts: list[str] = []
    end = None
    for glyph in ordered:
        if end is not None and (glyph.gap or glyph.x0 - end > _GAP * glyph.em):
            parts.append(glyph.gap or " ")
        parts.append(glyph.char)
        end = glyph.x1
    return "".join(parts)


def paragraph(found: list[Line], right: float | None = None) -> str:
    """Lines as one text: joined where a line reached the ``right`` edge, else with a line break."""
    out = ""
    for at, line in enumerate(found):
        if at:
            before = found[at - 1]
            full = right is not None and before.x1 > right - _WRAP * before.em
            out += "" if full else "\n"
        out += line.shown
    return out
