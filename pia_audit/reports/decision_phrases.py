"""What was decided before and what became of it, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from pia_audit.audits.decisions import Decision, Standing, Status
from pia_audit.messages.wording import Wording
from pia_audit.model.plain_values import as_data

_WIDTH = 140

QUIET: tuple[Status, ...] = ("fits", "earlier", "elsewhere")
"""What asks for nothing now: told by number, not one by one."""


class Decided(Struct, frozen=True):
    """A decision and what became of it; ``says`` is verdict, day, person, reason and due day as one line."""

    decision: Decision
    status: Status
    status_text: str
    verdict: str
    about: str
    says: str

    @property
    def overdue(self) -> bool:
        """Whether its day has passed."""
        return self.status == "overdue"

    def as_data(self) -> dict[str, Any]:
        """Plain data for JSON; days are ISO text."""
        days = {n: day.isoformat() if (day := getattr(self.decision, n)) else None for n in ("on", "until")}
        return as_data(self.decision) | days | {"status": self.status, "status_text": self.status_text}


def decided(standing: Standing, wording: Wording) -> Decided:
    """A standing in words."""
    parts = parts_of(standing.decision, wording)
    return Decided(
        standing.decision,
        standing.status,
        wording.say("checklist", f"status.{standing.status}"),
        parts["verdict"],
        about(standing.decision, wording),
        wording.say("model", "decided.says", **parts),
    )


def overview(outcomes: Sequence[Decided], wording: Wording, limit: int | None = None) -> str:
    """What became of decisions: those that ask for nothing now by number only, of the others up to ``most`` one by
    one; nothing without decisions."""
    if not outcomes:
        return ""
    counts = Counter(d.status for d in outcomes)
    phrases = [
        wording.say("checklist", "decided.each", status=wording.say("checklist", f"short.{status}"), count=number)
        for status, number in counts.items()
    ]
    joined = ("、" if wording.lang == "ja" else ", ").join(phrases)
    lines = [f"  {line(d, wording, report=True)}" for d in outcomes if d.status not in QUIET]
    head = wording.say("checklist", "decided.head", count=len(outcomes), counts=joined)
    if limit is None or len(lines) <= limit:
        return "\n".join([head, *lines])
    more = wording.say("checklist", "decided.more", shown=limit, of=len(lines))
    return "\n".join([head, *lines[:limit], f"  {more}"])


def parts_of(decision: Decision, wording: Wording) -> dict[str, str]:
    """A decision's parts in words."""
    until = decision.until.isoformat() if decision.until else ""
    return {
        "verdict": wording.say("decisions", f"verdict.{decision.verdict}"),
        "on": decision.on.isoformat() if decision.on else wording.ui("unknown"),
        "by": " ".join(decision.by.split()),
        "reason": " ".join(decision.reason.split())[:_WIDTH],
        "until": wording.say("checklist", "found.before_until", until=until) if until else "",
    }


def about(decision: Decision, wording: Wording) -> str:
    """What a decision is about, in short."""
    if decision.question:
        return wording.say("checklist", "decided.question", question=decision.question)
    return " ".join(t for t in (decision.rule, decision.item or decision.fingerprint) if t)


def line(outcome: Decided, wording: Wording, *, report: bool = False) -> str:
    """A decision, what it is about and what became of it; with ``report`` also whose report."""
    subject = f"{outcome.decision.report_id} {outcome.about}" if report else outcome.about
    parts = parts_of(outcome.decision, wording)
    return wording.say("checklist", "decided.line", what=subject, status=outcome.status_text, **parts)
