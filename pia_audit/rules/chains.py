"""PIA3xx: does each change begin where the last one ended, and does the last one say what the body says."""

from __future__ import annotations

import polars as pl

from pia_audit import forms
from pia_audit.compare.list_quotations import still_listed
from pia_audit.japanese.ladder import fold, similarity
from pia_audit.japanese.lists import split_names
from pia_audit.model.frames import Corpus
from pia_audit.rules.frames import cell, leaves_between, nothing, params, piece, quotes, rows
from pia_audit.rules.registry import rule


def _links(corpus: Corpus, trust: str) -> pl.DataFrame:
    """Steps of one trust with both ends: the row whose 変更後 was undone, and the later row or the body.

    Columns of the undone row carry ``_from``; ``row_no`` is the row that disagrees with it (the later row,
    or the undone row itself when it is the body). ``undone`` are the rows between the two whose changes were undone in
    what was compared; ``led_back`` whether that is another text than the later row's 変更前.
    """
    quote_rows = quotes(corpus)
    steps = corpus.steps.filter(pl.col("trust") == trust).select(
        "edition_id",
        "item_id",
        "expected",
        "found",
        "similarity",
        "ambiguous",
        "blamed_row",
        from_row="row_no",
    )
    older_ends = quote_rows.select(
        "edition_id", "item_id", "source", "kind", "form_key", "item_label", "item_text", "item_locator",
        "label_score", "anchor", "after", from_before="before", from_row="row_no", from_on="changed_on",
        from_locator=cell(4), from_before_locator=cell(3),
    )  # fmt: skip
    newer_ends = quote_rows.select(
        "edition_id", "item_id", "before", blamed_row="row_no", to_locator=cell(3), to_score="label_score"
    )
    links = steps.join(older_ends, on=["edition_id", "item_id", "from_row"]).join(
        newer_ends, on=["edition_id", "item_id", "blamed_row"], how="left"
    )
    part = [
        _is_part(before_text, compared_text)
        for before_text, compared_text in links.select("before", "found").iter_rows()
    ]
    links = links.with_columns(_staying(links), undone=_undone(corpus, links), part=pl.Series(part, dtype=pl.Boolean))
    return links.with_columns(led_back=pl.col("undone").is_not_null() | pl.col("part")).drop("part")


_MOST = 0.9
"""A quotation of no more than this share of a text is one of a part of it."""


def _is_part(quotation: str | None, text: str | None) -> bool:
    return bool(text) and len(fold(quotation or "")) < _MOST * len(fold(text or "")) and _stands(quotation, text)


def _staying(links: pl.DataFrame) -> pl.Series:
    """Of each link the numbers that the undone row says went out of a list, and that the list has still."""
    texts = links.select("from_before", "after", "found").iter_rows()
    numbers = [still_listed(before_text or "", after or "", compared or "") for before_text, after, compared in texts]
    return pl.Series("staying_numbers", ["・".join(listed) or None for listed in numbers], dtype=pl.String)


def _undone(corpus: Corpus, links: pl.DataFrame) -> pl.Series:
    """Of each link the rows of the item between its ends whose 変更前 stands in the text that was compared."""
    item = ["edition_id", "item_id"]
    order = corpus.steps.join(links.select(item).unique(), on=item, how="semi", maintain_order="left")
    order = order.select(*item, "row_no", "trust", at=pl.int_range(pl.len()).over(item))
    ends = links.select(*item, "found", "from_row", "blamed_row").with_row_index("link").drop_nulls("blamed_row")
    for end in ("from", "blamed"):
        end_rows = order.select(*item, pl.col("row_no").alias(f"{end}_row"), pl.col("at").alias(f"{end}_at"))
        ends = ends.join(end_rows, on=[*item, f"{end}_row"], how="left", maintain_order="left")
    inner = ends.join(order.filter(~pl.col("trust").is_in(["worded", "unread"])), on=item, maintain_order="left_right")
    inner = inner.filter(pl.col("at") > pl.min_horizontal("from_at", "blamed_at"))
    inner = inner.filter(pl.col("at") < pl.max_horizontal("from_at", "blamed_at"))
    inner = inner.join(quotes(corpus).select(*item, "row_no", "before"), on=[*item, "row_no"], maintain_order="left")
    stands = [_stands(before_text, compared) for before_text, compared in inner.select("before", "found").iter_rows()]
    by_link: dict[int, list[str]] = {}
    for link, row in inner.filter(pl.Series(stands, dtype=pl.Boolean)).select("link", "row_no").iter_rows():
        by_link.setdefault(link, []).append(str(row))
    return pl.Series(["・".join(by_link.get(n, ())) or None for n in range(links.height)], dtype=pl.String)


def _stands(before_text: str | None, compared: str | None) -> bool:
    return bool(before_text and compared and fold(before_text) in fold(compared))


