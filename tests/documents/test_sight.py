"""What nobody sees, what is struck through, what was lost: read as that in each format, and told with its place."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import seen
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from pia_audit.audits.run import audit
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus

ROWS = [(date(int(r[0][2]) + 2018, 4, 1), *r[1:4], r[4], r[5]) for r in seen.ROWS]
SECOND = seen.TOP + 1
"""The second change's row of the sheet, rows from 1."""
Change = Callable[[Worksheet], Any]


def _without(*numbers: int) -> list[tuple[Any, ...]]:
    return [row for n, row in enumerate(ROWS) if n not in numbers]


def _with(number: int, column: int, value: object) -> list[tuple[Any, ...]]:
    rows = [list(row) for row in ROWS]
    rows[number][column] = value
    return [tuple(row) for row in rows]


def _row(sheet: Worksheet, **look: Any) -> None:
    """Give the second change's cells a look."""
    for cell in sheet[SECOND]:
        for name, value in look.items():
            setattr(cell, name, value)


def _hide_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[SECOND].hidden = True


def _fold_row(sheet: Worksheet) -> None:
    sheet.row_dimensions.group(SECOND, SECOND, hidden=True)


def _no_height(sheet: Worksheet) -> None:
    sheet.row_dimensions[SECOND].height = 0.4


