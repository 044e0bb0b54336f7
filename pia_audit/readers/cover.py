"""The cover: its labels and values, however they are laid out.

A value stands beside its label, below it, or in the same line. Where a converter has torn labels and values apart the
values are told by what they are: a day, a number, a body's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pia_audit.documents.blocks import Cell, Row
from pia_audit.forms import CONTENTS, Form, FormItem, level_of
from pia_audit.japanese.dates import parse_date
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.patterns import regex
from pia_audit.readers.headings import heading, listed_key
from pia_audit.readers.printed import is_stamp, left_of
from pia_audit.readers.vocabulary import Node

APPROVED = "cover.approved_on"
_APPROVED = regex(r"^(?:特定)?個人情報保護委員会承認日(?:\(行政機関等のみ\))?$")
_TITLE = regex(r"^特定個人情報保護評価書(?:\(.*評価書\))?$")
_BODIES = "長|大臣|長官|委員会|組合|機構|企業団|連合|理事|会長|事務局|公社|センター|大学|法人|協会"
_AGENCY = regex(rf"(?:{_BODIES})(?:\(.*\))?$")
_NUMBER_AND_NAME = regex(r"\s*([0-9０-９]{1,4}(?:[-－][0-9０-９]{1,3})?)\s+(\S.*)", re.DOTALL)
_LONGEST = 200
_SHORTEST_LABEL, _LONGEST_LABEL = 3, 10


def cover_end(rows: Sequence[Row], root: Node) -> int:
    """Where the cover ends: the first row of the first chapter, a page that lists the chapters aside."""
    listed: set[str] | None = None
    names = {c.key for c in root.children if c.is_chapter}
    for at, row in enumerate(rows):
        text = next((c.full_text for c in row.cells if c.full_text), "")
        key = fold(text, Rung.PUNCTUATION) if len(text) <= _LONGEST else ""
        if key == CONTENTS:
            listed = set()
            continue
        looks = heading(text) if key else None
        if looks is None or not looks.is_chapter:
            listed = None if listed else listed
            continue
        if listed is not None and listed_key(text) not in listed:
            listed.add(listed_key(text))
        elif looks.kind == "chapter" and any(looks.key.startswith(n) for n in names):
            return at
    return len(rows)


class Cover:
    """The labels of a form's cover and the cells read for each."""

    def __init__(self, form: Form) -> None:
        self.items = {_key(i.path[0]): i for i in form.items if i.item_id.startswith("cover.")}
        self.cells: dict[str, list[Cell]] = {}
        self.places: dict[str, str] = {}
        self.loose: list[Cell] = []

    def read(self, rows: Sequence[Row]) -> None:
        """Walk the rows of the cover once; what belongs to no label is kept apart."""
        label: str | None = None
        heads: list[tuple[str, float]] = []
        heads_in_line: tuple[str, ...] = ()
        for row in rows:
            cells = [
                c
                for c in row.cells
                if (c.full_text or c.lost) and not is_stamp(c.full_text) and not is_title(c.full_text)
            ]
            if heads and row.ruled and (cells or row.cells):
                self._under(heads, row)
                heads, label = [], None
                continue
            if (pair := self._pair_of(cells)) and not row.ruled:
                heads_in_line, label = pair, None
                continue
            if heads_in_line and len(cells) == 1 and (values := _NUMBER_AND_NAME.match(cells[0].full_text)):
                for key, value in zip(heads_in_line, values.groups(), strict=True):
                    self.cells.setdefault(key, []).append(Cell(value, cells[0].locator))
                heads_in_line = ()
                continue
            if heads_in_line and cells:
                label, heads_in_line = heads_in_line[-1], ()
            heads = self._heads(cells)
            if (
                not heads
                and cells
                and fold(cells[0].full_text) != CONTENTS
                and not heading(cells[0].full_text).is_chapter
            ):
                label = self._take(cells, label)

    def _pair_of(self, cells: list[Cell]) -> tuple[str, ...]:
        """Number and name of the report, whose labels stand in one line of a page or a text without columns."""
        parts = cells[0].full_text.split() if len(cells) == 1 and len(cells[0].full_text) <= _LONGEST else []
        labels = tuple(label for part in parts if (label := self.label_of(part)) is not None)
        if len(parts) != len(labels) or labels != ("評価書番号", "評価書名"):
            return ()
        for label in labels:
            self.places.setdefault(label, cells[0].locator)
        return labels

    def _heads(self, cells: list[Cell]) -> list[tuple[str, float]]:
        """The labels of a row that is nothing but labels side by side; their values are in the next row."""
        labels = [self.label_of(c.full_text) for c in cells]
        if len(cells) < 2 or not all(labels):
            return []
        for label, cell in zip(labels, cells, strict=True):
            self.places.setdefault(label or "", cell.locator)
        return [(label or "", left_of(c, n)) for n, (label, c) in enumerate(zip(labels, cells, strict=True))]

    def _under(self, heads: list[tuple[str, float]], row: Row) -> None:
        """The cells below labels that stand side by side: each belongs to the label it stands under."""
        for position, cell in enumerate(row.cells):
            cell_left = left_of(cell, position)
            label = [name for name, edge in heads if edge <= cell_left] or [heads[0][0]]
            if cell.full_text or cell.lost:
                self.cells.setdefault(label[-1], []).append(cell)

    def _take(self, cells: list[Cell], open_label: str | None) -> str | None:
        label, value = self.label_of(cells[0].full_text), ""
        if label is None:
            label, value = self._in_line(cells[0].full_text)
        if label is None or self.cells.get(label):
            (self.cells.setdefault(open_label, []) if open_label else self.loose).extend(cells)
            return open_label
        self.places.setdefault(label, cells[0].locator)
        value_cells = [Cell(value, cells[0].locator)] if value else []
        self.cells.setdefault(label, []).extend([*value_cells, *cells[1:]])
        return label

    def label_of(self, text: str) -> str | None:
        """The key of the label a text is."""
        key = _key(text) if len(text) <= _LONGEST else ""
        if _APPROVED.match(key):
            return APPROVED
        return key if key in self.items else None

    def _in_line(self, text: str) -> tuple[str | None, str]:
        """A label with its value behind it in the same cell (``公表日 令和8年3月18日``)."""
        for pattern in (r"\n", r"[\s\u3000:：]+"):
            for match in re.finditer(pattern, text[:_LONGEST]):
                label = self.label_of(text[: match.start()])
                if label is not None and text[match.end() :].strip():
                    return label, text[match.end() :].strip()
        return self._glued(text)

    def _glued(self, text: str) -> tuple[str | None, str]:
        """A label with its value right behind it, as a page without rules sets them, if it is a value of its kind."""
        for end in range(_SHORTEST_LABEL, min(len(text), _LONGEST_LABEL) + 1):
            label, value = self.label_of(text[:end]), text[end:].strip()
            if value[:1] in "のはをがにとも":  # the words go on
                continue
            if label is not None and value and label == ("公表日" if parse_date(value) else _kind_of(value)):
                return label, value
        return None, ""

    def values(self) -> dict[str, list[Cell]]:
        """The cells by label key; where labels and values were torn apart, by what the values are."""
        if self._is_plausible():
            days = self.cells.get("公表日", [])
            is_day = len(days) > 1 and parse_date(days[0].full_text) is not None
            return {**self.cells, "公表日": days[:1]} if is_day else self.cells
        return self._by_kind()

    def _is_plausible(self) -> bool:
        day = _text(self.cells.get("公表日", [])[:1])  # what else stands below the last label belongs to no label
        agency = _text(self.cells.get("評価実施機関名", []))
        wrong_day = bool(day) and parse_date(day) is None and any(parse_date(c.full_text) for c in self._texts())
        wrong_agency = bool(agency) and parse_date(agency) is not None
        return not (wrong_day or wrong_agency or (self.loose and not day))

    def _texts(self) -> list[Cell]:
        return [*self.loose, *(c for label_cells in self.cells.values() for c in label_cells)]

    def _by_kind(self) -> dict[str, list[Cell]]:
        """Labels and values apart: the day is the one text that is a day, the number the one that is a number …"""
        cells = self._texts()
        out: dict[str, list[Cell]] = {}
        for cell in cells:
            label = _kind_of(cell.full_text)
            if label is not None and not out.get(label):
                out[label] = [cell]
        approved = self.cells.get(APPROVED, [])
        days = [c for c in cells if parse_date(c.full_text) is not None and c not in approved]
        if days:
            out["公表日"] = days[-1:] if len(days) > 1 and APPROVED in self.places else days[:1]
        return out


