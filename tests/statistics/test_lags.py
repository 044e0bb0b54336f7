"""Lags: a body's own amendments, the day of submission, and that looking at fewer texts loses none."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pia_audit.japanese.expressions import norm_expr
from pia_audit.law import Amendment, amendments
from pia_audit.model import ChangeRow, Edition, Quote
from pia_audit.statistics import Source
from pia_audit.statistics.lags import _has_signs, _ways, by_body, lags
from pia_audit.synthetic import generate

OLD = "見本市個人番号の利用に関する条例"
NEW = "見本市個人番号の利用及び提供に関する条例"


def edition(day: date, *rows: tuple[date, str, str]) -> Edition:
    """A report with these changes of its legal basis."""
    made = generate(7, editions=1).editions[0]
    item = "number_use.legal_basis"
    changes = tuple(
        ChangeRow(n, on, str(on), "法令上の根拠", before, after, "事後", "事後", "", item_ids=(item,),
                  quotes=(Quote(item, before, after),))
        for n, (on, before, after) in enumerate(rows, 1)
    )  # fmt: skip
    return replace(made, published_on=day, changes=changes, sha256=f"{day}{len(rows)}".ljust(64, "0"))


@pytest.mark.parametrize(
    "old", [OLD, "見本市個人番号の(?:利用)に関する条例", "見本市[^県]{4}の利用に関する条例", r"見本市.+?関する条例"]
)
def test_a_bodys_own_amendment(old: str) -> None:
    """An entry of a body's own is followed whatever its pattern looks like."""
    local_amendment = Amendment(
        "own", date(2025, 4, 1), "", "high", OLD, NEW, old=(old,), new=("利用及び提供に関する",), is_local=True
    )
    frame = lags(Source.of(edition(date(2025, 5, 1), (date(2025, 5, 1), OLD, NEW))), (local_amendment,))
    expected = [] if len(local_amendment.cites_old(NEW)) >= len(local_amendment.cites_old(OLD)) else [("own", 30)]
    assert frame.select("amendment", "days").rows() == expected


def test_submitted_with_the_edition_that_first_prints_the_row() -> None:
    """A row that an older edition does not print was submitted with the newer one, whatever its 変更日 says."""
    turn = (date(2024, 6, 3), "番号法別表第一の15の項", "番号法別表の23の項")
    first, second = edition(date(2024, 1, 10)), edition(date(2024, 8, 1), turn)
    assert lags(Source.of([first, second]))["submitted_on"].to_list() == [date(2024, 8, 1)]
    assert lags(Source.of([second]))["submitted_on"].to_list() == [date(2024, 6, 3)]  # only the 変更日 is known


def test_relative_words_are_carried_out() -> None:
    """「…」を「…」に改める follows an amendment as the whole texts do."""
    turn = (date(2024, 6, 3), "番号法別表第一の15の項", "「別表第一の15の項」を「別表の23の項」に改める")
    assert lags(Source.of(edition(date(2024, 6, 3), turn)))["amendment"].to_list() == ["table-1-2024"]


def test_a_case_is_a_report_and_an_amendment() -> None:
    """Two rows that follow one amendment are one case of the body, by the first."""
    rows = [(date(2024, m, 3), "番号法別表第一の15の項", "番号法別表の23の項") for m in (6, 9)]
    cases = by_body(Source.of(edition(date(2024, 9, 3), *rows)))
    assert cases.select("cases", "rows", "median").row(0) == (1, 2, 7.0)


@given(
    st.sampled_from([
        "特定個人情報保護委員会", "番号法第19条第7号", "番号法第十九条第七号", "番号法 第 １９ 条 第 ７ 号",
        "19条第1項第7号",
        "行政機関の保有する個人情報の保護に関する法律", "行政機関個人情報保護法", "見本市個人情報保護条例",
        "番号法別表第一の15の項", "番号法別表第１の15の項", "別表 第二の項番16", "平成26年内閣府・総務省令第7号",
        "平成二十六年内閣府・総務省令第七号", "別表第一の主務省令で定める事務を定める命令",
    ]),
    st.sampled_from(["", "\n", "・", "（1）", "　"]),
    st.sampled_from(["", "及び第2条", "\n2 別表の23の項"]),
)  # fmt: skip
def test_no_old_citation_is_passed_over(cited: str, before: str, after: str) -> None:
    """What an amendment recognises as old is let through to be read, however it is written."""
    text = f"{before}{cited}{after}"
    frame = pl.DataFrame({"item_id": ["network.legal_basis"], "before": [text]}).with_columns(
        before_norm=norm_expr(pl.col("before"))
    )
    for a in amendments():
        if a.concerns("network.legal_basis") and a.cites_old(text):
            assert frame.filter(_has_signs(a)).height
            assert re.search("|".join(_ways(a)), frame["before_norm"][0], re.DOTALL)
