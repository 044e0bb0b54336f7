"""What a text cites of the law's tables, and what it says itself of a list: side, law, condition."""

from __future__ import annotations

import pytest
from bounded import bounded
from hypothesis import given
from hypothesis import strategies as st

from pia_audit.law.mentions import Mention, mentions, rewritten
from pia_audit.law.tables import NETWORK, QUASI, TABLE, TABLE_1, TABLE_2

CONDITION = "第3欄（情報提供者）が「市町村長」の項のうち、第4欄（特定個人情報）に「児童手当関係情報」が含まれる項"


def one(text: str, before: str = "") -> Mention:
    """The only mention of a text."""
    (mention,) = mentions(text, before)
    return mention


@pytest.mark.parametrize(
    ("text", "table", "numbers"),
    [
        ("番号法別表14の2の項", TABLE, {"14の2"}),
        ("番号法別表の二十の二の項", TABLE, {"20の2"}),
        ("番号法別表6の2の項", TABLE, {"6の2"}),  # the Act never had a 別表第六
        ("番号法別表６の２、８の項", TABLE, {"6の2", "8"}),
        ("番号法別表6の2", TABLE, {"6の2"}),
        ("マイナンバー法別表20の2、条例", TABLE, {"20の2"}),
        ("番号法別表第二の二十の二", TABLE_2, {"20の2"}),
        (
            "番号法第19条第8号に基づく主務省令第2条の表のうち、次の項 7・7の2・51の2・95",
            NETWORK,
            {"7", "7の2", "51の2", "95"},
        ),
        ("番号法別表第一の38の2の項", TABLE_1, {"38の2"}),
        ("マイナンバー法別表第２の１６の２の項", TABLE_2, {"16の2"}),
        ("番号法第9条第1項 別表第一の8の項", TABLE_1, {"8"}),
        ("別表第二の8の項", TABLE_2, {"8"}),
        ("番号法第九条第一項に規定する準法定事務及び準法定事務処理者を定める命令表第3項", QUASI, {"3"}),
        ("番号法第九条第一項に規定する準法定事務及び準法定事務処理者を定める命令第3項", QUASI, {"3"}),
        ("準法定事務及び準法定事務処理者を定める命令の表の3の項", QUASI, {"3"}),
        ("準法定事務命令の表の5の2の項", QUASI, {"5の2"}),
        ("番号法別表：8、14の項", TABLE, {"8", "14"}),
        ("主務省令第2条の表の20-2、34ノ2の項", NETWORK, {"20の2", "34の2"}),
        (
            "主務省令第2条の表 第三欄が「市町村長」の項のうち、第四欄に「児童手当関係情報」が含まれる項（42、125の項）",
            NETWORK,
            {"42", "125"},
        ),
    ],
)
def test_the_law_s_tables(text: str, table: str, numbers: set[str]) -> None:
    """Each table is known in its usual ways of writing, with its items and their branches."""
    mention = one(text)
    assert (mention.table, set(mention.numbers)) == (table, numbers)


@pytest.mark.parametrize(
    "text",
    [
        "見本市個人番号の利用に関する条例別表第一の3の項",
        "見本市個人番号の利用に関する条例施行規則別表の3の項",
        "見本市個人番号の利用に関する条例の第3条別表5の項",
        "条例に定める事務 別表第一の3の項",
        "規則第11条 別表の3の項",
        "別表の3の項",
        "番号法第9条第2項\n・見本市個人番号の利用に関する条例\n・別表の3の項",
        "番号法第9条第2項\n・見本市個人番号の利用に関する条例第3条\n・別表第一の3の項",
        "別表第一の主務省令で定める事務を定める命令第8条",
        "別表第三の4の項",
        "番号法第9条第2項 別表第一の500の項",
        "番号法第9条第2項に基づき見本市が定める別表第1の500の項",
        "番号法第19条第9号 別表第二の500の項",
        "番号法別表6の2つの事務",
        "番号法別表20の2つの事務",
        "見本市個人番号の利用に関する条例別表6の2の項",
        "番号法別表2の2の項",  # the item 2の2 of 別表, or 別表第二の2の項
    ],
)
def test_tables_that_are_none_of_the_law_s(text: str) -> None:
    """A body's own tables, and what may be one, are never taken for the Act's."""
    assert mentions(text) == ()


TWO_SIDES = f"""1 児童手当法による児童手当の支給に関する事務
【情報提供の根拠】
・番号法第19条第8号に基づく主務省令第2条の表のうち、次の項（{CONDITION}）
42・125・141・161
【情報照会の根拠】
・番号法第19条第8号に基づく主務省令第2条の表の106・107の項
2 児童扶養手当法による事務
【情報照会の根拠】
・番号法第19条第8号に基づく主務省令第2条の表の81の項"""


