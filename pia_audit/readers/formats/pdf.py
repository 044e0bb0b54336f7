"""PDF: its mark may stand behind other bytes, though not inside a container."""

from __future__ import annotations

from pathlib import Path

from pia_audit.documents.blocks import Document
from pia_audit.model import Unread
from pia_audit.readers.formats import Format
from pia_audit.readers.formats.workbook import OLE, ZIP


def read(name: str, data: bytes) -> Document | Unread:
    """The rows of a printed report."""
    from pia_audit.documents.pdf import read_pdf

    return read_pdf(Path(name), data)


FORMAT = Format((".pdf",), lambda start: b"%PDF-" in start[:1024] and not start.startswith((*ZIP, OLE)), read)
