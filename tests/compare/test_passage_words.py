"""Rows that speak of passages by their numbers: what they come to, carried out by hand beside it."""

from __future__ import annotations

import pytest

from pia_audit.compare import passage_words, relative_wording
from pia_audit.compare.attribution import account
from pia_audit.compare.verdicts import RowStatement

QUOTED = "窓口で行う。 (1) 受付 (2) 審査 (3) 通知 (4) 保管"


def lines(*texts: str) -> str:
    """Passages as a rewriting joins them."""
    return "\n".join(texts)


@pytest.mark.parametrize(
    ("after", "wanted"),
    [
        ("(1)～(2) 同左 (3) 通知の発送 (4) 同左", "窓口で行う。|(1) 受付|(2) 審査|(3) 通知の発送|(4) 保管"),
        ("(2) 二次審査 その他は同左", "窓口で行う。|(1) 受付|(2) 二次審査|(3) 通知|(4) 保管"),
        ("郵送で行う。 以下同じ", "郵送で行う。|(1) 受付|(2) 審査|(3) 通知|(4) 保管"),
        ("同左 ただし、(2)を削除する。", "窓口で行う。|(1) 受付|(3) 通知|(4) 保管"),
        ("(2)及び(3)を削除", "窓口で行う。|(1) 受付|(4) 保管"),
        ("第2段落を削除", "窓口で行う。|(2) 審査|(3) 通知|(4) 保管"),
        ("(2)を次のとおり改める。 (2) 二次審査", "窓口で行う。|(1) 受付|(2) 二次審査|(3) 通知|(4) 保管"),
        ("(2)を「二次審査」に改める。", "窓口で行う。|(1) 受付|(2) 二次審査|(3) 通知|(4) 保管"),
        ("(1)の次に次を加える。 (2) 面談", "窓口で行う。|(1) 受付|(2) 面談|(2) 審査|(3) 通知|(4) 保管"),
        ("(2)として次を追加 (2) 面談", "窓口で行う。|(1) 受付|(2) 面談|(2) 審査|(3) 通知|(4) 保管"),
        ("(5)を追加 (5) 廃棄", "窓口で行う。|(1) 受付|(2) 審査|(3) 通知|(4) 保管|(5) 廃棄"),
        ("(1) 同左 (2) 削除 (3) 同左 (4) 同左", "窓口で行う。|(1) 受付|(3) 通知|(4) 保管"),
    ],
)  # fmt: skip
def test_the_words_are_carried_out_on_the_passages(after: str, wanted: str) -> None:
    """Clause by clause, or passage by passage; a range of numbers names all of them."""
    rewriting = passage_words.rewriting(QUOTED, after)
    assert rewriting is not None
    assert rewriting.text.split("\n") == wanted.split("|")
    assert relative_wording.relative_words(QUOTED, after)


@pytest.mark.parametrize(
    "after",
    [
        "(7)を削除",  # no such passage
        "(2)を次のとおり改める。",  # and nothing follows
        "(2)を削除 様式を改めた",  # words that are left over
        "窓口で行う。 (1) 受付 (2) 審査",
        "申請の内容を追加で確認する。",
    ],
)
def test_what_is_not_understood_is_not_carried_out(after: str) -> None:
    """No passage is guessed."""
    assert passage_words.rewriting(QUOTED, after) is None


def test_a_proviso_goes_and_comes() -> None:
    """A sentence that begins with ただし, named as ただし書."""
    text = "二人で行う。ただし、休日は除く。"
    went = passage_words.rewriting(text, "ただし書を削除")
    came = passage_words.rewriting("二人で行う。", "同左 ただし書を追加 ただし、休日は除く。")
    assert went is not None
    assert came is not None
    assert went.text == "二人で行う。"
    assert came.text == lines("二人で行う。", "ただし、休日は除く。")


def test_what_a_relative_row_leaves_is_not_its_own_word() -> None:
    """同左 quotes nothing: what changed in those passages is told, and the row is right."""
    old, row = "1 受付 2 審査", RowStatement(1, "1 受付 2 審査", "1 同左 2 二次審査")
    right = account("text", old, "1 受付 2 二次審査", [row])
    assert (right.verdicts[0].status, right.leaves) == ("confirmed", ())
    hidden = account("text", old, "1 窓口受付 2 二次審査", [row])
    assert hidden.verdicts[0].status == "confirmed"
    assert [(leaf.op, leaf.before, leaf.after) for leaf in hidden.leaves] == [("changed", "1 受付", "1 窓口受付")]


def test_a_relative_rows_own_words_are_held_against_the_text() -> None:
    """What it adds itself must stand there; expected is what its words come to, and not 同左."""
    result = account("text", "1 受付", "1 受付 2 本審査", [RowStatement(1, "1 受付", "同左 以下を追加 2 予備審査")])
    (verdict,) = result.verdicts
    assert (verdict.status, verdict.side) == ("misquoted", "after")
    assert "同左" not in (verdict.expected or "")


def test_words_of_which_nothing_is_known_say_nothing() -> None:
    """同左（一部文言修正）: that the text changed is recorded, how is not told."""
    result = account("text", "1 受付", "1 窓口受付", [RowStatement(1, "1 受付", "同左（一部文言修正）")])
    assert (result.verdicts[0].status, result.leaves, result.open_rows) == ("confirmed", (), (1,))


@pytest.mark.parametrize("words", ["委託事項2を追加", "提供先3を削除", "システム4を追加"])
def test_the_number_of_a_group_is_no_passages(words: str) -> None:
    """委託事項2を追加 adds a group and no passage 2."""
    assert passage_words.clauses("", words) == ()
    assert passage_words.clauses("", words[-4:]) == (words[-4:],)
