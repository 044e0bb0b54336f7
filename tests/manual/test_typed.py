"""Whoever types the commands of the README or of a page, in its order and on what is shipped, gets what it says."""

from __future__ import annotations

import re
import shlex
import shutil
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from commands import run
from filling import fill
from letters import answer_all
from manuals import DOCUMENTS, ROOT, Document
from remembered import remembered as remembered
from verbs import examples

from pia_audit.cli import group
from pia_audit.synthetic.__main__ import main as synthetic

_ELSEWHERE = ("-m venv", ".ci/bundle", ".ci/lowest", "--dask")
"""Lines that need the network or an extra; continuous integration runs the first two."""

_GENERATED = "commands.md"
"""The examples of the help pages, which are typed by the test of their own."""

_IN_TEXT = re.compile(r"`pia-audit ([^`\n]+)`")


def typed(document: Document) -> list[str]:
    """The lines of the shell blocks, those for Windows as one would type them here."""
    blocks = document.fenced("sh", "shell", "powershell")
    lines = [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines()]
    wanted = [line for line in lines if line and not any(word in line for word in _ELSEWHERE)]
    return [line.replace(".\\.venv\\Scripts\\", "").replace("\\", "/") for line in wanted]


_TARGET = re.compile(r"(?<= -o )\S+")


def _once(pages: dict[str, list[str]]) -> dict[str, list[str]]:
    """The lines of each page without those that do again what was done before, on another page or by the test of the
    help's examples: they differ in nothing but the name of what they write, and no later line of the page reads that.
    """
    before = {f"pia-audit {_TARGET.sub('', line)}" for lines in examples().values() for line in lines}
    page_lines = {}
    for id, lines in pages.items():
        page_lines[id] = [
            line
            for n, line in enumerate(lines)
            if not (written := _TARGET.search(line))
            or _TARGET.sub("", line) not in before
            or any(written[0] in later for later in lines[n + 1 :])
        ]
        before |= {_TARGET.sub("", line) for line in page_lines[id] if _TARGET.search(line)}
    return {id: lines for id, lines in page_lines.items() if lines}


TYPED = _once({d.id: typed(d) for d in DOCUMENTS if d.path.name != _GENERATED})


@pytest.mark.parametrize("id", TYPED)
def test_every_command_of_a_page_works(id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other in a folder that holds the shipped data alone: exit status 0, or 1 for findings."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(webbrowser, "open", lambda *_: True)
    monkeypatch.setattr("pia_audit.app.server.serve", lambda *_, **__: None)  # which goes on until it is interrupted
    for line in TYPED[id]:
        program, *words = shlex.split(line)
        if program == "python":
            assert words[:2] == ["-m", "pia_audit.synthetic"], line
            assert synthetic(words[2:]) == 0, line
        else:
            assert program == "pia-audit", line
            if words[:2] == ["checklist", "read"]:
                fill(tmp_path / words[2])  # as the person does between the commands
            if words[:2] == ["year", "--answers"]:
                assert all(answer_all(letter) for letter in (tmp_path / words[2]).glob("*.docx"))  # as the sections do
            result = run(*words)
            assert result.exit_code in (0, 1), f"{line}: {result.stderr}"


def test_commands_are_there() -> None:
    """The test above has something to type, in both languages."""
    assert sum(map(len, TYPED.values())) > 40
    assert {"ja/yearly.md", "ja/archive.md", "en/corpora.md"} <= TYPED.keys()


def _named(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the words call, and what stands after its name."""
    command: click.Command = group
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        inner = command.get_command(click.Context(command), words[0])
        if inner is None:
            break
        command, words = inner, words[1:]
    return command, words


def wrong(line: str) -> Iterator[str]:
    """What a command in a text says that the program does not take."""
    command, rest = _named(shlex.split(line.replace("…", " ")))
    makes = isinstance(command, click.Group) and "make" in command.commands  # the reports may follow at once
    if isinstance(command, click.Group) and not makes and not all(w.startswith(("-", "[", "COMMAND")) for w in rest):
        yield f"no command {rest}"
    with click.Context(command) as context:
        takes = {name for p in command.get_params(context) for name in (*p.opts, *p.secondary_opts)}
    if isinstance(command, click.Group) and makes:
        takes |= {name for p in command.commands["make"].params for name in p.opts}
    takes |= {"--lang", "--version"}
    yield from (w for w in rest if re.match(r"--?[a-z]", w) and w not in takes)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.id)
def test_commands_in_the_text_are_the_programs(document: Document) -> None:
    """Every ``pia-audit VERB --option`` within a sentence or a table names a command and options there are."""
    assert {line: w for line in _IN_TEXT.findall(document.prose) if (w := list(wrong(line)))} == {}


def test_a_wrong_command_in_the_text_is_noticed() -> None:
    """The check above knows a command that is gone, and an option of another one."""
    assert list(wrong("archives add x"))
    assert list(wrong("archive put x"))
    assert list(wrong("show REPORT --select PIA301")) == ["--select"]
    assert not list(wrong("checklist read sheet.xlsx -o decisions.json"))
