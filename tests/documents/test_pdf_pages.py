"""A file's pages as its numbers tell: missing, twice, in reverse; scanned pages and attached files by their names."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from commands import run
from raw_pdf import COLUMNS, HEADER, HEIGHT, Sheet, pdf, read, refusal, stream

from pia_audit.documents.blocks import Document
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition, Unread
from pia_audit.readers import read as read_report
from pia_audit.readers import read_bytes
from pia_audit.readers.split_tables import torn_head

DATA = Path(__file__).parents[2] / "data"
LONG = "特定個人情報ファイルを取り扱う事務の概要その"


def page(number: int, form: str = "- {} -", *, words: int | None = None) -> Sheet:
    """A page with a number at its foot and words of its own."""
    sheet = Sheet().text(280, 820, form.format(number)) if form else Sheet()
    for line in range(6):
        sheet.text(40, 100 + 20 * line, f"{LONG}{words or number}の{line}")
    return sheet


def report(*numbers: int, form: str = "- {} -") -> Document:
    """A file of pages with these numbers."""
    return read(pdf(*(page(n, form) for n in numbers)))


def problems_of(document: Document) -> list[tuple[str, object]]:
    """What is told of the pages."""
    return [(p.code, p.params["pages"]) for p in document.problems]


def first_words(document: Document) -> list[str]:
    """The first line of each page as it is read."""
    return [row.cells[0].text[len(LONG) :] for row in document.rows if row.cells[0].text.endswith("の0")]


@pytest.mark.parametrize("form", ["- {} -", "{}", "{}ページ", "{} / 6", "p.{}", "―{}―"])
@pytest.mark.kind("pages", pdf="told")
def test_a_missing_page_is_named(form: str) -> None:
    """Whatever way the numbers are printed, a gap in them is a page that is not there."""
    assert problems_of(report(1, 2, 4, 5, 6, form=form)) == [("pdf-pages-missing", "3")]
    assert problems_of(report(1, 2, 3, 4, 5, 6, form=form)) == []


def test_the_end_is_missed_where_the_numbers_say_how_many_there_are() -> None:
    """3/6 on the last page."""
    assert problems_of(report(1, 2, 3, form="{}/6")) == [("pdf-pages-missing", "4-6")]


@pytest.mark.kind("pages", pdf="told")
def test_the_first_pages_are_missed_where_the_count_begins_later() -> None:
    """At two or three; at any number where it says of how many. A part of a larger work misses none."""
    assert problems_of(report(2, 3, 4, 5)) == [("pdf-pages-missing", "1")]
    assert problems_of(report(3, 4, 6)) == [("pdf-pages-missing", "1-2, 5")]
    assert problems_of(report(6, 7, 8, form="{}/8")) == [("pdf-pages-missing", "1-5")]
    assert problems_of(report(21, 22, 23)) == []
    assert problems_of(read(pdf(page(0, "", words=7), page(2), page(3), page(4)))) == []
    assert report(2, 3, 4).problems[0].params["behind"] == [0]


@pytest.mark.kind("missing", pdf="told")
def test_a_table_whose_columns_are_on_several_pages_is_told_as_that() -> None:
    """A sheet printed without being fitted to one page: each page has a column or two, and none the header."""
    parts = (HEADER[:1], HEADER[1:3], HEADER[3:5], HEADER[5:])
    rows = [[r[0:1], r[1:3], r[3:5], r[5:]] for r in (("令和7年4月1日", "Ⅰ1①部署", "甲課", "乙課", "事後", ""),)]
    sheets = []
    for number, head in enumerate(parts):
        sheet = Sheet().grid(COLUMNS[: len(head) + 1], (60, 85, 110)).row(75, head)
        sheets.append(sheet.row(100, rows[0][number]))
    torn = torn_head(read(pdf(*sheets)).rows)
    assert [place.split(":")[0] for place in torn] == ["p1", "p2", "p3", "p4"]
    whole = Sheet().grid(COLUMNS, (60, 85)).row(75, HEADER[:2])
    assert torn_head(read(pdf(whole, page(1))).rows) == ()


def test_a_page_that_is_there_twice_is_read_once() -> None:
    """The same page again says nothing new; another page with its number is read, and told."""
    document = report(1, 2, 2, 3, 4)
    assert problems_of(document) == [("pdf-pages-twice", "3")]
    assert first_words(document) == ["1の0", "2の0", "3の0", "4の0"]
    document = read(pdf(page(1), page(2), page(2, words=9), page(3), page(4)))
    assert problems_of(document) == [("pdf-pages-same-number", "2")]
    assert first_words(document) == ["1の0", "2の0", "9の0", "3の0", "4の0"]


def test_a_page_of_few_signs_in_a_copy_is_part_of_it() -> None:
    """It was read into what stands before the copy; one that stands elsewhere by itself may be another page."""
    short = Sheet().text(40, 100, "Ⅲ しきい値判断結果")
    document = read(pdf(page(1), short, page(3), page(5), page(1), short, page(3)))
    assert ("pdf-pages-twice", "5-7") in problems_of(document)
    assert sum("しきい値" in c.text for row in document.rows for c in row.cells) == 1
    document = read(pdf(page(1), short, page(3), page(5), short, page(6)))
    assert sum("しきい値" in c.text for row in document.rows for c in row.cells) == 2


@pytest.mark.kind("pages", pdf="read told")
def test_pages_in_reverse_are_read_in_order() -> None:
    """Scanned or printed from the last page on: read by the numbers. Places keep the file's own pages."""
    document = report(4, 3, 2, 1)
    assert problems_of(document) == [("pdf-pages-reversed", "")]
    assert first_words(document) == ["1の0", "2の0", "3の0", "4の0"]
    assert document.rows[0].locator.startswith("p4:")


