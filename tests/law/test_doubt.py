"""Lists and items of which a text leaves open what they are meant to be: nothing is said of them."""

from __future__ import annotations

from datetime import date

import pytest

from pia_audit.audits.run import audit
from pia_audit.compare.draft import right_lists
from pia_audit.law.article_remarks import article_remarks
from pia_audit.law.doubt import left_over
from pia_audit.law.known_tables import table
from pia_audit.law.mentions import mentions
from pia_audit.law.remarks import remarks
from pia_audit.law.tables import NETWORK
from pia_audit.model.frames import Corpus
from pia_audit.rules.examples import edition

DAY = date(2025, 1, 10)
HEAD = (
    "・番号法第19条第8号に基づく主務省令第2条の表のうち、次の項"
    "(第3欄が「都道府県知事等」の項のうち、第4欄に「生活保護関係情報」が含まれる項)\n"
)
BRACKET = HEAD.replace("次の項(", "").rstrip(")\n") + "（"
WHOLE = sorted(table(NETWORK).provided(DAY, "都道府県知事等", "生活保護関係情報").listed, key=int)


def codes(text: str, day: date = DAY) -> list[str]:
    """What is said of a text after what it leaves open is taken out."""
    return [r.code for m in mentions(text) for r in remarks(m, day) if left_over(text, m, r)]


STRUCK = date(2022, 6, 1)


@pytest.mark.parametrize(
    ("text", "is_flagged"),
    [
        ("番号法別表第二の21の項", True),
        ("番号法別表第二 項番 85-2,20-3,21", True),
        ("番号法別表第二の以下の項 16、20、21", True),
        ("番号法別表第二の20の項、21の項（削除）", False),
        ("番号法別表第二の20、21（削除）、22の項", False),
        ("番号法別表第二の20・21の項は削除", False),
        ("「別表第二の21の項」を削除", False),
        ("「別表第二の21の項」を「別表第二の20の項」に改める。", False),
        ("番号法別表第二の21、121の項（削除）", True),
        ("番号法別表第二の21の項は令和3年5月19日に削除。", False),
        ("番号法別表第二の21の項については、令和3年の改正により廃止された。", False),
        ("番号法別表第一の400の項は存在しません", False),
        ("番号法別表第二の21の項は国民健康保険に関する事務である。", True),
    ],
)
def test_an_item_that_the_text_itself_calls_struck_out(text: str, is_flagged: bool) -> None:
    """A text that says that an item is 削除, or takes it out, is not told so."""
    assert ("PIA611" in codes(text, STRUCK)) == is_flagged


def test_of_several_items_those_are_told_that_the_text_does_not_call_struck_out() -> None:
    """One of two numbers that are not there is called 削除 by the text: the other one is told."""
    text = "番号法別表第二の300、301の項（削除）"
    (m,) = mentions(text)
    left = [left for r in remarks(m, date(2020, 1, 10)) if (left := left_over(text, m, r))]
    assert [(r.code, r.numbers) for r in left] == [("PIA611", ("300",))]


@pytest.mark.parametrize("sign", ["-", "－", "―", "ノ", "ﾉ", "の"])
def test_other_signs_of_a_branch(sign: str) -> None:
    """56-2 and 56ノ2 are 56の2: the list is read to its end and is the table's."""
    listed = ["1", "2", "3", "4", "6", "8", "11", "26", "30", "33", "39", "42", f"56{sign}2"]
    listed += ["58", "61", "62", "80", "87", "90", "94", "108"]
    condition = "第三欄が「市町村長」の項のうち、第四欄に「介護保険給付等関係情報」が含まれる項"
    assert codes(f"番号法別表第二の{'、'.join(listed)}の項（{condition}）", date(2018, 1, 5)) == []
    short = "、".join(listed[:-1])
    assert codes(f"番号法別表第二の{short}の項（{condition}）", date(2018, 1, 5)) in (["PIA612"], ["PIA613"])


@pytest.mark.parametrize(
    "text", ["番号法別表第二の20-22の項", "番号法別表第二の1-4、20、36の項", "番号法別表の100-2の項"]
)
def test_a_dash_that_may_be_a_range_or_a_branch_accuses_nobody(text: str) -> None:
    """20-22 may be a range or a branch, and 100-2 a number of the body's own."""
    assert codes(text, STRUCK if "第二" in text else DAY) == []


