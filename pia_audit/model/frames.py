"""The frames that editions become.

They are the contract between the rooms. Every column name is fixed here and nowhere else:

``editions``  one row per edition read
``items``     one row per item of an edition's form, in the form's order
``changes``   one row per printed row of the 変更箇所 table, first printed row = 1
``quotes``    one row per item that a change row writes (a row may write two)
``unread``    what could not be read, with file, place and reason
``steps``     what replay found when it undid a quote (see :mod:`pia_audit.history.replay`)
``states``    the text an item had from a date on, with the degree of trust

and, for each two consecutive editions of a report (see :mod:`pia_audit.compare`):

``pairs``        which edition follows which
``differences``  what differs, and whether rows account for it: items, and whole groups (``op`` is ``group-…``,
                 ``item_id`` the group's id and ``label`` the path to it); ``old_item`` is the id it has in the
                 older edition, whose groups may be numbered otherwise
``accounts``     what became of each new row, item by item
``carried``      what became of each row of the older edition

``evidence``  what a changed passage tells of when the change took effect (see :mod:`pia_audit.history.evidence`)
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import polars as pl
from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.japanese.expressions import norms
from pia_audit.model import ChangeRow, Edition, Item, Quote, Unread

_DERIVED = ("steps", "pairs", "differences", "leaves", "accounts", "carried", "evidence")


def _schemas() -> dict[str, dict[str, Any]]:
    s, i, f, b, d = pl.String, pl.Int64, pl.Float64, pl.Boolean, pl.Date
    names = pl.List(pl.String)
    return {
        "editions": {
            "edition_id": s, "report_id": s, "agency": s, "report_no": s, "title": s, "form": s,
            "form_version": s, "form_key": s, "published_on": d, "origin": s, "source": s, "sha256": s,
            "encoding": s,
        },
        "items": {
            "edition_id": s, "item_id": s, "seq": i, "position": s, "label": s, "kind": s, "text": s,
            "norm": s, "status": s, "locator": s, "hidden": s, "path": names, "options": names,
            "struck": s, "day": d,
        },
        "changes": {
            "edition_id": s, "row_no": i, "changed_on": d, "changed_on_text": s, "label": s,
            "item_ids": names, "anchor": s, "label_score": f, "mismatch": names, "official": s,
            "before": s, "after": s, "before_norm": s, "after_norm": s, "timing": s, "timing_text": s,
            "note": s, "locator": s, "cells": names, "hidden_before": s, "hidden_after": s, "changed_from": d,
            "changed_to": d, "outcome": s, "group_ids": names, "candidates": names, "label_meant": s,
            "struck_before": s, "struck_after": s, "unreadable": names,
        },
        "quotes": {
            "edition_id": s, "row_no": i, "changed_on": d, "item_id": s, "before": s, "after": s,
            "before_norm": s, "after_norm": s, "anchor": s, "named": b, "changed_from": d, "changed_to": d,
        },
        "unread": {"source": s, "locator": s, "code": s, "params": s, "fatal": b},
        "steps": {
            "edition_id": s, "row_no": i, "item_id": s, "changed_on": d, "trust": s, "expected": s,
            "found": s, "rung": s, "similarity": f, "blamed_row": i, "ambiguous": b, "incomplete_row": i,
            "shown_by": i, "missing": s,
        },
        "states": {
            "edition_id": s, "item_id": s, "as_of": d, "row_no": i, "text": s, "status": s, "trust": s,
        },
        "evidence": {
            "edition_id": s, "row_no": i, "item_id": s, "kind": s, "start": d, "end": d, "text": s,
            "amendment": s, "sure": s,
        },
        "pairs": {"report_id": s, "old_edition": s, "new_edition": s, "old_on": d, "new_on": d},
        "differences": {
            "report_id": s, "old_edition": s, "new_edition": s, "item_id": s, "op": s, "before": s, "after": s,
            "rung": s, "hunks": pl.List(pl.Struct({"old_start": i, "old_end": i, "new_start": i, "new_end": i})),
            "status": s, "rows": pl.List(i), "left_before": s, "left_after": s, "predicted": s, "target": s,
            "label": s, "old_item": s,
        },
        "leaves": {
            "report_id": s, "old_edition": s, "new_edition": s, "item_id": s, "path": names, "what": s, "op": s,
            "before": s, "after": s,
            "spans": pl.List(pl.Struct({"old_start": i, "old_end": i, "new_start": i, "new_end": i})),
            "status": s, "rows": pl.List(i),
        },
        "accounts": {
            "report_id": s, "old_edition": s, "new_edition": s, "row_no": i, "item_id": s, "status": s,
            "side": s, "expected": s, "found": s, "similarity": f,
        },
        "carried": {
            "report_id": s, "old_edition": s, "new_edition": s, "old_row": i, "new_row": i, "what": s,
        },
    }  # fmt: skip


def schema(frame: str) -> dict[str, Any]:
    """Column names and polars dtypes of one of the frames above; raises ``KeyError`` for another name."""
    return _schemas()[frame]


def empty(name: str) -> pl.DataFrame:
    """An empty frame of that name's schema."""
    return pl.DataFrame(schema=schema(name))


