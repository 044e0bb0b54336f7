"""Replay over a whole corpus: chains that equality settles stay in frames, the rest is walked one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from pia_audit.history.order import Row
from pia_audit.history.replay import Trail, replay
from pia_audit.history.undo import stood
from pia_audit.model.frames import Corpus, schema

_KEY = ["edition_id", "item_id"]


def replayed(corpus: Corpus) -> Corpus:
    """The corpus with its ``steps`` and ``states`` filled."""
    quoted_rows = chains(corpus)
    settled = quoted_rows.filter("settled")
    trails = [(*key, trail_of(past), past.rows) for key, past in pasts(quoted_rows.filter(~pl.col("settled")))]
    steps = pl.concat([_settled_steps(settled), _walked_steps(trails)])
    return corpus.having(steps=_sorted_steps(steps), past=Replayed(corpus.items, quoted_rows, trails))


_Trails = Sequence[tuple[str, str, Trail, tuple[Row, ...]]]
"""The edition and the item, its replay and its rows."""


class Replayed:
    """What replay knows of a corpus at other times, as :class:`pia_audit.model.Past`."""

    def __init__(self, items: pl.DataFrame, rows: pl.DataFrame, trails: _Trails) -> None:
        """``items`` and ``rows`` as in the corpus and from :func:`chains`, ``trails`` of the items it does not
        settle."""
        self._items, self._rows, self._trails = items, rows, trails
        self._all: pl.DataFrame | None = None

    def states(self, item_ids: Collection[str] | None = None) -> pl.DataFrame:
        """The ``states`` frame, of all items or of some."""
        if self._all is None and item_ids is None:
            self._all = _states(self._items, self._rows, self._trails)
        if self._all is not None:
            return self._all if item_ids is None else self._all.filter(pl.col("item_id").is_in(list(item_ids)))
        wanted_ids = set(item_ids or ())
        mine = pl.col("item_id").is_in(list(wanted_ids))
        trails = [trail for trail in self._trails if trail[1] in wanted_ids]
        return _states(self._items.filter(mine), self._rows.filter(mine), trails)


def _states(items: pl.DataFrame, rows: pl.DataFrame, trails: _Trails) -> pl.DataFrame:
    return pl.concat([_unchanged(items, rows), _settled_states(rows.filter("settled")), _walked_states(trails)])


def _sorted_steps(steps: pl.DataFrame) -> pl.DataFrame:
    return steps.sort("edition_id", "row_no", "item_id")


def chains(corpus: Corpus) -> pl.DataFrame:
    """Every quote with its item's text, in the order of its item's history, and whether equality settles it.

    A chain is settled when each 変更前 is the 変更後 before it and the last 変更後 is the item's text (on the
    ``punctuation`` rung), and the printed order is the order of the dates.
    """
    items = corpus.items.select(*_KEY, "kind", "status", item_text="text", item_norm="norm")
    rows = corpus.quotes.join(items, on=_KEY, how="left").sort(*_KEY, "row_no")
    day = pl.col("changed_from").fill_null(strategy="forward").over(_KEY)
    end = pl.coalesce(pl.col("before_norm").shift(-1).over(_KEY), pl.col("item_norm"))
    ok = (pl.col("after_norm") == end).fill_null(value=False) & (pl.col("status") == "read").fill_null(value=False)
    ok &= pl.col("before").is_not_null() & (day >= day.shift(1).over(_KEY)).fill_null(value=True)
    return rows.with_columns(day=day, ok=ok).with_columns(settled=pl.col("ok").all().over(_KEY))


def _settled_steps(rows: pl.DataFrame) -> pl.DataFrame:
    actual = pl.coalesce(pl.col("before").shift(-1).over(_KEY), pl.col("item_text"))
    return rows.select(
        "edition_id", "row_no", "item_id", "changed_on",
        trust=pl.lit("whole"),
        expected="after",
        found=actual,
        rung=pl.when(actual == pl.col("after")).then(pl.lit("identical")).otherwise(pl.lit("punctuation")),
        similarity=pl.lit(1.0),
        blamed_row=pl.col("row_no").shift(-1).over(_KEY),
        ambiguous=pl.lit(value=False),
        incomplete_row=pl.lit(None, pl.Int64),
        shown_by=pl.lit(None, pl.Int64),
        missing=pl.lit(None, pl.String),
    ).select(list(schema("steps")))  # fmt: skip


def _settled_states(rows: pl.DataFrame) -> pl.DataFrame:
    later = rows.group_by(*_KEY, "day", maintain_order=True).agg(
        as_of=pl.col("day").last(), row_no=pl.col("row_no").last(), text=pl.col("after").last()
    )
    first = rows.group_by(_KEY, maintain_order=True).agg(
        as_of=pl.lit(None, pl.Date), row_no=pl.lit(None, pl.Int64), text=pl.col("before").first()
    )
    both = pl.concat([first.select(*_KEY, "as_of", "row_no", "text"), later.select(*_KEY, "as_of", "row_no", "text")])
    texts = both.get_column("text")
    marks = [t for t in texts.filter(texts.str.len_chars() <= 10).unique() if stood(t) is None]
    text = pl.when(pl.col("text").is_in(marks)).then(None).otherwise(pl.col("text"))
    return (
        both.with_columns(text=text, trust=pl.lit("verified"))
        .with_columns(status=_status())
        .select(list(schema("states")))
    )


def _status() -> pl.Expr:
    return pl.when(pl.col("text").is_null()).then(pl.lit("absent")).otherwise(pl.lit("read"))


def _unchanged(items: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Items no row speaks of: the text is assumed to have stood there all the time."""
    return (
        items.join(rows.select(_KEY).unique(), on=_KEY, how="anti")
        .with_columns(as_of=pl.lit(None, pl.Date), row_no=pl.lit(None, pl.Int64), trust=pl.lit("assumed"))
        .select(list(schema("states")))
    )


