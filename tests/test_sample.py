"""The audit of the real report: what it must find, read out of the report by hand, and how it is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import FINDINGS, SUMMARY, audited, run

import pia_audit
from pia_audit.japanese.ladder import fold, same


@pytest.fixture(scope="module")
def document(sample_path: Path) -> dict[str, Any]:
    """The audit of the report as JSON."""
    return audited(sample_path)


def test_the_findings_are_exactly_those_a_reader_finds(document: dict[str, Any]) -> None:
    """Nothing is missed and nothing is invented; rows that are in order get nothing of 2xx or 3xx."""
    findings = [(f["rule"], f["row"], f["item"]) for f in document["findings"]]
    assert sorted(findings, key=str) == sorted(FINDINGS, key=str)
    assert document["summary"] == SUMMARY
    assert document["unread"] == []


def test_findings_show_both_texts_and_lead_to_them(document: dict[str, Any], sample_text: str) -> None:
    """Each finding on a row carries raw texts that stand at the places it names."""
    lines = sample_text.split("\n")
    for f in document["findings"]:
        assert f["evidence"], f["rule"]
        for e in f["evidence"]:
            if not e["locator"] or f["rule"] == "PIA105":
                continue
            line, column = map(int, e["locator"][1:].split("."))
            if f["row"] is not None and e["text"]:
                shown = "".join(e["text"].split())
                cell = "".join(lines[line - 1].replace("</p>", "").replace("<p>", "").split("\t")[column - 1].split())
                assert shown[:20] in cell, (f["rule"], f["row"])


def test_the_broken_chain_is_told_with_both_dates(document: dict[str, Any]) -> None:
    """The counts of 2025 went missing: the finding sets the quotation beside what the row before left."""
    finding = next(f for f in document["findings"] if (f["rule"], f["row"]) == ("PIA301", 34))
    assert (finding["expected"], finding["actual"]) == ("令和7年1月1日時点", "令和5年9月1日時点")
    assert [e["locator"] for e in finding["evidence"]] == ["L132.4", "L143.3"]
    assert "行25" in finding["message"]
    assert (finding["changed_on"], finding["timing"], finding["edition"]) == ("2026-02-02", "事後", "2026-03-18")


def test_the_drift_shows_the_two_wordings(document: dict[str, Any]) -> None:
    """命令第1項 and 命令表第1項: nearly alike, and said to be so."""
    finding = next(f for f in document["findings"] if (f["rule"], f["row"]) == ("PIA303", 37))
    assert finding["expected"].endswith("命令第1項")
    assert finding["actual"].endswith("命令表第1項")
    assert 0.9 <= finding["similarity"] < 1.0


def test_the_json_has_its_agreed_shape(document: dict[str, Any]) -> None:
    """Version 1 has these keys; more may be added, none may go."""
    assert document["version"] == 1
    assert document.keys() >= {"reports", "findings", "unread", "summary"}
    assert document["reports"][0].keys() >= {
        "report_id", "agency", "report_no", "title", "form", "form_version", "published_on", "editions", "rows",
        "sources",
    }  # fmt: skip
    for finding in document["findings"]:
        assert finding.keys() >= {
            "rule", "slug", "severity", "confidence", "report_id", "edition", "item", "item_label", "row", "changed_on",
            "timing", "message", "basis", "expected", "actual", "similarity", "evidence", "fingerprint", "suppressed",
        }  # fmt: skip
        assert all(e.keys() == {"source", "locator", "text", "role"} for e in finding["evidence"])
    report = document["reports"][0]
    assert report["rows"] == 37
    assert report["editions"] == [
        "2020-03-03", "2020-12-03", "2021-09-01", "2022-12-16", "2023-09-01", "2025-01-01", "2026-02-02", "2026-03-18",
    ]  # fmt: skip


def test_fingerprints_are_stable_and_apart(document: dict[str, Any], tmp_path: Path, sample_text: str) -> None:
    """No two findings share one, and moving every line of the file changes none."""
    prints = [f["fingerprint"] for f in document["findings"]]
    assert len(set(prints)) == len(prints)
    moved = tmp_path / "elsewhere.txt"
    moved.write_text("\n\n\n" + sample_text, encoding="utf-8")
    assert [f["fingerprint"] for f in audited(moved)["findings"]] == prints


def test_findings_never_speak_of_violations(sample_path: Path) -> None:
    """A finding is a matter to confirm, in both languages."""
    for lang in ("ja", "en"):
        output = run("audit", sample_path, "--lang", lang).stdout
        assert "違反" not in output
        assert "violation" not in output.lower()


# --- the report as it stood ---------------------------------------------------------------------------

_ROW9 = (
    "1、生活保護法による保護等に関する事務 ・行政手続における特定の個人を識別するための番号の利用等に関する法律"
    "(以下「番号法」という。)第9条第1項及び別表第一の15の項並びに主務省令(※)第15条 ※主務省令:行政手続における特定の個人"
    "を識別するための番号の利用等に関する法律別表第1の主務省令で定める事務を定める命令(平成26年内閣府・総務省令第5号) "
    "2、生活に困窮する外国人に対する生活保護の措置に関する事務 ・番号法第9条第2項 "
    "・目黒区個人番号の利用に関する条例の第3条別表5の項"
)
# On 1 October 2021: item, beginning of the text (None: the field did not exist yet), trust, row that wrote it.
IN_2021 = [
    ("cover.title", "生活保護に関する事務 基礎項目評価書", "verified", 1),
    ("cover.published_on", "2021-09-01", "assumed", None),
    ("handling.name", "生活保護に関する事務", "assumed", None),
    (
        "handling.outline",
        "生活保護法に基づく保護を現に受けている者又は生活に困窮する外国人に対する生活扶助",
        "verified",
        None,
    ),
    (
        "handling.systems",
        "生活保護システム、団体内統合宛名システム、中間サーバー、住民基本台帳ネットワークシステム",
        "verified",
        None,
    ),
    ("number_use.legal_basis", _ROW9, "verified", 9),
    (
        "network.legal_basis",
        "1、生活保護法による保護等に関する事務【情報提供の根拠】 ・番号法第19条第8号",
        "verified",
        10,
    ),
    ("department.name", "健康福祉部生活福祉課", "assumed", None),
    ("threshold.subjects", "1万人以上10万人未満", "resynced", 6),
    ("threshold.subjects_as_of", "令和3年7月1日時点", "verified", 11),
    ("threshold.handlers", "500人以上", "assumed", None),
    ("threshold.handlers_as_of", "令和3年7月1日時点", "verified", 12),
    ("risk.storage.leak", "特に力を入れている", "verified", None),
    ("risk.training", "十分である", "resynced", None),
    ("risk.manual.error", None, "verified", None),
    ("risk.manual.grounds", None, "verified", None),
    ("risk.priority.measure", None, "verified", None),
    ("risk.priority.restated", None, "verified", None),
    ("risk.priority.grounds", None, "near", None),
]


def _shown(path: Path, *args: str) -> dict[str, dict[str, Any]]:
    document = json.loads(run("show", path, *args, "--format", "json").stdout)
    return {i["item"]: i for i in document["items"]}


@pytest.mark.parametrize("day", ["2021-10-01", "令和3年10月1日", "R3.10.1", "2021/10/1"])
def test_the_report_as_it_stood_in_2021(sample_path: Path, day: str) -> None:
    """Each item as the rows after that day, undone, leave it; the day may be given in any notation."""
    items = _shown(sample_path, "--at", day)
    for name, begins, trust, row in IN_2021:
        item = items[name]
        assert item["status"] == ("absent" if begins is None else "read"), name
        assert fold(item["text"] or "").startswith(fold(begins or "")), name
        assert (item["trust"], item["row"]) == (trust, row), name
    assert items["handling.outline"]["text"].endswith("住民基本台帳ネットワークシステムを経由して照会する")
    assert same(items["number_use.legal_basis"]["text"], _ROW9)


def test_what_the_file_lost_is_lost_in_the_past_too(sample_path: Path) -> None:
    """Unreadable is neither blank nor absent on any day."""
    for items in (_shown(sample_path), _shown(sample_path, "--at", "2021-10-01")):
        lost = {name for name, i in items.items() if i["status"] == "unreadable"}
        assert lost == {item for rule, _, item in FINDINGS if rule == "PIA105"}


def test_the_report_as_printed(sample_path: Path) -> None:
    """Without a day, and from the day of publication on, the report is what is printed."""
    printed = _shown(sample_path)
    assert {i["trust"] for i in printed.values()} == {"printed"}
    late = _shown(sample_path, "--at", "2030-01-01")
    assert {k: v["text"] for k, v in late.items()} == {k: v["text"] for k, v in printed.items()}


def _blamed(path: Path, item: str) -> list[tuple[int | None, str]]:
    document = json.loads(run("blame", path, "--item", item, "--format", "json").stdout)
    assert [i["item"] for i in document["items"]] == [item]
    return [(s["row"], s["text"].strip()) for s in document["items"][0]["segments"]]


def test_blame_of_the_network_s_legal_basis(sample_path: Path) -> None:
    """The headings come from row 3, the numbers from row 24, the part on foreigners from row 33."""
    begins = [
        (None, "1 生活保護法による保護等に関する事務"),
        (3, "【情報提供の根拠】"),
        (24, "・番号法第19条第8号に基づく主務省令第2条の表のうち"),
        (3, "【情報照会の根拠】"),
        (24, "・番号法第19条第8号に基づく主務省令第2条のうち"),
        (None, "2 生活に困窮する外国人に対する生活保護の措置に関する事務"),
        (33, "番号法第19条第9号(～R8.5)"),
    ]
    segments = _blamed(sample_path, "network.legal_basis")
    assert [row for row, _ in segments] == [row for row, _ in begins]
    assert all(text.startswith(b) for (_, text), (_, b) in zip(segments, begins, strict=True))
    assert segments[2][1].endswith("170・171・172")
    assert segments[4][1].endswith("42・43")
    assert segments[6][1].endswith("161・162")


def test_blame_of_the_number_s_legal_basis(sample_path: Path) -> None:
    """The part on foreigners is older than the table; its last two lines were changed in rows 32 and 37."""
    segments = _blamed(sample_path, "number_use.legal_basis")
    assert [row for row, _ in segments[1:]] == [None, 32, 37]
    assert segments[0][1].startswith("1 生活保護法による保護等に関する事務")
    assert segments[2][1].endswith("条例別表5の項(~R8.5)")
    assert segments[3][1].endswith("命令表第1項")


@pytest.mark.parametrize(
    "item", ["number_use.legal_basis", "network.legal_basis", "handling.outline", "handling.systems"]
)
def test_blame_leaves_nothing_out(sample_path: Path, item: str) -> None:
    """The segments together are the printed text."""
    document = json.loads(run("blame", sample_path, "--item", item, "--format", "json").stdout)
    text = "".join(s["text"] for s in document["items"][0]["segments"])
    assert text == _shown(sample_path)[item]["text"]


def test_the_log_has_every_row_under_its_day(sample_path: Path) -> None:
    """Eight days, 37 rows, and what each row's chain came to."""
    document = json.loads(run("log", sample_path, "--format", "json").stdout)
    rows = [(d["changed_on"], r["row"], r["chain"]) for d in document["editions"] for r in d["rows"]]
    assert len({day for day, _, _ in rows}) == 8
    assert {row for _, row, _ in rows} == set(range(1, 38))
    assert {row for _, row, chain in rows if chain == "broken"} == {6, 25, 26, 29}
    assert {row for _, row, chain in rows if chain == "near"} == {31, 37}
    assert {row for _, row, chain in rows if chain == "relative"} == {16}


def test_what_is_no_edition_is_refused_in_words(sample_path: Path) -> None:
    """One edition does; a path is to be read first, and the error says how."""
    edition = pia_audit.read(sample_path)
    assert pia_audit.audit(edition).findings.equals(pia_audit.audit([edition]).findings)
    for wrong in (sample_path, str(sample_path), [sample_path], None):
        with pytest.raises(TypeError, match=r"pia_audit\.read"):
            pia_audit.audit(wrong)  # type: ignore[arg-type]
