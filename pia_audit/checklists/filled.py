"""What a filled sheet holds, as it was read: rows with their cells, and what was wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct, field

from pia_audit.audits.decisions import Decision

Weight = Literal["file", "sheet", "row", "note"]
"""What a problem costs: the whole file, the sheet, its row, or nothing."""


class Problem(Struct, frozen=True):
    """Something to be told about a filled sheet: ``code`` is a message key, ``place`` sheet and cell."""

    source: str
    place: str
    code: str
    weight: Weight
    params: Mapping[str, Any] = field(default_factory=dict)


class Cell(Struct, frozen=True):
    """A cell's value as the sheet shows it, and where it stands."""

    text: str
    place: str


class FilledRow(Struct, frozen=True):
    """One row of a filled sheet with the cells under the heads that were recognised, by the head's key.

    It is about the ``question`` or the finding ``fingerprint``; ``seen`` is the sign a question's row carries,
    ``rule`` and ``item`` are what a finding's sign tells.
    """

    place: str
    cells: Mapping[str, Cell]
    question: str | None = None
    seen: str | None = None
    fingerprint: str | None = None
    rule: str | None = None
    item: str | None = None

    def text(self, head: str) -> str:
        """The text under a head, empty where the sheet has no such column."""
        cell = self.cells.get(head)
        return cell.text if cell else ""

    def at(self, head: str) -> str:
        """Where the cell under a head stands, else the row."""
        cell = self.cells.get(head)
        return cell.place if cell else self.place


class FilledSheet(Struct, frozen=True):
    """One sheet with a table of decisions. A list of findings has no mark, so no ``report_id`` of its own."""

    source: str
    name: str
    report_id: str | None
    edition: str | None
    questions: int
    rows: tuple[FilledRow, ...]


class ReportRow(Struct, frozen=True):
    """A row that belongs to a report, and its decision: ``None`` where the row is empty or was refused."""

    report_id: str
    row: FilledRow
    decision: Decision | None

    @property
    def key(self) -> tuple[str, str]:
        """What the row is about, within all reports."""
        return self.report_id, self.row.question or self.row.fingerprint or ""


_LEFT = ("undecided", "undecided-findings", "rows-gone")


class Filled(Struct, frozen=True):
    """Everything read from filled sheets: rows in their order, decisions (each once), and what is to be told."""

    sheets: tuple[FilledSheet, ...]
    rows: tuple[ReportRow, ...]
    decisions: tuple[Decision, ...]
    problems: tuple[Problem, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing was refused and nothing is left to be filled in."""
        return all(p.weight == "note" and p.code not in _LEFT for p in self.problems)

    @property
    def refused(self) -> bool:
        """Whether a whole file or sheet was refused."""
        return any(p.weight in ("file", "sheet") for p in self.problems)
