"""Matters: what belongs together by facts, and the order of weight."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import pia_audit
from pia_audit.audits.run import audit
from pia_audit.messages.wording import LANGUAGES, Wording
from pia_audit.model.frames import Corpus
from pia_audit.reports.finding import Finding
from pia_audit.reports.matters import by_report, first_sentence, matters
from pia_audit.reports.report import build
from pia_audit.rules.catalogue import codes, entry


def finding(rule: str, row: int | None = None, item: str | None = None, **more: Any) -> Finding:
    """A finding of that rule on a row, on an item, or on neither."""
    prose = entry(rule).ja
    facts: dict[str, Any] = {
        "severity": entry(rule).severity, "confidence": "high", "report_id": "霧ノ沢村長/1",
        "edition": "2025-06-17", "item_label": item, "changed_on": "2025-01-01" if row else None, "timing": None,
        "message": "", "expected": None, "actual": None, "similarity": None, "evidence": (), "suppressed": None,
        **more,
    }  # fmt: skip
    sign = f"{rule}{row}{item}{more.get('report_id', '')}"
    return Finding(rule=rule, slug=entry(rule).slug, item=item, row=row, title=prose.title, basis=prose.basis,
                   todo=prose.todo, fingerprint=sign, **facts)  # fmt: skip


def rules(*findings: Finding) -> list[list[str]]:
    """The rules of each matter, in order."""
    return [[f.rule for f in m.findings] for m in matters(findings)]


@pytest.fixture(scope="module")
def findings(sample_path: Path) -> tuple[Finding, ...]:
    """The findings of the real report."""
    return build(audit(Corpus.of([pia_audit.read(sample_path)])), "ja").findings


def test_the_real_report_has_few_matters_in_their_order(findings: tuple[Finding, ...]) -> None:
    """The first six: the number of persons with the threshold that follows from it, the dates copied from an older row,
    the rows that leave a part out, passages whose time has passed, numbers of the law, a value that is no option."""
    every = matters(findings)
    assert len(every) <= 14
    assert [sorted({f.row for f in m.findings if f.row}) for m in every[:6]] == [
        [6], [34, 35], [23, 24], [17], [2, 3, 10, 18, 19, 20], [29],
    ]  # fmt: skip
    assert [m.findings[0].rule for m in every[:6]] == ["PIA302", "PIA301", "PIA207", "PIA703", "PIA611", "PIA106"]
    assert every[0].where == "Ⅱ1 対象人数、Ⅲ しきい値判断結果（行6）"
    assert every[0].todo == "公表されている評価書で本文と変更箇所の両方をご確認ください。"
    assert {m.severity for m in every[10:]} == {"info"}


def test_every_standing_finding_is_in_one_matter(findings: tuple[Finding, ...]) -> None:
    """None is lost, none told twice; one that was set aside is in none."""
    aside = tuple(replace(f, suppressed="確認済み") if n % 5 == 0 else f for n, f in enumerate(findings))
    findings_of_matters = [f for m in matters(aside) for f in m.findings]
    assert sorted(f.fingerprint for f in findings_of_matters) == sorted(
        f.fingerprint for f in aside if f.suppressed is None
    )


def test_findings_of_one_row_are_one_matter() -> None:
    """And of several reports or editions several."""
    assert rules(finding("PIA302", 6, "a"), finding("PIA502", 6, "b"), finding("PIA302", 7, "c")) == [
        ["PIA302", "PIA502"], ["PIA302"],
    ]  # fmt: skip
    both = [finding("PIA302", 6, "a"), finding("PIA502", 6, "b", report_id="霧ノ沢村長/2")]
    assert [m.report_id for m in matters(both)] == ["霧ノ沢村長/1", "霧ノ沢村長/2"]
    assert {k: len(v) for k, v in by_report(matters(both)).items()} == {"霧ノ沢村長/1": 1, "霧ノ沢村長/2": 1}


def test_what_is_on_all_rows_of_a_graver_matter_joins_it() -> None:
    """A remark on the rows of one cause is looked at with them; one on further rows stands by itself."""
    cause = {"cause": "同じ日の行です。"}
    two = [finding("PIA207", 2, "a", **cause), finding("PIA207", 3, "b", **cause)]
    assert rules(*two, finding("PIA407", 2, "a", cause="c"), finding("PIA407", 3, "b", cause="c")) == [
        ["PIA207", "PIA207", "PIA407", "PIA407"]
    ]
    assert rules(*two, finding("PIA407", 3, "b", cause="c"), finding("PIA407", 4, "d", cause="c")) == [
        ["PIA207", "PIA207"], ["PIA407", "PIA407"],
    ]  # fmt: skip


def test_an_item_without_a_row_joins_what_concerns_its_text_today() -> None:
    """The last row on it that is not today's text, but no row of long ago."""
    missing = finding("PIA201", None, "a", current=True)
    assert rules(finding("PIA302", 6, "a", current=True), missing) == [["PIA302", "PIA201"]]
    assert rules(finding("PIA301", 6, "a"), missing) == [["PIA201"], ["PIA301"]]


def test_the_order_of_weight() -> None:
    """The record before today's text, that before former texts, that before how something is written; remarks last,
    whatever they are about; within a step by severity."""
    written = finding("PIA107", 1, "a")
    former, today = finding("PIA106", 2, "b"), finding("PIA703", None, "c", current=True)
    record, error = finding("PIA207", 3, "d"), finding("PIA301", 4, "e")
    remark = finding("PIA407", 5, "f")
    ordered = [error, record, today, former, written, remark]
    assert [m.findings[0] for m in matters(ordered[::-1])] == ordered


def test_a_topic_of_the_law_parts_todays_text_from_former_ones() -> None:
    """A citation that stands today has to be mended, one that stood is history."""
    stands, stood = finding("PIA611", 2, "a", current=True), finding("PIA612", 3, "b")
    assert rules(stood, finding("PIA613", 9, "c"), stands) == [["PIA611"], ["PIA612", "PIA613"]]


def test_a_topic_of_several_rules_has_a_name() -> None:
    """In both languages: no one rule's title would say what they have in common."""
    shared = defaultdict(list)
    for code in codes():
        if entry(code).topic:
            shared[entry(code).topic].append(code)
    names = [topic for topic, of in shared.items() if len(of) > 1]
    assert names
    for lang in LANGUAGES:
        assert all(Wording(lang).has("model", f"matter.{topic}") for topic in names)


def test_where_names_few_items_and_rows() -> None:
    """The first two items and six rows; the others are counted; the report as a whole without either."""
    many = [finding("PIA102", n, f"項目{n}") for n in range(1, 9)]
    (matter,) = matters(many)
    assert matter.where == "項目1、項目2 ほか6項目（行1・2・3・4・5・6 ほか2行）"
    (whole,) = matters([finding("PIA702")])
    assert whole.where == Wording("ja").ui("whole_report")
    assert matters([]) == ()


@pytest.mark.parametrize(("text", "lang", "first"), [("一。二。", "ja", "一。"), ("One. Two.", "en", "One."),
                                                     ("一文", "ja", "一文"), ("One.", "en", "One.")])  # fmt: skip
def test_first_sentence(text: str, lang: str, first: str) -> None:
    """With its full stop, and all of it where there is one alone."""
    assert first_sentence(text, lang) == first
