"""Reads a printed report: rules to cells, characters to texts, and pages joined where a break cut a row."""

from __future__ import annotations

from pathlib import Path

from pia_audit.documents.blocks import Document
from pia_audit.documents.pdf.worker import WORKER
from pia_audit.model import Unread


def read_pdf(path: str | Path, data: bytes) -> Document | Unread:
    """The rows of a PDF in reading order; :class:`~pia_audit.model.Unread` with the reason. Never raises for content.

    A cell's locator is its page and its box in points from the upper left corner, ``p3:40,120,310,188``.
    """
    return WORKER.read(str(path), data)
