"""What a person decided about a finding or a checklist question: the value that sheets, files and the archive share.

Decisions are kept as JSON (:func:`dump`, :func:`load`); :mod:`pia_audit.audits.carry_over` lays them over
a later audit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from pia_audit.model.files import InputError, TooLarge, read_bounded
from pia_audit.model.plain_values import as_data

Verdict = Literal["fine", "correct", "open", "not-applicable"]
"""``fine``: looked at, nothing to do. ``correct``: to be corrected. ``open``: still being looked at.
``not-applicable``: the question or finding does not concern this report."""

VERDICTS: tuple[Verdict, ...] = ("fine", "correct", "open", "not-applicable")

VERSION = 1
MAX_FILE = 64 * 1024 * 1024
"""Largest file of decisions that is read, in bytes."""


class Decision(Struct, frozen=True):
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


class Standing(Struct, frozen=True):
    """A decision and what became of it in an audit."""

    decision: Decision
    status: Status


class QuestionState(Struct, frozen=True):
    """What a checklist question is known by in an audit: its answer's sign and state, and the findings under it."""

    sign: str
    state: str
    findings: tuple[str, ...]
    edition: str


Signs = Mapping[tuple[str, str], QuestionState]
"""By report id and question id."""


def statement(decision: Decision) -> tuple[object, ...]:
    """What a decision is about and says, wherever it was read from."""
    d = decision
    return d.report_id, d.question, d.fingerprint, d.verdict, d.reason, d.by, d.on, d.until


class BadDecisions(InputError):
    """A file of decisions that cannot be used."""

    sentences = ("checklist", "decisions")


def dump(decisions: Iterable[Decision]) -> str:
    """Decisions as JSON; any text comes back as it was."""
    data = {"version": VERSION, "decisions": [as_data(d) for d in decisions]}
    text = json.dumps(data, ensure_ascii=False, indent=1, default=str)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair is no text in UTF-8
        text = json.dumps(data, indent=1, default=str)
    return text + "\n"


def load(path: Path) -> tuple[Decision, ...]:
    """The decisions in a file; raises :class:`BadDecisions` for a file that is missing or holds something else."""
    try:
        data = json.loads(read_bounded(path, MAX_FILE).decode("utf-8-sig"))
    except TooLarge as error:
        raise BadDecisions(path, "too-large", limit=MAX_FILE) from error
    except OSError as error:
        raise BadDecisions(path, "cannot-open", why=error.strerror or "?") from error
    except (ValueError, RecursionError) as error:
        raise BadDecisions(path, "no-json") from error
    if not isinstance(data, dict) or not isinstance(data.get("decisions"), list):
        raise BadDecisions(path, "no-decisions")
    if data.get("version") != VERSION:
        raise BadDecisions(path, "other-version", version=data.get("version"), known=VERSION)
    return tuple(_decision(path, number, d) for number, d in enumerate(data["decisions"], 1))


_NAMES = Decision.__struct_fields__
_DAYS = ("on", "until")
NEEDED = ("report_id", "verdict", "reason", "by")
"""What every decision says."""


def _decision(path: Path, number: int, data: Any) -> Decision:
    """One entry; a wrong value is told with the entry's number."""
    try:
        made = of_data(data)
        if (made.fingerprint is None) == (made.question is None):
            raise ValueError("about neither or both")
    except ValueError as error:
        raise BadDecisions(path, "bad-entry", number=number) from error
    return made


def of_data(data: Any) -> Decision:
    """A decision out of plain data; a key of a later version is left alone. Raises ``ValueError`` for a wrong value."""
    if not isinstance(data, dict):
        raise ValueError("no table")
    values: dict[str, Any] = {n: data[n] for n in _NAMES if data.get(n) is not None}
    texts = all(isinstance(v, str) for v in values.values()) and all(n in values for n in NEEDED)
    if not texts or values["verdict"] not in VERDICTS:
        raise ValueError("wrong values")
    return Decision(**values | {n: date.fromisoformat(values[n]) for n in _DAYS if n in values})


def is_overdue(decision: Decision, today: date) -> bool:
    """Whether the day by which something was to be done, or looked at again, has passed."""
    return decision.until is not None and decision.until < today
