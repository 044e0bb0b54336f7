"""The turns of an item's text: what it said before and after each change, whole where replay knows it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Generic, TypeVar

import polars as pl
from msgspec import Struct

from pia_audit.statistics.source import Source, newest, quote_rows


class Turn(Struct, frozen=True):
    """A change of an item's text by a row; ``on`` is its 変更日 (``None``: unreadable)."""

    on: date | None
    row_no: int | None
    before: str
    after: str


class Story(Struct, frozen=True):
    """The turns of one item of one report, oldest first, and its text in the newest edition (``None``: not read)."""

    report_id: str
    agency: str
    item_id: str
    published_on: date | None
    turns: tuple[Turn, ...]
    printed: str | None


def stories(source: Source, wanted: pl.Expr, mentions: str = "") -> Iterator[Story]:
    """The stories of the items that ``wanted`` (over ``item_id``) picks, by report and item.

    ``mentions`` is a pattern one of the item's texts must hold. The texts are whole where ``source`` has the states
    of a replay; else they are as the rows quote them, which may be a part of the item.
    """
    newest_editions = newest(source).select("edition_id", "report_id", "agency", "published_on")
    item_texts = _states(source) if source.states is not None else _quoted(source)
    printed = source.items.select("edition_id", "item_id", printed="text")
    printed = printed.filter(wanted).unique(["edition_id", "item_id"], keep="first", maintain_order=True)
    both = printed.join(item_texts.filter(wanted), on=["edition_id", "item_id"], how="full", coalesce=True)
    both = both.join(newest_editions, on="edition_id")
    key = ["report_id", "item_id"]
    if mentions:
        holds = pl.any_horizontal(pl.col(c).str.contains(mentions) for c in ("printed", "before", "after"))
        both = both.filter(holds.fill_null(value=False).any().over(key))
    columns = [*key, "agency", "published_on", "printed", "row_no", "changed_on", "before", "after"]
    text_rows = both.select(columns).sort(*key, "changed_on", "row_no", nulls_last=False).collect()
    for (report_id, item_id), group in groupby(text_rows.iter_rows(), key=lambda r: (r[0], r[1])):
        interval_rows = list(group)
        turns = tuple(Turn(r[6], r[5], r[7] or "", r[8] or "") for r in interval_rows if r[5] is not None)
        yield Story(report_id, interval_rows[0][2], item_id, interval_rows[0][3], turns, interval_rows[0][4])


Sign = TypeVar("Sign", bound=Hashable)


class Line(Struct, Generic[Sign]):
    """From when to when a text cited something.

    ``since`` and ``row_no`` are ``None`` for what was cited before the first row; ``ended`` is ``standing``, ``gone``
    or ``unrecorded`` (not cited in the newest edition, and no row says so), ``until`` the day on which it went.
    """

    sign: Sign
    since: date | None
    row_no: int | None
    ended: str = "standing"
    until: date | None = None


def lines(story: Story, cited: Callable[[str], Iterable[Sign]]) -> list[Line[Sign]]:
    """The life lines of what a story's texts cite, in the order in which they begin; ``cited`` gives the signs of what
    a text cites, each once. What went and came back has two lines."""
    life_lines: list[Line[Sign]] = []
    standing: dict[Sign, Line[Sign]] = {}

    def begin(citation: Sign, on: date | None, row_no: int | None) -> None:
        if citation not in standing:
            standing[citation] = Line(citation, on, row_no)
            life_lines.append(standing[citation])

    for turn in story.turns:
        older_citations, newer_citations = tuple(cited(turn.before)), tuple(cited(turn.after))
        for citation in older_citations:
            begin(citation, None, None)
        for citation in older_citations:
            if citation not in newer_citations:
                ended_line = standing.pop(citation)
                ended_line.ended, ended_line.until = "gone", turn.on
        for citation in newer_citations:
            begin(citation, turn.on, turn.row_no)
    printed = tuple(cited(story.printed or ""))
    for citation in printed:
        begin(citation, None, None)
    for citation, line in standing.items():
        if citation not in printed and story.printed is not None:
            line.ended = "unrecorded"
    return life_lines


def _quoted(source: Source) -> pl.LazyFrame:
    return quote_rows(source).select("edition_id", "item_id", "row_no", "changed_on", "before", "after")


def _states(source: Source) -> pl.LazyFrame:
    """Each state with the one before it: the rows of one day are one turn, told by their last row."""
    states = source.optional("states").with_row_index("nth")
    ordered = states.sort("edition_id", "item_id", "as_of", "nth", nulls_last=False)
    previous_text = pl.col("text").shift(1).over("edition_id", "item_id")
    return (
        ordered.with_columns(before=previous_text)
        .filter(pl.col("row_no").is_not_null())
        .select("edition_id", "item_id", "row_no", "before", changed_on="as_of", after="text")
    )
