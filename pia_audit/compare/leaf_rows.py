"""The ``leaves`` frame: what differs in each item, and which rows account for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from msgspec.structs import replace

from pia_audit.compare.leaves import Leaf, Op, leaves
from pia_audit.compare.passages import FORMER, PASSAGE
from pia_audit.compare.verdicts import Account, RowStatement
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.lists import passages
from pia_audit.japanese.patterns import regex
from pia_audit.model.frames import Corpus, schema

_KEY = ["report_id", "old_edition", "new_edition", "item_id"]
_DIGITS = regex("[0-9]+")
_GROUP_OPS = {"group-added": "added", "group-removed": "removed", "group-moved": "moved", "group-renamed": "changed"}


def with_status(
    all_leaves: Sequence[Leaf], of_item: str, account: Account, rows: Iterable[RowStatement], new: str
) -> list[tuple[Leaf, str, list[int]]]:
    """Each leaf with its status and the rows that account for it.

    Args:
        all_leaves: all leaves between the two editions' texts.
        of_item: the status of the item's whole difference.
        account: what the item's rows account for; its ``leaves`` are left.
        rows: the item's new rows.
        new: the item's text in the newer edition.

    Returns:
        The leaf, ``documented | partial | undocumented | format-only``, and row numbers. A leaf that is left as it is
        has no row; of one of which another wording is left, a part is recorded.
    """
    row_statements = [row for row in rows if row.row_no in account.rows]
    if of_item != "partial":
        return [(leaf, of_item, _rows_on(leaf, row_statements)) for leaf in all_leaves]
    same = {_texts(leaf) for leaf in account.leaves}
    counted_leaves = _counted_in(new, account)
    parts = _parts(counted_leaves)
    out = []
    for leaf in all_leaves:
        if parted := _parted(leaf, counted_leaves) or _parted_words(leaf, counted_leaves):
            recorded, unrecorded = parted
            out += [(recorded, "documented", _rows_on(recorded, row_statements)), (unrecorded, "undocumented", [])]
            continue
        status = "undocumented" if _texts(leaf) in same else "partial" if _touches(leaf, parts) else "documented"
        out.append((leaf, status, [] if status == "undocumented" else _rows_on(leaf, row_statements)))
    if out and all(status == "documented" for _, status, _ in out):  # what is left is worded as neither edition is
        out = [(leaf, "partial", numbers) for leaf, _, numbers in out]
    return out


_LISTED = ("numbers", "articles", "tables")


def _parted(leaf: Leaf, left_leaves: Iterable[Leaf]) -> tuple[Leaf, Leaf] | None:
    """What came and went in a list that rows account for, and what is left, as two leaves; ``None`` where either is
    none. Where rows gave the list another table, what is left is no part of what differs between the editions."""
    same_lists = [left_leaf for left_leaf in left_leaves if left_leaf.path == leaf.path and left_leaf.what == leaf.what]
    if leaf.what not in _LISTED or len(same_lists) != 1:
        return None
    listed, remaining = ([_numbers(side) for side in (one.before, one.after)] for one in (leaf, same_lists[0]))
    recorded = [[n for n in every if n not in few] for every, few in zip(listed, remaining, strict=True)]
    if not any(recorded):
        return None
    if not all({*few} <= {*every} for every, few in zip(listed, remaining, strict=True)):
        return _with_numbers(leaf, *recorded), replace(same_lists[0], hunks=leaf.hunks)
    return _with_numbers(leaf, *recorded), _with_numbers(leaf, *remaining)


def _parted_words(leaf: Leaf, left_leaves: Iterable[Leaf]) -> tuple[Leaf, Leaf] | None:
    """A passage as the rows leave it, and what is left from there to the newer edition; ``None`` where they leave it as
    it was, or as no passage of its own."""
    same_passages = [
        left_leaf for left_leaf in left_leaves if left_leaf.path == leaf.path and left_leaf.what == leaf.what
    ]
    if leaf.op != "changed" or leaf.what not in ("text", "passage") or len(same_passages) != 1:
        return None
    predicted = same_passages[0].before
    if predicted is None or same_passages[0].after != leaf.after or fold(predicted) == fold(leaf.before or ""):
        return None
    return replace(leaf, after=predicted), replace(leaf, before=predicted)


def _with_numbers(leaf: Leaf, before: list[str], after: list[str]) -> Leaf:
    op: Op = "changed" if before and after else "added" if after else "removed"
    return replace(leaf, op=op, before="・".join(before) or None, after="・".join(after) or None)


def _numbers(listed: str | None) -> list[str]:
    return listed.split("・") if listed else []


def _counted_in(new: str, account: Account) -> tuple[Leaf, ...]:
    """The leaves that are left, each under the number that its passage has in the newer text: passages that rows only
    added are not counted in what they are left of."""
    if account.target == new:
        return account.leaves
    folded = [[fold(text[low:high]) for low, high in passages(text)] for text in (account.target, new)]
    following = enumerate(folded[1], 1)
    numbers: dict[str, str] = {}
    for n, passage in enumerate(folded[0], 1):
        position = next((nth for nth, following_passage in following if following_passage == passage), None)
        if position is None:
            break
        numbers[f"{n}"] = f"{position}"
    return tuple(
        replace(leaf, path=(_DIGITS.sub(lambda m: numbers.get(m[0], m[0]), leaf.path[0]), *leaf.path[1:]))
        if leaf.path[0].startswith(PASSAGE) and not leaf.path[0].endswith(FORMER)
        else leaf
        for leaf in account.leaves
    )


_Parts = set[str | tuple[str, ...]]


def _parts(item_leaves: Iterable[Leaf]) -> _Parts:
    """What other leaves are known by: their paths, and their texts folded."""
    return {text for leaf in item_leaves for text in (leaf.path, fold(leaf.before or ""), fold(leaf.after or ""))}


def _touches(leaf: Leaf, parts: _Parts) -> bool:
    texts = (fold(text) for text in (leaf.before, leaf.after) if text)
    return not parts.isdisjoint((leaf.path, *filter(None, texts)))


def _is_off(leaf: Leaf, off: Iterable[tuple[tuple[str, str], Sequence[Leaf]]], new: str) -> bool:
    """Whether some of a leaf's numbers are those of which a row says otherwise what the passage became; ``off`` are
    what rows say and what the newer edition says instead, with the leaves between them."""
    if leaf.what != "numbers":
        return False
    numbers = _all_numbers(leaf)
    for (_, printed), text_leaves in off:
        at = new.find(printed) if printed else -1
        here = at < 0 or any(h.new_start <= at + len(printed) and h.new_end >= at for h in leaf.hunks)
        if here and any(leaf.path[-1] == o.path[-1] and numbers & _all_numbers(o) for o in text_leaves):
            return True
    return False


def _all_numbers(leaf: Leaf) -> set[str]:
    return {number for text in (leaf.before, leaf.after) if text for number in text.split("・")}


def _texts(leaf: Leaf) -> tuple[str, str, str]:
    return leaf.what, fold(leaf.before or ""), fold(leaf.after or "")


def _rows_on(leaf: Leaf, row_statements: Sequence[RowStatement]) -> list[int]:
    """The rows that quote a leaf's text or a part of it; all of them where none does."""
    sides = [fold(text) for text in (leaf.before, leaf.after) if text]
    quoting = [
        row.row_no for row in row_statements for cell in (row.before, row.after)
        if (folded_cell := fold(cell or "")) and any(folded_cell in text or text in folded_cell for text in sides)
    ]  # fmt: skip
    return list(dict.fromkeys(quoting or (row.row_no for row in row_statements)))


