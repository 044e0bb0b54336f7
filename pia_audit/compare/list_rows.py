"""Rows that quote a list of numbers, carried out on the list as the text has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence, Set

from msgspec.structs import replace

from pia_audit.compare import relative_wording
from pia_audit.compare.bare_quotations import PUT_IN_WORDS, without_remark
from pia_audit.compare.list_quotations import (
    ListQuotation,
    added_to_list,
    has_list_of,
    has_list_with,
    list_facing,
    list_quotation,
    numbers_alone,
    put_in_place,
    quoted_list,
    written_list,
)
from pia_audit.compare.locate import locate
from pia_audit.compare.verdicts import RowStatement, Verdict, misquoted
from pia_audit.compare.written_text import WrittenText
from pia_audit.japanese.ladder import fold, same
from pia_audit.japanese.line_cuts import changed
from pia_audit.japanese.number_runs import number_runs
from pia_audit.japanese.placeholders import is_empty


def carry_out_on_list(
    state: WrittenText, row: RowStatement, target: str, *, ahead_of_words: bool = False
) -> Verdict | None:
    """Carry out a row on the list of numbers that it quotes.

    Args:
        state: the text so far.
        row: its 変更前 and 変更後.
        target: the newer text.
        ahead_of_words: only a row that its words would put in a wrong place: 変更前 leaves out numbers of the list that
            変更後 has beside new ones, or the numbers are signs that folding takes away, (2)(3), end a
            range, or stand elsewhere first.

    Returns:
        What comes of it; ``None`` where it quotes no list that the text has.
    """
    before_cell, after_cell = row.before or "", row.after or ""
    if is_empty(before_cell) and not ahead_of_words:
        return _carry_out_added(state, row, target)
    if ahead_of_words and _is_plain(state.text, row):
        return None
    quotation = list_quotation(before_cell, after_cell, state.text, target)
    if quotation is None or not quotation.rewritten:
        return None
    if quotation.changes_nothing and quotation.recorded and _is_recorded_of(quotation, state, target):
        stood_there = list_facing(before_cell, state.text) or quotation.quoted
        state.put(quotation.start, quotation.end, quotation.recorded, row.row_no)
        return misquoted(row, "before", before_cell, stood_there)
    is_others = any(any(state.authors[low:high]) for low, high in quotation.standing)
    stood = quotation.changes_nothing and _changes_nothing(before_cell, after_cell, state.older, target)
    if stood or (quotation.changes_nothing and not is_others and not ahead_of_words):
        printed = list_quotation(before_cell, after_cell, target)
        return Verdict(row.row_no, "phantom", expected=after_cell, found=printed.quoted if printed else target)
    is_short = quotation.standing and not quotation.changes_nothing and has_list_with(target, quotation.becomes)
    removes = is_empty(after_cell) and quotation.is_exact  # 47の項 of 16・47の項 leaves 16の項
    if ahead_of_words and not is_short and not quotation.is_misread and not removes:
        hit = locate(before_cell, state.text, row.anchor)
        if hit is None or (hit.start < quotation.end and quotation.start < hit.end):
            return None
    if is_others:
        return None  # another row has put them there
    start, end, rewritten = quotation.start, quotation.end, quotation.rewritten
    passage = None if quotation.kept_spans else locate(quotation.quoted, state.text)
    if passage is not None and passage.start <= start and end <= passage.end:  # the row gives the words around, too
        rewritten = state.text[passage.start : start] + rewritten + state.text[end : passage.end]
        start, end = passage.start, passage.end
    state.put(start, end, rewritten, row.row_no, quotation.kept_spans)
    if quotation.is_exact:
        return Verdict(row.row_no, "confirmed")
    return misquoted(row, "before", before_cell, quotation.quoted)


def list_statement(row: RowStatement) -> RowStatement:
    """A row whose words come to one quotation of a list, as a row that quotes it: （略） before it left out, and
    numbers below 同左 以下を追加 among those that 変更前 has."""
    edits = relative_wording.edits(row.before or "", row.after or "")
    if len(edits) != 1 or edits[0] == relative_wording.Edit(row.before or "", row.after or ""):
        return row
    before, after, added = edits[0].before, edits[0].after, edits[0].added
    run, added_run = (quoted_list(before), numbers_alone(added)) if added else (None, None)
    if run and added_run:
        numbers = put_in_place(run.numbers, added_run.numbers)
        after = before[: run.start] + written_list(numbers, run, before) + before[run.end :]
    elif edits[0].kept:
        return row
    return replace(row, before=before, after=after)


def _is_plain(text: str, row: RowStatement) -> bool:
    """Whether a row quotes a list with words before it that stand once in a text, and nothing there asks for more than
    writing 変更後 in its place. Only the lines round it are looked at: a long text of many lists is not read for each
    of its rows."""
    before, after = row.before or "", row.after or ""
    runs = number_runs(before)
    if not runs:
        return True
    hit = locate(before, text, row.anchor) if before[: runs[0].start].strip("・･ \u3000\n") else None
    if hit is None or hit.count > 1 or is_empty(after):
        return False
    low, high = text.rfind("\n", 0, hit.start) + 1, text.find("\n", hit.end)
    quotation = list_quotation(before, after, text[low : high if high >= 0 else len(text)])
    return quotation is None or not (quotation.standing or quotation.is_misread or quotation.changes_nothing)


def _is_recorded_of(quotation: ListQuotation, state: WrittenText, target: str) -> bool:
    """Whether the list became what 変更後 says, though the numbers that 変更前 lets go were not in it: others were."""
    stretch = state.text[quotation.start : quotation.end]
    return not has_list_of(stretch, quotation.becomes) and has_list_of(target, quotation.becomes)


def _carry_out_added(state: WrittenText, row: RowStatement, target: str) -> Verdict | None:
    is_put = put_in_list(state, row.after or "", row.row_no, target)
    return Verdict(row.row_no, "confirmed") if is_put else None


def put_in_list(state: WrittenText, numbers: str, row_no: int, target: str) -> bool:
    """Put numbers that a row gives alone, 14の項, where the newer text has them; whether it has."""
    added = added_to_list(numbers, state.text, target)
    if added is None:
        return False
    run, written = added
    state.put(run.start, run.end, written, row_no, _common_edges(state.text[run.start : run.end], written))
    return True


def _common_edges(was: str, becomes: str) -> tuple[tuple[int, int], ...]:
    """Spans of a text that stood there before: what both begin and end with."""
    start, end = changed(was, becomes)
    return (0, start), (end, len(becomes))


def _changes_nothing(before: str, after: str, *editions: str) -> bool:
    """Whether what a row adds to a list stands there in both editions, whatever other rows write."""
    quotations = [list_quotation(before, after, text) for text in editions]
    return all(quotation is not None and quotation.changes_nothing for quotation in quotations)


def followed_in_plain_words(rows: Sequence[RowStatement]) -> list[RowStatement]:
    """Rows that say in words what they put in, 「A」を追加 or A（追加）, where another row begins with A: just A, which
    neither edition may show any more by which it could be known."""
    befores = {fold(row.before) for row in rows if row.before and not is_empty(row.before)}
    return [_in_plain_words(row, befores) for row in rows] if befores else list(rows)


def _in_plain_words(row: RowStatement, befores: Set[str]) -> RowStatement:
    if row.after is None or row.before is None or not is_empty(row.before) or is_empty(row.after):
        return row
    edits = relative_wording.edits(row.before, row.after)
    added = without_remark(edits[0].after) if len(edits) == 1 and is_empty(edits[0].before) else row.after
    if added == row.after:
        match = PUT_IN_WORDS.fullmatch(row.after.strip())
        added = match["quoted"].strip() if match and match["added"] else added
    is_followed = added != row.after and fold(added) in befores
    return replace(row, after=added) if is_followed else row


def without_passing_words(rows: Sequence[RowStatement], older: str, target: str) -> list[RowStatement]:
    """Rows without those that put in numbers or words which another row takes out again, or exchanges: between the
    editions they came and went, so that neither shows them. The row that exchanges them then puts in what it has for
    them."""
    lasting_rows = list(rows)
    beginning: dict[Hashable, list[RowStatement]] = {}
    for row in rows:
        beginning.setdefault(_key(row.before or ""), []).append(row)
    for row in rows if len(rows) > 1 else ():
        came = row.after or ""
        if not is_empty(row.before or "") or is_empty(came):
            continue
        others = [
            later_row
            for later_row in beginning.get(_key(came), ())
            if later_row is not row and later_row in lasting_rows
        ]
        following = next((later_row for later_row in others if _goes_on_from(later_row, came, older, target)), None)
        if following is None and (not others or _stands(came, target)):
            continue
        following = following or next((later_row for later_row in others if _takes_out(later_row, came)), None)
        if following is None:
            continue
        lasting_rows.remove(row)
        at = lasting_rows.index(following)
        lasting_rows[at : at + 1] = [] if is_empty(following.after or "") else [replace(following, before="")]
    return lasting_rows


def _key(cell: str) -> Hashable:
    """What two cells share that quote the same words, or the same numbers alone."""
    run = numbers_alone(cell)
    return fold(cell) if run is None else frozenset(run.numbers)


def rows_without_effect(rows: Sequence[RowStatement], old: str, new: str) -> dict[int, Verdict]:
    """Phantoms among the rows that exchange numbers of a list (17の項 → 10の項): both editions have every number that
    went and none that came, and no other row speaks of any of them.

    Carried out they would make what other rows did to the list look undone.
    """
    exchanges = {row.row_no: exchange for row in rows if (exchange := _exchange(row)) is not None}
    if not exchanges:
        return {}
    spoken = Counter(number for row in rows for number in _numbers_of(row))
    in_old, in_new = ({number for run in number_runs(text) for number in run.numbers} for text in (old, new))
    out = {}
    for row in rows:
        removed_numbers, came = exchanges.get(row.row_no, ((), ()))
        touched = {*removed_numbers, *came}
        if not touched or any(spoken[number] > 1 for number in touched):
            continue
        if {*removed_numbers} <= in_old & in_new and {*came}.isdisjoint(in_old | in_new):
            runs = [run for run in number_runs(new) if {*removed_numbers} <= {*run.numbers}]
            stretch = new[runs[0].start : runs[0].end] if len(runs) == 1 else new
            out[row.row_no] = Verdict(row.row_no, "phantom", expected=row.after, found=stretch)
    return out


def _exchange(row: RowStatement) -> tuple[list[str], list[str]] | None:
    """The numbers that went and those that came, where a row gives nothing but numbers on both sides."""
    former_run, came = numbers_alone(row.before or ""), numbers_alone(row.after or "")
    if former_run is None or came is None:
        return None
    went = [number for number in former_run.numbers if number not in came.numbers]
    added = [number for number in came.numbers if number not in former_run.numbers]
    return (went, added) if went and added else None


def _numbers_of(row: RowStatement) -> set[str]:
    return {number for cell in (row.before, row.after) for run in number_runs(cell or "") for number in run.numbers}


def _goes_on_from(row: RowStatement, came: str, older: str, target: str) -> bool:
    """Whether a row begins with just what another put in and keeps it within longer words, 地図システム →
    次期地図システム, outside which neither edition has it."""
    after_cell = row.after or ""
    if numbers_alone(came) is not None or not same(row.before or "", came) or same(after_cell, came):
        return False
    hit = locate(after_cell, target) if locate(came, after_cell) is not None else None
    if hit is None or hit.count > 1 or locate(came, older) is not None:
        return False
    return locate(came, f"{target[: hit.start]}\n{target[hit.end :]}") is None


def _stands(words: str, text: str) -> bool:
    run = numbers_alone(words)
    return locate(words, text) is not None if run is None else has_list_with(text, run.numbers)


def _takes_out(row: RowStatement, came: str) -> bool:
    """Whether a row begins with just what another put in, and does not keep it."""
    run, former_run, later = numbers_alone(came), numbers_alone(row.before or ""), numbers_alone(row.after or "")
    if run is None or former_run is None:
        return same(row.before or "", came) and locate(came, row.after or "") is None
    kept = {*later.numbers} if later else set()
    return {*run.numbers} == {*former_run.numbers} and kept.isdisjoint(run.numbers)
