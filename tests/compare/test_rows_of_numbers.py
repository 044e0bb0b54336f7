"""Rows that give numbers of a list in few words, held against editions whose changes are known."""

from __future__ import annotations

import pytest

from pia_audit.compare.attribution import account
from pia_audit.compare.verdicts import RowStatement

PROVIDED = "提供の根拠\n・主務省令第2条の表の{}の項\n照会の根拠\n・主務省令第2条の表の69、70の項"
ARTICLES = "別表の44の項\n・主務省令で定める命令{}の規定"
PASSAGES = "次の事務を行う。\n(1) 受理\n(2) 支給\n(3) 交付\n(4) 還付\n上記の{}については、委託する。"


def statements(*cells: tuple[str, str]) -> list[RowStatement]:
    """Rows of one day."""
    return [RowStatement(n, *both) for n, both in enumerate(cells, 1)]


@pytest.mark.parametrize(
    ("text", "old", "new", "rows"),
    [
        (PROVIDED, "7、38、42", "7、14、38、42、57", [("―", "14及び57の項")]),
        (PROVIDED, "21、111、136", "111", [("21及び136の項", "（削除）")]),
        (PROVIDED, "35・76・81", "76・81・90", [("35の項", "90の項")]),
        (PROVIDED, "35・76・81", "76・79・81・90", [("35の項", "79、90の項")]),
        (PROVIDED, "7、38及び42", "7、30、38及び42", [("・第2条の表の7，38，42の項", "同左 以下を追加 30の項")]),
        (PROVIDED, "7、38、42", "7、9、42", [("（略） 表の7・38・42の項", "（略） 表の7・9・42の項")]),
        (PROVIDED, "三、九、十一", "三、七、九、十一", [("―", "七の項を追加")]),
        (PROVIDED, "3、9、11", "3、11", [("9の項", "9の項を削除")]),
        (PROVIDED, "3、9、11", "3、9、13の2、11", [("―", "13の2の項（追加）")]),
        (PROVIDED, "3、9、11", "3、9、11、15", [("3 9 11", "3 9 11 15")]),
        (PROVIDED, "3、9及び11", "3、9、11及び15", [("3・9および11の項", "3・9・11および15の項")]),
        (PROVIDED, "項番3、5、8", "項番3、8", [("項番5", "―")]),
        (PROVIDED, "項番3、8", "項番3、5、8", [("―", "項番5を追加")]),
        (ARTICLES, "第3条、第9条", "第3条、第9条、第12条、第20条", [("", "第12条、第20条")]),
        (ARTICLES, "第3条、第9条及び第12条", "第5条、第9条及び第12条", [("第3条", "―"), ("―", "第5条")]),
        (ARTICLES, "第24条", "第23条", [("24", "23")]),
        (PASSAGES, "(1)(2)(3)", "(1)(2)", [("(3)", "（削除）")]),
        (PASSAGES, "(1)(3)", "(2)(3)", [("(1)", "(2)")]),
        (PASSAGES, "(1)(2)(3)", "(2)(3)(4)", [("(1)", "―"), ("―", "(4)")]),
    ],
)  # fmt: skip
def test_rows_that_give_numbers_account_for_them(text: str, old: str, new: str, rows: list[tuple[str, str]]) -> None:
    """Each row is right, and nothing changed besides."""
    result = account("text", text.format(old), text.format(new), statements(*rows))
    assert {v.status for v in result.verdicts} == {"confirmed"}
    assert result.leaves == ()


@pytest.mark.parametrize(
    ("text", "old", "new", "row", "named"),
    [
        (PROVIDED, "3、9、11", "3、7、9、11、87", ("―", "7の項を追加"), "87"),
        (PROVIDED, "3、9、11、17", "3、11", ("9の項", "9の項を削除"), "17"),
        (ARTICLES, "第3条、第9条", "第3条、第9条、第12条、第33条",
         ("（略） 命令第３条及び第９条", "（略） 命令第３条、第９条及び第１２条"), "主務省令で定める命令第33条"),
        (ARTICLES, "第3条、第9条", "第3条、第9条、第12条、第33条", ("―", "第12条を追加"), "主務省令で定める命令第33条"),
    ],
)  # fmt: skip
def test_what_changed_beside_them_is_named(text: str, old: str, new: str, row: tuple[str, str], named: str) -> None:
    """Words that say of one number that it came or went say nothing of another."""
    result = account("text", text.format(old), text.format(new), statements(row))
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert [leaf.after or leaf.before for leaf in result.leaves] == [named]


def test_a_number_that_never_came_is_the_row_s() -> None:
    """Of 34 and 38 only 38 came: the row is off, and no number is named that both editions have."""
    text = "規則第11条{}の事務"
    result = account(
        "text", text.format("第3号、第12号及び第35号"), text.format("第3号、第12号、第35号及び第38号"),
        statements(("―", "第34号及び第38号")),
    )  # fmt: skip
    assert [(v.status, v.side) for v in result.verdicts] == [("misquoted", "after")]
    assert result.leaves == ()


def test_a_system_said_to_be_added_hides_no_other() -> None:
    """申請管理システムを追加 names one system; another came without a row."""
    old = "住民記録システム、中間サーバー"
    result = account("list", old, f"{old}、申請管理システム、電子申請基盤", statements(("―", "申請管理システムを追加")))
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert [(leaf.op, leaf.after) for leaf in result.leaves] == [("added", "電子申請基盤")]


