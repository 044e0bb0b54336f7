"""Rows that lean on the row above: ditto marks, merged cells, rows that go on."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import openpyxl
import pytest
import seen
from change_tables import COUNTED, DEPARTMENT, OUTLINE, SYSTEMS, edition_with

from pia_audit.model import Edition
from pia_audit.readers import read

HEAD = ["変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明"]
DAY = date(2024, 4, 1)


def test_ditto_marks_mean_the_cell_above_and_stay_as_printed(tmp_path: Path) -> None:
    """Date, 項目, 提出時期 and 説明 of the row above hold; what is printed is kept beside them."""
    rows = [
        ["令和6年4月1日", DEPARTMENT, "福祉部福祉課", "福祉部手当課", "事後", "軽微な変更"],
        ["〃", "同上 ②", "福祉課長", "手当課長", "〃", "同上"],
        ["同日", SYSTEMS, "福祉総合システム", "福祉総合システム、中間サーバー", "（同上）", ""],
    ]
    first, second, third = edition_with(rows, tmp_path).changes
    assert [r.changed_on for r in (first, second, third)] == [DAY] * 3
    assert (second.changed_on_text, second.label, second.timing_text) == ("〃", "同上 ②", "〃")
    assert (second.timing, second.note, third.timing) == ("事後", "軽微な変更", "事後")
    assert second.label_meant == "Ⅰ 関連情報 5. 評価実施機関における担当部署\n②"
    assert second.item_ids == ("department.head",)
    assert (first.label_meant, third.label_meant) == ("", "")


@pytest.mark.parametrize(
    ("day", "mark"),
    [
        ("", ""),
        *product(["", "〃", "令和6年4月1日"], ["（続き）", "続き", "(同上つづき)", OUTLINE + "（続き）"]),
    ],
)
def test_a_row_that_goes_on_is_no_row_of_its_own(day: str, mark: str, tmp_path: Path) -> None:
    """Its texts are the end of the texts above."""
    rows = [
        ["令和6年4月1日", OUTLINE, "見本手当の", "見本手当の", "事後", ""],
        [day, mark, "支給を行う。", "認定を行う。", "", ""],
        ["令和6年4月1日", COUNTED, "令和5年4月1日 時点", "令和6年4月1日 時点", "事後", ""],
    ]
    changes = edition_with(rows, tmp_path).changes
    assert (changes[0].before, changes[0].after) == ("見本手当の\n支給を行う。", "見本手当の\n認定を行う。")
    assert [r.row_no for r in changes] == [1, 2]


def test_a_later_day_is_a_row_of_its_own(tmp_path: Path) -> None:
    """（続き） on another day is another change of the same item."""
    rows = [["令和6年4月1日", OUTLINE, "ア", "イ", "事後"], ["令和7年4月1日", "（続き）", "イ", "ウ", "事後"]]
    _, second = edition_with(rows, tmp_path).changes
    assert (second.changed_on, second.label_meant) == (date(2025, 4, 1), OUTLINE)


def test_empty_cells_beside_a_timing_are_another_change(tmp_path: Path) -> None:
    """Date and 項目 left out, 提出時期 filled in: the row above lends what is left out."""
    rows = [["令和6年4月1日", OUTLINE, "ア", "イ", "事前"], ["", "", "イ", "ウ", "事後"]]
    _, second = edition_with(rows, tmp_path).changes
    assert (second.changed_on, second.label, second.label_meant, second.timing) == (DAY, "", OUTLINE, "事後")


def test_a_short_timing_is_read_where_the_column_is_plain(tmp_path: Path) -> None:
    """「後」 beside rows that say 事後; alone it stays open."""
    rows = [["令和6年4月1日", OUTLINE, "ア", "イ", "後"], ["令和6年4月1日", SYSTEMS, "ア", "イ", "事前"]]
    assert [r.timing for r in edition_with(rows, tmp_path).changes] == ["事後", "事前"]
    assert [r.timing for r in edition_with(rows[:1], tmp_path).changes] == [None]


def test_an_interval_bounds_the_row(tmp_path: Path) -> None:
    """A month is no day, and a row below that leaves its date out has the same bounds."""
    rows = [["平成31年5月", OUTLINE, "ア", "イ", "事後"], ["", SYSTEMS, "ア", "イ", "事後"]]
    for row in edition_with(rows, tmp_path).changes:
        assert (row.changed_on, row.changed_from, row.changed_to) == (None, date(2019, 5, 1), date(2019, 5, 31))


def test_days_by_the_year_above(tmp_path: Path) -> None:
    """同年 and 同月 take year and month of the row above."""
    days = ["令和6年4月1日", "同年6月3日", "同月10日"]
    rows = [[day, OUTLINE, "ア", "イ", "事後"] for day in days]
    changes = edition_with(rows, tmp_path).changes
    assert [r.changed_on for r in changes] == [DAY, date(2024, 6, 3), date(2024, 6, 10)]


def merged(folder: Path, *ranges: str) -> Edition:
    """A workbook with two rows of texts below one another, these of their cells merged."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["特定個人情報保護評価書（基礎項目評価書）"])
    sheet.append(["公表日", "令和7年6月30日"])
    sheet.append(["Ⅰ 関連情報"])
    sheet.append(["1. 特定個人情報ファイルを取り扱う事務"])
    sheet.append(["②事務の概要", "見本手当の認定を行う。"])
    sheet.append(["変更箇所"])
    sheet.append(HEAD)
    sheet.append(["令和6年4月1日", OUTLINE, "見本手当を支給する。", "見本手当を認定する。", "事後", None])
    sheet.append([None, None, "見本手当を認定する。", "見本手当の認定を行う。", None, None])
    for area in ranges:
        sheet.merge_cells(area)
    path = folder / "merged.xlsx"
    book.save(path)
    edition = read(path)
    assert isinstance(edition, Edition)
    return edition


def test_cells_merged_over_two_rows_belong_to_both(tmp_path: Path) -> None:
    """Two rows where the sheet merges date, 項目 and 提出時期 over texts of their own; one where nothing is merged."""
    _, second = merged(tmp_path, "A8:A9", "B8:B9", "E8:E9").changes
    assert (second.changed_on, second.label, second.timing) == (DAY, OUTLINE, "事後")
    assert len(merged(tmp_path).changes) == 1


@pytest.mark.parametrize("remark", ["（令和6年4月8日公表）", "\n(施行)", "（令和6年3月1日議決）"])
def test_a_remark_behind_a_day_is_no_part_of_it(remark: str, tmp_path: Path) -> None:
    """The day was told as one that cannot be read."""
    rows = [list(row) for row in seen.ROWS]
    rows[1][0] = f"令和6年4月1日{remark}"
    edition = seen.edition(seen.workbook(tmp_path / "a.xlsx", lambda _: None, rows=rows))
    assert edition.changes[1].changed_on == date(2024, 4, 1)
    assert edition.changes[1].changed_on_text == rows[1][0]
