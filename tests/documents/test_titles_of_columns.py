"""Titles of columns with numbers and marks of notes, in other words, over two lines; and columns without a title."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import seen
from openpyxl.worksheet.worksheet import Worksheet

from pia_audit.documents.table_heads import role_of

FORMATS = ("xlsx", "html", "txt")
WANTED = [tuple(row) for row in seen.ROWS]
_HEADS = {
    "circled": ["①変更日", "②項目", "③変更前の記載", "④変更後の記載", "⑤提出時期", "⑥提出時期に係る説明"],
    "in brackets": ["(1)変更日", "(2)項目", "(3)変更前の記載", "(4)変更後の記載", "(5)提出時期", "(6)説明"],
    "with notes": ["変更日（※1）", "項目※2", "変更前の記載（注）", "変更後の記載（注2）", "提出時期", "説明"],
    "marked": ["【変更日】", "【項目】", "【変更前の記載】", "【変更後の記載】", "【提出時期】", "【説明】"],
    "other words": ["更新日", "評価項目", "変更内容（前）", "変更内容（後）", "提出時期", "提出時期に係る説明"],
    "a draft's": ["変更日", "該当項目", "現行", "変更案", "提出時期", "備考"],
}  # fmt: skip


def _plain(path: Path) -> list[tuple[str, ...]]:
    edition = seen.edition(path)
    return [(r.changed_on_text, r.label, r.before or "", r.after or "", r.timing_text, r.note) for r in edition.changes]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("head", _HEADS.values(), ids=_HEADS)
@pytest.mark.kind("columns", xlsx="read", html="read", txt="read")
def test_titles_with_marks_and_in_other_words(head: Sequence[str], suffix: str, tmp_path: Path) -> None:
    """Such a table was told as one that cannot be set into rows."""
    path = seen.WRITERS[suffix](tmp_path / f"a.{suffix}", head=head)
    assert _plain(path) == WANTED
    assert seen.edition(path).unread == ()


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.kind("columns", xlsx="read", html="read", txt="read")
def test_a_chapter_in_a_column_of_its_own(suffix: str, tmp_path: Path) -> None:
    """「章」 beside 「項目」: both are the row's 項目."""
    head = [seen.HEAD[0], "章", *seen.HEAD[1:]]
    rows = [[row[0], "Ⅰ 関連情報", row[1].removeprefix("Ⅰ 関連情報 "), *row[2:]] for row in seen.ROWS]
    path = seen.WRITERS[suffix](tmp_path / f"a.{suffix}", head=head, rows=rows)
    assert [" ".join(r[1].split()) for r in _plain(path)] == [row[1] for row in seen.ROWS]
    assert seen.edition(path).unread == ()


@pytest.mark.kind("two-lines", xlsx="read")
def test_timing_and_its_explanation_below_one_title(tmp_path: Path) -> None:
    """「提出時期」 over 「区分」 and 「説明」: both were read as one column, and no 提出時期 was."""

    def change(sheet: Worksheet) -> None:
        sheet.insert_rows(seen.TOP)
        for column, title in ((3, "旧"), (4, "新"), (5, "区分"), (6, "説明")):
            sheet.cell(seen.TOP, column).value = title
        for first, last in ((3, 4), (5, 6)):
            sheet.merge_cells(start_row=seen.TOP - 1, end_row=seen.TOP - 1, start_column=first, end_column=last)
        for column in (1, 2):
            sheet.merge_cells(start_row=seen.TOP - 1, end_row=seen.TOP, start_column=column, end_column=column)

    head = ["変更日", "項目", "変更の内容", "", "提出時期", ""]
    assert _plain(seen.workbook(tmp_path / "a.xlsx", change, head)) == WANTED


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.kind("strange", xlsx="told", html="told", txt="told")
def test_a_column_without_a_title_is_no_part_of_the_last_one(suffix: str, tmp_path: Path) -> None:
    """A clerk's 「済」 right of the table was read into 提出時期に係る説明, in silence."""
    rows = [[*row, "済"] for row in seen.ROWS]
    path = seen.WRITERS[suffix](tmp_path / f"a.{suffix}", head=[*seen.HEAD, ""], rows=rows)
    assert _plain(path) == WANTED
    assert [(u.code, u.params["words"]) for u in seen.edition(path).unread] == [("head-words", "見出しなし")]


@pytest.mark.parametrize("suffix", ["xlsx", "html"])
@pytest.mark.kind("strange", xlsx="told", html="told")
def test_a_column_without_a_title_between_others(suffix: str, tmp_path: Path) -> None:
    """It was read into the column before it, in silence; where that title goes over both, it is part of that column."""
    rows = [[*row[:4], "済", *row[4:]] for row in seen.ROWS]
    path = seen.WRITERS[suffix](tmp_path / f"a.{suffix}", head=[*seen.HEAD[:4], "", *seen.HEAD[4:]], rows=rows)
    assert _plain(path) == WANTED
    assert [(u.code, u.params["words"]) for u in seen.edition(path).unread] == [("head-words", "見出しなし")]


def test_marks_round_a_title_are_looked_for_in_linear_time() -> None:
    """Signs by the thousand are no title."""
    for sign in ("(", "1", "※", "【", "注", "変更", "更新の", "1)"):
        assert role_of((sign * 20_000)[:40]) is None
