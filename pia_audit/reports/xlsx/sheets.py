"""What every sheet has: text cells that are never formulas, redline, print set-up, and a place for what is too long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import Wording
from pia_audit.reports.redline import Piece, Side
from pia_audit.reports.spreadsheets import close, open_book, plain

FONT = "BIZ UDPゴシック"
"""A typeface made for public documents that Windows has; elsewhere the program's own takes its place."""

ROOM = 300
"""Characters a cell of a list shows of a text that it cannot hold; all of it stands on the sheet of whole texts."""

MOST = 100_000
"""Rows of a list: what a spreadsheet still opens without complaint."""

T = TypeVar("T")

_A4, _A3 = 9, 8
_ACROSS, _LEGIBLE = 760.0, 0.7
"""Points between the margins of A4 landscape, less what some programs measure columns wider, and how small body text
of 10 points may be printed."""

_LINES, _LEAST, _NOTE = 28, 20, 40
LINE, TALL_LINE = 14.5, 15.0
"""Points: a line of body text, and one in a typeface that takes the place of :data:`FONT` on another system."""
_PADDING, _HIGHEST = 5.0, 409.0
"""Points: what stands above and below a text, and the highest row there can be."""
_INK, _RULE, _HEAD = "#1A1A1A", "#C8CCD2", "#EEF0F3"
_MARKS: dict[str, tuple[str, dict[str, Any]]] = {
    "removed": ("#B00020", {"font_strikeout": True}),
    "added": ("#0B4FA8", {"underline": 33}),
    "differs": (_INK, {"bold": True, "underline": 1}),
}
# Of one paleness, and an error in bold: the word stands in the cell, so that a grey print tells them apart as well.
LEVELS: dict[str, dict[str, Any]] = {
    "error": {"bg_color": "#F6DEDC", "font_color": "#8A1515", "bold": True},
    "warning": {"bg_color": "#F8EFD8", "font_color": "#6B4300"},
    "info": {"bg_color": "#F4F6F8", "font_color": "#404349"},
}


class Whole(Struct, frozen=True):
    """A text too long for its cell: its number, which text it is, and all of it."""

    number: int
    where: str
    text: str


