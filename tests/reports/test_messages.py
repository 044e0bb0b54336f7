"""The catalogue says the same in both languages."""

from __future__ import annotations

from string import Formatter

import pytest

from pia_audit.messages.wording import Wording, catalogue, rooms
from pia_audit.model import Unread


def arguments(text: str) -> set[str]:
    """The names a template asks for."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("room", rooms())
def test_both_languages_have_the_same_keys_and_arguments(room: str) -> None:
    """No sentence is missing in a language, none asks for what the other does not know."""
    ja, en = (catalogue(lang, room) for lang in ("ja", "en"))
    assert {s: set(keys) for s, keys in ja.items()} == {s: set(keys) for s, keys in en.items()}
    for section, keys in ja.items():
        for key, text in keys.items():
            assert text.strip()
            assert arguments(text) == arguments(en[section][key]), f"{room} {section}.{key}"


def test_one_and_many_are_told_apart() -> None:
    """An English sentence has the singular for 1 and the plural for everything else; Japanese has neither."""
    words = Wording("en")
    assert words.say("checklist", "why.unlabelled", count=1) == "1 row does not say which item it is about."
    assert words.say("checklist", "why.unlabelled", count=2) == "2 rows do not say which item they are about."
    assert words.say("trends", "chart.totals", reports="1", rows="1,001") == "1 report, 1,001 rows"
    assert words.ui("counts", error=0, warning=1, info=2) == "Findings to check: 0 errors, 1 warning, 2 info"
    assert not [text for room in rooms() for keys in catalogue("en", room).values() for text in keys.values()
                if "(s)" in text]  # fmt: skip


def test_the_system_s_reasons_are_in_the_reader_s_language() -> None:
    """What the operating system says in English is worded; what is not known is shown as it came."""
    lost = Unread("x", "cannot-open", params={"reason": "Permission denied"})
    assert Wording("ja").reason(lost) == "ファイルを開けません（権限がありません）。"
    assert lost.params == {"reason": "Permission denied"}
    other = Unread("x", "cannot-open", params={"reason": "Strange {trouble}"})
    assert Wording("ja").reason(other) == "ファイルを開けません（Strange {trouble}）。"
