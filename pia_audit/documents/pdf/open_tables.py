"""Change tables whose grid is not all drawn: their columns and rows from what is, and from words and their places.

Rules across only, upright ones only, none at the sides, bands of shading: the grid is completed where the header's
words, the gutters between the columns and the dates leave one way to do it. Where they leave several, or none, the
table is told as one that cannot be set into rows, and no part of it is read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.documents.pdf.lattice import merge
from pia_audit.documents.pdf.lines import groups
from pia_audit.documents.pdf.shapes import Area, Box, Glyph, Page, Rule
from pia_audit.documents.pdf.tables import Sheet, is_mark
from pia_audit.documents.table_heads import head_at, role_of
from pia_audit.japanese.patterns import regex

_WORDS = ("変更前", "修正前", "改正前", "訂正前")
_APART = 0.3
"""Signs that stand further apart, in em, may be of two columns."""
_SPACED = 0.9
"""Words of a header that stand no further apart may be one."""
_HEIGHTS = (0.6, 1.7, 3.0)
"""A header's words stand so many em above and below the one for 変更前: on one line, on two, on three."""
_FEWEST = 4
_FULL = 0.9
"""A rule, or a band of shading, that is a row's edge covers so much of the table's width."""
_MOSTLY = 0.6
_GUTTER = 1.5
_REACH = 60.0
"""Upright rules may go on so many points over the first and the last line between them."""
_NEAR = 3.0
_OVER, _UNDER = 0.88, 0.14
"""How far a line's signs reach above and below its baseline, in em."""
_CLEARER = 1.35
"""The gap between two rows is so many times that between lines, and more."""
_PAPER = 250
_DATE = regex(r"\s*(?:令和|平成|昭和|[RHS]\s*[0-9０-９]|[12１２][0-9０-９]{3}\s*[年/.／．-])")
_TIMING = regex(r"事[前後]")
_MOST_AHEAD = 100
"""So many pages behind a header are looked at for where its columns end."""
_SIDE = 12.0


class Failure(NamedTuple):
    """A change table that cannot be set into rows: from where on its page, and what is missing."""

    top: float
    missing: str


class Layout(Struct, frozen=True):
    """The columns of an open table: the places of their edges, and which of them hold the day and the timing."""

    edges: tuple[float, ...]
    day: int
    timing: int | None = None


class _Chunk(NamedTuple):
    """Signs of a line that stand together."""

    text: str
    x0: float
    x1: float
    y: float
    em: float

    @property
    def top(self) -> float:
        return self.y - _OVER * self.em

    @property
    def bottom(self) -> float:
        return self.y + _UNDER * self.em


def completed(
    page: Page, sheet: Sheet, previous: Layout | None, following: Following, *, striped: bool = False
) -> tuple[Page, Layout | None] | Failure | None:
    """The page with the rules its change table lacks.

    Args:
        page: the page.
        sheet: its rows as its own rules make them.
        previous: the columns of an open table that ends the page before.
        following: the pages behind it.
        striped: whether its upright rules have no rule across them: outside the change table they divide nothing.

    Returns:
        The page and the columns of its table, ``None`` when nothing is to be completed.
    """
    heads = _has_words(page)
    if not (heads or previous) or (heads and _is_whole(sheet)):
        return None
    chunks = list(_chunks(page))
    table = _Table(page, chunks, striped=striped)
    head = table.head() if heads else None
    if head is not None:
        return table.set_in(head, previous, following)
    if previous is not None:
        return table.gone_on(previous)
    return None


def _has_words(page: Page) -> bool:
    text = "".join(g.char for g in page.glyphs)
    return any(word in text for word in _WORDS)


def _is_whole(sheet: Sheet) -> bool:
    """Whether the page's rules enclose the header and all beside it."""
    for band in sheet.bands:
        if not band.ruled or len(band.stacks) < _FEWEST:
            continue
        texts = ["".join(g.char for g in s.pieces[0].glyphs) for s in band.stacks]
        if head_at(texts) is None:
            continue
        box = Box(0, band.stacks[0].pieces[0].box.y0, 0, band.stacks[0].pieces[0].box.y1)
        return not any(_is_title_beside(unruled_band, box) for unruled_band in sheet.bands if not unruled_band.ruled)
    return False