class Past(Protocol):
    """What replay knows of a corpus at other times. A text is put together when it is asked for: an item of a thousand
    rows has a thousand of them."""

    def states(self, item_ids: Collection[str] | None = None) -> pl.DataFrame:
        """The ``states`` frame, of all items or of some."""


class Corpus(Struct, frozen=True, eq=False, dict=True):
    """The frames of any number of editions: one report is a corpus of one.

    Columns and dtypes of each frame are those of :func:`schema`; none is changed in place.

    Attributes:
        editions: a row for each edition.
        items: a row for each item of each edition.
        changes: a row for each printed row of the 変更箇所 tables.
        quotes: a row for each item that a change row writes.
        unread: what could not be read.
        steps: what replay found; empty until it has filled it, and ``states`` with it.
        pairs: editions that follow each other; this and the next four are empty until editions have been reconciled.
        differences: what differs between the editions of a pair, item by item.
        leaves: what no row accounts for, leaf by leaf.
        accounts: what became of each new row.
        carried: what became of each row of the older edition.
        evidence: what changed passages tell of when a change took effect.
        as_of: the day taken for today where a rule asks for one (``None``: the 公表日).
        past: what replay knows of other times.
        memo: views that several rules share.
    """

    editions: pl.DataFrame
    items: pl.DataFrame
    changes: pl.DataFrame
    quotes: pl.DataFrame
    unread: pl.DataFrame
    steps: pl.DataFrame
    pairs: pl.DataFrame
    differences: pl.DataFrame
    leaves: pl.DataFrame
    accounts: pl.DataFrame
    carried: pl.DataFrame
    evidence: pl.DataFrame
    as_of: date | None = None
    past: Past | None = None
    memo: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, editions: Iterable[Edition], unread: Iterable[Unread] = ()) -> Corpus:
        """The corpus of these editions, of two with one id the first; texts come with their ``norm`` (the punctuation
        rung)."""
        unique_editions: dict[str, Edition] = {}
        for e in editions:
            unique_editions.setdefault(e.edition_id, e)
        edition_items = list(unique_editions.items())
        derived: dict[str, Any] = {name: empty(name) for name in _DERIVED}
        lost = [*unread, *(u for _, e in edition_items for u in e.unread)]
        items, changes, quotes = _with_norms(
            _frame("items", (_item_row(n, i) for n, e in edition_items for i in e.items)),
            _frame("changes", (_change_row(n, r) for n, e in edition_items for r in e.changes)),
            _frame("quotes", (_quote_row(n, r, q) for n, e in edition_items for r in e.changes for q in r.quotes)),
        )
        return cls(
            editions=_frame("editions", (_edition_row(n, e) for n, e in edition_items)),
            items=items,
            changes=changes,
            quotes=quotes,
            unread=_frame("unread", map(_unread_row, lost)),
            **derived,
        )

    def having(self, *, as_of: date | None = None, past: Past | None = None, **frames: pl.DataFrame) -> Corpus:
        """A copy with some frames replaced, with another past, or looked at on another day."""
        return replace(self, as_of=as_of or self.as_of, past=past or self.past, memo={}, **frames)

    @property
    def states(self) -> pl.DataFrame:
        """The ``states`` frame."""
        return empty("states") if self.past is None else self.past.states()

    def states_of(self, item_ids: Collection[str]) -> pl.DataFrame:
        """The ``states`` frame of some items, by their ids; the texts of the others are not put together for it."""
        return empty("states") if self.past is None else self.past.states(item_ids)

    @cached_property
    def labelled(self) -> pl.DataFrame:
        """``edition_id, item_id, item_label, position, kind, status, text, item_locator`` of every item."""
        return self.items.select(
            "edition_id", "item_id", "position", "kind", "status", "text",
            item_label="label", item_locator="locator",
        )  # fmt: skip


