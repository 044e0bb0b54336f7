"""Reconciles consecutive editions of a corpus: which differences the rows account for, and which rows nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from pia_audit.compare import leaf_rows
from pia_audit.compare.attribution import account
from pia_audit.compare.edition_pairs import changed, consecutive
from pia_audit.compare.equality import VALUES, same_value
from pia_audit.compare.exact_rows import is_one_row, whole_accounts, whole_differences
from pia_audit.compare.groups.identity import marks_number, with_number_of_place
from pia_audit.compare.groups.joined import JoinedGroups, joined
from pia_audit.compare.hunks import hunks
from pia_audit.compare.kept_rows import carried, new_rows
from pia_audit.compare.leaves import Leaf, all_hunks, leaves, leaves_of
from pia_audit.compare.missing_pages import missing_pages
from pia_audit.compare.unsure_rows import replaced, settled
from pia_audit.compare.verdicts import Account, RowStatement
from pia_audit.japanese.ladder import EQUAL, Rung, fold, meet, same
from pia_audit.japanese.placeholders import is_empty
from pia_audit.model.frames import Corpus, schema

_PAIR = ["report_id", "old_edition", "new_edition"]
_KEY = [*_PAIR, "item_id"]
_NEVER = ("cover.published_on", "cover.number", "cover.agency")


def reconciled(corpus: Corpus, pairs: pl.DataFrame | None = None, *, spans: bool = True) -> Corpus:
    """The corpus with ``pairs``, ``differences``, ``leaves``, ``accounts`` and ``carried`` filled.

    ``pairs`` names the editions to compare; without it each report's editions in the order of publication. Without
    ``spans`` the ``hunks`` of the differences are left empty: they are for showing, and no rule asks for them. The
    leaves of what rows account for all are not among ``leaves`` (see :func:`pia_audit.compare.leaf_rows.every_leaf`).
    """
    corpus = corpus.having(pairs=consecutive(corpus) if pairs is None else pairs)
    if not corpus.pairs.height:
        return corpus
    corpus = corpus.having(carried=carried(corpus))

    groups = joined(corpus, spans=spans)
    sides = _sides(corpus, groups).with_columns(whole=is_one_row())
    held_items, plain = sides.filter(~pl.col("whole")), sides.filter("whole").rename({"text": "old", "text_new": "new"})
    differences, accounts, held_leaves = _held(held_items, spans=spans)
    order = _order(sides, groups)
    all_leaves = [held_leaves, leaf_rows.of_groups(groups.differences)]
    differences = pl.concat([differences, whole_differences(plain, spans=spans), groups.differences.drop("seq")])
    accounts = pl.concat([accounts, whole_accounts(plain), groups.accounts])
    return corpus.having(
        differences=_in_order(differences, order), accounts=_in_order(accounts, order),
        leaves=_in_order(pl.concat(all_leaves), order),
    )  # fmt: skip


def _order(sides: pl.DataFrame, groups: JoinedGroups) -> pl.DataFrame:
    """Items, and whole groups before theirs, in the order of print: ``_KEY`` and ``nth``."""
    keys = sides.select(*_KEY, "seq")
    if groups.differences.height:
        keys = pl.concat([groups.differences.select(*_KEY, "seq"), keys]).sort(*_PAIR, "seq", maintain_order=True)
    return keys.select(_KEY).unique(maintain_order=True).with_row_index("nth")


def _in_order(frame: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    """What was settled in frames and what was held one by one, in the order of the items."""
    return frame.join(order, on=_KEY, how="left").sort("nth", maintain_order=True).drop("nth")


def _sides(corpus: Corpus, groups: JoinedGroups) -> pl.DataFrame:
    """Every item of a pair that changed or that a new row speaks of, with both texts and the new rows' words; the
    older edition's items stand under the newer one's numbers of groups."""
    items = corpus.items.select("edition_id", "item_id", "seq", "kind", "text", "norm", "status")
    items = items.unique(["edition_id", "item_id"], keep="first", maintain_order=True)
    pairs = corpus.pairs.select(_PAIR)
    older_items = pairs.join(items.rename({"edition_id": "old_edition"}), on="old_edition")
    old = groups.renamed(older_items.with_columns(old_item="item_id"))
    new = groups.without_new(pairs.join(items.rename({"edition_id": "new_edition"}), on="new_edition"))
    new = new.with_columns(old_item=pl.lit(None, pl.String))
    key = _KEY
    texts = ["text", "norm", "status", "kind", "seq", "old_item"]
    differing = changed(old, new, key, texts).filter(~pl.col("item_id").is_in(_NEVER)).drop("nth", "op")
    statements = _statements(corpus, groups)
    statements = pl.concat([statements, settled(corpus, differing).select(statements.columns)])
    statements = pl.concat([statements, replaced(corpus, differing, statements).select(statements.columns)])
    # Items that did not change are looked at only where a new row speaks of them.
    same = statements.select(key).unique(maintain_order=True).join(differing.select(key), on=key, how="anti")
    same = same.join(old.select(*key, *texts), on=key, how="left").join(
        new.select(*key, *texts), on=key, how="left", suffix="_new"
    )
    sides = pl.concat([differing, same.select(differing.columns)]).join(statements, on=key, how="left")
    sides = _lost_with_pages(corpus, sides)
    return sides.with_columns(
        kind=pl.coalesce("kind_new", "kind", pl.lit("text")), seq=pl.coalesce("seq_new", "seq")
    ).sort(*_PAIR, "seq", "item_id", "changed_on", "row_no")


def _lost_with_pages(corpus: Corpus, sides: pl.DataFrame) -> pl.DataFrame:
    """The sides with what an edition does not have ``unreadable`` where it may have stood on a page that is missing."""
    editions = [edition for edition, missing in missing_pages(corpus).items() if missing.fields]
    if not editions:
        return sides
    lost = pl.lit("unreadable")
    return sides.with_columns(
        pl.when(pl.col(status).is_null() & pl.col(edition).is_in(editions)).then(lost).otherwise(status).alias(status)
        for status, edition in (("status", "old_edition"), ("status_new", "new_edition"))
    )


def _statements(corpus: Corpus, groups: JoinedGroups) -> pl.DataFrame:
    """What the new rows say item by item, but for what they say of whole groups."""
    fresh = new_rows(corpus)
    statements = corpus.quotes.select(
        "row_no", "item_id", "changed_on", "before", "after", "anchor", new_edition="edition_id"
    ).join(fresh, on=["new_edition", "row_no"])
    if groups.taken.height:
        statements = statements.join(groups.taken, on=[*_PAIR, "row_no", "item_id"], how="anti", maintain_order="left")
    if groups.more.height:
        days = corpus.changes.select("row_no", "changed_on", new_edition="edition_id")
        more = groups.more.join(days, on=["new_edition", "row_no"], how="left").with_columns(anchor=pl.lit(""))
        statements = pl.concat([statements, more.select(statements.columns)])
    return statements


_Leaves = list[tuple[tuple[Any, ...], list[tuple[Leaf, str, list[int]]]]]


def _held(sides: pl.DataFrame, *, spans: bool) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Each item held against its rows, one by one: the ``differences``, ``accounts`` and ``leaves`` frames."""
    columns = [*_KEY, "kind", "status", "status_new", "row_no", "before", "after", "anchor", "old_item"]
    texts = {r[:4]: r[4:] for r in sides.unique(_KEY, keep="first").select(*_KEY, "text", "text_new").iter_rows()}
    sides = sides.select(columns)  # without the texts, which each row would repeat
    differences: list[tuple[Any, ...]] = []
    accounts: list[tuple[Any, ...]] = []
    item_leaves: _Leaves = []
    items: list[tuple[tuple[Any, ...], list[dict[str, Any]]]] = []
    for names, group in groupby(sides.iter_rows(), key=itemgetter(0, 1, 2, 3)):
        rows = [dict(zip(columns, row, strict=True)) for row in group]
        rows[0]["text"], rows[0]["text_new"] = texts[names]
        items.append((names, rows))
    for (names, rows), silent in zip(items, _without_rows(items), strict=True):
        _hold(names, rows, silent, (differences, accounts, item_leaves), spans=spans)
    return (
        pl.DataFrame(differences, schema=schema("differences"), orient="row"),
        pl.DataFrame(accounts, schema=schema("accounts"), orient="row"),
        leaf_rows.of_items(item_leaves),
    )


