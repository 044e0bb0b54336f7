"""Words that are struck through by signs: a stroke over each of them, or the two tildes of Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest
import seen

from pia_audit.documents.text import read_text

FORMATS = ("xlsx", "html", "txt")


def _stroked(words: str) -> str:
    return "".join(f"{sign}\u0336" for sign in words)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.kind("struck", xlsx="told", html="told", txt="told")
def test_signs_with_a_stroke_through_each(suffix: str, tmp_path: Path) -> None:
    """People strike words so where a text has no lines; they were read as live."""
    rows = [list(row) for row in seen.ROWS]
    rows[1][3] = f"{_stroked('福祉部福祉課')}福祉部手当課"
    edition = seen.edition(seen.WRITERS[suffix](tmp_path / f"a.{suffix}", rows=rows))
    assert edition.changes[1].after == "福祉部手当課"
    assert edition.changes[1].struck == (("after", "福祉部福祉課"),)
    assert [code for code, *_ in seen.notices(edition)] == ["seen-struck"]


@pytest.mark.kind("struck", txt="told")
def test_two_tildes_strike_words_through(tmp_path: Path) -> None:
    """As converters to Markdown write what a document strikes; single ones, and rows of them, strike nothing."""
    rows = [list(row) for row in seen.ROWS]
    rows[1][3] = "~~福祉部福祉課~~福祉部手当課"
    rows[2][3] = "10~~20 ~ 30、~~~~"
    edition = seen.edition(seen.text(tmp_path / "a.txt", rows=rows))
    assert [r.after for r in edition.changes[1:]] == ["福祉部手当課", "10~~20 ~ 30、~~~~"]
    assert edition.changes[1].struck == (("after", "福祉部福祉課"),)


@pytest.mark.parametrize("sign", ["~~", "~~a", "\u0336", "a\u0336", "~~ ", "a~~"])
def test_many_of_them_take_no_time(sign: str) -> None:
    """What grows faster than its text would take minutes here."""
    read_text("a.txt", (sign * 20_000).encode())
