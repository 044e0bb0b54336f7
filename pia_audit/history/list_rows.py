"""Rows that change a list of numbers, undone number by number: what the list was before them."""

from __future__ import annotations

from collections.abc import Sequence, Set

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.compare.list_quotations import (
    counts_upwards,
    list_quotation,
    numbers_alone,
    put_in_place,
    with_added,
    written_list,
)
from pia_audit.compare.list_rows import list_statement
from pia_audit.compare.locate import Hit, locate
from pia_audit.compare.verdicts import RowStatement
from pia_audit.history.earlier import Earlier
from pia_audit.history.order import Row
from pia_audit.japanese.number_runs import NumberRun, number_runs
from pia_audit.japanese.placeholders import is_empty


class FormerList(Struct, frozen=True):
    """The raw span of a list, and what it was before a row.

    ``is_sure`` where the rows tell which list that is, and in which place its numbers stood. ``facing`` is what stands
    in the place of 変更後, where that quotes the whole list and has other numbers.
    """

    start: int
    end: int
    before: str
    is_sure: bool = True
    facing: str = ""
    staying: tuple[int, int] = (0, 0)


def former_list(text: str, row: Row) -> FormerList | None:
    """The list of a text that 変更後 quotes, all of it or the numbers that came; ``None`` where it quotes none."""
    statement = list_statement(RowStatement(row.row_no, row.before, row.after, row.anchor))
    before, after = statement.before or "", statement.after or ""
    came, former_numbers = numbers_alone(after), () if is_empty(before) else _numbers(before)
    former = _without(text, row, came, former_numbers) if came is not None and former_numbers is not None else None
    if former is not None:
        return former
    if (statement.before, statement.after) == (row.before, row.after) and locate(after, text, row.anchor):
        return None
    quotation = list_quotation(after, before, text)
    if quotation is None or not quotation.rewritten or (not quotation.is_exact and quotation.kept_spans):
        return None
    facing = "" if quotation.is_exact else quotation.quoted
    return FormerList(quotation.start, quotation.end, quotation.rewritten, facing=facing)


def _numbers(cell: str) -> tuple[str, ...] | None:
    run = numbers_alone(cell)
    return None if run is None else run.numbers


def _without(text: str, row: Row, quoted: NumberRun, gone: Sequence[str]) -> FormerList | None:
    """The list with all numbers that a row gives alone, without those that came and with those that went; of several
    that below the heading which the row names, else the first, and it is not sure."""
    came = quoted.numbers
    added, removed = {*came} - {*gone}, [number for number in gone if number not in came]
    runs = [run for run in number_runs(text) if {*came}.issubset(run.numbers) and not {*removed} & {*run.numbers}]
    if len(runs) > 1 and (meant := _below_anchor(text, row, quoted)) in runs:
        runs = [run for run in runs if run == meant]
    if not runs or not (added or removed):
        return None
    staying = [number for number in runs[0].numbers if number not in added]
    numbers = [*with_added(staying, gone)] if {*came} & {*gone} else put_in_place(staying, removed)
    if not staying or len(runs[0].numbers) < 2:
        return None  # nothing of the list stays by which to know it
    before = written_list(numbers, runs[0], text)
    return FormerList(runs[0].start, runs[0].end, before, is_sure=len(runs) == 1)


def list_with_both(text: str, row: Row) -> FormerList | None:
    """The one list that has the numbers that came and, still, ones that a row says they replaced (``facing``).

    ``None`` where no list has both, where another one has only those that came, and where the numbers are those of
    passages, of which a text may begin to count anew.
    """
    came, former_run = numbers_alone(row.after or ""), numbers_alone(row.before or "")
    if came is None or former_run is None or came.of_passages or is_empty(row.before or ""):
        return None
    added, removed = {*came.numbers} - {*former_run.numbers}, {*former_run.numbers} - {*came.numbers}
    runs = [run for run in number_runs(text) if added and added.issubset(run.numbers)]
    if len(runs) != 1 or removed.isdisjoint(runs[0].numbers) or not _is_like(runs[0], came):
        return None
    run = runs[0]
    still_there = next(entry for entry in run.entries if not removed.isdisjoint(entry.numbers))
    before = written_list([number for number in run.numbers if number not in added], run, text)
    span = still_there.start, still_there.end
    return FormerList(run.start, run.end, before, facing=text[run.start : run.end], staying=span)


