"""Ruby (ふりがな) above the words of a print: how they are read aloud, and no text of the report.

A print has no mark for it. Ruby is kana of about half the size of the 漢字 that stand right below.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from pia_audit.documents.pdf.shapes import Glyph

_SMALL = 0.62
"""Ruby is smaller than its words by this factor at least: programs print it at half their size."""
_NEAREST, _FARTHEST = 0.6, 1.4
"""Its baseline stands so many em of the words above theirs."""
_ASIDE = 0.6
"""A sign of ruby reaches over the words by so many em of theirs, at most."""
_APART = 2.5
"""Signs of one word's ruby stand no further apart, in their own em: over a long word they are spread."""
_LEVELS = 8
"""Most lines below that are looked at: more do not stand within one line's height."""
_SIZE, _LEVEL, _LEFT = attrgetter("em"), attrgetter("y"), attrgetter("x0")


def without_ruby(glyphs: list[Glyph]) -> list[Glyph]:
    """The signs of a page without those that are ruby."""
    sizes = set(map(_SIZE, glyphs))
    if not sizes or min(sizes) > _SMALL * max(sizes):  # as on most pages
        return glyphs
    ruby = {id(glyph) for run in _runs(glyphs, max(sizes)) if _is_ruby(run) for glyph, _ in run}
    return [glyph for glyph in glyphs if id(glyph) not in ruby] if ruby else glyphs


_Above = tuple[Glyph, str]
"""A small sign, and the sign below it that it may be ruby of; empty where none is."""


def _runs(glyphs: list[Glyph], largest: float) -> Iterator[list[_Above]]:
    """The small signs that stand together on a line, each with what stands below it."""
    lines: dict[float, list[Glyph]] = {}
    for glyph in glyphs:
        lines.setdefault(glyph.y, []).append(glyph)
    heights = sorted(lines)
    for line in lines.values():
        line.sort(key=_LEFT)
    for at, y in enumerate(heights):
        small = [g for g in lines[y] if g.em <= _SMALL * largest]
        if not any(_is_kana(g.char) for g in small):
            continue
        below = [lines[height] for height in heights[at + 1 : at + 1 + _LEVELS] if height - y <= _FARTHEST * largest]
        run: list[_Above] = []
        for glyph in small:
            if run and (glyph.x0 - run[-1][0].x1 > _APART * glyph.em or glyph.em != run[-1][0].em):
                yield run
                run = []
            run.append((glyph, next((base for line in below if (base := _word(glyph, line))), "")))
        yield run


def _word(small: Glyph, line: list[Glyph]) -> str:
    """The sign of a line that a small one stands right above, in the height where ruby stands; empty for none."""
    middle = (small.x0 + small.x1) / 2
    at = bisect_left(line, middle, key=_LEFT)
    for glyph in line[max(at - 1, 0) : at + 1]:
        reach = _ASIDE * glyph.em
        is_beside = glyph.x0 - reach <= middle <= glyph.x1 + reach
        is_over = _NEAREST * glyph.em <= glyph.y - small.y <= _FARTHEST * glyph.em
        if is_beside and is_over and small.em <= _SMALL * glyph.em:
            return glyph.char
    return ""


def _is_ruby(run: list[_Above]) -> bool:
    """Whether small signs are how the words below them are read: mostly kana, all over words, and over 漢字."""
    kana = sum(_is_kana(glyph.char) for glyph, _ in run)
    bases = [base for _, base in run if base]
    han = sum(_is_han(base) for base in bases)
    return 2 * kana > len(run) and len(bases) == len(run) and 2 * han >= len(bases)


def _is_kana(sign: str) -> bool:
    return "\u3041" <= sign <= "\u30ff" or "\uff66" <= sign <= "\uff9f"


def _is_han(sign: str) -> bool:
    return (
        "\u4e00" <= sign <= "\u9fff" or "\u3400" <= sign <= "\u4dbf" or "\u2e80" <= sign <= "\u2fdf" or sign == "々"
        or "\uf900" <= sign <= "\ufaff" or sign >= "\U00020000"
    )  # fmt: skip
