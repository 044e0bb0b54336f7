"""The README and the manual say what the program does: what can be taken from the program itself is.

    python tests/manual/test_generated.py --write

puts the parts between marks in step again:

``<!-- verbs -->`` … ``<!-- /verbs -->``        the commands of ``pia-audit --help``
``<!-- options -->``                            every command: what it is, what it takes, its examples
``<!-- rules -->``                              the rules that run, from the catalogue
``<!-- frames -->``                             columns and types of every frame
``<!-- archive -->``                            tables and views of the archive's file, from its schema
``<!-- python -->``                             the functions of the package
``<!-- rooms -->``                              the rooms of the package, with what each uses, from its imports
``<!-- keys -->``                               the keys of every JSON document, with their types
``<!-- output: ARGUMENTS; keep RANGES -->`` and a fenced block
    what ``pia-audit ARGUMENTS`` prints; of its blocks (parts between empty lines) those of RANGES (``1-3 5``,
    from 1), or of JSON the first entry of every list (``keep first``); indented where a line of it would else
    look like a heading

and, through the tests that keep them, the example of a filled checklist and the table of what is in a file.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import chdir
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

import click  # noqa: E402
import jsonschema  # noqa: E402
import pytest  # noqa: E402
from commands import run  # noqa: E402
from filling import fill  # noqa: E402
from manuals import DOCUMENTS, Document, document  # noqa: E402
from remembered import remembered as remembered  # noqa: E402
from rooms import floors, path_of, rooms, summary  # noqa: E402
from verbs import commands, every_command, examples  # noqa: E402

import pia_audit  # noqa: E402
from pia_audit.cli.help import in_language  # noqa: E402
from pia_audit.messages.wording import Wording  # noqa: E402
from pia_audit.reports.schemas import findings as findings_schema  # noqa: E402
from pia_audit.rules.registry import rules  # noqa: E402

REPORT = "data/meguro-14/2026-03-18.txt"
EDITIONS = "data/tebiki-01"

_TABLE = re.compile(
    r"(?P<head><!-- (?P<name>verbs|options|rules|frames|archive|python|rooms|keys) -->\n)"
    r"(?P<body>.*?)(?P<tail><!-- /(?P=name) -->)",
    re.DOTALL,
)
_OUTPUT = re.compile(
    r"(?P<head><!-- output: (?P<arguments>[^;\n]+); keep (?P<keep>[^\n]+?) -->\n\s*```\w*\n)(?P<body>.*?)(?P<tail>```)",
    re.DOTALL,
)
_MARKED = re.compile(r"<!-- (?P<name>ci:run|ci:test) -->\n\s*```\w*\n(?P<body>.*?)\n```", re.DOTALL)
_LEFT_OUT = {
    "en": "[{left} of {all} blocks left out here]",
    "ja": "［全{all}段落のうち{left}段落をここでは省きました］",
}
_EVERYWHERE = {"--lang", "--quiet", "--help"}
"""Options of every command, told above the table."""


# --- commands -----------------------------------------------------------------------------------------


def verbs_table(lang: str) -> str:
    """The commands with the first sentence and the first example of their help page."""
    lines = [{"en": "| command | what it does | example |", "ja": "| コマンド | 内容 | 例 |"}[lang], "|---|---|---|"]
    typed = examples()
    lines += [
        f"| [`{name}`](#{name}) | {in_language(command.help, lang)} | `pia-audit {typed[name][0].strip()}` |"
        for name, command in commands().items()
    ]
    return "\n".join(lines) + "\n"


def options_table(lang: str) -> str:
    """A part for every command: what it is, how its words stand, what it takes, its examples."""
    return "\n".join(_command(name, command, lang) for name, command in every_command())


def _command(name: str, command: click.Command, lang: str) -> str:
    words = Wording(lang)
    more = words.say("help", f"more.{name.replace(' ', '-')}").replace("\n", "\n\n")
    context = click.Context(command, info_name=f"pia-audit {name}")
    pieces = (p for p in command.collect_usage_pieces(context) if p != "[OPTIONS]")
    parts = [
        f"## {name}",
        in_language(command.help, lang, sentence=True),
        f"`{' '.join((context.command_path, *pieces))}`",
        more,
        _options(command, lang),
        "```sh\n" + (command.epilog or "") + "\n```",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _options(command: click.Command, lang: str) -> str:
    rows = []
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not set(parameter.opts) & _EVERYWHERE and not parameter.hidden:
            kind = "" if parameter.is_flag else f" {_metavar(parameter, command)}"
            meaning = in_language(parameter.help, lang).replace("|", "/")
            rows.append(f"| `{', '.join(parameter.opts)}{kind}` | {meaning} |")
    head = {"en": "| option | what it is |", "ja": "| オプション | 内容 |"}[lang]
    return "\n".join([head, "|---|---|", *rows]) if rows else ""


def _metavar(parameter: click.Parameter, command: click.Command) -> str:
    if isinstance(parameter.type, click.Choice):
        return " / ".join(map(str, parameter.type.choices))
    return parameter.make_metavar(click.Context(command)).replace("|", "/")


# --- rules, frames, functions ---------------------------------------------------------------------------


def rules_table(lang: str) -> str:
    """The rules that run, as the catalogue words them."""
    words = Wording(lang)
    head = {"en": "| code | what it is about | severity | basis | needs | slug |",
            "ja": "| コード | 内容 | 区分 | 根拠の確かさ | 必要なもの | 名称 |"}[lang]  # fmt: skip
    lines = [head, "|---|---|---|---|---|---|"]
    for e in (r.entry for r in rules()):
        shown = (e.severity, e.sure, words.term("needs", e.needs)) if lang == "en" else (
            words.term("severity", e.severity), words.term("sure", e.sure), words.term("needs", e.needs))  # fmt: skip
        lines.append(f"| {' | '.join((e.code, e.prose(lang).title, *shown, f'`{e.slug}`'))} |")
    return "\n".join(lines) + "\n"


def frames_table(lang: str) -> str:
    """The frames of a corpus, column by column; the findings come from the registry."""
    from pia_audit.model import frames as corpus_frames
    from pia_audit.rules import registry

    frames = {**corpus_frames._schemas(), "findings": registry.schema()}
    lines = [{"en": "| frame | columns |", "ja": "| 表 | 列 |"}[lang], "|---|---|"]
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


def archive_table(lang: str) -> str:
    """What can be asked of an archive: tables and views with their columns, and the views that answer a question."""
    from pia_audit.archive import queries, schema

    stored = [t for t in schema.TABLES if t not in queries.RELATIONS]
    heads = {"en": ("name", "a row is", "columns", "view", "the question it answers", "Where that is stored:"),
             "ja": ("名前", "一行の内容", "列", "ビュー", "答える問い", "内部の表:")}[lang]  # fmt: skip
    lines = _columns_table(queries.RELATIONS, heads[:3], lang)
    lines += ["", f"| {heads[3]} | {heads[4]} |", "|---|---|"]
    lines += [f"| `{v.name}` | {_in(v.row, lang)} |" for v in queries.QUESTIONS]
    return "\n".join([*lines, "", heads[5], "", *_columns_table(stored, heads[:3], lang)]) + "\n"


def _columns_table(relations: Iterable[Any], heads: tuple[str, ...], lang: str) -> list[str]:
    lines = [f"| {' | '.join(heads)} |", "|---|---|---|"]
    for relation in relations:
        names = ", ".join(f"`{c.name}`" for c in relation.columns)
        lines.append(f"| `{relation.name}` | {_in(relation.row, lang)} | {names} |")
    return lines


def _in(both: str, lang: str) -> str:
    """The part of a text in both languages that is in this one."""
    japanese, _, english = both.partition(" / ")
    return english if lang == "en" else japanese.partition(":")[0]


_IN_JAPANESE = {
    "UnreadError": "評価書として読めなかったこと。`unread` に理由がある", "read": "ファイルの版を読む",
    "read_all": "ファイルやフォルダーの版をすべて読む（読めなかったものと合わせて返す）",
    "leaves": "二つの記載の違いを、一つずつ求める", "worded": "表の列名と値を言葉に置き換える",
    "draw": "傾向の図を作る（ノートブックでは図として表示される）", "conclusion": "傾向の図から言えることを一文にする",
    "replay": "行が述べる過去の版を、古い順にすべて復元する", "corrections": "合わない行の訂正の案を作る",
}  # fmt: skip
"""What the functions are that no command has the name of."""


def python_table(lang: str) -> str:
    """The public names of the package: their words as they are called, and what they are."""
    lines = [{"en": "| function | what it gives |", "ja": "| 関数 | 内容 |"}[lang], "|---|---|"]
    for name in pia_audit.__all__:
        made = getattr(pia_audit, name)
        if lang == "en":
            meaning = " ".join((inspect.getdoc(made) or "").split("\n\n")[0].split())
            meaning = re.sub(r":\w+:`~?([\w.]+)`", r"`\1`", meaning).replace("``", "`").replace("|", "/")
        else:
            meaning = _IN_JAPANESE.get(name) or in_language(commands()[name].help, "ja")
        lines.append(f"| `{name}{_signature(made)}` | {meaning} |")
    return "\n".join(lines) + "\n"


def rooms_table(lang: str) -> str:  # noqa: ARG001
    """The rooms of the package floor by floor, each with what its docstring says it holds and what it imports from."""
    uses = rooms()
    floor = floors(uses)
    lines = ["| floor | room | holds | may use |", "|---|---|---|---|"]
    for room in sorted(uses, key=lambda r: (floor[r], r)):
        name = room + ("/" if path_of(room).name == "__init__.py" else ".py")
        used = ", ".join(sorted(uses[room], key=lambda r: (floor[r], r))) or "–"
        lines.append(f"| {floor[room]} | `pia_audit/{name}` | {summary(room)} | {used} |")
    return "\n".join(lines) + "\n"


class _Bare(str):
    """An annotation that is printed as it is written."""

    __repr__ = str.__str__


def _signature(made: Any) -> str:
    if isinstance(made, type):
        return ""
    whole = inspect.signature(made)
    bare = [p.replace(annotation=_Bare(p.annotation)) for p in whole.parameters.values()]
    return str(whole.replace(parameters=bare, return_annotation=_Bare(whole.return_annotation))).replace("|", "\\|")


# --- JSON ------------------------------------------------------------------------------------------------

_DOCUMENTS = {
    "audit": f"audit {REPORT}", "reconcile": f"reconcile {EDITIONS}", "diff": f"diff {EDITIONS}",
    "draft": f"draft {EDITIONS}", "checklist": f"checklist {REPORT}", "log": f"log {REPORT}", "show": f"show {REPORT}",
    "blame": f"blame {REPORT} --item network.legal_basis", "trends": f"trends {REPORT} --only timing", "rules": "rules",
    "explain": "explain PIA301", "law show": "law show",
}  # fmt: skip
"""Each JSON document with the command that gives one in which every list has an entry, if it can have any."""


def keys_table(lang: str) -> str:
    """The keys of each document with the types met; keys that ``audit`` has are not told again."""
    lines: list[str] = []
    known_keys: set[str] = set()
    for name, arguments in _DOCUMENTS.items():
        keys = _keys(arguments)
        lines += [f"### {name}", "", f"`pia-audit {arguments} --format json`", ""]
        if name == "reconcile":
            lines += [{"en": "As `audit`, and:", "ja": "`audit` と同じ鍵のほか、次の鍵があります。"}[lang], ""]
            keys = {key: types for key, types in keys.items() if key not in known_keys}
        known_keys |= keys.keys()
        lines += [{"en": "| key | type |", "ja": "| 鍵 | 型 |"}[lang], "|---|---|"]
        lines += [f"| `{key}` | {', '.join(types)} |" for key, types in keys.items()]
        lines.append("")
    return "\n".join(lines)


@cache
def _keys(arguments: str) -> dict[str, list[str]]:
    types_by_key: dict[str, set[str]] = {}
    _walk(json.loads(printed(f"{arguments} --format json --lang en")), "", types_by_key)
    return {key: sorted(types) for key, types in types_by_key.items() if key != "version"}


def _walk(value: Any, path: str, types_by_key: dict[str, set[str]]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _walk(inner, f"{path}.{key}".lstrip("."), types_by_key)
    elif isinstance(value, list):
        types_by_key.setdefault(f"{path}[]", set())
        for inner in value:
            _walk(inner, f"{path}[]", types_by_key)
    if not isinstance(value, dict | list):
        types_by_key.setdefault(path, set()).add(_TYPES[type(value)])


_TYPES = {str: "text", int: "number", float: "number", bool: "boolean", type(None): "null"}


_COLUMNS = 116


# --- what is printed ---------------------------------------------------------------------------------------


@cache
def printed(arguments: str) -> str:
    """What ``pia-audit ARGUMENTS`` prints in the root of the repository, on a screen that a page has room for."""
    with chdir(ROOT):
        done = run(*shlex.split(arguments), env={"COLUMNS": str(_COLUMNS)})
    if done.exit_code not in (0, 1):
        raise RuntimeError(f"pia-audit {arguments}: {done.stderr}")
    return done.stdout


def output(arguments: str, keep: str) -> str:
    """What the command prints, shortened as ``keep`` says, with a line where something was left out."""
    text = printed(arguments).strip("\n")
    if keep == "first":
        return json.dumps(_first(json.loads(text)), ensure_ascii=False, indent=1) + "\n"
    blocks = text.split("\n\n")
    wanted = _numbers(keep)
    parts: list[str] = []
    for kept, run_of in groupby(enumerate(blocks, 1), key=lambda b: b[0] in wanted):
        run_blocks = [block for _, block in run_of]
        left_out = _LEFT_OUT["en" if "--lang en" in arguments else "ja"]
        parts += run_blocks if kept else [left_out.format(left=len(run_blocks), all=len(blocks))]
    lines = [line.rstrip() for line in "\n\n".join([f"$ pia-audit {arguments}", *parts]).split("\n")]
    aside = " " * 4 if any(line.startswith("#") for line in lines) else ""  # nobody takes such a line for a heading
    return "".join(f"{aside}{line}".rstrip() + "\n" for line in lines)


def _numbers(ranges: str) -> set[int]:
    ends = [part.partition("-") for part in ranges.split()]
    return {n for first, _, last in ends for n in range(int(first), int(last or first) + 1)}


def _first(value: Any) -> Any:
    if isinstance(value, list):
        return [_first(v) for v in value[:1]]
    return {k: _first(v) for k, v in value.items()} if isinstance(value, dict) else value


# --- the parts -----------------------------------------------------------------------------------------------

_TABLES = {
    "verbs": verbs_table, "options": options_table, "rules": rules_table, "frames": frames_table,
    "archive": archive_table,
    "python": python_table, "rooms": rooms_table, "keys": keys_table,
}  # fmt: skip


def parts(text: str, lang: str) -> Iterator[tuple[str, re.Match[str], str]]:
    """Every generated part of a document: its name, where it stands, and what belongs there now."""
    for match in _TABLE.finditer(text):
        yield match["name"], match, _TABLES[match["name"]](lang)
    for match in _OUTPUT.finditer(text):
        yield match["arguments"], match, output(match["arguments"], match["keep"])


def rewritten(text: str, lang: str) -> str:
    """The document with every generated part as it should be now."""
    for _, match, body in sorted(parts(text, lang), key=lambda p: p[1].start(), reverse=True):
        text = text[: match.start("body")] + body + text[match.end("body") :]
    return text


def marked(name: str) -> str:
    """The command after ``<!-- ci:run -->`` or ``<!-- ci:test -->``, as continuous integration takes it."""
    return next(m["body"] for m in _MARKED.finditer(document("README.md").text) if m["name"] == name)


@pytest.mark.parametrize("shown", DOCUMENTS, ids=lambda d: d.id)
def test_generated_parts_are_in_step(shown: Document) -> None:
    """Tables and printed output are the program's own; ``--write`` renews them."""
    stale = [name for name, match, body in parts(shown.text, shown.lang) if match["body"] != body]
    assert not stale, f"out of step, run python tests/manual/test_generated.py --write: {stale}"


