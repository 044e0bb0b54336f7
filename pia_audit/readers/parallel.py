"""Reads many files in several processes; one that fails, hangs or crashes never stops the others."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

S = TypeVar("S")
T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Told how many of how many files are done."""

FEW = 8
"""Up to so many files the start of the processes costs more than it saves."""


_TOGETHER = 4
"""Files that go to a process at a time."""


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
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor  # dear, and most runs read few files

    at = 0
    try:
        with ProcessPoolExecutor(workers, _context(), initializer=end_with_parent) as pool:
            for result in _in_order(pool, files, read, 2 * workers):
                yield result
                at += 1
    except BrokenProcessPool:  # a process died: the files it held are read here, one by one
        yield from map(read, files[at:])


def end_with_parent() -> None:
    """From now on this process ends when the one that began it does, also where that was killed: it would wait for ever
    to hand over what it read, and hold what the command wrote to open."""
    from multiprocessing import parent_process  # loaded in such a process already

    parent = parent_process()
    if parent is not None:
        Thread(target=_wait_for, args=(parent,), daemon=True).start()


def _wait_for(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _context() -> BaseContext:
    """How the processes begin: as copies of this one, the fastest way, unless it has threads, as it does once it has
    used polars. What a thread holds at that moment stays held in a copy for ever, which then waits for it."""
    import multiprocessing

    try:
        alone = len(os.listdir("/proc/self/task")) == 1
    except OSError:  # not Linux: nothing is known of the threads
        alone = False
    return multiprocessing.get_context("fork" if alone else "spawn")


def _in_order(pool: Executor, files: Sequence[S], read: Callable[[S], T], ahead: int) -> Iterator[T]:
    """The results in order, so many groups of files ahead: what was read and not yet asked for is never much."""
    groups = iter(files[at : at + _TOGETHER] for at in range(0, len(files), _TOGETHER))
    waiting: deque[Future[list[T]]] = deque()
    for group in groups:
        waiting.append(pool.submit(_each, read, group))
        if len(waiting) >= ahead:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


def _each(read: Callable[[S], T], files: Sequence[S]) -> list[T]:
    return [read(file) for file in files]
