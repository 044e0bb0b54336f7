"""Printed reports: rules to cells, clipped text, page breaks, blocks of options, and files that are refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import which
from typing import IO

import pytest
from bounded import bounded
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_pdf import COLUMNS, HEADER, HEIGHT, Sheet, pdf, read, refusal, stream, texts, written

from pia_audit.documents.blocks import Cell, Document, Row
from pia_audit.documents.pdf import read_pdf, worker
from pia_audit.documents.pdf.document import read_document
from pia_audit.documents.table_heads import head_of
from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.readers import change_table

pytest.importorskip("pypdfium2")


def test_a_ruled_table_comes_as_rows_with_empty_cells_and_places() -> None:
    """Every cell of the change table is there, an empty one too, with its page and box in points."""
    sheet = Sheet().text(40, 40, "変更箇所").grid(COLUMNS, (60, 80, 100))
    sheet.row(73, HEADER).row(93, ("令和8年3月1日", "評価書名", "甲の文", "乙の文", "事後", ""))
    document = read(pdf(sheet))
    assert [row.ruled for row in document.rows] == [False, True, True]
    assert [c.text for c in document.rows[1].cells] == list(HEADER)
    assert [c.text for c in document.rows[2].cells] == ["令和8年3月1日", "評価書名", "甲の文", "乙の文", "事後", ""]
    assert document.rows[2].cells[1].locator == "p1:100,80,200,100"
    assert document.encoding == "pdf"
    assert len(document.sha256) == 64


def test_lines_are_read_from_above_whatever_the_order_in_the_file() -> None:
    """Stream order is not reading order, and a sign printed twice for bold is one sign."""
    sheet = Sheet().grid((40, 300), (60, 110)).text(43, 100, "三行").text(61, 73, "三四").text(43, 73, "一二")
    sheet.text(43.3, 86, "太字").text(43, 86, "太字")
    assert texts(pdf(sheet)) == [["一二三四\n太字\n三行"]]


def test_a_wrapped_line_is_joined_and_a_short_one_is_not() -> None:
    """A line that fills its cell went on because the cell was full."""
    sheet = Sheet().grid((40, 100), (60, 110)).text(42, 72, "あいうえおか").text(42, 84, "きく").text(42, 96, "けこ")
    assert texts(pdf(sheet)) == [["あいうえおかきく\nけこ"]]


def test_a_raised_or_lowered_sign_stays_in_its_line() -> None:
    """The number of a note above its word, at its line's head, and a foot; ruby above a word is none of it."""
    sheet = Sheet().grid((40, 300, 550), (40, 120))
    sheet.text(43, 60, "令和6年", 10).text(43, 80, "合計", 10).text(63, 75, "注1", 6).text(74, 80, "人", 10)
    sheet.text(43, 95, "※", 6).text(49, 100, "水Ｈ", 10).text(69, 103, "2", 6).text(75, 100, "の量", 10)
    sheet.text(303, 60, "漢字", 10).text(303, 51, "かんじ", 5)
    left, right = read(pdf(sheet)).rows[0].cells
    assert left.text == "令和6年\n合計注1人\n※水Ｈ2の量"
    assert right.text == "漢字"


def test_only_lines_one_can_see_are_rules() -> None:
    """Clip rectangles, white lines and shading divide no cell; thin filled shapes and stroked boxes do."""
    frame = f"40 {HEIGHT - 100} 200 40 re S"
    shading = f"0.9 g 40 {HEIGHT - 80} 200 20 re f 0 g"
    white = f"1 G 40 {HEIGHT - 90} m 240 {HEIGHT - 90} l S 0 G"
    clip = f"q 40 {HEIGHT - 80} 100 20 re W n Q"
    thin = f"139 {HEIGHT - 100} 1 40 re f"
    sheet = Sheet().text(43, 75, "左側").text(143, 75, "右側").text(43, 95, "下側")
    sheet.parts += [shading, frame, white, clip, thin]
    assert texts(pdf(sheet)) == [["左側\n下側", "右側"]]


