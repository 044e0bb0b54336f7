"""Drafts the 変更箇所 rows that a difference between two editions calls for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

import polars as pl
from msgspec import Struct

from pia_audit import forms
from pia_audit.compare.equality import VALUES
from pia_audit.compare.hunks import folded_changes
from pia_audit.compare.kept_rows import new_rows
from pia_audit.compare.locate import locate
from pia_audit.japanese.dates import find_dates
from pia_audit.japanese.lists import passages
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.spans import Folded, fold_spans
from pia_audit.law.doubt import is_open, left_over
from pia_audit.law.mentions import mentions, rewritten
from pia_audit.law.remarks import list_for, remarks
from pia_audit.model import Timing
from pia_audit.model.frames import Corpus

NOTHING = "―"
"""What a drafted cell says where the item did not exist, or no longer does."""

CAME, WENT = "（新規）", "（削除）"
"""What a drafted cell says where a whole group did not exist, or no longer does."""

Quote = Literal["whole", "part"]
_MOST = 0.7


class RightList(Struct, frozen=True):
    """A list of items that is not the law's table's on the row's day: where the text cites it, the list as it stands
    there, and the table's in the text's own notation. It is offered, never put into the row."""

    words: str
    table: str
    day: date
    listed: str
    right: str


class DraftRow(Struct, frozen=True):
    """A row to be written. ``timing`` is ``None`` where nothing speaks for either; ``reason`` names why
    (``count-date``, ``future-date``, ``past-date`` or ``""``). ``lists`` are what the law's tables have instead of
    lists in ``after`` that state their condition."""

    report_id: str
    item_id: str
    label: str
    changed_on: date | None
    before: str
    after: str
    timing: Timing | None
    reason: str
    lists: tuple[RightList, ...] = ()


def draft(corpus: Corpus, quote: Quote = "part", on: date | None = None) -> tuple[DraftRow, ...]:
    """The rows missing from a reconciled corpus's newer editions, in the form's order.

    ``quote``: whole items, or of long texts the smallest passages that can be told apart. ``on``: the 変更日
    (default: the newer 公表日). What recorded rows already account for is not drafted again, nor what a new row whose
    項目 cannot be told may account for; a group that only changed its number and boxes that only another version of the
    form prints are no change to record.
    """
    wanted = corpus.differences.filter(pl.col("status") != "documented")
    days = corpus.pairs.select("old_edition", "new_edition", "new_on")
    keys = corpus.editions.select("form_key", new_edition="edition_id").unique("new_edition")
    old_keys = keys.rename({"form_key": "old_key", "new_edition": "old_edition"})
    kinds = corpus.items.select("item_id", "kind", "seq", "path", new_edition="edition_id")
    kinds = kinds.unique(["new_edition", "item_id"])
    older = corpus.items.select("item_id", old_path="path", old_edition="edition_id")
    older = older.unique(["old_edition", "item_id"])
    rows = (
        wanted.join(days, on=["old_edition", "new_edition"], maintain_order="left")
        .join(keys, on="new_edition", maintain_order="left")
        .join(old_keys, on="old_edition", maintain_order="left")
        .join(kinds, on=["new_edition", "item_id"], how="left", maintain_order="left")
        .join(older, on=["old_edition", "item_id"], how="left", maintain_order="left")
        .join(_maybe_recorded(corpus), on=["new_edition", "item_id"], how="anti", maintain_order="left")
        .filter(~_is_only_form())
        .sort("report_id", "new_on", maintain_order=True)
    )
    out: list[DraftRow] = []
    for r in rows.iter_rows(named=True):
        if r["op"].startswith("group-"):
            out.append(_group_row(r, on or r["new_on"]))
            continue
        old = r["predicted"] if r["status"] == "partial" else r["before"]
        item = _form_item(r["form_key"], r["item_id"])
        kind = r["kind"] or (item.kind if item else "text")
        day = on or r["new_on"]
        new = r["target"] if r["status"] == "partial" else r["after"]
        lists = right_lists(new or "", day) if kind == "text" else ()
        for before, after in quotations(kind, old, new, quote):
            timing, reason = propose(kind, before, after, day)
            row_lists = tuple(right_list for right_list in lists if right_list.listed in after)
            label = "\n".join(r["path"] or r["old_path"] or (item.path if item else (r["item_id"],)))
            out.append(DraftRow(r["report_id"], r["item_id"], label, day, before, after, timing, reason, row_lists))
    return tuple(out)


_UNIT = regex(r"\s*(?:の\s*)?項\Z")


def right_lists(text: str, day: date | None) -> tuple[RightList, ...]:
    """What the law's tables of a day have instead of the lists of a text that state their condition."""
    out: list[RightList] = []
    if day is None:
        return ()
    for m in mentions(text):
        for remark in remarks(m, day):
            numbers = remark.right
            if remark.code == "PIA611" and len(numbers) < 2 and not is_open(text, m):
                numbers = list_for(m, day)  # a number that is not there may be the list's only fault
            if remark.condition and len(numbers) > 1 and m.listed and left_over(text, m, remark):
                listed, corrected_list = text[slice(*m.listed)], rewritten(text, m, numbers)
                unit = _UNIT.search(listed)  # of the whole list, which what is pasted in its place has too
                if unit and not _UNIT.search(corrected_list):
                    corrected_list += unit[0]
                out.append(RightList(m.words, m.table, day, listed, corrected_list))
    return tuple(dict.fromkeys(out))


