"""Which quotations have come to stand in a long text that changes step by step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pia_audit.compare.indexes import QuotationIndex
from pia_audit.compare.locate import locate
from pia_audit.japanese.line_cuts import LONG, Lines

LINE = "・第{}号の届出を受け付け、台帳に記録して保管する。"
COUNT = 2 * LONG // len(LINE)
EDITS = st.lists(st.tuples(st.integers(0, COUNT - 1), st.integers(0, 12), st.booleans()), min_size=1, max_size=6)
QUOTATIONS = [
    "・第９０１号の届出を受け付け、台帳に記録して保管する。", "第902号の届出", "902号の届出を受け付け", "号",
    f"{LINE.format(903)}\n{LINE.format(904)}", "廃棄する。\n・第", "③廃棄する", "保管する。",
]  # fmt: skip


def edited(lines: list[str], place: int, number: int, *, two: bool) -> list[str]:
    """The lines with one of them, or two, written anew."""
    new = [LINE.format(900 + number), *([LINE.format(901 + number)] if two else [])]
    return [*lines[:place], *(["① 廃棄する。"] if number == 0 else new), *lines[place + 1 :]]


@given(EDITS)
def test_whatever_comes_to_stand_in_a_long_text_is_named(edits: list[tuple[int, int, bool]]) -> None:
    """After each step every quotation that was absent and stands in the text now is among those named."""
    lines = [LINE.format(n) for n in range(COUNT)]
    index = QuotationIndex(QUOTATIONS)
    absent = set(range(len(QUOTATIONS)))
    for place, number, two in [(0, 1, False), *edits]:
        lines = edited(lines, min(place, len(lines) - 1), number, two=two)
        text = "\n".join(lines)
        assert len(text) >= LONG
        standing = {n for n in absent if locate(QUOTATIONS[n], text) is not None}
        named = index.arrived(text)
        assert standing <= named
        for n in named - standing:
            index.absent(n)
        absent -= standing


def test_a_text_knows_from_which_line_on_it_is_not_the_one_before() -> None:
    """It is asked of the text that it was cut after, and of no other."""
    first = Lines("\n".join(LINE.format(n) for n in range(COUNT)))
    second = Lines(first.text.replace(LINE.format(40), LINE.format(940)), first)
    span = second.changed_since(first)
    assert span is not None
    assert second.parts[: span[0]] == first.parts[: span[0]]
    assert second.parts[span[1] :] == first.parts[span[1] - len(second.parts) :]
    assert span[0] <= 40 < span[1]
    assert Lines(second.text, second).changed_since(first) is None
    assert second.changed_since(second) == (0, 0)
