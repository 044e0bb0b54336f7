"""PIA4xx: does 提出時期 agree with what the changed passage, the note and the calendar tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pia_audit import forms, law
from pia_audit.history.submission import submissions
from pia_audit.japanese.spans import as_written
from pia_audit.model.frames import Corpus
from pia_audit.rules.frames import cell, each, named_item, params, place, quotes, rows, shared
from pia_audit.rules.registry import rule

if TYPE_CHECKING:
    import polars as pl

_KEY = ["edition_id", "row_no", "item_id"]
_YEAR = 365


def _evidence(corpus: Corpus, *kinds: str) -> pl.DataFrame:
    """Evidence of the given kinds with the row's words, timing and day of submission."""
    return _with_rows(corpus).filter(pl.col("evidence").is_in(kinds))


@shared
def _with_rows(corpus: Corpus) -> pl.DataFrame:
    """All evidence with the row's words, timing and day of submission."""
    told = quotes(corpus).join(submissions(corpus), on=["edition_id", "row_no"], how="left")
    found = corpus.evidence.rename({"kind": "evidence", "text": "words"})
    return found.join(told, on=_KEY).rename({"submitted_sure": "confidence"})


def _law() -> pl.Expr:
    """The amending law of a piece of evidence; an entry of the body's own calendar goes by its new wording."""
    names = {a.key: a.law for a in law.amendments()}
    return pl.col("amendment").replace_strict(names, default=pl.col("words"), return_dtype=pl.String)


def _submitted() -> pl.Expr:
    """The day of submission; of an interval its first day."""
    return pl.coalesce("submitted_on", "submitted_from")


def _one_per_row(found: pl.DataFrame) -> pl.DataFrame:
    return found.unique(_KEY, keep="first", maintain_order=True)


def _finding(found: pl.DataFrame, *names: str, **named: str | pl.Expr) -> pl.DataFrame:
    """What every finding on a row's timing carries: the words that speak, and both cells' places."""
    confidence = (
        pl.coalesce(pl.col("confidence"), pl.lit("medium")) if "confidence" in found.columns else pl.lit("high")
    )
    return found.select(
        *_KEY,
        params(*names, **named),
        confidence=confidence,
        expected="words",
        actual="timing",
        subject=pl.format("{}\n{}", pl.col("changed_on").cast(pl.String).fill_null(""), pl.col("after").fill_null("")),
        evidence=pl.concat_list(place(cell(4), "after"), place(cell(5), "timing")),
    )


@rule("PIA401")
def count_date_before(corpus: Corpus) -> pl.DataFrame:
    """A day of a count, a fact already counted, marked 事前."""
    found = _evidence(corpus, "as-of").filter(pl.col("timing") == "事前")
    found = found.filter((pl.col("end") <= pl.col("submitted_from")).fill_null(value=False))
    return _finding(_one_per_row(found), "words")


@rule("PIA402")
def future_marked_after(corpus: Corpus) -> pl.DataFrame:
    """The changed passage takes effect after the submission, marked 事後."""
    found = _evidence(corpus, "from", "plan").filter((pl.col("timing") == "事後") & (pl.col("sure") == "high"))
    dated = (pl.col("start") > pl.col("submitted_to")).fill_null(value=False)
    undated = (pl.col("evidence") == "plan") & pl.col("start").is_null()
    found = found.filter(dated | undated).with_columns(
        confidence=pl.when(undated).then(pl.lit("medium")).otherwise("confidence")
    )
    return _finding(_one_per_row(found), "words", submitted_on=_submitted())


@rule("PIA403")
def past_marked_before(corpus: Corpus) -> pl.DataFrame:
    """The changed passage was in effect before the submission, marked 事前."""
    found = _evidence(corpus, "from").filter((pl.col("timing") == "事前") & (pl.col("sure") == "high"))
    found = found.filter((pl.col("end") < pl.col("submitted_from")).fill_null(value=False))
    return _finding(_one_per_row(found), "words", submitted_on=_submitted())


@rule("PIA404")
def important_marked_after(corpus: Corpus) -> pl.DataFrame:
    """様式3/4: an item marked ※ changed 事後 without a note that allows it."""
    keys = corpus.editions.get_column("form_key").unique().to_list()
    starred = [(f.key, i.item_id) for f in map(forms.load, keys) for i in f.items if i.star]
    stars = pl.DataFrame(starred, schema={"form_key": pl.String, "template": pl.String}, orient="row")
    notes = corpus.changes.select("edition_id", "row_no", "note")
    marked = quotes(corpus).join(stars.with_columns(star=pl.lit(value=True)), on=["form_key", "template"], how="left")
    found = marked.filter(pl.col("star") | forms.starred_expr()).join(notes, on=["edition_id", "row_no"])
    found = found.filter((pl.col("timing") == "事後") & (pl.col("before_norm") != pl.col("after_norm")))
    silent = each(found.get_column("note"), _allows_nothing)
    found = found.filter(pl.Series(silent, dtype=pl.Boolean))
    return _finding(found.with_columns(words="note"), words="note").with_columns(severity=pl.lit("info"))


def _allows_nothing(note: str | None) -> bool:
    found = law.phrase(note or "")
    return found is None or found.key in ("important", "voluntary")


