"""A corpus of another version, or of an enemy: what a file claims of its own texts and sizes is not believed."""

from __future__ import annotations

import io

import polars as pl
from polars.testing import assert_frame_equal

from pia_audit.partitions import Layout, read
from pia_audit.partitions.judging import Job, judge
from pia_audit.readers.parquet_bounds import MOST_ROWS, fits


def test_folded_texts_are_worked_out_anew(stored: Layout, job: Job) -> None:
    """Folded texts that hide every difference, or that an older version wrote, change no finding."""
    before, right = judge(stored, 0, job), read(stored.path, 0)
    both = ["before_norm", "after_norm"]
    for frame, columns in (("items", ["norm"]), ("changes", both), ("quotes", both)):
        file = stored.file(frame, 0)
        pl.read_parquet(file).with_columns(pl.lit("same").alias(c) for c in columns).write_parquet(file)
    assert judge(stored, 0, job).findings == before.findings
    assert_frame_equal(read(stored.path, 0).quotes, right.quotes)


def test_too_many_rows_are_not_unpacked(stored: Layout, job: Job) -> None:
    """A few kilobytes that hold millions of rows are named, and the partition is told as not audited."""
    file = stored.file("items", 0)
    held = pl.read_parquet(file).head(1)
    held.select(pl.all().gather(pl.repeat(0, MOST_ROWS + 1, dtype=pl.UInt32))).write_parquet(file)
    assert file.stat().st_size < 1 << 20
    outcome = judge(stored, 0, job)
    assert outcome.failed is not None
    assert (outcome.failed.code, outcome.failed.source) == ("partition-large", str(file))


def test_pages_that_unpack_to_too_much_are_seen() -> None:
    """The pages are counted, whatever the footer says of them."""
    out = io.BytesIO()
    texts = pl.Series("text", [str(n) + "x" * 120_000_000 for n in range(10)])
    texts.to_frame().write_parquet(out, compression="zstd")
    assert len(out.getvalue()) < 1 << 20
    assert not fits(out.getvalue())


def test_a_file_that_is_no_parquet_is_left_to_its_reader(stored: Layout) -> None:
    """Bytes cut off or changed anywhere never raise here."""
    data = stored.file("items", 0).read_bytes()
    assert fits(data)
    for at in range(0, len(data), len(data) // 60):
        fits(data[:at])
        fits(data[:at] + b"\xff" + data[at + 1 :])
    for at in range(1, 400):
        fits(data[:-at] + b"\xff" + data[len(data) - at + 1 :])
