"""Rows and cells of a workbook that do not say where they are, and what hides them all the same."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import seen
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from pia_audit.documents.xlsx.parts import Parts
from pia_audit.documents.xlsx.positions import with_places

PART = "xl/worksheets/sheet1.xml"


def _unplaced(sheet: str) -> str:
    """A sheet without the places that a reader can count: those of the rows, and of cells beside the one before."""
    parts = []
    for row in re.findall(r"<row\b.*?</row>", sheet, re.DOTALL):
        last = "@"
        for place in re.findall(r'<c r="([A-Z])[0-9]+"', row):
            if ord(place) == ord(last) + 1:
                row = re.sub(rf'<c r="{place}[0-9]+"', "<c", row, count=1)
            last = place
        parts.append(re.sub(r'<row r="[0-9]+"', "<row", row, count=1))
    return re.sub(r"<sheetData>.*</sheetData>", f"<sheetData>{''.join(parts)}</sheetData>", sheet, flags=re.DOTALL)


def _dressed(sheet: Worksheet) -> None:
    first = seen.TOP
    sheet.cell(first, 3).font = Font(strike=True)
    sheet.cell(first + 1, 4).font = Font(color="FFFFFFFF")
    sheet.cell(first + 1, 2).value = 45000
    sheet.cell(first + 1, 2).number_format = 'yyyy"年"m"月"'
    sheet.cell(first + 1, 3).value = "=1/0"
    sheet.row_dimensions[first + 2].hidden = True


@pytest.mark.kind("hidden", "struck", "unseen", "lost", xlsx="told")
def test_cells_and_rows_that_do_not_say_where_they_are(tmp_path: Path) -> None:
    """Formats, hidden rows, struck, unseen and lost cells are where they would be with their places."""
    placed = seen.workbook(tmp_path / "a.xlsx", _dressed)
    bare = seen.rewritten(seen.workbook(tmp_path / "b.xlsx", _dressed), PART, _unplaced)
    whole, unplaced = seen.edition(placed), seen.edition(bare)
    assert seen.table(unplaced) == seen.table(whole)
    assert unplaced.changes[1].label == "2023年3月"
    assert seen.notices(unplaced) == seen.notices(whole)
    assert {code for code, *_ in seen.notices(unplaced)} == {
        "seen-hidden-rows", "seen-struck", "seen-unseen", "seen-lost",
    }  # fmt: skip


def test_places_go_on_behind_those_that_are_given() -> None:
    """A cell without a place stands beside the one before; a row is the one after; a sheet with all is left alone."""
    sheet = b'<row><c/><c r="D1"/><c t="s"></c></row><row r="7" ht="3"><x:c/></row><row><c/></row>'
    assert with_places(sheet) == (
        b'<row r="1"><c r="A1"/><c r="D1"/><c r="E1" t="s"></c></row>'
        b'<row r="7" ht="3"><x:c r="A7"/></row><row r="8"><c r="A8"/></row>'
    )
    whole = b'<row r="1"><c r="A1"/></row>'
    assert with_places(whole) is whole


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [('ht="0" customHeight="1"', True), ('zeroHeight="1"', False), ('hidden="true"', True)],
    ids=["no height", "others hidden", "hidden"],
)
@pytest.mark.kind("hidden", xlsx="read told")
def test_rows_without_height(rows: str, *, hidden: bool, tmp_path: Path) -> None:
    """A row of no height is hidden; where a sheet hides the rows it does not write, those it writes are seen."""

    def change(sheet: str) -> str:
        if "zeroHeight" in rows:
            return re.sub(r"<sheetFormatPr\b", f"<sheetFormatPr {rows}", sheet)
        return sheet.replace(f'<row r="{seen.TOP + 1}"', f'<row r="{seen.TOP + 1}" {rows}')

    edition = seen.edition(seen.rewritten(seen.workbook(tmp_path / "a.xlsx", lambda _: None), PART, change))
    assert len(edition.changes) == (2 if hidden else 3)
    assert [code for code, *_ in seen.notices(edition)] == (["seen-hidden-rows"] if hidden else [])


@pytest.mark.parametrize(
    ("width", "codes"), [(0, ["seen-hidden-columns"]), (0.1, ["seen-hidden-columns"]), (1, ["head-words"])]
)
@pytest.mark.kind("hidden", xlsx="told")
def test_columns_too_narrow_for_a_sign(width: float, codes: list[str], tmp_path: Path) -> None:
    """A column of a dot or two beside the table shows nothing; a narrow one may, and is no part of the last column."""

    def narrow(sheet: Worksheet) -> None:
        sheet.cell(seen.TOP, 8).value = "メモ"
        sheet.column_dimensions["H"].width = 5

    def change(sheet: str) -> Any:
        return re.sub(r'(<col\b[^>]*\bwidth=")5"', rf'\g<1>{width}"', sheet)

    edition = seen.edition(seen.rewritten(seen.workbook(tmp_path / "a.xlsx", narrow), PART, change))
    assert [code for code, *_ in seen.notices(edition)] == codes


FIRST = '<row r="1"><c r="A1" s="3" t="s"><v>0</v></c><c r="B1" s="3"/><c r="C1" s="3"/></row>'


@pytest.mark.parametrize(
    ("row", "usual", "place"),
    [
        ('<row r="2"><c r="A2" s="3"/><c r="B2" s="4"><v>5</v></c></row>', True, b'r="B2"'),
        ('<row r="2"><c r="A2" s="3"/><c s="4"><v>5</v></c></row>', False, b'r="B2"'),
        ('<row><c r="A2" s="3"/><c r="B2" s="4"><v>5</v></c></row>', False, b'r="B2"'),
        ('<row r="2"><c s="4" r="B2"><v>5</v></c></row>', False, b'r="B2"'),
        ("<row r=\"2\"><c r='B2' s='4'><v>5</v></c></row>", False, b"r='B2'"),
        ('<row r="2"><c r="B1000" s="4"><v>5</v></c></row>', False, b'r="B1000"'),
        ('<x:row r="2"><x:c r="B2" s="4"><x:v>5</x:v></x:c></x:row>', False, b'r="B2"'),
    ],
)
def test_empty_cells_are_left_out_only_where_every_cell_says_its_place(row: str, usual: bool, place: bytes) -> None:
    parts = _one_sheet(FIRST + row)
    assert parts.is_usual(0) is usual
    assert place in parts.of_sheet(0)
    assert (b'r="C1"' in parts.of_sheet(0)) is not usual


def _one_sheet(rows: str) -> Parts:
    """A workbook of the parts alone that lead to its one sheet."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>')
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(PART, f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    return Parts(held.getvalue())
