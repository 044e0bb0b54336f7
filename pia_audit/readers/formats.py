"""The formats that files have, told by their first bytes: a line each; what reads a format is loaded when asked for.

A format is added by a line in :data:`FORMATS` and a reader, ``(name, data) -> Document | list[Edition] | Unread``.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct

from pia_audit.documents.containers import OLE, ZIP
from pia_audit.japanese.patterns import regex
from pia_audit.model import Edition, Unread

if TYPE_CHECKING:
    from pia_audit.documents.blocks import Document

START = 4096
"""So many bytes of a file tell its format."""

_PAGE = regex(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|table|meta|title|style|link)\b",
    re.IGNORECASE | re.DOTALL,
)
_JSON = regex(rb"\A(?:\xef\xbb\xbf)?\s*(?:\{|\[\s*[\[\]{\"])")
"""An array of plain text would be a report whose first line is its stamp in brackets."""

_CONTAINERS = (*ZIP, OLE)
_DATABASE, _DUCKDB = b"SQLite format 3\0", b"DUCK"
"""How an archive begins, and what stands at the ninth byte of one that an unreleased version made."""


class Format(Struct, frozen=True):
    """A format: ``begins`` knows it by a file's first bytes, ``reader`` is where the function that reads it lives
    (``module:function``), ``endings`` are those of the files that are taken from a folder."""

    endings: tuple[str, ...]
    begins: Callable[[bytes], bool]
    reader: str

    def read(self, name: str, data: bytes) -> Document | list[Edition] | Unread:
        """The rows of the file of that name, or the editions themselves, or why it cannot be read."""
        module, function = self.reader.split(":")
        document: Document | list[Edition] | Unread = getattr(import_module(module), function)(name, data)
        return document


def _is_page(start: bytes) -> bool:
    """Whether the first tag is a page's, also in two bytes a sign; a PDF may have one before its mark."""
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"<\x00" in start or b"\x00<" in start:
        start = start.replace(b"\x00", b"").lstrip(b"\xff\xfe")
    return _PAGE.match(start) is not None and b"%PDF-" not in start[:1024]


def _is_pdf(start: bytes) -> bool:
    """Whether it bears a PDF's mark, which may stand behind other bytes, though not inside a container."""
    return b"%PDF-" in start[:1024] and not start.startswith(_CONTAINERS)


def _is_stored(start: bytes) -> bool:
    """Whether it holds editions as ``convert`` stores them. JSON is not taken from folders: much else is JSON."""
    return start.startswith(b"PAR1") or _JSON.match(start) is not None


def _is_container(start: bytes) -> bool:
    """Whether it is a workbook, or what else comes in its containers (see :mod:`pia_audit.documents.containers`)."""
    return start.startswith(_CONTAINERS)


def _is_archive(start: bytes) -> bool:
    """Whether it is an archive, which is no report itself: a command of its own goes through what it holds."""
    return start.startswith(_DATABASE) or start[8:12] == _DUCKDB


def refused_archive(name: str, data: bytes) -> Unread:  # noqa: ARG001
    """What to call instead."""
    return Unread(name, "archive")


FORMATS = (
    Format((), _is_archive, f"{__name__}:refused_archive"),
    Format((".html", ".htm"), _is_page, "pia_audit.documents.html.webpage:read_page"),
    Format((".pdf",), _is_pdf, "pia_audit.documents.pdf:read_pdf"),
    Format((".parquet",), _is_stored, "pia_audit.readers.stored_editions:read_stored"),
    Format((".xlsx", ".xlsm"), _is_container, "pia_audit.documents.xlsx.workbook:read_workbook"),
    Format((".txt", ".tsv", ".text"), lambda _: True, "pia_audit.documents.text:read_text"),
)
"""Every format in the order in which a file is tried; converted text has no mark and takes what nothing else does."""


def format_of(data: bytes) -> Format:
    """The format of a file."""
    start = data[:START]
    return next(f for f in FORMATS if f.begins(start))