def _confidence() -> pl.Expr:
    score = pl.min_horizontal("label_score", pl.col("to_score").fill_null(1.0))
    is_sure = (score >= 0.85) & ~pl.col("ambiguous")
    return pl.when(is_sure).then(pl.lit("high")).otherwise(pl.lit("medium")).alias("confidence")


def _chain() -> pl.Expr:
    """How a message speaks of leaves between what should follow one on the other."""
    return pl.lit("chain")


def _same_option(frame: pl.DataFrame) -> pl.Series:
    """Whether two answers mean one option, although one of them is not worded as the form words it.

    That wording is a finding of its own (not-an-option), and the pair is no second one.
    """
    pairs = frame.select("kind", "form_key", "item_id", "expected", "found").iter_rows()
    return pl.Series([k == "choice" and _one_option(f, i, a, b) for k, f, i, a, b in pairs], dtype=pl.Boolean)


def _one_option(form_key: str, item_id: str, first_text: str | None, second_text: str | None) -> bool:
    item = forms.load(form_key).item(item_id)
    if item is None or not first_text or not second_text:
        return False
    options = [item.option_of(t) for t in (first_text, second_text)]
    if all(options):
        return False
    near = [n or forms.nearest_option(t, item.options) for n, t in zip(options, (first_text, second_text), strict=True)]
    return near[0] == near[1]


def _copied(hits: pl.DataFrame, corpus: Corpus) -> pl.DataFrame:
    """Broken links with the last earlier row of the item that left the very text now given as 変更前, if there is one.

    ``copied`` is ``older`` where there is, and else null; a mark for nothing is no text to be copied.
    """
    key = ["edition_id", "item_id"]
    written_rows = corpus.quotes.filter(pl.col("after_norm").str.len_chars() > 1).select(
        *key, norm="after_norm", copied_row="row_no", copied_on="changed_on"
    )
    before_texts = corpus.quotes.select(*key, "before_norm", blamed_row="row_no").unique([*key, "blamed_row"])
    pairs = hits.select(*key, "from_row", "from_on", "blamed_row").join(before_texts, on=[*key, "blamed_row"])
    pairs = pairs.join(written_rows, left_on=[*key, "before_norm"], right_on=[*key, "norm"])
    pairs = pairs.filter(pl.col("copied_on") <= pl.col("from_on"), pl.col("copied_row") != pl.col("from_row"))
    last = pairs.sort("copied_on", "copied_row").unique([*key, "blamed_row"], keep="last", maintain_order=True)
    last = last.select(*key, "blamed_row", "copied_row", "copied_on", copied=pl.lit("older"))
    return hits.join(last, on=[*key, "blamed_row"], how="left", maintain_order="left")


def _leaves(hits: pl.DataFrame) -> pl.Series:
    """The leaves between what a row left and what should follow on it; none where a clause names the numbers."""
    texts = hits.select("kind", "after", "actual").iter_rows()
    parts = [kind == "list" and _names_others(after, actual) for kind, after, actual in texts]
    unnamed = hits.with_columns(actual=pl.when(pl.col("staying_numbers").is_null()).then("actual"))
    return leaves_between(unnamed, "kind", "after", "actual", parts=pl.Series(parts, dtype=pl.Boolean))


def _staying_clause() -> pl.Expr:
    return pl.when(pl.col("staying_numbers").is_not_null()).then(pl.lit("listed"))


def _from_text() -> pl.Expr:
    """The undone row's 変更後, or its 変更前 where that is still there."""
    return pl.when(pl.col("staying_numbers").is_not_null()).then("from_before").otherwise("after")


def _from_piece(row: str | None = None) -> pl.Expr:
    """The same as evidence."""
    went = pl.col("staying_numbers").is_not_null()
    locator = pl.when(went).then("from_before_locator").otherwise("from_locator")
    role = pl.when(went).then(pl.lit("before")).otherwise(pl.lit("after"))
    return piece(locator, _from_text(), role=role, row=row)


_ONE_NAME = 0.8
"""Names so much alike are one, written otherwise."""


def _names_others(quotation: str | None, text: str | None) -> bool:
    """Whether a quotation of some names is held against a longer list that has none of them: which of those that stand
    there came in their place is not known."""
    quoted_names, names = split_names(quotation or ""), split_names(text or "")
    return 0 < len(quoted_names) < len(names) and not any(
        similarity(quoted_name, name) >= _ONE_NAME for quoted_name in quoted_names for name in names
    )


