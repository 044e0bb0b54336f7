"""The layout on disk: what is written is read again, a report lies in one partition, and wrong folders are refused."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from corpora import LOST, PARTITIONS, REPORTS
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from pia_audit.corpus import BadCorpus, Layout, is_corpus, read, scan, write
from pia_audit.corpus.layout import FRAMES, HEAD, layout, partition_of
from pia_audit.model.frames import Corpus, schema


def test_scan_gives_back_what_was_written(tmp_path: Path, whole: Corpus) -> None:
    """Every frame has the model's columns and all its rows, whatever the number of partitions."""
    for count in (1, 3, 50):
        target = tmp_path / str(count)
        write(whole, target, count)
        for name, frame in scan(target).items():
            got = frame.collect()
            assert got.schema == pl.Schema(schema(name))
            assert_frame_equal(got, getattr(whole, name), check_row_order=False)


def test_a_report_lies_whole_in_one_partition(stored: Layout) -> None:
    """Editions of a report, with their items, rows and quotes, are never apart."""
    where: dict[str, int] = {}
    for number in range(PARTITIONS):
        part = read(stored.path, number)
        edition_ids = set(part.editions.get_column("edition_id"))
        for report in part.editions.get_column("report_id").unique():
            assert where.setdefault(report, number) == number
        for name in ("items", "changes", "quotes"):
            assert set(getattr(part, name).get_column("edition_id")) <= edition_ids
    assert len(where) == REPORTS
    assert len(set(where.values())) == PARTITIONS


def test_what_could_not_be_read_is_kept_once(tmp_path: Path, whole: Corpus) -> None:
    """A source without a report is in the partition of its name."""
    write(whole, tmp_path / "c", 5)
    assert scan(tmp_path / "c")["unread"].collect().get_column("source").to_list() == [LOST.source]


def test_partitions_are_the_same_on_every_machine() -> None:
    """The hash is part of the layout: it must not change between machines, versions or runs."""
    assert [partition_of(k, 1000) for k in ("", "汐凪市長/1", "?/?", "目黒区長/14")] == [876, 610, 839, 112]


@given(st.text(), st.integers(1, 99_999))
def test_every_report_has_a_partition(key: str, count: int) -> None:
    """Any text is a key, lone surrogates aside or not, and the number is in range."""
    assert 0 <= partition_of(key + "\ud800", count) < count


def test_a_folder_is_a_corpus_only_when_it_is_complete(tmp_path: Path, whole: Corpus) -> None:
    """corpus.json is written last; without it the folder is none."""
    corpus_layout = write(whole, tmp_path / "c", 2)
    assert is_corpus(corpus_layout.path)
    (corpus_layout.path / HEAD).unlink()
    assert not is_corpus(corpus_layout.path)
    with pytest.raises(BadCorpus) as refused:
        scan(corpus_layout.path)
    assert refused.value.code == "no-corpus"


@pytest.mark.parametrize(
    "head",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"pia_audit_corpus": 2, "partitions": 1}', b'{"partitions": 1}',
     *(json.dumps({"pia_audit_corpus": 1, "partitions": n}).encode() for n in (0, -1, True, "1", 1.5, 10**9, None))],
)  # fmt: skip
def test_a_wrong_head_is_refused(tmp_path: Path, head: bytes) -> None:
    """Neither a damaged head nor one that asks for a thousand million files gets any further."""
    (tmp_path / HEAD).write_bytes(head)
    with pytest.raises(BadCorpus):
        layout(tmp_path)


def test_nothing_is_overwritten(tmp_path: Path, whole: Corpus) -> None:
    """A folder that holds something is left as it is."""
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        write(whole, tmp_path, 2)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("count", [0, -3, 100_000])
def test_numbers_of_partitions_are_bounded(tmp_path: Path, whole: Corpus, count: int) -> None:
    """Names have five digits."""
    with pytest.raises(ValueError, match="partitions"):
        write(whole, tmp_path / "c", count)


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "text", "columns"])
@pytest.mark.parametrize("frame", FRAMES)
def test_a_damaged_file_is_named(stored: Layout, frame: str, damage: str) -> None:
    """Reading its partition names the file; the other partitions are read."""
    file = stored.file(frame, 1)
    content = file.read_bytes()
    if damage == "missing":
        file.unlink()
    elif damage == "columns":
        pl.DataFrame({"other": [1]}).write_parquet(file)
    else:
        file.write_bytes({"empty": b"", "cut": content[: len(content) // 2], "text": b"no parquet"}[damage])
    with pytest.raises(BadCorpus) as refused:
        read(stored.path, 1)
    assert refused.value.path == file
    assert read(stored.path, 0).editions.height
