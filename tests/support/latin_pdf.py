"""Pages in a font that every program can draw, for tests of what a person sees of them."""

from __future__ import annotations

from raw_pdf import HEIGHT, Sheet, pdf, read

from pia_audit.documents.blocks import Cell, Document

SECRET = "HIDDENWORDS"
"""Words no output may have."""


class Latin(Sheet):
    """A page in Helvetica, which every program can draw; texts in ASCII."""

    def words(self, x: float, y: float, text: str, size: float = 9, look: str = "") -> Latin:
        """Text with its baseline at ``y``; ``look`` stands before it (colour, mode)."""
        self.parts.append(f"q {look} BT /H {size} Tf {x} {HEIGHT - y} Td ({text}) Tj ET Q")
        return self

    def box(self, x0: float, y0: float, x1: float, y1: float, look: str) -> Latin:
        """A filled box."""
        self.parts.append(f"q {look} {x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re f Q")
        return self


HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def made(sheet: Sheet | str, *, page: str = "", objects: tuple[bytes, ...] = (), more: str = "") -> bytes:
    """A page with Helvetica as its font ``H``; further objects are numbered from 11."""
    content = pdf(sheet, page=page, objects=(HELVETICA, *objects), resources=more)
    return content.replace(b"/Font<</F 4 0 R>>", b"/Font<</F 4 0 R/H 10 0 R>>".ljust(17))


def document_of(sheet: Sheet | str, **given: object) -> Document:
    """The document of such a page."""
    return read(made(sheet, **given))  # type: ignore[arg-type]


def cell_of(document: Document) -> Cell:
    """The one ruled cell."""
    [cell] = [c for row in document.rows if row.ruled for c in row.cells]
    return cell


def remarks(document: Document) -> list[tuple[str, object, object]]:
    """What is told: kind, pages, count."""
    return [(p.code, p.params.get("pages"), p.params.get("count")) for p in document.problems]


def framed() -> Latin:
    """A page with one cell that says ``seen``."""
    sheet = Latin()
    sheet.grid((40, 300), (60, 110))
    return sheet.words(43, 75, "seen")
