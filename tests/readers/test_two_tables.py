"""Two change tables on one sheet or page, side by side or one above another: each row is one of one table, and told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pdf_reports
import pytest
import seen
from openpyxl.worksheet.worksheet import Worksheet
from raw_pdf import pdf

from pia_audit.documents.blocks import Cell, Row
from pia_audit.model import Edition
from pia_audit.readers.tables_beside import split_side_by_side

Rows = Sequence[Sequence[str]]
EARLIER: Rows = [("令和4年4月1日", seen.UNIT, "福祉部", "福祉部福祉課", "事後", "")]
LATER: Rows = [("令和7年5月1日", seen.UNIT, "福祉部福祉課", "福祉部手当課", "事後", "")]
RIGHT = 8


def _put(sheet: Worksheet, row: int, column: int, rows: Rows) -> None:
    for number, line in enumerate((seen.HEAD, *rows)):
        for at, text in enumerate(line):
            sheet.cell(row + number, column + at).value = text or None


def _beside(rows: Rows, title: str = "") -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        _put(sheet, seen.TOP - 1, RIGHT, rows)
        sheet.cell(seen.TOP - 2, RIGHT).value = title or None

    return change


def _below(rows: Rows, title: str = "") -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        _put(sheet, seen.TOP + 6, 1, rows)
        sheet.cell(seen.TOP + 5, 1).value = title or None

    return change


CASES = {
    "copy beside": (_beside(seen.ROWS), [], "second-table", "H15"),
    "old beside": (_beside(LATER, "変更箇所（旧）"), [], "second-table", "H14"),
    "earlier beside": (_beside(EARLIER), EARLIER, "second-table-joined", "H15"),
    "more beside": (_beside(LATER), LATER, "second-table-continued", "H15"),
    "copy below": (_below(seen.ROWS), [], "second-table", "A22"),
    "copy of one": (_below(seen.ROWS[:1]), [], "second-table", "A22"),
    "old below": (_below(seen.ROWS, "変更箇所（旧）"), [], "second-table", "A21"),
    "earlier below": (_below(EARLIER), EARLIER, "second-table-joined", "A22"),
    "more below": (_below(LATER), LATER, "second-table-continued", "A22"),
}


def _texts(edition: Edition) -> list[tuple[Any, ...]]:
    return [(r.changed_on_text, r.label, r.before, r.after, r.timing_text, r.note) for r in edition.changes]


@pytest.mark.parametrize(("change", "more", "code", "place"), CASES.values(), ids=CASES)
@pytest.mark.kind("second-table", xlsx="read told")
def test_two_tables_on_one_sheet(
    change: Callable[[Worksheet], None], more: Rows, code: str, place: str, tmp_path: Path
) -> None:
    """A copy or an old one is set aside, one that goes on is read below the first; one sentence says which."""
    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", change))
    assert _texts(edition) == [*seen.ROWS, *more]
    assert [(u.code, u.locator) for u in edition.unread] == [(code, f"様式2!{place}")]


DRAFT: Rows = [("令和4年4月1日", seen.UNIT, "幻の課", "幻の室", "事後", "")]
OLD_NAMES = ("変更箇所（旧）", "（参考）過去の変更箇所")


def _as_workbook(folder: Path, name: str, rows: Rows) -> Path:
    return seen.workbook(folder / "a.xlsx", _below(rows, name))


def _as_print(folder: Path, name: str, rows: Rows) -> Path:
    path = folder / "a.pdf"
    old = pdf_reports.table(rows=rows)
    path.write_bytes(pdf(pdf_reports.body(), pdf_reports.table(), old.text(40, 50, name), box=pdf_reports.WIDE))
    return path


def _as_text(folder: Path, name: str, rows: Rows) -> Path:
    path = seen.text(folder / "a.txt")
    more = "\n".join("\t".join(line) for line in ((name,), seen.HEAD, *rows))
    path.write_text(f"{path.read_text('utf-8')}{more}\n", "utf-8")
    return path


@pytest.mark.parametrize("write", [_as_workbook, _as_print, _as_text])
@pytest.mark.parametrize("name", OLD_NAMES)
@pytest.mark.kind("second-table", xlsx="told", pdf="told", txt="told")
def test_an_old_table_is_set_aside_in_every_format(
    write: Callable[[Path, str, Rows], Path], name: str, tmp_path: Path
) -> None:
    """Its days lie before the first of the live table, and what it says leads nowhere: told, and no row of the account.
    Where its texts are those that the live rows begin with, a body has moved its first years there: joined and told."""
    edition = seen.edition(write(tmp_path, name, DRAFT))
    assert _texts(edition) == list(seen.ROWS)
    assert [u.code for u in edition.unread] == ["second-table"]
    edition = seen.edition(write(tmp_path, name, EARLIER))
    assert _texts(edition) == [*seen.ROWS, *EARLIER]
    assert [u.code for u in edition.unread] == ["second-table-joined"]


@pytest.mark.kind("second-table", pdf="told")
def test_an_old_table_whose_columns_are_on_two_pages_is_set_aside() -> None:
    """A sheet too wide for its paper: no page has its header, and no part of it is a row of the live table."""
    left, right = ([line[:2] for line in (seen.HEAD, *DRAFT)], [line[2:] for line in (seen.HEAD, *DRAFT)])
    pages = [pdf_reports.table(head, rows, pdf_reports.WIDTHS[: len(head)]) for head, *rows in (left, right)]
    edition = pdf_reports.edition(
        pdf_reports.body(), pdf_reports.table(), pages[0].text(40, 50, OLD_NAMES[0]), pages[1]
    )
    assert _texts(edition) == list(seen.ROWS)
    assert [u.code for u in edition.unread] == ["second-table"]


@pytest.mark.parametrize("suffix", ["html", "txt"])
@pytest.mark.kind("second-table", html="read told", txt="read told")
def test_two_tables_side_by_side_in_a_page_and_a_text(suffix: str, tmp_path: Path) -> None:
    """One table of a page with the columns of two, lines of a text with the cells of two."""
    wide = [(*row, *seen.ROWS[n]) for n, row in enumerate(seen.ROWS)]
    write = {"html": seen.page, "txt": seen.text}[suffix]
    edition = seen.edition(write(tmp_path / f"a.{suffix}", head=seen.HEAD * 2, rows=wide))
    assert _texts(edition) == list(seen.ROWS)
    assert [u.code for u in edition.unread] == ["second-table"]


def test_a_header_printed_again_is_the_same_table(tmp_path: Path) -> None:
    """Half-way down, without blank rows above it, it begins no other table."""
    rows = [seen.ROWS[0], seen.HEAD, *seen.ROWS[1:]]
    for suffix, write in seen.WRITERS.items():
        edition = seen.edition(write(tmp_path / f"a.{suffix}", rows=rows))
        assert _texts(edition) == list(seen.ROWS)
        assert edition.unread == ()


def _page(*lines: tuple[int, Sequence[str]]) -> list[Row]:
    """Ruled rows of a printed page: the first column's place, and the texts."""
    places = [[f"p1:{x + 50 * n},{20 * y},0,0" for n in range(12)] for y, (x, _) in enumerate(lines)]
    return [Row(tuple(map(Cell, texts, at)), ruled=True) for (_, texts), at in zip(lines, places, strict=True)]


