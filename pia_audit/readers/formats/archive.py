"""Archives, which are no report themselves: a command of their own goes through what they hold."""

from __future__ import annotations

from pia_audit.model import Unread
from pia_audit.readers.formats import Format

_AT, _DATABASE = 8, b"DUCK"


def read(name: str, data: bytes) -> Unread:  # noqa: ARG001
    """What to call instead."""
    return Unread(name, "archive")


FORMAT = Format((), lambda start: start[_AT:].startswith(_DATABASE), read)
