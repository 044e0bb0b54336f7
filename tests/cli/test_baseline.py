"""``--baseline``: what is new, what was known, what is gone; nothing is dropped, and nothing written unasked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import run

DATA = Path(__file__).resolve().parents[2] / "data"
SAMPLE, OTHER = DATA / "meguro-14", DATA / "tebiki-01"
SIGN = "55557932cec00b4f"


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """A baseline of the sample's findings on chains."""
    path = tmp_path / "前回.json"
    given = run("audit", SAMPLE, "--select", "PIA3", "--baseline", path, "--write-baseline")
    assert given.exit_code == 1  # all of them were new to a baseline that was not there
    return path


def audited(*args: str | Path) -> dict[str, Any]:
    """The JSON of an audit."""
    loaded: dict[str, Any] = json.loads(run("audit", *args, "--format", "json").stdout)
    return loaded


def test_known_findings_do_not_count_and_are_not_dropped(known: Path) -> None:
    """Every finding is there and unchanged; the exit status is that of a clean audit."""
    given = audited(SAMPLE, "--select", "PIA3", "--baseline", known)
    assert {f["baseline"] for f in given["findings"]} == {"unchanged"}
    assert given["baseline"] == {"new": 0, "unchanged": 5, "absent": 0}
    assert given["summary"]["error"] == 3
    assert run("audit", SAMPLE, "--select", "PIA3", "--baseline", known, "--fail-on", "info").exit_code == 0


def test_a_new_finding_counts(known: Path) -> None:
    """A finding the baseline does not have is new, comes first, and makes the exit status 1."""
    given = audited(SAMPLE, "--select", "PIA3", "--select", "PIA206", "--baseline", known)
    assert [f["rule"] for f in given["findings"] if f["baseline"] == "new"] == ["PIA206"]
    assert given["findings"][0]["rule"] == "PIA206"
    args = ("--select", "PIA3", "--select", "PIA206", "--baseline", known)
    assert run("audit", SAMPLE, *args, "--fail-on", "warning").exit_code == 1
    assert run("audit", SAMPLE, *args, "--fail-on", "error").exit_code == 0


def test_a_finding_that_is_gone_is_told(known: Path) -> None:
    """It is listed with rule, report and item in JSON, on the screen and in Markdown."""
    known.write_text(known.read_text("utf-8").replace(SIGN, "0" * 16), encoding="utf-8")
    given = audited(SAMPLE, "--select", "PIA3", "--baseline", known)
    assert given["baseline"] == {"new": 1, "unchanged": 4, "absent": 1}
    (gone,) = given["absent"]
    assert (gone["rule"], gone["report_id"], gone["item"]) == ("PIA301", "目黒区長/14", "threshold.subjects_as_of")
    for form in ("table", "markdown"):
        assert (
            "解消した指摘（前回あって今回ないもの、1件）"
            in run("audit", SAMPLE, "--select", "PIA3", "--baseline", known, "--format", form).stdout
        )


def test_what_was_not_looked_for_is_not_gone_and_is_kept(known: Path) -> None:
    """Another report, other rules or a higher confidence take nothing out of a baseline written again."""
    before = json.loads(known.read_text("utf-8"))["findings"]
    given = audited(OTHER, "--select", "PIA2", "--baseline", known, "--write-baseline")
    assert given["absent"] == []
    after = json.loads(known.read_text("utf-8"))["findings"]
    assert [k for k in after if k["report_id"] == "目黒区長/14"] == before
    assert len(after) == len(before) + 4
    assert audited(SAMPLE, "--select", "PIA302", "--baseline", known)["absent"] == []
    assert audited(SAMPLE, "--select", "PIA3", "--min-confidence", "high", "--baseline", known)["absent"] == []


def test_it_is_written_only_on_request_and_the_same_each_time(known: Path) -> None:
    """Reading leaves the file as it is; writing it again from the same findings gives the same bytes."""
    before = known.read_bytes()
    run("audit", SAMPLE, "--baseline", known)
    assert known.read_bytes() == before
    run("audit", SAMPLE, "--select", "PIA3", "--baseline", known, "--write-baseline")
    assert known.read_bytes() == before


def test_a_new_row_in_the_table_changes_no_known_finding(known: Path, tmp_path: Path) -> None:
    """Lines and rows move, the findings are known all the same."""
    text = next(SAMPLE.glob("*.txt")).read_text(encoding="utf-8")
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "x.txt").write_text("\n\n\n" + text, encoding="utf-8")
    given = audited(tmp_path / "r", "--select", "PIA3", "--baseline", known)
    assert given["baseline"] == {"new": 0, "unchanged": 5, "absent": 0}


def test_the_json_of_an_audit_is_a_baseline(tmp_path: Path) -> None:
    """Whoever kept the JSON has a baseline."""
    target = tmp_path / "audit.json"
    run("audit", SAMPLE, "--select", "PIA3", "-o", target)
    given = audited(SAMPLE, "--select", "PIA3", "--baseline", target)
    assert given["baseline"] == {"new": 0, "unchanged": 5, "absent": 0}


def test_reconcile_has_a_baseline_too(tmp_path: Path) -> None:
    """The same option, the same meaning."""
    known = tmp_path / "known.json"
    assert run("reconcile", OTHER, "--baseline", known, "--write-baseline").exit_code == 1
    assert run("reconcile", OTHER, "--baseline", known).exit_code == 0


@pytest.mark.parametrize(
    "text",
    [None, "", "{", "[]", '{"version": 2, "findings": []}', '{"version": 1}', '{"version": 1, "findings": [1]}',
     '{"version": 1, "findings": [{"rule": "PIA301", "report_id": 5, "fingerprint": "x"}]}', "[" * 100_000, "\x00\xff"],
)  # fmt: skip
def test_a_baseline_that_cannot_be_used_is_an_error(text: str | None, tmp_path: Path) -> None:
    """Missing, broken, or something else: status 2 and a sentence with the file, never an audit without it."""
    path = tmp_path / "known.json"
    if text is not None:
        path.write_bytes(text.encode("latin-1"))
    given = run("audit", SAMPLE, "--baseline", path)
    assert given.exit_code == 2
    assert str(path) in given.stderr
    assert given.stdout == ""
    assert text is None or path.read_bytes() == text.encode("latin-1")


def test_writing_needs_to_know_where() -> None:
    """--write-baseline alone is a mistake."""
    assert "--baseline" in run("audit", SAMPLE, "--write-baseline").stderr
