"""What lies on a workbook's sheets: text boxes, pictures, check boxes as controls and in cells; and signs of ticks."""

from __future__ import annotations

import io
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import seen
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from pia_audit.forms import load
from pia_audit.model import Edition
from pia_audit.readers.answers import flags
from pia_audit.synthetic.office_prints import rewrite_all

ROW = seen.TOP + 1
"""The second change's row of the sheet, rows from 1."""


def _book(path: Path, change: Callable[[Any, Any], Any], leave_out: tuple[int, int] | None = None) -> Edition:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("様式2")
    for number, row in enumerate((*seen.BODY, seen.HEAD, *seen.ROWS)):
        for column, words in enumerate(row):
            if words and (number + 1, column) != leave_out:
                sheet.write_string(number, column, words)
    change(book, sheet)
    book.close()
    return seen.edition(path)


def _png() -> io.BytesIO:
    """A picture of one dot."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


@pytest.mark.kind("box", xlsx="read told")
def test_a_text_box_in_one_empty_cell_is_its_text(tmp_path: Path) -> None:
    """Else it is told with its words, and an empty cell below it is not blank."""

    def inside(_: Any, sheet: Any) -> None:
        sheet.insert_textbox(ROW - 1, 3, "福祉部手当課", {"width": 60, "height": 18, "object_position": 1})

    edition = _book(tmp_path / "a.xlsx", inside, (ROW, 3))
    assert edition.changes[1].after == "福祉部手当課"
    assert seen.notices(edition) == [("seen-text-boxes", f"様式2!D{ROW}", 1)]

    def over(_: Any, sheet: Any) -> None:
        sheet.insert_textbox(ROW - 1, 3, "福祉部手当課", {"width": 400, "height": 200})

    edition = _book(tmp_path / "b.xlsx", over, (ROW, 3))
    assert edition.changes[1].after is None
    assert edition.unread[0].params["text"] == "福祉部手当課"
    edition = _book(tmp_path / "c.xlsx", over)
    assert edition.changes[1].after == "福祉部手当課"
    assert [u.code for u in edition.unread] == ["seen-text-boxes"]


@pytest.mark.parametrize("way", ["insert_image", "embed_image"])
@pytest.mark.kind("picture", xlsx="told")
def test_a_picture_for_a_text_leaves_it_unreadable(way: str, tmp_path: Path) -> None:
    """Over a cell and in it; a field whose value is a picture is not blank either, and one with a text keeps it."""

    def put(_: Any, sheet: Any) -> None:
        getattr(sheet, way)(ROW - 1, 3, "x.png", {"image_data": _png()})

    edition = _book(tmp_path / "a.xlsx", put, (ROW, 3))
    assert edition.changes[1].after is None
    assert [(u.locator, u.params["count"]) for u in edition.unread] == [(f"様式2!D{ROW}", 1)]

    def body(_: Any, sheet: Any) -> None:
        sheet.insert_image(8, 1, "x.png", {"image_data": _png()})

    assert _book(tmp_path / "b.xlsx", body, (9, 1)).item("handling.outline").status == "unreadable"
    assert _book(tmp_path / "c.xlsx", body).item("handling.outline").text == "見本手当の認定を行う。"


_AUDIT = ("9. 監査",), ("実施の有無",)


def _ticked(path: Path, cells: list[tuple[int, Any]], change: Callable[[Any, Any], Any]) -> Edition:
    """The report with the ticks of its audit in a row of the body; ``cells`` are values by column."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("様式2")
    rows = [*seen.BODY[:-1], ("Ⅳ リスク対策",), ("9. 監査",), ("実施の有無",), seen.BODY[-1], seen.HEAD, *seen.ROWS]
    for number, row in enumerate(rows):
        for column, words in enumerate(row):
            if words:
                sheet.write_string(number, column, words)
    for column, value in cells:
        sheet.write(_AT - 1, column, value)
    change(book, sheet)
    book.close()
    return seen.edition(path)


_AT = len(seen.BODY) + 2
"""The row of the ticks."""
_OPTIONS = [(2, "自己点検"), (4, "内部監査"), (6, "外部監査")]


