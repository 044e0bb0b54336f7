"""Decisions laid over a second audit: what stands, what is overdue, what came back, what fits nothing any more."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import filling
import openpyxl
import pytest
from commands import run
from msgspec.structs import replace

import pia_audit
from pia_audit.audits.carry_over import apply, latest
from pia_audit.audits.decisions import BadDecisions, Decision, dump, load
from pia_audit.audits.run import Audit
from pia_audit.audits.run import audit as run_audit
from pia_audit.checklists.answers import Answered
from pia_audit.checklists.basis import make, signs
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "data/meguro-14/2026-03-18.txt"
ID = "目黒区長/14"
TODAY = date(2026, 5, 1)
CHAIN = "55557932cec00b4f"  # PIA301 of row 34


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The sample."""
    return pia_audit.read(REPORT)


@pytest.fixture(scope="module")
def made(edition: Edition) -> tuple[Audit, tuple[Answered, ...]]:
    """Its audit and answers without decisions."""
    return make(Corpus.of([edition]), today=TODAY)


def _finding(verdict: str = "fine", **more: object) -> Decision:
    given = {"fingerprint": CHAIN, "rule": "PIA301", "item": "threshold.subjects_as_of", "on": TODAY, **more}
    return Decision(ID, verdict, given.pop("reason", "理由"), "山田", **given)  # type: ignore[arg-type]


def _question(made: tuple[Audit, tuple[Answered, ...]], name: str, verdict: str = "fine", **more: object) -> Decision:
    answer = next(a for a in made[1][0].answers if a.question.id == name)
    given = {"seen": answer.sign, "edition": made[1][0].sha256, "on": TODAY, **more}
    return Decision(ID, verdict, "理由", "山田", question=name, **given)  # type: ignore[arg-type]


def _laid(made: tuple[Audit, tuple[Answered, ...]], *decisions: Decision) -> Audit:
    return apply(made[0], decisions, TODAY, signs(made[1]))


def _status(made: tuple[Audit, tuple[Answered, ...]], decision: Decision) -> str:
    return _laid(made, decision).standings[0].status


def test_what_became_of_a_finding(made: tuple[Audit, tuple[Answered, ...]]) -> None:
    """Each way a decision about a finding can stand to a later audit."""
    gone = {"fingerprint": "0" * 16, "item": "files.names"}
    cases = {
        "fits": _finding(),
        "overdue": _finding("correct", until=date(2026, 4, 30)),
        "returned": _finding(fingerprint="0" * 16),
        "unfit": _finding(**gone),
        "settled": _finding("correct", until=date(2026, 6, 1), **gone),
        "elsewhere": replace(_finding(), report_id="別の町長/1"),
        "unknown": _finding(fingerprint="0" * 16, rule=None),
    }
    assert {name: _status(made, d) for name, d in cases.items()} == {name: name for name in cases}
    assert _status(made, _finding("correct", until=TODAY)) == "fits"


def test_what_became_of_a_question(made: tuple[Audit, tuple[Answered, ...]]) -> None:
    """Each way a decision about a question can stand to a later audit."""
    cases = {
        "fits": _question(made, "1-5"),
        "overdue": _question(made, "1-5", "open", until=date(2026, 1, 1)),
        "returned": _question(made, "2-4", seen="0" * 16),
        "unfit": _question(made, "1-5", seen="0" * 16),
        "settled": _question(made, "2-2", "correct", seen="0" * 16),
        "earlier": _question(made, "1-5", edition="0" * 64),
    }
    assert {name: _status(made, d) for name, d in cases.items()} == {name: name for name in cases}
    assert apply(made[0], [_question(made, "1-5")], TODAY).standings[0].status == "unknown"


def test_a_rule_that_did_not_run_settles_nothing(edition: Edition) -> None:
    """With its rule left out, or its finding below the confidence asked for, a decision is of unknown fate."""
    left_out = run_audit(Corpus.of([edition]), ignore=["PIA301"])
    assert apply(left_out, [_finding("correct")], TODAY).standings[0].status == "unknown"
    whole = run_audit(Corpus.of([edition]))
    unsure = whole.findings.filter(whole.findings["confidence"] != "high").row(0, named=True)
    sure = run_audit(Corpus.of([edition]), min_confidence="high")
    decision = _finding("correct", fingerprint=unsure["fingerprint"], rule=unsure["rule"], item=unsure["item_id"])
    assert apply(sure, [decision], TODAY).standings[0].status == "unknown"
    assert apply(whole, [decision], TODAY).standings[0].status == "fits"


def test_only_what_was_found_fine_counts_as_confirmed(made: tuple[Audit, tuple[Answered, ...]]) -> None:
    """``fine`` and ``not-applicable`` mark the finding, until their day; what is to be corrected stands."""

    def marked(*decisions: Decision) -> list[str]:
        frame = _laid(made, *decisions).findings
        return frame.filter(frame["suppressed"].is_not_null()).get_column("fingerprint").to_list()

    assert marked(_finding()) == marked(_finding("not-applicable")) == [CHAIN]
    assert marked(_finding("correct")) == marked(_finding("open")) == []
    assert marked(_finding(until=date(2026, 4, 30))) == []
    question = next(a for a in made[1][0].answers if a.question.id == "2-4")
    assert set(marked(_question(made, "2-4"))) == set(question.findings)
    assert marked(_question(made, "2-4", seen="0" * 16)) == []
    assert set(marked(_question(made, "2-4"), _finding("correct"))) == set(question.findings) - {CHAIN}


