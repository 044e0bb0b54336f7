"""Decisions kept in the archive, and what an audit makes of them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commands import run
from hypothesis import given
from hypothesis import strategies as st

import pia_audit
from pia_audit.archive import Archive
from pia_audit.archive.entries import START, Entry
from pia_audit.archive.verdicts import decision, values
from pia_audit.audits.decisions import VERDICTS, Decision, dump

DATA = Path(__file__).resolve().parents[2] / "data" / "tebiki-01"
TODAY = date(2026, 4, 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the three shipped editions of one report."""
    path = tmp_path_factory.mktemp("decided") / "a.sqlite"
    with Archive(path) as archive:
        archive.add([DATA])
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    copy = tmp_path / "a.sqlite"
    copy.write_bytes(made.read_bytes())
    return copy


def _audited(path: Path, *args: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("audit", path, "--format", "json", *args).stdout)
    return document


def _decide(path: Path, finding: dict[str, Any], verdict: str, *args: str) -> None:
    options = ["--verdict", verdict, "--reason", "確認した", "--by", "佐藤", *args]
    done = run("archive", "decide", path, finding["fingerprint"], *options)
    assert done.exit_code == 0, done.stderr


def test_the_archive_is_audited_like_its_files(path: Path) -> None:
    """Reports, findings and the exit status are those of ``audit`` on the same files, and no decision is told."""
    from_files = json.loads(run("audit", DATA, "--format", "json").stdout)
    from_archive = _audited(path)
    assert from_archive == from_files
    assert run("audit", path).exit_code == run("audit", DATA).exit_code == 1
    assert run("audit", path, "--fail-on", "never").exit_code == 0


def _states(audited: dict[str, Any]) -> list[tuple[str, str]]:
    return [(d["status"], d["verdict"]) for d in audited["decisions"]]


def test_a_finding_that_is_fine_is_set_aside_with_reason_and_person(path: Path) -> None:
    """It no longer counts, says why and by whom, and only it."""
    undecided = _audited(path)
    _decide(path, undecided["findings"][0], "fine")
    decided = _audited(path)
    marked = [f for f in decided["findings"] if f["suppressed"]]
    assert [f["fingerprint"] for f in marked] == [undecided["findings"][0]["fingerprint"]]
    assert marked[0]["suppressed"] == "確認した (佐藤)"
    assert sum(decided["summary"].values()) == sum(undecided["summary"].values()) - 1
    assert _states(decided) == [("fits", "fine")]
    assert "判定のとおり 1件" in run("audit", path).stdout


def test_a_day_that_has_passed_shows_the_finding_again(path: Path) -> None:
    """Up to its last day the decision holds; from the next the finding stands again and the decision is overdue."""
    finding = _audited(path)["findings"][0]
    _decide(path, finding, "not-applicable", "--until", "令和9年3月31日")
    valid, overdue = (_audited(path, "--as-of", day) for day in ("2027-03-31", "2027-04-01"))
    assert _states(valid) + _states(overdue) == [("fits", "not-applicable"), ("overdue", "not-applicable")]
    assert [sum(1 for f in a["findings"] if f["suppressed"]) for a in (valid, overdue)] == [1, 0]


def test_what_is_to_be_corrected_stands(path: Path) -> None:
    """It counts until it is gone, and is told with its decision."""
    _decide(path, _audited(path)["findings"][0], "correct", "--until", "2030-01-01")
    waiting = _audited(path, "--as-of", "2026-04-01")
    assert _states(waiting) == [("fits", "correct")]
    assert not any(f["suppressed"] for f in waiting["findings"])


def test_the_later_of_two_decisions_counts(path: Path) -> None:
    """A correction of a decision is another decision; both stay in the archive."""
    finding = _audited(path)["findings"][0]
    _decide(path, finding, "fine")
    _decide(path, finding, "open")
    decided = _audited(path)
    assert _states(decided) == [("fits", "open")]
    assert not any(f["suppressed"] for f in decided["findings"])
    with Archive(path) as archive:
        assert [d.verdict for _, d in archive.decisions()] == ["fine", "open"]
        assert archive.verify().intact


def test_a_decision_that_fits_nothing_is_told(path: Path) -> None:
    """After a whole audit as fitting nothing any more, after one of other rules as unknown."""
    report = _audited(path)["findings"][0]["report_id"]
    with Archive(path) as archive:
        archive.decide([Decision(report, "fine", "昔の指摘", "佐藤", "0" * 16, "PIA301")])
    assert _states(_audited(path)) == [("unfit", "fine")]
    assert _states(_audited(path, "--select", "PIA2")) == [("unknown", "fine")]