def _is_title_beside(band: object, box: Box) -> bool:
    stacks = getattr(band, "stacks", ())
    return any(box.y0 <= g.y <= box.y1 + g.em / 2 for stack in stacks for piece in stack.pieces for g in piece.glyphs)


def _chunks(page: Page) -> Iterator[_Chunk]:
    """The parts of a page's lines that stand apart, marks of the page aside."""
    uprights = sorted(page.down, key=lambda r: r.at)
    places = [r.at for r in uprights]
    for group in groups(g for g in page.glyphs if g.hider is None):
        ordered = sorted(group, key=lambda g: g.x0)
        part: list[Glyph] = []
        out: list[_Chunk] = []
        for glyph in ordered:
            if part and (glyph.x0 - part[-1].x1 > _APART * glyph.em or _divided(uprights, places, part[-1], glyph)):
                out.append(_chunk(part))
                part = []
            part.append(glyph)
        out.append(_chunk(part))
        if not (len(out) == 1 and is_mark(out[0].text, out[0].y, page.height)):
            yield from out


def _divided(uprights: list[Rule], places: list[float], left_glyph: Glyph, right_glyph: Glyph) -> bool:
    """Whether an upright rule stands between two signs of a line."""
    first = bisect_right(places, (left_glyph.x0 + left_glyph.x1) / 2)
    last = bisect_right(places, (right_glyph.x0 + right_glyph.x1) / 2)
    return any(r.start <= right_glyph.y <= r.end + _NEAR for r in uprights[first:last])


def _chunk(part: list[Glyph]) -> _Chunk:
    text = "".join(g.gap + g.char if n else g.char for n, g in enumerate(part))
    return _Chunk(text, part[0].x0, max(g.x1 for g in part), part[0].y, max(g.em for g in part))


class _Head(NamedTuple):
    """The words of a header by column, and from where to where they go."""

    words: tuple[_Chunk, ...]
    roles: tuple[str | None, ...]
    top: float
    bottom: float


