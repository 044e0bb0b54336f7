"""The fields whose own headings a row's texts print before what they say of each:
「①部署：税務課 ②所属長の役職名：税務課長」 below the label 「7. 担当部署」."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty
from pia_audit.model import ChangeRow

_NUMBERED = regex(r"^\s*(?P<number>[①-⑳])?\s*(?P<name>[^※\n]+)")
_SHORTEST = 2


def headed(text: str, headings: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the fields whose headings part a text, in the text's order.

    Args:
        text: a cell.
        headings: the printed heading of each field that may be meant, by the field's id.

    Returns:
        Nothing where the text does not begin with one of the headings, or one name is that of two fields.
    """
    places = []
    unspaced = "".join(text.split())
    for item_id, heading in headings.items():
        if _unspaced_name(heading) not in unspaced:
            continue  # no pattern of a heading is made that stands in no text
        pattern = heading_pattern(heading)
        match = pattern.search(text) if pattern is not None else None
        if match is not None:
            places.append((match.start(), match.end(), item_id))
    places.sort()
    if not places or text[: places[0][0]].strip() or len({start for start, _, _ in places}) < len(places):
        return ()
    return tuple(item_id for _, _, item_id in places)


def part_cells(row: ChangeRow, headings: Mapping[str, str], ids: Collection[str]) -> bool:
    """Whether either cell prints the headings of all fields of a list before what it says of each, so that no field
    below one of them is meant: 「②…の範囲、⑤確認方法」 with 「②…の範囲：一部 ⑤確認方法：照会」."""
    cells = [cell for cell in (row.before, row.after) if cell and not is_empty(cell)]
    if not cells or headings.keys() != set(ids):
        return False
    return all(set(headed(cell, headings)) == set(ids) for cell in cells)


@lru_cache(maxsize=4096)
def _unspaced_name(heading: str) -> str:
    """What stands in every text that prints a heading, whatever white space parts it."""
    match = _NUMBERED.match(heading)
    return "".join(match["name"].split()) if match else ""


@lru_cache(maxsize=4096)
def heading_pattern(heading: str) -> re.Pattern[str] | None:
    """A heading as it stands in a cell: at the head of a line, or within one where its number or a colon marks it.

    A text whose line breaks a converter made blanks has several in one line: 「①部署：… ②所属長の役職名：…」.
    What may stand before a heading ends with its line: else every line of thousands of empty ones is begun anew.
    """
    match = _NUMBERED.match(heading)
    name = match["name"].strip() if match else ""
    if match is None or len(name) < _SHORTEST:
        return None
    number, name = match["number"] or "", r"\s*".join(map(re.escape, name.split()))
    optional = rf"(?:{number}\s*)?" if number else ""
    lead = r"(?m:^)(?:[^\S\n]|[・●○◆■])*(?:[【＜<(（「［\[][^\S\n]*)?"
    head = rf"{lead}{optional}{name}[】＞>)）」］\]]?(?=\s|[:：]|$)"
    within = rf"(?<=\s){number}\s*{name}(?=\s|[:：])" if number else rf"(?<=\s){name}(?=[:：])"
    return re.compile(rf"(?:{head}|{within})")
