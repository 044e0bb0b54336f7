"""A corpus made of editions as they come is the one made of all of them at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import audited, run
from polars.testing import assert_frame_equal

from pia_audit.corpus import is_corpus, scan, write
from pia_audit.corpus import writer as gathering
from pia_audit.model import Edition, Unread
from pia_audit.model.frames import Corpus
from pia_audit.readers import read_all

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def readings() -> list[Edition | Unread]:
    """The shipped reports, some of them twice, and a file that was none."""
    editions, _ = read_all([DATA])
    return [*editions, Unread("none.xlsx", "not-a-report"), *editions[:3]]


@pytest.mark.parametrize(("batch", "at_once"), [(1, 1), (3, 2), (500, 8)])
def test_batches_do_not_show(
    tmp_path: Path, readings: list[Edition | Unread], monkeypatch: pytest.MonkeyPatch, batch: int, at_once: int
) -> None:
    """Whatever the size of a batch and the partitions put together at once, each partition is the same."""
    monkeypatch.setattr(gathering, "_BATCH", batch)
    monkeypatch.setattr(gathering, "_AT_ONCE", at_once)
    editions = [one for one in readings if isinstance(one, Edition)]
    write(Corpus.of(editions, [one for one in readings if isinstance(one, Unread)]), tmp_path / "whole", 5)
    gathering.gather(iter(readings), tmp_path / "gathered", 5, {"from": "data"})
    for number in range(5):
        whole, gathered = scan(tmp_path / "whole", [number]), scan(tmp_path / "gathered", [number])
        for frame, lazy_frame in whole.items():
            assert_frame_equal(lazy_frame.collect(), gathered[frame].collect(), check_row_order=False)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["gathered", "whole"]


def test_nothing_found_is_an_empty_corpus(tmp_path: Path) -> None:
    """A corpus without reports can be read as one."""
    gathering.gather(iter([]), tmp_path / "c", 2)
    assert scan(tmp_path / "c")["editions"].collect().height == 0


def test_an_interruption_leaves_no_corpus_and_no_rest(tmp_path: Path, readings: list[Edition | Unread]) -> None:
    """What was laid aside is gone, and so is the folder, unless it was there before."""

    def interrupted() -> Iterator[Edition | Unread]:
        yield from readings[:2]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gathering.gather(interrupted(), tmp_path / "c", 2)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "c").mkdir()
    with pytest.raises(KeyboardInterrupt):
        gathering.gather(interrupted(), tmp_path / "c", 2)
    assert [p.name for p in tmp_path.iterdir()] == ["c"]
    gathering.gather(iter(readings), tmp_path / "c", 2)
    assert is_corpus(tmp_path / "c")


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, readings: list[Edition | Unread]) -> None:
    """Nothing is read and nothing is written over."""
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        gathering.gather(iter(readings), tmp_path / "c", 2)
    assert [p.name for p in (tmp_path / "c").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(("editions", "partitions"), [(0, 1), (1, 1), (1000, 1), (1001, 2), (10**9, 99_999)])
def test_partitions_follow_the_number_of_editions(editions: int, partitions: int) -> None:
    """One for each thousand, at least one, at most what a name has room for."""
    assert gathering.partitions_for(editions) == partitions


def fingerprints(*arguments: str | Path) -> list[str]:
    """The findings of an audit, by their signs."""
    return sorted(f["fingerprint"] for f in audited(*arguments, "--select", "PIA")["findings"])


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shipped reports, one of them in two formats, and a print with less in it than its workbook."""
    folder = tmp_path_factory.mktemp("reports")
    for name in ("hoshimi-03", "meguro-14", "tebiki-01"):
        shutil.copytree(DATA / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, reports: Path) -> Path:
    """An archive of them."""
    path = tmp_path_factory.mktemp("archive") / "a.sqlite"
    assert run("archive", "add", path, reports).exit_code == 0
    return path


def test_files_and_an_archive_become_the_same_corpus(tmp_path: Path, reports: Path, archive: Path) -> None:
    """The findings of either corpus are those of the files themselves, each file by itself.

    A corpus takes files as they come and holds none of them back, so two formats of one edition are both in it; what
    both say is one finding.
    """
    alone = {sign for file in reports.glob("*/*.pdf") for sign in fingerprints(file)}
    together = fingerprints(reports)
    expected = sorted({*together, *alone})
    assert len(expected) > len(together)  # what a print hides is a finding on the print alone
    for source, name in ((reports, "of-files.corpus"), (archive, "of-archive.corpus")):
        assert run("convert", source, tmp_path / name, "--partitions", 3).exit_code == 0
        assert run("audit", tmp_path / name, "-o", tmp_path / f"{name}.out", "--format", "jsonl").exit_code == 1
        lines = [
            json.loads(line)
            for part in (tmp_path / f"{name}.out" / "findings").iterdir()
            for line in part.read_text("utf-8").splitlines()
        ]
        assert sorted(line["fingerprint"] for line in lines) == expected


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["{data}", "{here}/full.corpus"], "is in use"),
        (["{data}", "{here}/full.corpus/mine.txt/c.corpus"], "cannot be written"),
        (["{here}/none", "{here}/c.corpus"], "was not found"),
        (["{here}/full.corpus/mine.txt", "{here}/c.corpus"], "No report"),
        (["{data}", "{here}/c.json", "--partitions", "2"], "only for making a corpus"),
        (["{data}", "{here}/c.corpus", "--partitions", "0"], "--partitions"),
    ],
)
def test_what_cannot_be_made_is_said(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    """Exit status 2, a sentence, and nothing left behind."""
    (tmp_path / "full.corpus").mkdir()
    (tmp_path / "full.corpus" / "mine.txt").write_text("mine")
    result = run("convert", "--lang", "en", *(a.format(data=DATA, here=tmp_path) for a in arguments))
    assert result.exit_code == 2
    assert sentence in result.output
    assert [p.name for p in tmp_path.iterdir()] == ["full.corpus"]


def test_what_could_not_be_read_is_told_and_kept(tmp_path: Path) -> None:
    """Beside reports that could: exit status 2 for both commands, and the corpus holds the reason."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "report.txt").write_bytes((DATA / "meguro-14" / "2026-03-18.txt").read_bytes())
    (folder / "damaged.xlsx").write_bytes(b"PK\x03\x04 and no more")
    made = run("convert", folder, tmp_path / "c.corpus")
    assert made.exit_code == 2
    assert "damaged.xlsx" in made.output
    again = run("audit", tmp_path / "c.corpus", "--jobs", 1)
    assert again.exit_code == 2
    assert "damaged.xlsx" in again.output