class Book:
    """The workbook while it is made."""

    def __init__(self, path: Path, lang: str) -> None:
        self.words = Wording(lang)
        self.file = open_book(path)
        self.wholes: list[Whole] = []
        self._numbers: dict[str, int] = {}
        self.cuts: list[tuple[str, int, int]] = []
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._heights: dict[tuple[str, int], float] = {}
        self._under: set[tuple[str, int]] = set()
        self._hidden: set[tuple[str, int]] = set()

    def say(self, key: str, **params: Any) -> str:
        """A sentence of the room ``book``."""
        return self.words.say("book", key, **params)

    def format(self, **look: Any) -> Any:
        """A cell's look, made once: body text unless ``look`` says otherwise."""
        base = {"font_name": FONT, "font_size": 10, "font_color": _INK, "valign": "top", "text_wrap": True}
        key = tuple(sorted({**base, **look}.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(dict(key))
        return self._formats[key]

    def cell(self, **look: Any) -> Any:
        """The look of a cell in a ruled list; a text that looks like a formula stays text when it is edited."""
        return self.format(border=1, border_color=_RULE, quote_prefix=True, **look)

    def head(self) -> Any:
        """The look of a column's head."""
        return self.format(border=1, border_color=_RULE, bg_color=_HEAD, bold=True, valign="vcenter", align="center")

    def sheet(self, name: str) -> Any:
        """A new sheet set up for printing: A4 landscape, as wide as the paper, with title and page numbers."""
        return self.page(self.say(f"sheet.{name}"), self.say(f"title.{name}"))

    def page(self, name: str, title: str) -> Any:
        """The same under any name, which a spreadsheet must take, and any title."""
        sheet = self.file.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.65, bottom=0.5)
        self.title(sheet, title)
        sheet.set_footer(f'&C&"{FONT}"&9' + self.say("page.footer", page="&P", pages="&N"))
        sheet.hide_gridlines(2)
        return sheet

    def listing(self, name: str, heads: Sequence[str], widths: Sequence[float], rows: int, fixed: int = 1) -> Any:
        """A sheet with a list: heads in the first row that stay in sight and on every page, filters on them."""
        sheet = self.sheet(name)
        for column, (title, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, self.head())
        sheet.set_row(0, 30)
        sheet.freeze_panes(1, fixed)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(rows, 1), len(heads) - 1)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        return sheet

    def limited(self, name: str, rows: Sequence[T]) -> Sequence[T]:
        """The rows as far as a list takes them; what is left out is told on the first sheet (:attr:`cuts`)."""
        if len(rows) > MOST:
            self.cuts.append((self.say(f"sheet.{name}"), MOST, len(rows)))
        return rows[:MOST]

    def text(self, sheet: Any, row: int, column: int, text: str, width: float, where: str, **look: Any) -> None:
        """A raw text; one that its cell cannot show is shown in part, and stands whole on another sheet."""
        self.side(sheet, row, column, plain(text), _excerpt_side(plain(text), width), width, where, **look)

    def side(
        self, sheet: Any, row: int, column: int, text: str, side: Side, width: float, where: str, note: str = "", *,
        headed: str = "", **look: Any,
    ) -> None:  # fmt: skip
        """One side of a redline of ``text``, in the same way; ``headed`` says above it what the text is, ``note``
        stands below it."""
        head = [self._run(font_color="#5C5C5C"), f"{headed}\n"] if headed else []
        runs = [*head, *self.runs(text, side, width, where)]
        runs += self._note("".join(runs[1::2]), plain(note), width, where) if note else []
        self.put(sheet, row, column, runs, self.cell(**look), width)

    def _note(self, above: str, note: str, width: float, where: str) -> list[Any]:
        quiet = self._run(font_color="#5C5C5C")
        if fits(f"{above}\n{note}", width):
            return [quiet, f"\n{note}"]
        number = self._whole(where, note)
        see = self.say("cut.see", length=len(note), shown=min(_NOTE, len(note)), number=number)
        return [quiet, f"\n{' '.join(note[:_NOTE].split())}…{see}"]

    def runs(self, text: str, side: Side, width: float, where: str) -> list[Any]:
        """The runs of look and text of a side, as far as a cell ``width`` digits wide can show them."""
        whole = side.whole and fits(text, width)
        runs: list[Any] = []
        for piece in side.pieces:
            excerpt = "…" if piece.mark == "cut" else plain(piece.text)
            excerpt = excerpt if whole else " ".join(excerpt.split("\n"))
            runs += [self._mark(piece.mark), excerpt] if excerpt else []
        if not whole:
            location = where if len(where) <= ROOM else where[:ROOM] + "…"
            number = self._whole(location, text)
            note = self.say("cut.see", length=side.length, shown=side.shown, number=number)
            runs += [self._run(font_color="#5C5C5C"), note]
        return runs

    def _whole(self, where: str, text: str) -> int:
        """The number of a text on the sheet of whole texts, where each stands once."""
        number = self._numbers.setdefault(text, len(self.wholes) + 1)
        if number > len(self.wholes):
            self.wholes.append(Whole(number, where, text))
        return number

    def marked(self, pieces: Sequence[Piece]) -> list[Any]:
        """The runs of look and text of pieces that are shown whole."""
        return [x for p in pieces if p.text for x in (self._mark(p.mark), plain(p.text))]

    def put(
        self, sheet: Any, row: int, column: int, runs: list[Any], look: Any, width: float, line: float = LINE
    ) -> None:
        """Runs of look and text as one cell; never a formula, a link or markup. The row grows with the text."""
        text = "".join(runs[1::2])
        self.grow(sheet, row, text, width, line)
        if not text:
            sheet.write_blank(row, column, None, look)
        elif len(runs) > 2:
            sheet.write_rich_string(row, column, *runs, look)
        elif len(text) > 1 and (runs[0] is not self._run() or (text.startswith("<r>") and text.endswith("</r>"))):
            # A cell has no run of one look alone; and the library takes a text in <r> for one with runs already
            # written out, and would copy it as it is.
            sheet.write_rich_string(row, column, runs[0], text[:1], runs[0], text[1:], look)
        else:
            sheet.write_string(row, column, text, look)

    def grow(self, sheet: Any, row: int, text: str, width: float, line: float = LINE) -> None:
        """Make the row high enough for a text in a column of that width: programs differ in doing so themselves."""
        key = (sheet.get_name(), row)
        wanted = min(_HIGHEST, _PADDING + line * lines(text, width))
        if wanted > self._heights.get(key, 0):
            self._heights[key] = wanted
            sheet.set_row(row, wanted, None, self._options(key))

    def under(self, sheet: Any, row: int) -> None:
        """Let a row belong to the one above: a click beside the list folds it away."""
        self._under.add((sheet.get_name(), row))

    def hide(self, sheet: Any, row: int) -> None:
        """Leave a row out of sight, as a filter does; what it says stays."""
        key = (sheet.get_name(), row)
        self._hidden.add(key)
        sheet.set_row(row, self._heights.get(key), None, self._options(key))

    def _options(self, key: tuple[str, int]) -> dict[str, Any]:
        return ({"level": 1} if key in self._under else {}) | ({"hidden": True} if key in self._hidden else {})

    def title(self, sheet: Any, title: str) -> None:
        """The title at the head of each printed page."""
        sheet.set_header(f'&L&"{FONT},Bold"&11 {_in_a_header(title)}')

    def paper(self, sheet: Any, widths: Sequence[float]) -> None:
        """A4 where columns of these widths leave letters of 7 points, and else A3; both landscape."""
        points = sum(5.25 * width + 3.75 for width in widths)
        sheet.set_paper(_A4 if _LEGIBLE * points <= _ACROSS else _A3)

    def number(self, sheet: Any, row: int, column: int, value: int | None, **look: Any) -> None:
        """A count or number of our own."""
        look_ = self.format(border=1, border_color=_RULE, **{"align": "center", **look})
        if value is None:
            sheet.write_blank(row, column, None, look_)
        else:
            sheet.write_number(row, column, value, look_)

    def _run(self, **look: Any) -> Any:
        return self.format(**look)

    def _mark(self, mark: str) -> Any:
        if mark not in _MARKS:
            return self._run()
        colour, more = _MARKS[mark]
        return self._run(font_color=colour, **more)

    def titled(self, sheet: Any, row: int, column: int, title: str, text: str, width: float, where: str) -> None:
        """A text under a title of our own."""
        text_runs = self.runs(text, _excerpt_side(text, width), width, where)
        self.put(sheet, row, column, [self._run(bold=True), f"{title}\n", *text_runs], self.cell(), width)

    def heading(self, sheet: Any, row: int, text: str, size: int = 12) -> None:
        """A line that heads what stands below it."""
        sheet.set_row(row, size * 2)
        sheet.write_string(row, 0, text, self.format(bold=True, font_size=size, text_wrap=False, valign="vcenter"))

    def close(self) -> None:
        """Write the file; raises ``OSError``."""
        close(self.file)


