"""Change tables whose grid is open or not drawn in black: rows and columns from what is drawn, or told and left out."""

from __future__ import annotations

import html
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pdf_reports
import pytest
import seen
from browsers import print_page
from raw_pdf import COLUMNS, HEADER, HEIGHT, Sheet, pdf, read

from pia_audit.documents.blocks import Document
from pia_audit.japanese.ladder import fold
from pia_audit.readers import change_table

ROWS = (
    ("令和7年4月1日", "Ⅰ1②事務の概要", "旧い記載", "新しい記載", "事前", "重要な変更"),
    ("令和7年5月1日", "Ⅰ1③システム", "甲システム", "乙システム", "事後", ""),
    ("令和7年6月1日", "Ⅰ5①部署", "甲課", "", "事後", "組織改正"),
)
YS = (60, 85, 110, 135, 160)
WIDTH = COLUMNS[-1] - COLUMNS[0]


def across(sheet: Sheet, ys: tuple[float, ...] = YS, xs: tuple[float, float] = (COLUMNS[0], COLUMNS[-1])) -> Sheet:
    """Rules from left to right."""
    for y in ys:
        sheet.rule(xs[0], y, xs[1], y)
    return sheet


def upright(sheet: Sheet, xs: tuple[float, ...] = COLUMNS, ys: tuple[float, float] = (YS[0], YS[-1])) -> Sheet:
    """Rules from above to below."""
    for x in xs:
        sheet.rule(x, ys[0], x, ys[1])
    return sheet


def shaded(sheet: Sheet, y0: float, y1: float, grey: float = 0.85) -> Sheet:
    """A band of shading over the table's width."""
    sheet.parts.append(f"{grey} g {COLUMNS[0]} {HEIGHT - y1} {WIDTH} {y1 - y0} re f 0 g")
    return sheet


def filled(sheet: Sheet, rows: tuple[tuple[str, ...], ...] = ROWS, header: tuple[str, ...] = HEADER) -> Sheet:
    """The texts of the table."""
    for y, texts in zip(YS, (header, *rows), strict=False):
        sheet.row(y + 13, texts)
    return sheet


def _white(sheet: Sheet) -> Sheet:
    shaded(sheet, YS[0], YS[-1])
    sheet.parts.append("1 G")
    upright(across(sheet))
    sheet.parts.append("0 G")
    return sheet


def _thin_shapes(sheet: Sheet) -> Sheet:
    """As Excel prints: a filled rectangle for each edge of each cell, each within a clip of its own."""
    for y in YS:
        for x0, x1 in pairwise(COLUMNS):
            sheet.parts.append(f"q 0 0 595 {HEIGHT} re W n {x0} {HEIGHT - y} {x1 - x0} .48 re f Q")
    for x in COLUMNS:
        for y0, y1 in pairwise(YS):
            sheet.parts.append(f"q 0 0 595 {HEIGHT} re W n {x} {HEIGHT - y1} .48 {y1 - y0} re f Q")
    return sheet


GRIDS: dict[str, Callable[[Sheet], Sheet]] = {
    "rules across only": across,
    "rules across in pieces": lambda s: across(across(s, xs=(COLUMNS[0], 200)), xs=(200, COLUMNS[-1])),
    "head and foot only": lambda s: across(s, (YS[0], YS[1], YS[-1])),
    "upright rules only": upright,
    "no outer upright rules": lambda s: upright(across(s), COLUMNS[1:-1]),
    "no left rule": lambda s: upright(across(s), COLUMNS[1:]),
    "white rules on shading": _white,
    "bands of shading": lambda s: shaded(shaded(s, YS[0], YS[1]), YS[2], YS[3]),
    "a shaded head": lambda s: shaded(s, YS[0], YS[1]),
    "edges as thin shapes": _thin_shapes,
    "nothing": lambda s: s,
}


def rows_of(document: Document) -> list[tuple[str, ...]]:
    """The rows of its change table, cell by cell."""
    _, table = change_table.split(document.rows)
    rows, _ = change_table.read(table, "a.pdf") if table else ([], [])
    return [(r.changed_on_text, r.label, r.before or "", r.after or "", r.timing_text, r.note) for r in rows]


