"""The calendar of amendments: what each cites in the old and the new way, and what only looks like it."""

from __future__ import annotations

from datetime import date

import pytest

from pia_audit.law import Amendment, amendment, amendments, calendar

ACT = "行政手続における特定の個人を識別するための番号の利用等に関する法律"
BY_KEY = {a.key: a for a in amendments()}

IN_FORCE = {
    "commission-2016": date(2016, 1, 1),
    "act-articles-2017": date(2017, 5, 30),
    "article19-2017": date(2017, 5, 30),
    "network-item-2021": date(2021, 9, 1),
    "ordinance-items-2021": date(2021, 9, 1),
    "agencies-act-2022": date(2022, 4, 1),
    "ordinances-2023": date(2023, 4, 1),
    "table-1-2024": date(2024, 5, 27),
    "table-2-2024": date(2024, 5, 27),
    "order-7-2024": date(2024, 5, 27),
    "order-5-name-2024": date(2024, 5, 27),
    "quasi-processes-2024": date(2024, 5, 27),
    "forms-2024": date(2024, 10, 1),
    "definitions-2025": date(2025, 4, 1),
    "foreign-assistance-2025": date(2025, 7, 28),
    "card-items-2026": date(2026, 5, 26),
}

OLD = {
    "commission-2016": ["特定個人情報保護委員会の指針", "特定個人情報 保護委員会"],
    "network-item-2021": [
        "番号法第19条第7号",
        "番号利用法第１９条第７号",
        f"{ACT}第十九条第七号",
        "番号法19条7号",
        "番号法第19条 第7号",
    ],
    "agencies-act-2022": [
        "行政機関の保有する個人情報の保護に関する法律",
        "行政機関個人情報保護法",
        "行政機関の保有する個人情報の保護に関する法律（平成15年法律第58号）第12条",
    ],
    "ordinances-2023": ["見本市個人情報保護条例", "見本市個人情報保護条例第15条", "個人情報 保護条例"],
    "table-1-2024": [
        "番号法別表第一の15の項",
        "番号利用法別表第1の15の項",
        "番号法別表第１の１５の項",
        "番号法別表1項番16",
        "番号法別表第一第94項",
        f"{ACT}別表第一の15の項",
        "番号法第9条第1項及び別表第一の15の項",
        "別表第一の十五の項",
        "番号法別表第一の8、9の項",
    ],
    "table-2-2024": [
        "番号法別表第二の26の項",
        "番号法第19条第7号並びに別表第二の9・10・14の項",
        "番号法別表第2の26の項",
        "別表第2 項番 26",
    ],
    "order-7-2024": [
        "平成26年内閣府・総務省令第7号",
        "平成２６年内閣府・総務省令第７号",
        "平成 26 年内閣府・総務省令第 7 号",
    ],
    "order-5-name-2024": [
        "番号法別表第一の主務省令で定める事務を定める命令",
        "番号法別表第1の主務省令で定める事務を定める命令第12条",
        "番号法別表第一の主務省令で定める事項を定める命令",
    ],
}
NEW = {
    "commission-2016": ["個人情報保護委員会の指針"],
    "network-item-2021": ["番号法第19条第8号", "番号利用法19条8号", f"{ACT}第十九条第八号", "番号法第１９条第８号"],
    "agencies-act-2022": ["個人情報の保護に関する法律第76条", "個人情報保護法"],
    "ordinances-2023": [
        "個人情報の保護に関する法律第76条",
        "個人情報保護法",
        "見本市個人情報の保護に関する法律施行条例",
    ],
    "table-1-2024": [
        "番号法別表の23の項",
        "番号利用法別表第23項",
        "番号法第9条第1項 別表の23の項",
        f"{ACT}別表の２３の項",
    ],
    "table-2-2024": [
        "番号法第19条第8号に基づく主務省令第2条の表の42の項",
        "番号法第１９条第８号に基づく主務省令第二条の表の42の項",
    ],
    "order-7-2024": ["令和6年デジタル庁・総務省令第9号", "番号法第19条第8号に基づく主務省令"],
    "order-5-name-2024": ["番号法別表の主務省令で定める事務を定める命令第12条"],
}
NEITHER = {
    "commission-2016": [
        "特定個人情報保護委員会規則第1号",
        "平成26年特定個人情報保護委員会規則第1号",
        "特定個人情報保護委員会告示第2号",
    ],
    "network-item-2021": [
        "番号法第19条第9号",
        "番号法第19条第70号",
        "番号法第19条第17号",
        "番号法第19条第7項",
        "番号法第19条の2第7号",
    ],
    "agencies-act-2022": ["個人情報の保護に関する法律施行条例", "独立行政法人等の保有する個人情報の保護に関する法律"],
    "ordinances-2023": [
        "見本市議会の個人情報保護条例",
        "見本市議会個人情報保護条例",
        "見本市個人情報保護条例施行規則",
        "個人情報保護審査会条例",
    ],
    "table-1-2024": [
        "見本市個人番号の利用に関する条例別表第一の3の項",
        "条例別表第一の3の項",
        "見本市規則別表第一の2の項",
        "規則別表の3の項",
        "番号法別表第二の3の項",
        "番号法別表第一",
    ],
    "table-2-2024": ["条例別表第二の1の項", "番号法別表第一の3の項", "別表第二の主務省令で定める事務"],
    "order-7-2024": ["平成26年内閣府・総務省令第5号", "昭和29年5月8日社発第382号", "令和6年デジタル庁・総務省令第8号"],
    "order-5-name-2024": ["別表第二の主務省令で定める事務及び情報を定める命令"],
}


