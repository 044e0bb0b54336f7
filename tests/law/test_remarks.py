"""What the tables say of a list: a right one nothing, a wrong one one thing, on any day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pia_audit.japanese.lists import number_key
from pia_audit.law.article_remarks import article_remarks
from pia_audit.law.known_tables import table
from pia_audit.law.mentions import mentions
from pia_audit.law.remarks import Condition, Remark, remarks
from pia_audit.law.tables import NETWORK, TABLE_2, Table, parts

WAYS = {
    TABLE_2: "番号法別表第二の{list}の項（{condition}）",
    NETWORK: "主務省令第2条の表のうち、次の項（{condition}）\n{list}",
}
KINDS = ("市町村長", "都道府県知事等")
WELFARE = ("都道府県知事等", "生活保護関係情報")


def remarks_on(
    name: str, day: date, who: tuple[str, str], numbers: set[str] | frozenset[str], joint: str = "・"
) -> list[Remark]:
    """What is said of a list with its condition."""
    condition = f"第3欄（情報提供者）が「{who[0]}」の項のうち、第4欄（特定個人情報）に「{who[1]}」が含まれる項"
    listed = joint.join(sorted(numbers, key=number_key))
    text = WAYS[name].format(
        list=f"{listed}の項" if name == NETWORK and len(numbers) == 1 else listed, condition=condition
    )
    return [r for m in mentions(text) for r in remarks(m, day, KINDS)]


@st.composite
def drawn(draw: st.DrawFn) -> tuple[Table, date, tuple[str, str], frozenset[str]]:
    """A table, a day on which it is known, who provides what, and the table's list."""
    one = table(draw(st.sampled_from([TABLE_2, NETWORK])))
    last = one.ended - timedelta(1) if one.ended else one.until
    day = one.since + timedelta(draw(st.integers(0, (last - one.since).days)))
    cells = [cell for entry in one.on(day).values() for cell in entry.cells]
    every = {(holder, what) for cell in cells for holder in parts(cell.holder) for what in cell.information}
    who = draw(st.sampled_from(sorted(w for w in every if not "".join(w).count("…"))))
    return one, day, who, one.provided(day, *who).listed


@given(drawn(), st.sampled_from(["・", "、", "及び"]))
def test_the_table_s_own_list_says_nothing(
    case: tuple[Table, date, tuple[str, str], frozenset[str]], joint: str
) -> None:
    """A list generated from the table on any day, for anybody who provides anything, has no finding that day."""
    one, day, who, listed = case
    assert remarks_on(one.name, day, who, listed, joint) == []


@given(drawn(), st.data())
def test_one_number_out_is_one_finding(
    case: tuple[Table, date, tuple[str, str], frozenset[str]], data: st.DataObject
) -> None:
    """A list that lacks one number has one finding, which names the number or the other day's list it is."""
    one, day, who, listed = case
    assume(len(listed) > 1)
    left_out = data.draw(st.sampled_from(sorted(listed)))
    (remark,) = remarks_on(one.name, day, who, listed - {left_out})
    assert remark.code in ("PIA612", "PIA613")
    assert remark.missing == (left_out,)
    assert set(remark.right) == listed


@given(drawn(), st.data())
def test_one_number_in_is_one_finding(
    case: tuple[Table, date, tuple[str, str], frozenset[str]], data: st.DataObject
) -> None:
    """A list with one number too many has one finding, whatever that number is on the day."""
    one, day, who, listed = case
    every = {str(n) for n in range(1, 180)} | set(one.history)
    more = data.draw(st.sampled_from(sorted(every - listed - one.provided(day, *who).unclear)))
    (remark,) = remarks_on(one.name, day, who, listed | {more})
    assert remark.code in ("PIA611", "PIA612", "PIA613")
    assert more in remark.numbers or remark.extra == (more,)


@st.composite
def moved(draw: st.DrawFn) -> tuple[Table, date, tuple[str, str], str, str]:
    """A table, a day, who provides what, and the number that one of its items had before and has by then."""
    one = table(draw(st.sampled_from([TABLE_2, NETWORK])))
    days = {d: [(n, to) for n in one.history if (to := one.moved(n, d))] for d in one.days if one.knows(d)}
    day = draw(st.sampled_from([d for d, numbers in days.items() if numbers]))
    old, new = draw(st.sampled_from(days[day]))
    cells = one.on(day)[new].cells
    every = {(holder, what) for cell in cells for holder in parts(cell.holder) for what in cell.information}
    who = draw(st.sampled_from(sorted(w for w in every if not "".join(w).count("…"))))
    assume(old not in one.provided(day, *who).listed)
    return one, day, who, old, new


