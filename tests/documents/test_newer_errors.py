"""Errors that only newer programs write, and line breaks as Windows has them, in the cells of a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
import seen

PART = "xl/worksheets/sheet1.xml"
ERRORS = (
    "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!", "#GETTING_DATA",
    "#REF!",
)  # fmt: skip
FORMULA = '<f t="array" ref="D17">_xlfn._xlws.FILTER(A1:A2,B1:B2)</f>'


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("formula", ["", FORMULA], ids=["value", "formula"])
@pytest.mark.kind("lost", xlsx="told")
def test_an_error_is_a_lost_cell_whatever_its_name(error: str, formula: str, tmp_path: Path) -> None:
    """The workbook is read but for that cell, which is unreadable and told with its place."""
    place = f"D{seen.TOP}"

    def with_error(sheet: str) -> str:
        start = sheet.index(f'<c r="{place}"')
        end = sheet.index("</c>", start)
        return f'{sheet[:start]}<c r="{place}" t="e" cm="1">{formula}<v>{error}</v>{sheet[end:]}'

    path = seen.rewritten(seen.workbook(tmp_path / "a.xlsx", lambda _: None), PART, with_error)
    whole = seen.edition(seen.workbook(tmp_path / "b.xlsx", lambda _: None))
    edition = seen.edition(path)
    assert seen.notices(edition) == [("seen-lost", f"様式2!{place}", 1)]
    assert edition.changes[0].after is None
    assert seen.table(edition)[1:] == seen.table(whole)[1:]
    assert [i.text for i in edition.items] == [i.text for i in whole.items]


def test_words_like_an_error_are_words(tmp_path: Path) -> None:
    """Beside a cell with an error, a text that says its name stays."""
    rows = [(*seen.ROWS[0][:5], "#SPILL! と出る"), *seen.ROWS[1:]]

    def with_error(sheet: str) -> str:
        return sheet.replace("</sheetData>", '<row r="90"><c r="A90" t="e"><v>#CALC!</v></c></row></sheetData>')

    path = seen.rewritten(seen.workbook(tmp_path / "a.xlsx", lambda _: None, rows=rows), PART, with_error)
    assert seen.edition(path).changes[0].note == "#SPILL! と出る"


def test_a_break_of_windows_is_a_break(tmp_path: Path) -> None:
    """The carriage return before it, which workbooks write as _x000D_, is no sign of the text."""
    rows = [(*seen.ROWS[0][:5], "軽微_x000D_\nな変更"), *seen.ROWS[1:]]
    path = seen.shared(tmp_path / "a.xlsx", rows)
    assert seen.edition(path).changes[0].note == "軽微\nな変更"
