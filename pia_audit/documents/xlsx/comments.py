"""The cells of a sheet that carry a comment: old notes and threads of replies, which are no text of the report."""

from __future__ import annotations

from pia_audit.documents.xlsx.drawings import links_of
from pia_audit.documents.xlsx.parts import Parts
from pia_audit.japanese.patterns import regex

_COMMENT = regex(rb"""<(?:\w+:)?(?:comment|threadedComment)\b[^>]*?\bref\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_KINDS = frozenset(("comments", "threadedComment"))
_MOST = 10_000
"""Most cells that are counted."""


def commented_cells(parts: Parts, index: int) -> list[str]:
    """The references of the cells with comments, row by row. A thread has an old note beside it and counts once."""
    sheet = parts.of_sheet(index)
    if sheet.find(b"legacyDrawing", max(sheet.rfind(b"sheetData>"), 0)) < 0:  # what draws the notes is named there
        return []
    places: set[tuple[int, int, str]] = set()
    for kind, target in links_of(parts, parts.name_of_sheet(index)).values():
        if kind in _KINDS:
            for match in _COMMENT.finditer(parts.part(target)):
                letters, row = match[1].decode(), int(match[2])
                places.add((row, len(letters), letters))
                if len(places) >= _MOST:
                    break
    return [f"{letters}{row}" for row, _, letters in sorted(places)]
