"""What a person decided about a finding or a checklist question: the value that sheets, files and the archive share.

Decisions are kept as JSON (:func:`dump`, :func:`load`) and laid over a later audit (:func:`apply`), which then shows
what was decided, what is overdue, what came back and what a decision no longer fits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import polars as pl

    from pia_audit.auditing import Audit

Verdict = Literal["fine", "correct", "open", "not-applicable"]
"""``fine``: looked at, nothing to do. ``correct``: to be corrected. ``open``: still being looked at.
``not-applicable``: the question or finding does not concern this report."""

VERDICTS: tuple[Verdict, ...] = ("fine", "correct", "open", "not-applicable")

VERSION = 1
MAX_FILE = 64 * 1024 * 1024
"""Largest file of decisions that is read, in bytes."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: about the finding ``fingerprint`` or the checklist ``question`` of one report, never both.

    ``rule`` is the finding's code; ``on`` the day it was decided, ``until`` the day by which something is to be
    done or the decision is to be looked at again; ``source`` the sheet it was read from, with its place. ``item`` is
    what the finding is about, ``seen`` the sign of what the tool had found for the question, ``edition`` the sha256 of
    the edition that was looked at.
    """

    report_id: str
    verdict: Verdict
    reason: str
    by: str
    fingerprint: str | None = None
    rule: str | None = None
    question: str | None = None
    on: date | None = None
    until: date | None = None
    source: str = ""
    item: str | None = None
    seen: str | None = None
    edition: str | None = None


Status = Literal["fits", "overdue", "returned", "settled", "unfit", "earlier", "unknown", "elsewhere"]
"""``fits``: it stands. ``overdue``: it stands, its day has passed. ``returned``: what it was about is there again with
other content. ``settled``: what was to be corrected or was open is no longer found. ``unfit``: it fits nothing any
more. ``earlier``: a question decided on an earlier edition. ``unknown``: the rule was not run, or its finding left out
as uncertain. ``elsewhere``: its report is not in this audit."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision and what became of it in an audit."""

    decision: Decision
    status: Status


@dataclass(frozen=True, slots=True)
class Sign:
    """What a checklist question is known by in an audit: its answer's sign and state, and the findings under it."""

    sign: str
    state: str
    findings: tuple[str, ...]
    edition: str


Signs = Mapping[tuple[str, str], Sign]
"""By report id and question id."""


def said(decision: Decision) -> tuple[object, ...]:
    """What a decision is about and says, wherever it was read from."""
    d = decision
    return d.report_id, d.question, d.fingerprint, d.verdict, d.reason, d.by, d.on, d.until


class BadDecisions(ValueError):
    """A file of decisions that cannot be used: ``path``, and the ``reason`` as a message key with its ``params``."""

    def __init__(self, path: Path, reason: str, **params: Any) -> None:
        super().__init__(f"{path}: {reason} {params}")
        self.path, self.reason, self.params = path, reason, params


def dump(decisions: Iterable[Decision]) -> str:
    """Decisions as JSON; any text comes back as it was."""
    data = {"version": VERSION, "decisions": [asdict(d) for d in decisions]}
    text = json.dumps(data, ensure_ascii=False, indent=1, default=str)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair is no text in UTF-8
        text = json.dumps(data, indent=1, default=str)
    return text + "\n"


def load(path: Path) -> tuple[Decision, ...]:
    """The decisions in a file; raises :class:`BadDecisions` for a file that is missing or holds something else."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE + 1)
        if len(content) > MAX_FILE:
            raise BadDecisions(path, "too-large", limit=MAX_FILE)
        data = json.loads(content.decode("utf-8-sig"))
    except OSError as error:
        raise BadDecisions(path, "cannot-open", why=error.strerror or "?") from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, BadDecisions):
            raise
        raise BadDecisions(path, "no-json") from error
    if not isinstance(data, dict) or not isinstance(data.get("decisions"), list):
        raise BadDecisions(path, "no-decisions")
    if data.get("version") != VERSION:
        raise BadDecisions(path, "other-version", version=data.get("version"), known=VERSION)
    return tuple(_decision(path, number, d) for number, d in enumerate(data["decisions"], 1))


_NAMES = tuple(f.name for f in fields(Decision))
_DAYS = ("on", "until")
_NEEDED = ("report_id", "verdict", "reason", "by")


def _decision(path: Path, number: int, data: Any) -> Decision:
    """One entry; a key of a later version is left alone, a wrong value is told with the entry's number."""
    try:
        known: dict[str, Any] = {n: data[n] for n in _NAMES if data.get(n) is not None}
        about = ("fingerprint" in known) + ("question" in known)
        texts = all(isinstance(v, str) for v in known.values()) and all(n in known for n in _NEEDED)
        if not texts or about != 1 or known["verdict"] not in VERDICTS:
            raise BadDecisions(path, "bad-entry", number=number)
        return Decision(**known | {n: date.fromisoformat(known[n]) for n in _DAYS if n in known})
    except (AttributeError, TypeError, ValueError) as error:
        raise BadDecisions(path, "bad-entry", number=number) from error


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
    import polars as pl

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
    return f"{d.reason} ({d.by})" if sets_aside else None


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


def is_overdue(decision: Decision, today: date) -> bool:
    """Whether the day by which something was to be done, or looked at again, has passed."""
    return decision.until is not None and decision.until < today


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
