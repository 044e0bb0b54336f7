"""The JSON twins of the package's TOML files."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from pia_audit.model.toml_files import files, table, twin_of

TWINS = files()
FILES = sorted(p for folder in {t.parent for t in TWINS} for p in folder.glob("*.toml"))


@pytest.mark.parametrize("path", TWINS, ids=lambda p: p.name)
def test_every_twin_is_of_the_file_as_it_is(path: Path) -> None:
    """Else the file is right but slow to read: ``python -m pia_audit.model.toml_files`` makes the twins anew."""
    assert path.read_bytes() == TWINS[path]


def test_a_twin_says_what_the_file_says() -> None:
    for path in FILES:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
        assert table(path) == plain, path
        assert [type(v) for v in table(path).values()] == [type(v) for v in plain.values()], path


def test_there_are_twins_of_every_form_and_rule() -> None:
    assert len([p for p in TWINS if p.name.startswith("form")]) >= 11
    rules = {p.stem for p in FILES if p.name.startswith("PIA")}
    together = next(p for p in TWINS if p.name == "together.json")
    assert set(json.loads(together.read_bytes())) == rules


def test_a_file_that_was_changed_is_read_itself(tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    path.write_text('name = "以前"\nday = 2024-10-01\nrows = [{ on = 2024-10-03 }]\n', encoding="utf-8")
    path.with_suffix(".json").write_text(json.dumps(twin_of(path)), encoding="utf-8")
    assert table(path) == {"name": "以前", "day": date(2024, 10, 1), "rows": [{"on": date(2024, 10, 3)}]}
    path.write_text('name = "以後"\nday = 2024-10-02\n', encoding="utf-8")
    assert table(path) == {"name": "以後", "day": date(2024, 10, 2)}


def test_a_file_without_a_twin_is_read_itself(tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    path.write_text("n = 1\n", encoding="utf-8")
    assert table(path) == {"n": 1}