@rule("PIA405")
def note_contradicts_timing(corpus: Corpus) -> pl.DataFrame:
    """説明 that by its own words belongs to the other 提出時期."""
    found = rows(corpus).filter((pl.col("note") != "") & pl.col("timing").is_not_null())
    said = each(found.get_column("note"), law.phrase)
    found = found.with_columns(
        words=pl.Series(
            [as_written(n, p.text) if p else None for n, p in zip(found.get_column("note"), said, strict=True)],
            dtype=pl.String,
        ),
        against=pl.Series([p.contradicts if p else None for p in said], dtype=pl.String),
    )
    found = found.filter(pl.col("against") == pl.col("timing"))
    # Who owes no 事前 may still submit beforehand: the note is worth a look, and not impossible.
    severity = pl.when(pl.col("against") == "事前").then(pl.lit("warning")).otherwise(pl.lit("error"))
    return found.select(
        "edition_id", "row_no",
        severity.alias("severity"),
        params("words", "timing", "note"),
        item_id=named_item(),
        expected="note",
        actual="timing",
        subject=pl.format("{}\n{}", "changed_on_text", pl.col("after").fill_null("")),
        evidence=pl.concat_list(place(cell(5), "timing_text"), place(cell(6), "note")),
    )  # fmt: skip


@rule("PIA406")
def amendment_timing(corpus: Corpus) -> pl.DataFrame:
    """事前 for an amendment already in force at the submission, 事後 for one not yet in force."""
    found = _evidence(corpus, "amendment").filter(pl.col("sure") == "high")
    late = (pl.col("timing") == "事前") & (pl.col("start") < pl.col("submitted_from"))
    early = (pl.col("timing") == "事後") & (pl.col("start") > pl.col("submitted_to"))
    found = _one_per_row(found.filter((late | early).fill_null(value=False)))
    return _finding(found, "amendment", submitted_on=_submitted(), in_force="start", law=_law())


@rule("PIA407")
def late_revision(corpus: Corpus) -> pl.DataFrame:
    """Days from an amendment's entry into force to the row that follows it; a warning beyond a year."""
    lag = (pl.col("submitted_from") - pl.col("start")).dt.total_days()
    found = _evidence(corpus, "amendment").with_columns(days=lag).filter(pl.col("days") > 0)
    found = _one_per_row(found.sort("days", descending=True, maintain_order=True))
    serious = (pl.col("days") > _YEAR) & (pl.col("sure") == "high")
    severity = pl.when(serious).then(pl.lit("warning")).otherwise(pl.lit("info"))
    texts = {"submitted_on": _submitted(), "in_force": pl.col("start"), "law": _law()}
    base = _finding(found, "words", "days", "amendment", **texts)
    lone = {"expected": pl.lit(None, pl.String), "actual": pl.col("expected")}  # the new citation, nothing beside it
    return base.with_columns(severity=found.select(severity.alias("s")).get_column("s"), **lone)


@rule("PIA408")
def mixed_timing(corpus: Corpus) -> pl.DataFrame:
    """One day, one subject (the same item, or the same amendment), both timings."""
    told = quotes(corpus).filter(pl.col("timing").is_not_null() & pl.col("changed_on").is_not_null())
    law_of = corpus.evidence.filter(pl.col("kind") == "amendment").select(*_KEY, about="amendment")
    by_law = told.join(law_of, on=_KEY)
    both = pl.concat([told.with_columns(about="item_id"), by_law.select(*told.columns, "about")])
    over = ["edition_id", "changed_on", "about"]
    both = both.filter(pl.col("timing").n_unique().over(over) > 1)
    both = both.with_columns(rows=pl.col("row_no").unique().sort().cast(pl.String).str.join("・").over(over))
    found = both.sort("row_no").unique(over, keep="first", maintain_order=True)
    found = found.unique(["edition_id", "changed_on", "rows"], keep="first", maintain_order=True)
    return found.select(
        *_KEY,
        params("rows"),
        actual="timing",
        subject=pl.format("{}\n{}", pl.col("changed_on").cast(pl.String), "about"),
        evidence=pl.concat_list(place(cell(5), "timing")),
    )


@rule("PIA409")
def count_date_after_change(corpus: Corpus) -> pl.DataFrame:
    """A day of a count later than the 変更日."""
    found = _evidence(corpus, "as-of").filter((pl.col("start") > pl.col("changed_to")).fill_null(value=False))
    return _finding(_one_per_row(found).with_columns(confidence=pl.lit("high")), "words")


@rule("PIA410")
def after_but_not_yet_published(corpus: Corpus) -> pl.DataFrame:
    """事後 with a 変更日 later than the 公表日."""
    found = rows(corpus).filter((pl.col("timing") == "事後") & (pl.col("changed_from") > pl.col("published_on")))
    cover = corpus.items.filter(pl.col("item_id") == "cover.published_on").select(
        "edition_id", cover_text="text", cover_locator="locator"
    )
    found = found.join(cover, on="edition_id", how="left")
    return found.select(
        "edition_id", "row_no",
        params("published_on"),
        item_id=named_item(),
        expected="cover_text",
        actual="changed_on_text",
        subject="label",
        evidence=pl.concat_list(place(cell(1), "changed_on_text"), place("cover_locator", "cover_text", role="body")),
    )  # fmt: skip
