"""PIA803 to PIA805: the steps of an assessment, 規則第9条第2項, and the report that goes with another."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from pia_audit import law
from pia_audit.japanese.dates import find_dates
from pia_audit.japanese.placeholders import empty_expr, is_empty
from pia_audit.model.frames import Corpus
from pia_audit.rules.frames import cell, fields, params, piece, quoted, rows
from pia_audit.rules.registry import rule

_PERIOD, _THIRD = "procedure.opinions.period", "procedure.third_party.on"
_SHORTENED = "procedure.opinions.shortened"
_STEPS = (_PERIOD, _THIRD, _SHORTENED)
_THIRTY = 30
"""Days for which opinions are heard at least."""

_APPLIED, _REASON = "article9.applied", "article9.reason"
_SUBMITTED = "risk.submitted_kind"


@rule("PIA803")
def procedure_order(corpus: Corpus) -> pl.DataFrame:
    """様式4 Ⅵ: opinions heard, third party, publication out of order; a short period without a reason; steps that are
    those of the edition before although an important change is told."""
    if not corpus.editions.get_column("form_key").str.starts_with("form4").any():
        return pl.DataFrame()
    steps = fields(corpus).filter(
        pl.col("form_key").str.starts_with("form4") & pl.col("item_id").is_in(_STEPS) & (pl.col("status") != "absent")
    )
    important_editions = _important(corpus)
    older = dict(corpus.pairs.select("new_edition", "old_edition").iter_rows())
    by_edition: dict[str, dict[str, dict[str, Any]]] = {}
    names = ("edition_id", "item_id", "text", "status", "published_on", "source", "locator")
    for row in steps.select(names).iter_rows(named=True):
        by_edition.setdefault(row["edition_id"], {})[row["item_id"]] = row
    out = []
    for edition, items in by_edition.items():
        older_items = by_edition.get(older.get(edition, ""), {}) if edition in important_editions else {}
        out += [(edition, *hits) for hits in _out_of_order(items, older_items)]
    s = pl.String
    types: dict[str, Any] = dict.fromkeys(("edition_id", "item_id", "op", "first", "second", "text"), s)
    frame = pl.DataFrame(out, schema=types | {"days": pl.Int64}, orient="row")
    hits = frame.join(fields(corpus).select("edition_id", "item_id", "source", "locator"), on=["edition_id", "item_id"])
    return hits.select(
        "edition_id", "item_id",
        params("op", "first", "second", "days"),
        actual="text",
        subject="op",
        evidence=pl.concat_list(piece("locator", "text")),
    )  # fmt: skip


def _out_of_order(
    items: dict[str, dict[str, Any]], older_items: dict[str, dict[str, Any]]
) -> list[tuple[str, str, str, str, str, int | None]]:
    period, third = (_days(items.get(name)) for name in (_PERIOD, _THIRD))
    texts = {name: str(items[name]["text"] or "") for name in items}
    published = next((row["published_on"] for row in items.values()), None)
    out: list[tuple[str, str, str, str, str, int | None]] = []

    def tell(item: str, op: str, first: date | None, second: date | None, days: int | None = None) -> None:
        out.append(
            (item, op, first.isoformat() if first else "", second.isoformat() if second else "", texts[item], days)
        )

    if period and third and third[1] < period[1]:
        tell(_THIRD, "third-before", period[1], third[1])
    for item, step in ((_PERIOD, period), (_THIRD, third)):
        if step and published and step[1] > published:
            tell(item, "after-publication", published, step[1])
    if period and len(period) > 2 and _SHORTENED in items and is_empty(texts[_SHORTENED]):
        days = (period[1] - period[0]).days + 1
        if 1 < days < _THIRTY:
            tell(_PERIOD, "short", period[0], period[1], days)
    for item, step in ((_PERIOD, period), (_THIRD, third)):
        earlier = _days(older_items.get(item))
        if step and earlier and step[:2] == earlier[:2]:
            tell(item, "not-renewed", earlier[0], step[0])
    return out


def _days(row: dict[str, Any] | None) -> tuple[date, ...] | None:
    """First and last day that a step's text names, and a third value where it names both; ``None``: none for sure."""
    if row is None or row["status"] != "read":
        return None
    spans = [d.span for d in find_dates(row["text"] or "")]
    if not spans or any(s.start != s.end for s in spans):
        return None
    days = sorted(s.start for s in spans)
    return (days[0], days[-1], days[-1]) if len(days) == 2 else (days[0], days[-1])


def _important(corpus: Corpus) -> frozenset[str]:
    """The editions with a new row whose note says that its change is an important one."""
    pairs = corpus.pairs.select("old_on", edition_id="new_edition")
    new = rows(corpus).join(pairs, on="edition_id").filter(pl.col("changed_on") > pl.col("old_on"))
    notes = new.select("edition_id", "note").unique()
    important_editions = (
        e for e, note in notes.iter_rows() if note and (p := law.phrase(note)) and p.key == "important"
    )
    return frozenset(important_editions)