def _without_rows(items: Sequence[tuple[tuple[Any, ...], list[dict[str, Any]]]]) -> Iterator[Account | None]:
    """The account of each item that no row speaks of, all asked for at once; ``None`` for one that has rows or
    that a file lost."""
    silent = {
        n: (item["kind"], _counted_on(names, item), item["text_new"] or "")
        for n, (names, (item, *_)) in enumerate(items)
        if item["row_no"] is None and "unreadable" not in (item["status"], item["status_new"])
    }
    silent_leaves = dict(zip(silent, leaves_of(list(silent.values())), strict=True))
    for n in range(len(items)):
        if n not in silent:
            yield None
            continue
        (_, old, new), remaining = silent[n], silent_leaves[n]
        yield Account((), old, new, all_hunks(remaining), remaining)


def _counted_on(names: tuple[Any, ...], item: dict[str, Any]) -> str:
    """An item's older text with the number that its group has now."""
    return with_number_of_place(names[3], item["old_item"], item["text"], item["text_new"]) or ""


def _hold(
    names: tuple[Any, ...],
    rows: list[dict[str, Any]],
    silent: Account | None,
    into: tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], _Leaves],
    *,
    spans: bool,
) -> None:
    item, (differences, accounts, item_leaves) = rows[0], into
    if "unreadable" in (item["status"], item["status_new"]):
        return  # what a file lost is no difference
    statements = [
        RowStatement(r["row_no"], r["before"], r["after"], r["anchor"] or "") for r in rows if r["row_no"] is not None
    ]
    marked = any(marks_number(statement.before, item["text"]) for statement in statements)
    old_text = item["text"] if marked else _counted_on(names, item)
    new_text = item["text_new"] or ""
    result = silent or account(item["kind"], old_text, item["text_new"], statements)
    for v in result.verdicts:
        accounts.append((*names[:3], v.row_no, names[3], v.status, v.side, v.expected, v.found, v.similarity))
    if not _differs(item, result) or (not statements and old_text != item["text"] and same(old_text or "", new_text)):
        return  # no difference, or one that the group's own place tells
    old, new = item["text"], item["text_new"]
    item_differences = (
        result.leaves if not statements else () if result.rows and not result.leaves else leaves(item["kind"], old, new)
    )
    status = _status(item, result, item_differences)
    differences.append(_difference(names, item, result, status, spans=spans))
    if status != "documented":
        item_leaves.append((names, leaf_rows.with_status(item_differences, status, result, statements, new or "")))


