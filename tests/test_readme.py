"""The README says what the program does: its verbs, rules, output and commands are taken from the program itself.

    python tests/test_readme.py --write

puts the parts between the README's markers in step again:

``<!-- verbs -->`` … ``<!-- /verbs -->``            the commands of ``pia-audit --help``
``<!-- options -->`` … ``<!-- /options -->``        arguments and options of every command, from its help
``<!-- frames -->`` … ``<!-- /frames -->``          columns and types of every frame
``<!-- rules -->`` … ``<!-- /rules -->``            the rules that run, from the catalogue
``<!-- output: ARGUMENTS; keep RANGES -->`` and a fenced block
    what ``pia-audit ARGUMENTS`` prints; of its blocks (parts between empty lines) those of RANGES (``1-3 5``,
    from 1), or of JSON the first entry of every list (``keep first``); indented where a line of it would else
    look like a heading of the README

and the example of a filled checklist, which ``tests/checklist/test_readme_part.py`` keeps.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import click
import pytest
from commands import run as in_this_process
from filling import fill
from remembered import remembered as remembered

from pia_audit.cli import group
from pia_audit.cli.helping import said
from pia_audit.rules.registry import rules

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
REPORT = "data/meguro-14/2026-03-18.txt"

_TABLE = re.compile(
    r"(?P<head><!-- (?P<name>verbs|options|frames|rules) -->\n)(?P<body>.*?)(?P<tail><!-- /(?P=name) -->)", re.DOTALL
)
_OUTPUT = re.compile(
    r"(?P<head><!-- output: (?P<arguments>[^;\n]+); keep (?P<keep>[^\n]+?) -->\n\s*```\w*\n)(?P<body>.*?)(?P<tail>```)",
    re.DOTALL,
)
_MARKED = re.compile(r"<!-- (?P<name>ci:run|ci:test) -->\n\s*```\w*\n(?P<body>.*?)\n```", re.DOTALL)
_PYTHON = re.compile(r"```python\n(?P<body>.*?)```", re.DOTALL)
_SETTINGS = re.compile(r"```toml\n(?P<body>.*?)```", re.DOTALL)
_ABSOLUTE = re.compile(r"(?<![\w./:<>~$!#)\]}\"'-])/[A-Za-z][\w.-]*/[\w.]|\b[A-Z]:\\")
_EXAMPLE = re.compile(r"pia-audit ([^\n;]+)")
_LEFT_OUT = {
    "en": "[{left} of {all} blocks left out here]",
    "ja": "［全{all}段落のうち{left}段落をここでは省きました］",
}


def run(arguments: list[str], folder: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    """``pia-audit`` as a process of its own, this tree's package, nothing taken from the environment's settings."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PIA_AUDIT_LANG", "COLUMNS")}
    environment["PYTHONPATH"] = str(ROOT)
    return subprocess.run(
        [sys.executable, "-m", "pia_audit", *arguments],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False,
    )  # fmt: skip


def commands() -> dict[str, click.Command]:
    """The program's commands by name, in the order of ``--help``."""
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: command for name, command in found.items() if command and not command.hidden}


def examples() -> dict[str, list[str]]:
    """The example commands of the help pages, by the page they stand on, in the order in which they are typed."""
    pages = {"(all)": group.epilog or "", **{n: c.epilog or "" for n, c in every_command()}}
    return {name: _EXAMPLE.findall(text) for name, text in pages.items()}


def verbs_table() -> str:
    """The commands with both languages of their first sentence, and the example of their help page."""
    lines = ["| verb | what it does | 内容 | example |", "|---|---|---|---|"]
    found = examples()
    for name, command in commands().items():
        japanese, english = said(command.help, "ja"), said(command.help, "en")
        example = found[name][0]
        shown = f"`pia-audit {example.strip()}`"
        lines.append(f"| `{name}` | {english} | {japanese} | {shown} |")
    return "\n".join(lines) + "\n"


def every_command() -> Iterator[tuple[str, click.Command]]:
    """The commands and the commands below them, each by the words that call it."""
    for name, command in commands().items():
        yield name, command
        if isinstance(command, click.Group):
            context = click.Context(command, parent=click.Context(group))
            for below in command.list_commands(context):
                found = command.get_command(context, below)
                if found is not None:
                    yield f"{name} {below}", found


