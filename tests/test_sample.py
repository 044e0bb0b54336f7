"""The audit of the real report: what it must find, read out of the report by hand, and how it is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pia_audit.cli import group
from pia_audit.japanese.ladder import fold, same

# Every finding the report gives, as (rule, row, item), with what a reader sees there.
FINDINGS = [
    # 変更前 says 令和5年9月1日, while the row before (25, 26) had left 令和7年1月1日.
    ("PIA301", 34, "threshold.subjects_as_of"),
    ("PIA301", 35, "threshold.handlers_as_of"),
    # Row 6 left 1万人以上10万人未満; the body says 1,000人以上1万人未満 and no row says why.
    ("PIA302", 6, "threshold.subjects"),
    # 十分である → 特に力を入れている, where the form asks 特に力を入れて行っている and so on.
    ("PIA106", 29, "risk.training"),
    # 1 同左 以下を追加
    ("PIA206", 16, "handling.outline"),
    # 変更前 shows part 1 alone, 変更後 parts 1 and 2; rows 9 and 10 show that part 2 was there.
    ("PIA207", 23, "number_use.legal_basis"),
    ("PIA207", 24, "network.legal_basis"),
    # 特定個人情報情報 in the row, 特定個人個人情報 in the body; 命令第1項 in the row, 命令表第1項 in the body.
    ("PIA303", 31, "risk.priority.grounds"),
    ("PIA303", 37, "number_use.legal_basis"),
    # ② where the form has none; words left out of 情報提供ネットワークシステム and 特定個人情報ファイル; ③ for ②.
    ("PIA102", 9, "number_use.legal_basis"),
    ("PIA102", 10, "network.legal_basis"),
    ("PIA102", 13, "handling.systems"),
    ("PIA102", 16, "handling.outline"),
    ("PIA102", 17, "handling.systems"),
    ("PIA102", 36, "handling.outline"),
    # 当該対策は十分か(再掲) 判断の根拠, without the section.
    ("PIA103", 31, "risk.priority.grounds"),
    # The texts of 判断の根拠 begin with the answer to the question above it.
    ("PIA104", 28, "risk.manual.error"),
    ("PIA104", 31, "risk.priority.restated"),
    # 令和1年9月1日 as first written; its later quotations in rows 7 and 8 are faithful.
    ("PIA108", 4, "threshold.subjects_as_of"),
    ("PIA108", 5, "threshold.handlers_as_of"),
    # The option list alone, and boxes of which the state is lost.
    ("PIA105", None, "network.use"),
    ("PIA105", None, "article9.applied"),
    ("PIA105", None, "risk.outsourcing.none"),
    ("PIA105", None, "risk.transfer.none"),
    ("PIA105", None, "risk.network.none_acquire"),
    ("PIA105", None, "risk.network.none_provide"),
    ("PIA105", None, "risk.manual.none"),
    ("PIA105", None, "risk.audit"),
    ("PIA105", None, "risk.priority.full_assessment"),
]
SUMMARY = {"error": 4, "warning": 20, "info": 5}
# The families that hold the report against itself and its form; those of law and timing have tests of their own.
FAMILIES = [word for family in ("PIA1", "PIA2", "PIA3", "PIA8") for word in ("--select", family)]


def run(*args: str | Path, env: dict[str, str | None] | None = None) -> Result:
    """The command in this process; anything but a clean exit is a failure of the test."""
    result = CliRunner().invoke(group, [str(a) for a in args], env={"PIA_AUDIT_LANG": None, **(env or {})})
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def audited(*args: str | Path, **kwargs: Any) -> dict[str, Any]:
    """The JSON of ``audit``, of the families above unless the arguments say otherwise."""
    chosen = [] if "--select" in args or "--config" in args else FAMILIES
    loaded: dict[str, Any] = json.loads(run("audit", *args, *chosen, "--format", "json", **kwargs).stdout)
    return loaded


@pytest.fixture(scope="module")
def document(sample_path: Path) -> dict[str, Any]:
    """The audit of the report as JSON."""
    return audited(sample_path)


def test_the_findings_are_exactly_those_a_reader_finds(document: dict[str, Any]) -> None:
    """Nothing is missed and nothing is invented; rows that are in order get nothing of 2xx or 3xx."""
    found = [(f["rule"], f["row"], f["item"]) for f in document["findings"]]
    assert sorted(found, key=str) == sorted(FINDINGS, key=str)
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
    found = next(f for f in document["findings"] if (f["rule"], f["row"]) == ("PIA301", 34))
    assert (found["expected"], found["actual"]) == ("令和7年1月1日時点", "令和5年9月1日時点")
    assert [e["locator"] for e in found["evidence"]] == ["L132.4", "L143.3"]
    assert "行25" in found["message"]
    assert (found["changed_on"], found["timing"], found["edition"]) == ("2026-02-02", "事後", "2026-03-18")


def test_the_drift_shows_the_two_wordings(document: dict[str, Any]) -> None:
    """命令第1項 and 命令表第1項: nearly alike, and said to be so."""
    found = next(f for f in document["findings"] if (f["rule"], f["row"]) == ("PIA303", 37))
    assert found["expected"].endswith("命令第1項")
    assert found["actual"].endswith("命令表第1項")
    assert 0.9 <= found["similarity"] < 1.0


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
        assert all(e.keys() == {"source", "locator", "text"} for e in finding["evidence"])
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
        told = run("audit", sample_path, "--lang", lang).stdout
        assert "違反" not in told
        assert "violation" not in told.lower()


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
        told = items[name]
        assert told["status"] == ("absent" if begins is None else "read"), name
        assert fold(told["text"] or "").startswith(fold(begins or "")), name
        assert (told["trust"], told["row"]) == (trust, row), name
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
    found = _blamed(sample_path, "network.legal_basis")
    assert [row for row, _ in found] == [row for row, _ in begins]
    assert all(text.startswith(b) for (_, text), (_, b) in zip(found, begins, strict=True))
    assert found[2][1].endswith("170・171・172")
    assert found[4][1].endswith("42・43")
    assert found[6][1].endswith("161・162")


def test_blame_of_the_number_s_legal_basis(sample_path: Path) -> None:
    """The part on foreigners is older than the table; its last two lines were changed in rows 32 and 37."""
    found = _blamed(sample_path, "number_use.legal_basis")
    assert [row for row, _ in found[1:]] == [None, 32, 37]
    assert found[0][1].startswith("1 生活保護法による保護等に関する事務")
    assert found[2][1].endswith("条例別表5の項(~R8.5)")
    assert found[3][1].endswith("命令表第1項")


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


# --- the command line ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "status"),
    [
        ([], 1),
        (["--fail-on", "error"], 1),
        (["--fail-on", "warning"], 1),
        (["--fail-on", "info"], 1),
        (["--fail-on", "never"], 0),
        (["--select", "PIA2"], 0),
        (["--select", "PIA2", "--fail-on", "warning"], 1),
        (["--select", "PIA108", "--fail-on", "warning"], 0),
        (["--select", "PIA108", "--fail-on", "info"], 1),
        (["--select", "PIA304", "--fail-on", "info"], 0),
        (["--select", "PIA3", "--ignore", "PIA301", "--ignore", "PIA302"], 0),
    ],
)
def test_the_exit_status_says_whether_something_was_found(sample_path: Path, args: list[str], status: int) -> None:
    """0: nothing at or above --fail-on. 1: something."""
    assert run("audit", sample_path, *args).exit_code == status


def test_an_unreadable_input_ends_with_status_2_and_the_rest_is_audited(tmp_path: Path, sample_path: Path) -> None:
    """The missing file is named with the reason; the report beside it gets all its findings."""
    missing = tmp_path / "ない.txt"
    result = run("audit", missing, sample_path, *FAMILIES, "--format", "json")
    assert result.exit_code == 2
    document = json.loads(result.stdout)
    assert [u["source"] for u in document["unread"]] == [str(missing)]
    assert document["unread"][0]["reason"]
    assert document["summary"] == SUMMARY


@pytest.mark.parametrize(
    ("args", "rules"),
    [
        (["--select", "PIA301"], {"PIA301"}),
        (["--select", "pia301"], {"PIA301"}),
        (["--select", "broken-chain"], {"PIA301"}),
        (["--select", "PIA3"], {"PIA301", "PIA302", "PIA303"}),
        (["--select", "PIA3", "--ignore", "PIA303"], {"PIA301", "PIA302"}),
        (["--select", "PIA301", "--select", "PIA206"], {"PIA301", "PIA206"}),
        ([*FAMILIES, "--ignore", "PIA1", "--ignore", "PIA3"], {"PIA206", "PIA207"}),
        (["--min-confidence", "high", "--select", "PIA2"], {"PIA206"}),
        (["--min-confidence", "medium", "--select", "PIA2"], {"PIA206", "PIA207"}),
    ],
)
def test_rules_are_chosen_by_code_beginning_or_slug(sample_path: Path, args: list[str], rules: set[str]) -> None:
    """--select, --ignore and --min-confidence leave exactly what they say."""
    assert {f["rule"] for f in audited(sample_path, *args)["findings"]} == rules


def test_the_language_is_the_option_s_then_the_environment_s(sample_path: Path) -> None:
    """Japanese unless asked otherwise; an unknown language in the environment is Japanese too."""
    japanese, english = "要確認の指摘", "findings to confirm"
    told = {
        "none": run("audit", sample_path).stdout,
        "option": run("audit", sample_path, "--lang", "en").stdout,
        "environment": run("audit", sample_path, env={"PIA_AUDIT_LANG": "en"}).stdout,
        "both": run("audit", sample_path, "--lang", "ja", env={"PIA_AUDIT_LANG": "en"}).stdout,
        "unknown": run("audit", sample_path, env={"PIA_AUDIT_LANG": "fr"}).stdout,
    }
    assert {k for k, v in told.items() if japanese in v} == {"none", "both", "unknown"}
    assert told["option"] == told["environment"]
    assert english.split()[0] in told["option"].lower()
    codes = ["PIA302", "PIA106", "PIA301"]
    assert all(code in text for code in codes for text in told.values())


def test_the_output_goes_to_a_file_when_asked(tmp_path: Path, sample_path: Path) -> None:
    """The same text, in UTF-8 with plain line ends, and nothing on the screen."""
    out = tmp_path / "結果.json"
    result = run("audit", sample_path, *FAMILIES, "--format", "json", "-o", out)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert b"\r" not in out.read_bytes()
    assert json.loads(out.read_text(encoding="utf-8"))["summary"] == SUMMARY


@pytest.mark.parametrize(
    "args",
    [
        ["audit"],
        ["audit", "{sample}", "-o", "{tmp}/no/where.txt"],
        ["audit", "{sample}", "-o", "{tmp}"],
        ["audit", "{sample}", "--as-of", "2023-13-45"],
        ["audit", "{sample}", "--as-of", "令和8年"],
        ["audit", "{sample}", "--fail-on", "panic"],
        ["audit", "{sample}", "--lang", "fr"],
        ["audit", "{sample}", "--config", "{tmp}/no.toml"],
        ["audit", "{sample}", "--config", "{tmp}"],
        ["audit", ""],
        ["audit", "{tmp}"],
        ["show", "{sample}", "--at", "9999-99-99"],
        ["show", "{sample}", "--at", ""],
        ["show", "{tmp}"],
        ["log", "{tmp}/no.txt"],
        ["blame", "{sample}", "--item", "no.such.item"],
        ["blame", "{sample}", "--item", ""],
        ["explain", "PIA999"],
        ["explain", ""],
        ["nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_status_2_and_a_sentence(args: list[str], sample_path: Path, tmp_path: Path) -> None:
    """A mistake in the command line is told, and never ends in a traceback."""
    result = run(*(a.format(sample=sample_path, tmp=tmp_path) for a in args))
    assert result.exit_code == 2
    assert (result.stderr + result.stdout).strip()
    assert "Traceback" not in result.output


# --- settings -----------------------------------------------------------------------------------------


def _config(folder: Path, text: str) -> Path:
    path = folder / "pia-audit.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _suppress(fingerprint: str, until: str = "") -> str:
    end = f"until = {until}\n" if until else ""
    return f'[[suppress]]\ncode = "PIA302"\nfingerprint = "{fingerprint}"\nreason = "照会済み"\nby = "監査係"\n{end}'


def test_a_suppression_takes_a_finding_out_of_the_count(
    tmp_path: Path, sample_path: Path, document: dict[str, Any]
) -> None:
    """The finding stays in the JSON with the reason and who gave it, and no longer counts."""
    sign = next(f["fingerprint"] for f in document["findings"] if f["rule"] == "PIA302")
    told = audited(sample_path, "--config", _config(tmp_path, _suppress(sign)), *FAMILIES)
    assert told["summary"] == {**SUMMARY, "error": 3}
    assert [f["suppressed"] for f in told["findings"] if f["rule"] == "PIA302"] == ["照会済み (監査係)"]
    assert sum(f["suppressed"] is not None for f in told["findings"]) == 1
    assert told["unread"] == []


@pytest.mark.parametrize(("today", "stands"), [("2027-03-31", False), ("2027-04-01", True)])
def test_a_suppression_ends_on_its_day(
    tmp_path: Path, sample_path: Path, document: dict[str, Any], today: str, stands: bool
) -> None:
    """Through its last day it holds; after that the finding is back and the end is told."""
    sign = next(f["fingerprint"] for f in document["findings"] if f["rule"] == "PIA302")
    config = _config(tmp_path, _suppress(sign, "2027-03-31"))
    told = audited(sample_path, "--config", config, "--as-of", today, *FAMILIES)
    assert told["summary"]["error"] == (4 if stands else 3)
    assert [u["code"] for u in told["unread"]] == (["suppression-over"] if stands else [])


def test_a_suppression_that_fits_nothing_is_told(tmp_path: Path, sample_path: Path) -> None:
    """So that it does not hide a later finding by surprise."""
    told = audited(sample_path, "--config", _config(tmp_path, _suppress("0" * 16)), *FAMILIES)
    assert told["summary"] == SUMMARY
    assert [u["code"] for u in told["unread"]] == ["suppression-unused"]


def test_the_settings_choose_rules_and_the_command_line_overrules_them(tmp_path: Path, sample_path: Path) -> None:
    """select and ignore of the file hold until --select says otherwise."""
    config = _config(tmp_path, 'select = ["PIA3"]\nignore = ["PIA303"]\n')
    assert {f["rule"] for f in audited(sample_path, "--config", config)["findings"]} == {"PIA301", "PIA302"}
    told = audited(sample_path, "--config", config, "--select", "PIA206")
    assert {f["rule"] for f in told["findings"]} == {"PIA206"}


def test_settings_lie_in_the_working_folder(tmp_path: Path, sample_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pia-audit.toml, else the table of pyproject.toml; a pyproject.toml without one says nothing."""
    path = sample_path.resolve()
    monkeypatch.chdir(tmp_path)
    project = tmp_path / "pyproject.toml"

    def rules() -> set[str]:
        return {f["rule"] for f in json.loads(run("audit", path, "--format", "json").stdout)["findings"]}

    project.write_text('[project]\nname = "x"\n', encoding="utf-8")
    assert rules() >= {rule for rule, _, _ in FINDINGS}
    project.write_text('[tool.pia-audit]\nselect = ["PIA302"]\n', encoding="utf-8")
    assert rules() == {"PIA302"}
    _config(tmp_path, 'select = ["PIA301"]\n')
    assert rules() == {"PIA301"}


