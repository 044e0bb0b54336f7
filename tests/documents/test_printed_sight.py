"""What real programs print: letters that a rule or an edge of shading cuts, ruby, joined cells, small pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import docx
import openpyxl
import pytest
import seen
from browsers import print_page
from docx.oxml import parse_xml
from latin_pdf import SECRET, Latin, cell_of, document_of, framed, remarks
from letters import through_office
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from raw_pdf import Sheet, pdf, read, stream

from pia_audit.documents.blocks import Document
from pia_audit.japanese.ladder import fold
from pia_audit.synthetic.office_prints import print_all

SHADES = {"white": ("1 g", ""), "near white": ("0.97 0.98 0.96 rg", ""), "yellow": ("1 1 0 rg", "1 1 0 rg")}
"""How a text is drawn, and on what."""


def _lines(document: Document) -> list[list[str]]:
    """What the cells say, signs of 漢字 as letters: browsers print some of them as radicals."""
    return [["".join(normalize("NFKC", cell.text).split()) for cell in row.cells] for row in document.rows]


@pytest.mark.parametrize("shade", SHADES)
@pytest.mark.parametrize("y", [111, 113, 62, 66])
@pytest.mark.parametrize("over", [False, True], ids=["under the rule", "over the rule"])
@pytest.mark.kind("unseen", pdf="told")
def test_a_rule_that_cuts_letters_in_the_colour_of_their_ground_shows_none(shade: str, y: int, *, over: bool) -> None:
    """In a low row the letters touch the rule, or lie across it: the rule has gaps then, and nobody reads a word."""
    look, ground = SHADES[shade]
    sheet = Latin()
    if ground:
        sheet.box(30, 50, 310, 125, ground)
    if over:
        sheet.grid((40, 300), (60, 110))
    sheet.words(43, y, SECRET, look=look)
    if not over:
        sheet.grid((40, 300), (60, 110))
    document = document_of(sheet.words(43, 90, "seen"))
    assert _lines(document) == [["seen"]]
    assert remarks(document) == [("pdf-unseen-white", "1", len(SECRET))]


@pytest.mark.parametrize("y", [88, 93, 95])
def test_white_letters_on_a_dark_head_are_seen_though_its_edge_or_a_rule_cuts_them(y: int) -> None:
    """Most of each letter is on the dark ground: a white rule, a black one or the edge of the shading takes little."""
    sheet = framed().box(42, 80, 200, 95, "0.1 0.2 0.4 rg").words(43, y, "white head", look="1 g")
    sheet.parts.append(f"q 1 G {43} {842 - y + 3} m 199 {842 - y + 3} l S Q")
    document = document_of(sheet)
    assert cell_of(document).text == "seen\nwhite head"
    assert document.problems == ()


def test_white_letters_in_a_dark_outline_are_seen() -> None:
    """Filled in white with a line around them they stand on any paper."""
    sheet = framed().words(43, 90, "outline", size=12, look="1 g 0 G 0.5 w 2 Tr")
    assert cell_of(document_of(sheet)).text == "seen\noutline"
    sheet = framed().words(43, 90, SECRET, size=12, look="1 g 1 G 0.5 w 2 Tr")
    assert cell_of(document_of(sheet)).text == "seen"


def _tight(path: Path, rows: list[list[str]], white: set[tuple[int, int]]) -> Path:
    """A workbook with rows as low as their letters, or lower; the cells at ``white`` in white letters."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    side = Side(style="thin")
    for r, row in enumerate(rows, 1):
        sheet.row_dimensions[r].height = 8
        for c, text in enumerate(row, 1):
            cell = sheet.cell(r, c, text)
            cell.border = Border(side, side, side, side)
            cell.alignment = Alignment(vertical="center")
            cell.font = Font(size=11, color="FFFFFFFF" if (r - 1, c - 1) in white or r == 1 else "FF000000")
            if r == 1:
                cell.fill = PatternFill("solid", fgColor="FF1F3864")
    for column in "ABC":
        sheet.column_dimensions[column].width = 22
    book.save(path)
    return path


