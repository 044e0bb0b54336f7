"""The values of a printed page: points from its upper left corner, x to the right and y down."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct


class Box(NamedTuple):
    """A rectangle in points."""

    x0: float
    y0: float
    x1: float
    y1: float

    def meets(self, box: Box) -> Box:
        """What lies in both; without width or height when nothing does."""
        x0, y0 = max(self.x0, box.x0), max(self.y0, box.y0)
        return Box(x0, y0, max(x0, min(self.x1, box.x1)), max(y0, min(self.y1, box.y1)))


NOWHERE = Box(0, 0, 0, 0)


class Glyph(NamedTuple):
    """One printed character: its left and right end, its baseline and its size in points.

    ``hider`` is the clip that keeps it from being printed, ``None`` for a character one can see; ``gap`` the
    blank that the text has before it.
    """

    char: str
    x0: float
    x1: float
    y: float
    em: float
    hider: Box | None
    gap: str = ""


MIDDLE = 0.38
"""Height above the baseline, in em, of the point that tells on which side of an edge a line of text stands.

One height for every glyph of a line: with the glyphs' own boxes a slash would go with another line than
the digits beside it.
"""


class Rule(NamedTuple):
    """A straight line along one axis: where it stands on the other axis, and from where to where it goes."""

    at: float
    start: float
    end: float


Colour = tuple[int, int, int]


class Area(NamedTuple):
    """A filled shape or an image: its box, how many of the page's texts are drawn before it, and its colour.

    ``colour`` is ``None`` for an image and a pattern.
    """

    box: Box
    after: int
    colour: Colour | None


class Unseen(NamedTuple):
    """A sign that nobody sees, and why."""

    why: str
    glyph: Glyph


class Uneven(NamedTuple):
    """Where a page draws another number of signs than its text has, and how many signs that concerns."""

    signs: int
    place: Box


class Page(Struct, frozen=True):
    """What a page prints: characters in stream order, horizontal and vertical rules.

    ``pictured`` is the part of the page that images cover, 0 to 1 (1 also when they overlap), ``lost`` how many
    texts it prints whose characters the file and this machine's fonts do not give, ``struck`` the characters struck
    through, ``unseen`` those that nobody sees, ``images``, ``figures`` and ``areas`` where it has images, small drawn
    shapes and shading, ``noted`` where text lies over it that is not part of it, ``comments`` where a comment opens
    beside it, ``instead`` how many texts are to be read as other words than they draw, ``marked`` where somebody has
    drawn over its words, ``uneven`` where it draws another number of signs than its text has, as far as that was looked
    for.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    pictured: float
    lost: int = 0
    struck: tuple[Glyph, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    images: tuple[Box, ...] = ()
    figures: tuple[Box, ...] = ()
    areas: tuple[Area, ...] = ()
    noted: tuple[Box, ...] = ()
    comments: tuple[Box, ...] = ()
    instead: int = 0
    marked: tuple[Box, ...] = ()
    uneven: tuple[Uneven, ...] = ()


class TooComplex(Exception):
    """A page with more lines, characters or cells than any form has; ``page`` is its number where that is known."""

    page = 1


class Matrix(NamedTuple):
    """An affine map: ``x' = a·x + c·y + e`` and ``y' = b·x + d·y + f``."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point goes."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, following: Matrix) -> Matrix:
        """This map and after it another one."""
        a, b = following.a * self.a + following.c * self.b, following.b * self.a + following.d * self.b
        c, d = following.a * self.c + following.c * self.d, following.b * self.c + following.d * self.d
        return Matrix(a, b, c, d, *following.point(self.e, self.f))

    def box(self, points: list[tuple[float, float]]) -> Box:
        """The rectangle around where these points go."""
        moved = [self.point(x, y) for x, y in points]
        xs, ys = [x for x, _ in moved], [y for _, y in moved]
        return Box(min(xs), min(ys), max(xs), max(ys))


SAME = Matrix(1, 0, 0, 1, 0, 0)
