"""Options that a cell of the change table chooses by a mark or a number beside them."""

from __future__ import annotations

import pytest
from bounded import bounded

from pia_audit.forms.chosen_options import chosen_option
from pia_audit.model import ChangeRow, Item
from pia_audit.readers.quotes import quoted

LEVELS = ("特に力を入れている", "十分である", "課題が残されている")
NUMBERS = ("10人未満", "10人以上50人未満", "1年", "システム用ファイル", "1,000人以上1万人未満")


@pytest.mark.parametrize(
    "cell",
    [
        "■十分である",
        "レ 十分である",
        "✓十分である",
        "○ 十分である",
        "（○）十分である",
        "2）十分である",
        "２　十分である",
        "□特に力を入れている　■十分である　□課題が残されている",
        "[　]特に力を入れている\n[○]十分である\n[　]課題が残されている",
        "○特に力を入れている ●十分である ○課題が残されている",
        "1) 特に力を入れている　○2) 十分である　3) 課題が残されている",
    ],
)
def test_the_marked_option_is_the_answer(cell: str) -> None:
    """Whatever the mark is, and whether the others are written beside it or not."""
    assert chosen_option(cell, LEVELS) == "十分である"


@pytest.mark.parametrize(
    ("cell", "option"),
    [("■システム用ファイル", "システム用ファイル"), ("3 1年", "1年"), ("■１０人以上50人未満", "10人以上50人未満")],
)
def test_options_that_begin_with_a_digit_or_a_letter_of_the_mark(cell: str, option: str) -> None:
    assert chosen_option(cell, NUMBERS) == option


@pytest.mark.parametrize(
    "cell", ["十分である", "□十分である", "■十分である　■課題が残されている", "■十分である。監査をした。", "■", "2"]
)
def test_what_chooses_nothing(cell: str) -> None:
    """An option without a mark, a box left empty, two of them, or other words."""
    assert chosen_option(cell, LEVELS) is None


def test_a_row_of_marked_options_quotes_the_answers() -> None:
    """So it is held against the field, which prints the answer alone."""
    item = Item(
        "risk.sufficient", 1, "", "十分か", "choice", "十分である", "read", path=("Ⅲ", "十分か"), options=LEVELS
    )
    cells = (
        "■特に力を入れている　□十分である　□課題が残されている",
        "□特に力を入れている　■十分である　□課題が残されている",
    )
    row = ChangeRow(1, None, "", "", *cells, "事後", "事後", "", item_ids=(item.item_id,))
    (quote,) = quoted([row], [item], "form2-2024")[0].quotes
    assert (quote.before, quote.after) == ("特に力を入れている", "十分である")


def test_long_cells() -> None:
    with bounded():
        assert chosen_option("□十分である " * 5000, LEVELS) is None
        assert chosen_option("1" * 1000 + "□" * 100, LEVELS) is None
