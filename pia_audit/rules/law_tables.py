"""PIA602 and PIA611 to PIA616: the items that a report cites, beside the law's own tables on the day of its words.

A row is looked at as of its 変更日, the body as of its 公表日, and what changed since then as of today. What is said of
both is said once, of the row that wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from pia_audit.law import known_tables, tables
from pia_audit.law.article_remarks import article_remarks
from pia_audit.law.bodies import kinds
from pia_audit.law.doubt import is_unheld, left_over
from pia_audit.law.mentions import Mention, mentions, rewritten
from pia_audit.law.remarks import Condition, Remark, ordered, remarks
from pia_audit.model.frames import Corpus
from pia_audit.rules.frames import cell, fields, params, piece, quoted, quotes, shared
from pia_audit.rules.registry import rule

_WORTH = r"表|条|準法定"
_LISTS = 3
"""Numbers that a list has at least, to be held against a condition that the report states elsewhere."""

_SEVERITY = {"PIA611": ("error", "warning"), "PIA612": ("warning", "info"), "PIA614": ("warning", "info")}
"""By rule: of a remark, and of a weak one."""

_PARAMS = (
    "words",
    "table",
    "day",
    "numbers",
    "missing",
    "extra",
    "right",
    "what",
    "law",
    "condition",
    "since",
    "to",
    "op",
    "stands",
    "body_day",
    "portion",
)


@shared
def _texts(corpus: Corpus) -> pl.DataFrame:
    """Every text in which something may be cited, with the day to take it by: rows in their order, then the body.

    ``edition_id, item_id, row_no, source, locator, text, above, day, timing, agency``.
    """
    columns = ["edition_id", "item_id", "row_no", "source", "locator", "text", "above", "day", "timing"]
    quote_rows = quotes(corpus).with_columns(
        text="after", locator=cell(4), day="changed_on", above=pl.col("anchor").fill_null("")
    )
    read = fields(corpus).filter((pl.col("status") == "read") & pl.col("kind").is_in(["text", "list"]))
    read = read.with_columns(
        row_no=pl.lit(None, pl.Int64), day="published_on", above=pl.lit(""), timing=pl.lit(None, pl.String)
    )
    all_texts = pl.concat([quote_rows.select(columns), read.select(columns)])
    all_texts = all_texts.filter(pl.col("text").str.contains(_WORTH) & pl.col("day").is_not_null())
    agencies = corpus.editions.select("edition_id", "agency").unique("edition_id")
    all_texts = all_texts.join(agencies, on="edition_id", how="left", maintain_order="left")
    return all_texts.sort("row_no", nulls_last=True, maintain_order=True)


@shared
def _remarks(corpus: Corpus) -> pl.DataFrame:
    """What the tables say of every text, each thing once for an item of an edition."""
    texts = _texts(corpus)
    cited = _cited(texts)
    borrowed = _conditions(texts, cited)
    out = [
        (nth, *_columns(remark, text, m))
        for nth, (edition, item, text, above, day, agency) in enumerate(
            texts.select("edition_id", "item_id", "text", "above", "day", "agency").iter_rows()
        )
        for remark, m in _of_text(
            text, above, cited[text, above], item, day, kinds(agency or ""), borrowed.get((edition, item), ())
        )
    ]
    s = pl.String
    types: dict[str, Any] = {
        "nth": pl.UInt32, "code": s, "severity": s, "words": s, "table": s, "as_of": s, "numbers": s, "missing": s,
        "extra": s, "right": s, "what": s, "law": s, "condition": s, "since": s, "to": s, "op": s, "portion": s,
        "listed": s, "list": s, "article": s,
    }  # fmt: skip
    if not out:
        return pl.DataFrame(schema=types)
    frame = pl.DataFrame(out, schema=types, orient="row")
    joined = texts.with_row_index("nth").join(frame, on="nth", maintain_order="left_right")
    remark_rows = joined.filter(~_is_of_601() & ~_on_purpose_ahead())
    unique_remarks: pl.DataFrame = (
        _without_repeats(remark_rows.lazy(), texts.lazy()).with_columns(day="as_of").collect()
    )
    return unique_remarks


def _on_purpose_ahead() -> pl.Expr:
    """A law that is not in force yet, where a row of the item that is marked 事前 cites it: ahead is what it says."""
    ahead = pl.col("op").str.ends_with("-ahead")
    return ahead & (pl.col("timing") == "事前").fill_null(value=False).any().over(
        "edition_id", "item_id", "op", "table"
    )


def _is_of_601() -> pl.Expr:
    """A repealed table, or the old 号 of the information network, that the body still cites: PIA601 tells of it."""
    by_601 = pl.col("op").is_in(["repealed", "renumbered", "network-behind"])
    same = ["edition_id", "item_id", "op", "table", "numbers"]
    return by_601 & pl.col("row_no").is_null().any().over(same)


_SAME = ("edition_id", "item_id", "code", "op", "table", "numbers", "missing", "extra", "what", "condition", "article")


def _without_repeats(frame: pl.LazyFrame, texts: pl.LazyFrame) -> pl.LazyFrame:
    """Each thing once, of the row that wrote it first, with what became of it in the body: ``stands`` is ``same`` where
    the body has the fault as well (``body_locator``, ``body_text``, ``body_day``), ``mended`` where it does not and
    the row's words are no longer there, and else empty."""
    columns = {"body_locator": "locator", "body_text": "text", "body_day": "day"}
    body = frame.filter(pl.col("row_no").is_null())
    same = body.unique(_SAME, keep="first", maintain_order=True).select(*_SAME, **columns)
    item_key = ["edition_id", "item_id"]
    read = texts.filter(pl.col("row_no").is_null()).unique(item_key, keep="first", maintain_order=True)
    read = read.select(*item_key, read_text="text", read_day="day")
    unique_remarks = frame.unique(_SAME, keep="first", maintain_order=True)
    unique_remarks = unique_remarks.join(same, on=_SAME, how="left", nulls_equal=True, maintain_order="left")
    unique_remarks = unique_remarks.join(read, on=item_key, how="left", maintain_order="left")
    faulty = body.select(*item_key, "code").unique().with_columns(faulty=True)
    unique_remarks = unique_remarks.join(faulty, on=[*item_key, "code"], how="left", maintain_order="left")
    is_separate_list = (pl.col("listed") != "") & ~pl.col("words").str.contains(pl.col("listed"), literal=True)
    passage = pl.when(is_separate_list).then("listed").otherwise("words")  # a list that stands behind its citation
    still_stands = _unspaced("read_text").str.contains(_unspaced(passage), literal=True)
    mended = pl.col("read_text").is_not_null() & pl.col("faulty").is_null() & ~still_stands
    became = pl.when(mended).then(pl.lit("mended")).otherwise(pl.lit(""))
    became = pl.when(pl.col("body_text").is_not_null()).then(pl.lit("same")).otherwise(became)
    stands = pl.when(pl.col("row_no").is_null()).then(pl.lit("")).otherwise(became)
    return unique_remarks.with_columns(stands=stands, body_day=pl.coalesce("body_day", "read_day").dt.to_string("iso"))