def test_every_generated_part_is_there() -> None:
    """Each reference page has its table in both languages, and no mark is misspelt, so that the check above checks."""
    names = [(m["name"], d.lang) for d in DOCUMENTS for m in _TABLE.finditer(d.text)]
    for_engineers = {("rooms", "ja")}  # their pages are in English alone
    assert sorted(names) == sorted({(name, lang) for name in _TABLES for lang in ("en", "ja")} - for_engineers)
    for d in DOCUMENTS:
        assert len(_OUTPUT.findall(d.text)) == d.text.count("<!-- output:"), d.id
    assert "<!-- output:" in document("README.md").text


def test_drift_is_noticed() -> None:
    """A changed, a missing and an added rule each make the rule table differ from the catalogue."""
    table = rules_table("en")
    lines = table.splitlines(keepends=True)
    code = rules()[0].code
    for other in (table.replace(code, "PIA999"), "".join(lines[:-1]), table + "| PIA999 |\n"):
        text = f"<!-- rules -->\n{other}<!-- /rules -->"
        assert rewritten(text, "en") == f"<!-- rules -->\n{table}<!-- /rules -->"


def test_verbs_are_those_of_the_help() -> None:
    """The table of commands names exactly the commands that ``pia-audit --help`` prints."""
    listing = run("--help", "--lang", "en").stdout.partition("Commands:")[2].partition("Examples")[0]
    shown = re.findall(r"^  ([a-z][a-z-]*)(?:  |$)", listing, re.MULTILINE)
    match = next(m for m in _TABLE.finditer(document("en/commands.md").text) if m["name"] == "verbs")
    assert re.findall(r"^\| \[`([a-z-]+)`", match["body"], re.MULTILINE) == shown == list(commands())


