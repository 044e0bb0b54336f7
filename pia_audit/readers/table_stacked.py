"""Change tables whose two texts have no columns of their own: one above the other, or both in one cell.

A column or a line says 変更前 and 変更後, or an arrow stands between them. Where neither tells which is which, the
texts count as unreadable: they are never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.documents.blocks import Cell, Row, is_lost, merged_cells
from pia_audit.documents.table_heads import BOTH, ROLES, SIDE, Head
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex

USUAL = Head(0, ROLES)
"""The header that rows stand under once their texts are apart."""
_ACT = "(?:変更|修正|改正|訂正)"
_WORDS = {
    side: rf"(?:{_ACT}{one}|{other})(?:の?(?:記載|内容))?"
    for side, one, other in (("before", "前", "旧"), ("after", "後", "新"))
}
_SIDES = {
    "before": regex(rf"\W*(?:{_WORDS['before']}|前)\W*"),
    "after": regex(rf"\W*(?:{_WORDS['after']}|後)\W*"),
}
_MARKS = tuple(
    regex(
        rf"[(（\[［【〔<＜《「『]\s*{words}\s*[)）\]］】〕>＞》」』]+[:：]?|^[ \u3000]*{words}[ \u3000]*(?:[:：]|$)",
        re.MULTILINE,
    )
    for words in _WORDS.values()
)
"""How a cell says which of the two texts follows."""
_ARROW = regex(r"\s*[→⇒➡➔⟶]\s*")
_LONGEST_SIDE = 20


class Stacked(Struct):
    """Rows in the form's columns with the headers they stand under, and the places of those not to be set apart."""

    rows: list[Row] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    first: _Change | None = None
    """A change of which one line is read and the second may follow."""

    def add(self, row: Row, head: Head) -> None:
        """Take a row in."""
        self.rows.append(row)
        self.heads.append(head)

    def take(self, side: str, change: _Change) -> None:
        """Take a line in: a change, or one side of it, of which the other is in the line before or behind."""
        if side == "after" and self.first is not None and self.first.takes(change):
            self.first = self.first.below(change)
            self.settle()
            return
        self.settle()
        self.first = change
        if side != "before":
            self.settle()

    def settle(self) -> None:
        """Close the change that is open; a text of it that could not be told is lost."""
        change, self.first = self.first, None
        if change is None:
            return
        self.add(Row(change.cells(), ruled=True), USUAL)
        if change.before is None or change.after is None:
            self.joined.append(change.day.locator)


class _Change(Struct):
    """A change while its lines are read: its texts are ``None`` as long as they are not known."""

    day: Cell
    label: Cell
    timing: Cell
    note: Cell
    before: Cell | None = None
    after: Cell | None = None

    def cells(self) -> tuple[Cell, ...]:
        """The cells in the form's order."""
        lost_cell = Cell("", self.day.locator, lost=True)
        return self.day, self.label, self.before or lost_cell, self.after or lost_cell, self.timing, self.note

    def takes(self, second_line: _Change) -> bool:
        """Whether another line is the one below of the same change: it says nothing else, or the same."""
        pairs = ((self.day, second_line.day), (self.label, second_line.label))
        return all(not b.full_text or b.merged or fold(a.full_text) == fold(b.full_text) for a, b in pairs)

    def below(self, second_line: _Change) -> _Change:
        """The change with what its second line adds."""
        timing, note = (
            b if not a.full_text and b.full_text and not b.merged else a
            for a, b in ((self.timing, second_line.timing), (self.note, second_line.note))
        )
        return replace(self, after=second_line.after, timing=timing, note=note)


def set_apart(rows: Sequence[Row], heads: Sequence[Head]) -> Stacked:
    """The rows with 変更前 and 変更後 in columns of their own; rows under other headers stay as they are.

    Args:
        rows: the rows of a change table.
        heads: the header of each.
    """
    out = Stacked()
    lines = [(row, head) for row, head in zip(rows, heads, strict=True) if _is_stacked(row, head)]
    by_arrow = all(_has_one_arrow(row, head) for row, head in lines)
    for row, head in zip(rows, heads, strict=True):
        if _is_stacked(row, head):
            out.take(*_read(row, head, by_arrow=by_arrow))
        else:
            out.settle()
            out.add(row, head)
    out.settle()
    return out