class _Table:
    """What a page has of a change table."""

    def __init__(self, page: Page, chunks: list[_Chunk], *, striped: bool = False) -> None:
        self.page, self.chunks, self.striped = page, chunks, striped
        self.level = merge(page.across)
        self.upright = merge(page.down)

    # --- the header -----------------------------------------------------------------------------------

    def head(self) -> _Head | None:
        """The header's words, on as few lines as make it one."""
        for chunks in (self.chunks, _closer(self.chunks)):
            anchors = [c for c in chunks if c.text.replace(" ", "").startswith(_WORDS)]
            for anchor in anchors:
                heads = [head for reach in _HEIGHTS if (head := self._around(chunks, anchor, reach))]
                if heads:
                    return max(heads, key=lambda head: len({*head.roles} - {None}))
        return None

    def _around(self, chunks: list[_Chunk], anchor: _Chunk, reach: float) -> _Head | None:
        near = [c for c in chunks if abs(c.y - anchor.y) <= reach * anchor.em]
        titles: list[_Chunk] = []
        for chunk in sorted(near, key=lambda c: c.x0):
            if titles and chunk.x0 < titles[-1].x1:
                titles[-1] = _stacked(titles[-1], chunk)
            else:
                titles.append(chunk)
        roles = tuple(role_of("".join(w.text.split())) for w in titles)
        role_set = {role for role in roles if role}
        if not {"day", "before", "after"} <= role_set or len(role_set) < _FEWEST or len(role_set) < len(roles) - 2:
            return None
        return _Head(tuple(titles), roles, min(c.top for c in near), max(c.bottom for c in near))

    # --- its columns ----------------------------------------------------------------------------------

    def set_in(
        self, head: _Head, previous: Layout | None, following: Following
    ) -> tuple[Page, Layout | None] | Failure:
        """The page with a whole grid below a header, whose columns hold on the pages where the table goes on."""
        rules = self._rules(head.words[0].x0, head.words[-1].x1, head.top)
        below = self.below(head)
        body = below[: _table_end(below, head)]
        edges = self._kept(head, previous, body) or self._edges_for_all(head, rules, body, following)
        if edges is None:
            return Failure(head.top, "columns")
        layout = Layout(edges, head.roles.index("day"), _at(head, "timing"))
        if _goes_on_behind(below[len(body) :], layout):
            return Failure(head.top, "columns")
        top = max((y for y in rules if y <= head.top + _NEAR), default=head.top - _NEAR)
        return self._with_rows(layout, [y for y in rules if y > head.top], body, top, head.bottom)

    def below(self, head: _Head) -> list[_Chunk]:
        """What stands below a header."""
        return [c for c in self.chunks if c.top >= head.bottom - c.em / 4]

    def _kept(self, head: _Head, previous: Layout | None, body: list[_Chunk]) -> tuple[float, ...] | None:
        """The columns of the page before, where the header that is printed again and all below it keep to them."""
        if previous is None or len(previous.edges) != len(head.words) + 1 or _at(head, "day") != previous.day:
            return None
        fits = all(
            x0 < (w.x0 + w.x1) / 2 < x1 for w, (x0, x1) in zip(head.words, pairwise(previous.edges), strict=True)
        )
        return previous.edges if fits and not any(_crosses(c, previous.edges) for c in body) else None

    def _edges_for_all(
        self, head: _Head, rules: list[float], body: list[_Chunk], following: Following
    ) -> tuple[float, ...] | None:
        """The columns' edges by the texts of all pages; by as many as leave some, where a later one is of another."""
        later = list(following.bodies(head))
        if later and (edges := self._edges(head, rules, [*body, *(c for page in later for c in page)])):
            return edges
        edges = self._edges(head, rules, body)
        for number in range(len(later) if edges else 0):
            more = self._edges(head, rules, [*body, *(c for page in later[: number + 1] for c in page)])
            if more is None:
                break
            edges = more
        return edges

    def gone_on(self, previous: Layout) -> tuple[Page, Layout | None] | Failure | None:
        """The page with a whole grid where the table of the page before goes on."""
        end = next((n for n, c in enumerate(self.chunks) if _crosses(c, previous.edges)), len(self.chunks))
        body = self.chunks[:end]
        if _goes_on_behind(self.chunks[end:], previous):
            return Failure(0.0, "columns")
        if not body:
            return None
        rules = self._rules(previous.edges[0], previous.edges[-1], 0.0)
        top = min(c.top for c in body)
        start = max((y for y in rules if y <= top + _NEAR), default=top - _NEAR)
        return self._with_rows(previous, [y for y in rules if y > top], body, start, None)

    def _rules(self, x0: float, x1: float, top: float) -> list[float]:
        """Where rules, and the edges of shading, go over the width of the table."""
        places = [r.at for r in self.level if min(r.end, x1) - max(r.start, x0) >= _FULL * (x1 - x0)]
        for y0, y1 in _bands(self.page.areas, x0, x1):
            places += [y0, y1]
        out: list[float] = []
        for y in sorted(places):
            if y >= top - 3 * _SIDE and not (out and y - out[-1] < _NEAR):
                out.append(y)
        return out

    def _edges(self, head: _Head, rules: list[float], body: list[_Chunk]) -> tuple[float, ...] | None:
        titles = head.words
        inner: list[float] = []
        used = sorted((c.x0, c.x1) for c in (*titles, *body))
        bottom = max((c.bottom for c in body), default=head.bottom)
        for left_title, right_title in pairwise(titles):
            drawn = [r.at for r in self.upright if left_title.x1 - 1 <= r.at <= right_title.x0 + 1 and r.start < bottom]
            drawn = [x for x in drawn if not any(c0 + 1 < x < c1 - 1 for c0, c1 in used)]
            free = (
                None
                if drawn
                else _gutter(used, (left_title.x0 + left_title.x1) / 2, (right_title.x0 + right_title.x1) / 2)
            )
            if not drawn and free is None:
                return None
            inner.append(drawn[0] if drawn else self._within(free or (0, 0)))
        spans = [r for r in self.level if any(abs(r.at - y) < _NEAR for y in rules)]
        first = min([c.x0 for c in (*titles, *body)] + [r.start for r in spans])
        last = max([c.x1 for c in (*titles, *body)] + [r.end for r in spans])
        sides = [r.at for r in self.upright if r.start < bottom and r.end > head.top]
        first = max((x for x in sides if x <= first + 1), default=first - 1)
        last = min((x for x in sides if x >= last - 1), default=last + 1)
        return (first, *inner, last)

    def _within(self, free: tuple[float, float]) -> float:
        """A column's edge between texts: where rules begin or end, else the middle."""
        ends = [x for r in self.level for x in (r.start, r.end) if free[0] - 1 <= x <= free[1] + 1]
        return ends[0] if ends else sum(free) / 2

    # --- its rows -------------------------------------------------------------------------------------

    def _with_rows(
        self, layout: Layout, rules: list[float], body: list[_Chunk], top: float, head: float | None
    ) -> tuple[Page, Layout | None] | Failure:
        lowest = max((c.bottom for c in body), default=head or top)
        inside = [y for y in rules if y < lowest]
        sides = [r for r in self.upright if any(abs(r.at - x) < _NEAR for x in layout.edges)]
        top = min([top, *(r.start for r in sides if top - _REACH <= r.start < top and r.end > lowest)])
        below = next((y for y in rules if y >= lowest - 1), lowest + _NEAR)
        below = max([below, *(r.end for r in sides if below < r.end <= below + _REACH and r.start < top + _REACH)])
        places = [top, *inside, below]
        if head is not None and not any(head - _NEAR <= y <= min((c.top for c in body), default=y) for y in inside):
            places.append((head + min((c.top for c in body), default=below)) / 2)
        places.sort()
        cuts: list[float] = []
        for above, under in pairwise(places):
            chunks = [c for c in body if above <= (c.top + c.bottom) / 2 < under]
            between = _cuts(chunks, layout)
            if between is None:
                return Failure(top, "rows")
            cuts += between
        edges = layout.edges
        across = [Rule(y, edges[0], edges[-1]) for y in (top, below, *cuts)]
        across += [Rule(y, edges[0], edges[-1]) for y in places if self._is_full(y, edges)]
        drawn_down = () if self.striped else self.page.down
        down = [Rule(x, top, below) for x in edges if self.striped or not self._is_drawn(x, top, below)]
        page = replace(self.page, across=(*self.page.across, *across), down=(*drawn_down, *down))
        return page, layout

    def _is_drawn(self, x: float, top: float, below: float) -> bool:
        """Whether an upright rule stands at a column's edge already, but for cells that are joined over it."""
        drawn = sum(
            min(r.end, below) - max(r.start, top) for r in self.upright if abs(r.at - x) < _NEAR and r.end > top
        )
        return drawn >= _MOSTLY * (below - top)

    def _is_full(self, y: float, edges: tuple[float, ...]) -> bool:
        """Whether a row's edge is to be drawn over all columns: not where rules leave a joined cell open."""
        drawn = [r for r in self.page.across if abs(r.at - y) < _NEAR]
        covered = sum(min(r.end, edges[-1]) - max(r.start, edges[0]) for r in merge(drawn))
        return not drawn or covered >= _FULL * (edges[-1] - edges[0])


