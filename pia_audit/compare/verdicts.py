"""What a row says of an item, what becomes of the row, and what is left of the item's difference."""

from __future__ import annotations

from msgspec import Struct

from pia_audit.compare.hunks import Hunk
from pia_audit.compare.leaves import Leaf
from pia_audit.japanese.ladder import similarity


class RowStatement(Struct, frozen=True):
    """One new row's word on the item; ``None`` where the cell could not be read."""

    row_no: int
    before: str | None
    after: str | None
    anchor: str = ""


class Verdict(Struct, frozen=True):
    """What became of a row: ``confirmed``, ``misquoted`` (``side`` says which cell), ``phantom`` or ``unread``.

    ``unread`` is a row that cannot be judged, because a cell could not be read or speaks of the text.
    """

    row_no: int
    status: str
    side: str | None = None
    expected: str | None = None
    found: str | None = None
    similarity: float | None = None


def misquoted(row: RowStatement, side: str, quoted: str, actual: str) -> Verdict:
    """The verdict on a row whose cell (``side``) says other words than the edition does."""
    return Verdict(row.row_no, "misquoted", side, expected=quoted, found=actual, similarity=similarity(quoted, actual))


class Account(Struct, frozen=True):
    """``verdicts``: one for each row, and of a row that is off in both cells one for each cell.

    ``leaves``: what differs without a row between ``predicted`` and ``target``; ``left``: the spans where.

    ``predicted`` is the older text with the rows carried out, ``target`` the newer one without what rows
    only added. ``open_rows`` are rows that name the item and quote no text that can be compared: what
    they stand for cannot be told. ``silent`` are rows that record no change of the item, whatever became of them.
    """

    verdicts: tuple[Verdict, ...]
    predicted: str
    target: str
    left: tuple[Hunk, ...]
    leaves: tuple[Leaf, ...] = ()
    open_rows: tuple[int, ...] = ()
    silent: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows that account for something, or may."""
        accountable_rows = {v.row_no for v in self.verdicts if v.status in ("confirmed", "misquoted")}.union(
            self.open_rows
        )
        numbers = dict.fromkeys(v.row_no for v in self.verdicts)
        return tuple(n for n in numbers if n in accountable_rows.difference(self.silent))
