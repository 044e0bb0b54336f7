"""How large an archive is, and how long its verbs take.

    python tests/benchmarks/archive.py [--editions 1000]

Invented editions of 様式2 as text, four of each report. The size is held against what the same content takes without
an archive: each original deflated by itself, and the frames of all editions as one Parquet file each. Beside it what
was read takes in other ways: as Parquet per 100 editions, and as tables of the database with its own compression.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import duckdb
from pia_audit.model.frames import Corpus, schema

from pia_audit.archive import Archive
from pia_audit.archive.archive import BATCH
from pia_audit.archive.packing import together
from pia_audit.archive.taking import frames_of
from pia_audit.audits.run import audit
from pia_audit.model import Edition
from pia_audit.readers import read_all
from pia_audit.readers.stored_editions import to_parquet
from pia_audit.synthetic import generate, to_text

FRAMES = ("editions", "items", "changes", "quotes", "unread")
_SQL = {"Int64": "BIGINT", "Float64": "DOUBLE", "Boolean": "BOOLEAN", "Date": "DATE", "List(String)": "VARCHAR[]"}
T = TypeVar("T")


def make(folder: Path, count: int) -> list[Path]:
    """So many editions as files."""
    made = ((seed, e) for seed in range(1, count + 1) for e in generate(seed).editions)
    for seed, edition in islice(made, count):
        (folder / f"{seed:05d}-{edition.published_on}.txt").write_text(to_text(edition), encoding="utf-8")
    return sorted(folder.iterdir())


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of processor time, also that of the processes it starts, and what came out."""
    start = sum(os.times()[:4])
    out = work()
    return sum(os.times()[:4]) - start, out


def batches(editions: list[Edition]) -> Iterator[list[Edition]]:
    """The editions as the archive takes them."""
    return (editions[n : n + BATCH] for n in range(0, len(editions), BATCH))


def parquet(corpus: Corpus) -> int:
    """Bytes of the frames as Parquet files."""
    size = 0
    for name in FRAMES:
        out = io.BytesIO()
        getattr(corpus, name).write_parquet(out)
        size += len(out.getvalue())
    return size


def tables(editions: list[Edition], path: Path) -> int:
    """Bytes of a database with the frames as tables, filled batch by batch, without the folded texts."""
    connection = duckdb.connect(str(path), config={"default_block_size": "16384"})
    for name in FRAMES:
        columns = ", ".join(f'"{c}" {_SQL.get(str(t), "VARCHAR")}' for c, t in _kept(name).items())
        connection.execute(f"CREATE TABLE {name} ({columns})")
    for batch in batches(editions):
        corpus = Corpus.of(batch)
        for name in FRAMES:
            values = [getattr(corpus, name).get_column(c).to_list() for c in _kept(name)]
            if values[0]:
                places = ", ".join(f"unnest(${n})" for n in range(1, len(values) + 1))
                connection.execute(f"INSERT INTO {name} SELECT {places}", values)
        connection.execute("CHECKPOINT")
    connection.close()
    return path.stat().st_size


def _kept(name: str) -> dict[str, Any]:
    return {c: t for c, t in schema(name).items() if not c.endswith("norm")}


def sizes(files: list[Path], editions: list[Edition], archive: Path, place: Path) -> str:
    """The archive's size beside that of the same content without one, and of other ways to keep what was read."""
    originals = [f.read_bytes() for f in files]
    deflated, frames = sum(len(zlib.compress(o, 9)) for o in originals), parquet(Corpus.of(editions))
    size, all_of_it = archive.stat().st_size, sum(map(len, originals))
    lines = sum(len(together([frames_of([e]) for e in batch])) for batch in batches(editions))
    rows = sum(len(to_parquet(batch)) for batch in batches(editions))
    return (
        f"{len(files):,} editions, {all_of_it:,} bytes\n"
        f"originals deflated {deflated:,} + frames as Parquet {frames:,} = {deflated + frames:,} bytes\n"
        f"archive {size:,} bytes: {size / (deflated + frames):.2f} times as much\n"
        f"what was read: canonical JSON under xz {lines:,}, Parquet {rows:,}, "
        f"tables {tables(editions, place / 'tables.duckdb'):,} bytes\n"
    )


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--editions", type=int, default=1000)
    count = parser.parse_args().editions
    with tempfile.TemporaryDirectory() as place:
        folder, path = Path(place) / "editions", Path(place) / "archive.duckdb"
        folder.mkdir()
        files = make(folder, count)
        times: dict[str, float] = {}
        times["reading the files"], (editions, _) = timed(lambda: read_all(files))
        with Archive(path) as archive:
            times["add"], _ = timed(lambda: archive.add([folder]))
            times["add what is there"], _ = timed(lambda: archive.add([folder]))
            times["verify"], found = timed(archive.verify)
            times["editions out of it"], held = timed(archive.editions)
            times["their audit"], _ = timed(lambda: audit(Corpus.of(held)))
        sys.stdout.write(sizes(files, editions, path, Path(place)))
        each = ", ".join(f"{name} {seconds / count * 1000:.2f}" for name, seconds in times.items())
        sys.stdout.write(f"milliseconds of processor time per edition: {each}; intact: {found.intact}\n")


if __name__ == "__main__":
    main()
