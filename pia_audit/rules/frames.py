"""Joined views of a corpus that several families read, and small expressions for what findings carry."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import polars as pl

from pia_audit import forms
from pia_audit.compare.leaves import Leaf, leaves_of, other_spelling
from pia_audit.compare.ticks import listed_by_both
from pia_audit.compare.values import TEXT
from pia_audit.model.frames import Corpus
from pia_audit.rules.registry import schema

_T = TypeVar("_T")


def per_value(column: pl.Series, judge: Callable[[Any], _T]) -> list[_T]:
    """``judge`` of every value of a column, asked once for each value that occurs."""
    judgements = {value: judge(value) for value in column.unique().to_list()}
    return [judgements[value] for value in column.to_list()]


def shared(view: Callable[[Corpus], pl.DataFrame]) -> Callable[[Corpus], pl.DataFrame]:
    """A view that is made once for a corpus, however many rules read it."""

    @wraps(view)
    def cached_view(corpus: Corpus) -> pl.DataFrame:
        if view.__name__ not in corpus.memo:
            corpus.memo[view.__name__] = view(corpus)
        frame: pl.DataFrame = corpus.memo[view.__name__]
        return frame

    return cached_view


def between_editions(check: Callable[[Corpus], pl.DataFrame]) -> Callable[[Corpus], pl.DataFrame]:
    """A check of what two editions of a report say of each other: where each report has one, there is nothing to ask,
    and most audits are of one edition."""

    @wraps(check)
    def asked_of_pairs(corpus: Corpus) -> pl.DataFrame:
        return check(corpus) if corpus.pairs.height else nothing()

    return asked_of_pairs


def nothing() -> pl.DataFrame:
    """What a check gives that has nothing to tell, without working out texts and places of no finding."""
    return pl.DataFrame(schema=schema())


@shared
def rows(corpus: Corpus) -> pl.DataFrame:
    """``changes`` with ``source``, ``published_on`` and ``form_key`` of the edition."""
    return corpus.changes.join(_origin(corpus), on="edition_id")


@shared
def fields(corpus: Corpus) -> pl.DataFrame:
    """``items`` with ``source``, ``published_on`` and ``form_key``, and what the form asks of each item.

    Adds ``required, when_item, when_is, exempt_by, options`` (see :class:`pia_audit.forms.FormItem`); options that the
    report prints and the form does not have go before the form's.
    """
    joined = corpus.items.join(_origin(corpus), on="edition_id")
    keys = joined.get_column("form_key").unique().to_list()
    joined = joined.rename({"options": "printed"}).with_columns(template=forms.template_expr())
    joined = joined.join(requirements(keys), on=["form_key", "template"], how="left")
    return joined.with_columns(options=pl.coalesce("printed", "options")).drop("printed")


@shared
def quotes(corpus: Corpus) -> pl.DataFrame:
    """``quotes`` with the row's ``locator``, ``label`` and score, the item's kind and form id (``template``), and the
    edition's origin."""
    row_columns = corpus.changes.select("edition_id", "row_no", "locator", "cells", "label", "label_score", "timing")
    items = corpus.items.select("edition_id", "item_id", "kind", "status", item_label="label", item_text="text",
                                item_locator="locator", item_options="options", item_path="path")  # fmt: skip
    joined = corpus.quotes.join(row_columns, on=["edition_id", "row_no"]).join(_origin(corpus), on="edition_id")
    return joined.join(items, on=["edition_id", "item_id"], how="left").with_columns(template=forms.template_expr())


def _origin(corpus: Corpus) -> pl.DataFrame:
    return corpus.editions.select("edition_id", "source", "published_on", "form_key")


def requirements(keys: list[str]) -> pl.DataFrame:
    """What the given form versions ask of each item, one row per ``form_key`` and ``template`` (its group's id)."""
    data = [
        (f.key, i.item_id, i.required, *(i.required_when or (None, None)), i.exempt_by, list(i.options))
        for f in map(forms.load, keys)
        for i in f.items
    ]
    s = pl.String
    columns: dict[str, Any] = {
        "form_key": s, "template": s, "required": pl.Boolean, "when_item": s, "when_is": s, "exempt_by": s,
        "options": pl.List(s),
    }  # fmt: skip
    return pl.DataFrame(data, schema=columns, orient="row")


_ROLES = {
    "before": "before", "after": "after", "label": "label", "changed_on_text": "day", "timing": "timing",
    "timing_text": "timing", "note": "note", "text": "body", "item_text": "body",
}  # fmt: skip


def piece(
    locator: str | pl.Expr, text: str | pl.Expr, source: str = "source", *,
    role: str | pl.Expr | None = None, row: str | pl.Expr | None = None,
) -> pl.Expr:  # fmt: skip
    """One piece of evidence.

    Args:
        locator: where it stands in its source (a column, or an expression).
        text: the raw text (likewise).
        source: the column of the source.
        role: what the text is: ``before``, ``after``, ``label``, ``day``, ``timing`` or ``note`` of a row, ``row`` as a
            whole, ``led-back`` (the item's text before it, as the rows lead back to it), or the ``body`` of the
            edition, of the older one (``old-body``) or the newer one (``new-body``).
            Without it the name of the text's column says so, where it does.
        row: of a row the column with its number; without it, it is the finding's own.
    """
    where = pl.col(locator) if isinstance(locator, str) else locator
    text_expr = pl.col(text) if isinstance(text, str) else text
    if role is None:
        role = _ROLES.get(text) if isinstance(text, str) else None
    whose = pl.lit(role, pl.String) if role is None or isinstance(role, str) else role
    number = pl.col(row) if isinstance(row, str) else pl.lit(None) if row is None else row
    return pl.struct(source=pl.col(source), locator=where, text=text_expr, role=whose, row=number.cast(pl.Int64))


