"""Files written whole or not at all, and what a run that was killed over it leaves behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pia_audit.model import files
from pia_audit.model.files import write


def left(folder: Path, monkeypatch: pytest.MonkeyPatch, target: str) -> Path:
    """What is left where a run ends between writing and putting in place, as kill −9 ends it."""
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", lambda *_: None)
        write(folder / target, b"half")
    (leftover,) = (p for p in folder.iterdir() if p.suffix == ".part")
    return leftover


def test_the_next_run_of_the_same_output_cleans_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is old and of the same file goes; what is of another file, or fresh, or held, stays."""
    leftover = left(tmp_path, monkeypatch, "a.html")
    write(tmp_path / "a.html", b"whole")
    assert leftover.exists()  # fresh: another run may be at it
    os.utime(leftover, (0, 0))
    write(tmp_path / "b.html", b"other")
    assert leftover.exists()
    with leftover.open("r+b") as file:
        files._held(file)
        write(tmp_path / "a.html", b"whole")
        assert leftover.exists() or os.name == "nt"
    write(tmp_path / "a.html", b"whole")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.html", "b.html"]
    assert (tmp_path / "a.html").read_bytes() == b"whole"


def test_nothing_is_left_of_a_file_that_could_not_be_placed(tmp_path: Path) -> None:
    """A folder where the file should go: an error, and no trace."""
    (tmp_path / "a.html").mkdir()
    with pytest.raises(OSError, match=r"a\.html"):
        write(tmp_path / "a.html", b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["a.html"]
