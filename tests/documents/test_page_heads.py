"""Names of sheets that an office program prints at the head or foot of pages are no text of the report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from raw_pdf import Sheet, pdf, texts

from pia_audit.japanese.ladder import fold
from pia_audit.model import Edition
from pia_audit.readers import read
from pia_audit.synthetic import generate
from pia_audit.synthetic.as_workbook import to_workbook
from pia_audit.synthetic.office_prints import print_all

ONE, TWO = "Ⅰ 関連情報", "Ⅱ しきい値判断項目"
LONG = "Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策 ※（7.②を除く。）"


def page(*lines: str, head: str = "", foot: str = "", at: float = 30) -> Sheet:
    """A page with a line in its margin and lines of its own, of which the first is a title or a text."""
    sheet = Sheet()
    for words, y in ((head, at), (foot, 820)):
        if words:
            sheet.text(560 - 9 * len(words), y, words)
    for n, line in enumerate(lines):
        sheet.text(40, 110 + 30 * n, line, size=8)
    return sheet


def lines_of(*pages: Sheet) -> list[str]:
    """The lines that are read."""
    return ["".join(row) for row in texts(pdf(*pages))]


@pytest.mark.parametrize("place", ["head", "foot"])
@pytest.mark.parametrize("number", ["", " 2/3", "(2)", " - 1 -"])
def test_the_names_of_sheets_go(place: str, number: str) -> None:
    """On the first page of a sheet and on those that follow, whole or as far as a name may be long."""
    names = (ONE, ONE, TWO, LONG[:20], LONG[:20])
    bodies = ((ONE, "あ"), ("い",), (TWO, "う"), (LONG, "え"), ("お",))
    margins = [name + number for name in names]
    above = place == "head"
    pages = [
        page(*body, head=margin if above else "", foot="" if above else margin)
        for margin, body in zip(margins, bodies, strict=True)
    ]
    assert lines_of(*pages) == [line for body in bodies for line in body]


def test_a_name_without_a_title_goes_where_others_have_theirs() -> None:
    """表紙 over two pages, at the height of the other names; on one page alone it may be a line of the cover."""
    others = [page(ONE, "う", head=ONE), page(TWO, "え", head=TWO)]
    assert lines_of(page("あ", head="表紙"), page("い", head="表紙"), *others) == ["あ", "い", ONE, "う", TWO, "え"]
    assert lines_of(page("あ", head="表紙"), *others) == ["表紙", "あ", ONE, "う", TWO, "え"]


def test_titles_that_are_the_first_line_of_a_page_stay() -> None:
    """A chapter that comes again for each file, printed at one place, on pages behind one another too."""
    bodies = ((TWO, "あ"), ("い",), (TWO, "う"), (TWO, "え"), (ONE, "お"))
    pages = [page(*body[1:], head=body[0]) if len(body) > 1 else page(*body) for body in bodies]
    assert lines_of(*pages) == [line for body in bodies for line in body]


def test_lines_within_the_page_stay() -> None:
    """A line that the next repeats is a line of the text where it is not in the margin."""
    pages = [page(ONE, "あ", head=ONE, at=105) for _ in range(2)]
    assert lines_of(*pages) == [ONE, ONE, "あ"] * 2


@pytest.mark.parametrize("name", ["システム", "特定個人情報ファイルを取り扱う事務の概要その", "・項目", "（"])
def test_numbered_lines_at_the_head_of_a_page_stay(name: str) -> None:
    """One is no name of a sheet because the next says the same with another number."""
    bodies = [[f"{name}{n}{m}" for m in "123"] for n in "123"]
    assert lines_of(*(page(*body[1:], head=body[0]) for body in bodies)) == [line for body in bodies for line in body]


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("2026/11/30 22:45 評価書", "https://www.city.example.jp/a.html {n}/2"),
        ("11/30/26, 10:45 PM 評価書", "file:///C:/a.html {n}/2"),
        ("11/30/26, 10:45\u202fPM", "about:blank {n}/2"),
        ("評価書 https://www.city.example.jp/a.html", "{n} / 2 2026/11/30 22:45"),
    ],
)
@pytest.mark.kind("margin", pdf="read")
def test_what_a_browser_prints_in_the_margins_goes(head: str, foot: str) -> None:
    """The hour and the title above, the address and the page's number below."""
    bodies = ((ONE, "あ"), ("い", "う"))
    pages = [page(*body, head=head, foot=foot.format(n=n)) for n, body in enumerate(bodies, 1)]
    assert lines_of(*pages) == [line for body in bodies for line in body]


