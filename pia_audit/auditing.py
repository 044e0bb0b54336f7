"""Runs rules over a corpus: selects them, keeps one failing rule from hiding another, applies suppressions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pia_audit.history.corpus import replayed
from pia_audit.law import Amendment
from pia_audit.law import calendar as full_calendar
from pia_audit.model import Corpus, Unread
from pia_audit.rules.catalogue import SEVERITIES
from pia_audit.rules.once import once
from pia_audit.rules.registry import CONFIDENCE, Rule, complete, rules
from pia_audit.timing.evidence import evidenced

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Suppression:
    """A finding somebody has looked at: which, why, who, and until when (``None``: without an end).

    ``fingerprint`` names one finding; without it every finding of ``code`` (in ``report``, if given) is meant.
    """

    code: str
    reason: str
    by: str
    until: date | None = None
    fingerprint: str | None = None
    report: str | None = None


@dataclass(frozen=True)
class Audit:
    """What an audit gives: the replayed corpus, the findings and what could not be read.

    ``findings`` has the columns of :data:`pia_audit.rules.registry.COLUMNS` and ``suppressed`` (the reason,
    null when the finding stands).
    """

    corpus: Corpus
    findings: pl.DataFrame
    unread: tuple[Unread, ...]

    def summary(self) -> dict[str, int]:
        """How many findings stand, by severity."""
        import polars as pl

        standing = self.findings.filter(pl.col("suppressed").is_null())
        counts = dict(standing.group_by("severity").len().iter_rows())
        return {s: counts.get(s, 0) for s in SEVERITIES}

    def unread_rules(self) -> bool:
        """Whether a rule could not be run, so that its findings are not known."""
        return any(u.code == "rule-failed" for u in self.unread)

    def reaches(self, fail_on: str) -> bool:
        """Whether a standing finding is at or above ``fail_on`` (``never``: no)."""
        if fail_on == "never":
            return False
        summary = self.summary()
        return any(summary[s] for s in SEVERITIES[: SEVERITIES.index(fail_on) + 1])


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
    spans: bool = True,
) -> Audit:
    """Check a corpus by the selected rules (codes or their beginnings such as ``PIA3``; none: all).

    Editions of one report are reconciled in the order of publication, unless the corpus comes reconciled.
    ``today`` is the day on which suppressions are looked at, ``as_of`` the day rules take for today (default:
    each edition's 公表日), ``calendar`` a body's own amendments beside the Act's. Without ``spans`` the places of the
    differences are not worked out, which no finding asks for.
    """
    import polars as pl

    corpus = replayed(corpus)
    if corpus.editions.height > 1 and not corpus.pairs.height:
        from pia_audit.compare.reconcile import reconciled  # one edition needs none of it

        corpus = reconciled(corpus, spans=spans)
    corpus = evidenced(corpus, full_calendar(calendar)).having(as_of=as_of)
    problems: list[Unread] = []
    chosen = _chosen(tuple(select), tuple(ignore))
    found = list(_run(corpus, _with_companions(chosen), problems))
    findings = once(complete(found, corpus), corpus)
    findings = findings.filter(pl.col("rule").is_in([r.code for r in chosen]))
    allowed = CONFIDENCE[: CONFIDENCE.index(min_confidence) + 1]
    findings = findings.filter(pl.col("confidence").is_in(allowed))
    findings, stale = _suppress(findings, suppressions, today)
    return Audit(corpus, findings, (*problems, *stale))


def _chosen(select: tuple[str, ...], ignore: tuple[str, ...]) -> list[Rule]:
    def named(r: Rule, names: tuple[str, ...]) -> bool:
        return any(r.code.startswith(n.upper()) for n in names) or (bool(names) and r.entry.slug in names)

    return [r for r in rules() if (not select or named(r, select)) and not named(r, ignore)]


_FAMILIES = ("PIA2", "PIA3")


def _with_companions(chosen: list[Rule]) -> list[Rule]:
    """The rules to run: those that may tell a chosen rule's fact better run as well, unseen."""
    if not any(r.code.startswith(_FAMILIES) for r in chosen):
        return chosen
    return [r for r in rules() if r in chosen or r.code.startswith(_FAMILIES)]


def _run(corpus: Corpus, chosen: list[Rule], problems: list[Unread]) -> Iterable[tuple[Rule, pl.DataFrame]]:
    for r in chosen:
        try:
            yield r, r.check(corpus)
        except Exception as error:  # a failing rule must not hide the findings of the others
            params = {"rule": r.code, "reason": f"{type(error).__name__}: {error}"}
            problems.append(Unread("", "rule-failed", params=params, fatal=False))


def _suppress(
    findings: pl.DataFrame, suppressions: Sequence[Suppression], today: date | None
) -> tuple[pl.DataFrame, list[Unread]]:
    """Mark suppressed findings with the reason; suppressions that are over or fit nothing are told."""
    import polars as pl

    mark = pl.lit(None, pl.String)
    told: list[Unread] = []
    for s in suppressions:
        params = {"code": s.code, "reason": s.reason, "until": s.until, "fingerprint": s.fingerprint or ""}
        if s.until and today and s.until < today:
            told.append(Unread("", "suppression-over", params=params, fatal=False))
            continue
        fits = pl.col("rule") == s.code
        if s.fingerprint:
            fits &= pl.col("fingerprint") == s.fingerprint
        if s.report:
            fits &= pl.col("report_id") == s.report
        if not findings.select(fits.any()).item():
            told.append(Unread("", "suppression-unused", params=params, fatal=False))
        mark = pl.when(fits).then(pl.lit(f"{s.reason} ({s.by})")).otherwise(mark)
    return findings.with_columns(suppressed=mark), told
