"""Whose table a citation names. The answers are fixed by hand: which law or paper the words name."""

from __future__ import annotations

import pytest

from pia_audit.audits.run import audit
from pia_audit.japanese.citations import find_citations
from pia_audit.law.mentions import mentions
from pia_audit.model.frames import Corpus
from pia_audit.rules.examples import edition

OTHERS = [
    "別紙の別表第二の300の項",
    "別紙 別表第二の300の項",
    "別紙\n別表第一の250の項",
    "別添別表第二の300の項",
    "添付資料の別表第二の300の項",
    "北原市告示第5号別表第二の300の項",
    "北原市訓令第2号の別表第一の250の項",
    "厚生労働省通知別表第一の250の項",
    "同条例別表第一の250の項",
    "同規則の別表第一の250の項",
    "同令別表第一の250の項",
    "マニュアル別表第二の300の項",
    "運用の手引別表第二の300の項",
    "本書末尾の別表第二の300の項",
    "協定書別表第一の250の項",
    "契約書の別表第一の250の項",
    "独自利用事務の別表第一の250の項",
    "市長が定める別表第一の250の項",
    "北原町が別に定める別表第二の300の項",
    "共済組合定款別表第一の250の項",
    "保護者台帳別表第一の250の項",
    "仕様書別表第二の300の項",
]
BEFORE = ["番号法第9条第1項 別表の23の項。\n記録の詳細は", "番号法第9条第1項 別表第一の15の項、"]


@pytest.mark.parametrize("words", OTHERS)
@pytest.mark.parametrize("before", BEFORE)
def test_a_table_with_another_owner(words: str, before: str) -> None:
    """A table that stands behind another owner's name is not the Act's, though the Act is cited before it."""
    assert [m.numbers for m in mentions(f"{before}{words}による。")] == [frozenset({"23" if "23" in before else "15"})]


@pytest.mark.parametrize("words", OTHERS)
def test_nobody_is_told_to_renumber_another_s_table(words: str) -> None:
    """PIA601 and PIA611 speak of the Act's tables alone."""
    items = {"number_use.legal_basis": f"番号法第9条第1項 別表の23の項。\n記録の詳細は{words}による。"}
    made = edition({"published_on": "2025-06-01", "rows": [], "items": items})
    findings = audit(Corpus.of([made]), select=["PIA601", "PIA611", "PIA613"]).findings
    assert not findings.filter(item_id="number_use.legal_basis").height


@pytest.mark.parametrize(
    "text",
    [
        "北原市番号条例第3条（番号法第9条第2項）別表第一の3の項",
        "北原市個人番号の利用に関する条例第3条 番号法第9条第2項 別表第一の3の項",
        "番号法第9条第2項（独自利用事務） 別表第一の3の項",
        "番号法第9条第2項(条例で定める事務)の別表第一の3の項",
        "番号法第9条第2項別表第一の3の項",
        "番号法第19条第9号（条例事務） 別表第二の3の項",
    ],
)
def test_the_ordinance_s_way_never_leads_to_the_act_s_table(text: str) -> None:
    """第9条第2項 and 第19条第9号 are what ordinances rest on."""
    assert mentions(text) == ()
    made = edition({"published_on": "2025-06-01", "rows": [], "items": {"number_use.legal_basis": text}})
    assert not audit(Corpus.of([made]), select=["PIA601"]).findings.height


@pytest.mark.parametrize(
    "text",
    [
        "番号法第9条第1項、別表第一の15の項",
        "番号法第9条第1項（利用範囲）及び別表第一の15の項",
        "番号法第9条第1項\n・別表第一の15の項",
        "番号法第9条第1項に基づく別表第一の15の項",
        "番号法第9条第1項の規定による別表第一の15の項",
        "番号法第9条第1項、同法別表第一の15の項",
        "番号法第9条第1項 法令上の根拠 別表第一の15の項",
        "番号法第9条第1項及び第2項、別表第一の15の項",
        "番号法第19条第8号 【情報照会の根拠】別表第一の15の項",
        "別表第一の15の項",
    ],
)
def test_the_act_s_table_named_without_the_act(text: str) -> None:
    """A table right behind a citation of the Act is the Act's still, and told as outdated."""
    assert [m.numbers for m in mentions(text)] == [frozenset({"15"})]
    made = edition({"published_on": "2025-06-01", "rows": [], "items": {"number_use.legal_basis": text}})
    assert audit(Corpus.of([made]), select=["PIA601"]).findings.height


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("番号法第9条第1項、同条例第3条", "同条例"),
        ("番号法第9条第1項、同令第3条", "同令"),
        ("番号法第9条第1項、同法第19条第8号", "番号法"),
        ("北原市番号条例第3条、同条例第4条", "北原市番号条例"),
        ("番号法施行令第3条、同令第4条", "番号法施行令"),
        ("児童福祉法施行規則第3条、同規則第4条", "児童福祉法施行規則"),
    ],
)
def test_the_same_law_is_one_of_its_kind(text: str, law: str) -> None:
    """同条例 and 同令 mean no Act."""
    assert find_citations(text)[-1].law == law
