"""Rows that quote a list of numbers, or some of it, held against the list as the text has it, number by number.

A clerk copies 1・2・13の項 where the text has 1、2、13の項, quotes 53の項 of a longer list, writes 第5条から第8条まで
for every one of them, or leaves a number out. By signs such a quotation is like another stretch of the text; by numbers
it is this list, with so many too few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence, Set
from itertools import pairwise

from msgspec import Struct

from pia_audit.compare.leaves import is_slip_of_copying
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.number_runs import OF_TABLE, Entry, NumberRun, in_order, number_runs, spelled
from pia_audit.japanese.numerals import KANJI_NUMERALS, int_to_kanji, plain
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty

_BEHIND = regex(OF_TABLE)
_LONGEST = 4_000
"""Cells of more characters quote whole texts, of which a list is a small part."""


class ListQuotation(Struct, frozen=True):
    """What a row comes to on the list of a text that it quotes.

    ``start`` and ``end`` are the list's raw span, ``rewritten`` is the list as the row leaves it, in the text's own
    notation, with the spans of it that the row leaves as they stood (``kept_spans``). ``quoted`` is what the text says
    where the row quotes it; ``is_exact`` whether 変更前 says the same. ``standing`` are raw spans of numbers that the
    row says it adds and that stand there already; ``changes_nothing`` where it adds no other and takes none away.
    ``becomes`` are the numbers of 変更後, ``recorded`` is the list with just these. ``is_misread`` where by its words
    the row would be put in a wrong place: its numbers are signs of passages, which folding takes away, (2) and ②, or
    the end of a range.
    """

    start: int
    end: int
    rewritten: str
    kept_spans: tuple[tuple[int, int], ...]
    quoted: str
    is_exact: bool
    standing: tuple[tuple[int, int], ...]
    changes_nothing: bool
    becomes: tuple[str, ...]
    recorded: str
    is_misread: bool


class _Cell(Struct, frozen=True):
    """A cell that quotes one list: the words around it, folded and as typed, and its numbers."""

    text: str
    run: NumberRun

    @property
    def ahead(self) -> str:
        return _without_no(fold(self.text[: self.run.start]))

    @property
    def behind(self) -> str:
        return fold(self.text[self.run.end :]).removeprefix("の")


def _without_no(text: str) -> str:
    """Words before a list without the の that some write behind them, and the 項番: 別表の1・2の項, 別表1、2項,
    別表の項番1."""
    return text.removesuffix("項番").removesuffix("の")


def list_quotation(before: str, after: str, text: str, target: str = "") -> ListQuotation | None:
    """What a row says of a list of ``text``; ``None`` where it quotes none, or other words change as well, or it cannot
    be told which list it means. Of several lists that have the numbers it is the one that became so in ``target``, the
    newer text, where that is given."""
    if not text or max(len(before), len(after)) > _LONGEST:
        return None
    cells = _cells(before, after)
    if cells is None or {*cells[1]} == {*cells[0].run.numbers}:
        return None
    run = _run_of(cells[0], text) if not target or cells[0].ahead else _run_that_became(*cells, text, target)
    run = run or _run_of(cells[0], text)
    return None if run is None else _of_run(*cells, run, text)


def has_list_with(text: str, numbers: Sequence[str]) -> bool:
    """Whether one list of a text has all these numbers."""
    return any({*numbers}.issubset(run.numbers) for run in number_runs(text))


def has_list_of(text: str, numbers: Sequence[str]) -> bool:
    """Whether one list of a text has these numbers and no others."""
    return any({*numbers} == {*run.numbers} for run in number_runs(text))


def list_facing(quoted: str, text: str) -> str:
    """A quotation with the list that a text has in the place of its own; empty where it has none, or it is not told
    which one."""
    quoted_run = quoted_list(quoted)
    if quoted_run is None:
        return ""
    run = _run_of(_Cell(quoted, quoted_run), text)
    return quoted[: quoted_run.start] + text[run.start : run.end] + quoted[quoted_run.end :] if run else ""


def numbers_alone(cell: str) -> NumberRun | None:
    """The list that is all that a cell says: 14の項、57の項, (7). ``None`` where it says more, or no list."""
    runs = number_runs(cell) if len(cell) <= _LONGEST else ()
    if len(runs) != 1 or cell[: runs[0].start].strip("・･、，, \u3000\n") not in ("", "項番"):
        return None
    return runs[0] if _NOTHING_MORE.fullmatch(cell[runs[0].end :]) else None


def is_part_of_list(quoted: str, text: str) -> bool:
    """Whether a quotation is nothing but numbers, all of which one list of a text has."""
    run = numbers_alone(quoted)
    return run is not None and has_list_with(text, run.numbers)


def still_listed(before: str, after: str, text: str) -> tuple[str, ...]:
    """The numbers that a row gives alone and says went (71の項 → 25の項), where one list of a text has them beside all
    that came; none where a cell says more than numbers."""
    former_run, came = numbers_alone(before), () if is_empty(after) else numbers_alone(after)
    if former_run is None or came is None:
        return ()
    added = {*came.numbers} if isinstance(came, NumberRun) else set()
    removed = [number for number in former_run.numbers if number not in added]
    runs = [run for run in number_runs(text) if added.issubset(run.numbers) and not {*removed}.isdisjoint(run.numbers)]
    return tuple(number for number in removed if number in runs[0].numbers) if len(runs) == 1 else ()


def put_in_place(numbers: Sequence[str], added: Iterable[str]) -> list[str]:
    """Numbers with others more: each in its place where they count upwards, else at the end."""
    return sorted([*numbers, *added], key=in_order) if counts_upwards(numbers) else [*numbers, *added]


def counts_upwards(numbers: Sequence[str]) -> bool:
    """Whether each number is higher than the one before it."""
    return all(low < high for low, high in pairwise(map(in_order, numbers)))


def written_list(numbers: Sequence[str], run: NumberRun, text: str) -> str:
    """Numbers as a text writes its list ``run``."""
    return _written(numbers, run, text, "、" if run.entries[0].numbers[0][-1:] in "条項号" else "・")[0]


def listed_as_added(before: str, after: str, text: str) -> str | None:
    """A list of a text that has every number which a row says came, and none which it says went; else ``None``."""
    cells = _cells(before, after)
    if cells is None:
        return None
    quoted, becomes = {*cells[0].run.numbers}, {*cells[1]}
    runs = [run for run in number_runs(text) if (becomes - quoted).issubset(run.numbers)]
    runs = [run for run in runs if (quoted - becomes).isdisjoint(run.numbers)]
    return text[runs[0].start : runs[0].end] if becomes - quoted and len(runs) == 1 else None


def _cells(before: str, after: str) -> tuple[_Cell, tuple[str, ...]] | None:
    """The list in which two cells differ, and the numbers that 変更後 has there; ``None`` where other words differ."""
    runs = number_runs(before)
    if not runs:
        return None
    if is_empty(after):
        quoted_run = _only(runs)
        quoted_cell = _Cell(before, quoted_run) if quoted_run else None
        return (quoted_cell, ()) if quoted_cell and not quoted_cell.ahead else None
    later_runs = number_runs(after)
    differing = [(was, later) for was, later in zip(runs, later_runs, strict=False) if was.numbers != later.numbers]
    if len(runs) != len(later_runs) or not differing:
        return None
    quoted_cell, later_cell = _Cell(before, differing[0][0]), _Cell(after, differing[0][1])
    alike = (later_cell.ahead, later_cell.behind) == (quoted_cell.ahead, quoted_cell.behind)
    return (quoted_cell, later_cell.run.numbers) if alike else None


def quoted_list(cell: str) -> NumberRun | None:
    """The one list that a cell quotes among other words; ``None`` where it quotes none, or several."""
    return _only(number_runs(cell)) if len(cell) <= _LONGEST else None


def _only(runs: Sequence[NumberRun]) -> NumberRun | None:
    """The one list of a cell that has several numbers, or the one number of a table's item, or of an article."""
    several = [run for run in runs if len(run.numbers) > 1]
    chosen_runs = several or [run for run in runs if run.of_table] or runs
    return chosen_runs[0] if len(chosen_runs) == 1 else None


