"""Lists of names, and passages in texts whose line breaks may be lost."""

import pytest
from bounded import bounded
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_audit.japanese.lists import heading_number, passages, split_names

PIECES = [
    "・",
    "○",
    "※",
    "【",
    "＜",
    "<p>",
    "</p>",
    "(1)",
    "1 ",
    "1, ",
    "1、",
    "2.",
    "①",
    "ア ",
    "13・14",
    " ",
    "\n",
    "　",
    "\r\n",
]
PIECES += ["生活", "システム", "年", "、", "，", ",", "(", ")", "（", "）", "「", "」", "]", "29", "A"]
PIECED = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
HOSTILE = ["1" * 200_000, "第" * 200_000, "(" * 200_000, " " * 200_000, "1 " * 100_000, "・ " * 100_000, "()" * 100_000]
HOSTILE += [
    "1" + " " * 200_000,
    "、" * 200_000,
    "(「" * 90_000 + ")" * 90_000,
    "\n1" * 90_000,
    "( [" * 60_000 + "、" * 20_000,
]


def cut(text: str) -> list[str]:
    """The passages of a text."""
    return [text[start:end] for start, end in passages(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("一つの文", ["一つの文"]),
        ("一\n二\r\n\n三", ["一\n", "二\r\n\n", "三"]),
        ("事務 ・番号法第9条第2項 ・目黒区", ["事務 ", "・番号法第9条第2項 ", "・目黒区"]),
        ("開示・訂正・利用停止", ["開示・訂正・利用停止"]),
        ("1 生活 【根拠】 ＜選択肢＞ ※主務省令", ["1 生活 ", "【根拠】 ", "＜選択肢＞ ", "※主務省令"]),
        (
            "次の事務 (1) 受理 (2) 求め 上記の(2)(3)について",
            ["次の事務 ", "(1) 受理 ", "(2) 求め 上記の(2)(3)について"],
        ),
        ("1、生活保護 2、外国人 ３．税 4 , 年金", ["1、生活保護 ", "2、外国人 ", "３．税 ", "4 , 年金"]),
        ("1) 実施する 2) 未定", ["1) 実施する ", "2) 未定"]),
        ("概要 ①受理 ② 審査 Ⅱ 判断", ["概要 ", "①受理 ", "② 審査 ", "Ⅱ 判断"]),
        ("記録 ア 氏名 イ 住所", ["記録 ", "ア 氏名 ", "イ 住所"]),
        (
            "含まれる項) 13・14・18 【照会】 42・43 2 生活",
            ["含まれる項) ", "13・14・18 ", "【照会】 ", "42・43 ", "2 生活"],
        ),
        ("13・14、 18・20", ["13・14、 18・20"]),
        ("13 ・14", ["13 ・14"]),
        ("平成 29 年 12 月 11 日", ["平成 29 年 12 月 11 日"]),
        ("対象は 1,000人 及び 3 人", ["対象は 1,000人 及び 3 人"]),
        ("審査 2 人手を介在 3 年金", ["審査 ", "2 人手を介在 ", "3 年金"]),
        ("Windows 11、Office", ["Windows 11、Office"]),
        ("番 号 法 第 1 9 条", ["番 号 法 第 1 9 条"]),
        ("  1 生活 ", ["  1 生活 "]),
        ("<p>一</p> <p>二</p> </ul>", ["<p>一</p> ", "<p>二</p> </ul>"]),
    ],
)
def test_passages(text: str, expected: list[str]) -> None:
    """A text is cut where a reader sees a new line, and not inside words, dates or runs of numbers."""
    assert cut(text) == expected


@settings(deadline=None)
@given(PIECED | st.text())
def test_passages_partition(text: str) -> None:
    """The passages are the whole text in order, none of them empty."""
    assert "".join(cut(text)) == text
    assert all(start < end for start, end in passages(text))


@settings(deadline=None)
@given(st.lists(st.sampled_from(["・番号法第9条", "【根拠】", "(1) 受理", "1 生活保護", "①事務", "※注"]), min_size=1))
def test_lost_line_breaks(lines: list[str]) -> None:
    """A text whose line breaks became spaces is cut at the same places."""
    assert [part.strip() for part in cut(" ".join(lines))] == [part.strip() for part in cut("\n".join(lines))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("、 、\n", ()),
        ("生活保護システム、中間サーバー，住基ネット", ("生活保護システム", "中間サーバー", "住基ネット")),
        ("宛名機能(予定)、中間サーバー(照会、提供)", ("宛名機能(予定)", "中間サーバー(照会、提供)")),
        ("「甲、乙」【丙、丁】［戊、己］", ("「甲、乙」【丙、丁】［戊、己］",)),
        ("甲（乙、丙)、丁", ("甲（乙、丙)", "丁")),
        ("甲(乙\n丙)", ("甲(乙\n丙)",)),
        ("(甲、乙、丙", ("(甲", "乙", "丙")),
        ("甲、乙)、丙", ("甲", "乙)", "丙")),
        ("・甲\n・乙 ・丙", ("甲", "乙", "丙")),
        ("1 甲システム 2 乙システム", ("甲システム", "乙システム")),
        ("1、甲 2、乙", ("甲", "乙")),
        ("①甲\n② 乙", ("甲", "乙")),
        ("甲、、乙、", ("甲", "乙")),
        ("対象1,000件,その他", ("対象1,000件", "その他")),
        ("4情報照会、統合・宛名", ("4情報照会", "統合・宛名")),
    ],
)
def test_split_names(text: str, expected: tuple[str, ...]) -> None:
    """Names are split at separators, line breaks and bullets, but never inside closed brackets."""
    assert split_names(text) == expected


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["甲", "乙(丙、丁)", "戊「己、庚」", "A・B"]), min_size=1),
    st.sampled_from(["、", "\n", "，", "\n・", "、\n"]),
)
def test_split_names_round_trip(names: list[str], joint: str) -> None:
    """Names joined by any separator are found again."""
    assert split_names(joint.join(names)) == tuple(names)


@settings(deadline=None)
@given(PIECED | st.text())
def test_names_are_parts(text: str) -> None:
    """Every name is a stripped, non-empty part of the text, in order."""
    at = 0
    for name in split_names(text):
        assert name
        assert name == name.strip()
        at = text.index(name, at) + len(name)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_finish(text: str) -> None:
    """Very long repetitive texts are dealt with in linear time."""
    with bounded():
        passages(text)
        split_names(text)


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("2 保護の要否", 2, "保護の要否"),
        ("12　届出", 12, "届出"),
        ("（１０）届出", 10, "届出"),
        ("⑫届出", 12, "届出"),
        ("イ 届出", 2, "届出"),
        ("(b) 届出", 2, "届出"),
        ("・届出", None, ""),
        ("24 の項", None, ""),
        ("13・14・18", None, ""),
        ("届出", None, ""),
    ],
)
def test_the_number_that_heads_a_passage(text: str, value: int | None, words: str) -> None:
    """Numbers, circled numbers and letters count; a bullet, a table's item and a list of numbers do not."""
    number = heading_number(text)
    assert (number.value if number else None, text[number.end :] if number else "") == (value, words)


@given(st.text(alphabet="0129１０①⑫ⅢイアaZ（()）.．、・ 　の項届出", max_size=12))
def test_a_heading_number_is_read_of_any_text(text: str) -> None:
    """It begins the text and counts from one, or there is none."""
    number = heading_number(text)
    assert number is None or (0 < number.end <= len(text) and number.value >= 1)
