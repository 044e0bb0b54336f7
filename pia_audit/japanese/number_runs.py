"""Runs of numbers in a text, each number with its place: 5・15の項, 第5条、第6条及び第8条, (2)、(3), 5から7までの項."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from pia_audit.japanese.lists import AND, BRANCH, DIGITS_ENTRY, JOIN, NUMBER, THOUSANDS, canonical_number
from pia_audit.japanese.numerals import KANJI_NUMERALS, Plain, circled_to_int, plain, to_int
from pia_audit.japanese.patterns import regex

OF_TABLE = " ?(?:の ?)?項(?!目)"
"""What stands behind the numbers of a table's items."""

_BEHIND_BRANCH = rf"(?= ?(?:第|[、。,)」・~〜]|{AND}|まで|から|に|の|$))"
_UNIT = rf"第 ?{NUMBER} ?[条項号](?:{BRANCH}{{1,2}}{_BEHIND_BRANCH})?"
_PROVISION = f"{_UNIT}(?: ?{_UNIT}){{0,2}}"
_COMPACT = rf"第 ?[0-9]{{1,4}}(?:{JOIN}[0-9]{{1,4}})+ ?[条号]"
_KANJI = f"[{KANJI_NUMERALS}]{{1,6}}(?:の[{KANJI_NUMERALS}]{{1,3}})?"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_SIGN = rf"(?:\([0-9]{{1,2}}\)|[{_CIRCLED}])"
_RUNS = regex(
    rf"(?P<provisions>{_PROVISION}(?:{JOIN}{_PROVISION})*)"
    rf"|(?P<items>(?<![0-9.,/第-]){DIGITS_ENTRY}(?:(?:{OF_TABLE})?{JOIN}{DIGITS_ENTRY})*(?![0-9]))"
    rf"|(?P<compact>{_COMPACT})"
    rf"|(?P<kanji>(?<![{KANJI_NUMERALS}第]){_KANJI}(?:(?:{OF_TABLE})?{JOIN}{_KANJI})*(?![{KANJI_NUMERALS}年月日条号人つ]))"
    rf"|(?P<signs>{_SIGN}(?:(?:{JOIN}| )?{_SIGN})+)"
)
_ANY = regex(
    f"第|[0-9{_CIRCLED}]|項番 ?[{KANJI_NUMERALS}]|[{KANJI_NUMERALS}] ?(?:まで ?)?(?:(?:の ?)?項|[・、,~〜]|から|{AND})"
)
_ENTRIES = {
    "provisions": regex(_PROVISION),
    "items": regex(DIGITS_ENTRY),
    "compact": regex("[0-9]{1,4}"),
    "kanji": regex(_KANJI),
    "signs": regex(_SIGN),
}
_LONE_SIGN = regex(rf" ?(?P<sign>{_SIGN}) ?")
_ARABIC = regex("[0-9]+")
_BEHIND = regex(OF_TABLE)
_TO = regex("[~〜]|から")
_UNTIL = regex(" ?まで")
_FIGURE = regex(f"[0-9]+|[{KANJI_NUMERALS}]+")
_LAST_UNIT = regex(r"(?P<ahead>(?:.*[条項号(の])?)(?P<number>[0-9]+)(?P<unit>[条項号)]?)")
_BEFORE_NUMBER = regex("(?:^|(?<=[条項号]))(?=[0-9])")
_WIDEST = 200
"""A range of more numbers is no list that somebody would write out."""


class Entry(Struct, frozen=True):
    """What stands between two joints of a run: its raw span and its numbers, of a range all of them.

    An item's number is 20の2, that of an article 12条の3 or 19条8号, of a passage (2) or ②. Where all entries of a run
    lie in one article, 第19条 stands before the run: 8号, 9号.
    """

    start: int
    end: int
    numbers: tuple[str, ...]


