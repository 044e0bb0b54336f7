"""Counts of what could be read, for every edition of a corpus at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import polars as pl

from pia_audit import law
from pia_audit.checklists.readable import View
from pia_audit.model import NOTICES, Unread
from pia_audit.model.frames import Corpus

_CLUES = ("from", "plan", "as-of", "amendment")
_ANSWERS = ("threshold.subjects", "threshold.handlers", "threshold.incident", "threshold.judgement")


def views(corpus: Corpus, unread: tuple[Unread, ...] = ()) -> dict[str, tuple[str, View]]:
    """By report id: the newest edition's id and what could be read of it. ``unread`` is what the readers lost."""
    row_counts = counts(corpus)
    texts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    present_items: defaultdict[str, set[str]] = defaultdict(set)
    for edition, item, status, text in corpus.items.select("edition_id", "item_id", "status", "text").iter_rows():
        if status != "absent":
            present_items[edition].add(item)
        if status == "read" and item.startswith(("threshold.", "risk.")):
            texts[edition][item] = text
    unread_keys = set(corpus.unread.select("source", "locator", "code").iter_rows())
    unread_keys.update((u.source, u.locator, u.code) for u in unread)
    lost = Counter(source for source, _, code in unread_keys if code not in NOTICES)
    pairs = tuple(corpus.pairs.select("old_edition", "new_edition").iter_rows())
    out: dict[str, tuple[str, View]] = {}
    for rows in _by_report(corpus.editions.sort("report_id", "published_on", nulls_last=False, maintain_order=True)):
        older: tuple[View, ...] = ()
        for row in rows:
            name = row["edition_id"]
            view = View(row["form_key"], row["encoding"], row_counts[name], texts[name], frozenset(present_items[name]),
                        row["published_on"] is not None, older, _follows(rows, row, pairs),
                        sum(lost[r["source"]] for r in rows))  # fmt: skip
            older = (*older, view)
        out[rows[-1]["report_id"]] = (rows[-1]["edition_id"], view)
    return out


def _follows(rows: list[dict[str, Any]], newest: dict[str, Any], pairs: tuple[tuple[str, str], ...]) -> bool:
    """Whether the edition was compared with an earlier one; another file of the same day is no earlier edition."""
    days = {r["edition_id"]: r["published_on"] for r in rows}
    compared = ((days[old], days[new]) for old, new in pairs if old in days and new in days)
    return any(old and new and old < new == newest["published_on"] for old, new in compared)


def _by_report(editions: pl.DataFrame) -> Iterator[list[dict[str, Any]]]:
    for part in editions.partition_by("report_id", maintain_order=True):
        yield part.to_dicts()


def counts(corpus: Corpus) -> defaultdict[str, Counter[str]]:
    """By edition id: unreadable items (of each kind), rows and what is missing in them, clues, replay, past answers."""
    out: defaultdict[str, Counter[str]] = defaultdict(Counter)
    lost = corpus.items.filter(pl.col("status") == "unreadable").group_by("edition_id", "kind").len()
    for edition, kind, number in lost.iter_rows():
        out[edition]["unreadable"] += number
        out[edition][f"unreadable-{kind}"] = number
    _add(out, corpus.changes.group_by("edition_id").agg(
        pl.len().alias("rows"),
        (pl.col("item_ids").list.len() == 0).sum().alias("unlabelled"),
        (pl.col("before").is_null() | pl.col("after").is_null()).sum().alias("textless"),
        pl.col("changed_from").is_null().sum().alias("undated"),
        pl.col("timing").is_null().sum().alias("untimed"),
        pl.col("changed_on").drop_nulls().n_unique().alias("days"),
    ))  # fmt: skip
    for edition, note in corpus.changes.select("edition_id", "note").iter_rows():
        if note.strip():
            out[edition]["notes"] += 1
            out[edition]["other-notes"] += law.phrase(note) is None
    clues = corpus.evidence.filter(pl.col("kind").is_in(_CLUES))
    _add(out, clues.group_by("edition_id").agg(
        pl.col("row_no").n_unique().alias("clued"), (pl.col("kind") == "amendment").sum().alias("amendments")
    ))  # fmt: skip
    steps = corpus.steps.filter(pl.col("trust") == "unread")
    _add(out, steps.group_by("edition_id").agg(pl.len().alias("unread-steps")))
    unsure = pl.col("trust").is_in(["assumed", "resynced"])
    _add(out, corpus.states_of(_ANSWERS).filter(unsure).group_by("edition_id").agg(pl.len().alias("assumed-answers")))
    return out


def _add(out: defaultdict[str, Counter[str]], frame: pl.DataFrame) -> None:
    for row in frame.iter_rows(named=True):
        edition = row.pop("edition_id")
        out[edition].update(row)
