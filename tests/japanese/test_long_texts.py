"""Long texts are folded line by line; the result is that of folding them as a whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pia_audit.japanese import ladder
from pia_audit.japanese.ladder import Rung, fold, letters, lines
from pia_audit.japanese.spans import FoldedLines, fold_spans

PIECES = st.sampled_from(
    [*"\n\n\n・12１①第九条年令和がかカ゛ﾞ 　-ー、,.〜()□元\u0301Ae間M\u200b가㌔", "。\n", "あ。\n", "甲\n",
     "1。\n", "(1)", "令和5年", "3月", "1日", "を行う", "2020/3/3", "2020年度", "5.3", "FY"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join)
RUNGS = st.sampled_from([Rung.SPACING, Rung.WIDTH, Rung.PUNCTUATION, Rung.NUMBERING])


@given(TEXTS, RUNGS)
def test_lines_folded_one_by_one_are_the_text_folded(text: str, rung: Rung) -> None:
    """No rung looks across the line breaks at which a text is cut."""
    assert "".join(fold(line, rung) for line in lines(text)) == fold(text, rung)
    assert "".join(letters(line) for line in lines(text)) == letters(text)
    assert "\n".join(lines(text)) == text


@given(TEXTS, RUNGS, st.data())
def test_the_way_back_is_the_same_line_by_line(text: str, rung: Rung, data: st.DataObject) -> None:
    """Every folded span of a text leads to the same raw span, whether the text is folded by lines or as a whole."""
    plain, by_lines = fold_spans(text, rung), FoldedLines(text, rung)
    assert by_lines.text == plain.text
    start = data.draw(st.integers(0, len(plain.text)))
    end = data.draw(st.integers(start, len(plain.text)))
    assert by_lines.span(start, end) == plain.span(start, end)


def test_usual_paragraphs_are_lines() -> None:
    """A text of numbered or bulleted paragraphs is cut at each of them, so that a change folds one of them anew."""
    text = "\n".join(f"・第{n}の届出を受け付け、記録する。" for n in range(400))
    assert len(text) >= ladder.LONG
    assert len(lines(text)) == 400
    assert fold(text) == "".join(map(fold, text.split("\n")))
