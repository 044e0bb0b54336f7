"""Makes a corpus out of editions as they come: memory follows a batch and a few partitions, not all that is read.

Each batch is laid aside as one file per frame; when all have come, they are put together partition by partition.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any

import polars as pl

from pia_audit.corpus.layout import FRAMES, MOST, Layout, finish
from pia_audit.corpus.store import begin, cut, placed, put_frame, put_parquet
from pia_audit.model import Edition, Unread
from pia_audit.model.frames import Corpus, empty, schema

EDITIONS = 1000
"""Editions that make one partition where their number is known beforehand."""

_BATCH = 100
_AT_ONCE = 8


def partitions_for(editions: int) -> int:
    """How many partitions so many editions are given."""
    return min(max(1, -(-editions // EDITIONS)), MOST)


def gather(
    entries: Iterable[Edition | Unread],
    path: str | Path,
    partitions: int,
    notes: Mapping[str, Any] | None = None,
    same: Callable[[Edition], str] = attrgetter("sha256"),
) -> Layout:
    """Store what is found as a corpus of so many partitions; of editions that are the ``same`` the first counts.

    The folder is there when all is done and not before. Raises as :func:`pia_audit.corpus.store.write` does.
    """
    target = Path(path)
    existed = target.exists()
    begin(target, partitions)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name[:40]}-") as folder:
            made = _made(Path(folder), _without_repeats(entries, same), partitions, notes)
            target.rmdir()  # it is empty
            os.replace(made.path, target)
    except BaseException:
        if not existed and target.exists():
            target.rmdir()
        raise
    return Layout(target, partitions, made.notes)


def _made(
    folder: Path, entries: Iterator[Edition | Unread], partitions: int, notes: Mapping[str, Any] | None
) -> Layout:
    """The corpus beside what is laid aside for it."""
    spool = folder / "aside"
    spool.mkdir()
    count = 0
    for count, corpus in enumerate(_batches(entries), 1):
        for frame, data in placed(corpus, partitions).items():
            put_parquet(spool / f"{frame}-{count}.parquet", data)
    made = begin(folder / "corpus", partitions, notes)
    for frame in FRAMES:
        _put_together(made, frame, [spool / f"{frame}-{n}.parquet" for n in range(1, count + 1)])
    finish(made)
    return made


def _without_repeats(entries: Iterable[Edition | Unread], same: Callable[[Edition], str]) -> Iterator[Edition | Unread]:
    seen: set[str] = set()
    for entry in entries:
        if isinstance(entry, Edition):
            if same(entry) in seen:
                continue
            seen.add(same(entry))
        yield entry


def _batches(entries: Iterator[Edition | Unread]) -> Iterator[Corpus]:
    while batch := list(islice(entries, _BATCH)):
        yield Corpus.of(
            (entry for entry in batch if isinstance(entry, Edition)),
            (entry for entry in batch if isinstance(entry, Unread)),
        )


def _put_together(made: Layout, frame: str, files: list[Path]) -> None:
    """The partitions of one frame, a few at once, out of what was laid aside of it."""
    columns = {**schema(frame), "part": pl.Int64}
    spooled_rows = pl.scan_parquet(files, schema=columns, glob=False) if files else pl.LazyFrame(schema=columns)
    for first in range(0, made.partitions, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, made.partitions))
        parts = cut(spooled_rows.filter(pl.col("part").is_between(numbers[0], numbers[-1])).collect())
        for number in numbers:
            put_frame(made, frame, number, parts.get(number, empty(frame)))
