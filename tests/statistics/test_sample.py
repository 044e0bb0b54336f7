"""The real report's trends, counted here in another way: from its text, line by line."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import pia_audit
from pia_audit.statistics import Trends


@pytest.fixture(scope="module")
def sample(sample_path: Path) -> Trends:
    """The trends of the real report."""
    return pia_audit.trends(pia_audit.read(sample_path))


@pytest.fixture(scope="module")
def lines(sample_text: str) -> list[list[str]]:
    """The rows of its change table as cells, by nothing but tabs and dates."""
    cells = [line.split("\t") for line in sample_text.split("\n")]
    return [c for c in cells if len(c) >= 5 and re.fullmatch(r"\d{4}/\d{1,2}/\d{1,2}", c[0])]


def test_rows_and_editions(sample: Trends, lines: list[list[str]]) -> None:
    """37 rows over 8 dates of change, period by period as in the text."""
    assert (len(lines), len({c[0] for c in lines})) == (37, 8)
    frame = sample["revisions"]
    assert (frame["rows"].sum(), frame["editions"].sum()) == (37, 8)
    days = [date(*map(int, c[0].split("/"))) for c in lines]
    by_year = Counter(d.year - (d.month < 4) for d in days)
    assert {p.year: r for p, r in frame.select("period", "rows").iter_rows()} == by_year


def test_timing(sample: Trends, lines: list[list[str]]) -> None:
    """28 rows 事後 and 9 事前, as the fifth cells say."""
    assert Counter(c[4] for c in lines) == {"事後": 28, "事前": 9}
    assert sample["timing"].select(pl.col("before", "after", "untold").sum()).row(0) == (9, 28, 0)
    assert sample["bodies"]["before_share"][0] == pytest.approx(9 / 37)


def test_items(sample: Trends, lines: list[list[str]]) -> None:
    """The counts of each item, by the words of the typed labels."""
    marks = {  # from the more particular to the less
        "threshold.subjects_as_of": "対象人数.*いつ時点",
        "threshold.handlers_as_of": "取扱者数.*いつ時点",
        "threshold.subjects": "対象人数",
        "number_use.legal_basis": "個人番号の利用",
        "network.legal_basis": "情報提供ネットワーク", "handling.systems": "システムの名称",
        "handling.outline": "事務の概要",
        "cover.title": "評価書名", "risk.storage.leak": "保管・消去", "risk.manual.grounds": "人手を介在",
        "risk.training": "従業者に対する教育・啓発$", "risk.priority.measure": "優先度",
        "risk.priority.grounds": "再掲",
    }  # fmt: skip
    counted = Counter(next(i for i, mark in marks.items() if re.search(mark, c[1])) for c in lines)
    named = sample["items"].filter(pl.col("rows") > 0)
    assert dict(named.select("item_id", "rows").iter_rows()) == counted
    assert named["rows"].sum() == 37
    also = sample["items"].filter(pl.col("also") > 0)
    assert set(also["item_id"]) == {"risk.manual.error", "risk.priority.restated"}  # the answers within 判断の根拠


def test_systems(sample: Trends) -> None:
    """Five systems; one was renamed and is a plan under its new name; one was a plan first."""
    frame = sample["systems"]
    assert frame["line"].n_unique() == 5
    lines = {k[0]: g.to_dicts() for k, g in frame.group_by("line", maintain_order=True)}
    ends = {s[0]["name"]: (s[0]["began"], s[-1]["ended"]) for s in lines.values()}
    assert ends == {
        "生活保護システム": ("known", "standing"),
        "団体内統合宛名システム": ("known", "standing"),
        "中間サーバー": ("known", "standing"),
        "住民基本台帳ネットワークシステム": ("known", "standing"),
        "医療保険者等向け中間サーバー等": ("named", "standing"),
    }
    old, new = next(s for s in lines.values() if s[0]["name"] == "団体内統合宛名システム")
    assert (old["ended"], old["until"]) == ("renamed", date(2023, 9, 1))
    assert (new["name"], new["remark"], new["planned"]) == ("共通連携基盤システムの団体内統合宛名機能", "予定", True)
    assert (new["began"], new["since"], new["row_no"], new["until"]) == ("renamed", date(2023, 9, 1), 17, None)
    first, then = next(s for s in lines.values() if s[0]["began"] == "named")
    assert (first["since"], first["planned"], first["remark"]) == (date(2022, 12, 16), True, "令和5年度から")
    assert (then["since"], then["planned"], then["remark"]) == (date(2023, 9, 1), False, "")


def test_lags(sample: Trends) -> None:
    """第8号 on the day it came into force; the tables of 27 May 2024 on 1 January 2025, 219 days later."""
    assert (date(2025, 1, 1) - date(2024, 5, 27)).days == 219
    days = {(r["amendment"], r["row_no"]): r["days"] for r in sample["lag_rows"].iter_rows(named=True)}
    assert days == {
        ("network-item-2021", 10): 0, ("table-1-2024", 23): 219, ("table-2-2024", 24): 219, ("order-7-2024", 24): 219,
    }  # fmt: skip


def test_provisions(sample: Trends) -> None:
    """第19条第7号 went on the day 第8号 came, and 第8号 still stands."""
    rows = sample["provisions"].filter(item_id="network.legal_basis")
    lines = {r["provision"]: (r["since"], r["until"], r["ended"]) for r in rows.iter_rows(named=True)}
    assert lines["番号法第19条第7号"] == (None, date(2021, 9, 1), "gone")
    assert lines["番号法第19条第8号"] == (date(2021, 9, 1), None, "standing")


def test_one_edition_says_nothing_of_undocumented_changes(sample: Trends) -> None:
    """With one edition there is no difference to be undocumented: unknown, and not 0."""
    assert sample["rates"]["undocumented_share"].null_count() == sample["rates"].height
    assert sample["rates"]["broken"].sum() == 4
