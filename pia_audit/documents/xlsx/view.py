"""One sheet of a workbook as somebody sees it: what its cells show, and what of them is hidden, struck out or lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.documents.blocks import MAX_CELL, Cell
from pia_audit.documents.notes import Notes
from pia_audit.documents.xlsx.comments import commented_cells
from pia_audit.documents.xlsx.conditions import Conditions
from pia_audit.documents.xlsx.drawings import Drawn, drawn_on
from pia_audit.documents.xlsx.formulas import Cells
from pia_audit.documents.xlsx.lost_values import Loss, lost_values
from pia_audit.documents.xlsx.number_formats import shown_as, shows_white, words_of
from pia_audit.documents.xlsx.parts import Parts
from pia_audit.documents.xlsx.rich_texts import CellWords, RichTexts
from pia_audit.documents.xlsx.styles import Styles
from pia_audit.documents.xlsx.visibility import Area, hidden_columns, hidden_rows, hides_noughts
from pia_audit.japanese.patterns import regex
from pia_audit.model import Unread

_PLACE = regex(r"([A-Z]{1,3})([0-9]{1,7})")
_TALLEST_SHAPE = 50
"""Rows below the first of a line or frame in which it is looked for words that it may strike or mark."""
_TICK = {True: "[○]", False: "[　]"}


class Book(Struct):
    """What the sheets of a workbook have in common."""

    source: str
    parts: Parts
    styles: Styles
    texts: RichTexts
    areas: Mapping[int, tuple[Area, ...]] = field(default_factory=dict)


class SheetView:
    """The sheet at a place in the workbook; whatever the file does not say of a cell, the cell shows as it is."""

    def __init__(self, book: Book, index: int, name: str, cells: Callable[[], Cells] = list) -> None:
        self.name = name
        self._book, self._index = book, index
        sheet = book.parts.of_sheet(index)
        self._rows, self._columns = hidden_rows(sheet), hidden_columns(sheet)
        self._areas = book.areas.get(index, ())
        self._last, self._below = 0, set[int]()
        self._carried: dict[int, dict[int, Cell]] = {}
        self._carried_from: set[tuple[int, int]] = set()
        self._lost: dict[str, Loss] = lost_values(sheet)
        self._rich: dict[str, CellWords] = book.texts.of_sheet(index)
        self._struck, self._unseen = book.styles.struck(index), book.styles.unseen(index)
        self._boxes = book.styles.boxes(index)
        self._white, self._crossed = book.styles.white_formats(index), book.styles.crossed(index)
        self._hides_noughts = hides_noughts(sheet)
        self._conditions = Conditions(sheet, index, book.styles, cells)
        self._drawn = drawn_on(book.parts, index)
        self._commented = commented_cells(book.parts, index)
        self.notes = Notes(book.source, name)

    # --- cells ----------------------------------------------------------------------------------------

    def line(self, number: int, first_column: int, values: list[Any]) -> dict[int, Cell]:
        """The cells of a row that hold or show something, by column, 0 = A; the rows are asked for from the first on.

        A table that goes on right below the print area was made longer without it: its rows are in sight, and told.
        """
        goes_on = bool(self._areas) and self._last + 1 == number > max(area.bottom for area in self._areas)
        if goes_on:
            self._below.add(number)
        out = self._cells(number, first_column, values)
        if out:
            self._last = number
            if goes_on:
                self.notes.add("below-print", next(iter(out.values())).locator, key=str(number))
        return out

    def _cells(self, number: int, first_column: int, values: list[Any]) -> dict[int, Cell]:
        out = {}
        if number in self._rows or not self._columns.isdisjoint(self._begins.get(number, ())):
            self._carry(number, first_column, values)
        plain, whole = self._is_plain, not (self._rows or self._columns or self._areas)
        for column, value in enumerate(values, first_column):
            if value != "":
                usual = plain and type(value) is str and len(value) <= MAX_CELL
                if usual and (whole or not self._is_out(number, column)):
                    text = value.replace("_x000D_", "").replace("\r", "").strip()
                    cell = Cell(text, f"{self.name}!{letters(column)}{number}") if text else None
                else:
                    cell = self._cell(number, column, value)
                if cell is not None:
                    out[column] = cell
        for column, cell in self._carried.get(number, {}).items():
            out.setdefault(column, cell)
        for column in self._more.get(number, ()):
            if column not in out and not self._is_out(number, column):
                out[column] = self._empty(number, column)
        for thing in self._things.get(number, ()):
            self._lay(thing, out)
        return out

    def _carry(self, number: int, first_column: int, values: list[Any]) -> None:
        """What a joined cell says that begins in a hidden row or column: its first row and column in sight show it."""
        moved: dict[tuple[int, int, int, int], tuple[int, int, int, int]] = {}
        for area in self.joined if any(v != "" for v in values) else ():
            top, left, bottom, last_column = area
            if top != number:
                continue
            value = values[left - first_column] if 0 <= left - first_column < len(values) else ""
            row = next((r for r in range(top, bottom + 1) if r not in self._rows), None)
            column = next((c for c in range(left, last_column + 1) if c not in self._columns), None)
            is_empty = value == "" and f"{letters(left)}{top}" not in self._lost
            if is_empty or row is None or column is None or (row, column) == (top, left) or self._is_out(row, column):
                continue
            self._carried_from.add((top, left))
            cell = self._cell(top, left, value, carried=True)
            if cell is not None:
                self._carried.setdefault(row, {})[column] = cell
            moved[area] = (row, column, bottom, last_column)
        if moved:
            self.joined = tuple(moved.get(area, area) for area in self.joined)

    @cached_property
    def _begins(self) -> dict[int, set[int]]:
        """The columns in which joined cells begin, by row."""
        out: dict[int, set[int]] = {}
        for top, first_column, *_ in self.joined if self._columns else ():
            out.setdefault(top, set()).add(first_column)
        return out

    def rows_behind(self, last: int) -> list[int]:
        """The rows behind the last with a value in which something is lost, or lies."""
        return sorted(n for n in {*self._more, *self._things} if n > last)

    @cached_property
    def _is_plain(self) -> bool:
        """Whether every text in sight is seen as it is: most sheets are so, and are done sooner."""
        odd = (self._lost, self._rich, self._struck, self._unseen, self._conditions.rules, self._white, self._crossed)
        return not any(odd) and not self._word_formats

    def _cell(self, row: int, column: int, value: Any, *, carried: bool = False) -> Cell | None:
        """A cell as it is seen; ``carried`` where the cells that it is joined with show it."""
        reference = f"{letters(column)}{row}"
        locator = f"{self.name}!{reference}"
        whole, day = self._shown(value, reference)
        text = whole.replace("_x000D_", "").replace("\r", "").strip()
        if len(text) > MAX_CELL:
            self.notes.long_cell(locator, len(text))
            return Cell("", locator, lost=True)
        if not carried and self._is_out(row, column):
            if (text or value) and (row, column) not in self._carried_from:
                self._note_out(row, column)
            return None
        if reference in self._lost:
            return self._empty(row, column)
        if not text or (self._hides_noughts and type(value) in (int, float) and value == 0):
            return self._shows_nothing(value, locator) if not whole or not value else None
        effect = self._conditions.effect(row, column, value, reference) if self._conditions.rules else ""
        if effect == "struck":
            self.notes.add("struck", locator, text)
            return Cell("", locator, struck=text)
        if effect == "unseen":
            self.notes.add("unseen", locator)
            return Cell("", locator, unseen=text)
        if reference in self._white and shows_white(value, self._white[reference]):
            self.notes.add("unseen", locator)
            return Cell("", locator, unseen=text)
        if effect == "maybe":
            self.notes.add("conditional", locator)
        if reference in self._crossed:
            self.notes.add("shapes", locator, key=reference)
        return self._looked_at(text, reference, locator, day)

    def _shows_nothing(self, value: Any, locator: str) -> Cell | None:
        """A cell whose format shows nothing of its value; a nought that is not shown is as good as none."""
        if value in (0, None):
            return None
        self.notes.add("unseen", locator)
        return Cell("", locator, unseen=str(value))

    def _looked_at(self, text: str, reference: str, locator: str, day: date | None) -> Cell:
        """A cell with what its looks make of its text."""
        if reference in self._unseen:
            self.notes.add("unseen", locator)
            return Cell("", locator, unseen=text)
        rich_text = self._rich.get(reference)
        if rich_text is None:
            if reference in self._struck:
                self.notes.add("struck", locator, text)
                return Cell("", locator, struck=text)
            return Cell(text, locator, day=day)
        if rich_text.struck.strip():
            self.notes.add("struck", locator, rich_text.struck)
        if rich_text.unseen.strip():
            self.notes.add("unseen", locator)
        return Cell(
            rich_text.live.strip(),
            locator,
            struck=rich_text.struck.strip() or None,
            unseen=rich_text.unseen.strip() or None,
        )

    def _empty(self, row: int, column: int) -> Cell:
        """A cell whose value is not in the file."""
        locator = f"{self.name}!{letters(column)}{row}"
        self.notes.add("lost", locator)
        return Cell("", locator, lost=True)

    @cached_property
    def _more(self) -> dict[int, list[int]]:
        """Columns of cells that have no value to be read, by row."""
        out: dict[int, list[int]] = {}
        for reference in self._lost:
            if match := _PLACE.fullmatch(reference):
                out.setdefault(int(match[2]), []).append(column_of(match[1]))
        return out

    # --- values ---------------------------------------------------------------------------------------

    def _shown(self, value: Any, reference: str) -> tuple[str, date | None]:
        """A cell's value as the sheet shows it, and the day it is, if it is one."""
        if isinstance(value, str):
            code = self._word_formats.get(reference)
            return (shown_as(value, code) or "" if code else value), None
        if isinstance(value, bool):
            return ({True: "☑", False: "□"}[value] if reference in self._boxes else plain_text(value)), None
        if not isinstance(value, (date, time, timedelta, float, int)):
            return plain_text(value), None
        code = self._formats.get(reference)
        text = shown_as(value, code) if code else None
        day = value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None
        return plain_text(value) if text is None else text, day

    @cached_property
    def _formats(self) -> dict[str, str]:
        return self._book.styles.of_sheet(self._index)

    @cached_property
    def _word_formats(self) -> dict[str, str]:
        """The formats that add something to a text, or hide it, by cell."""
        if not self._book.styles.has_words:
            return {}
        return {cell: code for cell, code in self._formats.items() if words_of(code)}

    # --- what is out of sight -------------------------------------------------------------------------

    def _is_out(self, row: int, column: int) -> bool:
        if row in self._rows or column in self._columns:
            return True
        for area in self._areas:
            if area.holds(row, column) or (row in self._below and area.left <= column <= area.right):
                return False
        return bool(self._areas)

    def _note_out(self, row: int, column: int) -> None:
        locator = f"{self.name}!{letters(column)}{row}"
        if row in self._rows:
            self.notes.add("hidden-rows", locator, key=str(row))
        elif column in self._columns:
            self.notes.add("hidden-columns", locator, key=letters(column))
        else:
            self.notes.add("not-printed", locator)

    # --- what lies on the sheet -----------------------------------------------------------------------

    @cached_property
    def _things(self) -> dict[int, list[Drawn]]:
        out: dict[int, list[Drawn]] = {}
        for thing in self._drawn:
            if not self._is_out(thing.row, thing.column):
                last = min(thing.last_row, thing.row + _TALLEST_SHAPE) if thing.kind == "shape" else thing.row
                for row in range(thing.row, last + 1):
                    out.setdefault(row, []).append(thing)
        return out

    def _lay(self, thing: Drawn, line: dict[int, Cell]) -> None:
        """Put what lies on a cell into it: a box with its state, a text where the cell is empty; else it is lost."""
        locator = f"{self.name}!{letters(thing.column)}{thing.row}"
        if thing.kind == "shape":
            if any(c in line and line[c].full_text for c in range(thing.column, thing.last_column + 1)):
                self.notes.add("shapes", locator, key=locator.rpartition("!")[2])
            return
        cell = line.get(thing.column)
        if thing.kind == "box" and thing.ticked is not None:
            box_text = " ".join(t for t in (_TICK[thing.ticked] + thing.text, cell.text if cell else "") if t)
            line[thing.column] = replace(cell or Cell("", locator), text=box_text)
            return
        self.notes.add({"text": "text-boxes", "picture": "pictures"}.get(thing.kind, "controls"), locator, thing.text)
        if cell is not None:
            return
        if thing.kind == "text" and self._is_in_one_cell(thing):
            line[thing.column] = Cell(thing.text, locator)
        else:
            line[thing.column] = Cell("", locator, drawn=True)

    def _is_in_one_cell(self, thing: Drawn) -> bool:
        first, last = (thing.row, thing.column), (thing.last_row, thing.last_column)
        areas = (Area(*corners) for corners in self.joined)
        return first == last or any(area.holds(*first) and area.holds(*last) for area in areas)

    joined: tuple[tuple[int, int, int, int], ...] = ()
    """The sheet's joined cells: first row (from 1) and column (from 0), last row and column."""

    def problems(self) -> Iterator[Unread]:
        """What is to be told of the sheet: one sentence a kind, with places and count."""
        for reference in self._commented:
            self.notes.add("comments", f"{self.name}!{reference}")
        return self.notes.entries()


@cache
def letters(column: int) -> str:
    """A column's letters by its number, 0 = A."""
    out = ""
    column += 1
    while column:
        column, remainder = divmod(column - 1, 26)
        out = chr(65 + remainder) + out
    return out


def column_of(name: str) -> int:
    """A column's number by its letters, A = 0."""
    out = 0
    for letter in name:
        out = out * 26 + ord(letter) - 64
    return out - 1


def plain_text(value: Any) -> str:
    """A cell's value in plain notation: 14.0 is 14, a date is a date and not a serial number."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return "" if value is None else ("TRUE" if value else "FALSE")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else _decimal(value)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    return str(value)


def _decimal(value: float) -> str:
    """A number as a plain format shows it, without the last places that only the computer knows."""
    short = f"{value:.10g}"
    return repr(value) if "e" in short else short
