"""Findings that somebody has looked at and set aside: marked with the reason, never dropped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import polars as pl
from msgspec import Struct

from pia_audit.audits.baseline import Looked
from pia_audit.audits.selection import same_report
from pia_audit.model import Unread


class Suppression(Struct, frozen=True):
    """A finding somebody has looked at: which, why, who, and until when (``None``: without an end).

    ``fingerprint`` names one finding; without it every finding of ``code`` (in ``report``, if given) is meant.
    """

    code: str
    reason: str
    by: str
    until: date | None = None
    fingerprint: str | None = None
    report: str | None = None

    def names(self, report_id: str) -> bool:
        """Whether the suppression speaks of that report."""
        return self.report is None or same_report(self.report) == same_report(report_id)


def suppressed(
    findings: pl.DataFrame,
    suppressions: Sequence[Suppression],
    today: date | None,
    reports: Collection[str],
    is_covered: Looked,
) -> tuple[pl.DataFrame, list[Unread]]:
    """The findings with ``suppressed`` (reason and person) and ``suppression`` (its number); what is over or unused.

    ``looked`` says of a report and a rule whether they were looked at: where they were not, a suppression that fits
    nothing is none of this audit's business.
    """
    number = pl.lit(None, pl.Int64)
    notices: list[Unread] = []
    for n, s in enumerate(suppressions):
        params = {"code": s.code, "reason": s.reason, "until": s.until, "fingerprint": s.fingerprint or ""}
        if s.until and today and s.until < today:
            notices.append(Unread("", "suppression-over", params=params, fatal=False))
            continue
        fits = _fits(s, findings)
        if not findings.select(fits.any()).item():
            if any(is_covered(report, s.code) for report in reports if s.names(report)):
                notices.append(Unread("", "suppression-unused", params=params, fatal=False))
            continue
        number = pl.when(fits).then(pl.lit(n, pl.Int64)).otherwise(number)
    reasons = {n: f"{s.reason} ({s.by})" for n, s in enumerate(suppressions)}
    reason_text = pl.col("suppression").replace_strict(reasons, default=None, return_dtype=pl.String)
    return findings.with_columns(suppression=number).with_columns(suppressed=reason_text), notices


def _fits(s: Suppression, findings: pl.DataFrame) -> pl.Expr:
    fits = pl.col("rule") == s.code
    if s.fingerprint:
        fits &= pl.col("fingerprint") == s.fingerprint
    if s.report:
        reports = findings.get_column("report_id").unique()
        fits &= pl.col("report_id").is_in([r for r in reports if s.names(r)])
    return fits
