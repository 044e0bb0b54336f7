"""提出時期 in two columns, one for 事前 and one for 事後, with a mark in the one that holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import seen
from pdf_reports import WIDTHS, body, edition, table

from pia_audit.documents.blocks import Cell
from pia_audit.documents.table_heads import head_of
from pia_audit.readers.timings import ticked_column

FORMATS = ("xlsx", "html", "txt")
TITLES = [("事前", "事後"), ("事後", "事前"), ("（事前）", "（事後）"), ("提出時期（事前）", "提出時期（事後）")]
DAYS_AND_TEXTS = [r[:4] for r in seen.ROWS]


def in_columns(titles: Sequence[str], mark: str = "○") -> list[list[str]]:
    """The rows with the mark below the title that is their 提出時期."""
    return [[*r[:4], *(mark if r[4] in title else "" for title in titles), r[5]] for r in seen.ROWS]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("titles", TITLES, ids="".join)
@pytest.mark.kind("timings", xlsx="read", html="read", txt="read")
def test_the_column_with_the_mark_is_the_timing(suffix: str, titles: Sequence[str], tmp_path: Path) -> None:
    """In any order and with 提出時期 said or not; nothing is told, and no row has a mark for its 提出時期."""
    head = [*seen.HEAD[:4], *titles, seen.HEAD[5]]
    report = seen.edition(seen.WRITERS[suffix](tmp_path / f"a.{suffix}", head=head, rows=in_columns(titles)))
    assert [(r.before, r.after, r.timing, r.timing_text, r.note) for r in report.changes] == [
        (r[2], r[3], r[4], r[4], r[5]) for r in seen.ROWS
    ]
    assert report.unread == ()


@pytest.mark.parametrize("titles", TITLES, ids="".join)
@pytest.mark.kind("timings", pdf="read")
def test_the_column_with_the_mark_in_a_print(titles: Sequence[str]) -> None:
    """The same on paper."""
    report = edition(body(), table([*seen.HEAD[:4], *titles, seen.HEAD[5]], in_columns(titles), (*WIDTHS[:5], 60, 120)))
    assert [(r.after, r.timing, r.note) for r in report.changes] == [(r[3], r[4], r[5]) for r in seen.ROWS]
    assert report.unread == ()


def test_below_a_title_over_both(tmp_path: Path) -> None:
    """提出時期 over 事前 and 事後: the second line of the header says more of the first."""
    head = [*seen.HEAD[:4], "提出時期", "", seen.HEAD[5]]
    rows = [["", "", "", "", "事前", "事後", ""], *in_columns(("事前", "事後"))]
    report = seen.edition(seen.text(tmp_path / "a.txt", head=head, rows=rows))
    assert [r.timing for r in report.changes] == [r[4] for r in seen.ROWS]
    report = edition(body(), table(head, rows, (*WIDTHS[:5], 60, 120)))
    assert [r.timing for r in report.changes] == [r[4] for r in seen.ROWS]


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        *((mark, "", "事前") for mark in ("○", "◎", "●", "✓", "レ", "☑", "[○]", "（○）", "1", "該当", "事前")),
        ("○", "×", "事前"),
        ("―", "○", "事後"),
        ("□", "☑", "事後"),
        ("", "", ""),
        *((a, b, None) for a, b in (("○", "○"), ("事後", ""), ("6月", ""), ("×", ""), ("✖", ""), ("－", "－"))),
    ],
)
def test_what_the_two_cells_say(before: str, after: str, wanted: str | None) -> None:
    """One mark is one timing; both, none that is a mark, or a denial alone cannot be told."""
    cell = ticked_column([Cell(before, "A1"), Cell(after, "B1")], ("事前", "事後"))
    assert (None if cell.lost else cell.text) == wanted


def test_a_cell_that_is_lost_is_no_mark() -> None:
    """A picture in one of the two: what it shows is not known."""
    assert ticked_column([Cell("", "A1", lost=True), Cell("", "B1")], ("事前", "事後")).lost
    assert ticked_column([Cell("", "A1", drawn=True), Cell("○", "B1")], ("事前", "事後")).lost


@pytest.mark.parametrize("titles", [("事前", "備考", "事後"), ("事前", "事前"), ("事後", "提出時期")])
def test_other_titles_are_no_two_columns_of_it(titles: Sequence[str]) -> None:
    """Only 事前 and 事後 side by side are."""
    head = head_of([*seen.HEAD[:4], *titles])
    assert head is not None
    assert head.timings == ()