@pytest.mark.kind("unseen", pdf="told")
def test_an_office_print_with_low_rows_and_white_letters(program: Callable[[str], str], tmp_path: Path) -> None:
    """Rows lower than their letters, as sheets that are to fit a page have them: a white cell says nothing, a white
    head on a dark ground says its words."""
    program("soffice")
    rows = [
        ["見出しの甲", "見出しの乙", "見出しの丙"],
        ["国税局", "幻の圏域", "国土図"],
        ["幻の団", "回覧用", "幻の欄"],
    ]
    path = _tight(tmp_path / "a.xlsx", rows, {(1, 1), (2, 0), (2, 2)})
    document = read(print_all([path], tmp_path)[0].read_bytes())
    shown = "".join("".join(row) for row in _lines(document))
    assert "幻" not in shown
    assert shown == "見出しの甲見出しの乙見出しの丙国税局国土図回覧用"
    assert [code for code, *_ in remarks(document)] == ["pdf-unseen-white"]


@pytest.mark.kind("unseen", pdf="told")
def test_a_browsers_print_with_low_rows_and_white_letters(program: Callable[[str], str], tmp_path: Path) -> None:
    """Lines lower than the letters push them over the rules."""
    rows = [["国税局", "幻の圏域", "国土図"], ["幻の団", "回覧用", "幻の欄"]]
    body = "".join(
        "<tr>" + "".join(f"<td{' style=color:#fff' if '幻' in c else ''}>{c}</td>" for c in row) + "</tr>"
        for row in rows
    )
    head = "".join(f"<th>{c}</th>" for c in ("見出しの甲", "見出しの乙", "見出しの丙"))
    look = "table{border-collapse:collapse} td,th{border:1px solid #000;padding:0;font-size:14px;line-height:9px}"
    style = f"<style>{look} th{{background:#1f3864;color:#fff;-webkit-print-color-adjust:exact}}</style>"
    document = read(print_page(program, f"{style}<table><tr>{head}</tr>{body}</table>", tmp_path))
    shown = "".join("".join(row) for row in _lines(document))
    assert shown == "見出しの甲見出しの乙見出しの丙国税局国土図回覧用"
    assert [code for code, *_ in remarks(document)] == ["pdf-unseen-white"]


TWICE = (
    ("令和6年4月1日", seen.UNIT, "福祉部福祉課", "福祉部給付課", "事後", "組織改正"),
    ("令和6年4月1日", seen.UNIT, "福祉部給付課", "福祉部手当課", "事後", "組織改正"),
    ("令和7年4月1日", seen.OUTLINE, "", "見本手当の認定を行う。", "事前", "追記"),
    ("令和7年4月1日", seen.OUTLINE, "見本手当の認定を行う。", "", "事前", "追記"),
)
"""Two changes each of one day, 項目, 提出時期 and 説明, in cells that are joined over both rows."""


def _joined(sheet: Worksheet) -> None:
    side = Side(style="thin")
    for row in sheet.iter_rows():
        for cell in row:
            cell.border, cell.alignment = Border(side, side, side, side), Alignment(wrap_text=True, vertical="center")
    for letter, width in zip("ABCDEF", (44, 60, 26, 26, 12, 26), strict=True):
        sheet.column_dimensions[letter].width = width
    for first in (seen.TOP, seen.TOP + 2):
        for column in (1, 2, 5, 6):
            sheet.merge_cells(start_row=first, end_row=first + 1, start_column=column, end_column=column)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


@pytest.mark.kind("rows", xlsx="read", pdf="read")
def test_cells_joined_over_rows_say_the_same_in_each_of_them(program: Callable[[str], str], tmp_path: Path) -> None:
    """変更日, 項目, 提出時期 and 説明 of two changes in one cell each: both rows have them, in the workbook and in its
    print, also beside a text that is blank."""
    program("soffice")
    path = seen.workbook(tmp_path / "a.xlsx", _joined, rows=TWICE)
    for source in (path, print_all([path], tmp_path)[0]):
        edition = seen.edition(source)
        rows = [(r.changed_on_text, r.label, r.before, r.after, r.timing_text, r.note) for r in edition.changes]
        assert rows == list(TWICE)
        assert edition.unread == ()


