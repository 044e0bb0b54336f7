"""Web pages."""

from __future__ import annotations

import re

from pia_audit.documents.blocks import Document
from pia_audit.model import Unread
from pia_audit.readers.formats import Format

_PAGE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|table)\b",
    re.IGNORECASE | re.DOTALL,
)


def begins(start: bytes) -> bool:
    """Whether the first tag is a page's; a PDF may have one before its mark."""
    return _PAGE.match(start) is not None and b"%PDF-" not in start[:1024]


def read(name: str, data: bytes) -> Document | Unread:
    """The rows of a page."""
    from pia_audit.documents.html.webpage import read_page

    return read_page(name, data)


FORMAT = Format((".html", ".htm"), begins, read)
