"""What to look at first: the gravest findings by name, for who reads nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pia_audit.messages.wording import Wording
from pia_audit.reports.causes import by_cause
from pia_audit.reports.finding import Finding

MOST = 6
"""So many are named, those of one cause as one."""


@dataclass(frozen=True, slots=True)
class Leading:
    """A finding, or the first of several of one cause: the item or the cause it is about, and the row."""

    finding: Finding
    about: str
    row: str


def leading(findings: Sequence[Finding], wording: Wording) -> tuple[tuple[Leading, ...], int]:
    """The first errors and warnings that stand, in the model's order, and how many findings that leaves unnamed."""
    groups = by_cause(f for f in findings if f.severity != "info" and f.suppressed is None)
    return tuple(_leading(group, wording) for group in groups[:MOST]), sum(len(group) for group in groups[MOST:])


def _leading(group: Sequence[Finding], wording: Wording) -> Leading:
    f = group[0]
    if len(group) > 1 and f.cause:
        return Leading(f, f.cause, "")
    on = f.on or wording.ui("unknown")
    row = "" if f.row is None else wording.say("model", "leading.row", row=f.row, on=on)
    return Leading(f, f.item_label or ("" if row else wording.ui("whole_report")), row)
