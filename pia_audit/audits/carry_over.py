"""Decisions laid over a later audit: what was decided, what is overdue, what came back, what fits nothing any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from pia_audit.audits.decisions import Decision, Sign, Signs, Standing, Status, is_overdue

if TYPE_CHECKING:
    import polars as pl

    from pia_audit.audits.run import Audit


def apply(audit: Audit, decisions: Sequence[Decision], today: date, signs: Signs | None = None) -> Audit:
    """The audit with decisions laid over it.

    A finding decided as ``fine`` or ``not-applicable`` counts as confirmed, until the decision's day; so do the
    findings of a question decided so, as long as its sign is the same. The column ``decision`` of the findings says
    which standing speaks of them; ``standings`` tells what became of each
    decision, the last one where there are several about one thing; without ``signs`` those about questions are
    ``unknown``.
    """
    told = tuple(standings(audit, latest(decisions), today, signs or {}))
    found = dict.fromkeys(audit.findings.select("report_id", "fingerprint").iter_rows())
    marks: dict[tuple[str, str], int] = {}
    # What was decided of one finding goes before what was decided of its question.
    for n, s in sorted(enumerate(told), key=lambda p: p[1].decision.fingerprint is not None):
        if s.status in ("fits", "overdue"):
            covered = ((s.decision.report_id, fingerprint) for fingerprint in _covered(s.decision, signs or {}))
            marks |= {key: n for key in covered if key in found}
    findings = _marked(audit.findings, marks, told, len(audit.standings))
    return replace(audit, findings=findings, standings=(*audit.standings, *told))


def latest(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Of several decisions about one thing the last one taken; of one day the later in order."""
    held: dict[tuple[str, str], Decision] = {}
    for d in decisions:
        key = (d.report_id, d.question or d.fingerprint or "")
        before = held.get(key)
        if before is None or (d.on or date.min) >= (before.on or date.min):
            held[key] = d
    return tuple(held.values())


def _covered(decision: Decision, signs: Signs) -> tuple[str, ...]:
    if decision.fingerprint:
        return (decision.fingerprint,)
    return signs[decision.report_id, decision.question or ""].findings


def _marked(
    findings: pl.DataFrame, marks: Mapping[tuple[str, str], int], told: Sequence[Standing], before: int
) -> pl.DataFrame:
    """The findings with the number of the standing that speaks of them, and its reason where it sets them aside."""
    if not marks:
        return findings
    schema = {"report_id": pl.String, "fingerprint": pl.String, "number": pl.Int64, "aside": pl.String}
    lines = [(*key, before + n, _aside(told[n])) for key, n in marks.items()]
    table = pl.DataFrame(lines, schema=schema, orient="row")
    joined = findings.join(table, on=["report_id", "fingerprint"], how="left", maintain_order="left")
    aside, number = pl.coalesce("suppressed", "aside"), pl.coalesce("number", "decision")
    return joined.with_columns(suppressed=aside, decision=number).drop("number", "aside")


def _aside(standing: Standing) -> str | None:
    """Why a finding counts as confirmed: what is to be done, or to be looked at again, does not."""
    d = standing.decision
    sets_aside = standing.status == "fits" and d.verdict in ("fine", "not-applicable")
    return f"{d.reason} ({d.by})".encode("utf-8", "replace").decode() if sets_aside else None  # half characters


def standings(audit: Audit, decisions: Iterable[Decision], today: date, signs: Signs) -> Iterable[Standing]:
    """What became of each decision, in their order."""
    reports = set(audit.corpus.editions.get_column("report_id"))
    columns = audit.findings.select("report_id", "fingerprint", "rule", "item_id").iter_rows()
    found = {(report, fingerprint): (rule, item) for report, fingerprint, rule, item in columns}
    decided = tuple(decisions)
    taken = {(d.report_id, d.fingerprint) for d in decided if d.fingerprint}
    spots = {(key[0], *about) for key, about in found.items() if key not in taken}
    for d in decided:
        if d.report_id not in reports:
            yield Standing(d, "elsewhere")
        elif d.question is not None:
            yield Standing(d, _of_question(d, today, signs.get((d.report_id, d.question))))
        elif (d.report_id, d.fingerprint) in found:
            yield Standing(d, "overdue" if is_overdue(d, today) else "fits")
        elif not d.rule or not audit.looked(d.report_id, d.rule) or (d.report_id, d.fingerprint) in audit.left_out:
            yield Standing(d, "unknown")
        else:
            yield Standing(d, "returned" if (d.report_id, d.rule, d.item) in spots else _gone(d))


def _gone(decision: Decision) -> Status:
    return "settled" if decision.verdict in ("correct", "open") else "unfit"


def _of_question(decision: Decision, today: date, now: Sign | None) -> Status:
    if now is None:
        return "unknown"
    if decision.seen == now.sign:
        same = decision.edition is None or decision.edition == now.edition
        if not same and not now.findings and decision.verdict in ("fine", "not-applicable"):
            return "earlier"  # what is still to be done goes on from edition to edition, what was found right does not
        return "overdue" if is_overdue(decision, today) else "fits"
    if now.state == "check":
        return "returned"
    return "settled" if now.state == "fine" and decision.verdict in ("correct", "open") else "unfit"