def test_check_boxes_of_cells(tmp_path: Path) -> None:
    """The boxes that newer programs put into cells are ticks with their state."""

    def boxes(_: Any, sheet: Any) -> None:
        for column, on in ((1, True), (3, False), (5, True)):
            sheet.insert_checkbox(_AT - 1, column, on)

    edition = _ticked(tmp_path / "a.xlsx", _OPTIONS, boxes)
    assert edition.item("risk.audit").text == "[○]自己点検 [ ]内部監査 [○]外部監査"
    assert edition.unread == ()


_VML = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel">{shapes}</xml>"""
_SHAPE = """<v:shape id="_x0000_s{number}" type="#_x0000_t201"><v:textbox><div><font>{words}</font></div></v:textbox>
<x:ClientData ObjectType="Checkbox"><x:Anchor> {column}, 2, {row}, 2, {next}, 0, {below}, 0</x:Anchor>{state}
</x:ClientData></v:shape>"""
_CONTROL = '<control shapeId="{number}" r:id="rIdC{number}" name="Check Box {number}"/>'
_STATE = (
    '<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="CheckBox"'
    '{checked} lockText="1"/>'
)
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINK = f'<Relationship Id="{{id}}" Type="{_TYPES}/{{kind}}" Target="{{to}}"/>'


def _controls(path: Path, states: list[bool | None], *, newer: bool) -> Edition:
    """A report whose ticks are form controls, as Excel writes them, with or without parts of their own."""
    _ticked(path, [(0, "実施の有無")], lambda *_: None)
    shapes, links, controls, parts = [], [_LINK.format(id="rIdV", kind="vmlDrawing", to="../drawings/v1.vml")], [], {}
    for at, ((column, words), state) in enumerate(zip(_OPTIONS, states, strict=True)):
        number = 1025 + at
        mark = {True: "<x:Checked>1</x:Checked>", False: "", None: "<x:Checked>2</x:Checked>"}[state]
        shapes.append(
            _SHAPE.format(number=number, words=words, column=column - 1, row=_AT - 1, next=column, below=_AT,
                          state="" if newer else mark)
        )  # fmt: skip
        if newer:
            checked = {True: ' checked="Checked"', False: "", None: ' checked="Mixed"'}[state]
            parts[f"xl/ctrlProps/ctrlProp{at}.xml"] = _STATE.format(checked=checked)
            links.append(_LINK.format(id=f"rIdC{number}", kind="ctrlProp", to=f"../ctrlProps/ctrlProp{at}.xml"))
            controls.append(_CONTROL.format(number=number))
    parts["xl/drawings/v1.vml"] = _VML.format(shapes="".join(shapes))
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(links) + "</Relationships>"
    )  # fmt: skip
    more = '<legacyDrawing r:id="rIdV"/>' + (f"<controls>{''.join(controls)}</controls>" if newer else "")
    seen.rewritten(
        path, "xl/worksheets/sheet1.xml", lambda t: t.replace("</worksheet>", f"{more}</worksheet>"), **parts
    )
    return seen.edition(path)


@pytest.mark.parametrize("newer", [False, True])
@pytest.mark.kind("control", xlsx="read")
def test_check_boxes_drawn_as_controls(newer: bool, tmp_path: Path) -> None:
    """Their state is a tick, read from where the program keeps it; one that is neither is unreadable, and told."""
    edition = _controls(tmp_path / "a.xlsx", [True, False, True], newer=newer)
    assert edition.item("risk.audit").text == "[○]自己点検 [ ]内部監査 [○]外部監査"
    assert edition.unread == ()
    edition = _controls(tmp_path / "b.xlsx", [True, False, None], newer=newer)
    assert edition.item("risk.audit").text != "[○]自己点検 [ ]内部監査 [ ]外部監査"
    assert [u.code for u in edition.unread] == ["seen-controls"]


