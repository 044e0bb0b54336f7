"""Files leave the program whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pia_audit.model import files


def test_a_file_is_replaced_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails the old file is as it was, and nothing else lies in the folder."""
    path = tmp_path / "結果.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        files.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["結果.json"]


def test_rights_and_links_are_kept(tmp_path: Path) -> None:
    """A file keeps its rights, and a link stays one."""
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    files.write(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_device_is_written_to(tmp_path: Path) -> None:
    """What is no ordinary file is not replaced by one."""
    files.write(Path(os.devnull), b"x")
    assert not Path(os.devnull).is_file()
    with pytest.raises(IsADirectoryError):
        files.write(tmp_path, b"x")
