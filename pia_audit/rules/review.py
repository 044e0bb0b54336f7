"""PIA7xx: how long between editions, and plans that outlived their day."""

from __future__ import annotations

import re
from datetime import date

import polars as pl

from pia_audit.japanese.dates import find_dates
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import bare, spaced
from pia_audit.model.frames import Corpus
from pia_audit.rules.frames import cell, fields, params, per_value, piece, rows, shared
from pia_audit.rules.registry import rule

_PLAN = regex(spaced("予定"))
_DONE = regex(r"[^、。]{0,8}?" + spaced("予定(?:していた|であった|だった|どおり|通り)"))
_HINT = spaced("予定|から|まで") + "|[～〜~]"


@shared
def _days(corpus: Corpus) -> pl.DataFrame:
    """The days of a report's editions: ``edition_id`` (of the newest), ``day, end, row_no``, in order.

    They are those that its newest table tells and the 公表日 of every edition read, which is an edition whether or not
    the table tells of it. A month or a range lies somewhere from ``day`` to ``end``.
    """
    dated_rows = rows(corpus).filter(pl.col("changed_from").is_not_null())
    first = dated_rows.sort("row_no").unique(
        ["edition_id", "changed_from", "changed_to"], keep="first", maintain_order=True
    )
    days = first.select(
        "edition_id", "source", "locator", "cells", "row_no", "changed_on_text", day="changed_from", end="changed_to"
    )
    newest = corpus.editions.filter(~pl.col("edition_id").is_in(corpus.pairs.get_column("old_edition").implode()))
    last = newest.select("report_id", newest="edition_id", until="published_on")
    editions = corpus.editions.join(last, on="report_id").filter(
        (pl.col("edition_id") == pl.col("newest")) | (pl.col("published_on") < pl.col("until"))
    )
    published = editions.sort("published_on", "source").select(
        "source", pl.lit("").alias("locator"), pl.lit(None, pl.List(pl.String)).alias("cells"),
        pl.lit(None, pl.Int64).alias("row_no"), changed_on_text=pl.lit(""), edition_id="newest", day="published_on",
        end="published_on",
    ).drop_nulls("day")  # fmt: skip
    both = pl.concat([days.join(newest, on="edition_id", how="semi"), published.select(days.columns)])
    unique_days = both.unique(["edition_id", "day", "end"], keep="first", maintain_order=True)
    return unique_days.sort("edition_id", "day", "end")


@rule("PIA701")
def review_gap(corpus: Corpus) -> pl.DataFrame:
    """Over a year between two editions the history knows."""
    days = _days(corpus).with_columns(previous_on=pl.col("end").cum_max().shift(1).over("edition_id"))
    hits = days.filter(pl.col("previous_on").dt.offset_by("1y") < pl.col("day"))
    return hits.select(
        "edition_id", "row_no",
        params("previous_on", next_on="day", days=(pl.col("day") - pl.col("previous_on")).dt.total_days()),
        actual=pl.col("day").cast(pl.String),
        expected=pl.col("previous_on").cast(pl.String),
        evidence=pl.concat_list(piece(cell(1), "changed_on_text")),
    )  # fmt: skip


@rule("PIA702")
def five_years(corpus: Corpus) -> pl.DataFrame:
    """Over five years from the first edition the history knows to the newest."""
    days = _days(corpus)
    ends = days.group_by("edition_id", maintain_order=True).agg(
        pl.col("source", "locator", "cells", "row_no", "changed_on_text").first(),
        first_on=pl.col("end").min(),
        last_on=pl.col("day").max(),
    )
    hits = ends.filter(pl.col("first_on").dt.offset_by("5y") < pl.col("last_on"))
    return hits.select(
        "edition_id",
        params("first_on", "last_on"),
        expected=pl.col("first_on").cast(pl.String),
        actual=pl.col("last_on").cast(pl.String),
        evidence=pl.concat_list(piece(cell(1), "changed_on_text")),
    )


