"""Lists that stand behind words or a bracket after the table's name, and numbers there that are no list of its."""

from __future__ import annotations

from datetime import date

import pytest

from pia_audit.law.doubt import left_over
from pia_audit.law.mentions import mentions
from pia_audit.law.remarks import Remark, remarks
from pia_audit.law.tables import NETWORK, TABLE, TABLE_2

ACT = "番号法第19条第8号 "
ORDER = "番号法第19条第8号に基づく主務省令"
CONDITION = "第三欄（情報提供者）が「市町村長」の項のうち、第四欄（特定個人情報）に「児童手当関係情報」が含まれる項"

PROVIDED, ASKED = ("provided", "26・87"), ("asked", "26・87")


def sides(text: str) -> list[tuple[str, str]]:
    """Every list of a text, with its side."""
    return [(m.role, "・".join(sorted(m.numbers, key=lambda n: int(n.split("の")[0])))) for m in mentions(text)]


BEHIND = [
    (f"{ACT}別表第二（{CONDITION}）26・87の項", [PROVIDED]),
    (f"{ACT}別表第二（情報提供）26、87の項", [PROVIDED]),
    (f"{ACT}別表第二【提供】26、87の項", [PROVIDED]),
    (f"{ACT}別表第二（情報照会の根拠）二十六、八十七の項", [ASKED]),
    (f"{ACT}別表第二における情報照会の根拠：26の項及び87の項", [ASKED]),
    ("番号法第19条第8号及び別表第二（別表第二における情報提供の根拠）26、87の項", [PROVIDED]),
    (f"{ACT}別表第二 提供：26、87の項 照会：16、20の2の項", [PROVIDED, ("asked", "16・20の2")]),
    (f"{ACT}別表第二 【提供】26、87 【照会】16、20の2", [PROVIDED, ("asked", "16・20の2")]),
    (f"{ACT}別表第二</p><p>26、87の項", [("", "26・87")]),
    (f"{ACT}別表第二（照会）26、87の項及び条例別表第一の900の項", [ASKED]),
    (f"{ACT}別表第二\n26、87の項", [("", "26・87")]),
    (f"{ACT}別表第2\n26、87の項", [("", "26・87")]),
    ("番号法第19条第8号（別表第2）26、87の項", [("", "26・87")]),
    (f"{ACT}別 表 第 二 （ 情 報 提 供 ） 2 6 、 8 7 の 項", [PROVIDED]),
]


@pytest.mark.parametrize(("text", "expected"), BEHIND)
def test_lists_behind_words(text: str, expected: list[tuple[str, str]]) -> None:
    """The side, the heading or the condition may stand between the table and its list, in any way of writing."""
    assert (sides(text), {m.table for m in mentions(text)}) == (expected, {TABLE_2})


@pytest.mark.parametrize(("text", "expected"), BEHIND)
@pytest.mark.parametrize("between", ["", " "])
def test_spaces_between_any_two_signs_or_none(text: str, expected: list[tuple[str, str]], between: str) -> None:
    """A converter that drops every space, or sets one behind every sign, changes no list."""
    assert sides(between.join("".join(text.split()))) == expected


def test_the_order_s_table() -> None:
    """The same for the table that took the place of 別表第二, with its condition without a bracket."""
    text = f"{ORDER}第2条の表のうち第3欄が「市町村長」で、第4欄に「児童手当関係情報」を含む項 42、125の項"
    (m,) = mentions(text)
    assert (m.table, m.holder, m.information, text[slice(*(m.listed or (0, 0)))]) == (
        NETWORK, "市町村長", "児童手当関係情報", "42、125の項",
    )  # fmt: skip
    assert sides(f"{ORDER}第2条の表 提供：42、125 照会：106、107") == [("provided", "42・125"), ("asked", "106・107")]


