"""PIA803 to PIA805: steps of an assessment, 規則第9条第2項, and reports that go together."""

from __future__ import annotations

from typing import Any

import pytest

from pia_audit.audits.run import audit
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.rules.examples import edition

PERIOD, THIRD, REASON = "procedure.opinions.period", "procedure.third_party.on", "procedure.opinions.shortened"


def items_and_variants(*editions: Edition, code: str) -> list[tuple[str, str]]:
    """Item and variant of a rule's findings."""
    result = audit(Corpus.of(editions), select=[code])
    assert not result.unread_rules()
    return [(f["item_id"], f["subject"]) for f in result.findings.to_dicts()]


def full(published: str = "2025-03-10", **more: Any) -> Edition:
    """A 全項目評価書 with these steps."""
    return edition({"published_on": published, "form": "form4-2024", **more})


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ({PERIOD: "令和6年12月1日から令和7年1月10日まで", THIRD: "令和7年1月20日"}, []),
        ({PERIOD: "令和6年12月1日から令和7年1月10日まで", THIRD: "令和7年1月5日"}, [(THIRD, "third-before")]),
        ({PERIOD: "令和6年12月1日から令和7年1月10日まで", THIRD: "令和7年3月20日"}, [(THIRD, "after-publication")]),
        ({PERIOD: "令和7年1月10日から令和7年1月24日まで", THIRD: "令和7年2月5日"}, [(PERIOD, "short")]),
        (
            {
                PERIOD: "令和7年1月10日から令和7年1月24日まで",
                REASON: "期間がないため。",
                THIRD: "令和7年2月5日",
            },
            [],
        ),
        ({PERIOD: "令和7年1月10日から令和7年1月24日まで", REASON: "－"}, [(PERIOD, "short")]),  # a dash is no reason
        ({PERIOD: "令和7年1月10日から令和7年1月24日まで", REASON: "なし"}, [(PERIOD, "short")]),
        ({PERIOD: "令和7年2月20日から令和7年3月25日まで"}, [(PERIOD, "after-publication")]),  # ends after the day
        ({PERIOD: "令和7年1月1日から令和7年1月30日まで", THIRD: "令和7年2月5日"}, []),  # thirty days
        ({PERIOD: "令和7年1月頃", THIRD: "令和6年度中"}, []),
        ({THIRD: "令和7年2月5日"}, []),
    ],
)
def test_the_steps_of_a_full_assessment(steps: dict[str, str], expected: list[tuple[str, str]]) -> None:
    """Opinions are heard for thirty days, then a third party is asked, then the report is published."""
    assert items_and_variants(full(items=steps), code="PIA803") == expected


def test_steps_that_are_not_new_though_a_change_is_important() -> None:
    """An edition with a row on an important change has its own steps; others may keep the earlier ones."""
    steps = {PERIOD: "令和5年12月1日から令和6年1月10日まで", THIRD: "令和6年1月20日"}
    label = "Ⅰ 基本情報 7. 評価実施機関における担当部署 ①部署"
    for note, expected in (
        ("重要な変更に該当する。", [(PERIOD, "not-renewed"), (THIRD, "not-renewed")]),
        ("文言の整理", []),
    ):
        rows = [["2025/3/10", label, "福祉部福祉課", "福祉部地域支援課", "事前", note]]
        new = full(items={**steps, "department.name": "福祉部地域支援課"}, rows=rows)
        old = full("2024-03-01", items={**steps, "department.name": "福祉部福祉課"})
        assert sorted(items_and_variants(old, new, code="PIA803")) == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ({"article9.applied": "[○]適用した", "article9.reason": "災害のため。"}, []),
        ({"article9.applied": "[○]適用した"}, [("article9.reason", "no-reason")]),
        ({"article9.applied": "[ ]適用した", "article9.reason": "災害のため。"}, [("article9.reason", "no-tick")]),
        ({"article9.applied": "[ ]適用した"}, []),
    ],
)
def test_an_emergency_and_its_reason(items: dict[str, str], expected: list[tuple[str, str]]) -> None:
    """Tick and reason go together; without both there is no emergency."""
    assert items_and_variants(edition({"published_on": "2025-01-10", "items": items}), code="PIA804") == expected


def test_an_emergency_that_is_marked_as_before() -> None:
    """In an emergency the assessment comes after, so the row that tells of it is not 事前."""
    items = {"article9.applied": "[○]適用した", "article9.reason": "災害のため。"}
    label = "Ⅰ 関連情報 9. 規則第9条第2項の適用"
    for timing, expected in (("事前", [("article9.applied", "before")]), ("事後", [])):
        rows = [["2025/1/10", label, "[ ]適用した", "[○]適用した", timing, ""]]
        assert (
            items_and_variants(edition({"published_on": "2025-01-10", "items": items, "rows": rows}), code="PIA804")
            == expected
        )


def basic(number: str, kind: str = "基礎項目評価書") -> Edition:
    """A 基礎項目評価書 of that number."""
    return edition({"published_on": "2025-01-10", "number": number, "items": {"risk.submitted_kind": kind}})


def focused(number: str) -> Edition:
    """A 重点項目評価書 of that number."""
    return edition({"published_on": "2025-01-10", "number": number, "form": "form3-2024"})


BOTH = "基礎項目評価書及び重点項目評価書"


@pytest.mark.parametrize(
    ("editions", "expected"),
    [
        ([basic("1", BOTH), focused("1")], []),
        ([basic("1", BOTH), basic("2"), focused("2")], [("risk.submitted_kind", "promised")]),
        ([basic("1"), focused("2")], [("cover.title", "alone")]),
        ([basic("1", BOTH)], []),  # one file: nothing can be missing
        ([focused("2")], []),
    ],
)
def test_reports_that_go_together(editions: list[Edition], expected: list[tuple[str, str]]) -> None:
    """A promised report is missed only where reports of both kinds of the body were read."""
    assert items_and_variants(*editions, code="PIA805") == expected


@pytest.mark.parametrize(
    ("label", "after", "timing", "expected"),
    [
        ("適用した理由", "災害への対応のため", "事前", [("article9.applied", "before")]),
        ("適用した理由", "災害への対応のため", "事後", []),
        ("適用した理由", "—", "事前", []),
        ("", "[○]適用した", "事前", [("article9.applied", "before")]),
    ],
)
def test_the_row_on_the_reason_counts_as_well(
    label: str, after: str, timing: str, expected: list[tuple[str, str]]
) -> None:
    """A row on 適用した理由 tells of the emergency as one on the tick does."""
    row = ["2025/3/10", f"Ⅰ 関連情報 9. 規則第9条第2項の適用 {label}".strip(), "—", after, timing, ""]
    items = {"article9.applied": "[○]適用した", "article9.reason": "災害への対応のため"}
    report = edition({"published_on": "2025-03-10", "items": items, "rows": [row]})
    assert items_and_variants(report, code="PIA804") == expected


@pytest.mark.parametrize("number", ["１４", "014", "14.0", "第14号", "No.14"])
def test_a_number_written_in_another_way_is_the_companion_s(number: str) -> None:
    """The two reports of a process give its number in different ways: neither is missing."""
    basic = edition(
        {
            "published_on": "2025-03-10",
            "number": "14",
            "items": {"risk.submitted_kind": "基礎項目評価書及び全項目評価書"},
        }
    )
    assert items_and_variants(basic, full(number=number), code="PIA805") == []
    assert len(items_and_variants(basic, full(number="15"), code="PIA805")) == 2
