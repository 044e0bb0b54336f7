"""PIA806: what is nearly a well-known name, and what is another one."""

from __future__ import annotations

import pytest
from bounded import bounded

from pia_audit.audits.run import audit
from pia_audit.law.well_known_names import known_names, near_misses
from pia_audit.model.frames import Corpus
from pia_audit.rules.examples import edition


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("資格の管理は社会保険報酬支払基金に委託する。", "社会保険報酬支払基金", "社会保険診療報酬支払基金"),
        ("社会保険診療報酬支払い基金に委託する。", "社会保険診療報酬支払い基金", "社会保険診療報酬支払基金"),
        ("地方公共団体情報システム機関", "", ""),  # the end is not the name's
        ("全国健康保険教会へ照会する。", "全国健康保険教会", "全国健康保険協会"),
        ("地方公共団体情システム機構", "地方公共団体情システム機構", "地方公共団体情報システム機構"),
        ("住民基本台張ネットワークシステム", "住民基本台張ネットワークシステム", "住民基本台帳ネットワークシステム"),
        (
            "行政手続きにおける特定の個人を識別するための番号の利用等に関する法律",
            "行政手続きにおける特定の個人を識別するための番号の利用等に関する法律",
            "行政手続における特定の個人を識別するための番号の利用等に関する法律",
        ),
        ("国民健康保険団体連合会 連合会", "", ""),
    ],
)
def test_what_is_nearly_a_name(text: str, words: str, name: str) -> None:
    """A sign that is missing, too many or exchanged is seen; the words are as they are written."""
    assert [(f.words, f.name) for f in near_misses(text)] == ([(words, name)] if words else [])


@pytest.mark.parametrize(
    "text",
    [
        *known_names(),
        "見本県国民健康保険団体連合会",
        "住民基本台帳ネットワーク\nシステム",
        "特定個人情報保護委員会規則",
        "住民基本台帳カード管理システム",
        "情報連携ネットワークシステム",
        "社会保険、診療報酬及び支払基金",
        "個人情報の保護に関する法律施行条例",
        "全国健康保険組合連合会",
        "見本市個人情報保護運営委員会",
        "国民健康保険中央会及び国民健康保険団体連合会",
    ],
)
def test_what_is_another_name_or_the_right_one(text: str) -> None:
    """The names themselves, parts of longer ones and other bodies' names are no slips."""
    assert near_misses(text) == ()


def test_a_slip_is_told_once_with_the_row_that_wrote_it() -> None:
    """The row and the body that still says it are one finding."""
    slip = "資格の管理は社会保険報酬支払基金に委託する。"
    label = "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の概要"
    rows = [["2025/1/10", label, "見本手当を支給する。", slip, "事後", ""]]
    made = edition({"published_on": "2025-01-10", "rows": rows, "items": {"handling.outline": slip}})
    findings = audit(Corpus.of([made]), select=["PIA806"]).findings
    assert findings.select("item_id", "row_no", "expected").rows() == [
        ("handling.outline", 1, "社会保険診療報酬支払基金")
    ]


def test_a_hostile_text_finishes() -> None:
    """A name's beginning written over and over is dealt with in time."""
    with bounded():
        near_misses("社会" * 40_000 + "基金")
