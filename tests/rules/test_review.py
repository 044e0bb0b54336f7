"""PIA7xx: gaps between editions, five years, and plans that outlived their day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pia_audit.audits.run import audit
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.readers import read
from pia_audit.rules.examples import edition
from pia_audit.rules.review import _clause

OUTLINE = "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の概要"
BEFORE = "手当を支給する。"


def made(published: str, rows: Sequence[list[str]] = (), **items: str) -> Edition:
    """An edition with these rows; underscores in the names of items stand for points."""
    texts = {k.replace("__", "."): v for k, v in items.items()}
    return edition({"published_on": published, "rows": list(rows), "items": texts})


def findings(*editions: Edition, select: Sequence[str], as_of: date | None = None) -> list[dict[str, Any]]:
    """The findings of some rules, with their arguments read."""
    result = audit(Corpus.of(editions), select=select, as_of=as_of)
    assert not result.unread_rules()
    return [f | json.loads(f["params"]) for f in result.findings.to_dicts()]


def row(on: str, after: str = "手当を毎月支給する。", before: str = BEFORE) -> list[str]:
    """A row about the outline."""
    return [on, OUTLINE, before, after, "事前", ""]


# --- how long between editions ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("2023/12/2", "2024-12-01", None), ("2023/12/2", "2024-12-02", None), ("2023/12/2", "2024-12-03", 367),
        ("2022/12/2", "2023-12-02", None), ("2022/12/2", "2023-12-03", 366), ("2024/2/29", "2025-02-28", None),
        ("2024/2/29", "2025-03-01", 366),
    ],
)  # fmt: skip
def test_over_a_year_between_two_editions(first: str, second: str, days: int | None) -> None:
    """Exactly one year is no gap, in leap years neither."""
    outcome = findings(made(second, [row(first)]), select=("PIA701",))
    assert [f["days"] for f in outcome] == ([] if days is None else [days])


def test_every_gap_is_told() -> None:
    """Each stretch over a year, in order, with the row that ended it."""
    days = ("2020/4/1", "2021/4/1", "2022/6/1", "2022/12/1")
    rows = [row(d, f"第{n + 1}版", f"第{n}版" if n else BEFORE) for n, d in enumerate(days)]
    outcome = findings(made("2024-12-02", rows, handling__outline="第4版"), select=("PIA701",))
    assert [(f["previous_on"], f["next_on"]) for f in outcome] == [
        ("2021-04-01", "2022-06-01"),
        ("2022-12-01", "2024-12-02"),
    ]
    assert [f["severity"] for f in outcome] == ["info", "info"]


def test_an_edition_that_was_read_is_an_edition() -> None:
    """An older edition without a row of its own ends a gap, and begins one; no gap is told twice."""

    def days(*older: str) -> list[tuple[str, str]]:
        editions = [made(day, rows[:1]) for day in older]
        outcome = findings(*editions, made("2025-01-10", rows), select=("PIA701",))
        return sorted((f["previous_on"], f["next_on"]) for f in outcome)

    rows = [row("2022/6/1"), row("2025/1/10", "第2版", "手当を毎月支給する。")]
    assert days() == [("2022-06-01", "2025-01-10")]
    assert days("2023-12-01") == [("2022-06-01", "2023-12-01"), ("2023-12-01", "2025-01-10")]
    assert days("2023-05-01", "2024-03-01") == []
    assert days("2022-06-01") == [("2022-06-01", "2025-01-10")]
    assert days("2020-04-01") == [("2020-04-01", "2022-06-01"), ("2022-06-01", "2025-01-10")]


@pytest.mark.parametrize(("published", "over"), [("2024-12-01", False), ("2024-12-02", False), ("2024-12-03", True)])
def test_five_years(published: str, over: bool) -> None:
    """Exactly five years since the first edition known are silent."""
    outcome = findings(made(published, [row("2019/12/2")]), select=("PIA702",))
    assert [f["rule"] for f in outcome] == (["PIA702"] if over else [])


def test_a_report_without_rows_has_no_past() -> None:
    """One day alone leaves no gap."""
    assert findings(made("2024-12-02"), select=("PIA701", "PIA702")) == []


# --- plans --------------------------------------------------------------------------------------------


def planned(words: str, on: str = "2024/6/1", published: str = "2024-12-02", as_of: date | None = None) -> list[str]:
    """The words of PIA703 on an edition whose row of that day wrote the words."""
    after = f"オンライン申請{words}"
    outcome = findings(made(published, [row(on, after)], handling__outline=after), select=("PIA703",), as_of=as_of)
    return [f["words"] for f in outcome]


@pytest.mark.parametrize(
    "words",
    [
        "（令和6年11月実施予定）",
        "（令和6年12月1日実施予定）",
        "を令和6年10月から実施する予定",
        "（令和6年度から）",
        "(～R6.11)",
        "(～R6.12.1)",
        "（令和6年11月まで）",
    ],
)
def test_a_dated_plan_after_its_day(words: str) -> None:
    """A plan, a beginning or an end in brackets that is over by the 公表日."""
    assert len(planned(words)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "（令和7年4月実施予定）",
        "（令和6年12月2日実施予定）",
        "（令和6年12月実施予定）",
        "（令和7年度から）",
        "(～R12.3)",
        "(～R6.12.2)",
        "(～R6.12)",
        "（令和6年12月2日から）",
    ],
)
def test_a_dated_plan_until_its_day(words: str) -> None:
    """On the day itself, and while the month may still last, nothing is stale; on a later day it is."""
    assert planned(words) == []
    assert len(planned(words, as_of=date(2031, 1, 1))) == 1


@pytest.mark.parametrize(
    "words", ["を令和3年度から実施している", "の記録を平成30年4月1日から保存する", "を令和6年3月31日まで行った"]
)
def test_a_day_outside_brackets_is_history(words: str) -> None:
    """What has been done since or until a day is no plan."""
    assert planned(words) == []
    assert planned(words, as_of=date(2040, 1, 1)) == []


@pytest.mark.parametrize(
    ("on", "published", "stale"),
    [
        ("2024/12/1", "2024-12-02", False), ("2022/12/2", "2023-12-01", False), ("2022/12/2", "2023-12-02", False),
        ("2022/12/2", "2023-12-03", True), ("2020/4/1", "2024-12-02", True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("words", ["（予定）", "の導入を予定している。"])
def test_a_plan_without_a_day(words: str, on: str, published: str, stale: bool) -> None:
    """It stands since the row that wrote it; exactly one year is silent."""
    assert (planned(words, on, published) != []) is stale


def test_a_plan_without_a_day_by_another_today() -> None:
    """The day of looking decides when it is given; the 公表日 when that is later."""
    assert planned("（予定）") == []
    assert planned("（予定）", as_of=date(2025, 6, 2)) != []
    assert planned("（令和6年11月実施予定）", as_of=date(2020, 1, 1)) != []


def test_a_plan_of_which_no_row_tells() -> None:
    """Nobody knows since when it stands."""
    assert findings(made("2024-12-02", handling__outline="オンライン申請（予定）"), select=("PIA703",)) == []


def test_a_plan_that_is_gone_is_not_told() -> None:
    """Only what is still printed can be stale."""
    rows = [row("2020/4/1", "オンライン申請（予定）"), row("2021/4/1", "オンライン申請", "オンライン申請（予定）")]
    assert findings(made("2024-12-02", rows, handling__outline="オンライン申請"), select=("PIA703",)) == []


def test_an_older_edition_is_not_asked() -> None:
    """Of two editions only the newer one's plans can be stale today."""
    old = made("2024-06-01", handling__outline="オンライン申請（令和6年4月実施予定）")
    new = made(
        "2024-12-02",
        [row("2024/12/2", "オンライン申請", "オンライン申請（令和6年4月実施予定）")],
        handling__outline="オンライン申請",
    )
    assert findings(old, new, select=("PIA703",)) == []


@pytest.fixture(scope="module")
def sample() -> list[dict[str, Any]]:
    """The findings of PIA703 on the repository's real report."""
    one = read(Path(__file__).parents[2] / "data" / "meguro-14" / "2026-03-18.txt")
    assert isinstance(one, Edition)
    return findings(one, select=("PIA703",))


def test_the_real_report_s_plans(sample: list[dict[str, Any]]) -> None:
    """A 予定 that outlived its year is told."""
    assert any("予定" in f["words"] for f in sample)


def test_a_clause_is_cut_between_words() -> None:
    """What is left out of a long clause is left out at a bracket or a space; where there is none, that is marked."""
    text = "（令和5年度）からの申請受付業務に係る標準準拠システムへの移行と運用保守の委託先の選定"
    assert _clause(text, 1, 6) == "（令和5年度"
    plain = "令和5年度からの申請受付業務に係る標準準拠システムへの移行と運用保守の委託先の選定と公表の手続"
    assert _clause(plain, 0, 5) == "令和5年度からの申請受付業務に係る標準準拠システム…"
