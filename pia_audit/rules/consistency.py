"""PIA8xx: answers of one edition that speak of each other."""

from __future__ import annotations

import polars as pl

from pia_audit import forms
from pia_audit.model.frames import Corpus
from pia_audit.rules.frames import fields, params, piece
from pia_audit.rules.registry import rule


@rule("PIA801")
def restated_answer(corpus: Corpus) -> pl.DataFrame:
    """【再掲】 answers that are not the answer they restate (options of other wording compare by their place)."""
    all_fields = fields(corpus)
    pairs = _restated(corpus)
    text = all_fields.select("edition_id", "item_id", "source", "locator", "text", "options", "label")
    restated_rows = text.join(pairs, on=["edition_id", "item_id"])
    original_rows = text.select(
        "edition_id", original_id="item_id", original="label", value="text", original_locator="locator",
        original_options="options",
    )  # fmt: skip
    hits = restated_rows.join(original_rows, on=["edition_id", "original_id"])
    data = hits.select("text", "options", "value", "original_options").iter_rows()
    hits = hits.filter(pl.Series([_differs(*d) for d in data], dtype=pl.Boolean))
    return hits.select(
        "edition_id", "item_id",
        params("original", "value", restated="text"),
        expected="value",
        actual="text",
        evidence=pl.concat_list(piece("locator", "text"), piece("original_locator", "value", role="body")),
    )  # fmt: skip


def _restated(corpus: Corpus) -> pl.DataFrame:
    """Which item each restated answer of each edition repeats: ``edition_id, item_id, original_id``."""
    out = []
    for form_key, editions in corpus.editions.group_by("form_key"):
        for item in forms.load(str(form_key[0])).items:
            if item.restates is None:
                continue
            chosen = corpus.items.join(editions.select("edition_id"), on="edition_id").filter(
                (pl.col("item_id") == item.restates.chosen_by) & (pl.col("status") == "read")
            )
            choice = forms.load(str(form_key[0])).item(item.restates.chosen_by)
            for edition_id, text in chosen.select("edition_id", "text").iter_rows():
                option = choice.option_of(text) if choice else None
                if choice and option:
                    original = item.restates.items[choice.options.index(option)]
                    out.append((edition_id, item.item_id, original))
    columns = {"edition_id": pl.String, "item_id": pl.String, "original_id": pl.String}
    return pl.DataFrame(out, schema=columns, orient="row")


def _differs(text: str | None, options: list[str], original_text: str | None, others: list[str]) -> bool:
    mine, theirs = _rank(text, options), _rank(original_text, others)
    return mine is not None and theirs is not None and mine != theirs


def _rank(text: str | None, options: list[str] | None) -> int | None:
    keys = [forms.option_key(o) for o in options or ()]
    key = forms.option_key(text or "")
    return keys.index(key) if key in keys else None


@rule("PIA802")
def exempt_but_answered(corpus: Corpus) -> pl.DataFrame:
    """Questions answered although the exempting box is ticked, or neither ticked nor answered."""
    all_fields = fields(corpus)
    ticks = all_fields.select(
        "edition_id",
        exempt_by="item_id",
        exempt="label",
        tick="text",
        tick_status="status",
        tick_locator="locator",
    )
    hits = all_fields.join(ticks, on=["edition_id", "exempt_by"]).filter(pl.col("tick_status") == "read")
    ticked = pl.col("tick").str.contains("○")
    answered = pl.col("status") == "read"
    blank = pl.col("status") == "blank"
    how = pl.when(ticked).then(pl.lit("both")).otherwise(pl.lit("neither"))
    return hits.filter((ticked & answered) | (~ticked & blank)).select(
        "edition_id", "item_id",
        params("exempt", value=pl.col("text").fill_null(""), how=how),
        expected="tick",
        actual="text",
        evidence=pl.concat_list(
            piece("tick_locator", "tick", role="body"), piece("locator", pl.col("text").fill_null(""), role="body"),
        ),
    )  # fmt: skip
