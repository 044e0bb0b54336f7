"""Rows that quote a list of numbers, or some of it, held against the list as the text has it, number by number.

A clerk copies 1・2・13の項 where the text has 1、2、13の項, quotes 53の項 of a longer list, or leaves a number out. By
signs such a quotation is like another stretch of the text; by numbers it is this list, with so many too few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from pia_audit.compare.leaves import spelled_otherwise
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.lists import DIGITS_ENTRY, JOIN, THOUSANDS, canonical_number
from pia_audit.japanese.numerals import plain
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty

_OF_TABLE = " ?(?:の ?)?項(?!目)"
_RUN = regex(rf"(?<![0-9.,/第-]){DIGITS_ENTRY}(?:(?:{_OF_TABLE})?{JOIN}{DIGITS_ENTRY})*(?![0-9])", needs="[0-9]")
_ENTRY = regex(DIGITS_ENTRY)
_BEHIND = regex(_OF_TABLE)
_RANGE = regex("[~〜]|から|まで")
_LONGEST = 4_000
"""Cells of more characters quote whole texts, of which a list is a small part."""


class NumberRun(Struct, frozen=True):
    """Numbers that stand in a row: the raw span, and of each number its raw span and itself in digits (20の2)."""

    start: int
    end: int
    entries: tuple[tuple[int, int, str], ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers in their order."""
        return tuple(number for _, _, number in self.entries)


class ListQuotation(Struct, frozen=True):
    """What a row comes to on the list of a text that it quotes.

    ``start`` and ``end`` are the list's raw span, ``rewritten`` is the list as the row leaves it, in the text's own
    notation, with the spans of it that the row leaves as they stood (``kept_spans``). ``quoted`` is what the text says
    where the row quotes it; ``is_exact`` whether 変更前 says the same. ``standing`` are raw spans of numbers that the
    row says it adds and that stand there already; ``changes_nothing`` where it adds no other and takes none away.
    """

    start: int
    end: int
    rewritten: str
    kept_spans: tuple[tuple[int, int], ...]
    quoted: str
    is_exact: bool
    standing: tuple[tuple[int, int], ...]
    changes_nothing: bool


class _Cell(Struct, frozen=True):
    """A cell that quotes one list: the words around it, folded and as typed, and its numbers."""

    text: str
    run: NumberRun

    @property
    def ahead(self) -> str:
        return fold(self.text[: self.run.start])

    @property
    def behind(self) -> str:
        return fold(self.text[self.run.end :])


@lru_cache(maxsize=512)
def number_runs(text: str) -> tuple[NumberRun, ...]:
    """Every run of numbers of a text, a single number where 項 follows it; none with a range."""
    view = plain(text)
    runs: list[NumberRun] = []
    for match in _RUN.finditer(view.text):
        entries = [(*view.span(*m.span()), canonical_number(m[0])) for m in _ENTRY.finditer(view.text, *match.span())]
        of_table = _BEHIND.match(view.text, match.end()) is not None
        alone = len(entries) == 1 and match[0] != view.text.strip()
        counts = THOUSANDS.fullmatch(match[0]) is not None
        if entries and not ((alone or counts) and not of_table) and not _RANGE.search(match[0]):
            runs.append(NumberRun(entries[0][0], entries[-1][1], tuple(entries)))
    return tuple(runs)


def list_quotation(before: str, after: str, text: str) -> ListQuotation | None:
    """What a row says of a list of ``text``; ``None`` where it quotes none, or other words change as well, or it cannot
    be told which list it means."""
    quoted_cell = _cell(before)
    if quoted_cell is None or not text:
        return None
    if is_empty(after):
        later: tuple[str, ...] | None = None if quoted_cell.ahead else ()
    else:
        other = _cell(after)
        alike = other and (other.ahead, other.behind) == (quoted_cell.ahead, quoted_cell.behind)
        later = other.run.numbers if other and alike else None
    if later is None or {*later} == {*quoted_cell.run.numbers}:
        return None
    run = _run_of(quoted_cell, text)
    return None if run is None else _of_run(quoted_cell, later, run, text)


def _cell(cell: str) -> _Cell | None:
    """A cell with its one list; where there is none of several numbers, with its one number."""
    runs = number_runs(cell) if len(cell) <= _LONGEST else ()
    several = [run for run in runs if len(run.entries) > 1] or [*runs]
    return _Cell(cell, several[0]) if len(several) == 1 else None


