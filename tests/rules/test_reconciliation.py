"""PIA2xx: how sure a finding on a row is."""

from __future__ import annotations

import pytest

from pia_audit.audits.run import audit
from pia_audit.compare.pair_corpus import paired
from pia_audit.model.frames import Corpus
from pia_audit.rules.examples import edition

LABEL = "Ⅰ 関連情報 7・8 請求先、連絡先"
ONE, OTHER = "総務課　電話 0999-11-1111", "福祉課　電話 0999-{}"


@pytest.mark.parametrize(("number", "before"), [("11-2222", "medium"), ("11-1111", None)])
def test_a_row_on_two_items_that_quotes_one_of_them_is_misquoted_in_doubt(number: str, before: str | None) -> None:
    """変更前 fits one of the items that the row names; for the other one it may have been meant so."""
    old = edition({
        "published_on": "2023-10-10", "rows": [],
        "items": {"disclosure.contact": ONE, "inquiry.contact": OTHER.format(number)},
    })  # fmt: skip
    new = edition({
        "published_on": "2024-10-10",
        "rows": [["2024/10/10", LABEL, "電話 0999-11-1111", "電話 0999-55-7777", "事後", ""]],
        "items": {
            "disclosure.contact": ONE.replace("11-1111", "55-7777"), "inquiry.contact": OTHER.format("55-7777"),
        },
    })  # fmt: skip
    findings = audit(paired([(old, new)]), select=["PIA203"]).findings
    assert findings["confidence"].to_list() == [before] * (before is not None)


def test_a_row_on_one_item_is_misquoted_surely() -> None:
    """There is no other item that it may quote."""
    label = "Ⅰ 関連情報 8. 特定個人情報ファイルの取扱いに関する問合せ 連絡先"
    old = edition({"published_on": "2023-10-10", "rows": [], "items": {"inquiry.contact": OTHER.format("11-2222")}})
    new = edition({
        "published_on": "2024-10-10",
        "rows": [["2024/10/10", label, "電話 0999-11-1111", "電話 0999-55-7777", "事後", ""]],
        "items": {"inquiry.contact": OTHER.format("55-7777")},
    })  # fmt: skip
    findings = audit(paired([(old, new)]), select=["PIA203"]).findings
    assert findings["confidence"].to_list() == ["high"]


def test_a_slip_that_both_editions_have_is_told_beside_a_change_without_a_row() -> None:
    """What is wrong at the end of a chain before and after is not the undocumented change's doing."""
    row = ["2024/4/1", "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の概要",
           "申請を受け付ける。", "申請を受付し、審査して支給を決定し、本人に通知する。", "事後", ""]  # fmt: skip
    body = "申請を受理し、審査して支給を決定し、本人に通知する。"
    old = edition({"published_on": "2024-04-01", "items": {"handling.outline": body}, "rows": [row]})
    changed = body + "\n現況届を毎年審査する。"
    new = edition({"published_on": "2025-04-01", "items": {"handling.outline": changed}, "rows": [row]})
    findings = audit(Corpus.of([old, new]), select=["PIA201", "PIA302", "PIA303"]).findings
    assert sorted(findings.get_column("rule").unique()) == ["PIA201", "PIA303"]
    alone = edition({"published_on": "2025-04-01", "items": {"handling.outline": row[3] + "\n現況届。"}, "rows": [row]})
    whole = edition({"published_on": "2024-04-01", "items": {"handling.outline": row[3]}, "rows": [row]})
    caused = audit(Corpus.of([whole, alone]), select=["PIA201", "PIA302", "PIA303"]).findings
    assert caused.filter(caused["item_id"] == "handling.outline")["rule"].to_list() == ["PIA201"]


def test_a_row_later_than_the_cover_is_told_once() -> None:
    """A row 事後 of a day after the newer 公表日: PIA410 says so, and PIA209 does not say it again; 事前, neither."""
    before, after = "福祉部福祉課", "福祉部地域支援課"
    old = edition({"published_on": "2024-10-10", "items": {"department.name": before}, "rows": []})
    label = "Ⅰ 関連情報 5. 評価実施機関における担当部署 ①部署"
    for timing, codes in (("事後", {"PIA410"}), ("事前", set())):
        row = ["2025/3/1", label, before, after, timing, ""]
        new = edition({"published_on": "2025-01-10", "items": {"department.name": after}, "rows": [row]})
        result = audit(Corpus.of([old, new]), select=["PIA209", "PIA410"])
        assert set(result.findings.get_column("rule")) == codes
