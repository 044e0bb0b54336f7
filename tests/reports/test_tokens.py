"""Marks of what differs stand round whole tokens: dates, numbers, articles, options, headings and names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_audit.reports.redline import Mark, merged, redline
from pia_audit.reports.tokens import token_hunks, tokens

MARKS: dict[Mark, str] = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}", "cut": "…"}


def shown(old: str, new: str) -> str:
    """Both texts in one, with marks."""
    return "".join(MARKS[p.mark].format(p.text) for p in merged(old, new))


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("令和6年12月1日から", "令和7年12月1日から", "[-令和6年12月1日-]{+令和7年12月1日+}から"),
        ("（～R8.5）の経過措置", "（～R9.5）の経過措置", "（～[-R8.5-]{+R9.5+}）の経過措置"),
        ("表の20の2の項による。", "表の20の3の項による。", "表の[-20の2-]{+20の3+}の項による。"),
        ("第19条第7号による提供。", "第19条第8号による提供。", "第19条[-第7号-]{+第8号+}による提供。"),
        ("第十九条第七号による。", "第十九条第八号による。", "第十九条[-第七号-]{+第八号+}による。"),
        ("【提供の根拠】番号法", "【照会の根拠】番号法", "[-【提供の根拠】-]{+【照会の根拠】+}番号法"),
        ("実施する", "実施しない", "[-実施する-]{+実施しない+}"),
        ("十分である", "特に力を入れている", "[-十分である-]{+特に力を入れている+}"),
        ("[○]紙 [ ]電子メール", "[ ]紙 [ ]電子メール", "[-[○]紙-]{+[ ]紙+} [ ]電子メール"),
        ("マイナポータルの受付", "マイナアプリの受付", "[-マイナポータル-]{+マイナアプリ+}の受付"),
        (
            "宛名管理システム、収納管理システム", "宛名統合システム、収納管理システム",
            "[-宛名管理システム-]{+宛名統合システム+}、収納管理システム",
        ),
        ("財務部市民税課 窓口", "税務部市民税課 窓口", "[-財務部-]{+税務部+}市民税課 窓口"),
        ("福祉部介護課長が見る。", "福祉部介護支援課長が見る。", "福祉部[-介護課長-]{+介護支援課長+}が見る。"),
        ("対象者は1,000人以上である。", "対象者は10,000人以上である。", "対象者は[-1,000-]{+10,000+}人以上である。"),
    ],
)  # fmt: skip
def test_no_token_is_cut(old: str, new: str, wanted: str) -> None:
    """Of what a reader takes in as one thing all is marked, or nothing."""
    assert shown(old, new) == wanted


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("1・2・3・9", "1・2・3・10・20の2", {"9"}, {"10", "20の2"}),
        ("1、2、3、9、15の項", "1、3、9、12、15の項", {"2"}, {"12"}),
        ("第2条の表の9・13・18・20の項", "第2条の表の13・14・18・20の項", {"9"}, {"14"}),
        ("別表の1、2、3、4の項", "別表の2、3、5、4の項", {"1"}, {"5"}),
        (
            "13・14・18・20・27・106・120の項",
            "13・18・20・27・53・106の項",
            {"14", "120"},
            {"53"},
        ),
        ("53の項", "53・54の項", set(), {"54"}),
        ("9・30の項", "20・30・53の項", {"9"}, {"20", "53"}),
        ("項番 11，12，111", "項番 1，11，112", {"12", "111"}, {"1", "112"}),
    ],
)
def test_of_a_list_of_numbers_the_numbers_are_marked(old: str, new: str, gone: set[str], come: set[str]) -> None:
    """Not the digits that two numbers do not share."""
    left, right = redline(old, new)
    for side, mark, numbers in ((left, "removed", gone), (right, "added", come)):
        marked = [n for p in side.pieces if p.mark == mark for n in re.split("[・、，]", p.text)]
        assert set(marked) - {""} == numbers


TEXT = st.lists(
    st.sampled_from(
        [
            "令和7年1月1日",
            "20の2",
            "3",
            "・",
            "、",
            "第19条",
            "「見出し」",
            "システム",
            "の",
            "あ",
            "㈱",
            "①",
            "\n",
            " ",
        ]
    ),
    max_size=12,
).map("".join)


@given(TEXT, TEXT)
def test_marks_begin_and_end_where_tokens_do(old: str, new: str) -> None:
    """Whatever the texts: no edge of a mark lies within a token, no two marks overlap, and between them is the same."""
    hunks = token_hunks(old, new)
    for text, spans in (
        (old, [(h.old_start, h.old_end) for h in hunks]),
        (new, [(h.new_start, h.new_end) for h in hunks]),
    ):
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(edges)
        assert not [e for e in edges for start, end in tokens(text) if start < e < end]


@pytest.mark.parametrize("unit", ["一", "1", "漢", "「", "[ ", "システ", "第一", "1,111", "の2"])
def test_looking_for_tokens_grows_with_the_text(unit: str) -> None:
    """A run of any sign, long enough that a pattern which begins anew at each would be noticed, has its spans in it."""
    text = unit * (20_000 // len(unit))
    assert all(0 <= start < end <= len(text) for start, end in tokens(text))


def test_names_of_bodies_are_not_cut() -> None:
    """A body's name stays or goes whole, though another begins with the same words."""
    old, new = "松ノ瀬町教育委員会及び松ノ瀬町水道事業管理者", "松ノ瀬町水道事業管理者"
    assert [old[h.old_start : h.old_end] for h in token_hunks(old, new)] == ["松ノ瀬町教育委員会及び"]


def test_a_word_that_a_line_breaks_is_no_difference() -> None:
    """ファ⏎イル and ファイル, 12⏎30 and 1230 say the same: only what came is marked."""
    old, new = "特定個人情報ファ\nイルの1,2\n30人分を審査する。", "特定個人情報ファイルの1,230人分を厳正に審査する。"
    assert [(old[h.old_start : h.old_end], new[h.new_start : h.new_end]) for h in token_hunks(old, new)] == [
        ("", "厳正に")
    ]
