"""PIA6xx: what the body cites, by the day of its publication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from pia_audit.audits.run import audit
from pia_audit.law import amendments
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.rules.examples import edition

BASIS = "Ⅰ 関連情報 3. 個人番号の利用 法令上の根拠"
OLD = {
    "commission-2016": ("特定個人情報保護委員会の指針による。", "handling.outline"),
    "network-item-2021": ("番号法第19条第7号", "network.legal_basis"),
    "agencies-act-2022": ("行政機関の保有する個人情報の保護に関する法律による。", "handling.outline"),
    "ordinances-2023": ("見本市個人情報保護条例による。", "handling.outline"),
    "table-1-2024": ("番号法別表第一の56の項", "number_use.legal_basis"),
    "table-2-2024": ("番号法別表第二の74の項", "network.legal_basis"),
    "order-7-2024": ("平成26年内閣府・総務省令第7号", "network.legal_basis"),
    "order-5-name-2024": ("別表第一の主務省令で定める事務を定める命令", "number_use.legal_basis"),
}
NOTHING = {
    "number_use.legal_basis": "番号法第9条第1項",
    "network.legal_basis": "番号法第19条",
    "handling.outline": "手当を支給する。",
}


def made(published: str = "2024-12-02", rows: Sequence[list[str]] = (), **items: str) -> Edition:
    """An edition that cites nothing but what is given; underscores in names stand for points."""
    texts = NOTHING | {k.replace("__", "."): v for k, v in items.items()}
    return edition({"published_on": published, "rows": list(rows), "items": texts})


def findings(*editions: Edition) -> list[dict[str, Any]]:
    """The findings of PIA6xx."""
    result = audit(Corpus.of(editions), select=("PIA6",))
    assert not result.unread_rules()
    return result.findings.to_dicts()


def codes_and_items(*editions: Edition) -> list[tuple[str, str]]:
    """Code and item of the findings."""
    return [(f["rule"], f["item_id"]) for f in findings(*editions)]


def test_every_amendment_with_patterns_is_tried() -> None:
    """Whoever adds a pattern adds a case here."""
    assert set(OLD) == {a.key for a in amendments() if a.old or a.old_table}


@pytest.mark.parametrize("away", [-1, 0, 1, 900])
@pytest.mark.parametrize("key", OLD)
def test_an_old_citation_by_the_day_of_publication(key: str, away: int) -> None:
    """Right until the day before the law is in force, to be looked at from that day on."""
    text, item = OLD[key]
    day = next(a.in_force for a in amendments() if a.key == key) + timedelta(away)
    outcome = findings(made(day.isoformat(), (), **{item: text}))
    assert [(f["rule"], f["item_id"]) for f in outcome] == ([] if away < 0 else [("PIA601", item)])
    assert all(f["severity"] == "warning" for f in outcome)


@pytest.mark.parametrize(
    "text",
    [
        "番号法（令和5年法律第48号による改正前のもの）別表第一の56の項",
        "令和3年改正前の番号法別表第一の56の項",
        "旧別表第一の56の項",
        "廃止前の番号法別表第一の56の項による。",
        "別表第一の56の項（なお従前の例による。）",
        "見本市個人番号の利用に関する条例別表第一の3の項",
        "見本市規則別表第一の3の項",
        "番号法別表の81の項",
        "番号法別表の81の項（令和6年5月26日以前は別表第一の56の項）",
        "番号法別表の81の項（ただし、番号法別表第一の56の項については令和6年5月26日まで）",
        "番号法別表第一の56の項\n→番号法別表の81の項に改正",
        "番号法別表の81の項（別表第一の56の項から変更）",
        "番号法別表第一の56の項を番号法別表の81の項に改める。",
        "番号法別表2の2の項",
        "番号法別表の81の項（旧：別表第一の56の項）",
        "番号法別表の81の項（旧・番号法別表第一の56の項）",
        "番号法別表の81の項（従前は別表第一の56の項）",
        "番号法別表の81の項（元別表第一の56の項）",
        "番号法別表の81の項（以前の別表第一の56の項）",
        "番号法別表の81の項（施行日前においては、番号法別表第一の56の項）",
    ],
)
def test_the_old_law_on_purpose_and_other_tables(text: str) -> None:
    """A text may name the old law, and a body has tables of its own."""
    assert codes_and_items(made(number_use__legal_basis=text)) == []


def test_the_network_item_elsewhere() -> None:
    """第19条第7号 is looked for only where the information network's basis stands."""
    assert codes_and_items(made(handling__outline="番号法第19条第7号の規定による。")) == []


