"""The joints of a list and the places of its entries, where rows change the list: no change of their own.

A row that puts 20年 into 5年又は10年 need not speak of the 又は that moves, and one that exchanges 64の項 for 10の項
not of the place: that is where the list counts upwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pia_audit.compare.hunks import Hunk
from pia_audit.compare.locate import locate
from pia_audit.compare.verdicts import RowStatement, Verdict
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.number_runs import number_runs
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty

_JOINT = r"[\s、，,・･/／]|及び|並びに|又は|若しくは|および|または|項番"
_JOINTS = regex(f"(?:{_JOINT})*")
_SOME_JOINTS = regex(f"(?:{_JOINT})+")
_AT_END = regex(r"・(?=の?項?(?:[)）」。]|$)|のうち)")
_LONGEST_ENTRY = 80


def without_joints_and_places(
    differing_hunks: Sequence[Hunk],
    text: str,
    target: str,
    rows: Sequence[RowStatement],
    verdicts: Mapping[int, Verdict],
) -> list[Hunk]:
    """The differences that are left between a text as the rows write it and the newer one, without the joints and the
    places of a list that the rows change.

    Args:
        differing_hunks: the differences that no row writes.
        text: the older text with the rows carried out.
        target: the newer text.
        rows: the item's rows.
        verdicts: what came of each row, by its number.

    Returns:
        None of them where all are the joints of a list into which rows put entries, or from which they took some (and
        no more of them than these rows may move), or where both texts are the same but for the places of entries that
        rows put there. Else all.
    """
    if not differing_hunks:
        return []
    confirmed = [row for row in rows if verdicts[row.row_no].status == "confirmed"]
    moving = [row for row in confirmed if is_empty(row.before or "") != is_empty(row.after or "")]
    are_joints = all(
        _JOINTS.fullmatch(side)
        for h in differing_hunks
        for side in (text[h.old_start : h.old_end], target[h.new_start : h.new_end])
    )
    if are_joints and len(differing_hunks) <= 2 * len(moving):
        return []
    return [] if _only_places_differ(text, target, confirmed) else [*differing_hunks]


def _only_places_differ(text: str, target: str, rows: Sequence[RowStatement]) -> bool:
    """Whether two texts are one when the entries of lists that rows put in are taken out of both."""
    entries = sorted({row.after or "" for row in rows if _is_entry(row.after or "")}, key=len, reverse=True)
    if not entries:
        return False
    sides = [text, target]
    for entry in entries:
        hits = [locate(entry, side) for side in sides]
        if any(hit is None or hit.count > 1 for hit in hits):
            continue
        sides = [side[: hit.start] + "・" + side[hit.end :] for side, hit in zip(sides, hits, strict=True) if hit]
    bare_text, bare_target = (fold(_AT_END.sub("", _SOME_JOINTS.sub("・", side))) for side in sides)
    return bare_text == bare_target


def _is_entry(cell: str) -> bool:
    """Whether a cell is one entry of a list of numbers, with what stands in brackets behind it."""
    if len(cell) > _LONGEST_ENTRY or is_empty(cell) or "\n" in cell.strip():
        return False
    runs = number_runs(cell)
    return bool(runs) and _JOINTS.fullmatch(cell[: runs[0].start]) is not None
