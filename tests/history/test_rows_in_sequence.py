"""Rows in short form behind a row on the whole field, undone one by one."""

from __future__ import annotations

from datetime import date

import pytest

from pia_audit.history.order import Row
from pia_audit.history.replay import replay

BULLETS = "次の対策を行う。\n・研修計画を策定する。\n・廃棄の記録を残す。\n・複数人で確認する。"
LAWS = "・行政手続における特定の個人を識別するための番号の利用等に関する法律別表の命令第15条\n・番号法別表23の項"
POINTS = "事務を行う。\n(1) 申請の受理\n(2) 要否の判定\n(3) 要否の決定の通知"
FIRST, SECOND, THIRD = date(2025, 4, 1), date(2025, 12, 1), date(2026, 3, 18)


@pytest.mark.parametrize(
    ("kind", "whole", "newest", "later"),
    [
        (
            "text",
            BULLETS,
            BULLETS.replace("\n・廃棄の記録を残す。", "") + "\n・鍵の管理者を定める。",
            [("―", "・鍵の管理者を定める。（追加）"), ("・廃棄の記録を残す。", "削除")],
        ),
        (
            "list",
            "宛名システム、中間サーバー、収納システム",
            "中間サーバー、収納システム、地図システム",
            [("（新規）", "地図システム"), ("宛名システム", "削除")],
        ),
        (
            "text",
            LAWS,
            "・番号法別表23の項",
            [("行政手続における特定の個人を識別するための番号の利用等に関する法律別表の命令第15条", "―")],
        ),
        (
            "text",
            POINTS,
            "事務を行う。\n(1) 申請の受理\n(2) 調査\n(3) 要否の判定\n(4) 要否の決定の通知",
            [("（新規）", "(2) 調査")],
        ),
        (
            "text",
            "収入の調査は年1回とする。",
            "収入の調査は年2回とする。",
            [("（1段落目）収入の調査は年1回", "（1段落目）収入の調査は年2回")],
        ),
    ],
)
def test_right_rows_break_no_chain(kind: str, whole: str, newest: str, later: list[tuple[str, str]]) -> None:
    rows = [Row(1, FIRST, "改正前の事務。", whole)]
    rows += [Row(n, day, *cells) for n, (day, cells) in enumerate(zip((SECOND, THIRD), later, strict=False), 2)]
    trail = replay(newest, kind, rows)
    assert {step.trust for step in trail.steps}.isdisjoint({"broken", "near", "grown"})


def test_a_count_that_no_later_row_moved_is_told() -> None:
    trail = replay(POINTS, "text", [Row(1, FIRST, "改正前の事務。", POINTS.replace("(3)", "(5)"))])
    assert [step.trust for step in trail.steps] == ["near"]


def test_words_exchanged_in_several_places_leave_the_older_text_open() -> None:
    """Which of two 保存 stood as 保管 the row does not say, so that the whole text of before is not told."""
    older = "台帳を保管する。\n申請書を保管し、台帳を廃棄する。"
    trail = replay(
        older.replace("保管", "保存"),
        "text",
        [
            Row(1, date(2023, 4, 1), "（新規）", older, ""),
            Row(2, date(2024, 4, 1), "", "「保管」を「保存」に改める。", ""),
        ],
    )
    assert not {"broken", "near"}.intersection(step.trust for step in trail.steps)
