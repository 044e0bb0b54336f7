"""Change tables whose 変更前 and 変更後 have no columns of their own: set apart where the table says so, else told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
import seen
from openpyxl.worksheet.worksheet import Worksheet

from pia_audit.audits.run import audit
from pia_audit.model.frames import Corpus

_DAY, _ITEM, _BEFORE, _AFTER, _TIMING, _NOTE = range(6)
_SIDES = ["変更日", "項目", "区分", "記載内容", "提出時期", "提出時期に係る説明"]
_ONE = ["変更日", "項目", "変更内容", "提出時期", "提出時期に係る説明"]
_FORMATS = ("xlsx", "html", "txt")


def _two_lines(row: Sequence[str]) -> list[list[str]]:
    """One line for each text, what they share on the first."""
    first = [row[_DAY], row[_ITEM], "変更前", row[_BEFORE], row[_TIMING], row[_NOTE]]
    return [first, ["", "", "変更後", row[_AFTER], "", ""]]


def _two_full_lines(row: Sequence[str]) -> list[list[str]]:
    return [[row[_DAY], row[_ITEM], side, text, *row[_TIMING:]] for side, text in (("旧", row[2]), ("新", row[3]))]


def _in_one(between: str) -> Callable[[Sequence[str]], list[list[str]]]:
    return lambda row: [[row[_DAY], row[_ITEM], between.format(*row[2:4]), *row[_TIMING:]]]


_WAYS = {
    "lines": (_SIDES, _two_lines),
    "full-lines": (_SIDES, _two_full_lines),
    "untitled": ([*_SIDES[:2], "", "記載", *_SIDES[4:]], _two_lines),
    "arrow": ([*_ONE[:2], "変更前 → 変更後", *_ONE[3:]], _in_one("{0} → {1}")),
    "arrow-plain": (_ONE, _in_one("{0}⇒{1}")),
    "marks": (_ONE, _in_one("（変更前）{0}（変更後）{1}")),
    "marks-colon": ([*_ONE[:2], "新旧対照", *_ONE[3:]], _in_one("【旧】{0}【新】{1}")),
}


def _changes(path: Path) -> list[tuple[str | None, ...]]:
    rows = seen.edition(path).changes
    return [(r.changed_on_text, r.label, r.before, r.after, r.timing_text, r.note) for r in rows]


@pytest.mark.parametrize("way", _WAYS)
@pytest.mark.parametrize("suffix", _FORMATS)
def test_texts_that_the_table_tells_apart(suffix: str, way: str, tmp_path: Path) -> None:
    """Each row as if the two texts stood side by side, and nothing told."""
    head, written = _WAYS[way]
    rows = [line for row in seen.ROWS for line in written(row)]
    path = seen.WRITERS[suffix](tmp_path / f"a.{suffix}", head=head, rows=rows)
    assert _changes(path) == [tuple(row) for row in seen.ROWS]
    assert seen.edition(path).unread == ()


def test_day_item_and_timing_joined_over_the_two_lines(tmp_path: Path) -> None:
    """A workbook's joined cells, and a page's rowspan with 項目 over two columns."""
    rows = [line for row in seen.ROWS for line in _two_lines(row)]

    def joined(sheet: Worksheet) -> None:
        for top in range(seen.TOP, seen.TOP + len(rows), 2):
            for column in (1, 2, 5, 6):
                sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)

    book = seen.workbook(tmp_path / "a.xlsx", joined, head=_SIDES, rows=rows)
    head = '<tr><th>変更日</th><th colspan="2">項目</th><th>記載</th><th>提出時期</th><th>説明</th></tr>'
    high = '<td rowspan="2">{}</td>'
    lines = [[head]]
    for row in seen.ROWS:
        first = f"{high.format(row[0])}{high.format(row[1])}<td>変更前</td><td>{row[2]}</td>"
        lines.append([f"<tr>{first}{high.format(row[4])}{high.format(row[5])}</tr>"])
        lines.append([f"<tr><td>変更後</td><td>{row[3]}</td></tr>"])
    page = seen.page(tmp_path / "a.html", head=[head], rows=lines[1:])
    assert _changes(book) == _changes(page) == [tuple(row) for row in seen.ROWS]


@pytest.mark.parametrize("suffix", _FORMATS)
@pytest.mark.parametrize(
    "texts",
    [
        ("福祉課を手当課とした。", "A→B→C", "システムを追加した。"),  # no arrow, and two
        ("連携の追加（A→B）", "連携の削除（B→C）", "連携の変更（A→C）"),  # an arrow of the text's own
        ("（変更前）あ（変更前）い（変更後）う", "（変更前）あ", "え"),  # marks too many, and too few
    ],
)
def test_texts_that_nothing_tells_apart(suffix: str, texts: Sequence[str], tmp_path: Path) -> None:
    """They count as unreadable, which is told in one sentence, and nothing is held against the report."""
    rows = [[row[_DAY], row[_ITEM], text, *row[_TIMING:]] for row, text in zip(seen.ROWS, texts, strict=True)]
    edition = seen.edition(seen.WRITERS[suffix](tmp_path / f"a.{suffix}", head=_ONE, rows=rows))
    assert [(u.code, u.params) for u in edition.unread] == [("texts-joined", {"rows": 3, "all": 3})]
    assert [row.label for row in edition.changes] == [row[_ITEM] for row in seen.ROWS]
    assert {text for row in edition.changes for text in (row.before, row.after)} <= {None, "あ"}
    assert audit(Corpus.of([edition]), select=("PIA301", "PIA302", "PIA303")).findings.is_empty()


@pytest.mark.parametrize("suffix", _FORMATS)
def test_a_table_with_a_header_of_its_own_is_no_part_of_the_body(suffix: str, tmp_path: Path) -> None:
    """Told in one sentence with its place; its rows are no fields, and chapters behind it are read."""
    plain = seen.edition(seen.WRITERS[suffix](tmp_path / f"plain.{suffix}"))
    rows = [[row[_DAY], row[_ITEM], f"{row[2]}を{row[3]}に改めた。", row[_TIMING]] for row in seen.ROWS]
    behind = [["（別添）補足"], ["説明", "この町の決まり"]]
    path = seen.WRITERS[suffix](
        tmp_path / f"a.{suffix}", head=["いつ", "どこを", "どのように", "時期"], rows=[*rows, *behind]
    )
    edition = seen.edition(path)
    assert [u.code for u in edition.unread] == ["change-table-strange"]
    assert edition.unread[0].locator
    printed = {i.item_id for i in plain.items if i.status != "absent"}
    assert printed <= {i.item_id for i in edition.items if i.status != "absent"}
    assert not [i for i in edition.items if "福祉部福祉課" in (i.text or "")]


def test_a_list_of_chapters_with_the_tables_title_is_no_table(tmp_path: Path) -> None:
    """項目一覧 prints 変更箇所 before the chapters, which are read all the same."""
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (*seen.BODY[:5], ("項目一覧",), ("Ⅰ 関連情報",), ("変更箇所",), *seen.BODY[5:-1]):
        sheet.append(list(row))
    book.save(path)
    edition = seen.edition(path)
    assert [u.code for u in edition.unread] == ["no-change-table"]
    assert {"handling.outline", "department.name"} <= {i.item_id for i in edition.items if i.status == "read"}
