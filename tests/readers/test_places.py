"""Values at their place: a workbook moved down and to the right has the same findings, each place moved with it."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import seen
from effort import effort
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pia_audit.audits.run import audit
from pia_audit.documents.blocks import Document
from pia_audit.documents.xlsx.workbook import read_workbook
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus

_PLACE = re.compile(r"!([A-Z]+)([0-9]+)")
_FORMATS = ('[$-411]ggge"年"m"月"d"日"', "yy/mm/dd", "m/d/yyyy", "[$-411]ge.m.d", 'm"月"d"日"')


def _moved(path: Path, down: int, right: int, *, hidden: bool = False, joined: bool = False) -> Path:
    """The report, so many rows down and columns to the right, with dates and numbers that have formats."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "様式2"
    for number, row in enumerate((*seen.BODY, seen.HEAD, *seen.ROWS), 1 + down):
        for column, words in enumerate(row, 1 + right):
            sheet.cell(number, column).value = words or None
    for nth, code in enumerate(_FORMATS[:3]):
        day = sheet.cell(seen.TOP + down + nth, 1 + right)
        day.value, day.number_format = datetime(2023 + nth, 4, 1), code
    published = sheet.cell(5 + down, 2 + right)
    published.value, published.number_format = datetime(2025, 6, 30), "yy/mm/dd"
    count = sheet.cell(seen.TOP + down + 2, 6 + right)
    count.value, count.number_format = 12345, '#,##0"人"'
    last = seen.TOP + down + 3
    for column, words in enumerate(seen.ROWS[2], 1 + right):
        sheet.cell(last, column).value = words or None
        sheet.cell(last, column).font = Font(strike=True)
    run = CellRichText("福祉部", TextBlock(InlineFont(strike=True), "旧"), TextBlock(InlineFont(), "手当課"))
    sheet.cell(seen.TOP + down + 1, 4 + right).value = run
    if hidden:
        sheet.row_dimensions[seen.TOP + down].hidden = True
        sheet.cell(9 + down, 5 + right).value = "メモ"
        sheet.column_dimensions[get_column_letter(5 + right)].hidden = False
    if joined:
        column = get_column_letter(1 + right)
        sheet.merge_cells(f"{column}{seen.TOP + down + 1}:{column}{seen.TOP + down + 2}")
    book.save(path)
    return path


RowStatement = dict[str, Any]


def _contents(edition: Edition, down: int, right: int) -> RowStatement:
    """Everything the report says and all that is said of it, with places moved back to where they were."""

    def back(text: str) -> str:
        def one(match: re.Match[str]) -> str:
            column = openpyxl.utils.column_index_from_string(match[1]) - right
            return f"!{get_column_letter(column)}{int(match[2]) - down}"

        return _PLACE.sub(one, text)

    findings = audit(Corpus.of([edition])).findings
    return {
        "rows": seen.table(edition),
        "days": [r.changed_on_text for r in edition.changes],
        "places": [[back(place) for place in r.cells] for r in edition.changes],
        "items": [(i.item_id, i.text, i.status, i.struck, back(i.locator)) for i in edition.items],
        "unread": [(u.code, back(u.locator), u.params.get("count")) for u in edition.unread],
        "published": edition.published_on,
        "findings": [
            (f["rule"], f["row_no"], f["item_id"], f["params"], [back(e["locator"]) for e in f["evidence"]])
            for f in findings.select("rule", "row_no", "item_id", "params", "evidence").iter_rows(named=True)
        ],
    }


@pytest.fixture(scope="module")
def where_it_was(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[bool, bool], RowStatement]:
    """What the workbook says where it begins at A1, by whether a row is hidden and cells are joined."""
    path = tmp_path_factory.mktemp("here") / "a.xlsx"
    every = product((False, True), (False, True))
    return {(h, j): _contents(seen.edition(_moved(path, 0, 0, hidden=h, joined=j)), 0, 0) for h, j in every}


@given(down=st.integers(0, 40), right=st.integers(0, 30), hidden=st.booleans(), joined=st.booleans())
@settings(max_examples=effort(25, 8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_moved_workbook_says_the_same(
    down: int,
    right: int,
    hidden: bool,
    joined: bool,
    tmp_path: Path,
    where_it_was: dict[tuple[bool, bool], RowStatement],
) -> None:
    """Used ranges that begin anywhere: values as shown, places moved along, the same findings."""
    there = seen.edition(_moved(tmp_path / "b.xlsx", down, right, hidden=hidden, joined=joined))
    assert _contents(there, down, right) == where_it_was[hidden, joined]


@pytest.mark.kind("shown", xlsx="read")
def test_what_the_moved_workbook_shows(tmp_path: Path) -> None:
    """Each value under its own cell's format, each date the day that the cell holds."""
    edition = seen.edition(_moved(tmp_path / "a.xlsx", 2, 1))
    assert [r.changed_on_text for r in edition.changes] == ["令和5年4月1日", "24/04/01", "4/1/2025"]
    assert [r.changed_on for r in edition.changes] == [date(2023, 4, 1), date(2024, 4, 1), date(2025, 4, 1)]
    assert edition.changes[2].note == "12,345人"
    assert edition.published_on == date(2025, 6, 30)
    assert edition.changes[0].cells[0] == f"様式2!B{seen.TOP + 2}"
    assert edition.changes[1].struck == (("after", "旧"),)
    assert {u.code: u.locator for u in edition.unread} == {"seen-struck": f"様式2!E{seen.TOP + 3}"}


@pytest.mark.parametrize("code", _FORMATS)
@pytest.mark.kind("shown", xlsx="read")
def test_a_day_counts_however_its_cell_shows_it(code: str, tmp_path: Path) -> None:
    """A true date cell is a day, whether its format leaves out the year or turns the parts round."""

    def dated(sheet: Worksheet) -> None:
        cell = sheet.cell(seen.TOP, 1)
        cell.value, cell.number_format = datetime(2023, 4, 5), code

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", dated))
    assert edition.changes[0].changed_on == date(2023, 4, 5)
    assert "PIA107" not in audit(Corpus.of([edition])).findings.get_column("rule").to_list()


def test_each_number_has_its_own_cells_format(tmp_path: Path) -> None:
    """Neighbours with other formats, in a range that begins at C4."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    values = [(7, "0"), (0.25, "0.00"), (40, '0"件"'), (0.5, "0%"), (1234, "#,##0"), (9990101, '"〒"000-0000')]
    for nth, (value, code) in enumerate(values):
        cell = sheet.cell(4 + nth // 2, 3 + nth % 2)
        cell.value, cell.number_format = value, code
    book.save(tmp_path / "a.xlsx")
    document = read_workbook("a.xlsx", (tmp_path / "a.xlsx").read_bytes())
    assert isinstance(document, Document)
    cells = [cell for row in document.rows for cell in row.cells]
    assert [c.text for c in cells] == ["7", "0.25", "40件", "50%", "1,234", "〒999-0101"]
    assert [c.locator for c in cells] == [f"Sheet!{c}{r}" for r in (4, 5, 6) for c in "CD"]
