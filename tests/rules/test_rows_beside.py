"""Rows judged beside each other: 提出時期, the same row twice, rows without a change, intervals in order."""

from __future__ import annotations

from pathlib import Path

import pytest
from change_tables import COUNTED, DEPARTMENT, OUTLINE, SYSTEMS, edition_with, findings
from msgspec.structs import replace

from pia_audit.audits.run import audit
from pia_audit.history.evidence import of_change
from pia_audit.model.frames import Corpus
from pia_audit.reports.report import build

ONE = ["令和6年4月1日", OUTLINE, "ア", "イ", "事後"]


def findings_on(rows: list[list[str]], folder: Path, *codes: str) -> list[tuple[str, str, int | None]]:
    """Rule, severity and row of the findings on these rows."""
    frame = findings(edition_with(rows, folder), *codes)
    return list(frame.select("rule", "severity", "row_no").iter_rows())


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("随時", "error"),
        ("事前・事後", "error"),
        ("－", "info"),
        ("該当なし", "info"),
        ("", "warning"),
        ("事後（公表後）", None),
        ("任意の事前", None),
    ],
)
def test_a_timing_is_an_error_where_it_names_neither(text: str, severity: str | None, tmp_path: Path) -> None:
    """Another word is an error, nothing at all a warning, a mark for nothing no more than told, a remark no finding."""
    result = findings_on([[*ONE[:4], text]], tmp_path, "PIA109")
    assert result == ([("PIA109", severity, 1)] if severity else [])


def test_a_timing_left_to_the_row_above_is_told_once(tmp_path: Path) -> None:
    """Where the row above cannot be read, its ditto below is no second finding."""
    rows = [[*ONE[:4], "随時"], ["〃", SYSTEMS, "ア", "イ", "〃"], ["", DEPARTMENT, "ア", "イ", ""]]
    assert findings_on(rows, tmp_path, "PIA109") == [("PIA109", "error", 1)]


def test_only_the_same_print_is_a_duplicate(tmp_path: Path) -> None:
    """Different labels of which none is known, other texts or another 提出時期 are no second time."""
    unknown = [[*ONE[:1], label, "あ", "い", "事後"] for label in ("存在しない項目", "存在しない別の項目")]
    rows = [ONE, ONE, [*ONE[:4], "事前"], *unknown, unknown[0], ["令和6年4月1日", SYSTEMS, "ア", "イ", "事後"]]
    assert findings_on(rows, tmp_path, "PIA110") == [("PIA110", "warning", 2), ("PIA110", "warning", 6)]


def test_rows_without_a_label_are_no_duplicates(tmp_path: Path) -> None:
    """Where no 項目 is printed at all, nothing says that two rows with the same texts are for one item."""
    rows = [["令和6年4月1日", "", "ア", "イ", "事後"], ["令和6年4月1日", "", "ア", "イ", "事後"]]
    assert findings_on(rows, tmp_path, "PIA110") == []


@pytest.mark.parametrize(
    "text", ["変更なし", "別紙のとおり", "同上", "－", "", "様式変更のため全面改正", "同左（手当課長）"]
)
def test_words_about_a_text_are_no_unchanged_text(text: str, tmp_path: Path) -> None:
    """A row whose cells hold no text of the report is none that changes nothing."""
    assert findings_on([[*ONE[:2], text, text, "事後"]], tmp_path, "PIA111") == []


def test_a_text_that_stays_as_it_was(tmp_path: Path) -> None:
    """The same text before and after, once wider spaced, changes nothing."""
    assert findings_on([[*ONE[:2], "手当の認定", "手当の　認定", "事後"]], tmp_path, "PIA111") == [
        ("PIA111", "warning", 1)
    ]


def test_an_interval_is_no_bad_date_and_out_of_order_only_where_it_must_be(tmp_path: Path) -> None:
    """A month that may lie behind the day above is in order; one that surely lies before it is not."""
    rows = [
        ["令和5年4月1日", OUTLINE, "ア", "イ", "事後"],
        ["令和6年4月15日", OUTLINE, "イ", "ウ", "事後"],
        ["令和6年4月", SYSTEMS, "ア", "イ", "事後"],
        ["令和6年3月", SYSTEMS, "イ", "ウ", "事後"],
        ["令和6年春", COUNTED, "令和5年4月1日", "令和6年4月1日", "事後"],
    ]
    assert findings_on(rows, tmp_path, "PIA107", "PIA112") == [("PIA107", "error", 5), ("PIA112", "info", 4)]


