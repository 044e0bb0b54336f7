"""PIA2xx: how sure a finding on a row is."""

from __future__ import annotations

import pytest

from pia_audit.auditing import audit
from pia_audit.compare.corpus import paired
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