def problems_of(document: Document) -> list[tuple[str, object]]:
    """What is told of its pages."""
    return [(p.code, p.params.get("pages")) for p in document.problems]


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.kind("open", pdf="read")
def test_every_row_and_column_of_an_open_table_is_found(grid: str) -> None:
    """Whatever of the grid is drawn: the rows are those a person sees, an empty cell at its place."""
    document = read(pdf(filled(GRIDS[grid](Sheet().text(40, 40, "変更箇所")))))
    assert rows_of(document) == list(ROWS)
    assert document.problems == ()


def test_white_rules_on_shading_divide_cells_and_those_on_paper_do_not() -> None:
    """Any table, not only one of changes, is divided by what one sees of its rules."""
    sheet = shaded(Sheet(), YS[0], YS[2])
    sheet.parts.append("1 G")
    upright(across(sheet, YS[:3]), (COLUMNS[0], 200, COLUMNS[-1]), (YS[0], YS[2]))
    across(sheet, (300, 320)).rule(100, 300, 100, 320)
    sheet.text(43, 75, "左上").text(203, 75, "右上").text(43, 100, "左下").text(203, 100, "右下").text(
        90, 313, "紙の上"
    )
    cells = [[c.text for c in row.cells] for row in read(pdf(sheet)).rows]
    assert cells == [["左上", "右上"], ["左下", "右下"], ["紙の上"]]


@pytest.mark.kind("columns", pdf="read")
def test_columns_in_another_order_are_found_in_an_open_table() -> None:
    """The header's words say which column is which, with rules or without."""
    order = (1, 0, 3, 2, 4, 5)
    swapped = tuple(tuple(row[i] for i in order) for row in ROWS)
    sheet = filled(across(Sheet()), swapped, tuple(HEADER[i] for i in order))
    assert rows_of(read(pdf(sheet))) == list(ROWS)


def test_an_open_table_goes_on_on_the_next_page_without_its_header() -> None:
    """The columns of the page before hold; what keeps to none of them ends the table."""
    more = (("令和7年7月1日", "Ⅱ1対象人数", "千人", "万人", "事前", ""),)
    upper, lower = filled(across(Sheet())), across(Sheet(), (60, 85))
    lower.row(73, more[0]).text(40, 200, "※この表の記載については、総務課の担当までお問い合わせください。", size=9)
    document = read(pdf(upper, lower))
    assert rows_of(document) == [*ROWS, *more]
    assert [row.cells[0].text[:4] for row in document.rows if not row.ruled] == ["※この表"]


@pytest.mark.kind("open", pdf="told")
def test_a_table_whose_lines_leave_its_rows_open_is_told_and_not_half_read() -> None:
    """Lines that stand evenly, without a rule: which of two rows one belongs to is not to be guessed, on no page."""
    sheet = Sheet().row(73, HEADER)
    for at, (day, text) in enumerate((("令和7年4月1日", "甲"), ("", "乙"), ("令和7年5月1日", "丙"), ("", "丁"))):
        sheet.row(98 + 12 * at, (day, "概要", text, text, "事後" if day else "", ""))
    document = read(pdf(filled(across(Sheet())), sheet))
    assert rows_of(document) == []
    assert problems_of(document) == [("pdf-table-without-rows", "1-2")]
    assert not any("令和7年" in cell.text for row in document.rows for cell in row.cells)


def test_a_table_whose_texts_leave_no_gutter_is_told() -> None:
    """Texts that run into each other have no columns."""
    sheet = across(Sheet()).row(73, HEADER)
    sheet.text(43, 98, "令和7年4月1日Ⅰ関連情報の事務の概要を改める" * 3, size=7)
    sheet.text(43, 123, "令和7年4月1日Ⅰ関連情報の事務の概要を改める" * 3, size=7)
    document = read(pdf(sheet))
    assert rows_of(document) == []


