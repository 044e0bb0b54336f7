"""Accounts for the difference of a date, a choice or tick boxes by the rows recorded for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from msgspec.structs import replace

from pia_audit.compare.equality import equal, keys, same_value, value_with
from pia_audit.compare.leaves import Leaf, all_hunks, leaves
from pia_audit.compare.ticks import as_boxes, option_name, ticks
from pia_audit.compare.verdicts import Account, RowStatement, Verdict, misquoted
from pia_audit.japanese.lists import split_names


def value_account(kind: str, old: str, new: str, rows: Sequence[RowStatement]) -> Account:
    """Hold the new rows of one date, choice or set of boxes against its value in the older and the newer edition."""
    if kind == "flags" and (others := [row for row in rows if not _is_of_other_boxes(row, rows, old, new)]) != [*rows]:
        return _with_phantoms(rows, value_account(kind, old, new, others), new)
    chain = _ordered(kind, old, rows)
    verdicts: list[Verdict] = []
    differs = not same_value(kind, old, new)
    at = old
    for i, row in enumerate(chain):
        last = i == len(chain) - 1
        before_cell, after_cell = equal(kind, row.before or "", at), not last or equal(kind, row.after or "", new)
        real = differs or len(chain) > 1 or equal(kind, row.before or "", row.after or "") or _same_names(kind, row)
        verdicts.append(_value_verdict(row, at, new, before=before_cell, after=after_cell, differs=real))
        at = value_with(kind, at, row.after or "")
    standing_verdicts = [v for v in verdicts if v.status in ("confirmed", "misquoted")]
    if kind == "flags" and standing_verdicts and not any(v.side == "after" for v in verdicts):
        return _with_leaves(tuple(verdicts), at, new, leaves(kind, at, new))
    return _with_leaves(tuple(verdicts), old, new, leaves(kind, old, new) if differs and not standing_verdicts else ())


def _with_leaves(verdicts: tuple[Verdict, ...], predicted: str, target: str, remaining: tuple[Leaf, ...]) -> Account:
    return Account(verdicts, predicted, target, all_hunks(remaining), remaining)


def _is_of_other_boxes(row: RowStatement, rows: Sequence[RowStatement], old: str, new: str) -> bool:
    """Whether a row begins with the older edition's boxes and sets only such as stayed as they were, while others
    changed: 接続しない（入手） for 接続しない（提供）. No other row speaks of these boxes."""
    was, now, set_boxes = ticks(old), ticks(new), ticks(as_boxes(row.after or "", old))
    claimed = {option for option, state in set_boxes.items() if option in was and was[option] != state}
    if not claimed or not set_boxes.keys() <= was.keys() & now.keys() or not equal("flags", row.before or "", old):
        return False
    changed_options = {option for option in was.keys() & now.keys() if was[option] != now[option]}
    others = {option for r in rows if r is not row for option in ticks(as_boxes(r.after or "", old))}
    return bool(changed_options) and claimed.isdisjoint(changed_options | others)


def _with_phantoms(rows: Sequence[RowStatement], of_others: Account, new: str) -> Account:
    """The account of the other rows, in which those that it leaves out are phantoms."""
    verdicts = {verdict.row_no: verdict for verdict in of_others.verdicts}
    row_verdicts = (verdicts.get(r.row_no) or Verdict(r.row_no, "phantom", expected=r.after, found=new) for r in rows)
    return replace(of_others, verdicts=tuple(row_verdicts))


def _same_names(kind: str, row: RowStatement) -> bool:
    """Whether a row on boxes lists the same options on both sides, called otherwise: 4情報 and 5情報."""
    before_cell, after_cell = (
        {option_name(name) for name in split_names(cell or "")} for cell in (row.before, row.after)
    )
    return kind == "flags" and bool(before_cell) and before_cell == after_cell


def _value_verdict(row: RowStatement, at: str, new: str, *, before: bool, after: bool, differs: bool) -> Verdict:
    if before and after and differs:
        return Verdict(row.row_no, "confirmed")
    if differs and after:
        return misquoted(row, "before", row.before or "", at)
    if differs and before:
        return misquoted(row, "after", row.after or "", new)
    return Verdict(row.row_no, "phantom", expected=row.after, found=new)


def _ordered(kind: str, old: str, rows: Sequence[RowStatement]) -> list[RowStatement]:
    """The rows as a chain from the older value on, as far as they form one; the rest as they stand."""
    following = _BoxesThatFollow(rows) if kind == "flags" else _ValuesThatFollow(kind, rows)
    remaining, chain, at = dict(enumerate(rows)), [], old
    while remaining:
        number = following.first(at, remaining)
        follow = remaining.pop(next(iter(remaining)) if number is None else number)
        chain.append(follow)
        at = value_with(kind, at, follow.after or "")
    return chain


class _BoxesThatFollow:
    """Rows whose 変更前 lists all boxes of a field or some of them: each is held against the field."""

    def __init__(self, rows: Sequence[RowStatement]) -> None:
        self._rows = rows

    def first(self, at: str, remaining: Mapping[int, RowStatement]) -> int | None:
        """The first row that is left and begins with this value."""
        return next((n for n in remaining if equal("flags", self._rows[n].before or "", at)), None)


class _ValuesThatFollow:
    """Rows by what their 変更前 says, however it is written."""

    def __init__(self, kind: str, rows: Sequence[RowStatement]) -> None:
        self._kind = kind
        self._rows: defaultdict[Hashable, list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            for key in keys(kind, row.before or ""):
                self._rows[key].append(number)

    def first(self, at: str, remaining: Mapping[int, RowStatement]) -> int | None:
        """The first row that is left and begins with this value."""
        numbers = (_first(self._rows[key], remaining) for key in keys(self._kind, at))
        return min((n for n in numbers if n is not None), default=None)


def _first(numbers: list[int], remaining: Mapping[int, RowStatement]) -> int | None:
    """The first of the numbers that is left; those that are not are forgotten."""
    while numbers and numbers[0] not in remaining:
        numbers.pop(0)
    return numbers[0] if numbers else None