def _maybe_recorded(corpus: Corpus) -> pl.DataFrame:
    """``new_edition, item_id``: items that a new row whose 項目 cannot be told may be about."""
    unsure = corpus.changes.filter(pl.col("outcome") == "unsure").select(
        "row_no", new_edition="edition_id", item_id="candidates"
    )
    new = new_rows(corpus).select("new_edition", "row_no").unique()
    maybe = unsure.join(new, on=["new_edition", "row_no"]).explode("item_id")
    return maybe.select("new_edition", "item_id").drop_nulls()


def _is_only_form() -> pl.Expr:
    """Whether a difference is one of numbers or boxes only: nothing a body would write a row for."""
    only_form = pl.col("status") == "format-only"
    return only_form & ((pl.col("op") == "group-moved") | pl.col("kind").is_in(list(VALUES)).fill_null(value=False))


def _group_row(r: dict[str, Any], day: date | None) -> DraftRow:
    """One row for a whole group: its path, and the group before and after."""
    before, after = r["before"] or CAME, r["after"] or WENT
    timing, reason = propose("text", before, after, day)
    key = r["form_key"] if r["after"] else r["old_key"]
    label = _group_label(key, r["item_id"], r["label"])
    return DraftRow(r["report_id"], r["item_id"], label, day, before, after, timing, reason)


def _group_label(key: str, group_id: str, path: str) -> str:
    """The levels of a group's path line by line, as far as the form tells them; else the path as it is."""
    items, template = forms.load(key).items, forms.template(group_id)
    inside = (i.path for item_prefix in (group_id, template) for i in items if i.item_id.startswith(f"{item_prefix}."))
    levels = [re.sub(r"\\\{.*?\\\}", ".*", re.escape(level)) for level in next(inside, ())]
    heads = (r"\s+".join(f"({level})" for level in levels[:depth]) for depth in range(len(levels), 0, -1))
    match = next((m for head in heads if (m := re.fullmatch(head, path))), None)
    return "\n".join(match.groups()) if match else path


def _form_item(key: str, item_id: str) -> forms.FormItem | None:
    form = forms.load(key)
    others = (v.item(item_id) for v in forms.versions(form.form))
    return form.item(item_id) or next((i for i in others if i), None)


def quotations(kind: str, old: str | None, new: str | None, quote: Quote) -> Iterator[tuple[str, str]]:
    """変更前 and 変更後 for one item: one pair for the whole, or a pair for each passage that changed."""
    if quote == "whole" or kind != "text" or not old or not new:
        yield old or NOTHING, new or NOTHING
        return
    parts = list(_parts(old, new))
    if sum(len(b) for b, _ in parts) > _MOST * len(old) or not all(_alone(b, old) and _alone(a, new) for b, a in parts):
        yield old, new
        return
    yield from parts


def _alone(part: str, text: str) -> bool:
    hit = locate(part, text)
    return hit is not None and hit.count == 1


