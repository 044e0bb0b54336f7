"""The ``leaves`` frame: what differs in each item, and which rows account for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from pia_audit.compare.leaves import Leaf, leaves
from pia_audit.compare.verdicts import Account, Told
from pia_audit.japanese.ladder import fold
from pia_audit.model import schema

if TYPE_CHECKING:
    import polars as pl

_GROUP_OPS = {"group-added": "added", "group-removed": "removed", "group-moved": "moved", "group-renamed": "changed"}


def with_status(
    every: Sequence[Leaf], of_item: str, account: Account, rows: Iterable[Told]
) -> list[tuple[Leaf, str, list[int]]]:
    """Each leaf with its status and the rows that account for it.

    Args:
        every: all leaves between the two editions' texts.
        of_item: the status of the item's whole difference.
        account: what the item's rows account for; its ``leaves`` are left.
        rows: the item's new rows.

    Returns:
        The leaf, ``documented | partial | undocumented | format-only``, and row numbers. A leaf that is left as it is
        has no row; of one of which another wording is left, a part is recorded.
    """
    held = [row for row in rows if row.row_no in account.rows]
    if of_item != "partial":
        return [(leaf, of_item, _rows_on(leaf, held)) for leaf in every]
    same = {_texts(leaf) for leaf in account.leaves}
    parts = {text for leaf in account.leaves for text in (leaf.path, fold(leaf.before or ""), fold(leaf.after or ""))}
    out = []
    for leaf in every:
        touched = not parts.isdisjoint((leaf.path, fold(leaf.before or "") or None, fold(leaf.after or "") or None))
        status = "undocumented" if _texts(leaf) in same else "partial" if touched else "documented"
        out.append((leaf, status, [] if status == "undocumented" else _rows_on(leaf, held)))
    if out and all(status == "documented" for _, status, _ in out):  # what is left is worded as neither edition is
        out = [(leaf, "partial", numbers) for leaf, _, numbers in out]
    return out


def _texts(leaf: Leaf) -> tuple[str, str, str]:
    return leaf.what, fold(leaf.before or ""), fold(leaf.after or "")


def _rows_on(leaf: Leaf, held: Sequence[Told]) -> list[int]:
    """The rows that quote a leaf's text or a part of it; all of them where none does."""
    sides = [fold(text) for text in (leaf.before, leaf.after) if text]
    quoting = [
        row.row_no for row in held for cell in (row.before, row.after)
        if (said := fold(cell or "")) and any(said in text or text in said for text in sides)
    ]  # fmt: skip
    return list(dict.fromkeys(quoting or (row.row_no for row in held)))


def of_items(found: Iterable[tuple[tuple[Any, ...], Sequence[tuple[Leaf, str, list[int]]]]]) -> pl.DataFrame:
    """The frame of items' leaves: ``_KEY`` (report, both editions, item) with what :func:`with_status` says of them."""
    import polars as pl

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
        for key, each in found
        for leaf, status, rows in each
    ]
    return pl.DataFrame(records, schema=schema("leaves"), orient="row")


def of_plain(plain: pl.DataFrame) -> pl.DataFrame:
    """The frame of items that one row tells whole: ``_KEY, kind, old, new, row_no``."""
    columns = ["report_id", "old_edition", "new_edition", "item_id", "kind", "old", "new", "row_no"]
    return of_items(
        (tuple(key), [(leaf, "documented", [row_no]) for leaf in leaves(kind, old, new)])
        for *key, kind, old, new, row_no in plain.select(columns).iter_rows()
    )


def of_groups(differences: pl.DataFrame) -> pl.DataFrame:
    """The frame of whole groups: one leaf for each of their ``differences``."""
    import polars as pl

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