def options_table() -> str:
    """What every command takes, as its help says it; what all of them take stands in the text above the table."""
    everywhere = {"--lang", "--quiet", "--help"}
    lines = ["| command | takes | what it is |", "|---|---|---|"]
    for name, command in every_command():
        for parameter in command.params:
            names = ", ".join(parameter.opts)
            if isinstance(parameter, click.Argument):
                lines.append(f"| `{name}` | {_code(parameter.make_metavar(click.Context(command)))} | |")
            elif not set(parameter.opts) & everywhere:
                kind = "" if getattr(parameter, "is_flag", False) else f" {_metavar(parameter, command)}"
                said = (getattr(parameter, "help", "") or "").replace("|", "/")
                lines.append(f"| `{name}` | {_code(names + kind)} | {said} |")
    return "\n".join(lines) + "\n"


def _metavar(parameter: click.Parameter, command: click.Command) -> str:
    if isinstance(parameter.type, click.Choice):
        return " / ".join(map(str, parameter.type.choices))
    return parameter.make_metavar(click.Context(command))


def _code(text: str) -> str:
    return f"`{text.replace('|', '/')}`"


def frames_table() -> str:
    """The frames of a corpus, column by column; the findings come from the registry."""
    from pia_audit import model
    from pia_audit.rules import registry

    frames = {**model._schemas(), "findings": registry.schema()}
    lines = ["| frame | columns |", "|---|---|"]
    for name, columns in frames.items():
        shown = ", ".join(f"{column} {_dtype(dtype)}" for column, dtype in columns.items())
        lines.append(f"| `{name}` | {shown} |")
    return "\n".join(lines) + "\n"


def _dtype(dtype: Any) -> str:
    """A polars type in few words: a list of structs names what they hold."""
    import polars as pl

    made = dtype() if isinstance(dtype, type) else dtype
    if isinstance(made, pl.List):
        return f"*list of {_dtype(made.inner).strip('*')}*"
    if isinstance(made, pl.Struct):
        return f"*({', '.join(f.name for f in made.fields)})*"
    return f"*{'text' if made == pl.String else str(made.base_type()).lower()}*"


def rules_table() -> str:
    """The rules that run, as the catalogue words them."""
    needs = {"edition": "one edition", "history": "one edition", "two-editions": "two editions"}
    lines = ["| code | slug | severity | basis | needs | what it is about | 内容 |", "|---|---|---|---|---|---|---|"]
    for r in rules():
        e = r.entry
        cells = (e.code, e.slug, e.severity, e.sure, needs.get(e.needs, e.needs), e.en.title, e.ja.title)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def output(arguments: str, keep: str) -> str:
    """What the command prints, shortened as ``keep`` says, with a line where something was left out."""
    done = run(shlex.split(arguments))
    if done.returncode not in (0, 1):
        raise RuntimeError(f"pia-audit {arguments}: {done.stderr.decode('utf-8', 'replace')}")
    text = done.stdout.decode("utf-8").strip("\n")
    if keep == "first":
        return json.dumps(_first(json.loads(text)), ensure_ascii=False, indent=1) + "\n"
    blocks = text.split("\n\n")
    wanted = _numbers(keep)
    parts: list[str] = []
    for kept, run_of in groupby(enumerate(blocks, 1), key=lambda b: b[0] in wanted):
        found = [block for _, block in run_of]
        left_out = _LEFT_OUT["en" if "--lang en" in arguments else "ja"]
        parts += found if kept else [left_out.format(left=len(found), all=len(blocks))]
    printed = "\n\n".join([f"$ pia-audit {arguments}", *parts])
    lines = [line.rstrip() for line in printed.split("\n")]
    aside = " " * 4 if any(line.startswith("#") for line in lines) else ""  # nobody takes such a line for a heading
    return "".join(f"{aside}{line}".rstrip() + "\n" for line in lines)


