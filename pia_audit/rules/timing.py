"""PIA4xx: does 提出時期 agree with what the changed passage, the note and the calendar tell."""

from __future__ import annotations

import polars as pl

from pia_audit import forms, law
from pia_audit.history.submission import submissions
from pia_audit.japanese.spans import as_written
from pia_audit.model.frames import Corpus
from pia_audit.rules.frames import cell, named_item, params, per_value, piece, quotes, rows, shared
from pia_audit.rules.registry import rule

_KEY = ["edition_id", "row_no", "item_id"]
_YEAR = 365


def _evidence(corpus: Corpus, *kinds: str) -> pl.DataFrame:
    """Evidence of the given kinds with the row's words, timing and day of submission."""
    return _with_rows(corpus).filter(pl.col("evidence").is_in(kinds))


@shared
def _with_rows(corpus: Corpus) -> pl.DataFrame:
    """All evidence with the row's words, timing and day of submission."""
    quote_rows = quotes(corpus).join(submissions(corpus), on=["edition_id", "row_no"], how="left")
    evidence_rows = corpus.evidence.rename({"kind": "evidence", "text": "words"})
    return evidence_rows.join(quote_rows, on=_KEY).rename({"submitted_sure": "confidence"})


def _law() -> pl.Expr:
    """The amending law of a piece of evidence; an entry of the body's own calendar goes by its new wording."""
    names = {a.key: a.law for a in law.amendments()}
    return pl.col("amendment").replace_strict(names, default=pl.col("words"), return_dtype=pl.String)


def _submitted() -> pl.Expr:
    """The day of submission; of an interval its first day."""
    return pl.coalesce("submitted_on", "submitted_from")


def _one_per_row(evidence_rows: pl.DataFrame) -> pl.DataFrame:
    return evidence_rows.unique(_KEY, keep="first", maintain_order=True)


def _finding(evidence_rows: pl.DataFrame, *names: str, **renamed_columns: str | pl.Expr) -> pl.DataFrame:
    """What every finding on a row's timing carries: the words that speak, and both cells' places."""
    confidence = (
        pl.coalesce(pl.col("confidence"), pl.lit("medium")) if "confidence" in evidence_rows.columns else pl.lit("high")
    )
    return evidence_rows.select(
        *_KEY,
        params(*names, **renamed_columns),
        confidence=confidence,
        expected="words",
        actual="timing",
        subject=pl.format("{}\n{}", pl.col("changed_on").cast(pl.String).fill_null(""), pl.col("after").fill_null("")),
        evidence=pl.concat_list(piece(cell(4), "after"), piece(cell(5), "timing")),
    )


@rule("PIA401")
def count_date_before(corpus: Corpus) -> pl.DataFrame:
    """A day of a count, a fact already counted, marked 事前."""
    hits = _evidence(corpus, "as-of").filter(pl.col("timing") == "事前")
    hits = hits.filter((pl.col("end") <= pl.col("submitted_from")).fill_null(value=False))
    return _finding(_one_per_row(hits), "words")


@rule("PIA402")
def future_marked_after(corpus: Corpus) -> pl.DataFrame:
    """The changed passage takes effect after the submission, marked 事後."""
    hits = _evidence(corpus, "from", "plan").filter((pl.col("timing") == "事後") & (pl.col("sure") == "high"))
    dated = (pl.col("start") > pl.col("submitted_to")).fill_null(value=False)
    undated = (pl.col("evidence") == "plan") & pl.col("start").is_null()
    hits = hits.filter(dated | undated).with_columns(
        confidence=pl.when(undated).then(pl.lit("medium")).otherwise("confidence")
    )
    return _finding(_one_per_row(hits), "words", submitted_on=_submitted())


@rule("PIA403")
def past_marked_before(corpus: Corpus) -> pl.DataFrame:
    """The changed passage was in effect before the submission, marked 事前."""
    hits = _evidence(corpus, "from").filter((pl.col("timing") == "事前") & (pl.col("sure") == "high"))
    hits = hits.filter((pl.col("end") < pl.col("submitted_from")).fill_null(value=False))
    return _finding(_one_per_row(hits), "words", submitted_on=_submitted())


@rule("PIA404")
def important_marked_after(corpus: Corpus) -> pl.DataFrame:
    """様式3/4: an item marked ※ changed 事後 without a note that allows it."""
    keys = corpus.editions.get_column("form_key").unique().to_list()
    starred = [(f.key, i.item_id) for f in map(forms.load, keys) for i in f.items if i.star]
    stars = pl.DataFrame(starred, schema={"form_key": pl.String, "template": pl.String}, orient="row")
    notes = corpus.changes.select("edition_id", "row_no", "note")
    marked = quotes(corpus).join(stars.with_columns(star=pl.lit(value=True)), on=["form_key", "template"], how="left")
    hits = marked.filter(pl.col("star") | forms.starred_expr()).join(notes, on=["edition_id", "row_no"])
    hits = hits.filter((pl.col("timing") == "事後") & (pl.col("before_norm") != pl.col("after_norm")))
    silent = per_value(hits.get_column("note"), _allows_nothing)
    hits = hits.filter(pl.Series(silent, dtype=pl.Boolean))
    return _finding(hits.with_columns(words="note"), wording="note").with_columns(severity=pl.lit("info"))


def _allows_nothing(note: str | None) -> bool:
    stock_phrase = law.phrase(note or "")
    return stock_phrase is None or stock_phrase.key in ("important", "voluntary")


