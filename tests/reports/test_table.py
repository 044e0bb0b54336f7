"""What the terminal shows: columns that stand under each other, in the width there is, in colour only on a terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from commands import run
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from pia_audit.reports.grid import columns_of, fold, grid

CELL = st.text("あア漢aA1 。（", max_size=30)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=5), st.integers(40, 120))
def test_a_table_fits_the_screen_and_loses_nothing(rows: list[list[str]], width: int) -> None:
    """No line is wider than the screen, and every character of a cell is still there."""
    text = grid(rows, ["項目", "行", "内容"], width)
    assert all(wcswidth(line) <= width for line in text.splitlines())
    letters = "".join(c for row in rows for cell in row for c in cell if c != " ")
    assert sorted(letters) == sorted(re.sub(r"[\s-]", "", text.split("\n", 1)[1].split("\n", 1)[1])) or letters in text


@given(CELL, st.integers(2, 40))
def test_a_folded_text_is_the_text(text: str, room: int) -> None:
    """Lines are no wider than asked, and joined they are the text but for blanks at their ends."""
    lines = fold(text, room)
    assert all(columns_of(line) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_audit_fits_a_narrow_screen(sample_path: Path, width: int) -> None:
    """COLUMNS is kept to, whatever stands in the report."""
    out = run("audit", sample_path, env={"COLUMNS": str(width)}).stdout
    assert all(wcswidth(line) <= width for line in out.splitlines() if str(sample_path) not in line.replace(" ", ""))


def terminal(*args: str, **env: str) -> str:
    """What the program writes when its output is a terminal."""
    ours, theirs = pytest.importorskip("pty").openpty()
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "PIA_AUDIT_LANG")}
    command = [sys.executable, "-m", "pia_audit", *args]
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env={**kept, "TERM": "xterm", **env}):
        os.close(theirs)
        parts = []
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the terminal's other end is closed
                break
            if not part:
                break
            parts.append(part)
    os.close(ours)
    return b"".join(parts).decode("utf-8", "replace")


def test_colour_is_for_terminals(sample_path: Path, tmp_path: Path) -> None:
    """Severities are coloured on a terminal, not with NO_COLOR, not in a pipe and not in a file."""
    args = ("audit", str(sample_path), "--select", "PIA302")
    assert "\x1b[1;31mエラー" in terminal(*args)
    assert "\x1b" not in terminal(*args, NO_COLOR="1")
    assert "\x1b" not in run(*args).stdout
    assert "\x1b" not in terminal(*args, "-o", str(tmp_path / "x.txt"))
    assert "\x1b" not in (tmp_path / "x.txt").read_text(encoding="utf-8")