def _run_of(cell: _Cell, text: str) -> NumberRun | None:
    """The one list of a text that a cell quotes: behind the same words, else with the numbers quoted."""
    numbers = {*cell.run.numbers}
    runs = [run for run in number_runs(text) if not numbers.isdisjoint(run.numbers)]
    if cell.ahead:
        runs = [run for run in runs if _stands_around(cell, text, run)] or _below_heading(cell, text, runs)
    elif whole := [run for run in runs if numbers.issubset(run.numbers)]:
        runs = whole
    else:
        runs = [run for run in runs if 2 * len(numbers.intersection(run.numbers)) >= len(numbers) > 1]
    if len(runs) > 1:
        fits = [len(numbers.intersection(run.numbers)) - len({*run.numbers} - numbers) for run in runs]
        runs = [run for run, fit in zip(runs, fits, strict=True) if fit == max(fits)] if cell.ahead else []
    return runs[0] if len(runs) == 1 else None


def _run_that_became(cell: _Cell, later: Sequence[str], text: str, target: str) -> NumberRun | None:
    """Of several lists with the numbers quoted the one in which the newer text has what the row says came, and not what
    it says went."""
    quoted, becomes = {*cell.run.numbers}, {*later}
    runs = [run for run in number_runs(text) if quoted.issubset(run.numbers)]
    if len(runs) < 2:
        return None
    became = [
        run for run in runs
        if (facing := _counterpart(run, text, target)) is not None
        and (becomes - quoted).issubset(facing.numbers) and (quoted - becomes).isdisjoint(facing.numbers)
        and {*run.numbers} != {*facing.numbers}
    ]  # fmt: skip
    return became[0] if len(became) == 1 else None


