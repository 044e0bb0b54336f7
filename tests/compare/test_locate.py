"""Where a quoted passage stands in a longer text, when it is not quoted letter by letter."""

from __future__ import annotations

import pytest

from pia_audit.compare.locate import locate, locate_near

REST = "総務課文書情報係　〒999-0101 川成市中央一丁目1番1号　電話 0999-11-1111"


@pytest.mark.parametrize("front", ["生活部", "市民部", "市民生活部"])
def test_a_longer_name_is_not_cut(front: str) -> None:
    """Where the text has a longer word than the row quotes, the passage is the whole text: no sign is left hanging."""
    text = front + REST
    hit = locate_near("総務部" + REST, text)
    assert hit is not None
    assert text[hit.start : hit.end] == text
    assert hit.how == "near"


def test_a_paragraph_beside_the_passage_stays_outside() -> None:
    """What is more than a few signs is a text of its own and no part of the passage."""
    text = "市民生活部" + REST + "\n受付は平日の9時から17時までです。"
    hit = locate_near("総務部" + REST, text)
    assert hit is not None
    assert "受付" not in text[hit.start : hit.end]


@pytest.mark.parametrize(
    ("needle", "text", "there"),
    [
        ("[○]庁内連携システム", "庁内連携システム", True), ("☑ 紙", "紙、電子記録媒体", True),
        ("[○]庁内連携システム", "[ ]庁内連携システム", False), ("[○]紙", "電子記録媒体", False),
        ("[ ]紙", "紙", False), ("[○]紙 [○]庁内連携システム", "紙", False),
        ("庁内連携システム", "[○]庁内連携システム", True),
    ],
)  # fmt: skip
def test_an_option_with_its_tick_is_found_in_a_text_without_boxes(needle: str, text: str, *, there: bool) -> None:
    """A tick alone makes no other text; where the text has boxes they are what counts."""
    assert (locate(needle, text) is not None) == there
