"""The rows of a table in the order of time, and for each item what stood before and after a row."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from pia_audit.forms.labels.fields import Field
from pia_audit.forms.labels.text_fit import RowTexts, Text
from pia_audit.model import ChangeRow


class Chains:
    """The rows that are known to write an item, by item; rows are named by their place in the table."""

    def __init__(self, rows: Sequence[ChangeRow]) -> None:
        self.texts = [RowTexts(row) for row in rows]
        self.rank = _ranks(rows)
        self._of: dict[str, list[tuple[int, int]]] = {}
        self._current: dict[str, Text] = {}
        self._open: dict[str, list[tuple[int, int]]] = {}
        self._states: Counter[str] = Counter()

    def add(self, item_id: str, at: int) -> None:
        """Let the row at that place be one of the item's."""
        chain = self._of.setdefault(item_id, [])
        entry = (self.rank[at], at)
        position = bisect_left(chain, entry)
        if chain[position : position + 1] != [entry]:
            chain.insert(position, entry)
            self._states[item_id] += 1

    def leave_open(self, rows: Iterable[tuple[int, Iterable[str]]]) -> None:
        """Take note of the rows whose item is not known yet, each with the items it may be a row of."""
        left_open: dict[str, list[tuple[int, int]]] = {}
        for at, item_ids in rows:
            for item_id in set(item_ids):
                left_open.setdefault(item_id, []).append((self.rank[at], at))
        for entries in left_open.values():
            entries.sort()
        for item_id in left_open.keys() | self._open.keys():
            if left_open.get(item_id) != self._open.get(item_id):
                self._states[item_id] += 1
        self._open = left_open

    def state(self, field: Field) -> int:
        """A number that changes with the rows that write an item or may write it, and with nothing else."""
        return self._states[field.item_id]

    def may_stand_after(self, field: Field, at: int) -> list[Text]:
        """What the item held right after the row, and what it may have held if an open row is its next one."""
        next_text = self.after(field, at)
        left_open = self._open.get(field.item_id, [])
        later = [self.texts[row].before for _, row in left_open[bisect_right(left_open, (self.rank[at], at)) :]]
        return _distinct(later if next_text is None else [next_text, *later])

    def may_stand_before(self, field: Field, at: int) -> list[Text]:
        """変更後 of the item's row before, and of the open rows before that may be the item's."""
        last_text = self.earlier(field, at)
        left_open = self._open.get(field.item_id, [])
        earlier = [self.texts[row].after for _, row in left_open[: bisect_left(left_open, (self.rank[at], at))]]
        return _distinct(earlier if last_text is None else [last_text, *earlier])

    def after(self, field: Field, at: int) -> Text | None:
        """What the item held right after the row: 変更前 of its next row, else the text it has now."""
        chain = self._of.get(field.item_id, ())
        position = bisect_right(chain, (self.rank[at], at)) if chain else 0
        if position < len(chain):
            return self.texts[chain[position][1]].before
        if not field.printed:
            return None
        return self._current.setdefault(field.item_id, Text(field.text))

    def earlier(self, field: Field, at: int) -> Text | None:
        """変更後 of the item's row before, ``None`` where there is none."""
        chain = self._of.get(field.item_id, ())
        position = bisect_left(chain, (self.rank[at], at)) if chain else 0
        return self.texts[chain[position - 1][1]].after if position else None


def _distinct(texts: Iterable[Text]) -> list[Text]:
    """Each text once: open rows of one label mostly have few texts between them, such as 「十分である」."""
    return list({text.raw: text for text in texts}.values())


def _ranks(rows: Sequence[ChangeRow]) -> list[int]:
    """The rows' order in time: as printed, or the other way round where the newest stand first."""
    days = [row.changed_on or row.changed_from for row in rows]
    dated_days = [d for d in days if d is not None]
    falls = sum(b < a for a, b in pairwise(dated_days))
    rises = sum(b > a for a, b in pairwise(dated_days))
    newest_first = falls > rises
    filled = _filled(days, dated_days[0] if dated_days else date.min)
    order = sorted(range(len(rows)), key=lambda at: (filled[at], -at if newest_first else at))
    ranks = [0] * len(rows)
    for rank, at in enumerate(order):
        ranks[at] = rank
    return ranks


def _filled(days: Iterable[date | None], first: date) -> list[date]:
    """The rows' days; a row without one takes that of the row above it, and where none stands above it the first."""
    out, last = [], first
    for day in days:
        last = last if day is None else day
        out.append(last)
    return out
