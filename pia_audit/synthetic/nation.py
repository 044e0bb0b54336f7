"""Writes a corpus of many invented reports as Parquet partitions, two editions each, with the truth beside it.

The reports are drawn in chunks by several processes, each report by its own seed, so that the corpus is the same
however many processes write it. A chunk is kept as one file per frame, the partitions' parts of it one behind the
other; then each partition is put together from its parts.
"""

from __future__ import annotations

import io
import multiprocessing
import shutil
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl
from msgspec import Struct

from pia_audit.corpus.layout import FRAMES, Layout, finish
from pia_audit.corpus.store import begin, put_frame, split
from pia_audit.model.frames import Corpus, empty
from pia_audit.synthetic.mixture import drawn
from pia_audit.synthetic.truth import Synthetic

CHUNK = 500
REPORTS_PER_PARTITION = 500
TRUTH = "truth"
_EDITIONS = 2


class _Chunk(Struct, frozen=True):
    """A stretch of reports on disk: where each partition's part of each frame lies in the chunk's files."""

    number: int
    places: dict[str, dict[int, tuple[int, int]]]
    truth: bytes
    reports: bytes


def write_corpus(
    target: str | Path, reports: int, seed: int, partitions: int | None = None, processes: int | None = None
) -> Layout:
    """Write ``reports`` reports of ``seed`` into an empty folder; ``partitions`` is one for 500 reports by default.

    Beside the frames of the corpus stand ``truth/faults.parquet`` (``report_id, kind, item_id, edition_id, row_no,
    rules, note``; ``edition_id`` is null where the fault lies in an older edition than the two) and
    ``truth/reports.parquet`` (``report_id, form_key, faults, editions, rows``). Raises as
    :func:`pia_audit.corpus.store.write` does.
    """
    count = partitions or max(1, -(-reports // REPORTS_PER_PARTITION))
    store = begin(target, count, {"seed": seed, "reports": reports})
    waiting = store.path / "chunks.tmp"
    waiting.mkdir()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        chunks = list(_chunks(pool, waiting, seed, reports, store.partitions))
        list(pool.map(_merge, *zip(*((store, waiting, chunks, n) for n in range(store.partitions)), strict=True)))
    shutil.rmtree(waiting)
    for name, parts in (("faults", [c.truth for c in chunks]), ("reports", [c.reports for c in chunks])):
        _put_truth(store.path / TRUTH / f"{name}.parquet", parts)
    finish(store)
    return store


def _chunks(pool: Executor, waiting: Path, seed: int, reports: int, partitions: int) -> Iterator[_Chunk]:
    starts = range(0, reports, CHUNK)
    jobs = [(waiting, n, seed, range(s, min(s + CHUNK, reports)), partitions) for n, s in enumerate(starts)]
    return pool.map(_drawn_chunk, *zip(*jobs, strict=True)) if jobs else iter(())


def _drawn_chunk(waiting: Path, number: int, seed: int, reports: range, partitions: int) -> _Chunk:
    made = [drawn(seed, n) for n in reports]
    corpus = Corpus.of(e for r in made for e in r.editions[-_EDITIONS:])
    cut = split(corpus, partitions)
    places = {frame: _put_parts(waiting / f"{number:05d}.{frame}", parts) for frame, parts in cut.items()}
    return _Chunk(number, places, _ipc(_faults(made)), _ipc(_reports(made)))


def _put_parts(path: Path, parts: dict[int, pl.DataFrame]) -> dict[int, tuple[int, int]]:
    places, at = {}, 0
    with path.open("wb") as out:
        for part, data in parts.items():
            size = out.write(_ipc(data))
            places[part] = at, size
            at += size
    return places


def _merge(store: Layout, waiting: Path, chunks: list[_Chunk], part: int) -> None:
    """Put one partition together from the chunks, in their order."""
    for frame in FRAMES:
        parts = [_part(waiting / f"{c.number:05d}.{frame}", *c.places[frame][part]) for c in chunks
                 if part in c.places[frame]]  # fmt: skip
        put_frame(store, frame, part, pl.concat(parts) if parts else empty(frame))


def _part(path: Path, at: int, size: int) -> pl.DataFrame:
    with path.open("rb") as file:
        file.seek(at)
        return _of_ipc(file.read(size))


def _faults(made: list[Synthetic]) -> pl.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for report in made:
        first = len(report.editions) - _EDITIONS
        for f in report.faults:
            edition = report.editions[f.edition].edition_id if f.edition >= first else None
            rows.append((report.editions[-1].report_id, f.kind, f.item_id, edition, f.row_no, list(f.rules), f.note))
    s = pl.String
    columns: dict[str, Any] = {
        "report_id": s, "kind": s, "item_id": s, "edition_id": s, "row_no": pl.Int64, "rules": pl.List(s), "note": s,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=columns, orient="row")


def _reports(made: list[Synthetic]) -> pl.DataFrame:
    rows = []
    for r in made:
        stored_editions = r.editions[-_EDITIONS:]
        counts = len(r.faults), [e.edition_id for e in stored_editions], sum(len(e.changes) for e in stored_editions)
        rows.append((stored_editions[-1].report_id, stored_editions[-1].form_key, *counts))
    columns: dict[str, Any] = {
        "report_id": pl.String, "form_key": pl.String, "faults": pl.Int64, "editions": pl.List(pl.String),
        "rows": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=columns, orient="row")


def _put_truth(path: Path, parts: list[bytes]) -> None:
    path.parent.mkdir(exist_ok=True)
    if parts:
        pl.concat(map(_of_ipc, parts)).write_parquet(path)


def _ipc(data: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    data.write_ipc(out)
    return out.getvalue()


def _of_ipc(data: bytes) -> pl.DataFrame:
    return pl.read_ipc(io.BytesIO(data))
