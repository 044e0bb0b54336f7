"""The law's tables by date against facts typed in from the texts of the law, not from the data they test."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from importlib import resources
from itertools import pairwise

import pytest

from pia_audit.japanese.lists import number_key
from pia_audit.law import tables
from pia_audit.law.known_tables import table
from pia_audit.law.tables import NAMES, NETWORK, QUASI, TABLE, TABLE_1, TABLE_2

WELFARE = "都道府県知事等"


def numbers(text: str) -> set[str]:
    """A list as the law's gazette joins it."""
    return set(text.split("・"))


PROVIDED = [
    (TABLE_2, "2017-04-01", WELFARE, "生活保護関係情報",
     "9・10・14・16・24・26・27・28・30・31・38・50・54・61・62・64・70・87・"
     "90・94・104・106・108・116・119"),
    (TABLE_2, "2020-03-03", WELFARE, "生活保護関係情報",
     "9・10・14・16・18・20・21・24・26・27・28・30・31・37・38・42・50・53・"
     "54・61・62・64・70・87・90・94・104・106・108・116・120"),
    (TABLE_2, "2021-09-01", WELFARE, "生活保護関係情報",
     "9・10・14・16・18・20・24・26・27・28・30・31・37・38・42・50・53・54・"
     "61・62・64・70・87・90・94・104・106・108・113・116・120"),
    (NETWORK, "2024-05-27", WELFARE, "生活保護関係情報",
     "13・14・18・20・28・37・40・42・48・49・53・59・63・69・74・75・76・86・"
     "87・89・96・108・125・132・141・144・151・155・158・161・167・168・169・170・171・172"),
    (NETWORK, "2026-06-20", WELFARE, "生活保護関係情報",
     "13・14・18・20・28・37・40・42・48・49・53・59・63・69・74・75・76・86・"
     "87・89・96・108・125・132・141・144・151・155・158・161・167・168・169・170・171・172"),
    (NETWORK, "2025-07-28", WELFARE, "外国人生活保護関係情報",
     "20・28・40・42・53・59・63・69・76・89・96・108・125・141・151・155・161・167・"
     "168・169・170・171・172"),
    (NETWORK, "2025-07-27", WELFARE, "児童扶養手当関係情報", "17・20・42・89・90・125・141・155・161"),
    (NETWORK, "2025-07-28", WELFARE, "児童扶養手当関係情報", "17・20・42・53・76・89・90・125・141・155・161"),
    (NETWORK, "2025-01-01", "市町村長", "児童手当関係情報", "42・125・141・161"),
    (NETWORK, "2025-01-01", "市町村長", "障害者自立支援給付関係情報",
     "11・15・20・37・42・75・80・125・144・155・161"),
    (NETWORK, "2025-01-01", "都道府県知事", "特別児童扶養手当関係情報", "20・42・80・81・125・141・155・161"),
    (TABLE_2, "2018-01-01", "都道府県知事", "障害者関係情報",
     "10・14・16・20・27・28・31・53・54・55・56の2・57・79・85の2・106・108・116"),
    (TABLE_2, "2019-06-01", "市町村長", "児童手当関係情報", "26・30・87・106"),
]  # fmt: skip
ASKED = [
    (NETWORK, "2025-01-01", WELFARE, "生活保護法", "42・43"),
    (TABLE_2, "2020-03-03", WELFARE, "生活保護法", "26"),
    (NETWORK, "2025-01-01", "市町村長", "予防接種法", "25・27・28・29"),
    (NETWORK, "2025-07-28", "市町村長", "母子保健法", "95・95の2・96"),
    (NETWORK, "2025-07-27", "市町村長", "母子保健法", "95・96"),
    (TABLE_2, "2020-01-01", "市町村長", "予防接種法", "16の2・17・18・19"),
    (TABLE_2, "2022-01-01", "市町村長", "健康増進法", "102の2"),
    (TABLE_2, "2020-01-01", "都道府県教育委員会", "学校保健安全法", "38"),
]


@pytest.mark.parametrize(("name", "day", "holder", "information", "items"), PROVIDED)
def test_what_is_provided_by_which_items(name: str, day: str, holder: str, information: str, items: str) -> None:
    """The lists of items by who provides what, on days before and after amendments."""
    provision = table(name).provided(date.fromisoformat(day), holder, information)
    assert provision.listed == numbers(items)
    assert provision.certain <= provision.listed
    assert not provision.unclear & provision.listed


@pytest.mark.parametrize(("name", "day", "holder", "law", "items"), ASKED)
def test_who_asks_for_which_law_s_process(name: str, day: str, holder: str, law: str, items: str) -> None:
    """The lists of items by who carries out a law's process."""
    assert table(name).asked(date.fromisoformat(day), holder, law).listed == numbers(items)


