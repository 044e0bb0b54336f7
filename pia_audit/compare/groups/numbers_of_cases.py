"""Numbers of cases that a form prints for its groups: 委託する（3）件 says how many 委託事項 follow."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pia_audit.compare.ticks import counts, ticks
from pia_audit.forms import option_count, option_key
from pia_audit.model.frames import Corpus

_OUTSOURCING, _PROVISION = ".outsourcing.use", ".provision.use"
_SIDES = {"提供": "recipient", "移転": "transferee"}
"""What an option of 提供・移転の有無 begins with, and the groups that it counts."""

_Numbers = Mapping[tuple[str, str], int]


def follow_groups(corpus: Corpus, differing: pl.DataFrame) -> pl.Series:
    """Of each difference whether nothing but numbers of cases changed, each as the groups that it counts did: then
    the group that came or went tells it.

    Args:
        corpus: the corpus.
        differing: ``old_edition, new_edition, item_id, old_item, before, after``.

    Returns:
        A Boolean series.
    """
    columns = differing.select("old_edition", "new_edition", "item_id", "old_item", "before", "after")
    counting = columns.get_column("item_id").str.ends_with(_OUTSOURCING) | columns.get_column("item_id").str.ends_with(
        _PROVISION
    )
    if not counting.any():
        return counting
    numbers = _numbers_of_groups(corpus.items)
    return pl.Series(
        [
            is_counting
            and bool(before and after)
            and _follows(numbers, (old, old_item or item, before), (new, item, after))
            for is_counting, (old, new, item, old_item, before, after) in zip(
                counting, columns.iter_rows(), strict=True
            )
        ],
        dtype=pl.Boolean,
    )


def _numbers_of_groups(items: pl.DataFrame) -> _Numbers:
    """How many groups of a kind an edition has under each file: those of which anything was read."""
    group = pl.col("item_id").str.extract(r"^(.*\b(?:outsourcing|recipient|transferee)\[\d+\])\.")
    read = items.filter(pl.col("status") == "read").select("edition_id", group=group).drop_nulls().unique()
    groups = (
        read.with_columns(family=pl.col("group").str.replace(r"\[\d+\]$", "")).group_by("edition_id", "family").len()
    )
    return {(edition, family): number for edition, family, number in groups.iter_rows()}


_Side = tuple[str, str, str]
"""An edition, an item in it and the item's text."""


def _follows(numbers: _Numbers, *sides: _Side) -> bool:
    """Whether both editions count the groups that they have, and say the same but for that."""
    answers = [_answers(item, text) for _, item, text in sides]
    if answers[0].keys() != answers[1].keys():
        return False
    return all(
        number is None or number == numbers.get((edition, family), 0)
        for (edition, _, _), answer in zip(sides, answers, strict=True)
        for (_, family), number in answer.items()
    )


def _answers(item_id: str, text: str) -> dict[tuple[str, str], int | None]:
    """The options chosen, each with the groups that it counts and their number."""
    if item_id.endswith(_OUTSOURCING):
        return {(option_key(text), item_id.removesuffix(".use")): option_count(text)}
    parent, numbers = item_id.removesuffix(_PROVISION), counts(text)
    chosen = [option for option, is_ticked in ticks(text).items() if is_ticked]
    return {(option, f"{parent}.{_SIDES.get(option[:2], '')}"): numbers.get(option) for option in chosen}