_HEADER = 120


def _in_a_header(title: str) -> str:
    """A title as the head of printed pages takes it: on one line, an ampersand written twice, and not too long."""
    text = " ".join(plain(title).split())
    return (text if len(text) <= _HEADER else text[:_HEADER] + "…").replace("&", "&&")


def _excerpt_side(text: str, width: float) -> Side:
    if fits(text, width):
        return Side((Piece(text, "same"),), len(text), len(text))
    excerpt = text[: room(width)]
    return Side((Piece(excerpt, "same"), Piece("", "cut")), len(excerpt), len(text))


def room(width: float) -> int:
    """Characters to show of a text that a cell of that width cannot hold, with a note that there is more."""
    return max(_LEAST, min(ROOM, int(_LINES * width / 2) - _NOTE))


def fits(text: str, width: float) -> bool:
    """Whether a cell ``width`` digits wide shows the text: no row of a spreadsheet is higher than 409 points."""
    return lines(text, width) <= _LINES


_WIDE = regex("[\u1100-\uff60\uffe0-\U0010ffff]")
"""Characters that a Japanese typeface gives two digits' room: nearly everything beyond the European scripts."""


def stretches(pieces: Sequence[Piece], width: float, line_limit: int) -> list[tuple[Piece, ...]]:
    """The pieces parted where a column ``width`` digits wide has taken ``most`` lines, at a line break where there is
    one in the last of them; together they are the pieces."""
    cleaned = [replace(p, text=plain(p.text)) for p in pieces]
    edges = [0, *_ends("".join(p.text for p in cleaned), _across(width), line_limit)]
    return [tuple(_between(cleaned, start, end)) for start, end in pairwise(edges)] or [()]


_LATE = 0.6
"""A line break so far down a stretch is where it ends."""


def _ends(text: str, across: int, line_limit: int) -> Iterator[int]:
    """Where each stretch of a text ends: after so many lines of so many digits."""
    start, at, line, column, after_break = 0, 0, 1, 0, 0
    while at < len(text):
        size = 2 if _WIDE.match(text[at]) else 1
        if text[at] == "\n":
            line, column, size = line + 1, 0, 0
            after_break = at + 1 if line > line_limit * _LATE else after_break
        elif column + size > across:
            line, column = line + 1, 0
        if line > line_limit:
            at = max(after_break, at) if text[at] == "\n" else after_break if after_break > start else at
            yield at
            start, line, column = at, 1, 0
            continue
        column, at = column + size, at + 1
    if start < len(text):
        yield len(text)


def _between(pieces: Sequence[Piece], start: int, end: int) -> Iterator[Piece]:
    at = 0
    for piece in pieces:
        low, high = max(start - at, 0), min(end - at, len(piece.text))
        if low < high:
            yield replace(piece, text=piece.text[low:high])
        at += len(piece.text)


def _across(width: float) -> int:
    return max(2, int(width * 0.93))  # what may not begin or end a line leaves its end empty


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column ``width`` digits wide; a full-width character takes two."""
    if 2 * len(text) <= width and "\n" not in text:
        return 1  # most texts are short, and measuring costs more than all the rest
    across = _across(width)
    return sum(max(1, -(-(len(line) + len(_WIDE.findall(line))) // across)) for line in text.split("\n"))
