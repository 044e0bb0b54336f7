"""SARIF 2.1.0, the format in which tools hand findings to each other.

The file depends on the audit alone: no time, no user, no folder of the machine stands in it.

Findings of one cause are results of their own, with the same sentence as ``properties.cause``. The standard has no
group of different results: ``correlationGuid`` (§3.27) is shared by results that are logically the same one, as in
two runs, and ``relatedLocations`` are places that help to understand one result, here its further evidence.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import LANGUAGES, Wording
from pia_audit.reports import decision_phrases
from pia_audit.reports.findings_list import places
from pia_audit.reports.report import AbsentFinding, AuditReport, Evidence, Finding
from pia_audit.rules.catalogue import Entry, entry
from pia_audit.rules.registry import rules

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
"""The schema's published address; it is named in the file and never fetched."""

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_BASE = "REPORTS"
_LINE = regex(r"L(\d+)(?:\.(\d+))?")


def audit(report: AuditReport) -> str:
    """The audit as one SARIF log with one run."""
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report)]}, ensure_ascii=False, indent=1)


def _run(report: AuditReport) -> dict[str, Any]:
    wording = Wording(report.lang)
    uris = _Addresses([e.source for e in report.editions])
    where = _Places()
    numbers = {r.code: n for n, r in enumerate(rules())}
    results = [_result(f, numbers, uris, where, wording) for f in report.findings]
    results += [_absent_result(g, numbers, where) for g in report.gone]
    lost = [_notification(u.source, wording.reason(u), u.locator, fatal=u.fatal, uris=uris) for u in report.unread]
    return {
        "tool": {"driver": {**_driver(report.lang), "language": report.lang}},
        "language": report.lang,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": wording.say("sarif", "run.base")}}},
        "invocations": [
            {
                "executionSuccessful": not any(u.fatal for u in report.unread),
                "toolExecutionNotifications": lost,
                "toolConfigurationNotifications": _unchecked(report),
            }
        ],
        "artifacts": [
            {"location": uris.of(e.source), "roles": ["analysisTarget"], "hashes": {"sha-256": e.sha256}}
            for e in report.editions
        ],
        "logicalLocations": where.all,
        "results": results,
    }


def _driver(lang: str) -> dict[str, Any]:
    try:
        tool_version = version("pia-audit")
    except PackageNotFoundError:
        tool_version = "0"
    return {"name": "pia-audit", "version": tool_version, "rules": [_rule(r.entry, lang) for r in rules()]}


def _rule(entry: Entry, lang: str) -> dict[str, Any]:
    """A rule with its help, in the file's language first and then in the other."""
    prose = entry.prose(lang)
    texts = [
        _help(entry, language)
        for language in (lang, *(language_choice for language_choice in LANGUAGES if language_choice != lang))
    ]
    return {
        "id": entry.code,
        "name": "".join(part.capitalize() for part in entry.slug.split("-")),
        "shortDescription": {"text": prose.title},
        "fullDescription": {"text": prose.check},
        "help": {"text": "\n\n".join(texts)},
        "defaultConfiguration": {"level": _LEVELS[entry.severity]},
        "properties": {"slug": entry.slug, "basis": entry.sure, "needs": entry.needs},
    }


def _help(entry: Entry, lang: str) -> str:
    wording, prose = Wording(lang), entry.prose(lang)
    lines = [f"{wording.ui('explain_' + key)}: {getattr(prose, key)}" for key in ("check", "basis", "todo", "cannot")]
    return "\n".join([prose.title, *lines])


def _result(f: Finding, numbers: dict[str, int], uris: _Addresses, where: _Places, wording: Wording) -> dict[str, Any]:
    logical = where.of(f.report_id, f.edition, f.item, f.item_label, f.row)
    physical = [_physical(e, uris) for e in f.evidence]
    first = {"physicalLocation": physical[0]} if physical else {}
    place_texts = places(f, wording)
    return {
        "ruleId": f.rule,
        **({"ruleIndex": numbers[f.rule]} if f.rule in numbers else {}),
        "level": _LEVELS[f.severity],
        "message": {"text": wording.ui("please_check", message=f.message)},
        "locations": [{**first, "logicalLocations": [logical]}],
        **(
            {"relatedLocations": [{"id": n, "physicalLocation": p} for n, p in enumerate(physical[1:], 1)]}
            if len(physical) > 1
            else {}
        ),
        "partialFingerprints": {"piaAudit/v1": f.fingerprint},
        **({"baselineState": f.baseline} if f.baseline else {}),
        "suppressions": _suppressions(f),
        "properties": {
            "confidence": f.confidence,
            "cause": f.cause,
            "changedOn": f.changed_on,
            "timing": f.timing,
            "expected": f.expected,
            "expectedRole": f.expected_role,
            "actual": f.actual,
            "actualRole": f.actual_role,
            "similarity": f.similarity,
            "places": place_texts,
        },
    }


_STATUS = {"fine": "accepted", "not-applicable": "accepted", "open": "underReview", "correct": "rejected"}
"""How a decision stands in the format's terms; one that is overdue is under review again."""


