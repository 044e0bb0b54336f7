"""Pictures as inputs: named, met in a folder, and laid beside a page by a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import seen
from commands import run

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.mark.parametrize("named", [True, False])
def test_a_picture_is_unread_with_what_to_do(named: bool, tmp_path: Path) -> None:
    """Named or met, it may be the scan of a report: exit status 2, as the manual says of whatever cannot be read."""
    (tmp_path / "scan.png").write_bytes(PNG)
    seen.text(tmp_path / "a.txt")
    paths = [tmp_path / "scan.png", tmp_path / "a.txt"] if named else [tmp_path]
    result = run("audit", *map(str, paths), "--format", "json", "--fail-on", "never")
    files = {f["source"].rpartition("/")[2]: f for f in json.loads(result.stdout)["files"]}
    assert {name: f["status"] for name, f in files.items()} == {"scan.png": "unread", "a.txt": "read"}
    assert "画像のファイル" in files["scan.png"]["reason"]
    assert result.exit_code == 2


def test_a_browsers_pictures_are_left_out(tmp_path: Path) -> None:
    """What a browser saves beside a page is no person's file."""
    (tmp_path / "評価書_files").mkdir()
    (tmp_path / "評価書_files" / "logo.png").write_bytes(PNG)
    seen.page(tmp_path / "評価書.html")
    result = run("audit", str(tmp_path), "--format", "json", "--fail-on", "never")
    statuses = {f["source"].rpartition("/")[2]: f["status"] for f in json.loads(result.stdout)["files"]}
    assert statuses == {"評価書.html": "read", "logo.png": "left-out"}
    assert result.exit_code == 0


def test_two_files_of_one_day_that_differ_in_rows_alone(tmp_path: Path) -> None:
    """Where no field differs, the sentence says 変更箇所 and no empty list."""
    seen.text(tmp_path / "a.txt")
    seen.text(tmp_path / "b.txt", rows=seen.ROWS[:1])
    result = run("audit", str(tmp_path))
    assert "（変更箇所など）" in result.output
    assert "（など）" not in result.output
