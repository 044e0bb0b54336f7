"""Rows of one item that go on from each other, or say in words what they put in, against two editions."""

from __future__ import annotations

import pytest

from pia_audit.compare.attribution import account
from pia_audit.compare.verdicts import RowStatement

BULLETS = "次の対策を行う。\n・研修計画を策定する。\n・廃棄の記録を残す。"
POINTS = "事務を行う。\n(1) 申請の受理\n(2) 要否の判定\n(3) 通知"
TITLES = "\n".join(
    (
        "1 保護の事務",
        "【情報提供の根拠】",
        "主務省令第2条の表 9・14の項",
        "【情報照会の根拠】",
        "主務省令第2条の表 {0}の項",
        "2 外国人の事務",
        "【情報提供の根拠】",
        "主務省令第2条の表 9・14の項",
        "【情報照会の根拠】",
        "主務省令第2条の表 20・141の項",
    )
)
TITLED = "1 保護の事務\n【情報照会の根拠】\n"


@pytest.mark.parametrize(
    ("kind", "old", "new", "cells"),
    [
        (
            "text",
            "台帳を保管し、保管の後に廃棄する。",
            "台帳を保存し、保存の後に廃棄する。",
            [("", "「保管」を「保存」に改める。")],
        ),
        (
            "list",
            "宛名システム、中間サーバー",
            "宛名システム、地図システム、中間サーバー",
            [("なし", "「宛名システム」の次に「地図システム」を加える。")],
        ),
        ("text", POINTS, f"{POINTS}\n(4) 調査", [("（新規）", "同左 以下を追加\n(4) 調査")]),
        (
            "text",
            BULLETS,
            f"{BULLETS}\n・鍵の管理者を定め、記録する。",
            [("", "「・鍵の管理者を定める。」を追加"), ("・鍵の管理者を定める。", "・鍵の管理者を定め、記録する。")],
        ),
        (
            "text",
            BULLETS,
            BULLETS.replace("記録を残す", "記録を3年残す"),
            [
                ("－", "（追加）・鍵の管理者を定める。"),
                ("・鍵の管理者を定める。", "削除"),
                ("・廃棄の記録を残す。", "・廃棄の記録を3年残す。"),
            ],
        ),
        (
            "list",
            "宛名システム、中間サーバー",
            "宛名システム、次期地図システム",
            [("", "「地図システム」を追加"), ("地図システム", "次期地図システム"), ("中間サーバー", "削除")],
        ),
        ("text", TITLES.format("20・141"), TITLES.format("20・77"), [(f"{TITLED}141の項", f"{TITLED}77の項")]),
        (
            "text",
            POINTS,
            "事務を行う。\n(1) 申請の受理\n(2) 調査\n(3) 要否の判定\n(4) 通知",
            [("（新規）", "(2) 調査を追加（以下、番号を繰り下げる。）")],
        ),
        (
            "text",
            POINTS,
            "事務を行う。\n(1) 申請の受理\n(2) 通知",
            [("(2) 要否の判定", "削除（以下、番号を繰り上げる。）")],
        ),
    ],
)
def test_right_rows_are_confirmed_and_nothing_is_left(
    kind: str, old: str, new: str, cells: list[tuple[str, str]]
) -> None:
    of_rows = account(kind, old, new, [RowStatement(n, *pair) for n, pair in enumerate(cells, 1)])
    assert [v.status for v in of_rows.verdicts] == ["confirmed"] * len(cells)
    assert of_rows.leaves == ()


def test_a_row_that_goes_on_from_another_with_a_name_the_edition_has_not_is_told() -> None:
    rows = [RowStatement(1, "", "「地図システム」を追加"), RowStatement(2, "地図システム", "新地図システム")]
    of_rows = account("list", "宛名システム、中間サーバー", "宛名システム、中間サーバー、次期地図システム", rows)
    assert any(v.status in {"phantom", "misquoted"} for v in of_rows.verdicts)


def test_words_that_a_row_exchanges_and_that_stay_in_one_place_are_told() -> None:
    of_rows = account(
        "text",
        "台帳を保管し、保管の後に廃棄する。",
        "台帳を保管し、保管の後に廃棄する。",
        [RowStatement(1, "", "「保管」を「保存」に改める。")],
    )
    assert [v.status for v in of_rows.verdicts] == ["phantom"]