def test_replay_goes_by_the_first_day_of_an_interval(tmp_path: Path) -> None:
    """Months printed newest first are one unbroken chain."""
    rows = [
        ["令和7年4月", OUTLINE, "イ", "見本手当の認定を行う。", "事後"],
        ["令和6年4月", OUTLINE, "ア", "イ", "事後"],
        ["令和5年度", OUTLINE, "－", "ア", "事後"],
    ]
    assert findings_on(rows, tmp_path, "PIA301", "PIA302", "PIA303") == []


@pytest.mark.parametrize(("day", "codes"), [("令和7年6月", []), ("令和7年7月", ["PIA410"])])
def test_after_the_publication_only_where_the_whole_interval_is(day: str, codes: list[str], tmp_path: Path) -> None:
    """事後 in the month of the 公表日 may be right, in the month after it not."""
    result = findings_on([[day, OUTLINE, "ア", "見本手当の認定を行う。", "事後"]], tmp_path, "PIA410", "PIA304")
    assert [rule for rule, _, _ in result] == codes


@pytest.mark.parametrize(("timing", "codes"), [("事前", []), ("事後", ["PIA410"])])
def test_a_row_ahead_of_its_day_is_no_late_change(timing: str, codes: list[str], tmp_path: Path) -> None:
    """The edition of 2025-06-30 carries its own change and one 事前 of the following April: that one is to come."""
    rows = [
        ["令和7年6月30日", SYSTEMS, "ア", "イ", "事後"],
        ["令和8年4月1日", OUTLINE, "ア", "見本手当の認定を行う。", timing],
    ]
    result = findings_on(rows, tmp_path, "PIA304", "PIA410")
    assert sorted(rule for rule, _, _ in result) == codes


@pytest.mark.parametrize(("day", "fires"), [("令和7年", False), ("令和6年度", True)])
def test_a_count_after_the_change_only_where_surely(day: str, fires: bool, tmp_path: Path) -> None:
    """A 時点 of 2025-04-01 may precede a change in 2025, and cannot precede one in the fiscal year 2024."""
    rows = [[day, COUNTED, "令和5年4月1日 時点", "令和7年4月1日 時点", "事後"]]
    assert bool(findings_on(rows, tmp_path, "PIA409")) is fires


def test_a_message_names_the_interval_and_the_timing_that_is_meant(tmp_path: Path) -> None:
    """A month is told by its bounds, a ditto mark by what it stands for."""
    rows = [[*ONE[:4], "事後"], ["令和7年7月", OUTLINE, "イ", "見本手当の認定を行う。", "〃"]]
    result = audit(Corpus.of([edition_with(rows, tmp_path)]), select=["PIA410"])
    (finding,) = build(result, "ja").findings
    assert "2025-07-01～2025-07-31" in finding.message
    assert (finding.changed_on, finding.timing) == (None, "事後")


@pytest.mark.parametrize(
    ("after", "fires"), [("別紙新旧対照表のとおり", False), ("別紙のとおり", False), ("春ごろ", True)]
)
def test_words_about_a_day_are_no_day(after: str, fires: bool, tmp_path: Path) -> None:
    """別紙のとおり speaks of the field and quotes nothing."""
    rows = [[ONE[0], COUNTED, "令和6年4月1日 時点", after, "事後"]]
    assert bool(findings_on(rows, tmp_path, "PIA107")) is fires


@pytest.mark.parametrize(
    ("text", "severity"), [("12/31/24", "info"), ("12/13/24", "info"), ("令和6年春", "error"), ("13/45", "error")]
)
def test_a_day_whose_year_cannot_be_told_is_for_information(text: str, severity: str, tmp_path: Path) -> None:
    """Three short numbers are a day in an order that nothing shows; words that name no day are none."""
    assert findings_on([[text, *ONE[1:]]], tmp_path, "PIA107") == [("PIA107", severity, 1)]


def test_a_row_of_which_the_print_hides_text_is_none_that_changes_nothing(tmp_path: Path) -> None:
    """What is printed of both cells is the same; the rest, where they may differ, is hidden."""
    edition = edition_with([[*ONE[:2], "手当の認定", "手当の認定", "事後"]], tmp_path)
    (row,) = edition.changes
    cut = replace(edition, changes=(replace(row, hidden=(("after", "並びに支給"),)),))
    assert [f["rule"] for f in findings(edition, "PIA111").to_dicts()] == ["PIA111"]
    assert findings(cut, "PIA111").is_empty()


@pytest.mark.parametrize(("item", "counts"), [("threshold.subjects_as_of", True), ("file[1].use.from", False)])
def test_only_a_count_cannot_be_of_a_later_day(item: str, counts: bool) -> None:
    """PIA409 goes by days of a count; the day on which a file's use begins may lie ahead of the row."""
    evidence = of_change(item, "date", "令和5年4月1日", "令和8年4月1日", ())
    assert ("as-of" in {e.kind for e in evidence}) is counts
