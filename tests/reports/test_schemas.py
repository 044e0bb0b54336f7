"""The schemas of decisions and settings against their readers, in both directions; and the verb that prints them."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commands import run
from effort import effort
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pia_audit.audits import decisions
from pia_audit.audits import settings as settings_files
from pia_audit.audits.decisions import VERDICTS, Decision
from pia_audit.reports.schemas import SCHEMAS, named

CHECKER = jsonschema.FormatChecker()
TEXT = st.text(max_size=5)
WORDS = st.lists(st.sampled_from(["条例", "規則 第3号", " a"]), min_size=1, max_size=2)
SHARED = settings(max_examples=effort(50, 15), suppress_health_check=[HealthCheck.function_scoped_fixture])


def _validator(name: str) -> Any:
    return jsonschema.Draft202012Validator(SCHEMAS[name](), format_checker=CHECKER)


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_one_and_is_printed(name: str) -> None:
    """By its whole name and by its short one."""
    schema = json.loads(run("schema", name).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema == SCHEMAS[name]() == named(name.removeprefix("pia-").partition("/")[0])
    assert name in run("schema").stdout


def test_an_unknown_schema_is_told_with_those_there_are() -> None:
    """Exit status 2."""
    result = run("schema", "nothing", "--lang", "en")
    assert result.exit_code == 2
    assert "pia-report/1" in result.stderr


ABOUT: list[dict[str, str | None]] = [
    {"fingerprint": "f"}, {"question": "1-1"}, {}, {"fingerprint": "f", "question": "1-1"},
    {"fingerprint": None, "question": "q"},
]  # fmt: skip
ENTRIES = st.builds(
    lambda base, about, extra: {**base, **about, **extra},
    st.fixed_dictionaries(
        {"report_id": TEXT, "verdict": st.sampled_from([*VERDICTS, "maybe"]), "reason": TEXT, "by": TEXT},
        optional={"rule": TEXT | st.none() | st.integers(), "on": st.none() | st.dates().map(str) | TEXT},
    ),
    st.sampled_from(ABOUT), st.sampled_from([{}, {"later": 1}]),
)  # fmt: skip


@SHARED
@given(st.lists(ENTRIES, max_size=2), st.sampled_from([1, 2]))
def test_decisions_fit_the_schema_exactly_where_they_are_read(
    tmp_path: Path, entries: list[dict[str, Any]], version: int
) -> None:
    """A key of a later version is left alone by both."""
    document = {"version": version, "decisions": entries}
    path = tmp_path / "decisions.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    try:
        taken = len(decisions.load(path)) == len(entries)
    except decisions.BadDecisions:
        taken = False
    assert taken == (list(_validator("decisions").iter_errors(document)) == [])


@given(
    st.builds(
        Decision, TEXT, st.sampled_from(VERDICTS), TEXT, TEXT, fingerprint=st.just("f"), on=st.none() | st.dates()
    )
)
def test_decisions_that_are_written_fit(decision: Decision) -> None:
    """As ``checklist read -o`` writes them."""
    assert list(_validator("decisions").iter_errors(json.loads(decisions.dump([decision])))) == []


CODES = st.lists(st.sampled_from(["PIA3", "PIA301", "broken-chain"]), max_size=2)
SEVERITIES = st.dictionaries(st.sampled_from(["PIA3", "PIA302"]), st.sampled_from(["info", "error"]), max_size=2)
CHOICES: dict[str, Any] = {"select": CODES, "ignore": CODES, "severity": SEVERITIES}
NAME = st.sampled_from(["課", "監査 担当"])
TABLES = st.fixed_dictionaries({}, optional={
    **CHOICES, "exclude": WORDS, "sections": st.dictionaries(st.just("村長/1"), NAME),
    "report": st.dictionaries(st.just("村長/1"), st.fixed_dictionaries({}, optional=CHOICES)),
    "suppress": st.lists(st.fixed_dictionaries(
        {"code": st.sampled_from(["PIA301", "broken-chain"]), "reason": NAME, "by": NAME},
        optional={"until": st.dates(), "fingerprint": NAME, "report": NAME}), max_size=2),
    "calendar": st.lists(st.fixed_dictionaries(
        {"key": NAME, "in_force": st.dates(), "old": WORDS, "new": WORDS},
        optional={"law": NAME, "was": NAME, "now": NAME, "items": WORDS}), max_size=2),
    "checklist": st.fixed_dictionaries({}, optional={"questions": WORDS}),
})  # fmt: skip
SPOILT: list[tuple[tuple[str, ...], Any]] = [
    (("selekt",), []), (("select",), "PIA3"), (("severity", "PIA3"), "loud"), (("report", "a/1", "calendar"), []),
    (("suppress",), [{"code": "PIA301", "reason": "r"}]),
    (("suppress",), [{"code": "PIA301", "reason": " ", "by": "b"}]),
    (("calendar",), [{"key": "k", "in_force": date(2025, 4, 1), "old": [], "new": ["a"]}]),
    (("suppress",), [{"code": "PIA301", "reason": "r", "by": "b", "until": "soon"}]), (("exclude",), "x"),
    (("checklist", "question"), []), (("sections", "a/1"), 3),
]  # fmt: skip


def _texts(value: Any) -> Any:
    """TOML's days as the text that a JSON Schema knows."""
    if isinstance(value, dict):
        return {k: _texts(v) for k, v in value.items()}
    return (
        [_texts(v) for v in value]
        if isinstance(value, list)
        else value.isoformat()
        if isinstance(value, date)
        else value
    )


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def _is_taken(folder: Path, tables: dict[str, Any]) -> bool:
    path = folder / "pia-audit.toml"
    text = "".join(f"{key} = {_toml(value)}\n" for key, value in tables.items())
    assert tomllib.loads(text) == tables
    path.write_text(text, encoding="utf-8")
    try:
        settings_files.load(path)
    except settings_files.BadSettings:
        return False
    return True


@SHARED
@given(TABLES, st.none() | st.sampled_from(SPOILT))
def test_settings_fit_the_schema_exactly_where_they_are_read(
    tmp_path: Path, tables: dict[str, Any], spoilt: tuple[tuple[str, ...], Any] | None
) -> None:
    """Of settings whose rules there are; one wrong entry in them is refused by both."""
    if spoilt is not None:
        (*steps, last), value = spoilt
        table = tables
        for step in steps:
            table = table.setdefault(step, {})
        table[last] = value
    fits = list(_validator("settings").iter_errors(_texts(tables))) == []
    assert fits == _is_taken(tmp_path, tables) == (spoilt is None)
