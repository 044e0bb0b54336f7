"""Rows in relative words: what they come to, beside the words as typed."""

from __future__ import annotations

import pytest

from pia_audit.messages.wording import Wording
from pia_audit.reports.relative_rows import carried_out


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("窓口による。", "同左\n以下を追加\n郵送による。", ("窓口による。", "窓口による。\n郵送による。")),
        ("市税システム", "「市税」を「税務」に改める。", ("市税", "税務")),
        ("(略)\n三年\n(略)", "(略)\n五年\n(略)", ("三年", "五年")),
    ],
)  # fmt: skip
def test_the_words_are_carried_out(before: str, after: str, wanted: tuple[str, str]) -> None:
    """Where replay carried them out; the words stay as they are printed."""
    found = carried_out(before, after, ["relative"])
    assert found is not None
    assert (found.before, found.after) == wanted
    assert found.typed == (before, after)
    assert found.told(Wording("ja")).endswith(after)


@pytest.mark.parametrize(
    ("before", "after", "trust"),
    [
        ("窓口で受け付ける。", "郵送で受け付ける。", "relative"),
        ("窓口で受け付ける。", "同左\n以下を追加\n郵送", "broken"),
        ("窓口で受け付ける。", "同左\n以下を追加\n郵送", "whole"),
        (None, "同左", "relative"),
        ("窓口", None, "relative"),
    ],
)
def test_other_rows_are_what_they_say(before: str | None, after: str | None, trust: str) -> None:
    """Without such words, where they fitted nowhere, where the text itself says them, where a cell is lost."""
    assert carried_out(before, after, [trust]) is None
