"""Reads a report published as a web page: tables with joined cells, and lines of text outside them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html
from msgspec import Struct

from pia_audit.documents.blocks import MAX_CELL, Cell, Document, Row, is_lost
from pia_audit.documents.encodings import encoding_of
from pia_audit.documents.html.looks import Look, Looks
from pia_audit.documents.notes import Notes
from pia_audit.documents.table_grid import rows
from pia_audit.documents.text import BOX
from pia_audit.japanese.patterns import regex
from pia_audit.model import Unread

_LONG_TAG = regex(rb"<[^<>]{50000}")
_MAX_SPAN = 200
_MAX_CELLS = 500_000
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "caption", "section", "article", "pre"}
_CONTAINERS = {
    "address", "aside", "blockquote", "center", "details", "dialog", "dl", "fieldset", "figcaption", "figure", "footer",
    "form", "header", "hr", "legend", "main", "marquee", "menu", "nav", "ol", "summary", "ul", "xmp", "plaintext",
}  # fmt: skip
"""Elements that begin a line as well, and mostly hold others."""
_BLOCKS_AND_TABLES = _BLOCKS | {"table"}
_APART = _BLOCKS | _CONTAINERS | {"table"}
_SKIPPED = {"script", "style", "title", "noscript", "noembed", "noframes", "template", "iframe", "object", "svg"}
_DRAWN = {"img", "svg", "canvas", "object", "embed", "picture", "video"}
_RUBY = {"rt", "rp", "rtc"}
_WRITES = regex(
    r"document\.write|(?:inner|outer)HTML|insert(?:Adjacent|Row|Cell)|createElement|(?:inner|\bouter)Text|textContent"
    r"|\.html\(|\.append"
)
_TICKED = regex(r"[\[［]\s*[○◯〇●◎✓✔レ✕✖×]\s*[\]］]|☑|■[^■□\n]{1,40}□|□[^■□\n]{1,40}■")


def read_page(path: str, data: bytes) -> Document | Unread:
    """The rows of an HTML page. Nothing it refers to is fetched; scripts are not looked at."""
    encoding = encoding_of(data)
    content = data.decode(encoding).encode("utf-8") if encoding else data  # the parser knows too few encodings' names
    if _LONG_TAG.search(content):  # the parser compares each attribute with all before it
        return Unread(path, "page-too-complex")
    parser = html.HTMLParser(
        encoding="utf-8" if encoding else None, no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        return Unread(path, "page-broken", params={"reason": str(error)[:200]})
    page = _Page(path, root)
    if _is_cut(content):
        page.notes.add("cut", f"L{content.count(10) + 1}")
    page_rows = list(page.rows(root))
    if not page_rows:
        return Unread(path, "page-of-frames" if page.notes.has("frames") else "empty")
    ticked = any(_TICKED.search(c.text) for r in page_rows for c in r.cells if len(c.text) < 400)
    digest = hashlib.sha256(data).hexdigest()
    return Document(path, digest, tuple(page_rows), "html", keeps_ticks=ticked, problems=tuple(page.notes.entries()))


def _is_cut(data: bytes) -> bool:
    """Whether a file ends within a table: a table, unlike its rows and cells, has to be closed."""
    text = data.lower()
    return text.rfind(b"<table") > text.rfind(b"</table")


_Part = tuple[str, Any, Look]
"""A ``node`` or a ``text``, and how it looks."""


class _Run(Struct):
    """What stands beside one another in a line, and where."""

    parts: list[_Part]
    locator: str


def _holds(node: Any, tags: set[str]) -> bool:
    return any(below.tag in tags for below in node.iterdescendants())


class _Page:
    """A page while its rows are gone through, with what is to be told of it."""

    def __init__(self, source: str, root: Any) -> None:
        self.notes = Notes(source)
        self.looks = Looks(root)
        for script in root.iter("script"):
            if _WRITES.search(script.text or "") or next(script.iterancestors("table"), None) is not None:
                self.notes.add("scripts", f"L{script.sourceline or 0}")
        for frame in root.iter("iframe", "frame", "object", "embed"):
            if frame.get("src") or frame.get("data"):
                self.notes.add("frames", f"L{frame.sourceline or 0}")
        for template in root.iter("template"):
            if template.text_content().strip():
                self.notes.add("unseen", f"L{template.sourceline or 0}")
        for link in root.iter("link"):
            if "stylesheet" in link.get("rel", "").lower().split():
                self.notes.add("style-elsewhere", f"L{link.sourceline or 0}")
        if self.looks.sheets.left_out:
            self.notes.add("style-unread", "L1", count=self.looks.sheets.left_out)

    def rows(self, root: Any) -> Iterator[Row]:
        """Tables and lines in the order of the page; a table inside a cell is part of the cell's text."""
        number = 0
        stack: list[Any] = [root]
        while stack:
            item = stack.pop()
            if isinstance(item, _Run):
                cell = self._cell(item.parts, item.locator)
                if cell.full_text or cell.struck:
                    yield Row((cell,), ruled=False)
            elif not isinstance(item.tag, str) or item.tag in _SKIPPED:
                continue
            elif item.tag == "table":
                number += 1
                yield from self._table(item, number)
            elif item.tag in _BLOCKS and not _holds(item, _BLOCKS_AND_TABLES):
                stack.append(_Run([("node", item, self.looks.of(item))], f"L{item.sourceline or 0}"))
            else:
                stack.extend(reversed(list(self._parted(item))))

    def _parted(self, node: Any) -> Iterator[Any]:
        """What stands in an element that holds others: these, and between them the words that stand in none."""
        look = self.looks.of(node)
        run = _Run([("text", node.text or "", look)], f"L{node.sourceline or 0}")
        for child in node:
            if isinstance(child.tag, str) and child.tag not in _SKIPPED:
                if child.tag == "br" or child.tag in _APART or _holds(child, _APART):
                    yield run
                    yield child
                    run = _Run([], f"L{child.sourceline or 0}")
                else:
                    run.parts.append(("node", child, self.looks.of(child)))
            run.parts.append(("text", child.tail or "", look))
        yield run

    def _table(self, table: Any, number: int) -> Iterator[Row]:
        """The rows of a table, its joined cells where they belong."""
        grid = _Grid(number)
        for line, tr in enumerate(_lines_of(table), 1):
            cells = [c for c in tr if c.tag in ("td", "th")]
            if not self.looks.of(tr).shown:
                if any(c.text_content().strip() for c in cells):
                    self.notes.add("unseen", f"T{number}R{line}C1")
                continue
            for td in cells:
                column = grid.next_column(line)
                if self.looks.of(td).shown:
                    parts = [("node", td, self.looks.of(td))]
                    grid.add(line, column, self._cell(parts, grid.place(line, column)), td)
                elif td.text_content().strip():  # it takes no room either
                    self.notes.add("unseen", grid.place(line, column))
            grid.close(line)
            if grid.count > _MAX_CELLS:
                return
        for locator in grid.without(_collapsed(table, self.looks)):
            self.notes.add("unseen", locator)
        across_places: list[str] = []
        lines = [(n, row) for n, row in grid.lines.items() if any(c.full_text or is_lost(c) for c in row.values())]
        yield from rows(lines, grid, grid.place, across_places)
        for locator in across_places:
            self.notes.add("across", locator)

    def _cell(self, inside: list[_Part], locator: str) -> Cell:
        """What elements and texts beside one another say, apart by how it looks."""
        parts: dict[str, list[str]] = {"live": [], "struck": [], "unseen": []}
        drawn = False
        for kind, text, look in _walk(inside, self.looks):
            if kind == "written":
                self.notes.add("style-words", locator)
                continue
            if kind == "tag":
                if text in _BLOCKS or text in ("br", "tr", "option", "td", "th"):
                    parts["live"].append(" " if text in ("td", "th") else "\n")
                drawn = drawn or (text in _DRAWN and look.is_seen)
                continue
            kind = "unseen" if not look.is_seen else "struck" if look.struck else "live"
            parts[kind].append(look.worded(text))
        live, struck, unseen = (_tidied("".join(parts[name])) for name in ("live", "struck", "unseen"))
        if struck:
            self.notes.add("struck", locator, struck)
        if unseen:
            self.notes.add("unseen", locator)
        if drawn and not live:
            self.notes.add("lost", locator)
        if len(live) > MAX_CELL:
            self.notes.long_cell(locator, len(live))
            return Cell("", locator, lost=True)
        return Cell(live, locator, struck=struck or None, unseen=unseen or None, drawn=drawn)


