"""The groups of a corpus's pairs of editions: item ids brought to the newer numbering, and what became of each group.

Only pairs in :func:`pia_audit.compare.groups.candidates.candidates` are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from msgspec import Struct, field

from pia_audit.compare.groups.candidates import PAIR, candidates, members
from pia_audit.compare.groups.chapters import renumbered
from pia_audit.compare.groups.identity import Group, Member, group_expr, grouped
from pia_audit.compare.groups.matching import GroupRecords, Operation, match
from pia_audit.compare.groups.rows import Quoted, Row, Sides, Telling, steady, telling, went_or_came
from pia_audit.compare.groups.summary import summary
from pia_audit.compare.hunks import hunks
from pia_audit.compare.kept_rows import new_rows
from pia_audit.model.frames import Corpus, schema

_WITHIN = ("group-moved", "group-renamed")


class JoinedGroups(Struct, frozen=True):
    """What matching the groups gives to the comparison of items, all of it empty where no group differs.

    ``ids``: ``PAIR, group, group_new`` of every older group of the pairs looked at (null: it has no counterpart);
    ``came``: ``PAIR, group`` of newer groups without one. ``differences`` and ``accounts`` are those frames for
    whole groups, the former with ``seq``. ``taken``: ``PAIR, row_no, item_id`` of quotes that are settled,
    ``more``: ``PAIR, row_no, item_id, before, after`` of what rows on whole groups say of single items.
    """

    ids: pl.DataFrame
    came: pl.DataFrame
    differences: pl.DataFrame
    accounts: pl.DataFrame
    taken: pl.DataFrame
    more: pl.DataFrame

    def renamed(self, old: pl.DataFrame) -> pl.DataFrame:
        """The older editions' items (``PAIR, item_id …``) under the newer numbers, those of removed groups left out."""
        if not self.ids.height:
            return old
        older_items, remaining_items = self._split(old)
        moved = older_items.with_columns(group=group_expr(pl.col("item_id")))
        moved = moved.join(
            self.ids.with_columns(known=pl.lit(value=True)), on=[*PAIR, "group"], how="left", maintain_order="left"
        ).filter(pl.col("known").is_null() | pl.col("group_new").is_not_null())
        tail = pl.col("item_id").str.slice(pl.col("group").str.len_chars())
        older_items = moved.with_columns(item_id=pl.coalesce(pl.col("group_new") + tail, "item_id")).select(old.columns)
        return pl.concat([remaining_items, older_items])

    def without_new(self, new: pl.DataFrame) -> pl.DataFrame:
        """The newer editions' items without those of groups that came."""
        if not self.came.height:
            return new
        grouped_items = new.with_columns(group=group_expr(pl.col("item_id")))
        return grouped_items.join(self.came, on=[*PAIR, "group"], how="anti", maintain_order="left").drop("group")

    def _split(self, items: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        pairs = self.ids.select(PAIR).unique()
        on = {"on": PAIR, "maintain_order": "left"}
        return items.join(pairs, how="semi", **on), items.join(pairs, how="anti", **on)  # type: ignore[arg-type]


class _Tables(Struct):
    ids: list[tuple[Any, ...]] = field(default_factory=list)
    came: list[tuple[Any, ...]] = field(default_factory=list)
    differences: list[dict[str, Any]] = field(default_factory=list)
    accounts: list[dict[str, Any]] = field(default_factory=list)
    pairs: list[tuple[Any, ...]] = field(default_factory=list)
    more: list[tuple[Any, ...]] = field(default_factory=list)


def joined(corpus: Corpus, *, spans: bool = True) -> JoinedGroups:
    """Match the groups of every pair of a corpus whose ``pairs`` and ``carried`` are filled.

    Without ``spans`` the ``hunks`` of the differences are left empty.
    """
    inside = members(corpus)
    pairs = candidates(corpus, inside)
    tables = _Tables()
    if pairs.height:
        groups, rows = _groups(inside, pairs), _rows(corpus, pairs)
        for names in pairs.iter_rows():
            _pair(names, groups, rows.get(names, []), tables, spans=spans)
    return _framed(tables)


def _pair(
    names: tuple[str, ...], groups: Mapping[str, Mapping[str, Group]], rows: list[Row], tables: _Tables, *, spans: bool
) -> None:
    old, new = groups.get(names[1], {}), groups.get(names[2], {})
    sides = Sides(old, new, match(old, new, GroupRecords(steady(old, rows), *went_or_came(old, new, rows))))
    tellings = telling(sides, rows)
    ids, came, removals = renumbered(sides)
    tables.ids += [(*names, *entry) for entry in ids]
    tables.came += [(*names, group) for group in came]
    for n, operation in enumerate((*sides.matching.operations, *removals)):
        row_numbers = sorted(set(tellings.rows_of.get(n, ())))
        tables.differences.append(_difference(names, operation, sides, row_numbers, spans=spans))
    _note_rows(names, tellings, tables)


def _note_rows(names: tuple[str, ...], tellings: Telling, tables: _Tables) -> None:
    pair = dict(zip(PAIR, names, strict=True))
    columns = ("row_no", "status", "side", "expected", "found", "similarity")
    for v in dict.fromkeys(tellings.verdicts):
        tables.accounts.append({**pair, "item_id": v.item_id, **{c: getattr(v.verdict, c) for c in columns}})
    tables.pairs += [(*names, *t) for t in dict.fromkeys(tellings.taken)]
    tables.more += [(*names, row, q.item_id, q.before, q.after) for row, q in tellings.more]


def _difference(
    names: tuple[str, ...], operation: Operation, sides: Sides, row_numbers: list[int], *, spans: bool
) -> dict[str, Any]:
    before_cell, after_cell = _texts(operation, sides)
    group = operation.group
    silent = "format-only" if operation.op == "group-moved" else "undocumented"
    return {
        **dict(zip(PAIR, names, strict=True)),
        "item_id": group.group_id,
        "op": operation.op,
        "before": before_cell,
        "after": after_cell,
        "rung": "numbering" if operation.op == "group-moved" else "wording",
        "hunks": [h.spans for h in hunks(before_cell or "", after_cell or "")] if spans else [],
        "status": "documented" if row_numbers else silent,
        "rows": row_numbers,
        "predicted": before_cell,
        "target": after_cell,
        "label": group.path,
        "old_item": operation.old.group_id if operation.old else None,
        "seq": min((m.seq for m in group.members), default=0),
    }


def _texts(operation: Operation, sides: Sides) -> tuple[str | None, str | None]:
    """What the difference says before and after: of a group that came or went all of it, else its heading."""
    old, new = operation.old, operation.new
    if operation.op in _WITHIN:
        return old.title if old else None, new.title if new else None
    return summary(old, sides.old) if old else None, summary(new, sides.new) if new else None


def _groups(inside: pl.DataFrame, pairs: pl.DataFrame) -> dict[str, Mapping[str, Group]]:
    """The groups of the editions in these pairs, by edition."""
    wanted = pl.concat([pairs.get_column("old_edition"), pairs.get_column("new_edition")]).unique()
    printed = pl.col("edition_id").is_in(wanted.implode()) & (pl.col("status") != "absent")
    group_items = inside.filter(printed).sort("seq", maintain_order=True)
    columns = ["edition_id", "item_id", "label", "kind", "text", "seq"]
    by_edition: dict[str, list[Member]] = {}
    for edition, *values in group_items.select(columns).iter_rows():
        by_edition.setdefault(edition, []).append(Member(*values))
    return {edition: grouped(group_members) for edition, group_members in by_edition.items()}


def _rows(corpus: Corpus, pairs: pl.DataFrame) -> dict[tuple[str, ...], list[Row]]:
    """The new rows of these pairs with their quotes."""
    key = ["new_edition", "row_no"]
    fresh = new_rows(corpus).join(pairs, on=PAIR, how="semi")
    columns = ["label", "before", "after", "outcome", "group_ids"]
    printed = corpus.changes.select(*columns, "row_no", new_edition="edition_id")
    rows = fresh.join(printed, on=key, maintain_order="left").sort("row_no", maintain_order=True)
    quoted = _quotes(corpus, fresh)
    out: dict[tuple[str, ...], list[Row]] = {}
    for *names, row_no, label, before_cell, after_cell, outcome, ids in rows.select(
        *PAIR, "row_no", *columns
    ).iter_rows():
        row = Row(
            row_no,
            label,
            before_cell,
            after_cell,
            outcome or "none",
            tuple(ids or ()),
            quoted.get((names[2], row_no), ()),
        )
        out.setdefault(tuple(names), []).append(row)
    return out


def _quotes(corpus: Corpus, fresh: pl.DataFrame) -> dict[tuple[str, int], tuple[Quoted, ...]]:
    key = ["new_edition", "row_no"]
    quotes = corpus.quotes.select("item_id", "before", "after", "anchor", "row_no", new_edition="edition_id")
    quotes = quotes.join(fresh.select(key).unique(), on=key, how="semi", maintain_order="left")
    out: dict[tuple[str, int], tuple[Quoted, ...]] = {}
    columns = ["item_id", "before", "after", "anchor"]
    for edition, row_no, item, before_cell, after_cell, anchor in quotes.select(*key, *columns).iter_rows():
        out[edition, row_no] = (*out.get((edition, row_no), ()), Quoted(item, before_cell, after_cell, anchor or ""))
    return out


def _framed(tables: _Tables) -> JoinedGroups:
    s, i = pl.String, pl.Int64
    pair = dict.fromkeys(PAIR, s)

    def frame(rows: list[tuple[Any, ...]], **more: Any) -> pl.DataFrame:
        return pl.DataFrame(rows, schema={**pair, **more}, orient="row")

    return JoinedGroups(
        ids=frame(tables.ids, group=s, group_new=s),
        came=frame(tables.came, group=s),
        differences=_records("differences", tables.differences, seq=i),
        accounts=_records("accounts", tables.accounts),
        taken=frame(tables.pairs, row_no=i, item_id=s),
        more=frame(tables.more, row_no=i, item_id=s, before=s, after=s),
    )


def _records(name: str, rows: list[dict[str, Any]], **more: Any) -> pl.DataFrame:
    columns = {**schema(name), **more}
    return pl.DataFrame([[row.get(c) for c in columns] for row in rows], schema=columns, orient="row")
