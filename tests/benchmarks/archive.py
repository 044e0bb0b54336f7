"""How large an archive is, and how long its verbs take.

    python tests/benchmarks/archive.py [--reports 40 | --folder data]

Invented editions of 様式2 as text, three of each report, or the files of a folder. The size is held against that of
the originals, and against what the same content takes without an archive: each original deflated by itself, and the
frames of all editions as one Parquet file each. Beside it what was read takes in other ways: as canonical JSON under
xz and as Parquet, both per 100 editions.
"""

from __future__ import annotations

import argparse
import io
import lzma
import os
import sqlite3
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from pia_audit.archive import Archive
from pia_audit.archive.archive import BATCH
from pia_audit.archive.intake import frames_of
from pia_audit.audits.run import audit
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.readers import read_all
from pia_audit.readers.stored_editions import to_parquet
from pia_audit.synthetic import generate, to_text

FRAMES = ("editions", "items", "changes", "quotes", "unread")
T = TypeVar("T")


def make(folder: Path, reports: int) -> Path:
    """Three editions of so many reports as files."""
    folder.mkdir()
    for seed in range(1, reports + 1):
        for edition in generate(seed, editions=3).editions:
            (folder / f"{seed:05d}-{edition.published_on}.txt").write_text(to_text(edition), encoding="utf-8")
    return folder


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of processor time, also that of the processes it starts, and what came out."""
    start = sum(os.times()[:4])
    result = work()
    return sum(os.times()[:4]) - start, result


def batches(editions: list[Edition]) -> Iterator[list[Edition]]:
    """The editions as the archive takes them."""
    return (editions[n : n + BATCH] for n in range(0, len(editions), BATCH))


def parquet(corpus: Corpus) -> int:
    """Bytes of the frames as Parquet files."""
    size = 0
    for name in FRAMES:
        buffer = io.BytesIO()
        getattr(corpus, name).write_parquet(buffer)
        size += len(buffer.getvalue())
    return size


_PARTS = {"originals": "originals", "texts_index": "full text", "texts": "texts", "digests": "digests"}


def parts(path: Path) -> str:
    """Bytes of the archive by what they are for."""
    sums: dict[str, int] = {}
    with closing(sqlite3.connect(path)) as connection:
        try:
            rows = connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall()
        except sqlite3.Error:  # a build without it
            return ""
    for name, size in rows:
        part = next((p for start, p in _PARTS.items() if name.startswith(start)), "other tables")
        sums[part] = sums.get(part, 0) + size
    return ", ".join(f"{part} {size:,}" for part, size in sums.items())


def sizes(originals: list[bytes], editions: list[Edition], archive: Path) -> str:
    """The archive's size beside that of the same content without one, and of other ways to keep what was read."""
    deflated, frames = sum(len(zlib.compress(o, 9)) for o in originals), parquet(Corpus.of(editions))
    size, all_of_it = archive.stat().st_size, sum(map(len, originals))
    lines = sum(len(lzma.compress(b"\n".join(frames_of([e]) for e in batch), preset=1)) for batch in batches(editions))
    rows = sum(len(to_parquet(batch)) for batch in batches(editions))
    return (
        f"{len(originals):,} files, {all_of_it:,} bytes; the archive is {size / all_of_it:.2f} times as large\n"
        f"originals deflated {deflated:,} + frames as Parquet {frames:,} = {deflated + frames:,} bytes\n"
        f"archive {size:,} bytes: {size / (deflated + frames):.2f} times as much\n"
        f"in it: {parts(archive)} bytes\n"
        f"what was read, in other ways: canonical JSON under xz {lines:,}, Parquet {rows:,} bytes\n"
    )


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "archive.sqlite"
        folder = options.folder or make(Path(place) / "editions", options.reports)
        times: dict[str, float] = {}
        times["reading the files"], (editions, _) = timed(lambda: read_all([folder]))
        with Archive(path) as archive:
            times["add"], added = timed(lambda: archive.add([folder]))
            times["add what is there"], _ = timed(lambda: archive.add([folder]))
            times["verify"], verification = timed(archive.verify)
            times["editions out of it"], stored = timed(archive.editions)
            times["their audit"], _ = timed(lambda: audit(Corpus.of(stored)))
            originals = [archive.original(entry) for entry in added.entries]
        sys.stdout.write(sizes(originals, editions, path))
        each = ", ".join(f"{name} {seconds / len(originals) * 1000:.2f}" for name, seconds in times.items())
        sys.stdout.write(f"milliseconds of processor time per edition: {each}; intact: {verification.intact}\n")


if __name__ == "__main__":
    main()
