"""A small corpus with faults, and the same as partitions on disk."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from corpora import LOST, PARTITIONS, REPORTS, files, one_by_one, run
from msgspec.structs import replace

from pia_audit.corpus import Layout, write
from pia_audit.corpus import summary as corpus_summary
from pia_audit.corpus.partition_audit import Job
from pia_audit.corpus.results import Results
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.synthetic.mixture import drawn


@pytest.fixture(scope="session")
def editions() -> list[Edition]:
    """The last two editions of eighteen reports, faulty ones among them."""
    return [e for n in range(REPORTS) for e in drawn(7, n).editions[-2:]]


@pytest.fixture(scope="session")
def whole(editions: list[Edition]) -> Corpus:
    """The corpus in memory, and a file that could not be read."""
    return Corpus.of(editions, [LOST])


@pytest.fixture(scope="session")
def job() -> Job:
    """Everything, in English, as JSON Lines, on one day."""
    return Job({"today": date(2026, 1, 1)}, "en", "jsonl")


@pytest.fixture(scope="session")
def _written(tmp_path_factory: pytest.TempPathFactory, editions: list[Edition]) -> Layout:
    return write(Corpus.of(editions), tmp_path_factory.mktemp("written") / "corpus", PARTITIONS, {"seed": 7})


@pytest.fixture
def stored(tmp_path: Path, _written: Layout) -> Layout:
    """The corpus as partitions, of readable files alone; a copy, to do with as one likes."""
    return replace(_written, path=Path(copytree(_written.path, tmp_path / "corpus")))


@pytest.fixture(scope="session")
def _finished(tmp_path_factory: pytest.TempPathFactory, _written: Layout, job: Job) -> Results:
    return run(_written, job, tmp_path_factory.mktemp("finished") / "out")


@pytest.fixture(scope="session")
def plain(_finished: Results) -> dict[str, bytes]:
    """The findings of an audit of that corpus in one go, by file."""
    return files(_finished)


@pytest.fixture(scope="session")
def summary(_written: Layout, job: Job) -> corpus_summary.Summary:
    """What is told of that audit."""
    return corpus_summary.summary(list(one_by_one(_written, range(PARTITIONS), job)))


@pytest.fixture
def audited(tmp_path: Path, _finished: Results, stored: Layout, job: Job) -> Results:
    """What that audit leaves, in the folder ``out``; a copy."""
    return Results.opened(Path(copytree(_finished.path, tmp_path / "out")), stored, job, resume=True)
