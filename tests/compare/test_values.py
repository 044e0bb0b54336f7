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


def test_a_name_that_came_in_the_place_of_one_that_it_goes_on_from_is_a_rename() -> None:
    """団体内統合宛名システム lives on in a name of other words, between the same neighbours; a system that only is a
    システム too does not."""
    old = "生活保護システム、団体内統合宛名システム、中間サーバー"
    new = "生活保護システム、共通連携基盤システムの団体内統合宛名機能（予定）、中間サーバー、申請管理システム"
    assert [(leaf.op, leaf.before, leaf.after) for leaf in leaves("list", old, new)] == [
        ("changed", "団体内統合宛名システム", "共通連携基盤システムの団体内統合宛名機能（予定）"),
        ("added", None, "申請管理システム"),
    ]
    replaced = leaves(
        "list", "生活保護システム、宛名システム、中間サーバー", "生活保護システム、電子決裁基盤、中間サーバー"
    )
    assert [leaf.op for leaf in replaced] == ["added", "removed"]


def test_a_name_is_not_cut_inside_its_brackets() -> None:
    """及び parts two names; ・ in the brackets of one of them parts none."""
    new = "健康管理システム及び総合窓口システム（住民記録・税証明）、中間サーバー"
    (leaf,) = leaves("list", "健康管理システム、中間サーバー", new)
    assert (leaf.op, leaf.after) == ("added", "総合窓口システム（住民記録・税証明）")
