"""Hostile texts in the formats that have no test of their own for them: they are text there, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from commands import run
from nasty import TEXTS, editions, reconciled
from sheets import unguarded

from pia_audit.reports import findings_list, json_document
from pia_audit.reports.differences import reconcile_table
from pia_audit.reports.spreadsheets import plain
from pia_audit.synthetic import to_text

STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@pytest.mark.parametrize("text", TEXTS)
def test_json_holds_the_text_itself(text: str) -> None:
    """Unchanged, whatever it is."""
    _, report = reconciled(text)
    document = json.loads(json_document.audit(report))
    assert text in [f["actual"] for f in document["findings"]]
    assert {r["title"] for r in document["reports"]} == {text}


@pytest.mark.parametrize("text", TEXTS)
def test_csv_holds_the_text_and_no_formula(text: str) -> None:
    """The text comes back whole, and no cell begins like a formula."""
    _, report = reconciled(text)
    rows = list(csv.reader(io.StringIO(findings_list.as_csv(report), newline="")))
    at = rows[0].index("記載2")
    assert plain(text) in [unguarded(row[at]) for row in rows]
    assert not [c for row in rows for c in row if len(c) > 1 and c.startswith(STARTS)]
    assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("width", [None, 60])
def test_the_table_is_made_for_any_text(text: str, width: int | None) -> None:
    """Long lines are shortened with how much of them is shown, and nothing fails."""
    result, report = reconciled(text)
    shown = reconcile_table(result, report, width)
    assert len(shown) < 60_000
    if len(text) > 5000:
        assert re.search(r"…（全[\d,]+字のうち）", shown)


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_no_control_sign_reaches_a_screen_or_a_file(form: str, tmp_path: Path) -> None:
    """What would steer a terminal, or turn its writing round, is out of what people read, also in a file."""
    files = []
    for edition in editions("\x1b[31m赤\u202e逆"):
        files.append(tmp_path / f"{edition.published_on}.txt")
        files[-1].write_text(to_text(edition), encoding="utf-8", newline="\n")
    target = tmp_path / "out"
    run("reconcile", *files, "--format", form, "-o", target)
    for text in (target.read_text(encoding="utf-8"), run("reconcile", *files, "--format", form).stdout):
        assert "赤" in text
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
