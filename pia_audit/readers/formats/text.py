"""Converted text, which has no mark: every file that is nothing else."""

from __future__ import annotations

from pia_audit.documents.blocks import Document
from pia_audit.model import Unread
from pia_audit.readers.formats import Format


def read(name: str, data: bytes) -> Document | Unread:
    """The rows of a text."""
    from pia_audit.documents.text import read_text

    return read_text(name, data)


FORMAT = Format((".txt", ".tsv", ".text"), lambda _: True, read, otherwise=True)