@pytest.mark.parametrize(
    ("name", "number", "law", "since", "to"),
    [
        (TABLE_1, "15", "生活保護法", "2017-04-01", "2024-05-26"),
        (TABLE_1, "56", "児童手当法", "2017-04-01", "2024-05-26"),
        (TABLE, "23", "生活保護法", "2024-05-27", "2026-06-30"),
        (TABLE, "81", "児童手当法", "2024-05-27", "2026-06-30"),
        (TABLE_2, "119", "難病の患者に対する医療等に関する法律", "2017-04-01", "2019-09-30"),
        (TABLE_2, "120", "難病の患者に対する医療等に関する法律", "2019-10-01", "2024-05-26"),
        (NETWORK, "55の4", "", "2026-06-14", "2026-06-30"),
        (QUASI, "1", "昭和29年社発第382号通知", "2024-05-27", "2026-06-30"),
    ],
)
def test_an_item_from_its_first_to_its_last_day(name: str, number: str, law: str, since: str, to: str) -> None:
    """An item is the same law's on its first and its last day, and not the day before or after."""
    first, last = date.fromisoformat(since), date.fromisoformat(to)
    for day in (first, last):
        entry = table(name).on(day)[number]
        assert not law or entry.law == law
        assert not entry.deleted
    before = table(name).on(first - timedelta(1)).get(number)
    assert before is None or before.law != law


@pytest.mark.parametrize(
    ("name", "day", "added", "gone"),
    [
        (NETWORK, "2025-07-28", "20の2・34の2・51の2・55の2・95の2・173の2", ""),
        (NETWORK, "2025-10-01", "12の2・160の2", "157"),
        (NETWORK, "2026-06-01", "34の3・55の3・87の2・93の2", ""),
        (NETWORK, "2026-06-14", "55の4・123の2", ""),
        (TABLE, "2025-08-16", "23の6", ""),
        (TABLE, "2025-10-01", "8の2・137", "130の2"),
        (TABLE, "2025-12-12", "117の3・122の2・125の2", ""),
        (QUASI, "2025-07-28", "13", ""),
        (QUASI, "2026-01-29", "5の2", ""),
        (TABLE_2, "2021-05-19", "102の2", "21"),
    ],
)
def test_items_that_came_and_went(name: str, day: str, added: str, gone: str) -> None:
    """An amendment's day adds and strikes out what the amendment says."""
    on = date.fromisoformat(day)
    before, after = ({n for n, e in table(name).on(d).items() if not e.deleted} for d in (on - timedelta(1), on))
    assert numbers(added) <= after - before
    assert {n for n in before - after if n} >= (numbers(gone) if gone else set())
    assert not gone or numbers(gone) == before - after


@pytest.mark.parametrize(("day", "numbers_changed"), [
    ("2024-09-19", "95"), ("2024-10-01", "42・106・107"), ("2025-04-01", "110・112・155"), ("2026-04-01",
     "151・"
     "155"),
])  # fmt: skip
def test_items_that_an_amendment_changed(day: str, numbers_changed: str) -> None:
    """Exactly the items that an amendment of the order touched are others since its day."""
    on = date.fromisoformat(day)
    item_numbers = {n for n in table(NETWORK).history if table(NETWORK).changed(n, on - timedelta(1), on)}
    assert item_numbers == numbers(numbers_changed)


@pytest.mark.parametrize(
    ("name", "number", "day", "target"),
    [
        (TABLE_2, "119", "2021-09-01", "120"),
        (TABLE_2, "119", "2019-09-30", ""),
        (TABLE_2, "21", "2021-09-01", ""),
        (TABLE_2, "26", "2021-09-01", ""),
        (NETWORK, "55の3", "2026-06-14", "55の4"),
        (TABLE, "14の2", "2026-06-01", "14の3"),
    ],
)
def test_where_a_process_went(name: str, number: str, day: str, target: str) -> None:
    """A process whose number an amendment moved is found under its new one, and only then."""
    assert table(name).moved(number, date.fromisoformat(day)) == target


RENUMBERED = {
    "1": "1", "6の2": "7", "7": "8", "10": "14", "15": "23", "20の2": "33", "30の2": "45", "37": "56", "56": "81",
    "59": "85", "68": "100", "80": "114", "93の2": "126", "94": "127", "102": "136",
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), RENUMBERED.items())
def test_the_renumbering_of_the_act_s_table(old: str, new: str) -> None:
    """Items of 別表第一 became these items of 別表, with the same law's process on both sides of the day."""
    assert tables.renumbered()[old] == new
    assert tables.renumbered_back()[new] == old
    before, after = table(TABLE_1).on(date(2024, 5, 26))[old], table(TABLE).on(date(2024, 5, 27))[new]
    assert (before.law, before.holder) == (after.law, after.holder)


def test_every_item_of_the_old_table_was_renumbered() -> None:
    """All 108 items that had a process have one new number each, none twice."""
    stood = {n for n, e in table(TABLE_1).on(date(2024, 5, 26)).items() if not e.deleted}
    assert set(tables.renumbered()) == stood
    assert len(stood) == 108
    assert len(set(tables.renumbered().values())) == 108


