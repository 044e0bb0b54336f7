"""The reports of a year by what matters: those with errors first, then by what the gravest finding is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from pia_audit.reports.finding import Finding
from pia_audit.reports.matters import Matter, matters
from pia_audit.reports.report import AuditReport, ReportHead
from pia_audit.rules.catalogue import SEVERITIES


class Ranked(Struct, frozen=True):
    """A report in its place.

    Attributes:
        head: the report.
        section: the section that keeps it (所管課); empty where none is known.
        counts: how many findings stand, by severity.
        new: how many of these an earlier run did not have; ``None`` where there was none.
        solved: how many findings of the earlier run are gone.
        matters: what there is to look into, what weighs most first.
    """

    head: ReportHead
    section: str
    counts: Mapping[str, int]
    new: int | None
    solved: int
    matters: tuple[Matter, ...]

    @property
    def first(self) -> str:
        """What to look at first, in a line; empty without an error or a warning."""
        leading = next((m for m in self.matters if m.severity != "info"), None)
        return " ".join(f"{leading.title}: {leading.where}".split()) if leading else ""

    @property
    def worst(self) -> str:
        """The gravest severity found; ``none`` without a finding."""
        return next((s for s in SEVERITIES if self.counts[s]), "none")


def ranked(report: AuditReport, sections: Mapping[str, str]) -> tuple[Ranked, ...]:
    """The reports of an audit, those that matter most first.

    Args:
        report: the audit in words; its findings stand in the order of what matters.
        sections: each report's section, by report id.

    Returns:
        By number of errors, then of warnings, then by what the first finding is about (the account of changes before
        the writing of labels), then by what is for information; equal ones by their ids.
    """
    findings: dict[str, list[Finding]] = {head.report_id: [] for head in report.reports}
    places: dict[str, int] = {}
    for rank, f in enumerate(f for f in report.findings if f.suppressed is None):
        findings[f.report_id].append(f)
        places.setdefault(f.report_id, rank)
    solved = Counter(f.report_id for f in report.gone)
    lines = [
        _ranked(h, sections.get(h.report_id, ""), findings[h.report_id], solved[h.report_id], report.lang, report.known)
        for h in report.reports
    ]

    def weight(line: Ranked) -> tuple[int, int, int, int, str]:
        name = line.head.report_id
        grave = places.get(name, len(report.findings)) if line.worst in SEVERITIES[:2] else 0
        return -line.counts["error"], -line.counts["warning"], grave, -line.counts["info"], name

    return tuple(sorted(lines, key=weight))


def _ranked(
    head: ReportHead, section: str, findings: Sequence[Finding], solved: int, lang: str,
    known: Mapping[str, int] | None,
) -> Ranked:  # fmt: skip
    severities = Counter(f.severity for f in findings)
    new = None if known is None else sum(f.baseline == "new" for f in findings)
    return Ranked(head, section, {s: severities[s] for s in SEVERITIES}, new, solved, matters(findings, lang))
