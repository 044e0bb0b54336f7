"""JSON for machines, version 1: keys are only ever added."""

from __future__ import annotations

from typing import Any

from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.model.plain_values import as_data
from pia_audit.reports import account
from pia_audit.reports.json_text import FINDINGS, dump
from pia_audit.reports.matters import matters
from pia_audit.reports.report import AuditReport, Finding


def audit(report: AuditReport, more: dict[str, Any] | None = None) -> str:
    """The JSON of ``audit``; ``more`` is what another verb adds to it."""
    return dump(
        {
            "format": FINDINGS,
            "reports": [as_data(r) for r in report.reports],
            "findings": [finding(f) for f in report.findings],
            "matters": [m.as_data() for m in matters(report.findings, report.lang)],
            "files": account.data(report.files, report.lang),
            "unread": unread(report.unread, report.lang),
            "summary": report.summary,
            "unchecked": [as_data(u) for u in report.unchecked],
            **_baseline_data(report),
            **_decided(report),
            **(more or {}),
        }
    )


def _baseline_data(report: AuditReport) -> dict[str, Any]:
    """How the findings stand to a baseline; nothing without one."""
    if report.known is None:
        return {}
    return {"baseline": report.known, "absent": [as_data(g) for g in report.gone]}


def _decided(report: AuditReport) -> dict[str, Any]:
    """What became of decisions; nothing without any."""
    return {"decisions": [d.as_data() for d in report.decisions]} if report.decisions else {}


def finding(item: Finding) -> dict[str, Any]:
    """A finding as plain data."""
    return as_data(item) | {"decision": item.decision.as_data() if item.decision else None}


def unread(lost: tuple[Unread, ...], lang: str) -> list[dict[str, Any]]:
    """What could not be read, with the reason in words and the place where there is one."""
    wording = Wording(lang)
    return [
        {
            "source": u.source,
            "reason": wording.reason(u),
            "code": u.code,
            "locator": u.locator,
            "fatal": u.fatal,
        }
        for u in lost
    ]