@given(moved())
def test_a_number_that_an_amendment_moved_is_one_finding(case: tuple[Table, date, tuple[str, str], str, str]) -> None:
    """The old number in place of the new one is told once, with where the process went."""
    one, day, who, old, new = case
    listed = one.provided(day, *who).listed
    (remark,) = remarks_on(one.name, day, who, (listed - {new}) | {old})
    assert (remark.code, remark.op, remark.numbers, remark.right) == ("PIA611", "moved", (old,), (new,))


def test_the_list_of_another_day_is_told_as_that() -> None:
    """A list that was right before an amendment fits the table of that time, from when to when."""
    before = table(TABLE_2).provided(date(2018, 1, 1), *WELFARE).listed
    (remark,) = remarks_on(TABLE_2, date(2018, 7, 1), WELFARE, before)
    assert (remark.code, remark.op, remark.since, remark.to) == (
        "PIA612",
        "behind-missing",
        date(2017, 5, 30),
        date(2018, 6, 27),
    )


@pytest.mark.parametrize(
    ("text", "day", "code", "op"),
    [
        ("番号法別表第二の21の項", "2021-05-19", "PIA611", "deleted"),
        ("番号法別表第二の36の項", "2020-01-01", "PIA611", "blank"),
        ("番号法別表第二の300の項", "2020-01-01", "PIA611", "absent"),
        ("番号法別表第二の150の項", "2023-01-01", "PIA613", "perhaps"),  # the text that was never in force may have it
        ("番号法別表の130の2の項", "2025-10-01", "PIA611", "gone"),
        ("番号法別表の23の6の項", "2025-08-15", "PIA613", "item-ahead"),
        ("主務省令第2条の表の157の項", "2025-10-01", "PIA611", "deleted"),
        ("主務省令第2条の表の20の2の項", "2025-07-27", "PIA613", "item-ahead"),
        ("番号法別表第一の56の項", "2024-05-27", "PIA613", "renumbered"),
        ("番号法別表第二の26の項", "2024-05-27", "PIA613", "repealed"),
        ("番号法別表の23の項", "2024-05-26", "PIA613", "table-ahead"),
        ("準法定事務処理者を定める命令表の準法定事務20の項", "2025-01-01", "", ""),
        ("準法定事務命令の表の15の項", "2025-01-01", "PIA611", "absent"),
        ("1 児童手当法による事務 番号法別表の100の項", "2025-01-01", "PIA614", ""),
        ("1 児童手当法による事務 番号法別表第一の81の項", "2023-01-01", "PIA613", "never"),
        ("1 児童手当法による事務 番号法別表第一の81の項", "2021-05-18", "PIA602", ""),
        ("1 児童手当法による事務 番号法別表の56の項", "2025-01-01", "PIA602", ""),
    ],
)
def test_single_items(text: str, day: str, code: str, op: str) -> None:
    """What is said of an item by what stands, stood or will stand under its number."""
    remark_list = [r for m in mentions(text) for r in remarks(m, date.fromisoformat(day), KINDS)]
    assert [(r.code, r.op) for r in remark_list] == ([(code, op)] if code else [])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("番号法別表第二の300の項", "2017-03-31"),  # before the tables are known
        ("番号法別表の400の項", "2026-07-02"),  # after
        ("改正前の番号法別表第二の21の項", "2022-01-01"),
        ("番号法別表第二の20から22までの項", "2022-01-01"),  # 21 lies in the range only
        ("見本市条例別表の900の項", "2025-01-01"),
        ("1 児童手当法による事務 番号法別表の81の項", "2025-01-01"),
        ("1 児童手当法及び児童福祉法による事務 番号法別表の8・81の項", "2025-01-01"),
        (
            "【情報提供の根拠】1 児童手当法による事務 主務省令第2条の表の42の項",
            "2025-01-01",
        ),  # the asking side's process
        ("1 見本手当条例による事務 番号法別表の81の項", "2025-01-01"),
        (
            "主務省令第2条の表のうち、次の項（第4欄に「児童手当関係情報」が含まれる項）1・2・3",
            "2025-01-01",
        ),  # no holder
    ],
)
def test_what_is_not_known_is_not_told(text: str, day: str) -> None:
    """Where the table ends, the words leave it open or the list is another's, nothing is said."""
    assert [r for m in mentions(text) for r in remarks(m, date.fromisoformat(day), KINDS)] == []


def test_a_borrowed_condition_is_for_information_and_must_fit() -> None:
    """A list that states no condition is held only against one that it largely agrees with."""
    listed = table(TABLE_2).provided(date(2020, 3, 3), *WELFARE).listed
    borrowed = Condition(*WELFARE, stated=False)
    near, far = ("・".join(sorted(n, key=number_key)) for n in (listed - {"18"}, {"1", "2", "3", "4"}))
    (m,), (other,) = mentions(f"番号法別表第二の{near}の項"), mentions(f"番号法別表第二の{far}の項")
    (remark,) = remarks(m, date(2020, 3, 3), KINDS, borrowed)
    assert (remark.code, remark.op, remark.weak, remark.missing) == ("PIA612", "borrowed-missing", True, ("18",))
    assert remarks(other, date(2020, 3, 3), KINDS, borrowed) == ()


