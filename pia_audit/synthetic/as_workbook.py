"""Writes an edition as a filled workbook that looks like the official form's, for readers to be tested with.

The habits of the bodies that fill such workbooks are drawn: how dates are shown, whether an answer stands in
one cell or in three, over how many sheets the change table goes, and whether rows are high enough.
"""

from __future__ import annotations

import io
from datetime import date
from math import ceil
from random import Random
from typing import Any

import xlsxwriter
from msgspec import Struct, field

from pia_audit.forms import CONTENTS, Form
from pia_audit.model import ChangeRow, Edition
from pia_audit.synthetic.layout import Block, Sheet, sheets
from pia_audit.synthetic.paper import Paper, chapters
from pia_audit.synthetic.repeated import form_of

DATE_FORMATS = (
    "yyyy/m/d", '[$-411]ggge"年"m"月"d"日";@', "[$-411]ge.m.d;@", 'yyyy"年"m"月"d"日";@', "@",
)  # fmt: skip
"""How a 変更日 is shown: as a serial number under one of these formats, or (``@``) as the text of the row."""

_COLUMNS, _WIDTH, _LAST = 40, 1.9, 39
_HEADER = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")
_TABLE_WIDTHS = (14, 22, 42, 42, 8, 18)
_HIGHEST = 400.0
"""A sheet's row is at most so many points high; a higher field is merged over several."""
_CUT = 0.55
_FONTS = ("ＭＳ Ｐゴシック", "IPAPGothic", "Noto Sans CJK JP")
"""To what part of its height a row is made too low."""


class Habits(Struct, frozen=True):
    """How a body fills the form in. ``cut`` is the share of change rows that are too low for their text."""

    date_format: str = DATE_FORMATS[0]
    one_cell: bool = False
    labels: int = 10
    tables: int = 1
    repeat_header: bool = True
    cut: float = 0.0
    font: str = "ＭＳ Ｐゴシック"
    paper: Paper = field(default_factory=Paper)

    @classmethod
    def drawn(cls, seed: int) -> Habits:
        """Habits of that seed; rows too low in about one body of three."""
        rng = Random(f"habits {seed}")
        return cls(
            date_format=rng.choice(DATE_FORMATS),
            one_cell=rng.random() < 0.25,
            labels=rng.choice((9, 10)),
            tables=rng.choice((1, 1, 2, 3)),
            repeat_header=rng.random() < 0.6,
            cut=rng.choice((0.0, 0.0, 0.03)),
            font=rng.choice(_FONTS),
            paper=Paper.drawn(seed),
        )