def list_without_added(text: str, row: Row) -> FormerList | None:
    """The list that has not the numbers that a row says came (``facing``), and what it was before the row: with the
    numbers that went, where it is the only one of their sort. ``None`` where a list has those that came, or the row
    gives more than numbers.

    Nothing but the list is in doubt then: what stands around it is as the rows before left it.
    """
    came, former_run = numbers_alone(row.after or ""), numbers_alone(row.before or "")
    if came is None or (former_run is None and not is_empty(row.before or "")):
        return None
    removed = former_run.numbers if former_run else ()
    runs = number_runs(text)
    like = [run for run in runs if _is_like(run, came)]
    if not like or any({*came.numbers}.issubset(run.numbers) for run in runs):
        return None
    having = [run for run in like if removed and {*removed}.issubset(run.numbers)]
    if having or len(like) > 1:  # they are there already, or it is not known where they stood
        of_list = having[0] if len(having) == 1 else None
        start, end = (of_list.start, of_list.end) if of_list else (0, len(text))
        return FormerList(start, end, text[start:end], facing=text[start:end])
    (run,) = like
    staying = [number for number in run.numbers if number not in came.numbers]
    added = [number for number in removed if number not in staying]
    before = written_list(put_in_place(staying, added), run, text) if staying or added else text[run.start : run.end]
    return FormerList(run.start, run.end, before, facing=text[run.start : run.end])


def list_with_removed(text: str, row: Row, earlier: Earlier) -> FormerList | None:
    """The list from which a row took the numbers that its 変更前 gives alone, with these, or that has them still
    (``facing``); ``None`` where it gives more, or no list has others like them."""
    run = numbers_alone(row.before or "")
    if run is None or is_empty(row.before or ""):
        return None
    removed = {*run.numbers}
    like = [candidate for candidate in number_runs(text) if _is_like(candidate, run)]
    if len(like) > 1 and (meant := _below_anchor(text, row, run)):
        like = [meant]
    lists = [candidate for candidate in like if removed.isdisjoint(candidate.numbers)]
    former = _shown(removed, like, earlier)
    if not like:
        return None
    chosen = former[0] if former else (lists or like)[0]
    stretch = text[chosen.start : chosen.end]
    if not removed.isdisjoint(chosen.numbers):  # it is not gone
        return FormerList(chosen.start, chosen.end, stretch, facing=stretch)
    if former:
        order = [number for number in former[1] if number in removed or number in chosen.numbers]
        return FormerList(chosen.start, chosen.end, written_list([*with_added(chosen.numbers, order)], chosen, text))
    is_sure = len(like) == 1 and counts_upwards(chosen.numbers)
    before = written_list(put_in_place(chosen.numbers, run.numbers), chosen, text)
    return FormerList(chosen.start, chosen.end, before, is_sure)


def _below_anchor(text: str, row: Row, quoted: NumberRun) -> NumberRun | None:
    """The one list of its sort between the heading that a row's label ends with, …の事務【情報提供の根拠】, and the
    next heading; ``None`` where the text has not that heading, or several lists below it."""
    hit = locate(row.anchor, text) if row.anchor else None
    if hit is None or hit.count > 1:
        return None
    following = text.find("【", hit.end)
    end = following if following >= 0 else len(text)
    runs = [run for run in number_runs(text) if hit.end <= run.start < end and _is_like(run, quoted)]
    return runs[0] if len(runs) == 1 else None


def over_cut_list(text: str, hit: Hit) -> Hit | None:
    """A quotation of several lines from a text's beginning that ends within a list, with all of that list; ``None`` for
    any other: a part of a list alone may be quoted, but nobody quotes whole lines and leaves out the last numbers."""
    if text[: hit.start].strip() or "\n" not in text[hit.start : hit.end].strip():
        return None
    run = next((run for run in number_runs(text) if run.start < hit.end < run.end and len(run.numbers) > 1), None)
    return replace(hit, end=run.end) if run and "\n" in text[hit.start : run.start] else None


def lacks_numbers(text: str, cell: str) -> bool:
    """Whether a cell gives numbers alone of which no list of a text has any."""
    run = numbers_alone(cell)
    return run is not None and all({*run.numbers}.isdisjoint(listed.numbers) for listed in number_runs(text))


def _is_like(other: NumberRun, run: NumberRun) -> bool:
    """Whether the numbers of two lists are of one sort: items of a table, articles, signs of passages."""
    units = [next((unit for unit in reversed(of.numbers[0]) if unit in "条項号"), "") for of in (other, run)]
    is_list = len(other.numbers) > 1 or other.of_table
    return units[0] == units[1] and other.of_passages == run.of_passages and (is_list or bool(units[0]))


def _shown(removed: Set[str], like: Sequence[NumberRun], earlier: Earlier) -> tuple[NumberRun, tuple[str, ...]] | None:
    """The list from which numbers were taken, and how it was, by what earlier rows say; ``None`` where they do not."""
    for former in earlier.lists_with(removed) if like else ():
        shared = [len({*former.numbers}.difference(removed).intersection(run.numbers)) for run in like]
        best = [run for run, count in zip(like, shared, strict=True) if count and count == max(shared)]
        if len(best) == 1:
            return best[0], former.numbers
    return None
