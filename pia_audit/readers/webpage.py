"""Reads a report published as a web page: tables with joined cells, and lines of text outside them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from pia_audit.model import Unread
from pia_audit.readers.blocks import MAX_CELL, Cell, Document, Row

_LONG_TAG = re.compile(rb"<[^<>]{50000}")
_MAX_SPAN = 200
_MAX_CELLS = 500_000
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "caption", "section", "article", "pre"}
_SKIPPED = {"script", "style", "head", "noscript", "template", "iframe", "object", "svg"}
_TICKED = re.compile(r"\[\s*[○◯●✓✔レ]\s*\]|☑")


def read_page(path: str, data: bytes) -> Document | Unread:
    """The rows of an HTML page. Nothing it refers to is fetched; scripts are not looked at."""
    from lxml import etree, html

    if _LONG_TAG.search(data):  # the parser compares each attribute with all before it
        return Unread(path, "page-too-complex")
    parser = html.HTMLParser(encoding=_encoding(data), no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        return Unread(path, "page-broken", params={"reason": str(error)[:200]})
    rows = list(_rows(root))
    if not rows:
        return Unread(path, "empty")
    ticked = any(_TICKED.search(c.text) for r in rows for c in r.cells if len(c.text) < 400)
    return Document(path, hashlib.sha256(data).hexdigest(), tuple(rows), "html", keeps_ticks=ticked)


def _encoding(data: bytes) -> str | None:
    """The encoding the bytes themselves allow; a page's own word for it is often wrong."""
    for name in ("utf-8", "cp932", "euc_jp"):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return None


def _rows(root: Any) -> Iterator[Row]:
    """Tables and lines in the order of the page; a table inside a cell is part of the cell's text."""
    number = 0
    stack = [root]
    while stack:
        node = stack.pop()
        if not isinstance(node.tag, str) or node.tag in _SKIPPED:
            continue
        if node.tag == "table":
            number += 1
            yield from _table(node, number)
            continue
        children = list(node)
        if node.tag in _BLOCKS and not any(c.tag in _BLOCKS or c.tag == "table" for c in node.iterdescendants()):
            text = _text(node)
            if text:
                yield Row((_cell(text, f"L{node.sourceline or 0}"),), ruled=False)
            continue
        stack.extend(reversed(children))


def _table(table: Any, number: int) -> Iterator[Row]:
    """The rows of a table: a cell stands where it begins, and an empty one under or beside it."""
    carried: dict[int, int] = {}
    count = 0
    for line, tr in enumerate((r for r in table.iter("tr") if _nearest_table(r) is table), 1):
        cells: list[Cell] = []
        column = 0
        for td in (c for c in tr if c.tag in ("td", "th")):
            while carried.get(column, 0):
                cells.append(Cell("", f"T{number}R{line}C{column + 1}"))
                column += 1
            cells.append(_cell(_text(td), f"T{number}R{line}C{column + 1}"))
            below = _span(td, "rowspan")
            for _ in range(_span(td, "colspan")):
                carried[column] = below
                column += 1
        carried = {c: n - 1 for c, n in carried.items() if n > 1}
        count += len(cells)
        if count > _MAX_CELLS:
            return
        if any(c.text for c in cells):
            yield Row(tuple(cells), ruled=True)


def _nearest_table(node: Any) -> Any:
    return next(node.iterancestors("table"), None)


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(int(value), _MAX_SPAN)) if value.isdecimal() and len(value) < 6 else 1


def _text(node: Any) -> str:
    """The text of an element, a line for each paragraph and break."""
    parts: list[str] = []
    for event, element in _walk(node):
        if event == "text":
            parts.append(element)
        elif element in _BLOCKS or element in ("br", "tr"):
            parts.append("\n")
    text = re.sub(r"[ \t\r\f\v]+", " ", "".join(parts))
    return re.sub(r" ?\n[ \n]*", "\n", text).strip()


def _walk(node: Any) -> Iterator[tuple[str, str]]:
    stack: list[tuple[str, Any]] = [("node", node)]
    while stack:
        kind, item = stack.pop()
        if kind != "node":
            yield kind, item
            continue
        if not isinstance(item.tag, str) or item.tag in _SKIPPED:
            continue
        yield "tag", item.tag
        later: list[tuple[str, Any]] = []
        if item.tag == "input" and item.get("type", "").lower() == "checkbox":
            later.append(("text", "[○]" if item.get("checked") is not None else "☐"))
        if item.text:
            later.append(("text", item.text))
        for child in item:
            later.append(("node", child))
            if child.tail:
                later.append(("text", child.tail))
        later.append(("tag", item.tag))
        stack.extend(reversed(later))


def _cell(text: str, place: str) -> Cell:
    return Cell(text, place) if len(text) <= MAX_CELL else Cell("", place, lost=True)