@pytest.mark.kind("second-table", pdf="read")
def test_tables_side_by_side_on_a_printed_page() -> None:
    """By where the cells stand: rows of the two tables need not be as high as one another."""
    rows = _page(
        (0, (*seen.HEAD, *seen.HEAD)), (0, seen.ROWS[0]), (300, seen.ROWS[1]), (0, (*seen.ROWS[1], *seen.ROWS[2]))
    )
    texts = [tuple(c.text for c in row.cells) for row in split_side_by_side(rows)]
    assert texts == [seen.HEAD, seen.ROWS[0], seen.ROWS[1], seen.HEAD, seen.ROWS[1], seen.ROWS[2]]


def test_columns_that_are_there_twice_in_one_header_are_one_table() -> None:
    """項目 over three columns, an old and a new place: no second header is in it."""
    head = (
        "変更日",
        "大項目",
        "中項目",
        "小項目",
        "変更前の記載",
        "変更後の記載",
        "提出時期",
        "提出時期に係る説明",
        "備考",
    )
    rows = _page((0, head), (0, tuple("abcdefghi")))
    assert list(split_side_by_side(rows)) == rows


@pytest.mark.parametrize("hidden", [1, 3])
def test_a_header_behind_hidden_rows_begins_no_table(hidden: int, tmp_path: Path) -> None:
    """Nobody sees a space there; behind an empty row it does begin one."""

    def header_behind(empty: int, sheet: Worksheet) -> None:
        first = seen.TOP + len(seen.ROWS)
        for number in range(first, first + hidden):
            for column, text in enumerate(LATER[0], 1):
                sheet.cell(number, column).value = text or None
            sheet.row_dimensions[number].hidden = True
        _put(sheet, first + hidden + empty, 1, [])

    for empty, codes in ((0, ["seen-hidden-rows"]), (1, ["seen-hidden-rows", "second-table-continued"])):
        path = tmp_path / f"{empty}.xlsx"
        edition = seen.edition(seen.workbook(path, partial(header_behind, empty)))
        assert len(edition.changes) == len(seen.ROWS)
        assert [code for code, *_ in seen.notices(edition)] == codes
