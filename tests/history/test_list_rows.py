"""Rows that change a list of numbers, undone: what the list was before them, and what cannot be told."""

from __future__ import annotations

from datetime import date

import pytest
from trails import first_text

from pia_audit.history.order import Row
from pia_audit.history.replay import replay

D1, D2, D3 = date(2021, 4, 1), date(2022, 4, 1), date(2023, 4, 1)
PROVIDED = "提供の根拠\n表の{}の項\n照会の根拠\n表の69の項"
SURE = {"whole", "part", "relative"}


def rows(*cells: tuple[date, str, str]) -> list[Row]:
    """Change rows of one item, in print order."""
    return [Row(n, *row) for n, row in enumerate(cells, 1)]


@pytest.mark.parametrize(
    ("now", "before", "after", "then"),
    [
        ("7、14、38、57", "―", "14の項及び57の項", "7、38"),
        ("14、38、57", "", "14の項", "38、57"),
        ("76・81・90・150", "35の項", "90及び150の項", "35・76・81"),
        ("7・38", "21及び136の項", "（削除）", "7・21・38・136"),
        ("11・18・40", "18の項", "11及び18の項", "18・40"),
        ("7、30、38及び42", "表の7，38，42の項", "同左 以下を追加 30の項", "7、38及び42"),
        ("7、14、38", "―", "14の項を追加", "7、38"),
        ("7、38", "―", "14の項を削除", "7、14、38"),
    ],
)
def test_a_row_of_numbers_is_undone_on_its_list(now: str, before: str, after: str, then: str) -> None:
    """Each number goes from where it stands, and comes back where it stood."""
    trail = replay(PROVIDED.format(now), "text", rows((D1, before, after)))
    assert {step.trust for step in trail.steps} <= SURE
    assert first_text(trail) == PROVIDED.format(then)


def test_a_number_taken_out_is_known_to_an_older_row() -> None:
    """The row of 2022 takes 51 out; that of 2021 quotes the list with it: the numbers do not count upwards, and only
    the older row shows where it stood."""
    trail = replay(
        PROVIDED.format("102、33、70"),
        "text",
        rows((D1, "102、33の項", "102、51、33の項"), (D2, "51の項", "―"), (D3, "33の項", "33、70の項")),
    )
    assert {step.trust for step in trail.steps} <= SURE
    assert first_text(trail) == PROVIDED.format("102、33")


def test_where_no_row_shows_the_place_nothing_is_said() -> None:
    """Two lists, and 14 may have stood in either: the older row on the second list cannot be judged."""
    text = "提供 表の9、20の項\n照会 表の8、30の項"
    trail = replay(text, "text", rows((D1, "照会 表の8、30の項", "照会 表の8、14、30の項"), (D2, "14の項", "削除")))
    assert "broken" not in {step.trust for step in trail.steps}


def test_of_one_day_the_row_whose_list_stands_there_came_last() -> None:
    """The part 5・51・56 of the list as it is was written after the whole list with 50."""
    whole = "命令第5条、第50条、第56条及び第61条の規定"
    text = whole.replace("第50条", "第51条")
    for printed in (1, -1):
        both = [
            (D1, "命令第5条、第56条及び第61条の規定", whole),
            (D1, "第5条、第50条及び第56条", "第5条、第51条及び第56条"),
        ]
        trail = replay(text, "text", rows(*both[::printed]))
        assert {step.trust for step in trail.steps} <= SURE
        assert first_text(trail) == "命令第5条、第56条及び第61条の規定"


def test_a_number_that_the_list_has_besides_is_told() -> None:
    """変更後 gives the list between other words, and the text has 36 more: the row does not fit."""
    trail = replay(
        "規則第11条第1号、第4号、第30号及び第36号に掲げる事務", "text",
        rows((D1, "規則第11条第1号及び第4号に掲げる事務", "規則第11条第1号、第4号及び第30号に掲げる事務")),
    )  # fmt: skip
    assert {step.trust for step in trail.steps} & {"near", "broken"}


def test_a_whole_list_with_a_number_more_is_shown_whole() -> None:
    """What is held against the row's list is the text's list with all its numbers."""
    trail = replay(
        "根拠\n表の13、23、30、43及び91の項", "text", rows((D1, "表の13、30、43の項", "表の13、23、30及び43の項"))
    )
    assert [(step.trust, step.found) for step in trail.steps] == [("near", "表の13、23、30、43及び91の項")]


def test_a_section_taken_away_is_no_break() -> None:
    """The field goes on with the other heading, however short: the row did not say that it is empty."""
    trail = replay("【提供】\n表の2の項", "text", rows((D1, "【照会】\n表の69、70、71の項", "―")))
    assert "broken" not in {step.trust for step in trail.steps}


