"""The list of findings as CSV and workbook show it: a row per finding, its columns and their heads in one place."""

from __future__ import annotations

from collections.abc import Iterable

from pia_audit.audits.decisions import VERDICTS
from pia_audit.messages.wording import Wording
from pia_audit.reports.report import AuditReport, Finding
from pia_audit.reports.spreadsheets import csv_text

COLUMNS = (
    "number", "severity", "rule", "title", "report", "edition", "item", "row", "changed", "message",
    "expected_role", "expected", "actual_role", "actual", "place", "confidence", "state", "decided", "cause",
)  # fmt: skip
"""Columns of a finding; the heads are in the room ``book``, section ``column``."""

INQUIRY = ("matter", "department", "asked", "answer")
"""Columns of the workbook alone: which matter a finding belongs to, and to whom it was put, when and with what answer;
heads in the room ``book``."""

DECISIONS = ("verdict", "reason", "by", "on", "until", "fingerprint")
"""Columns for the auditor to fill, and the sign that leads back to the finding; heads in the room ``decisions``."""


def heads(wording: Wording, columns: Iterable[str] = (*COLUMNS, *DECISIONS)) -> list[str]:
    """The heads of the list, those to be filled at the end."""
    return [head(column, wording) for column in columns]


def head(column: str, wording: Wording) -> str:
    """The head of one column."""
    return (
        wording.say("decisions", f"head.{column}") if column in DECISIONS else wording.say("book", f"column.{column}")
    )


def choices(wording: Wording) -> list[str]:
    """What may be chosen for the verdict."""
    return [wording.say("decisions", f"verdict.{v}") for v in VERDICTS]


def cells(number: int, f: Finding, wording: Wording) -> dict[str, str]:
    """A finding's cells by column; texts are raw and whole."""
    return {
        "number": str(number),
        "severity": wording.term("severity", f.severity),
        "rule": f.rule,
        "title": f.title,
        "report": f.report_id,
        "edition": f.edition or "",
        "item": f.item_label or "",
        "row": "" if f.row is None else str(f.row),
        "changed": "\n".join(t for t in (f.on, f.timing) if t) if f.row is not None else "",
        "message": wording.ui("please_check", message=f.message),
        "expected_role": f.expected_role if f.expected else "",
        "expected": f.expected or "",
        "actual_role": f.actual_role if f.actual else "",
        "actual": f.actual or "",
        "place": "\n".join(places(f, wording)),
        "confidence": wording.term("confidence", f.confidence),
        "state": state(f, wording),
        "decided": decision(f, wording),
        "cause": f.cause or "",
        **dict.fromkeys(DECISIONS, ""),
        "fingerprint": f.fingerprint,
    }


def places(f: Finding, wording: Wording) -> list[str]:
    """What each text is and where it stands, each place once."""
    located = ((e, f"{e.source} {wording.place(e.locator)}".strip()) for e in f.evidence)
    return list(dict.fromkeys(wording.ui("place_of", place=at, text=e.role) if e.role else at for e, at in located))


def state(f: Finding, wording: Wording) -> str:
    """How the finding stands to the baseline, and who set it aside and why."""
    sentences = [wording.say("book", f"state.{f.baseline}")] if f.baseline else []
    if f.suppression:
        s = f.suppression
        key = "suppressed_until" if s.until else "suppressed"
        sentences.append(wording.say("book", f"state.{key}", reason=s.reason, by=s.by, until=s.until))
    return "\n".join(sentences)


def decision(f: Finding, wording: Wording) -> str:
    """What was decided of the finding before, and whether its day has passed."""
    if f.decision is None:
        return ""
    late = wording.say("model", "decided.overdue") if f.decision.overdue else ""
    return f"{f.decision.says}\n{late}".rstrip()


def as_csv(report: AuditReport) -> str:
    """The list as CSV; what a spreadsheet would take for a formula has a quote before it."""
    wording = Wording(report.lang)
    columns = (*COLUMNS, *DECISIONS)
    rows = (cells(n, f, wording) for n, f in enumerate(report.findings, 1))
    return csv_text(heads(wording), ([row[c] for c in columns] for row in rows))