def quoted() -> pl.Expr:
    """The role of a text that stands in a row's 変更後 where there is a row, and else in the body."""
    return pl.when(pl.col("row_no").is_null()).then(pl.lit("body")).otherwise(pl.lit("after"))


def cell(column: int) -> pl.Expr:
    """The locator of a cell of the row: ``L132`` becomes ``L132.3``; elsewhere the row says where its cells stand."""
    return (
        pl.when(pl.col("cells").is_null() & pl.col("locator").str.starts_with("L"))
        .then(pl.format("{}.{}", "locator", pl.lit(column)))
        .otherwise(pl.col("cells").list.get(column - 1, null_on_oob=True).fill_null(pl.col("locator")))
    )


def unreadable(column: str) -> pl.Expr:
    """Whether a row's cell of that column (``day``, ``label``, ``timing`` …) could not be read, which is not empty."""
    return pl.col("unreadable").list.contains(column).fill_null(value=False)


def named_item() -> pl.Expr:
    """The item a finding on a row goes by: of several that its label names the last one."""
    return pl.col("item_ids").list.last()


def params(*names: str, **renamed_columns: str | pl.Expr) -> pl.Expr:
    """The message's arguments as JSON."""
    columns = [pl.col(n) for n in names]
    columns += [(pl.col(e) if isinstance(e, str) else e).alias(n) for n, e in renamed_columns.items()]
    return pl.struct(columns).struct.json_encode().alias("params")


_LEAF_TEXT = 60
"""So much of a leaf's texts a message can need; the whole texts are the finding's own."""


_LISTED = ("numbers", "articles", "tables")


def leaf_struct() -> pl.Expr:
    """A row of ``leaves`` as an argument of a message."""
    texts = [pl.col(n).str.slice(0, _LEAF_TEXT).alias(n) for n in ("before", "after")]
    numbers = pl.col("what").is_in(_LISTED)
    whole = [
        pl.when(numbers).then(pl.col(n)).otherwise(t).alias(n) for n, t in zip(("before", "after"), texts, strict=True)
    ]
    return pl.struct("what", "op", "path", *whole)


def leaves_between(
    frame: pl.DataFrame, kind: str, expected: str, actual: str, *, parts: pl.Series | None = None
) -> pl.Series:
    """``leaves`` between two columns of texts of items of that kind (a column), as the argument of a message.

    Of ``parts`` (Boolean) the first text quotes a part that the second one has not: what this has besides is no leaf.
    """
    texts = frame.select(kind, expected, actual, part=False if parts is None else parts)
    each_once = list(texts.unique(maintain_order=True).iter_rows())  # both editions carry the row whose chain is broken
    comparable = [
        (k or "text", *(listed_by_both(a, b) if k == "flags" else (a, "" if part else b)))
        if a is not None and b
        else ("text", "", "")
        for k, a, b, part in each_once
    ]
    leaves_by_texts = dict(zip(each_once, leaves_of(comparable), strict=True))
    leaf_lists = [[_leaf(leaf) for leaf in leaves_by_texts[row] or _spelling(*row[1:3])] for row in texts.iter_rows()]
    s = pl.String
    leaf = pl.Struct({"what": s, "op": s, "path": pl.List(s), "before": s, "after": s})
    return pl.Series("leaves", leaf_lists, dtype=pl.List(leaf))


def _spelling(first: str | None, second: str | None) -> tuple[Leaf, ...]:
    """及び and および, as what two texts differ in that say the same but for that."""
    words = other_spelling(first or "", second or "")
    return (Leaf((TEXT,), "text", "changed", *words),) if words else ()


def _leaf(leaf: Leaf) -> dict[str, Any]:
    cut = None if leaf.what in _LISTED else _LEAF_TEXT
    sides = {name: text[:cut] if text else None for name, text in (("before", leaf.before), ("after", leaf.after))}
    return {"what": leaf.what, "op": leaf.op, "path": list(leaf.path), **sides}


def sure_of_label(score: str = "label_score") -> pl.Expr:
    """Confidence by how well the row's label named the item."""
    return (
        pl.when(pl.col(score) >= 0.85).then(pl.lit("high")).when(pl.col(score) >= 0.6).then(pl.lit("medium"))
        .otherwise(pl.lit("low")).alias("confidence")
    )  # fmt: skip


def row_content() -> pl.Expr:
    """What a row says, for the fingerprint of a finding on it."""
    on = pl.coalesce(pl.col("changed_on").cast(pl.String), "changed_on_text")
    parts = [on, *(pl.col(p).fill_null("") for p in ("label", "before", "after"))]
    return pl.concat_str(parts, separator="\n").str.head(2000)
