"""The marked pieces of two texts: they are the texts, and they mark what differs and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pia_audit.japanese.ladder import same
from pia_audit.reports.redline import marks, merged, redline, shortened
from pia_audit.reports.tokens import tokens

TEXT = st.text("あいう令和7年1月日。、 \n", max_size=60)


@given(TEXT, TEXT)
@example("11あ1", "、11あ")
def test_the_pieces_are_the_texts(old: str, new: str) -> None:
    """Joined, the pieces of a side are its raw text, and the marked ones are the marks' spans, or all of a short value
    with several of them that is no list of tokens."""
    hunks = marks(old, new)
    spans = ([(h.old_start, h.old_end) for h in hunks], [(h.new_start, h.new_end) for h in hunks])
    if len(hunks) > 1 and max(len(old), len(new)) <= 20 and min(len(tokens(old)), len(tokens(new))) < 2:
        spans = ([(0, len(old))], [(0, len(new))])
    for side, text, places in zip(redline(old, new), (old, new), spans, strict=True):
        assert "".join(p.text for p in side.pieces) == text
        assert side.whole
        marked = [p.text for p in side.pieces if p.mark in ("removed", "added")]
        assert "".join(marked) == "".join(text[a:b] for a, b in places)


@given(TEXT, TEXT, st.integers(1, 30))
def test_a_part_is_a_part(old: str, new: str, room: int) -> None:
    """In a given room no more than it is shown, in order, and what is left out is told by a cut."""
    for side, text in zip(redline(old, new, room, always=True), (old, new), strict=True):
        assert side.shown == sum(len(p.text) for p in side.pieces) <= max(room, len(text) if side.whole else 0)
        assert side.whole or any(p.mark == "cut" for p in side.pieces)
        at = 0
        for piece in side.pieces:
            at = text.index(piece.text, at) + len(piece.text)


def test_the_difference_in_a_long_text_is_shown() -> None:
    """Of 10,000 characters the surroundings of the difference are what is shown."""
    old, new = "あ" * 5000 + "甲" + "い" * 5000, "あ" * 5000 + "乙" + "い" * 5000
    left, right = redline(old, new, 300)
    assert [p.text for p in left.pieces if p.mark == "removed"] == ["甲"]
    assert [p.text for p in right.pieces if p.mark == "added"] == ["乙"]
    assert left.shown < 300 < left.length == 10_001


@pytest.mark.parametrize(("old", "new"), [("基礎項目評価の実施", "一万人以上"), (None, "令和7年"), ("令和7年", None)])
def test_nothing_is_marked_where_everything_differs(old: str | None, new: str | None) -> None:
    """Two texts without anything in common are no two wordings of one thing."""
    assert not any(side.marked for side in redline(old, new))


def test_what_one_text_adds_is_marked() -> None:
    """A long addition to a short text is marked, although most of the longer one is new."""
    old, more = "情報提供ネットワークシステムによる情報連携", "を行う事務" * 40
    left, right = redline(old, old + more)
    assert not left.marked
    assert [p.text for p in right.pieces if p.mark == "added"] == [more]


def test_what_differs_in_writing_alone_is_marked() -> None:
    """Where two texts say the same in another width or numbering, that is what is marked."""
    left, right = redline("①　人数は1万人", "(1)　人数は1万人")
    assert [p.text for p in left.pieces if p.mark == "removed"] == ["①"]
    assert [p.text for p in right.pieces if p.mark == "added"] == ["(1)"]


@given(TEXT, TEXT, st.integers(1, 8))
@example("1、1", "1、", 1)
def test_one_text_holds_both(old: str, new: str, margin: int) -> None:
    """Without its additions it says the old text, without its removals it is the new one; shortened it is a part."""
    pieces = merged(old, new)
    assert "".join(p.text for p in pieces if p.mark != "removed") == new
    assert same("".join(p.text for p in pieces if p.mark != "added"), old)
    rest = iter("".join(p.text for p in pieces))
    assert all(sign in rest for p in shortened(pieces, margin) for sign in p.text)