def _cut(full: list[str], first: int, *, header: bool = True, second_from: int | None = None) -> bytes:
    """A change row over two pages, each with the whole text and a clip that shows its part."""
    upper, lower = Sheet(), Sheet()
    upper.row(713, HEADER).row(735, ("令和8年3月1日", "概要"))
    top = 60 if header else 40
    bottom, last = 725 + 12 * first, 725 + 12 * first + 3
    upper.grid(COLUMNS, (700, 720, last), open_below=True)
    lower.grid(COLUMNS, (40, 60, 120, 140) if header else (40, 120, 140))
    if header:
        lower.row(53, HEADER)
    lower.row(133, ("令和8年4月1日", "次の行", "丙の文", "丁の文", "事前", ""))
    start = first if second_from is None else second_from
    for at, line in enumerate(full):
        upper.text(203, 735 + 12 * at, line, clip=(200, 720, 320, bottom))
        lower.text(203, top + 10 + 12 * (at - start), line, clip=(200, top, 320, 120))
    return pdf(upper, lower)


@pytest.mark.parametrize("header", [True, False])
def test_a_row_cut_by_a_page_break_is_one_row(header: bool) -> None:
    """Both pages hold the whole text and hide a part of it: each line comes once, and nothing counts as hidden."""
    lines = ["一行目である", "二行目である", "三行目である", "四行目である"]
    rows = [row for row in read(_cut(lines, 2, header=header)).rows if row.cells[0].text.startswith("令和")]
    assert [c.text for c in rows[0].cells][:3] == ["令和8年3月1日", "概要", "\n".join(lines)]
    assert [c.hidden for c in rows[0].cells] == [None] * 6
    assert [c.text for c in rows[1].cells] == ["令和8年4月1日", "次の行", "丙の文", "丁の文", "事前", ""]
    assert len(rows) == 2


def test_a_line_that_neither_page_shows_is_hidden() -> None:
    """What falls between the two pages is told as hidden and not taken for printed text."""
    lines = ["一行目である", "二行目である", "三行目である", "四行目である"]
    row = read(_cut(lines, 2, second_from=3)).rows[1]
    assert row.cells[2].text == "一行目である\n二行目である\n四行目である"
    assert row.cells[2].hidden == "三行目である"


def test_text_of_a_row_too_low_is_hidden_and_stays_out_of_its_neighbours() -> None:
    """A row lower than its text prints a part of it; the rest is told, and is no text of the rows around it."""
    sheet = Sheet().grid((40, 100, 300), (60, 80, 100, 120)).row(73, ("上側",), (40,)).row(113, ("下側",), (40,))
    for at, line in enumerate(("隠れた前", "見える", "隠れた後")):
        sheet.text(103, 78 + 13 * at, line, clip=(100, 80, 300, 100))
    rows = read(pdf(sheet)).rows
    assert [[c.text for c in row.cells] for row in rows] == [["上側", ""], ["", "見える"], ["下側", ""]]
    assert rows[1].cells[1].hidden == "隠れた前\n隠れた後"


def test_two_dated_rows_are_not_joined_for_want_of_a_rule() -> None:
    """A producer that leaves out the last rule of a page does not make one row of two."""
    upper = Sheet().grid(COLUMNS, (700, 720, 740), open_below=True).row(713, HEADER)
    upper.row(733, ("令和8年3月1日", "甲の文", "乙の文", "丙の文", "事後", ""))
    lower = (
        Sheet()
        .grid(COLUMNS, (40, 60, 80))
        .row(53, HEADER)
        .row(73, ("令和8年3月1日", "丁の文", "戊の文", "己の文", "事後", ""))
    )
    assert [row[1] for row in texts(pdf(upper, lower)) if row[0].startswith("令和")] == ["甲の文", "丁の文"]


def test_page_marks_are_dropped_and_other_loose_lines_kept() -> None:
    """A number at the foot is a page mark, one amid the page is text."""
    sheet = Sheet().text(40, 400, "14").text(290, 820, "- 3 -").text(40, 830, "目黒区")
    assert texts(pdf(sheet)) == [["14"], ["目黒区"]]


def test_a_choice_is_split_into_its_answer_and_its_list() -> None:
    """No rule divides the answer from the options; a note below both is no part of the answer."""
    sheet = (
        Sheet().grid((40, 150, 550), (60, 140)).text(43, 90, "十分か").text(160, 90, "[").text(180, 90, "十分である")
    )
    sheet.text(260, 90, "]").text(300, 75, "＜選択肢＞").text(290, 90, "1)特に力を入れている").text(
        290, 103, "2)十分である"
    )
    sheet.text(153, 118, "2)を選んだ機関については、別の評価書において詳しい対策が記載されている。")
    label, answer, options = texts(pdf(sheet))[0]
    assert (label, answer) == ("十分か", "[十分である]")
    assert options.startswith("＜選択肢＞\n1)特に力を入れている\n2)十分である\n2)を選んだ")


