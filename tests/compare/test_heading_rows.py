"""Rows that name a heading and give numbers alone, held against editions with a list below each of two headings."""

from __future__ import annotations

import pytest

from pia_audit.compare.attribution import account
from pia_audit.compare.leaves import leaves
from pia_audit.compare.verdicts import RowStatement

FIELD = "【情報提供の根拠】\n主務省令第2条の表の{}の項\n【情報照会の根拠】\n主務省令第2条の表の{}の項"
PROVIDED, ASKED = "【情報提供の根拠】", "【情報照会の根拠】"


def held(old: tuple[str, str], new: tuple[str, str], before: str, after: str) -> tuple[list[str], list[str | None]]:
    """How the row stands, and the numbers that changed without it."""
    result = account("text", FIELD.format(*old), FIELD.format(*new), [RowStatement(1, before, after)])
    return [v.status for v in result.verdicts], [leaf.after or leaf.before for leaf in result.leaves]


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        (("2、27", "69、70"), ("2、14、27", "69、70"), f"{PROVIDED} ―", f"{PROVIDED} 14の項"),
        (("2、14、27", "69、70"), ("2、27", "69、70"), f"{PROVIDED}\n14の項", f"{PROVIDED}\n―"),
        (("2、14、27", "14、70"), ("2、14、27", "70"), f"{ASKED} 14の項", f"{ASKED} ―"),
        (("2、3、27", "69"), ("2、27、100", "69"), f"{PROVIDED} 3の項", f"{PROVIDED} 100の項"),
        (("2、27", "69、70"), ("2、14、27", "69、70"), "―", "情報提供の根拠：14の項"),
        (
            ("2、14、27", "69、70"),
            ("2、27", "14、69、70"),
            f"{PROVIDED} 14の項 {ASKED} ―",
            f"{PROVIDED} ― {ASKED} 14の項",
        ),
        (("2、27", "69、70"), ("2、27", "14、69、70"), "―", f"{ASKED}14の項を追加"),
    ],
)
def test_the_list_below_the_heading_is_meant(
    old: tuple[str, str], new: tuple[str, str], before: str, after: str
) -> None:
    """The row is right, and nothing is left; the mark for nothing is no sign of the text."""
    assert held(old, new, before, after) == (["confirmed"], [])


def test_a_number_that_came_below_the_other_heading_is_told() -> None:
    """The row says 照会, the edition has it under 提供."""
    statuses, numbers = held(("2、27", "69、70"), ("2、14、27", "69、70"), "―", f"{ASKED}14の項を追加")
    assert statuses == ["misquoted"]
    assert numbers == ["14"]


def test_numbers_of_a_list_in_another_order_are_the_same() -> None:
    """A table that no law names: where a number stands in the list, and what joins the last one, says nothing."""
    old, new = "同表の12の項、24の項及び26の項（照会）", "同表の4の項、12の項及び24の項（照会）"
    result = account("text", old, new, [RowStatement(1, "26の項", "4の項")])
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves == ()


def test_the_number_of_a_table_is_no_branch() -> None:
    """別表第1の12・55 are the items 12 and 55 of 別表第1."""
    result = account(
        "text", "条例別表第1の12・55・58の項", "条例別表第1の5・12・55の項", [RowStatement(1, "58の項", "5の項")]
    )
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves == ()


@pytest.mark.parametrize(("before", "after"), [("令和6年", "令和7年"), ("令和6年1月", "令和7年1月")])
def test_years_alone_stand_for_the_days(before: str, after: str) -> None:
    """What is left of the day is the same in both."""
    result = account("date", "令和6年1月1日 時点", "令和7年1月1日 時点", [RowStatement(1, before, after)])
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves == ()


def test_the_wrong_year_is_no_day_of_the_edition() -> None:
    """令和8年 is not what the newer edition says."""
    result = account("date", "令和6年1月1日 時点", "令和7年1月1日 時点", [RowStatement(1, "令和6年", "令和8年")])
    assert [v.status for v in result.verdicts] != ["confirmed"]


OF_LAWS = "・番号法第9条第1項　番号法別表の{}の項\n・住民基本台帳法別表第1の{}の項\n・番号法別表の事務を定める命令 {}"


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        (("2、14、77", "30、44", "第22条"), ("2、14", "30、44", "第22条"), "番号法別表 77の項", "番号法別表 ―"),
        (("2、14", "30、44", "第22条"), ("2、14、77", "30、44", "第22条"), "番号法別表 ―", "番号法別表 77の項"),
        (("2、14", "30、44", "第22条"), ("2、15", "30、44", "第22条"), "番号法別表 14の項", "番号法別表 15の項"),
        (("2、44", "30、44", "第22条"), ("2、44", "30", "第22条"), "住民基本台帳法別表第1の44", "―"),
        (("2、44", "30、44", "第22条"), ("2、44", "30", "第22条"), "住民基本台帳法別表第1の44の項", "（削除）"),
        (("2", "30", "第22条、第44条"), ("2", "30", "第22条"), "命令 第44条", "命令 ―"),
        (("2", "30", "第22条"), ("2", "30", "第22条、第44条"), "命令 ―", "命令 第44条"),
    ],
)
def test_the_list_behind_the_name_of_the_law_is_meant(
    old: tuple[str, str, str], new: tuple[str, str, str], before: str, after: str
) -> None:
    """The row is right though the text has other numbers between the name and this one."""
    result = account("text", OF_LAWS.format(*old), OF_LAWS.format(*new), [RowStatement(1, before, after)])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


