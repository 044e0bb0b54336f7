"""Trends of a corpus of partitions and of an archive: the counts of its editions, and what is said of the rest."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import polars as pl
import pytest
from commands import run

import pia_audit
from pia_audit.archive import Archive
from pia_audit.corpus import scan, write
from pia_audit.corpus.rates import counted, readable
from pia_audit.messages.wording import LANGUAGES, Wording
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus, schema
from pia_audit.readers.parquet_bounds import MOST_ROWS
from pia_audit.statistics import NAMES
from pia_audit.synthetic import generate

WRONG = ["undocumented_change", "broken_chain"]


@pytest.fixture(scope="module")
def editions() -> list[Edition]:
    """Six reports, most in several editions, one with faults."""
    made = [generate(i, editions=1 + i % 3, decoys=True, faults=WRONG if i % 6 == 2 else []) for i in range(6)]
    return [e for s in made for e in s.editions]


@pytest.fixture(scope="module")
def _written(editions: list[Edition], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written") / "corpus"
    write(Corpus.of(editions), folder, 3)
    return folder


@pytest.fixture
def corpus(_written: Path, tmp_path: Path) -> Path:
    """The same as a corpus of three partitions; a copy, to do with as one likes."""
    return Path(copytree(_written, tmp_path / "corpus"))


@pytest.mark.parametrize("jobs", [1, 2])
def test_rates_added_up_are_those_of_all(corpus: Path, editions: list[Edition], jobs: int) -> None:
    """Counting partition by partition, in one process or two, gives what counting all editions at once gives."""
    whole, parts = pia_audit.trends(editions), counted(corpus, jobs=jobs)
    assert whole["rates"]["undocumented"].sum() > 0 < whole["rates"]["broken"].sum()
    assert parts.by_period.equals(whole["rates"])
    assert parts.by_body.equals(whole["body_rates"])
    assert parts.lost == ()


def test_command_counts_a_corpus(corpus: Path, editions: list[Edition]) -> None:
    """The command gives the trends of the files as they are; rates are counted when asked for, and missed aloud."""
    loaded = json.loads(run("trends", corpus, "--format", "json", "--rates", "--jobs", "1", "--lang", "en").stdout)
    whole = json.loads(json.dumps({n: f.rows() for n, f in pia_audit.trends(editions).items()}, default=str))
    for name in ("revisions", "timing", "sections", "items", "bodies", "lag_rows", "rates", "body_rates", "gaps"):
        assert [list(r.values()) for r in loaded["trends"][name]] == whole[name], name
    assert [r.startswith("The lines of systems") for r in loaded["remarks"]] == [True]
    bare = run("trends", corpus, "--lang", "en")
    assert bare.exit_code == 0
    assert "--rates undoes the rows" in bare.stdout


def test_what_cannot_be_read_is_told_and_the_rest_is_counted(corpus: Path, tmp_path: Path) -> None:
    """A partition without a file, one that is no Parquet and one of other columns are told with their file: status 2.
    All three lost leave nothing to count, and still no traceback."""
    (corpus / "items" / "part-00001.parquet").unlink()
    (corpus / "changes" / "part-00002.parquet").write_bytes(b"PAR1 nothing PAR1")
    assert readable(corpus)[0] == [0]
    done = run("trends", corpus, "--rates", "--jobs", "1", "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert done.stderr.count("この区画の評価書は数えていません") == 2
    assert "part-00001.parquet" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    other = (corpus / "quotes" / "part-00000.parquet").read_bytes()
    (corpus / "editions" / "part-00000.parquet").write_bytes(other)
    lost = run("trends", corpus, "--rates", "--jobs", "1")
    assert lost.exit_code == 2
    assert "列の構成" in lost.stdout
    codes = [u.code for u in counted(corpus, jobs=1).lost]
    assert codes == ["uncounted-columns", "uncounted-unread", "uncounted-broken"]


def test_damage_within_a_file_ends_with_a_sentence(corpus: Path) -> None:
    """Bytes turned over inside a file whose end is sound: no traceback, the file's folder is named."""
    for part in range(3):
        file = corpus / "quotes" / f"part-{part:05}.parquet"
        content = bytearray(file.read_bytes())
        content[4 : len(content) // 2] = bytes(b ^ 0x5A for b in content[4 : len(content) // 2])
        file.write_bytes(bytes(content))
    done = run("trends", corpus)
    assert done.exit_code == 2
    assert str(corpus) in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("params", ["[1]", "no JSON"])
def test_losses_nobody_noted_are_told_as_damage(corpus: Path, params: str) -> None:
    """What a corpus says could not be read is counted on only where a program of ours wrote it."""
    row = {"source": "a.txt", "code": "empty", "locator": "", "params": params, "fatal": True}
    pl.DataFrame([row], schema=schema("unread")).write_parquet(corpus / "unread" / "part-00000.parquet")
    done = run("trends", corpus, "--only", "timing")
    assert done.exit_code == 2
    assert "unread" in done.stdout + done.stderr


def test_a_partition_too_large_is_told_in_words(corpus: Path) -> None:
    """Trends and rates leave it out and say why."""
    file = corpus / "items" / "part-00000.parquet"
    one = pl.read_parquet(file).head(1)
    one.select(pl.all().gather(pl.repeat(0, MOST_ROWS + 1, dtype=pl.UInt32))).write_parquet(file)
    lost = counted(corpus, numbers=[0], jobs=1).lost
    assert [u.code for u in lost] == ["uncounted-large"]
    assert readable(corpus) == ([1, 2], lost)
    assert all(u.code not in Wording(lang).reason(u) for u in lost for lang in LANGUAGES)


def test_a_corpus_stands_alone(corpus: Path, sample_path: Path) -> None:
    """Another input beside a corpus is refused before anything is counted."""
    assert run("trends", corpus, sample_path).exit_code == 2


def test_command_counts_an_archive(sample_path: Path, tmp_path: Path) -> None:
    """The editions in an archive are counted as the files they came from; it, too, stands alone."""
    kept = tmp_path / "kept.sqlite"
    with Archive(kept) as archive:
        archive.add([sample_path])
    assert run("trends", kept, "--format", "json").stdout == run("trends", sample_path, "--format", "json").stdout
    assert run("trends", kept, sample_path).exit_code == 2
    kept.write_bytes(kept.read_bytes()[:4000])
    broken = run("trends", kept)
    assert (broken.exit_code, "Traceback" in broken.stderr) == (2, False)


def test_frames_of_chosen_partitions(corpus: Path) -> None:
    """A scan of some partitions has their reports alone, and one of none is empty."""
    each = [scan(corpus, [n])["editions"].collect().height for n in range(3)]
    assert sum(each) == scan(corpus)["editions"].collect().height
    empty = pia_audit.trends(scan(corpus, []))
    assert all(not empty[n].height for n in NAMES)