def _unspaced(text: str | pl.Expr) -> pl.Expr:
    return (pl.col(text) if isinstance(text, str) else text).str.replace_all(r"\s", "")


_Cited = dict[tuple[str, str], tuple[Mention, ...]]
"""What every text cites, under what stands above it: each is read once, however many rows and editions have it."""


def _cited(texts: pl.DataFrame) -> _Cited:
    return {(text, above): mentions(text, above) for text, above in texts.select("text", "above").unique().iter_rows()}


def _conditions(texts: pl.DataFrame, cited: _Cited) -> dict[tuple[str, str], tuple[Condition, ...]]:
    """The conditions that an item of an edition states anywhere, for lists that do not state one."""
    out: dict[tuple[str, str], dict[Condition, None]] = {}
    for edition, item, text, above in texts.select("edition_id", "item_id", "text", "above").iter_rows():
        for m in cited[text, above]:
            if m.numbers and m.holder and m.information and m.role == "provided":
                out.setdefault((edition, item), {})[Condition(m.holder, m.information, stated=False)] = None
    return {key: tuple(conditions) for key, conditions in out.items()}


def _of_text(
    text: str,
    above: str,
    cited: tuple[Mention, ...],
    item: str,
    day: date,
    body: tuple[str, ...],
    borrowed: tuple[Condition, ...],
) -> Iterator[tuple[Remark, Mention | None]]:
    for m in cited:
        judged = remarks(m, day, body, _borrowed(m, day, borrowed))
        yield from ((softened, m) for r in judged if (softened := left_over(text, m, r)) is not None)
    yield from ((r, None) for r in article_remarks(text, above, item, day))


