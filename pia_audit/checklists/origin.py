"""Whether a filled sheet and its rows belong to the audit they are held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.checklists.answers import Answered
from pia_audit.checklists.filled import FilledRow, FilledSheet, Problem

if TYPE_CHECKING:
    from pia_audit.audits.run import Audit


class AuditKeys(Struct, frozen=True):
    """What an audit is known by: editions and question signs by report, and findings by fingerprint."""

    editions: dict[str, tuple[str, str]]
    signs: dict[str, frozenset[tuple[str, str]]]
    findings: dict[str, dict[str, tuple[str, str | None]]]

    @classmethod
    def of(cls, audit: Audit, answered: Iterable[Answered]) -> AuditKeys:
        """``findings`` is fingerprint → report id → rule and item."""
        editions = audit.corpus.editions.select("edition_id", "published_on").iter_rows()
        days = {edition: day.isoformat() if day else "?" for edition, day in editions}
        reports = tuple(answered)
        by_fingerprint: defaultdict[str, dict[str, tuple[str, str | None]]] = defaultdict(dict)
        columns = ["fingerprint", "report_id", "rule", "item_id"]
        for fingerprint, report, rule, item in audit.findings.select(columns).iter_rows():
            by_fingerprint[fingerprint][report] = (rule, item)
        return cls(
            {r.report_id: (r.sha256, days[r.edition_id]) for r in reports},
            {r.report_id: frozenset((a.question.id, a.sign) for a in r.answers) for r in reports},
            dict(by_fingerprint),
        )


def foreign(sheet: FilledSheet, audit_keys: AuditKeys) -> Problem | None:
    """Why a whole sheet belongs to another audit, or ``None``."""
    if sheet.report_id is None:
        is_foreign = sheet.rows and not any(r.fingerprint in audit_keys.findings for r in sheet.rows)
        return Problem(sheet.source, sheet.name, "other-findings", "sheet") if is_foreign else None
    if sheet.report_id not in audit_keys.editions:
        return Problem(sheet.source, sheet.name, "other-report", "sheet", {"report": sheet.report_id})
    sha256, day = audit_keys.editions[sheet.report_id]
    if sheet.edition != sha256:
        params = {"report": sheet.report_id, "day": day, "sheet": (sheet.edition or "?")[:8], "audit": sha256[:8]}
        return Problem(sheet.source, sheet.name, "other-edition", "sheet", params)
    return None


def placed(sheet: FilledSheet, row: FilledRow, audit_keys: AuditKeys | None) -> tuple[str, FilledRow] | Problem:
    """The report a row is about, and the row with its rule and item; or why it belongs to none."""
    report_id = sheet.report_id or row.text("report").strip() or None
    if row.question:
        if report_id is None:
            return Problem(sheet.source, row.place, "no-mark", "row")
        if audit_keys and (row.question, row.seen) not in audit_keys.signs.get(report_id, frozenset()):
            return Problem(sheet.source, row.place, "other-question", "row", {"question": row.question})
        return report_id, row
    if audit_keys is None:
        return (report_id, row) if report_id else Problem(sheet.source, row.place, "which-report", "row")
    reports = audit_keys.findings.get(row.fingerprint or "", {})
    name = report_id or next(iter(reports), None)
    if name is None or name not in reports:
        return Problem(sheet.source, row.place, "other-finding", "row", {"sign": row.fingerprint})
    rule, item = reports[name]
    return name, replace(row, rule=rule, item=item)
