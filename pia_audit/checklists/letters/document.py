"""A letter of inquiry as a .docx: A4 across, a table for each report with columns for the answer.

Each line is known again by the reference in its last column, each table by the small print above it
(:mod:`pia_audit.checklists.marks`); :mod:`pia_audit.checklists.letters.answered` reads both back.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from pia_audit.audits.decisions import VERDICTS
from pia_audit.checklists.letters.columns import COLUMNS, check
from pia_audit.checklists.letters.letter import Ask, Inquiry, Letter, Point, Text
from pia_audit.japanese.dates import in_japanese
from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import Wording
from pia_audit.reports.html.markup import plain

OPEN_BOX = "□"

_FONT = "ＭＳ Ｐゴシック"
_MARGIN = 1.2
_GREY = RGBColor(0x8C, 0x8C, 0x8C)
_SHADE = "F2F2F2"
_UNBROKEN = 2
"""A line with more points than these may go on on the next page."""
_NO_XML = regex("[\ufffe\uffff]")


def letter_document(letter: Letter) -> bytes:
    """The letter's bytes; no text in it becomes a field or a link, and what no document can hold is named."""
    document, wording = _blank(), Wording(letter.lang)
    _head(document, letter, wording)
    for inquiry in letter.inquiries:
        _inquiry(document, inquiry, wording)
    _page_numbers(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def matter_text(ask: Ask) -> str:
    """What the column of the two texts holds, as plain text."""
    title = [] if ask.is_single else [_clean(ask.title)]
    return "\n".join([*title, *(line for n, point in enumerate(ask.points, 1) for line in _lines(ask, n, point))])


def _lines(ask: Ask, number: int, point: Point) -> list[str]:
    earlier = [_clean(point.earlier)] if point.earlier else []
    return [ask.numbered(number, _clean(point.matter)), *map(_text_line, point.texts), *earlier]


def _text_line(text: Text) -> str:
    return f"{_clean(text.role)}: " + "".join("…" if p.mark == "cut" else _clean(p.text) for p in text.pieces)


def _clean(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", plain(text))


def _blank() -> Any:
    """A document without content, set for A4 across."""
    document = docx.Document()
    properties = document.core_properties
    properties.author, properties.comments, properties.title = "pia-audit", "", ""
    properties.created = properties.modified = datetime(2000, 1, 1)
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21.0)
    page.left_margin = page.right_margin = Cm(_MARGIN)
    page.top_margin = page.bottom_margin = Cm(1.5)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = Pt(0)
    return document


def _paragraph(
    owner: Any, text: str, *, size: float = 10, bold: bool = False, after: float = 4, grey: bool = False
) -> Any:
    paragraph = owner.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(after)
    _run(paragraph, text, size=size, bold=bold, grey=grey)
    return paragraph


def _run(paragraph: Any, text: str, *, size: float, bold: bool = False, grey: bool = False) -> Any:
    run = paragraph.add_run(_clean(text))
    run.font.size, run.bold = Pt(size), bold
    if grey:
        run.font.color.rgb = _GREY
    return run


def _head(document: Any, letter: Letter, wording: Wording) -> None:
    """Day, addressee, what it is about, how to answer, and the table of who answers when."""

    def say(key: str, **params: Any) -> str:
        return wording.say("letters", f"letter.{key}", **params)

    section = letter.section or say("no_section")
    for text in (say("on", day=_day(letter.on, letter.lang)), say("from")):
        _paragraph(document, text, after=0).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _paragraph(document, say("to", section=section), size=11)
    _paragraph(document, say("title"), size=14, bold=True, after=6).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _paragraph(document, say("body"), after=6)
    due = say("due", day=_day(letter.due, letter.lang)) if letter.due else say("no_due")
    _paragraph(document, due, size=11, bold=True)
    _paragraph(document, say("how"), size=9, after=6)
    table = _table(document, (2.4, 7.0, 2.4, 5.0))
    for cell, text in zip(table.rows[0].cells, (say("by"), "", say("on_head"), ""), strict=True):
        _fill(cell, text, shaded=bool(text))


def _table(document: Any, widths: Sequence[float]) -> Any:
    """A table of one row with columns so many centimetres wide, in every program that opens it."""
    table = document.add_table(1, len(widths))
    table.style, table.autofit = "Table Grid", False
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = Cm(width)
    return table


def _day(day: date, lang: str) -> str:
    return in_japanese(day) if lang == "ja" else day.isoformat()


def _inquiry(document: Any, inquiry: Inquiry, wording: Wording) -> None:
    """A report's name, its mark, and the table of its questions."""
    head = inquiry.head
    names = {n: getattr(head, n) or wording.ui("unknown") for n in ("title", "form", "published_on")}
    title = wording.say("letters", "letter.report", number=head.report_no, **names)
    heading = _paragraph(document, f"{title}　{wording.say('letters', 'letter.count', count=len(inquiry.asks))}",
                         size=11, bold=True, after=0)  # fmt: skip
    heading.paragraph_format.space_before = Pt(12)
    mark = _paragraph(document, inquiry.mark, size=5, after=2, grey=True)
    heading.paragraph_format.keep_with_next = mark.paragraph_format.keep_with_next = True
    table = _table(document, tuple(COLUMNS.values()))
    for cell, name in zip(table.rows[0].cells, COLUMNS, strict=True):
        _fill(cell, wording.say("letters", f"column.{name}"), shaded=True)
    _repeated(table.rows[0])
    for ask in inquiry.asks:
        _line(table, ask, wording)
    if inquiry.aside:
        _paragraph(document, wording.say("letters", "letter.left_out", count=inquiry.aside), size=9)


def _line(table: Any, ask: Ask, wording: Wording) -> None:
    row = table.add_row()
    if len(ask.points) <= _UNBROKEN:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    cells = dict(zip(COLUMNS, row.cells, strict=True))
    for name, width in COLUMNS.items():
        cells[name].width = Cm(width)
    _fill(cells["number"], ask.number)
    _fill(cells["where"], ask.where)
    _matter(cells["matter"], ask)
    _fill(cells["question"], ask.question)
    _fill(cells["verdict"], "\n".join(f"{OPEN_BOX} {choice}" for choice in choices(wording)))
    printed = _clean(ask.where), matter_text(ask), _clean(ask.question)
    sign = f"{ask.sign}\n{check(*printed, signs=ask.sign.splitlines())}"
    _fill(cells["sign"], sign, size=4, grey=True)


def choices(wording: Wording) -> list[str]:
    """What may be ticked, in the order of the verdicts."""
    return [wording.say("letters", f"choice.{verdict}") for verdict in VERDICTS]


def _matter(cell: Any, ask: Ask) -> None:
    """What is to be looked at, and each text by its role, what differs set off; the points one under the other."""
    if not ask.is_single:
        _run(cell.paragraphs[0], ask.title, size=9, bold=True)
    for number, point in enumerate(ask.points, 1):
        paragraph = cell.paragraphs[0] if ask.is_single else cell.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(0 if ask.is_single else 4)
        _run(paragraph, ask.numbered(number, point.matter), size=9)
        _point(cell, point)


def _point(cell: Any, point: Point) -> None:
    for text in point.texts:
        paragraph = cell.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(2)
        _run(paragraph, f"{text.role}: ", size=8, grey=True)
        for piece in text.pieces:
            run = _run(paragraph, "…" if piece.mark == "cut" else piece.text, size=8)
            run.bold = run.underline = piece.mark in ("removed", "added", "differs")
    if point.earlier:
        _run(cell.add_paragraph(), point.earlier, size=8, grey=True)


def _fill(cell: Any, text: str, *, size: float = 9, shaded: bool = False, grey: bool = False) -> None:
    """A cell's first paragraph; shaded ones are heads."""
    _run(cell.paragraphs[0], text, size=size, bold=shaded, grey=grey)
    if shaded:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _repeated(row: Any) -> None:
    """Let a row stand again at the head of every page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _page_numbers(document: Any) -> None:
    """The number of the page at its foot."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