@pytest.mark.parametrize(
    ("column", "words", "is_flagged"),
    [
        ("第2欄（事務）に「予防接種法による事務」が含まれる項", "", False),
        ("第2欄（事務）に「予防接種に関する事務」が含まれる項", "", False),
        ("第2欄（事務）に「接種に関する事務」が含まれる項", "接種に関する事務", True),
        ("第2欄（事務）に「地方税関係情報」が含まれる項", "地方税関係情報", True),
        ("第2欄（事務）に「予防接種法による予防接種の実施…」が含まれる項", "", False),
        ("第2欄（事務）に「介護保険法による給付の支給…」が含まれる項", "介護保険法による給付の支給...", True),
        ("第1欄（情報照会者）が「市町村長」の項", "", False),
        ("第1欄（情報照会者）が「市区町村担当者」の項", "市区町村担当者", True),
    ],
)
def test_words_of_a_column(column: str, words: str, is_flagged: bool) -> None:
    """Words of a column are the table's, or name its law; others are told."""
    (m,) = mentions(f"主務省令第2条の表のうち、次の項（{column}）\n25・27")
    remark_list = [r for r in remarks(m, date(2025, 1, 1), KINDS) if r.code == "PIA615"]
    assert [r.what for r in remark_list] == ([words] if is_flagged else [])


ORDER = (
    "・番号法第9条第1項及び別表第一の30の項並びに主務省令(※)第{n}条 "
    "※主務省令:別表第1の主務省令で定める事務を定める命令(平成26年内閣府・総務省令第5号)"
)
RULES = "番号法第19条第{n}号に基づき同条第7号に準ずるものとして定める特定個人情報の提供に関する規則の第2条"


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        (ORDER.format(n=24), "2020-01-01", []),
        (ORDER.format(n=25), "2020-01-01", [("PIA614", "article", ("24",))]),
        (ORDER.format(n=99), "2020-01-01", []),  # an article that the table does not lead to
        (RULES.format(n=14), "2017-05-28", []),
        (RULES.format(n=14), "2020-03-03", [("PIA613", "commission-rules-behind", ("16",))]),
        (RULES.format(n=16), "2020-03-03", []),
        (RULES.format(n=16), "2021-09-01", [("PIA613", "commission-rules-behind", ("17",))]),
        ("番号法第19条第8号及び別表第二の26の項", "2021-08-31", [("PIA613", "network-ahead", ("7",))]),
        ("番号法第19条第7号及び別表第二の26の項", "2021-08-31", []),
        ("番号法第19条第9号の規定による。", "2022-01-01", []),  # nothing tells what is meant
        ("見本条例第19条第14号に基づき定める", "2020-01-01", []),
    ],
)  # fmt: skip
def test_articles_beside_the_tables(text: str, day: str, expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    """Articles of 命令第5号 go with their item, and a 号 of 番号法第19条 with what its words say."""
    remark_list = article_remarks(text, "", "network.legal_basis", date.fromisoformat(day))
    assert [(r.code, r.op, r.right) for r in remark_list] == expected


ASKS = (
    "【情報照会の根拠】 番号法第19条第8号に基づく主務省令第2条の表のうち、次の項"
    "(第1欄(情報照会者)が「{}」の項のうち、第2欄(事務)に「{}」が含まれる項) {}の項"
)


@pytest.mark.parametrize(
    ("holder", "words", "numbers", "missing", "extra", "weak"),
    [
        ("都道府県知事等", "生活保護法", "42・43", (), (), None),
        ("都道府県知事等", "生活保護法", "42", ("43",), (), True),
        ("都道府県知事等", "生活保護法", "42・43・53", (), ("53",), False),
        ("市町村長", "公営住宅法による公営住宅の管理に関する事務", "53", (), (), None),
        ("都道府県知事等", "生活に関する事務", "42", (), (), None),  # no item has these words
    ],
)
def test_lists_by_which_a_body_asks(
    holder: str, words: str, numbers: str, missing: tuple[str, ...], extra: tuple[str, ...], weak: bool | None
) -> None:
    text = ASKS.format(holder, words, numbers)
    (m,) = mentions(text)
    differs = [r for r in remarks(m, date(2025, 8, 1)) if r.code == "PIA612"]
    assert [(r.missing, r.extra, r.weak) for r in differs] == ([] if weak is None else [(missing, extra, weak)])
