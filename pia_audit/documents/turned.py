"""Signs that an override turns round: what stands behind one is shown from right to left, whatever it is."""

from __future__ import annotations

from msgspec.structs import replace

from pia_audit.documents.blocks import Document, Row
from pia_audit.documents.notes import Notes
from pia_audit.japanese.patterns import regex

OVERRIDE = "\u202e"
"""Turns round all signs up to the end of its line, or up to U+202C."""
_TURNED = regex("\u202e([^\u202c\n]*)\u202c?")


def as_shown(document: Document) -> Document:
    """A document whose texts have their signs in the order in which people see them, with a note on those turned.

    Args:
        document: the rows as they are stored.

    Returns:
        The document itself where nothing is turned round.
    """
    if not any(OVERRIDE in cell.full_text for row in document.rows for cell in row.cells):
        return document
    notes = Notes(document.source)
    rows = tuple(_row(row, notes) for row in document.rows)
    return replace(document, rows=rows, problems=(*document.problems, *notes.entries()))


def _row(row: Row, notes: Notes) -> Row:
    cells = []
    for cell in row.cells:
        if OVERRIDE not in cell.full_text:
            cells.append(cell)
            continue
        notes.add("turned", cell.locator)
        whole = None if cell.whole is None else _turned(cell.whole)
        cells.append(replace(cell, text=_turned(cell.text), whole=whole))
    return replace(row, cells=tuple(cells))


def _turned(text: str) -> str:
    return _TURNED.sub(lambda match: match[1][::-1], text).replace("\u202c", "")
