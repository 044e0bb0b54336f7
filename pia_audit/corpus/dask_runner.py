"""Audits partitions on a Dask cluster: the same findings as one process, on as many machines as there are.

A partition's files travel to the worker and its findings travel back, so that workers need this package and no shared
folder. The files of a task stay with the scheduler until it is done: a worker that is lost costs the partitions it was
at, which other workers take over, and nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from pia_audit.corpus.layout import BadCorpus, Layout
from pia_audit.corpus.partition_audit import Job, Outcome, failed, judge, unreadable
from pia_audit.corpus.runners import Runner
from pia_audit.corpus.store import raw
from pia_audit.japanese.patterns import regex
from pia_audit.model.files import InputError

if TYPE_CHECKING:
    from distributed import Client

_LOCAL = regex(r"local:([1-9]\d{0,3})")
_REMOTE = regex(r"[a-z]+://\S+|(?!local:)\S+:\d{1,5}")
_AHEAD = 2
_SECONDS = 30


class BadCluster(InputError):
    """A cluster that cannot be used."""

    sentences = ("partitions", "dask")


def cluster(address: str, began: Callable[[Client], None] = lambda _: None) -> Runner:
    """A runner on the scheduler at ``address``, or on ``local:N`` workers of this machine.

    ``began`` is called with the client once there are workers. Raises :class:`BadCluster` for an address that is none,
    and, when it runs, for one that does not answer or for a missing package.
    """
    if not _LOCAL.fullmatch(address) and not _REMOTE.fullmatch(address):
        raise BadCluster("", "address", address=address)
    return lambda store, numbers, job: _run(address, began, store, numbers, job)


def _run(
    address: str, began: Callable[[Client], None], store: Layout, numbers: Sequence[int], job: Job
) -> Iterator[Outcome]:
    if not numbers:
        return
    with _client(address) as client:
        began(client)
        yield from _mapped(client, store, numbers, job)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    """A client with one worker at least; workers of this machine end with it."""
    dask = _distributed()
    with ExitStack() as stack:
        try:
            local = _LOCAL.fullmatch(address)
            where: Any = stack.enter_context(_local(dask.LocalCluster, int(local[1]))) if local else address
            client = stack.enter_context(dask.Client(where, timeout=_SECONDS))
            client.wait_for_workers(1, timeout=_SECONDS)
        except (OSError, ValueError, TimeoutError) as error:
            reason = str(error)[:200] or type(error).__name__
            raise BadCluster("", "unreachable", address=address, reason=reason) from error
        yield client


def _distributed() -> Any:
    """The package of the extra ``dask``, which only this way of running has need of."""
    try:
        import distributed
    except ImportError as error:
        raise BadCluster("", "missing") from error
    return distributed


def _local(kind: Any, count: int) -> Any:
    """Workers of this machine: a process and a thread each, no page to look at, nothing but errors said.

    The scheduler's own port is any that is free: of two audits at once none finds it taken.
    """
    return kind(
        n_workers=count, threads_per_worker=1, dashboard_address=None, memory_limit=0, silence_logs=logging.CRITICAL,
        env={"POLARS_MAX_THREADS": "1"}, scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
    )  # fmt: skip


def _mapped(client: Client, store: Layout, numbers: Sequence[int], job: Job) -> Iterator[Outcome]:
    """The partitions' outcomes as they come; only so many are sent ahead as keep the workers busy."""
    remaining = iter(numbers)
    ahead = _distributed().as_completed(with_results=False)
    sent: dict[Any, int] = {}

    def send() -> Iterator[Outcome]:
        """Send the next partition that can be read; those that cannot are told at once."""
        for number in remaining:
            try:
                files = raw(store, number)
            except BadCorpus as error:
                yield unreadable(number, error)
                continue
            future = client.submit(judge, store, number, job.for_partition(number), files, pure=False)
            sent[future.key] = number
            ahead.add(future)
            return

    for _ in range(_AHEAD * max(1, sum(client.nthreads().values()))):
        yield from send()
    for future in ahead:
        number = sent.pop(future.key)
        yield future.result() if future.status == "finished" else _failed(store, number, future)
        yield from send()


def _failed(store: Layout, number: int, future: Any) -> Outcome:
    reason = type(future.exception()).__name__ if future.status == "error" else future.status
    return failed(store, number, "partition-worker", reason)