@pytest.mark.parametrize("foot", ["見本市 基礎項目評価書 {n}/3", "見本市 - {n} -", "評価書　{n}ページ", "評価書 p.{n}"])
def test_words_with_the_pages_number_go(foot: str) -> None:
    """Below each page, whatever the words are."""
    bodies = ((ONE, "あ"), ("い", "う"), (TWO, "え"))
    pages = [page(*body, foot=foot.format(n=n)) for n, body in enumerate(bodies, 1)]
    assert lines_of(*pages) == [line for body in bodies for line in body]


@pytest.mark.parametrize("foot", ["公表場所 https://www.city.example.jp/", "令和7年4月1日 10:00", "対象人数 {n}"])
def test_lines_at_the_foot_of_a_page_that_are_the_reports_stay(foot: str) -> None:
    """An address without a page's number, a day as reports write it, a number on two pages."""
    bodies = ((ONE, "あ"), ("い", "う"))
    pages = [page(*body, foot=foot.format(n=n)) for n, body in enumerate(bodies, 1)]
    assert lines_of(*pages) == [line for n, body in enumerate(bodies, 1) for line in (*body, foot.format(n=n))]


HEADING = "Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策"


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        (HEADING + "　(1)住民情", "報ファイル", True),
        (HEADING[:-3], "ク対策 ※（７．リスク１⑨を除く。）", True),
        (HEADING, "※（７．リスク１⑨を除く。）　(2)住民情報ファイル", True),
        (HEADING, "(2)住民情報ファイル", True),
        (HEADING, "1. 特定個人情報ファイル名", False),
        (HEADING, "①部署", False),
        ("あ" * 31, "・次の行", False),
        ("あ" * 30 + "。", "次の文", False),
        (HEADING[:20], "対策", False),
    ],
)
def test_a_heading_over_two_lines_is_one(first: str, second: str, whole: bool) -> None:
    """Its first line ends where the page's tables end; what has a number or sign of its own begins a line."""
    edge = 40 + 9 * len(first) + 5 if len(first) > 25 else 500
    sheet = Sheet().text(40, 60, first).text(40, 75, second).grid((40, 100, edge), (100, 120)).text(43, 115, "表")
    got = ["".join("".join(row).split("\n")) for row in texts(pdf(sheet))]
    assert got == ([first + second, "表"] if whole else [first, second, "表"])


@pytest.mark.parametrize(("form", "seed"), [("form2-2024", 3), ("form3-2024", 4)])
def test_prints_with_the_name_of_the_sheet_above_each_page(
    form: str, seed: int, program: Callable[[str], str], tmp_path: Path
) -> None:
    """&A in the head and the pages' numbers at the foot, as offices set them: the fields and rows of the report."""
    program("soffice")
    truth = generate(seed, form=form, editions=3).editions[-1]
    path = tmp_path / "report.xlsx"
    path.write_bytes(to_workbook(truth)[0])
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        assert isinstance(sheet, Worksheet)
        sheet.oddHeader.right.text, sheet.oddFooter.center.text = "&A", "&P / &N"
    book.save(path)
    (tmp_path / "out").mkdir()
    edition = read(print_all([path], tmp_path / "out")[0])
    assert isinstance(edition, Edition)
    assert edition.unread == ()
    assert [(i.item_id, fold(i.text or "")) for i in edition.items] == [
        (i.item_id, fold(i.text or "")) for i in truth.items if i.status != "absent"
    ]
    assert [(r.changed_on, fold(r.label), fold(r.before or ""), fold(r.after or "")) for r in edition.changes] == [
        (r.changed_on, fold(r.label), fold(r.before or ""), fold(r.after or "")) for r in truth.changes
    ]