@rule("PIA405")
def note_contradicts_timing(corpus: Corpus) -> pl.DataFrame:
    """説明 that by its own words belongs to the other 提出時期."""
    hits = rows(corpus).filter((pl.col("note") != "") & pl.col("timing").is_not_null())
    stock_phrases = per_value(hits.get_column("note"), law.phrase)
    hits = hits.with_columns(
        words=pl.Series(
            [as_written(n, p.text) if p else None for n, p in zip(hits.get_column("note"), stock_phrases, strict=True)],
            dtype=pl.String,
        ),
        against=pl.Series([p.contradicts if p else None for p in stock_phrases], dtype=pl.String),
    )
    hits = hits.filter(pl.col("against") == pl.col("timing"))
    # Who owes no 事前 may still submit beforehand: the note is worth a look, and not impossible.
    severity = pl.when(pl.col("against") == "事前").then(pl.lit("warning")).otherwise(pl.lit("error"))
    return hits.select(
        "edition_id", "row_no",
        severity.alias("severity"),
        params("words", "timing", "note"),
        item_id=named_item(),
        expected="note",
        actual="timing",
        subject=pl.format("{}\n{}", "changed_on_text", pl.col("after").fill_null("")),
        evidence=pl.concat_list(piece(cell(5), "timing_text"), piece(cell(6), "note")),
    )  # fmt: skip


@rule("PIA406")
def amendment_timing(corpus: Corpus) -> pl.DataFrame:
    """事前 for an amendment already in force at the submission, 事後 for one not yet in force."""
    hits = _evidence(corpus, "amendment").filter(pl.col("sure") == "high")
    late = (pl.col("timing") == "事前") & (pl.col("start") < pl.col("submitted_from"))
    early = (pl.col("timing") == "事後") & (pl.col("start") > pl.col("submitted_to"))
    hits = _one_per_row(hits.filter((late | early).fill_null(value=False)))
    return _finding(hits, "amendment", submitted_on=_submitted(), in_force="start", law=_law())


@rule("PIA407")
def late_revision(corpus: Corpus) -> pl.DataFrame:
    """Days from an amendment's entry into force to the row that follows it; a warning beyond a year."""
    lag = (pl.col("submitted_from") - pl.col("start")).dt.total_days()
    hits = _evidence(corpus, "amendment").with_columns(days=lag).filter(pl.col("days") > 0)
    hits = _one_per_row(hits.sort("days", descending=True, maintain_order=True))
    serious = (pl.col("days") > _YEAR) & (pl.col("sure") == "high")
    severity = pl.when(serious).then(pl.lit("warning")).otherwise(pl.lit("info"))
    texts = {"submitted_on": _submitted(), "in_force": pl.col("start"), "law": _law()}
    base = _finding(hits, "words", "days", "amendment", **texts)
    lone = {"expected": pl.lit(None, pl.String), "actual": pl.col("expected")}  # the new citation, nothing beside it
    return base.with_columns(severity=hits.select(severity.alias("s")).get_column("s"), **lone)


@rule("PIA408")
def mixed_timing(corpus: Corpus) -> pl.DataFrame:
    """One day, one subject (the same item, or the same amendment), both timings."""
    quote_rows = quotes(corpus).filter(pl.col("timing").is_not_null() & pl.col("changed_on").is_not_null())
    law_of = corpus.evidence.filter(pl.col("kind") == "amendment").select(*_KEY, about="amendment")
    by_law = quote_rows.join(law_of, on=_KEY)
    both = pl.concat([quote_rows.with_columns(about="item_id"), by_law.select(*quote_rows.columns, "about")])
    subject_key = ["edition_id", "changed_on", "about"]
    both = both.filter(pl.col("timing").n_unique().over(subject_key) > 1)
    both = both.with_columns(rows=pl.col("row_no").unique().sort().cast(pl.String).str.join("・").over(subject_key))
    hits = both.sort("row_no").unique(subject_key, keep="first", maintain_order=True)
    hits = hits.unique(["edition_id", "changed_on", "rows"], keep="first", maintain_order=True)
    return hits.select(
        *_KEY,
        params("rows"),
        actual="timing",
        subject=pl.format("{}\n{}", pl.col("changed_on").cast(pl.String), "about"),
        evidence=pl.concat_list(piece(cell(5), "timing")),
    )


@rule("PIA409")
def count_date_after_change(corpus: Corpus) -> pl.DataFrame:
    """A day of a count later than the 変更日."""
    hits = _evidence(corpus, "as-of").filter((pl.col("start") > pl.col("changed_to")).fill_null(value=False))
    return _finding(_one_per_row(hits).with_columns(confidence=pl.lit("high")), "words")


@rule("PIA410")
def after_but_not_yet_published(corpus: Corpus) -> pl.DataFrame:
    """事後 with a 変更日 later than the 公表日."""
    hits = rows(corpus).filter((pl.col("timing") == "事後") & (pl.col("changed_from") > pl.col("published_on")))
    cover = corpus.items.filter(pl.col("item_id") == "cover.published_on").select(
        "edition_id", cover_text="text", cover_locator="locator"
    )
    hits = hits.join(cover, on="edition_id", how="left")
    return hits.select(
        "edition_id", "row_no",
        params("published_on"),
        item_id=named_item(),
        expected="cover_text",
        actual="changed_on_text",
        subject="label",
        evidence=pl.concat_list(piece(cell(1), "changed_on_text"), piece("cover_locator", "cover_text", role="body")),
    )  # fmt: skip