def test_an_edition_without_a_day_or_with_an_unreadable_item_is_not_judged() -> None:
    """What was lost is not held against the body."""
    texts = NOTHING | {"number_use.legal_basis": "番号法別表第一の56の項"}
    one = edition({"published_on": "2024-12-02", "items": texts, "unreadable": ["number_use.legal_basis"]})
    assert codes_and_items(one) == []


def test_each_outdated_citation_is_told() -> None:
    """Two laws cited in the old way in one item are two findings."""
    text = "番号法別表第一の56の項\n・別表第一の主務省令で定める事務を定める命令第44条"
    assert codes_and_items(made(number_use__legal_basis=text)) == [("PIA601", "number_use.legal_basis")] * 2


# --- the number of the other table ---------------------------------------------------------------------

PROCESS = "1 生活保護法による保護等に関する事務\n・"


@pytest.mark.parametrize(
    ("published", "cited", "rules"),
    [
        ("2023-09-01", "番号法別表第一の15の項", []),
        ("2024-09-01", "番号法別表の23の項", []),
        ("2023-09-01", "番号法別表第一の23の項", ["PIA613"]),  # published, never in force
        ("2023-09-01", "番号法別表第一の２３の項", ["PIA613"]),
        ("2023-09-01", "番号利用法別表第1の23の項", ["PIA613"]),
        ("2021-05-18", "番号法別表第一の23の項", ["PIA602"]),  # not even published
        ("2024-09-01", "番号法別表の15の項", ["PIA602"]),
        ("2023-09-01", "見本市条例別表第一の23の項", []),
        ("2024-09-01", "見本市条例別表の15の項", []),
        ("2023-09-01", "番号法別表第二の23の項", []),
    ],
)
def test_a_number_under_the_other_table_s_name(published: str, cited: str, rules: list[str]) -> None:
    """15 was right in 別表第一 and 23 is in 別表: the other way round neither ever was in force."""
    outcome = findings(made(published, number_use__legal_basis=PROCESS + cited))
    assert [(f["rule"], f["severity"]) for f in outcome] == [(rule, "info") for rule in rules]


def test_another_process_has_other_numbers() -> None:
    """15 of 別表 is no item of 児童手当法, in either table: that is another process, and no old number."""
    outcome = findings(made(number_use__legal_basis="児童手当法による事務\n・番号法別表の15の項"))
    assert [(f["rule"], f["severity"]) for f in outcome] == [("PIA614", "warning")]
    assert '"right":"81"' in outcome[0]["params"]


def test_a_citation_in_a_row_is_told_with_the_row_and_once() -> None:
    """The row that wrote it is named; the body that still says it is the same fact."""
    before, after = PROCESS + "番号法別表第一の15の項", PROCESS + "番号法別表第一の23の項"
    rows = [["2023/9/1", BASIS, before, after, "事後", ""]]
    gone = findings(made("2024-12-02", rows, number_use__legal_basis=PROCESS + "番号法別表の23の項"))
    assert [(f["rule"], f["row_no"]) for f in gone] == [("PIA613", 1)]
    still = findings(made("2023-09-01", rows, number_use__legal_basis=after))
    assert [(f["rule"], f["row_no"]) for f in still] == [("PIA613", 1)]


def test_days_in_force_are_the_calendar_s() -> None:
    """The cases above stand on the published days."""
    assert min(a.in_force for a in amendments() if a.key in OLD) == date(2016, 1, 1)


