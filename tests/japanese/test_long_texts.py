"""Long texts are folded line by line; the result is that of folding them as a whole."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from pia_audit.japanese import line_cuts as lines
from pia_audit.japanese.ladder import Rung, fold, letters
from pia_audit.japanese.line_cuts import LONG, Lines, changed, kept, whole
from pia_audit.japanese.line_cuts import edited as put
from pia_audit.japanese.spans import FoldedLines, fold_spans

PIECES = st.sampled_from(
    [*"\n\n\n・12１①第九条年令和がかカ゛ﾞ 　-ー、,.〜()□元\u0301Ae間M\u200b가㌔", "。\n", "あ。\n", "甲\n",
     "1。\n", "(1)", "令和5年", "3月", "1日", "を行う", "2020/3/3", "2020年度", "5.3", "FY"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join)
RUNGS = st.sampled_from([Rung.PUNCTUATION, Rung.NUMBERING])


def edited(text: str, at: int, gone: int, new: str) -> str:
    """The text with something else in one place."""
    at %= len(text) + 1
    return text[:at] + new + text[at + gone :]


@given(TEXTS, RUNGS)
def test_lines_folded_one_by_one_are_the_text_folded(text: str, rung: Rung) -> None:
    """No rung looks across the line breaks at which a text is cut."""
    cut = Lines(text)
    assert "".join(cut.parts) == text
    assert cut.joined(lambda line: fold(line, rung)) == fold(text, rung)
    assert cut.joined(letters) == letters(text)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 100), st.integers(0, 20), TEXTS), max_size=4), st.integers(1, 3))
def test_a_changed_text_has_the_lines_it_would_have_alone(
    text: str, edits: list[tuple[int, int, str]], size: int
) -> None:
    """What is taken over from the text before a change is what cutting and folding the whole text gives, however many
    lines are kept together."""
    with patch.object(lines, "_BLOCK", size):
        cut = Lines(text)
        for edit in edits:
            cut.folded(fold)
            text = edited(text, *edit)
            cut, alone = Lines(text, cut), Lines(text)
            assert cut.parts == alone.parts
            assert cut.folded(fold) == [fold(line) for line in alone.parts]
            assert cut.joined(fold) == "".join(cut.folded(fold))


@given(TEXTS, st.integers(1, 3), st.data())
def test_lines_are_found_whatever_block_they_are_in(text: str, size: int, data: st.DataObject) -> None:
    """A place of the folded text leads to its line, and lines are given with so much beside them as is asked for."""
    with patch.object(lines, "_BLOCK", size):
        cut = Lines(text)
    folded = cut.folded(fold)
    for at in range(len(cut.joined(fold))):
        start, line, within = cut.line_at(fold, at)
        assert text[start : start + len(line)] == line
        assert fold(line)[within] == cut.joined(fold)[at]
    first = data.draw(st.integers(0, len(folded)))
    last = data.draw(st.integers(first, len(folded)))
    reach = data.draw(st.integers(0, 10))
    left = next((n for n in range(first, -1, -1) if len("".join(folded[n:first])) >= reach), 0)
    right = next((n for n in range(last, len(folded)) if len("".join(folded[last:n])) >= reach), len(folded))
    assert cut.around(fold, first, last, reach) == "".join(folded[left:right])


@given(TEXTS, st.lists(st.tuples(st.integers(0, 100), st.integers(0, 20), TEXTS), max_size=4), st.integers(1, 3), TEXTS)
def test_a_text_edited_in_a_known_place_is_searched_as_if_it_stood_alone(
    text: str, edits: list[tuple[int, int, str]], size: int, key: str
) -> None:
    """Where a change is known to have taken place, the lines, their folds and all places of a stretch are those of the
    whole text, and the text is kept in blocks that lead back to it."""
    with patch.object(lines, "_BLOCK", size), patch.object(lines, "_MANY", 1), patch.object(lines, "LONG", 1):
        cut = Lines(text)
        for at, gone, new in edits:
            at %= len(text) + 1
            list(cut.places(fold, key))
            behind = max(0, len(text) - at - gone)
            text = text[:at] + new + text[len(text) - behind :]
            cut = Lines(text, cut, (at, behind))
            folded = cut.joined(fold)
            assert cut.parts == Lines(text).parts
            assert folded == "".join(map(fold, cut.parts))
            assert cut.size(fold) == len(folded)
            for sought in (fold(key), folded[at : at + 7], folded[-9:-2]):
                expected = [n for n in range(len(folded)) if folded.startswith(sought, n)]
                assert not sought or list(cut.places(fold, sought)) == expected
            assert cut.cut(fold, at // 2, at) == folded[at // 2 : at]
            assert whole(cut.blocks) == text


@given(TEXTS, TEXTS)
def test_outside_of_the_changed_span_nothing_changed(old: str, new: str) -> None:
    """The span bounds all that differs, and none of it could be left out at its beginning."""
    start, end = changed(old, new)
    rest = len(new) - end
    assert new[:start] == old[:start]
    assert new[end:] == old[len(old) - rest :]
    assert start <= end
    assert start in (len(old), len(new)) or new[start] != old[start]


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
    assert len(text) >= LONG
    assert len(Lines(text).parts) == 400
    assert fold(text) == "".join(map(fold, text.split("\n")))


def test_texts_that_differ_in_one_place_share_what_they_are_kept_in() -> None:
    """A text of a thousand lines that changes line by line is kept many times in little more room than once."""
    first = "\n".join(f"・第{n}の届出を受け付け、記録する。" for n in range(1000))
    second = put(first, 0, 1, "※")
    third = put(second, len(second), len(second), "\n・廃棄する。")
    known = [first, f"※{first[1:]}", f"※{first[1:]}\n・廃棄する。"]
    assert [whole(kept(text)) for text in (first, second, third)] == known
    assert len({id(block) for text in (first, second, third) for block in kept(text)}) == len(kept(first)) + 2