def _is_stacked(row: Row, head: Head) -> bool:
    return head.is_stacked and row.ruled and any(c.full_text or is_lost(c) for c in row.cells[1:])


def _has_one_arrow(row: Row, head: Head) -> bool:
    """Whether nothing but one arrow, outside brackets, can part the two texts of a row."""
    text = "\n".join(c.full_text for c, role in zip(row.cells, head.roles, strict=False) if role == BOTH)
    arrows = list(_ARROW.finditer(text))
    opened = text[: arrows[0].start()] if arrows else ""
    return len(arrows) == 1 and all(opened.count(a) <= opened.count(b) for a, b in ("()", "（）", "「」", "【】"))


def _read(row: Row, head: Head, *, by_arrow: bool) -> tuple[str, _Change]:
    """Which of the two texts a row holds (``before``, ``after``; empty for both or an unknown one), and the change."""
    cells_of: dict[str, list[Cell]] = {}
    for cell, role in zip(row.cells, head.roles, strict=False):
        cells_of.setdefault(role or "", []).append(cell)
    nothing = Cell("", row.cells[0].locator)
    parts = {role: merged_cells(cells) for role, cells in cells_of.items()}
    label, side = _label_and_side(cells_of.get("label", [nothing]), parts.get(SIDE, nothing).full_text)
    change = _Change(parts.get("day", nothing), label, parts.get("timing", nothing), parts.get("note", nothing))
    text = parts.get(BOTH, nothing)
    if side in _SIDES:
        return side, replace(change, **{side: text})
    first, second = _halves(text.full_text, two_lines=side == "both", by_arrow=by_arrow)
    if first is not None and second is None:
        return "before", replace(change, before=_part(text, first))
    if second is not None and first is None:
        return "after", replace(change, after=_part(text, second))
    if first is None or second is None:
        return "", change
    return "", replace(change, before=_part(text, first), after=_part(text, second))


def _part(cell: Cell, text: str) -> Cell:
    return replace(cell, text=text, whole=None)


def _label_and_side(cells: Sequence[Cell], side: str) -> tuple[Cell, str]:
    """項目, and which side a row is: by its column, or by the last line of a 項目 that goes over two columns."""
    label = merged_cells(cells)
    if side:
        return label, _side_of(side)
    *lines, last = label.full_text.split("\n")
    name = _side_of(last)
    if not name:
        return label, ""
    label_cell = cells[0] if len(cells) > 1 else replace(label, text="\n".join(lines), whole=None)
    return replace(label_cell, text="\n".join(lines), whole=None), name


def _side_of(text: str) -> str:
    """``before``, ``after``, ``both`` where a cell says one above the other; empty for another text."""
    key = fold(text) if 0 < len(text) <= _LONGEST_SIDE else ""
    name = next((side for side, pattern in _SIDES.items() if pattern.fullmatch(key)), "")
    return name or ("both" if re.fullmatch(r"(?:変更)?前[・/]?(?:変更)?後", key) else "")


def _halves(text: str, *, two_lines: bool, by_arrow: bool) -> tuple[str | None, str | None]:
    """The two texts of one cell by the marks or the one arrow in it; ``None`` for what it does not tell."""
    before_marks, after_marks = (list(pattern.finditer(text)) for pattern in _MARKS)
    if before_marks or after_marks:
        return _behind_mark(text, before_marks, after_marks), _behind_mark(text, after_marks, before_marks)
    if by_arrow:
        arrow = _ARROW.search(text)
        return (text[: arrow.start()].strip(), text[arrow.end() :].strip()) if arrow else (None, None)
    lines = text.split("\n")
    return (lines[0], lines[1]) if two_lines and len(lines) == 2 else (None, None)


def _behind_mark(text: str, marks: list[re.Match[str]], other_marks: list[re.Match[str]]) -> str | None:
    """What stands behind a mark, up to the other one; only where each mark stands at most once."""
    if len(marks) != 1 or len(other_marks) > 1:
        return None
    end = other_marks[0].start() if other_marks and other_marks[0].start() > marks[0].start() else len(text)
    return text[marks[0].end() : end].strip()
