"""What is corrected, and what a correction is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from pia_audit.model import ChangeRow, Edition
from pia_audit.model.frames import Corpus

if TYPE_CHECKING:
    import polars as pl

RULES = ("PIA2", "PIA3")
"""The rules that a judge of corrections runs."""

Judge = Callable[[Corpus], "pl.DataFrame"]
"""What gives the ``findings`` of :data:`RULES` on a corpus."""

Judged = tuple[Corpus, "pl.DataFrame"]
"""Pairs reconciled, and the findings on them."""

Kind = Literal["before-misquoted", "after-misquoted", "phantom", "altered", "vanished", "broken"]
Role = Literal["row", "older-row", "older-body", "newer-body"]
Column = Literal["before", "after"]


class Witness(Struct, frozen=True):
    """A text that a correction rests on, and what it is: a cell (``column``) of row ``row_no`` of the newer or the
    older table, the row whole where there is no column, or an item of a body. ``on`` is the row's 変更日 or the 公表日.
    """

    role: Role
    text: str | None
    row_no: int | None = None
    column: Column | None = None
    on: date | None = None


class Correction(Struct, frozen=True):
    """A row as it should read, to be confirmed by those who wrote it.

    ``printed`` is the row as the newer edition has it (``None``: it has vanished), ``proposed`` the row as it should
    read (``None``: nothing tells). ``older_row`` is its number in the older edition, where it has been there.
    ``witnesses`` are the texts that do not go together, what is off first; of a row corrected in several cells pair
    by pair. ``settles`` are the findings that go with it, by rule and item.
    """

    report_id: str
    edition_id: str
    old_on: date | None
    new_on: date | None
    kind: Kind
    row_no: int | None
    item_id: str | None
    item_label: str | None
    printed: ChangeRow | None
    proposed: ChangeRow | None
    witnesses: tuple[Witness, ...]
    older_row: int | None = None
    settles: tuple[tuple[str, str | None], ...] = ()

    @property
    def row(self) -> ChangeRow:
        """The row as it should read, or as it is printed where that is not known."""
        row = self.proposed or self.printed
        assert row is not None
        return row


def place(c: Correction) -> Hashable:
    """What there is one correction of: a row; of a row that records what is nowhere, an item of it."""
    return c.edition_id, c.row_no, c.older_row if c.row_no is None else None, c.item_id if c.kind == "phantom" else None


class Table(Struct, frozen=True):
    """A pair, and the newer edition as corrected so far; ``numbers`` are its rows' numbers as printed."""

    old: Edition
    printed: Edition
    new: Edition
    numbers: Mapping[int, int | None]


def numbers_of(edition: Edition) -> dict[int, int | None]:
    """The numbers of a table of which nothing has been corrected yet."""
    return {row.row_no: row.row_no for row in edition.changes}
