"""Groups that came or went beside rows whose item cannot be told."""

from __future__ import annotations

from datetime import date

import pytest
from grouped_editions import File, contractor, edition, row
from msgspec.structs import replace

from pia_audit.audits.run import audit
from pia_audit.model.frames import Corpus

_FIRST, _SECOND = contractor("帳票の印刷", "見本印刷"), contractor("窓口受付業務", "見本商事")
_SCOPE = "区域内に住所がある者"


@pytest.mark.parametrize(
    ("before", "after", "severity"),
    [
        ("窓口受付業務", "（削除）", "info"),
        ("窓口受付業務\n①委託内容　窓口の受付", "【削除】", "info"),
        ("書類の保管", "（削除）", "error"),
        ("窓口受付業務", "窓口業務", "error"),
    ],
)
def test_a_group_that_a_row_of_no_item_takes_away(before: str, after: str, severity: str) -> None:
    """The row cannot be placed, as what it names is no longer printed; that it takes the group away is plain."""
    on = date(2025, 3, 28)
    older = edition([File("台帳ファイル", _SCOPE, {"outsourcing": [_FIRST, _SECOND]})])
    rows = [replace(row("Ⅱ4 その他の委託", before, after), changed_from=on, changed_to=on)]
    newer = edition([File("台帳ファイル", _SCOPE, {"outsourcing": [_FIRST]})], rows=rows, on=on)
    results = audit(Corpus.of([older, newer]), select=["PIA201"]).findings
    assert results.filter(results["item_id"].str.contains("outsourcing"))["severity"].to_list() == [severity]
