"""The headings and labels that are open while a report is walked, and the fields that their values fill."""

from __future__ import annotations

from collections import Counter

from pia_audit.documents.blocks import Cell, Row
from pia_audit.readers.headings import VALUE_SIGN, Heading, heading, is_label_like, name_key, without_star
from pia_audit.readers.pages import Pages
from pia_audit.readers.printed import TICK, Field, Level, Outline, has_columns, identity, left_of
from pia_audit.readers.vocabulary import Node, child_of

LABELS = ("circled", "plain")


class OpenLevels:
    """The open levels, outermost first, the field that takes what stands below, and the fields filled so far."""

    def __init__(self, root: Node, pages: Pages) -> None:
        self.root, self.pages = root, pages
        self.outline = Outline()
        self.stack: list[Level] = []
        self.current: Field | None = None
        self.labels: set[str] = set()
        self.filled: dict[tuple[int, ...], Field] = {}
        self.values_from: Counter[float] = Counter()
        self.value_column: float | None = None
        self.occurrences: Counter[str] = Counter()
        self.groups: Counter[tuple[object, ...]] = Counter()
        self.last_circled: dict[int, int] = {}
        self.latest: dict[int, Field] = {}
        self.following: Row | None = None

    # --- opening and filling --------------------------------------------------------------------------

    def depth_of(self, kind: str) -> int:
        """How many levels stay open above an item's groups and risks (``item``) or above labels (``group``)."""
        outer = {"item": ("chapter", "annex", "item"), "group": ("chapter", "annex", "item", "group", "risk")}[kind]
        depth = 0
        while depth < len(self.stack) and self.stack[depth].kind in outer:
            depth += 1
        return max(depth, 1)

    def depth_beside(self, first: Cell) -> int:
        """How many levels stay open above a plain label no form knows: those that stand further left."""
        base = self.depth_of("group")
        depth = len(self.stack)
        if has_columns(first):
            while depth > base and self.stack[depth - 1].left >= left_of(first, 0):
                depth -= 1
            return depth
        last = self.filled.get(identity(self.stack)) if depth > base else None
        return depth if depth > base and (last is None or not last.cells) else base

    def innermost_unknown(self) -> int:
        """Where a risk or group that no form knows is open: labels below it are its own, whatever they are called."""
        unknown = (d for d, lv in enumerate(self.stack) if lv.kind in ("risk", "group") and lv.node is None)
        return next(unknown, 0)

    def push(self, depth: int, node: Node | None, first: Cell, looks: Heading) -> Level:
        del self.stack[depth:]
        joint = " " if looks.kind != "plain" or " " in first.full_text else ""
        text = joint.join(first.full_text.split()).rstrip(":：")
        level = Level(looks.kind, text, looks, node, left_of(first, 0), first.locator)
        level.aside = self._is_aside(level, first)
        if looks.kind == "circled":
            self.last_circled[id(self.stack[-1])] = int(looks.number)
        if node is None or node.key:
            self.labels.add(looks.key)
        self.stack.append(level)
        level.occurrence = self._occurrence(level)
        self.current = self.field_of(level)
        return level

    def _is_aside(self, level: Level, first: Cell) -> bool:
        above = self.stack[-1]
        if above.kind not in LABELS or not has_columns(first) or level.left > above.left:
            return False
        filled_field = self.filled.get(identity(self.stack))
        return filled_field is not None and bool(filled_field.cells) and above.left >= 0

    def _occurrence(self, level: Level) -> int:
        """0, or how many groups of the same number stand above under the same heading."""
        if level.kind != "group":
            return 0
        same = (identity(self.stack[:-1]), level.looks.word, level.looks.number)
        self.groups[same] += 1
        return self.groups[same] - 1

    def field_of(self, level: Level) -> Field:
        key = identity(self.stack)
        if key not in self.filled:
            self.filled[key] = Field(tuple(self.stack), level.node)
            self.outline.fields.append(self.filled[key])
        if level.node is not None:
            self.latest[id(level.node)] = self.filled[key]
        return self.filled[key]

    def take_values(self, level: Level, remaining_cells: list[Cell], first: Cell) -> None:
        """The cells right of a heading or label: a label further in, tick boxes of a heading, or the value."""
        if remaining_cells and self._inner(level, remaining_cells):
            self.take_values(self.stack[-1], remaining_cells[1:], remaining_cells[0])
            return
        boxes = _boxes_of(level.node, remaining_cells) if remaining_cells and level.node is not None else []
        for box in boxes:
            self._box(box, remaining_cells)
        if boxes:
            return
        has_side_cell = (
            bool(remaining_cells) and remaining_cells[0].locator != first.locator
        )  # else it is the rest of the label's own cell
        if has_side_cell and level.kind in LABELS and has_columns(first) and len(self.stack) > 1:
            self.has_value_from(left_of(remaining_cells[0], 1))
        open_field = self.current
        if open_field is not None and open_field.cells and remaining_cells and level.kind in LABELS:
            self.outline.twice.append((first, *remaining_cells))
            return
        self.add(remaining_cells)

    def _inner(self, level: Level, remaining_cells: list[Cell]) -> bool:
        """Open the label that stands right of another one, or of a heading, if the next cell is one."""
        labelled = level.kind in ("circled", "plain", "group")
        if not labelled and (len(remaining_cells) < 2 or level.node is None or level.node.item is not None):
            return False
        if answers(level.node, remaining_cells[0].full_text):
            return False
        # A value is not folded to be looked up where nothing is below its label.
        node = level.node
        hits = child_of(node, heading(remaining_cells[0].full_text).key) if node is not None and node.children else []
        if not (hits or labelled):
            return False
        if hits and (len(remaining_cells) > 1 or level.node is None or level.node.item is None):
            self.push(len(self.stack), hits[0], remaining_cells[0], heading(remaining_cells[0].full_text))
            return True
        usual = self.value_column
        is_left = has_columns(remaining_cells[0]) and usual is not None and left_of(remaining_cells[0], 1) < usual
        if (
            len(remaining_cells) > 1
            and is_left
            and is_label_like(without_star(remaining_cells[0].full_text))
            and not VALUE_SIGN.match(remaining_cells[0].full_text)
        ):
            self.push(len(self.stack), None, remaining_cells[0], heading(remaining_cells[0].full_text))
            return True
        return False

    def _box(self, node: Node, cells: list[Cell]) -> None:
        """Tick boxes that stand in a heading, such as ``4. … [ ]委託しない``."""
        heading_field = self.current
        key = (*identity(self.stack), id(node))
        if key not in self.filled:
            self.filled[key] = Field(tuple(self.stack), node, box=node.text)
            self.outline.fields.append(self.filled[key])
        self.filled[key].cells.extend(cells)
        self.current = self.filled[key]
        if heading_field is not None and not heading_field.cells:
            heading_field.waiting = False

    def add(self, cells: list[Cell]) -> None:
        """Put cells under the field that is open."""
        if not cells:
            return
        if self.current is None and self.stack:
            self.current = self.field_of(self.stack[-1])
        if self.current is not None:
            self.current.cells.extend(cells)

    def has_value_from(self, left: float) -> None:
        """Take note of the column in which a label's value begins."""
        self.values_from[left] += 1
        self.value_column = self.values_from.most_common(1)[0][0]


def answers(node: Node | None, text: str) -> bool:
    """Whether a text is an option of the choice a field is: its answer, and no label."""
    form_item = node.item if node is not None else None
    return form_item is not None and form_item.kind == "choice" and bool(form_item.option_of(text))


def _boxes_of(node: Node, cells: list[Cell]) -> list[Node]:
    """The tick boxes below a heading that cells beside the heading hold."""
    if not any(TICK.search(c.full_text) for c in cells):
        return []
    text = name_key(" ".join(c.full_text for c in cells))
    boxes = [c for c in node.children if c.item is not None and c.item.kind == "flags"]
    return [b for b in boxes if b.item is not None and any(name_key(o) in text for o in b.item.options)]
