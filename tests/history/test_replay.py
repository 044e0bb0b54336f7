"""Replay: the walk through the rows of one item, from the printed text backward."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from bounded import bounded
from hypothesis import given
from hypothesis import strategies as st
from trails import first_text, trusts

from pia_audit.history.order import Row, without_duplicates
from pia_audit.history.replay import replay
from pia_audit.japanese.ladder import fold, same
from pia_audit.japanese.number_runs import number_runs

D1, D2, D3, D4 = date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1), date(2023, 1, 1)


def test_no_rows() -> None:
    """Without rows the text is assumed to have stood there always."""
    trail = replay("A", "text", [])
    assert trail.steps == ()
    assert [(s.as_of, s.text, s.trust) for s in trail.states] == [(None, "A", "assumed")]


# --- duplicates, days, order --------------------------------------------------------------------------


def test_a_row_printed_twice_happened_once() -> None:
    """The copy is undone with the original, in whichever width it was typed."""
    rows = [Row(1, D1, "甲(1)", "乙(2)"), Row(2, D1, "甲（１）", "乙（２）")]
    trail = replay("乙(2)", "text", rows)
    assert trusts(trail) == {1: "whole", 2: "whole"}
    assert first_text(trail) == "甲(1)"
    assert [r.row_no for r in without_duplicates(rows)[1]] == [2]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_chain_of_one_day_in_any_order(order: tuple[int, ...]) -> None:
    """A→B→C→D→E on one day, printed in any order, is carried out in the order that makes sense."""
    chain = ["甲課", "乙課", "丙課", "丁課", "戊課"]
    rows = [Row(n, D1, chain[i], chain[i + 1]) for n, i in enumerate(order, 1)]
    trail = replay("戊課", "text", rows)
    assert set(trusts(trail).values()) == {"whole"}
    assert first_text(trail) == "甲課"
    assert trail.states[-1].text == "戊課"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_parts_changed_on_one_day_in_any_order(order: tuple[int, ...]) -> None:
    """Three passages, three rows of one day: their order does not matter."""
    parts = [
        ("1 甲を窓口で行う。", "1 甲を郵送で行う。"),
        ("2 乙を手で記録する。", "2 乙を機器で記録する。"),
        ("3 丙。", "3 丙と丁。"),
    ]
    rows = [Row(n, D1, *parts[i]) for n, i in enumerate(order, 1)]
    trail = replay("\n".join(after for _, after in parts), "text", rows)
    assert set(trusts(trail).values()) == {"part"}
    assert first_text(trail) == "\n".join(before for before, _ in parts)


def test_there_and_back() -> None:
    """A change and its return are two changes, on one day or on two."""
    for second in (D1, D2):
        trail = replay("甲課", "text", [Row(1, D1, "甲課", "乙課"), Row(2, second, "乙課", "甲課")])
        assert set(trusts(trail).values()) == {"whole"}
        assert first_text(trail) == "甲課"


def test_a_mistyped_year_breaks_nothing() -> None:
    """Where the printed order makes sense and the dates do not, the printed order counts."""
    rows = [Row(1, D1, "甲課", "乙課"), Row(2, date(2012, 1, 1), "乙課", "丙課"), Row(3, D3, "丙課", "丁課")]
    trail = replay("丁課", "text", rows)
    assert set(trusts(trail).values()) == {"whole"}
    assert first_text(trail) == "甲課"


def test_a_table_printed_newest_first() -> None:
    """The dates count where they make sense, whichever way the table runs."""
    rows = [Row(1, D3, "丙課", "丁課"), Row(2, D2, "乙課", "丙課"), Row(3, D1, "甲課", "乙課")]
    trail = replay("丁課", "text", rows)
    assert set(trusts(trail).values()) == {"whole"}
    assert [s.as_of for s in trail.states] == [None, D1, D2, D3]


def test_a_row_without_a_date_goes_with_the_one_above() -> None:
    """An unreadable 変更日 does not take the row out of its place."""
    rows = [Row(1, D1, "甲課", "乙課"), Row(2, None, "乙課", "丙課"), Row(3, D2, "丙課", "丁課")]
    trail = replay("丁課", "text", rows)
    assert set(trusts(trail).values()) == {"whole"}


# --- properties ---------------------------------------------------------------------------------------

_WORDS = (
    "申請",
    "受付",
    "審査",
    "決定",
    "通知",
    "支給",
    "記録",
    "保管",
    "廃棄",
    "照会",
    "提供",
    "委託",
    "監査",
    "郵送",
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[str], list[Row]]:
    """The texts of an item from its first to its printed one, and the rows that tell it, some on one day.

    Every passage has a number of its own, so that a quoted part stands in the text once. A row that lets a
    passage grow has a day for itself: among rows of one day that hold each other the order is a guess.
    """
    count = iter(range(1000, 9999))

    def passage() -> str:
        words = draw(st.lists(st.sampled_from(_WORDS), min_size=3, max_size=8))
        return f"{'、'.join(words)}を様式{next(count)}により行う。"

    lines = [passage() for _ in range(draw(st.integers(1, 5)))]
    texts, day = ["\n".join(lines)], D1
    rows: list[Row] = []
    for number in range(1, draw(st.integers(2, 9))):
        old = "\n".join(lines)
        how = draw(st.sampled_from(["part", "part", "whole", "grow"]))
        at = draw(st.integers(0, len(lines) - 1))
        before = lines[at]
        if how == "grow" and rows and rows[-1].changed_on == day:
            texts.append(old)
            day += timedelta(days=1)
        if how == "part":
            lines[at] = after = passage()
        elif how == "grow":
            lines[at] = after = f"{before}\n{passage()}"
        else:
            lines = [passage() for _ in range(draw(st.integers(1, 5)))]
            before, after = old, "\n".join(lines)
        lines = "\n".join(lines).split("\n")
        rows.append(Row(number, day, before, after))
        if how == "grow" or draw(st.booleans()):
            texts.append("\n".join(lines))
            day += timedelta(days=draw(st.integers(1, 400)))
    if rows[-1].changed_on == day:
        texts.append("\n".join(lines))
    return texts, rows


@given(histories())
def test_a_true_history_replays_to_its_first_text(history: tuple[list[str], list[Row]]) -> None:
    """Texts edited by whole and part rows come back exactly, on every day, and no row is called wrong."""
    texts, rows = history
    trail = replay(texts[-1], "text", rows)
    assert set(trusts(trail).values()) <= {"whole", "part"}
    assert [s.text for s in trail.states] == texts
    assert all(s.trust == "verified" for s in trail.states)


@given(histories(), st.data())
def test_a_true_history_reads_the_same_in_any_writing(
    history: tuple[list[str], list[Row]], data: st.DataObject
) -> None:
    """Full-width digits and spaces in the rows change no trust and no text beyond their writing."""
    texts, rows = history
    wide = {ord(str(d)): chr(0xFF10 + d) for d in range(10)}
    varied = [
        Row(r.row_no, r.changed_on, data.draw(st.sampled_from([r.before, (r.before or "").translate(wide)])),
            data.draw(st.sampled_from([r.after, (r.after or "").replace("\n", " ")])))
        for r in rows
    ]  # fmt: skip
    trail = replay(texts[-1], "text", varied)
    assert set(trusts(trail).values()) <= {"whole", "part"}
    assert [fold(s.text or "") for s in trail.states] == [fold(t) for t in texts]


@given(histories(), st.data())
def test_one_forged_before_breaks_one_link(history: tuple[list[str], list[Row]], data: st.DataObject) -> None:
    """A whole row whose 変更前 is another text is told, and no row after it is, whatever its 変更後 keeps."""
    texts, rows = history
    whole = [i for i, r in enumerate(rows) if r.before in texts and r.after in texts and i]
    if not whole:
        return
    at = data.draw(st.sampled_from(whole))
    forged = list(rows)
    forged[at] = Row(rows[at].row_no, rows[at].changed_on, "全く別の文章がここにある。", rows[at].after)
    trail = replay(texts[-1], "text", forged)
    assert any(s.trust == "broken" for s in trail.steps)
    assert all(s.incomplete != rows[at].row_no for s in trail.steps)
    assert all(s.row_no < rows[at].row_no for s in trail.steps if s.trust == "broken")


_ANY = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.sampled_from(
        [
            "—",
            "",
            "同左",
            "(略)",
            "以下を追加",
            "「あ」を「い」に改める",
            "(削除)",
            "あ",
            "い",
            "1 あ\n2 い",
            "令和8年1月1日",
        ]
    ),
)
_ROWS = st.lists(
    st.tuples(st.sampled_from([None, D1, D2, D3]), _ANY, _ANY, st.sampled_from(["", "あ", "1"])), max_size=6
)


@given(_ANY, st.sampled_from(["text", "choice", "date", "flags", "list"]), _ROWS)
def test_any_rows_replay_to_something(
    text: str | None, kind: str, cells: list[tuple[date | None, str | None, str | None, str]]
) -> None:
    """Replay ends for any rows, with one step for each and states that begin before the first."""
    rows = [Row(n, day, before, after, anchor) for n, (day, before, after, anchor) in enumerate(cells, 1)]
    trail = replay(text, kind, rows)
    assert sorted(s.row_no for s in trail.steps) == [r.row_no for r in rows]
    assert trail.states[0].as_of is None
    assert all(0.0 <= s.similarity <= 1.0 for s in trail.steps)
    known = {"whole", "part", "relative", "grown", "near", "broken", "worded", "unread"}
    assert {s.trust for s in trail.steps} <= known


def test_a_long_history_takes_bounded_time() -> None:
    """Two hundred rows on a text of 20,000 characters are undone in seconds."""
    lines = [f"{n} 申請{n}を様式{n + 1000}により受け付け、審査し、決定して通知する。" for n in range(1, 401)]
    rows, now = [], list(lines)
    for n in range(200):
        before, now[n] = now[n], now[n].replace("通知", f"第{n}課が通知")
        rows.append(Row(n + 1, D1 + timedelta(days=n), before, now[n]))
    with bounded():
        trail = replay("\n".join(now), "text", rows)
    assert same(first_text(trail) or "", "\n".join(lines))


def test_of_two_orders_the_one_in_which_all_texts_fit_counts() -> None:
    """A row dated by its month stands behind rows of later days: taken for the first it would fit only nearly."""
    lines = ["・実地の調査を実施する。", "・管理者が毎月確認する。", "・範囲を手順書に定め、職員に周知する。"]
    after = [lines[0], "・管理者が毎月確実に確認する。", lines[2]]
    body = "\n".join([*after[:2], "・範囲を手順書に規定し、職員に周知する。"])
    rows = [
        Row(1, D3, "\n".join(lines), "\n".join(after)),
        Row(2, D2, lines[2], "・範囲を手順書に規定し、職員に周知する。"),
    ]
    assert trusts(replay(body, "text", rows)) == {1: "whole", 2: "part"}


@given(
    st.lists(st.integers(1, 171), min_size=4, max_size=9, unique=True),
    st.lists(st.tuples(st.integers(0, 171), st.sampled_from("・、，")), min_size=1, max_size=4),
    st.sampled_from("・、，"),
)
def test_a_list_of_numbers_goes_back_by_rows_in_other_signs(
    first: list[int], revisions: list[tuple[int, str]], of_text: str
) -> None:
    """Each row puts in a number, or takes away one that stood there, and copies the list with signs of its own."""
    numbers, rows = sorted(first), []
    for nth, (drawn, of_row) in enumerate(revisions, 1):
        number = drawn or numbers[0]
        later = sorted({*numbers} ^ {number})
        if not later:
            return
        before, after = (f"別表の{of_row.join(map(str, side))}の項" for side in (numbers, later))
        rows.append(Row(nth, D1 + timedelta(days=nth), before, after))
        numbers = later
    trail = replay(f"番号法別表の{of_text.join(map(str, numbers))}の項。\n台帳に記録する。", "text", rows)
    assert set(trusts(trail).values()) <= {"whole", "part"}
    (run,) = number_runs(first_text(trail) or "")
    assert run.numbers == (*map(str, sorted(first)),)


@pytest.mark.parametrize("gap", [" ", "\n"])
def test_a_passage_taken_out_of_the_middle_stands_there_again(gap: str) -> None:
    """（略） ・督促状の送付 （略） became （略）: the row before quotes the whole field, that between others."""
    lines = ["・申請書の審査", "・督促状の送付", "・台帳の更新", "・通知の作成"]
    rows = [
        Row(1, None, gap.join(["・申請の審査", *lines[1:]]), gap.join(lines)),
        Row(2, None, gap.join(["（略）", lines[1], "（略）"]), "（略）"),
    ]
    trail = replay(gap.join([lines[0], *lines[2:]]), "text", rows)
    assert trusts(trail) == {1: "whole", 2: "relative"}


@pytest.mark.parametrize("gap", ["\n", " "])
def test_two_sentences_from_a_field_of_one_line_stand_there(gap: str) -> None:
    """The field was printed on in one line, with bullets; the row quotes its first and third sentence without them."""
    field = "・再委託はしない。 ・書類は施錠して保管する。 ・届出は窓口で受け付ける。 ・申請書は五年間保存する。"
    row = Row(
        1, None, f"再委託ができる。{gap}届出は郵送で受け付ける。", f"再委託はしない。{gap}届出は窓口で受け付ける。"
    )
    assert trusts(replay(field, "text", [row])) == {1: "part"}
    missing = Row(1, None, "再委託ができる。\n届出は受け付けない。", "再委託はしない。\n届出は電話で受け付ける。")
    assert trusts(replay(field, "text", [missing])) == {1: "broken"}


def test_two_rows_of_a_day_in_other_signs_keep_their_order() -> None:
    """The field has ・, both rows 、: the second goes on from the first, and neither is broken."""
    rows = [
        Row(1, None, "表の38、47の項", "表の38、47、110の項"),
        Row(2, None, "表の38、47、110の項", "表の5、38、47、110の項"),
    ]
    for order in (rows, rows[::-1]):
        trail = replay("提供は表の9の項\n照会は表の5・38・47・110の項", "text", order)
        assert trusts(trail) == {1: "part", 2: "part"}
        assert first_text(trail) == "提供は表の9の項\n照会は表の38・47の項"
