"""How tests say that something takes bounded time, whatever else the machine has to do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

_SECONDS = 60


@contextmanager
def bounded() -> Iterator[None]:
    """What is done within takes this process a minute at most: it is a second or two, and minutes to hours for work
    that grows with the square of its input. Time that other programs take does not count."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < _SECONDS