def _differs(item: dict[str, Any], result: Account) -> bool:
    """Whether there is a difference to tell: in words or in writing, in what at least one edition has."""
    old, new = item["text"] or "", item["text_new"] or ""
    absent = {s for s in (item["status"], item["status_new"]) if s in (None, "absent")}
    if meet(old, new) <= Rung.WIDTH or not {item["status"], item["status_new"]} - absent:
        return False
    # a field that only one form prints, and nothing in it, is none
    return not (absent and not result.verdicts and is_empty(old or new))


def _difference(
    names: tuple[Any, ...], item: dict[str, Any], result: Account, status: str, *, spans: bool
) -> tuple[Any, ...]:
    old, new = item["text"], item["text_new"]
    rung = meet(old or "", new or "")
    rung = min(rung, EQUAL) if status == "format-only" else rung  # passages that are only counted anew
    remaining_hunks = result.left
    op = "added" if not old else "removed" if not new else "changed"
    where = hunks(old or "", new or "", min(rung, EQUAL)) if spans else ()
    first = remaining_hunks[0] if remaining_hunks else None
    last = remaining_hunks[-1] if remaining_hunks else None
    missing_old, missing_new = (
        (result.predicted[first.old_start : last.old_end], result.target[first.new_start : last.new_end])
        if first and last
        else (None, None)
    )
    if (missing_old or "") not in (old or "") or (missing_new or "") not in (new or ""):
        missing_old, missing_new = _differing_lines(old or "", new or "")  # what is shown is what the editions print
    return (
        *names, op, old, new, rung.label, [h.spans for h in where], status, list(result.rows),
        missing_old, missing_new, result.predicted, result.target, None, item["old_item"],
    )  # fmt: skip


def _differing_lines(old: str, new: str) -> tuple[str, str]:
    """Of two texts the lines from the first to the last in which they differ; of one whose lines all stand in the other
    the whole."""
    sides = [text.splitlines(keepends=True) for text in (old, new)]
    folded = [[fold(line) for line in lines] for lines in sides]
    differing = []
    for lines, own_folds, other_folds in zip(sides, folded, reversed(folded), strict=True):
        others = {*other_folds}
        places = [n for n, line in enumerate(own_folds) if line not in others]
        differing.append("".join(lines[places[0] : places[-1] + 1] if places else lines).strip())
    return differing[0], differing[1]


def _status(item: dict[str, Any], result: Account, item_differences: Sequence[Leaf]) -> str:
    old, new = item["text"] or "", item["text_new"] or ""
    is_same_wording = meet(old, new) <= EQUAL or (item["kind"] in VALUES and same_value(item["kind"], old, new))
    if result.rows:
        return "partial" if result.leaves and not is_same_wording else "documented"
    return "undocumented" if item_differences and not is_same_wording else "format-only"
