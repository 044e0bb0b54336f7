"""PDFs written byte by byte, so that a test says all that a page holds."""

from __future__ import annotations

import zlib
from pathlib import Path

from pia_audit.documents.blocks import Document
from pia_audit.documents.pdf import read_pdf
from pia_audit.model import Unread

HEIGHT = 842
COLUMNS = (40, 100, 200, 320, 440, 480, 550)
HEADER = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")


class Sheet:
    """One page under construction; places are points from the upper left corner."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Sheet:
        """A stroked line."""
        self.parts.append(f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
        return self

    def text(self, x: float, y: float, text: str, size: float = 9, clip: tuple[float, ...] | None = None) -> Sheet:
        """Text with its baseline at ``y``, printed only within ``clip`` (x0, y0, x1, y1)."""
        shown = f"BT /F {size} Tf {x} {HEIGHT - y} Td <{text.encode('utf-16-be').hex()}> Tj ET"
        if clip:
            x0, y0, x1, y1 = clip
            shown = f"q {x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re W n {shown} Q"
        self.parts.append(shown)
        return self

    def grid(self, xs: tuple[float, ...], ys: tuple[float, ...], *, open_below: bool = False) -> Sheet:
        """All rules between these places; the lowest is left out when the table goes on on the next page."""
        for y in ys[:-1] if open_below else ys:
            self.rule(xs[0], y, xs[-1], y)
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        return self

    def row(self, y: float, texts: tuple[str, ...], xs: tuple[float, ...] = COLUMNS) -> Sheet:
        """One line of text in each column."""
        for x, text in zip(xs, texts, strict=False):
            self.text(x + 3, y, text, size=7)
        return self


def pdf(
    *pages: Sheet | str,
    page: str = "",
    box: str = f"0 0 595 {HEIGHT}",
    objects: tuple[bytes, ...] = (),
    resources: str = "",
) -> bytes:
    """A PDF of these pages; ``page`` goes into each page's entry, ``objects`` are numbered from 10."""
    to_unicode = b"begincmap\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" + b"".join(
        b"1 beginbfrange\n<%02X00> <%02XFF> <%02X00>\nendbfrange\n" % (high, high, high) for high in range(256)
    )
    numbered: dict[int, bytes] = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        4: b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[5 0 R]/ToUnicode 6 0 R>>",
        5: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/DW 1000/FontDescriptor 7 0 R>>",
        6: stream(b"", to_unicode + b"endcmap"),
        7: b"<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 -120 1000 880]/Ascent 880/Descent -120"
        b"/ItalicAngle 0/CapHeight 700/StemV 80>>",
        **dict(enumerate(objects, 10)),
    }
    kids = []
    for number, sheet in enumerate(pages):
        at = 100 + 2 * number
        content = sheet if isinstance(sheet, str) else "\n".join(sheet.parts)
        numbered[at] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents {at + 1} 0 R{page}"
            f"/Resources<</Font<</F 4 0 R>>{resources}>>>>"
        ).encode()
        numbered[at + 1] = stream(b"", content.encode())
        kids.append(f"{at} 0 R")
    numbered[2] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    return written(numbered)


def stream(entries: bytes, content: bytes) -> bytes:
    """A compressed stream object."""
    packed = zlib.compress(content)
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (entries, len(packed), packed)


def written(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """Objects as a file with its table of places."""
    document, places = bytearray(b"%PDF-1.7\n"), {}
    for number in sorted(objects):
        places[number] = len(document)
        document += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start, size = len(document), max(objects) + 1
    document += b"xref\n0 %d\n" % size
    for number in range(size):
        document += b"%010d %05d %s \n" % ((places[number], 0, b"n") if number in places else (0, 65535, b"f"))
    return bytes(document + b"trailer <</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start))


def read(content: bytes) -> Document:
    """The document of a PDF that can be read."""
    document = read_pdf(Path("report.pdf"), content)
    assert isinstance(document, Document), document
    return document


def texts(content: bytes) -> list[list[str]]:
    """The rows' texts."""
    return [[cell.text for cell in row.cells] for row in read(content).rows]


def refusal(content: bytes) -> Unread:
    """Why a PDF is not read."""
    unread = read_pdf(Path("report.pdf"), content)
    assert isinstance(unread, Unread), unread
    assert unread.fatal
    assert unread.source == "report.pdf"
    return unread
