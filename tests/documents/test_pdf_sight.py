"""What a person sees of a printed page is what is read: ink, colours, covers, layers, strikes and what lies over it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pdf_reports
import pypdfium2
import pypdfium2.raw as raw
import pytest
import seen
from browsers import print_page
from commands import run
from latin_pdf import SECRET, Latin, cell_of, document_of, framed, made, remarks
from raw_pdf import HEIGHT, Sheet, pdf, read, stream

from pia_audit.documents.blocks import Document
from pia_audit.model import Edition
from pia_audit.readers import read as read_report

DATA = Path(__file__).parents[2] / "data"
IMAGE = b"/Type/XObject/Subtype/Image"


def _ink(sheet: Latin) -> None:
    sheet.words(43, 90, SECRET, look="3 Tr")


def _transparent(sheet: Latin) -> None:
    sheet.words(43, 90, SECRET, look="/T gs")


def _tiny(sheet: Latin) -> None:
    sheet.words(43, 90, SECRET, size=1)


def _white(sheet: Latin) -> None:
    sheet.words(43, 90, SECRET, look="1 g")


def _white_in_colour(sheet: Latin) -> None:
    sheet.words(43, 90, SECRET, look="0.99 0.98 0.99 rg")


def _layer_of_marks(sheet: Latin) -> None:
    sheet.parts.append("/OC /L BDC")
    sheet.words(43, 90, SECRET)
    sheet.parts.append("EMC")


UNSEEN = {
    "ink": _ink, "tiny": _tiny, "white": _white, "white ": _white_in_colour,
    "layer": _layer_of_marks, "ink ": _transparent,
}  # fmt: skip


@pytest.mark.parametrize("why", UNSEEN)
@pytest.mark.kind("unseen", pdf="told")
def test_text_that_nobody_sees_is_kept_apart_and_told(why: str) -> None:
    """Without ink, below a point, in the colour behind it, on a layer switched off: no text of the cell, and told."""
    sheet = framed()
    UNSEEN[why](sheet)
    layers = b"<</Type/OCG/Name(draft)>>"
    more = "/Properties<</L 11 0 R>>/ExtGState<</T <</ca 0>>>>"
    content = made(sheet, objects=(layers,), more=more)
    off = b"/OCProperties<</OCGs[11 0 R]/D<</OFF[11 0 R]>>>>"
    document = read(content.replace(b"/Catalog/Pages 2 0 R", b"/Catalog/Pages 2 0 R" + off))
    cell = cell_of(document)
    assert (cell.text, cell.unseen) == ("seen", SECRET)
    assert remarks(document) == [(f"pdf-unseen-{why.strip()}", "1", len(SECRET))]
    assert document.problems[0].locator.startswith("p1:43,")


def test_a_layer_that_is_shown_and_white_text_on_a_dark_head_are_text() -> None:
    """What can be seen is read, whatever could have hidden it."""
    sheet = framed().box(42, 80, 200, 95, "0.1 0.2 0.4 rg").words(43, 90, "white head", look="1 g")
    sheet.parts.append("/OC /L BDC")
    sheet.words(43, 104, "layer on")
    sheet.parts.append("EMC")
    document = document_of(sheet, objects=(b"<</Type/OCG/Name(on)>>",), more="/Properties<</L 11 0 R>>")
    assert cell_of(document).text == "seen\nwhite head\nlayer on"
    assert document.problems == ()


@pytest.mark.kind("hidden", pdf="told")
def test_a_form_on_a_layer_switched_off_is_not_read() -> None:
    """Programs put a layer's text into a form that names the layer; only a drawn page tells that it is off."""
    form = stream(
        b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/OC 12 0 R/Resources<</Font<</H 10 0 R>>>>",
        f"BT /H 9 Tf 43 {HEIGHT - 90} Td ({SECRET}) Tj ET".encode(),
    )
    sheet = framed()
    sheet.parts.append("/X Do")
    content = made(sheet, objects=(form, b"<</Type/OCG/Name(draft)>>"), more="/XObject<</X 11 0 R>>")
    off = b"/OCProperties<</OCGs[12 0 R]/D<</OFF[12 0 R]>>>>"
    document = read(content.replace(b"/Catalog/Pages 2 0 R", b"/Catalog/Pages 2 0 R" + off))
    assert cell_of(document).text == "seen"
    assert remarks(document) == [("pdf-unseen-layer", "1", len(SECRET))]
    assert cell_of(read(content)).text == f"seen\n{SECRET}"