def _run_of(cell: _Cell, text: str) -> NumberRun | None:
    """The one list of a text that a cell quotes: behind the same words, else with the numbers quoted."""
    numbers = {*cell.run.numbers}
    runs = [run for run in number_runs(text) if not numbers.isdisjoint(run.numbers)]
    if cell.ahead:
        runs = [run for run in runs if _stands_around(cell, text, run)]
    elif whole := [run for run in runs if numbers.issubset(run.numbers)]:
        runs = whole
    else:
        runs = [run for run in runs if 2 * len(numbers.intersection(run.numbers)) >= len(numbers) > 1]
    if len(runs) > 1:
        fits = [len(numbers.intersection(run.numbers)) - len({*run.numbers} - numbers) for run in runs]
        runs = [run for run, fit in zip(runs, fits, strict=True) if fit == max(fits)] if cell.ahead else []
    return runs[0] if len(runs) == 1 else None


_FAR = 8


def _stands_around(cell: _Cell, text: str, run: NumberRun) -> bool:
    room = 2 * cell.run.start + _FAR
    behind = fold(text[run.end : run.end + 2 * (len(cell.text) - cell.run.end) + _FAR])
    return fold(text[max(0, run.start - room) : run.start]).endswith(cell.ahead) and (
        behind.startswith(cell.behind) or cell.behind.startswith(behind)
    )


def _of_run(cell: _Cell, later: Sequence[str], run: NumberRun, text: str) -> ListQuotation:
    listed, quoted, becomes = run.numbers, {*cell.run.numbers}, {*later}
    whole = bool(cell.ahead and _BEHIND.match(plain(cell.text[cell.run.end :]).text))
    standing = (becomes - quoted).intersection(listed)
    places = [n for n, number in enumerate(listed) if number in quoted]
    in_a_row = places == [*range(places[0], places[0] + len(places))] and (not cell.ahead or places[0] == 0)
    is_exact = quoted.issubset(listed) and not standing and in_a_row and (not whole or quoted.issuperset(listed))
    is_exact = is_exact and not spelled_otherwise(cell.text[cell.run.start : cell.run.end], text[run.start : run.end])
    removed_numbers = (quoted - becomes).intersection(listed)
    numbers = [*later] if whole else [*_with_added([n for n in listed if n not in removed_numbers], later)]
    rewritten, kept_spans = _written(numbers, run, text, _separator(cell, later))
    shown_places = [*places, *(n for n, number in enumerate(listed) if number in standing)]
    first, last = (0, len(listed) - 1) if whole else (min(shown_places), max(shown_places))
    return ListQuotation(
        run.start, run.end, rewritten, () if whole else kept_spans,
        cell.text[: cell.run.start] + text[run.entries[first][0] : run.entries[last][1]] + cell.text[cell.run.end :],
        is_exact,
        tuple((low, high) for low, high, number in run.entries if number in standing),
        standing == becomes - quoted and not removed_numbers,
    )  # fmt: skip


def _with_added(numbers: list[str], later: Sequence[str]) -> Iterator[str]:
    """The numbers that stay, each of the added ones behind the number behind which 変更後 has it."""
    added: dict[str, list[str]] = {}
    behind, staying = "", {*numbers}
    for number in later:
        if number in staying:
            behind = number
        else:
            added.setdefault(behind, []).append(number)
    ahead = added.pop("", [])
    first = next((n for n in later if n in staying), "")
    for number in numbers:
        if number == first:
            yield from ahead
        yield number
        yield from added.get(number, ())
    if not first:
        yield from ahead


def _separator(cell: _Cell, later: Sequence[str]) -> str:
    typed = [cell.text[low:high] for (_, low, _), (high, _, _) in pairwise(cell.run.entries)]
    return typed[0] if typed and later else "・"


def _written(
    numbers: Sequence[str], run: NumberRun, text: str, separator: str
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Numbers as the text writes its list, and where in that stands what the list had."""
    typed = {number: text[low:high] for low, high, number in run.entries}
    between = {(a[2], b[2]): text[a[1] : b[0]] for a, b in pairwise(run.entries)}
    usual = next((sign for sign, _ in Counter(between.values()).most_common(1)), separator)
    out, kept_spans = "", []
    for previous, number in pairwise(["", *numbers]):
        joint = between.get((previous, number), usual if previous else "")
        start = len(out) + (0 if (previous, number) in between else len(joint))
        out += joint + typed.get(number, number)
        if number in typed:
            kept_spans.append((start, len(out)))
    return out, tuple(kept_spans)
