"""PIA601: does the body cite what the law was called on the day of publication."""

from __future__ import annotations

import polars as pl

from pia_audit import law
from pia_audit.japanese.numerals import plain
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import spaced
from pia_audit.japanese.spans import as_written
from pia_audit.law.mentions import ANOTHER_TIME, FORMER, mentions
from pia_audit.law.remarks import ordered
from pia_audit.law.spaceless import citations_of
from pia_audit.law.table_owners import OWNER, TWO_READINGS, table_of
from pia_audit.law.tables import TABLE_1, TABLE_2, renumbered
from pia_audit.model.frames import Corpus
from pia_audit.rules.frames import fields, params, piece
from pia_audit.rules.registry import rule

_ON_PURPOSE = regex(
    spaced(r"改正前|旧(?:番号|個人情報)?[^。、]{0,6}?法|旧別表|旧条例|廃止前|当時|従前の例|による改正後?|施行前")
)


@rule("PIA601")
def outdated_citation(corpus: Corpus) -> pl.DataFrame:
    """Citations in the body that an amendment had replaced by the 公表日."""
    replaced_entries = [a for a in law.amendments() if a.old or a.old_table]
    first = min(a.in_force for a in replaced_entries)
    read = fields(corpus).filter((pl.col("status") == "read") & (pl.col("published_on") >= first))
    may = law.OldCitations(replaced_entries)
    read = read.filter(pl.col("kind").is_in(["text", "list"]) & pl.col("norm").str.contains(may.signs))
    key = ["item_id", "text"]
    texts = read.group_by(key, maintain_order=True).agg(pl.col("published_on").max())
    out = []
    for item_id, text, last in texts.iter_rows():
        candidates = (a for a in may.may_be_in(text) if a.in_force <= last and a.concerns(item_id))
        cited = [
            (a, numbered or a.names_old(text), not numbered)
            for a, numbered in ((a, _of_the_act(a, text)) for a in candidates)
            if numbered or (a.names_old(text) and _names_it_as_the_act_s(a, text))
        ]
        if cited and not _tells_of_another_time(text):
            out += [
                (item_id, text, as_written(text, old[0]), a.was, *_both(a, text), a.in_force, a.law, a.sure, alone)
                for a, old, alone in cited
            ]
    names = [*key, "words", "subject", "was", "now", "in_force", "law", "sure", "alone"]
    types = {"in_force": pl.Date, "alone": pl.Boolean}
    cited_rows = pl.DataFrame(out, schema={n: types.get(n, pl.String) for n in names}, orient="row")
    hits = read.join(cited_rows, on=key, maintain_order="left_right").filter(
        pl.col("published_on") >= pl.col("in_force")
    )
    return _once_for_a_name(hits.with_columns(place=piece("locator", "text"))).select(
        "edition_id", "item_id",
        params("words", "was", "now", "in_force", "law", "op", "places"),
        severity=pl.when(pl.col("sure") == "high").then(pl.lit("warning")).otherwise(pl.lit("info")),
        actual="words",
        subject="subject",
        evidence="evidence",
    )  # fmt: skip


def _once_for_a_name(hits: pl.DataFrame) -> pl.DataFrame:
    """A table that a report names without any item, as 番号法別表第二に掲げる者 for each recipient, as one thing
    with all its places; every citation of items as one of its own.
    """
    number = pl.int_range(pl.len())
    group = pl.when("alone").then(pl.lit(-1)).otherwise(number)
    same = ["edition_id", "subject", "words", "group"]
    joined = hits.with_columns(group=group).sort("seq", nulls_last=True, maintain_order=True)
    first = joined.unique(same, keep="first", maintain_order=True)
    places = joined.group_by(same, maintain_order=True).agg(evidence="place", places=pl.len())
    several = pl.when(pl.col("places") > 1).then(pl.lit("places")).otherwise(pl.lit(""))
    return first.join(places, on=same, maintain_order="left").with_columns(op=several)


def _tells_of_another_time(text: str) -> bool:
    bare = plain(text).text.replace(" ", "")
    return any(pattern.search(bare) for pattern in (_ON_PURPOSE, FORMER, ANOTHER_TIME))


_TABLES = {"別表第一": TABLE_1, "別表第二": TABLE_2}
_NAMED = regex(
    "(?:番号法|番号利用法|マイナンバー法|番号の利用等に関する法律)(?:[(（][^()（）]{0,40}[)）])?(?:第[0-9]+条[^。、条例]{0,12})?(?:及び|並びに|の|、|,|[(（])?別表第?[一二12]"
)
_BY_ORDINANCE = regex("第?9条第?2項|第?19条第?9号")


def _of_the_act(a: law.Amendment, text: str) -> tuple[str, ...]:
    """What a text cites in the old way, without tables of that number that are a body's own or an annex's."""
    old = a.cites_old(text)
    if not old or not a.old_table:
        return old
    wanted = _TABLES[a.old_table]
    others = {c.text for c in citations_of(text) if c.table == a.old_table and table_of(c, text) != wanted}
    citations_of_act = tuple(words for words in old if words not in others)
    return citations_of_act or (old if _is_named(text) else ())


def _names_it_as_the_act_s(a: law.Amendment, text: str) -> bool:
    """Whether the table that an amendment replaced, named without any item, is the Act's of that number."""
    return not a.old_table or any(m.table == _TABLES[a.old_table] for m in mentions(text)) or _is_named(text)


def _is_named(text: str) -> bool:
    """Whether the Act stands right before a table, and neither the paragraph by which ordinances have tables of their
    own nor another owner between them."""
    names = _NAMED.finditer(TWO_READINGS.sub("", plain(text).text.replace(" ", "")))
    return any(not _BY_ORDINANCE.search(match[0]) and not OWNER.search(match[0]) for match in names)


def _both(a: law.Amendment, text: str) -> tuple[str, str]:
    """What was cited and what takes its place, with the numbers where the renumbering of every item is known."""
    if a.old_table != "別表第一":
        return a.was, a.now
    new_numbers = renumbered()
    numbers = [*dict.fromkeys(n for m in mentions(text) if m.table == TABLE_1 for n in ordered(m.numbers))]
    if not numbers or not all(n in new_numbers for n in numbers):
        return a.was, a.now
    return f"番号法別表第一の{'・'.join(numbers)}の項", f"番号法別表の{'・'.join(new_numbers[n] for n in numbers)}の項"
