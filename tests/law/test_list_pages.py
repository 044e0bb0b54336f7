"""Lists over a page's end, numbers in pieces, and holders in the law's own words. Numbers by hand from the law's tables
of the days."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest

from pia_audit.law.doubt import left_over
from pia_audit.law.mentions import mentions
from pia_audit.law.remarks import remarks

DAY = date(2025, 1, 10)
WAY = "番号法第19条第8号に基づく主務省令第2条の表"
ABOUT = "（第3欄が「都道府県知事等」の項のうち、第4欄に「児童扶養手当関係情報」が含まれる項）"
LIST = f"{WAY}のうち、次の項{ABOUT}\n"
ASKED = "【情報照会の根拠】\n"


def said(text: str, day: date = DAY) -> list[tuple[str, tuple[str, ...]]]:
    """Rule and numbers of what is said of a text."""
    left = (left_over(text, m, r) for m in mentions(text) for r in remarks(m, day))
    return [(r.code, r.missing + r.extra or r.numbers) for r in left if r]


FEET = ("Page 12 of 30", "12", "- 12 -", "12/30", "[12]", "第12頁", "評価書番号14", "令和7年1月10日", "ページ 12")


@pytest.mark.parametrize("foot", FEET)
def test_a_right_list_over_a_page_s_end(foot: str) -> None:
    """17・20・42・89・90・125・141・155・161 is the table's: nothing is said, whatever foot stands in it."""
    assert said(f"{LIST}17、20、42、89、\n{foot}\n90、125、141、155、161") == []
    assert said(f"{LIST}17、20、42、89\n{foot}\n、90、125、141、155、161") == []
    assert said(f"{LIST}十七・二十・四十二・八十九・\n{foot}\n九十・百二十五・百四十一・百五十五・百六十一") == []
    assert said(f"{LIST}・17\n・20\n・42\n・89\n{foot}\n・90\n・125\n・141\n・155\n・161") == []


@pytest.mark.parametrize(
    "numbers",
    [
        "17 / 2 0 / 4 2 / 8 9 / 9 0 / 1 2 5 / 1 4 1 / 1 5 5 / 1 6 1",
        "17\n20\n42\n8\n9\n90\n125\n141\n155\n161",
        "十七・二十・四十二・八十\n九・九十・百\n二十五・百四十一・百五十五・百六十一",
    ],
)
def test_a_right_list_with_numbers_in_pieces(numbers: str) -> None:
    """A number over two lines, or with spaces in it, is in the list."""
    assert said(LIST + numbers) == []


@pytest.mark.parametrize("joint", ["・", "、", "\n", "\n・", " / "])
def test_a_short_list_is_told_all_the_same(joint: str) -> None:
    """Without 89 the list is short, on one line or on many."""
    numbers = ("17", "20", "42", "90", "125", "141", "155", "161")
    assert said(LIST + joint.join(numbers)) == [("PIA612", ("89",))]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("第1", "公営住宅法第二条第十六号に規定する事業主体である都道府県知事又は市町村長"),
        ("第3", "健康保険法第五十五条に規定する他の法令による給付の支給を行うこととされている者"),
        ("第3", "医療保険者その他の法令による医療に関する給付の支給を行うこととされている者"),
        ("第3", "健康保険組合"),
        ("第3", "都道府県知事、市長又は社会福祉法に規定する福祉に関する事務所を管理する町村長"),
    ],
)
def test_a_holder_as_the_law_writes_it_out(column: str, words: str) -> None:
    """The tables here have short names: the law's own words for a holder are in the column."""
    assert said(f"{ASKED}{WAY}の53の項（{column}欄が「{words}」である項）") == []


def test_a_holder_that_no_column_has() -> None:
    """目黒区長 stands in no cell of the table."""
    assert said(f"{ASKED}{WAY}の53の項（第1欄が「目黒区長」である項）") == [("PIA615", ("1",))]


