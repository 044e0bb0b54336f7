"""Whole reports as PDFs: the heads of their change tables, two of them in one file, a second table of changes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
import seen
from pdf_reports import HEIGHT_OF_ROW, WIDTHS, Lines, body, edition, editions, places, table
from raw_pdf import Sheet

from pia_audit.model import Edition

WANTED = [(r[0], *r[1:]) for r in seen.ROWS]
OTHER: Lines = tuple(
    (row[0], {"3": "4", "見本手当の支給に関する事務": "試行手当の支給に関する事務"}.get(row[-1], row[-1]))
    if len(row) > 1
    else row
    for row in seen.BODY
)


def rows_of(report: Edition) -> list[tuple[str, ...]]:
    """The rows as they are printed."""
    return [(r.changed_on_text, r.label, r.before or "", r.after or "", r.timing_text, r.note) for r in report.changes]


def test_the_report_as_it_is_printed() -> None:
    """What the tests below change."""
    report = edition(body(), table())
    assert (report.agency, report.report_no, str(report.published_on)) == ("見本市長", "3", "2025-06-30")
    assert rows_of(report) == WANTED
    assert report.unread == ()


@pytest.mark.kind("strange", pdf="told")
def test_columns_that_are_none_of_the_forms_are_named_once() -> None:
    """Row numbers before the table, 担当課 and 備考 in it: one sentence names the words, no row is lost."""
    head = ["No.", "担当課", *seen.HEAD[:3], "備考", *seen.HEAD[3:]]
    rows = [[str(n), "手当課", *row[:3], "特になし", *row[3:]] for n, row in enumerate(seen.ROWS, 1)]
    report = edition(body(), table(head, rows, (30, 60, *WIDTHS[:3], 60, *WIDTHS[3:])))
    assert rows_of(report) == WANTED
    assert [(u.code, u.params["words"]) for u in report.unread] == [("head-words", "担当課、備考")]


@pytest.mark.kind("two-lines", pdf="read")
def test_a_header_over_two_lines() -> None:
    """変更の記載 over 変更前 and 変更後, in a cell that is joined over both; the other titles over two rows."""
    xs = places(40, WIDTHS)
    ys = places(60, [HEIGHT_OF_ROW] * (2 + len(seen.ROWS)))
    sheet = Sheet().grid(xs, ys[2:])
    sheet.rule(xs[0], ys[0], xs[-1], ys[0]).rule(xs[2], ys[1], xs[4], ys[1])
    for n, x in enumerate(xs):
        sheet.rule(x, ys[1 if n == 3 else 0], x, ys[2])
    sheet.row(75, ("変更日", "項目", "変更の記載", "", "提出時期", "提出時期に係る説明"), xs)
    for n, row in enumerate((("", "", "変更前", "変更後", "", ""), *seen.ROWS), 1):
        sheet.row(75 + n * HEIGHT_OF_ROW, tuple(row), xs)
    report = edition(body(), sheet)
    assert rows_of(report) == WANTED
    assert report.unread == ()
    assert [r.locator for r in report.changes] == [f"p2:40,{108 + 24 * n},120,{132 + 24 * n}" for n in range(3)]


@pytest.mark.kind("two-lines", pdf="read")
def test_a_header_in_two_rows_of_cells() -> None:
    """The same with every cell ruled, and titles whose words are cut in two."""
    first = ["変更日", "項目", "変更の記載", "", "提出時期", "提出時期に"]
    below = ["", "", "変更前", "変更後", "", "係る説明"]
    report = edition(body(), table(first, [below, *seen.ROWS]))
    assert rows_of(report) == WANTED
    assert report.unread == ()


@pytest.mark.parametrize("column", [2, 3, 4], ids=lambda n: seen.HEAD[n])
@pytest.mark.kind("missing", pdf="told")
def test_a_column_that_is_not_there_is_told_and_not_blank(column: int) -> None:
    """What would stand in it is not known: said once, and each row's other cells are read."""

    def without(row: Sequence[str]) -> list[str]:
        return [cell for n, cell in enumerate(row) if n != column]

    widths = [width for n, width in enumerate(WIDTHS) if n != column]
    report = edition(body(), table(without(seen.HEAD), [without(r) for r in seen.ROWS], widths))
    wanted = [[None if n == column else cell for n, cell in enumerate(r)] for r in seen.ROWS]
    got = [[r.changed_on_text, r.label, r.before, r.after, r.timing, r.note] for r in report.changes]
    assert got == wanted
    assert {r.unreadable for r in report.changes} == {(("before", "after", "timing")[column - 2],)}
    assert [u.code for u in report.unread] == ["head-columns"]