@pytest.mark.kind("rows", pdf="read")
@pytest.mark.kind("across", pdf="told")
def test_a_cell_joined_over_rows_is_shared_and_one_over_columns_is_unreadable() -> None:
    """Each row of texts is a row; of a text over two columns it cannot be told which of them it is."""
    sheet = upright(across(Sheet(), (60, 85, 135, 160)), COLUMNS).rule(COLUMNS[1], 110, COLUMNS[-1], 110)
    shared = (ROWS[0], ("", *ROWS[1][1:]), ROWS[2])
    document = read(pdf(filled(sheet, shared)))
    assert rows_of(document) == [ROWS[0], (ROWS[0][0], *ROWS[1][1:]), ROWS[2]]
    _, table = change_table.split(document.rows)
    assert table is not None
    rows, _ = change_table.read(table, "a.pdf")
    assert [str(r.changed_on) for r in rows] == ["2025-04-01", "2025-04-01", "2025-06-01"]
    sheet = upright(across(Sheet()), tuple(x for x in COLUMNS if x != COLUMNS[3])).rule(COLUMNS[3], 60, COLUMNS[3], 110)
    sheet.rule(COLUMNS[3], 135, COLUMNS[3], 160)
    document = read(pdf(filled(sheet, (ROWS[0], (*ROWS[1][:2], "甲乙に共通の文", "", "事後", ""), ROWS[2]))))
    assert [(p.code, p.locator[:3]) for p in document.problems] == [("pdf-joined-columns", "p1:")]
    _, table = change_table.split(document.rows)
    assert table is not None
    rows, _ = change_table.read(table, "a.pdf")
    assert [(r.before, r.after) for r in rows] == [("旧い記載", "新しい記載"), (None, None), ("甲課", "")]


WIDER = ("令和7年7月1日", "Ⅱ1対象人数", "千人", "対象となる人の数を改めたもの", "事後", "")
"""A text that reaches over the middle between the header's words, where the rows of another page leave a gap."""


@pytest.mark.kind("open", pdf="read")
def test_columns_without_rules_hold_for_the_texts_of_all_pages() -> None:
    """Nothing is drawn and the header is printed once: a longer text of a later page is whole, in its column."""
    lower = Sheet().row(73, WIDER)
    document = read(pdf(filled(Sheet().text(40, 40, "変更箇所")), lower))
    assert rows_of(document) == [*ROWS, WIDER]
    assert document.problems == ()


@pytest.mark.kind("open", pdf="read")
def test_a_header_alone_at_the_foot_of_its_page() -> None:
    """All rows stand on the next page: their columns are the header's."""
    rows = [ROWS[0], WIDER, ROWS[1]]
    lower = Sheet()
    for n, row in enumerate(rows):
        lower.row(73 + 25 * n, row)
    upper = Sheet().text(40, 760, "変更箇所").row(790, HEADER)
    for pages in ((upper, lower), (upright(upper, ys=(770, 800)), upright(lower, ys=(55, 140)))):
        document = read(pdf(*pages))
        assert rows_of(document) == rows
        assert document.problems == ()


@pytest.mark.kind("open", pdf="told")
def test_a_table_of_which_a_later_row_keeps_to_no_column_is_told() -> None:
    """A text over two columns half-way: what stands below it is as much of the table as what stands above."""
    lower = Sheet().row(73, ROWS[1])
    lower.text(43, 98, "令和7年7月1日Ⅱ1対象人数いつ時点の計数か千人とあるのを改め万人とする", size=7)
    lower.text(443, 98, "事後", size=7)
    lower.row(123, WIDER)
    document = read(pdf(filled(Sheet()), lower))
    assert rows_of(document) == []
    assert problems_of(document) == [("pdf-table-without-columns", "1-2")]


@pytest.mark.kind("open", pdf="read")
def test_a_report_with_upright_rules_only() -> None:
    """No rule goes across: the fields are lines with their values behind them, and the rows are those of the table."""
    sheet, xs = Sheet(), pdf_reports.places(40, pdf_reports.WIDTHS)
    for number, row in enumerate(seen.BODY):
        sheet.row(40 + 24 * number, row, (40, 300))
    upright(sheet, (38, 290, 800), (28, 40 + 24 * len(seen.BODY)))
    table = upright(Sheet(), xs, (60, 170))
    for number, row in enumerate((seen.HEAD, *seen.ROWS)):
        table.row(75 + 24 * number, row, xs)
    edition = pdf_reports.edition(sheet, table)
    texts = {item.item_id: item.text for item in edition.items}
    assert texts["handling.systems"] == "福祉総合システム、中間サーバー"
    assert (edition.agency, edition.report_no, str(edition.published_on)) == ("見本市長", "3", "2025-06-30")
    rows = [(r.changed_on_text, r.label, r.before, r.after, r.timing_text, r.note) for r in edition.changes]
    assert rows == list(seen.ROWS)
    assert edition.unread == ()


