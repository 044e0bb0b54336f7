"""Where settings come from: found above the working folder, told on the screen, shown with their origin; and what
``--exclude``, ``-q`` and ``-v`` do."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from commands import run
from manuals import document

from pia_audit.audits.settings import BadSettings, folders_searched, load
from pia_audit.messages.wording import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "meguro-14" / "2026-03-18.txt"
UP = Path("..")


@pytest.fixture
def deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, two below the root of a repository, which lies below a folder of others."""
    folder = tmp_path / "others" / "repository" / "year" / "reports"
    folder.mkdir(parents=True)
    (tmp_path / "others" / "repository" / ".git").mkdir()
    (tmp_path / "others" / "pia-audit.toml").write_text('ignore = ["PIA3"]\n', encoding="utf-8")
    shutil.copy(SAMPLE, folder / "report.txt")
    monkeypatch.chdir(folder)
    return folder


def test_settings_are_looked_for_up_to_the_root_and_not_beyond(deep: Path) -> None:
    """The nearest folder wins; what lies above the root of the repository is another's."""
    assert load().source is None
    (deep.parents[1] / "pia-audit.toml").write_text('select = ["PIA302"]\n', encoding="utf-8")
    assert (load().select, load().source) == (("PIA302",), UP / UP / "pia-audit.toml")
    project = deep.parent / "pyproject.toml"
    project.write_text("[tool.pia-audit]\nselect = ['PIA301']\n", encoding="utf-8")
    assert (load().select, load().source) == (("PIA301",), UP / "pyproject.toml")
    project.write_text("[tool.other]\n= broken", encoding="utf-8")  # another program's, of no concern
    assert load().select == ("PIA302",)
    (deep / "pia-audit.toml").write_text("", encoding="utf-8")
    assert (load().select, load().source) == ((), Path("pia-audit.toml"))


def test_a_broken_file_above_is_told_and_not_passed_over(deep: Path) -> None:
    """Else other settings would hold than the reader thinks."""
    (deep.parent / "pia-audit.toml").write_text("select = 3\n", encoding="utf-8")
    with pytest.raises(BadSettings):
        load()
    (deep.parent / "pia-audit.toml").unlink()
    (deep.parent / "pyproject.toml").write_text("[tool.pia-audit\n", encoding="utf-8")
    assert "pyproject.toml" in run("audit", "report.txt").stderr


def test_outside_home_and_repository_the_working_folder_stands_alone(tmp_path: Path) -> None:
    """In a folder of everybody's, what lies above may be anybody's; below home it is the user's own."""
    folder = tmp_path / "home" / "work" / "year"
    folder.mkdir(parents=True)
    assert folders_searched(folder, tmp_path / "elsewhere") == (Path(),)
    assert folders_searched(folder, tmp_path / "home") == (Path(), UP)
    assert folders_searched(tmp_path / "home", tmp_path / "home")[:1] == (Path(),)
    (tmp_path / ".hg").mkdir()
    assert folders_searched(folder, tmp_path / "elsewhere") == (Path(), UP, UP / UP, UP / UP / UP)
    assert folders_searched(folder, tmp_path / "home") == (Path(), UP)


def test_the_file_that_is_used_is_named(deep: Path) -> None:
    """On stderr, in the language of the command; not with -q, and not where the command line named it."""
    (deep.parent / "pia-audit.toml").write_text('select = ["PIA302"]\n', encoding="utf-8")
    path = str(UP / "pia-audit.toml")
    assert run("audit", "report.txt").stderr.splitlines() == [f"設定: {path}"]
    assert run("audit", "report.txt", "--lang", "en", "--fail-on", "never").stderr.splitlines() == [f"Settings: {path}"]
    for words in (["-q"], ["--config", path]):
        assert run("audit", "report.txt", *words).stderr == ""
    for words in (["checklist", "report.txt"], ["archive", "--help"], ["reconcile", "."]):
        message = run(*words).stderr
        assert (path in message) == (words[0] != "archive"), words


