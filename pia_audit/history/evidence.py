"""Evidence in a change row: dates, amendments and plans that the changed passage brings in.

Only what is new in 変更後 counts. A date that stood there before says nothing about this change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl
from msgspec import Struct

from pia_audit.compare import relative_wording
from pia_audit.compare.hunks import hunks
from pia_audit.japanese.dates import FoundDate, find_dates
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty, spaced
from pia_audit.japanese.spans import as_written
from pia_audit.law import Amendment, OldCitations
from pia_audit.model.frames import Corpus, schema

_PLACE = ("edition_id", "row_no", "item_id")
_WORTH = r"[年月日]|[MTSHR]\s*\d|\d\s*[./-]\s*\d|[条表令法]|" + spaced("予定|委員会")
_PLAN = regex(spaced("予定"))


class Evidence(Struct, frozen=True):
    """One piece: ``kind`` is ``from`` (takes effect), ``until`` (something ends), ``as-of`` (counted),
    ``plan`` (予定, perhaps with a day) or ``amendment``; ``start``/``end`` bound the day, both included."""

    kind: str
    start: date | None
    end: date | None
    text: str
    amendment: str = ""
    sure: str = "high"


_KIND_OF = {"from": "from", "in-force": "from", "as-of": "as-of", "until": "until", "planned": "plan"}


def of_change(item_id: str, kind: str, before: str, after: str, calendar: Sequence[Amendment]) -> tuple[Evidence, ...]:
    """The evidence of one change, in the order of the text, amendments last."""
    evidence = list(_dates(before, after, counted=kind == "date" and item_id.endswith(_COUNTED)))
    evidence += _plans(before, after, evidence)
    evidence += _amendments(item_id, before, after, calendar)
    return tuple(evidence)


_COUNTED = "_as_of"
"""How the ids of いつ時点の計数か end: another day, as 使用開始日 or 実施日, may well lie behind the 変更日."""


def _dates(before: str, after: str, *, counted: bool) -> Iterator[Evidence]:
    stands = find_dates(after)
    older_dates = find_dates(before) if stands else ()
    for d in stands:
        if any(d.span == o.span and d.relation == o.relation for o in older_dates):
            continue
        relation = "as-of" if counted else d.relation
        if relation not in _KIND_OF:
            continue
        certainty = "high"
        if relation in ("from", "in-force"):
            # A day that stood there in other words is no news; and only a remark on the change itself says
            # when it takes effect: 以降に生まれた者, 施行 of a law or a span of days are about something else.
            is_known = any(o.span.start <= d.span.end and d.span.start <= o.span.end for o in older_dates)
            certainty = "high" if not is_known and _speaks_of_the_change(after, d) else "low"
        yield Evidence(_KIND_OF[relation], d.span.start, d.span.end, d.text, sure=certainty)


_ALONE = regex(
    r"[\s～〜~]*(?:から|より|以降)?\s*(?:[^()（）、。]{0,8}(?:開始|実施|適用|施行|稼働|導入|移行|運用|利用)(?:する)?)?\s*[)）]"
)
_LAW = regex(r"(?:法律?|[法政省]?令|条例|規則|告示|様式|要綱)\s*[(（]?\s*$")
_BEGINS = regex(r"\s*から(?:の)?(?:本格)?(?:実施|開始|運用|適用|使用|利用|移行|稼働|導入)")
_CLAUSE = regex(r"\s*から[^、。\n]{1,40}(?:る|う|す|した|った)(?:。|\n|$)")


def _speaks_of_the_change(text: str, d: FoundDate) -> bool:
    """Whether a day stands alone in brackets, （令和5年度から）, or with a word of beginning, 4月1日から運用."""
    bracketed = text[: d.start].rstrip(" 　～〜~").endswith(("(", "（"))
    if _LAW.search(text[: d.start].rstrip(" 　")):
        return False  # 番号法（平成27年10月5日施行）: the law's day
    alone = bracketed and _ALONE.match(text, d.end)
    return bool(alone or _BEGINS.match(text, d.end) or _CLAUSE.match(text, d.end))


def _plans(before: str, after: str, dated: list[Evidence]) -> list[Evidence]:
    """予定 without a day of its own: the change is still to come, nobody says when."""
    if any(e.kind == "plan" for e in dated) or len(_PLAN.findall(after)) <= len(_PLAN.findall(before)):
        return []
    alone = len(hunks("" if is_empty(before) else before, after)) == 1
    return [Evidence("plan", None, None, "予定", sure="high" if alone else "low")]


def _amendments(item_id: str, before: str, after: str, calendar: Sequence[Amendment]) -> Iterator[Evidence]:
    """An old citation that became the new one: fewer of the old, more of the new."""
    for a in calendar:
        if not a.concerns(item_id):
            continue
        old = len(a.cites_old(before))  # most rows cite nothing in the old way, and are asked no further
        if not old or len(a.cites_old(after)) >= old:
            continue
        older_citations, stands = a.cites_new(before), a.cites_new(after)
        if len(stands) > len(older_citations):
            new = next((citation for citation in stands if citation not in older_citations), stands[-1])
            yield Evidence("amendment", a.in_force, a.in_force, as_written(after, new), a.key, a.sure)


def followed(item_id: str, before: str, after: str, calendar: Sequence[Amendment]) -> tuple[Amendment, ...]:
    """The amendments that a row's words follow, without its other evidence; relative words are carried out."""
    edits = (
        relative_wording.edits(before, after)
        if relative_wording.relative_words(before, after)
        else (relative_wording.Edit(before, after),)
    )
    keys = {e.amendment for edit in edits for e in _amendments(item_id, edit.before, edit.after, calendar)}
    return tuple(a for a in calendar if a.key in keys)