def test_options_go_on_after_a_page_break() -> None:
    """The rest of a list on the next page belongs to the list, not to the answer."""
    xs = (40, 150, 550)
    upper = Sheet().grid(xs, (760, 800), open_below=True).text(43, 780, "十分か").text(160, 780, "[")
    upper.text(180, 780, "十分である").text(260, 780, "]").text(290, 780, "＜選択肢＞").text(290, 795, "1)特に")
    lower = Sheet().grid(xs, (40, 60, 80)).text(290, 53, "2)十分である").text(43, 73, "次の行")
    assert texts(pdf(upper, lower)) == [["十分か", "[十分である]", "＜選択肢＞\n1)特に\n2)十分である"], ["次の行", ""]]


def test_a_choice_written_as_one_text_is_split_where_its_list_begins() -> None:
    """Older forms write the options below the answer."""
    sheet = Sheet().grid((40, 550), (60, 110)).text(43, 75, "[ 発生なし ] ＜選択肢＞")
    sheet.text(43, 87, "1) 発生あり").text(43, 99, "2) 発生なし")
    assert texts(pdf(sheet)) == [["[発生なし]", "＜選択肢＞\n1) 発生あり\n2) 発生なし"]]


def test_tick_boxes_take_the_words_to_their_right() -> None:
    """A label of two lines stands above and below its box and is read with it, and the heading comes first."""
    sheet = Sheet().grid((40, 550), (60, 100)).text(43, 80, "入手方法")
    for x, mark, words in ((150, "○", ("情報提供ネッ", "トワーク")), (300, "", ("紙面",))):
        sheet.text(x, 80, "[").text(x + 18, 80, mark).text(x + 36, 80, "]")
        for at, word in enumerate(words):
            sheet.text(x + 50, 80 + 11 * (at - (len(words) - 1) / 2), word)
    document = read(pdf(sheet))
    assert document.rows[0].cells[0].text == "入手方法\n[○]情報提供ネットワーク\n[ ]紙面"
    assert document.keeps_ticks


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_on_its_side_is_read_upright(turn: int) -> None:
    """How a viewer turns a page says nothing of its text."""
    sheet = Sheet().grid((40, 100, 300), (60, 80)).row(73, ("左側", "右側"), (40, 100))
    assert texts(pdf(sheet, page=f"/Rotate {turn}")) == [["左側", "右側"]]


def test_text_that_runs_upwards_is_held_level() -> None:
    """Landscape tables are often written sideways on an upright page."""
    sheet = Sheet().grid((40, 100, 300), (60, 80)).row(73, ("ab", "cd"), (40, 100))
    sideways = f"q 0 1 -1 0 {HEIGHT} 0 cm {' '.join(sheet.parts)} Q"
    assert texts(pdf(sideways, box=f"0 0 {HEIGHT} 595")) == [["ab", "cd"]]


def test_tables_within_forms_are_read() -> None:
    """Some programs wrap a page into a form that is moved and clipped."""
    sheet = Sheet().grid((40, 100, 300), (60, 80)).row(73, ("左側", "右側"), (40, 100)).text(43, 300, "外側")
    form = stream(
        f"/Type/XObject/Subtype/Form/BBox[0 {HEIGHT - 100} 595 {HEIGHT}]/Resources<</Font<</F 4 0 R>>>>".encode(),
        "\n".join(sheet.parts).encode(),
    )
    content = pdf("q 1 0 0 1 10 -20 cm /X Do Q", objects=(form,), resources="/XObject<</X 10 0 R>>")
    assert texts(content) == [["左側", "右側"]]
    assert read(content).rows[0].cells[0].locator == "p1:50,80,110,100"


def test_invisible_text_and_marks_without_width_are_not_read() -> None:
    """A layer of recognised text under a picture is not what is printed; control marks print nothing."""
    sheet = Sheet().text(40, 100, "見える\u202e\u200b")
    sheet.parts.append("BT 3 Tr /F 9 Tf 40 600 Td <96A0> Tj ET")
    assert texts(pdf(sheet)) == [["見える"]]