@pytest.mark.kind("printed", pdf="told")
def test_text_outside_the_page_is_told() -> None:
    """What no print shows is no line of the report."""
    document = document_of(framed().words(43, 900, SECRET).words(700, 75, SECRET))
    assert [[c.text for c in row.cells] for row in document.rows] == [["seen"]]
    assert remarks(document) == [("pdf-unseen-outside", "1", 2 * len(SECRET))]


@pytest.mark.parametrize("look", ["0 g", "0.1 0.1 0.3 rg"])
@pytest.mark.kind("blackened", pdf="told")
def test_a_blackened_cell_is_unreadable_and_its_text_nowhere(look: str) -> None:
    """What lies below a black box is told by its count; the cell is unreadable and not blank."""
    document = document_of(framed().words(43, 90, SECRET).box(42, 80, 200, 95, look))
    cell = cell_of(document)
    assert (cell.text, cell.lost, cell.unseen, cell.hidden) == ("seen", True, None, None)
    assert remarks(document) == [("pdf-unseen-blackened", "1", len(SECRET))]
    assert SECRET not in repr(document)


def test_black_text_on_black_is_blackened() -> None:
    """An office program's way to blacken: the cell, or a marker, in black, and the letters with it, to the last."""
    document = document_of(framed().box(42, 82, 43 + 0.8 * 9 * len(SECRET), 92, "0 g").words(43, 90, SECRET))
    assert cell_of(document).lost
    assert remarks(document) == [("pdf-unseen-blackened", "1", len(SECRET))]
    assert SECRET not in repr(document)


def test_a_box_over_part_of_a_text_covers_that_part() -> None:
    """Some signs of one text are covered, the others stand; a white box and an image cover as well."""
    sheet = framed().words(43, 90, f"kept {SECRET}").box(63, 80, 200, 95, "1 g")
    document = document_of(sheet)
    assert (cell_of(document).text, cell_of(document).lost) == ("seen\nkept", False)
    assert remarks(document) == [("pdf-unseen-covered", "1", len(SECRET))]
    image = stream(
        b"/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8", b"\x10\xf0\xf0\x10"
    )
    sheet = framed().words(43, 90, SECRET)
    sheet.parts.append(f"q 160 0 0 16 42 {HEIGHT - 96} cm /I Do Q")
    document = document_of(sheet, objects=(image,), more="/XObject<</I 11 0 R>>")
    assert cell_of(document).text == "seen"
    assert SECRET not in repr(document)


def test_a_marker_over_text_covers_nothing() -> None:
    """Highlighting is drawn over the text and lets it through."""
    sheet = framed().words(43, 90, "marked").box(42, 80, 200, 95, "/M gs 1 1 0 rg")
    document = document_of(sheet, more="/ExtGState<</M <</BM/Multiply>>>>")
    assert cell_of(document).text == "seen\nmarked"
    assert document.problems == ()


def test_what_a_clip_hides_below_a_black_box_stays_hidden() -> None:
    """Of a cell too low for its text the rest is told elsewhere, but not where a box covers the cell."""
    sheet = framed()
    clip = f"42 {HEIGHT - 100} 250 22 re W n"
    sheet.words(43, 90, SECRET, look=clip).words(43, 130, SECRET, look=clip).box(41, 78, 295, 101, "0 g")
    document = document_of(sheet)
    assert SECRET not in repr(document)


@pytest.mark.kind("struck", pdf="told")
def test_struck_words_are_kept_apart() -> None:
    """A line through words, drawn as a stroke or as a thin shape, strikes them; a line below them does not."""
    sheet = framed().words(43, 90, "old words")
    sheet.rule(43, 87, 82, 87)
    sheet.words(43, 104, "also old new").box(43, 100.2, 75, 100.8, "0 g")
    sheet.rule(78, 106, 95, 106)
    document = document_of(sheet)
    assert (cell_of(document).text, cell_of(document).struck) == ("seen\nnew", "old words\nalso old")
    assert remarks(document) == [("pdf-struck", "1", 15)]


