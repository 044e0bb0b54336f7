"""What a misquoted row or a row of nothing new says leaves the account of the other changes of its item as it is."""

from __future__ import annotations

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