def test_a_table_whose_law_is_named_further_ahead() -> None:
    """番号法別表 is 番号法第9条第1項及び別表, and 条例別表第1 that of the 条例."""
    field = "番号法第9条第1項及び別表の{}の項\n白嶺市個人番号の利用に関する条例第4条第1項及び別表第1の{}の項"
    rows = [
        RowStatement(1, "番号法別表 85の項", "番号法別表 ―"),
        RowStatement(2, "条例別表第1 ―", "条例別表第1 85の項"),
    ]
    result = account("text", field.format("9、85、89", "24、38"), field.format("9、89", "24、38、85"), rows)
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"] * 2, ())


def test_a_number_that_went_from_the_list_of_another_law_is_told() -> None:
    """44 of the 住民基本台帳法 still stands there; that of the 番号法 went, and no row says so."""
    result = account(
        "text",
        OF_LAWS.format("2、44", "30、44", "第22条"),
        OF_LAWS.format("2", "30、44", "第22条"),
        [RowStatement(1, "住民基本台帳法別表第1 44の項", "住民基本台帳法別表第1 なし")],
    )
    assert [v.status for v in result.verdicts] != ["confirmed"]
    assert [(leaf.op, leaf.before) for leaf in result.leaves] == [("removed", "44")]


@pytest.mark.parametrize("after", ["「33の項」を「45の項」に改める", "33の項を削除し、45の項を追加"])
def test_the_list_that_became_so_is_meant(after: str) -> None:
    """Both lists have 33; the newer edition shows from which it went."""
    old, new = OF_LAWS.format("11、33", "29、33、41", "第22条"), OF_LAWS.format("11、33", "29、41、45", "第22条")
    result = account("text", old, new, [RowStatement(1, "―", after)])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


WITH_BRACKETS = f"{ASKED}\n番号法別表 27の項（第2号）、{{}}109の項\n{PROVIDED}\n番号法別表 3の項"


@pytest.mark.parametrize("came", [False, True])
def test_words_below_a_heading_are_quoted_without_what_stands_between(came: bool) -> None:
    """A number with its brackets is no number alone: it is held against the text below that heading as it is typed."""
    texts = [WITH_BRACKETS.format("106の項（第1号）、"), WITH_BRACKETS.format("")]
    cells = [f"{ASKED} 106の項（第1号）", f"{ASKED} ―"]
    old, new = reversed(texts) if came else texts
    before, after = reversed(cells) if came else cells
    result = account("text", old, new, [RowStatement(1, before, after)])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


def test_words_below_the_other_heading_are_no_quotation() -> None:
    """106の項（第1号） went from below 照会; the row says it went from below 提供."""
    row = RowStatement(1, f"{PROVIDED} 106の項（第1号）", f"{PROVIDED} ―")
    result = account("text", WITH_BRACKETS.format("106の項（第1号）、"), WITH_BRACKETS.format(""), [row])
    assert [v.status for v in result.verdicts] != ["confirmed"]


SYSTEMS = "①住民基本台帳システム\n②{}\n③中間サーバー"


@pytest.mark.parametrize(
    "after",
    [
        "宛名システムを削除し、税務システムを追加",
        "税務システムを追加し、宛名システムを削除する。",
        "宛名システムを税務システムに変更",
    ],
)
@pytest.mark.parametrize("before", ["", "宛名システム"])
def test_what_went_and_what_came_in_words(before: str, after: str) -> None:
    """Both are names of the text, once in the one edition and once in the other."""
    old, new = SYSTEMS.format("宛名システム"), SYSTEMS.format("税務システム")
    result = account("text", old, new, [RowStatement(1, before, after)])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


def test_another_number_than_the_words_say_is_told() -> None:
    """77 went and 79 came; the row says 78."""
    old, new = (OF_LAWS.format(numbers, "30", "第22条") for numbers in ("2、77", "2、79"))
    result = account("text", old, new, [RowStatement(1, "―", "77の項を削除し、78の項を追加")])
    assert [(v.status, v.side) for v in result.verdicts] == [("misquoted", "after")]


@pytest.mark.parametrize("mark", ["【情報照会の根拠】", "番号法別表"])
def test_several_rows_on_one_list(mark: str) -> None:
    """Each row goes on from what the ones before it left of the list."""
    field = "【情報提供の根拠】\n・番号法別表第1の{}の項\n【情報照会の根拠】\n・番号法別表の{}の項"
    rows = [RowStatement(n, f"{mark} {went}の項", f"{mark} ―") for n, went in enumerate(("14", "27"), 1)]
    rows.append(RowStatement(3, f"{mark} ―", f"{mark} 30の項"))
    old, new = field.format("2、14、27", "2、14、27、69"), field.format("2、14、27", "2、30、69")
    result = account("text", old, new, rows)
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"] * 3, ())


def test_what_changes_beside_a_row_on_some_numbers_is_named() -> None:
    """5 went from the same list without a row: what the row comes to has it, and the body has not."""
    old, new = OF_LAWS.format("5、10、68", "3", "第22条"), OF_LAWS.format("10、68、81", "3", "第22条")
    (verdict,) = account("text", old, new, [RowStatement(1, "番号法別表 ―", "番号法別表 81の項")]).verdicts
    assert (verdict.status, verdict.side) == ("misquoted", "after")
    differing = leaves("text", verdict.expected or "", verdict.found or "")
    assert [(leaf.op, leaf.before) for leaf in differing if leaf.what == "numbers"] == [("removed", "5")]