def test_numbers_that_a_line_break_parts_are_none() -> None:
    """30 and 87 on two lines are no 3087."""
    condition = "第三欄が「市町村長」の項のうち、第四欄に「児童手当関係情報」が含まれる項"
    assert codes(f"番号法別表第二 {condition}（26,30\n87,106の項）", STRUCK) == []


def test_a_list_that_lacks_an_item_is_told() -> None:
    """Where nothing limits the list, a missing item is a finding, and a whole list is none."""
    assert codes(HEAD + "・".join(WHOLE)) == []
    assert codes(HEAD + "・".join(WHOLE[:-1])) == ["PIA612"]
    assert codes(BRACKET + "・".join(WHOLE) + "の項）") == []
    assert codes(BRACKET + "・".join(WHOLE[:-1]) + "の項）") == ["PIA612"]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "・".join(WHOLE[:-1]) + f"および{WHOLE[-1]}の項",
        HEAD + "・".join(WHOLE[:-1]) + f"ならびに{WHOLE[-1]}",
        HEAD + "の項、".join(WHOLE) + "の項",
        HEAD + "・".join(WHOLE[:18]) + "\n" + "・".join(WHOLE[18:]),
        HEAD + "<p>" + "・".join(WHOLE[:18]) + "</p><p>" + "・".join(WHOLE[18:]) + "</p>",
        HEAD + f"{WHOLE[0]}、{WHOLE[1]}(※1)、" + "、".join(WHOLE[2:]),
        HEAD.rstrip(")\n") + "。ただし、13の項を除く)\n" + "・".join(WHOLE[1:]),
        HEAD + "・".join(WHOLE[:-1]) + "等の項",
        HEAD + "・".join(WHOLE[:20]) + " ほか16項",
        HEAD.replace("「生活保護関係情報」", "「生活保護関係情報」又は「住民票関係情報」") + "・".join(WHOLE),
        BRACKET + "2022、2023年度）",
        BRACKET + "13の項：第10条、14の項：第11条）",
        "同左 以下を追加 " + HEAD + WHOLE[-1] + "・" + WHOLE[-2],
    ],
)
def test_a_list_that_may_go_on_or_is_limited_is_not_told(text: str) -> None:
    """A joint that is not read, a line break, a footnote, words that limit: the list is not known whole."""
    assert "PIA612" not in codes(text)


SHORT = "・".join(WHOLE[:-1])
UNDER = "【情報提供の根拠】\n" + HEAD


@pytest.mark.parametrize(
    "text",
    [
        UNDER + SHORT + f"（{WHOLE[-1]}の項を除く。）",
        UNDER.rstrip(")\n") + f"。ただし、{WHOLE[-1]}の項は使用しない)\n" + SHORT,
        UNDER + SHORT + "など",
        UNDER + SHORT + "(略)",
        UNDER.rstrip(")\n") + "のうち本市が行うもの)\n" + SHORT,
        UNDER.replace("「生活保護関係情報」", "「生活保護関係情報」、「児童扶養手当関係情報」") + "・".join(WHOLE),
        HEAD.replace("のうち、次の項", "の" + "、".join(WHOLE[:-1]) + "の項等"),
        HEAD
        + SHORT
        + f" 本市の事務は{'窓口と電子申請で受け付け、' * 12}ている。\n※2 {WHOLE[-1]}の項は事務がないため除いている。",
        HEAD + SHORT + f"の項であって、{'本市の福祉事務所が保有し、' * 8}提供を行うもの。{WHOLE[-1]}の項を除く。",
    ],
)
def test_what_limits_a_list_under_a_heading_or_in_a_note(text: str) -> None:
    """A heading in 【】 hides no word that limits the list, and a note further behind takes items out: the list is not
    told, and no other one is proposed in its place."""
    assert codes(text) == []
    assert right_lists(text, DAY) == ()


@pytest.mark.parametrize(
    "text",
    [
        UNDER + SHORT,
        UNDER + SHORT + "\n【情報照会の根拠】\n番号法第19条第8号に基づく主務省令第2条の表の42の項（43の項を除く。）",
        "【情報照会の根拠】主務省令第2条の表の42の項など" + UNDER + SHORT,
        HEAD + SHORT + "\n※2 400の項は除いている。",
    ],
)
def test_what_limits_another_list_does_not_limit_this_one(text: str) -> None:
    """Words of another part, and a note on another item, leave the list to be told."""
    assert codes(text) == ["PIA612"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("番号法別表第二の7、11および300の項", "300"),
        ("番号法別表第二の26の項(第19条)、21の項(第14条)", "21"),
        ("番号法別表第二の26、27の項（照会）、21の項（提供）", "21"),
        ("番号法別表第二の項（26、27、300）", "300"),
        ("番号法別表第二 項番：26、300", "300"),
        ("番号法別表第二の26・同表の300の項", "300"),
        ("番号法別表第二の300の項", "300"),  # beyond all that the table ever had, in any text
    ],
)
def test_a_number_that_is_not_there_in_other_notations(text: str, number: str) -> None:
    """The number is read in each of the usual ways to write a list, and told alone."""
    left = [left for m in mentions(text) for r in remarks(m, STRUCK) if (left := left_over(text, m, r))]
    assert [(r.code, r.numbers) for r in left] == [("PIA611", (number,))]