STYLES = {
    "across": "td,th{border-top:1px solid #000;border-bottom:1px solid #000}",
    "white": "td,th{border:1px solid #fff;background:#d9e2f3} th{background:#1f3864;color:#fff}",
    "bands": "tr:nth-child(even) td{background:#eee} th{background:#ccc}",
}


@pytest.mark.parametrize("style", STYLES)
def test_a_browsers_print_of_an_open_table(style: str, program: Callable[[str], str], tmp_path: Path) -> None:
    """Texts over several lines and pages, set in the middle of their cells; a dark head is read by its white words."""
    long = "生活保護法による保護の決定及び実施に関する事務に係る特定個人情報ファイルを取り扱う。"
    rows = [
        (f"令和{2 + n % 6}年4月{n}日", f"Ⅰ{n}②概要", long * (1 + n % 3), f"{n}{long}", "事後", "") for n in range(1, 25)
    ]
    body = "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>" for row in rows)
    head = "".join(f"<th>{c}</th>" for c in HEADER)
    look = f"@page{{size:A4 landscape}} tr{{break-inside:avoid}} table{{border-collapse:collapse}} {STYLES[style]}"
    style = f"<style>{look} td,th{{padding:5px;-webkit-print-color-adjust:exact}}</style>"
    document = read(print_page(program, f"{style}<table><thead><tr>{head}</tr></thead>{body}</table>", tmp_path))
    assert [tuple(map(fold, row)) for row in rows_of(document)] == [tuple(map(fold, row)) for row in rows]


@pytest.mark.parametrize(("long", "gap"), [(0.75, 0.75), (2.25, 2.25), (2.25, 1.0)], ids=["dots", "dashes", "hair"])
def test_rules_of_dots_and_dashes_are_rules(long: float, gap: float) -> None:
    """Each dot is a shape of its own, as wide as it is high; dots that stand alone are none."""
    rows = [("評価書番号", "3"), ("評価書名", "見本手当"), ("評価実施機関名", "見本市長"), ("公表日", "令和7年6月30日")]
    xs, sheet = (40, 104, 340), Sheet()
    for number, row in enumerate(rows):
        sheet.row(75 + 25 * number, row, xs)
    for y in YS:
        for n in range(int((xs[-1] - xs[0]) / (long + gap)) + 1):
            sheet.parts.append(f"{xs[0] + n * (long + gap)} {HEIGHT - y} {long} .75 re f")
    for x in xs:
        for n in range(int((YS[-1] - YS[0]) / (long + gap)) + 1):
            sheet.parts.append(f"{x} {HEIGHT - YS[0] - n * (long + gap)} .75 {-long} re f")
    for x in range(45, 300, 40):
        sheet.parts.append(f"{x} {HEIGHT - 112} .75 .75 re f")
    document = read(pdf(sheet))
    assert [tuple(c.text for c in row.cells) for row in document.rows if row.ruled] == rows


def test_a_title_that_reaches_over_the_last_rule_is_the_last_cells() -> None:
    """Office programs let a text run over the edge where nothing stands beside it: the table is whole all the same."""
    xs = (*COLUMNS[:-1], 505)
    sheet = Sheet().grid(xs, YS).row(75, HEADER)
    for number, row in enumerate(ROWS):
        sheet.row(100 + 25 * number, row)
    sheet.text(530, 100, "欄外", size=7)
    document = read(pdf(sheet))
    assert [tuple(c.text for c in row.cells) for row in document.rows if row.ruled] == [HEADER, *ROWS]
    assert [row.cells[0].text for row in document.rows if not row.ruled] == ["欄外"]
    assert document.problems == ()
