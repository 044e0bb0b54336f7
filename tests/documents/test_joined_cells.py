"""Cells joined over rows and columns of a change table: what they say is each row's, or told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import seen
from openpyxl.worksheet.worksheet import Worksheet

ROWS = [(date(int(r[0][2]) + 2018, 4, 1), *r[1:4], r[4], r[5]) for r in seen.ROWS]
SECOND = seen.TOP + 1


@pytest.mark.kind("rows", xlsx="read")
def test_cells_joined_over_rows_are_in_each_of_them(tmp_path: Path) -> None:
    """Day, 項目, 提出時期 and a text joined over two rows of texts: two rows, the shared cells in both."""

    def joined(sheet: Worksheet) -> None:
        for column in "ABCE":
            sheet.merge_cells(f"{column}{SECOND}:{column}{SECOND + 1}")

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", joined))
    second = ROWS[1]
    assert seen.table(edition) == [ROWS[0], second, (*second[:3], ROWS[2][3], second[4], "")]
    assert [r.locator for r in edition.changes] == [f"様式2!A{seen.TOP + n}" for n in range(3)]
    rows = [seen.ROWS[0], ("<tr>" + "".join(
        f"<td{' rowspan=2' if n in (0, 1, 2, 4) else ''}>{t}</td>" for n, t in enumerate(seen.ROWS[1])) + "</tr>",),
        (f"<tr><td>{seen.ROWS[2][3]}</td><td></td></tr>",)]  # fmt: skip
    assert seen.table(seen.edition(seen.page(tmp_path / "a.html", rows=rows))) == seen.table(edition)


def test_a_change_over_several_rows_of_the_sheet_is_one(tmp_path: Path) -> None:
    """A row too high for the sheet is joined over several: it is one change all the same."""

    def high(sheet: Worksheet) -> None:
        sheet.insert_rows(SECOND + 1, 2)
        for column in "ABCDEF":
            sheet.merge_cells(f"{column}{SECOND}:{column}{SECOND + 2}")

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", high))
    assert seen.table(edition) == ROWS
    assert edition.unread == ()


@pytest.mark.kind("across", xlsx="told")
def test_a_cell_joined_over_columns_is_told(tmp_path: Path) -> None:
    """Over both texts neither is known; over 提出時期 and its note the first has it."""

    def wide(sheet: Worksheet) -> None:
        sheet.merge_cells(f"C{SECOND}:D{SECOND}")

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", wide))
    assert (edition.changes[1].before, edition.changes[1].after) == (None, None)
    assert seen.notices(edition) == [("seen-across", f"様式2!C{SECOND}", 1)]

    def wide_and_high(sheet: Worksheet) -> None:
        sheet.merge_cells(f"C{SECOND}:D{SECOND + 1}")

    edition = seen.edition(seen.workbook(tmp_path / "b.xlsx", wide_and_high))
    assert [(r.before, r.after) for r in edition.changes] == [ROWS[0][2:4], (None, None), (None, None)]
    assert seen.notices(edition) == [("seen-across", f"様式2!C{SECOND}", 1)]
    cells = "".join(f"<td>{t}</td>" for t in seen.ROWS[1][:4]) + "<td colspan=2>事後</td>"
    rows = [seen.ROWS[0], (f"<tr>{cells}</tr>",), seen.ROWS[2]]
    edition = seen.edition(seen.page(tmp_path / "a.html", rows=rows))
    assert [r.timing for r in edition.changes] == ["事後", "事後", "事前"]
    assert seen.notices(edition) == [("seen-across", "T2R3C5", 1)]