def test_sides_laws_and_conditions() -> None:
    """Each list has its side, its heading's law and its own condition, and no other list's."""
    provided, asked, other = mentions(TWO_SIDES)
    assert [m.role for m in (provided, asked, other)] == ["provided", "asked", "asked"]
    assert [m.law for m in (provided, asked, other)] == ["児童手当法", "児童手当法", "児童扶養手当法"]
    assert (provided.holder, provided.information) == ("市町村長", "児童手当関係情報")
    assert (asked.holder, asked.information, other.columns) == ("", "", ())
    assert TWO_SIDES[slice(*provided.listed or (0, 0))] == "42・125・141・161"


def test_a_condition_behind_the_list() -> None:
    """The bracket with the condition may stand behind the numbers as well, with column numbers in kanji."""
    mention = one(
        "番号法第19条第7号及び別表第二の26・30の項（第三欄が「市町村長」の項のうち、第四欄に「児童手当関係情報」が含まれる項）"
    )
    assert (mention.role, mention.holder, mention.information) == ("provided", "市町村長", "児童手当関係情報")


TWO_CONDITIONS = """番号法第19条第8号に基づく主務省令第2条の表
・第三欄が「市町村長」の項のうち、第四欄に「児童手当関係情報」が含まれる項（42、125の項）
・第三欄が「市町村長」の項のうち、第四欄に「障害者自立支援給付関係情報」が含まれる項（11、15の項）"""


def test_a_list_has_its_own_condition_and_not_the_next_one_s() -> None:
    """The condition of another list, before or behind, is none of a list's."""
    mention = one(TWO_CONDITIONS)
    assert (set(mention.numbers), mention.information) == ({"42", "125"}, "児童手当関係情報")
    other = "8の項（第四欄に「住民票関係情報」が含まれる項）"
    behind = f"番号法別表第二の26、30の項（第四欄に「児童手当関係情報」が含まれる項）、{other}"
    assert one(behind).information == "児童手当関係情報"


def test_two_conditions_of_one_list_are_none() -> None:
    """A list of what meets one condition or another is of neither alone."""
    second = "第四欄に「住民票関係情報」が含まれる項"
    text = f"番号法別表第二の26、30の項（第四欄に「児童手当関係情報」が含まれる項又は{second}）"
    assert one(text).information == ""


def test_the_law_in_a_list_s_condition_heads_nothing() -> None:
    """What a list above asks for is not the law of the process of the next list."""
    text = (
        "【情報提供の根拠】\n・番号法別表第二の26の項（第四欄に「国民年金法による情報」が含まれる項）\n"
        "【情報照会の根拠】\n・番号法別表第二の118の項"
    )
    assert [m.law for m in mentions(text)] == ["", ""]


def test_a_row_s_heading_is_told_by_its_label() -> None:
    """A row that quotes a part of the field only has its heading in its 項目."""
    label = "1 児童手当法による事務 【情報照会の根拠】"
    mention = one("・番号法第19条第8号に基づく主務省令第2条の表の106の項", label)
    assert (mention.role, mention.law) == ("asked", "児童手当法")
    assert one("・番号法第19条第8号に基づく主務省令第2条の表の106の項").law == ""


@pytest.mark.parametrize(
    ("heading", "law"),
    [
        ("1 児童手当法による事務", "児童手当法"),
        ("1 国民健康保険法による事務", "国民健康保険法"),
        ("1 児童手当法による事務（児童手当法施行令を含む。）", "児童手当法"),
        ("1 児童手当法及び児童福祉法による事務", ""),
        ("1 国民健康保険法及び健康保険法による事務", ""),
        ("1 障害者総合支援法及び児童福祉法による事務", ""),  # a law by a name that is not known here
        ("1 児童手当法に準ずる見本市手当条例による事務", ""),
        ("1 見本手当に関する事務", ""),
    ],
)
def test_the_law_that_a_heading_names(heading: str, law: str) -> None:
    """Where a part names two laws, or another one that may be none of those known, its items may be of either."""
    assert one(f"{heading} 番号法第9条第1項 別表第一の8の項").law == law


def test_ranges_take_branches_in() -> None:
    """Numbers that merely lie in a range are cited, but not by the text's own words."""
    mention = one("番号法別表第二の10から20までの項")
    assert mention.plain_numbers == {"10", "20"}
    assert mention.cites("15")
    assert mention.cites("16の2")
    assert not mention.cites("20の2")


@pytest.mark.parametrize(
    "text",
    [
        "改正前の番号法別表第一の8の項",
        "旧番号法別表第一の8の項",
        "番号法別表第一の8の項（なお従前の例による。）",
        "番号法（令和6年5月27日施行後のもの）別表の9の項",
        "令和6年5月26日以前は番号法別表第一の8の項",
        "番号法別表第一の8の項（令和6年5月26日まで）",
    ],
)
def test_another_day_s_law_on_purpose(text: str) -> None:
    """Words that name the law of another day are seen."""
    assert one(text).purpose


def test_one_law_in_place_of_another() -> None:
    """An arrow from the old item to the new one is no citation of the old one, nor the law of one day."""
    assert all(m.purpose for m in mentions("番号法別表第一の8の項\n→番号法別表の9の項"))
    assert not any(m.purpose for m in mentions("番号法別表第一の8の項（平成27年10月から適用）"))


