"""A choice that is answered by a mark beside one of the printed options."""

from __future__ import annotations

import pytest

from pia_audit.forms import FormItem, level_of
from pia_audit.readers.answers import choice, flags, options_of, whole_option

_PATH = ("①実施の有無",)
_ITEM = FormItem("x", _PATH, tuple(map(level_of, _PATH)), "choice", options=("実施する", "実施しない", "未定"))


@pytest.mark.parametrize(
    "content",
    [
        "☑ 実施する\n□ 実施しない\n□ 未定", "■実施する　□実施しない　□未定", "● 実施する ○ 実施しない ○ 未定",
        "[レ]実施する [　]実施しない [　]未定", "［Ｏ］実施する ［　］実施しない", "（○）実施する （　）実施しない",
        "○1) 実施する　2) 実施しない　3) 未定", "＜選択肢＞ ☑1) 実施する □2) 実施しない □3) 未定",
        "[ 実施する ] ＜選択肢＞ 1) 実施する 2) 実施しない 3) 未定",
        "[      実施する      ]   1) 実施する   2) 実施しない\n3) 未定",
        "[ 実施する ] 1) 実施する\n2) 実施しない\n3) 未定\n【情報提供の根拠】\n番号法第19条第8号",
    ],
)  # fmt: skip
def test_the_marked_option_is_the_answer(content: str) -> None:
    """Whatever sign marks it, and whether numbers stand before the options."""
    assert choice(_ITEM, content, keeps_ticks=True) == ("実施する", "read")


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        ("□ 実施する □ 実施しない □ 未定", (None, "blank")),
        ("○実施する ○実施しない ○未定", (None, "unreadable")),
        ("[△]実施する [　]実施しない", (None, "unreadable")),
        ("☑ 実施する ☑ 実施しない □ 未定", ("☑ 実施する ☑ 実施しない □ 未定", "read")),
    ],
)
def test_no_option_is_guessed(content: str, answer: tuple[str | None, str]) -> None:
    """Empty boxes are blank; bullets and signs that may mean either are unreadable; two ticks are read as printed."""
    assert choice(_ITEM, content, keeps_ticks=True) == answer


def test_the_number_of_cases_stands_before_the_list() -> None:
    """The bracket behind the answer is no part of it, wherever 件 is printed."""
    path = ("委託の有無",)
    item = FormItem("x", path, tuple(map(level_of, path)), "choice", options=("委託する", "委託しない"))
    content = "[ 委託する ]　（2）件　＜選択肢＞\n1) 委託する\n2) 委託しない"
    assert choice(item, content, keeps_ticks=True) == ("委託する（2）件", "read")


def test_filled_circles_are_ticks_among_hollow_ones() -> None:
    """Hollow ones alone may be bullets as well as ticks."""
    path = ("①入手元",)
    item = FormItem("x", path, tuple(map(level_of, path)), "flags", options=("紙", "専用線", "電子メール"))
    assert flags(item, "●紙　○専用線　●電子メール", keeps_ticks=True) == ("[○]紙 [ ]専用線 [○]電子メール", "read")
    assert flags(item, "○紙　○専用線　○電子メール", keeps_ticks=True) == (None, "unreadable")


def test_the_head_of_the_next_page_is_no_part_of_the_last_option() -> None:
    """A line below the options was read with them."""
    content = "［未定］\n＜選択肢＞ 1) 実施する 2) 実施しない 3) 未定\n白鷺市　国民健康保険に関する事務"
    assert options_of(_ITEM, content) == _ITEM.options
    assert options_of(_ITEM, content.replace("未定", "検討中"))[-1] != "未定"


def test_an_answer_cut_in_print_is_the_one_option_that_begins_so() -> None:
    """A row of the sheet that is too low hides the answer's end; a beginning that two options share tells nothing."""
    options = ("システム用ファイル", "その他の電子ファイル（表計算ファイル等）", "システム用ファイルの写し")
    item = FormItem("x", _PATH, tuple(map(level_of, _PATH)), "choice", options=options)
    assert whole_option(item, "その他の電子ファイル（表計") == options[1]
    assert whole_option(item, "システム用ファ") == "システム用ファ"
    assert whole_option(item, "システム用ファイル") == options[0]