def _filter(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = f"A{seen.TOP - 1}:F{seen.TOP + 2}"
    sheet.row_dimensions[SECOND].hidden = True


def _print_area(sheet: Worksheet) -> None:
    sheet.print_area = f"A1:F{SECOND - 1},A{SECOND + 1}:F{SECOND + 1}"


def _white(sheet: Worksheet) -> None:
    _row(sheet, font=Font(color="FFFFFFFF"))


def _theme(sheet: Worksheet) -> None:
    _row(sheet, font=Font(color=Color(theme=0)))


def _on_grey(sheet: Worksheet) -> None:
    grey = Color(theme=0, tint=-0.35)
    _row(sheet, font=Font(color=grey), fill=PatternFill("solid", fgColor=grey))


def _black_box(sheet: Worksheet) -> None:
    _row(sheet, fill=PatternFill("solid", fgColor="FF000000"))


def _no_format(sheet: Worksheet) -> None:
    _row(sheet, number_format=";;;")


def _tiny(sheet: Worksheet) -> None:
    _row(sheet, font=Font(sz=1))


HIDING: tuple[tuple[Change, str, int], ...] = (
    (_hide_row, "seen-hidden-rows", 1), (_fold_row, "seen-hidden-rows", 1), (_no_height, "seen-hidden-rows", 1),
    (_filter, "seen-hidden-rows", 1), (_print_area, "seen-not-printed", 6), (_white, "seen-unseen", 6),
    (_theme, "seen-unseen", 6), (_on_grey, "seen-unseen", 6), (_black_box, "seen-unseen", 6),
    (_no_format, "seen-unseen", 6), (_tiny, "seen-unseen", 6),
)  # fmt: skip


@pytest.mark.parametrize(("change", "code", "count"), HIDING, ids=lambda v: getattr(v, "__name__", ""))
@pytest.mark.kind("hidden", "printed", "unseen", "blackened", xlsx="told")
def test_a_row_nobody_sees_is_no_row(change: Change, code: str, count: int, tmp_path: Path) -> None:
    """Hidden, folded away, filtered, without height, not printed, in the colour of its ground, of no size."""
    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", change))
    assert seen.table(edition) == _without(1)
    assert seen.notices(edition) == [(code, f"様式2!A{SECOND}", count)]


@pytest.mark.parametrize("change", [_white, _no_format], ids=lambda c: c.__name__)
def test_other_looks_hide_nothing(change: Change, tmp_path: Path) -> None:
    """White on black, a colour that is no white, red, a filled ground: all of them are read."""

    def seen_well(sheet: Worksheet) -> None:
        change(sheet)
        _row(sheet, number_format="General", font=Font(color="FFFFFFFF"), fill=PatternFill("solid", fgColor="FF203864"))
        for cell, colour in zip(sheet[SECOND + 1], ("FFFF0000", "FF0000FF", "FFBFBFBF", "FF00B050"), strict=False):
            cell.font = Font(color=colour, underline="single")

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", seen_well))
    assert seen.table(edition) == ROWS
    assert edition.unread == ()


@pytest.mark.kind("hidden", "rows", xlsx="read told")
def test_what_is_joined_with_a_hidden_row_is_shown_below_it(tmp_path: Path) -> None:
    """Day and 項目 joined over two rows, the first of them hidden: the second shows them as its own."""

    def joined(sheet: Worksheet) -> None:
        for column in "AB":
            sheet[f"{column}{SECOND + 1}"].value = None
            sheet.merge_cells(f"{column}{SECOND}:{column}{SECOND + 1}")
        sheet.row_dimensions[SECOND].hidden = True

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", joined))
    shown = (*ROWS[1][:2], *ROWS[2][2:])
    assert seen.table(edition) == [ROWS[0], shown]
    assert [code for code, *_ in seen.notices(edition)] == ["seen-hidden-rows"]


@pytest.mark.kind("printed", xlsx="read told")
def test_rows_right_below_the_print_area_are_read_and_told(tmp_path: Path) -> None:
    """The table was made longer and the print area was not: its rows are in sight. A memo further down is not."""

    def short(sheet: Worksheet) -> None:
        sheet.print_area = f"A1:F{SECOND - 1}"
        sheet.cell(SECOND + 3, 1).value = "担当者メモ"

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", short))
    assert seen.table(edition) == ROWS
    assert seen.notices(edition) == [
        ("seen-below-print", f"様式2!A{SECOND}", 2), ("seen-not-printed", f"様式2!A{SECOND + 3}", 1),
    ]  # fmt: skip


@pytest.mark.kind("hidden", xlsx="told")
def test_hidden_columns_and_sheets(tmp_path: Path) -> None:
    """A hidden column beside the table is none of it; one of its own texts hidden leaves them unreadable."""

    def beside(sheet: Worksheet) -> None:
        sheet.insert_cols(3)
        for row in range(seen.TOP - 1, seen.TOP + 3):
            sheet.cell(row, 3).value = "担当者メモ"
        sheet.column_dimensions["C"].hidden = True
        assert sheet.parent is not None
        sheet.parent.create_sheet("リスト").append(["内部用"])
        sheet.parent["リスト"].sheet_state = "hidden"

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", beside))
    assert seen.table(edition) == ROWS
    assert [(u.code, u.params["count"], u.params["places" if u.locator else "sheet"]) for u in edition.unread] == [
        ("seen-hidden-columns", 1, "C"), ("seen-hidden-sheets", 1, "リスト"),
    ]  # fmt: skip

    def with_hidden_column(sheet: Worksheet) -> None:
        sheet.column_dimensions["D"].hidden = True

    edition = seen.edition(seen.workbook(tmp_path / "b.xlsx", with_hidden_column))
    assert [(r.before, r.after) for r in edition.changes] == [(r[2], None) for r in seen.ROWS]
    assert [u.code for u in edition.unread] == ["seen-hidden-columns", "head-columns"]


@pytest.mark.kind("printed", xlsx="told")
def test_print_titles_are_printed(tmp_path: Path) -> None:
    """Rows that every page repeats are seen although they lie outside the print area."""

    def titled(sheet: Worksheet) -> None:
        sheet.print_area = f"A{seen.TOP}:F{seen.TOP + 2}"
        sheet.print_title_rows = f"1:{seen.TOP - 1}"

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", titled))
    assert seen.table(edition) == ROWS
    assert edition.unread == ()


@pytest.mark.parametrize(
    "line",
    ['<tr style="display:none">', "<tr hidden>", '<tr class="x">', '<tr style="visibility: hidden">',
     '<tr style="color:#fff">', '<tr bgcolor="#000000">', '<tr style="font-size:0">', '<tr style="opacity:0">'],
)  # fmt: skip
@pytest.mark.kind("hidden", "unseen", html="told")
def test_a_row_of_a_page_nobody_sees(line: str, tmp_path: Path) -> None:
    """By its own style, a class, an attribute, its colour or its size."""
    cells = "".join(f"<td>{t}</td>" for t in seen.ROWS[1])
    rows = [seen.ROWS[0], (f"{line}{cells}</tr>",), seen.ROWS[2]]
    edition = seen.edition(seen.page(tmp_path / "a.html", rows=rows, style="p, .x { display: none }"))
    assert seen.table(edition) == _without(1)
    assert {code for code, *_ in seen.notices(edition)} == {"seen-unseen"}
    assert edition.unread[0].locator == "T2R3C1"


def test_a_page_that_only_looks_odd_is_read(tmp_path: Path) -> None:
    """White words on a dark ground, a style for printers, one that holds nothing: all is read."""
    cells = "".join(f"<td>{t}</td>" for t in seen.ROWS[1])
    row = f'<tr style="color:white;background-color:#203864">{cells}</tr>'
    style = "@media print { tr { display: none } } /* td { display:none } */ th { color: #333 }"
    edition = seen.edition(seen.page(tmp_path / "a.html", rows=[seen.ROWS[0], (row,), seen.ROWS[2]], style=style))
    assert seen.table(edition) == ROWS
    assert edition.unread == ()


# --- struck through -----------------------------------------------------------------------------------


@pytest.mark.kind("struck", xlsx="told")
def test_a_row_that_is_struck_through_is_no_row(tmp_path: Path) -> None:
    """All of its cells, or both of its texts: what was withdrawn is told and kept out of the history."""

    def whole(sheet: Worksheet) -> None:
        _row(sheet, font=Font(strike=True))

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", whole))
    assert seen.table(edition) == _without(1)
    assert seen.notices(edition) == [("seen-struck", f"様式2!A{SECOND}", 5)] or edition.unread[0].params["count"] == 6

    def texts(sheet: Worksheet) -> None:
        sheet.cell(SECOND, 3).font = sheet.cell(SECOND, 4).font = Font(strike=True)

    assert seen.table(seen.edition(seen.workbook(tmp_path / "b.xlsx", texts))) == _without(1)


@pytest.mark.kind("struck", xlsx="told")
def test_words_that_are_struck_through_are_kept_apart(tmp_path: Path) -> None:
    """In a run of a cell, of a row and of the body: no part of the text, kept as struck; an addition is text."""
    off, new = TextBlock(InlineFont(strike=True), "旧課"), TextBlock(InlineFont(color="FFFF0000", u="single"), "手当課")

    def runs(sheet: Worksheet) -> None:
        sheet.cell(SECOND, 4).value = CellRichText("福祉部", off, new)
        sheet.cell(12, 2).value = CellRichText("福祉部", off, new)

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", runs))
    assert seen.table(edition) == ROWS
    assert edition.changes[1].struck == (("after", "旧課"),)
    item = edition.item("department.name")
    assert (item.text, item.struck) == ("福祉部手当課", "旧課")
    assert seen.notices(edition) == [("seen-struck", "様式2!B12", 2)]
    frame = Corpus.of([edition]).changes
    assert frame.get_column("struck_after").to_list() == [None, "旧課", None]


@pytest.mark.parametrize(
    "columns",
    [
        "<col span=2><col style='visibility:collapse'><col span=4>",
        "<colgroup span=2></colgroup><colgroup style='visibility: collapse'><col></colgroup><col span=4>",
        "<colgroup class=away><col class=back span=2><col><col class=back span=4></colgroup>",
    ],
)
@pytest.mark.kind("hidden", html="told")
def test_a_column_of_a_page_that_is_folded_away_is_no_part_of_the_table(columns: str, tmp_path: Path) -> None:
    """By its own style or its group's: neither its header nor its cells are read, and each of them is told; a cell that
    reaches over it into a column that is seen is read there."""
    head = (*seen.HEAD[:2], "旧欄", *seen.HEAD[2:])
    rows = [(*row[:2], f"旧{n}", *row[2:]) for n, row in enumerate(seen.ROWS)]
    style = ".away { visibility: collapse } .back { visibility: visible }"
    path = seen.page(tmp_path / "a.html", head=head, rows=rows, style=style)
    shown = seen.edition(path)
    markup = path.read_text("utf-8").replace("<table><tr><td>変更日", f"<table>{columns}<tr><td>変更日")
    joined = "<td>旧1</td><td>福祉部福祉課</td>"
    assert joined in markup
    path.write_text(markup.replace(joined, "<td colspan=2>福祉部福祉課</td>"), "utf-8")
    edition = seen.edition(path)
    assert "head-words" in {u.code for u in shown.unread}
    assert seen.table(edition) == seen.table(seen.edition(seen.page(tmp_path / "b.html")))
    assert "旧" not in "".join(str(r) for r in edition.changes)
    assert seen.notices(edition) == [("seen-unseen", "T2R1C3", 3)]


@pytest.mark.parametrize(
    "mark",
    [
        "<s>旧課</s>",
        "<del>旧課</del>",
        "<strike>旧課</strike>",
        '<span style="text-decoration: line-through">旧課</span>',
    ],
)
@pytest.mark.parametrize("suffix", ["html", "txt"])
@pytest.mark.kind("struck", html="told", txt="told")
def test_words_struck_through_by_markup(mark: str, suffix: str, tmp_path: Path) -> None:
    """The same in a page, and in a text whose converter left the markup in."""
    if suffix == "txt" and "span" in mark:
        mark = mark.replace("span", "del")
    rows = [seen.ROWS[0], (*seen.ROWS[1][:3], f"福祉部{mark}<b>手当課</b>", *seen.ROWS[1][4:]), seen.ROWS[2]]
    edition = seen.edition(seen.WRITERS[suffix](tmp_path / f"a.{suffix}", rows=rows))
    assert seen.table(edition) == ROWS
    assert edition.changes[1].struck == (("after", "旧課"),)
    assert [(code, count) for code, _, count in seen.notices(edition)] == [("seen-struck", 1)]


@pytest.mark.parametrize("suffix", ["html", "txt"])
@pytest.mark.kind("ruby", html="read", txt="read")
@pytest.mark.kind("hidden", html="told", txt="told")
def test_words_that_markup_hides_and_ruby(suffix: str, tmp_path: Path) -> None:
    """Hidden words are told and left out; ruby is no text and nothing to tell."""
    words = '福祉部<span style="display:none">秘密</span><ruby>手当<rp>(</rp><rt>てあて</rt><rp>)</rp></ruby>課'
    rows = [seen.ROWS[0], (*seen.ROWS[1][:3], words, *seen.ROWS[1][4:]), seen.ROWS[2]]
    edition = seen.edition(seen.WRITERS[suffix](tmp_path / f"a.{suffix}", rows=rows))
    assert seen.table(edition) == ROWS
    assert [(code, count) for code, _, count in seen.notices(edition)] == [("seen-unseen", 1)]
    assert "秘密" not in repr(edition)


@pytest.mark.kind("ruby", xlsx="read")
def test_ruby_of_a_workbook_is_no_text(tmp_path: Path) -> None:
    """The readings that a Japanese input program leaves in a cell."""

    def ruby(text: str) -> str:
        assert "<t>福祉部手当課</t>" in text
        run = '<t>福祉部手当課</t><rPh sb="0" eb="2"><t>フクシ</t></rPh><phoneticPr fontId="1"/>'
        return text.replace("<t>福祉部手当課</t>", run)

    path = seen.rewritten(seen.shared(tmp_path / "a.xlsx"), "xl/sharedStrings.xml", ruby)
    assert "フクシ" in zipfile.ZipFile(path).read("xl/sharedStrings.xml").decode()
    assert seen.table(seen.edition(path)) == ROWS


# --- lost ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["=1/0", "#REF!", "#N/A", "=A1"])
@pytest.mark.kind("lost", xlsx="told")
def test_a_value_that_is_not_in_the_file_is_unreadable(value: str, tmp_path: Path) -> None:
    """An error, and a formula no program has worked out, in a row and in a field: unreadable, told, and no finding."""

    def lost(sheet: Worksheet) -> None:
        sheet.cell(SECOND, 4).value = value
        sheet.cell(12, 2).value = value

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", lost))
    assert seen.table(edition) == _with(1, 3, None)
    assert edition.item("department.name").status == "unreadable"
    assert seen.notices(edition) == [("seen-lost", "様式2!B12", 2)]
    assert _wrong(edition) == []


def _wrong(edition: Edition) -> list[str]:
    """Rules that hold something against the second row or the field it writes."""
    findings = audit(Corpus.of([edition])).findings
    rows = findings.filter((findings["row_no"] == 2) | (findings["item_id"] == "department.name"))
    return [
        code for code in rows.get_column("rule").to_list() if not code.startswith(("PIA105", "PIA4", "PIA5", "PIA7"))
    ]


@pytest.mark.parametrize("column", range(6))
def test_no_lost_cell_of_a_row_is_held_against_it(column: int, tmp_path: Path) -> None:
    """Day, 項目 and 提出時期 that were lost are unreadable too: nothing says they are blank or wrong."""

    def lost(sheet: Worksheet) -> None:
        sheet.cell(SECOND, column + 1).value = "#REF!"

    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", lost))
    assert len(edition.changes) == 3
    assert edition.changes[1].unreadable == (("day", "label", "before", "after", "timing", "note")[column],)
    assert edition.changes[1].label_meant == ""
    assert _wrong(edition) == []


def test_a_formula_that_gave_a_value_or_an_empty_text_has_one(tmp_path: Path) -> None:
    """Cached values count, of a shared formula as well; an empty text is an empty cell and nothing lost."""

    def cached(text: str) -> str:
        text = re.sub(
            rf'<c r="D{SECOND}"[^>]*>.*?</c>',
            f'<c r="D{SECOND}" t="str"><f t="shared" si="0" ref="D1:D2">B1</f><v>福祉部手当課</v></c>', text,
        )  # fmt: skip
        return re.sub(
            rf'<c r="F{SECOND}"[^>]*>.*?</c>', f'<c r="F{SECOND}" t="str"><f t="shared" si="0"/><v></v></c>', text
        )

    path = seen.workbook(tmp_path / "a.xlsx", lambda _: None)
    edition = seen.edition(seen.rewritten(path, "xl/worksheets/sheet1.xml", cached))
    assert seen.table(edition) == _with(1, 5, "")
    assert edition.unread == ()


@pytest.mark.parametrize("kind", ["shared", "inline"])
def test_struck_runs_of_shared_texts_and_of_texts_in_the_cells_themselves(kind: str, tmp_path: Path) -> None:
    """Words of a run that is struck through, wherever a program keeps its texts; a run may undo the cell's strike."""
    runs = "<r><t>福祉部</t></r><r><rPr><strike/></rPr><t>旧課</t></r><r><rPr><strike val='0'/></rPr><t>手当課</t></r>"
    if kind == "shared":
        path = seen.shared(tmp_path / "a.xlsx")
        seen.rewritten(path, "xl/sharedStrings.xml", lambda t: t.replace("<si><t>福祉部手当課</t>", f"<si>{runs}"))
    else:
        path = seen.workbook(tmp_path / "a.xlsx", lambda _: None)
        cell = f'<c r="D{SECOND}" t="inlineStr"><is>{runs}</is></c>'
        seen.rewritten(path, "xl/worksheets/sheet1.xml", lambda t: re.sub(rf'<c r="D{SECOND}"[^>]*>.*?</c>', cell, t))
    edition = seen.edition(path)
    assert seen.table(edition) == ROWS
    assert edition.changes[1].struck == (("after", "旧課"),)


@pytest.mark.parametrize(
    ("suffix", "cell"),
    [("html", '<img src="x.png" alt="福祉部手当課">'), ("html", "<svg><text>福祉部手当課</text></svg>"),
     ("txt", '<img src="x.png" alt="福祉部手当課">')],
)  # fmt: skip
@pytest.mark.kind("picture", html="told", txt="told")
def test_a_picture_in_a_cell_is_no_text(suffix: str, cell: str, tmp_path: Path) -> None:
    """A picture where the text should be; beside a text, and one that only fills a gap, it takes nothing away."""
    rows = [seen.ROWS[0], (*seen.ROWS[1][:3], cell, *seen.ROWS[1][4:]), seen.ROWS[2]]
    edition = seen.edition(seen.WRITERS[suffix](tmp_path / f"a.{suffix}", rows=rows))
    assert seen.table(edition) == _with(1, 3, None)
    assert [(code, count) for code, _, count in seen.notices(edition)] == [("seen-lost", 1)]
    rows[1] = (*seen.ROWS[1][:3], f"福祉部手当課{cell}", *seen.ROWS[1][4:])
    edition = seen.edition(seen.WRITERS[suffix](tmp_path / f"b.{suffix}", rows=rows))
    assert seen.table(edition) == ROWS


@pytest.mark.kind("script", html="told")
def test_a_script_that_writes_into_the_page_is_told(tmp_path: Path) -> None:
    """A row that a script would write is not there; one that does something else is nothing to tell."""
    rows = [*seen.ROWS, ('<tr><script>document.write("<td>x</td>")</script></tr>',)]
    edition = seen.edition(seen.page(tmp_path / "a.html", rows=rows))
    assert seen.table(edition) == ROWS
    assert [(code, count) for code, _, count in seen.notices(edition)] == [("seen-scripts", 1)]
    path = seen.page(tmp_path / "b.html")
    path.write_text(path.read_text(encoding="utf-8").replace("<body>", "<body><script>ga()</script>"), "utf-8")
    assert seen.edition(path).unread == ()


@pytest.mark.parametrize("form", ["html", "text", "workbook"])
def test_signs_that_are_turned_round_are_read_as_they_are_seen(form: str, tmp_path: Path) -> None:
    """Behind U+202E signs run backward up to U+202C or the line's end; the other signs of direction turn nothing."""
    first, second, third = seen.ROWS
    rows = [first, (*second[:3], "甲\u202e丙乙\u202c丁\u200f戊", *second[4:]), third]
    if form == "workbook":
        path = seen.workbook(tmp_path / "a.xlsx", lambda _: None, rows=rows)
    else:
        path = {"html": seen.page, "text": seen.text}[form](tmp_path / "a", rows=rows)
    edition = seen.edition(path)
    assert (edition.changes[1].after or "").replace("\u200f", "") == "甲乙丙丁戊"
    assert [(code, count) for code, _, count in seen.notices(edition)] == [("seen-turned", 1)]
