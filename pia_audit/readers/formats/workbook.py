"""Workbooks, and what else comes in their containers: ``.docx`` and ``.xls`` are told as what they are."""

from __future__ import annotations

from pia_audit.model import Unread
from pia_audit.readers.blocks import Document
from pia_audit.readers.formats import Format

ZIP, OLE = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0"


def read(name: str, data: bytes) -> Document | Unread:
    """The rows of a workbook."""
    from pia_audit.readers.workbook import read_workbook

    return read_workbook(name, data)


FORMAT = Format((".xlsx", ".xlsm", ".xls", ".docx"), lambda start: start.startswith((*ZIP, OLE)), read)
