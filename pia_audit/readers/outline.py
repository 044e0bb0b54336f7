"""A report's own headings as a tree: chapter, item, group or risk, label, and the value that stands under each.

The rows are walked once. What a form knows is recognised by name wherever it stands below the heading that is open;
what no form knows is recognised by its looks and by where it is printed, and becomes a field of its own. Nothing that
is printed is dropped: a text that is no heading and no label belongs to the field or heading above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pia_audit.documents.blocks import Cell, Row, is_lost
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.readers.chapters import begins_anew, ends_as_sentence, is_name, is_open, known_chapter, may_be_chapter
from pia_audit.readers.headings import (
    LONGEST,
    VALUE_SIGN,
    Heading,
    file_part,
    heading,
    is_label_like,
    is_range,
    name_key,
    numbered_otherwise,
    without_star,
)
from pia_audit.readers.label_partings import PARTINGS, SIGNS, chapter_apart, split_labels
from pia_audit.readers.open_levels import LABELS, OpenLevels, answers
from pia_audit.readers.pages import Pages
from pia_audit.readers.printed import (
    Field,
    Level,
    Outline,
    has_columns,
    identity,
    is_of_page,
    is_stamp,
    left_of,
    split_ticks,
)
from pia_audit.readers.vocabulary import Node, child_of, similar_nodes

_OPTION_LINE = regex(r"^\s*[0-9０-９]{1,2}\s*[)）]")
_BRACKETED = regex(r"[【〔＜<《].{1,60}[】〕＞>》]")
_LONGEST_NAME, _LONGEST_REST = 60, 40
_LONG_LABEL = 8
_MENTION = regex(r"^\s*第?[Ⅰ-ⅫIVX]{1,4}章?[のをにはがとへでや]")
"""A chapter that a sentence speaks of: 「Ⅱの対象人数を参照」."""


def outline(rows: tuple[Row, ...], root: Node) -> Outline:
    """The fields printed in the rows between the cover and the change table, by the names ``root`` knows."""
    filled = [row for row in rows if any(c.full_text or is_lost(c) for c in row.cells)]
    walk = _Walk(root, Pages(rows))
    for row, following in zip(filled, [*filled, None][1:], strict=True):
        walk.take(row, following)
        walk.take_beside(row)
    return walk.outline


class _Walk(OpenLevels):
    """Walks the rows: what each begins with, by the form's names and by its looks."""

    # --- one row --------------------------------------------------------------------------------------

    def take(self, row: Row, following: Row | None) -> None:
        """Put one row where it belongs."""
        self.following = following
        cells = [c for c in row.cells if (c.full_text or c.lost) and not is_stamp(c.full_text)]
        if not cells or self.pages.prints(row, cells, in_chapter=bool(self.stack)) or self._ends_heading(row, cells):
            return
        if self._continues(row, cells):
            self.add(cells)
            return
        remaining_cells = self._chapter(row, cells, following)
        if remaining_cells is None:
            remaining_cells = self._below(row, cells)
        if remaining_cells is None:
            self.add(cells)

    def take_beside(self, row: Row) -> None:
        """Keep cells that say nothing to be read with the field that is open below the row's others."""
        side_cells = [
            c for c in row.cells if (not c.full_text and is_lost(c) and not c.lost) or (c.full_text and c.struck)
        ]
        if side_cells and self.current is not None:
            self.current.beside.extend(side_cells)

    def _ends_heading(self, row: Row, cells: list[Cell]) -> bool:
        """Whether a line is the rest of a chapter's heading that is printed over two lines."""
        if row.ruled or len(self.stack) != 1 or self.current is None or self.current.cells:
            return False
        level = self.stack[0]
        if (
            not is_open(level.text)
            or is_open(level.text + cells[0].full_text)
            or len(cells[0].full_text) > _LONGEST_REST
        ):
            return False
        level.text += "".join(cells[0].full_text.split())
        return True

    def _continues(self, row: Row, cells: list[Cell]) -> bool:
        """Whether a row can be nothing but the rest of the value above it."""
        first = cells[0]
        if self.current is None:
            return False
        if VALUE_SIGN.match(first.full_text) or _OPTION_LINE.match(first.full_text):
            return True
        if not self.current.cells and answers(self.current.node, first.full_text):
            return True
        if not has_columns(first):
            return row.ruled and not row.cells[0].full_text and not self._goes_on_with_label(cells)
        usual = self.value_column
        return usual is not None and left_of(first, 0) >= usual > min(lv.left for lv in self.stack)

    def _goes_on_with_label(self, cells: list[Cell]) -> bool:
        """Whether a row with nothing in its first column goes on with a label further in."""
        looks = heading(cells[0].full_text)
        return len(cells) > 1 and any(lv.node is not None and child_of(lv.node, looks.key) for lv in self.stack)

    # --- chapters -------------------------------------------------------------------------------------

    def _chapter(self, row: Row, cells: list[Cell], following: Row | None) -> list[Cell] | None:
        """Open a chapter if the row begins one; returns what else stands in the row."""
        cells = chapter_apart(cells, self.root)
        looks = heading(cells[0].full_text)
        if not looks.is_chapter:
            return None
        node = known_chapter(self.root, looks)
        stands_alone = is_name(looks) and (
            self._cannot_go_on(cells[0], cells[1:]) or self._is_later_chapter(row, looks)
        )
        if node is None and (len(cells) > 2 or not (stands_alone or may_be_chapter(looks, self.stack))):
            return None
        is_repeat = self._same_chapter(cells[0].full_text)
        if is_repeat and not begins_anew(following):
            del self.stack[1:]
            self.current = None
            return []
        text = " ".join(cells[0].full_text.split())
        name = " ".join(c.full_text for c in cells[1:2] if node is not None and node.per_file)
        known_by = node.key if node else looks.key
        self.occurrences[known_by] += 1
        text = f"{text}　{name}" if name else text
        position = left_of(cells[0], 0), cells[0].locator
        level = Level(looks.kind, text, looks, node, *position, self.occurrences[known_by])
        self.stack = [level]
        self.current = self.field_of(level)
        remaining_cells = [] if name else cells[1:]
        self.add(remaining_cells)
        return remaining_cells

    def _is_later_chapter(self, row: Row, looks: Heading) -> bool:
        """Whether a line of a text, which tells no columns, bears the number of a chapter after the open one."""
        level = self.stack[0] if self.stack else None
        first = row.cells[0]
        if row.ruled or len(row.cells) > 1 or looks.kind != "chapter" or has_columns(first) or is_of_page(first):
            return False
        if _MENTION.match(first.full_text):
            return False
        return level is not None and level.kind == "chapter" and int(looks.number) > int(level.looks.number or 0)

    def _same_chapter(self, text: str) -> bool:
        return bool(self.stack) and fold(self.stack[0].text) == fold(text)

    # --- items, groups, risks and labels --------------------------------------------------------------

    def _below(self, row: Row, cells: list[Cell]) -> list[Cell] | None:
        """Open the item, group, risk or label a row begins with; ``None`` when it begins with none."""
        if not self.stack:
            return None
        first, behind = split_ticks(cells[0])
        remaining_cells = [*behind, *cells[1:]]
        alone = not remaining_cells
        if is_range(first.full_text):
            self.current = None
            return remaining_cells
        looks = heading(first.full_text)
        level = (
            self._record_heading(first, alone)
            or self._open_again(looks, alone)
            or self._known(first, looks, alone, nearly=False)
            or ("\n" in first.full_text and self._first_line(first, remaining_cells))
            or self._first_line(first, remaining_cells, nearly=False)
            or self._first_line(first, remaining_cells, partings=SIGNS)
            or self._known_with_answer(first, looks, remaining_cells)
            or self._numbered_otherwise(first, alone)
            or self._first_line(first, remaining_cells)
            or self._by_looks(row, first, looks, remaining_cells)
        )
        if level is None:
            return None
        self.take_values(level, remaining_cells, first)
        return remaining_cells

    def _open_again(self, looks: Heading, alone: bool) -> Level | None:
        """A heading or label printed once more above what belongs to it."""
        for depth in range(len(self.stack) - 1, -1, -1) if alone else ():
            level = self.stack[depth]
            if not _is_printed_again(level, looks):
                continue
            if level.node is not None and child_of(level.node, looks.key):
                return None
            filled_field = self.filled.get(identity(self.stack[: depth + 1]))
            level.left = min(level.left, -1.0)  # what follows is below it, wherever it is printed
            if depth == 0 or (
                filled_field is not None and (filled_field.cells or level.node is None or level.node.children)
            ):
                del self.stack[depth + 1 :]
                self.current = filled_field
                return level
        return None

    def _record_heading(self, first: Cell, alone: bool) -> Level | None:
        """The name of a file above its records, in the annex that lists the records of all files."""
        if not self._lists_records() or len(first.full_text) > _LONGEST_NAME:
            return None
        number, name = file_part(first.full_text)
        if not (number or (not alone and is_label_like(name)) or fold(name) in self._file_names()):
            return None
        node = self.stack[0].node
        records = node.children[0] if node is not None else None
        return self.push(1, records, first, Heading("plain", number, name, fold(name)))

    def _file_names(self) -> set[str]:
        """The names of the files as far as they are printed above."""
        name_fields = (f for f in self.outline.fields if f.levels[-1].looks.key.endswith("特定個人情報ファイル名"))
        texts = {line for f in name_fields for c in f.cells for line in c.full_text.split("\n")}
        chapters = {file_part(f.levels[0].text.split("概要")[-1])[1] for f in self.outline.fields}
        return {fold(file_part(t)[1]) for t in texts} | {fold(c) for c in chapters} - {""}

    def _known(self, first: Cell, looks: Heading, alone: bool, *, nearly: bool = True) -> Level | None:
        """A heading or label that a form knows below one of the open levels, the innermost first."""
        inside = looks.kind in ("plain", "circled") and "その他のリスク" not in looks.key
        innermost = self.innermost_unknown() if inside else 0
        for close in (False, True) if nearly else (False,):
            for depth in range(len(self.stack) - 1, innermost - 1, -1):
                node = self.stack[depth].node
                if node is None:
                    continue
                hit = self._child(node, looks, depth, close=close)
                if hit is None or (self._is_value(looks, depth) and alone):
                    continue
                return self.push(depth + 1, hit, first, looks)
        return None

    def _numbered_otherwise(self, first: Cell, alone: bool) -> Level | None:
        """An item or label of the form with another sign for its number: ``（2）基本情報``, ``2事務の概要``."""
        number, name = numbered_otherwise(first.full_text) or ("", "")
        key = name_key(name)
        nodes = (level.node for level in reversed(self.stack) if number and level.node is not None)
        child = next((k for node in nodes for k in child_of(node, key) if k.number == number), None)
        if child is None:
            return None
        return self._known(first, Heading(heading(child.text).kind, number, name, key), alone)

    def _child(self, node: Node, looks: Heading, depth: int, *, close: bool) -> Node | None:
        if looks.kind == "group":
            return next((c for c in _groups_of(node) if c.group == looks.word), None) if not close else None
        hits = (
            similar_nodes(node, looks.key)
            if close and _worth_a_look(looks)
            else []
            if close
            else child_of(node, looks.key)
        )
        hits = [h for h in hits if not h.group and (looks.kind != "risk" or h.text.startswith("リスク"))]
        if len(hits) > 1:
            numbered = [h for h in hits if h.number == looks.number]
            fresh = [h for h in numbered or hits if not self._has_value(depth, h)]
            hits = fresh or numbered or hits
        hit = hits[0] if hits else None
        # What is printed as an item's heading is not a label further in, and the other way round.
        if hit is not None and looks.kind == "item" and heading(hit.text).kind != "item":
            return None
        return hit

    def _has_value(self, depth: int, node: Node) -> bool:
        latest, above = self.latest.get(id(node)), tuple(self.stack[: depth + 1])
        return latest is not None and bool(latest.cells) and latest.levels[: depth + 1] == above

    def _is_value(self, looks: Heading, depth: int) -> bool:
        """Whether words that only further out are a label are the value a field waits for."""
        open_field = self.current
        waits = open_field is not None and open_field.waiting and not open_field.cells and _may_hold(open_field, looks)
        return waits and depth < len(self.stack) - 2 and not looks.number and not self._printed_before(looks)

    def _cannot_go_on(self, first: Cell, remaining_cells: list[Cell]) -> bool:
        """Whether a cell that stands alone left of the value above it is no part of that value."""
        cells = self.current.cells if self.current is not None else []
        if remaining_cells or not cells:
            return False
        if not (has_columns(first) or is_of_page(first)):
            return self._heads_strange_fields(first) or self._heads_prose(first)
        sheet = first.locator.rsplit("!", 1)[0] if "!" in first.locator else ""
        return all(left_of(c, 0) > left_of(first, 0) and c.locator.startswith(sheet) for c in cells)

    def _heads_strange_fields(self, first: Cell) -> bool:
        """Whether a line of a text, which tells no columns, is the heading of fields that no form knows.

        It is numbered or in brackets and stands over such a field, and what is above it is the value in a row of its
        own: of a list in that value it would be the next line.
        """
        value = "\n".join(c.full_text for c in self.current.cells) if self.current is not None else ""
        looks = heading(first.full_text)
        if looks.kind != "item" and not _BRACKETED.fullmatch(first.full_text.strip()):
            return False
        if "\n" in value or heading(value[:LONGEST]).kind == "item" or not self._is_later_item(looks):
            return False
        cells = [c for c in self.following.cells if c.full_text] if self.following is not None else []
        if self.following is None or not self.following.ruled or len(cells) < 2:
            return False
        below = heading(cells[0].full_text)
        strange = not any(lv.node is not None and similar_nodes(lv.node, below.key) for lv in self.stack)
        return strange and below.kind in LABELS and is_label_like(without_star(cells[0].full_text))

    def _heads_prose(self, first: Cell) -> bool:
        """Whether a line of a text is an item over plain words that no form knows, by its number behind all of theirs.

        A number that the form has may as well stand in the value above, and is told (:attr:`Outline.doubtful`).
        """
        looks = heading(first.full_text)
        value = "\n".join(c.full_text for c in self.current.cells) if self.current is not None else ""
        numbered = any(heading(line[:LONGEST]).kind == "item" for line in value.split("\n"))
        below = (
            heading(next((c.full_text for c in self.following.cells if c.full_text), "")) if self.following else looks
        )
        if looks.kind != "item" or not is_name(looks) or numbered or below.kind == "item":
            return False
        chapter = self.stack[0].node
        chapter_numbers = [int(c.number) for c in chapter.children if c.number.isdigit()] if chapter else []
        if not chapter_numbers or int(looks.number) <= max(chapter_numbers) or not self._is_later_item(looks):
            if self._is_later_item(looks) and "\n" not in value:
                self.outline.doubtful.append(first)
            return False
        return True

    def _is_later_item(self, looks: Heading) -> bool:
        """Whether an item's number is behind those of its chapter; words in brackets have none."""
        numbers = [int(lv.looks.number or 0) for lv in self.stack[1:] if lv.kind == "item"]
        return looks.kind != "item" or int(looks.number) > max(numbers, default=0)

    def _waits_for_value(self) -> bool:
        """Whether a field the form knows has no value yet."""
        open_field = self.current
        return (
            open_field is not None
            and not open_field.cells
            and open_field.node is not None
            and open_field.node.item is not None
        )

    def _printed_before(self, looks: Heading) -> bool:
        return looks.key in self.labels

    def _known_with_answer(self, first: Cell, looks: Heading, remaining_cells: list[Cell]) -> Level | None:
        """A heading or label spelled nearly as the form has it, an answer behind it in the same cell told from it."""
        level = self._known(first, looks, alone=not remaining_cells)
        tokens = first.full_text.split()
        if level is None or len(tokens) < 2 or not answers(level.node, tokens[-1]):
            return level
        level.text = level.text.removesuffix(tokens[-1]).strip()
        remaining_cells.insert(0, Cell(tokens[-1], first.locator))
        return level

    def _first_line(
        self,
        first: Cell,
        remaining_cells: list[Cell],
        *,
        nearly: bool = True,
        partings: Sequence[re.Pattern[str]] = PARTINGS,
    ) -> Level | None:
        """A label a form knows with its value behind it in the same cell."""
        for head, value in split_labels(first.full_text, partings, nearly=nearly):
            looks = heading(head)
            if looks.is_chapter or looks.kind == "group" or len(looks.key) < 2:
                continue
            level = self._known(Cell(head, first.locator), looks, alone=False, nearly=nearly)
            if level is not None:
                remaining_cells.insert(0, Cell(value, first.locator))
                return level
        return None

    def _by_looks(self, row: Row, first: Cell, looks: Heading, remaining_cells: list[Cell]) -> Level | None:
        """A heading or label no form knows."""
        text = first.full_text
        if looks.kind == "group" and len(looks.name) <= 80 and not ends_as_sentence(text):
            return self.push(self.depth_of("item"), None, first, looks)
        if looks.kind == "risk" and not ends_as_sentence(text) and (looks.number or "リスク" in looks.name):
            return self.push(self.depth_of("item"), None, first, looks)
        stands_alone = self._cannot_go_on(first, remaining_cells) and "\n" not in text.strip()
        if not is_label_like(without_star(text)) and not (stands_alone and _BRACKETED.fullmatch(text.strip())):
            return None
        listed = looks.kind == "item" and self._goes_on_in_list(first, looks)
        if (
            looks.kind == "item"
            and ((self._next_item(looks) and not listed) or stands_alone)
            and "\n" not in text.strip()
        ):
            return self.push(1, None, first, looks)
        empty_beside = row.ruled and len(row.cells) > 1 and row.cells[0] is first
        has_side_cell = row.ruled and (bool(remaining_cells) or empty_beside)
        listed = looks.kind == "circled" and self._goes_on_in_list(first, looks)
        if looks.kind == "circled" and (has_side_cell or (self._next_circled(looks) and not listed)):
            return self.push(self.depth_of("group"), None, first, looks)
        is_repeat = (self._printed_before(looks) and not self._waits_for_value()) or self._cannot_go_on(
            first, remaining_cells
        )
        if looks.kind == "plain" and remaining_cells and (only := self._only_label()) is not None:
            level = self.push(len(self.stack), only, first, looks)
            level.renamed = True
            return level
        if looks.kind == "plain" and ((has_side_cell and not self._in_value_column(first)) or is_repeat):
            return self.push(self.depth_beside(first), None, first, looks)
        return None

    def _only_label(self) -> Node | None:
        """The one label that the form has below the item that is open: another name in its place is a name for it."""
        level, node, open_field = self.stack[-1], self.stack[-1].node, self.current
        if level.kind != "item" or node is None or node.item is not None or open_field is None or open_field.cells:
            return None
        only = node.children[0] if len(node.children) == 1 else None
        if only is None or only.children or only.item is None or only.item.kind != "text":
            return None
        return None if self._has_value(len(self.stack) - 1, only) else only

    def _in_value_column(self, first: Cell) -> bool:
        usual = self.value_column
        return has_columns(first) and usual is not None and left_of(first, 0) >= usual

    def _next_item(self, looks: Heading) -> bool:
        """Whether an item no form knows follows the one before it in its number."""
        items = [lv for lv in self.stack[1:] if lv.kind == "item"]
        last = int(items[-1].looks.number or 0) if items else 0
        return int(looks.number) == last + 1 and not (self.current and self.current.waiting and not self.current.cells)

    def _goes_on_in_list(self, first: Cell, looks: Heading) -> bool:
        """Whether a line of a text, which tells no columns, counts on from a line of the value above, or counts the
        records of a file."""
        if has_columns(first) or is_of_page(first):
            return False
        if self._lists_records():
            return True
        if looks.kind == "circled" and looks.number == "1" and self._waits_for_list():
            return True
        lines = (
            [line for c in self.current.cells for line in c.full_text.split("\n")] if self.current is not None else []
        )
        numbered = [h.number for h in (heading(line[:LONGEST]) for line in lines) if h.kind == looks.kind]
        return bool(numbered) and int(looks.number) == int(numbered[-1]) + 1

    def _waits_for_list(self) -> bool:
        """Whether the open field is a text that the form has and that nothing stands below: ① begins its value."""
        node = self.current.node if self.current is not None and not self.current.cells else None
        return node is not None and node.item is not None and node.item.kind == "text" and not node.children

    def _lists_records(self) -> bool:
        """Whether the annex is open that lists the records of the files, of which no line is an item."""
        node = self.stack[0].node
        return node is not None and bool(node.children) and not node.children[0].key

    def _next_circled(self, looks: Heading) -> bool:
        depth = self.depth_of("group")
        last = self.last_circled.get(id(self.stack[depth - 1]), 0)
        return int(looks.number) == last + 1


def _may_hold(open_field: Field, looks: Heading) -> bool:
    """Whether words that are a label elsewhere may be a field's value: short ones, in a field that is free text."""
    form_item = open_field.node.item if open_field.node is not None else None
    return len(looks.key) < _LONG_LABEL and (form_item is None or form_item.kind == "text")


def _worth_a_look(looks: Heading) -> bool:
    return len(looks.key) <= 90 and "." not in looks.key[-1:]


def _groups_of(node: Node) -> list[Node]:
    return [c for c in node.children if c.group] or [g for c in node.children for g in c.children if g.group]


def _is_printed_again(level: Level, looks: Heading) -> bool:
    """Whether a text is a level's own heading, or the name alone of a chapter that is one field."""
    if (level.looks.key, level.looks.number, level.looks.word) == (looks.key, looks.number, looks.word):
        return True
    node = level.node
    return level.kind == "chapter" and node is not None and node.item is not None and node.key == looks.key
