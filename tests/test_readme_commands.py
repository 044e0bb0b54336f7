"""Whoever types the commands of the README, in its order and on what is shipped, gets what it says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from commands import run
from filling import fill
from remembered import remembered as remembered

from pia_audit.synthetic.__main__ import main as synthetic

ROOT = Path(__file__).resolve().parents[1]
_BLOCKS = re.compile(r"```(?:sh|shell|powershell)\n(.*?)```", re.DOTALL)
_ELSEWHERE = ("-m venv", ".ci/bundle", ".ci/lowest", "--dask")
"""Lines that need the network or an extra; continuous integration runs the first two."""


def typed() -> list[str]:
    """The lines of the README's shell blocks, those for Windows as one would type them here."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line.partition(" #")[0].strip() for block in _BLOCKS.findall(text) for line in block.splitlines()]
    wanted = [line for line in lines if line and not any(word in line for word in _ELSEWHERE)]
    return [line.replace(".\\.venv\\Scripts\\", "").replace("\\", "/") for line in wanted]


def test_every_command_of_the_readme_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other in a folder that holds the shipped data alone: exit status 0, or 1 for findings."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    assert len(typed()) > 20
    for line in typed():
        program, *words = shlex.split(line)
        if program == "python":
            assert words[:2] == ["-m", "pia_audit.synthetic"], line
            assert synthetic(words[2:]) == 0, line
        else:
            assert program == "pia-audit", line
            if words[:2] == ["checklist", "read"]:
                fill(tmp_path / words[2])  # as the person does between the commands
            told = run(*words)
            assert told.exit_code in (0, 1), f"{line}: {told.stderr}"