def _frame(name: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    columns = schema(name)
    return pl.DataFrame([[row.get(c) for c in columns] for row in rows], schema=columns, orient="row")


_NORMS = {"text": "norm", "before": "before_norm", "after": "after_norm"}


def _with_norms(*frames: pl.DataFrame) -> list[pl.DataFrame]:
    """The frames with what their columns of texts fold to; each text is folded once, wherever it stands."""
    texts = [frame.get_column(name).alias("text") for frame in frames for name in _NORMS if name in frame.columns]
    norm_table = norms(pl.concat(texts))
    return [_with_known(frame, norm_table) for frame in frames]


def _with_known(frame: pl.DataFrame, norm_table: pl.DataFrame) -> pl.DataFrame:
    names = [name for name in _NORMS if name in frame.columns]
    joined = (frame.select(text=name).join(norm_table, on="text", how="left", maintain_order="left") for name in names)
    folded = zip(names, joined, strict=True)
    return frame.with_columns(column_frame.get_column("norm").alias(_NORMS[name]) for name, column_frame in folded)


def _edition_row(edition_id: str, e: Edition) -> dict[str, Any]:
    names = "report_id agency report_no title form form_version form_key published_on origin"
    return {"edition_id": edition_id, **{n: getattr(e, n) for n in [*names.split(), "source", "sha256", "encoding"]}}


def _item_row(edition_id: str, item: Item) -> dict[str, Any]:
    names = ("item_id", "seq", "position", "label", "kind", "text", "status", "locator", "hidden", "struck", "day")
    lists = {n: list(getattr(item, n)) or None for n in ("path", "options")}
    return {"edition_id": edition_id, **{n: getattr(item, n) for n in names}, **lists}


def _change_row(edition_id: str, row: ChangeRow) -> dict[str, Any]:
    names = "row_no changed_on changed_on_text label label_meant anchor label_score official before after"
    hidden, struck = dict(row.hidden), dict(row.struck)
    return {
        "edition_id": edition_id,
        **{n: getattr(row, n) for n in [*names.split(), "timing", "outcome", "timing_text", "note", "locator"]},
        "changed_from": row.changed_from or row.changed_on,
        "changed_to": row.changed_to or row.changed_on,
        "item_ids": list(row.item_ids),
        "mismatch": list(row.mismatch),
        "cells": list(row.cells) or None,
        "group_ids": list(row.group_ids),
        "candidates": list(row.candidates),
        "unreadable": list(row.unreadable),
        "hidden_before": hidden.get("before"),
        "hidden_after": hidden.get("after"),
        "struck_before": struck.get("before"),
        "struck_after": struck.get("after"),
    }


def _quote_row(edition_id: str, row: ChangeRow, quote: Quote) -> dict[str, Any]:
    return {
        "edition_id": edition_id,
        "row_no": row.row_no,
        "changed_on": row.changed_on,
        "changed_from": row.changed_from or row.changed_on,
        "changed_to": row.changed_to or row.changed_on,
        "anchor": row.anchor,
        **{n: getattr(quote, n) for n in ("item_id", "before", "after", "named")},
    }


def _unread_row(u: Unread) -> dict[str, Any]:
    params = json.dumps(dict(u.params), ensure_ascii=False, default=str)
    return {"source": u.source, "locator": u.locator, "code": u.code, "params": params, "fatal": u.fatal}
