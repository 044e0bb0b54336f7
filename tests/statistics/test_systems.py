"""Life lines of systems: which names go on as one, which do not, and what is a plan."""

from __future__ import annotations

from datetime import date

import pytest

from pia_audit.statistics.names import name, names_in, one_system
from pia_audit.statistics.provisions import cited
from pia_audit.statistics.systems import _lines
from pia_audit.statistics.turns import Story, Turn

D1, D2, D3 = date(2021, 4, 1), date(2022, 4, 1), date(2023, 4, 1)


def stretches(printed: str | None, *turns: tuple[date, str, str]) -> list[list[tuple[str, str, str, bool]]]:
    """The lines of a story as (name, began, ended, planned) of each stretch."""
    rows = tuple(Turn(on, n, before, after) for n, (on, before, after) in enumerate(turns, 1))
    lines = _lines(Story("r", "a", "handling.systems", D3, rows, printed))
    return [[(s["name"], s["began"], s["ended"], s["planned"]) for s in line.stretches] for line in lines]


def test_a_name_in_anothers_place_that_shares_its_words_is_renamed() -> None:
    """One line, and the neighbours are untouched."""
    before, after = "税システム、生活保護システム、中間サーバー", "税システム、新生活保護システム、中間サーバー"
    lines = stretches(after, (D1, before, after))
    one = [("生活保護システム", "known", "renamed", False), ("新生活保護システム", "renamed", "standing", False)]
    assert one in lines
    assert len(lines) == 3


def test_a_name_that_shares_nothing_is_another_system() -> None:
    """Replaced in its place, and not said to be renamed."""
    lines = stretches("文書管理システム", (D1, "収納管理システム", "文書管理システム"))
    assert lines == [
        [("収納管理システム", "known", "replaced", False)], [("文書管理システム", "instead", "standing", False)],
    ]  # fmt: skip


def test_a_list_in_another_order_changes_nothing() -> None:
    """Moved names go on."""
    lines = stretches(
        "B台帳システム、A台帳システム", (D1, "A台帳システム、B台帳システム", "B台帳システム、A台帳システム")
    )
    assert all(len(line) == 1 and line[0][1:3] == ("known", "standing") for line in lines)


def test_added_and_gone() -> None:
    """A name a row adds, and one a later row leaves out."""
    lines = stretches("住基システム", (D1, "住基システム", "住基システム、申請管理システム"),
                 (D2, "住基システム、申請管理システム", "住基システム"))  # fmt: skip
    assert [("申請管理システム", "named", "gone", False)] in lines


def test_not_in_the_newest_edition_without_a_row() -> None:
    """A name that went without a row is told as that."""
    lines = stretches("住基システム", (D1, "住基システム", "住基システム、申請管理システム"))
    assert [("申請管理システム", "named", "unrecorded", False)] in lines


def test_a_text_that_was_not_read_ends_no_line() -> None:
    """Where the newest text was lost nothing is said to be missing from it."""
    lines = stretches(None, (D1, "住基システム", "住基システム、申請管理システム"))
    assert all(line[-1][2] == "standing" for line in lines)


@pytest.mark.parametrize(
    ("written", "core", "remark", "planned"),
    [
        ("中間サーバー（予定）", "中間サーバー", "予定", True),
        ("中間サーバー(令和5年度から)", "中間サーバー", "令和5年度から", True),
        ("中間サーバー（令和3年4月1日から）", "中間サーバー", "令和3年4月1日から", False),
        ("中間サーバー（2021年現在）", "中間サーバー", "2021年現在", False),
        ("宛名システム（団体内）", "宛名システム（団体内）", "", False),
        ("（予定）", "（予定）", "", False),
    ],
)
def test_remarks(written: str, core: str, remark: str, planned: bool) -> None:
    """A remark on time is taken apart, other brackets belong to the name; a day that is past is no plan."""
    system = name(written)
    assert (system.text, system.remark, system.planned(D2)) == (core, remark, planned)


def test_empty_marks_name_nothing() -> None:
    """― and nothing are no systems, and a name twice in a list is one."""
    assert names_in("―") == names_in("") == ()
    assert len(names_in("住基システム、住基システム")) == 1


def test_ordinary_words_make_no_one_system() -> None:
    """管理, 情報, システム and the like are borne by many."""
    assert not one_system("収納管理システム", "文書管理システム")
    assert not one_system("健康管理システム", "国民健康保険システム")
    assert one_system("団体内統合宛名システム", "共通連携基盤システムの団体内統合宛名機能")


def test_provisions_by_name() -> None:
    """A provision's name is the same however it was written."""
    assert cited("番号法第十九条第八号") == cited("番号法第19条第8号") == ("番号法第19条第8号",)
    assert cited("番号法別表第一の15の項") == ("番号法別表第一",)
    assert cited("番号法第28条の3第1項") == ("番号法第28条の3第1項",)
