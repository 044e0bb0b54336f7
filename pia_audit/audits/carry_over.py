"""Decisions laid over a later audit: what was decided, what is overdue, what came back, what fits nothing any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from msgspec.structs import replace

from pia_audit.audits.decisions import Decision, QuestionState, Signs, Standing, Status, is_overdue

if TYPE_CHECKING:
    from pia_audit.audits.run import Audit


def apply(audit: Audit, decisions: Sequence[Decision], today: date, signs: Signs | None = None) -> Audit:
    """The audit with decisions laid over it.

    A finding decided as ``fine`` or ``not-applicable`` counts as confirmed, until the decision's day; so do the
    findings of a question decided so, as long as its sign is the same. The column ``decision`` of the findings says
    which standing speaks of them; ``standings`` tells what became of each
    decision, the last one where there are several about one thing; without ``signs`` those about questions are
    ``unknown``.
    """
    new_standings = tuple(standings(audit, latest(decisions), today, signs or {}))
    finding_keys = dict.fromkeys(audit.findings.select("report_id", "fingerprint").iter_rows())
    marks: dict[tuple[str, str], int] = {}
    # What was decided of one finding goes before what was decided of its question.
    for n, s in sorted(enumerate(new_standings), key=lambda p: p[1].decision.fingerprint is not None):
        if s.status in ("fits", "overdue"):
            covered = ((s.decision.report_id, fingerprint) for fingerprint in _covered(s.decision, signs or {}))
            marks |= {key: n for key in covered if key in finding_keys}
    findings = _marked(audit.findings, marks, new_standings, len(audit.standings))
    return replace(audit, findings=findings, standings=(*audit.standings, *new_standings))


def latest(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Of several decisions about one thing the last one taken; of one day the later in order."""
    latest_by_key: dict[tuple[str, str], Decision] = {}
    for d in decisions:
        key = (d.report_id, d.question or d.fingerprint or "")
        previous = latest_by_key.get(key)
        if previous is None or (d.on or date.min) >= (previous.on or date.min):
            latest_by_key[key] = d
    return tuple(latest_by_key.values())


def _covered(decision: Decision, signs: Signs) -> tuple[str, ...]:
    if decision.fingerprint:
        return (decision.fingerprint,)
    return signs[decision.report_id, decision.question or ""].findings


def _marked(
    findings: pl.DataFrame, marks: Mapping[tuple[str, str], int], new_standings: Sequence[Standing], first_number: int
) -> pl.DataFrame:
    """The findings with the number of the standing that speaks of them, and its reason where it sets them aside."""
    if not marks:
        return findings
    schema = {"report_id": pl.String, "fingerprint": pl.String, "number": pl.Int64, "aside": pl.String}
    lines = [(*key, first_number + n, _confirmation(new_standings[n])) for key, n in marks.items()]
    table = pl.DataFrame(lines, schema=schema, orient="row")
    joined = findings.join(table, on=["report_id", "fingerprint"], how="left", maintain_order="left")
    suppressed, number = pl.coalesce("suppressed", "aside"), pl.coalesce("number", "decision")
    return joined.with_columns(suppressed=suppressed, decision=number).drop("number", "aside")


def _confirmation(standing: Standing) -> str | None:
    """Why a finding counts as confirmed: what is to be done, or to be looked at again, does not."""
    d = standing.decision
    sets_aside = standing.status == "fits" and d.verdict in ("fine", "not-applicable")
    return f"{d.reason} ({d.by})".encode("utf-8", "replace").decode() if sets_aside else None  # half characters


def standings(audit: Audit, decisions: Iterable[Decision], today: date, signs: Signs) -> Iterable[Standing]:
    """What became of each decision, in their order."""
    reports = set(audit.corpus.editions.get_column("report_id"))
    columns = audit.findings.select("report_id", "fingerprint", "rule", "item_id").iter_rows()
    facts_by_key = {(report, fingerprint): (rule, item) for report, fingerprint, rule, item in columns}
    decided = tuple(decisions)
    decided_keys = {(d.report_id, d.fingerprint) for d in decided if d.fingerprint}
    spots = {(key[0], *about) for key, about in facts_by_key.items() if key not in decided_keys}
    for d in decided:
        if d.report_id not in reports:
            yield Standing(d, "elsewhere")
        elif d.question is not None:
            yield Standing(d, _of_question(d, today, signs.get((d.report_id, d.question))))
        elif (d.report_id, d.fingerprint) in facts_by_key:
            yield Standing(d, "overdue" if is_overdue(d, today) else "fits")
        elif not d.rule or not audit.looked(d.report_id, d.rule) or (d.report_id, d.fingerprint) in audit.left_out:
            yield Standing(d, "unknown")
        else:
            yield Standing(d, "returned" if (d.report_id, d.rule, d.item) in spots else _absence_status(d))


def _absence_status(decision: Decision) -> Status:
    return "settled" if decision.verdict in ("correct", "open") else "unfit"


def _of_question(decision: Decision, today: date, current: QuestionState | None) -> Status:
    if current is None:
        return "unknown"
    if decision.seen == current.sign:
        same = decision.edition is None or decision.edition == current.edition
        if not same and not current.findings and decision.verdict in ("fine", "not-applicable"):
            return "earlier"  # what is still to be done goes on from edition to edition, what was found right does not
        return "overdue" if is_overdue(decision, today) else "fits"
    if current.state == "check":
        return "returned"
    return "settled" if current.state == "fine" and decision.verdict in ("correct", "open") else "unfit"
