"""Boxes whose options only their brackets tell apart are two boxes; an explanation in brackets is no part of a name."""

from __future__ import annotations

import pytest

from pia_audit.compare.attribution import account
from pia_audit.compare.leaves import leaves
from pia_audit.compare.ticks import (
    as_boxes,
    boxes_that_changed,
    fits_ticks,
    listed_by_both,
    same_ticks,
    ticks,
    with_ticks,
)
from pia_audit.compare.verdicts import RowStatement

NEITHER = "[ ]接続しない（入手） [ ]接続しない（提供）"
ACQUIRING = "[○]接続しない（入手） [ ]接続しない（提供）"


def test_two_options_of_one_name_are_two_boxes() -> None:
    """様式4 prints 接続しない（入手） and 接続しない（提供） in one field: a tick at the first is a change."""
    assert list(ticks(ACQUIRING).values()) == [True, False]
    assert same_ticks(NEITHER, ACQUIRING) is False
    assert [(leaf.op, leaf.after) for leaf in leaves("flags", NEITHER, ACQUIRING)] == [("added", "接続しない（入手）")]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("[○]接続しない（入手）", True),
        ("接続しない(入手)", True),
        ("[○]接続しない（提供）", False),
        ("[ ]接続しない（提供）", True),
        ("[○]接続しない", None),
    ],
)
def test_a_row_speaks_of_the_box_it_names(quote: str, expected: bool | None) -> None:
    """With its brackets the box is known; 接続しない alone may be either."""
    assert fits_ticks(quote, ACQUIRING) is expected


def test_a_row_sets_the_box_it_names() -> None:
    """The other box of the same name stays."""
    assert with_ticks(NEITHER, "[○]接続しない（入手）") == "[○]接続しない（入手） [ ]接続しない（提供）"
    assert as_boxes("接続しない（提供）", ACQUIRING) == "[ ]接続しない（入手） [○]接続しない（提供）"
    assert listed_by_both("[○]接続しない（入手）", NEITHER) == ("[○]接続しない（入手）", "[ ]接続しない（入手）")


def test_any_brackets_tell_apart_what_one_text_lists_twice() -> None:
    """Two boxes その他 with other contents in brackets are not one."""
    old, new = "[○]その他（紙） [ ]その他（電子記録媒体）", "[○]その他（紙） [○]その他（電子記録媒体）"
    assert same_ticks(old, new) is False
    assert [leaf.after for leaf in leaves("flags", old, new)] == ["その他（電子記録媒体）"]


def test_an_explanation_in_brackets_is_no_part_of_the_name() -> None:
    """Versions of the form explain one option in other words."""
    old = "[○]4情報（氏名、性別、生年月日、住所） [ ]連絡先（電話番号等）"
    new = "[○]5情報（氏名、氏名の振り仮名、性別、生年月日、住所） [ ]連絡先"
    assert same_ticks(old, new) is True


SUPPLYING = "[ ]接続しない（入手） [○]接続しない（提供）"
BOTH = "[○]接続しない（入手） [○]接続しない（提供）"


def test_a_row_on_another_box_than_the_one_that_changed_records_nothing() -> None:
    """提供 was ticked, the row ticks 入手: a phantom, and 提供 has no row. A row that ticks both is off in 変更後."""
    held = account("flags", NEITHER, SUPPLYING, [RowStatement(1, "[ ]接続しない（入手）", "[○]接続しない（入手）")])
    assert ([v.status for v in held.verdicts], held.rows) == (["phantom"], ())
    assert [(leaf.op, leaf.after) for leaf in held.leaves] == [("added", "接続しない（提供）")]
    held = account("flags", NEITHER, SUPPLYING, [RowStatement(1, NEITHER, BOTH)])
    assert ([(v.status, v.side) for v in held.verdicts], held.leaves) == ([("misquoted", "after")], ())


def test_beside_the_right_row_a_row_on_another_box_is_a_phantom() -> None:
    """In whatever order the two stand, 提供 has its row."""
    right, wrong = (("[ ]接続しない（" + n + "）", "[○]接続しない（" + n + "）") for n in ("提供", "入手"))
    for cells, expected in (((right, wrong), ["confirmed", "phantom"]), ((wrong, right), ["phantom", "confirmed"])):
        held = account("flags", NEITHER, SUPPLYING, [RowStatement(n, *cell) for n, cell in enumerate(cells, 1)])
        assert ([v.status for v in held.verdicts], held.leaves) == (expected, ())


BOXES = "[○]専用線 [ ]電子メール [○]紙 [ ]その他（　　）"


def test_a_mark_may_stand_behind_an_option_without_brackets() -> None:
    """「その他　○」 speaks of this box alone."""
    assert fits_ticks("専用線　○", BOXES) is True
    assert fits_ticks("電子メール　○", BOXES) is False


@pytest.mark.parametrize(
    ("before", "after", "text", "expected"),
    [
        ("－", "専用線", BOXES, ("[ ]専用線", "[○]専用線")),
        ("その他", "（削除）", BOXES, ("[○]その他", "[ ]その他")),
        ("－", "専用線、紙", BOXES, ("－", "専用線、紙")),
        ("－", "電子メール", BOXES, ("－", "電子メール")),
        ("紙", "専用線", BOXES, ("紙", "専用線")),
    ],
)
def test_an_option_that_came_is_not_all_that_is_ticked(
    before: str, after: str, text: str, expected: tuple[str, str]
) -> None:
    """「－」→「専用線」 in a text that ticks 紙 too: one tick came. The list of all ticked stays what it is."""
    cells = boxes_that_changed(before, after, text)
    assert tuple(cell.replace("（　　）", "") for cell in cells) == expected


def test_a_row_of_one_tick_that_came_accounts_for_it() -> None:
    """The edition before had 紙 alone."""
    rows = [RowStatement(1, "－", "専用線")]
    verdicts = account("flags", "[ ]専用線 [○]紙", "[○]専用線 [○]紙", rows)
    assert [v.status for v in verdicts.verdicts] == ["confirmed"]
    unchanged = account("flags", "[ ]専用線 [○]紙", "[ ]専用線 [○]紙", rows)
    assert [v.status for v in unchanged.verdicts] == ["phantom"]