def test_a_line_through_a_whole_row_strikes_it_and_an_edge_strikes_nothing() -> None:
    """A line drawn by hand crosses the columns' rules; the edge of a row too low for its text only cuts it."""
    xs = (40, 140, 240, 340)
    sheet = Latin()
    sheet.grid(xs, (60, 80, 100))
    for x in xs[:-1]:
        sheet.words(x + 5, 74, "gone").words(x + 5, 94, "kept")
    document = document_of(sheet.rule(43, 71, 330, 71))
    assert [[(c.text, c.struck) for c in row.cells] for row in document.rows] == [
        [("", "gone")] * 3,
        [("kept", None)] * 3,
    ]
    sheet = Latin()
    sheet.grid(xs, (60, 80, 100))
    for x in xs[:-1]:
        sheet.words(x + 5, 83, "cut")
    assert document_of(sheet).problems == ()


def _with_notes(sheet: Sheet, *notes: str) -> Document:
    """A page with annotations."""
    places = " ".join(f"{11 + n} 0 R" for n in range(len(notes)))
    return read(made(sheet, page=f"/Annots[{places}]", objects=tuple(n.encode() for n in notes)))


def _rect(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"/Type/Annot/Rect[{x0} {HEIGHT - y1} {x1} {HEIGHT - y0}]"


@pytest.mark.kind("struck", pdf="told")
def test_a_strike_out_note_strikes_its_words() -> None:
    """A reviewer's StrikeOut covers what its quads enclose; a note that is not shown strikes nothing."""
    sheet = framed().words(43, 90, "old new")
    top, low = HEIGHT - 82, HEIGHT - 92
    quads = f"/QuadPoints[42 {top} 57 {top} 42 {low} 57 {low}]"
    note = f"<<{_rect(42, 82, 57, 92)}/Subtype/StrikeOut{quads}/C[1 0 0]"
    document = _with_notes(sheet, note + ">>")
    assert (cell_of(document).text, cell_of(document).struck) == ("seen\nnew", "old")
    assert cell_of(_with_notes(sheet, note + "/F 2>>")).text == "seen\nold new"


@pytest.mark.kind("box", pdf="read told")
def test_text_laid_over_a_cell_is_the_cells() -> None:
    """A text box over the table is what a person reads in the cell below it; elsewhere it is a line. Both are told."""
    notes = [
        f"<<{_rect(45, 82, 200, 96)}/Subtype/FreeText/DA(/Helv 9 Tf 0 g)/Contents(typed over)>>",
        f"<<{_rect(45, 200, 200, 214)}/Subtype/FreeText/DA(/Helv 9 Tf 0 g)/Contents(beside)>>",
    ]
    document = _with_notes(framed(), *notes)
    assert [[c.text for c in row.cells] for row in document.rows] == [["seen\ntyped over"], ["beside"]]
    assert remarks(document) == [("pdf-overlaid", "1", 2)]


@pytest.mark.kind("comment", pdf="told")
def test_a_note_that_opens_beside_the_page_is_told() -> None:
    """Its words are a reader's, and stand on no print."""
    notes = [f"<<{_rect(45, 82 + 20 * n, 65, 96 + 20 * n)}/Subtype/Text/Contents(ghost)>>" for n in range(2)]
    document = _with_notes(framed(), *notes)
    assert [[c.text for c in row.cells] for row in document.rows] == [["seen"]]
    assert remarks(document) == [("pdf-comments", "1", 2)]


@pytest.mark.kind("control", pdf="read")
def test_values_of_a_form_are_read_where_they_stand() -> None:
    """A form's field and tick box are drawn by the viewer and are no text of the page."""
    notes = [
        f"<<{_rect(45, 82, 200, 96)}/Subtype/Widget/FT/Tx/T(a)/V(typed)/DA(/Helv 9 Tf 0 g)>>",
        f"<<{_rect(45, 98, 55, 108)}/Subtype/Widget/FT/Btn/T(b)/V/Yes/AS/Yes>>",
        f"<<{_rect(75, 98, 85, 108)}/Subtype/Widget/FT/Btn/T(c)/AS/Off>>",
    ]
    assert cell_of(_with_notes(framed(), *notes)).text == "seen\ntyped\n☑ ☐"


@pytest.mark.parametrize("kind", ["Square/IC[0 0 0]/C[0 0 0]", "Redact"])
def test_a_black_square_laid_over_text_blackens_it(kind: str) -> None:
    """A square note filled with black is how many blacken a page, and leaves its text in the file; a mark that is
    still to be carried out says the same."""
    note = f"<<{_rect(42, 80, 200, 95)}/Subtype/{kind}>>"
    document = _with_notes(framed().words(43, 90, SECRET), note)
    assert cell_of(document).lost
    assert SECRET not in repr(document)


@pytest.mark.kind("shape", pdf="told")
def test_what_is_drawn_by_hand_over_words_is_told() -> None:
    """A line may strike them, a ring may choose one; beside all words, or as a mere highlight, it says nothing."""
    for kind, codes in (("Line/L[42 750 57 750]", ["pdf-marked"]), ("Circle", ["pdf-marked"]), ("Highlight", [])):
        document = _with_notes(framed(), f"<<{_rect(40, 62, 70, 80)}/Subtype/{kind}/C[1 0 0]>>")
        assert [p.code for p in document.problems] == codes
        assert cell_of(document).text == "seen"
    assert _with_notes(framed(), f"<<{_rect(340, 362, 370, 380)}/Subtype/Circle/C[1 0 0]>>").problems == ()


@pytest.mark.kind("drawn", pdf="read told")
def test_what_is_drawn_is_read_and_not_what_is_to_be_read_instead() -> None:
    """ActualText that says something else is told; one that says the same is none, and without a map it is the text."""

    def page(drawn: str, instead: str) -> Document:
        shown = f"BT /F 9 Tf 43 {HEIGHT - 75} Td <{drawn.encode('utf-16-be').hex()}> Tj ET"
        sheet = Sheet().grid((40, 300), (60, 110))
        sheet.parts.append(f"/Span <</ActualText <FEFF{instead.encode('utf-16-be').hex()}>>> BDC {shown} EMC")
        return read(pdf(sheet))

    other, same, unmapped = page("本当の字", "偽の字"), page("同じ字", "同じ字"), page("\ufffd\ufffd", "読める字")
    assert [cell_of(d).text for d in (other, same, unmapped)] == ["本当の字", "同じ字", "読める字"]
    assert [remarks(d) for d in (other, same, unmapped)] == [[("pdf-read-as", "1", 1)], [], []]


@pytest.mark.kind("picture", pdf="told")
def test_an_image_in_a_cell_without_text_is_unreadable() -> None:
    """What an image shows is not known; the cell is not blank."""
    image = stream(b"%s/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8" % IMAGE, b"\x80")
    sheet = Latin()
    sheet.grid((40, 140, 300), (60, 110)).parts.append(f"q 60 0 0 30 160 {HEIGHT - 100} cm /I Do Q")
    sheet.words(43, 75, "label")
    document = document_of(sheet, objects=(image,), more="/XObject<</I 11 0 R>>")
    assert [(c.text, c.lost) for c in document.rows[0].cells] == [("label", False), ("", True)]
    assert remarks(document) == [("pdf-picture-in-cell", "1", 1)]


def _stored(source: Path, target: Path) -> str:
    """Everything a report has, as it is converted."""
    run("convert", source, target)
    return json.dumps(json.loads(target.read_text("utf-8")), ensure_ascii=False)


def _blackened(source: Path, place: str, target: Path) -> None:
    """A copy of a report with a black box over a cell."""
    number, box = place.split(":")
    x0, y0, x1, y1 = map(float, box.split(","))
    with pypdfium2.PdfDocument(source) as document:
        page = document[int(number[1:]) - 1]
        cover = raw.FPDFPageObj_CreateNewRect(x0, page.get_height() - y1, x1 - x0, y1 - y0)
        raw.FPDFPageObj_SetFillColor(cover, 0, 0, 0, 255)
        raw.FPDFPath_SetDrawMode(cover, raw.FPDF_FILLMODE_WINDING, False)
        raw.FPDFPage_InsertObject(page.raw, cover)
        page.gen_content()
        document.save(target)


def test_no_output_shows_what_is_blackened(tmp_path: Path) -> None:
    """A real report with a black box over a change row's text: no command gives that text in any format."""
    source, copy = DATA / "kawanari-07" / "2020-08-31.pdf", tmp_path / "a.pdf"
    whole = read_report(source)
    assert isinstance(whole, Edition)
    texts = [t or "" for r in whole.changes for t in (r.before, r.after)] + [i.text or "" for i in whole.items]
    row = next(r for r in whole.changes if r.cells and r.after and sum(r.after in t for t in texts) == 1)
    words = "".join((row.after or "").split())
    assert words in "".join(_stored(source, tmp_path / "whole.json").split()).replace("\\n", "")
    _blackened(source, row.cells[3], copy)
    edition = read_report(copy)
    assert isinstance(edition, Edition)
    assert [(r.label, r.before, r.after) for r in edition.changes] == [
        (r.label, r.before, None if r.row_no == row.row_no else r.after) for r in whole.changes
    ]
    shown = [_stored(copy, tmp_path / "a.json"), run("show", copy).output, run("log", copy).output]
    shown += [run("audit", copy, "--format", way).output for way in ("json", "table", "html", "markdown", "csv")]
    assert all(text and words not in "".join(text.split()).replace("\\n", "") for text in shown)
    assert "黒塗り" in run("audit", copy).output


@pytest.mark.kind("unseen", pdf="told")
def test_a_cell_with_letters_and_border_in_white_moves_no_cell_beside_it(
    program: Callable[[str], str], tmp_path: Path
) -> None:
    """Browsers draw each cell's own border, in the colour of its letters: the cells beside it stay where they are."""
    texts = [["a", "b", "c", "d"], ["e", SECRET, "g", "h"], ["i", "j", "k", SECRET], [SECRET, "n", "o", "p"]]
    cells = [[f"<td{' style=color:#fff' if c == SECRET else ''}>{c}</td>" for c in line] for line in texts]
    body = "".join(f"<tr>{''.join(line)}</tr>" for line in cells)
    document = read(print_page(program, f"<table border=1>{body}</table>", tmp_path))
    shown = [[("", SECRET) if c == SECRET else (c, None) for c in line] for line in texts]
    assert [[(c.text, c.unseen) for c in row.cells] for row in document.rows] == shown
    assert remarks(document) == [("pdf-unseen-white", "1", 3 * len(SECRET))]


def _implausible_signs(names: str) -> list[object]:
    """How many signs of a page whose first lines say this are told as those of a font's map that lies."""
    edition = pdf_reports.edition(pdf_reports.body((("評価書名", names), *seen.BODY)), pdf_reports.table())
    return [
        (u.locator.partition(":")[0], u.params["count"]) for u in edition.unread if u.code == "pdf-implausible-signs"
    ]


@pytest.mark.parametrize(
    ("names", "count"),
    [
        ("支給{関す»事務とº扱ÿ", 4),  # as Ghostscript leaves them when it rewrites the PDF of a browser
        ("支給\ue012\ue013\ue014", 3),
        ("支給\u0378関\u0378事務\u0378", 3),
        ("支給⻝⻝⻝事務", 3),
    ],
)
@pytest.mark.kind("lying", pdf="told")
def test_signs_that_no_japanese_text_has_are_told(names: str, count: int) -> None:
    """Latin signs between kana, signs without a meaning, parts of 漢字: what the map names is not what is drawn."""
    assert _implausible_signs(names) == [("p1", count)]


@pytest.mark.parametrize(
    "names",
    [
        "Société Générale、Café、Zürich、naïve", "±3° ×2 ÷4 §5 ¥6 ·7・8", "ホーム » 評価書 » 一覧 » 見本市 »",
        "⽇⽉⽤⺠⻑⻄の事務", "{a} {b} {c} `d` ^e", "支給{関す»事務", "「支給」（一）〔二〕～三―四…五",
    ],
)  # fmt: skip
def test_signs_that_a_japanese_text_may_have_are_not_told(names: str) -> None:
    """Foreign names, units, the radicals that print as 漢字, a path of pages, brackets around Latin, and slips."""
    assert _implausible_signs(names) == []