def test_unmapped_fonts_and_scans_are_refused_with_their_page() -> None:
    """Signs of scripts no report is written in, and a page that is a picture, are no text to be audited."""
    fine = Sheet().text(40, 100, "目黒区")
    unread = refusal(pdf(fine, Sheet().text(40, 100, "ཀཁགངཅཆཇཉཏཐདན")))
    assert (unread.code, unread.params) == ("pdf-garbled", {"page": 2})
    picture = b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    scan = f"q 595 0 0 {HEIGHT} 0 0 cm /I Do Q"
    unread = refusal(pdf(fine, scan, objects=(stream(picture, b"\x80"),), resources="/XObject<</I 10 0 R>>"))
    assert (unread.code, unread.params) == ("pdf-scan", {"page": "2"})


def test_a_single_sign_of_a_font_that_nobody_has_is_read() -> None:
    """The library leaves out a single sign whose font is neither in the file nor on the machine; a blank is no loss."""
    sheet = Sheet().text(40, 100, "目黒区").text(40, 120, "目").text(40, 140, "区").text(40, 160, "\u3000")
    document = read(pdf(sheet))
    assert [[c.text for c in row.cells] for row in document.rows] == [["目黒区"], ["目"], ["区"]]
    assert document.problems == ()


def test_files_that_cannot_be_opened_say_why() -> None:
    """Encrypted, cut short, without pages, too long: each has its own reason."""
    whole = pdf(Sheet().text(40, 100, "目黒区"))
    assert refusal(whole[: len(whole) // 2]).code == "pdf-broken"
    assert refusal(b"%PDF-1.7\nnothing\n%%EOF\n").code == "pdf-broken"
    assert refusal(pdf()).code == "pdf-empty"
    locked = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[]/Count 0>>", 3: b"<</Filter/Other/V 9>>"}
    assert refusal(written(locked, b"/Encrypt 3 0 R/ID[<00><00>]")).code == "pdf-encrypted"
    unread = refusal(pdf(*[""] * 2001))
    assert (unread.code, unread.params) == ("pdf-too-long", {"pages": 2001, "limit": 2000})


@pytest.mark.parametrize(
    "content",
    [
        "1 1 m 500 500 l S " * 200_001,
        "".join(f"BT /F 1 Tf 0 {2 * line} Td <{format(0x4E00 + line, '04X') * 500}> Tj ET " for line in range(401)),
    ],
    ids=["rules", "characters"],
)
def test_pages_fuller_than_any_form_are_refused_soon(content: str) -> None:
    """A page with hundreds of thousands of rules or signs is refused by its reader, not given up for its silence."""
    with bounded():
        unread = read_document("report.pdf", pdf(content), lambda _: None)
    assert isinstance(unread, Unread)
    assert (unread.code, unread.params) == ("pdf-too-complex", {"page": 1})


def test_a_file_that_never_ends_is_given_up_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms within forms make a billion drawings of two kilobytes; the process that meets them is ended."""
    forms = tuple(
        stream(
            b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]/Resources<</XObject<</X %d 0 R>>>>" % (at + 1),
            b"/X Do " * 10,
        )
        for at in range(10, 19)
    )
    last = stream(b"/Type/XObject/Subtype/Form/BBox[0 0 600 900]", b"0 0 m 9 9 l S ")
    first = worker._line

    def impatient(process: subprocess.Popen[bytes], stream: IO[bytes]) -> bytes:
        """The process may take its time to begin and for the first page; for the second it has half a second."""
        line = first(process, stream)
        patch.setattr(worker, "PATIENCE", 0.5)
        return line

    with monkeypatch.context() as patch:
        patch.setattr(worker, "_line", impatient)
        unread = refusal(pdf("", "/X Do", objects=(*forms, last), resources="/XObject<</X 10 0 R>>"))
    assert (unread.code, unread.params) == ("pdf-too-complex", {"page": 2})
    assert texts(pdf(Sheet().text(40, 100, "目黒区"))) == [["目黒区"]]


@pytest.mark.parametrize("program", [which("false") or which("where"), "no-such-program"])
def test_a_process_that_cannot_begin_is_told_as_that(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that lets no process begin, or ends it at once, says nothing of the file; the next is tried again."""
    worker.WORKER.stop()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", program)
        unread = refusal(pdf(Sheet().text(40, 100, "目黒区")))
    assert unread.code == "pdf-no-process"
    assert unread.params["program"] in Wording("ja").reason(unread)
    assert texts(pdf(Sheet().text(40, 100, "目黒区"))) == [["目黒区"]]


_WHOLE = _cut(["一行目である", "二行目である"], 1)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, len(_WHOLE) - 1), st.binary(max_size=6)), max_size=6))
def test_damage_is_told_or_survived(changes: list[tuple[int, bytes]]) -> None:
    """Whatever bytes are changed, the answer is a document or a reason."""
    content = bytearray(_WHOLE)
    for at, new in changes:
        content[at : at + len(new)] = new
    assert isinstance(read_pdf(Path("report.pdf"), bytes(content)), Document | Unread)


