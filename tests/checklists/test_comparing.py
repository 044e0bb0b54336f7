"""Two years' filled sheets side by side."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import filling
import openpyxl
import pytest
from commands import run

ROOT = Path(__file__).parents[2]
COMMON = {"by": "山田", "on": "R8.4.1"}


def _sheet(path: Path, report: Path, decisions: dict[str, dict[str, Any]]) -> Path:
    """A checklist with these questions and rules decided, every other one left open."""
    run("checklist", report, "-o", path)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for row in filling.rows(page):
        sign = str(page.cell(row, 11).value)
        for key, cells in decisions.items():
            if sign.startswith(f"{key}:"):
                filling.put(page, row, **{**COMMON, **cells})
    book.save(path)
    return path


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Last year's and this year's sheet of an invented report, whose editions differ."""
    folder = tmp_path_factory.mktemp("years")
    source = ROOT / "data/tebiki-01"
    due = {"reason": "直す", "until": "2026/4/30"}
    old = {"1-5": {"verdict": "適"}, "1-6": {"verdict": "確認中"}, "2-9": dict(verdict="要是正", **due),
           "8-2": dict(verdict="要是正", **due), "8-3": {"verdict": "適"}}  # fmt: skip
    new = {"1-5": {"verdict": "要是正", "reason": "違う", "until": "2026/9/30"}, "1-6": {"verdict": "確認中"},
           "2-9": {"verdict": "適"}, "8-4": {"verdict": "適"}, "8-3": {"verdict": "適"}}  # fmt: skip
    return (_sheet(folder / "old.xlsx", source / "2025-06-17.txt", old),
            _sheet(folder / "new.xlsx", source / "2026-01-09.txt", new))  # fmt: skip


def test_each_question_and_finding_is_told_once(years: tuple[Path, Path]) -> None:
    """Same, changed, decided and undecided questions, those still open and overdue; findings that are new or gone."""
    lines = json.loads(run("checklist", "compare", *years, "--as-of", "2026-05-01", "--format", "json").stdout)["rows"]
    rows = {r["number"]: r for r in lines}
    assert len({(r["number"], r["change"]) for r in lines}) == len(lines)
    want = {"1-5": "changed", "1-6": "same", "2-9": "changed", "8-2": "undecided", "8-3": "same", "8-4": "decided"}
    assert {n: rows[n]["change"] for n in want} == want
    assert [n for n, r in rows.items() if r["open"]] == ["1-6", "8-2"]
    assert [n for n, r in rows.items() if r["overdue"]] == ["8-2"]
    findings = Counter(r["change"] for n, r in rows.items() if "(" in n)
    assert findings["new"] > 0


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_in_words(form: str, years: tuple[Path, Path]) -> None:
    """The table counts and lists what changed, in words an auditor knows."""
    text = run("checklist", "compare", *years, "--as-of", "2026-05-01", "--format", form).output
    assert "判定が変わった 2件" in text
    assert "未解決のまま 2件" in text
    assert "期限超過 1件" in text


def test_as_a_workbook(years: tuple[Path, Path], tmp_path: Path) -> None:
    """The workbook holds every row as text."""
    path = tmp_path / "c.xlsx"
    assert run("checklist", "compare", *years, "--format", "xlsx", "-o", path).exit_code == 0
    page = openpyxl.load_workbook(path).active
    assert page.title == "前年との比較"
    assert page.max_row > 45
    assert run("checklist", "compare", *years, "--format", "xlsx").exit_code == 2


def test_a_sheet_against_itself(years: tuple[Path, Path]) -> None:
    """Nothing is new, gone or changed."""
    rows = json.loads(run("checklist", "compare", years[0], years[0], "--format", "json").stdout)["rows"]
    assert {r["change"] for r in rows} == {"same"}
    assert rows


def test_what_is_no_checklist_is_refused(years: tuple[Path, Path], tmp_path: Path) -> None:
    """Exit status 2 and the reason on the side of errors."""
    other = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(other)
    result = run("checklist", "compare", years[0], other)
    assert result.exit_code == 2
    assert "自己点検票にも指摘一覧にも見えません" in result.output
