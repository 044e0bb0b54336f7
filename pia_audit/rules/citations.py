"""PIA6xx: does the body cite what the law was called on the day of publication."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pia_audit import law
from pia_audit.japanese.citations import find_citations
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.marks import spaced
from pia_audit.japanese.spans import as_written
from pia_audit.model import Corpus
from pia_audit.rules.frames import cell, fields, params, place, quotes
from pia_audit.rules.registry import rule

if TYPE_CHECKING:
    import polars as pl

_ON_PURPOSE = re.compile(
    spaced(r"改正前|旧(?:番号|個人情報)?[^。、]{0,6}?法|旧別表|旧条例|廃止前|当時|従前の例|による改正後?|施行前")
)


@rule("PIA601")
def outdated_citation(corpus: Corpus) -> pl.DataFrame:
    """Citations in the body that an amendment had replaced by the 公表日."""
    import polars as pl

    known = [a for a in law.amendments() if a.old or a.old_table]
    first = min(a.in_force for a in known)
    read = fields(corpus).filter((pl.col("status") == "read") & (pl.col("published_on") >= first))
    may = law.OldCitations(known)
    read = read.filter(pl.col("kind").is_in(["text", "list"]) & pl.col("norm").str.contains(may.signs))
    key = ["item_id", "text"]
    texts = read.group_by(key, maintain_order=True).agg(pl.col("published_on").max())
    out = []
    for item_id, text, last in texts.iter_rows():
        asked = (a for a in may.may_be_in(text) if a.in_force <= last and a.concerns(item_id))
        cited = [(a, old[0]) for a in asked if (old := a.cites_old(text))]
        if cited and not _ON_PURPOSE.search(text):
            out += [(item_id, text, as_written(text, old), a.was, a.now, a.in_force, a.law, a.sure) for a, old in cited]
    names = [*key, "words", "was", "now", "in_force", "law", "sure"]
    told = pl.DataFrame(out, schema={n: pl.Date if n == "in_force" else pl.String for n in names}, orient="row")
    found = read.join(told, on=key, maintain_order="left_right").filter(pl.col("published_on") >= pl.col("in_force"))
    return found.select(
        "edition_id", "item_id",
        params("words", "was", "now", "in_force", "law"),
        severity=pl.when(pl.col("sure") == "high").then(pl.lit("warning")).otherwise(pl.lit("info")),
        actual="words",
        subject="was",
        evidence=pl.concat_list(place("locator", "text")),
    )  # fmt: skip


@rule("PIA602")
def citation_fits_no_period(corpus: Corpus) -> pl.DataFrame:
    """Citations that were right at no time: a table's old name with the new number, or the reverse."""
    import polars as pl

    columns = ["edition_id", "row_no", "item_id", "source", "locator", "text"]
    told = quotes(corpus).with_columns(text="after", locator=cell(4)).select(columns)
    read = fields(corpus).filter(pl.col("status") == "read").with_columns(row_no=pl.lit(None, pl.Int64)).select(columns)
    names = fields(corpus).filter(pl.col("item_id") == "cover.title").select("edition_id", title="text")
    every = pl.concat([told, read]).filter(pl.col("text").str.contains(spaced("別表")))
    every = every.join(names, on="edition_id", how="left")
    hits = [_mixed(text, title or "") for text, title in every.select("text", "title").iter_rows()]
    said = pl.DataFrame(hits, schema=dict.fromkeys(("words", "was", "now"), pl.String), orient="row")
    found = every.hstack(said).filter(pl.col("words").is_not_null())
    found = found.sort("row_no", nulls_last=True, maintain_order=True)
    found = found.unique(["edition_id", "item_id", "words"], keep="first", maintain_order=True)
    return found.select(
        "edition_id", "item_id", "row_no",
        params("words", "was", "now"),
        actual="words",
        confidence=pl.lit("medium"),
        evidence=pl.concat_list(place("locator", "text")),
    )  # fmt: skip


def _mixed(text: str, title: str) -> tuple[str | None, str | None, str | None]:
    """A citation that has a process's number of one table with the name of the other; the old and the new one."""
    for known in law.renumbered():
        if not _is_about(known, text, title):
            continue
        for c in find_citations(text):
            wrong = known.new if c.table == known.old_table else known.old if c.table == known.new_table else None
            if str(wrong) in c.rows and c.law in ("", "番号法") and not _ON_PURPOSE.search(text):
                return c.text, f"{known.old_table}の{known.old}の項", f"{known.new_table}の{known.new}の項"
    return None, None, None


def _is_about(known: law.Renumbered, text: str, title: str) -> bool:
    return bool(re.search(known.about, fold(text))) or fold("生活保護に関する事務") in fold(title)
