"""What a person decided about a finding or a checklist question: the value that sheets, files and the archive share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Verdict = Literal["fine", "correct", "open", "not-applicable"]
"""``fine``: looked at, nothing to do. ``correct``: to be corrected. ``open``: still being looked at.
``not-applicable``: the question or finding does not concern this report."""

VERDICTS: tuple[Verdict, ...] = ("fine", "correct", "open", "not-applicable")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: about the finding ``fingerprint`` or the checklist ``question`` of one report, never both.

    ``rule`` is the finding's code; ``on`` the day it was decided, ``until`` the day by which something is to be
    done or the decision is to be looked at again; ``source`` the sheet it was read from, with its place.
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
