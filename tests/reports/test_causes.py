"""Findings of one cause: told together, and each difference that stands in no other shown with its texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

import pia_audit
from pia_audit.reports import markdown, screen
from pia_audit.reports.causes import WITH_TEXTS, shown_with_texts
from pia_audit.reports.report import AuditReport, build


@pytest.fixture(scope="module")
def report(sample_path: Path) -> AuditReport:
    """The sample's findings on paragraphs that stand on one side of a row alone."""
    return build(pia_audit.audit([pia_audit.read(sample_path)], select=["PIA207"]), "ja")


@pytest.mark.parametrize("form", ["screen", "markdown"])
def test_each_row_of_a_cause_shows_its_paragraph_then_and_now(report: AuditReport, form: str) -> None:
    """Rows 23 and 24 leave out the second paragraph for one reason, and each paragraph changed in its own way."""
    shown = screen.audit(report, None) if form == "screen" else markdown.audit(report)
    plain = shown.replace("<b>", "").replace("</b>", "")
    for texts in (
        ("の第3条別表5の項", "及び特定個人情報の提供に関する条例別表5の項"),
        ("施行規則第11条第29号", "番号法第19条第9号"),
    ):
        assert all(text in plain for text in texts)
    assert plain.count("その部分は変わっていますが") == 2
    assert "行24（2025-01-01）変更後: 2 生活に困窮する外国人" in plain


def test_what_a_finding_before_shows_is_not_shown_again(report: AuditReport) -> None:
    """Two findings whose texts differ alike: the first stands for both; one without texts is named by its place."""
    first, second = report.findings
    other = replace(first, row=99)
    without = replace(second, expected=None)
    assert shown_with_texts([first, other, second, without]) == [True, False, True, False]


def test_not_more_than_a_screenful_is_shown_in_full(report: AuditReport) -> None:
    """Of fifty rows that each differ in another way so many are shown with their texts, the others by place."""
    many = [
        replace(report.findings[0], expected=f"対象者は{n}人です。", actual=f"対象者は{n + 1}人です。")
        for n in range(50)
    ]
    assert shown_with_texts(many) == [True] * WITH_TEXTS + [False] * (50 - WITH_TEXTS)
