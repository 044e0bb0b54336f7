"""What a synthetic report is and what is known to be wrong with it."""

from __future__ import annotations

from types import MappingProxyType

from msgspec import Struct

from pia_audit.model import Edition, Outcome

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
    "future_marked_after": ("PIA402",),
    "past_marked_before": ("PIA403",),
    "note_contradicts": ("PIA405",),
    "amendment_before": ("PIA406",),
    "amendment_after": ("PIA406",),
    "count_date_after_change": ("PIA409",),
    "after_not_published": ("PIA410", "PIA209", "PIA304"),
    "item_not_in_table": ("PIA611", "PIA613"),
})  # fmt: skip
"""Each kind of fault and the rules of which one must fire when the last two editions are reconciled.

``amendment_after`` may sit in an older row, as no amendment lies ahead of the newest forms."""

COMPANIONS = MappingProxyType({"after_not_published": ("PIA209", "PIA304")})
"""Rules that a kind necessarily sets off besides its own: a 変更日 after the 公表日 lies outside the interval,
and is the latest of the table. They are the fault's, and do not find it."""

TIMING = frozenset({
    "wrong_timing", "future_marked_after", "past_marked_before", "note_contradicts", "amendment_before",
    "amendment_after", "count_date_after_change", "after_not_published",
})  # fmt: skip
"""The kinds about 提出時期 and days."""

TABLES = frozenset({"item_not_in_table"})
"""The kinds about the law's own tables. They have a place only where the table of the last day is known."""

FAULTS: tuple[str, ...] = tuple(kind for kind in RULES if kind not in TABLES)
"""The kinds of faults that can be injected into a report of any form."""


class Fault(Struct, frozen=True):
    """One fact made wrong on purpose.

    ``edition`` is the index of the edition that shows it first: the last one, but for ``amendment_after``, whose
    row may be as old as the history. ``row_no`` is the row's number in the
    newest edition's table, or in the edition before it when the row was dropped; ``None`` when the fault
    is that there is no row. ``rules`` are the codes of which one must fire.
    """

    kind: str
    item_id: str | None
    edition: int
    row_no: int | None
    rules: tuple[str, ...]
    note: str


class RowTruth(Struct, frozen=True):
    """What a row means, as the generator meant it and whatever a reader makes of it.

    ``paths`` are the levels of the items as the form has them. ``habit`` is the way in which the row is written.
    ``ambiguous``: its label fits other items as well, so that nobody could tell by it alone. ``wrong``: the label gives
    a number or name that is not the item's.
    """

    outcome: Outcome
    item_ids: tuple[str, ...] = ()
    group_ids: tuple[str, ...] = ()
    paths: tuple[tuple[str, ...], ...] = ()
    habit: str = "plain"
    ambiguous: bool = False
    wrong: bool = False


class Synthetic(Struct, frozen=True):
    """The editions of one invented report, oldest first, every fault in them, and what each row of each table means."""

    editions: tuple[Edition, ...]
    faults: tuple[Fault, ...]
    rows: tuple[tuple[RowTruth, ...], ...] = ()