def _numbers(ranges: str) -> set[int]:
    ends = [part.partition("-") for part in ranges.split()]
    return {n for first, _, last in ends for n in range(int(first), int(last or first) + 1)}


def _first(value: Any) -> Any:
    if isinstance(value, list):
        return [_first(v) for v in value[:1]]
    return {k: _first(v) for k, v in value.items()} if isinstance(value, dict) else value


def parts(text: str) -> Iterator[tuple[str, re.Match[str], str]]:
    """Every generated part of the README: its name, where it stands, and what belongs there now."""
    tables = {"verbs": verbs_table, "options": options_table, "frames": frames_table, "rules": rules_table}
    for match in _TABLE.finditer(text):
        yield match["name"], match, tables[match["name"]]()
    for match in _OUTPUT.finditer(text):
        yield match["arguments"], match, output(match["arguments"], match["keep"])


def rewritten(text: str) -> str:
    """The README with every generated part as it should be now."""
    for _, match, body in sorted(parts(text), key=lambda p: p[1].start(), reverse=True):
        text = text[: match.start("body")] + body + text[match.end("body") :]
    return text


def marked(name: str) -> str:
    """The command after ``<!-- ci:run -->`` or ``<!-- ci:test -->``, as continuous integration takes it."""
    return next(m["body"] for m in _MARKED.finditer(README.read_text(encoding="utf-8")) if m["name"] == name)


def test_generated_parts_are_in_step() -> None:
    """Verbs, rules and printed output are the program's own; ``python tests/test_readme.py --write`` renews them."""
    text = README.read_text(encoding="utf-8")
    stale = [name for name, match, body in parts(text) if match["body"] != body]
    assert not stale, f"out of step, run python tests/test_readme.py --write: {stale}"


def test_every_generated_part_is_there() -> None:
    """All tables and at least one printed audit stand in the README, so that the check above checks something."""
    text = README.read_text(encoding="utf-8")
    assert [m["name"] for m in _TABLE.finditer(text)] == ["verbs", "options", "frames", "rules"]
    assert len(_OUTPUT.findall(text)) == text.count("<!-- output:") > 0


def test_fences_are_closed_and_hold_no_heading() -> None:
    """Every fenced block ends, none is opened inside another, and no line of printed text looks like a heading."""
    fence = ""
    for line in README.read_text(encoding="utf-8").split("\n"):
        mark = re.match(r"\s*(`{3,}|~{3,})(\w*)\s*$", line)
        if mark and not fence:
            fence = mark[1]
        elif mark and not mark[2] and mark[1] == fence:
            fence = ""
        else:
            assert not (fence and mark), line
            assert not (fence and re.match(r"\s{0,3}#{2,6} ", line)), line
    assert not fence


def test_drift_is_noticed() -> None:
    """A changed, a missing and an added rule each make the rule table differ from the catalogue."""
    table = rules_table()
    lines = table.splitlines(keepends=True)
    code = rules()[0].code
    for other in (table.replace(code, "PIA999"), "".join(lines[:-1]), table + "| PIA999 |\n"):
        text = f"<!-- rules -->\n{other}<!-- /rules -->"
        assert rewritten(text) == f"<!-- rules -->\n{table}<!-- /rules -->"


def test_verbs_are_those_of_the_help() -> None:
    """The README's verb table names exactly the commands that ``pia-audit --help`` prints."""
    told = run(["--help", "--lang", "en"]).stdout.decode("utf-8").partition("Commands:")[2].partition("Examples")[0]
    printed = re.findall(r"^  ([a-z][a-z-]*)(?:  |$)", told, re.MULTILINE)
    match = next(m for m in _TABLE.finditer(README.read_text(encoding="utf-8")) if m["name"] == "verbs")
    assert re.findall(r"^\| `([a-z-]+)`", match["body"], re.MULTILINE) == printed == list(commands())


