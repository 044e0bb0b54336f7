"""``checklist read`` and its neighbours never lose a decision that is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import run
from filling import fill

from pia_audit.audits.decisions import load

REPORT = Path(__file__).parents[2] / "data" / "tebiki-01" / "2026-01-09.txt"


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled checklist."""
    path = tmp_path_factory.mktemp("sheet") / "sheet.xlsx"
    run("checklist", "make", REPORT, "-o", path)
    fill(path)
    return path


@pytest.fixture
def kept(sheet: Path, tmp_path: Path) -> Path:
    """A file of its decisions."""
    path = tmp_path / "decisions.json"
    assert run("checklist", "read", sheet, "-o", path, "--as-of", "2026-05-01").exit_code in (0, 1)
    assert load(path)
    return path


def test_a_wrong_name_writes_nothing(kept: Path) -> None:
    """An input that cannot be read leaves the decisions as they were, with ``--overwrite`` too, and makes no file."""
    before = kept.read_bytes()
    for extra in ([], ["--overwrite"]):
        done = run("checklist", "read", kept.parent / "no.xlsx", "-o", kept, *extra)
        assert done.exit_code == 2
        assert kept.read_bytes() == before
    assert run("checklist", "read", "no.xlsx", "-o", kept.parent / "new.json").exit_code == 2
    assert sorted(p.name for p in kept.parent.iterdir()) == ["decisions.json"]


def test_one_wrong_name_among_others_writes_nothing(sheet: Path, kept: Path) -> None:
    """A file that cannot be read beside one that can: what was taken is not the whole, so nothing is written."""
    new = kept.parent / "new.json"
    done = run("checklist", "read", sheet, kept.parent / "no.xlsx", "-o", new)
    assert done.exit_code == 2
    assert not new.exists()
    assert "書き込んでいません" in done.stderr


def test_a_sheet_nobody_filled_in_writes_nothing(kept: Path) -> None:
    """Where nothing was taken there is nothing to write, and what is there stays."""
    empty = kept.parent / "empty.xlsx"
    run("checklist", "make", REPORT, "-o", empty)
    before = kept.read_bytes()
    done = run("checklist", "read", empty, "-o", kept, "--overwrite")
    assert (done.exit_code, kept.read_bytes()) == (2, before)
    assert "取り込んだ判定がない" in done.stderr


def test_a_file_that_is_there_is_replaced_only_on_demand(sheet: Path, kept: Path) -> None:
    """Without ``--overwrite`` it stays; with it the old one lies beside it as ``.bak``."""
    kept.write_text(json.dumps({"version": 1, "decisions": []}), encoding="utf-8")
    before = kept.read_bytes()
    done = run("checklist", "read", sheet, "-o", kept)
    assert (done.exit_code, kept.read_bytes()) == (2, before)
    assert "--overwrite" in done.stderr
    assert run("checklist", "read", sheet, "-o", kept, "--overwrite", "--as-of", "2026-05-01").exit_code in (0, 1)
    assert kept.with_name("decisions.json.bak").read_bytes() == before
    assert load(kept)


def test_a_filled_sheet_that_is_replaced_is_kept(sheet: Path, tmp_path: Path) -> None:
    """``checklist make --overwrite`` over a filled sheet keeps that sheet as ``.bak``."""
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(sheet.read_bytes())
    assert run("checklist", "make", REPORT, "-o", path).exit_code == 2
    assert path.read_bytes() == sheet.read_bytes()
    assert run("checklist", "make", REPORT, "-o", path, "--overwrite").exit_code == 0
    assert path.with_name("sheet.xlsx.bak").read_bytes() == sheet.read_bytes()


@pytest.mark.parametrize("missing", [0, 1])
def test_comparing_refuses_a_missing_file_first(sheet: Path, tmp_path: Path, missing: int) -> None:
    """A file that is not there ends the comparison before anything is shown, whichever of the two it is."""
    files = [str(sheet), str(sheet)]
    files[missing] = str(tmp_path / "no.xlsx")
    done = run("checklist", "compare", *files, "-o", tmp_path / "c.json")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "no.xlsx" in done.stderr
    assert not (tmp_path / "c.json").exists()
