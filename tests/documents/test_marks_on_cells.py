"""Shapes of a PDF beside or over the words of a cell: a tick, a line from corner to corner, the number of a note."""

from __future__ import annotations

import pytest
from raw_pdf import HEIGHT, Sheet, pdf, read, refusal

pytest.importorskip("pypdfium2")


def _sheet() -> Sheet:
    return Sheet().grid((40, 200, 400), (40, 80)).text(63, 60, "自己点検").text(203, 60, "内部監査")


@pytest.mark.kind("control", pdf="told")
def test_a_tick_drawn_beside_words_is_told() -> None:
    """A browser prints a check box as a shape: the words stood there as if nothing were ticked."""
    sheet = _sheet()
    x, y = 46, HEIGHT - 60
    sheet.parts.append(f"{x} {y} m {x + 4} {y + 9} {x + 8} {y + 9} {x + 9} {y} c f")
    document = read(pdf(sheet))
    assert [c.text for c in document.rows[0].cells] == ["自己点検", "内部監査"]
    assert [(p.code, p.params["count"]) for p in document.problems] == [("pdf-picture-in-cell", 1)]


@pytest.mark.parametrize(("line", "told"), [((200, 40, 400, 80), True), ((300, 40, 400, 80), False)])
@pytest.mark.kind("shape", pdf="told")
def test_a_line_from_corner_to_corner_over_words_is_told(line: tuple[float, ...], told: bool) -> None:
    """Where it runs through signs it may strike them out; beside them it says that the rest is blank."""
    sheet = _sheet()
    sheet.rule(*line)
    sheet.text(290, 60, "外部監査") if told else None
    document = read(pdf(sheet))
    assert [p.code for p in document.problems] == (["pdf-marked"] if told else [])
    assert document.rows[0].cells[1].text.startswith("内部監査")


def test_a_browsers_raised_number_of_a_note_stays_in_its_line() -> None:
    """It is five sixths as high as its line; it stood in a line of its own before the words it follows."""
    sheet = Sheet().grid((40, 200), (40, 80)).text(43, 62, "福祉部手当課", 9).text(97, 58.25, "※1", 7.5)
    assert read(pdf(sheet)).rows[0].cells[0].text == "福祉部手当課※1"


def test_a_page_with_many_signs_that_cannot_be_is_refused() -> None:
    """Of ten such signs on a page, more are wrong than show: what Ghostscript makes of a browser's print gave findings
    of fields that are not there."""
    lines = ["支給{関す»事務とº扱ÿ個人情報", "特定個人情報を取º扱う»と{する事務"] * 3
    sheet = Sheet()
    for number, line in enumerate(lines):
        sheet.text(40, 60 + 20 * number, line)
    assert refusal(pdf(sheet)).code == "pdf-garbled"
