"""Labels and values: lays a form version over the rows of a document.

A row whose first cell is a label of the form opens that item; what follows, until the next label, is its
value. The heading last seen tells two items of one name apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pia_audit.forms import Form, FormItem, Level
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.spans import fold_spans
from pia_audit.model import Item, Status
from pia_audit.readers import answers
from pia_audit.readers.blocks import Cell, Document, Row

_OPTION_LINE = re.compile(r"^\s*[0-9０-９]{1,2}\s*[)）]")
_TICKS_FROM = re.compile(r"[\[［☐□■☑]")
_ALIKE, _LONG = 0.88, 8


_STAMP = re.compile(r"^\s*[［\[]\s*(?:平成|令和)[^\[\]［］]{1,12}月\s*様式[^\[\]［］]{1,4}[］\]]\s*$")
_STAR = re.compile(r"※(?:\([^()]*\))?")


def _without_star(key: str) -> str:
    """A folded label without the form's ※ and what it excepts."""
    return _STAR.sub("", key) if "※" in key else key


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the form: a heading (``item`` is ``None``) or an item, or both in one."""

    path: tuple[str, ...]
    level: Level
    order: int
    item: FormItem | None


@dataclass(slots=True)
class Filling:
    """The cells found for one node."""

    cells: list[Cell] = field(default_factory=list)
    label_at: str = ""


def nodes(form: Form) -> tuple[Node, ...]:
    """Every heading and item of a form version in its order."""
    seen: dict[tuple[str, ...], Node] = {}
    for item in form.items:
        for depth in range(1, len(item.path) + 1):
            path = item.path[:depth]
            leaf = item if depth == len(item.path) else None
            old = seen.get(path)
            if old is None:
                seen[path] = Node(path, item.levels[depth - 1], len(seen), leaf)
            elif leaf is not None:
                seen[path] = Node(path, old.level, old.order, leaf)
    return tuple(seen.values())


class Layout:
    """The nodes of a form version, indexed by what their labels look like when folded."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.nodes = nodes(form)
        self.cover = [n for n in self.nodes if len(n.path) == 1 and n.item]
        self.keys: dict[str, list[Node]] = {}
        for node in self.nodes:
            for key in {node.level.number_key + node.level.name_key, node.level.name_key}:
                self.keys.setdefault(key, []).append(node)
        self._by_length: dict[int, list[str]] = {}
        for key in self.keys:
            self._by_length.setdefault(len(key), []).append(key)
        self._memo: dict[str, tuple[list[Node], int]] = {}

    def match(self, text: str) -> tuple[list[Node], int]:
        """Nodes whose label ``text`` is or begins with, and where in ``text`` the label ends."""
        if text not in self._memo:
            self._memo[text] = self._match(text)
        return self._memo[text]

    def _match(self, text: str) -> tuple[list[Node], int]:
        if not text or len(text) > 400 or _OPTION_LINE.match(text):
            return [], 0
        ticks = _TICKS_FROM.search(text)
        head = text[: ticks.start()] if ticks and ticks.start() else text
        key = _without_star(fold(head))
        if found := self.keys.get(key):
            return found, len(head)
        first = text.split("\n", 1)[0]
        if first != text and (found := self.keys.get(_without_star(fold(first)))):
            return found, len(first)
        return self._alike(key), len(head)

    def _alike(self, key: str) -> list[Node]:
        if len(key) < _LONG:
            return []
        # Keys much shorter or longer cannot be alike enough: the common part is at most the shorter of the two.
        shortest, longest = len(key) * _ALIKE / (2 - _ALIKE), len(key) * (2 - _ALIKE) / _ALIKE
        near = [k for n, keys in self._by_length.items() if shortest <= n <= longest for k in keys]
        if not near:
            return []
        from rapidfuzz import process
        from rapidfuzz.distance import Indel

        hit = process.extractOne(key, near, scorer=Indel.normalized_similarity, score_cutoff=_ALIKE)
        return self.keys[hit[0]] if hit else []

    def cover_value(self, text: str) -> tuple[Node, int] | None:
        """A cover label with its value on the same line (``公表日 令和8年3月18日``)."""
        for node in self.cover:
            if text.startswith(node.path[0]):
                rest = text[len(node.path[0]) :]
                if rest[:1].isspace() or rest[:1] in ":：":
                    return node, len(text) - len(rest.lstrip(" \u3000:：\t"))
        return None


def lay(layout: Layout, rows: tuple[Row, ...], twice: list[tuple[Cell, ...]]) -> dict[tuple[str, ...], Filling]:
    """Which cells belong to which node, walking the rows once.

    A field that stands there a second time with a value goes to ``twice``, label and value, and into no other.
    """
    filled: dict[tuple[str, ...], Filling] = {}
    here: Node | None = None
    pending: list[Node] | None = None
    for row in rows:
        cells = [c for c in row.cells if (c.said or c.lost) and not _STAMP.match(c.said)]
        if pending is not None and row.ruled:
            for node, cell in zip(pending, row.cells, strict=False):
                filled.setdefault(node.path, Filling()).cells.append(cell)
            pending = None
            continue
        pending = _heads(layout, cells)
        if pending is not None:
            for node, cell in zip(pending, cells, strict=True):
                filled.setdefault(node.path, Filling(label_at=cell.locator))
            continue
        if not cells:
            continue
        here = _take(layout, row, cells, here, filled, twice)
    return filled


