"""Dates and numbers as a sheet shows them, and workbooks that are made to ask for more memory than there is."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pia_audit.documents.blocks import Document
from pia_audit.documents.xlsx.number_formats import BUILT_IN, shown_as, shows_nothing, words_of
from pia_audit.documents.xlsx.workbook import read_workbook
from pia_audit.japanese.dates import parse_date
from pia_audit.model import Unread
from pia_audit.readers import read

ERA = '[$-411]ggge"年"m"月"d"日";@'
DAY = date(2019, 4, 30)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (ERA, "平成31年4月30日"), ("[$-411]ge.m.d;@", "H31.4.30"), ("yyyy/m/d", "2019/4/30"),
        ("yyyy/mm/dd;@", "2019/04/30"), ('yyyy"年"m"月"d"日"', "2019年4月30日"), ("yyyy\\年m\\月", "2019年4月"),
        ("ggee年mm月dd日", "平31年04月30日"), ("yyyy-mm-dd(aaa)", "2019-04-30(火)"),
        (BUILT_IN[28], "平成31年4月30日"), (BUILT_IN[57], "H31.4.30"),
        ("yy/mm/dd", "19/04/30"), ("m/d/yy", "4/30/19"), ("m/d/yyyy", "4/30/2019"), ("[$-411]e/m/d", "31/4/30"),
        ('m"月"d"日"', "4月30日"), ("m月d日", "4月30日"), ("yyyy", "2019"), ('[$-411]ggge"年度"', "平成31年度"),
        ("yyyy/m/d h:mm", "2019/4/30 0:00"), ("d-mmm-yy", "30-Apr-19"), ("ggge年m月", "平成31年4月"),
        ("[$-F800]dddd, mmmm dd, yyyy", "2019年4月30日"), ("#,##0", "43,585"),
        ("y" * 200, None), ("q/m/d", None), ("yyyy/m/d" * 60, None),
    ],
)  # fmt: skip
def test_a_day_under_a_format(code: str, shown: str | None) -> None:
    """Eras, two digits, weekdays, literal signs, the order of the parts, parts left out; another kind gives nothing."""
    assert shown_as(DAY, code) == shown


def test_the_first_year_of_an_era_is_one_unless_the_format_asks_for_its_name() -> None:
    """令和1年 as the programs print it under the plain format, 令和元年 under the one made for it."""
    assert shown_as(date(2019, 5, 1), ERA) == "令和1年5月1日"
    assert shown_as(date(2019, 5, 1), '[$-ja-JP-x-gannen]ggge"年"m"月"d"日"') == "令和元年5月1日"


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [(1234567.0, "#,##0", "1,234,567"), (0.5, "0%", "50%"), (3.14159, "0.00", "3.14"), (14.0, "0", "14"),
     (0.125, "0.0%", "12.5%"), (14.0, "000", "014"), (1e300, "#,##0", None), (12345.0, '#,##0"人"', "12,345人"),
     (12345.0, "#,##0人", "12,345人"), (3.0, 'General"件"', "3件"), (0.125, "# ?/?", "1/8"), (12.75, "# ?/?", "12 3/4"),
     (0.375, "?/8", "3/8"), (9990101.0, '"〒"000\\-0000', "〒999-0101"), (7.0, "00000", "00007"),
     (-5.0, "#,##0;△#,##0", "△5"), (-5.0, "#,##0;[Red]-#,##0", "-5"), (-5.0, "0", "-5"), (0.0, "#,##0;;", ""),
     (1500.0, '[>=1000]#,##0"人以上";0"人"', "1,500人以上"), (999.0, '[>=1000]#,##0"人以上";0"人"', "999人"),
     (0.0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-"), (1234567.0, '#,##0,"千円"', "1,235千円"),
     (2.5, "0", "3"), (1234.5, "#,##0.##", "1,234.5"), (12345.678, "0.00E+00", "1.23E+04"), (5.0, ";;;", ""),
     (46089.0, '[$-411]ggge"年度"', "令和8年度"), (46089.0, "aaaa", "日曜日")],
)  # fmt: skip
def test_a_number_under_a_format(value: float, code: str, shown: str | None) -> None:
    """Thousands, places, per cent, fractions, words, leading zeros, signs for less than nothing, nothing at all."""
    assert shown_as(value, code) == shown


@given(st.dates(date(1873, 1, 1), date(2099, 12, 31)), st.sampled_from(["yyyy/m/d", ERA, 'yyyy"年"m"月"d"日"']))
def test_what_is_shown_is_read_as_the_same_day(day: date, code: str) -> None:
    """No format loses or moves a day, at the ends of eras either."""
    span = parse_date(shown_as(day, code) or "")
    assert span is not None
    assert (span.start, span.precision) == (day, "day")


def test_cells_come_as_the_sheet_shows_them() -> None:
    """In a workbook: an era date, a number with thousands and a plain number, each under its own cell's format."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("あ & い")
    sheet.write_string(0, 0, "日付")
    sheet.write_datetime(0, 1, datetime(2026, 3, 18), book.add_format({"num_format": ERA}))
    sheet.write_number(0, 2, 12000, book.add_format({"num_format": "#,##0"}))
    sheet.write_number(0, 3, 14)
    sheet.write_datetime(0, 4, datetime(2026, 3, 18), book.add_format({"num_format": 'm"月"d"日"'}))
    book.close()
    document = read_workbook("a.xlsx", buffer.getvalue())
    assert isinstance(document, Document)
    assert [c.text for c in document.rows[0].cells] == ["日付", "令和8年3月18日", "12,000", "14", "3月18日"]


