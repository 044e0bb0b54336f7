"""Audits a corpus partition by partition, in this process, in a pool of processes or on a cluster."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import Protocol, TypeVar

from pia_audit.corpus.layout import Layout
from pia_audit.corpus.partition_audit import Job, Outcome, failed, judge
from pia_audit.corpus.results import Results
from pia_audit.readers.processes import end_with_parent

Runner = Callable[[Layout, Sequence[int], Job], Iterator[Outcome]]
"""Audits partitions and gives their outcomes as they come, in any order."""


class _Numbered(Protocol):
    @property
    def number(self) -> int: ...


Done = TypeVar("Done", bound=_Numbered)

_ATTEMPTS = 3


def audit_corpus(
    store: Layout,
    job: Job,
    runner: Runner,
    results: Results | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> list[Outcome]:
    """The outcomes of all partitions, by number; findings go to ``results`` as they come.

    What ``results`` holds already is not done again. ``KeyboardInterrupt`` passes through; what was done by then is
    kept.
    """
    done = results.done() if results else {}
    remaining = [n for n in range(store.partitions) if n not in done]
    for outcome in runner(store, remaining, job):
        if results and outcome.failed is None:
            results.keep(outcome)
        done[outcome.number] = outcome
        progress(len(done), store.partitions)
    return [done[n] for n in sorted(done)]


def processes(count: int | None = None) -> Runner:
    """A runner of so many processes; by default one for each core this program may use."""
    return lambda store, numbers, job: each_partition(partial(_judged_by, job), store, numbers, count, _unfinished)


def _judged_by(job: Job, number: int) -> Callable[[Layout, int], Outcome]:
    return partial(_judged, job.for_partition(number))


def _judged(job: Job, store: Layout, number: int) -> Outcome:
    return judge(store, number, job)


def _unfinished(store: Layout, number: int) -> Outcome:
    return failed(store, number, "partition-process")


def each_partition(
    work: Callable[[int], Callable[[Layout, int], Done]],
    store: Layout,
    numbers: Sequence[int],
    count: int | None = None,
    unfinished: Callable[[Layout, int], Done] | None = None,
) -> Iterator[Done]:
    """What is made of each partition, as it comes, in so many processes (default: one for each core).

    ``work`` gives for a partition's number what makes it: something that can go to another process, with no more in it
    than this partition needs; what that gives tells its partition's ``number``.
    ``unfinished`` stands in for partitions whose processes were ended from outside however often they were tried; they
    are left out without it.
    """
    count = min(count or _cores(), len(numbers))
    if count <= 1:
        yield from (work(n)(store, n) for n in numbers)
        return
    remaining, attempts = list(numbers), 0
    while remaining and attempts < _ATTEMPTS:
        try:
            for outcome in _pooled(work, store, remaining, count):
                remaining.remove(outcome.number)
                yield outcome
        except BrokenProcessPool:  # a process was ended from outside, for want of memory perhaps
            attempts, count = attempts + 1, max(1, count - 1)
    yield from (unfinished(store, n) for n in remaining if unfinished)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _pooled(
    work: Callable[[int], Callable[[Layout, int], Done]], store: Layout, numbers: Sequence[int], count: int
) -> Iterator[Done]:
    with _one_thread_each():
        pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_begin)
        try:
            waiting: list[Future[Done]] = [pool.submit(work(n), store, n) for n in numbers]
            yield from (f.result() for f in as_completed(waiting))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Processes share the cores among them already; threads of their own would only get in each other's way."""
    name = "POLARS_MAX_THREADS"
    old_value = os.environ.get(name)
    os.environ.setdefault(name, "1")
    try:
        yield
    finally:
        if old_value is None:
            os.environ.pop(name, None)


def _begin() -> None:
    """A process of the pool leaves Ctrl-C to the one that began it, ends with it, and rarely looks for garbage."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
