"""``audit`` on the command line: what it takes, how it ends, what its settings do, and that it is a program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commands import FAMILIES, FINDINGS, SUMMARY, audited, run


@pytest.fixture(scope="module")
def document(sample_path: Path) -> dict[str, Any]:
    """The audit of the report as JSON."""
    return audited(sample_path)


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
    assert [u["source"] for u in document["unread"]] == [missing.name]
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
        ([*FAMILIES, "--ignore", "PIA1", "--ignore", "PIA3"], {"PIA206", "PIA207", "PIA806"}),
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
    outputs = {
        "none": run("audit", sample_path).stdout,
        "option": run("audit", sample_path, "--lang", "en").stdout,
        "environment": run("audit", sample_path, env={"PIA_AUDIT_LANG": "en"}).stdout,
        "both": run("audit", sample_path, "--lang", "ja", env={"PIA_AUDIT_LANG": "en"}).stdout,
        "unknown": run("audit", sample_path, env={"PIA_AUDIT_LANG": "fr"}).stdout,
    }
    assert {k for k, v in outputs.items() if japanese in v} == {"none", "both", "unknown"}
    assert outputs["option"] == outputs["environment"]
    assert english.split()[0] in outputs["option"].lower()
    codes = ["PIA302", "PIA106", "PIA301"]
    assert all(code in text for code in codes for text in outputs.values())


def test_the_output_goes_to_a_file_when_asked(tmp_path: Path, sample_path: Path) -> None:
    """The same text, in UTF-8 with plain line ends, and nothing on the screen."""
    target = tmp_path / "結果.json"
    result = run("audit", sample_path, *FAMILIES, "--format", "json", "-o", target)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert b"\r" not in target.read_bytes()
    assert json.loads(target.read_text(encoding="utf-8"))["summary"] == SUMMARY


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
    result = audited(sample_path, "--config", _config(tmp_path, _suppress(sign)), *FAMILIES)
    assert result["summary"] == {**SUMMARY, "error": 3}
    assert [f["suppressed"] for f in result["findings"] if f["rule"] == "PIA302"] == ["照会済み (監査係)"]
    assert sum(f["suppressed"] is not None for f in result["findings"]) == 1
    assert result["unread"] == []


@pytest.mark.parametrize(("today", "stands"), [("2027-03-31", False), ("2027-04-01", True)])
def test_a_suppression_ends_on_its_day(
    tmp_path: Path, sample_path: Path, document: dict[str, Any], today: str, stands: bool
) -> None:
    """Through its last day it holds; after that the finding is back and the end is told."""
    sign = next(f["fingerprint"] for f in document["findings"] if f["rule"] == "PIA302")
    config = _config(tmp_path, _suppress(sign, "2027-03-31"))
    result = audited(sample_path, "--config", config, "--as-of", today, *FAMILIES)
    assert result["summary"]["error"] == (4 if stands else 3)
    assert [u["code"] for u in result["unread"]] == (["suppression-over"] if stands else [])


def test_a_suppression_that_fits_nothing_is_told(tmp_path: Path, sample_path: Path) -> None:
    """So that it does not hide a later finding by surprise."""
    result = audited(sample_path, "--config", _config(tmp_path, _suppress("0" * 16)), *FAMILIES)
    assert result["summary"] == SUMMARY
    assert [u["code"] for u in result["unread"]] == ["suppression-unused"]


def test_the_settings_choose_rules_and_the_command_line_overrules_them(tmp_path: Path, sample_path: Path) -> None:
    """select and ignore of the file hold until --select says otherwise."""
    config = _config(tmp_path, 'select = ["PIA3"]\nignore = ["PIA303"]\n')
    assert {f["rule"] for f in audited(sample_path, "--config", config)["findings"]} == {"PIA301", "PIA302"}
    result = audited(sample_path, "--config", config, "--select", "PIA206")
    assert {f["rule"] for f in result["findings"]} == {"PIA206"}


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


# --- formats and files --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "begins"),
    [("x.json", b"{"), ("x.sarif", b"{"), ("x.csv", b"\xef\xbb\xbfNo."), ("x.md", b"# "), ("x.XLSX", b"PK"),
     ("x.txt", "目黒区長".encode()), ("x", "目黒区長".encode())],
)  # fmt: skip
def test_the_suffix_chooses_the_format(name: str, begins: bytes, tmp_path: Path, sample_path: Path) -> None:
    """Without --format a file is what its name says; what was written where is told, unless --quiet."""
    result = run("audit", sample_path, "--select", "PIA302", "-o", tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert str(tmp_path / name) in result.stderr
    assert run("audit", sample_path, "--select", "PIA302", "-o", tmp_path / name, "--quiet").stderr == ""


def test_a_suffix_the_command_cannot_write_is_told(tmp_path: Path, sample_path: Path) -> None:
    """A table is never written under the name of another format."""
    result = run("show", sample_path, "-o", tmp_path / "x.xlsx")
    assert result.exit_code == 2
    assert not (tmp_path / "x.xlsx").exists()


def test_a_workbook_needs_a_file(sample_path: Path) -> None:
    """It cannot go to the screen: 2, and a sentence that names the option."""
    result = run("audit", sample_path, "--format", "xlsx")
    assert result.exit_code == 2
    assert "-o" in result.stderr


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_formats_without_room_for_it_tell_what_was_not_read(form: str, tmp_path: Path, sample_path: Path) -> None:
    """On stderr, also with --quiet."""
    result = run("audit", tmp_path / "ない.txt", sample_path, "--quiet", "--format", form, "-o", tmp_path / "x")
    assert result.exit_code == 2
    assert "ない.txt" in result.stderr


def test_what_matters_comes_first(sample_path: Path) -> None:
    """Findings are in the order of severity, then of what they are about (the account, the threshold, the timing and
    the law before how rows are written), in every format alike; those of one cause stand together."""
    findings = audited(sample_path, "--select", "PIA")["findings"]
    levels = ["error", "warning", "info"]
    about = {code: rank for rank, codes in enumerate(["23", "5", "4", "6", "8", "7", "1"]) for code in codes}
    last = {"PIA206": about["1"], "PIA210": about["1"]}
    order = [(levels.index(f["severity"]), last.get(f["rule"], about[f["rule"][3]])) for f in findings]
    assert order == sorted(order)
    assert [f["rule"] for f in findings][:3] == ["PIA302", "PIA301", "PIA301"]


@pytest.mark.parametrize("words", [["--select", "PIA301,PIA302"], ["--select", "PIA301", "--select", "PIA302"]])
def test_several_rules_may_be_named_at_once(sample_path: Path, words: list[str]) -> None:
    """A list with commas is the same as the option given several times."""
    findings = audited(sample_path, *words)["findings"]
    assert sorted({f["rule"] for f in findings}) == ["PIA301", "PIA302"]