@pytest.mark.kind("rows", pdf="read")
def test_a_browsers_print_of_cells_joined_over_rows(program: Callable[[str], str], tmp_path: Path) -> None:
    """``rowspan``: the cell's rule stands only below its last row."""
    lines = []
    for n, row in enumerate(TWICE):
        cells = [(c, at in (0, 1, 4, 5)) for at, c in enumerate(row)]
        shown = [f"<td{' rowspan=2' if over else ''}>{c}</td>" for c, over in cells if not (over and n % 2)]
        lines.append(f"<tr>{''.join(shown)}</tr>")
    head = "".join(f"<th>{c}</th>" for c in seen.HEAD)
    style = "<style>table{border-collapse:collapse} td,th{border:1px solid #000}</style>"
    document = read(print_page(program, f"{style}<table><tr>{head}</tr>{''.join(lines)}</table>", tmp_path))
    assert [tuple(map(fold, line)) for line in _lines(document)] == [tuple(map(fold, r)) for r in (seen.HEAD, *TWICE)]


@pytest.mark.kind("ruby", pdf="read")
def test_ruby_of_a_browsers_print_is_no_text(program: Callable[[str], str], tmp_path: Path) -> None:
    """ふりがな over one sign, over several, wider than its word, and on the second line of a cell."""
    cells = [
        "<ruby>福祉<rp>(</rp><rt>ふくし</rt><rp>)</rp></ruby>の課", "<ruby>給<rt>キュウ</rt>付<rt>フ</rt></ruby>の事務",
        "<ruby>承<rt>うけたまわ</rt></ruby>る", "一行目<br>二行目の<ruby>欄<rt>らん</rt></ruby>",
    ]  # fmt: skip
    body = "".join(f"<td>{cell}</td>" for cell in cells)
    style = "<style>table{border-collapse:collapse} td{border:1px solid #000}</style>"
    document = read(print_page(program, f"{style}<table><tr>{body}</tr></table>", tmp_path))
    assert _lines(document) == [["福祉の課", "給付の事務", "承る", "一行目二行目の欄"]]
    assert document.problems == ()


_RUBY = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:ruby><w:rubyPr><w:rubyAlign '
    'w:val="distributeSpace"/><w:hps w:val="10"/><w:hpsRaise w:val="18"/><w:hpsBaseText w:val="21"/></w:rubyPr><w:rt>'
    '<w:r><w:rPr><w:sz w:val="10"/></w:rPr><w:t>{}</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>{}</w:t></w:r></w:rubyBase>'
    "</w:ruby></w:r>"
)


@pytest.mark.kind("ruby", pdf="read")
def test_ruby_of_an_office_print_is_no_text(program: Callable[[str], str], tmp_path: Path) -> None:
    """A word processor's ルビ, spread over its word."""
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.style = "Table Grid"
    first, second = (cell.paragraphs[0] for cell in table.rows[0].cells)
    first._p.append(parse_xml(_RUBY.format("ふくし", "福祉")))
    first.add_run("の課")
    second.add_run("担当の")
    second._p.append(parse_xml(_RUBY.format("きゅうふ", "給付")))
    document.save(str(tmp_path / "a.docx"))
    [printed] = through_office(program, [tmp_path / "a.docx"], "pdf")
    assert _lines(read(printed.read_bytes())) == [["福祉の課", "担当の給付"]]