def to_workbook(edition: Edition, habits: Habits | None = None) -> tuple[bytes, tuple[int, ...]]:
    """The workbook as bytes, and the numbers of the change rows whose text its print cannot show in full."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    form = form_of(edition)
    writer = _Writer(book, habits or Habits())
    writer.cover(edition, form)
    if writer.habits.paper.contents and form.form != "様式2":
        writer.contents(form)
    for sheet in sheets(edition, form, writer.habits.paper):
        writer.fields(sheet)
    cut = writer.tables(edition, form)
    book.close()
    return out.getvalue(), cut


class _Writer:
    """The book while it is written, with the formats used so far."""

    def __init__(self, book: Any, habits: Habits) -> None:
        self.book, self.habits = book, habits
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def look(self, size: float = 9, **more: Any) -> Any:
        """A format with a thin border, made once."""
        wanted = {"font_name": self.habits.font, "font_size": size, "text_wrap": True, "valign": "vcenter", "border": 1}
        wanted |= more
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(wanted)
        return self._formats[key]

    def page(self, name: str, *, landscape: bool = False) -> Any:
        """A new sheet set up for printing."""
        sheet = self.book.add_worksheet(name)
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P")
        return sheet

    def cover(self, edition: Edition, form: Form) -> None:
        """The first sheet."""
        texts = {i.item_id: i.text or "" for i in edition.items}
        sheet = self.page("表紙")
        sheet.set_column(0, _LAST, _WIDTH)
        head = self.look(11, align="center", bg_color="#E7E6E6")
        big = self.look(18, align="center", bold=True, border=0)
        self._put(sheet, 1, 0, _LAST, f"特定個人情報保護評価書（{form.title}）", big)
        self._put(sheet, 3, 0, 7, "評価書番号", head)
        self._put(sheet, 3, 8, _LAST, "評価書名", head)
        self._put(sheet, 4, 0, 7, texts["cover.number"], self.look(12, align="center"))
        self._put(sheet, 4, 8, _LAST, texts["cover.title"], self.look(12, align="center"))
        self._put(sheet, 6, 0, _LAST, "個人のプライバシー等の権利利益の保護の宣言", head)
        self._put(sheet, 7, 0, _LAST, texts["cover.declaration"], self.look(11))
        self._put(sheet, 8, 0, 7, "特記事項", head)
        self._put(sheet, 8, 8, _LAST, texts["cover.remarks"], self.look(10))
        row = 10
        for item in form.items:
            if item.item_id in ("cover.agency", "cover.approved_on", "cover.published_on"):
                self._put(sheet, row, 0, _LAST, item.path[0], head)
                self._put(sheet, row + 1, 0, _LAST, texts[item.item_id], self.look(14, align="center"))
                sheet.set_row(row + 1, 44)
                row += 2
        for at, height in ((1, 48), (4, 40), (7, 120), (8, 70)):
            sheet.set_row(at, height)
        if form.stamps:
            at = {"top": 0, "title": 2}.get(self.habits.paper.stamp, row + 1)
            self._put(sheet, at, 24, _LAST, f"［{form.stamps[0]}］", self.look(9, align="right", border=0))

    def contents(self, form: Form) -> None:
        """The sheet that lists the chapters."""
        sheet = self.page(CONTENTS)
        sheet.set_column(0, _LAST, _WIDTH)
        self._put(sheet, 0, 0, _LAST, CONTENTS, self.look(14, bold=True, border=0, align="center"))
        for row, chapter in enumerate(chapters(form), 2):
            self._put(sheet, row, 0, _LAST, chapter, self.look(11))
            sheet.set_row(row, 30)

    def _put(self, sheet: Any, row: int, first: int, last: int, text: str, look: Any, rows: int = 1) -> None:
        if first < last or rows > 1:
            sheet.merge_range(row, first, row + rows - 1, last, "", look)
        sheet.write_string(row, first, text, look) if text else sheet.write_blank(row, first, None, look)

    def fields(self, sheet: Sheet) -> None:
        """A sheet of headings and fields."""
        page = self.page(sheet.name)
        page.set_column(0, _LAST, _WIDTH)
        row = 0
        for block in sheet.blocks:
            row = self._block(page, row, block)

    def _block(self, page: Any, row: int, block: Block) -> int:
        if block.shape in ("section", "heading", "group"):
            return self._heading(page, row, block)
        if block.shape == "below":
            self._put(page, row, 0, _LAST, block.label, self.look(9, bold=True, bg_color="#E7E6E6"))
            return self._tall(page, row + 1, [(0, _LAST, block.text, 76)])
        if block.shape == "value":
            return self._tall(page, row, [(0, _LAST, block.text, 76)])
        if block.shape == "ticks":
            return self._ticks(page, row, block)
        if block.shape == "choice":
            return self._choice(page, row, block)
        split = self.habits.labels
        return self._tall(page, row, [(0, split - 1, block.label, 18), (split, _LAST, block.text, 56)])

    def _heading(self, page: Any, row: int, block: Block) -> int:
        looks: dict[str, Any] = {
            "section": self.look(14, bold=True, border=0),
            "heading": self.look(10, bold=True, bg_color="#E7E6E6"),
            "group": self.look(9, bold=True, bg_color="#FFFFCC"),
        }
        boxes = block.ticks
        width = [4 + ceil(len(option) * 0.8) + 1 for option, _ in boxes]
        last = _LAST - sum(width)
        self._put(page, row, 0, last, block.label, looks[block.shape])
        at = last + 1
        for (option, on), wide in zip(boxes, width, strict=True):
            self._tick(page, row, at, at + wide - 1, option, on=on)
            at += wide
        page.set_row(row, 28 * _lines(block.label, 46) if block.shape == "section" else 18 if not boxes else 26)
        return row + 1

    def _tick(
        self, page: Any, row: int, first: int, last: int, option: str, *, on: bool, top: int = 1, bottom: int = 1
    ) -> None:
        plain = {"border": 0, "top": top, "bottom": bottom}
        self._put(page, row, first, first, "[", self.look(9, align="right", **plain))
        self._put(page, row, first + 1, first + 2, "○" if on else "　", self.look(9, align="center", **plain))
        self._put(page, row, first + 3, first + 3, "]", self.look(9, **plain))
        self._put(page, row, first + 4, last, option, self.look(9, **plain, right=1 if last == _LAST else 0))

    def _tall(self, page: Any, row: int, parts: list[tuple[int, int, str, int]]) -> int:
        """Cells side by side, as high as the longest text asks, merged over rows where one row is not enough."""
        height = max(18.0, max(_lines(text, wide) for *_, text, wide in parts) * 12.3 + 3)
        rows = ceil(height / _HIGHEST)
        for first, last, text, _ in parts:
            self._put(page, row, first, last, text, self.look(9), rows)
        for at in range(row, row + rows):
            page.set_row(at, height / rows)
        return row + rows

    def _ticks(self, page: Any, row: int, block: Block) -> int:
        start = self.habits.labels
        wide, per_row = (_LAST + 1 - start) // 3, 3
        rows = ceil(len(block.ticks) / per_row)
        self._put(page, row, 0, start - 1, block.label, self.look(9), rows)
        for number in range(rows * per_row):
            line, column = divmod(number, per_row)
            first, edge = start + column * wide, {"top": int(line == 0), "bottom": int(line == rows - 1)}
            last = _LAST if column == per_row - 1 else first + wide - 1
            if number < len(block.ticks):
                option, on = block.ticks[number]
                self._tick(page, row + line, first, last, option, on=on, **edge)
            else:
                look = self.look(9, border=0, **edge, right=int(column == per_row - 1))
                self._put(page, row + line, first, last, "", look)
        for line in range(rows):
            row_ticks = block.ticks[line * per_row : line * per_row + per_row]
            page.set_row(row + line, 13.0 * max(_lines(option, 11) for option, _ in row_ticks) + 3)
        return row + rows

    def _choice(self, page: Any, row: int, block: Block) -> int:
        if self.habits.one_cell:
            return self._choice_in_one(page, row, block)
        lines = ["＜選択肢＞", *(f"{n}) {o}" for n, o in enumerate(block.options, 1))]
        start, rows = self.habits.labels, len(lines)
        above = {"border": 0, "top": 1, "bottom": 1}
        self._put(page, row, 0, start - 1, block.label, self.look(9), rows)
        self._put(page, row, start, start, "[", self.look(9, align="right", **above, left=1), rows)
        self._put(page, row, start + 1, start + 10, block.text, self.look(9, align="center", **above), rows)
        self._put(page, row, start + 11, start + 11, "]", self.look(9, **above), rows)
        self._put(page, row, start + 12, start + 12, "", self.look(9, **above), rows)
        for at, line in enumerate(lines):
            edge = {"border": 0, "right": 1, "top": int(at == 0), "bottom": int(at == rows - 1)}
            self._put(page, row + at, start + 13, _LAST, line, self.look(9, **edge))
            page.set_row(row + at, 12.5 * max(1, ceil(_lines(line, 30)), ceil(_lines(block.label, 18) / rows)))
        return row + rows

    def _choice_in_one(self, page: Any, row: int, block: Block) -> int:
        listed = "\n".join(f"{n}) {o}" for n, o in enumerate(block.options, 1))
        text = f"[　{block.text or '　'}　]　＜選択肢＞\n{listed}"
        start = self.habits.labels
        return self._tall(page, row, [(0, start - 1, block.label, 18), (start, _LAST, text, 56)])

    def tables(self, edition: Edition, form: Form) -> tuple[int, ...]:
        """The change table, over as many sheets as is the habit; gives the numbers of the rows made too low."""
        rng = Random(f"cut {edition.edition_id}")
        per_sheet = max(ceil(len(edition.changes) / self.habits.tables), 1)
        cut: list[int] = []
        for number in range(0, max(len(edition.changes), 1), per_sheet):
            name = form.change_table if not number else f"{form.change_table}({number // per_sheet + 1})"
            page = self.page(name[:_LONGEST], landscape=True)
            for column, wide in enumerate(_TABLE_WIDTHS):
                page.set_column(column, column, wide)
            if self.habits.repeat_header:
                page.repeat_rows(1)
            self._put(page, 0, 0, 5, form.change_table, self.look(12, bold=True, border=0))
            for column, title in enumerate(_HEADER):
                page.write_string(1, column, title, self.look(8, align="center", bg_color="#E7E6E6"))
            page.set_row(1, 30)
            row = 2
            for change in edition.changes[number : number + per_sheet]:
                low = rng.random() < self.habits.cut and _height(change) > 60
                cut += [change.row_no] * low
                row = self._change(page, row, change, _height(change) * (_CUT if low else 1))
        return tuple(cut)

    def _change(self, page: Any, row: int, change: ChangeRow, height: float) -> int:
        rows = ceil(height / _HIGHEST)
        texts = (change.label, change.before or "", change.after or "", change.timing_text, change.note)
        self._day(page, row, rows, change)
        for column, text in enumerate(texts, 1):
            look = self.look(8, num_format="@", align="center" if column == 4 else "left")
            self._put(page, row, column, column, text, look, rows)
        for at in range(row, row + rows):
            page.set_row(at, height / rows)
        return row + rows

    def _day(self, page: Any, row: int, rows: int, change: ChangeRow) -> None:
        date_format = self.habits.date_format
        look = self.look(8, num_format=date_format, align="center")
        if date_format == "@" or change.changed_on is None or change.changed_on < date(1900, 3, 1):
            self._put(page, row, 0, 0, change.changed_on_text, look, rows)
            return
        if rows > 1:
            page.merge_range(row, 0, row + rows - 1, 0, "", look)
        page.write_datetime(row, 0, change.changed_on, look)


_LONGEST = 31


def _lines(text: str, wide: int) -> int:
    """Lines that a text takes where ``wide`` narrow signs, or half as many wide ones, go on one."""
    return sum(max(1, ceil(sum(1 if c.isascii() else 2 for c in line) / wide)) for line in text.split("\n"))


def _height(change: ChangeRow) -> float:
    parts = ((change.label, 24), (change.before or "", 48), (change.after or "", 48), (change.note, 18))
    return max(20.0, max(_lines(text, wide) for text, wide in parts) * 9.9 + 6)
