"""Words about a text in cells that should quote one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_audit.japanese.placeholders import is_deletion, is_empty, is_remark, says_unchanged
from pia_audit.japanese.side_marks import without_side_marks

ELSEWHERE = """別紙のとおり 別添のとおり （別紙１参照） 別紙1,2のとおり ※別紙のとおり 下記のとおり 下線部のとおり修正
新旧対照表のとおり 右記のとおり変更 本文のとおり 詳細は別紙を参照 赤字部分を修正 別添１のとおり変更。"""
AGAIN = "同上 〃 同左 上記と同様 変更前と同じ 省略 （略）"
DONE = """修正 新規追加 全部改正 全面改訂 一部修正 追加・削除 文言の修正 字句の修正及び項番の整理 項番の整理
記載内容の見直し 誤字・脱字の訂正 最新の内容に更新 法令改正に伴う項番号の修正 条ずれの修正
様式変更 時点修正 記載の追加及び削除"""
TO_WHAT = """委託先の一覧を追加 (1)から(3)までを削除 (1)の記載を(2)に変更 番号法第19条第7号を第8号に変更
「再委託」の記載を追加 以下を追加"""
UNCHANGED = "変更なし 変更無し 変更箇所なし 記載内容に変更なし 従前のとおり 同左 変更前と同じ"
SPEAKING = " ".join([ELSEWHERE, AGAIN, DONE, TO_WHAT, UNCHANGED]).split()
QUOTED = """令和7年4月1日 総務部税務課 住所の変更 ・住所を変更 台帳を更新する。 情報を削除する。 十分である 10人未満
再委託する なし ― 資格の得喪及び変更に関する事務 ・保存期間を経過した情報を削除する。 番号法別表のとおり
転入・転出による住所変更 システム更新 統合 更新 番号法第9条第1項別表第一の16の項 届出に基づき、台帳を更新する。
異動情報の更新 情報の追加 変更の届出 （削除） 削除"""
STRUNG = st.sampled_from([*"のを・,、1(「", "記載", "変更", "第12", "全部改正", "下記", "に"])


@pytest.mark.parametrize("text", SPEAKING)
def test_words_about_a_text(text: str) -> None:
    """Cells that lead elsewhere, say the same again or what was done are words about a text."""
    assert is_remark(text)


@pytest.mark.parametrize("text", QUOTED.split())
def test_texts_of_items(text: str) -> None:
    """Names, dates, answers, entries of lists and sentences that items really say are none."""
    assert not is_remark(text)


@pytest.mark.parametrize("text", UNCHANGED.split())
def test_words_for_nothing_changed(text: str) -> None:
    """Of those words some say that nothing changed."""
    assert says_unchanged(text)
    assert not says_unchanged("別紙のとおり")


@given(st.lists(STRUNG, max_size=60).map("".join))
def test_any_words_are_read_in_bounded_time(text: str) -> None:
    """However such words are strung together, the answer comes, and a quotation in front of them is no remark."""
    assert not is_remark(f"・市は{text}を行う。")


@pytest.mark.parametrize(
    "note", ["\n（下線部）", "※下線部を修正", "（下線部変更）", "\n※太字部分を追加", "\n下線部修正"]
)
def test_a_note_on_how_a_change_is_shown_is_no_part_of_a_quotation(note: str) -> None:
    """Behind words it goes; alone in its cell it stays, as it then stands for them."""
    assert without_side_marks("窓口で受け付ける。", f"電話で受け付ける。{note}") == (
        "窓口で受け付ける。",
        "電話で受け付ける。",
    )
    assert without_side_marks("窓口で受け付ける。", note) == ("窓口で受け付ける。", note)


def test_an_abolition_is_a_deletion() -> None:
    assert is_deletion("（廃止）")
    assert is_empty("（廃止）")
    assert not is_deletion("制度の廃止に伴う事務")
