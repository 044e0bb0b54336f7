"""A PDF as rows of cells: opens it, looks at every page and says why one cannot be read."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium

from pia_audit.documents.blocks import MAX_CELL, Cell, Document, Row
from pia_audit.documents.pdf import columns
from pia_audit.documents.pdf.annotations import overlay
from pia_audit.documents.pdf.calls import address
from pia_audit.documents.pdf.characters import glyphs, lost_texts, regained, text_of, widened
from pia_audit.documents.pdf.ink import sampled, stacked, uneven
from pia_audit.documents.pdf.layers import has_layers
from pia_audit.documents.pdf.layouts import laid_out
from pia_audit.documents.pdf.objects import draw, white_on_shading
from pia_audit.documents.pdf.page_heads import without_heads
from pia_audit.documents.pdf.page_numbers import in_order
from pia_audit.documents.pdf.read_as import as_drawn
from pia_audit.documents.pdf.remarks import BEYOND, OVERPRINTED, PICTURED, Remarks, ranges
from pia_audit.documents.pdf.ruby import without_ruby
from pia_audit.documents.pdf.seams import joined
from pia_audit.documents.pdf.shapes import MIDDLE, Box, Glyph, Page, TooComplex, Unseen
from pia_audit.documents.pdf.sight import BLACKENED, Doubts, below_covers, settled
from pia_audit.documents.pdf.signs import is_garbled, is_scan
from pia_audit.documents.pdf.strikes import crossed_out, struck
from pia_audit.documents.pdf.tables import Sheet
from pia_audit.documents.pdf.two_up import sheets_of_two
from pia_audit.documents.pdf.views import view_of
from pia_audit.japanese.patterns import regex
from pia_audit.model import Unread

MAX_PAGES = 2_000
MAX_WORK = 4_000_000
"""Most characters and rules of all pages together."""
_TAIL = 4096
_LOCKED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
_BRACKETS = regex(r"[\[［][^\[\]［］]{0,60}[\]］]")


class Refused(Exception):
    """A file that cannot be used, with the reason's code and arguments."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read_document(source: str, data: bytes, done: Callable[[int], None]) -> Document | Unread:
    """The rows of a PDF, or why there are none; never raises for content. Calls ``done`` after each page."""
    problems: list[Unread] = []
    remarks = Remarks()
    try:
        with _uncollected():
            bands = list(joined(without_heads(_sheets(source, data, done, problems, remarks))))
    except Refused as refused:
        return Unread(source, refused.code, params=refused.params)
    except pypdfium2.PdfiumError:
        return Unread(source, "pdf-broken")
    fitted = columns.rows(bands, source, problems)
    rows = tuple(Row(tuple(_bounded(source, c, problems) for c in r.cells), r.ruled) for r in fitted)
    return Document(
        source=source,
        sha256=hashlib.sha256(data).hexdigest(),
        rows=rows,
        encoding="pdf",
        keeps_ticks=any(_BRACKETS.search(c.text) for row in rows for c in row.cells if len(c.text) < MAX_CELL),
        problems=(*problems, *remarks.unread(source)),
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for garbage meanwhile: pages make very many small values and no cycles of them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _bounded(source: str, cell: Cell, problems: list[Unread]) -> Cell:
    if len(cell.text) <= MAX_CELL:
        return cell
    params = {"length": len(cell.text), "limit": MAX_CELL}
    problems.append(Unread(source, "cell-too-long", cell.locator, params, fatal=False))
    return Cell("", cell.locator, lost=True)


def _sheets(
    source: str, data: bytes, done: Callable[[int], None], problems: list[Unread], remarks: Remarks
) -> list[Sheet]:
    if b"%%EOF" not in data[-_TAIL:]:  # the library would repair it and leave pages out without a word
        raise Refused("pdf-broken")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Refused(_why_not(data, error)) from error
    with document:
        count = len(document)
        if not count:
            raise Refused("pdf-empty")
        if count > MAX_PAGES:
            raise Refused("pdf-too-long", pages=count, limit=MAX_PAGES)
        pages = _pages(document, done, layers=has_layers(data))
        remarks.file(document)
    if two := sheets_of_two(pages):
        raise Refused("pdf-two-up", page=ranges(two))
    ordered, notes = in_order(pages)
    problems += (Unread(source, note.code, params=note.params, fatal=False) for note in notes)
    try:
        sheets, left_out = laid_out(ordered, done)
    except TooComplex as error:
        raise Refused("pdf-too-complex", page=error.page) from error
    for page, rows in zip(ordered, sheets, strict=True):
        remarks.look_at(page)
        for box in rows.pictures:
            remarks.add(PICTURED, page.number, 1, box)
        for code, boxes in ((BEYOND, rows.beyond), (OVERPRINTED, rows.overprinted)):
            for box in boxes:
                remarks.add(code, page.number, 1, box)
        if page.lost:
            params = {"page": page.number, "count": page.lost}
            problems.append(Unread(source, "pdf-lost-signs", f"p{page.number}", params, fatal=False))
    for number, lines_left, missing in left_out:
        remarks.add(f"pdf-table-without-{missing}", number, lines_left, None)
    return sheets


def _pages(document: pypdfium2.PdfDocument, done: Callable[[int], None], *, layers: bool) -> list[Page]:
    """What every page prints, in the order of the file."""
    count = len(document)
    if not count:
        raise Refused("pdf-empty")
    if count > MAX_PAGES:
        raise Refused("pdf-too-long", pages=count, limit=MAX_PAGES)
    inked = sampled(count)
    out: list[Page] = []
    scans: list[int] = []
    work = 0
    for number in range(1, count + 1):
        page = _page(document, number, layers=layers, inked=number in inked)
        work += len(page.glyphs) + len(page.across) + len(page.down)
        if work > MAX_WORK:
            raise Refused("pdf-too-complex", page=number)
        if is_garbled(page):
            raise Refused("pdf-garbled", page=number)
        scans += [number] if is_scan(page) else []
        out.append(page)
        done(number)
    if scans:
        raise Refused("pdf-scan", page=ranges(scans))
    return out


def _why_not(data: bytes, error: pypdfium2.PdfiumError) -> str:
    """The reason a file does not open. One without pages opens, but not as the bindings see it."""
    opened = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if opened:
        pdfium.FPDF_CloseDocument(opened)
        return "pdf-empty"
    return "pdf-encrypted" if error.err_code in _LOCKED else "pdf-broken"


def _page(document: pypdfium2.PdfDocument, number: int, *, layers: bool, inked: bool) -> Page:
    try:
        opened = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise Refused("pdf-broken") from error
    try:
        return _looked_at(opened, number, layers=layers, inked=inked)
    except TooComplex as error:
        raise Refused("pdf-too-complex", page=number) from error
    finally:
        opened.close()


def _looked_at(opened: pypdfium2.PdfPage, number: int, *, layers: bool, inked: bool) -> Page:
    """What an open page prints; whether it draws as many signs as it says is looked at where ``inked``, or where it
    asks to be read as other words."""
    with text_of(opened.raw) as (text_page, count):
        view, width, height = view_of(opened.raw, text_page, count)
        drawn = draw(address(opened.raw), view)
        page_overlay = overlay(opened.raw, view)
        paper = Box(0, 0, width, height)
        doubts = Doubts(drawn, page_overlay.covers, layers=layers)
        quoted = [item for item, marks in drawn.marked.items() if marks.mark]
        if not quoted:
            signs = glyphs(text_page, count, drawn, paper, doubts)
    instead = as_drawn(opened, drawn.marked) if quoted else 0
    if quoted:
        with text_of(opened.raw) as (text_page, count):
            signs = glyphs(text_page, count, drawn, paper, doubts)
    odd = [*stacked(drawn, signs.placed), *(uneven(opened, drawn, signs.placed) if inked or instead else [])]
    lost = [text for text in lost_texts(drawn) if not doubts.why(text, 0)]
    if signs.doubtful:
        seen, unseen = settled(opened, signs.doubtful, doubts, view)
        signs.seen += seen
        signs.unseen += unseen
        signs.seen, signs.unseen = below_covers(signs.seen, signs.unseen, doubts)
    nameless = 0
    if lost:
        widened(lost)
        with text_of(opened.raw) as (text_page, _):
            more, nameless = regained(text_page, lost, drawn, paper)
            signs.seen += more
    if page_overlay.redacted:
        signs.seen, marked, _ = struck(signs.seen, [], [], page_overlay.redacted)
        signs.unseen += (Unseen(BLACKENED, glyph) for glyph in marked)
    signs.seen = without_ruby(signs.seen)
    white = white_on_shading(drawn)
    down = [*drawn.down, *white[1]]
    standing, crossed, across = struck(signs.seen, [*drawn.across, *white[0]], down, page_overlay.struck)
    standing += [glyph for _, note_glyphs in page_overlay.texts for glyph in note_glyphs]
    area = width * height
    return Page(
        number,
        width,
        height,
        tuple(standing),
        tuple(across),
        tuple(down),
        pictured=min(drawn.pictured / area, 1.0) if area > 0 else 0.0,
        lost=nameless,
        struck=tuple(crossed),
        unseen=tuple(signs.unseen),
        images=tuple(drawn.images),
        figures=tuple(drawn.figures),
        areas=tuple(drawn.areas),
        noted=tuple(box for box, _ in page_overlay.texts),
        comments=tuple(page_overlay.comments),
        instead=instead,
        marked=(
            *(box for box in page_overlay.marks if any(_lies_in(glyph, box) for glyph in standing)),
            *crossed_out(drawn.slanted, standing),
        ),
        uneven=tuple(odd),
    )


def _lies_in(glyph: Glyph, box: Box) -> bool:
    return box.x0 <= (glyph.x0 + glyph.x1) / 2 <= box.x1 and box.y0 <= glyph.y - MIDDLE * glyph.em <= box.y1