def _counterpart(run: NumberRun, text: str, other: str) -> NumberRun | None:
    """The list of another text that stands for one of this: in its place where both have as many, else the one most
    like it."""
    runs, others = number_runs(text), number_runs(other)
    if len(runs) == len(others):
        return others[runs.index(run)]
    listed = {*run.numbers}
    scores = [2 * len(listed.intersection(o.numbers)) - len(listed.symmetric_difference(o.numbers)) for o in others]
    best = [o for o, score in zip(others, scores, strict=True) if score == max(scores) and listed & {*o.numbers}]
    return best[0] if len(best) == 1 else None


_FAR = 8


def _stands_around(cell: _Cell, text: str, run: NumberRun) -> bool:
    room = 2 * cell.run.start + _FAR
    behind = fold(text[run.end : run.end + 2 * (len(cell.text) - cell.run.end) + _FAR]).removeprefix("の")
    return _without_no(fold(text[max(0, run.start - room) : run.start])).endswith(cell.ahead) and (
        behind.startswith(cell.behind) or cell.behind.startswith(behind)
    )


_HEADING = regex(r"(?:[】〉》＞>：:]|\n)\s*$")


def _below_heading(cell: _Cell, text: str, runs: Sequence[NumberRun]) -> list[NumberRun]:
    """The first list below a heading that a cell quotes without the words between: 【照会の根拠】 27・30の項."""
    heading = cell.text[: cell.run.start]
    heading_at = text.find(heading.strip()) if _HEADING.search(heading) else -1
    if heading_at < 0 or text.count(heading.strip()) > 1:
        return []
    following = [run for run in number_runs(text) if run.start > heading_at and len(run.numbers) > 1]
    return following[:1] if following and following[0] in runs else []


def added_to_list(added: str, text: str, target: str) -> tuple[NumberRun, str] | None:
    """Of a row that gives nothing but numbers that came (14の項, 第9号): the list of the newer text that has them,
    before and after.

    Args:
        added: 変更後, where 変更前 is empty.
        text: the older text, or what rows have made of it.
        target: the newer text.

    Returns:
        The list of ``text``, and the same written with the numbers in their places; ``None`` where ``added`` is more
        than a list, or no one list of ``target`` has got them.
    """
    run = numbers_alone(added)
    if run is None:
        return None
    numbers = {*run.numbers}
    came = _lists_that_got(numbers, text, target) or _lists_that_got(numbers, text, target, some=True)
    if len(came) != 1:
        return None  # which list is meant is not known, or it had them
    stood, later = came[0]
    listed = {*stood.numbers}
    order = [number for number in later.numbers if number in listed or number in numbers]
    if not listed.issubset(order):  # others went with it: those that stay, in their order, and then what came
        order = [*with_added([*stood.numbers], order)]
    order = put_in_place(order, [number for number in run.numbers if number not in order])
    return stood, written_list(order, stood, text)


def _lists_that_got(
    numbers: Set[str], text: str, target: str, *, some: bool = False
) -> list[tuple[NumberRun, NumberRun]]:
    """The lists of a text, each beside what it is in the newer one, which had none of these numbers and got them all,
    or ``some`` of them."""
    grown = [
        run for run in number_runs(target)
        if (not numbers.isdisjoint(run.numbers) if some else numbers <= {*run.numbers})
    ]  # fmt: skip
    pairs = [(stood, later) for later in grown if (stood := _counterpart(later, target, text)) is not None]
    return [
        (stood, later) for stood, later in pairs
        if numbers.isdisjoint(stood.numbers) and {*stood.numbers} & {*later.numbers}
    ]  # fmt: skip


