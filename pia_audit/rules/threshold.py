"""PIA5xx: しきい値判断, today's and in every edition the history rebuilds, and the days of the counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from pia_audit import law
from pia_audit.japanese.dates import parse_date
from pia_audit.model.frames import Corpus
from pia_audit.rules.frames import cell, fields, nothing, params, per_value, piece, quotes
from pia_audit.rules.registry import rule

_ANSWERS = ("threshold.subjects", "threshold.handlers", "threshold.incident", "threshold.judgement")
_COUNTS = {"threshold.subjects": "threshold.subjects_as_of", "threshold.handlers": "threshold.handlers_as_of"}
_TRUST = ("printed", "verified", "near", "resynced", "assumed")


def _superseded(corpus: Corpus) -> pl.Series:
    return corpus.pairs.get_column("old_edition")


@rule("PIA501")
def judgement_wrong(corpus: Corpus) -> pl.DataFrame:
    """Ⅲ of the newest edition is not what its own answers in Ⅱ give."""
    return _judgements(corpus, newest=True)


def _judgements(corpus: Corpus, *, newest: bool) -> pl.DataFrame:
    old = pl.col("edition_id").is_in(_superseded(corpus).implode())
    read = fields(corpus).filter(pl.col("item_id").is_in(_ANSWERS) & (pl.col("status") == "read"))
    answered_editions = _answered(read.filter(~old if newest else old))
    if not answered_editions.height:
        return nothing()
    wrong = pl.col("should").is_not_null() & pl.col("kind").is_not_null() & (pl.col("should") != pl.col("kind"))
    wrong_editions = answered_editions.filter(wrong).select(
        "edition_id", "should", "evidence",
        says=_ANSWERS[-1],
        since="published_on",
        answers=pl.concat_str(_ANSWERS[:-1], separator="\n"),
        until=pl.lit(None, pl.String),
        rests=pl.lit("printed"),
        how=pl.lit("edition"),
    )  # fmt: skip
    return wrong_editions.select(
        "edition_id",
        params("should", "says", "since", "until", "rests", "how", besides=pl.lit(None, pl.String)),
        item_id=pl.lit("threshold.judgement"),
        expected="answers",
        actual="says",
        subject="since",
        evidence="evidence",
    )


def _answered(read: pl.DataFrame) -> pl.DataFrame:
    """Editions with all four answers: ``edition_id``, the answers by item id, ``published_on`` of text, what the
    answers ask for (``should``) and what the judgement says (``kind``), and the ``evidence``, the judgement first."""

    def last(column: str | pl.Expr, answer: str) -> pl.Expr:
        return (pl.col(column) if isinstance(column, str) else column).filter(pl.col("item_id") == answer).last()

    spot = piece("locator", "text")
    places = [last(spot, a).alias(f"{a} place") for a in (_ANSWERS[-1], *_ANSWERS[:-1])]
    answers_by_edition = read.group_by("edition_id").agg(
        *(last("text", a).alias(a) for a in _ANSWERS), *places, last("published_on", _ANSWERS[-1]).cast(pl.String)
    )
    answers_by_edition = answers_by_edition.drop_nulls(list(_ANSWERS)).sort("edition_id")
    answer_rows = answers_by_edition.select(_ANSWERS).rows()
    return answers_by_edition.with_columns(
        evidence=pl.concat_list([f"{a} place" for a in (_ANSWERS[-1], *_ANSWERS[:-1])]),
        should=pl.Series([law.required(*answers) for *answers, _ in answer_rows], dtype=pl.String),
        kind=pl.Series([law.kind_of(says) for *_, says in answer_rows], dtype=pl.String),
    )


@rule("PIA502")
def judgement_wrong_in_the_past(corpus: Corpus) -> pl.DataFrame:
    """The same in a rebuilt or an older edition: what was asked, from when to when, and how that is known."""
    older = _judgements(corpus, newest=False)
    hits = _wrong_periods(corpus)
    if not hits.height and not older.height:
        return nothing()
    right_editions = _right_as_printed(corpus, hits.get_column("edition_id"))
    hits = hits.join(right_editions, on="edition_id", how="left")
    # A row ends the period, or nothing does but the edition in which the printed answers are right.
    unended = pl.col("until").is_null() & pl.col("right_from").is_not_null()
    hits = hits.with_columns(until=pl.coalesce("until", "right_from"), unended=unended)
    hits = hits.filter(~pl.col("edition_id").is_in(_superseded(corpus).implode()))
    row_texts = quotes(corpus).select("edition_id", "row_no", "source", "locator", "cells", "after")
    row_texts = row_texts.unique(["edition_id", "row_no"], keep="first", maintain_order=True)
    hits = hits.join(row_texts, on=["edition_id", "row_no"], how="left")
    result = corpus.items.filter(pl.col("item_id") == "threshold.judgement")
    result = result.select("edition_id", result_locator="locator", result_text="text")
    result = result.unique("edition_id", keep="first", maintain_order=True)
    hits = hits.join(result, on="edition_id", how="left")
    has_start, ended = pl.col("since").is_not_null(), pl.col("until").is_not_null()
    how = (
        pl.when(has_start & pl.col("unended")).then(pl.lit("unended")).when(pl.col("unended")).then(pl.lit("open"))
        .when(has_start & ended).then(pl.lit("period")).when(ended).then(pl.lit("until"))
        .when(has_start).then(pl.lit("lasting")).otherwise(pl.lit("always"))
    )  # fmt: skip
    # What the row wrote is not what the body says: the period rests on that break, and is told with it.
    broken = corpus.steps.filter(
        (pl.col("trust") == "broken") & pl.col("blamed_row").is_null() & pl.col("item_id").is_in(_ANSWERS)
    )
    broken = broken.select("edition_id", "row_no", besides=pl.lit("chain")).unique()
    hits = hits.join(broken, on=["edition_id", "row_no"], how="left", maintain_order="left")
    weak = pl.col("rests").str.contains("assumed|resynced")
    rebuilt = hits.select(
        "edition_id", "row_no",
        params("should", "says", "since", "until", "rests", "besides", how=how),
        item_id=pl.lit("threshold.judgement"),
        expected="answers",
        actual="says",
        confidence=pl.when(weak).then(pl.lit("medium")).otherwise(pl.lit("high")),
        subject="since",
        evidence=pl.concat_list(piece(cell(4), "after"), piece("result_locator", "result_text", role="body")),
    )  # fmt: skip
    if not older.height:
        return rebuilt
    return pl.concat([rebuilt, older.with_columns(row_no=pl.lit(None, pl.Int64), confidence=pl.lit("high"))
                      .select(rebuilt.columns)])  # fmt: skip


def _right_as_printed(corpus: Corpus, editions: pl.Series) -> pl.DataFrame:
    """Those of the editions whose printed judgement is what their printed answers give, from their 公表日 on."""
    read = fields(corpus).filter(pl.col("item_id").is_in(_ANSWERS) & pl.col("published_on").is_not_null())
    read = read.filter(pl.col("edition_id").is_in(editions.implode()))
    right_editions = _answered(read).filter(pl.col("should") == pl.col("kind"))
    return right_editions.select("edition_id", right_from="published_on")


def _wrong_periods(corpus: Corpus) -> pl.DataFrame:
    """What :func:`_periods` gives for every edition whose rows write one of the answers."""
    states = corpus.states_of(_ANSWERS).sort("edition_id")
    editions_with_rows = states.filter(pl.col("row_no").is_not_null()).get_column("edition_id").unique()
    states = states.filter(pl.col("edition_id").is_in(editions_with_rows.implode()))
    out = [
        p
        for _, group in groupby(states.iter_rows(named=True), key=lambda r: r["edition_id"])
        for p in _periods(list(group))
    ]
    names = dict.fromkeys(("edition_id", "says", "should", "since", "until", "rests", "answers"), pl.String)
    return pl.DataFrame(out, schema={**names, "row_no": pl.Int64}, orient="row")


def _periods(states: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """The stretches of time in which Ⅱ's answers asked for something else than Ⅲ said.

    The first one may have begun before the history does; its beginning is not known then.
    """
    days = [date.min, *sorted({s["as_of"] for s in states if s["as_of"]})]
    wrong: list[tuple[date, tuple[Any, ...] | None]] = [(day, _wrong_on(states, day)) for day in days]
    at = 0
    while at < len(wrong):
        start, fault = wrong[at]
        end = at + 1
        while end < len(wrong) and wrong[end][1] is not None and fault is not None and wrong[end][1][:3] == fault[:3]:  # type: ignore[index]
            end += 1
        if fault is not None:
            until = wrong[end][0].isoformat() if end < len(wrong) else None
            should, says, answers, rests, row = fault
            since = None if start == date.min else start.isoformat()
            ended_by = min(
                (s["row_no"] for s in states if end < len(wrong) and s["as_of"] == wrong[end][0]), default=None
            )
            yield states[0]["edition_id"], says, should, since, until, rests, answers, row or ended_by
        at = end


def _wrong_on(states: list[dict[str, Any]], day: date) -> tuple[Any, ...] | None:
    states_by_answer = {}
    for answer in _ANSWERS:
        item_states = [s for s in states if s["item_id"] == answer and (s["as_of"] is None or s["as_of"] <= day)]
        if not item_states:
            return None
        states_by_answer[answer] = max(item_states, key=lambda s: s["as_of"] or date.min)
    texts = [states_by_answer[a]["text"] for a in _ANSWERS]
    if not all(texts):
        return None
    should, says = law.required(*texts[:3]), law.kind_of(texts[3])
    if should is None or says is None or should == says:
        return None
    rests = ",".join(sorted({states_by_answer[a]["trust"] for a in _ANSWERS}, key=_TRUST.index))
    row = max((states_by_answer[a]["row_no"] for a in _ANSWERS if states_by_answer[a]["row_no"]), default=None)
    return should, texts[3], "\n".join(texts[:3]), rests, row


@rule("PIA503")
def submitted_kind_too_low(corpus: Corpus) -> pl.DataFrame:
    """Ⅳ1 names less than Ⅲ asks for."""
    read = fields(corpus).filter(pl.col("status") == "read")
    judgements = read.filter(pl.col("item_id") == "threshold.judgement").select(
        "edition_id", judgement="text", j_locator="locator"
    )
    hits = read.filter(pl.col("item_id") == "risk.submitted_kind").join(judgements, on="edition_id")
    low = [_less(a, b) for a, b in hits.select("text", "judgement").iter_rows()]
    return hits.filter(pl.Series(low, dtype=pl.Boolean)).select(
        "edition_id", "item_id",
        params(value="text", judgement="judgement"),
        expected="judgement",
        actual="text",
        evidence=pl.concat_list(piece("locator", "text"), piece("j_locator", "judgement", role="body")),
    )  # fmt: skip


def _less(submitted: str, judgement: str) -> bool:
    has, owes = law.kind_of(submitted), law.kind_of(judgement)
    return has is not None and owes is not None and law.KINDS.index(has) < law.KINDS.index(owes)


@rule("PIA504")
def stale_count(corpus: Corpus) -> pl.DataFrame:
    """A day of a count over a year before the 公表日."""
    counts = fields(corpus).filter(pl.col("item_id").is_in(list(_COUNTS.values())) & (pl.col("status") == "read"))
    counts = counts.with_columns(counted=pl.Series(per_value(counts.get_column("text"), _last_day), dtype=pl.Date))
    hits = counts.filter(pl.col("counted").dt.offset_by("1y") < pl.col("published_on"))
    days = (pl.col("published_on") - pl.col("counted")).dt.total_days()
    return hits.select(
        "edition_id", "item_id",
        params("published_on", value="text", days=days),
        actual="text",
        subject="published_on",
        evidence=pl.concat_list(piece("locator", "text")),
    )  # fmt: skip


def _last_day(text: str) -> date | None:
    span = parse_date(text)
    return span.end if span else None


@rule("PIA505")
def count_without_date(corpus: Corpus) -> pl.DataFrame:
    """対象人数 or 取扱者数 changed on a day on which its 時点 did not."""
    quote_rows = quotes(corpus).filter(pl.col("changed_on").is_not_null())
    hits = []
    for count, dated in _COUNTS.items():
        days = quote_rows.filter(pl.col("item_id") == dated).select("edition_id", "changed_on").unique()
        changed = quote_rows.filter((pl.col("item_id") == count) & (pl.col("before_norm") != pl.col("after_norm")))
        hits.append(changed.join(days, on=["edition_id", "changed_on"], how="anti"))
    return pl.concat(hits).select(
        "edition_id", "item_id", "row_no",
        params("changed_on"),
        expected="before",
        actual="after",
        subject="changed_on",
        evidence=pl.concat_list(piece(cell(4), "after")),
    )  # fmt: skip
