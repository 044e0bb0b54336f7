"""Patterns that are compiled late, and what they ask of a text before."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pia_audit.compare import passage_words, relative_wording, values
from pia_audit.japanese import ditto, placeholders, side_marks
from pia_audit.japanese.patterns import regex
from pia_audit.law import mentions
from pia_audit.readers import quotation_signs, quotes

GUARDED: dict[str, Any] = {
    "clause": passage_words._CLAUSE, "same": passage_words._SAME_NUMBERS, "unchanged": passage_words._UNCHANGED,
    "ellipsis": relative_wording._ELLIPSIS, "kanji": values._KANJI_RUN,
    "moved away": quotes._MOVED_AWAY, "moved here": quotes._MOVED_HERE, "becomes": quotes._BECOMES,
    "before": side_marks._BEFORE, "after": side_marks._AFTER, "after anywhere": side_marks._AFTER_ANYWHERE,
    "goes on": ditto._GOES_ON, "under a ditto": ditto._UNDER,
    "wave alone": quotation_signs._WAVE_ALONE, "within waves": quotation_signs._WITHIN_WAVES,
    "wave ahead": quotation_signs._WAVE_AHEAD, "wave behind": quotation_signs._WAVE_BEHIND,
    "wave within": quotation_signs._WAVE_WITHIN,
    "former": mentions.FORMER, "another time": mentions.ANOTHER_TIME,
    **{f"edit {at}": pattern for at, pattern in enumerate(placeholders._EDITS)},
}  # fmt: skip


@pytest.mark.parametrize("name", GUARDED)
@given(data=st.data())
def test_what_matches_has_what_it_needs(name: str, data: st.DataObject) -> None:
    """No text that a pattern matches is turned away before."""
    source, needs = GUARDED[name].pattern, GUARDED[name].needs
    text = data.draw(st.from_regex(re.compile(source)))
    if re.compile(source).search(text):
        assert needs.search(text)


METHODS = ("search", "match", "fullmatch", "findall", "split")


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("text", ["", "行を改", "行12を改め", "12を改め", "改", "12を改め、3を改め"])
def test_guarded_methods_are_a_pattern_s(name: str, text: str) -> None:
    """They give what the compiled pattern gives, for texts with and without what it needs."""
    source = "[0-9]+を改め"
    guarded, plain = regex(source, needs="改"), re.compile(source)
    got, expected = getattr(guarded, name)(text), getattr(plain, name)(text)
    assert str(got) == str(expected)
    assert guarded.sub("は", text, count=1) == plain.sub("は", text, count=1)
    assert guarded.sub("は", text) == plain.sub("は", text)
    assert [m.span() for m in guarded.finditer(text, 1)] == [m.span() for m in plain.finditer(text, 1)]


def test_nothing_is_compiled_without_what_it_needs() -> None:
    """A faulty expression shows when it is compiled."""
    faulty = regex("改(", needs="改")
    assert faulty.search("変更なし") is None
    with pytest.raises(re.error):
        faulty.search("改め")