def test_a_branch_without_its_item_s_word() -> None:
    """別表の14の2 is an item by its branch."""
    (m,) = mentions("番号法第9条第1項、番号法別表の14の2")
    assert (m.table, set(m.numbers)) == (TABLE, {"14の2"})


TRAPS = [
    # other laws' and a body's own tables
    "見本市個人番号利用条例別表第二（情報提供）900、901の項",
    "見本市個人番号利用条例別表第二【提供】900、901の項",
    "見本市個人番号利用条例施行規則別表第二</p><p>900、901の項",
    "番号法第9条第2項 見本市条例別表（第3欄が「市長」の項のうち、第4欄に「住民票関係情報」が含まれる項）900の項",
    "番号法第9条第2項 別表第二（情報提供）900、901の項",
    "番号法第19条第9号 別表第二（情報照会）900、901の項",
    "住民基本台帳法別表第一（提供）900、901の項",
    "住民基本台帳法第30条の10 別表第二【提供】900、901の項",
    "地方自治法別表第二（情報提供）900、901の項",
    "印紙税法別表第一 提供：900、901の項",
    "番号法別表第二（見本市条例別表第一）900、901の項",
    "番号法別表第二（情報提供は見本市規則による）900、901の項",
    "番号法別表第二（住民基本台帳法による情報）900、901の項",
    "番号法別表第三（情報提供）900、901の項",
    "番号法別表第二【条例情報提供】900、901の項",
    # dates, articles, telephones, amounts
    "番号法別表第二（情報提供）令和8年3月18日",
    "番号法別表第二（情報提供）2026、3、18",
    "番号法別表第二（情報提供）8、3、18",
    "番号法別表第二（情報提供）第900条第901項",
    "番号法別表第二（情報照会）第901条、第902条",
    "番号法別表第二（情報照会）第901項",
    "番号法別表第二【提供】03-3711-1111",
    "番号法別表第二【提供】03、3711、1111",
    "番号法別表第二（情報提供）内線901、902番",
    "番号法別表第二（電話）901、902の項",
    "番号法別表第二（令和8年3月改正）901、902の項",
    "番号法別表第二（情報提供（901を除く））902の項",
    "番号法別表第二（情報提供）901人、902人",
    "番号法別表第二（情報提供）901,902円",
    "番号法別表第二【情報提供】901、902件",
    # lists of something else
    "番号法別表第二【情報提供】1 児童手当 2 児童扶養手当",
    "番号法別表第二（情報提供）901・902級の者",
    "番号法別表第二（情報提供）様式901、902の項",
    "番号法別表第二</p><p>901、902の項目",
    "番号法別表第二\n（情報提供）901、902の項目",
    "番号法別表第二</p><p>条例別表901、902の項",
    "番号法別表第二</p><p>901、902ページ",
    "番号法別表第二（情報提供）項番号の一覧 901、902",
    "番号法別表第二（情報提供）システム901、902号機",
    "番号法別表第二による情報提供を行う。なお、評価書901、902の項を参照",
    "番号法別表第二の情報提供に使う端末901、902の項",
    "番号法別表第二（情報提供）2の901、902号室",
    "番号法別表第1 6の項",
    "番号法別表第二</p><p>901、902、903",
    "番号法別表第二<br>901、902、903",
]


def remarks_left(text: str, day: date) -> list[Remark]:
    """What is said of a text's items after what it leaves open is taken out."""
    judged = [(m, r) for m in mentions(text) for r in remarks(m, day)]
    return [left for m, r in judged if (left := left_over(text, m, r))]


@pytest.mark.parametrize("text", TRAPS)
@pytest.mark.parametrize("day", [date(2022, 6, 1), date(2025, 1, 10)])
def test_numbers_that_are_no_list_of_the_table(text: str, day: date) -> None:
    """Nothing is said of them on any day: hardly one of these numbers is an item of the table."""
    assert remarks_left(text, day) == []


