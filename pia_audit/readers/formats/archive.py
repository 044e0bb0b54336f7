"""Archives, which are no report themselves: a command of their own goes through what they hold."""

from __future__ import annotations

from pia_audit.model import Unread
from pia_audit.readers.formats import Format

_DATABASE, _BEFORE = b"SQLite format 3\0", b"DUCK"
"""How an archive begins, and what stands at the ninth byte of one that an unreleased version made."""


def read(name: str, data: bytes) -> Unread:  # noqa: ARG001
    """What to call instead."""
    return Unread(name, "archive")


FORMAT = Format((), lambda start: start.startswith(_DATABASE) or start[8:12] == _BEFORE, read)