def _suppressions(f: Finding) -> list[dict[str, Any]]:
    """Who set the finding aside, or looked at it and did not."""
    out = []
    if f.suppression is not None:
        s = f.suppression
        out.append(_suppression("accepted", s.reason, s.by, s.until))
    if f.decision is not None:
        d = f.decision.decision
        accepted = _STATUS[d.verdict] != "accepted" or not f.decision.overdue
        status = _STATUS[d.verdict] if accepted else "underReview"
        out.append(_suppression(status, d.reason, d.by, d.until, on=d.on, verdict=d.verdict))
    return out


def _suppression(
    status: str, reason: str, by: str, until: date | None, on: date | None = None, verdict: str | None = None
) -> dict[str, Any]:
    days = {name: day.isoformat() for name, day in (("on", on), ("until", until)) if day}
    verdict_property = {"verdict": verdict} if verdict else {}
    return {
        "kind": "external",
        "status": status,
        "justification": reason,
        "properties": {"by": by, **days, **verdict_property},
    }


def _absent_result(g: AbsentFinding, numbers: dict[str, int], where: _Places) -> dict[str, Any]:
    """A finding of the baseline that is not found any more."""
    return {
        "ruleId": g.rule,
        **({"ruleIndex": numbers[g.rule]} if g.rule in numbers else {}),
        "level": _LEVELS[entry(g.rule).severity] if g.rule in numbers else "none",
        "message": {"text": g.title},
        "locations": [{"logicalLocations": [where.of(g.report_id, g.edition, g.item, g.item_label, None)]}],
        "partialFingerprints": {"piaAudit/v1": g.fingerprint},
        "baselineState": "absent",
    }


def _physical(e: Evidence, uris: _Addresses) -> dict[str, Any]:
    """The file, and for a text the line; a cell or a box of another format is told by its name."""
    line = _LINE.fullmatch(e.locator)
    if line is None:
        return {"artifactLocation": uris.of(e.source), "properties": {"locator": e.locator}}
    region: dict[str, Any] = {"startLine": max(1, int(line[1]))}
    if e.text:
        region["snippet"] = {"text": e.text}
    return {"artifactLocation": uris.of(e.source), "region": region, "properties": {"locator": e.locator}}


def _notification(source: str, reason: str, locator: str, *, fatal: bool, uris: _Addresses) -> dict[str, Any]:
    location = {"locations": [{"physicalLocation": {"artifactLocation": uris.of(source)}}]} if source else {}
    more = {"properties": {"locator": locator}} if locator else {}
    return {"level": "error" if fatal else "warning", "message": {"text": reason}, **location, **more}


def _unchecked(report: AuditReport) -> list[dict[str, Any]]:
    """What was not looked at, and which decisions ask for something."""
    wording = Wording(report.lang)
    loud = [
        decision_phrases.line(d, wording, report=True)
        for d in report.decisions
        if d.status not in decision_phrases.QUIET
    ]
    return [
        {"level": "note", "message": {"text": u.text}, "properties": {"kind": u.kind, "rules": u.rules}}
        for u in report.unchecked
    ] + [{"level": "note", "message": {"text": text}, "properties": {"kind": "decision"}} for text in loud]


class _Addresses:
    """Files as addresses relative to the working folder, or to the folder that holds all of them."""

    def __init__(self, sources: Iterable[str]) -> None:
        working_folder = Path.cwd()
        paths = [Path(os.path.abspath(s)) for s in sources]
        self._base: PurePath = working_folder
        if not all(p.is_relative_to(working_folder) for p in paths):
            try:
                self._base = PurePath(os.path.commonpath([p.parent for p in paths]))
            except ValueError:  # two drives have no folder in common
                self._base = working_folder

    def of(self, source: str) -> dict[str, str]:
        """The relative, percent-encoded address; of a file beside the base its name alone."""
        path = PurePath(os.path.abspath(source))
        inside = path.relative_to(self._base) if path.is_relative_to(self._base) else PurePath(path.name)
        return {"uri": quote(os.fsencode(inside.as_posix()), safe="/"), "uriBaseId": _BASE}


class _Places:
    """Report, edition, item and row as nested logical locations, each once."""

    def __init__(self) -> None:
        self.all: list[dict[str, Any]] = []
        self._numbers: dict[str, int] = {}

    def of(
        self, report_id: str, edition: str | None, item: str | None, label: str | None, row: int | None
    ) -> dict[str, Any]:
        """The innermost one, by its number and full name."""
        steps = [
            ("report", report_id, report_id),
            ("edition", f"@{edition}" if edition else "", edition or ""),
            ("item", f"/{item}" if item else "", label or item or ""),
            ("row", f"#{row}" if row is not None else "", str(row)),
        ]
        full, parent = "", None
        for kind, suffix, name in steps:
            if suffix:
                full += suffix
                parent = self._number(full, name, kind, parent)
        return {"index": parent, "fullyQualifiedName": full}

    def _number(self, full: str, name: str, kind: str, parent: int | None) -> int:
        if full not in self._numbers:
            self._numbers[full] = len(self.all)
            above = {"parentIndex": parent} if parent is not None else {}
            self.all.append({"name": name, "fullyQualifiedName": full, "kind": kind, **above})
        return self._numbers[full]