def test_a_line_between_the_clips_of_two_pages_is_printed_by_both() -> None:
    """Clips are rounded: one that ends, and one that begins, a hair's breadth from a line's middle hide no text."""
    upper = Sheet().grid(COLUMNS, (700, 720, 760), open_below=True).row(713, HEADER)
    lower = Sheet().grid(COLUMNS, (40, 60, 90)).row(53, HEADER)
    middle = 0.38 * 9  # of a line, above its baseline
    for sheet, at, clip in ((upper, 760.1, (200, 720, 320, 760)), (lower, 59.9, (200, 60, 320, 90))):
        sheet.text(203, at + middle - 15, "一行目である", clip=clip)
        sheet.text(203, at + middle, "二行目である", clip=clip)
        sheet.text(203, at + middle + 15, "三行目である", clip=clip)
    row = read(pdf(upper, lower)).rows[1]
    assert (row.cells[2].text, row.cells[2].hidden) == ("一行目である\n二行目である\n三行目である", None)


def test_what_a_pages_end_leaves_of_a_row_keeps_its_columns() -> None:
    """A row of eight points at a page's foot goes on on the next page, label and value apart."""
    xs = (40, 200, 550)
    upper = Sheet().grid(xs, (700, 752, 760), open_below=True).row(730, ("①部署", "総務課"), xs)
    lower = Sheet().grid(xs, (40, 80)).row(63, ("②所属長", "総務課長"), xs)
    assert texts(pdf(upper, lower)) == [["①部署", "総務課"], ["②所属長", "総務課長"]]


def test_letters_drawn_as_shapes_make_no_cells() -> None:
    """Bold letters that a program draws as outlines: their long strokes are no rules, their text stays one line."""
    sheet = Sheet().text(40, 60, "関連情報", size=14)
    for x in (40, 54, 68):
        strokes = [f"{x} {HEIGHT - y} m {x + 13} {HEIGHT - y} l {x + 13} {HEIGHT - y - 12} l" for y in (48, 60)]
        curves = [f"{x} {HEIGHT - 50} {x + 4} {HEIGHT - 52} {x + 9} {HEIGHT - 58} c" for _ in range(3)]
        sheet.parts.append("\n".join([*strokes, *curves, "S"]))
    assert texts(pdf(sheet)) == [["関連情報"]]


def _table(rows: tuple[Row, ...]) -> change_table.Table:
    """Rows below the form's usual header."""
    head = head_of(HEADER)
    assert head is not None
    return change_table.Table(rows, (head,) * len(rows), ((head, "p1"),))


def test_a_row_closed_at_a_pages_foot_and_opened_again_is_one_row() -> None:
    """A browser's print rules off each page: one date and one 提出時期 over both parts make one row, two make two."""
    label = "Ⅰ 関連情報 5. 評価実施機関における担当部署 ①部署"

    def row(page: int, *cells: str) -> Row:
        return Row(tuple(Cell(c, f"p{page}:1,2,3,4") for c in cells), ruled=True)

    halves = row(1, "令和8年", label[:12], "甲", "乙", "", ""), row(2, "3月1日", label[12:], "課", "課", "事後", "")
    whole = (*halves, row(3, "令和8年4月1日", label, "丙", "丁", "事前", ""), row(4, "", "", "戊", "", "", ""))
    rows, _ = change_table.read(_table(whole), "a.pdf")
    assert [(r.changed_on_text, r.label, r.before, r.timing) for r in rows] == [
        ("令和8年3月1日", f"{label[:12]}\n{label[12:]}", "甲\n課", "事後"),
        ("令和8年4月1日", label, "丙\n戊", "事前"),
    ]
    apart = (row(1, "令和8年3月1日", label, "甲", "乙", "事後", ""), row(2, "", label, "丙", "丁", "", ""))
    rows, _ = change_table.read(_table(apart), "a.pdf")
    assert len(rows) == 2