def test_a_list_behind_its_condition_is_held_against_the_table() -> None:
    """On 2018-05-01 児童手当関係情報 was provided by 26, 30 and 87; 21 went on 2021-05-19."""
    text = f"番号法第19条第7号 別表第二（{CONDITION}）26・87の項"
    (remark,) = remarks_left(text, date(2018, 5, 1))
    assert (remark.code, remark.missing, remark.extra) == ("PIA612", ("30",), ())
    whole = text.replace("26・87", "26・30・87")
    assert remarks_left(whole, date(2018, 5, 1)) == []
    (gone,) = remarks_left(f"{ACT}別表第二（情報提供）20、21の項", date(2022, 6, 1))
    assert (gone.code, gone.op, gone.numbers) == ("PIA611", "deleted", ("21",))


ASKS = (
    f"【情報照会の根拠】{ORDER}第2条の表 {{}}の項（第1欄が「市町村長」の項のうち、第2欄に「児童手当法」が含まれる項）"
)


def test_an_item_of_another_law_whose_process_is_known_in_part() -> None:
    """児童手当法 asks by 106 and 107; 108 is 災害弔慰金: told, and weakly, for its end is not known here."""
    (remark,) = remarks_left(ASKS.format("106、107、108"), date(2025, 6, 1))
    assert (remark.code, remark.extra, remark.right, remark.weak) == ("PIA612", ("108",), ("106", "107"), True)
    assert remarks_left(ASKS.format("106、107"), date(2025, 6, 1)) == []


def test_a_holder_quoted_as_a_process() -> None:
    """「市町村長」 is no process of the second column: the third has it."""
    condition = "第2欄が「市町村長」の項のうち、第4欄に「児童手当関係情報」が含まれる項"
    text = f"{ORDER}第2条の表 42、125、141、161の項（{condition}）"
    assert [(r.code, r.op, r.what) for r in remarks_left(text, date(2025, 6, 1)) if r.code == "PIA615"] == [
        ("PIA615", "column-3", "市町村長")
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"別表第二の74、75の項（令和6年5月27日以降は{ORDER}第2条の表の106、107の項）",
        "番号法別表第一の30の項（令和6年5月27日以降は番号法別表の44の項）",
        f"{ORDER}第2条の表の55の2の項（令和7年7月28日施行）",
    ],
)
def test_the_day_that_a_text_names_itself(text: str) -> None:
    """A text that says from when another table or item counts is not told that it is ahead."""
    assert remarks_left(text, date(2024, 5, 1) if "55の2" not in text else date(2025, 6, 1)) == []


ORDER_CONDITION = "第3欄が「市町村長」の項のうち、第4欄に「児童手当関係情報」が含まれる項"
ASKED_CONDITION = "第1欄が「市町村長」の項のうち、第2欄に「児童手当法」が含まれる項"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{ORDER}第2条の表（情報提供の根拠）42、125の項（情報照会の根拠）106の項",
            [("provided", "42・125"), ("asked", "106")],
        ),
        (f"（情報提供）{ORDER}第2条の表の42、125の項 （情報照会）106の項", [("provided", "42・125"), ("asked", "106")]),
        (f"{ORDER}第2条の表の42、125の項 【情報照会】106、107の項", [("", "42・125"), ("asked", "106・107")]),
        (
            f"{ORDER}第2条の表の42の項 【情報照会の根拠】{ASKED_CONDITION}（106、107の項）",
            [("", "42"), ("asked", "106・107")],
        ),
        (f"{ORDER}第2条の表（{ORDER_CONDITION}）</p><p>・42の項</p><p>・125の項", [("provided", "42・125")]),
        (f"{ORDER}第2条の表のうち、次の項（{ORDER_CONDITION}）第四十二の項、第百二十五の項", [("provided", "42・125")]),
        (f"{ORDER}第2条の表＜情報提供＞{ORDER_CONDITION} 42・125", [("provided", "42・125")]),
    ],
)
def test_lists_of_both_sides_and_over_lines(text: str, expected: list[tuple[str, str]]) -> None:
    """The other side's list behind a list, below its condition; items one below the other are one list."""
    assert sides(text) == expected


