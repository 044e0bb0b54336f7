"""Decisions as entries, and what they say of an audit's findings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pia_audit.archive.entries import Entry, canonical, sha256
from pia_audit.auditing import Suppression
from pia_audit.decisions import Decision

if TYPE_CHECKING:
    import polars as pl

State = Literal["applies", "waits", "overdue", "again", "unfitting", "question"]
"""``applies``: the finding is set aside. ``waits``: it stands until corrected. ``overdue``: its day has passed.
``again``: to be corrected, and still found in an edition added since. ``unfitting``: no finding fits any more.
``question``: about a question of the checklist and no finding."""

SET_ASIDE = ("fine", "not-applicable")


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision, the entry that holds it, and how it stands on the day of an audit."""

    entry: int
    decision: Decision
    state: State


def values(decision: Decision, by: str) -> dict[str, Any]:
    """The fields of the entry that holds a decision."""
    data = {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(decision).items()}
    about = canonical(data)
    return {
        "kind": "decision", "by": by, "path": _text(decision.source), "name": "", "content": sha256(about),
        "size": len(about), "frames": "", "about": about.decode(),
    }  # fmt: skip


def _text(source: str) -> str:
    return source.encode("utf-8", "replace").decode()


def decision(entry: Entry) -> Decision:
    """The decision an entry holds."""
    data = json.loads(entry.about)
    days = {k: date.fromisoformat(data[k]) if data[k] else None for k in ("on", "until")}
    return Decision(**{**data, **days})


def latest(decisions: Iterable[tuple[Entry, Decision]]) -> list[tuple[Entry, Decision]]:
    """Of the decisions about one finding or question the last."""
    return list({(d.report_id, d.fingerprint, d.question): (e, d) for e, d in decisions}.values())


def suppressions(decisions: Iterable[tuple[Entry, Decision]], today: date) -> tuple[Suppression, ...]:
    """What sets findings aside on that day: verdicts that ask for nothing, and whose day has not passed."""
    return tuple(
        Suppression(d.rule, d.reason, d.by, d.until, d.fingerprint)
        for _, d in latest(decisions)
        if d.verdict in SET_ASIDE and d.fingerprint and d.rule and not _over(d, today)
    )


def standing(
    decisions: Iterable[tuple[Entry, Decision]],
    findings: pl.DataFrame,
    entries: Sequence[Entry],
    today: date,
    *,
    complete: bool = True,
) -> list[Standing]:
    """How each decision stands against the findings (``report_id`` and ``fingerprint`` are looked at).

    ``complete``: every rule was run on everything. Otherwise a decision without a finding is not told as unfitting.
    """
    found = set(findings.select("report_id", "fingerprint").iter_rows())
    newest = _newest(entries)
    out = []
    for entry, own in latest(decisions):
        fits, renewed = (own.report_id, own.fingerprint) in found, newest.get(own.report_id, 0) > entry.number
        state = _state(own, fits, renewed, today)
        if state != "unfitting" or complete:
            out.append(Standing(entry.number, own, state))
    return out


def _state(own: Decision, fits: bool, renewed: bool, today: date) -> State:
    if own.fingerprint is None:
        return "overdue" if _over(own, today) and own.verdict not in SET_ASIDE else "question"
    if not fits:
        return "unfitting"
    if own.verdict == "correct" and renewed:
        return "again"
    if _over(own, today):
        return "overdue"
    return "applies" if own.verdict in SET_ASIDE else "waits"


def _over(own: Decision, today: date) -> bool:
    return own.until is not None and own.until < today


def _newest(entries: Iterable[Entry]) -> dict[str, int]:
    """The number of the newest entry with an edition of each report."""
    return {head.report_id: e.number for e in entries for head in e.heads}