def _at(head: _Head, role: str) -> int | None:
    return head.roles.index(role) if role in head.roles else None


def _table_end(body: list[_Chunk], head: _Head) -> int:
    """Where a line stands below the table that keeps to no column."""
    middles = [(w.x0 + w.x1) / 2 for w in head.words]
    for number, chunk in enumerate(body):
        if sum(chunk.x0 < middle < chunk.x1 for middle in middles) > 1:
            return number
    return len(body)


def _goes_on_behind(rest: list[_Chunk], layout: Layout) -> bool:
    """Whether rows of a change table stand behind a line that keeps to none of its columns: a day and a timing."""
    if layout.timing is None:
        return False
    columns = [(layout.edges[at] - 1, layout.edges[at + 1] + 1) for at in (layout.day, layout.timing)]
    forms = (_DATE.match, _TIMING.fullmatch)
    return all(
        any(x0 <= c.x0 and c.x1 <= x1 and matches("".join(c.text.split())) for c in rest)
        for (x0, x1), matches in zip(columns, forms, strict=True)
    )


class Following:
    """The pages behind one, as far as its change table may go on there."""

    def __init__(self, pages: Sequence[Page], at: int) -> None:
        self._pages, self._at = pages, at

    def bodies(self, head: _Head) -> Iterator[list[_Chunk]]:
        """What each of the next pages has of the table below this header, up to where it ends."""
        for number in range(self._at + 1, min(self._at + 1 + _MOST_AHEAD, len(self._pages))):
            page = self._pages[number]
            table = _Table(page, list(_chunks(page)))
            again = table.head() if _has_words(page) else None
            if again is not None and not _is_same(again, head):
                return
            chunks = table.below(again) if again is not None else table.chunks
            end = _table_end(chunks, head)
            yield chunks[:end]
            if end < len(chunks):
                return


