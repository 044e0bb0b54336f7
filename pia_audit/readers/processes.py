"""Processes that read files beside this one and end when it does. Loading it is dear, and most runs read few files."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")

_TOGETHER = 4
"""Files that go to a process at a time."""


def results(files: Sequence[S], read: Callable[[S], T], workers: int) -> Iterator[T]:
    """What ``read`` gives for each file in one of so many processes, in the order of the files.

    Where a process dies, the files it held and all behind them are read here, one by one.
    """
    at = 0
    try:
        with ProcessPoolExecutor(workers, _context(), initializer=end_with_parent) as pool:
            for result in _in_order(pool, files, read, 2 * workers):
                yield result
                at += 1
    except BrokenProcessPool:
        yield from map(read, files[at:])


def end_with_parent() -> None:
    """From now on this process ends when the one that began it does, also where that was killed: it would wait for ever
    to hand over what it read, and hold what the command wrote to open."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_wait_for, args=(parent,), daemon=True).start()


def _wait_for(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _context() -> BaseContext:
    """How the processes begin: as copies of this one, the fastest way, unless it has threads, as it does once it has
    used polars. What a thread holds at that moment stays held in a copy for ever, which then waits for it."""
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