def _package(sheet: str, **more: str) -> bytes:
    """A workbook of one sheet, its parts written by hand."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    packed = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packed}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{kinds}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packed}/relationships"><Relationship Id="r" '
        f'Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets><sheet name="s" sheetId="1" r:id="r"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packed}/relationships"><Relationship Id="r" '
        f'Type="{links}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{sheet}</worksheet>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (parts | more).items():
            archive.writestr(name, text)
    return buffer.getvalue()


def _cell(place: str) -> str:
    """A filled cell, at a place or (without one) after the cell before it."""
    return f'<c r="{place}" t="inlineStr"><is><t>x</t></is></c>'.replace(' r=""', "")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1">' + _cell("A1") + '</row><row r="1048576">' + _cell("XFD1048576") + "</row>",
        '<row r="1">' + _cell("") * 2000 + '</row><row r="1048576">' + _cell("") + "</row>",
        f'<row r="1">{_cell("A1")}<c r="B1" r="XFE9999999" t="s"><v>0</v></c></row>',
        f'<row r="1">{_cell("A1")}<c r="B1" t="s" r="XFE9999999"><v>0</v></c></row>',
        f'<row r="1">{_cell("A1")}<c r="XFE9999999" r="B1" t="s"><v>0</v></c></row>',
        f'<row r="1">{_cell("A1")}<c x=">" r="XFE9999999" t="s"><v>0</v></c></row>',
        f'<row r="1">{_cell("A1")}<c x="/>" r="XFE9999999" t="s"><v>0</v></c></row>',
        f'<row r="1">{_cell("A1")}<c x:r="B1" t="s"><v>0</v></c></row><row r="1048576">{_cell("") * 9}</row>',
        f'<row r="1">{_cell("A1")}</row><row r="9"><c r="XFD9"/><c/>{_cell("")}</row><row r="900000">{_cell("")}</row>',
        f'<row r="1">{_cell("A1")}{_cell("AAAAAAAC5")}</row>',
        f'<row r="1">{_cell("A1")}</row><row r="9">{_cell("C00000001048576")}{_cell("AAA9")}</row>',
        f'<row r="1">{_cell("") * 6000}</row>' + "<row><c/></row>" * 1000,
    ],
)
def test_a_sheet_whose_cells_lie_far_apart_is_refused_before_it_is_laid_out(rows: str, tmp_path: Path) -> None:
    """Two filled cells in opposite corners would ask for gigabytes, and end the process: the sheet is told instead.

    So do places given twice, behind a sign that seems to end the tag, with more letters or digits than the library
    has room for, and cells that count on from an empty one far out.
    """
    path = tmp_path / "corner.xlsx"
    path.write_bytes(_package(f"<sheetData>{rows}</sheetData>"))
    unread = read(path)
    assert isinstance(unread, Unread)
    assert (unread.code, unread.fatal) == ("sheet-too-large", True)


@pytest.mark.parametrize(
    ("before", "more"), [("", ' r:id="r"'), ('<!-- <sheet name="a" sheetId="9" r:id="r"/> -->', "")]
)
def test_a_far_cell_is_met_whichever_sheet_the_library_takes_it_for(before: str, more: str) -> None:
    """A comment that looks like a sheet and a link given twice shift which part is which: the largest counts."""
    main, links = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org"
    kind = f"{links}/officeDocument/2006/relationships"
    sheets = f'<sheet name="s" sheetId="1" r:id="r"/><sheet name="t" sheetId="2" r:id="q"{more}/>'
    relations = "".join(
        f'<Relationship Id="{name}" Type="{kind}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number, name in enumerate("rq", 1)
    )
    book = f'<workbook xmlns="{main}" xmlns:r="{kind}"><sheets>{before}{sheets}</sheets></workbook>'
    rows = f'<row r="1">{_cell("A1")}{_cell("XFE9999999")}</row>'
    parts = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{links}/package/2006/relationships">{relations}'
        "</Relationships>",
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }
    document = read_workbook("a.xlsx", _package(f'<sheetData><row r="1">{_cell("A1")}</row></sheetData>', **parts))
    problems = document.problems if isinstance(document, Document) else (document,)
    assert {p.code for p in problems} & {"sheet-too-large", "workbook-broken"}


@pytest.mark.parametrize(
    "rows",
    [
        "".join(f'<row r="{n}">{_cell("") * 6}</row>' for n in range(1, 2001)),
        "".join(f"<row>{_cell('') * 6}</row>" for n in range(1, 2001)),
        f'<row r="1">{_cell("A1")}<c r="XFD1" s="1"/></row><row r="2" /><row r="1048576"><c r="A1048576" s="1"/></row>',
    ],
)
def test_a_sheet_without_places_or_with_empty_cells_far_out_is_read(rows: str) -> None:
    """Cells that leave their places out, as some programs write them, and looks up to the last row and column."""
    document = read_workbook("a.xlsx", _package(f"<sheetData>{rows}</sheetData>"))
    assert isinstance(document, Document)
    assert document.problems == ()
    assert len(document.rows) in (1, 2000)


def test_what_a_sheet_says_of_its_own_size_does_not_count() -> None:
    """A dimension over the whole grid with one cell in it is a sheet of one cell."""
    cell = _cell("A1")
    content = _package(f'<dimension ref="A1:XFD1048576"/><sheetData><row r="1">{cell}</row></sheetData>')
    document = read_workbook("a.xlsx", content)
    assert isinstance(document, Document)
    assert [[c.text for c in r.cells] for r in document.rows] == [["x"]]


def test_entities_of_a_workbook_are_not_resolved() -> None:
    """Neither one that names a file nor one that doubles itself: the workbook is damaged, and that is all."""
    kinds = '<!ENTITY s SYSTEM "file:///etc/hostname"><!ENTITY a "aaaaaaaaaa">'
    sheet = f"<!DOCTYPE w [{kinds}]><worksheet>&s;&a;</worksheet>"
    unread = read_workbook("a.xlsx", _package("", **{"xl/worksheets/sheet1.xml": sheet}))
    assert isinstance(unread, Unread)


def test_a_directory_that_lies_about_a_parts_size_gains_nothing() -> None:
    """A part that unpacks to more than the directory says is damage; it is not unpacked to its end."""
    content = bytearray(_package("<sheetData>" + " " * 300_000 + "</sheetData>"))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    assert isinstance(read_workbook("a.xlsx", bytes(content)), Unread)


def test_entries_that_share_their_bytes_count_each() -> None:
    """A directory that names one part thousands of times adds up to more than the limit, and is refused by that."""
    content = _package("<sheetData>" + " " * 900_000 + "</sheetData>")
    at, end = content.rindex(b"PK\x01\x02"), content.rindex(b"PK\x05\x06")
    entry, tail = content[at:end], bytearray(content[end:])
    names = [b"xl/worksheets/s%05d.xml" % n for n in range(3000)]
    more = b"".join(entry[:28] + len(n).to_bytes(2, "little") + entry[30:46] + n for n in names)
    size = int.from_bytes(tail[12:16], "little") + len(more)
    tail[8:10] = tail[10:12] = (5 + len(names)).to_bytes(2, "little")
    tail[12:16] = size.to_bytes(4, "little")
    unread = read_workbook("a.xlsx", content[:end] + more + bytes(tail))
    assert isinstance(unread, Unread)
    assert unread.code == "file-too-large"


def test_a_page_with_a_tag_of_no_end_is_refused(tmp_path: Path) -> None:
    """A tag with hundreds of thousands of attributes would keep the parser busy for hours."""
    path = tmp_path / "a.html"
    attributes = " ".join(f"a{n}=1" for n in range(100_000))
    path.write_text(f"<html><body {attributes}>特定個人情報保護評価書</body></html>", encoding="utf-8")
    unread = read(path)
    assert isinstance(unread, Unread)
    assert unread.code == "page-too-complex"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("h:mm", "9:05"),
        ("h:mm:ss AM/PM", "9:05:07 AM"),
        ('h"時"mm"分"', "9時05分"),
        ("[h]:mm", "9:05"),
        ("mm:ss", "05:07"),
    ],
)
def test_a_time_under_a_format(code: str, shown: str) -> None:
    """Minutes are told from months by what stands beside them."""
    assert shown_as(time(9, 5, 7), code) == shown


def test_a_text_under_a_format() -> None:
    """Words that a format puts round a text are seen; a format for nothing shows nothing of it."""
    assert shown_as("甲課", '@"　御中"') == "甲課　御中"
    assert shown_as("甲課", "yyyy/m/d;@") == "甲課"
    assert shown_as("甲課", ";;;") == ""
    assert [words_of(c) for c in ("@", "yyyy/m/d;@", '@"様"', ";;;", "0;-0;0;@")] == [False, False, True, True, False]
    assert [shows_nothing(c) for c in (";;;", "0;;;", "General")] == [True, False, False]


@given(st.floats(0, 1e12, allow_nan=False), st.sampled_from(["0", "#,##0", "0.00", '#,##0"人"']))
def test_digits_are_those_of_the_number(value: float, code: str) -> None:
    """Whatever the format puts between them, the digits say the number to its last place."""
    shown = shown_as(value, code)
    assert shown is not None
    assert abs(float(shown.strip("人").replace(",", "")) - value) <= 0.5000001
