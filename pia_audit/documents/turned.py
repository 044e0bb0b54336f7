"""Signs that other signs change: an override turns round what stands behind it, a stroke is drawn through the sign
before it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from pia_audit.documents.blocks import Cell, Document, Row
from pia_audit.documents.notes import Notes
from pia_audit.japanese.patterns import regex

OVERRIDE = "\u202e"
"""Turns round all signs up to the end of its line, or up to U+202C."""
_STROKES = ("\u0335", "\u0336")
_STRUCK = regex("(?:[^\u0335\u0336]\ufe0f?[\u0335\u0336]{1,4})+")
"""Signs with a stroke drawn through each, as people strike words in a plain text."""
_TURNED = regex("\u202e([^\u202c\n]*)\u202c?")


def as_shown(document: Document) -> Document:
    """A document whose texts have their signs in the order in which people see them, with a note on those turned.

    Args:
        document: the rows as they are stored.

    Returns:
        The document itself where nothing is turned round.
    """
    signs = (OVERRIDE, *_STROKES)
    if not any(mark in cell.full_text for row in document.rows for cell in row.cells for mark in signs):
        return document
    notes = Notes(document.source)
    rows = tuple(_row(row, notes) for row in document.rows)
    return replace(document, rows=rows, problems=(*document.problems, *notes.entries()))


def _row(row: Row, notes: Notes) -> Row:
    cells = []
    for cell in row.cells:
        printed_cell = cell
        if OVERRIDE in cell.full_text:
            notes.add("turned", cell.locator)
            printed_cell = _changed(cell, _turned)
        if any(stroke in cell.full_text for stroke in _STROKES):
            printed_cell = _without_struck(printed_cell, notes)
        cells.append(printed_cell)
    return replace(row, cells=tuple(cells))


def _changed(cell: Cell, change: Callable[[str], str]) -> Cell:
    return replace(cell, text=change(cell.text), whole=None if cell.whole is None else change(cell.whole))


def _without_struck(cell: Cell, notes: Notes) -> Cell:
    struck = "".join(_bare(words) for words in _STRUCK.findall(cell.full_text)).strip()
    if struck:
        notes.add("struck", cell.locator, struck)
    live = _changed(cell, lambda text: _bare(_STRUCK.sub("", text)).strip())
    return replace(live, struck="\n".join(t for t in (cell.struck, struck) if t) or None)


def _bare(text: str) -> str:
    return "".join(character for character in text if character not in _STROKES)


def _turned(text: str) -> str:
    return _TURNED.sub(lambda match: match[1][::-1], text).replace("\u202c", "")
