"""Texts of a print that are drawn beyond their cells, over those of the rows below."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import seen
from hypothesis import given
from hypothesis import strategies as st
from pdf_reports import HEIGHT_OF_ROW, WIDTHS, body, edition, places
from raw_pdf import Sheet

from pia_audit.documents.pdf.overflow import _over, _stand_apart
from pia_audit.documents.pdf.shapes import Glyph

XS = places(40, WIDTHS)
LINES = ("福祉部の窓口で申請を受け付け、", "内容を審査し、決定を通知し、", "統計を作成する。")
ROWS = [
    [*seen.ROWS[0][:3], "\n".join(LINES), *seen.ROWS[0][4:]],
    *map(list, seen.ROWS[1:]),
]


def said(sheet: Sheet) -> tuple[list[list[str | None]], list[str]]:
    """The rows that are read of a report with this change table, and what is told."""
    report = edition(body(), sheet)
    rows = [[r.changed_on_text, r.label, r.before, r.after, r.timing_text, r.note] for r in report.changes]
    return rows, [u.code for u in report.unread]


def grid(rows: int) -> Sheet:
    return Sheet().grid(XS, places(60, [HEIGHT_OF_ROW] * (1 + rows)))


def cells(rows: Sequence[Sequence[str]], *, tall: tuple[int, int] = (1, 3), pitch: float = 12) -> list[Sheet]:
    """A sheet for each cell, row by row, the one of ``tall`` over its three lines."""
    out = []
    for n, row in enumerate((seen.HEAD, *rows)):
        for column, text in enumerate(row):
            cell = Sheet()
            for line, words in enumerate(LINES if (n, column) == tall else (text,)):
                cell.text(XS[column] + 3, 72 + n * HEIGHT_OF_ROW + line * pitch, words, size=7)
            out.append(cell)
    return out


def joined(sheet: Sheet, parts: Sequence[Sheet]) -> Sheet:
    for part in parts:
        sheet.parts += part.parts
    return sheet


@pytest.mark.kind("beyond", pdf="read told")
def test_a_text_over_the_row_below_is_read_in_its_cell() -> None:
    """Its third line stands where the row below has its own text: each row says what it says, and it is told."""
    assert said(joined(grid(3), cells(ROWS))) == (ROWS, ["pdf-beyond-cell"])


def test_a_text_over_an_empty_cell_is_not_that_cells() -> None:
    """変更後 of the row below is empty, as of a text that was deleted: it stays so."""
    rows = [ROWS[0], [*ROWS[1][:3], "", *ROWS[1][4:]], ROWS[2]]
    assert said(joined(grid(3), cells(rows))) == (rows, ["pdf-beyond-cell"])


def test_a_text_below_the_table_is_read_in_its_cell() -> None:
    """The last row's text ends below its last rule."""
    rows = [*ROWS[1:], ROWS[0]]
    assert said(joined(grid(3), cells(rows, tall=(3, 3)))) == (rows, ["pdf-beyond-cell"])


@pytest.mark.kind("beyond", pdf="told")
def test_texts_that_cannot_be_told_apart_are_unreadable() -> None:
    """All texts of a column drawn one after the other: of the cell with two texts over each other nothing is read."""
    parts = cells(ROWS, pitch=12)
    late = parts.pop(6 + 3)
    (first, second, third) = late.parts
    shifted = [Sheet() for _ in range(2)]
    shifted[0].parts = [first, second]
    shifted[1].parts = [third]
    rows, codes = said(joined(grid(3), [shifted[1], *parts, shifted[0]]))
    assert rows[1] == [*ROWS[1][:3], None, *ROWS[1][4:]]
    assert codes == ["pdf-overprinted"]


def test_a_table_drawn_by_columns_stays_as_it_is() -> None:
    """Each cell's text right behind that of the cell above it, one step below: cells, and no text that goes on."""
    parts = cells(seen.ROWS, tall=(9, 9))
    by_columns = [parts[6 * n + column] for column in range(6) for n in range(4)]
    assert said(joined(grid(3), by_columns)) == ([list(r) for r in seen.ROWS], [])


@st.composite
def signs(draw: st.DrawFn) -> list[Glyph]:
    """Signs that go on from one to the next, and now and then go back, or are of another size."""
    glyphs: list[Glyph] = []
    x, y, em = 0.0, 10.0, 8.0
    for _ in range(draw(st.integers(1, 12))):
        x, y = draw(st.sampled_from([(x, y), (x, y), (x, y), (0.0, y + 10), (x - 5, y), (x, y + 4), (0.0, y - 10)]))
        em = draw(st.sampled_from([em, em, em, em, 4.0, 8.0]))
        wide = draw(st.sampled_from([1.0, 1.0, 0.55, 0.2]))
        glyphs.append(Glyph(draw(st.sampled_from("委託")), x, x + wide * em, y, em, None))
        x += draw(st.sampled_from([1.0, 1.0, 0.55, 0.4])) * em
    return glyphs


@given(signs())
def test_what_stands_apart_in_reading_order_lies_on_nothing(glyphs: list[Glyph]) -> None:
    """The short way of a cell whose signs follow each other gives what the long one gives."""
    assert not _stand_apart(glyphs) or _over(glyphs) == 0


def test_lines_of_a_plain_cell_stand_apart() -> None:
    """Three lines of signs of one size, each sign right of the one before, and a last one over the first."""
    lines = [Glyph("委", 8.0 * at, 8.0 * at + 8.0, 10.0 * line, 8.0, None) for line in range(3) for at in range(5)]
    assert _stand_apart(lines)
    assert not _stand_apart([*lines, lines[0]])