def test_two_numbers_with_a_space_are_not_one() -> None:
    """8 9の項 is no citation of item 89."""
    about = "（第1欄が「厚生労働大臣」で、第2欄に「労働者災害補償保険法」を含む項）"
    text = f"{ASKED}{WAY}のうち、次の項{about} 8 9の項"
    assert said(text) == []


@pytest.mark.parametrize("joint", ["；", "。また、", "\n※", "及び", "／"])
@pytest.mark.parametrize("table", ["別表第一の300の項", "別表第二第230項", "別表の180の項"])
def test_the_same_ordinance_s_table_is_none_of_the_act_s(joint: str, table: str) -> None:
    """同条例 behind a citation that names no law of its own is an ordinance."""
    text = f"番号法第9条第1項（利用範囲）別表第一の15の項{joint}同条例{table}"
    assert said(text, date(2020, 4, 1)) == []


FOREIGNERS = "2 生活に困窮する外国人に対する生活保護の措置に関する事務 "
QUASI = (
    "・番号法第9条第2項 ・行政手続における特定の個人を識別するための番号の利用等に関する法律第九条第一項に規定する"
    "準法定事務及び準法定事務処理者を定める命令表"
)
ORDER = (
    "【情報照会の根拠】 ・番号法第19条第8号に基づく主務省令第2条のうち次の項"
    "(第1欄(情報照会者)が「都道府県知事等」の項のうち、第2欄(事務)に「外国人生活保護関係情報」が含まれる項) "
)


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        (f"{QUASI}第1項", []),
        (f"{QUASI}第3項", [("PIA614", ("3",))]),
        (f"{ORDER}161・162", []),
        (f"{ORDER}161・163", [("PIA614", ("163",))]),
    ],
)
def test_a_process_that_rests_on_a_notice(citation: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    """The process for foreigners in need, which a heading names by no law, is item 1 and asks by 161 and 162."""
    judged = [(code, numbers) for code, numbers in said(FOREIGNERS + citation, date(2026, 3, 18)) if code != "PIA615"]
    assert judged == expected


def test_a_long_text_of_citations() -> None:
    """Ten thousand tables in one text are read in the time of ten thousand."""
    text = "別表" * 10_000
    start = time.process_time()
    assert mentions(text) == ()
    assert time.process_time() - start < 3  # was over four, and four times as long for twice as many


MUNICIPAL = "（第3欄が「市町村長」で、第4欄に「介護保険給付等関係情報」を含む項）"
CARE = re.findall("[0-9]+", "2、3、7、11、15、42、56、65、69、80、83、86、87、108、115、125、128、132、144、161")


@pytest.mark.parametrize("sign", ["", "、", "の項"])
@pytest.mark.parametrize("foot", ["12\n", "\n12\n\n", "　　12　\n"])
def test_a_page_s_number_in_a_list_with_a_number_a_line(sign: str, foot: str) -> None:
    """12 stands alone between 11 and 15, of which the table has both: it may be a page's number."""
    lines = [f"{number}{sign}\n" for number in CARE]
    assert said(f"{WAY}のうち、次の項{MUNICIPAL}\n{''.join(lines[:4])}{foot}{''.join(lines[4:])}") == []


def test_a_line_like_the_others_is_no_page() -> None:
    """12の項 among lines of that kind is an item, and so is 143 where no report has so many pages."""
    with_item = sorted([*CARE, "12"], key=int)
    assert said(f"{WAY}のうち、次の項{MUNICIPAL}\n" + "の項\n".join(with_item)) == [("PIA612", ("12",))]
    assert said(f"{WAY}のうち、次の項{MUNICIPAL}\n" + "\n".join([*CARE[:-2], "143", *CARE[-2:]])) == [
        ("PIA612", ("143",))
    ]
    items = "の項\n".join([*CARE[:-1], "177"])
    assert said(f"{WAY}のうち、次の項{MUNICIPAL}\n{items}の項") == [("PIA611", ("177",)), ("PIA612", ("161", "177"))]
    broken = "、".join(CARE[:6]) + "、\n57、\n" + "、".join(CARE[6:])
    assert said(f"{WAY}のうち、次の項{MUNICIPAL}\n{broken}の項") == [("PIA612", ("57",))]


@pytest.mark.parametrize("foot", ["12", "3/12", "3 / 12", "- 12 -"])
def test_what_a_list_over_a_page_lacks_is_told(foot: str) -> None:
    """Without 56 the list is short, and the page's number in it is none of its items."""
    numbers = [f"第{number}の項" for number in CARE if number != "56"]
    listed = "、".join(numbers[:4]) + f"、\n{foot}\n" + "、".join(numbers[4:])
    assert said(f"{WAY}のうち、次の項{MUNICIPAL}\n{listed}") == [("PIA612", ("56",))]


def test_strokes_between_numbers_are_no_pages() -> None:
    """7/11 on a line of a list whose numbers are parted by strokes are two items."""
    assert said(f"{WAY}のうち、次の項{MUNICIPAL}\n2/3\n7/11\n" + "/".join(CARE[4:])) == []


@pytest.mark.parametrize("number", ["3", "1"])
def test_words_behind_a_list_hold_none_of_its_numbers(number: str) -> None:
    """第3欄 behind a list is no item 3, nor is 第9条第1項 an item 1."""
    day, law = date(2022, 6, 1), "番号法第19条第8号及び別表第二"
    about = "（第三欄が「共済組合等」で、第四欄に「特別障害給付金関係情報」を含む項）\n番号法第9条第1項"
    items = ["1", "2", "3", "4", "25", "26", "39", "58", "87"]
    assert said(f"{law}の{'，'.join(items)}の項{about}", day) == []
    short = [item for item in items if item != number]
    assert said(f"{law}の{'，'.join(short)}の項{about}", day) == [("PIA612", (number,))]


def test_a_page_s_number_before_a_number_with_its_sign() -> None:
    """12 on a page's foot and 第15の項 behind it are no item 1215."""
    numbers = [f"第{number}の項" for number in CARE]
    listed = "，　".join(numbers[:4]) + "，　\n\n12\n\n" + "，　".join(numbers[4:])
    about = "第3欄が「市町村長」のうち、第4欄に「介護保険給付等関係情報」が含まれる項"
    assert said(f"1 情報提供の根拠\n{WAY}のうち、{about}:{listed}") == []


def test_a_list_s_last_number_before_the_next_line() -> None:
    """177 at the end of a line is no 17 with a heading's 7 behind it."""
    about = "（第3欄が「厚生労働大臣」の項のうち、第4欄に「職業訓練受講給付金関係情報」が含まれる項）"
    text = f"{WAY}のうち、次の項{about}\n42・90・125・161・177\n番号法第9条第1項"
    assert [numbers for _, numbers in said(text)] == [("177",)]


@pytest.mark.parametrize("broken", ["、\n57\n、", "、\n57\n及び", "\n、\n57\n\n、", "及\nび\n57、"])
def test_a_number_between_two_joints_is_the_list_s(broken: str) -> None:
    """57 alone on its line is no page: without it two joints would stand side by side."""
    listed = "、".join(CARE[:6]) + broken + "、".join(CARE[6:])
    assert said(f"{WAY}のうち、次の項{MUNICIPAL}\n{listed}の項") == [("PIA612", ("57",))]
    last = "、".join(CARE) + "及び\n57\nの項"
    assert said(f"{WAY}のうち、次の項{MUNICIPAL}\n{last}") == [("PIA612", ("57",))]


@pytest.mark.parametrize("foot", ["、\n57\n", "\n57\n、"])
def test_a_number_beside_one_joint_may_be_a_page_s(foot: str) -> None:
    listed = "、".join(CARE[:6]) + foot + "、".join(CARE[6:])
    assert said(f"{WAY}のうち、次の項{MUNICIPAL}\n{listed}の項") == []
