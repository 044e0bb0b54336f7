"""What texts mean to deepdiff: the numbers that they cite are sets, branches and all."""

from __future__ import annotations

from pia_audit.compare.leaves import leaves
from pia_audit.compare.values import cited


def test_cited_items_are_sets_of_numbers_with_their_branches() -> None:
    """Each law and table has its own set, and 20の2 is no 20."""
    text = "・番号法別表の14の2の項\n・主務省令第2条の表のうち、次の項 20・20の2・34の2"
    assert cited(text) == {"番号法 別表": {"14の2"}, "主務省令 第2条の表": {"20", "20の2", "34の2"}}


def test_a_branch_that_joins_a_list_is_told_by_its_number() -> None:
    """The leaf of two lists names the items, in their order."""
    (leaf,) = leaves("text", "番号法別表の9・20の項", "番号法別表の9・20の2・100の項")
    assert (leaf.what, leaf.before, leaf.after) == ("numbers", "20", "20の2・100")
