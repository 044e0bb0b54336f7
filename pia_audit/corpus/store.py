"""Writes, scans and reads the partitions of a corpus."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from pia_audit.corpus.layout import FRAMES, HEAD, MOST, BadCorpus, Layout, finish, layout, partition_of, put
from pia_audit.japanese.expressions import norm_expr
from pia_audit.model.frames import Corpus, empty, schema
from pia_audit.readers.parquet_bounds import MOST_BYTES, MOST_ROWS, decoded, fits

BOUNDS = {"reason": f"{MOST_ROWS:,} / {MOST_BYTES >> 20:,} MB"}
"""The bounds of a frame of a partition, as they are told."""


def scan(path: str | Path, numbers: Sequence[int] | None = None) -> dict[str, pl.LazyFrame]:
    """The frames of a corpus (:data:`~pia_audit.corpus.layout.FRAMES`), each as one lazy frame over all
    partitions (or those of ``numbers``), with the columns of :func:`pia_audit.model.frames.schema`. Raises
    :class:`BadCorpus` for another folder."""
    store = layout(path)
    wanted = range(store.partitions) if numbers is None else numbers
    files = {frame: [store.file(frame, n) for n in wanted] for frame in FRAMES}
    return {
        frame: pl.scan_parquet(frame_files, schema=schema(frame), glob=False) if frame_files else empty(frame).lazy()
        for frame, frame_files in files.items()
    }


def read(path: str | Path, number: int) -> Corpus:
    """One partition of a corpus; raises :class:`BadCorpus`, naming the file, when it cannot be read."""
    store = layout(path)
    return of_bytes(raw(store, number), store, number)


def raw(store: Layout, number: int) -> dict[str, bytes]:
    """The bytes of a partition's files, by frame; raises :class:`BadCorpus` for one that cannot be read."""
    out = {}
    for frame, file in store.files(number).items():
        try:
            out[frame] = file.read_bytes()
        except OSError as error:
            raise BadCorpus(file, "partition-unread", reason=error.strerror or str(error)) from error
    return out


def of_bytes(files: Mapping[str, bytes], store: Layout, number: int) -> Corpus:
    """The corpus in a partition's files; raises :class:`BadCorpus` for a file that is damaged or has other columns."""
    frames: dict[str, Any] = {frame: _frame(frame, files[frame], store.file(frame, number)) for frame in FRAMES}
    frames |= _folded(frames)
    empty_read = (pl.col("status") == "read") & pl.col("text").is_null()  # no reader leaves that
    frames["items"] = frames["items"].with_columns(status=pl.when(empty_read).then(pl.lit("blank")).otherwise("status"))
    frames |= {n: empty(n) for n in ("steps", "pairs", "differences", "leaves", "accounts", "carried", "evidence")}
    return Corpus(**frames)


_FOLDED = {
    "items": {"text": "norm"},
    "changes": {"before": "before_norm", "after": "after_norm"},
    "quotes": {"before": "before_norm", "after": "after_norm"},
}


def _folded(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The frames with every folded text worked out from the text as read, each distinct text once.

    What a file holds in its place is not believed: it may be another version's or be written to hide a difference.
    """
    texts = pl.concat([frames[f].get_column(c).rename("text") for f, pair in _FOLDED.items() for c in pair])
    folded_texts = texts.drop_nulls().unique().to_frame().with_columns(norm=norm_expr(pl.col("text")))
    out = {}
    for name, pair in _FOLDED.items():
        data = frames[name]
        for text, norm in pair.items():
            joined = data.select(text=text).join(folded_texts, on="text", how="left", maintain_order="left")
            data = data.with_columns(joined.get_column("norm").alias(norm))
        out[name] = data
    return out


def _frame(frame: str, data: bytes, file: Path) -> pl.DataFrame:
    if not fits(data):
        raise BadCorpus(file, "partition-large", **BOUNDS)
    try:
        got = decoded(data)
    except ValueError as error:
        raise BadCorpus(file, "partition-broken", reason=str(error)) from error
    if got.schema != pl.Schema(schema(frame)):
        raise BadCorpus(file, "partition-columns")
    return got


def write(corpus: Corpus, path: str | Path, partitions: int, notes: Mapping[str, Any] | None = None) -> Layout:
    """Store a corpus as ``partitions`` partitions in a folder that is empty or not there yet.

    ``notes`` go into ``corpus.json``. Raises ``FileExistsError`` when the folder holds something already, and
    ``ValueError`` for a number of partitions below 1 or over 99,999.
    """
    store = begin(path, partitions, notes)
    for frame, parts in split(corpus, partitions).items():
        for number in range(partitions):
            put_frame(store, frame, number, parts.get(number, empty(frame)))
    finish(store)
    return store


def begin(path: str | Path, partitions: int, notes: Mapping[str, Any] | None = None) -> Layout:
    """The folder for a new corpus; raises as :func:`write` does."""
    if not 1 <= partitions <= MOST:
        raise ValueError(f"{partitions} partitions: 1 to {MOST}")
    target = Path(path)
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(f"{target}: not empty ({HEAD} and its partitions go into a folder of their own)")
    target.mkdir(parents=True, exist_ok=True)
    return Layout(target, partitions, dict(notes or {}))


def put_frame(store: Layout, frame: str, number: int, data: pl.DataFrame) -> None:
    """Store one frame of one partition."""
    put_parquet(store.file(frame, number), data)


def put_parquet(path: Path, data: pl.DataFrame) -> None:
    """Store a frame as a file of any name; a full disk raises ``OSError``, which polars itself would word otherwise."""
    out = io.BytesIO()
    data.write_parquet(out)
    put(path, out.getvalue())


def split(corpus: Corpus, partitions: int) -> dict[str, dict[int, pl.DataFrame]]:
    """The stored frames of a corpus, each cut into its partitions (those that hold nothing are left out)."""
    return {frame: cut(data) for frame, data in placed(corpus, partitions).items()}


def placed(corpus: Corpus, partitions: int) -> dict[str, pl.DataFrame]:
    """The stored frames of a corpus, each with the number of its partition in a column ``part`` (Int64)."""
    reports = corpus.editions.select("edition_id", "report_id", "source").unique("edition_id", maintain_order=True)
    reports = reports.with_columns(part=_parts(reports.get_column("report_id"), partitions))
    by_edition = reports.select("edition_id", "part")
    sources = reports.select("source", "part").unique("source", keep="first", maintain_order=True)
    unread = corpus.unread.join(sources, on="source", how="left", maintain_order="left")
    unread = unread.with_columns(part=pl.coalesce("part", _parts(unread.get_column("source"), partitions)))
    frames = {
        frame: getattr(corpus, frame).join(by_edition, on="edition_id", how="left", maintain_order="left")
        for frame in FRAMES
        if frame != "unread"
    }
    return {**frames, "unread": unread}


def _parts(keys: pl.Series, partitions: int) -> pl.Series:
    return pl.Series("part", [partition_of(k, partitions) for k in keys], dtype=pl.Int64)


def cut(data: pl.DataFrame) -> dict[int, pl.DataFrame]:
    """A frame with a column ``part`` by its partitions, without the column."""
    groups = data.partition_by("part", as_dict=True, include_key=False, maintain_order=True)
    return {int(key[0]): part for key, part in groups.items()}
