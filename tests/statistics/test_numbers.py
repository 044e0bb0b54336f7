"""The life lines of cited items: since when, until when, and when the law left them behind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import pia_audit
from pia_audit.rules.examples import edition
from pia_audit.statistics import Trends

NETWORK = "Ⅰ 関連情報 4. 情報提供ネットワークシステムによる情報連携 ②法令上の根拠"


@pytest.fixture(scope="module")
def sample(sample_path: Path) -> Trends:
    """The trends of the real report."""
    return pia_audit.trends(pia_audit.read(sample_path))


def lines(trends: Trends, **what: str) -> list[dict[str, Any]]:
    """The life lines with these values."""
    frame = trends["numbers"]
    for name, value in what.items():
        frame = frame.filter(frame[name] == value)
    return frame.to_dicts()


def test_the_sample_s_basis_of_use(sample: Trends) -> None:
    """15 of 別表第一 went in 2023, eight months before its table; 23 came under both names."""
    (fifteen,) = lines(sample, item_id="number_use.legal_basis", number="15", table="番号法別表第一")
    assert (fifteen["since"], fifteen["until"], fifteen["outdated"]) == (None, date(2023, 9, 1), None)
    (now,) = lines(sample, item_id="number_use.legal_basis", number="23", table="番号法別表")
    assert (now["since"], now["ended"], now["until"]) == (date(2025, 1, 1), "standing", None)
    (early,) = lines(sample, item_id="number_use.legal_basis", number="23", table="番号法別表第一")
    assert (early["since"], early["until"], early["outdated"], early["days"]) == (
        date(2023, 9, 1), date(2025, 1, 1), date(2024, 5, 27), 219,
    )  # fmt: skip


def test_an_item_that_was_struck_out_when_it_came(sample: Trends) -> None:
    """21 was 削除 before the row of 2021 wrote it, so nothing left it behind afterwards; 119 was another's already."""
    (one,) = lines(sample, item_id="network.legal_basis", number="21")
    assert (one["since"], one["until"], one["outdated"]) == (date(2021, 9, 1), date(2023, 9, 1), None)


def test_a_cited_item_that_the_law_left_behind() -> None:
    """Items of 別表第二 were outdated on the day of its repeal, and the days run until the row that followed."""
    old, new = "番号法第19条第8号並びに別表第二の57の項", "番号法第19条第8号に基づく主務省令第2条の表の81の項"
    rows = [["2024/6/6", NETWORK, old, new, "事後", ""]]
    made = edition({"published_on": "2024-06-06", "rows": rows, "items": {"network.legal_basis": new}})
    (line,) = lines(pia_audit.trends(made), number="57")
    assert (line["until"], line["outdated"], line["days"]) == (date(2024, 6, 6), date(2024, 5, 27), 10)
    kept = edition({"published_on": "2024-06-06", "items": {"network.legal_basis": old}})
    (still,) = lines(pia_audit.trends(kept), number="57")
    assert (still["ended"], still["outdated"], still["days"]) == ("standing", date(2024, 5, 27), None)


def test_items_are_counted_by_period(sample: Trends) -> None:
    """At the end of each year it is known how many reports cite an item, under the table's name."""
    counted = sample["number_counts"]
    name = "主務省令第2条の表の42の項"
    reports = {r["period"].year: r["reports"] for r in counted.to_dicts() if r["name"] == name}
    assert reports[2024] == reports[2025] == 1
    assert reports.get(2023, 0) == 0
