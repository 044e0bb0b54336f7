"""A corpus of another version, or of an enemy: what a file claims of its own texts and sizes is not believed."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from corpora import PARTITIONS
from polars.testing import assert_frame_equal

from pia_audit.corpus import BadCorpus, Layout, read
from pia_audit.corpus import summary as corpus_summary
from pia_audit.corpus.layout import layout
from pia_audit.corpus.partition_audit import Job, judge
from pia_audit.corpus.results import DONE, RUN, BadResults, Results
from pia_audit.model.frames import schema
from pia_audit.readers.parquet_bounds import MOST_ROWS, decoded, fits


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
    buffer = io.BytesIO()
    texts = pl.Series("text", [str(n) + "x" * 12_000_000 for n in range(10)])
    texts.to_frame().write_parquet(buffer, compression="zstd")
    assert len(buffer.getvalue()) < 1 << 18
    assert fits(buffer.getvalue())
    assert not fits(buffer.getvalue(), unpacked=100_000_000)


def test_a_file_that_is_no_parquet_is_left_to_its_reader(stored: Layout) -> None:
    """Bytes cut off or changed anywhere never raise here."""
    content = stored.file("items", 0).read_bytes()
    assert fits(content)
    for at in range(0, len(content), len(content) // 60):
        fits(content[:at])
        fits(content[:at] + b"\xff" + content[at + 1 :])
    for at in range(1, 400):
        fits(content[:-at] + b"\xff" + content[len(content) - at + 1 :])


def test_no_changed_byte_ends_the_program() -> None:
    """Any byte of a file changed: read, or refused as damaged or out of bounds; among these are files on which the
    decoder panics, and files for which it asks for more memory than there is, which ends the whole process."""
    buffer = io.BytesIO()
    frame = pl.DataFrame({"t": ["あ", "いう", None, "x"] * 3, "n": [[1, 2], [], None] * 4, "s": [[{"a": "x"}]] * 12})
    frame.write_parquet(buffer)
    whole = buffer.getvalue()
    refused = 0
    for at in range(4, len(whole) - 8):
        for bits in (0x01, 0xFF):
            content = whole[:at] + bytes([whole[at] ^ bits]) + whole[at + 1 :]
            if not fits(content):
                refused += 1
                continue
            try:
                decoded(content)
            except ValueError:
                refused += 1
    assert refused > 500


def test_a_page_of_less_than_no_values_is_not_decoded() -> None:
    """The decoder would ask for 2**61 bytes."""
    buffer = io.BytesIO()
    pl.DataFrame({"t": ["あ", "いう", None, "x"] * 3}).write_parquet(buffer)
    whole = buffer.getvalue()
    changed = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(4, len(whole) // 2)]
    assert not all(map(fits, changed))


LOSS = {"source": "a.txt", "code": "empty", "locator": "", "params": "{}", "fatal": True}


@pytest.mark.parametrize(
    "change",
    [{"params": "[1]"}, {"params": "no JSON"}, {"code": "partition-x"}, {"code": "reports-not-audited"},
     {"code": "reports-not-audited", "params": '{"ids": 5}'}],
)  # fmt: skip
def test_what_a_file_says_could_not_be_read(stored: Layout, job: Job, change: dict[str, str]) -> None:
    """Losses that no program of ours noted: the partition is named as broken, or they are told, and nothing fails."""
    file = stored.file("unread", 0)
    pl.DataFrame([LOSS | change], schema=schema("unread")).write_parquet(file)
    summary = corpus_summary.summary([judge(stored, 0, job)])
    assert corpus_summary.as_text(summary, None, "ja")
    assert summary.status("never") == 2 or not summary.unread


@pytest.mark.parametrize(
    "change",
    [{"rules": {"PIA301": 3}}, {"rules": {"PIA999": {"error": 1}}}, {"severities": {"worst": 1}}, {"number": "0"},
     {"number": -1}, {"unread": [[]]}, {"unread": [LOSS | {"params": [1]}]}, {"reports": None}],
    ids=str,
)  # fmt: skip
def test_a_line_nobody_wrote_is_no_result(stored: Layout, job: Job, change: dict[str, Any], audited: Results) -> None:
    """A changed line of ``done.jsonl`` does not count: its partition is audited anew."""
    lines = (audited.path / DONE).read_text("utf-8").splitlines()
    assert len(audited.done()) == len(lines) == PARTITIONS
    lines[0] = json.dumps(json.loads(lines[0]) | change)
    (audited.path / DONE).write_text("\n".join([*lines, "[" * 100_000]) + "\n", encoding="utf-8")
    again = Results.opened(audited.path, stored, job, resume=True)
    assert len(again.done()) == PARTITIONS - 1


@pytest.mark.parametrize("text", ["[" * 100_000, "[]", '{"today": "2026-13-40"}', '{"today": 5}'])
def test_a_results_folder_that_somebody_changed_is_refused(
    stored: Layout, job: Job, text: str, audited: Results
) -> None:
    """What was asked cannot be told any more, so nothing is mixed with it."""
    (audited.path / RUN).write_text(text, encoding="utf-8")
    with pytest.raises(BadResults):
        Results.opened(audited.path, stored, job, resume=True)


def test_a_head_without_end_is_no_corpus(tmp_path: Path) -> None:
    """Brackets nested deeper than the reader goes."""
    (tmp_path / "corpus.json").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(BadCorpus):
        layout(tmp_path)