def of_items(item_leaves: Iterable[tuple[tuple[Any, ...], Sequence[tuple[Leaf, str, list[int]]]]]) -> pl.DataFrame:
    """The frame of items' leaves: ``_KEY`` (report, both editions, item) with what :func:`with_status` says of them."""
    records = [
        (
            *key,
            list(leaf.path),
            leaf.what,
            leaf.op,
            leaf.before,
            leaf.after,
            [h.spans for h in leaf.hunks],
            status,
            rows,
        )
        for key, entries in item_leaves
        for leaf, status, rows in entries
    ]
    return pl.DataFrame(records, schema=schema("leaves"), orient="row")


def of_recorded(corpus: Corpus) -> pl.DataFrame:
    """The frame of items of which rows account for all: nothing that a rule asks for, and found when it is shown.

    Args:
        corpus: reconciled.

    Returns:
        ``leaves`` with status ``documented``, or ``partial`` where a row says otherwise what the item became, for every
        documented difference that is no whole group's.
    """
    wanted = corpus.differences.filter(pl.col("status") == "documented", ~pl.col("op").str.starts_with("group-"))
    kinds = [
        corpus.items.select(
            "item_id", pl.col("kind").alias(f"{side}_kind"), pl.col("edition_id").alias(f"{side}_edition")
        ).unique([f"{side}_edition", "item_id"])
        for side in ("new", "old")
    ]
    recorded_items = wanted.join(kinds[0], on=["new_edition", "item_id"], how="left", maintain_order="left").join(
        kinds[1].rename({"item_id": "old_item"}), on=["old_edition", "old_item"], how="left", maintain_order="left"
    )
    kind = pl.coalesce("new_kind", "old_kind", pl.lit("text"))
    texts = recorded_items.select(*_KEY, kind, "before", "after", "rows").iter_rows()
    statements = _statements(corpus, wanted)
    off = _off(corpus, wanted)
    return of_items(
        (
            tuple(key),
            [
                (
                    leaf,
                    "partial"
                    if _touches(leaf, misquoted) or _is_off(leaf, off_leaves, after_cell or "")
                    else "documented",
                    _rows_on(leaf, [statements[key[2], n, key[3]] for n in rows if (key[2], n, key[3]) in statements])
                    or list(rows),
                )
                for off_leaves in [[(text, leaves(kind, *text)) for text in off.get(tuple(key), ())]]
                for misquoted in [_parts(part for _, text_leaves in off_leaves for part in text_leaves)]
                for leaf in leaves(kind, before_cell, after_cell)
            ],
        )
        for *key, kind, before_cell, after_cell, rows in texts
    )