def test_words_of_two_passages_are_exchanged_where_the_newer_edition_has_them() -> None:
    """However each edition breaks its lines."""
    old = "被保険者の資格の取得 被保険者の資格の喪失"
    new = "被保険者の資格の取得\n被保険者（約12,345人）の資格の喪失"
    result = account("text", old, new, statements(("被保険者の資格", "被保険者（約12,345人）の資格")))
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves == ()


@pytest.mark.parametrize(
    ("new", "rows"),
    [
        ("2、27", [("―", "14の項"), ("14の項", "―")]),
        ("2、5、27", [("―", "14の項"), ("14の項", "5の項")]),
    ],
)
def test_a_number_that_came_and_went_between_the_editions(new: str, rows: list[tuple[str, str]]) -> None:
    """Neither edition shows it, and the rows say no more."""
    result = account("text", PROVIDED.format("2、27"), PROVIDED.format(new), statements(*rows))
    assert {v.status for v in result.verdicts} == {"confirmed"}
    assert result.leaves == ()


@pytest.mark.parametrize(
    ("new", "rows"),
    [
        ("住民記録システム、中間サーバー", [("―", "申請管理システム"), ("申請管理システム", "―")]),
        (
            "住民記録システム、中間サーバー、宛名システム",
            [("―", "申請管理システム"), ("申請管理システム", "宛名システム")],
        ),
    ],
)
def test_a_system_that_came_and_went_between_the_editions(new: str, rows: list[tuple[str, str]]) -> None:
    """As with numbers."""
    result = account("list", "住民記録システム、中間サーバー", new, statements(*rows))
    assert {v.status for v in result.verdicts} == {"confirmed"}
    assert result.leaves == ()


def test_a_system_that_came_and_is_not_there_is_a_phantom() -> None:
    """No row takes it out again."""
    old = "住民記録システム、中間サーバー"
    rows = statements(("―", "申請管理システム"), ("宛名システム", "―"))
    assert "phantom" in {v.status for v in account("list", old, old, rows).verdicts}


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("表の14の項（甲）、29の項（乙）", "表の6の項（丙）、14の項（甲）、29の項（乙）", "―", "「6の項（丙）」を追加"),
        ("5年又は10年とする。", "5年、10年又は20年とする。", "―", "20年"),
        ("A課、B課及びC課で扱う。", "A課及びC課で扱う。", "B課", "―"),
        ("A課、B課及びC課で扱う。", "A課、C課で扱う。", "B課", "―"),
    ],
)
def test_a_joint_beside_what_came_or_went_is_no_change_of_its_own(old: str, new: str, before: str, after: str) -> None:
    """No row can put an entry into a list or take one out and leave its joints as they were."""
    result = account("text", old, new, [RowStatement(1, before, after)])
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())


def test_joints_that_no_row_moves_are_told() -> None:
    """The row exchanges a name and moves no joint; that 及び became 又は is nobody's."""
    result = account(
        "text",
        "A課及びB課で扱う。C課及びD課に渡す。",
        "E課及びB課で扱う。C課又はD課に渡す。",
        [RowStatement(1, "A課", "E課")],
    )
    assert [v.status for v in result.verdicts] == ["confirmed"]
    assert result.leaves


def test_what_came_beside_a_joint_is_told() -> None:
    """E課 has its row, F課 has none."""
    result = account("text", "A課及びB課", "A課、E課、F課及びB課", [RowStatement(1, "―", "E課")])
    assert result.leaves


@pytest.mark.parametrize(
    ("old", "new", "rows", "phantom"),
    [
        ("21、47、58", "21、58", [("47の項", "（削除）"), ("21の項", "10の項")], 2),
        ("21、47、58", "21、50、58", [("47の項", "50の項"), ("58の項", "63の項")], 2),
        ("21、47、58", "21、50、58", [("47の項", "48の項"), ("48の項", "50の項"), ("21の項", "79の項")], 3),
    ],
)
def test_an_exchange_of_which_neither_edition_knows_is_no_other_row_s(
    old: str, new: str, rows: list[tuple[str, str]], phantom: int
) -> None:
    """Both editions have the number that is said to be replaced: that row alone is a phantom, and nothing is left."""
    result = account("text", PROVIDED.format(old), PROVIDED.format(new), statements(*rows))
    assert [v.row_no for v in result.verdicts if v.status == "phantom"] == [phantom]
    assert {v.status for v in result.verdicts if v.row_no != phantom} == {"confirmed"}
    assert result.leaves == ()


def test_an_exchanged_entry_may_stand_in_another_place() -> None:
    """64の項 goes and 10の項 comes, each with its remark, and the list counts upwards."""
    table = "照会の根拠\n主務省令第2条の表の{}"
    old = table.format("17の項（第2号）、26の項（第1号）、64の項（第1号及び第3号）")
    new = table.format("10の項（第1号）、17の項（第2号）、26の項（第1号）")
    exchange = statements(("64の項（第1号及び第3号）", "10の項（第1号）"))
    result = account("text", old, new, exchange)
    assert ([v.status for v in result.verdicts], result.leaves) == (["confirmed"], ())
    other = account("text", old, new.replace("26の項", "27の項"), exchange)
    assert other.leaves


def test_a_number_comes_into_one_of_two_lists_that_are_alike() -> None:
    """「64、74」 stands in the other list, too, and 45 goes with its 項番."""
    lists = "提供\n・表の項番{}\n照会\n・表の項番{}"
    old, new = lists.format("38、64、74", "45、64、74"), lists.format("38、64、74", "64、68、74")
    result = account("text", old, new, statements(("項番45", "―"), ("", "項番68")))
    assert ({v.status for v in result.verdicts}, result.leaves) == ({"confirmed"}, ())
