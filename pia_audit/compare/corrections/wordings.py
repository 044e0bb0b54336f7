"""Which words a row that is off should have in their place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from pia_audit.compare import relative_wording
from pia_audit.compare.corrections.model import Column
from pia_audit.compare.draft import NOTHING
from pia_audit.compare.equality import VALUES, equal
from pia_audit.compare.hunks import hunks
from pia_audit.compare.locate import locate, locate_near
from pia_audit.japanese.ladder import similarity
from pia_audit.japanese.lists import heading_number, passages
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty
from pia_audit.model import ChangeRow, Quote

ALIKE = 0.6
"""Two passages at least this alike are two wordings of one, and not two passages."""
_SLIP = 0.8
"""A passage at least this like a part of a text is that part; of one less alike the ends are not sure."""


def quotation(row: ChangeRow, item_id: str) -> tuple[str | None, str | None] | None:
    """Both texts of what a row says of an item, if it is said in plain words."""
    quote = next((q for q in row.quotes if q.item_id == item_id), None)
    if quote is None or relative_wording.relative_words(row.before or "", row.after or ""):
        return None
    worded = any(relative_wording.is_worded(row.before or "", row.after or ""))
    return None if worded else (quote.before, quote.after)


def in_plain_words(row: ChangeRow, item_id: str) -> ChangeRow:
    """A row in relative words with the texts that these stand for in its cells, where it speaks of one item and says
    one thing of it; any other row as it is."""
    texts = relative_wording.comes_to(row.before or "", row.after or "")
    edits = relative_wording.edits(row.before or "", row.after or "")
    if texts is None or len(edits) != 1 or [q.item_id for q in row.quotes] != [item_id]:
        return row
    quote = replace(row.quotes[0], before=texts[0], after=texts[1])
    return replace(row, before=texts[0], after=texts[1], quotes=(quote,))


def passage(
    kind: str, side: Column, quote: tuple[str | None, str | None], texts: tuple[str, str], actual: str | None
) -> str | None:
    """What an edition says where a row misquotes it: the passage that is worded nearly so, else the one that stands
    where the row's other cell stands in the other edition."""
    text = _passage(kind, side, quote, texts, actual)
    statement = quote[0] if side == "before" else quote[1]
    if text is None or not statement or kind in VALUES or _BULLET.match(statement):
        return text
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else text


_BULLET = regex(r"\s*[・･●○◯◎■□◆◇▼▲※•▪]\s*(?!$)")
"""What heads a passage of a text and counts for nothing: a row that quotes its passage without it needs none."""


def _passage(
    kind: str, side: Column, quote: tuple[str | None, str | None], texts: tuple[str, str], actual: str | None
) -> str | None:
    before, after = quote
    statement, counterpart = (before, after) if side == "before" else (after, before)
    old, new = texts
    if kind in VALUES or (actual and similarity(statement or "", actual) >= ALIKE):
        return actual
    if side == "after" and is_empty(statement or "") and actual and locate(actual, before or ""):
        return actual  # what is still there of what the row takes away
    quoted_side, other_side = (old, new) if side == "before" else (new, old)
    hit = locate(counterpart or "", other_side) if counterpart and other_side else None
    if hit is None or hit.count > 1:
        return None
    if hit.how == "whole":
        return quoted_side.strip()
    changes = [(h.new_start, h.new_end, h.old_start, h.old_end) for h in hunks(old, new)]
    if side == "after":
        changes = [(c, d, a, b) for a, b, c, d in changes]
    start, end = _across(changes, hit.start, end=False), _across(changes, hit.end, end=True)
    if counterpart and heading_number(
        counterpart
    ):  # whole passages: what is counted anew behind them is none of theirs
        start, end = _at_passages(quoted_side, start, end)
    return quoted_side[start:end].strip() if start < end else None


def _at_passages(text: str, start: int, end: int) -> tuple[int, int]:
    """A span moved to where the nearest passages begin and end."""
    cuts = sorted({0, len(text), *(edge for span in passages(text) for edge in span)})
    low, high = (min(cuts, key=lambda cut: abs(cut - at)) for at in (start, end))
    return low, high


def _across(changes: Iterable[tuple[int, int, int, int]], at: int, *, end: bool) -> int:
    """The place of one text for a place of the other; one within a change is moved to its beginning, or its end."""
    shift = 0
    for a, b, c, d in changes:
        if b < at or (b == at and (a < b or end)):
            shift = d - b
        elif a < at:
            return d if end else c
        else:
            break
    return at + shift


def joined(kind: str, statement: str | None, source: str | None, *, single: bool) -> str | None:
    """The words of ``source`` for what ``statement`` says: all of them where both speak of as much of the item.

    ``single``: the item is one passage, so that there is nothing else a row could speak of.
    """
    if statement is None or source is None:
        return None
    if kind in VALUES or single or similarity(statement, source) >= ALIKE:
        return source
    hit = locate_near(statement, source, _SLIP)
    if hit is not None:
        return source[hit.start : hit.end]
    hit = locate_near(source, statement, _SLIP)
    return statement[: hit.start] + source + statement[hit.end :] if hit is not None else None


def is_one(text: str) -> bool:
    """Whether a text is a single passage."""
    return len(passages(text)) <= 1


def with_text(row: ChangeRow, item_id: str, side: Column, text: str) -> ChangeRow | None:
    """The row with another text for what a cell says of an item; ``None`` where its place in the cell is not clear, or
    the row would then record no change."""
    quote = next(q for q in row.quotes if q.item_id == item_id)
    statement, cell = getattr(quote, side), getattr(row, side)
    text = text or NOTHING
    if statement is None or cell is None or (statement != cell and (not statement or cell.count(statement) != 1)):
        return None
    quotes = tuple(saying(q, side, text) if getattr(q, side) == statement else q for q in row.quotes)
    mended = saying(replace(row, quotes=quotes), side, text if statement == cell else cell.replace(statement, text))
    return None if equal("text", mended.before, mended.after) else mended


_Saying = TypeVar("_Saying", ChangeRow, Quote)


def saying(what: _Saying, side: Column, text: str | None) -> _Saying:
    """A row or a quote with another text on one side."""
    return replace(what, before=text) if side == "before" else replace(what, after=text)
