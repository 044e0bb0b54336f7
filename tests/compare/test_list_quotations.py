"""Rows that quote a list of numbers in a way of their own: held against the list number by number.

What is right was fixed by hand: which numbers the row adds, takes away and leaves out.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_audit.compare.attribution import account
from pia_audit.compare.list_quotations import list_quotation
from pia_audit.compare.verdicts import Account, RowStatement

TABLE = "番号法別表の"
OTHER = "【情報提供の根拠】\n・主務省令第2条の表の8・23・170の項\n【情報照会の根拠】\n・"


def held(old: str, new: str, before: str, after: str) -> Account:
    """One row held against two editions in which another list stands above."""
    return account("text", OTHER + old, OTHER + new, [RowStatement(1, before, after)])


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        # from the middle, with 項 behind it though the text goes on
        ("表の9・53・60の項", "表の9・53・54・60の項", "53の項", "53・54の項"),
        ("表の9・53・60の項", "表の9・53・54・60の項", "53、60の項", "53、54、60の項"),
        # other signs
        ("表の1、2、13の項", "表の1、2、13、14の項", "表の1・2・13の項", "表の1・2・13・14の項"),
        ("表の1，2，13の項", "表の1，2，13，14の項", "2・13", "2・13・14"),
        ("表の9の項、16の項", "表の9の項、12の項、16の項", "表の9・16の項", "表の9・12・16の項"),
        # beside numbers that end alike
        ("表の5・15の項", "表の5・6・15の項", "5の項", "5・6の項"),
        ("表の3・4・13・23の項", "表の3・13・23の項", "3・4の項", "3の項"),
        ("表の3・13・23の項", "表の3・4・13・23の項", "3の項", "3・4の項"),
        ("表の20・20の2・21の項", "表の20・20の2・20の3・21の項", "20の2の項", "20の2・20の3の項"),
        # articles: other signs, と that moves to the new last one, a branch, some of them
        ("命令第5条、第15条", "命令第5条、第15条、第16条", "命令第5条及び第15条", "命令第5条、第15条及び第16条"),
        ("命令第5条及び第15条", "命令第5条、第15条及び第16条", "命令第5条、第15条", "命令第5条、第15条、第16条"),
        ("命令第5条、第15条", "命令第5条、第15条、第16条", "第15条", "第15条及び第16条"),
        ("命令第5条、第15条、第25条", "命令第5条、第16条、第25条", "第15条及び第25条", "第16条及び第25条"),
        ("命令第12条の3、第22条", "命令第12条の3、第12条の4、第22条", "第12条の3", "第12条の3、第12条の4"),
        ("番号法第19条第8号及び第9号", "番号法第19条第8号、第9号及び第10号", "第9号", "第9号、第10号"),
        ("第19条第8号\n命令第19条、第20条", "第19条第8号\n命令第14条、第19条、第20条", "第19条", "第14条及び第19条"),
        # ranges, on either side
        ("命令第4条から第7条まで", "命令第4条から第7条まで、第41条", "第7条", "第7条、第41条"),
        ("命令第8条、第9条、第10条", "命令第8条、第9条、第10条、第11条", "第8条から第10条まで", "第8条から第11条まで"),
        ("命令第8条から第10条まで", "命令第8条から第11条まで", "第8条、第9条、第10条", "第8条、第9条、第10条、第11条"),
        ("表の5から7まで、9の項", "表の5から8まで、9の項", "表の5・6・7・9の項", "表の5・6・7・8・9の項"),
        # numbers of passages
        ("上記の(2)、(3)を委託する。", "上記の(2)、(3)、(5)を委託する。", "(2)(3)を委託する", "(2)(3)(5)を委託する"),
        ("前記①、②を除く。", "前記①、②、④を除く。", "①②", "①②④"),
    ],
)  # fmt: skip
def test_some_of_a_list_is_the_list_s(old: str, new: str, before: str, after: str) -> None:
    """The row is right, and nothing is left."""
    result = held(old, new, before, after)
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves == ()


@pytest.mark.parametrize(
    ("old", "new", "before", "after", "shown"),
    [
        ("表の1、2、13の項", "表の1、2、13、14の項", "表の1・2の項", "表の1・2・13・14の項", "表の1、2、13の項"),
        ("表の1、2、25の項", "表の1、2、25、26の項", "1・25", "1・2・25・26", "1、2、25"),
        ("表の9及び16の項", "表の9、16及び17の項", "表の9および16の項", "表の9、16および17の項", "表の9及び16の項"),
        ("表の9，16の項", "表の9，16，17の項", "表の9・16・18の項", "表の9・16・17の項", "表の9，16の項"),
        (
            "命令第5条、第7条、第9条",
            "命令第5条、第7条、第9条、第11条",
            "命令第5条、第7条",
            "命令第5条、第7条、第9条及び第11条",
            "命令第5条、第7条、第9条",
        ),
        (
            "命令第5条及び第7条",
            "命令第5条、第7条及び第9条",
            "命令第5条、第6条、第7条",
            "命令第5条、第7条、第9条",
            "命令第5条及び第7条",
        ),
    ],
)
def test_a_number_too_few_or_too_many_is_all_that_is_told(
    old: str, new: str, before: str, after: str, shown: str
) -> None:
    """変更前 is misquoted; what the row adds has its row, and it is no phantom."""
    result = held(old, new, before, after)
    assert [(v.status, v.side, v.found) for v in result.verdicts] == [("misquoted", "before", shown)]
    assert result.leaves == ()


def test_what_the_row_does_not_say_is_left() -> None:
    """6 has its row, 16 has none."""
    result = held("表の5・15の項", "表の5・6・15・16の項", "5の項", "5・6の項")
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert [(leaf.op, leaf.after) for leaf in result.leaves] == [("added", "16")]


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("表の15・25の項", "表の15・16・25の項", "5の項", "5・6の項"),
        ("表の115・125の項", "表の115の項", "25の項", "―"),
        ("命令第15条、第25条", "命令第15条、第25条、第26条", "第5条", "第5条、第6条"),
        ("表の115・116・117の項", "表の115・116・117・121の項", "表の115・116の項", "表の115・116・117の項"),
    ],
)
def test_a_number_is_no_end_of_another(old: str, new: str, before: str, after: str) -> None:
    """A row on 5 says nothing of 15, and one that adds what stood there changes nothing: a phantom beside a change that
    has no row."""
    result = held(old, new, before, after)
    assert [v.status for v in result.verdicts] == ["phantom"]
    assert result.leaves


def test_a_row_on_a_list_that_grew_by_more_is_no_phantom() -> None:
    """It says 第27条 and 第59条, which came; 第20条 came too, without a row."""
    old, new = (
        "命令第7条、第8条並びに第10条に基づく。",
        "命令第7条、第8条、第10条、第20条、第27条並びに第59条に基づく。",
    )
    result = held(old, new, "命令第7条、第8条、第10条", "命令第7条、第8条、第10条、第27条、第59条")
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert [(leaf.op, leaf.after) for leaf in result.leaves if leaf.what == "articles"] == [("added", "命令第20条")]


def test_rows_that_add_what_stood_there_are_phantoms_beside_the_right_one() -> None:
    """Rows 1 and 2 put in 116 and 117, which the older edition has; row 3 puts in 121. Whichever is looked at first,
    no text is shown that neither edition holds."""
    whole = ["表の115の項", "表の115・116の項", "表の115・116・117の項", "表の115・116・117・121の項"]
    rows = [RowStatement(n, *whole[n - 1 : n + 1]) for n in (1, 2, 3)]
    result = account("text", OTHER + whole[2], OTHER + whole[3], rows)
    assert {v.row_no: v.status for v in result.verdicts} == {1: "phantom", 2: "phantom", 3: "confirmed"}
    assert result.leaves == ()


def test_of_two_lists_with_the_number_none_is_chosen() -> None:
    """Which one a bare number means cannot be told; behind the same words it can."""
    text = "提供 表の8・9の項\n照会 表の9・10の項"
    assert list_quotation("9の項", "9・11の項", text) is None
    quotation = list_quotation("照会 表の9・10の項", "照会 表の9・10・11の項", text)
    assert quotation is not None
    assert quotation.rewritten == "9・10・11"


def test_a_count_is_no_list_of_numbers() -> None:
    """Its parts are not added one by one: 変更前 is another count."""
    result = held("対象者は1,243人", "対象者は1,345人", "1,234人", "1,345人")
    assert [(v.status, v.side) for v in result.verdicts] == [("misquoted", "before")]
    assert result.leaves == ()


NUMBERS = st.lists(st.integers(1, 171), min_size=3, max_size=9, unique=True).map(sorted)
SIGNS = st.sampled_from(["・", "、", "，", "･"])


@given(NUMBERS, st.integers(1, 171), SIGNS, SIGNS, st.data())
def test_any_part_of_any_list(numbers: list[int], added: int, of_text: str, of_row: str, data: st.DataObject) -> None:
    """A number put in, recorded by a row that quotes a stretch of the list round its place in signs of its own: the row
    is right, whatever the numbers are."""
    if added in numbers:
        return
    later = sorted([*numbers, added])
    at = later.index(added)
    first = data.draw(st.integers(0, max(0, at - 1)))
    last = data.draw(st.integers(min(at + 1, len(numbers)), len(numbers)))
    if not numbers[first:last]:
        return
    old, new = (TABLE + of_text.join(map(str, side)) + "の項" for side in (numbers, later))
    quoted = (of_row.join(map(str, side)) + "の項" for side in (numbers[first:last], later[first : last + 1]))
    result = account("text", old, new, [RowStatement(1, *quoted)])
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves == ()


@pytest.mark.parametrize(
    ("old", "new", "added"),
    [
        ("表の3・28・31の項", "表の3・14・28・31の項", "14の項"),
        ("別表の三十八及び百の項", "別表の三十八、八十三及び百の項", "八十三の項"),
        ("番号法第19条第8号", "番号法第19条第8号及び第9号", "第9号"),
        ("番号法第19条第9号、第10号", "番号法第19条第1号、第9号、第10号", "第1号"),
        ("命令第5条、第7条", "命令第5条、第6条及び第7条", "第6条"),
    ],
)
def test_a_number_alone_is_put_in_its_list(old: str, new: str, added: str) -> None:
    """A row from nothing to one number, wherever it came to stand; where it stood already it is a phantom."""
    result = held(old, new, "―", added)
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves == ()
    assert [v.status for v in held(new, new, "―", added).verdicts] == ["phantom"]


def test_a_number_that_another_list_had_is_not_put_in_this_one() -> None:
    """14 stood in the second list and came nowhere: the row is a phantom, and the first list is left as it was."""
    text = "提供 表の3・28・31の項\n照会 表の8・14・28の項"
    result = account("text", text, text.replace("3・28", "3・20・28"), [RowStatement(1, "―", "14の項")])
    assert [v.status for v in result.verdicts] == ["phantom"]
    assert [(leaf.op, leaf.after) for leaf in result.leaves] == [("added", "20")]


@pytest.mark.parametrize(
    ("second", "becomes", "before", "after"),
    [
        ("13・30・52", "13・30・40・52", "―", "40の項"),
        ("12・22・39", "12・22", "39の項", "―"),
        ("6・20・21", "20・21", "6の項", "―"),
        ("16・47", "16", "47の項", "―"),
        ("11・33・53", "11・33・53・59", "53の項", "53、59の項"),
        ("3・38・54", "3・27・38・54", "3、38の項", "3、27、38の項"),
        ("8・25・37", "25・37", "8の項", "―"),
    ],
)
def test_of_two_lists_it_is_the_one_that_became_so(second: str, becomes: str, before: str, after: str) -> None:
    """The numbers of the row stand in the first list as well, which stayed as it was."""
    law = "番号法第19条第8号に基づく主務省令第2条の表の"
    first = "3・6・8・35・38・39・40・53"
    old, new = (f"【提供】\n・{law}{first}の項\n【照会】\n・{law}{listed}の項" for listed in (second, becomes))
    result = account("text", old, new, [RowStatement(1, before, after)])
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves == ()


def test_of_two_that_came_the_other_is_left() -> None:
    """14 has its row, 40 has none."""
    result = held("表の3・28・31の項", "表の3・14・28・31・40の項", "―", "14の項")
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert [(leaf.op, leaf.after) for leaf in result.leaves] == [("added", "40")]


def test_below_同左_numbers_go_into_the_list() -> None:
    """同左、以下を追加 42の項 makes 27・30・42 of 27・30."""
    result = held("表の27・30の項", "表の27・30・42の項", "表の27・30の項", "同左、以下を追加\n42の項")
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves == ()


def test_a_list_below_its_heading() -> None:
    """The rows leave out the law between heading and list; each means the list below its heading."""
    old = "【提供】\n・法の表の8・9の項\n【照会】\n・法の表の27・30の項"
    new = "【提供】\n・法の表の8・9・10の項\n【照会】\n・法の表の27・30・42の項"
    rows = [("【提供】 8、9の項", "【提供】 8、9、10の項"), ("【照会】 27、30の項", "【照会】 27、30、42の項")]
    result = account("text", old, new, [RowStatement(n, *cells) for n, cells in enumerate(rows, 1)])
    assert [v.status for v in result.verdicts] == ["confirmed", "confirmed"]
    assert result.leaves == ()


def test_what_is_left_of_a_list_that_got_another_table() -> None:
    """The row renames the table; 27 went without a row, and 8 and 23 did not come."""
    result = held(
        "番号法別表第二の8、23、27の項", "主務省令第2条の表の8、23の項", "番号法別表第二", "主務省令第2条の表"
    )
    assert [(leaf.op, leaf.before, leaf.after) for leaf in result.leaves] == [("removed", "27", None)]


def test_names_that_stood_are_a_phantom_s_beside_the_right_row() -> None:
    """Row 1 adds 丙, which the older edition lists; row 2 adds 丁."""
    rows = [("甲、乙", "甲、乙、丙"), ("甲、乙、丙", "甲、丁、乙、丙")]
    result = account(
        "list", "甲、乙、丙", "甲、丁、乙、丙", [RowStatement(n, *cells) for n, cells in enumerate(rows, 1)]
    )
    assert [v.status for v in result.verdicts] == ["phantom", "confirmed"]


def test_a_name_that_stood_in_another_passage_is_an_addition() -> None:
    """通知 stood in (2); the row adds it to (1), and so does the newer edition."""
    old, new = "(1) 申請、届出\n(2) 通知", "(1) 申請、届出、通知\n(2) 通知"
    result = account("text", old, new, [RowStatement(1, "申請、届出", "申請、届出、通知")])
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves == ()


def test_a_count_is_not_cut_at_its_comma() -> None:
    """12,000件 became 13,000件: a row on 2,000件 and 3,000件 quotes other counts."""
    row = RowStatement(1, "2,000件", "3,000件")
    result = account("text", "届出12,000件を扱う。", "届出13,000件を扱う。", [row])
    shown = [(v.side, v.found) for v in result.verdicts]
    assert shown == [("before", "12,000件"), ("after", "13,000件")]


@pytest.mark.parametrize(
    ("old", "new", "before", "after", "side", "shown"),
    [
        (
            "法第9条第1項及び第2項",
            "法第9条第1項",
            "法第9条第1項及び第3項",
            "法第9条第1項",
            "before",
            "法第9条第1項及び第2項",
        ),
        ("別表第一の15の項", "別表の23、24の項", "別表第一の15の項", "別表の23の項", "after", "別表の23、24の項"),
    ],
)
def test_a_wrong_number_is_shown_beside_the_whole_list(
    old: str, new: str, before: str, after: str, side: str, shown: str
) -> None:
    """What the edition has in the place of the row's list, whole and between the row's own words."""
    result = account("text", f"根拠：{old}に基づく", f"根拠：{new}に基づく", [RowStatement(1, before, after)])
    assert [(v.status, v.side, v.found) for v in result.verdicts] == [("misquoted", side, shown)]
    assert result.leaves == ()
