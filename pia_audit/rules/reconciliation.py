"""PIA2xx: do the rows account for what changed, and can each be read by itself."""

from __future__ import annotations

import polars as pl

from pia_audit.compare import relative_wording as relative
from pia_audit.compare.groups.identity import group_expr
from pia_audit.compare.groups.numbers_of_cases import follow_groups
from pia_audit.compare.kept_rows import new_rows
from pia_audit.compare.locate import locate, locate_near
from pia_audit.japanese.patterns import regex
from pia_audit.model.frames import Corpus
from pia_audit.rules.frames import (
    between_editions,
    cell,
    leaf_struct,
    leaves_between,
    named_item,
    nothing,
    params,
    piece,
    quotes,
    rows,
    shared,
    sure_of_label,
)
from pia_audit.rules.registry import rule

_WORDS = ("同\\s*左", "同\\s*上", "同じ", "変更なし", "略", "追加", "加え", "削", "改め", "のとおり", "繰り?[上下]げ")
_HINT = "|".join((*_WORDS, "「[^「」]*」\\s*を"))


@rule("PIA206")
def relative_wording(corpus: Corpus) -> pl.DataFrame:
    """Rows that say 同左, (略), 以下を追加 … instead of quoting."""
    both = pl.concat_str([pl.col("before").fill_null(""), pl.col("after").fill_null("")], separator="\n")
    key = ["edition_id", "row_no"]
    worded = corpus.steps.filter(pl.col("trust") == "worded").select(*key, worded=True).unique()
    carried = corpus.steps.filter(pl.col("trust").is_in(["relative", "near"])).select(*key, carried=True).unique()
    hinted = rows(corpus).join(worded, on=key, how="left").join(carried, on=key, how="left")
    hinted = hinted.filter(both.str.contains(_HINT) | pl.col("worded"))
    texts = hinted.select("before", "after", "worded").iter_rows()
    phrases = [_relative_words(b or "", a or "", bool(worded)) for b, a, worded in texts]
    read = hinted.select("before", "after", "carried").iter_rows()
    texts_of = [relative.comes_to(b, a) if c and b is not None and a is not None else None for b, a, c in read]
    hits = hinted.with_columns(
        comes_from=pl.Series([text and text[0] for text in texts_of], dtype=pl.String),
        comes_to=pl.Series([text and text[1] for text in texts_of], dtype=pl.String),
        words=pl.Series(["".join(f"「{p}」" for p in ps) for ps, _ in phrases], dtype=pl.String),
        severity=pl.Series([severity for _, severity in phrases], dtype=pl.String),
    )
    return hits.filter(pl.col("words") != "").select(
        "edition_id", "row_no",
        "severity",
        params("words", "comes_from", "comes_to"),
        item_id=named_item(),
        expected="before",
        actual="after",
        subject="changed_on_text",
        evidence=pl.concat_list(piece(cell(3), "before"), piece(cell(4), "after")),
    )  # fmt: skip


def _relative_words(before: str, after: str, worded: bool) -> tuple[tuple[str, ...], str]:
    """The words of a row that lean on another text. A cell that says nothing but what was done is worth knowing: it
    does not pass for a quotation."""
    phrases = relative.relative_words(before, after)
    if phrases or not worded:
        return tuple(sorted(phrases, key=(before + after).find)), "warning"
    about = zip((before, after), relative.is_worded(before, after), strict=True)
    return tuple(cell for cell, speaks in about if speaks), "info"