def test_numbers_that_begin_anew_or_leave_pages_out_are_nothing_odd() -> None:
    """An annex counts from 1 again; a cover and a page on its side have no number; two numbers are no sequence."""
    assert problems_of(read(pdf(page(1), page(2), page(3), page(1, words=8), page(2, words=9)))) == []
    assert problems_of(read(pdf(page(0, "", words=7), page(1), page(2), page(0, "", words=8), page(3), page(4)))) == []
    assert problems_of(read(pdf(page(1), page(5), page(0, "", words=8)))) == []


@pytest.mark.kind("scanned", pdf="told")
def test_every_scanned_page_is_named() -> None:
    """Pages that are pictures and no text: the file is refused, with their numbers."""
    picture = stream(b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", b"\x80")
    scan = f"q 595 0 0 {HEIGHT} 0 0 cm /I Do Q"
    unread = refusal(pdf(page(1), scan, scan, page(4), scan, objects=(picture,), resources="/XObject<</I 10 0 R>>"))
    assert (unread.code, unread.params) == ("pdf-scan", {"page": "2-3, 5"})


def _with_files(content: bytes, names: list[str]) -> bytes:
    with pypdfium2.PdfDocument(content) as document:
        for name in names:
            document.new_attachment(name).set_data(b"%PDF-1.7 a file")
        path = Path(str(id(document)))
        try:
            document.save(path)
            return path.read_bytes()
        finally:
            path.unlink(missing_ok=True)


@pytest.mark.kind("attached", pdf="told")
def test_attached_files_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report with files attached is read and they are named; where the PDF is but their cover, that is the answer."""
    monkeypatch.chdir(tmp_path)
    source = DATA / "kawanari-07" / "2020-08-31.pdf"
    (tmp_path / "a.pdf").write_bytes(_with_files(source.read_bytes(), ["別添.xlsx", "a\nb.pdf"]))
    edition = read_report(tmp_path / "a.pdf")
    assert isinstance(edition, Edition)
    assert [(u.code, u.params) for u in edition.unread] == [
        ("pdf-attachments", {"count": 2, "names": "a b.pdf、別添.xlsx"})
    ]
    assert run("audit", tmp_path / "a.pdf", "--fail-on", "never").exit_code == 0  # it is told, and nothing is lost
    refused = read_bytes("b.pdf", _with_files(pdf(page(1)), ["評価書.pdf"]))
    assert isinstance(refused, Unread)
    assert refused.code == "pdf-portfolio"
    assert "評価書.pdf" in Wording("ja").reason(refused)
    assert "評価書.pdf" in Wording("en").reason(refused)


def _two_up(*, joined: bool = False) -> Sheet:
    sheet = Sheet()
    for left in (40, 440):
        sheet.grid((left, left + 100, left + 320), (60, 85, 110, 135))
        sheet.text(left + 3, 75, "変更日").text(left + 103, 75, "項目")
    return sheet.rule(40, 300, 800, 300) if joined else sheet


def test_two_pages_on_each_sheet_of_paper_are_refused() -> None:
    """Rows of two pages would be read as one; a sheet with something across its middle, or a single one, is a page."""
    box = "0 0 800 600"
    unread = refusal(pdf(_shifted(_two_up()), _shifted(_two_up()), box=box))
    assert (unread.code, unread.params["page"]) == ("pdf-two-up", "1-2")
    assert read(pdf(_shifted(_two_up()), box=box)).rows
    assert read(pdf(_shifted(_two_up(joined=True)), _shifted(_two_up(joined=True)), box=box)).rows


def _shifted(sheet: Sheet) -> Sheet:
    """The page moved down on paper that is lower than usual."""
    sheet.parts.insert(0, f"1 0 0 1 0 {600 - HEIGHT} cm")
    return sheet


def test_a_day_over_rows_of_two_pages_is_in_each_of_them() -> None:
    """The cell of a day that goes on over a page's end stands beside all of its rows on the next page."""
    first = Sheet().grid(COLUMNS, (60, 85)).row(75, HEADER)
    first.grid(COLUMNS[:2], (85, 800), open_below=True).grid(COLUMNS[1:], (85, 110, 800))
    first.text(COLUMNS[0] + 3, 100, "R7.4.1").row(100, ("Ⅰ1①", "甲課", "乙課", "事後", ""), COLUMNS[1:])
    first.row(130, ("Ⅰ1②", "丙課", "丁課", "事後", ""), COLUMNS[1:])
    second = Sheet().grid(COLUMNS[:2], (60, 110)).grid(COLUMNS[1:], (60, 85, 110))
    second.row(75, ("Ⅰ2", "戊課", "己課", "事後", ""), COLUMNS[1:]).row(
        100, ("Ⅰ3", "庚課", "辛課", "事後", ""), COLUMNS[1:]
    )
    rows = [r for r in read(pdf(first, second)).rows if r.ruled][1:]
    assert [[c.text for c in r.cells] for r in rows] == [
        ["R7.4.1", "Ⅰ1①", "甲課", "乙課", "事後", ""], ["R7.4.1", "Ⅰ1②", "丙課", "丁課", "事後", ""],
        ["R7.4.1", "Ⅰ2", "戊課", "己課", "事後", ""], ["R7.4.1", "Ⅰ3", "庚課", "辛課", "事後", ""],
    ]  # fmt: skip
    assert all(r.cells[0].merged for r in rows[1:])


@pytest.mark.parametrize("size", [4.0, 5.0, 9.0])
def test_a_small_line_that_stands_on_a_table_is_none_of_its_cells(size: float) -> None:
    """The title of a table printed small, right above its first rule: of its own, and not in the first title."""
    sheet = Sheet().text(42, 99.9, "変更箇所", size=size).grid((40, 200, 360), (100, 120, 140))
    sheet.text(42, 115, "変更日", size=size).text(202, 115, "項目", size=size)
    assert [[c.text for c in row.cells] for row in read(pdf(sheet)).rows][:2] == [["変更箇所"], ["変更日", "項目"]]


def test_the_end_of_a_line_that_a_program_left_on_the_next_page_is_none_of_its_own() -> None:
    """Of the cell's line, which the first page shows, the second hides the last signs: the line comes once."""
    upper = Sheet().grid((40, 200, 360), (700, 720, 760), open_below=True)
    lower = Sheet().grid((40, 200, 360), (40, 60, 80))
    upper.text(43, 715, "変更日").text(43, 735, "①NISC政府機関統一基準群").text(203, 735, "遵守している")
    lower.text(43 + 9 * 5, 36, "政府機関統一基準群", clip=(40, 40, 200, 60)).text(203, 55, "次の行")
    cells = [c for row in read(pdf(upper, lower)).rows for c in row.cells if "NISC" in c.full_text]
    assert [(c.full_text, c.hidden) for c in cells] == [("①NISC政府機関統一基準群", None)]
