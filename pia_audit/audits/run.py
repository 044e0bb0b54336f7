"""Runs rules over a corpus, keeps one failing rule from hiding another, and applies what was decided before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from pia_audit.audits.baseline import Baseline, BaselineEntry
from pia_audit.audits.duplicates import without_duplicates
from pia_audit.audits.selection import Choice, Choices, same_report
from pia_audit.audits.suppressions import Suppression as Suppression
from pia_audit.audits.suppressions import suppressed
from pia_audit.history.corpus_replay import replayed
from pia_audit.history.evidence import evidenced
from pia_audit.law import Amendment
from pia_audit.law import calendar as full_calendar
from pia_audit.model import Unread
from pia_audit.model.frames import Corpus
from pia_audit.rules.catalogue import SEVERITIES
from pia_audit.rules.quarantine import quarantined
from pia_audit.rules.registry import CONFIDENCE, Rule, complete, rules, unusable

if TYPE_CHECKING:
    import polars as pl

    from pia_audit.audits.decisions import Standing


@dataclass(frozen=True)
class Audit:
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
    corpus = evidenced(_compared(corpus, spans), full_calendar(calendar)).having(as_of=as_of)
    problems = list(unusable())
    choices = Choices(Choice(tuple(select), tuple(ignore), severity or {}), reports or {})
    rule_frames = list(_run(corpus, _with_companions(choices.rules()), problems))
    findings = choices.applied(quarantined(without_duplicates(complete(rule_frames, corpus), corpus), corpus))
    report_ids = set(corpus.editions.get_column("report_id"))
    failed = frozenset(str(u.params["rule"]) for u in problems if u.code == "rule-failed")
    is_covered = partial(_covers, choices, report_ids, failed)
    findings, stale = suppressed(findings, suppressions, today, report_ids, is_covered)
    states = baseline.states(findings) if baseline is not None else pl.lit(None, pl.String)
    findings = findings.with_columns(baseline=states, decision=pl.lit(None, pl.Int64))
    absent_findings, unjudged_entries = baseline.split(findings, is_covered) if baseline is not None else ([], [])
    unsure = ~pl.col("confidence").is_in(CONFIDENCE[: CONFIDENCE.index(min_confidence) + 1])
    return Audit(
        corpus,
        findings.filter(~unsure),
        (*problems, *stale, *_not_audited(corpus, suppressions, choices)),
        choices,
        suppressions=tuple(suppressions),
        gone=tuple(absent_findings),
        known=(*baseline_entries(findings, corpus), *unjudged_entries) if baseline is not None else (),
        compared=baseline is not None,
        failed=failed,
        left_out=frozenset(findings.filter(unsure).select("report_id", "fingerprint").iter_rows()),
    )


def _compared(corpus: Corpus, spans: bool) -> Corpus:
    """The corpus replayed, and its editions reconciled where there are several of them and they are not yet."""
    corpus = replayed(corpus)
    if corpus.editions.height > 1 and not corpus.pairs.height:
        from pia_audit.compare.reconcile import reconciled  # one edition needs none of it

        return reconciled(corpus, spans=spans)
    return corpus


def _covers(choices: Choices, report_ids: set[str], failed: frozenset[str], report_id: str, code: str) -> bool:
    """Whether the audit looked for findings of a rule in a report."""
    return report_id in report_ids and code not in failed and choices.checks(report_id, code)


def baseline_entries(findings: pl.DataFrame, corpus: Corpus) -> Iterable[BaselineEntry]:
    """What a baseline written now would hold of these findings."""
    days = dict(corpus.editions.select("edition_id", "published_on").iter_rows())
    columns = ["report_id", "rule", "item_id", "fingerprint", "edition_id"]
    for report, rule, item, fingerprint, edition in findings.select(columns).iter_rows():
        day = days.get(edition)
        yield BaselineEntry(report, rule, item, fingerprint, day.isoformat() if day else None)


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


def _with_companions(chosen: list[Rule]) -> list[Rule]:
    """The rules to run: those that may tell a chosen rule's fact better run as well, unseen."""
    companions = {code for r in chosen for o in r.entry.outranked for code in o.by}
    return [r for r in rules() if r in chosen or r.code in companions]


def _run(corpus: Corpus, chosen: list[Rule], problems: list[Unread]) -> Iterable[tuple[Rule, pl.DataFrame]]:
    for r in chosen:
        try:
            yield r, r.check(corpus)
        except Exception as error:  # a failing rule must not hide the findings of the others
            params = {"rule": r.code, "reason": f"{type(error).__name__}: {error}"}
            problems.append(Unread("", "rule-failed", params=params, fatal=False))
