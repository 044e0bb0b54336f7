"""The JSON twins of the package's TOML files."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from pia_audit.model.toml_files import table, twin_of, with_twins

FILES = list(with_twins())


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_twin_is_of_the_file_as_it_is(path: Path) -> None:
    """Else the file is right but slow to read: ``python -m pia_audit.model.toml_files`` makes the twins anew."""
    assert path.with_suffix(".json").read_bytes() == twin_of(path)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_a_twin_says_what_the_file_says(path: Path) -> None:
    plain = tomllib.loads(path.read_text(encoding="utf-8"))
    assert table(path) == plain
    assert [type(v) for v in table(path).values()] == [type(v) for v in plain.values()]


def test_there_are_twins_of_every_form() -> None:
    assert len([p for p in FILES if p.name.startswith("form")]) == len({p.stem for p in FILES} - {"weights"}) >= 11


def test_a_file_that_was_changed_is_read_itself(tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    path.write_text('name = "以前"\nday = 2024-10-01\n', encoding="utf-8")
    path.with_suffix(".json").write_bytes(twin_of(path))
    assert table(path) == {"name": "以前", "day": date(2024, 10, 1)}
    path.write_text('name = "以後"\nday = 2024-10-02\n', encoding="utf-8")
    assert table(path) == {"name": "以後", "day": date(2024, 10, 2)}


def test_a_file_without_a_twin_is_read_itself(tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    path.write_text("n = 1\n", encoding="utf-8")
    assert table(path) == {"n": 1}
