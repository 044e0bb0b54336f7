"""Workbooks, and what else comes in their containers (see :mod:`pia_audit.documents.containers`)."""

from __future__ import annotations

from pia_audit.documents.blocks import Document
from pia_audit.documents.containers import OLE as OLE
from pia_audit.documents.containers import ZIP as ZIP
from pia_audit.model import Unread
from pia_audit.readers.formats import Format


def read(name: str, data: bytes) -> Document | Unread:
    """The rows of a workbook."""
    from pia_audit.documents.xlsx.workbook import read_workbook

    return read_workbook(name, data)


FORMAT = Format((".xlsx", ".xlsm"), lambda start: start.startswith((*ZIP, OLE)), read)