@rule("PIA207")
def before_incomplete(corpus: Corpus) -> pl.DataFrame:
    """Rows whose 変更後 writes a part that 変更前 leaves out although earlier rows show that it existed."""
    quote_rows = quotes(corpus)
    steps = corpus.steps.filter(pl.col("incomplete_row").is_not_null()).select(
        "edition_id", "item_id", "missing", row_no="incomplete_row", other_row="shown_by"
    )
    steps = steps.unique(["edition_id", "item_id", "row_no"], keep="first", maintain_order=True)
    if not steps.height:
        return nothing()
    showing_rows = quote_rows.select(
        "edition_id", "item_id", other_row="row_no", other_on="changed_on", other_locator=cell(4)
    )
    hits = quote_rows.join(steps, on=["edition_id", "item_id", "row_no"]).join(
        showing_rows, on=["edition_id", "item_id", "other_row"], how="left"
    )
    current_passages = [_counterpart(missing, after) for missing, after in hits.select("missing", "after").iter_rows()]
    hits = hits.with_columns(now=pl.Series(current_passages, dtype=pl.String))
    hits = hits.with_columns(leaves_between(hits, "kind", "missing", "now"))
    changed = pl.when(pl.col("leaves").list.len() > 0).then(pl.lit("changed")).otherwise(pl.lit("kept"))
    outcome = pl.when(pl.col("now").is_null()).then(pl.lit("unplaced")).otherwise(changed)
    return hits.select(
        "edition_id", "row_no", "item_id",
        params("other_row", "other_on", "leaves", part=outcome),
        expected="missing",
        actual=pl.coalesce("now", "before"),
        confidence=pl.lit("medium"),
        subject=pl.format("{}\n{}", "changed_on", pl.col("before").fill_null("")),
        evidence=pl.concat_list(
            piece("other_locator", "missing", role="after", row="other_row"),
            piece(cell(4), pl.coalesce("now", "after"), role="after"), piece(cell(3), "before"),
        ),
    )  # fmt: skip


_LEAST_ALIKE = 0.5
"""A passage that is less like what stood there before is no wording of it."""


_NEXT_PASSAGE = regex(r"(?<=。)|【|・(?=\s*[^\s0-9０-９・])")
"""Where a passage ends, whatever white space a converter left or dropped."""


def _counterpart(missing: str | None, after: str | None) -> str | None:
    """The passage of 変更後 that says now what 変更前 leaves out."""
    if not missing or not after:
        return None
    hit = locate(missing, after) or locate_near(missing, after, _LEAST_ALIKE)
    if hit is None:
        return None
    stop = _NEXT_PASSAGE.search(after, max(hit.end - 1, hit.start))
    return after[hit.start : stop.start() if stop else len(after)].strip()


# --- two editions -------------------------------------------------------------------------------------

_PAIR = ["report_id", "old_edition", "new_edition"]


def _differences(corpus: Corpus, status: str) -> pl.DataFrame:
    """Differences of one status with both editions' places and days."""
    differing = corpus.differences.filter(pl.col("status") == status)
    return _with_editions(corpus, differing).select(pl.all().exclude("edition_id"), edition_id="new_edition")


def _with_leaves(corpus: Corpus, differing: pl.DataFrame, *statuses: str) -> pl.DataFrame:
    """Adds ``leaves``: those of an item that have one of the statuses, as the message's argument; whole groups are told
    by the message itself."""
    item_leaves = corpus.leaves.filter(pl.col("status").is_in(statuses), pl.col("what") != "group")
    key = ["report_id", "old_edition", "edition_id", "item_id"]
    item_leaves = (
        item_leaves.rename({"new_edition": "edition_id"}).group_by(key, maintain_order=True).agg(leaves=leaf_struct())
    )
    return differing.join(item_leaves, on=key, how="left", maintain_order="left")


