"""Rows in relative words: what they come to, beside the words as typed."""

from __future__ import annotations

import pytest

from pia_audit.audits.run import audit
from pia_audit.messages.wording import Wording
from pia_audit.model.frames import Corpus
from pia_audit.reports.relative_rows import carried_out
from pia_audit.reports.report import build
from pia_audit.rules.examples import edition


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
    rewriting = carried_out(before, after, ["relative"])
    assert rewriting is not None
    assert (rewriting.before, rewriting.after) == wanted
    assert rewriting.typed == (before, after)
    assert rewriting.as_typed(Wording("ja")).endswith(after)


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


def test_a_finding_shows_what_the_words_come_to() -> None:
    """Struck and inserted is what the row changes, and not 同左; the words as typed stand in the message."""
    label = "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の概要"
    row = ["2025/4/1", label, "1 受付を行う。", "同左 以下を追加 2 審査を行う。", "事後", ""]
    text = "1 受付を行う。 2 審査を行う。"
    result = audit(
        Corpus.of([edition({"published_on": "2025-04-01", "items": {"handling.outline": text}, "rows": [row]})])
    )
    (finding,) = (f for f in build(result, "ja").findings if f.rule == "PIA206")
    assert (finding.expected, finding.actual, finding.change) == (
        "1 受付を行う。",
        "1 受付を行う。\n2 審査を行う。",
        True,
    )
    assert "同左 以下を追加 2 審査を行う。" in finding.message