def test_a_condition_without_brackets() -> None:
    """A list right behind its condition is the condition's."""
    text = HEAD.replace("のうち、次の項(", " ").rstrip(")\n") + " "
    assert codes(text + "・".join(WHOLE)) == []
    assert codes(text + SHORT) == ["PIA612"]


def test_the_order_by_its_whole_title() -> None:
    """An article of 命令第5号 belongs to the item cited, whatever name the order has."""
    order = "番号法別表第一の主務省令で定める事務を定める命令(平成26年内閣府・総務省令第5号)"
    day = date(2020, 1, 10)
    remark_lists = [
        article_remarks(f"別表第一の15の項並びに{order}第{n}条", "", "number_use.legal_basis", day) for n in (15, 16)
    ]
    assert [[r.code for r in each] for each in remark_lists] == [[], ["PIA614"]]


@pytest.mark.parametrize(
    ("text", "is_flagged"),
    [
        ("介護保険法第203条 番号法第9条第1項 別表の85の項", False),
        ("地方公務員等共済組合法別表第二の300の項 番号法第9条第1項 別表の23の項", False),
        ("1 児童手当法による事務 番号法第9条第1項 別表の85の項", True),
        ("1 児童手当法第8条第1項の規定による支給 番号法第9条第1項 別表の85の項", True),
        ("1 児童手当法第8条の手当の支給に関する事務 番号法第9条第1項 別表の85の項", True),
    ],
)
def test_an_article_of_a_law_beside_the_citation_heads_nothing(text: str, is_flagged: bool) -> None:
    """A law heads a part by its processes, not by an article or table of its own that is cited."""
    assert ("PIA614" in codes(text)) == is_flagged


@pytest.mark.parametrize(
    "text",
    [
        "番号法別表の44の項（国民健康保険法による保険給付の支給）\n・番号法別表の24の項（地方税法による賦課徴収）",
        "<p>番号法別表の23の項（生活保護法）</p><p>番号法別表の100の項（介護保険法）</p>",
        "国民健康保険法による保険給付に関する事務 番号法別表第一の30の項 国民健康保険税の賦課徴収 別表第一の16の項",
        "介護保険法による保険給付等に関する事務 番号法別表の100の項 ・番号法別表の61の項",
    ],
)
def test_an_item_with_a_law_of_its_own_is_not_another_law_s(text: str) -> None:
    """The law behind one item heads no other item, and where a law's own item is cited the others may be others'."""
    assert "PIA614" not in codes(text, date(2024, 5, 1) if "第一" in text else DAY)


@pytest.mark.parametrize(
    ("text", "is_flagged"),
    [
        ("番号法第9条第2項及び青空市個人番号の利用等に関する条例第4条 ・別表第1の3の項", False),
        ("番号法第9条第2項（条例：別表第1の3の項）", False),
        ("番号法第9条第1項 別表第一の15の項", True),
    ],
)
def test_a_body_s_own_table_is_not_the_act_s(text: str, is_flagged: bool) -> None:
    """PIA601 speaks of the Act's tables alone."""
    made = edition({"published_on": "2025-01-10", "rows": [], "items": {"number_use.legal_basis": text}})
    findings = audit(Corpus.of([made]), select=["PIA601"]).findings.filter(item_id="number_use.legal_basis")
    assert bool(findings.height) == is_flagged


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("番号法別表第二の21の項は対象外", []),
        ("番号法別表第二の21の項については本市では利用していない", []),
        ("番号法別表第二の21の項（令和3年5月19日削除）", []),
        ("番号法別表第二の21の項により照会する", ["PIA611"]),
    ],
)
def test_an_item_told_to_be_out_of_use(text: str, codes: list[str]) -> None:
    (m,) = mentions(text)
    assert [r.code for r in remarks(m, date(2021, 9, 1)) if left_over(text, m, r)] == codes
