"""What a misquoted row or a row of nothing new says leaves the account of the other changes of its item as it is."""

from __future__ import annotations

import pytest

from pia_audit.compare.attribution import account
from pia_audit.compare.verdicts import RowStatement

LAW = "・番号法第19条第8号に基づく主務省令第2条の表の"
OLD = f"【情報提供の根拠】\n{LAW}8・23・27・30・31の項\n【情報照会の根拠】\n{LAW}27・28・29の項"
NEW = OLD.replace("の8・23", "の23")
STRUCK = RowStatement(1, f"{LAW}8・23・27・30・31の項", f"{LAW}23・27・30・31の項")
DONE_BEFORE = RowStatement(2, f"{LAW}27・28の項", f"{LAW}27・28・29の項")


def test_a_row_of_what_stood_there_already_is_a_phantom_and_takes_no_change_to_itself() -> None:
    """29 was added before the older edition: the row records no difference, and what the other row struck is told by
    that row whole."""
    both = account("text", OLD, NEW, [STRUCK, DONE_BEFORE])
    assert [v.status for v in both.verdicts] == ["confirmed", "phantom"]
    assert both.leaves == ()


def test_beside_a_row_of_nothing_new_a_change_without_a_row_is_nobody_s() -> None:
    """8 was struck without a row; the row on 29 does not record it in part."""
    alone = account("text", OLD, NEW, [DONE_BEFORE])
    assert [v.status for v in alone.verdicts] == ["phantom"]
    assert [(leaf.before, leaf.after) for leaf in alone.leaves] == [("8", None)]
    assert alone.rows == ()


def test_a_list_quoted_with_a_number_too_few_is_misquoted_and_the_change_is_told() -> None:
    """29 is left out of 変更前; 変更後 is exact, so that 40 has its row."""
    old, new = (f"【情報照会の根拠】\n{LAW}27・28・29{more}の項" for more in ("", "・40"))
    only = account("text", old, new, [RowStatement(1, f"{LAW}27・28の項", f"{LAW}27・28・29・40の項")])
    assert [(v.status, v.side, v.found) for v in only.verdicts] == [("misquoted", "before", f"{LAW}27・28・29の項")]
    assert only.leaves == ()


def test_words_that_a_row_adds_and_that_stood_there_already_are_not_put_in_twice() -> None:
    """The row adds 162; the older edition has it. What changed besides, 14 for 13, has no row."""
    old, new = "別表の13・161・162の項\n甲課が担当する。", "別表の14・161・162の項\n甲課が担当する。"
    only = account("text", old, new, [RowStatement(1, "161", "161・162")])
    assert [v.status for v in only.verdicts] == ["phantom"]
    assert [(leaf.before, leaf.after) for leaf in only.leaves] == [("13", "14")]
    added = account("text", "別表の13・161の項", "別表の13・161・162の項", [RowStatement(1, "161", "161・162")])
    assert ([v.status for v in added.verdicts], added.leaves) == (["confirmed"], ())


LISTED = f"{LAW}115・116・117の項"
GROWN = f"{LAW}115・116・117・121・122の項"


def verdicts_of(old: str, new: str, *cells: tuple[str, str]) -> list[tuple[int, str, str | None]]:
    """What became of the rows with these cells."""
    held = account("text", old, new, [RowStatement(n, *cell) for n, cell in enumerate(cells, 1)])
    return [(v.row_no, v.status, v.side) for v in held.verdicts]


def test_both_cells_of_a_row_are_looked_at() -> None:
    """116 is left out of 変更前, and 121, which was added, of 変更後: each is told with its edition's own words."""
    cells = f"{LAW}115・117の項", f"{LAW}115・116・117・122の項"
    held = account("text", LISTED, GROWN, [RowStatement(1, *cells)])
    assert [(v.status, v.side, v.expected, v.found) for v in held.verdicts] == [
        ("misquoted", "before", cells[0], LISTED), ("misquoted", "after", cells[1], GROWN),
    ]  # fmt: skip
    assert (held.leaves, held.rows) == ((), (1,))
    assert verdicts_of(LISTED, GROWN, (cells[0], GROWN)) == [(1, "misquoted", "before")]


def test_a_row_that_another_one_goes_on_from_is_a_phantom() -> None:
    """117 was in the older list already: the first row records nothing, in whatever order the two stand."""
    done, right = (f"{LAW}115・116の項", LISTED), (LISTED, GROWN)
    assert verdicts_of(LISTED, GROWN, done, right) == [(1, "phantom", None), (2, "confirmed", None)]
    assert verdicts_of(LISTED, GROWN, right, done) == [(1, "confirmed", None), (2, "phantom", None)]
    elsewhere = "甲課が申請を受け付け、台帳に記録して保管する。", "乙課が申請を受け付ける。"
    strange = "別の事務では、委託先が定期に点検を行う。", elsewhere[0]
    assert verdicts_of(*elsewhere, strange, elsewhere) == [(1, "phantom", None), (2, "confirmed", None)]


def test_what_a_row_of_nothing_new_stands_beside_is_nobody_s() -> None:
    """The row says 裁断 for 焼却, as the older edition has it; 立ち会って became 確認の上 in the same sentence
    without a row. What the newer edition says there is shown."""
    old, new = "廃棄する書類は、管理者が立ち会って裁断する。", "廃棄する書類は、管理者が確認の上裁断する。"
    held = account("text", old, new, [RowStatement(1, old.replace("裁断", "焼却"), old)])
    assert [(v.status, v.found) for v in held.verdicts] == [("phantom", new)]
    assert [(leaf.before, leaf.after) for leaf in held.leaves] == [(old, new)]
    assert held.rows == ()


@pytest.mark.parametrize(
    ("old", "new", "cells", "left_out"),
    [
        (LISTED, f"{LAW}115・116・117・121の項", ("115・116", "115・116・117・121"), "115・116・117"),
        ("命令第5条、第15条、第25条", "命令第5条、第15条、第25条、第35条",
         ("命令第5条、第15条", "命令第5条、第15条、第25条、第35条"), "命令第5条、第15条、第25条"),
        ("別表の115の項、116の項、117の項", "別表の115の項、116の項、117の項、121の項",
         ("別表の115の項、116の項", "別表の115の項、116の項、117の項、121の項"), "別表の115の項、116の項、117の項"),
    ],
)  # fmt: skip
def test_a_row_that_begins_a_list_and_adds_what_stood_there_is_misquoted(
    old: str, new: str, cells: tuple[str, str], left_out: str
) -> None:
    """変更前 ends before the last number of the older list, 変更後 writes it beside the one that came."""
    held = account("text", old, new, [RowStatement(1, *cells)])
    assert [(v.status, v.side, v.found) for v in held.verdicts] == [("misquoted", "before", left_out)]
    assert (held.predicted, held.leaves) == (new, ())


def test_a_row_that_quotes_some_numbers_on_both_sides_is_right() -> None:
    """117・121 for 117 at the end of a list, and 116・118 for 116 in the middle of one that goes on with 117."""
    assert verdicts_of("別表の115・116・117の項", "別表の115・116・117・121の項", ("117", "117・121")) == [
        (1, "confirmed", None)
    ]
    assert verdicts_of("別表の116・117の項", "別表の116・118・117の項", ("116", "116・118")) == [(1, "confirmed", None)]
