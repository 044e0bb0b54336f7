"""Replay over a whole corpus: chains that equality settles stay in frames, the rest is walked one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pia_audit.history.order import Row
from pia_audit.history.replay import Trail, replay, stood
from pia_audit.model import Corpus, schema

if TYPE_CHECKING:
    import polars as pl

_KEY = ["edition_id", "item_id"]


def replayed(corpus: Corpus) -> Corpus:
    """The corpus with its ``steps`` and ``states`` filled."""
    import polars as pl

    found = chains(corpus)
    settled = found.filter("settled")
    steps, states = _walked(found.filter(~pl.col("settled")))
    return corpus.having(
        steps=_sorted_steps(pl.concat([_settled_steps(settled), steps])),
        states=pl.concat([_unchanged(corpus, found), _settled_states(settled), states]),
    )


def _sorted_steps(steps: pl.DataFrame) -> pl.DataFrame:
    return steps.sort("edition_id", "row_no", "item_id")


def chains(corpus: Corpus) -> pl.DataFrame:
    """Every quote with its item's text, in the order of its item's history, and whether equality settles it.

    A chain is settled when each 変更前 is the 変更後 before it and the last 変更後 is the item's text (on the
    ``punctuation`` rung), and the printed order is the order of the dates.
    """
    import polars as pl

    items = corpus.items.select(*_KEY, "kind", "status", item_text="text", item_norm="norm")
    rows = corpus.quotes.join(items, on=_KEY, how="left").sort(*_KEY, "row_no")
    day = pl.col("changed_on").fill_null(strategy="forward").over(_KEY)
    end = pl.coalesce(pl.col("before_norm").shift(-1).over(_KEY), pl.col("item_norm"))
    ok = (pl.col("after_norm") == end).fill_null(value=False) & (pl.col("status") == "read").fill_null(value=False)
    ok &= pl.col("before").is_not_null() & (day >= day.shift(1).over(_KEY)).fill_null(value=True)
    return rows.with_columns(day=day, ok=ok).with_columns(settled=pl.col("ok").all().over(_KEY))


def _settled_steps(rows: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    found = pl.coalesce(pl.col("before").shift(-1).over(_KEY), pl.col("item_text"))
    return rows.select(
        "edition_id", "row_no", "item_id", "changed_on",
        trust=pl.lit("whole"),
        expected="after",
        found=found,
        rung=pl.when(found == pl.col("after")).then(pl.lit("identical")).otherwise(pl.lit("punctuation")),
        similarity=pl.lit(1.0),
        blamed_row=pl.col("row_no").shift(-1).over(_KEY),
        ambiguous=pl.lit(value=False),
        incomplete_row=pl.lit(None, pl.Int64),
        shown_by=pl.lit(None, pl.Int64),
        missing=pl.lit(None, pl.String),
    ).select(list(schema("steps")))  # fmt: skip


def _settled_states(rows: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

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
    import polars as pl

    return pl.when(pl.col("text").is_null()).then(pl.lit("absent")).otherwise(pl.lit("read"))


def _unchanged(corpus: Corpus, rows: pl.DataFrame) -> pl.DataFrame:
    """Items no row speaks of: the text is assumed to have stood there all the time."""
    import polars as pl

    return (
        corpus.items.join(rows.select(_KEY).unique(), on=_KEY, how="anti")
        .with_columns(as_of=pl.lit(None, pl.Date), row_no=pl.lit(None, pl.Int64), trust=pl.lit("assumed"))
        .select(list(schema("states")))
    )


def _walked(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    import polars as pl

    steps: list[tuple[Any, ...]] = []
    states: list[tuple[Any, ...]] = []
    for key, trail in trails(rows):
        dates = {r["row_no"]: r["changed_on"] for r in trail[0]}
        steps += [
            (key[0], s.row_no, key[1], dates[s.row_no], s.trust, s.expected, s.found, s.rung.label, s.similarity,
             s.blamed or None, s.ambiguous, s.incomplete or None, s.shown_by or None, s.missing)
            for s in trail[1].steps
        ]  # fmt: skip
        states += [
            (*key, s.as_of, s.row_no, s.text, "absent" if s.text is None else "read", s.trust) for s in trail[1].states
        ]
    return (
        pl.DataFrame(steps, schema=schema("steps"), orient="row"),
        pl.DataFrame(states, schema=schema("states"), orient="row"),
    )


def trails(rows: pl.DataFrame) -> Iterator[tuple[tuple[str, str], tuple[list[dict[str, Any]], Trail]]]:
    """The replay of each item of a frame of quotes joined with their item (see :func:`chains`)."""
    columns = [
        "edition_id",
        "item_id",
        "row_no",
        "changed_on",
        "before",
        "after",
        "anchor",
        "kind",
        "status",
        "item_text",
    ]
    data = rows.select(columns).iter_rows(named=True)
    for key, group in groupby(data, key=lambda r: (r["edition_id"], r["item_id"])):
        found = list(group)
        yield key, (found, trail_of(found))


def trail_of(rows: list[dict[str, Any]]) -> Trail:
    """Replay one item. Where the item's own text is lost, its last row stands in and is not judged."""
    history = [Row(r["row_no"], r["changed_on"], r["before"], r["after"], r["anchor"] or "") for r in rows]
    status, text = rows[0]["status"], rows[0]["item_text"]
    if status in ("read", "blank"):
        return replay(text, rows[0]["kind"], history)
    known = next((r.after for r in reversed(history) if r.after is not None), None)
    trail = replay(known, rows[0]["kind"] or "text", history)
    unjudged = replace(trail.steps[0], trust="unread")
    return replace(trail, steps=(unjudged, *trail.steps[1:]))