@rule("PIA703")
def stale_plan(corpus: Corpus) -> pl.DataFrame:
    """予定, 令和○年度から or (～R8.5) still printed after its day; 予定 without a day after a year."""
    newest = ~pl.col("edition_id").is_in(corpus.pairs.get_column("old_edition").implode())
    read = fields(corpus).filter(newest & (pl.col("status") == "read") & pl.col("published_on").is_not_null())
    read = read.filter(pl.col("kind").is_in(["text", "list"]) & pl.col("text").str.contains(_HINT))
    read = read.filter(pl.Series(per_value(read.get_column("text"), _may_be_stale), dtype=pl.Boolean))
    quote_rows = (
        corpus.quotes.join(read, on=["edition_id", "item_id"], how="semi")
        .sort("changed_on")
        .select("edition_id", "item_id", "changed_on", "row_no", "before", "after")
    )
    by_item: dict[tuple[str, str], list[tuple[date, int, str, str]]] = {}
    for edition_id, item_id, on, row, before_cell, after_cell in quote_rows.iter_rows():
        if on and before_cell is not None and after_cell is not None:
            by_item.setdefault((edition_id, item_id), []).append((on, row, before_cell, after_cell))
    out = []
    for r in read.iter_rows(named=True):
        today = max(r["published_on"], corpus.as_of or r["published_on"])
        for phrase, since, row in _stale(r["text"], today, by_item.get((r["edition_id"], r["item_id"]), [])):
            out.append((r["edition_id"], r["item_id"], row, phrase, since, r["text"], r["source"], r["locator"]))
    names = dict.fromkeys(("edition_id", "item_id", "words", "text", "source", "locator"), pl.String)
    types = {"edition_id": pl.String, "item_id": pl.String, "row_no": pl.Int64, "words": pl.String, "since": pl.Date}
    hits = pl.DataFrame(out, schema={**types, **{n: names[n] for n in ("text", "source", "locator")}}, orient="row")
    dated = pl.col("row_no").is_null()
    return hits.select(
        "edition_id", "item_id", "row_no",
        params("words", "since", how=pl.when(dated).then(pl.lit("past")).otherwise(pl.lit("undated"))),
        actual="words",
        evidence=pl.concat_list(piece("locator", "text")),
    )  # fmt: skip


def _may_be_stale(text: str) -> bool:
    """Whether a text holds anything that :func:`_stale` would look at."""
    return _PLAN.search(text) is not None or any(
        d.relation in ("from", "until") and _bracketed(text, d.start, d.end) for d in find_dates(text)
    )


def _stale(text: str, today: date, history: list[tuple[date, int, str, str]]) -> list[tuple[str, date, int | None]]:
    """Plans past their day: the words, the day they were for (or stand since), the row that wrote them."""
    out: list[tuple[str, date, int | None]] = []
    dated = []
    for d in find_dates(text):
        in_brackets = _bracketed(text, d.start, d.end)
        plan = (d.relation == "planned" and not _DONE.search(text, d.end, d.end + 20)) or (
            in_brackets and d.relation in ("from", "until")
        )
        if not plan:
            continue
        dated.append((d.start, d.end))
        due = d.span.end if d.relation in ("until", "planned") else d.span.start
        if due < today and not _written_after(d.span.end, text[d.start : d.end], history):
            out.append((_clause(text, d.start, d.end), due, None))
    for m in _PLAN.finditer(text):
        if any(start <= m.start() <= end + 16 for start, end in dated) or _DONE.match(text, m.start()):
            continue
        since = next(
            (
                (on, row)
                for on, row, before_cell, after_cell in history
                if _PLAN.search(after_cell) and not _PLAN.search(before_cell)
            ),
            None,
        )
        if since and _a_year_after(since[0]) < today:
            out.append((_clause(text, m.start(), m.end()), since[0], since[1]))
    return out


def _written_after(day: date, phrase: str, history: list[tuple[date, int, str, str]]) -> bool:
    """Whether a row wrote the remark when its day had come: then it tells what was, and was never a plan."""
    key = fold(phrase)
    wrote = next(
        (on for on, _, before_cell, after_cell in history if key in fold(after_cell) and key not in fold(before_cell)),
        None,
    )
    return wrote is not None and wrote > day


def _bracketed(text: str, start: int, end: int) -> bool:
    """Whether a date stands alone in brackets but for から, まで or a wave dash: （令和5年度から）, (～R8.5)."""
    head, tail = bare(text[max(0, start - 9) : start])[-3:], bare(text[end : end + 18])[:6]
    return (
        re.search(r"[(（][～〜~]*$", head) is not None
        and re.match(r"[～〜~]*(?:末?から|末?まで|以降|末)?[)）]", tail) is not None
    )


_LONGEST, _BEHIND = 60, 20
_GAPS = regex(r"[\s（(）)「」【】・/／]")


def _clause(text: str, start: int, end: int) -> str:
    """The clause round a plan; what is left out of a long one is left out between words, or marked."""
    clause_start = max(text.rfind(c, 0, start) for c in "、。\n・") + 1
    stops = [p for c in "、。\n" if (p := text.find(c, end)) >= 0]
    stop = min(stops, default=len(text))
    head = text[clause_start:end]
    if len(head) > _LONGEST:
        gap = _GAPS.search(head, len(head) - _LONGEST)
        head = head[gap.end() :] if gap and len(head) - gap.end() >= end - start else f"…{head[-_LONGEST:]}"
    if stop <= end + _BEHIND:
        return (head + text[end:stop]).strip()
    gap = _GAPS.search(text, end, stop)
    tail = text[end : gap.start()] if gap and gap.start() <= end + 2 * _BEHIND else f"{text[end : end + _BEHIND]}…"
    return (head + tail).strip()


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, month=3, day=1)
