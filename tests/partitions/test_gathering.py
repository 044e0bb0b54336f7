"""A corpus made of editions as they come is the one made of all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from pia_audit.model import Corpus, Edition, Unread
from pia_audit.partitions import gathering, is_corpus, scan, write
from pia_audit.readers import read_all

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def found() -> list[Edition | Unread]:
    """The shipped reports, some of them twice, and a file that was none."""
    editions, _ = read_all([DATA])
    return [*editions, Unread("none.xlsx", "not-a-report"), *editions[:3]]


@pytest.mark.parametrize(("batch", "at_once"), [(1, 1), (3, 2), (500, 8)])
def test_batches_do_not_show(
    tmp_path: Path, found: list[Edition | Unread], monkeypatch: pytest.MonkeyPatch, batch: int, at_once: int
) -> None:
    """Whatever the size of a batch and the partitions put together at once, each partition is the same."""
    monkeypatch.setattr(gathering, "_BATCH", batch)
    monkeypatch.setattr(gathering, "_AT_ONCE", at_once)
    editions = [one for one in found if isinstance(one, Edition)]
    write(Corpus.of(editions, [one for one in found if isinstance(one, Unread)]), tmp_path / "whole", 5)
    gathering.gather(iter(found), tmp_path / "gathered", 5, {"from": "data"})
    for number in range(5):
        whole, gathered = scan(tmp_path / "whole", [number]), scan(tmp_path / "gathered", [number])
        for frame, data in whole.items():
            assert_frame_equal(data.collect(), gathered[frame].collect(), check_row_order=False)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["gathered", "whole"]


def test_nothing_found_is_an_empty_corpus(tmp_path: Path) -> None:
    """A corpus without reports can be read as one."""
    gathering.gather(iter([]), tmp_path / "c", 2)
    assert scan(tmp_path / "c")["editions"].collect().height == 0


def test_an_interruption_leaves_no_corpus_and_no_rest(tmp_path: Path, found: list[Edition | Unread]) -> None:
    """What was laid aside is gone, and the folder can be used for another try."""

    def interrupted() -> Iterator[Edition | Unread]:
        yield from found[:2]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gathering.gather(interrupted(), tmp_path / "c", 2)
    assert not is_corpus(tmp_path / "c")
    assert [p.name for p in tmp_path.iterdir()] == ["c"]
    gathering.gather(iter(found), tmp_path / "c", 2)
    assert is_corpus(tmp_path / "c")


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, found: list[Edition | Unread]) -> None:
    """Nothing is read and nothing is written over."""
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        gathering.gather(iter(found), tmp_path / "c", 2)
    assert [p.name for p in (tmp_path / "c").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(("editions", "partitions"), [(0, 1), (1, 1), (1000, 1), (1001, 2), (10**9, 99_999)])
def test_partitions_follow_the_number_of_editions(editions: int, partitions: int) -> None:
    """One for each thousand, at least one, at most what a name has room for."""
    assert gathering.partitions_for(editions) == partitions
