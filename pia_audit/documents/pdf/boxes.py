"""Blocks of options, whose parts no rule divides: ``[ 十分である ] ＜選択肢＞ …`` and ``[ ○ ] 紙 [ ] 専用線``."""

from __future__ import annotations

from typing import NamedTuple

from pia_audit.documents.blocks import Cell
from pia_audit.documents.pdf.lines import groups, lines, paragraph
from pia_audit.documents.pdf.shapes import Glyph
from pia_audit.documents.pdf.tables import Piece, Stack
from pia_audit.japanese.patterns import regex

_OPEN, _CLOSE = "[［〔", "]］〕"
_LIST = regex(r"[<＜〈《]選択肢[>＞〉》]")
_FIRST = regex(r"[1１]\s*[)）]")
_HOLLOW = 1.5
"""Brackets of a tick box stand at least so many em apart, those in a sentence do not."""
_APART = 0.8
"""Columns stand at least so many em apart."""
_ALIGNED = 4.0
_FAR = 2.5
"""A line further from a tick box than so many em is no label of it."""


class Tick(NamedTuple):
    """A tick box: where it begins and ends, its baseline, and its mark or nothing."""

    x0: float
    x1: float
    y: float
    em: float
    mark: str
    parts: tuple[Glyph, ...]


def blocks(stack: Stack) -> list[Cell] | None:
    """The cells of a block of options; ``None`` when the ruled cell is none."""
    if not any(glyph.char in _OPEN for piece in stack.pieces for glyph in piece.glyphs):
        return None
    return _choice(stack) or _ticks(stack)


def _legible(stack: Stack, piece: Piece) -> list[Glyph]:
    """The signs of a piece: all of them on one page, the seen ones where several pages may hold the same text."""
    glyphs = piece.glyphs if len(stack.pieces) == 1 else (g for g in piece.glyphs if g.hider is None)
    return [g if g.hider is None else g._replace(hider=None) for g in glyphs]


def _unseen(stack: Stack, start: float, edge: float) -> str | None:
    """What the print hides of the answer between two places, ``None`` for nothing."""
    if len(stack.pieces) > 1:
        return None
    hidden = [g for g in stack.pieces[0].glyphs if g.hider is not None and start <= g.x0 < edge]
    return paragraph([line._replace(shown=line.full) for line in lines(hidden)]) or None


def _choice(stack: Stack) -> list[Cell] | None:
    """Answer and list of options apart, by where the list begins; the list may go on on the next page."""
    edge = next((x for piece in stack.pieces if (x := _list_edge(_legible(stack, piece))) is not None), None)
    signs = [g for p in stack.pieces for g in _legible(stack, p) if edge is not None and g.x0 < edge]
    opened = [g.x0 for g in signs if g.char in _OPEN]
    if edge is None or not opened:
        return None
    start = min(opened) - 1
    edge = max((g.x0 + 1 for g in signs if g.char in _CLOSE), default=edge)  # the list's heading may be indented
    label, answer, options = _in_sentence(stack, start) or _beside(stack, start, edge)
    locator = stack.pieces[0].locator
    answer_cell = Cell(_bracketed(answer), locator, _unseen(stack, start, edge))
    return [*([Cell(label, locator)] if label else []), answer_cell, *([Cell(options, locator)] if options else [])]


def _in_sentence(stack: Stack, start: float) -> tuple[str, str, str] | None:
    """The parts of a block that is written as one text, its options below the answer and not beside it."""
    block_lines = [line for piece in stack.pieces for line in lines(_legible(stack, piece))]
    if not any(_FIRST.match(line.shown) and line.x0 <= start + line.em for line in block_lines):
        return None
    text = paragraph(block_lines)
    listed = _LIST.search(text)
    if listed is None:
        return None
    answer = text[: listed.start()]
    opened = min((at for bracket in _OPEN if (at := answer.find(bracket)) >= 0), default=0)
    return answer[:opened].strip(), answer[opened:], text[listed.start() :]


def _list_edge(signs: list[Glyph]) -> float | None:
    for group in groups(signs):
        ordered = sorted(group, key=lambda g: g.x0)
        match = _LIST.search("".join(g.char for g in ordered))
        if match:
            return ordered[match.start()].x0 - 1
    return None