def _borrowed(m: Mention, day: date, conditions: tuple[Condition, ...]) -> Condition | None:
    """The one condition of the report's own under which a list that states none may stand."""
    if not conditions or m.role == "asked" or len(m.numbers) < _LISTS or (m.holder and m.information):
        return None
    table = known_tables.table(m.table)
    if not table.knows(day):
        return None
    common = {c: len(table.provided(day, c.holder, c.information).listed & m.numbers) for c in conditions}
    best = max(common.values())
    fits = [c for c, count in common.items() if count == best]
    return fits[0] if len(fits) == 1 and best else None


def _columns(r: Remark, text: str, m: Mention | None) -> tuple[Any, ...]:
    severity = _SEVERITY.get(r.code, ("info", "info"))[r.weak]
    paste = r.code in ("PIA612", "PIA613") and m is not None and len(r.right) > 1 and all(r.right)
    correction = rewritten(text, m, r.right) if paste and m is not None else "・".join(r.right)
    correction = "・".join(map(_article, r.right)) if r.op == "article" else correction
    listed = text[slice(*m.listed)] if m is not None and m.listed else ""
    lists = ("・".join(numbers) for numbers in (r.numbers, r.missing, r.extra))
    days = (_dated(r, day) for day in (r.since, r.to))
    portion = "whole" if m is not None and set(r.numbers) == m.numbers else "some"
    text_columns = (correction, r.what, r.law, r.condition, *days, r.op, portion)
    return (
        r.code,
        severity,
        r.words,
        r.table,
        r.day.isoformat(),
        *lists,
        *text_columns,
        listed,
        correction if paste else "",
        r.article,
    )


def _dated(r: Remark, day: date | None) -> str:
    if r.table in tables.NAMES:
        return known_tables.table(r.table).dated(day)
    return day.isoformat() if day else ""


def _article(number: str) -> str:
    head, *branches = number.split("の")
    return "の".join([f"第{head}条", *branches])


_UNSURE = ("PIA602", "PIA614", "PIA615")
"""Rules that hold a text against names as short as the tables have them."""


@shared
def _findings(corpus: Corpus) -> pl.DataFrame:
    """The findings of all rules on citations, with the ``code`` of each."""
    hits = _remarks(corpus)
    if not hits.height:
        return hits
    text_piece = piece("locator", "text", role=quoted())
    body_piece = piece("body_locator", "body_text", role="body")
    return hits.select(
        "code",
        "edition_id",
        "item_id",
        "row_no",
        "severity",
        params(*_PARAMS),
        expected=pl.when(pl.col("list") != "").then("list"),
        actual=pl.when(pl.col("list") != "").then("listed").otherwise("words"),
        confidence=pl.when(pl.col("code").is_in(_UNSURE)).then(pl.lit("medium")).otherwise(pl.lit("high")),
        subject=pl.concat_str("op", "table", "numbers", "missing", "extra", "what", separator="\n"),
        evidence=pl.when(pl.col("stands") == "same")
        .then(pl.concat_list(text_piece, body_piece))
        .otherwise(pl.concat_list(text_piece)),
    )


def unheld_lists(corpus: Corpus) -> dict[str, int]:
    """By edition, how many of its texts state for what a list is that was not held against the table all the same."""
    texts = _texts(corpus).filter(pl.col("text").str.contains("欄")).select("edition_id", "text", "day", "above")
    counts: dict[str, int] = {}
    for edition, text, day, above in texts.unique(maintain_order=True).iter_rows():
        if any(is_unheld(text, m, day) for m in mentions(text, above)):
            counts[edition] = counts.get(edition, 0) + 1
    return counts


def _of(code: str, corpus: Corpus) -> pl.DataFrame:
    return _findings(corpus).filter(pl.col("code") == code)


@rule("PIA602")
def citation_fits_no_period(corpus: Corpus) -> pl.DataFrame:
    """Citations that were right at no time: a table's new name with the number of the old one, or the reverse."""
    return _of("PIA602", corpus)


@rule("PIA611")
def item_not_in_table(corpus: Corpus) -> pl.DataFrame:
    """Items that the table does not have on the day, that stand there as 削除, or that have another number by then."""
    return _of("PIA611", corpus)


