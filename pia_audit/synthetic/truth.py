"""What a synthetic report is and what is known to be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from pia_audit.model import Edition

RULES = MappingProxyType({
    "undocumented_change": ("PIA201",),
    "undocumented_option": ("PIA201",),
    "phantom_row": ("PIA202",),
    "misquoted_before": ("PIA203",),
    "misquoted_after": ("PIA204",),
    "partly_documented": ("PIA205",),
    "broken_chain": ("PIA301", "PIA203"),
    "dropped_history_row": ("PIA208",),
    "altered_history_row": ("PIA208",),
    "wrong_label_number": ("PIA102",),
    "wrong_timing": ("PIA401",),
    "date_outside_interval": ("PIA209",),
})  # fmt: skip
"""Each kind of fault and the rules of which one must fire when the last two editions are reconciled."""

FAULTS: tuple[str, ...] = tuple(RULES)
"""The kinds of faults that can be injected."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fact made wrong on purpose.

    ``edition`` is the index of the edition that shows it first. ``row_no`` is the row's number in the
    newest edition's table, or in the edition before it when the row was dropped; ``None`` when the fault
    is that there is no row. ``rules`` are the codes of which one must fire.
    """

    kind: str
    item_id: str | None
    edition: int
    row_no: int | None
    rules: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Synthetic:
    """The editions of one invented report, oldest first, and every fault in them."""

    editions: tuple[Edition, ...]
    faults: tuple[Fault, ...]