@rule("PIA301")
def broken_chain(corpus: Corpus) -> pl.DataFrame:
    """Rows whose 変更前 is not what the item's previous change left."""
    hits = _links(corpus, "broken").filter(pl.col("blamed_row").is_not_null())
    if not hits.height:
        return nothing()
    hits = _copied(hits.filter(~_same_option(hits)), corpus)
    undone = pl.col("undone").is_not_null()
    hits = hits.with_columns(actual=pl.when("led_back").then("found").otherwise("before"))
    hits = hits.with_columns(_leaves(hits))
    return hits.select(
        "edition_id", "item_id", "similarity", "actual", _confidence(),
        params("copied", "copied_row", "copied_on", "leaves", "undone", "staying_numbers", staying=_staying_clause(),
               leaves_of=_chain(), other_row="from_row",
               other_on="from_on", which=pl.when(undone).then(pl.lit("earlier")).otherwise(pl.lit("previous")),
               between=pl.when(undone).then(pl.lit("undone"))),
        row_no="blamed_row",
        expected=_from_text(),
        evidence=pl.concat_list(_from_piece("from_row"), _later("before")),
    )  # fmt: skip


def _later(text: str) -> pl.Expr:
    """A later row's 変更前 as evidence; the whole text of then, where the row quotes a part or others were undone."""
    role = pl.when("led_back").then(pl.lit("led-back")).otherwise(pl.lit("before"))
    return piece("to_locator", pl.when("led_back").then("found").otherwise(text), role=role)


@rule("PIA302")
def not_the_current_text(corpus: Corpus) -> pl.DataFrame:
    """Items whose last 変更後 is not what the body says."""
    broken = _links(corpus, "broken").filter(pl.col("blamed_row").is_null())
    doubt = pl.when("ambiguous").then(pl.lit("info")).otherwise(pl.lit("error"))
    broken = broken.filter(~_same_option(broken)).with_columns(_confidence(), severity=doubt)
    grown = _links(corpus, "grown").with_columns(
        found="item_text", confidence=pl.lit("medium"), severity=pl.lit("warning")
    )
    hits = pl.concat([broken, grown.select(broken.columns)])
    if not hits.height:
        return nothing()
    hits = hits.with_columns(actual=pl.coalesce("found", "item_text"))
    hits = hits.with_columns(_leaves(hits))
    return hits.select(
        "edition_id", "item_id", "similarity", "confidence", "severity", "actual",
        params("leaves", "staying_numbers", staying=_staying_clause(), leaves_of=_chain()),
        row_no="from_row",
        expected=_from_text(),
        evidence=pl.concat_list(_from_piece(), piece("item_locator", "item_text")),
    )  # fmt: skip


@rule("PIA303")
def wording_drift(corpus: Corpus) -> pl.DataFrame:
    """The same two comparisons where the texts are nearly alike: a slip on one side."""
    hits = _links(corpus, "near")
    if not hits.height:
        return nothing()
    body = pl.col("blamed_row").is_null()
    undone = pl.col("undone").is_not_null()
    how = pl.when(body).then(pl.lit("body")).when(undone).then(pl.lit("undone")).otherwise(pl.lit("previous"))
    led = body | pl.col("led_back")
    hits = hits.with_columns(actual=pl.when(led).then("found").otherwise(pl.coalesce("before", "found")))
    hits = hits.with_columns(_leaves(hits))
    return hits.select(
        "edition_id", "item_id", "similarity", "actual", _confidence(),
        params("leaves", "undone", how=how, other_row="from_row", leaves_of=_chain()),
        row_no=pl.coalesce("blamed_row", "from_row"),
        expected="after",
        evidence=pl.concat_list(
            piece("from_locator", "after", row="from_row"),
            pl.when(body).then(piece("item_locator", "found", role="body")).otherwise(_later("before")),
        ),
    )  # fmt: skip


@rule("PIA304")
def last_change_not_published(corpus: Corpus) -> pl.DataFrame:
    """Editions whose latest 変更日 is not the 公表日; a row 事前 of a later day is of a change that is to come."""
    to_come = (pl.col("timing") == "事前").fill_null(value=False) & (pl.col("changed_from") > pl.col("published_on"))
    dated = rows(corpus).filter(
        pl.col("changed_to").is_not_null() & pl.col("published_on").is_not_null() & ~to_come.fill_null(value=False)
    )
    last = dated.sort("edition_id", "changed_to", "row_no").group_by("edition_id", maintain_order=True).last()
    cover = corpus.items.filter(pl.col("item_id") == "cover.published_on").select(
        "edition_id", cover_locator="locator", cover_text="text"
    )
    may_be = pl.col("published_on").is_between("changed_from", "changed_to")
    hits = last.filter(~may_be).join(cover, on="edition_id", how="left")
    return hits.select(
        "edition_id", "row_no",
        params("published_on", last_on=pl.coalesce("changed_on", "changed_to")),
        expected="cover_text",
        actual="changed_on_text",
        evidence=pl.concat_list(piece(cell(1), "changed_on_text"), piece("cover_locator", "cover_text", role="body")),
    )  # fmt: skip