@pytest.mark.parametrize(
    ("text", "numbers", "written"),
    [
        ("番号法別表第二の26・30の項", ("26", "30", "87"), "26・30・87"),
        ("番号法別表第二の26、30及び87の項", ("26", "30", "87", "106"), "26、30、87及び106"),
        ("番号法別表第二の26及び30の項", ("26", "30", "87"), "26、30及び87"),
        ("番号法別表第二の２６・３０の項", ("26", "30の2"), "２６・３０の２"),
        ("番号法別表第二の26, 30の項", ("26", "30", "87"), "26, 30, 87"),
        ("番号法別表第二の26～30の項", ("26", "30", "87"), "26・30・87"),
        ("番号法別表第二の26の項", ("30",), "30"),
        ("番号法別表第二の十六、二十六、百二の項", ("16の2", "20", "110"), "十六の二、二十、百十"),
        ("番号法別表第二の第26項、第30項", ("26", "30", "87"), "第26項、第30項、第87項"),
        ("番号法別表第二の第26項", ("26", "30"), "第26項・第30項"),
        ("番号法別表第二の26の項、30の項", ("26", "30", "87"), "26の項、30の項、87の項"),
        ("番号法別表第二の26の項、30の項及び87の項", ("26", "30", "106"), "26の項、30の項及び106の項"),
        ("番号法別表第二の26、30～33の項", ("26", "27", "30", "31", "32", "33"), "26、27、30～33"),
        ("番号法別表第二の26、30から32まで、87の項", ("26", "30", "31", "32"), "26、30から32まで"),
        ("番号法別表第二の26、30～33の項", ("26", "30", "31", "33"), "26、30、31、33"),
    ],
)
def test_a_list_in_the_text_s_own_notation(text: str, numbers: tuple[str, ...], written: str) -> None:
    """What is to be pasted has the separators, the last joint and the width of digits of what it replaces."""
    assert rewritten(text, one(text), numbers) == written


@pytest.mark.parametrize(
    "stood",
    ["26・30の項", "26、30及び87の項", "第26項、第30項", "26の項、30の項及び87の項", "十六、二十六、百二の項",
     "２６、３０の項", "26、30～33の項", "26から28まで、30の項", "26、30および87の項"],
)  # fmt: skip
def test_a_list_to_paste_is_read_as_its_numbers(stood: str) -> None:
    """Pasted in place of the list it is read as exactly the numbers it was made of."""
    text = f"番号法別表第二の{stood}"
    for numbers in (("16の2", "26", "30", "110"), ("26", "27", "28", "30", "31", "32", "33", "120"), ("2", "99")):
        pasted = text.replace(
            stood, rewritten(text, one(text), numbers).removesuffix("の項").removesuffix("項") + "の項"
        )
        assert one(pasted).numbers == set(numbers)


PIECES = [
    "番号法",
    "別表第二の",
    "別表",
    "第2条の表の",
    "主務省令",
    "1・2",
    "20の2",
    "の項",
    "から",
    "【情報提供の根拠】",
]
PIECES += ["【情報提供の根拠】", "第3欄が「", "」", "\n", "・", "1 児童手当法", "準法定事務", "（"]


@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join), st.sampled_from(["", "1 児童手当法による事務"]))
def test_any_text_is_taken(text: str, before: str) -> None:
    """No text makes the reader fail; every mention lies in the text and cites something."""
    for m in mentions(text, before):
        assert text[m.start : m.end] == m.words
        assert m.numbers
        assert m.listed is None or 0 <= m.listed[0] < m.listed[1] <= len(text)


@pytest.mark.parametrize(
    "text", ["番号法別表第二の1の項" * 4000, "【情報提供の根拠】表" * 10000, "1 児童手当法 表" * 8000]
)
def test_hostile_texts_finish(text: str) -> None:
    """Long repetitive texts are dealt with in time."""
    with bounded():
        mentions(text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("番号法別表第二の次の項（第四欄に「住民票関係情報」が含まれる項） 17の項・20の項・42の項", {"17", "20", "42"}),
        ("番号法第19条第8号に基づく主務省令第2条の表 次の項 20の項、20の2の項、34の2の項", {"20", "20の2", "34の2"}),
        ("番号法別表第二の次の項\n・17の項\n・20の項\n・42の項", {"17", "20", "42"}),
        ("番号法別表第二の17の項、20の項並びに42の項", {"17", "20", "42"}),
        (
            "番号法別表第二の次の項（第四欄に「住民票関係情報」が含まれる項）　十三、二十の二、四十七の項",
            {"13", "20の2", "47"},
        ),
        ("番号法別表第二の1の項から3の項まで、20の2の項及び26の項", {"1", "2", "3", "20の2", "26"}),
        ("番号法別表第二\n17の項（児童手当）\n20の項（保育）", {"17", "20"}),
        ("番号法第9条第1項、別表第一の15の項及び第2項", {"15"}),
        ("番号法別表第二の第17項及び第20項", {"17", "20"}),
    ],
)
def test_numbers_that_each_have_their_own_word(text: str, numbers: set[str]) -> None:
    assert set().union(*(m.numbers for m in mentions(text))) == numbers