class NumberRun(Struct, frozen=True):
    """Numbers of one sort that stand in a row.

    ``of_table`` where 項 stands behind them, ``of_passages`` where they are signs that number passages: (2), ②.
    """

    entries: tuple[Entry, ...]
    of_table: bool = False
    of_passages: bool = False

    @property
    def start(self) -> int:
        """Where the first of them begins in the text as read."""
        return self.entries[0].start

    @property
    def end(self) -> int:
        """Where the last of them ends."""
        return self.entries[-1].end

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers in their order."""
        return tuple(number for entry in self.entries for number in entry.numbers)


@lru_cache(maxsize=512)
def number_runs(text: str) -> tuple[NumberRun, ...]:
    """Every run of numbers of a text; a number alone is one where 項 follows it, where it is an article's, and where it
    is the whole text. Left out are counts (1,000人) and runs with a range whose numbers cannot be told."""
    if len(text) < _LONG:
        return _runs_of(text, is_whole=True)
    runs: list[NumberRun] = []
    start = 0
    for end in (*(gap.start() for gap in _LINE_END.finditer(text)), len(text)):
        runs += (_moved(run, start) for run in _runs_of(text[start:end], is_whole=False))
        start = end
    return tuple(runs)


_LONG = 2_000
"""A longer text is read line by line, so that of one that changed in a line only that line is read again."""
_LINE_END = regex(
    r"(?<![0-9０-９・･、，,\s])\n(?![\s0-9０-９・･、，,の項第条号及並又若からまで~～〜])"
    rf"|(?<![0-9０-９{KANJI_NUMERALS}{_CIRCLED}第条項号番のびにはらしでま・･、，,()（）~～〜\s])\n"
)
"""No run goes over such a line's end: neither side of it may belong to one, or nothing ahead of it may, so that each
point of a list of ・ is read by itself."""


def _moved(run: NumberRun, by: int) -> NumberRun:
    if not by:
        return run
    entries = tuple(Entry(entry.start + by, entry.end + by, entry.numbers) for entry in run.entries)
    return NumberRun(entries, run.of_table, run.of_passages)


@lru_cache(maxsize=8192)
def _runs_of(text: str, *, is_whole: bool) -> tuple[NumberRun, ...]:
    if not _ANY.search(text) and not _ANY.search(plain(text).text):
        return ()
    view = plain(text)
    if is_whole and (lone_sign := _LONE_SIGN.fullmatch(view.text)):
        entry = Entry(*view.span(*lone_sign.span("sign")), (_key("signs", lone_sign["sign"]),))
        return (NumberRun((entry,), of_passages=True),)
    runs = (_run(view, match, is_whole=is_whole) for match in _RUNS.finditer(view.text))
    return tuple(run for run in runs if run is not None)


def in_order(number: str) -> tuple[int, ...]:
    """What a number of a run is sorted by: 12条の3 behind 12条, (10) behind (9)."""
    if circled := circled_to_int(number):
        return (circled,)
    return tuple(map(int, _ARABIC.findall(number)))


def spelled(number: str) -> str:
    """A number of a run as texts write it: 第19条第8号 for 19条8号."""
    return _BEFORE_NUMBER.sub("第", number) if {*"条項号"}.intersection(number) else number


def _run(view: Plain, match: re.Match[str], *, is_whole: bool) -> NumberRun | None:
    sort, of_table = match.lastgroup or "", False
    if sort in ("items", "kanji"):
        until = _UNTIL.match(view.text, match.end())
        of_table = _BEHIND.match(view.text, until.end() if until else match.end()) is not None
        of_table = of_table or view.text[: match.start()].rstrip().endswith("項番")
        is_alone = _ENTRIES[sort].fullmatch(match[0]) and (
            sort == "kanji" or not is_whole or match[0] != view.text.strip()
        )
        if (is_alone or THOUSANDS.fullmatch(match[0])) and not of_table:
            return None
    entries: list[Entry] = []
    for entry in _read_entries(view, sort, match):
        if entry is None:
            return None
        entries.append(entry)
    if sort == "provisions" and entries:
        entries = _from_last_unit(view, entries, match)
    return NumberRun(tuple(entries), of_table, sort == "signs") if entries else None


_UNITS = regex("[0-9]+[条項号](?:の[0-9]+)*")


def _from_last_unit(view: Plain, entries: list[Entry], match: re.Match[str]) -> list[Entry]:
    """The entries of 第19条第8号、第9号 from 第8号 on where all others are such as its last: 第19条 is said for all."""
    first, *others = entries
    units = _UNITS.findall(first.numbers[0])
    last = [_UNITS.fullmatch(number) for entry in others for number in entry.numbers]
    kind = next(unit for unit in units[-1] if unit in "条項号") if units else ""
    if len(units) < 2 or not all(m and next(unit for unit in m[0] if unit in "条項号") == kind for m in last):
        return entries
    first_match = _ENTRIES["provisions"].match(view.text, match.start())
    if first_match is None:
        return entries
    start = view.span(first_match[0].rindex("第") + first_match.start(), first_match.end())[0]
    return [Entry(start, first.end, (units[-1], *first.numbers[1:])), *others]


def _read_entries(view: Plain, sort: str, match: re.Match[str]) -> Iterator[Entry | None]:
    """The entries of a run; ``None`` for a range that cannot be counted out."""
    places = list(_ENTRIES[sort].finditer(view.text, *match.span()))
    ranges = [bool(_TO.search(view.text, a.end(), b.start())) for a, b in pairwise(places)]
    for n, entry_match in enumerate(places):
        if n and ranges[n - 1]:
            continue
        is_range = n < len(ranges) and ranges[n]
        last = places[n + 1] if is_range else entry_match
        until = _UNTIL.match(view.text, last.end()) if is_range else None
        unit = match[0][-1] if sort == "compact" else ""  # 第8、9条
        numbers = _key(sort, entry_match[0]) + unit, _key(sort, last[0]) + unit
        listed = _counted_out(*numbers) if is_range else numbers[:1]
        span = view.span(
            match.start() if unit and n == 0 else entry_match.start(),
            match.end() if unit and last is places[-1] else until.end() if until else last.end(),
        )
        yield Entry(*span, listed) if all(listed) else None


def _key(sort: str, typed: str) -> str:
    if sort in ("items", "kanji"):
        return canonical_number(typed)
    return _FIGURE.sub(lambda figure: str(to_int(figure[0])), typed.replace("第", "").replace(" ", ""))


def _counted_out(low: str, high: str) -> tuple[str, ...]:
    """All numbers from the one to the other; one empty one where they cannot be told: branches, other units."""
    if (first := circled_to_int(low)) and (final := circled_to_int(high)):
        return tuple(_CIRCLED[first - 1 : final]) or ("",)
    ends = _LAST_UNIT.fullmatch(low), _LAST_UNIT.fullmatch(high)
    if (
        not ends[0]
        or not ends[1]
        or ends[0]["unit"] != ends[1]["unit"]
        or ends[1]["ahead"] not in ("", ends[0]["ahead"])
    ):
        return ("",)
    numbers = range(int(ends[0]["number"]) + 1, int(ends[1]["number"]) + 1)
    if not 0 < len(numbers) <= _WIDEST:
        return ("",)
    return (low, *(f"{ends[1]['ahead']}{number}{ends[1]['unit']}" for number in numbers))