def test_effective_settings_are_shown_with_their_origin(deep: Path) -> None:
    """As TOML: what the file says, what an option says instead, what holds without either; nothing is audited."""
    (deep.parent / "pia-audit.toml").write_text(
        'select = ["PIA3"]\nignore = ["PIA304"]\nexclude = ["*案*"]\n[severity]\nPIA3 = "info"\n'
        '[report."村長/1"]\nignore = ["PIA1"]\n', encoding="utf-8"
    )  # fmt: skip
    words = ("--show-settings", "--select", "PIA302", "--exclude", "old", "--fail-on", "info", "--lang", "en")
    result = run("audit", *words)
    assert (result.exit_code, result.stderr) == (0, "")
    held = tomllib.loads(result.stdout)
    assert (held["select"], held["ignore"], held["exclude"]) == (["PIA302"], ["PIA304"], ["*案*", "old"])
    assert (held["severity"], held["report"]) == ({"PIA3": "info"}, {"村長/1": {"ignore": ["PIA1"]}})
    assert (held["fail-on"], held["min-confidence"], held["lang"]) == ("info", "low", "en")
    origins = {line.split(" = ")[0]: line.rpartition("  # ")[2] for line in result.stdout.splitlines()[1:]}
    file = str(UP / "pia-audit.toml")
    assert {origins[k] for k in ("ignore", "severity", "report")} == {file}
    assert (origins["select"], origins["exclude"]) == ("option --select", f"{file}, option --exclude")
    assert (origins["fail-on"], origins["min-confidence"], origins["lang"]) == (
        "option --fail-on",
        "default",
        "option --lang",
    )
    assert "既定" in run("reconcile", "--show-settings").stdout


def test_a_text_of_the_settings_steers_no_terminal(deep: Path) -> None:
    """A report's name in the file may hold anything."""
    (deep / "pia-audit.toml").write_text('[sections]\n"a\\u001b[31m/1" = "x\\ny"\n', encoding="utf-8")
    output = run("audit", "--show-settings").stdout
    assert "\x1b" not in output
    assert tomllib.loads(output)["sections"] == {"a\x1b[31m/1": "x\ny"}


def test_patterns_leave_out_files_and_folders_and_each_is_accounted_for(deep: Path) -> None:
    """By name anywhere, or by the path below the folder that was named; a file that is named is meant."""
    for name in ("draft.txt", "old/report.txt", "new/old.txt", "new/report.txt"):
        (deep / "box" / name).parent.mkdir(parents=True, exist_ok=True)
        (deep / "box" / name).write_bytes(SAMPLE.read_bytes() + name.encode())

    def files(*words: str) -> dict[str, tuple[str, str | None]]:
        answer = json.loads(run("audit", *words, "--select", "PIA302", "--format", "json").stdout)
        return {f["source"]: (f["status"], f["code"]) for f in answer["files"]}

    left_out = ("left-out", "excluded")
    held = files("box", "--exclude", "old", "--exclude", "draft.*")
    assert {k: v for k, v in held.items() if v == left_out} == {
        str(Path("box", n)): left_out for n in ("draft.txt", "old")
    }
    assert held.keys() == {str(Path("box", n)) for n in ("draft.txt", "old", "new/old.txt", "new/report.txt")}
    assert files("box", "--exclude", "new/*.txt")[str(Path("box/new/report.txt"))] == left_out
    assert files("box/draft.txt", "--exclude", "draft.*") == {str(Path("box/draft.txt")): ("read", None)}
    (deep / "pia-audit.toml").write_text('exclude = ["new", "old"]\n', encoding="utf-8")
    assert sum(v == left_out for v in files("box").values()) == 2
    shutil.make_archive(str(deep / "all"), "zip", deep / "box")
    assert files("all.zip", "--exclude", "draft*")["all.zip/draft.txt"] == left_out
    assert files("all.zip")["all.zip/old/report.txt"] == left_out
    assert "draft.txt" in run("audit", "box", "--exclude", "draft*", "-v", "--lang", "en").stderr


@pytest.mark.usefixtures("deep")
def test_verbose_tells_files_and_rules_and_quiet_wins() -> None:
    """On stderr, so that what is handed over stays the same."""
    words = ("audit", "report.txt", "--select", "PIA302", "--lang", "en")
    result = run(*words, "-v")
    assert result.stdout == run(*words).stdout
    assert result.stderr.splitlines() == ["Read report.txt: 目黒区長/14 2026-03-18", f"1 of {_all()} rules ran: PIA302"]
    assert run(*words, "-v", "-q").stderr == ""


def _all() -> int:
    return len(json.loads(run("rules", "--format", "json").stdout)["rules"])


def test_the_lines_for_powershell_ask_what_the_program_answers() -> None:
    """The variables that they set, set here: the answer has the lines that they take apart (kind, comma, word)."""
    (lines,) = {text for lang in LANGUAGES for text in document(f"{lang}/commands.md").fenced("powershell")}
    names = set(re.findall(r"\$env:(\w+) =", lines))
    assert names == {"COMP_WORDS", "COMP_CWORD", "_PIA_AUDIT_COMPLETE"}
    assert "'bash_complete'" in lines
    asked = {"COMP_WORDS": "pia-audit explain PIA30", "COMP_CWORD": "2", "_PIA_AUDIT_COMPLETE": "bash_complete"}
    env = {**os.environ, **asked, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "from pia_audit.cli import group; group(prog_name='pia-audit')"]
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.stdout.splitlines() == ["plain,PIA301", "plain,PIA302", "plain,PIA303", "plain,PIA304"]