def test_decisions_of_filled_sheets_are_taken_once(path: Path) -> None:
    """The file of ``checklist read -o`` is added whole, a second time not at all; both ways at once are refused."""
    finding = _audited(path)["findings"][0]
    verdict = Decision(finding["report_id"], "fine", "点検票で確認", "鈴木", finding["fingerprint"], finding["rule"])
    answer = Decision(finding["report_id"], "correct", "直す", "鈴木", question="1-1", on=TODAY)
    file = path.parent / "decisions.json"
    file.write_text(dump([verdict, answer]), encoding="utf-8")
    for _ in range(2):
        assert run("archive", "decide", path, "--decisions", file).exit_code == 0
    with Archive(path) as archive:
        assert [d for _, d in archive.decisions()] == [verdict, answer]
        assert [e.by for e, _ in archive.decisions()] == ["鈴木", "鈴木"]
    assert any(f["suppressed"] == "点検票で確認 (鈴木)" for f in _audited(path)["findings"])
    both = [finding["fingerprint"], "--verdict", "fine", "--reason", "x", "--decisions", file]
    for wrong in ([], both[:1], both):
        assert run("archive", "decide", path, *wrong).exit_code == 2


def test_a_finding_must_be_there_to_be_decided(path: Path) -> None:
    """An unknown reference is refused and nothing is added."""
    done = run("archive", "decide", path, "0" * 16, "--verdict", "fine", "--reason", "x")
    assert done.exit_code == 2
    assert "0" * 16 in done.stderr
    with Archive(path) as archive:
        assert len(archive.entries()) == 3


def test_a_decision_is_shown_and_exported(path: Path) -> None:
    """``show`` words it, ``list`` names the report and the verdict, ``export`` gives its JSON."""
    finding = _audited(path)["findings"][0]
    _decide(path, finding, "fine", "--on", "2026-03-01")
    record = run("archive", "show", path, "4").stdout
    assert all(text in record for text in (finding["report_id"], finding["rule"], "適", "確認した", "2026-03-01"))
    assert finding["rule"] in run("archive", "list", path, "--kind", "decision").stdout
    run("archive", "export", path, "4", "-o", path.parent / "out")
    (file,) = (path.parent / "out").iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["fingerprint"] == finding["fingerprint"]


_DAYS = st.none() | st.dates()
_DECISIONS = st.builds(
    Decision, st.text(), st.sampled_from(VERDICTS), st.text(), st.text(), st.none() | st.text(), st.none() | st.text(),
    st.none() | st.text(), _DAYS, _DAYS, st.text(), *[st.none() | st.text()] * 3,
)  # fmt: skip


def _entry(verdict: Decision, number: int = 1) -> Entry:
    same: dict[str, Any] = {"number": number, "layout": 1, "at": "", "host": "", "program": ""}
    return Entry(**same, **values(verdict, "x")).chained(START)


@given(_DECISIONS)
def test_any_decision_comes_back(verdict: Decision) -> None:
    """Whatever Unicode a person writes, and every day or none."""
    assert decision(_entry(verdict)) == verdict


def test_archive_and_functions_of_the_package_agree(path: Path) -> None:
    """The editions out of the archive are audited by ``pia_audit.audit`` with the findings of the command."""
    with Archive(path) as archive:
        findings = pia_audit.audit(archive.editions()).findings
    assert findings.height == len(_audited(path)["findings"])


def test_a_page_of_the_whole_archive(path: Path, tmp_path: Path) -> None:
    """``-o`` with a page's name gives the full report, decisions in it; a folder gives results by partition."""
    finding = _audited(path)["findings"][0]
    _decide(path, finding, "fine")
    done = run("audit", path, "-o", tmp_path / "whole.html")
    assert done.exit_code in (0, 1)
    assert "確認した" in (tmp_path / "whole.html").read_text(encoding="utf-8")
    assert run("audit", path, "-o", tmp_path / "results", "--jobs", "1").exit_code in (0, 1)
    assert (tmp_path / "results" / "findings").is_dir()


def test_a_larger_archive_goes_by_partition(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More editions than are held in memory are counted on the screen, and a page of them is refused in a sentence."""
    monkeypatch.setattr("pia_audit.cli.audit_archive.LARGEST", 2)
    counts = run("audit", path, "--lang", "en")
    assert counts.exit_code in (0, 1)
    assert "[confidence" not in counts.stdout  # which every finding of a full report has
    refused = run("audit", path, "--lang", "en", "-o", tmp_path / "whole.html")
    assert refused.exit_code == 2
    assert "up to 1,000" in refused.stderr
    assert not (tmp_path / "whole.html").exists()
