"""Decisions: read from the archive, and written straight into it; what the page has confirmed lies there."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
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
"""Report id, and fingerprint of a finding or name of a checklist's question."""


def key(decision: Decision) -> Key:
    """What a decision is about."""
    return decision.report_id, decision.fingerprint or decision.question or ""


class Span(Struct, frozen=True):
    """The numbers of entries that were written together, the first and the last."""

    first: int
    last: int

    def __contains__(self, number: int) -> bool:
        return self.first <= number <= self.last

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @classmethod
    def read(cls, text: str) -> Span | None:
        """The span that :meth:`__str__` writes; ``None`` for any other text."""
        first, _, last = text.partition("-")
        if not all(n.isascii() and n.isdigit() and len(n) < _DIGITS for n in (first, last or first)):
            return None
        return cls(int(first), int(last or first))


_DIGITS = 12
"""No entry has a number of so many digits."""


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
        self._pairs: list[tuple[Entry, Decision]] = []
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

    def within(self, span: Span) -> list[Decision]:
        """The decisions in some entries."""
        return [d for entry, d in self._pairs if entry.number in span]

    def stands(self, span: Span) -> bool:
        """Whether nothing was added since about what some entries are about."""
        keys = {key(d) for d in self.within(span)}
        return bool(keys) and all(self.of(*k).number in span for k in keys)

    def all(self) -> tuple[Decision, ...]:
        """Every decision, in the order of the entries."""
        return tuple(d for _, d in self._pairs)

    def decide(self, decisions: Sequence[Decision], last: int, by: str = "", *, about: Iterable[Key] = ()) -> Span:
        """Write decisions together, all or none; they are in the archive when this returns.

        Args:
            decisions: about findings or questions.
            last: the last entry about any of them when the form was shown.
            by: who adds them (default: who decided).
            about: what the form showed (default: what is decided).

        Returns:
            The numbers of their entries, which follow each other.

        Raises:
            Overtaken: where there is a later one by now, and nothing was written.
            ArchiveError: where the archive cannot be written.
        """
        keys = tuple(about) or tuple(map(key, decisions))

        def unchanged(archive: Archive) -> None:
            self._take(archive.decisions())
            newest = max((self.of(*k) for k in keys), key=lambda record: record.number)
            if newest.number != last:
                raise Overtaken(newest)

        return self._written(decisions, by, unchanged)

    def add(self, decisions: Sequence[Decision], by: str) -> Span:
        """Write decisions that were made elsewhere, whatever is there by now; arguments and result as above."""
        return self._written(decisions, by, lambda archive: self._take(archive.decisions()))

    def _written(self, decisions: Sequence[Decision], by: str, check: Callable[[Archive], None]) -> Span:
        with self._lock, Archive(self._archive) as archive:
            entries = archive.decide(decisions, by=by, check=check)
            self._take([*self._pairs, *zip(entries, decisions, strict=True)])
        return Span(entries[0].number, entries[-1].number)

    def take_back(self, span: Span, *, by: str, today: date, reason: str) -> Span:
        """Put what counted before some decisions in their place again, as entries of their own: nothing is deleted.

        Args:
            span: the numbers of the decisions to take back, which were written together.
            by: who takes them back.
            today: the day.
            reason: said where nothing was decided before; the finding then is being looked at.

        Returns:
            The numbers of the new entries.

        Raises:
            Overtaken: where another decision was added since about one of them.
            Refusal: where there is nothing to take back.
        """
        withdrawn = [(entry.number, d) for entry, d in self._pairs if entry.number in span]
        if not withdrawn:
            raise Refusal("nothing-to-undo", 409)
        newest = {key(d): d for _, d in withdrawn}
        earlier = {k: latest(d for n, d in self.of(*k).decisions if n < span.first) for k in newest}
        before = [
            replace(
                earlier[k][0] if earlier[k] else replace(d, verdict="open", reason=reason, until=None, by=by),
                on=max(today, d.on or today),  # of two decisions the one of the later day counts
            )
            for k, d in newest.items()
        ]
        return self.decide(before, max(n for n, _ in withdrawn), by)

    def _take(self, pairs: Iterable[tuple[Entry, Decision]]) -> None:
        self._pairs = list(pairs)
        records: dict[Key, list[tuple[int, Decision]]] = defaultdict(list)
        for entry, decision in self._pairs:
            records[key(decision)].append((entry.number, decision))
        self._records = {k: Record(tuple(numbered)) for k, numbered in records.items()}
