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

from pia_audit.audits.run import audit
from pia_audit.messages.wording import Wording
from pia_audit.model.frames import Corpus
from pia_audit.reports import report as model
from pia_audit.reports import screen
from pia_audit.reports.causes import by_cause, shown_with_texts
from pia_audit.reports.grid import columns_of, fold, grid
from pia_audit.rules.examples import edition

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
    output = run("audit", sample_path, env={"COLUMNS": str(width)}).stdout
    assert all(wcswidth(line) <= width for line in output.splitlines() if str(sample_path) not in line.replace(" ", ""))


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


def test_a_rule_of_two_severities_tells_each_finding_once() -> None:
    """PIA601 warns where the day is sure and informs where it is not: each stands under its own head, and once."""
    basis = "番号法別表第一の15の項\n番号法第26条"
    texts = {"network.legal_basis": "番号法第19条第7号", "number_use.legal_basis": basis}
    made = edition({"published_on": "2024-12-02", "rows": [], "items": texts})
    report = model.build(audit(Corpus.of([made]), select=["PIA601"]), "ja")
    heads = {f.severity for f in report.findings}
    text = screen.audit(report)
    assert text.count("] PIA601") == len(heads)
    assert text.count("要確認: ") == sum(sum(shown_with_texts(group)) for group in by_cause(report.findings))


@pytest.mark.parametrize("command", ["log", "show", "blame"])
def test_the_past_names_its_report(command: str, sample_path: Path) -> None:
    """The first line says which report is shown."""
    first = run(command, sample_path).stdout.splitlines()[0]
    assert first.startswith("目黒区長 評価書番号14 生活保護に関する事務 基礎項目評価書")


def test_what_concerns_the_report_says_so(sample_path: Path) -> None:
    """A finding on no row and no item is one on the report as a whole, and no empty line."""
    assert "(1) 評価書全体" in run("audit", sample_path, "--select", "PIA702").stdout


def test_places_on_a_page_are_in_millimetres() -> None:
    """A ruler on the print finds a place: 72 points are an inch."""
    assert Wording("ja").place("p3:72,144,200,300") == "3ページ（上から51mm・左から25mm）"
    assert Wording("en").place("p3:72,144,200,300") == "page 3 (51 mm from the top, 25 mm from the left)"
