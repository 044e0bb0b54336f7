"""A raw text inside a sentence is one line, however many blanks it has."""

from __future__ import annotations

import pytest
from bounded import bounded

from pia_audit.messages.wording import one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("あ \n い", "あ い"),
        ("あ\n\n\t い", "あ い"),
        ("　あ　い　", "　あ　い　"),
        (" \nあ", "あ"),
        ("あ　い\r\n", "あ　い"),
    ],
)
def test_breaks_become_single_spaces(text: str, line: str) -> None:
    """Blanks beside a break go with it; others stay."""
    assert one_line(text) == line


def test_blanks_are_looked_at_once() -> None:
    """A cell of a hundred thousand blanks before a break."""
    with bounded():
        assert one_line(f"あ{' ' * 100_000}い\nう") == f"あ{' ' * 100_000}い う"
