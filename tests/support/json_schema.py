"""The JSON Schema of what ``audit`` and ``reconcile`` write, made of the types the program makes the document of."""

from __future__ import annotations

import types
from collections.abc import Iterable
from datetime import date
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

from pia_audit.audits.decisions import Decision, Status
from pia_audit.reports.decision_phrases import Decided
from pia_audit.reports.finding import Finding
from pia_audit.reports.json_text import VERSION
from pia_audit.reports.not_checked import Unchecked
from pia_audit.reports.report import AbsentFinding, ReportHead

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"}, int: {"type": "integer"}, float: {"type": "number"}, bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"}, type(None): {"type": "null"},
}  # fmt: skip


def audit_schema() -> dict[str, Any]:
    """The schema; keys that are not in it may come, as the version says."""
    texts = ("source", "status", "report_id", "edition", "editions", "reason", "code")
    file = _object({k: {"type": ["integer"] if k == "editions" else ["string", "null"]} for k in texts})
    lost = _object({k: _PLAIN[bool if k == "fatal" else str] for k in ("source", "reason", "code", "locator", "fatal")})
    counts = {"type": "object", "additionalProperties": {"type": "integer"}}
    always = {
        "version": {"const": VERSION}, "reports": _list(_of(ReportHead)), "findings": _list(_of(Finding)),
        "files": _list(file), "unread": _list(lost), "summary": counts, "unchecked": _list(_of(Unchecked)),
    }  # fmt: skip
    whole = _object(always)
    whole["properties"] |= {"baseline": counts, "absent": _list(_of(AbsentFinding)), "decisions": _list(_of(Decided))}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole}


def _of(kind: Any) -> dict[str, Any]:
    """The schema of a type."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": list(inside)}
    if origin in (Union, types.UnionType):
        return _either(map(_of, inside))
    if origin is tuple:
        return _list(_of(inside[0]))
    if kind is Decided:  # as the document has it: the decision's own keys, and what became of it
        own = _of(Decision)
        return _object(own["properties"] | {"status": _of(Status), "status_text": _PLAIN[str]})
    assert issubclass(kind, Struct), kind
    hints = get_type_hints(kind)
    return _object({name: _of(hints[name]) for name in kind.__struct_fields__})


def _either(several: Iterable[dict[str, Any]]) -> dict[str, Any]:
    parts = list(several)
    if all(part.keys() == {"type"} for part in parts):
        return {"type": [part["type"] for part in parts]}
    return {"anyOf": parts}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": dict(properties)}
