"""Editions as ``convert`` stores them, in JSON or Parquet. JSON is not taken from folders: much else is JSON."""

from __future__ import annotations

import re

from pia_audit.model import Edition, Unread
from pia_audit.readers.formats import Format

_JSON = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:\{|\[\s*[\[\]{\"])")
"""An array of plain text would be a report whose first line is its stamp in brackets."""


def begins(start: bytes) -> bool:
    """Whether a file is JSON or Parquet."""
    return start.startswith(b"PAR1") or _JSON.match(start) is not None


def read(name: str, data: bytes) -> list[Edition] | Unread:
    """The editions in the file."""
    from pia_audit.readers.stored_editions import read_stored

    return read_stored(name, data)


FORMAT = Format((".parquet",), begins, read)
