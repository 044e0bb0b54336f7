"""Relative rows carried out: 同左, (略), 以下を追加; the right answers are written by hand."""

from __future__ import annotations

import pytest
from bounded import bounded

from pia_audit.compare.attribution import account
from pia_audit.compare.leaves import leaves
from pia_audit.compare.relative_wording import edits, relative_words
from pia_audit.compare.verdicts import RowStatement
from pia_audit.japanese.ladder import fold

OLD = "・窓口で受け付ける。\n・郵送で受け付ける。"
NEW = OLD + "\n・電子申請で受け付ける。"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("（略）", "同左\n以下を追加\n・電子申請で受け付ける。"),
        ("（略）\n・郵送で受け付ける。", "同左\n・電子申請で受け付ける。"),
        ("・窓口で受け付ける。\n（略）", "同左　以下を追加：・電子申請で受け付ける。"),
        ("（略）", "（略）\n以下を追加\n・電子申請で受け付ける。"),
        ("・窓口で受け付ける。（以下略）", "（略）以下を追加する。\n・電子申請で受け付ける。"),
    ],
)
def test_what_is_added_behind_omitted_text_accounts_for_it(before: str, after: str) -> None:
    """(略) stands for text that nobody touched: the addition is the whole of the change."""
    result = account("text", OLD, NEW, [RowStatement(1, before, after, "")])
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves == ()


def test_another_addition_behind_omitted_text_does_not() -> None:
    """The row adds what the newer edition does not say, and what it says has no row."""
    result = account("text", OLD, NEW, [RowStatement(1, "（略）", "同左\n以下を追加\n・ファクスで受け付ける。", "")])
    assert [v.status for v in result.verdicts] == ["phantom"]
    assert [leaf.after for leaf in result.leaves] == ["電子申請で受け付ける。"]


def test_a_removal_behind_omitted_text_accounts_for_it() -> None:
    """以下を削除 takes out what it quotes."""
    result = account("text", NEW, OLD, [RowStatement(1, "（略）", "（略）\n以下を削除\n・電子申請で受け付ける。", "")])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


@pytest.mark.parametrize("row", [("2 審査する。", "（削除）"), ("1 受付\n2 審査する。\n3 支給", "1 受付\n2 支給")])
def test_a_removal_from_a_numbered_list_needs_no_row_for_the_numbers(row: tuple[str, str]) -> None:
    """The passages behind it only count on, whether the row quotes the passage or the whole list."""
    result = account("text", "1 受付\n2 審査する。\n3 支給", "1 受付\n2 支給", [RowStatement(1, *row, "")])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())
    assert [leaf.op for leaf in leaves("text", "1 受付\n2 審査する。\n3 支給", "1 受付\n2 支給")] == ["removed"]


def test_an_insertion_into_a_numbered_list_needs_no_row_for_the_numbers() -> None:
    """The passage that came stands in the row; those behind it count on."""
    result = account("text", "1 受付\n2 支給", "1 受付\n2 審査\n3 支給", [RowStatement(1, "", "2 審査", "")])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


def test_a_line_break_before_what_is_added_changes_nothing() -> None:
    """1 同左 以下を追加 speaks of section 1, whether or not a line ends between its words."""
    before = "次の事務を行う。 1 受付 2 審査"
    readings = [edits(before, f"1 同左{gap}以下を追加 (3) 通知 2 別の事務を行う。") for gap in (" ", "\n", " \n")]
    assert {fold(edit.after) for (edit,) in readings} == {fold(f"1 {before} (3) 通知 2 別の事務を行う。")}


@pytest.mark.parametrize(
    "added", ["（追加）記録を残す。", "＋記録を残す。", "【追記】 記録を残す。", "以下を追加\n記録を残す。"]
)
def test_a_mark_before_what_is_added_below_the_same(added: str) -> None:
    """It is the clerk's and no word of the item."""
    (edit,) = edits("端末を点検する。", f"同左\n{added}")
    assert edit.after == "端末を点検する。\n記録を残す。"


@pytest.mark.parametrize("sign", "・…‥.．―-～*")
def test_words_left_out_are_looked_for_in_one_pass(sign: str) -> None:
    """A hundred thousand dots or strokes in both cells of a row that leaves words out."""
    run = sign * 100_000
    with bounded():
        assert "（略）" in relative_words(f"（略）あ{run}い", f"（略）う{run}え")


@pytest.mark.parametrize(
    ("text", "words"),
    [("あ・・・（略）", "・・・（略）"), ("あ…（略）…い", "…（略）…"), ("あ―略―い", "―略―"), ("あ\n……\nい", "……")],
)
def test_dots_and_strokes_belong_to_the_words_left_out(text: str, words: str) -> None:
    """They are no words of the item."""
    assert relative_words("", text) == (words,)
