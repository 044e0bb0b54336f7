"""What was passed over in silence, and what is said where a list was not checked. Numbers by hand from the law's tables
of the days."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from pia_audit.audits.run import audit
from pia_audit.compare.draft import right_lists
from pia_audit.law import tables
from pia_audit.law.article_remarks import article_remarks
from pia_audit.law.doubt import left_over
from pia_audit.law.mentions import mentions, rewritten
from pia_audit.law.remarks import remarks
from pia_audit.law.tables import TABLE_2
from pia_audit.law.well_known_names import near_misses
from pia_audit.messages.wording import Wording
from pia_audit.model.frames import Corpus
from pia_audit.reports.not_checked import unchecked
from pia_audit.rules.examples import edition

DAY = date(2025, 1, 10)
WAY = "番号法第19条第8号に基づく主務省令第2条の表"


def remarks_left(text: str, day: date = DAY) -> list[tuple[str, tuple[str, ...], bool]]:
    left = (left_over(text, m, r) for m in mentions(text) for r in remarks(m, day))
    return [(r.code, r.numbers or r.missing, r.weak) for r in left if r]


def test_a_holder_that_is_two() -> None:
    """「医療保険者又は後期高齢者医療広域連合」 is one cell's holder: its items are held against the list."""
    holder, information = "医療保険者又は後期高齢者医療広域連合", "医療保険給付関係情報"
    right = "3・6・13・42・48・56・65・69・83・87・115・125・131・158・161・173"  # by hand, alone in the cell
    text = f"{WAY}のうち、次の項（第3欄が「{holder}」の項のうち、第4欄に「{information}」が含まれる項）\n"
    assert remarks_left(text + right) == []
    assert remarks_left(text + right.replace("・42", "")) == [("PIA612", ("42",), False)]


@pytest.mark.parametrize(
    ("item", "codes"), [("8", []), ("10", ["PIA602"]), ("14", ["PIA602"]), ("7", ["PIA613"]), ("9", [])]
)
def test_an_item_of_article_19_that_never_was_the_order_s(item: str, codes: list[str]) -> None:
    """The order rests on 第8号 since 2021-09-01, on 第7号 until then, and on no other at any time."""
    text = f"番号法第19条第{item}号に基づく主務省令第2条の表の42の項"
    assert [r.code for r in article_remarks(text, "", "network.legal_basis", DAY)] == codes


def test_the_article_cited_is_told_of_each_row() -> None:
    """第16条 and 第17条 beside item 15 (第15条) are two things."""
    day = date(2020, 3, 3)
    order = "番号法別表第一の15の項、番号法別表第一の主務省令で定める事務を定める命令(平成26年内閣府・総務省令第5号)"
    said = [article_remarks(f"{order}第{n}条", "", "number_use.legal_basis", day) for n in (15, 16, 17)]
    assert [[r.article for r in each] for each in said] == [[], ["16"], ["17"]]


@pytest.mark.parametrize(("number", "code"), [("173の9", "PIA611"), ("400", "PIA611"), ("125", "PIA613")])
def test_a_number_nobody_ever_had(number: str, code: str) -> None:
    """Of the text that was never in force no branch is known that no other text has."""
    assert [r.code for m in mentions(f"番号法別表第二の{number}の項") for r in remarks(m, date(2022, 6, 1))] == [code]


def test_kanji_by_their_places_come_back_so() -> None:
    """一〇一 is not pasted as 百一."""
    text = "番号法別表第二の九、二六、一〇一の項"
    (m,) = mentions(text)
    assert rewritten(text, m, ("9", "26", "85の2", "120")) == "九、二六、八五の二、一二〇"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("情報提供ネットワークシテスム", "情報提供ネットワークシステム"),
        ("住民基本台帳ネットワークシスムテ", "住民基本台帳ネットワークシステム"),
        ("情報提供ネットワークシステム", ""),
    ],
)
def test_signs_in_another_order(words: str, name: str) -> None:
    """Two signs exchanged at a name's end."""
    assert [miss.name for miss in near_misses(f"{words}を使用する。")] == ([name] if name else [])


def test_the_list_to_paste_where_a_number_is_the_only_fault() -> None:
    """The right list is given for a number that is not there, too: by hand, 児童扶養手当関係情報 on 2025-01-10."""
    right = "17・20・42・89・90・125・141・155・161"
    who = "(第3欄が「都道府県知事等」の項のうち、第4欄に「児童扶養手当関係情報」が含まれる項)\n"
    (pasted,) = {lists.right for lists in right_lists(f"{WAY}のうち、次の項{who}{right}・400", DAY)}
    assert pasted == right


def lines(text: str) -> list[str]:
    """What is said not to have been checked, of lists."""
    made = edition({"published_on": "2025-01-10", "rows": [], "items": {"network.legal_basis": text}})
    return [u.text for u in unchecked(audit(Corpus.of([made])), Wording("ja"))[0] if u.kind == "lists"]


@pytest.mark.parametrize(
    ("numbers", "is_said"),
    [
        ("17・20・42・89・90・125・141・155・161", False),
        ("17\n20\n42\n89\n90\n125\n141\n155\n161", False),
        ("17・20・42・89・90\n- 12 -\n125・141・155・161", False),
        ("17・20・42・89・90（令和6年10月から）・125・141・155", True),
        ("17（福祉課）20（福祉課）42（福祉課）89（福祉課）", True),
        ("17・20・42など", True),
        ("17・20・42・89・90・125・141・155", False),  # told by PIA612
    ],
)
def test_a_list_that_was_not_checked_is_said(numbers: str, is_said: bool) -> None:
    """One line tells that a list with a stated condition was not held against the table."""
    who = "(第3欄が「都道府県知事等」の項のうち、第4欄に「児童扶養手当関係情報」が含まれる項)\n"
    told = lines(f"{WAY}のうち、次の項{who}{numbers}")
    assert len(told) == is_said
    assert all("1か所" in line and "照らし合わせていません" in line for line in told)


def test_a_day_behind_an_unknown_time_is_none_of_entry() -> None:
    """What a later text has may have come on any day since the last one known."""
    shipped = tables.shipped(TABLE_2)
    later = replace(shipped, gaps=((date(2021, 5, 1), date(2021, 5, 19)),))
    assert later.dated(date(2021, 5, 19)) == "2021-05-02～2021-05-19"
    assert later.dated(date(2019, 10, 1)) == "2019-10-01"
    assert date(2021, 5, 19) in shipped.amended
    assert date(2021, 5, 19) not in later.amended
