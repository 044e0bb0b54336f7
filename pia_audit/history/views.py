"""What a person asks of a replayed report: how it stood on a day, who wrote which passage, what changed when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import polars as pl
from msgspec import Struct
from rapidfuzz.distance import Indel

from pia_audit.history.corpus_replay import Past, chains, pasts, trail_of
from pia_audit.history.order import Row
from pia_audit.japanese.lists import passages
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.spans import fold_spans
from pia_audit.model.frames import Corpus


def as_of(corpus: Corpus, day: date | None = None) -> pl.DataFrame:
    """Every item as it stood on ``day`` (``None``: as printed), with the degree of trust.

    Columns: ``edition_id, seq, item_id, label, position, kind, text, status, trust, row_no`` (the last row
    that wrote the text by then). Trust: ``printed`` (the edition itself), ``verified`` (rows and text
    agree), ``near`` (they agree but for a slip), ``resynced`` (taken from a row beside a broken chain),
    ``assumed`` (no row speaks of the item). ``corpus`` must be replayed.
    """
    columns = ["edition_id", "seq", "item_id", "label", "position", "kind"]
    if day is None:
        return corpus.items.select(*columns, "text", "status", trust=pl.lit("printed"), row_no=pl.lit(None, pl.Int64))
    published = corpus.editions.select("edition_id", "published_on")
    states = corpus.states.join(published, on="edition_id")
    past_states = states.filter(pl.col("as_of").is_null() | (pl.col("as_of") <= day)).sort("as_of", nulls_last=False)
    last = past_states.group_by("edition_id", "item_id").last()
    rows = corpus.items.select(*columns, printed="text", printed_status="status").join(
        last, on=["edition_id", "item_id"], how="left"
    )
    is_current = pl.col("published_on") <= day
    rows = _dated_cover(corpus, rows, day)
    return rows.select(
        *columns,
        text=pl.when(is_current).then("printed").otherwise("text"),
        status=pl.when(is_current | (pl.col("printed_status") == "unreadable") & pl.col("row_no").is_null())
        .then("printed_status")
        .otherwise(pl.coalesce("status", "printed_status")),
        trust=pl.when(is_current).then(pl.lit("printed")).otherwise(pl.col("trust")),
        row_no="row_no",
    ).sort("edition_id", "seq")


_MARKER = regex(r"\s*(?:[(（]?[0-9０-９]{1,2}[)）.．、,]?\s*|[①-⑳・※○●])")


def _dated_cover(corpus: Corpus, rows: pl.DataFrame, day: date) -> pl.DataFrame:
    """公表日 of a past edition: no row records it, so the last 変更日 by then stands for it (assumed)."""
    last = corpus.changes.filter(pl.col("changed_on") <= day).group_by("edition_id").agg(pl.col("changed_on").max())
    cover = pl.col("item_id") == "cover.published_on"
    cover_date = pl.col("changed_on").dt.strftime("%Y-%m-%d")
    return rows.join(last, on="edition_id", how="left").with_columns(
        text=pl.when(cover).then(cover_date).otherwise("text"),
        status=pl.when(cover & cover_date.is_null()).then(pl.lit("absent")).otherwise("status"),
    )


class Segment(Struct, frozen=True):
    """A passage of the printed text and the row that last changed it; ``row`` is ``None`` when none did."""

    text: str
    row: int | None


def blame(corpus: Corpus, edition_id: str, item_id: str) -> tuple[Segment, ...]:
    """The passages of an item as printed, each with the last row whose change it carries."""
    key = (pl.col("edition_id") == edition_id) & (pl.col("item_id") == item_id)
    item = corpus.items.filter(key).row(0, named=True)
    if not item["text"]:
        return ()
    rows = corpus.quotes.filter(key).sort("row_no").select("row_no", "changed_from", "before", "after", "anchor")
    authors = [0] * len(item["text"])
    if rows.height:
        item_rows = tuple(
            Row(no, on, before_cell, after_cell, anchor or "")
            for no, on, before_cell, after_cell, anchor in rows.iter_rows()
        )
        authors = _authors(item["text"], trail_of(Past(item["kind"], item["status"], item["text"], item_rows)).texts)
    return _segments(item["text"], authors)


def blames(corpus: Corpus, editions: Sequence[str]) -> dict[tuple[str, str], tuple[Segment, ...]]:
    """:func:`blame` of every item that rows of these editions write, by edition and item."""
    rows = chains(corpus).filter(pl.col("edition_id").is_in(editions))
    trails = [(key, past.text, trail_of(past).texts) for key, past in pasts(rows)]
    return {key: _segments(text, _authors(text, round_it)) for key, text, round_it in trails if text}


def signs_authors(corpus: Corpus, edition_id: str) -> dict[str, list[int]]:
    """For each sign of the printed texts that rows of an edition write the row that last wrote it; 0 for none.

    Args:
        corpus: replayed.
        edition_id: the edition.

    Returns:
        By item id as many numbers as the item's text has signs.
    """
    rows = chains(corpus).filter(pl.col("edition_id") == edition_id)
    return {key[1]: _authors(past.text, trail_of(past).texts) for key, past in pasts(rows) if past.text}


def _authors(text: str, texts: Iterable[tuple[int, str | None, str | None]]) -> list[int]:
    """For each character the row that last changed it; 0 for what no row changed.

    Rows are walked oldest first; what a row left as it was keeps its author.
    """
    have: str = ""
    authors: list[int] = []
    for row_no, before_cell, after_cell in texts:
        authors, have = _carry(have, before_cell or "", authors, 0), before_cell or ""
        authors, have = _carry(have, after_cell or "", authors, row_no), after_cell or ""
    return _carry(have, text, authors, 0)


def _carry(old: str, new: str, authors: list[int], row_no: int) -> list[int]:
    """The authors of ``new``: kept where it equals ``old``, ``row_no`` where it does not.

    A change of writing only (width, numbering, spaces) keeps the author; so does what was struck out beside
    words that stayed, since it wrote none of them. What is folded as one (a date, a number) is new where any of it is.
    """
    if old == new:
        return authors

    old_spans, new_spans = fold_spans(old), fold_spans(new)
    out = [-1] * len(new)
    for op in sorted(Indel.opcodes(old_spans.text, new_spans.text), key=lambda op: op.tag != "equal"):
        for offset in range(op.dest_end - op.dest_start):
            start, end = new_spans.span(op.dest_start + offset, op.dest_start + offset + 1)
            author = row_no
            if op.tag == "equal":
                source, _ = old_spans.span(op.src_start + offset, op.src_start + offset + 1)
                author = authors[source]
            out[start:end] = [author] * (end - start)
    return out


def _segments(text: str, authors: list[int]) -> tuple[Segment, ...]:
    """Neighbouring passages of one author, joined. A passage belongs to the last row that touched it."""
    out: list[Segment] = []
    for start, end in passages(text):
        # The marker that opens a passage is no part of what it says: a renumbering rewrites nothing.
        marker = _MARKER.match(text, start, end)
        touched = [a for a in authors[marker.end() if marker else start : end] if a > 0]
        row = max(touched) if touched else None
        if out and out[-1].row == row:
            out[-1] = Segment(out[-1].text + text[start:end], row)
        else:
            out.append(Segment(text[start:end], row))
    return tuple(out)


def log(corpus: Corpus, edition_id: str) -> list[dict[str, Any]]:
    """The history by 変更日, newest last: ``changed_on``, ``changed_from``, ``changed_to`` and the rows of each.

    Of a row there are its number, its item, its 提出時期 and the trust of its chain.
    """
    rows = corpus.changes.filter(pl.col("edition_id") == edition_id)
    steps = corpus.steps.select("edition_id", "row_no", "item_id", "trust", "blamed_row")
    joined = rows.join(steps, on=["edition_id", "row_no"], how="left").join(
        corpus.labelled.select("edition_id", "item_id", "item_label", "position"),
        on=["edition_id", "item_id"],
        how="left",
    )
    names = ("changed_on", "changed_from", "changed_to")
    days: dict[tuple[date | None, ...], list[dict[str, Any]]] = {}
    for row in joined.sort("row_no").iter_rows(named=True):
        days.setdefault(tuple(row[n] for n in names), []).append(row)
    ordered = sorted(days, key=lambda d: tuple(day or date.min for day in d[1:]))
    return [{**dict(zip(names, day, strict=True)), "rows": days[day]} for day in ordered]
