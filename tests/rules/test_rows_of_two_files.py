"""Rows that name no file of two, and rows on the whole report, beside what the report says: by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from printed import FORM, report

from pia_audit.audits.run import audit
from pia_audit.model import ChangeRow, Edition, Item
from pia_audit.model.frames import Corpus
from pia_audit.readers.interpreter import understood
from pia_audit.rules.quarantine import _judged_by_exchanges

DAY = date(2025, 3, 28)


def _findings(items: list[Item], *rows: tuple[str, str, str]) -> list[tuple[str, str, int]]:
    """Rule, severity and row of what is told of rows beside each other and beside the text."""
    changes = [
        ChangeRow(n, DAY, "2025/3/28", *row, "事後", "事後", "", changed_from=DAY, changed_to=DAY)
        for n, row in enumerate(rows, 1)
    ]
    edition = Edition(
        "北浜町長", "5", "住民基本台帳に関する事務", "様式4", "令和6年10月", FORM, DAY, tuple(items),
        tuple(understood(changes, items, FORM)),
    )  # fmt: skip
    frame = audit(Corpus.of([edition]), select=("PIA110", "PIA302", "PIA303")).findings
    return sorted(frame.select("rule", "severity", "row_no").iter_rows())


def test_as_many_rows_as_files_may_say_the_same() -> None:
    """使用部署 changed alike in both files, and the clerk named neither: a third such row is one too many."""
    row = ("Ⅱ３．⑦使用部署", "住民課", "戸籍課")
    assert not [f for f in _findings(report(), row, row) if f[0] == "PIA110"]
    assert [f for f in _findings(report(), row, row, row) if f[0] == "PIA110"] == [("PIA110", "warning", 3)]


def test_words_exchanged_everywhere_explain_a_text_that_differs_from_its_last_row() -> None:
    """窓口 became 受付 in the whole report after the row; without such a row the difference is told."""
    items = report()
    outline = next(i for i in items if i.item_id == "handling.outline")
    row = ("Ⅰ1②事務の内容", "台帳を作る。", (outline.text or "").replace("住民票", "住民表"))
    whole = ("評価書全般", "住民表", "住民票")
    assert {s for _, s, n in _findings(items, row) if n == 1} & {"warning", "error"}
    assert not {s for _, s, n in _findings(items, row, whole) if n == 1} & {"warning", "error"}


@pytest.mark.parametrize(
    "left",
    [
        "住民課が申請を受ける。",
        "「住民課が申請を受」",
        "「住民課が申請」 「を受ける」",
        "（略）\n住民課が申請を受ける。\n※下線部を修正",
        "～\n住民課が申請を受ける。\n※下線部修正",
        "住民課が申請を受ける。\n（赤字箇所）",
        "住民課が申請を受ける。 台帳を作る。",
    ],
)
def test_words_exchanged_everywhere_mend_a_chain(left: str) -> None:
    """A section was renamed in the whole report between two rows on one field: the first quotes in whatever signs,
    the second with the new name."""
    later = "台帳を作る。 戸籍課が申請を受ける。"
    row = {
        "rule": "PIA301",
        "severity": "error",
        "confidence": "high",
        "params": "{}",
        "expected": left,
        "actual": later,
    }
    exchange = (7, DAY, "住民課", "戸籍課")
    assert _judged_by_exchanges(row, [exchange], DAY)[0] == "info"
    assert _judged_by_exchanges(row, [exchange], DAY - timedelta(days=1))[0] == "error"  # the row 「全般」 came later
    assert _judged_by_exchanges(row, [(7, DAY, "保険課", "年金課")], DAY)[0] == "error"


def test_a_section_renamed_twice() -> None:
    """Two rows 「全般」, one after the other."""
    items = report()
    outline = next(i for i in items if i.item_id == "handling.outline")
    row = ("Ⅰ1②事務の内容", "台帳を作る。", (outline.text or "").replace("住民票", "住民表"))
    renamed = ("全般", "住民表", "「住民簿」に統一"), ("その他文中の用語（全体）", "・住民簿", "・住民票")
    assert not {s for _, s, n in _findings(items, row, *renamed) if n == 1} & {"warning", "error"}
