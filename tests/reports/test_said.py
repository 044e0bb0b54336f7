"""What every format says beside the findings: earlier decisions, what was not checked, findings of one cause."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commands import run
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pages import DATA
from sheets import cells

import pia_audit
from pia_audit.audits import decisions
from pia_audit.audits.decisions import Decision
from pia_audit.audits.run import Audit, audit
from pia_audit.messages.wording import Wording, one_line, params_of
from pia_audit.model.frames import Corpus
from pia_audit.reports import findings_list, json_document
from pia_audit.reports import report as model
from pia_audit.reports.causes import by_cause, with_causes
from pia_audit.rules import registry
from pia_audit.synthetic import generate

ON, TODAY = date(2026, 4, 1), date(2026, 11, 25)
FORMATS = {"table": "txt", "json": "json", "csv": "csv", "markdown": "md", "sarif": "sarif", "xlsx": "xlsx",
           "html": "html"}  # fmt: skip


@pytest.fixture(scope="module")
def result(sample_path: Path) -> Audit:
    """The sample, audited."""
    return audit(Corpus.of([pia_audit.read(sample_path)]))


@pytest.fixture(scope="module")
def report(result: Audit) -> model.AuditReport:
    """The sample's report."""
    return model.build(result, "ja")


@pytest.fixture(scope="module")
def decided(report: model.AuditReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of decisions: one of each kind, one that fits nothing any more."""
    rules = ("PIA302", "PIA301", "PIA106", "PIA502")
    by_rule = {rule: next(f for f in report.findings if f.rule == rule) for rule in rules}
    made = [
        _decision(by_rule["PIA302"], "correct", "本文を直す", until=date(2026, 6, 30)),
        _decision(by_rule["PIA301"], "open", "所管課に照会中", until=date(2027, 3, 31)),
        _decision(by_rule["PIA106"], "fine", "旧版の選択肢"),
        _decision(by_rule["PIA502"], "not-applicable", "対象外の事務"),
        replace(_decision(by_rule["PIA302"], "correct", "済み"), fingerprint="0" * 16, item="files.names"),
    ]
    path = tmp_path_factory.mktemp("decided") / "decisions.json"
    path.write_text(decisions.dump(made), encoding="utf-8")
    return path


def _decision(f: model.Finding, verdict: Any, reason: str, until: date | None = None) -> Decision:
    return Decision(f.report_id, verdict, reason, "監査係", f.fingerprint, f.rule, None, ON, until, item=f.item)


def _written(form: str, decided: Path, sample_path: Path, folder: Path) -> Path:
    target = folder / f"out.{FORMATS[form]}"
    run("audit", sample_path, "--decisions", decided, "--as-of", TODAY, "--format", form, "-o", target)
    return target


def _text(path: Path) -> str:
    return json.dumps(cells(path), ensure_ascii=False) if path.suffix == ".xlsx" else path.read_text("utf-8-sig")


@pytest.mark.parametrize("form", FORMATS)
def test_a_decision_stands_beside_its_finding(form: str, decided: Path, sample_path: Path, tmp_path: Path) -> None:
    """Verdict, reason, who, by when and that the day has passed; what was set aside has its reason. In every format."""
    text = _text(_written(form, decided, sample_path, tmp_path))
    wanted = ["本文を直す", "所管課に照会中", "監査係", "2026-06-30", "2027-03-31"]
    wanted += [] if form == "table" else ["旧版の選択肢", "対象外の事務"]
    wanted += [] if form in ("json", "sarif") else ["要是正", "確認中", "期限を過ぎています"]
    assert [w for w in wanted if w not in text] == []


def test_json_says_what_became_of_decisions(decided: Path, sample_path: Path, tmp_path: Path) -> None:
    """The key of before holds every decision with its status; a finding holds the one that speaks of it."""
    document = json.loads(_text(_written("json", decided, sample_path, tmp_path)))
    assert [d["status"] for d in document["decisions"]] == ["overdue", "fits", "fits", "fits", "settled"]
    held = {f["rule"]: f["decision"] for f in document["findings"] if f["decision"]}
    assert {rule: (d["verdict"], d["status"]) for rule, d in held.items()} == {
        "PIA302": ("correct", "overdue"), "PIA301": ("open", "fits"), "PIA106": ("fine", "fits"),
        "PIA502": ("not-applicable", "fits"),
    }  # fmt: skip
    aside = {f["rule"] for f in document["findings"] if f["suppressed"] is not None}
    assert aside == {"PIA106", "PIA502"}


def test_sarif_tells_how_each_was_judged(decided: Path, sample_path: Path, tmp_path: Path) -> None:
    """What was found fine is accepted, what is to be corrected rejected, the rest under review; all with the reason."""
    log = json.loads(_text(_written("sarif", decided, sample_path, tmp_path)))["runs"][0]
    statuses = {s["justification"]: s["status"] for r in log["results"] for s in r["suppressions"]}
    assert statuses == {"本文を直す": "rejected", "所管課に照会中": "underReview", "旧版の選択肢": "accepted",
                    "対象外の事務": "accepted"}  # fmt: skip
    kinds = [n["properties"]["kind"] for n in log["invocations"][0]["toolConfigurationNotifications"]]
    assert {"one-edition", "unreadable", "decision"} <= set(kinds)


def test_reconcile_takes_decisions(tmp_path: Path) -> None:
    """``reconcile --decisions`` lays them over its audit as ``audit`` does."""
    first = json.loads(run("reconcile", DATA / "tebiki-01", "--format", "json").stdout)["findings"][0]
    made = Decision(first["report_id"], "fine", "確かめた", "監査係", first["fingerprint"], first["rule"], on=ON)
    path = tmp_path / "decisions.json"
    path.write_text(decisions.dump([made]), encoding="utf-8")
    document = json.loads(run("reconcile", DATA / "tebiki-01", "--format", "json", "--decisions", path).stdout)
    assert [d["status"] for d in document["decisions"]] == ["fits"]
    assert [f["fingerprint"] for f in document["findings"] if f["suppressed"]] == [first["fingerprint"]]


def _kinds(result: Audit, report: str | None = None) -> dict[str, int]:
    built = model.build(result, "ja")
    notes = built.unchecked if report is None else next(r for r in built.reports if r.report_id == report).unchecked
    return {u.kind: u.count for u in notes}


def test_what_was_not_checked_is_told(result: Audit, sample_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules left out or failed, rules for two editions, unreadable fields, findings too unsure: each is told."""
    assert _kinds(result) == {"one-edition": 8, "unreadable": 9}
    edition = pia_audit.read(sample_path)
    chosen = audit(Corpus.of([edition]), select=["PIA1"], min_confidence="high")
    assert _kinds(chosen)["deselected"] == len(registry.rules()) - 13
    unsure = audit(Corpus.of([edition]), min_confidence="high")
    assert _kinds(unsure)["uncertain"] == result.findings.height - unsure.findings.height

    def broken(_: Corpus) -> Any:
        raise ValueError

    first = registry.rules()[0]
    others = registry.rules()[1:]
    for room in ("audits.selection", "audits.pipeline"):
        monkeypatch.setattr(f"pia_audit.{room}.rules", lambda: (replace(first, check=broken), *others))
    failed = model.build(audit(Corpus.of([edition])), "ja").unchecked
    assert next(u for u in failed if u.kind == "failed").rules == (first.code,)


def test_what_was_not_checked_is_told_of_each_report() -> None:
    """Of several reports each says its own, and the head sums up how many reports it concerns."""
    alone, pair = generate(3, editions=1).editions, generate(4, editions=2).editions
    built = model.build(audit(Corpus.of([*alone, *pair])), "en")
    assert {r.report_id: [u.kind for u in r.unchecked if u.kind == "one-edition"] for r in built.reports} == {
        alone[0].report_id: ["one-edition"], pair[0].report_id: [],
    }  # fmt: skip
    (note,) = (u for u in built.unchecked if u.kind == "one-edition")
    assert note.reports == (alone[0].report_id,)
    assert note.text.startswith("1 report has only one edition")


def test_one_cause_is_told_once(report: model.AuditReport, sample_path: Path) -> None:
    """The nine unreadable fields are one line of the overview and one sentence; every one of them is there."""
    text = run("audit", sample_path, "--select", "PIA105").stdout
    overview = text.split("[注意]")[0]
    assert overview.count("PIA105") == 1
    assert text.count("◇ 判読不能の欄が9件あります。") == 1
    labels = [f.item_label for f in report.findings if f.rule == "PIA105"]
    assert len(labels) == 9
    assert all(label in text.split("◇")[1] for label in labels if label)
    causes = Counter(f.cause for f in report.findings if f.cause)
    assert causes["項目欄が評価書の見出しと同じように異なる行が2件あります（行16・36）。"] == 2


def test_no_finding_is_dropped_for_its_cause(result: Audit, report: model.AuditReport) -> None:
    """JSON and CSV hold a row per finding, with the cause beside it."""
    findings = json.loads(json_document.audit(report))["findings"]
    assert len(findings) == result.findings.height
    rows = list(csv.DictReader(io.StringIO(findings_list.as_csv(report), newline="")))
    assert [r["同じ原因の指摘"] or None for r in rows] == [f["cause"] for f in findings]


@given(st.data())
def test_causes_part_the_findings(result: Audit, report: model.AuditReport, data: st.DataObject) -> None:
    """Grouped, each finding is there once, none stands with one of another rule, edition or state, none alone."""
    params = dict(result.findings.select("fingerprint", "params").iter_rows())
    picked = data.draw(st.lists(st.integers(0, len(report.findings) - 1), max_size=12))
    findings = [replace(report.findings[n], cause=None) for n in picked]
    findings_with_cause = with_causes([(f, params_of(params[f.fingerprint])) for f in findings], Wording("ja"))
    groups = by_cause(findings_with_cause)
    assert Counter(f.fingerprint for group in groups for f in group) == Counter(f.fingerprint for f in findings)
    for group in groups:
        assert len({(f.report_id, f.edition, f.rule, f.suppressed is None) for f in group}) == 1
        assert group[0].cause is None or len(group) > 1


def test_no_line_breaks_inside_a_message() -> None:
    """A label that is broken over lines in its cell stands in the message on one; its raw text stays as it is."""
    findings = json.loads(run("audit", DATA / "hoshimi-03" / "2025-10-31.xlsx", "--format", "json").stdout)["findings"]
    assert [f["message"] for f in findings if "\n" in f["message"]] == []
    assert [f for f in findings if f["rule"] in ("PIA102", "PIA103") and "\n" in (f["actual"] or "")]


@given(st.text("あい　 \t\r\n\u2028", max_size=20))
def test_one_line_keeps_what_is_said(text: str) -> None:
    """Only breaks and what stands round them change, and to one space."""
    line = one_line(text)
    assert not set(line) & set("\t\r\n\u2028")
    assert "".join(line.split()) == "".join(text.split())


@pytest.mark.parametrize("form", ["csv", "xlsx", "markdown", "sarif"])
def test_a_hostile_decision_is_text(form: str, report: model.AuditReport, sample_path: Path, tmp_path: Path) -> None:
    """A reason that tries to be a formula, a tag or a link is none in any format that could take it for one."""
    finding = next(f for f in report.findings if f.rule == "PIA302")
    path = tmp_path / "decisions.json"
    bad = '=HYPERLINK("http://a.example")<script>@all\u202e]]>'
    path.write_text(decisions.dump([replace(_decision(finding, "correct", bad), by="=1+1")]), encoding="utf-8")
    target = _written(form, path, sample_path, tmp_path)
    text = _text(target)
    assert "HYPERLINK" in text
    if form == "csv":
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert not [c for row in rows for c in row if len(c) > 1 and c[0] in "=+-@"]
    if form == "markdown":
        assert "<script>" not in text
        assert "\u202e" not in text
    if form == "xlsx":
        import openpyxl

        book = openpyxl.load_workbook(target)
        assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