@pytest.mark.kind("second-report", pdf="read told")
def test_two_reports_in_one_file_are_read_as_two() -> None:
    """Each from its cover, with the fields and rows it has in a file of its own, and one sentence says so."""
    less = table(rows=seen.ROWS[:2])
    reports = editions(body(), table(), body(OTHER), less)
    assert [e.report_no for e in reports] == ["3", "4"]
    assert [rows_of(e) for e in reports] == [WANTED, WANTED[:2]]
    alone = [edition(body(), table()), edition(body(OTHER), less)]
    assert [[(i.item_id, i.status, i.text) for i in e.items] for e in reports] == [
        [(i.item_id, i.status, i.text) for i in e.items] for e in alone
    ]
    assert [[u.code for u in e.unread] for e in reports] == [["several-reports"], []]


@pytest.mark.parametrize("name", ["変更箇所（旧）", "（参考）変更箇所", "変更箇所"])
@pytest.mark.kind("second-table", pdf="told")
def test_a_copy_of_the_change_table_is_set_aside(name: str) -> None:
    """On a page behind the table, whatever it is called: its rows are no rows, and one sentence says so."""
    report = edition(body(), table(), table().text(40, 50, name, size=7))
    assert rows_of(report) == WANTED
    assert [(u.code, u.params["rows"], u.params["among"]) for u in report.unread] == [("second-table", 3, 3)]


def test_the_table_that_goes_on_on_the_next_page_is_one() -> None:
    """Its header printed again on the page is no second table."""
    report = edition(body(), table(rows=seen.ROWS[:2]), table(rows=seen.ROWS[2:]))
    assert rows_of(report) == WANTED
    assert report.unread == ()


def joined_table(rows: Lines, columns: Sequence[int], below: int) -> Sheet:
    """The change table whose cells of these columns are joined over a row and the one below it."""
    xs, ys = places(40, WIDTHS), places(60, [HEIGHT_OF_ROW] * (2 + len(rows)))
    sheet = Sheet()
    for n, y in enumerate(ys[:-1]):
        for column, (x0, x1) in enumerate(pairwise(xs)):
            if n != below + 2 or column not in columns:
                sheet.rule(x0, y, x1, y)
    for x in xs:
        sheet.rule(x, ys[0], x, ys[-2])
    for n, row in enumerate((seen.HEAD, *rows)):
        at_top = n != below + 2
        sheet.row(75 + n * HEIGHT_OF_ROW, tuple(t if at_top or c not in columns else "" for c, t in enumerate(row)), xs)
    return sheet


@pytest.mark.parametrize("columns", [(2,), (3,), (0, 2), (0, 2, 4), (2, 3), (0, 2, 3, 4)])
@pytest.mark.kind("rows", pdf="read")
def test_a_text_joined_over_two_rows_is_in_both(columns: Sequence[int]) -> None:
    """変更前 or 変更後 in one cell for two items: each row says it, with the days and timings that are joined too."""
    second = list(seen.ROWS[1])
    for column in columns:
        second[column] = seen.ROWS[0][column]
    rows = [seen.ROWS[0], second, seen.ROWS[2]]
    report = edition(body(), joined_table(rows, columns, 0))
    got = [(r.label, r.before, r.after, str(r.changed_on), r.timing) for r in report.changes]
    days = ["2023-04-01", "2023-04-01" if 0 in columns else "2024-04-01", "2025-04-01"]
    assert got == [(r[1], r[2], r[3], day, r[4]) for r, day in zip(rows, days, strict=True)]
    assert report.unread == ()


def test_the_rest_of_a_text_beside_joined_cells_is_no_change() -> None:
    """One text in two cells beside cells that are joined over both: it goes on in the second."""
    first, second = seen.ROWS[0], ("", "", "", "続きの記載", "", "")
    report = edition(body(), joined_table([first, second, seen.ROWS[2]], (0, 1, 2, 4, 5), 0))
    assert [(r.before, r.after) for r in report.changes] == [
        (first[2], f"{first[3]}\n続きの記載"), (seen.ROWS[2][2], seen.ROWS[2][3]),
    ]  # fmt: skip