@pytest.mark.parametrize(
    "text",
    [
        "select = ",
        'select = "PIA301"',
        "select = [1]",
        'select = ["PIA999"]',
        'select = [""]',
        'ignore = ["brokenchain"]',
        'selcet = ["PIA301"]',
        'suppress = "PIA301"',
        "suppress = 5",
        '[[suppress]]\ncode = "PIA301"',
        '[[suppress]]\ncode = "PIA301"\nreason = ""\nby = "x"',
        '[[suppress]]\ncode = "PIA301"\nreason = "x"\nby = "x"\nuntil = "2027-03-31"',
        '[[suppress]]\ncode = "PIA301"\nreason = "x"\nby = "x"\nuntil = 2027-03-31T00:00:00',
        '[[suppress]]\ncode = "PIA301"\nreason = "x"\nby = "x"\nfingerprint = 5',
        '[[suppress]]\ncode = "PIA301"\nreason = "x"\nby = "x"\nfingerprnt = "abc"',
    ],
)
def test_settings_that_cannot_be_used_are_told(tmp_path: Path, sample_path: Path, text: str) -> None:
    """A mistyped code or key never makes a rule silent: the file is named, with the reason, status 2."""
    config = _config(tmp_path, text)
    result = run("audit", sample_path, "--config", config)
    assert result.exit_code == 2
    assert str(config) in result.stderr