def _off(corpus: Corpus, wanted: pl.DataFrame) -> dict[tuple[Any, ...], list[tuple[str, str]]]:
    """By report, editions and item what rows say that the item became, and what the newer edition says instead."""
    misquoted = corpus.accounts.filter(pl.col("status") == "misquoted", pl.col("side") == "after")
    misquoted = misquoted.join(wanted.select(_KEY).unique(), on=_KEY, how="semi")
    out: dict[tuple[Any, ...], list[tuple[str, str]]] = {}
    for *key, expected, actual in misquoted.select(*_KEY, "expected", "found").iter_rows():
        out.setdefault(tuple(key), []).append((expected, actual))
    return out


def _statements(corpus: Corpus, wanted: pl.DataFrame) -> dict[tuple[str, int, str], RowStatement]:
    """What the rows of these differences say of their item, by edition, row and item."""
    editions = wanted.select("new_edition").unique().rename({"new_edition": "edition_id"})
    quotes = corpus.quotes.join(editions, on="edition_id", how="semi").select(
        "edition_id", "row_no", "item_id", "before", "after"
    )
    return {
        (edition, row, item): RowStatement(row, before_cell, after_cell)
        for edition, row, item, before_cell, after_cell in quotes.iter_rows()
    }


def every_leaf(corpus: Corpus) -> pl.DataFrame:
    """``leaves`` with those that rows account for, made once for a corpus and in the order of its differences."""
    if "every_leaf" not in corpus.memo:
        order = corpus.differences.select(_KEY).unique(maintain_order=True).with_row_index("nth")
        all_leaves = pl.concat([corpus.leaves, of_recorded(corpus)])
        all_leaves = all_leaves.join(order, on=_KEY, how="left", maintain_order="left").sort("nth", maintain_order=True)
        corpus.memo["every_leaf"] = all_leaves.drop("nth")
    frame: pl.DataFrame = corpus.memo["every_leaf"]
    return frame


def of_groups(differences: pl.DataFrame) -> pl.DataFrame:
    """The frame of whole groups: one leaf for each of their ``differences``."""
    types = schema("leaves")
    heading = {side: pl.col(side).str.split("\n").list.first() for side in ("before", "after")}
    renamed = pl.col("op").is_in(["group-renamed", "group-moved"])
    return differences.filter(pl.col("op").str.starts_with("group-")).select(
        "report_id", "old_edition", "new_edition", "item_id",
        path=pl.concat_list(pl.coalesce(heading["after"], heading["before"])),
        what=pl.lit("group"),
        op=pl.col("op").replace_strict(_GROUP_OPS, return_dtype=pl.String),
        before=pl.when(renamed).then(heading["before"]).otherwise("before"),
        after=pl.when(renamed).then(heading["after"]).otherwise("after"),
        spans="hunks", status="status", rows="rows",
    ).cast(types)  # type: ignore[arg-type]  # fmt: skip