def test_a_side_in_brackets_behind_a_list_is_said_of_that_list() -> None:
    """42の項（提供） 106の項（照会）: what stands in brackets behind the first list heads no second one."""
    assert ("provided", "106") not in sides(f"{ORDER}第2条の表の42の項（提供）106の項（照会）")


@pytest.mark.parametrize(
    ("text", "table", "numbers"),
    [
        ("番号法別表第二 二十六、三十の項", TABLE_2, {"26", "30"}),
        ("番号法別表第二 十六、二十、二十六の項", TABLE_2, {"16", "20", "26"}),
        ("番号法別表第二十六、三十の項", TABLE, {"26", "30"}),
        ("番号法別表の81の項 番号法別表の主務省令で定める事務を定める命令第44条", TABLE, {"81"}),
        ("番号法別表の81の項番号法第14条", TABLE, {"81"}),
        ("番号法別表の81の項 目的外の利用はしない", TABLE, {"81"}),
    ],
)
def test_where_a_table_s_name_and_its_items_end(text: str, table: str, numbers: set[str]) -> None:
    """Kanji numerals behind 別表第二, and what follows 項 when the space before it is lost."""
    assert [(m.table, set(m.numbers)) for m in mentions(text)] == [(table, numbers)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("番号法別表第二十六の項", date(2022, 6, 1)),  # 別表第二, item 16
        ("番号法別表第一56の項（R6.5.27以降：別表81の項）", date(2024, 4, 1)),
        (f"{ORDER}第2条の表の157の項（令和7年10月1日廃止）、158の項", date(2026, 1, 10)),
        (f"{ORDER}第2条の表の42、125の項、他（{ORDER_CONDITION}）", date(2025, 1, 10)),
        (f"{ORDER}第2条の表（{ORDER_CONDITION}）42、125、141の項（161の項は別に掲げる。）", date(2025, 1, 10)),
        (
            f"{ORDER}第2条の表のうち、次の項（{ORDER_CONDITION}）四十二の項、百二十五の項、百四十一の項、百六十一の項",
            date(2025, 1, 10),
        ),
    ],
)
def test_what_a_text_says_itself_or_leaves_open(text: str, day: date) -> None:
    """Nothing is said where the text tells the day, an end, or that more items are meant, and of a whole list."""
    assert remarks_left(text, day) == []


TWO_LAWS = "1 国民健康保険法による事務 番号法別表44の項 2 介護保険法による事務 番号法別表{}の項"


def test_the_item_of_a_section_among_several_laws() -> None:
    """介護保険法 has items 100 and 101; 85 is of a law that the text does not name, 44 of the law before."""
    (remark,) = remarks_left(TWO_LAWS.format("85"), date(2025, 9, 1))
    assert (remark.code, remark.numbers, remark.right, remark.weak) == ("PIA614", ("85",), ("100", "101"), True)
    assert (
        remarks_left(TWO_LAWS.format("100"), date(2025, 9, 1))
        == remarks_left(TWO_LAWS.format("44"), date(2025, 9, 1))
        == []
    )


@pytest.mark.parametrize(
    "text",
    [
        "【情報照会】番号法第19条第7号 別表第二 1の項"
        "（第1欄が「厚生労働大臣」の項のうち、第2欄に「健康保険法」が含まれる項）",
        "新型インフルエンザ等対策特別措置法による事務\n"
        "【情報照会の根拠】番号法第19条第7号 別表第二 項番115の2\n2 その他の事務",
    ],
)
def test_names_and_numbers_that_are_part_of_longer_ones(text: str) -> None:
    """国民健康保険法 holds 健康保険法 and is another law; 115の2 before the heading 2 is no 115."""
    assert remarks_left(text, date(2021, 6, 1)) == []
