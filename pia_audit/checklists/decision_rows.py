"""From a filled row to a decision: who, when, and whether what its verdict needs is there."""

from __future__ import annotations

from datetime import date

from pia_audit.audits.decisions import VERDICTS, Decision, Verdict
from pia_audit.checklists.decision_table import DECIDED, vocabulary, word
from pia_audit.checklists.filled import FilledRow, FilledSheet, Problem
from pia_audit.japanese.dates import parse_date


def empty(row: FilledRow) -> bool:
    """Whether nobody has written anything into the row."""
    return not any(row.text(head).strip() for head in DECIDED)


def judge(sheet: FilledSheet, row: FilledRow, report_id: str) -> tuple[Decision | None, list[Problem]]:
    """The row's decision, or why it was not taken: every reason at once, each with its cell."""
    problems: list[Problem] = []

    def tell(head: str, code: str, **params: str) -> None:
        problems.append(Problem(sheet.source, row.at(head), code, "row", params))

    verdict = _verdict(row)
    if verdict is None:
        verdict_text = row.text("verdict").strip()
        tell("verdict", "unknown-verdict" if verdict_text else "no-verdict", text=verdict_text[:60])
    days = {head: _day(row.text(head)) for head in ("on", "until")}
    for head in days:
        if row.text(head).strip() and days[head] is None:
            tell(head, "bad-date", text=row.text(head).strip()[:60])
    for head in ("by", "on", *(("reason", "until") if verdict == "correct" else ())):
        if not row.text(head).strip():
            tell(head, f"no-{head}")
    if problems or verdict is None:
        return None, problems
    return Decision(
        report_id, verdict, row.text("reason"), row.text("by"),
        fingerprint=row.fingerprint, rule=row.rule or _rule(row), question=row.question,
        on=days["on"], until=days["until"], source=f"{sheet.source} {row.at('verdict')}",
        item=row.item, seen=row.seen, edition=sheet.edition,
    ), []  # fmt: skip


def _verdict(row: FilledRow) -> Verdict | None:
    verdict_key = vocabulary("verdict").get(word(row.text("verdict")))
    return next((v for v in VERDICTS if v == verdict_key), None)


def _rule(row: FilledRow) -> str | None:
    return word(row.text("rule")).upper() or None if row.fingerprint else None


def _day(text: str) -> date | None:
    """One whole day; a month or a year is none."""
    span = parse_date(text) if text.strip() else None
    return span.start if span and span.precision == "day" else None


def notes(sheet: FilledSheet, row: FilledRow, decision: Decision, today: date) -> list[Problem]:
    """What is odd about the days of a decision that was taken all the same."""
    problems = []
    if decision.on and decision.on > today:
        problems.append(Problem(sheet.source, row.at("on"), "on-later", "note", {"day": decision.on.isoformat()}))
    if decision.on and decision.until and decision.until < decision.on:
        problems.append(
            Problem(sheet.source, row.at("until"), "until-before", "note", {"day": decision.until.isoformat()})
        )
    return problems
