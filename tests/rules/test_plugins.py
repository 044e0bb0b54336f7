"""A body's own rules come with a package of its own; one that is broken is told and stops nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "data" / "meguro-14" / "2026-03-18.txt"

CHECK = """
from pia_audit.rules.registry import rule

@rule("{code}")
def short_outline(corpus):
    import polars as pl
    found = corpus.items.filter(pl.col("item_id") == "handling.outline")
    return found.select("edition_id", "item_id", actual="text")
"""
PROSE = "title = 'T'\nmessage = 'M {item}'\ncheck = 'C'\nbasis = 'B'\ntodo = 'D'\ncannot = 'N'\n"
ENTRY = (
    "code = 'PIA901'\nslug = 'own-rule'\nseverity = 'warning'\nsure = 'high'\nneeds = 'edition'\n"
    f"[ja]\n{PROSE}[en]\n{PROSE}[examples]\n"
)


def _installed(folder: Path, module: str, entry: str | None) -> dict[str, str]:
    """The environment of a process in which the package is installed: its module, catalogue and entry point."""
    package = folder / "city_rules"
    package.mkdir()
    (package / "__init__.py").write_text(module, encoding="utf-8")
    if entry:
        (package / "PIA901.toml").write_text(entry, encoding="utf-8")
    info = folder / "city_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: city-rules\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[pia_audit.rules]\ncity = city_rules\n", encoding="utf-8")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]), "PYTHONUTF8": "1"}


def _audit(env: dict[str, str], *more: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "pia_audit", "audit", str(SAMPLE), "--format", "json", "--fail-on", "never", *more]
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False)
    assert "Traceback" not in done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


def test_an_installed_rule_runs_and_is_worded_by_its_own_catalogue_file(tmp_path: Path) -> None:
    """Selected by its code, it gives its finding with the message, the severity and the basis of its file."""
    document = _audit(_installed(tmp_path, CHECK.format(code="PIA901"), ENTRY), "--select", "PIA9")
    (finding,) = document["findings"]
    assert (finding["rule"], finding["slug"], finding["severity"]) == ("PIA901", "own-rule", "warning")
    assert (finding["basis"], finding["message"]) == ("B", f"M {finding['item_label']}")
    assert document["unread"] == []


def test_a_rule_that_no_question_names_comes_under_the_last_one(tmp_path: Path) -> None:
    """The checklist asks for the findings of a body's own rule without a word of it in the questions' files."""
    env = _installed(tmp_path, CHECK.format(code="PIA901"), ENTRY)
    command = [sys.executable, "-m", "pia_audit", "checklist", str(SAMPLE), "--format", "json"]
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False)
    rows = [row for sheet in json.loads(done.stdout)["sheets"] for area in sheet["areas"] for row in area["rows"]]
    assert [r["state"] for r in rows if r["number"] == "9-1" and "PIA901" in r["found"]] == ["check"]


def test_a_rule_of_a_package_that_was_left_out_is_told_where_it_is_asked_for(tmp_path: Path) -> None:
    """``rules`` and ``--select`` say why the rule is not there, and not merely that there is none."""
    env = _installed(tmp_path, CHECK.format(code="PIA901"), None)
    for words in (["rules"], ["audit", str(SAMPLE), "--select", "PIA901"]):
        done = subprocess.run(
            [sys.executable, "-m", "pia_audit", *words], env=env, capture_output=True, encoding="utf-8", check=False
        )
        assert "city" in done.stderr
        assert "PIA901.toml: not found" in done.stderr


@pytest.mark.parametrize(
    ("module", "entry"),
    [
        ("raise RuntimeError('broken')", ENTRY),
        (CHECK.format(code="PIA301"), ENTRY),
        (CHECK.format(code="PIA901"), None),
    ],
    ids=["raises", "takes-a-code-of-ours", "no-catalogue-file"],
)
def test_a_package_of_no_use_is_told_and_hides_nothing(tmp_path: Path, module: str, entry: str | None) -> None:
    """The audit says which package was left out; the findings of all other rules are there."""
    document = _audit(_installed(tmp_path, module, entry))
    assert [u["code"] for u in document["unread"]] == ["plugin-failed"]
    assert "city" in document["unread"][0]["reason"]
    assert {f["rule"] for f in document["findings"]} >= {"PIA301", "PIA302", "PIA106"}
    assert document["summary"]["error"] == 6


OUTRANKED = "[[outranked]]\nby = ['PIA302']\non = 'item'\n"
CAUSE = "[cause]\nshared = []\n[cause.ja]\ntext = '原因は一つ（{count}件）'\n[cause.en]\ntext = 'one cause ({count})'\n"
ITEMS = """
from pia_audit.rules.registry import rule

@rule("PIA901")
def counts_and_names(corpus):
    import polars as pl
    wanted = ["threshold.subjects", "handling.name", "handling.systems"]
    return corpus.items.filter(pl.col("item_id").is_in(wanted)).select("edition_id", "item_id", actual="text")
"""


def test_what_outranks_a_rule_and_how_its_cause_is_put_stand_in_its_file_alone(tmp_path: Path) -> None:
    """A rule is a module and one catalogue file: what tells its fact better, and its cause, need no line of ours."""
    plain = _audit(_installed(tmp_path, ITEMS, ENTRY), "--select", "PIA9,PIA302")
    items = {f["item"] for f in plain["findings"] if f["rule"] == "PIA901"}
    better = {f["item"] for f in plain["findings"] if f["rule"] == "PIA302"}
    assert items & better
    assert len(items - better) > 1
    second = tmp_path / "second"
    second.mkdir()
    document = _audit(_installed(second, ITEMS, ENTRY + OUTRANKED + CAUSE), "--select", "PIA9")
    assert {f["item"] for f in document["findings"]} == items - better
    command = [sys.executable, "-m", "pia_audit", "audit", str(SAMPLE), "--select", "PIA9"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(second), str(ROOT)]), "PYTHONUTF8": "1"}
    shown = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False).stdout
    assert f"原因は一つ（{len(items - better)}件）" in shown
