"""What the rows before a row say of the text as they left it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import cached_property

from pia_audit.compare import relative_wording
from pia_audit.compare.bare_quotations import without_remark
from pia_audit.compare.indexes import TextIndex
from pia_audit.compare.locate import Hit, locate
from pia_audit.history.day import Day
from pia_audit.history.order import Row
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.number_runs import NumberRun, number_runs
from pia_audit.japanese.placeholders import is_empty

_LOOKS, _LOOKS_A_ROW = 100_000, 200
"""So many fragments are looked at for one item while its rows are carried forward; then nothing is known any more."""


class Fragment:
    """A text that is known from rows alone, and the last row that wrote it."""

    __slots__ = ("_folds", "author", "text")

    def __init__(self, author: int, text: str) -> None:
        self.author, self.text = author, text
        self._folds = _folds(text)

    def locate(self, quotation: Fragment, anchor: str = "") -> Hit | None:
        """Where another text stands in this one."""
        if any(part in whole for part, whole in zip(quotation._folds, self._folds, strict=True)):
            return locate(quotation.text, self.text, anchor)
        return None


def _folds(text: str) -> tuple[str, str]:
    return fold(text), fold(text, Rung.PUNCTUATION)


class Earlier:
    """The rows that were carried out before the one that is being undone: those of earlier days, and of its own day
    those that are left."""

    def __init__(self, days: Sequence[Sequence[Row]]) -> None:
        self._rows = [row for day in days for row in day]
        self._starts = [0]
        for day in days:
            self._starts.append(self._starts[-1] + len(day))
        self._index, self._day = len(days), Day(())
        self._history = _History()
        self._allowance = _LOOKS + _LOOKS_A_ROW * len(self._rows)

    def than(self, index: int, day: Day) -> None:
        """From now on the rows before the day of this index, and what is left of that day."""
        self._index, self._day = index, day

    def __bool__(self) -> bool:
        return bool(self._starts[self._index] or len(self._day))

    def fragments_around(self, quotation: str) -> Sequence[Fragment]:
        """The fragments in which a quotation may stand as a part."""
        return self._fragments() if self._joined_from_parts or self._around(quotation) else ()

    def fragments_with(self, quotation: str) -> Sequence[Fragment]:
        """The fragments in which a quotation may stand."""
        return self._fragments() if self._joined_from_parts or self._edits.holding(quotation) else ()

    def lists_with(self, numbers: Set[str]) -> Iterator[NumberRun]:
        """The lists of the fragments that have all these numbers, those written last first."""
        for fragment in reversed(self._fragments()):
            yield from (run for run in number_runs(fragment.text) if numbers <= {*run.numbers})

    def last_with(self, quotation: str) -> Row | None:
        """The last of the rows whose 変更後 holds a quotation."""
        rows_with = ((n, self._rows[n]) for n in reversed(self._afters.holding(quotation)) if self._has(n))
        return next((row for _, row in rows_with if row.after and locate(quotation, row.after)), None)

    def speaks_of(self, passage: str) -> bool:
        """Whether any row of the item, earlier or later, quotes a passage."""
        texts = (text for row in self._rows for text in (row.before, row.after) if text)
        return any(locate(passage, text) is not None for text in texts)

    def _has(self, number: int) -> bool:
        start = self._starts[self._index]
        return number < start or self._day.has(number - start)

    def _fragments(self) -> Sequence[Fragment]:
        rows = [*self._rows[: self._starts[self._index]], *self._day.left]
        if self._allowance <= 0:
            return ()
        self._allowance -= self._history.lead_to(rows)
        return self._history.known

    @cached_property
    def _afters(self) -> TextIndex:
        return TextIndex(row.after or "" for row in self._rows)

    @cached_property
    def _written(self) -> list[str]:
        return [_stated(edit) for row in self._rows for edit in _edits(row)]

    @cached_property
    def _edits(self) -> TextIndex:
        return TextIndex(self._written)

    def _around(self, quotation: str) -> bool:
        key = fold(quotation)
        return any(fold(self._written[n]) != key for n in self._edits.holding(quotation))

    @cached_property
    def _joined_from_parts(self) -> bool:
        """Whether a row may change a part of what another one wrote: else every fragment is what one row wrote."""
        quoted = {edit.before for row in self._rows for edit in _edits(row) if not is_empty(edit.before)}
        return any(self._around(before) for before in quoted)


def _edits(row: Row) -> tuple[relative_wording.Edit, ...]:
    return () if row.before is None or row.after is None else relative_wording.edits(row.before, row.after)


def _stated(edit: relative_wording.Edit) -> str:
    """What an edit writes; of what it only puts in, without the remark that it does: A（追加）."""
    if is_empty(edit.after):
        return ""
    return without_remark(edit.after) if is_empty(edit.before) else edit.after


class _History:
    """Fragments after each of some rows, carried forward: rows that begin alike are carried forward once.

    A row that quotes a part of a known fragment changes that part; one that quotes more replaces it.
    """

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._known: list[tuple[Fragment, ...]] = [()]

    @property
    def known(self) -> tuple[Fragment, ...]:
        """The fragments after the last row."""
        return self._known[-1]

    def lead_to(self, rows: Sequence[Row]) -> int:
        """Make these the rows; how many fragments had to be looked at for it."""
        pairs = zip(self._rows, rows, strict=False)
        same = next((n for n, (old, new) in enumerate(pairs) if old is not new), min(len(self._rows), len(rows)))
        del self._rows[same:], self._known[same + 1 :]
        for row in rows[same:]:
            self._rows.append(row)
            self._known.append(_after(row, self._known[-1]))
        return len(rows) - same + sum(map(len, self._known[same:]))


def _after(row: Row, fragments: tuple[Fragment, ...]) -> tuple[Fragment, ...]:
    for edit in _edits(row):
        fragments = _applied(fragments, row, edit.before, _stated(edit))
    return fragments


def _applied(fragments: tuple[Fragment, ...], row: Row, before: str, after: str) -> tuple[Fragment, ...]:
    new_fragments = (Fragment(row.row_no, after),) if after.strip() else ()
    if is_empty(before):
        return (*fragments, *new_fragments)
    quotation = Fragment(row.row_no, before)
    hits = ((n, fragment.locate(quotation, row.anchor)) for n, fragment in enumerate(fragments))
    n, hit = next(((n, hit) for n, hit in hits if hit is not None), (0, None))
    if hit is None:
        return (*(fragment for fragment in fragments if quotation.locate(fragment) is None), *new_fragments)
    text = fragments[n].text[: hit.start] + after + fragments[n].text[hit.end :]
    return (*fragments[:n], *((Fragment(row.row_no, text),) if text.strip() else ()), *fragments[n + 1 :])