def test_a_reason_with_half_a_character_is_laid_over(made: tuple[Audit, tuple[Answered, ...]]) -> None:
    """A file of decisions keeps any text; what a frame cannot hold of it is shown as lost."""
    over = apply(made[0], [_finding(reason="確認\ud800済み")], TODAY)
    assert "確認?済み (山田)" in over.findings.get_column("suppressed")


def test_the_last_decision_holds() -> None:
    """Of several about one thing the one of the latest day, and of one day the last, is taken."""
    first, second, third = (_finding(v, on=d) for v, d in (
        ("open", date(2026, 4, 1)), ("correct", date(2026, 5, 1)), ("fine", date(2026, 4, 15))))  # fmt: skip
    assert latest([first, second, third]) == (second,)
    assert latest([second, replace(second, verdict="fine")])[0].verdict == "fine"


def test_the_second_audit_shows_it_all(made: tuple[Audit, tuple[Answered, ...]], tmp_path: Path) -> None:
    """``audit --decisions`` tells in words and in JSON what stands, is overdue and came back; the checklist made with
    the same decisions has them filled in where they stand and told where they do not."""
    decisions = tmp_path / "d.json"
    overdue = _finding("correct", until=date(2026, 4, 30))
    decisions.write_text(dump([overdue, _question(made, "2-1", seen="0" * 16), _question(made, "1-5")]), "utf-8")
    common = ["--decisions", decisions, "--as-of", "2026-05-01"]
    text = run("audit", REPORT, *common).output
    assert "これまでの判定（3件）: 期限超過 1件、結果が変わったもの 1件、判定のとおり 1件" in text
    assert f"{ID} PIA301 threshold.subjects_as_of　要是正（2026-05-01 山田）理由　期限 2026-04-30 ― 期限を過ぎ" in text
    document = json.loads(run("audit", REPORT, *common, "--format", "json").stdout)
    assert [d["status"] for d in document["decisions"]] == ["overdue", "returned", "fits"]
    sheet = json.loads(run("checklist", REPORT, *common, "--format", "json").stdout)["sheets"][0]
    rows = {r["number"]: r for a in sheet["areas"] for r in a["rows"]}
    assert rows["1-5"]["decision"]["verdict"] == "fine"
    assert rows["2-1"]["decision"] is None
    assert "改めてご確認ください" in rows["2-1"]["earlier"]
    late = next(r for r in rows.values() if r["sign"].endswith(CHAIN))
    assert late["decision"]["until"] == "2026-04-30"
    assert "期限を過ぎています" in late["earlier"]


def test_a_filled_sheet_is_not_written_over(tmp_path: Path) -> None:
    """Made again under the same name, a sheet somebody filled in stays as it is; with its decisions taken out and
    given, or when asked for, it is replaced. An empty one is replaced without asking."""
    path, decided = tmp_path / "a.xlsx", tmp_path / "d.json"
    for _ in range(2):
        assert run("checklist", REPORT, "-o", path, "--as-of", "2026-05-01").exit_code == 0
    filling.fill(path)
    count = len(list(filling.rows(openpyxl.load_workbook(path).worksheets[0])))
    before = path.read_bytes()
    refused = run("checklist", REPORT, "-o", path)
    assert refused.exit_code == 2
    assert f"{count}行" in refused.output
    assert path.read_bytes() == before
    assert run("checklist", "read", path, "-o", decided, "--as-of", "2026-05-01").exit_code == 0
    assert run("checklist", REPORT, "-o", path, "--decisions", decided, "--as-of", "2026-05-01").exit_code == 0
    again = tmp_path / "e.json"
    run("checklist", "read", path, "-o", again, "--as-of", "2026-05-01")

    def decisions(file: Path) -> list[dict[str, str]]:
        return [{**d, "source": ""} for d in json.loads(file.read_text("utf-8"))["decisions"]]

    assert decisions(again) == decisions(decided)
    assert run("checklist", REPORT, "-o", path, "--overwrite").exit_code == 0
    assert run("checklist", "read", path).exit_code == 1


def test_without_decisions_nothing_changes() -> None:
    """The output of ``audit`` is what it was when no file of decisions is given."""
    assert "decisions" not in json.loads(run("audit", REPORT, "--format", "json").stdout)
    assert "これまでの判定" not in run("audit", REPORT).output


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no-json"),
        ("[]", "no-decisions"),
        ('{"version": 2, "decisions": []}', "other-version"),
        ('{"version": 1, "decisions": [1]}', "bad-entry"),
        ('{"version": 1, "decisions": [{"report_id": "a"}]}', "bad-entry"),
        (dump([_finding()]).replace('"fine"', '"good"'), "bad-entry"),
        (dump([_finding()]).replace("2026-05-01", "2026-02-30"), "bad-entry"),
        (dump([replace(_finding(), question="1-1")]), "bad-entry"),
        ("[" * 100_000, "no-json"),
    ],
)
def test_a_wrong_file_of_decisions_is_told(content: str, reason: str, tmp_path: Path) -> None:
    """Exit status 2 with the file's name and the entry; nothing of it is used."""
    path = tmp_path / "d.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadDecisions) as caught:
        load(path)
    assert caught.value.code == reason
    for verb in (["audit", REPORT], ["checklist", REPORT]):
        result = run(*verb, "--decisions", path)
        assert result.exit_code == 2
        assert str(path) in result.output
    assert run("audit", REPORT, "--decisions", tmp_path / "none.json").exit_code == 2
