"""Standard output and error as they come: any code page, closed, full, or with a reader who has gone."""

from __future__ import annotations

import codecs
import os
import sys
from contextlib import suppress
from typing import TextIO

ESCAPING = "pia_audit.escaping"
"""The error handler that writes a sign the code page lacks by its number, as JSON does: ``\\u2ed1``. It can be seen,
nothing is lost, and what is JSON stays JSON."""


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2)), error.end


codecs.register_error(ESCAPING, _escaped)


def prepare() -> None:
    """Let both streams take any text: UTF-8, unless ``PYTHONIOENCODING`` names a code page with Japanese signs and
    the stream is no console of Windows, which takes UTF-8 whatever it says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            asked = _asked(stream)
            stream.reconfigure(encoding=asked or "utf-8", errors=ESCAPING if asked else "replace")


def _asked(stream: TextIO) -> str | None:
    """The code page that was asked for and that the stream has; ``None`` where it is UTF-8 or knows no kana."""
    name = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
    try:
        asked = codecs.lookup(name).name
        "あ".encode(asked)
    except (LookupError, UnicodeError):
        return None
    return asked if asked != "utf-8" and codecs.lookup(stream.encoding).name == asked else None


def on_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal; one that is closed is none."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def to_nowhere(stream: TextIO | None) -> None:
    """Let what is still to be written to a stream go nowhere, also what the interpreter writes at its end."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[union-attr]  # no stream has no number
        os.close(nowhere)