def test_a_citation_is_quoted_as_it_is_written() -> None:
    """Whoever looks for the quoted words in the report finds them: 別表第一 is not told as 別表第1."""
    text = "番号法別表第一の主務省令で定める事務を定める命令第24条"
    (finding,) = findings(made(number_use__legal_basis=text))
    assert finding["actual"] in text
    assert finding["expected"] is None


RENUMBERED = {
    "8": "9",
    "15": "23",
    "16": "24",
    "30": "44",
    "37": "56",
    "56": "81",
    "68": "100",
    "93の2": "126",
    "94": "127",
}


@pytest.mark.parametrize(("old", "new"), RENUMBERED.items())
def test_an_old_item_is_told_with_its_new_number(old: str, new: str) -> None:
    """From 27 May 2024 on the item of 別表第一 is told with what it became in 別表."""
    (finding,) = findings(made(number_use__legal_basis=f"番号法第9条第1項 別表第一の{old}の項"))
    assert finding["rule"] == "PIA601"
    assert f'"now":"番号法別表の{new}の項"' in finding["params"]


def test_several_old_items_are_told_with_all_their_numbers() -> None:
    """A list is renumbered as a whole, and not at all where one of its items became none."""
    (finding,) = findings(made(number_use__legal_basis="番号法別表第一の8・9・34の項"))
    assert '"now":"番号法別表の9・10・51の項"' in finding["params"]
    assert '"was":"番号法別表第一の8・9・34の項"' in finding["params"]
    (finding,) = findings(made(number_use__legal_basis="番号法別表第一の8・13・34の項"))
    assert '"now":"番号法別表の項（項番号も改まる）"' in finding["params"]


@pytest.mark.parametrize(
    "text",
    [
        "番号法第19条第8号及び別表第二",
        "番号法別表第二",
        "番号法第19条第8号（別表第二）",
        "番号法第19条第8号（別表第2） 26、30、87の項",
        "番号法第19条第8号 別表第二 【情報提供の根拠】 26、30、87、106の項",
        "マイナンバー法第19条第8号、別表第2に基づく情報連携",
    ],
)
def test_a_repealed_table_without_its_items(text: str) -> None:
    """番号法別表第二 is gone since 2024-05-27, whether an item of it is named or none is."""
    assert codes_and_items(made("2024-06-01", network__legal_basis=text)) == [("PIA601", "network.legal_basis")]
    assert codes_and_items(made("2024-05-26", network__legal_basis=text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "番号法第9条第2項及び別表第二",
        "番号法第19条第9号及び別表第二",
        "番号法第19条第8号及び見本市条例別表第二",
        "番号法に基づく見本市条例の別表第二",
        "番号法第19条第8号に基づく主務省令第2条の表（番号法別表第二）",
        "番号法別表第二から主務省令第2条の表に移った。",
        "番号法別表第二は廃止された。",
        "番号法別表第二（令和6年5月26日まで）",
        "番号法別表第二であった事務",
        "旧番号法別表第二",
        "改正前の番号法別表第二",
        "住民基本台帳法別表第二",
        "地方自治法別表第二、番号法",
    ],
)
def test_a_table_that_is_not_the_repealed_one_or_is_called_so(text: str) -> None:
    """A body's own table, another law's, and one that the text itself calls the old one are not told."""
    assert codes_and_items(made("2024-06-01", network__legal_basis=text)) == []


def test_a_table_named_alone_is_one_finding_with_all_its_places() -> None:
    """Two places that say no more than 番号法別表第二 are one thing; one that cites an item is another."""
    report = made(
        handling__outline="番号法別表第二に掲げる者に提供する。",
        number_use__legal_basis="番号法別表第二に掲げる事務",
        network__legal_basis="番号法第19条第8号 別表第二の74の項",
    )
    hits = [f for f in audit(Corpus.of([report])).findings.iter_rows(named=True) if f["rule"] == "PIA601"]
    places = {f["item_id"]: len(f["evidence"]) for f in hits}
    assert places == {"handling.outline": 2, "network.legal_basis": 1}