def _kind_of(text: str) -> str | None:
    key = fold(text, Rung.PUNCTUATION)
    if re.fullmatch(r"\d{1,4}(?:-\d{1,3})?", key):
        return "評価書番号"
    if parse_date(text) is not None:
        return None
    if "宣言" in key and len(key) > 25:
        return _key("個人のプライバシー等の権利利益の保護の宣言")
    if re.search(r"(?:事務|評価書)(?:\(.*\))?$", key) and len(key) < 120:
        return "評価書名"
    return "評価実施機関名" if len(key) <= 40 and _AGENCY.search(key) else None


def is_title(text: str) -> bool:
    """Whether a text is nothing but the title of the form, as the cover and the heads of pages print it."""
    return len(text) < 60 and _TITLE.match(fold(text, Rung.PUNCTUATION)) is not None


def _key(text: str) -> str:
    return fold(text, Rung.PUNCTUATION)


def _text(cells: Sequence[Cell]) -> str:
    return "\n".join(c.full_text for c in cells if c.full_text).strip()


def approved_item(form: Form) -> FormItem:
    """The day of the Commission's approval, for a form whose data do not have it."""
    form_item = form.item(APPROVED)
    path = ("個人情報保護委員会 承認日【行政機関等のみ】",)
    return form_item or FormItem(APPROVED, path, tuple(map(level_of, path)), "date")
