"""A small corpus with faults, and the same as partitions on disk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from corpora import LOST, PARTITIONS

from pia_audit.model import Corpus, Edition
from pia_audit.partitions import Layout, write
from pia_audit.partitions.judging import Job
from pia_audit.synthetic.mixture import drawn


@pytest.fixture(scope="session")
def editions() -> list[Edition]:
    """The last two editions of thirty reports, faulty ones among them."""
    return [e for n in range(30) for e in drawn(7, n).editions[-2:]]


@pytest.fixture(scope="session")
def whole(editions: list[Edition]) -> Corpus:
    """The corpus in memory, and a file that could not be read."""
    return Corpus.of(editions, [LOST])


@pytest.fixture
def stored(tmp_path: Path, editions: list[Edition]) -> Layout:
    """The corpus as partitions, of readable files alone."""
    return write(Corpus.of(editions), tmp_path / "corpus", PARTITIONS, {"seed": 7})


@pytest.fixture
def job() -> Job:
    """Everything, in English, as JSON Lines, on one day."""
    return Job({"today": date(2026, 1, 1)}, "en", "jsonl")
