"""``pia-audit.toml`` as the commands use it: choices for all and for single reports, and mistakes told in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import run
from hypothesis import given
from hypothesis import strategies as st

from pia_audit.audits import baseline, settings
from pia_audit.messages.wording import LANGUAGES, Wording

FOLDER = Path(__file__).resolve().parents[1] / "data"
SAMPLE, OTHER = FOLDER / "meguro-14", FOLDER / "tebiki-01"


def audited(folder: Path, text: str, *args: str | Path) -> dict[str, Any]:
    """The JSON of both reports' audit under these settings."""
    config = folder / "pia-audit.toml"
    config.write_text(text, encoding="utf-8")
    given = run("audit", SAMPLE, OTHER, "--config", config, "--format", "json", *args)
    loaded: dict[str, Any] = json.loads(given.stdout)
    return loaded


def pairs_of(given: dict[str, Any]) -> set[tuple[str, str]]:
    """Pairs of report and rule."""
    return {(f["report_id"], f["rule"]) for f in given["findings"]}


def test_a_report_has_a_section_of_its_own(tmp_path: Path) -> None:
    """Its select stands instead of the common one, its ignore beside it; other reports are not touched."""
    text = 'select = ["PIA2"]\n[report."目黒区長/14"]\nselect = ["PIA3", "PIA1"]\nignore = ["PIA1"]\n'
    given = pairs_of(audited(tmp_path, text))
    assert {rule for report, rule in given if report == "目黒区長/14"} == {"PIA301", "PIA302", "PIA303"}
    assert {rule[:4] for report, rule in given if report != "目黒区長/14"} == {"PIA2"}


def test_a_report_is_named_in_full_width_as_well(tmp_path: Path) -> None:
    """The width of characters in a report's name makes no difference."""
    given = audited(tmp_path, 'select = ["PIA2"]\n[report."目黒区長／１４"]\nselect = ["PIA301"]\n')
    assert ("目黒区長/14", "PIA301") in pairs_of(given)
    assert given["unread"] == []


def test_the_command_line_goes_before_every_section(tmp_path: Path) -> None:
    """--select is what is selected, for all reports."""
    text = '[report."目黒区長/14"]\nselect = ["PIA3"]\n'
    assert {rule for _, rule in pairs_of(audited(tmp_path, text, "--select", "PIA206"))} == {"PIA206"}


def test_severities_are_set_by_code_and_the_longest_name_holds(tmp_path: Path) -> None:
    """A code's severity goes before that of its family; a report's section before the common one."""
    text = (
        'select = ["PIA3"]\n[severity]\nPIA3 = "info"\nPIA302 = "error"\n'
        '[report."目黒区長/14".severity]\nPIA303 = "error"\n'
    )
    given = audited(tmp_path, text)
    severities = {f["rule"]: f["severity"] for f in given["findings"] if f["report_id"] == "目黒区長/14"}
    assert severities == {"PIA301": "info", "PIA302": "error", "PIA303": "error"}
    assert given["summary"]["error"] == 3
    assert [f["severity"] for f in given["findings"]] == sorted(
        (f["severity"] for f in given["findings"]), key=["error", "warning", "info"].index
    )


def test_a_report_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    """A section or suppression of a report that this audit does not hold is one line, and no failure."""
    text = '[report."無い町/1"]\nignore = ["PIA1"]\n[[suppress]]\ncode = "PIA301"\nreason = "x"\nby = "y"\n'
    text += 'report = "無い町/2"\n'
    given = audited(tmp_path, text)
    assert [u["code"] for u in given["unread"]] == ["reports-not-audited"]
    assert "無い町/1、無い町/2" in given["unread"][0]["reason"]


def test_a_suppression_of_a_rule_that_did_not_run_is_not_called_unused(tmp_path: Path) -> None:
    """What was not looked at cannot be missed."""
    text = '[[suppress]]\ncode = "PIA302"\nfingerprint = "0"\nreason = "x"\nby = "y"\n'
    assert audited(tmp_path, text, "--select", "PIA301")["unread"] == []
    assert [u["code"] for u in audited(tmp_path, text)["unread"]] == ["suppression-unused"]