@rule("PIA612")
def list_differs_from_table(corpus: Corpus) -> pl.DataFrame:
    """Lists that are not the table's for the condition that the report states."""
    return _of("PIA612", corpus)


@rule("PIA613")
def cited_ahead_or_behind(corpus: Corpus) -> pl.DataFrame:
    """Citations that fit the law of another day, or a text that was published and never in force."""
    return _of("PIA613", corpus)


@rule("PIA614")
def item_of_another_process(corpus: Corpus) -> pl.DataFrame:
    """Items of another law's process than the one whose heading they stand under."""
    return _of("PIA614", corpus)


@rule("PIA615")
def words_not_in_column(corpus: Corpus) -> pl.DataFrame:
    """Words quoted as a column's that no cell of it has."""
    return _of("PIA615", corpus)


@rule("PIA616")
def law_moved(corpus: Corpus) -> pl.DataFrame:
    """Items that the newest body cites and that became others after its 公表日, up to the day taken for today."""
    today = corpus.as_of
    if today is None:
        return pl.DataFrame()
    texts = _texts(corpus).filter(pl.col("row_no").is_null())
    newest = ~pl.col("edition_id").is_in(corpus.pairs.get_column("old_edition").implode())
    texts = texts.filter(newest)
    out = [
        (nth, *moved)
        for nth, (text, day) in enumerate(texts.select("text", "day").iter_rows())
        for m in mentions(text)
        if today > day and (moved := _since(text, m, day, today))
    ]
    s = pl.String
    names = ["nth", "op", "cited", "words", "table", "numbers", "days", "until", "right", "published", "gone"]
    frame = pl.DataFrame(out, schema={n: pl.UInt32 if n == "nth" else s for n in names}, orient="row")
    hits = texts.with_row_index("nth").join(frame, on="nth", maintain_order="left_right")
    hits = hits.unique(["edition_id", "item_id", *names[1:]], keep="first", maintain_order=True)
    return hits.select(
        "edition_id", "item_id",
        params(*(n for n in names[1:] if n != "cited")),
        actual="cited",
        expected=pl.when(pl.col("op") == "list").then("right"),
        subject=pl.concat_str(
            pl.when(pl.col("op").str.ends_with("gone")).then(pl.lit("")).otherwise("op"),  # a way of saying it
            "table", "numbers", "days", separator="\n",
        ),
        evidence=pl.concat_list(piece("locator", "text", role=quoted())),
    )  # fmt: skip


def _since(text: str, m: Mention, day: date, today: date) -> tuple[str, ...]:
    """What became of a citation's items after ``day``; nothing where they stayed, or where that is not known."""
    table = known_tables.table(m.table)
    if not table.knows(day) or m.purpose or not m.numbers:
        return ()
    about = f"（{m.holder}・{m.information}）" if m.holder and m.information else ""
    common = (m.words, m.words + about, m.table)
    if table.ended and table.ended <= today:
        new = [tables.renumbered().get(n, "") for n in ordered(m.numbers)] if m.table == tables.TABLE_1 else []
        renumbered_list = "・".join(new) if new and all(new) else ""
        op = "renumbered" if renumbered_list else "repealed"
        return (
            op,
            *common,
            "・".join(ordered(m.numbers)),
            table.ended.isoformat(),
            "",
            renumbered_list,
            day.isoformat(),
            "",
        )
    last = min(today, table.until)
    day_entries = table.on(day)
    changed = {n: d for n in ordered(m.numbers) if n in day_entries and (d := table.changed(n, day, last))}
    condition = m.holder and m.information and m.role == "provided"
    was, later_list = (
        table.provided(d, m.holder, m.information).listed if condition else frozenset() for d in (day, last)
    )
    if not changed and was == later_list:
        return ()
    days = "、".join(sorted({table.dated(d) for d in changed.values()}) or [last.isoformat()])
    last_entries = table.on(last)
    deleted = [n for n in changed if n not in last_entries or last_entries[n].deleted]
    op, replacement = ("", "") if not deleted else ("gone" if len(deleted) == len(changed) else "some-gone", "")
    if was != later_list and later_list:
        op, replacement = "list", rewritten(text, m, ordered(later_list))
    return (op, *common, "・".join(changed), days, last.isoformat(), replacement, day.isoformat(), "・".join(deleted))
