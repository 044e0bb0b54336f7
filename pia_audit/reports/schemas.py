"""The JSON Schemas of what the program writes and reads: reports, findings, decisions, settings.

They are made of the types and tables the program itself uses. What it writes may gain keys; what people write is
closed, so that a misspelt key is noticed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from pia_audit.audits import settings
from pia_audit.audits.decisions import NEEDED, VERSION, Decision, Status
from pia_audit.benchmark import truth as benchmark
from pia_audit.model import FileStatus
from pia_audit.model.json_schema import Schema, Shape, either, listed, titled
from pia_audit.readers import report_data
from pia_audit.reports import json_text
from pia_audit.reports.decision_phrases import Decided
from pia_audit.reports.finding import Finding
from pia_audit.reports.not_checked import Unchecked
from pia_audit.reports.report import AbsentFinding, ReportHead
from pia_audit.rules.catalogue import SEVERITIES

FINDINGS = json_text.FINDINGS


def findings() -> Schema:
    """What ``audit`` and ``reconcile`` write; keys that are not in it may come, as the version says."""
    shape = Shape(shapes={Decided: _decided})
    text, lost_text = either(map(shape.of, (str, type(None)))), shape.of(str)
    file = dict.fromkeys(("source", "report_id", "edition", "reason", "code"), text)
    file |= {"status": shape.of(FileStatus), "editions": {"type": "integer"}}
    lost = dict.fromkeys(("source", "reason", "code", "locator"), lost_text) | {"fatal": shape.of(bool)}
    counts = {"type": "object", "additionalProperties": {"type": "integer"}}
    always: dict[str, Schema] = {
        "version": {"const": json_text.VERSION},
        "reports": listed(shape.of(ReportHead)),
        "findings": listed(shape.of(Finding)),
        "files": listed(shape.object(file)),
        "unread": listed(shape.object(lost)),
        "summary": counts,
        "unchecked": listed(shape.of(Unchecked)),
    }
    whole = shape.object(always)
    whole["properties"] |= {
        "format": {"const": FINDINGS},
        "baseline": counts,
        "absent": listed(shape.of(AbsentFinding)),
        "decisions": listed(shape.of(Decided)),
    }
    return titled(FINDINGS, whole)


def _decided() -> Schema:
    """A decision as the document has it: its own keys, and what became of it."""
    shape = Shape()
    return shape.object(shape.of(Decision)["properties"] | {"status": shape.of(Status), "status_text": shape.of(str)})


def decisions() -> Schema:
    """What ``checklist read -o`` writes and ``--decisions`` takes: about a finding or a question, never both."""
    shape = Shape(needed={Decision: NEEDED})
    entry = shape.of(Decision)
    by_key: dict[str, Schema] = {key: {"required": [key], "properties": {key: {"type": "string"}}} for key in _ABOUT}
    entry["oneOf"] = list(by_key.values())
    whole = shape.object({"version": {"const": VERSION}, "decisions": listed(entry)})
    return titled("decisions", whole)


_ABOUT = ("fingerprint", "question")


def settings_file() -> Schema:
    """What ``pia-audit.toml`` and ``[tool.pia-audit]`` may say, as editors of TOML take it (a day is a TOML date)."""
    shape = Shape(closed=True)
    word, day = {"type": "string", "pattern": r"\S"}, shape.of(date)
    word_list, codes = listed(word), listed({"type": "string"})
    severities = {"type": "object", "additionalProperties": {"enum": list(SEVERITIES)}}
    choice = {"select": codes, "ignore": codes, "severity": severities}
    kinds: dict[str, dict[str, Schema]] = {
        "report": {key: choice[key] for key in settings.REPORT_KEYS},
        "suppress": {key: day if key == "until" else word for key in settings.SUPPRESS_KEYS},
        "calendar": {key: {"in_force": day, "old": {**word_list, "minItems": 1}, "new": {**word_list, "minItems": 1},
                           "items": word_list}.get(key, word) for key in settings.CALENDAR_KEYS},
        "checklist": dict.fromkeys(settings.CHECKLIST_KEYS, word_list),
    }  # fmt: skip
    tables = {
        "report": {"type": "object", "additionalProperties": _closed(kinds["report"], ())},
        "suppress": listed(_closed(kinds["suppress"], settings.SUPPRESS_NEEDED)),
        "calendar": listed(_closed(kinds["calendar"], settings.CALENDAR_NEEDED)),
        "checklist": _closed(kinds["checklist"], ()),
        "sections": {"type": "object", "additionalProperties": word},
        "exclude": word_list,
        **choice,
    }
    return titled("settings", _closed({key: tables[key] for key in settings.TOP_KEYS}, ()))


def _closed(properties: dict[str, Schema], needed: tuple[str, ...]) -> Schema:
    """A table in which no other key may stand: the settings have no extensions."""
    return {"type": "object", "required": list(needed), "properties": properties, "additionalProperties": False}


SCHEMAS: dict[str, Callable[[], Schema]] = {
    report_data.NAME: report_data.schema,
    FINDINGS: findings,
    benchmark.NAME: benchmark.schema,
    "decisions": decisions,
    "settings": settings_file,
}
"""Each schema by its name."""


def named(name: str) -> Schema | None:
    """The schema of that name, with or without its version and ``pia-`` before it."""
    wanted = name.strip().lower().removeprefix("pia-")
    return next((make() for key, make in SCHEMAS.items() if wanted in _names(key)), None)


def _names(key: str) -> tuple[str, ...]:
    short = key.removeprefix("pia-")
    return short, short.partition("/")[0]