def _parts(old: str, new: str) -> Iterator[tuple[str, str]]:
    old_side, new_side = fold_spans(old), fold_spans(new)
    changes = folded_changes(old_side.text, new_side.text)
    for start, end in _regions(old_side, new_side, changes):
        yield (
            _raw(old_side, start, end),
            _raw(new_side, _across(changes, start, end=False), _across(changes, end, end=True)),
        )


def _raw(folded: Folded, start: int, end: int) -> str:
    """The raw passage, with the bullet in front of it that folding left out."""
    begin = folded.ends[start - 1] if start else 0
    return folded.raw[begin : folded.span(start, end)[1]].strip() if start < end else ""


_Changes = list[tuple[int, int, int, int]]


def _across(changes: _Changes, at: int, *, end: bool) -> int:
    """The newer text's position for a position of the older one that lies in no change.

    Where something was inserted at that very place, a region's end takes it in and its start does not.
    """
    shift = 0
    for a, b, c, d in changes:
        if b < at or (b == at and (a < b or end)):
            shift += (d - c) - (b - a)
    return at + shift


def _regions(old_side: Folded, new_side: Folded, changes: _Changes) -> list[tuple[int, int]]:
    """Stretches of the older text, whole passages each, that hold all changes and stand once in both texts."""
    cuts = _cuts(old_side)
    regions = [_passages_round(cuts, a, b) for a, b, _, _ in changes]
    while True:
        regions = _joined(regions)
        grown = [r if _tells(old_side, new_side, changes, r) else _wider(cuts, r) for r in regions]
        if grown == regions:
            return regions
        regions = grown


def _cuts(folded: Folded) -> list[int]:
    """Where passages of the text begin and end, in folded positions."""
    starts = [s for s, _ in passages(folded.raw)]
    return sorted({0, *(bisect_left(folded.starts, s) for s in starts), len(folded.text)})


def _passages_round(cuts: list[int], start: int, end: int) -> tuple[int, int]:
    return max(c for c in cuts if c <= start), min(c for c in cuts if c >= end)


def _joined(regions: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(regions):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def _tells(old_side: Folded, new_side: Folded, changes: _Changes, region: tuple[int, int]) -> bool:
    """Whether both quotations have words and stand once in their text, also when all other changes are undone.

    Of two passages that changed places each text before is the other's text after: one undone, there are two of them.
    """
    start, end = region
    low, high = _across(changes, start, end=False), _across(changes, end, end=True)
    old, new = old_side.text[start:end], new_side.text[low:high]
    alone, undone = old_side.text[:start] + new + old_side.text[end:], new_side.text[:low] + old + new_side.text[high:]
    pairs = ((old_side.text, old), (new_side.text, new), (alone, new), (undone, old))
    return bool(old and new) and all(_once(text, part) for text, part in pairs)


def _once(text: str, part: str) -> bool:
    """Whether ``part`` stands in ``text`` once, copies that overlap counted."""
    first = text.find(part)
    return first >= 0 and text.find(part, first + 1) < 0


def _wider(cuts: list[int], region: tuple[int, int]) -> tuple[int, int]:
    """One passage more, before it if there is one, else behind it."""
    start, end = region
    if start > 0:
        return max(c for c in cuts if c < start), end
    return start, min((c for c in cuts if c > end), default=end)


def propose(kind: str, before: str, after: str, on: date | None) -> tuple[Timing | None, str]:
    """A 提出時期 that the changed text itself speaks for, and why; nothing is guessed.

    A count as of a past day is a fact already: 事後. A day from which something holds decides by lying
    before or after ``on``.
    """
    if on is None:
        return None, ""
    known_dates = {(d.span, d.relation) for d in find_dates(before)}
    fresh = [d for d in find_dates(after) if (d.span, d.relation) not in known_dates]
    if kind == "date" or any(d.relation == "as-of" for d in fresh):
        counted = all(d.span.end <= on for d in fresh)
        return ("事後", "count-date") if fresh and counted else (None, "")
    begins = [d.span for d in fresh if d.relation in ("from", "in-force", "planned")]
    if begins and all(s.start > on for s in begins):
        return "事前", "future-date"
    if begins and all(s.end <= on for s in begins):
        return "事後", "past-date"
    return None, ""
