"""What is printed: levels of headings, fields with their cells, and how far right a cell stands."""

from __future__ import annotations

import re
from functools import cache, cached_property

from msgspec import Struct, field

from pia_audit.documents.blocks import Cell
from pia_audit.japanese.patterns import regex
from pia_audit.readers.headings import Heading
from pia_audit.readers.vocabulary import Node

_STAMP = regex(r"[\[［]\s*(?:平成|令和|H|R)\s*[^\[\]［］]{1,12}月\s*様式\s*[^\[\]［］]{1,4}[\]］]")
_MOON = {ord("⽉"): "月"}
"""The radical that some programs that write PDF put in the place of the sign."""
_PLACE = regex(r"^(?:(?P<sheet>.*)!(?P<column>[A-Z]+)\d+|p\d+:(?P<left>\d+),.*|.*?[.C](?P<cell>\d+))$", re.DOTALL)
TICK = regex(r"[\[［☐□■☑☒]")
"""How a tick box, or the frame of a choice, begins."""


class Level(Struct, eq=False):
    """An open heading or label: its text as printed, what a form knows of it, and how far right it stands.

    ``aside`` tells a label that is printed right below another one's value and not further in: the report has it beside
    that label and not below it. ``renamed`` tells one that stands in the place of the node and is called otherwise.
    """

    kind: str
    text: str
    looks: Heading
    node: Node | None
    left: float
    place: str
    occurrence: int = 0
    aside: bool = False
    renamed: bool = False


class Field(Struct, eq=False):
    """A printed field: the levels above it and its own, and the cells of its value.

    ``node`` is the form's, of a field that a tick box beside a heading is, that of the box. ``beside`` are cells there
    that say nothing that could be read: struck through, unseen, pictures.
    """

    levels: tuple[Level, ...]
    node: Node | None
    cells: list[Cell] = field(default_factory=list)
    waiting: bool = True
    box: str = ""
    beside: list[Cell] = field(default_factory=list)


class Outline(Struct, dict=True):
    """The fields of a report in printed order and, apart, values of a field that is there a second time.

    ``doubtful`` are lines kept in the value above of which it cannot be told whether they are headings of their own.
    """

    fields: list[Field] = field(default_factory=list)
    twice: list[tuple[Cell, ...]] = field(default_factory=list)
    doubtful: list[Cell] = field(default_factory=list)

    @cached_property
    def heads(self) -> frozenset[int]:
        """The levels, by identity, that other fields stand below."""
        return frozenset(id(level) for f in self.fields for level in f.levels[:-1])

    @cached_property
    def below(self) -> frozenset[tuple[int, int]]:
        """Which nodes of the form are printed below which level, both by identity."""
        return frozenset((id(level), id(f.node)) for f in self.fields for level in f.levels[:-1])


def left_of(cell: Cell, position: int) -> float:
    """How far right a cell stands: its column, its edge on the page, or its place in the row."""
    position_text = cell.locator.rpartition("!")[2]
    column = position_text.rstrip("0123456789")
    if (
        len(column) < len(position_text) < len(cell.locator)
        and column.isascii()
        and column.isalpha()
        and column.isupper()
    ):
        return _column(column)
    if is_of_page(cell):
        return float(cell.locator.rpartition("C")[2]) - 1
    match = _PLACE.match(cell.locator)
    if match is None:
        return position
    if match["column"]:
        return _column(match["column"])
    return float(match["left"] or int(match["cell"] or position + 1) - 1)


@cache
def _column(letters: str) -> int:
    """A column's number by its letters, A = 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def has_columns(cell: Cell) -> bool:
    """Whether a cell's place tells how far it is indented, as in a workbook and a print and unlike in a text."""
    return "!" in cell.locator or cell.locator.startswith("p")


def is_of_page(cell: Cell) -> bool:
    """Whether a cell is one of a web page's table, which says its column and not how far it is indented."""
    return _OF_PAGE.fullmatch(cell.locator) is not None


_OF_PAGE = regex(r"T\d+R\d+C\d+")


def identity(levels: list[Level]) -> tuple[int, ...]:
    """What tells a place in the outline from all others."""
    return tuple(map(_mark, levels))


def _mark(level: Level) -> int:
    looks = level.looks
    if looks.is_chapter:
        return hash((level.kind, level.node.key if level.node else looks.key, level.occurrence))
    if level.kind == "group":
        return hash((looks.word, looks.number, level.occurrence))
    return hash((id(level.node), looks.key, looks.number if level.node is None else ""))


def is_stamp(text: str) -> bool:
    """Whether a cell is nothing but the form's stamp, such as ``[平成30年5月 様式4]``."""
    return "様式" in text and _STAMP.fullmatch(text.strip().translate(_MOON)) is not None


def split_ticks(cell: Cell) -> tuple[Cell, list[Cell]]:
    """A cell before its first tick box, and the boxes."""
    text = cell.full_text
    match = TICK.search(text)
    if match is None or not text[: match.start()].strip():
        return cell, []
    return Cell(text[: match.start()].strip(), cell.locator), [Cell(text[match.start() :], cell.locator)]
