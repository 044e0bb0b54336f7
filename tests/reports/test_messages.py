"""The catalogue says the same in both languages."""

from __future__ import annotations

from string import Formatter

import pytest

from pia_audit.reports.wording import catalogue, rooms


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