@pytest.mark.parametrize(
    ("cells", "off"),
    [
        ([(D1, "41の項", "―")], 1),
        ([(D1, "", "44の項"), (D2, "―", "80の項")], 1),
        ([(D1, "―", "11の項"), (D1, "84の項", "（削除）")], 1),
        ([(D1, "―", "41の項"), (D2, "41の項", "―")], 2),
    ],
)
def test_a_number_that_the_body_contradicts_is_told_of_its_row(cells: list[tuple[date, str, str]], off: int) -> None:
    """41 is said to be gone and stands there; 44 and 11 are said to have come and do not."""
    trail = replay("番号法第9条第1項\n番号法別表の2、14、27、41、80の項", "text", rows(*cells))
    assert [step.row_no for step in trail.steps if step.trust == "broken"] == [off]


def test_a_number_that_stands_nowhere_is_told_whatever_else_is_not_known() -> None:
    """84 may have stood in either list; 11 stands in none."""
    text = "提供 表の9、20の項\n照会 表の8、30の項"
    trail = replay(text, "text", rows((D1, "―", "11の項"), (D2, "84の項", "削除")))
    assert [step.row_no for step in trail.steps if step.trust == "broken"] == [1]


def test_the_none_that_a_field_prints_below_a_heading_is_quoted() -> None:
    """【照会】 なし: the row says what stands there, and is undone in that line."""
    trail = replay("【提供】\n表の2、3の項\n【照会】\nなし", "text", rows((D1, "表の69、70の項", "なし")))
    assert {step.trust for step in trail.steps} <= SURE
    assert first_text(trail) == "【提供】\n表の2、3の項\n【照会】\n表の69、70の項"


def test_lines_quoted_from_the_beginning_end_with_their_list() -> None:
    """The row quotes the field, and the field goes on with 第68条 where the quotation ends."""
    text = "番号法第9条第1項\n命令第5条、第7条、第68条"
    trail = replay(text, "text", rows((D1, "番号法第9条第1項 命令第5条", "番号法第9条第1項 命令第5条、第7条")))
    assert [(step.trust, step.found) for step in trail.steps] == [("near", text)]


@pytest.mark.parametrize(
    ("now", "row"),
    [("7、14、38、57", ("38の項", "14の項")), ("第5条、第11条、第76条の2", ("第5条", "第76条の2"))],
)
def test_a_number_that_was_replaced_and_still_stands(now: str, row: tuple[str, str]) -> None:
    """The list has both the number that came and the one that it replaced."""
    text = f"提供の根拠\n命令{now}の規定"
    (step,) = replay(text, "text", rows((D2, *row))).steps
    assert (step.trust, step.blamed) == ("broken", 0)


def test_a_replaced_number_came_again_by_a_later_row() -> None:
    """38 was replaced in 2021 and put in again in 2023: nothing is to be told."""
    trail = replay(PROVIDED.format("7、14、38"), "text", rows((D1, "38の項", "14の項"), (D3, "", "38の項")))
    assert {step.trust for step in trail.steps} <= SURE
    assert first_text(trail) == PROVIDED.format("7、38")


def test_a_row_off_the_list_leaves_the_rest_undisturbed() -> None:
    """10 stands nowhere: that row is told, and the older row on the other list, and the one on the words, follow on."""
    trail = replay(
        PROVIDED.format("17、56、57"),
        "text",
        rows(
            (D1, "提供の根拠\n表の17、57の項", "提供の根拠\n表の17、56、57の項"),
            (D2, "70の項", "69の項"),
            (D3, "17の項", "10の項"),
        ),
    )
    assert {step.row_no: step.trust == "broken" for step in trail.steps} == {1: False, 2: False, 3: True}


def test_one_number_in_two_lists_and_the_heading_says_which() -> None:
    """66 goes out of both lists, each by a row that names its heading: exchanged in the one, taken out of the other."""
    lists = "提供の根拠【甲】\n表の{}の項\n提供の根拠【乙】\n表の{}の項"
    exchanged, removed = (
        Row(2, D2, "66の項", "119の項", "提供の根拠【甲】"),
        Row(3, D2, "66の項", "（削除）", "提供の根拠【乙】"),
    )
    whole = Row(1, D1, "（新規）", lists.format("23、66、75", "38、66、80"))
    trail = replay(lists.format("23、75、119", "38、80"), "text", [whole, exchanged, removed])
    assert {step.trust for step in trail.steps} <= SURE