@rule("PIA804")
def emergency_without_reason(corpus: Corpus) -> pl.DataFrame:
    """規則第9条第2項 applied without a reason, a reason without the tick, or the row that tells of it marked 事前."""
    if not corpus.items.filter((pl.col("item_id") == _APPLIED) & (pl.col("status") == "read")).height:
        return pl.DataFrame()
    all_fields = fields(corpus)
    tick = all_fields.filter((pl.col("item_id") == _APPLIED) & (pl.col("status") == "read"))
    tick = tick.select(
        "edition_id", "source", tick="text", tick_locator="locator", on=pl.col("text").str.contains("[○✓✔☑■レ]")
    )
    reason = all_fields.filter((pl.col("item_id") == _REASON) & pl.col("status").is_in(["read", "blank"]))
    untold_reason = (pl.col("status") == "blank") | empty_expr(pl.col("norm")).fill_null(value=True)
    reason = reason.select(
        "edition_id", status=pl.when(untold_reason).then(pl.lit("blank")).otherwise("status"),
        reason=pl.col("text").fill_null(""), reason_locator="locator",
    )  # fmt: skip
    both = tick.join(reason, on="edition_id")
    alone = both.filter(pl.col("on") & (pl.col("status") == "blank")).with_columns(op=pl.lit("no-reason"))
    # A box that a conversion emptied looks like one that is not ticked, so a reason beside it is only worth a look.
    untold = both.filter(~pl.col("on") & (pl.col("status") == "read")).with_columns(op=pl.lit("no-tick"))
    hits = pl.concat([alone, untold]).select(
        "edition_id", "op", "source",
        item_id=pl.lit(_REASON), row_no=pl.lit(None, pl.Int64), locator="tick_locator", text="tick", shown="reason",
        severity=pl.when(pl.col("op") == "no-tick").then(pl.lit("info")).otherwise(pl.lit("warning")),
    )  # fmt: skip
    before = rows(corpus).filter(pl.col("timing") == "事前")
    ticks = pl.col("item_ids").list.contains(_APPLIED) & pl.col("after").str.contains("[○✓✔☑■レ]|適用した")
    reasons = pl.col("item_ids").list.contains(_REASON) & ~empty_expr(pl.col("after_norm"))
    naming_rows = before.filter(ticks | reasons).join(tick.filter("on").select("edition_id"), on="edition_id")
    early = naming_rows.select(
        "edition_id", "source", "row_no",
        op=pl.lit("before"), item_id=pl.lit(_APPLIED), locator=cell(5), text="timing_text", shown="timing_text",
        severity=pl.lit("warning"),
    )  # fmt: skip
    both_kinds = pl.concat([hits, early.select(hits.columns)])
    return both_kinds.select(
        "edition_id", "item_id", "row_no", "severity",
        params("op", "shown"),
        actual="shown",
        subject="op",
        evidence=pl.concat_list(piece("locator", "text", role=quoted())),
    )  # fmt: skip


@rule("PIA805")
def companion_missing(corpus: Corpus) -> pl.DataFrame:
    """Ⅳ1 of a 様式2 promises a fuller report of its number that was not read, or a fuller one stands without its 様式2.

    Only where reports of both kinds of one body were read: of a single file nothing can be missing.
    """
    if corpus.editions.get_column("form_key").str.starts_with("form2").n_unique() < 2:
        return pl.DataFrame()
    editions = corpus.editions.filter(pl.col("report_no").fill_null("") != "").with_columns(
        basic=pl.col("form_key").str.starts_with("form2")
    )
    editions = editions.with_columns(number=_plain_number("report_no"))
    newest = editions.sort("published_on", nulls_last=False).unique(
        ["agency", "number", "basic"], keep="last", maintain_order=True
    )
    kinds = newest.with_columns(both=pl.col("basic").n_unique().over("agency") > 1)
    pairs = kinds.with_columns(pair=pl.col("basic").n_unique().over("agency", "number") > 1)
    alone = pairs.filter(pl.col("both") & ~pl.col("pair")).select("edition_id", "basic", "report_no")
    kind = fields(corpus).filter((pl.col("item_id") == _SUBMITTED) & (pl.col("status") == "read"))
    promised = alone.filter("basic").join(kind, on="edition_id")
    is_fuller = [law.kind_of(text) in ("focused", "full") for text in promised.get_column("text")]
    promised = promised.filter(pl.Series(is_fuller, dtype=pl.Boolean)).select(
        "edition_id", "report_no", "source", "locator", "text", op=pl.lit("promised"), item_id=pl.lit(_SUBMITTED)
    )
    title = fields(corpus).filter(pl.col("item_id") == "cover.title").select("edition_id", "source", "locator", "text")
    lone = alone.filter(~pl.col("basic")).join(title, on="edition_id").select(
        "edition_id", "report_no", "source", "locator", "text", op=pl.lit("alone"), item_id=pl.lit("cover.title")
    )  # fmt: skip
    hits = pl.concat([promised, lone])
    return hits.select(
        "edition_id", "item_id",
        params("op", number="report_no", kind="text"),
        actual="text",
        subject="op",
        evidence=pl.concat_list(piece("locator", "text")),
    )  # fmt: skip


def _plain_number(column: str) -> pl.Expr:
    """A report's number without what the other form of it may not have: ０１４, 14.0 and 第14号 are 14."""
    narrow = pl.col(column).str.normalize("NFKC").str.strip_chars()
    return narrow.str.replace(r"^(?:第|No\.?)?\s*0*([0-9]+)(?:\.0)?\s*号?$", "$1")
