"""The order of a day's rows and what earlier rows left: the indexed way says what the plain way says."""

from __future__ import annotations

import plain_order
from hypothesis import example, given
from hypothesis import strategies as st

from pia_audit.compare.indexes import QuotationIndex, TextIndex
from pia_audit.compare.locate import locate
from pia_audit.history.day import Day
from pia_audit.history.earlier import Earlier
from pia_audit.history.order import Row

PASSAGES = (
    "甲課が申請を受け付ける", "乙課が審査して決定する", "第12条の届出を記録する", "第12条の届出を保管する",
    "令和6年4月1日から", "①照会", "②照会", "２人", "2人", "・廃棄する", "丙",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PASSAGES), max_size=4).map("\n".join)
CELLS = st.one_of(
    TEXTS, TEXTS, TEXTS, st.none(),
    st.sampled_from(["―", "", "(削除)", "同左", "以下を追加 丙", "「甲課」を「乙課」に改める", "なし", "1", "。"]),
)  # fmt: skip
ROWS = st.lists(st.tuples(CELLS, CELLS, st.sampled_from(["", "①", "2"])), min_size=1, max_size=7)


def rows_of(cells: list[tuple[str | None, str | None, str]]) -> list[Row]:
    """The rows of these cells, numbered as printed."""
    return [Row(n, None, *cell) for n, cell in enumerate(cells, 1)]


@given(ROWS, st.lists(st.one_of(TEXTS, TEXTS, st.none()), min_size=7, max_size=7))
def test_a_day_s_rows_come_in_the_plain_order(
    cells: list[tuple[str | None, str | None, str]], texts: list[str | None]
) -> None:
    """Whatever the text becomes between two steps, the row taken is the one that fits best when all are looked at."""
    left = rows_of(cells)
    day = Day(left)
    for text in texts[: len(cells)]:
        row = plain_order.next_to_undo(left, text)
        left = [other for other in left if other is not row]
        assert day.take(text) is row
        assert day.left == left


@given(ROWS)
def test_a_day_s_rows_come_in_the_plain_order_as_they_are_undone(
    cells: list[tuple[str | None, str | None, str]],
) -> None:
    """The same where each step leads to its row's 変更前, and where a passage of the text is put back."""
    left = rows_of(cells)
    for whole in (True, False):
        rest, day = list(left), Day(left)
        text = left[-1].after
        while rest:
            row = plain_order.next_to_undo(rest, text)
            rest = [other for other in rest if other is not row]
            assert day.take(text) is row
            text = row.before if whole or not row.after else (text or "").replace(row.after, row.before or "", 1)


@given(st.lists(ROWS, min_size=1, max_size=3), TEXTS, st.data())
def test_what_earlier_rows_left_is_what_the_plain_way_carries_forward(
    days: list[list[tuple[str | None, str | None, str]]], quotation: str, data: st.DataObject
) -> None:
    """A quotation stands in the same fragments, and the same row wrote it last, for every part of a history."""
    numbers = iter(range(1, 100))
    rows = [[Row(next(numbers), None, *cell) for cell in day] for day in days]
    earlier = Earlier(rows)
    for index in range(len(rows) - 1, -1, -1):
        day = Day(rows[index])
        earlier.than(index, day)
        while day:
            day.take(data.draw(TEXTS))
            before = [row for each in rows[:index] for row in each] + day.left
            assert bool(earlier) == bool(before)
            plain = plain_order.fragments(before)
            hits = [(f, locate(quotation, f[1])) for f in plain]
            with_it = [(f.author, f.text) for f in earlier.fragments_with(quotation) if locate(quotation, f.text)]
            assert with_it == [f for f, hit in hits if hit]
            around = [((f.author, f.text), locate(quotation, f.text)) for f in earlier.fragments_around(quotation)]
            assert [f for f, h in around if h and h.how == "part"] == [f for f, h in hits if h and h.how == "part"]
            last = next((r for r in reversed(before) if r.after and locate(quotation, r.after)), None)
            assert earlier.last_with(quotation) is last


@given(st.lists(TEXTS, max_size=6), TEXTS)
@example(["1", "①"], "１")
def test_the_texts_that_hold_a_quotation_are_among_those_named(texts: list[str], quotation: str) -> None:
    """No text in which a quotation is located is left out."""
    named = TextIndex(texts).holding(quotation)
    assert named == sorted(set(named))
    assert {n for n, text in enumerate(texts) if locate(quotation, text)} <= set(named)


@given(st.lists(TEXTS, max_size=6), st.lists(TEXTS, max_size=6))
def test_quotations_are_named_when_they_come_to_stand_in_the_text(quotations: list[str], texts: list[str]) -> None:
    """A quotation that is located in a text was named since it was last said to be absent."""
    index, named = QuotationIndex(quotations), set[int]()
    for text in texts:
        named |= index.arrived(text)
        standing = {n for n, quotation in enumerate(quotations) if locate(quotation, text)}
        assert standing <= named
        for number in named - standing:
            index.absent(number)
        named = standing