@pytest.mark.parametrize("name", examples())
def test_examples_of_each_help_page_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page of the help ends with commands; typed in their order on the shipped data alone, they all work.

    Exit status 0, or 1 for findings or a checklist that nobody has filled in yet.
    """
    assert examples()[name]
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pia_audit.app.server.serve", lambda *_, **__: None)  # which goes on until it is interrupted
    for example in examples()[name]:
        words = shlex.split(example)
        if words[:2] == ["checklist", "read"]:
            fill(tmp_path / words[2])  # as the person does between the commands
        result = run(*words)
        assert result.exit_code in (0, 1), f"{example}: {result.stderr}"


@pytest.mark.parametrize("name", ["ci:run", "ci:test"])
def test_commands_for_continuous_integration(name: str) -> None:
    """Both commands are one line that makes its own environment and installs the package into it."""
    command = marked(name)
    assert "\n" not in command
    steps = command.split(" && ")
    assert steps[0].endswith("-m venv .venv")
    assert steps[2].startswith("pip install ")
    assert steps[3].startswith({"ci:run": f"pia-audit audit {REPORT}", "ci:test": "pytest"}[name])


def test_python_examples_run() -> None:
    """Every Python example runs as it stands, in the root of the repository, all in one new process."""
    scripts = [body for d in DOCUMENTS for body in d.fenced("python")]
    assert scripts
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    whole = "\n".join(f"exec({script!r}, {{'__name__': '__main__'}})" for script in scripts)
    done = subprocess.run(
        [sys.executable, "-c", whole], cwd=ROOT, env=environment, capture_output=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")


@pytest.mark.parametrize("arguments", [_DOCUMENTS["audit"], _DOCUMENTS["reconcile"]])
def test_the_schema_is_that_of_the_documents(arguments: str) -> None:
    """What the program writes fits it, and a document with a value of another kind does not."""
    validator = jsonschema.Draft202012Validator(findings_schema())
    written = json.loads(printed(f"{arguments} --format json --lang en"))
    assert list(validator.iter_errors(written)) == []
    for key in ("severity", "evidence", "message"):
        wrong = [{**written["findings"][0], key: 7}]
        assert list(validator.iter_errors({**written, "findings": wrong})), key
    assert list(validator.iter_errors({k: v for k, v in written.items() if k != "unread"}))


def test_the_schema_holds_decisions_and_baselines(tmp_path: Path) -> None:
    """Also where a finding is set aside, a decision speaks of it and a baseline knows it."""
    rows = json.loads(printed(f"{_DOCUMENTS['audit']} --format json --lang en"))["findings"]
    made = [
        {"report_id": rows[0]["report_id"], "verdict": "correct", "reason": "r", "by": "b", "on": "2026-04-01",
         "until": "2026-05-01", "fingerprint": rows[0]["fingerprint"], "rule": rows[0]["rule"], "question": None}
    ]  # fmt: skip
    decisions, baseline = tmp_path / "decisions.json", tmp_path / "baseline.json"
    decisions.write_text(json.dumps({"version": 1, "decisions": made}), encoding="utf-8")
    options = ["--decisions", decisions, "--baseline", baseline, "--format", "json", "--as-of", "2026-07-01"]
    with chdir(ROOT):
        run("audit", REPORT, *options, "--write-baseline")
        result = run("audit", REPORT, "--ignore", "PIA301", *options)
    written = json.loads(result.stdout)
    assert written["decisions"]
    assert written["baseline"]
    assert list(jsonschema.Draft202012Validator(findings_schema()).iter_errors(written)) == []


@pytest.mark.parametrize("id", ["en/settings.md", "ja/settings.md"])
def test_settings_example_is_accepted(id: str, tmp_path: Path) -> None:
    """The page's ``pia-audit.toml`` is read, and its suppression fits a finding of the shipped report."""
    from pia_audit.audits.settings import load

    path = tmp_path / "pia-audit.toml"
    path.write_text(document(id).fenced("toml")[0], encoding="utf-8")
    settings = load(path)
    result = pia_audit.audit([pia_audit.read(ROOT / REPORT)], suppressions=settings.suppressions)
    assert settings.suppressions
    assert not result.unread
    assert result.findings.get_column("suppressed").drop_nulls().len() == len(settings.suppressions)


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python tests/manual/test_generated.py --write")
    for one in DOCUMENTS:
        one.path.write_text(rewritten(one.text, one.lang), encoding="utf-8", newline="\n")
    for test in ("checklists/test_manual_part.py", "readers/test_kinds.py"):
        subprocess.run([sys.executable, str(ROOT / "tests" / test), "--write"], check=True)
