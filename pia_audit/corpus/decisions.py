"""Decisions over a corpus: each is laid over the one partition that answers for its report, so it is told once.

A decision about a report that is nowhere belongs to the partition its report would be in, which tells of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

import polars as pl
from msgspec import Struct, field

from pia_audit.audits.carry_over import latest
from pia_audit.audits.decisions import Decision, Standing, Status, dump
from pia_audit.checklists.basis import decided
from pia_audit.corpus.layout import partition_of

if TYPE_CHECKING:
    from pia_audit.audits.run import Audit
    from pia_audit.checklists.questions import Area
    from pia_audit.reports.decision_phrases import Decided

STATUSES: tuple[Status, ...] = get_args(Status)


class Earlier(Struct, frozen=True):
    """Decisions taken before: by the number of a partition those it answers for, one about each thing.

    ``areas`` hold the questions that some of them are about.
    """

    parts: Mapping[int, tuple[Decision, ...]] = field(default_factory=dict)
    areas: tuple[Area, ...] = ()

    @classmethod
    def of(cls, decisions: Iterable[Decision], partitions: int, areas: Iterable[Area] = ()) -> Earlier:
        """Decisions by partition; of several about one thing the last one taken."""
        parts: dict[int, list[Decision]] = {}
        for d in latest(decisions):
            parts.setdefault(partition_of(d.report_id, partitions), []).append(d)
        return cls({n: tuple(part_decisions) for n, part_decisions in sorted(parts.items())}, tuple(areas))

    def for_partition(self, number: int) -> Earlier:
        """What one partition is given of them."""
        return Earlier({number: self.parts[number]}, self.areas) if number in self.parts else Earlier()

    def over(self, number: int, audit: Audit, today: date | None) -> Audit:
        """The audit of a partition with its decisions laid over it."""
        if number not in self.parts:
            return audit

        return decided(audit, self.parts[number], today or date.today(), self.areas)

    def sign(self) -> str | None:
        """What they are known by, so that results with others are not mixed; ``None`` without any."""
        if not self.parts:
            return None
        text = dump(d for part_decisions in self.parts.values() for d in part_decisions) + repr(self.areas)
        return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()

    def fits(self, number: int, statuses: Sequence[str]) -> bool:
        """Whether there is a status for each decision of a partition."""
        return len(statuses) == len(self.parts.get(number, ()))

    def standings(self, number: int, statuses: Sequence[Status]) -> tuple[Standing, ...]:
        """What became of a partition's decisions; all of them are ``unknown`` where it was not audited."""
        part_decisions = self.parts.get(number, ())
        part_statuses = statuses or [STATUSES[STATUSES.index("unknown")] for _ in part_decisions]
        return tuple(Standing(d, s) for d, s in zip(part_decisions, part_statuses, strict=True))


def columns() -> dict[str, Any]:
    """The fields of the decision that a findings file sets beside a finding: those of the JSON of ``audit``."""
    names = [*Decision.__struct_fields__, "status", "status_text"]
    return dict.fromkeys(names, pl.String)


def row(outcome: Decided | None) -> dict[str, Any] | None:
    """That decision as plain values; half characters, which no file can hold, are shown as such."""
    if outcome is None:
        return None
    return {k: v and v.encode("utf-8", "replace").decode() for k, v in outcome.as_data().items()}
