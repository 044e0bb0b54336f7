"""What trends of a corpus of partitions need beside its frames: which partitions can be read, and the rates."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import polars as pl
from msgspec import Struct

from pia_audit.corpus.layout import BadCorpus, Layout, layout
from pia_audit.corpus.partition_audit import stored_unread
from pia_audit.corpus.runners import each_partition
from pia_audit.corpus.store import BOUNDS, read
from pia_audit.model import Unread
from pia_audit.model.frames import schema
from pia_audit.readers.parquet_bounds import fits
from pia_audit.statistics import rates
from pia_audit.statistics.periods import Period
from pia_audit.statistics.source import Source, prepared


class Rates(Struct, frozen=True):
    """The counts of one partition or of all: ``by_period`` as :func:`~pia_audit.statistics.rates.rates`, ``by_body`` as
    :func:`~pia_audit.statistics.rates.body_rates`; ``lost`` are partitions that were not counted."""

    number: int
    by_period: pl.DataFrame
    by_body: pl.DataFrame
    lost: tuple[Unread, ...] = ()


def counted(
    path: str | Path,
    period: Period = "fiscal-year",
    numbers: Iterable[int] | None = None,
    jobs: int | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Rates:
    """The rates of a corpus: each partition is replayed and reconciled in a process of its own, so that only so many
    partitions are in memory as there are processes.

    ``numbers`` are the partitions (default: all), ``jobs`` the processes (default: the cores). A partition that cannot
    be counted is told in ``lost``. Raises :class:`~pia_audit.corpus.BadCorpus` for a folder that is no corpus.
    """
    store = layout(path)
    wanted = list(range(store.partitions) if numbers is None else numbers)
    parts: list[Rates] = []
    for part in each_partition(
        lambda _: partial(_count, period), store, wanted, jobs, partial(_lost, "uncounted-process", "")
    ):
        parts.append(part)
        progress(len(parts), len(wanted))
    parts.sort(key=lambda p: p.number)
    lost = tuple(u for p in parts for u in p.lost)
    return _rates(-1, [p.by_period for p in parts], [p.by_body for p in parts], lost)


def _rates(
    number: int, by_period: list[pl.DataFrame], by_body: list[pl.DataFrame], lost: tuple[Unread, ...] = ()
) -> Rates:
    return Rates(number, rates.added(by_period, "period"), rates.added(by_body, "agency"), lost)


def _count(period: Period, store: Layout, number: int) -> Rates:
    try:
        source = Source.of(prepared(read(store.path, number)))
        return Rates(number, rates.rates(source, period), rates.body_rates(source))
    except BadCorpus as error:
        code = error.code.replace("partition", "uncounted")
        return _rates(number, [], [], (Unread(str(error.path), code, params=error.params),))
    except (Exception, pl.exceptions.PanicException) as error:
        # values no reader writes may fail anywhere; the partition is named, the others go on
        return _lost("uncounted-broken", f"{type(error).__name__}: {error}"[:200], store, number)


def _lost(code: str, reason: str, store: Layout, number: int) -> Rates:
    where = str(store.file("editions", number))
    return _rates(number, [], [], (Unread(where, code, params={"reason": reason}),))


def readable(path: str | Path) -> tuple[list[int], tuple[Unread, ...]]:
    """The partitions whose files are there, have the columns of the model and keep within the bounds, and why the
    others are not counted. Raises :class:`~pia_audit.corpus.BadCorpus` for a folder that is no corpus."""
    store = layout(path)
    numbers: list[int] = []
    lost: list[Unread] = []
    for number in range(store.partitions):
        wrong = next(filter(None, (_wrong(frame, file) for frame, file in store.files(number).items())), None)
        if wrong:
            lost.append(wrong)
        else:
            numbers.append(number)
    return numbers, tuple(lost)


def _wrong(frame: str, file: Path) -> Unread | None:
    try:
        columns = pl.read_parquet_schema(file)
    except OSError as error:
        return Unread(str(file), "uncounted-unread", params={"reason": error.strerror or str(error)[:200]})
    except (Exception, pl.exceptions.PanicException) as error:  # a damaged file may fail anywhere in the decoder
        return Unread(str(file), "uncounted-broken", params={"reason": f"{type(error).__name__}: {error}"[:200]})
    if dict(columns) != dict(schema(frame)):
        return Unread(str(file), "uncounted-columns")
    return None if _fits(file) else Unread(str(file), "uncounted-large", params=BOUNDS)


def _fits(file: Path) -> bool:
    """Whether a file keeps within the bounds of a partition's, by what its pages say of themselves."""
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return fits(data)


def noted(path: str | Path, frames: dict[str, pl.LazyFrame]) -> list[Unread]:
    """What could not be read when the corpus was made, as it was noted there; or that the note is damaged."""
    try:
        return stored_unread(frames["unread"].collect())
    except (Exception, pl.exceptions.PanicException) as error:
        reason = f"{type(error).__name__}: {error}"[:200]
        return [Unread(str(Path(path) / "unread"), "uncounted-broken", params={"reason": reason})]