def test_a_suppressed_finding_tells_who_why_and_until_when(tmp_path: Path) -> None:
    """The JSON has the decision in full, and the slug names the rule as well as the code."""
    text = '[[suppress]]\ncode = "not-the-current-text"\nreason = "照会済み"\nby = "監査係"\nuntil = 2999-03-31\n'
    (finding,) = (f for f in audited(tmp_path, text)["findings"] if f["suppressed"])
    assert finding["rule"] == finding["suppression"]["code"] == "PIA302"
    assert finding["suppressed"] == "照会済み (監査係)"
    assert (finding["suppression"]["by"], finding["suppression"]["until"]) == ("監査係", "2999-03-31")


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ('selct = ["PIA301"]', "「select」ではありませんか"),
        ('[[suppress]]\ncode = "PIA301"\nreason = "x"\nby = "x"\nfingerprnt = "a"', "「fingerprint」ではありませんか"),
        ('[report."目黒区長/14"]\nignroe = ["PIA1"]', "「ignore」ではありませんか"),
        ('ignore = ["brokn-chain"]', "「broken-chain」ではありませんか"),
        ('[severity]\nPIA301 = "fatal"', "error, warning, info"),
        ('[severity]\nPIA3O1 = "info"', "「PIA301」ではありませんか"),
        ('ignore = ["PIA108"]\n[checklist]\nquestions = ["問\\独自.toml"]', "フォルダーの区切りは「/」で書くか"),
        ('[checklist]\nquestions = ["C:\\Users\\x.toml"]', "2行目・19文字目で読めなくなりました"),
        ("ｉｇｎｏｒｅ = []", "1行目・1文字目の「ｉ」は、ここでは使えません"),
        ("ignore = [“PIA108”]", "1行目・11文字目の「“」は、ここでは使えません"),
        ('ignore = ["PIA108"]　', "の「　」は、ここでは使えません"),
        ('select = ["ＰＩＡ３０１"]', "「PIA301」ではありませんか"),
        ('[[suppress]]\ncode = "PIA3O1"\nreason = "x"\nby = "x"', "「PIA301」ではありませんか"),
        ('[report."目黒区長/14"]\nselect = ["unknwn-item"]', "「unknown-item」ではありませんか"),
        ('[report."目黒区長/14".severity]\nPIA3O1 = "info"', "「PIA301」ではありませんか"),
        ("severity = 3", "severity"),
        ('[report]\n"目黒区長/14" = 3', '[report."目黒区長/14"]'),
        ('[[suppress]]\ncode = "PIA3"\nreason = "x"\nby = "x"', "一つの規則"),
        ('[[calendar]]\nkey = "a"\nin_force = 2025-04-01\nold = []\nnew = ["b"]', "old"),
        ('[[calendar]]\nkey = "a"\nin_force = 2025-04-01\nold = ["a"]\nnew = ["b"]\nlaw = 5', "law"),
        ("a = b", "1行目"),
        ('a = "b', "途切れて"),
        ("x = " + "[" * 3000, "設定ファイル"),
    ],
)
def test_mistakes_are_told_with_what_was_meant(text: str, phrase: str, tmp_path: Path) -> None:
    """Status 2, the file and the place, and the nearest name there is."""
    config = tmp_path / "pia-audit.toml"
    config.write_text(text, encoding="utf-8")
    given = run("audit", SAMPLE, "--config", config)
    assert given.exit_code == 2
    assert str(config) in given.stderr
    assert phrase in given.stderr


KEYS = st.sampled_from([
    "select", "ignore", "severity", "report", "suppress", "calendar", "code", "reason", "by", "until", "fingerprint",
    "key", "in_force", "old", "new", "law", "items", "version", "findings", "report_id", "rule", "PIA301",
])  # fmt: skip
VALUES = st.recursive(
    st.booleans() | st.just(1) | st.text(max_size=6) | st.dates() | st.sampled_from(["PIA301", "PIA3", "info"]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(KEYS, inside, max_size=5),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_any_entries_are_used_or_told_in_words(entries: dict[str, Any]) -> None:
    """Whatever stands where, the settings are read or refused with a sentence there is in both languages."""
    sentences = ["fine"]
    try:
        settings._settings(Path("pia-audit.toml"), entries)
    except settings.BadSettings as error:
        sentences = [Wording(lang).say("settings", f"bad.{error.code}", **error.params) for lang in LANGUAGES]
    assert all(sentences)


@given(st.fixed_dictionaries({"version": st.just(1) | VALUES, "findings": VALUES}) | VALUES)
def test_any_json_is_a_baseline_or_told_in_words(tmp_path: Path, document: Any) -> None:
    """The same for a baseline."""
    path = tmp_path / "known.json"
    path.write_text(json.dumps(document, default=str), encoding="utf-8")
    sentences = ["fine"]
    try:
        baseline.read(path)
    except baseline.BadBaseline as error:
        params = {"path": path, **error.params}
        sentences = [Wording(lang).say("settings", f"baseline.{error.code}", **params) for lang in LANGUAGES]
    assert all(sentences)