class _Grid:
    """The cells of a table by row and column, those that are joined among them."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.lines: dict[int, dict[int, Cell]] = {}
        self.below: dict[int, list[int]] = {}
        self.across: dict[int, dict[int, int]] = {}
        self.count = 0
        self._carried: dict[int, int] = {}
        self._column = 0

    def place(self, line: int, column: int) -> str:
        """The place of a cell, rows and columns from 1."""
        return f"T{self.number}R{line}C{column + 1}"

    def next_column(self, line: int) -> int:
        """Where the next cell of the row begins: behind those that are joined with one above."""
        row = self.lines.setdefault(line, {})
        while self._carried.get(self._column, 0):
            row[self._column] = Cell("", self.place(line, self._column), merged=True)
            self._column += 1
        return self._column

    def add(self, line: int, column: int, cell: Cell, td: Any) -> None:
        """Take in a cell and what it is joined with."""
        self.lines[line][column] = cell
        below, wide = _span(td, "rowspan"), _span(td, "colspan")
        for number in range(line, line + below) if wide > 1 else ():
            self.across.setdefault(number, {})[column] = column + wide - 1
        for number in range(line + 1, line + below):
            self.below.setdefault(number, []).append(column)
        for _ in range(wide):
            self._carried[self._column] = below
            self._column += 1

    def close(self, line: int) -> None:
        """End a row."""
        self._carried = {c: n - 1 for c, n in self._carried.items() if n > 1}
        self._column = 0
        self.count += len(self.lines.get(line, ()))

    def without(self, columns: frozenset[int]) -> list[str]:
        """Take columns out of the table; the places of the texts that nobody sees then.

        A cell that is joined with one of another column is seen as far as that column goes, and stays.
        """
        places = []
        for line, row in self.lines.items() if columns else ():
            wide = self.across.get(line, {})
            for column in sorted(columns & row.keys()):
                cell, last = row.pop(column), wide.pop(column, column)
                shown_column = next((c for c in range(column, last + 1) if c not in columns), None)
                if shown_column is not None:
                    row[shown_column] = cell
                    wide.update({shown_column: last} if last > shown_column else {})
                elif cell.full_text or is_lost(cell):
                    places.append(cell.locator)
                joined = self.below.get(line, [])
                if column in joined:
                    joined.remove(column)
                    joined.extend([] if shown_column is None else [shown_column])
        return places


def _collapsed(table: Any, looks: Looks) -> frozenset[int]:
    """The columns of a table that its style folds away: of what a style may say of a column nothing else hides it."""
    columns: set[int] = set()
    at = 0
    for group in (g for g in table if g.tag in ("col", "colgroup")):
        for col in list(group.iterchildren("col")) or [group]:
            wide = _span(col, "span")
            visibilities = (looks.sheets.of(node).get("visibility", "inherit") for node in (col, group))
            if next((v for v in visibilities if v not in ("inherit", "unset")), "") == "collapse":
                columns.update(range(at, at + wide))
            at += wide
    return frozenset(columns)


def _lines_of(table: Any) -> list[Any]:
    """The rows of a table as a browser sets them: its first head above all others, its first foot below them."""
    lines = [r for r in table.iter("tr") if _nearest_table(r) is table]
    first = {name: next(table.iterchildren(name), None) for name in ("thead", "tfoot")}
    order = {"thead": 0, "tfoot": 2}
    groups = {id(group): order[name] for name, group in first.items() if group is not None}
    return sorted(lines, key=lambda r: groups.get(id(r.getparent()), 1)) if groups else lines


def _nearest_table(node: Any) -> Any:
    return next(node.iterancestors("table"), None)


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    if value == "0" and name == "rowspan":  # down to the last row
        return _MAX_SPAN
    return max(1, min(int(value), _MAX_SPAN)) if value.isdecimal() and len(value) < 6 else 1


def _tidied(text: str) -> str:
    """A text with a line for each paragraph and break, and no blanks between but one."""
    text = re.sub(r"[ \t\r\f\v]+", " ", text.replace("\u00ad", ""))
    return re.sub(r" ?\n[ \n]*", "\n", text).strip()


def _walk(inside: list[_Part], looks: Looks) -> Iterator[tuple[str, str, Look]]:
    """The texts and tags in elements in their order, each with how it looks. Ruby is no text."""
    stack = inside[::-1]
    while stack:
        kind, item, look = stack.pop()
        if kind != "node":
            yield kind, item, look
            continue
        if not isinstance(item.tag, str) or (item.tag in _SKIPPED and item.tag not in _DRAWN) or item.tag in _RUBY:
            continue
        if item.tag in _DRAWN:
            if not _is_spacer(item):
                yield "tag", item.tag, look
            continue
        yield "tag", item.tag, look
        if look.is_seen and looks.sheets.writes(item):
            yield "written", "", look
        later: list[tuple[str, Any, Look]] = []
        if (typed := _typed(item)) is not None:
            later.append(("text", typed, look))
        elif item.text:
            later.append(("text", item.text, look))
        for child in item if item.tag != "select" else _chosen(item):
            later.append(("node", child, looks.of(child)))
            if child.tail and item.tag != "select":
                later.append(("text", child.tail, look))
        later.append(("tag", item.tag, look))
        stack.extend(reversed(later))


def _typed(item: Any) -> str | None:
    """What a field for input shows."""
    if item.tag != "input":
        return None
    kind = item.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return "[○]" if item.get("checked") is not None else BOX
    return str(item.get("value", "")) if kind in ("text", "date", "number", "search", "tel", "url", "email") else ""


def _chosen(item: Any) -> list[Any]:
    """The choices that a list shows as made: those that are chosen, else the first where it shows but one."""
    choices = list(item.iter("option"))
    chosen = [c for c in choices if c.get("selected") is not None]
    is_list = item.get("multiple") is not None or item.get("size", "1") not in ("0", "1")
    return chosen or ([] if is_list else choices[:1])


def _is_spacer(item: Any) -> bool:
    """Whether a picture is there for its size alone."""
    return any(item.get(n, "").strip().rstrip("px") in ("0", "1") for n in ("width", "height"))
