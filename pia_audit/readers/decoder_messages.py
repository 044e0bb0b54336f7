"""Keeps what a decoder says of its own failures from the reader: a panic's lines mean nothing to an auditor, and the
sentence that names the file follows anyway.

The decoder writes to the process's stderr itself, past Python's; so that is turned away while it works.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_STDERR = 2
_lock = Lock()
_kept: list[int] = []
"""Where stderr led, once for each that turned it away and is still at work."""


@contextmanager
def unheard() -> Iterator[None]:
    """What is written to the process's stderr meanwhile goes nowhere; several threads may be in it at a time.

    A process without stderr has nothing to turn away.
    """
    with _lock:
        _turn_away()
    try:
        yield
    finally:
        with _lock:
            _turn_back()


def _turn_away() -> None:
    saved_stderr = nowhere = -1
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
        saved_stderr, nowhere = os.dup(_STDERR), os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDERR)
    except (OSError, ValueError):  # no stderr, or no room for another file: then what is said is heard
        pass
    finally:
        if nowhere >= 0:
            os.close(nowhere)
        _kept.append(saved_stderr)


def _turn_back() -> None:
    """The first of those still kept leads where stderr led; the last to leave gives it back."""
    saved_stderr = _kept.pop()
    if saved_stderr < 0:
        return
    if not _kept:
        os.dup2(saved_stderr, _STDERR)
    os.close(saved_stderr)
