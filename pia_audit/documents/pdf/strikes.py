"""Text that is struck through: by a line the page draws, or by one that lies over it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from pia_audit.documents.pdf.objects import MAX_PAIRS, Slope
from pia_audit.documents.pdf.shapes import MIDDLE, Box, Glyph, Rule

_LOW, _HIGH = 0.14, 0.62
"""A line through text stands so many em above its baseline."""
_FULL = 0.7
"""A line through text crosses signs for so much of its length."""
_END = 1.2
"""A rule that ends so many points from upright ones on both sides belongs to a table."""
_COLUMNS = 3
"""A rule through the text of so many columns is no edge of cells."""
_SHORTEST = 2.0
_NEAR_LINE = 0.35
"""A line this part of an em from a sign's middle, or nearer, runs through it."""


def struck(
    glyphs: list[Glyph], across: list[Rule], down: list[Rule], boxes: list[Box]
) -> tuple[list[Glyph], list[Glyph], list[Rule]]:
    """The signs that stand, those struck through, and the rules that strike none."""
    levels = sorted({(g.y, g.em) for g in glyphs if g.hider is None}) if across or boxes else []
    heights = [y for y, _ in levels]
    tallest_em = max((em for _, em in levels), default=0.0)
    out: set[int] = set()
    strokes: set[Rule] = set()
    rows: dict[tuple[float, float], list[Glyph]] = {}
    for rule in across:
        near = levels[bisect_left(heights, rule.at) : bisect_right(heights, rule.at + _HIGH * tallest_em)]
        crossed = [level for level in near if _LOW <= (level[0] - rule.at) / level[1] <= _HIGH]
        if not crossed or rule.end - rule.start < _SHORTEST:
            continue
        rows = rows or _rows(glyphs)
        signs = [g for level in crossed for g in rows[level] if rule.start <= (g.x0 + g.x1) / 2 <= rule.end]
        if signs and _strikes(rule, signs, down):
            strokes.add(rule)
            out.update(map(id, signs))
    if boxes:
        rows = rows or _rows(glyphs)
        for box in boxes:
            near = levels[bisect_left(heights, box.y0) : bisect_right(heights, box.y1 + tallest_em)]
            out.update(id(g) for level in near for g in rows[level] if _is_within(g, box))
    if not out:
        return glyphs, [], across
    return (
        [g for g in glyphs if id(g) not in out],
        [g for g in glyphs if id(g) in out],
        [r for r in across if r not in strokes],
    )


def _rows(glyphs: Iterable[Glyph]) -> dict[tuple[float, float], list[Glyph]]:
    out: dict[tuple[float, float], list[Glyph]] = {}
    for glyph in glyphs:
        if glyph.hider is None:
            out.setdefault((glyph.y, glyph.em), []).append(glyph)
    return out


def _strikes(rule: Rule, signs: list[Glyph], down: list[Rule]) -> bool:
    """Whether a rule is a line through these signs, and no edge of cells that a page's end or their height cuts."""
    meeting = [r for r in down if r.start - _END <= rule.at <= r.end + _END]
    if all(any(abs(r.at - x) <= _END for r in meeting) for x in (rule.start, rule.end)):
        return False
    inner = [r for r in meeting if rule.start + _END < r.at < rule.end - _END]
    if not inner:
        return sum(g.x1 - g.x0 for g in signs) >= _FULL * (rule.end - rule.start)
    crossed = sorted(r.at for r in inner if r.start + _END < rule.at < r.end - _END)
    return len(crossed) == len(inner) and len({bisect_left(crossed, g.x0) for g in signs}) >= _COLUMNS


def crossed_out(slanted: Sequence[Slope], glyphs: Sequence[Glyph]) -> list[Box]:
    """Around the slanted lines that run through signs: whether they strike these out a person has to say."""
    boxes = []
    for (xa, ya), (xb, yb) in slanted[: MAX_PAIRS // max(len(glyphs), 1)]:
        box = Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
        slope = (yb - ya) / (xb - xa)
        near = (g for g in glyphs if box.x0 <= (g.x0 + g.x1) / 2 <= box.x1)
        level = ((ya + slope * ((g.x0 + g.x1) / 2 - xa), g) for g in near)
        if any(abs(g.y - MIDDLE * g.em - y) <= _NEAR_LINE * g.em for y, g in level):
            boxes.append(box)
    return boxes


def _is_within(glyph: Glyph, box: Box) -> bool:
    x, y = (glyph.x0 + glyph.x1) / 2, glyph.y - MIDDLE * glyph.em
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1