def _is_same(head: _Head, other: _Head) -> bool:
    """Whether two headers have their words in the same places."""
    return len(head.words) == len(other.words) and all(
        abs(a.x0 - b.x0) < _NEAR for a, b in zip(head.words, other.words, strict=True)
    )


def _closer(chunks: list[_Chunk]) -> list[_Chunk]:
    """Parts of lines with those together that a blank divides."""
    out: list[_Chunk] = []
    for chunk in chunks:
        previous = out[-1] if out else None
        if previous and previous.y == chunk.y and 0 <= chunk.x0 - previous.x1 <= _SPACED * chunk.em:
            out[-1] = _Chunk(previous.text + chunk.text, previous.x0, chunk.x1, chunk.y, chunk.em)
        else:
            out.append(chunk)
    return out


def _stacked(word: _Chunk, below: _Chunk) -> _Chunk:
    """Two lines of a title as one."""
    upper, lower = (word, below) if word.y <= below.y else (below, word)
    return _Chunk(upper.text + lower.text, min(word.x0, below.x0), max(word.x1, below.x1), lower.y, lower.em)


def _crosses(chunk: _Chunk, edges: tuple[float, ...]) -> bool:
    """Whether a part of a line keeps to no column."""
    return any(chunk.x0 + 1 < x < chunk.x1 - 1 for x in edges) or chunk.x1 < edges[0] or chunk.x0 > edges[-1]


def _gutter(used: list[tuple[float, float]], left: float, right: float) -> tuple[float, float] | None:
    """The widest place between two columns in which nothing is printed, ``None`` for none."""
    best, width, end = None, _GUTTER, left
    for x0, x1 in (*used, (right, right)):
        if x1 <= left:
            continue
        if min(x0, right) - end > width:
            best, width = (end, min(x0, right)), min(x0, right) - end
        end = max(end, x1)
        if x0 >= right:
            break
    return best


def _bands(areas: Iterable[Area], x0: float, x1: float) -> Iterator[tuple[float, float]]:
    """From where to where shading goes over the width of a table, in one piece or cell by cell."""
    rows: dict[tuple[int, int], list[Box]] = {}
    for box, _, colour in areas:
        if colour is not None and min(colour) < _PAPER and box.x0 < x1 and box.x1 > x0:
            rows.setdefault((round(box.y0), round(box.y1)), []).append(box)
    for boxes in rows.values():
        covered = sum(r.end - r.start for r in merge([Rule(0, max(b.x0, x0), min(b.x1, x1)) for b in boxes]))
        if covered >= _FULL * (x1 - x0):
            yield boxes[0].y0, boxes[0].y1


def _cuts(chunks: list[_Chunk], layout: Layout) -> list[float] | None:
    """Where rows without a rule between them are to be cut; ``None`` where their lines leave it open."""
    x0, x1 = layout.edges[layout.day], layout.edges[layout.day + 1]
    days = [c for c in chunks if x0 - 1 <= (c.x0 + c.x1) / 2 <= x1 and _DATE.match(c.text)]
    days.sort(key=lambda c: c.y)
    gaps = _gaps(chunks)
    cuts: list[float] = []
    for first, two in pairwise(days):
        between = sorted((g for g in gaps if first.y <= g[0] and g[1] <= two.y), key=lambda g: g[0] - g[1])
        if not between:
            return None
        if len(between) > 1:
            widest, next_one = between[0][1] - between[0][0], between[1][1] - between[1][0]
            if widest < _CLEARER * next_one or widest - next_one < first.em * 0.2:
                return None
        cuts.append(sum(between[0]) / 2)
    return cuts


def _gaps(chunks: list[_Chunk]) -> list[tuple[float, float]]:
    """Where no line of any column stands, between those that do."""
    out: list[tuple[float, float]] = []
    end: float | None = None
    for chunk in sorted(chunks, key=lambda c: c.top):
        if end is not None and chunk.top > end:
            out.append((end, chunk.top))
        end = chunk.bottom if end is None else max(end, chunk.bottom)
    return out
