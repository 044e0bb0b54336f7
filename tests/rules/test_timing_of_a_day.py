"""提出時期 that one row of a day says for the others."""

from __future__ import annotations

from pathlib import Path

from change_tables import DEPARTMENT, OUTLINE, SYSTEMS, edition_with, findings


def _severities(timings: list[str], folder: Path) -> dict[int, str]:
    labels = [DEPARTMENT, OUTLINE, SYSTEMS]
    rows = [["令和6年4月1日", label, "甲", "乙", timing] for label, timing in zip(labels, timings, strict=True)]
    return dict(findings(edition_with(rows, folder), "PIA109").select("row_no", "severity").iter_rows())


def test_one_row_says_it_for_the_day(tmp_path: Path) -> None:
    """Wherever among them a converter put what stood in one merged cell."""
    assert _severities(["", "事後", ""], tmp_path) == {1: "info", 3: "info"}


def test_one_row_of_several_is_empty(tmp_path: Path) -> None:
    """It was forgotten."""
    assert _severities(["", "事後", "事後"], tmp_path) == {1: "warning"}


def test_no_row_says_it(tmp_path: Path) -> None:
    """Nobody said it."""
    assert _severities(["", "", ""], tmp_path) == {1: "warning", 2: "warning", 3: "warning"}


def test_a_table_that_leaves_it_to_the_row_above(tmp_path: Path) -> None:
    """Each day's first row says it, and so does one that says it in other words."""
    labels = [DEPARTMENT, OUTLINE, SYSTEMS]
    rows = [
        [day, label, "甲", "乙", timing]
        for day in ("令和5年4月1日", "令和6年4月1日")
        for label, timing in zip(labels, ("事後", "", "事後（公表後）"), strict=True)
    ]
    assert set(findings(edition_with(rows, tmp_path), "PIA109").get_column("severity")) == {"info"}
    rows[3][4] = rows[4][4] = ""
    rows[5][4] = "事前"
    rows[1][4] = "事後"
    result = dict(findings(edition_with(rows, tmp_path), "PIA109").select("row_no", "severity").iter_rows())
    assert result == {4: "info", 5: "info"}  # one row of that day says it
    rows[4][4] = "事前"
    result = dict(findings(edition_with(rows, tmp_path), "PIA109").select("row_no", "severity").iter_rows())
    assert result == {4: "warning"}
