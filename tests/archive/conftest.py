"""A small archive that tests copy, and the editions in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pia_audit.archive import Archive
from pia_audit.synthetic import generate, to_text


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six invented editions of two reports as text."""
    directory = tmp_path_factory.mktemp("editions")
    for seed in (1, 2):
        for edition in generate(seed, form="form2-2014", editions=3).editions:
            text = to_text(edition)
            (directory / f"{seed}-{edition.published_on}.txt").write_text(text, encoding="utf-8")
    return directory


@pytest.fixture(scope="session")
def _made(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "made.sqlite"
    with Archive(path) as archive:
        archive.add([folder], by="監査 花子")
    return path


@pytest.fixture
def path(_made: Path, tmp_path: Path) -> Path:
    """An archive of those editions, to do with as one likes."""
    return Path(shutil.copy(_made, tmp_path / "archive.sqlite"))
