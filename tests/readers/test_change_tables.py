"""Change tables that bodies have altered: numbered rows, a divided 項目, headings over lines, notes, empty columns."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from change_tables import edition_with
from openpyxl.styles import Alignment, Border, Side

from pia_audit.japanese.ladder import fold
from pia_audit.model import Edition
from pia_audit.readers import read
from pia_audit.synthetic import generate
from pia_audit.synthetic.as_workbook import Habits, to_workbook
from pia_audit.synthetic.office_prints import print_all

_SIDE = Side(style="thin")
_LOOK = {"border": Border(_SIDE, _SIDE, _SIDE, _SIDE), "alignment": Alignment(wrap_text=True, vertical="center")}
_NOTE = "※ 公表日以降の変更を記載している。"


def _numbered(sheet: Any) -> None:
    """A column of row numbers at the left."""
    sheet.insert_cols(1)
    for row in range(2, sheet.max_row + 1):
        _put(sheet, row, 1, "No." if row == 2 else row - 2)


def _divided(sheet: Any) -> None:
    """項目 over two columns, the section in the first."""
    at = next(cell.column for cell in sheet[2] if cell.value == "項目")
    sheet.insert_cols(at + 1)
    for row in range(3, sheet.max_row + 1):
        section, _, rest = sheet.cell(row, at).value.partition(" ")
        _put(sheet, row, at, section)
        _put(sheet, row, at + 1, rest)
    _put(sheet, 2, at + 1, None)
    sheet.merge_cells(start_row=2, start_column=at, end_row=2, end_column=at + 1)


def _broken_headings(sheet: Any) -> None:
    """Headings over two lines each."""
    for cell in (c for c in sheet[2] if c.value):
        half = len(cell.value) // 2
        _put(sheet, 2, cell.column, f"{cell.value[:half]}\n{cell.value[half:]}")


def _noted(sheet: Any) -> None:
    """A note below the table."""
    sheet.cell(sheet.max_row + 2, 1).value = _NOTE


def _set_in(sheet: Any) -> None:
    """Two empty columns before the table."""
    sheet.insert_cols(1, 2)


def _put(sheet: Any, row: int, column: int, value: object) -> None:
    cell = sheet.cell(row, column)
    cell.value, cell.border, cell.alignment = value, _LOOK["border"], _LOOK["alignment"]


WAYS: tuple[tuple[Callable[[Any], None], ...], ...] = (
    (_numbered,), (_divided,), (_broken_headings,), (_noted,), (_set_in,),
    (_numbered, _divided, _broken_headings, _noted),
)  # fmt: skip


@cache
def _made() -> tuple[Edition, bytes]:
    edition = generate(6, form="form2-2024", editions=3).editions[-1]
    return edition, to_workbook(edition, Habits(date_format="@", repeat_header=True))[0]


def altered(folder: Path, ways: tuple[Callable[[Any], None], ...]) -> tuple[Path, Edition]:
    """A workbook whose change table was altered, and the edition that it still is."""
    edition, content = _made()
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[-1]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    for way in ways:
        way(sheet)
    path = folder / "a.xlsx"
    book.save(path)
    return path, edition


def rows(edition: Edition) -> list[tuple[object, ...]]:
    """Every change row, cell by cell."""
    return [
        (r.changed_on, fold(r.label), fold(r.before or ""), fold(r.after or ""), r.timing, fold(r.note), r.item_ids)
        for r in edition.changes
    ]


@pytest.mark.parametrize("ways", WAYS, ids=lambda ways: "+".join(w.__name__.strip("_") for w in ways))
def test_an_altered_table_has_the_same_rows(ways: tuple[Callable[[Any], None], ...], tmp_path: Path) -> None:
    """Whatever was done to the table's look, each row keeps its day, item, texts and timing; a note is told as such."""
    path, edition = altered(tmp_path, ways)
    report = read(path)
    assert isinstance(report, Edition)
    assert rows(report) == rows(edition)
    problems = [(u.code, u.params["text"]) for u in report.unread]
    assert problems == ([("stray-line", _NOTE)] if _noted in ways else [])


def test_an_altered_table_has_the_same_rows_in_print(program: Callable[[str], str], tmp_path: Path) -> None:
    """Numbered rows, a divided 項目, headings over lines and a note in one, printed: the rows are the same."""
    program("soffice")
    path, edition = altered(tmp_path, WAYS[-1])
    report = read(print_all([path], tmp_path)[0])
    assert isinstance(report, Edition)
    assert rows(report) == rows(edition)


def test_a_day_that_cannot_be_read_is_still_a_change(tmp_path: Path) -> None:
    """A row with nothing but a day, and one whose day is impossible, are rows of the table and no notes."""

    def emptied(sheet: Any) -> None:
        for row, day in ((sheet.max_row + 1, "令和6年13月1日"), (sheet.max_row + 2, "2024/4/1")):
            sheet.cell(row, 1).value = day

    path, edition = altered(tmp_path, (emptied,))
    report = read(path)
    assert isinstance(report, Edition)
    assert [r.changed_on_text for r in report.changes[len(edition.changes) :]] == ["令和6年13月1日", "2024/4/1"]


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (("集計", "", "", "", "", "3"), 1), (("合計", "", "", "", "3件", ""), 1),
        (("令和7年度 計", "", "3", "", "", ""), 1),
        (("※ 令和7年度の変更は様式の改正によるもの。", "", "", "", "", ""), 1),
        (("（注）令和7年4月1日から", "", "", "", "", ""), 1),
        (("計", "Ⅰ1①事務の名称", "甲", "乙", "事後", ""), 2), (("令和7年4月1日", "", "", "", "", ""), 2),
    ],
)  # fmt: skip
def test_sums_and_notes_below_a_table_are_no_changes(line: tuple[str, ...], rows: int, tmp_path: Path) -> None:
    """A line of totals, and a note that names a day; a row that says a thing of an item is one."""
    first = ("令和7年4月1日", "Ⅰ1①事務の名称", "甲", "乙", "事後", "")
    assert len(edition_with([first, line], tmp_path).changes) == rows