def _walked_steps(trails: _Trails) -> pl.DataFrame:
    steps: list[tuple[Any, ...]] = []
    for edition, item, trail, rows in trails:
        dates = {row.row_no: row.changed_on for row in rows}
        steps += [
            (edition, s.row_no, item, dates[s.row_no], s.trust, s.expected, s.found, s.rung.label, s.similarity,
             s.blamed or None, s.ambiguous, s.incomplete or None, s.shown_by or None, s.missing)
            for s in trail.steps
        ]  # fmt: skip
    return pl.DataFrame(steps, schema=schema("steps"), orient="row")


def _walked_states(trails: _Trails) -> pl.DataFrame:
    states = [
        (edition, item, s.as_of, s.row_no, text, "absent" if text is None else "read", s.trust)
        for edition, item, trail, _ in trails
        for s in trail.states
        for text in (s.text,)
    ]
    return pl.DataFrame(states, schema=schema("states"), orient="row")


class Past(Struct, frozen=True):
    """An item as printed and the rows that speak of it, in printed order."""

    kind: str
    status: str
    text: str | None
    rows: tuple[Row, ...]


def pasts(rows: pl.DataFrame) -> Iterator[tuple[tuple[str, str], Past]]:
    """Each item (by edition and item id) of a frame of quotes joined with their item (see :func:`chains`).

    A row whose 変更日 is a month or a range stands at its first day.
    """
    texts = {(edition, item): text for edition, item, text in _firsts(rows)}
    columns = [*_KEY, "kind", "status", "row_no", "changed_from", "before", "after", "anchor"]
    for key, group in groupby(rows.select(columns).iter_rows(), key=itemgetter(0, 1)):
        of_item = list(group)
        _, _, kind, status, *_ = of_item[0]
        item_rows = tuple(Row(no, on, before, after, anchor or "") for *_, no, on, before, after, anchor in of_item)
        yield key, Past(kind, status, texts[key], item_rows)


def _firsts(rows: pl.DataFrame) -> Iterator[tuple[str, str, str | None]]:
    """Each item's text, once and not again for each of its rows."""
    return rows.unique(_KEY, keep="first").select(*_KEY, "item_text").iter_rows()


def trail_of(past: Past) -> Trail:
    """The replay of one item. Where the item's own text is lost, its last row stands in and is not judged."""
    if past.status in ("read", "blank"):
        return replay(past.text, past.kind, past.rows)
    last_text = next((r.after for r in reversed(past.rows) if r.after is not None), None)
    trail = replay(last_text, past.kind, past.rows)
    unjudged = replace(trail.steps[0], trust="unread")
    return replace(trail, steps=(unjudged, *trail.steps[1:]))