def _with_editions(corpus: Corpus, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``old_on, new_on``, both sources and, where there is an item, its place in both editions."""
    frame = frame.join(corpus.pairs, on=_PAIR, how="left")
    items = _places(corpus)
    sources = _sources(corpus)
    if "old_item" not in frame.columns:
        frame = frame.join(_numbers(corpus), on=[*_PAIR, "item_id"], how="left").with_columns(
            pl.coalesce("old_item", "item_id")
        )
    for side, name in (("old", "old_item"), ("new", "item_id")):
        side_items = items.select(
            pl.col("item_id").alias(name), pl.col("edition_id").alias(f"{side}_edition"),
            pl.col("locator").alias(f"{side}_locator"),
        )  # fmt: skip
        frame = frame.join(side_items, on=[f"{side}_edition", name], how="left")
        names = sources.select(pl.col("edition_id").alias(f"{side}_edition"), pl.col("source").alias(f"{side}_source"))
        frame = frame.join(names, on=f"{side}_edition", how="left")
    return frame


@shared
def _sources(corpus: Corpus) -> pl.DataFrame:
    """The file of each edition."""
    return corpus.editions.select("edition_id", "source").unique("edition_id")


@shared
def _numbers(corpus: Corpus) -> pl.DataFrame:
    """How each item that differs was called in the older edition."""
    return corpus.differences.select(*_PAIR, "item_id", "old_item").unique([*_PAIR, "item_id"])


@shared
def _places(corpus: Corpus) -> pl.DataFrame:
    """Where each item of an edition stands, and each group of which there is something to tell: at its first item."""
    items = corpus.items.select("edition_id", "item_id", "locator").unique(["edition_id", "item_id"])
    groups = corpus.differences.filter(_of_group())
    if not groups.height:
        return items
    group_items = pl.concat([
        groups.select(edition_id="old_edition", group="old_item"),
        groups.select(edition_id="new_edition", group="item_id"),
    ]).drop_nulls().unique()  # fmt: skip
    inside = corpus.items.filter(pl.col("item_id").str.contains("[", literal=True)).sort("seq", maintain_order=True)
    inside = inside.select("edition_id", "locator", group=group_expr(pl.col("item_id")))
    first = inside.join(group_items, on=["edition_id", "group"], maintain_order="left")
    first = first.unique(["edition_id", "group"], keep="first")
    return pl.concat([items, first.select("edition_id", pl.col("group").alias("item_id"), "locator")])


def _of_group() -> pl.Expr:
    """Whether a difference is that of a whole group."""
    return pl.col("op").str.starts_with("group-")


def _group_heading(text: pl.Expr) -> pl.Expr:
    """The heading that a group's text begins with, the name in brackets: ``委託事項4（電話催告業務）``."""
    first = text.str.split("\n").list.first()
    return first.str.replace(r"^(\D+[0-9０-９]{1,2})[\s　]+(.+)$", "${1}（${2}）")


def _group_params(*names: str) -> pl.Expr:
    """The message's arguments, with those that tell of a group: how it is called, how it was, and where it stands."""
    group = pl.when(_of_group())
    return params(
        *names,
        op=group.then("op"),
        group=group.then(_group_heading(pl.coalesce("after", "before"))),
        was=group.then(_group_heading(pl.col("before"))),
        group_path="label",
    )


def _owed_to_the_form(corpus: Corpus, differing: pl.DataFrame) -> pl.Series:
    """Of each difference whether it is a field that only one of two form versions prints."""
    forms = corpus.editions.select("edition_id", "form_version").unique("edition_id")
    present_items = corpus.items.filter(pl.col("status") != "absent").select("item_id", new_edition="edition_id")
    present_items = present_items.unique().with_columns(there=pl.lit(value=True))
    item_pairs = differing.select("old_edition", "new_edition", "item_id", "old_item", "op")
    item_pairs = item_pairs.join(present_items, on=["new_edition", "item_id"], how="left", maintain_order="left")
    for side in ("old", "new"):
        form_versions = forms.select(pl.col("edition_id").alias(f"{side}_edition"), pl.col("form_version").alias(side))
        item_pairs = item_pairs.join(form_versions, on=f"{side}_edition", how="left", maintain_order="left")
    lacking = pl.col("old_item").is_null() | pl.col("there").is_null()
    owed = (pl.col("old") != pl.col("new")) & lacking & ~_of_group()
    return item_pairs.select(owed=owed.fill_null(value=False)).to_series()


def _both_sides(older_text: str = "before", newer_text: str = "after") -> pl.Expr:
    return pl.concat_list(
        piece("old_locator", older_text, "old_source", role="old-body"),
        piece("new_locator", newer_text, "new_source", role="new-body"),
    )


@rule("PIA201")
@between_editions
def undocumented_change(corpus: Corpus) -> pl.DataFrame:
    """Items that differ between two editions without a row, and groups that came, went or got another name.

    A field that one form version prints and the other does not may owe its difference to the form: that is a warning.
    A number of cases that changed with the groups that it counts is told with them.
    """
    hits = _with_leaves(corpus, _differences(corpus, "undocumented"), "undocumented")
    hits = hits.filter(~follow_groups(corpus, hits))
    hits = hits.with_columns(_owed_to_the_form(corpus, hits).alias("owed"))
    return hits.select(
        "edition_id", "item_id",
        _group_params("old_on", "new_on", "leaves"),
        severity=pl.when("owed").then(pl.lit("warning")).otherwise(pl.lit("error")),
        expected="before",
        actual="after",
        subject="new_on",
        evidence=_both_sides(),
    )  # fmt: skip


@rule("PIA205")
@between_editions
def partly_documented(corpus: Corpus) -> pl.DataFrame:
    """Items of whose difference the rows cover a part."""
    numbers = pl.col("rows").cast(pl.List(pl.String)).list.join("・")
    return _with_leaves(corpus, _differences(corpus, "partial"), "undocumented", "partial").select(
        "edition_id", "item_id",
        params("old_on", "new_on", "leaves", rows=numbers),
        row_no=pl.col("rows").list.first(),
        expected="left_before",
        actual="left_after",
        subject="new_on",
        evidence=_both_sides("left_before", "left_after"),
    )  # fmt: skip


@rule("PIA210")
@between_editions
def format_only_change(corpus: Corpus) -> pl.DataFrame:
    """Items of which only punctuation, numbering or the notation of dates changed, without a row; groups of one kind
    that are only numbered otherwise are told together."""
    hits = _together(_differences(corpus, "format-only"))
    return hits.select(
        "edition_id", "item_id",
        _group_params("old_on", "new_on", "rung"),
        expected="before",
        actual="after",
        subject="new_on",
        evidence=_both_sides(),
    )  # fmt: skip


def _together(differing: pl.DataFrame) -> pl.DataFrame:
    """The groups of one kind that moved as one difference."""
    family = pl.col("item_id").str.replace(r"\[\d+\]$", "").alias("family")
    other_columns = pl.exclude(*_PAIR, "before", "after").first()
    moved = differing.filter(_of_group()).group_by(*_PAIR, family, maintain_order=True).agg(
        pl.col("before", "after").str.join("、"), other_columns
    )  # fmt: skip
    return pl.concat([differing.filter(~_of_group()), moved.select(differing.columns)])


def _accounts(corpus: Corpus, status: str, side: str | None = None) -> pl.DataFrame:
    """Row verdicts of one status with the row's own texts and places."""
    row_accounts = corpus.accounts.filter(pl.col("status") == status)
    if side:
        row_accounts = row_accounts.filter(pl.col("side") == side)
    quote_rows = quotes(corpus).select(
        "locator", "cells", "before", "after", "label_score", "row_no", "item_id", "source", new_edition="edition_id"
    )
    row_accounts = row_accounts.join(quote_rows, on=["new_edition", "row_no", "item_id"], how="left")
    names = ("locator", "cells", "before", "after", "label_score", "source")
    printed = rows(corpus).select(*names, "row_no", new_edition="edition_id")  # a row on a whole group quotes no item
    row_accounts = row_accounts.join(printed, on=["new_edition", "row_no"], how="left", suffix="_printed")
    row_accounts = row_accounts.with_columns(pl.coalesce(n, f"{n}_printed") for n in names)
    return _with_editions(corpus, row_accounts).with_columns(edition_id="new_edition")


@rule("PIA202")
@between_editions
def phantom_row(corpus: Corpus) -> pl.DataFrame:
    """Rows that record a change the two editions do not show."""
    return _accounts(corpus, "phantom").select(
        "edition_id", "item_id", "row_no", sure_of_label(),
        params("old_on", "new_on"),
        expected="after",
        actual="found",
        subject=pl.format("{}\n{}", pl.col("new_on"), pl.col("before").fill_null("")),
        evidence=pl.concat_list(
            piece(cell(3), "before"), piece(cell(4), "after"),
            piece("new_locator", "found", "new_source", role="new-body"),
        ),
    )  # fmt: skip


@rule("PIA203")
@between_editions
def before_misquoted(corpus: Corpus) -> pl.DataFrame:
    """Rows whose 変更前 is not what the older edition says, although the row fits."""
    return _misquoted(corpus, "before", 3, "old")


@rule("PIA204")
@between_editions
def after_misquoted(corpus: Corpus) -> pl.DataFrame:
    """Rows whose 変更後 is not what the newer edition says, although the row fits."""
    return _misquoted(corpus, "after", 4, "new")


def _misquoted(corpus: Corpus, side: str, column: int, edition: str) -> pl.DataFrame:
    confirmed = _accounts(corpus, "confirmed").select(*_PAIR, "row_no", side, fits=pl.lit(value=True)).unique()
    hits = _accounts(corpus, "misquoted", side).join(confirmed, on=[*_PAIR, "row_no", side], how="left")
    # A row on several items quotes one of them: it fits that one, and may have been meant so.
    certainty = sure_of_label()
    certainty = (
        pl.when(pl.col("fits") & (certainty == "high")).then(pl.lit("medium")).otherwise(certainty).alias("confidence")
    )
    kinds = corpus.items.select("item_id", "kind", edition_id="edition_id").unique(["edition_id", "item_id"])
    hits = hits.join(kinds, on=["edition_id", "item_id"], how="left", maintain_order="left")
    # of a row in relative words the account says what they come to
    hits = hits.with_columns(quoted="expected")
    hits = hits.with_columns(leaves_between(hits, "kind", "quoted", "found"))
    return hits.select(
        "edition_id", "item_id", "row_no", "similarity", certainty,
        params("leaves", edition_on=f"{edition}_on", leaves_of=pl.lit("row")),
        expected=side,
        actual="found",
        subject="new_on",
        evidence=pl.concat_list(
            piece(cell(column), side),
            piece(f"{edition}_locator", "found", f"{edition}_source", role=f"{edition}-body"),
        ),
    )  # fmt: skip


@rule("PIA208")
@between_editions
def history_altered(corpus: Corpus) -> pl.DataFrame:
    """Rows of the older edition that the newer one no longer carries, or carries altered."""
    all_rows = rows(corpus).with_columns(
        said=pl.concat_str(
            [
                "changed_on_text",
                "label",
                pl.col("before").fill_null(""),
                pl.col("after").fill_null(""),
                "timing_text",
                "note",
            ],
            separator=" / ",
        ),
        item_id=named_item(),
    )
    old = all_rows.select("item_id", "said", "locator", "source", old_edition="edition_id", old_row="row_no")
    new = all_rows.select(
        new_edition="edition_id", new_row="row_no", new_said="said", new_place="locator", new_from="source"
    )
    hits = corpus.carried.filter(pl.col("what") != "kept").join(old, on=["old_edition", "old_row"])
    hits = hits.join(new, on=["new_edition", "new_row"], how="left").join(corpus.pairs, on=_PAIR, how="left")
    return hits.select(
        "item_id",
        params("old_on", "new_on", "what", other_row="old_row"),
        edition_id="new_edition",
        row_no="new_row",
        expected="said",
        actual="new_said",
        subject="new_on",
        evidence=pl.concat_list(piece("locator", "said", role="old-row", row="old_row"),
                                piece("new_place", "new_said", "new_from", role="row")),
    )  # fmt: skip


@rule("PIA209")
@between_editions
def date_outside_interval(corpus: Corpus) -> pl.DataFrame:
    """New rows whose 変更日 is not after the older 公表日 and up to the newer one; a row 事前 may be of a later day."""
    newer_rows = rows(corpus).rename({"edition_id": "new_edition"})
    hits = new_rows(corpus).join(newer_rows, on=["new_edition", "row_no"]).join(corpus.pairs, on=_PAIR)
    # What is submitted 事前 is published before it happens.
    not_too_late = (pl.col("changed_from") <= pl.col("new_on")) | (pl.col("timing") == "事前").fill_null(value=False)
    inside = (pl.col("changed_to") > pl.col("old_on")) & not_too_late
    return hits.filter(~inside).select(
        "row_no",
        params("old_on", "new_on"),
        edition_id="new_edition",
        item_id=named_item(),
        actual="changed_on_text",
        subject=pl.format("{}\n{}", pl.col("new_on"), pl.col("label")),
        evidence=pl.concat_list(piece(cell(1), "changed_on_text")),
    )  # fmt: skip
