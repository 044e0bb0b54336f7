"""An audit: what is asked of it, and what it gives; its stages are those of :mod:`pia_audit.audits.pipeline`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
from msgspec import Struct

from pia_audit.audits.baseline import Baseline, BaselineEntry
from pia_audit.audits.pipeline import checked, prepared, settled
from pia_audit.audits.selection import Choice, Choices, same_report
from pia_audit.audits.suppressions import Suppression as Suppression
from pia_audit.law import Amendment
from pia_audit.model import Unread, notebook_views
from pia_audit.model.frames import Corpus
from pia_audit.rules.catalogue import SEVERITIES

if TYPE_CHECKING:
    from pia_audit.audits.decisions import Standing


class Audit(Struct, frozen=True):
    """What an audit gives: the replayed corpus, the findings and what could not be read.

    Attributes:
        corpus: the frames the rules read, with what replay and reconciliation filled in.
        findings: a row for each finding, in the columns and dtypes of :func:`pia_audit.rules.registry.schema`, and
            ``suppressed`` (String: the reason, null when the finding stands), ``suppression`` (which of
            ``suppressions``, from 0), ``decision`` (Int64: which of ``standings``) and ``baseline`` (String: ``new``,
            ``unchanged``; null without one).
        unread: rules that could not be run, and suppressions and settings that fit nothing.
        choices: which rules count for which report.
        suppressions: those of the settings, as given.
        gone: findings of the baseline that are not found any more.
        known: what a baseline written now would hold.
        compared: whether there was a baseline.
        failed: the codes of the rules that could not be run.
        left_out: report id and fingerprint of the findings below the confidence asked for.
        standings: what became of decisions taken before (:mod:`pia_audit.audits.decisions`).
    """

    corpus: Corpus
    findings: pl.DataFrame
    unread: tuple[Unread, ...]
    choices: Choices
    suppressions: tuple[Suppression, ...] = ()
    gone: tuple[BaselineEntry, ...] = ()
    known: tuple[BaselineEntry, ...] = ()
    compared: bool = False
    failed: frozenset[str] = frozenset()
    left_out: frozenset[tuple[str, str]] = frozenset()
    standings: tuple[Standing, ...] = ()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002
        """How many findings there are, where a notebook has no room for more."""
        printer.text(f"Audit({self.summary()})")

    def _repr_html_(self) -> str:
        """The audit in a notebook; the room that words it lies above this one."""
        return notebook_views.html("result", self)

    def looked(self, report_id: str, code: str) -> bool:
        """Whether the audit looked for a rule's findings in a report, so that none found means none there."""
        is_in_corpus = report_id in self.corpus.editions.get_column("report_id")
        return is_in_corpus and code not in self.failed and self.choices.checks(report_id, code)

    def summary(self) -> dict[str, int]:
        """How many findings stand, by severity."""
        return _counts(self.findings.filter(pl.col("suppressed").is_null()))

    def unread_rules(self) -> bool:
        """Whether a rule could not be run, so that its findings are not known."""
        return any(u.code == "rule-failed" for u in self.unread)

    def reaches(self, fail_on: str) -> bool:
        """Whether a standing finding is at or above ``fail_on`` (``never``: no), without those a baseline knows."""
        if fail_on == "never":
            return False
        fresh = pl.col("suppressed").is_null() & pl.col("baseline").ne_missing("unchanged")
        summary = _counts(self.findings.filter(fresh))
        return any(summary[s] for s in SEVERITIES[: SEVERITIES.index(fail_on) + 1])


def _counts(findings: pl.DataFrame) -> dict[str, int]:
    counts = dict(findings.group_by("severity").len().iter_rows())
    return {s: counts.get(s, 0) for s in SEVERITIES}


def audit(
    corpus: Corpus,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    min_confidence: str = "low",
    suppressions: Sequence[Suppression] = (),
    today: date | None = None,
    as_of: date | None = None,
    calendar: Sequence[Amendment] = (),
    severity: Mapping[str, str] | None = None,
    reports: Mapping[str, Choice] | None = None,
    baseline: Baseline | None = None,
    spans: bool = True,
) -> Audit:
    """Check a corpus by the selected rules.

    Args:
        corpus: the editions as frames. Those of one report are reconciled in the order of publication, unless the
            corpus comes reconciled.
        select: codes, beginnings of codes (``PIA3``) or slugs; none: all rules. What names no rule chooses none.
        ignore: the same, of rules to leave out.
        min_confidence: ``high``, ``medium`` or ``low``; findings below it are in ``left_out`` alone.
        suppressions: findings somebody has set aside; marked, never dropped.
        today: the day on which suppressions are looked at (default: none of them is over).
        as_of: the day rules take for today (default: each edition's 公表日).
        calendar: a body's own amendments beside those of ``pia_audit/law/amendments.toml``.
        severity: another severity (``error``, ``warning``, ``info``) by code, beginning of a code or slug.
        reports: choices of their own for reports, by report id.
        baseline: the findings of before, to tell new ones from them.
        spans: whether the places of the differences are worked out, which no finding asks for.

    Returns:
        The findings with all they rest on. A rule that fails is told in ``unread`` and stops no other.

    Raises:
        ValueError: for a ``min_confidence`` that is none.
        polars.exceptions.InvalidOperationError: for a severity that is none.
    """
    choices = Choices(Choice(tuple(select), tuple(ignore), severity or {}), reports or {})
    results = checked(prepared(corpus, calendar, as_of, spans=spans), choices)
    counted = settled(results, choices, suppressions, today, baseline, min_confidence)
    return Audit(
        results.corpus,
        counted.findings,
        (*results.problems, *counted.stale, *_not_audited(results.corpus, suppressions, choices)),
        choices,
        suppressions=tuple(suppressions),
        gone=counted.gone,
        known=counted.known,
        compared=baseline is not None,
        failed=results.failed,
        left_out=counted.left_out,
    )


def _not_audited(corpus: Corpus, suppressions: Sequence[Suppression], choices: Choices) -> list[Unread]:
    """Reports that settings name and this audit does not hold, in one line: a mistyped id must not pass unseen."""
    report_ids = {same_report(r) for r in corpus.editions.get_column("report_id")}
    report_names = dict.fromkeys([*choices.named, *(s.report for s in suppressions if s.report)])
    missing = [r for r in report_names if same_report(r) not in report_ids]
    if not missing or not report_ids:
        return []
    return [not_audited(missing)]


def not_audited(missing: Sequence[str]) -> Unread:
    """The line that tells of reports that settings name and an audit does not hold; ``ids`` are all of them."""
    params = {"reports": list(missing[:3]), "count": len(missing), "ids": list(missing)}
    return Unread("", "reports-not-audited", params=params, fatal=False)