_NOTHING_MORE = regex(r"\s*(?:の\s*)?項?\s*[。、]?\s*")


def _of_run(cell: _Cell, later: Sequence[str], run: NumberRun, text: str) -> ListQuotation:
    listed, quoted, becomes = run.numbers, {*cell.run.numbers}, {*later}
    whole = bool(cell.ahead and (cell.behind or _BEHIND.match(plain(cell.text[cell.run.end :]).text)))
    standing = (becomes - quoted).intersection(listed)
    places = [n for n, number in enumerate(listed) if number in quoted]
    in_a_row = places == [*range(places[0], places[0] + len(places))] and (not cell.ahead or places[0] == 0)
    in_a_row = in_a_row or quoted.isdisjoint(becomes)  # 21及び136の項 of a list, both of which go
    is_exact = quoted.issubset(listed) and not standing and in_a_row and (not whole or quoted.issuperset(listed))
    is_exact = is_exact and not is_slip_of_copying(cell.text[cell.run.start : cell.run.end], text[run.start : run.end])
    removed_numbers = (quoted - becomes).intersection(listed)
    added = [n for n in later if n in listed or n not in quoted]  # what both cells quote wrongly is not put in
    staying = [n for n in listed if n not in removed_numbers]
    if whole:
        numbers = [*later]
    elif quoted.isdisjoint(becomes) and counts_upwards(listed):  # 2 → 7 says nothing of the place
        numbers = put_in_place(staying, [n for n in later if n not in listed])
    else:
        numbers = [*with_added(staying, added)]
    rewritten, kept_spans = _written(numbers, run, text, _separator(cell, later))
    quoted_entries = [entry for entry in run.entries if whole or not (quoted | standing).isdisjoint(entry.numbers)]
    stretch = text[quoted_entries[0].start : quoted_entries[-1].end]
    return ListQuotation(
        run.start, run.end, rewritten, () if whole else kept_spans,
        cell.text[: cell.run.start] + stretch + cell.text[cell.run.end :],
        is_exact,
        tuple((entry.start, entry.end) for entry in run.entries if not standing.isdisjoint(entry.numbers)),
        standing == becomes - quoted and not removed_numbers,
        tuple(later),
        _written(later, run, text, _separator(cell, later))[0],
        run.of_passages or any(_is_cut(entry, quoted) for entry in run.entries),
    )  # fmt: skip


def _is_cut(entry: Entry, numbers: Container[str]) -> bool:
    """Whether some numbers of a range are among others, and some are not."""
    return len({number in numbers for number in entry.numbers}) > 1


def with_added(numbers: Sequence[str], later: Sequence[str]) -> Iterator[str]:
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
    typed = [cell.text[a.end : b.start] for a, b in pairwise(cell.run.entries)]
    return typed[0] if typed and later else "・"


def _written(
    numbers: Sequence[str], run: NumberRun, text: str, separator: str
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Numbers as the text writes its list, and where in that stands what the list had. A range of which all numbers
    stay remains one."""
    entries = {entry.numbers[0]: entry for entry in run.entries}
    in_kanji = all(_KANJI_ALONE.fullmatch(text[entry.start : entry.end]) for entry in run.entries)
    between = {(a.end, b.start): text[a.end : b.start] for a, b in pairwise(run.entries)}
    usual = next((joint_sign for joint_sign, _ in Counter(between.values()).most_common(1)), separator)
    written, kept_spans, last_end, at = "", [], -1, 0
    while at < len(numbers):
        entry = entries.get(numbers[at])
        if entry is not None and tuple(numbers[at : at + len(entry.numbers)]) != entry.numbers:
            entry = None
        joint = between.get((last_end, entry.start)) if entry else None
        start = len(written) + (len(usual) if joint is None and written else 0)
        written += (joint if joint is not None else usual if written else "") + (
            text[entry.start : entry.end] if entry else _spelled(numbers[at], in_kanji=in_kanji)
        )
        if entry:
            kept_spans.append((start, len(written)))
        last_end = entry.end if entry else -1
        at += len(entry.numbers) if entry else 1
    return written, tuple(kept_spans)


_KANJI_ALONE = regex(f"第?[{KANJI_NUMERALS}]+[条項号]?")
_ARABIC = regex("[0-9]+")


def _spelled(number: str, *, in_kanji: bool) -> str:
    return _ARABIC.sub(lambda m: int_to_kanji(int(m[0])), spelled(number)) if in_kanji else spelled(number)