def _beside(stack: Stack, start: float, edge: float) -> tuple[str, str, str]:
    """The parts of a block that stand side by side; a note over its full width goes with the options."""
    columns: tuple[list[str], list[str], list[str]] = ([], [], [])
    for piece in stack.pieces:
        parts: tuple[list[Glyph], list[Glyph], list[Glyph]] = ([], [], [])
        note = False
        for group in groups(_legible(stack, piece)):
            note = note or _runs_over(group, edge)
            for glyph in group:
                parts[2 if note or glyph.x0 >= edge else 1 if glyph.x0 >= start else 0].append(glyph)
        for texts, part in zip(columns, parts, strict=True):
            texts += [paragraph(lines(part))] if part else []
    label, answer, options = ("\n".join(texts) for texts in columns)
    return label, answer, options


def _runs_over(group: list[Glyph], edge: float) -> bool:
    """Whether a line goes over the edge between two columns without a gap."""
    last = max((g for g in group if g.x0 < edge), key=lambda g: g.x0, default=None)
    following = min((g for g in group if g.x0 >= edge), key=lambda g: g.x0, default=None)
    return bool(last and following and last.char not in _CLOSE and following.x0 - last.x1 < _APART * last.em)


def _bracketed(text: str) -> str:
    """An answer between its brackets: one of two lines has them in its middle, and its parts around them."""
    inner = "".join(c for c in text if c not in _OPEN + _CLOSE)
    return f"[{inner.strip()}]"


def _ticks(stack: Stack) -> list[Cell] | None:
    texts = []
    any_tick = False
    for piece in stack.pieces:
        seen = _legible(stack, piece)
        ticks = _find(seen)
        any_tick = any_tick or bool(ticks)
        texts.append(_labelled(seen, ticks) if ticks else paragraph(lines(seen), piece.box.x1))
    return [Cell("\n".join(t for t in texts if t), stack.pieces[0].locator)] if any_tick else None


def _find(seen: list[Glyph]) -> list[Tick]:
    """Tick boxes: an opening and a closing bracket on one line, apart, with at most one sign between."""
    out = []
    for group in groups(seen):
        ordered = sorted(group, key=lambda g: g.x0)
        for at, glyph in enumerate(ordered):
            if glyph.char not in _OPEN:
                continue
            inside = ordered[at + 1 : at + 3]
            end = next((i for i, g in enumerate(inside) if g.char in _CLOSE), None)
            if end is not None and inside[end].x0 - glyph.x1 >= _HOLLOW * glyph.em:
                mark = inside[0].char if end else ""
                out.append(Tick(glyph.x0, inside[end].x1, glyph.y, glyph.em, mark, (glyph, *inside[: end + 1])))
    return out


def _labelled(seen: list[Glyph], ticks: list[Tick]) -> str:
    """Each tick box with the words right of it; a label of several lines stands above and below its box."""
    tick_ids = {id(g) for tick in ticks for g in tick.parts}
    columns = _columns(ticks)
    by_tick: dict[int, list[Glyph]] = {}
    others: list[Glyph] = []
    for glyph in seen:
        if id(glyph) not in tick_ids:
            owner = _owner(glyph, ticks, columns)
            (others if owner is None else by_tick.setdefault(owner, [])).append(glyph)
    other_lines = lines(others)
    leading_lines = [line for line in other_lines if line.x0 < columns[0]]
    out = [paragraph(leading_lines, columns[0])] if leading_lines else []
    for at in sorted(range(len(ticks)), key=lambda i: (round(ticks[i].y / ticks[i].em), ticks[i].x0)):
        label = "".join(line.shown for line in lines(by_tick.get(at, ())))
        out.append(f"[{ticks[at].mark or ' '}]{label}")
    return "\n".join(out + [line.shown for line in other_lines if line.x0 >= columns[0]])


def _columns(ticks: list[Tick]) -> list[float]:
    out: list[float] = []
    for x in sorted(t.x0 for t in ticks):
        if not out or x - out[-1] > _ALIGNED:
            out.append(x)
    return out


def _owner(glyph: Glyph, ticks: list[Tick], columns: list[float]) -> int | None:
    column = max((x for x in columns if x <= glyph.x0 + 1), default=None)
    if column is None:
        return None
    near = [(abs(t.y - glyph.y), i) for i, t in enumerate(ticks) if abs(t.x0 - column) <= _ALIGNED]
    distance, owner = min(near)
    return owner if distance <= _FAR * glyph.em else None
