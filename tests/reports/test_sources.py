"""Files are told apart wherever a place names one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from commands import run
from sheets import cells

from pia_audit.reports.sources import shortened

DATA = Path(__file__).resolve().parents[2] / "data" / "tebiki-01"


@pytest.mark.parametrize(
    ("source", "sources", "short_path"),
    [
        ("前年/評価書.txt", ["前年/評価書.txt", "今年/評価書.txt"], "前年/評価書.txt"),
        (r"C:\r\old\a.xlsx", [r"C:\r\old\a.xlsx", r"C:\r\new\a.xlsx"], "old/a.xlsx"),
        ("r/old/a.txt", ["r/old/a.txt", "r/new/b.txt"], "a.txt"),
        ("a.txt", ["a.txt", "old/a.txt"], "a.txt"),
    ],
)
def test_files_of_one_name_are_told_apart(source: str, sources: list[str], short_path: str) -> None:
    """Two years' editions under one name, each in its folder: a place says which of them it is in, and no more."""
    assert shortened(sources)[source] == short_path


@pytest.mark.parametrize("form", ["html", "xlsx", "markdown", "csv"])
def test_two_years_of_one_name_are_told_apart(form: str, tmp_path: Path) -> None:
    """Editions kept under one name in a folder for each year: every format says which of them a place is in."""
    for year, day in (("前年", "2025-06-17"), ("今年", "2026-01-09")):
        (tmp_path / year).mkdir()
        shutil.copy(DATA / f"{day}.txt", tmp_path / year / "評価書.txt")
    target = tmp_path / f"out.{form}"
    run("audit", tmp_path / "前年", tmp_path / "今年", "--select", "PIA201", "--format", form, "-o", target)
    text = str(cells(target)["指摘一覧"]) if form == "xlsx" else target.read_text(encoding="utf-8")
    assert "前年/評価書.txt 26行目" in text
    assert "今年/評価書.txt 26行目" in text
