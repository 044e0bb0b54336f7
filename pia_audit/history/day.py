"""The rows of one day on one item, in the order in which they are undone.

Of a day's rows the one whose 変更後 fits the text best was carried out last. How a row fits, best first:

1. its 変更後 is the text; it quotes a list of the text among other words, with just its numbers; it stands in the text;
   it says relative words; a list of the text has the numbers that it gives alone; and no other row of the day begins
   with it
2. the same, but another row begins with it
3. it fits nowhere, and no other row of the day begins with it
4. it fits nowhere; a cell of it could not be read

Among equals the texts decide, and never the place where a row is printed. To look at each row before each step would
take the square of their number, so the rows are kept by what they quote.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from heapq import heappop, heappush
from itertools import islice

from msgspec import Struct

from pia_audit.compare import relative_wording
from pia_audit.compare.indexes import QuotationIndex, TextIndex
from pia_audit.compare.list_quotations import numbers_alone, quoted_list
from pia_audit.compare.locate import locate
from pia_audit.history.order import Row
from pia_audit.japanese.ladder import fold, letter_count
from pia_audit.japanese.number_runs import number_runs
from pia_audit.japanese.placeholders import is_empty

_MOST_ASKED = 64
"""So many rows that fit nowhere are asked whether another begins with them."""


class Day:
    """The rows of a day that are still to be undone."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._printed = dict(enumerate(rows))
        self._rows = rows

    def __len__(self) -> int:
        return len(self._printed)

    @property
    def left(self) -> list[Row]:
        """The rows that are left, as printed."""
        return list(self._printed.values())

    def has(self, nth: int) -> bool:
        """Whether the day's nth row, as printed, is left."""
        return nth in self._printed

    def take(self, text: str | None) -> Row:
        """The row to undo next from the text as it stands; it is left no longer."""
        nth = next(iter(self._printed)) if len(self._printed) == 1 else self._choice.best(text)
        return self._printed.pop(nth)

    @cached_property
    def _choice(self) -> _Choice:
        return _Choice(self._rows)


