"""Decisions: read from the archive, and written straight into it; what the page has confirmed lies there."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.app.refusals import Refusal
from pia_audit.archive import Archive
from pia_audit.archive.entries import Entry
from pia_audit.audits.carry_over import latest
from pia_audit.audits.decisions import Decision, is_overdue

Key = tuple[str, str]
"""Report id and fingerprint of a finding."""


class Record(Struct, frozen=True):
    """What was decided about one finding: the decisions with their entries' numbers, in the order they were added."""

    decisions: tuple[tuple[int, Decision], ...] = ()

    @property
    def number(self) -> int:
        """The entry that was added last; 0 where there is none."""
        return self.decisions[-1][0] if self.decisions else 0

    @property
    def current(self) -> Decision | None:
        """The decision that counts."""
        decisions = latest(d for _, d in self.decisions)
        return decisions[0] if decisions else None

    @property
    def previous(self) -> Decision | None:
        """The decision that counted before the last one was added."""
        decisions = latest(d for _, d in self.decisions[:-1])
        return decisions[0] if decisions else None

    def state(self, today: date) -> str:
        """The verdict that counts, ``late`` where its day has passed, or nothing."""
        if self.current is None:
            return ""
        return "late" if is_overdue(self.current, today) else self.current.verdict

    def aside(self, today: date) -> bool:
        """Whether the finding is settled: looked at, with nothing to do."""
        return self.state(today) in ("fine", "not-applicable")


class Overtaken(Refusal):
    """Somebody else decided about the finding since the form was shown; ``record`` is what there is now."""

    def __init__(self, record: Record) -> None:
        super().__init__("overtaken", 409)
        self.record = record


class Ledger:
    """The decisions of an archive, kept in memory and written through.

    ``lock`` is held by whoever opens the archive: within a program one at a time.
    """

    def __init__(self, archive: Path, lock: threading.RLock) -> None:
        self._archive, self._lock = archive, lock
        self._records: dict[Key, Record] = {}

    def renew(self) -> None:
        """Read what the archive holds now; another program may have written to it."""
        if not self._archive.exists():
            return
        with self._lock, Archive(self._archive) as archive:
            self._take(archive.decisions())

    def of(self, report_id: str, fingerprint: str) -> Record:
        """What was decided about a finding."""
        return self._records.get((report_id, fingerprint), Record())

    def find(self, number: int) -> Decision | None:
        """The decision in an entry."""
        return next((d for r in self._records.values() for n, d in r.decisions if n == number), None)

    def all(self) -> tuple[Decision, ...]:
        """Every decision about a finding, in the order of the entries."""
        numbered = [pair for record in self._records.values() for pair in record.decisions]
        return tuple(d for _, d in sorted(numbered, key=lambda pair: pair[0]))

    def decide(self, decision: Decision, last: int, by: str = "") -> Entry:
        """Write a decision; it is in the archive when this returns.

        Args:
            decision: about a finding.
            last: the entry that was the last about that finding when the form was shown.
            by: who adds it (default: who decided).

        Raises:
            Overtaken: where there is another by now, and nothing was written.
            ArchiveError: where the archive cannot be written.
        """
        key = (decision.report_id, decision.fingerprint or "")

        def unchanged(archive: Archive) -> None:
            self._take(archive.decisions())
            if self.of(*key).number != last:
                raise Overtaken(self.of(*key))

        with self._lock, Archive(self._archive) as archive:
            (entry,) = archive.decide([decision], by=by or decision.by, check=unchanged)
            self._records[key] = Record((*self.of(*key).decisions, (entry.number, decision)))
        return entry

    def take_back(self, report_id: str, fingerprint: str, last: int, *, by: str, today: date, reason: str) -> Entry:
        """Put what counted before the last decision in its place again, as an entry of its own: nothing is deleted.

        Args:
            report_id: the report.
            fingerprint: the finding.
            last: the number of the decision to take back.
            by: who takes it back.
            today: the day.
            reason: said where nothing was decided before; the finding then is being looked at.

        Raises:
            Overtaken: where another decision was added since.
            Refusal: where there is nothing to take back.
        """
        record = self.of(report_id, fingerprint)
        if not record.decisions:
            raise Refusal("nothing-to-undo", 409)
        last_decision = record.decisions[-1][1]
        before = record.previous or replace(last_decision, verdict="open", reason=reason, until=None, by=by)
        return self.decide(replace(before, on=today), last, by)

    def _take(self, entries: Iterable[tuple[Entry, Decision]]) -> None:
        records: dict[Key, list[tuple[int, Decision]]] = defaultdict(list)
        for entry, decision in entries:
            if decision.fingerprint:
                records[decision.report_id, decision.fingerprint].append((entry.number, decision))
        self._records = {key: Record(tuple(pairs)) for key, pairs in records.items()}