def _heads(layout: Layout, cells: list[Cell]) -> list[Node] | None:
    """The nodes of a row that is nothing but cover labels side by side; their values are in the next row."""
    if len(cells) < 2:
        return None
    heads = []
    for cell in cells:  # most rows' first cell tells already that they are none
        found, _ = layout.match(cell.said)
        if not (found and len(found[0].path) == 1 and found[0].item):
            return None
        heads.append(found[0])
    return heads


def _take(
    layout: Layout,
    row: Row,
    cells: list[Cell],
    here: Node | None,
    filled: dict[tuple[str, ...], Filling],
    twice: list[tuple[Cell, ...]],
) -> Node | None:
    found, end = layout.match(cells[0].said)
    node = _nearest(found, here, filled)
    if node is None and not row.ruled and (hit := layout.cover_value(cells[0].said)):
        node, end = hit
    if node is None and len(cells) > 1 and any(n.item and filled[n.path].cells for n in found if n.path in filled):
        twice.append(tuple(cells))
        return here
    if node is None and (again := _again(found, here)) is not None:
        return again
    if node is None:
        if here is not None:
            filled[here.path].cells.extend(cells)
        return here
    filling = filled.setdefault(node.path, Filling())
    filling.label_at = filling.label_at or cells[0].locator
    rest = cells[0].said[end:].strip()
    if rest:
        filling.cells.append(Cell(rest, cells[0].locator))
    filling.cells.extend(cells[1:])
    return node


def _again(found: list[Node], here: Node | None) -> Node | None:
    """A label printed once more above its own sub-items: the row is a heading and no text of the field."""
    return next((n for n in found if here and len(n.path) > 1 and n.path == here.path[: len(n.path)]), None)


def _nearest(found: list[Node], here: Node | None, filled: dict[tuple[str, ...], Filling]) -> Node | None:
    """Of the nodes of one label, the one the reading order means: below the heading we are in, else the next."""
    fresh = [n for n in found if n.path not in filled] or (found if len(found) == 1 and not found[0].item else [])
    if not fresh:
        return None
    if here is None:
        return fresh[0]
    inside = [n for n in fresh if n.path[:-1] and n.path[:-1] == here.path[: len(n.path) - 1]]
    if inside or _again(found, here):
        return inside[0] if inside else None
    if here.item is not None and not filled[here.path].cells:
        # A field still waits for its value: words that only elsewhere are a label are that value.
        fresh = [n for n in fresh if len(n.path) == 1 or n.path[:-1] in filled or n.level.number]
    later = [n for n in fresh if n.order > here.order]
    return next(iter(later or fresh), None)


def to_items(layout: Layout, document: Document, filled: dict[tuple[str, ...], Filling]) -> Iterator[Item]:
    """Every item of the form with its text and status."""
    for seq, form_item in enumerate(layout.form.items, 1):
        filling = filled.get(form_item.path)
        text, status, locator = _value(document, form_item, filling)
        if form_item.kind == "flags" and status == "absent":
            text, status, locator = _ticks_in_heading(document, form_item, filled)
        hidden = "\n".join(c.hidden for c in filling.cells if c.hidden) if filling else ""
        names = (form_item.item_id, seq, form_item.position, form_item.label, form_item.kind)
        yield Item(*names, text, status, locator, hidden or None)


def _value(document: Document, item: FormItem, filling: Filling | None) -> tuple[str | None, Status, str]:
    if filling is None:
        return None, "absent", ""
    content = "\n".join(c.said for c in filling.cells if c.said).strip()
    locator = next((c.locator for c in filling.cells if c.said or c.lost), filling.label_at)
    if any(c.lost for c in filling.cells):
        return None, "unreadable", locator
    if item.kind == "choice":
        return *answers.choice(item, content, keeps_ticks=document.keeps_ticks), locator
    if item.kind == "flags":
        return *answers.flags(item, content, keeps_ticks=document.keeps_ticks), locator
    return (content, "read", locator) if content else (None, "blank", locator)


def _ticks_in_heading(
    document: Document, item: FormItem, filled: dict[tuple[str, ...], Filling]
) -> tuple[str | None, Status, str]:
    """Tick boxes that stand in the heading above the item, such as ``4. … []委託しない``."""
    heading = filled.get(item.path[:-1])
    if heading is None:
        return None, "absent", ""
    content = " ".join(c.said for c in heading.cells)
    wanted = fold(item.options[0]) if item.options else ""
    if wanted and wanted in fold_spans(content).text:
        return *answers.flags(item, content, keeps_ticks=document.keeps_ticks), heading.label_at
    return None, "absent", ""