class _Choice:
    """Several rows of one day. A number is a row's place among them when they are sorted by their texts."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._order = sorted(range(len(rows)), key=lambda nth: _by_texts(rows[nth]))
        self._rows = [rows[nth] for nth in self._order]
        self._left = set(range(len(rows)))
        self._readable = [row.before is not None and row.after is not None for row in self._rows]
        self._turns = sorted(self._left, key=lambda n: (not self._readable[n], n))
        self._unreadable = sum(self._readable)  # where in the turns the rows begin that could not be read
        self._first = 0  # where the turns that are left begin, so that no search passes those taken at the front again
        self._by_after: defaultdict[str, list[int]] = defaultdict(list)
        for n, row in enumerate(self._rows):
            if self._readable[n]:
                self._by_after[fold(row.after or "")].append(n)
        self._letters = {letter_count(row.after) for row in self._rows if row.after is not None}

    def best(self, text: str | None) -> int:
        """The place in the day, as printed, of the row that fits best; it is left no longer."""
        number = self._fitting(text)
        self._left.discard(number)
        while self._first < len(self._turns) and self._turns[self._first] not in self._left:
            self._first += 1
        for follower in self._followers.without(number):
            if follower in self._quoting:
                heappush(self._standing[False], follower)
        return self._order[number]

    def _fitting(self, text: str | None) -> int:
        if text is None:
            return next((n for n in self._every() if is_empty(self._rows[n].after or "")), self._any())
        for followed in (False, True):
            for way in (self._whole, self._list, self._part, self._relative, self._part_of_list):
                number = way(text, followed)
                if number is not None:
                    return number
        last_written = (n for n in islice(self._every(), _MOST_ASKED) if not self._followers.of(n))
        return next(last_written, self._any())

    def _every(self) -> Iterable[int]:
        turns = (self._turns[at] for at in range(self._first, self._unreadable))
        return (n for n in turns if n in self._left)

    def _any(self) -> int:
        """The first row by its texts, those that could be read before those that could not."""
        return self._turns[self._first]

    def _whole(self, text: str, followed: bool) -> int | None:
        if letter_count(text) not in self._letters:
            return None  # then 変更後 of no row is the text, which is not folded for it
        numbers = (n for n in self._by_after.get(fold(text), ()) if n in self._left)
        return next((n for n in numbers if self._followers.of(n) == followed), None)

    def _part(self, text: str, followed: bool) -> int | None:
        for number in self._quotations.arrived(text):
            heappush(self._standing[self._followers.of(number)], number)
        heap = self._standing[followed]
        while heap:
            row = self._rows[heap[0]]
            if heap[0] in self._left and self._followers.of(heap[0]) == followed:
                if locate(row.after or "", text, row.anchor):
                    return heap[0]
                self._quotations.absent(heap[0])
            heappop(heap)
        return None

    def _relative(self, _: str, followed: bool) -> int | None:
        numbers = (n for n in self._worded if n in self._left)
        return next((n for n in numbers if self._followers.of(n) == followed), None)

    def _list(self, text: str, followed: bool) -> int | None:
        return self._listed(text, followed, is_part=False)

    def _part_of_list(self, text: str, followed: bool) -> int | None:
        return self._listed(text, followed, is_part=True)

    def _listed(self, text: str, followed: bool, *, is_part: bool) -> int | None:
        numbers = [n for n, quoted in self._numbers.items() if n in self._left and quoted.is_part == is_part]
        lists = [frozenset(run.numbers) for run in number_runs(text)] if numbers else []
        fitting = (n for n in numbers[:_MOST_ASKED] if any(map(self._numbers[n].stand_in, lists)))
        return next((n for n in fitting if self._followers.of(n) == followed), None)

    @cached_property
    def _numbers(self) -> dict[int, QuotedNumbers]:
        """The numbers of the rows that quote a list."""
        return {n: quoted for n in self._every() if (quoted := numbers_quoted(self._rows[n])) is not None}

    @cached_property
    def _standing(self) -> dict[bool, list[int]]:
        """Rows that may stand in the text, those that no other row begins with apart from those that one does."""
        return {False: [], True: []}

    @cached_property
    def _worded(self) -> list[int]:
        """The rows that say relative words."""
        return [
            n
            for n in self._every()
            if relative_wording.relative_words(self._rows[n].before or "", self._rows[n].after or "")
        ]

    @cached_property
    def _quoting(self) -> frozenset[int]:
        """The rows that say none."""
        return frozenset(self._every()).difference(self._worded)

    @cached_property
    def _quotations(self) -> QuotationIndex:
        return QuotationIndex([(r.after or "") if n in self._quoting else "" for n, r in enumerate(self._rows)])

    @cached_property
    def _followers(self) -> _Followers:
        return _Followers(self._rows)


class QuotedNumbers(Struct, frozen=True):
    """The numbers that 変更前 and 変更後 have of a list. ``is_part`` where 変更後 gives numbers alone: the list may
    have others."""

    before: frozenset[str]
    after: frozenset[str]
    is_part: bool

    def stand_in(self, numbers: frozenset[str]) -> bool:
        """Whether a list may be the one that the row left."""
        removed_numbers = self.before - self.after
        return (
            (self.after <= numbers and removed_numbers.isdisjoint(numbers)) if self.is_part else self.after == numbers
        )

    def leads_to(self, later: QuotedNumbers) -> bool:
        """Whether another row begins with what this one did to the list: 66 that came stands in its 変更前."""
        came, removed_numbers = self.after - self.before, self.before - self.after
        return bool(came) and came <= later.before and removed_numbers.isdisjoint(later.before)


def numbers_quoted(row: Row) -> QuotedNumbers | None:
    """The numbers of the list that a row quotes; ``None`` where its 変更後 quotes none."""
    run = quoted_list(row.after or "")
    if run is None:
        return None
    former = quoted_list(row.before or "")
    return QuotedNumbers(
        frozenset(former.numbers if former else ()), frozenset(run.numbers),
        is_part=numbers_alone(row.after or "") is not None,
    )  # fmt: skip


def _by_texts(row: Row) -> tuple[str, str, int]:
    return fold(row.after or ""), fold(row.before or ""), -row.row_no


class _Followers:
    """Which rows another row begins with: its 変更前 stands in their 変更後."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._left = Counter(row.before for row in rows if row.before)
        self._by_after: defaultdict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            if row.after is not None:
                self._by_after[row.after].append(number)
        texts = list(self._by_after)
        index = TextIndex(texts)
        self._follow: defaultdict[str, list[str]] = defaultdict(list)
        self._lead: dict[str, list[str]] = {}
        for before_cell in self._left:
            self._lead[before_cell] = [texts[n] for n in index.holding(before_cell) if locate(before_cell, texts[n])]
            for after_cell in self._lead[before_cell]:
                self._follow[after_cell].append(before_cell)
        self._by_numbers = _led_by_numbers(rows)
        self._gone: set[int] = set()

    def of(self, number: int) -> bool:
        """Whether one of the rows that are left, other than this one, begins with it."""
        row = self._rows[number]
        if any(follower not in self._gone for follower in self._by_numbers.get(number, ())):
            return True
        return any(self._left[b] > (row.before == b) for b in self._follow.get(row.after or "", ()))

    def without(self, number: int) -> list[int]:
        """A row is left no longer: the rows that perhaps no row begins with any more."""
        before_cell = self._rows[number].before
        self._gone.add(number)
        freed = [n for n, followers in self._by_numbers.items() if number in followers]
        if not before_cell:
            return freed
        self._left[before_cell] -= 1
        if self._left[before_cell] > 1:
            return freed
        return freed + [n for after_cell in self._lead[before_cell] for n in self._by_after[after_cell]]


def _led_by_numbers(rows: Sequence[Row]) -> dict[int, list[int]]:
    """Of rows that quote lists: which begin with what each of them did; nothing where they are very many."""
    quoted = {n: numbers for n, row in enumerate(rows) if (numbers := numbers_quoted(row)) is not None}
    if len(quoted) > _MOST_ASKED:
        return {}
    led = {n: [m for m, later in quoted.items() if m != n and was.leads_to(later)] for n, was in quoted.items()}
    both_ways = {(n, m) for n, followers in led.items() for m in followers if n in led[m]}
    return {n: [m for m in followers if (n, m) not in both_ways] for n, followers in led.items()}