def test_small_words_that_are_no_ruby_stay() -> None:
    """A small note above words of twice its size: 漢字, kana beside the words or over kana, a line further up."""
    sheet = Sheet().grid((40, 400), (60, 140))
    for x, small, words in ((43, "様式二", "評価書"), (103, "ただし", "ものは"), (163, "のうち事務の", "福祉")):
        sheet.text(x, 90, small, size=6).text(x, 102, words, size=12)
    sheet.text(253, 76, "さらに", size=6).text(253, 102, "給付", size=12)
    shown = "".join("".join(line) for line in _lines(read(pdf(sheet))))
    assert sorted(shown) == sorted("様式二評価書ただしものはのうち事務の福祉さらに給付")


def _beside_label(draw: str) -> Document:
    """A row with a label, and a cell in which something is drawn."""
    sheet = Latin().words(43, 75, "label")
    sheet.grid((40, 140, 300), (60, 110)).parts.append(f"q {draw} Q")
    image = b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    return document_of(sheet, objects=(stream(image, b"\x80"),), more="/XObject<</I 11 0 R>>")


SMALL = {
    "image": "6 0 0 6 160 760 cm /I Do",
    "wide image": "22 0 0 5 160 760 cm /I Do",
    "ring": "160 760 m 160 764 166 764 166 760 c 166 756 160 756 160 760 c S",
    "tick": "160 762 m 163 759 l 169 768 l S",
    "cross": "160 760 m 167 767 l 160 767 m 167 760 l S",
}
NOTHING_SAID = {
    "a line that crosses out the cell": "141 733 m 299 781 l S",
    "a dot": "160 760 1.5 1.5 re f",
    "a rule": "160 760 m 290 760 l S",
    "a box": "160 760 8 8 re S",
    "a white ring": "1 G 160 760 m 160 764 166 764 166 760 c 166 756 160 756 160 760 c S",
    "a spot": "2 0 0 2 160 760 cm /I Do",
}


@pytest.mark.parametrize("draw", SMALL.values(), ids=SMALL)
@pytest.mark.kind("picture", pdf="told")
def test_a_small_drawn_mark_in_a_cell_is_unreadable(draw: str) -> None:
    """A ring or a tick in place of an answer, as small as a letter: the cell is not blank, and its page is named."""
    document = _beside_label(draw)
    assert [(c.text, c.lost) for c in document.rows[0].cells] == [("label", False), ("", True)]
    assert remarks(document) == [("pdf-picture-in-cell", "1", 1)]


@pytest.mark.parametrize("draw", NOTHING_SAID.values(), ids=NOTHING_SAID)
def test_lines_and_dots_in_a_blank_cell_say_nothing(draw: str) -> None:
    """A blank cell stays blank whatever rules it: many are crossed out by a line."""
    document = _beside_label(draw)
    assert [(c.text, c.lost) for row in document.rows for c in row.cells][:2] == [("label", False), ("", False)]
    assert document.problems == ()


@pytest.mark.kind("picture", pdf="told")
def test_a_browsers_print_of_marks_drawn_as_pictures(program: Callable[[str], str], tmp_path: Path) -> None:
    """A ring and a tick as SVG, a picture of a few points: each cell is unreadable, a blank one is not."""
    ring = "<svg width=12 height=12><circle cx=6 cy=6 r=5 fill=none stroke=black /></svg>"
    tick = "<svg width=12 height=12><path d='M1 6 L5 10 L11 2' fill=none stroke=black /></svg>"
    dot = "data:image/gif;base64,R0lGODdhAQABAPAAAP8AAAAAACwAAAAAAQABAAACAkQBADs="
    cells = ["委託の有無", ring, tick, f"<img width=9 height=9 src='{dot}'>", ""]
    body = "".join(f"<td>{cell}</td>" for cell in cells)
    style = "<style>table{border-collapse:collapse} td{border:1px solid #000;padding:6px}</style>"
    document = read(print_page(program, f"{style}<table><tr>{body}</tr></table>", tmp_path))
    assert [c.lost for c in document.rows[0].cells] == [False, True, True, True, False]
    assert remarks(document) == [("pdf-picture-in-cell", "1", 3)]