def evidenced(corpus: Corpus, calendar: Sequence[Amendment]) -> Corpus:
    """The corpus with its ``evidence`` frame filled."""
    kinds = corpus.items.select("edition_id", "item_id", "kind").unique(["edition_id", "item_id"])
    has_local_entries = any(a.is_local for a in calendar)  # a body's own words may be any
    worth = pl.lit(has_local_entries) | pl.col("after").str.contains(_WORTH) | pl.col("before").str.contains(_WORTH)
    worth &= pl.col("before").is_not_null() & pl.col("after").is_not_null()
    rows = corpus.quotes.filter(worth).join(kinds, on=["edition_id", "item_id"], how="left")
    may = OldCitations(calendar)
    rows = rows.select(
        "edition_id", "row_no", "item_id", "before", "after",
        asked=pl.col("kind").fill_null("text"), signs=pl.col("before_norm").str.contains(may.signs),
    )  # fmt: skip
    text_key = ["item_id", "asked", "before", "after"]
    unique_texts = rows.unique(text_key, keep="first", maintain_order=True)  # the next edition says it again
    unique_texts = unique_texts.select(*text_key, "signs").with_row_index("nth")
    out = []
    for nth, item_id, kind, before, after, signs in unique_texts.iter_rows():
        relative_edits = relative_wording.edits(before, after) if relative_wording.relative_words(before, after) else ()
        for edit in relative_edits or (relative_wording.Edit(before, after),):
            amended = may.may_be_in(edit.before) if signs or relative_edits else ()
            for e in of_change(item_id, kind, edit.before, edit.after, amended):
                out.append((nth, e.kind, e.start, e.end, e.text, e.amendment, e.sure))
    types = {"nth": pl.UInt32, **{n: t for n, t in schema("evidence").items() if n not in _PLACE}}
    evidence_rows = pl.DataFrame(out, schema=types, orient="row")
    rows = rows.join(unique_texts.drop("signs"), on=text_key, maintain_order="left")
    rows = rows.join(evidence_rows, on="nth", maintain_order="left_right")
    return corpus.having(evidence=rows.select(list(schema("evidence"))))