@pytest.mark.parametrize(
    ("subject", "days"),
    [
        ("network", {"2017-04-01": "7", "2021-08-31": "7", "2021-09-01": "8", "2026-06-30": "8"}),
        ("ordinance-network", {"2017-05-30": "8", "2021-08-31": "8", "2021-09-01": "9"}),
        ("commission-rules", {"2017-05-28": "14", "2017-05-29": "15", "2017-05-30": "16", "2021-09-01": "17"}),
        ("same-body", {"2017-05-29": "9", "2017-05-30": "10", "2021-09-01": "11"}),
        ("outsourcing", {"2021-08-31": "5", "2021-09-01": "6"}),
        ("employers", {"2021-09-01": "4"}),
    ],
)
def test_what_the_items_of_article_19_meant(subject: str, days: dict[str, str]) -> None:
    """Which 号 a subject had on the days on which the 号 moved."""
    for day, item in days.items():
        on = date.fromisoformat(day)
        (now,) = (m for m in tables.meanings(subject) if m.since <= on and (m.to is None or on < m.to))
        assert now.item == item


ARTICLES = {
    f"{TABLE_1} 2020-03-03": {"15": "15", "16": "16", "30": "24"},
    f"{TABLE} 2025-01-01": {"23": "15", "7": "6の2"},
    f"{TABLE} 2025-07-27": {"19の5": "10の8"},
    f"{TABLE} 2025-07-28": {"19の5": "10の10"},
}


@pytest.mark.parametrize("when", ARTICLES)
def test_the_article_that_an_item_leads_to(when: str) -> None:
    """Items and articles of 命令第5号 go together by day."""
    name, on = when.split()[0], date.fromisoformat(when.split()[1])
    for number, article in ARTICLES[when].items():
        known = table(name).articles[number]
        assert [a for a, since, to in known if since <= on and (to is None or on < to)] == [article]


@pytest.mark.parametrize("name", NAMES)
def test_a_table_knows_where_it_ends(name: str) -> None:
    """Before its first and after its last day nothing is known; numbers stand in their order and periods apart."""
    one = table(name)
    assert not one.knows(None)
    assert one.knows(one.since)
    assert not one.knows(one.since - timedelta(1))
    last = one.ended - timedelta(1) if one.ended else one.until
    assert one.knows(last)
    assert not one.knows(last + timedelta(1))
    listed = list(one.on(last))
    assert listed == sorted(listed, key=number_key)
    for periods in one.history.values():
        for early, late in pairwise(periods):
            assert early.to is not None
            assert early.to <= late.since


def test_the_days_of_the_tables() -> None:
    """The old tables ended when the new ones began, and all are known up to the same day."""
    assert {table(n).since for n in (TABLE_1, TABLE_2)} == {date(2017, 4, 1)}
    assert (
        {table(n).ended for n in (TABLE_1, TABLE_2)}
        == {date(2024, 5, 27)}
        == {table(n).since for n in (TABLE, NETWORK, QUASI)}
    )
    assert {table(n).until for n in (TABLE, NETWORK, QUASI)} == {date(2026, 7, 1)}
    never = tables.never()
    assert (never.law, never.published, never.dropped) == ("令和3年法律第37号", date(2021, 5, 19), date(2024, 5, 27))


def test_the_data_are_small_and_hold_no_sentences() -> None:
    """Numbers, days and short names: nothing of the length of a provision, and no more bytes than were allowed."""
    raw = (resources.files("pia_audit.law") / "tables.json").read_bytes()
    assert len(raw) <= 150 * 1024
    document = json.loads(raw)
    names = [
        *document["holders"],
        *document["information"],
        *document["laws"],
        *(what for _, what in document["processes"]),
    ]
    assert max(map(len, names)) <= 40
    assert not any(mark in name for name in names for mark in "。，")


def test_the_tables_are_not_read_until_a_citation_asks() -> None:
    """To know the rules, or to audit a report without a table, reads none of it."""
    code = (
        "import pia_audit.rules.law_tables\n"
        "from pia_audit.law import tables\n"
        "from pia_audit.law.mentions import mentions\n"
        "mentions('申請を受け付ける。')\n"
        "print(tables._data.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


def test_cells_of_common_holders_are_known_to_their_end() -> None:
    """The pension cells' last holder, and an information that its law's name alone does not tell."""
    table = tables.shipped(TABLE_2)
    pensions = table.provided(date(2020, 1, 10), "農林漁業団体職員共済組合", "年金給付関係情報")
    assert {"25", "87"} <= pensions.listed
    known = table.provided(
        date(2020, 1, 10), "日本年金機構", "国民年金法による障害基礎年金の支給に関する情報であって主務省令で定めるもの"
    )
    assert (set(known.listed), set(known.unclear)) == ({"16", "108", "116"}, set())
