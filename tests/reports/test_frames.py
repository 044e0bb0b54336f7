"""A frame in words, for whoever reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

import pia_audit
from pia_audit.reports.worded_frames import worded
from pia_audit.statistics import NAMES

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "meguro-14" / "2026-03-18.txt"


def test_columns_and_terms_are_worded_and_texts_are_not() -> None:
    """Names of columns, severities and the like have words; what the report says stays as it is, row by row."""
    findings = pia_audit.audit([pia_audit.read(SAMPLE)], select=["PIA3"]).findings
    frame = findings.select("rule", "severity", "row_no", "expected", "subject")
    shown = worded(frame)
    assert shown.columns == ["規則", "区分", "行", "比べる記載", "subject"]
    assert shown["区分"].to_list()[:1] == ["エラー"]
    assert shown["比べる記載"].to_list() == findings["expected"].to_list()
    assert worded(frame, "en").columns == ["rule", "severity", "row", "text to compare", "subject"]


@pytest.mark.parametrize("name", NAMES)
def test_every_column_of_a_trend_has_words(name: str) -> None:
    """No trend shows a column or a state by its name in the program."""
    trends = pia_audit.trends(pia_audit.read(SAMPLE))
    shown = worded(trends[name], room="trends")
    assert not [column for column in shown.columns if column.isascii()]
    for column in {"始まり", "終わり", "根拠の確かさ"} & set(shown.columns):
        assert not shown[column].drop_nulls().str.contains("[a-z]").any()
