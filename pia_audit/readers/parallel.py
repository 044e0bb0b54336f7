"""Reads many files in several processes; one that fails, hangs or crashes never stops the others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Told how many of how many files are done."""

FEW = 8
"""Up to so many files the start of the processes costs more than it saves."""


def read_many(files: Sequence[S], read: Callable[[S], T], progress: Progress | None = None) -> Iterator[T]:
    """What ``read`` gives for each file, in the order of the files."""
    for done, result in enumerate(_results(files, read), 1):
        if progress:
            progress(done, len(files))
        yield result


def _results(files: Sequence[S], read: Callable[[S], T]) -> Iterator[T]:
    workers = min(os.cpu_count() or 1, len(files))
    if len(files) <= FEW or workers < 2:
        yield from map(read, files)
        return
    from pia_audit.readers import processes  # dear, and most runs read few files

    yield from processes.results(files, read, workers)