# --- signs of ticks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [*"○◯〇●◎Ｏ○O1１✖✕✓✔☑☒レ■", "(○)", "（〇）", "　○　"])
def test_signs_that_are_ticks(sign: str) -> None:
    """Whatever sign a clerk sets for a tick, in brackets: it is one."""
    item = load("form2-2024").item("risk.audit")
    assert item is not None
    text, status = flags(item, f"[{sign}]自己点検 [　]内部監査 [ ]外部監査", keeps_ticks=True)
    assert (text, status) == ("[○]自己点検 [ ]内部監査 [ ]外部監査", "read")


@pytest.mark.parametrize("sign", ["△", "?", "済", "※", "2", "未定"])
def test_other_signs_leave_it_open(sign: str) -> None:
    """What is in a box and no known tick is unreadable, never «not ticked»."""
    item = load("form2-2024").item("risk.audit")
    assert item is not None
    assert flags(item, f"[{sign}]自己点検 [○]内部監査 [ ]外部監査", keeps_ticks=True) == (None, "unreadable")


def _commented(sheet: Worksheet) -> None:
    sheet["B9"].comment = Comment("幻の指摘", "総務課")
    sheet["B10"].comment = Comment("幻の指摘", "総務課")
    sheet.cell(seen.TOP, 4).comment = Comment("幻の指摘", "総務課")


@pytest.mark.kind("comment", xlsx="told")
def test_comments_are_no_text_and_are_told(tmp_path: Path) -> None:
    """What a reviewer noted at a cell opens beside it: one sentence with the count and the first places."""
    path = seen.workbook(tmp_path / "a.xlsx", _commented)
    (tmp_path / "out").mkdir()
    for source in (path, *(rewrite_all([path], tmp_path / "out") if shutil.which("soffice") else ())):
        edition = seen.edition(source)
        assert [(u.code, u.locator, u.params["count"], u.params["places"]) for u in edition.unread] == [
            ("seen-comments", "様式2!B9", 3, f"B9、B10、D{seen.TOP}")
        ]
        assert "幻" not in repr(edition)


@pytest.mark.kind("comment", xlsx="told")
def test_a_thread_of_replies_is_one_comment(tmp_path: Path) -> None:
    """Excel keeps a thread in a part of its own, and beside it a note for older programs at the same cell."""
    path = seen.workbook(tmp_path / "a.xlsx", _commented)
    reply = '<threadedComment ref="B9" id="{}"><text>幻の返信</text></threadedComment>'
    thread = "".join(map(reply.format, range(3)))
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    link = f'<Relationship Id="rt" Type="{kind}" Target="../threadedComments/thread1.xml"/></Relationships>'
    seen.rewritten(
        path, "xl/worksheets/_rels/sheet1.xml.rels", lambda part: part.replace("</Relationships>", link),
        **{"xl/threadedComments/thread1.xml": f'<ThreadedComments xmlns="{space}">{thread}</ThreadedComments>'},
    )  # fmt: skip
    edition = seen.edition(path)
    assert [(u.code, u.params["count"]) for u in edition.unread] == [("seen-comments", 3)]
    assert "幻" not in repr(edition)


@pytest.mark.parametrize(("shape", "row"), [("line", 3), ("ellipse", 3), ("rect", 1)])
@pytest.mark.kind("shape", xlsx="told")
def test_a_shape_over_words_is_told(shape: str, row: int, tmp_path: Path) -> None:
    """A line may strike the words below it, a ring may mark one of them; a shape beside all words says nothing."""
    for column, codes in ((3, ["seen-shapes"]), (9, [])):
        path = tmp_path / f"{shape}{column}.xlsx"
        book = xlsxwriter.Workbook(path)
        sheet = book.add_worksheet("様式2")
        for number, line in enumerate((*seen.BODY, seen.HEAD, *seen.ROWS)):
            for at, words in enumerate(line):
                sheet.write(number, at, words)
        sheet.insert_textbox(seen.TOP - row, column, "", {"width": 90, "height": 40 * row})
        book.close()
        seen.rewritten(path, "xl/drawings/drawing1.xml", lambda part: part.replace('prst="rect"', f'prst="{shape}"'))
        edition = seen.edition(path)
        assert len(edition.changes) == 3
        assert [code for code, *_ in seen.notices(edition)] == codes
