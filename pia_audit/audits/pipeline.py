"""The way of a corpus to the findings that count, stage by stage.

    read      readers.read_paths, Corpus.of      files          -> Corpus
    replay    history.corpus_replay.replayed     Corpus         -> Corpus with steps and states
    compare   compare.reconcile.reconciled                      -> … with pairs, differences, leaves, accounts
    evidence  history.evidence.evidenced                        -> … with evidence: Prepared
    check     the rules, one by one              Prepared       -> Checked
    settle    which findings count               Checked        -> Settled

A corpus goes only forward: what a stage adds is there for those behind it, and none calls one before it. Rules get the
corpus of :class:`Prepared`, which nothing else makes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

import polars as pl
from msgspec import Struct

from pia_audit.audits.baseline import Baseline, BaselineEntry
from pia_audit.audits.duplicates import without_duplicates
from pia_audit.audits.selection import Choices
from pia_audit.audits.suppressions import Suppression, suppressed
from pia_audit.history.corpus_replay import replayed
from pia_audit.history.evidence import evidenced
from pia_audit.law import Amendment
from pia_audit.law import calendar as full_calendar
from pia_audit.model import Unread
from pia_audit.model.frames import Corpus
from pia_audit.rules.quarantine import quarantined
from pia_audit.rules.registry import CONFIDENCE, Rule, complete, rules, unusable


class Prepared(Struct, frozen=True):
    """A corpus of which all is known that rules ask for."""

    corpus: Corpus


class Checked(Struct, frozen=True):
    """What each rule gave, as it gave it, and the rules that could not be run."""

    corpus: Corpus
    frames: tuple[tuple[Rule, pl.DataFrame], ...]
    problems: tuple[Unread, ...]

    @property
    def failed(self) -> frozenset[str]:
        """The codes of the rules that could not be run."""
        return frozenset(str(u.params["rule"]) for u in self.problems if u.code == "rule-failed")


class Settled(Struct, frozen=True):
    """The findings that count, what was set aside marked as that; ``stale`` are suppressions that are over or fit
    nothing, ``gone`` what the baseline has and this audit does not, ``known`` what a baseline written now would hold,
    ``left_out`` report id and fingerprint of the findings below the confidence asked for."""

    findings: pl.DataFrame
    stale: tuple[Unread, ...]
    gone: tuple[BaselineEntry, ...]
    known: tuple[BaselineEntry, ...]
    left_out: frozenset[tuple[str, str]]


# --- replay, compare, evidence ------------------------------------------------------------------------


def prepared(corpus: Corpus, calendar: Sequence[Amendment], as_of: date | None, *, spans: bool) -> Prepared:
    """The corpus with its history undone, its editions reconciled, and what changed passages tell of time.

    Args:
        corpus: as read, or reconciled already.
        calendar: a body's own amendments.
        as_of: the day rules take for today.
        spans: whether the places of the differences are worked out.
    """
    return Prepared(evidenced(compared(corpus, spans), full_calendar(calendar)).having(as_of=as_of))


def compared(corpus: Corpus, spans: bool) -> Corpus:
    """The corpus replayed, and its editions reconciled where there are several of them and they are not yet."""
    corpus = replayed(corpus)
    if corpus.editions.height > 1 and not corpus.pairs.height:
        from pia_audit.compare.reconcile import reconciled  # one edition needs none of it

        return reconciled(corpus, spans=spans)
    return corpus


# --- check --------------------------------------------------------------------------------------------


def checked(prepared: Prepared, choices: Choices) -> Checked:
    """What the chosen rules find; a rule that fails hides the findings of no other."""
    problems = list(unusable())
    frames = tuple(_run(prepared.corpus, _with_companions(choices.rules()), problems))
    return Checked(prepared.corpus, frames, tuple(problems))


def _run(corpus: Corpus, chosen: list[Rule], problems: list[Unread]) -> Iterable[tuple[Rule, pl.DataFrame]]:
    for r in chosen:
        try:
            yield r, r.check(corpus)
        except Exception as error:  # whatever it is, it is told, and the others are run
            params = {"rule": r.code, "reason": f"{type(error).__name__}: {error}"}
            problems.append(Unread("", "rule-failed", params=params, fatal=False))


def _with_companions(chosen: list[Rule]) -> list[Rule]:
    """The rules to run: those that may tell a chosen rule's fact better run as well, unseen."""
    companions = {code for r in chosen for o in r.entry.outranked for code in o.by}
    return [r for r in rules() if r in chosen or r.code in companions]


# --- settle -------------------------------------------------------------------------------------------


def settled(
    checked: Checked,
    choices: Choices,
    suppressions: Sequence[Suppression],
    today: date | None,
    baseline: Baseline | None,
    min_confidence: str,
) -> Settled:
    """Which findings count: told once, not about what was read unsurely, chosen, not set aside, not known, sure enough.

    Args:
        checked: what the rules gave.
        choices: which rules count for which report, and how much.
        suppressions: findings somebody has set aside.
        today: the day on which suppressions are looked at.
        baseline: the findings of before.
        min_confidence: the least confidence of those that are not left out.
    """
    corpus = checked.corpus
    findings = without_duplicates(complete(checked.frames, corpus), corpus)
    findings = choices.applied(quarantined(findings, corpus))
    report_ids = set(corpus.editions.get_column("report_id"))
    is_covered = partial(_covers, choices, report_ids, checked.failed)
    findings, stale = suppressed(findings, suppressions, today, report_ids, is_covered)
    states = baseline.states(findings) if baseline is not None else pl.lit(None, pl.String)
    findings = findings.with_columns(baseline=states, decision=pl.lit(None, pl.Int64))
    absent_findings, unjudged = baseline.split(findings, is_covered) if baseline is not None else ([], [])
    unsure = ~pl.col("confidence").is_in(CONFIDENCE[: CONFIDENCE.index(min_confidence) + 1])
    return Settled(
        findings.filter(~unsure),
        tuple(stale),
        tuple(absent_findings),
        (*baseline_entries(findings, corpus), *unjudged) if baseline is not None else (),
        frozenset(findings.filter(unsure).select("report_id", "fingerprint").iter_rows()),
    )


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
