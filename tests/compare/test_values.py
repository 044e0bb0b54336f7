"""What texts mean to deepdiff: the numbers that they cite are sets, branches and all."""

from __future__ import annotations

from pia_audit.compare.values import structured, value


def test_cited_items_are_sets_of_numbers_with_their_branches() -> None:
    """Each law and table has its own set, and 20の2 is no 20."""
    text = "・番号法別表の14の2の項\n・主務省令第2条の表のうち、次の項 20・20の2・34の2"
    assert value("text", text)["cited"] == {"番号法 別表": {"14の2"}, "主務省令 第2条の表": {"20", "20の2", "34の2"}}


def test_a_branch_that_joins_a_list_is_told_by_its_number() -> None:
    """The account of two lists names the item, and numbers stand in their order."""
    found = structured("text", "番号法別表の9・20の項", "番号法別表の9・20の2・100の項")
    added = [c.new for c in found if c.kind == "set_item_added"]
    gone = [c.old for c in found if c.kind == "set_item_removed"]
    assert (sorted(added, key=str), gone) == (["100", "20の2"], ["20"])
    (whole,) = (c for c in structured("text", "申請の受付", "番号法別表の100・20の2・9の項") if "番号法 別表" in c.path)
    assert whole.new == "9・20の2・100"
