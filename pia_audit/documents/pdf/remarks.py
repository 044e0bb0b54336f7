"""What of a PDF's pages is told beside their rows: one sentence for each kind, with its pages and its first place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pypdfium2
from msgspec import Struct, field

from pia_audit.documents.pdf.shapes import Box, Glyph, Page
from pia_audit.documents.pdf.signs import implausible
from pia_audit.model import Unread

ATTACHED = "pdf-attachments"
_MOST_NAMES, _LONGEST_NAME = 20, 80
STRUCK, OVERLAID, INSTEAD, PICTURED = "pdf-struck", "pdf-overlaid", "pdf-read-as", "pdf-picture-in-cell"
MARKED, IMPLAUSIBLE, UNEVEN = "pdf-marked", "pdf-implausible-signs", "pdf-drawn-otherwise"
COMMENTS = "pdf-comments"
BEYOND, OVERPRINTED = "pdf-beyond-cell", "pdf-overprinted"
_FEWEST_UNEVEN = 3
"""Fewer signs of a page are no cause to speak: one or two may be their font's own fault."""


class _Remark(Struct):
    count: int = 0
    pages: list[int] = field(default_factory=list)
    place: str = ""


class Remarks:
    """The remarks on a file, gathered page by page."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Remark] = {}
        self.attached: tuple[int, list[str]] = 0, []

    def look_at(self, page: Page) -> None:
        """Gathers what a page has that is not read, or not read as it stands."""
        reasons: dict[str, list[Glyph]] = {}
        for why, glyph in page.unseen:
            reasons.setdefault(why, []).append(glyph)
        for why, glyphs in reasons.items():
            self.add(f"pdf-unseen-{why}", page.number, len(glyphs), around(glyphs))
        if page.struck:
            self.add(STRUCK, page.number, len(page.struck), around(page.struck))
        if page.noted:
            self.add(OVERLAID, page.number, len(page.noted), page.noted[0])
        if page.comments:
            self.add(COMMENTS, page.number, len(page.comments), page.comments[0])
        if page.marked:
            self.add(MARKED, page.number, len(page.marked), page.marked[0])
        if strange := implausible(page):
            self.add(IMPLAUSIBLE, page.number, len(strange), around(strange[:1]))
        if (uneven := sum(one.signs for one in page.uneven)) >= _FEWEST_UNEVEN:
            self.add(UNEVEN, page.number, uneven, page.uneven[0].place)
        if page.instead:
            self.add(INSTEAD, page.number, page.instead, None)

    def add(self, code: str, page: int, count: int, box: Box | None) -> None:
        """One more of a kind."""
        remark = self._kinds.setdefault(code, _Remark())
        remark.count += count
        remark.pages += [page] if page not in remark.pages[-1:] else []
        remark.place = remark.place or place_of(page, box)

    def file(self, document: pypdfium2.PdfDocument) -> None:
        """Gathers the files that are attached to an open one, by their names."""
        count = document.count_attachments()
        self.attached = count, [_name(document, number) for number in range(min(count, _MOST_NAMES))]

    def unread(self, source: str) -> Iterator[Unread]:
        """A sentence for each kind."""
        for code, remark in sorted(self._kinds.items()):
            params: dict[str, object] = {"pages": ranges(remark.pages), "count": remark.count}
            yield Unread(source, code, remark.place, params, fatal=False)
        count, names = self.attached
        if count:
            more = " …" if count > len(names) else ""
            params = {"names": "、".join(names) + more, "count": count}
            yield Unread(source, ATTACHED, "", params, fatal=False)


def _name(document: pypdfium2.PdfDocument, number: int) -> str:
    """The name of an attached file, on one line and not too long."""
    try:
        name = document.get_attachment(number).get_name()
    except pypdfium2.PdfiumError:
        return "?"
    return "".join(c if c.isprintable() else " " for c in name)[:_LONGEST_NAME] or "?"


def around(glyphs: Iterable[Glyph]) -> Box:
    """The box around signs."""
    glyph_list = list(glyphs)
    return Box(
        min(g.x0 for g in glyph_list),
        min(g.y - g.em for g in glyph_list),
        max(g.x1 for g in glyph_list),
        max(g.y for g in glyph_list),
    )


def place_of(page: int, box: Box | None) -> str:
    """A place on a page, ``p3:40,120,310,188``."""
    return f"p{page}" + (":" + ",".join(str(round(v)) for v in box) if box else "")


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in order, those that follow one another as a range: ``2-4, 7``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in runs)
