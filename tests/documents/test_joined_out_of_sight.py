"""Cells of a workbook that are joined with a hidden column, white by their format, or crossed out by a border."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import seen
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from pia_audit.documents.xlsx.number_formats import may_show_white, shows_white

ROW = seen.TOP + 1


def _wide(sheet: Worksheet) -> None:
    """The sheet with each cell of column B joined with one right of it, and B hidden."""
    sheet.insert_cols(3)
    for number in range(1, seen.TOP + 3):
        sheet.merge_cells(start_row=number, end_row=number, start_column=2, end_column=3)
    sheet.column_dimensions["B"].hidden = True


@pytest.mark.kind("hidden", xlsx="read")
def test_a_cell_joined_with_a_hidden_column_is_seen_in_the_next(tmp_path: Path) -> None:
    """Of B:C with B hidden a person sees the text in C: fields and 項目 were blank, with findings of blank fields."""
    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", _wide))
    plain = seen.edition(seen.workbook(tmp_path / "b.xlsx", lambda _: None))
    assert seen.table(edition) == seen.table(plain)
    assert [(i.item_id, i.text) for i in edition.items] == [(i.item_id, i.text) for i in plain.items]
    assert edition.unread == ()
    assert edition.changes[0].cells[1] == f"様式2!B{seen.TOP}"


def test_what_is_struck_or_white_stays_so_where_a_joined_cell_shows_it(tmp_path: Path) -> None:
    """The looks of a joined cell are those of its first one, wherever it is seen."""

    def change(sheet: Worksheet) -> None:
        sheet.cell(seen.TOP, 2).font = Font(strike=True)
        sheet.cell(ROW, 2).font = Font(color="FFFFFFFF")
        _wide(sheet)
        sheet.cell(seen.TOP, 2).font = Font(strike=True)
        sheet.cell(ROW, 2).font = Font(color="FFFFFFFF")

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", change))
    assert [r.label for r in edition.changes] == ["", "", seen.OUTLINE]
    assert {code for code, *_ in seen.notices(edition)} == {"seen-struck", "seen-unseen"}


@pytest.mark.parametrize("code", ["[White]@", "[白]@", "[色2]@", "[Color 2]@", "[White]General"])
@pytest.mark.kind("unseen", xlsx="told")
def test_a_format_may_show_a_value_in_white(code: str, tmp_path: Path) -> None:
    """White on white is not seen, whoever says so; on shading it is."""

    def change(sheet: Worksheet) -> None:
        sheet.cell(ROW, 4).number_format = code

    def shaded(sheet: Worksheet) -> None:
        change(sheet)
        sheet.cell(ROW, 4).fill = PatternFill("solid", fgColor="FF1F4E78")

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", change))
    assert edition.changes[1].after is None
    assert seen.notices(edition) == [("seen-unseen", f"様式2!D{ROW}", 1)]
    assert seen.edition(seen.workbook(tmp_path / "b.xlsx", shaded)).changes[1].after == "福祉部手当課"


def test_only_the_section_that_shows_a_value_makes_it_white() -> None:
    """Of ``0;[White]-0`` what is below nought is white."""
    assert [shows_white(value, "0;[White]-0") for value in (5, -5, "語")] == [False, True, False]
    assert [may_show_white(code) for code in ("0", "[Red]0", "[White]0;0", "[$-411]ge.m.d")] == [
        False,
        False,
        True,
        False,
    ]
    assert not shows_white(date(2025, 4, 1), "[赤]yyyy/m/d")


def test_a_sheet_may_show_no_noughts(tmp_path: Path) -> None:
    """Where a sheet is set so, a cell with 0 is a blank one to whoever looks at it."""

    def change(sheet: Worksheet) -> None:
        sheet.sheet_view.showZeros = False
        sheet.cell(ROW, 3).value = 0

    assert seen.edition(seen.workbook(tmp_path / "a.xlsx", change)).changes[1].before == ""


@pytest.mark.kind("shape", xlsx="told")
def test_a_border_from_corner_to_corner_over_words_is_told(tmp_path: Path) -> None:
    """Over a blank cell it says that there is nothing; over words it may strike them out."""

    def change(sheet: Worksheet) -> None:
        line = Border(diagonal=Side("thin"), diagonalDown=True)
        sheet.cell(ROW, 4).border = line
        sheet.cell(seen.TOP, 6).border = line
        sheet.cell(seen.TOP, 4).border = Border(diagonal=Side("thin"))  # at neither corner

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", change))
    assert edition.changes[1].after == "福祉部手当課"
    assert seen.notices(edition) == [("seen-shapes", f"様式2!D{ROW}", 1)]
