"""Tables and paragraphs for a screen that shows full-width text in two columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tabulate import tabulate
from wcwidth import wcswidth, wcwidth


def grid(rows: Iterable[Sequence[Any]], headers: Sequence[str], width: int | None = None) -> str:
    """A plain table whose columns fit full-width text, in ``width`` columns of the screen (``None``: any number).

    Where there is not room enough the widest columns are folded.
    """
    cells = [["" if c is None else str(c) for c in row] for row in rows]
    if width is not None:
        rooms = _rooms(headers, cells, width)
        cells = [["\n".join(fold(c, r)) for c, r in zip(row, rooms, strict=True)] for row in cells]
        headers = ["\n".join(fold(c, r - _PAD)) for c, r in zip(headers, rooms, strict=True)]
    text: str = tabulate(cells, headers=headers, tablefmt="simple", disable_numparse=True, preserve_whitespace=True)
    return text


_GAP, _PAD, _LEAST = 2, 2, 8
"""Columns between two cells, after a head (the library's own), and the least a folded cell gets."""


def _rooms(headers: Sequence[str], lines: Sequence[Sequence[str]], width: int) -> list[int]:
    """How wide each column may be so that all of them fit: the widest give way first."""
    rooms = [
        max(columns_of(head) + _PAD, *(columns_of(part) for line in lines for part in line[c].split("\n")))
        for c, head in enumerate(headers)
    ]
    available = width - _GAP * (len(rooms) - 1)
    while sum(rooms) > available and max(rooms) > _LEAST:
        widest = rooms.index(max(rooms))
        second = max([r for r in rooms if r < rooms[widest]], default=_LEAST)
        rooms[widest] = max(second, _LEAST, rooms[widest] - (sum(rooms) - available), 1)
        if rooms[widest] == second and rooms.count(second) == len(rooms):
            return [max(_LEAST, available // len(rooms))] * len(rooms)
    return rooms


def columns_of(text: str) -> int:
    """How many columns of a screen a text takes: two for a full-width character."""
    count: int = wcswidth(text)
    return count if count >= 0 else len(text)


def fold(text: str, room: int) -> list[str]:
    """A text in lines of at most ``room`` columns, broken at a blank where there is one in the last third, and within
    a word of ASCII only where that fills half a line."""
    out: list[str] = []
    for line in text.split("\n"):
        start, used = 0, 0
        for at, character in enumerate(line):
            wide = max(0, wcwidth(character))
            if used + wide > room and at > start:
                blank = line.rfind(" ", start + (at - start) * 2 // 3, at)
                cut = blank + 1 if blank > 0 else _before_the_word(line, at, start + (at - start) // 2)
                out.append(line[start:cut].rstrip(" "))
                if line[cut] == " ":  # no line begins with the blank it was broken at
                    cut += 1
                start, used = cut, columns_of(line[cut:at]) if cut <= at else -wide
            used += wide
        out.append(line[start:])
    return out


def _before_the_word(line: str, at: int, least: int) -> int:
    """Where the word of ASCII begins that ``at`` would cut in two; ``at`` where it cuts none, or one from before
    ``least``."""
    begin = at
    while begin > least and _in_a_word(line[begin - 1]) and _in_a_word(line[at]):
        begin -= 1
    return begin if begin > least else at


def _in_a_word(character: str) -> bool:
    return character.isascii() and not character.isspace()


def wrapped(text: str, width: int | None) -> str:
    """The lines of a paragraph folded to the screen, each under its own beginning."""
    if width is None:
        return text
    out: list[str] = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip(" ")))
        first, *continuation = fold(line.strip(" "), max(_LEAST, width - len(indent))) or [""]
        out += [indent + first, *(indent + more for more in continuation)]
    return "\n".join(out)
