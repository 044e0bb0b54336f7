"""The order of a day's rows and what earlier rows left, the plain way: every row is looked at before every step."""

from __future__ import annotations

from collections.abc import Sequence

from pia_audit.compare import relative_wording
from pia_audit.compare.list_quotations import numbers_alone, quoted_list
from pia_audit.compare.locate import locate
from pia_audit.history.order import Row
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.number_runs import number_runs
from pia_audit.japanese.placeholders import is_empty


def next_to_undo(rows: Sequence[Row], text: str | None) -> Row:
    """Of one day's rows the one whose 変更後 fits the text best."""
    return min(rows, key=lambda r: (misfit(r, text, rows), fold(r.after or ""), fold(r.before or ""), -r.row_no))


def misfit(row: Row, text: str | None, rows: Sequence[Row]) -> float:
    """How badly a row fits the text; a row that another one begins with fits worse."""
    if row.after is None or row.before is None:
        return 9
    if text is None:
        return 0 if is_empty(row.after) else 8
    followed = 3 * any(o is not row and ((o.before and locate(o.before, row.after)) or _leads(row, o)) for o in rows)
    if fold(row.after) == fold(text):
        return followed
    is_part = numbers_alone(row.after) is not None
    if not is_part and _is_listed(row, text):
        return 0.5 + followed
    if relative_wording.relative_words(row.before, row.after):
        return 2 + followed
    if locate(row.after, text, row.anchor):
        return 1 + followed
    return 2.5 + followed if is_part and _is_listed(row, text) else 7 + bool(followed)


def _leads(row: Row, other: Row) -> bool:
    """Whether another row begins with the numbers that came by this one and without those that went, and not the other
    way round."""
    return _begins_with(other, row) and not _begins_with(row, other)


def _begins_with(later: Row, row: Row) -> bool:
    before, after, stood, written = (
        {*run.numbers} if run else set()
        for run in (quoted_list(c or "") for c in (row.before, row.after, later.before, later.after))
    )
    came, gone = after - before, before - after
    return bool(came) and bool(written) and came <= stood and not gone & stood


def _is_listed(row: Row, text: str) -> bool:
    """Whether one list of the text has the numbers of 変更後, and none of those that only 変更前 has; just these where
    変更後 gives more than numbers."""
    before, after = ({*run.numbers} if run else set() for run in map(quoted_list, (row.before or "", row.after or "")))
    lists = [{*run.numbers} for run in number_runs(text)]
    if not after or numbers_alone(row.after or "") is None:
        return bool(after) and after in lists
    return any(after <= listed and not (before - after) & listed for listed in lists)


def fragments(rows: Sequence[Row]) -> list[tuple[int, str]]:
    """What is known of an item's text from its rows alone, carried forward: (last row that wrote it, text)."""
    known: list[tuple[int, str]] = []
    for row in rows:
        if row.before is None or row.after is None:
            continue
        for edit in relative_wording.edits(row.before, row.after):
            after = "" if is_empty(edit.after) else edit.after
            known = _apply(known, row.row_no, edit.before, after, row.anchor)
    return known


def _apply(known: list[tuple[int, str]], row_no: int, before: str, after: str, anchor: str) -> list[tuple[int, str]]:
    for i, (_, text) in enumerate(known):
        hit = None if is_empty(before) else locate(before, text, anchor)
        if hit is not None:
            new = text[: hit.start] + after + text[hit.end :]
            return [*known[:i], *([(row_no, new)] if new.strip() else []), *known[i + 1 :]]
    kept = [(n, t) for n, t in known if is_empty(before) or locate(t, before) is None]
    return [*kept, (row_no, after)] if after.strip() else kept
