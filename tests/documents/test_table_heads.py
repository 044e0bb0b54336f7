"""The change table by the words of its header: any order, columns more, two lines, a second header half-way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import seen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pia_audit.documents.table_heads import _IN_TITLES, head_of, joined_heads, role_of
from pia_audit.japanese.ladder import fold

FORMATS = ("xlsx", "html", "txt")
WANTED = [(r[0], *r[1:]) for r in seen.ROWS]


def _plain(path: Path) -> list[tuple[str, ...]]:
    edition = seen.edition(path)
    return [(r.changed_on_text, r.label, r.before or "", r.after or "", r.timing_text, r.note) for r in edition.changes]


def _ordered(order: Sequence[int]) -> tuple[list[str], list[list[str]]]:
    return [seen.HEAD[n] for n in order], [[row[n] for n in order] for row in seen.ROWS]


@pytest.mark.parametrize("suffix", FORMATS)
@given(order=st.permutations(range(6)))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.kind("columns", xlsx="read", html="read", txt="read")
def test_columns_are_where_the_header_says(suffix: str, order: list[int], tmp_path: Path) -> None:
    """Whatever the order, each row has the same texts, and each text the place it stands at."""
    head, rows = _ordered(order)
    path = seen.WRITERS[suffix](tmp_path / f"a.{suffix}", head=head, rows=rows)
    assert _plain(path) == WANTED
    edition = seen.edition(path)
    assert edition.unread == ()
    if suffix == "txt" and list(order) != sorted(order):
        assert edition.changes[0].cells[2] == f"L{seen.TOP}.{order.index(2) + 1}"


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.kind("strange", xlsx="told", html="told", txt="told")
def test_columns_that_are_none_of_the_forms_are_named_once(suffix: str, tmp_path: Path) -> None:
    """担当課 and 備考 anywhere in the table, row numbers before it: one sentence names the words, no row is lost."""
    head = ["No.", "担当課", *seen.HEAD[:3], "備考", *seen.HEAD[3:]]
    rows = [[str(n), "手当課", *row[:3], "特になし", *row[3:]] for n, row in enumerate(seen.ROWS, 1)]
    path = seen.WRITERS[suffix](tmp_path / f"a.{suffix}", head=head, rows=rows)
    assert _plain(path) == WANTED
    assert [(u.code, u.params["words"]) for u in seen.edition(path).unread] == [("head-words", "担当課、備考")]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_row_with_nothing_but_a_strange_column_is_no_change(suffix: str, tmp_path: Path) -> None:
    """担当課 written down beside an empty row does not make a row of it."""
    rows = [*([*row, "手当課"] for row in seen.ROWS), ["", "", "", "", "", "", "手当課"]]
    path = seen.WRITERS[suffix](tmp_path / f"a.{suffix}", head=[*seen.HEAD, "担当課"], rows=rows)
    assert _plain(path) == WANTED


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.kind("columns", xlsx="read", html="read", txt="read")
def test_a_second_header_holds_for_the_rows_below_it(suffix: str, tmp_path: Path) -> None:
    """The columns change places half-way down the table."""
    order = (0, 1, 3, 2, 4, 5)
    second = [seen.ROWS[2][n] for n in order]
    rows = [*seen.ROWS[:2], [seen.HEAD[n] for n in order], second]
    assert _plain(seen.WRITERS[suffix](tmp_path / f"a.{suffix}", rows=rows)) == WANTED


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.kind("two-lines", xlsx="read", html="read", txt="read")
def test_a_header_over_two_lines(suffix: str, tmp_path: Path) -> None:
    """記載 over 変更前 and 変更後, and titles whose words are cut in two."""
    first = ["変更日", "項目", "変更の記載", "", "提出時期", "提出時期に"]
    below = ["", "", "変更前", "変更後", "", "係る説明"]
    path = seen.WRITERS[suffix](tmp_path / f"a.{suffix}", head=first, rows=[below, *seen.ROWS])
    assert _plain(path) == WANTED
    assert seen.edition(path).unread == ()


def test_a_header_with_joined_cells_over_two_lines(tmp_path: Path) -> None:
    """The same in joined cells, with 項目 divided: the parts of a label are one label."""
    head = "<tr><td rowspan=2>変更日<td colspan=2>項目<td colspan=2>記載<td rowspan=2>提出時期<td rowspan=2>説明</tr>"
    below = "<tr><td>大項目<td>小項目<td>変更前<td>変更後</tr>"
    rows = [[r[0], *r[1].split(" ", 1), *r[2:]] for r in seen.ROWS]
    path = seen.page(tmp_path / "a.html", head=(head,), rows=[(below,), *rows])
    edition = seen.edition(path)
    assert [r.label.replace("\n", " ") for r in edition.changes] == [r[1] for r in seen.ROWS]
    assert [(r.before, r.after) for r in edition.changes] == [(r[2], r[3]) for r in seen.ROWS]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("column", [2, 3, 4], ids=lambda n: seen.HEAD[n])
@pytest.mark.kind("missing", xlsx="told", html="told", txt="told")
def test_a_column_that_is_not_there_is_told_and_not_blank(column: int, suffix: str, tmp_path: Path) -> None:
    """Nothing is known of what would stand in it; that is said once, and no row is judged by it."""
    order = [n for n in range(6) if n != column]
    head, rows = _ordered(order)
    edition = seen.edition(seen.WRITERS[suffix](tmp_path / f"a.{suffix}", head=head, rows=rows))
    wanted = [tuple(None if n == column else cell for n, cell in enumerate(r)) for r in seen.ROWS]
    assert [(r.changed_on_text, r.label, r.before, r.after, r.timing, r.note) for r in edition.changes] == wanted
    assert {r.unreadable for r in edition.changes} == {(("before", "after", "timing")[column - 2],)}
    assert [u.code for u in edition.unread] == ["head-columns"]


def test_words_of_headers() -> None:
    """What people write above the columns; the texts of a change are no header, nor is a second line of them."""
    assert head_of(["変更年月日", "変更項目", "旧", "新", "提出時期"]) is not None
    assert head_of(["修正日", "該当箇所", "修正前の内容", "修正後の内容", "提出時期"]) is not None
    assert head_of(list(seen.ROWS[0])) is None
    assert head_of(["変更前の記載を次のとおり改める。", "見本", "以前"]) is None
    head = dict(enumerate(seen.HEAD))
    assert joined_heads(head, {2: "甲課", 3: "乙課"}, {}) is None
    assert joined_heads(head, {0: "令和6年4月1日", 1: "項目"}, {}) is None


def test_a_title_is_one_however_its_signs_are_written() -> None:
    """A text is passed over only where none of its signs can be one that every title has."""
    needed = set("日前旧後新項箇個説提番#n")
    signs = (chr(code) for code in (*range(0x20, 0x2E80), *range(0x2F00, 0x3400), *range(0xF900, 0x10000)))
    assert [s for s in signs if needed & set(fold(s).lower()) and not _IN_TITLES.search(s)] == []
    assert [role_of(t) for t in ("変更⽇", "№", "ＮＯ．", "旧", "事前・事後", "提出 時期", "委託の有無")] == [
        "day", "number", "number", "before", "timing", "timing", None,
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["備考", "理由", "変更理由"])
def test_remarks_are_the_explanation_where_the_table_has_no_other(word: str) -> None:
    """The last column of a table that has the form's other five, and none that it does not know."""
    head = head_of([*seen.HEAD[:5], word])
    assert head is not None
    assert head.roles == ("day", "label", "before", "after", "timing", "note")
    other = head_of([*seen.HEAD[:3], word, *seen.HEAD[3:]])
    assert other is not None
    assert other.strange == (word,)


@pytest.mark.parametrize(
    ("title", "role"), [("時期", "timing"), ("項番・項目", "label"), ("変更の箇所", "label"), ("対象項目", "label")]
)
def test_titles_in_other_words(title: str, role: str) -> None:
    """What bodies print above a column of the form's."""
    assert role_of(title) == role


def test_a_title_typed_twice_is_not_read_into_one_column() -> None:
    """Nobody can tell whether the second 変更前の記載 is 変更後: its texts go into no other column."""
    head = head_of(("変更日", "項目", "変更前の記載", "変更前の記載", "提出時期", "提出時期に係る説明"))
    assert head is not None
    assert head.roles == ("day", "label", "before", None, "timing", "note")
    merged = head_of(("変更日", "項目", "変更前の記載", "", "提出時期", "提出時期に係る説明"))
    assert merged is not None
    assert merged.roles[2:4] == ("before", "before")
