"""Standard output and error as they come: any code page, closed, full, or with a reader who has gone."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO


def prepare() -> None:
    """Let both streams take any text: UTF-8 whatever the console's code page."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def on_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal; one that is closed is none."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def is_closed(stream: TextIO | None) -> bool:
    """Whether what is written to a stream goes nowhere: it was closed before the program began, or since."""
    return stream is None or stream.closed


def to_nowhere(stream: TextIO | None) -> None:
    """Let what is still to be written to a stream go nowhere, also what the interpreter writes at its end."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[union-attr]  # no stream has no number
        os.close(nowhere)