def _cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(key, text) for key, texts in table.items() for text in texts]


def test_every_amendment_with_patterns_is_tried() -> None:
    """Whoever adds a pattern adds texts for it here."""
    known = {a.key for a in amendments() if a.old or a.old_table}
    assert set(OLD) == set(NEW) == set(NEITHER) == known


@pytest.mark.parametrize(("key", "text"), _cases(OLD))
def test_old_citations_are_recognised(key: str, text: str) -> None:
    """In every notation seen, as old and not as new."""
    assert BY_KEY[key].cites_old(text)
    assert not BY_KEY[key].cites_new(text)


@pytest.mark.parametrize(("key", "text"), _cases(NEW))
def test_new_citations_are_recognised(key: str, text: str) -> None:
    """In every notation seen, as new and not as old."""
    assert BY_KEY[key].cites_new(text)
    assert not BY_KEY[key].cites_old(text)


@pytest.mark.parametrize(("key", "text"), _cases(NEITHER))
def test_what_only_looks_like_it_is_no_citation(key: str, text: str) -> None:
    """The body's own tables, other articles, the old names that stay right."""
    assert not BY_KEY[key].cites_old(text)
    assert not BY_KEY[key].cites_new(text)


@pytest.mark.parametrize("key", OLD)
def test_nothing_is_cited_in_nothing(key: str) -> None:
    """An empty text cites nothing, and words without citations neither."""
    for text in ("", "―", "申請の受付を行う。"):
        assert BY_KEY[key].cites_old(text) == BY_KEY[key].cites_new(text) == ()


@pytest.mark.parametrize("key", OLD)
def test_citations_are_counted(key: str) -> None:
    """Two citations are two: a text that loses one of them still changed."""
    one = OLD[key][0]
    assert len(BY_KEY[key].cites_old(f"{one}による。\n・{one}")) == 2


@pytest.mark.parametrize(("key", "day"), IN_FORCE.items())
def test_the_days_on_which_the_law_changed(key: str, day: date) -> None:
    """The entries that may warn enter into force on the published days."""
    assert BY_KEY[key].in_force == day
    assert BY_KEY[key].sure == "high"


def test_every_day_is_a_published_one() -> None:
    """No entry stands in the calendar without its day here."""
    assert set(BY_KEY) == set(IN_FORCE)


def test_the_calendar_is_in_order_and_keys_differ() -> None:
    """Oldest first; what is not confirmed carries no pattern that could warn."""
    days = [a.in_force for a in amendments()]
    assert days == sorted(days)
    assert len(BY_KEY) == len(amendments())
    assert all(a.sure == "high" for a in amendments() if a.old or a.old_table)


def test_the_network_item_is_looked_for_where_it_stands() -> None:
    """第7号 became 第8号 for the information network; elsewhere 第19条第8号 means something else."""
    assert BY_KEY["network-item-2021"].concerns("network.legal_basis")
    assert not BY_KEY["network-item-2021"].concerns("number_use.legal_basis")
    assert BY_KEY["table-1-2024"].concerns("number_use.legal_basis")
    assert not BY_KEY["forms-2024"].concerns("number_use.legal_basis")


def test_a_body_s_own_entries_stand_among_the_act_s() -> None:
    """The calendar is one list in order of days, however the own entries come."""
    local_amendment = amendment(
        {"key": "ours", "in_force": date(2022, 7, 1), "old": ["旧要綱"], "new": ["新要綱"]}, is_local=True
    )
    both = calendar([local_amendment])
    assert [a.key for a in both].index("ours") == sum(a.in_force < local_amendment.in_force for a in amendments())
    assert local_amendment.is_local
    assert local_amendment.cites_old("見本市旧要綱第3条") == ("旧要綱",)


@pytest.mark.parametrize(
    "wrong", [{}, {"key": "x"}, {"key": "x", "in_force": "2024-04-01"}, {"in_force": date(2024, 4, 1)}]
)
def test_a_wrong_entry_is_refused(wrong: dict[str, object]) -> None:
    """An entry without a key or a day is an error of whoever wrote it."""
    with pytest.raises((KeyError, TypeError)):
        amendment(wrong)


def test_an_amendment_without_patterns_is_recognised_nowhere() -> None:
    """What is listed for the record finds nothing."""
    bare = Amendment("x", date(2024, 1, 1), "", "high", "", "")
    assert bare.cites_old("番号法別表第一の15の項") == bare.cites_new("番号法別表の23の項") == ()
