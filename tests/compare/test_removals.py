"""What a row takes away and the newer edition still has."""

from __future__ import annotations

import pytest

from pia_audit.compare.attribution import account
from pia_audit.compare.verdicts import Account, RowStatement


def leaves_of(result: Account) -> list[tuple[str, str | None, str | None]]:
    """What is left: how it changed, and both texts without white space round them."""
    return [(leaf.op, leaf.before and leaf.before.strip(), leaf.after and leaf.after.strip()) for leaf in result.leaves]


def test_a_removal_that_did_not_happen_is_a_phantom() -> None:
    """The row says that one name went, and another did: that one has no row."""
    result = account("list", "税台帳連携、税台帳、住基", "税台帳連携、住基", [RowStatement(1, "税台帳連携", "―")])
    assert [v.status for v in result.verdicts] == ["phantom"]
    assert leaves_of(result) == [("removed", "税台帳", None)]


def test_a_removal_half_done_is_misquoted() -> None:
    """Of two passages that are to go one is still there."""
    old, new = "(1) 受付 (2) 審査 (3) 通知 (4) 保管", "(1) 受付 (2) 審査 (3) 保管"
    result = account("text", old, new, [RowStatement(1, old, "以下を削除 (2) 審査 (3) 通知")])
    (verdict,) = result.verdicts
    assert (verdict.status, verdict.side, verdict.found) == ("misquoted", "after", "(2) 審査")
    assert not result.leaves


def test_a_name_replaced_that_still_stands_there() -> None:
    """Both the old name and the new one stand in the list."""
    result = account("list", "税台帳、住基", "税台帳、税総合台帳、住基", [RowStatement(1, "税台帳", "税総合台帳")])
    (verdict,) = result.verdicts
    assert (verdict.status, verdict.found) == ("misquoted", "税台帳、税総合台帳")


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("(1) 通知の発送 (2) 通知 (3) 保管", "(1) 通知の発送 (2) 保管", "通知", "―"),
        ("①通知の発送 ②通知 ③保管", "①通知の発送 ②保管", "通知", "削除"),
        ("(1) 受付 (2) 審査 (3) 通知", "(1) 受付 (2) 削除 (3) 通知", "(2) 審査", "削除"),
        ("別表の4・9・15の項", "別表の4・15の項", "9の項", "削除"),
        ("別表の4・9の項", "別表の4・9・10・11の項", "別表の4・9の項", "別表の4・9～11の項"),
        ("別表の4・9の項", "別表の4・9～11の項", "別表の4・9の項", "別表の4・9・10・11の項"),
    ],
)
def test_honest_removals_and_ranges_leave_nothing(old: str, new: str, before: str, after: str) -> None:
    """A passage's number goes with its words; a range of numbers is all of them."""
    result = account("text", old, new, [RowStatement(1, before, after)])
    assert ([v.status for v in result.verdicts], leaves_of(result)) == (["confirmed"], [])


def test_a_range_that_says_more_is_told() -> None:
    """12 is in the newer edition's range and not in the row's list."""
    row = RowStatement(1, "別表の4・9の項", "別表の4・9・10・11の項")
    result = account("text", "別表の4・9の項", "別表の4・9～12の項", [row])
    assert [v.status for v in result.verdicts] == ["misquoted"]


def test_a_number_replaced_by_another_one_is_told() -> None:
    """The row's number and the list's are of one number's branches; a text of one passage has no parts."""
    result = account("text", "別表の4・9・15の項", "別表の4・9の2・15の項", [RowStatement(1, "9", "9の3")])
    (verdict,) = result.verdicts
    assert (verdict.status, verdict.side) == ("misquoted", "after")