def test_settings_in_another_encoding_are_told(tmp_path: Path, sample_path: Path) -> None:
    """TOML is UTF-8; a file of an old editor is named and not half read."""
    config = tmp_path / "pia-audit.toml"
    config.write_bytes('# 設定\nselect = ["PIA301"]\n'.encode("cp932"))
    assert run("audit", sample_path, "--config", config).exit_code == 2


# --- as a program -------------------------------------------------------------------------------------


def _program(*args: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LC_", "LANG", "PIA_"))}
    command = [sys.executable, "-m", "pia_audit", *args]
    return subprocess.run(command, capture_output=True, env={**kept, **env}, timeout=120, check=False)


def test_the_module_runs_and_tells_its_version() -> None:
    """python -m pia_audit --version."""
    result = _program("--version")
    assert result.returncode == 0
    assert result.stdout.decode().startswith("pia-audit ")


@pytest.mark.parametrize("env", [{"PYTHONIOENCODING": "cp932"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
def test_the_output_is_utf8_whatever_the_console(sample_path: Path, env: dict[str, str]) -> None:
    """A console of another code page changes no byte of what is written."""
    result = _program("audit", str(sample_path), "--select", "PIA302", **env)
    assert result.returncode == 1
    assert "1万人以上10万人未満" in result.stdout.decode("utf-8")
    assert result.stderr == b""


def test_a_failure_inside_is_a_sentence(sample_path: Path) -> None:
    """The program's own net: status 2 and a sentence, also for a file name that is no text."""
    result = _program("audit", os.fsdecode(b"\xff\xfe.txt"), str(sample_path), *FAMILIES, "--format", "json")
    assert result.returncode == 2
    assert b"Traceback" not in result.stderr
    assert json.loads(result.stdout)["summary"] == SUMMARY