@pytest.mark.parametrize("name", examples())
def test_examples_of_each_help_page_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page of the help ends with commands; typed in their order on the shipped data alone, they all work.

    Exit status 0, or 1 for findings or a checklist that nobody has filled in yet.
    """
    assert examples()[name]
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    for example in examples()[name]:
        words = shlex.split(example)
        if words[:2] == ["checklist", "read"]:
            fill(tmp_path / words[2])  # as the person does between the commands
        told = in_this_process(*words)
        assert told.exit_code in (0, 1), f"{example}: {told.stderr}"


@pytest.mark.parametrize("name", ["ci:run", "ci:test"])
def test_commands_for_continuous_integration(name: str) -> None:
    """Both commands are one line that makes its own environment and installs the package into it."""
    command = marked(name)
    assert "\n" not in command
    steps = command.split(" && ")
    assert steps[0].endswith("-m venv .venv")
    assert steps[2].startswith("pip install ")
    assert steps[3].startswith({"ci:run": f"pia-audit audit {REPORT}", "ci:test": "pytest"}[name])


def test_python_example_runs() -> None:
    """The README's Python example runs as it stands, in the root of the repository."""
    text = README.read_text(encoding="utf-8")
    scripts = [m["body"] for m in _PYTHON.finditer(text)]
    assert scripts
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    for script in scripts:
        arguments = [sys.executable, "-c", script]
        done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")


def test_settings_example_is_accepted(tmp_path: Path) -> None:
    """The README's ``pia-audit.toml`` is read, and its suppression fits a finding of the shipped report."""
    import pia_audit
    from pia_audit.settings import load

    match = _SETTINGS.search(README.read_text(encoding="utf-8"))
    assert match
    path = tmp_path / "pia-audit.toml"
    path.write_text(match["body"], encoding="utf-8")
    settings = load(path)
    result = pia_audit.audit([pia_audit.read(ROOT / REPORT)], suppressions=settings.suppressions)
    assert settings.suppressions
    assert not result.unread
    assert result.findings.get_column("suppressed").drop_nulls().len() == len(settings.suppressions)


def _rooms() -> dict[str, int]:
    """The rooms of the README's table by name, with the line each stands on."""
    table = README.read_text(encoding="utf-8").partition("| room | holds |\n")[2].partition("\n\n")[0]
    named = ((n, name) for n, line in enumerate(table.splitlines()) for name in _ROOM.findall(line.split("|")[1]))
    return {name.strip("/").removesuffix(".py"): n for n, name in named}


_ROOM = re.compile(r"`(?:pia_audit/)?([\w./]+)`")


def _imports(path: Path) -> Iterator[str]:
    """The rooms a module imports from, also inside its functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pia_audit"):
            whole = (node.module or "").split(".")
            yield from [whole[1]] if len(whole) > 1 else (a.name for a in node.names)
        if isinstance(node, ast.Import):
            yield from (a.name.split(".")[1] for a in node.names if a.name.startswith("pia_audit."))


def test_rooms_import_from_rooms_above_them_alone() -> None:
    """The README's table of rooms has all of them, and in the order in which they import from each other."""
    rooms = _rooms()
    package = ROOT / "pia_audit"
    there = {p.stem for p in package.iterdir() if p.suffix == ".py" or (p / "__init__.py").is_file()}
    assert set(rooms) == there - {"__init__", "__main__"}
    for path in package.rglob("*.py"):
        own = path.relative_to(package).parts[0].removesuffix(".py")
        wrong = [o for o in _imports(path) if own in rooms and o in rooms and rooms[o] > rooms[own]]
        assert not wrong, path


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "LICENSE"])
def test_no_absolute_paths(name: str) -> None:
    """Nothing in the texts points to a place on somebody's machine."""
    assert not _ABSOLUTE.findall((ROOT / name).read_text(encoding="utf-8"))


def test_absolute_paths_would_be_noticed() -> None:
    """The check above knows a path of either system and leaves addresses and relative paths alone."""
    assert _ABSOLUTE.search("see /srv/reports/a.txt")
    assert _ABSOLUTE.search("see C:\\reports\\a.txt")
    assert not _ABSOLUTE.search("https://example.org/a/b, data/meguro-14/x.txt, .venv/bin/activate, show / blame")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python tests/test_readme.py --write")
    README.write_text(rewritten(README.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    subprocess.run([sys.executable, str(ROOT / "tests" / "checklist" / "test_readme_part.py"), "--write"], check=True)
