"""PIA3xx: what a finding tells of where a text came from."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from pia_audit.audits.run import audit
from pia_audit.model.frames import Corpus
from pia_audit.reports import report as model
from pia_audit.rules.examples import edition
from pia_audit.rules.frames import leaves_between

COUNTED = "Ⅱ しきい値判断項目 1. 対象人数 いつ時点の計数か"
BY_HANDLERS = "Ⅱ しきい値判断項目 2. 取扱者数 いつ時点の計数か"


def row(on: str, before: str, after: str, label: str = COUNTED) -> list[str]:
    """One row on the day of a count."""
    return [on, label, before, after, "事後", ""]


def report(*rows: list[str]) -> model.AuditReport:
    """An edition with these rows, audited for broken chains."""
    last = {r[1]: r[3] for r in rows}
    ids = {COUNTED: "threshold.subjects_as_of", BY_HANDLERS: "threshold.handlers_as_of"}
    items = {ids[label]: text for label, text in last.items()}
    made = edition({"published_on": "2024-10-10", "rows": list(rows), "items": items})
    return model.build(audit(Corpus.of([made]), select=["PIA301"]), "ja")


OLD, NEXT, LAST = "令和4年4月1日時点", "令和5年11月30日時点", "令和6年4月1日時点"
COPIED = (("2022/5/1", "令和3年4月1日時点", OLD), ("2024/1/10", OLD, NEXT), ("2024/10/10", OLD, LAST))


def messages(*rows: list[str]) -> list[str]:
    """The messages."""
    return [f.message for f in report(*rows).findings]


def test_the_row_it_was_copied_from_is_named() -> None:
    """変更前 that repeats what an older row left says which row that is; the notation does not matter."""
    (message,) = messages(*(row(*r) for r in COPIED[:2]), row("2024/10/10", "令和４年４月１日 時点", LAST))
    assert "変更前の記載は、それより前の行1（2022-05-01）の変更後の記載と同じです。" in message


@pytest.mark.parametrize("before", ["令和2年1月1日時点", "―"])
def test_a_text_from_nowhere_is_not_said_to_be_copied(before: str) -> None:
    """Without an older row that left the text nothing is said of where it came from; a mark for nothing is no text."""
    rows = [row("2022/5/1", OLD, before), row("2023/5/1", before, OLD), row("2024/1/10", OLD, NEXT)]
    rows.append(row("2024/10/10", "令和1年1月1日時点" if before != "―" else "―", LAST))
    assert all("それより前の行" not in message for message in messages(*rows))


def test_rows_copied_alike_have_one_cause() -> None:
    """Rows of one day that each repeat what the same older day left are told under one cause."""
    rows = [row(*r, label) for r in COPIED for label in (COUNTED, BY_HANDLERS)]
    findings: tuple[Any, ...] = report(*rows).findings
    assert [f.row for f in findings] == [5, 6]
    assert len({f.cause for f in findings}) == 1
    assert "2022-05-01の変更後の記載と同じです" in str(findings[0].cause)


def test_what_it_was_copied_from_is_in_the_arguments() -> None:
    """Machines get the row's number as well."""
    made = edition(
        {
            "published_on": "2024-10-10",
            "rows": [row(*r) for r in COPIED],
            "items": {"threshold.subjects_as_of": LAST},
        }
    )
    (finding,) = audit(Corpus.of([made]), select=["PIA301"]).findings.to_dicts()
    assert {"copied": "older", "copied_row": 1, "other_row": 2}.items() <= json.loads(finding["params"]).items()


@pytest.mark.parametrize(
    ("text", "severity", "confidence"),
    [("記録を保管する。\n鍵をかける。", "info", "medium"), ("鍵をかける。", "error", "high")],
)
def test_a_deleted_passage_that_still_stands_is_told_in_doubt(text: str, severity: str, confidence: str) -> None:
    """One of two equal passages may have been taken out; of a whole text there is no other."""
    label = "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の概要"
    made = edition({
        "published_on": "2024-10-10", "rows": [row("2024/10/10", "鍵をかける。", "―", label)],
        "items": {"handling.outline": text},
    })  # fmt: skip
    findings = audit(Corpus.of([made]), select=["PIA302"]).findings
    assert findings.select("severity", "confidence").rows() == [(severity, confidence)]


SYSTEMS = "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ③システムの名称"


def test_a_name_that_stands_nowhere_in_the_list_is_told_alone() -> None:
    """Which name came in its place is not known, and the list's other names are no difference of that row."""
    items = {"handling.systems": "甲台帳システム、乙共通窓口、丙サーバー"}
    rows = [row("2024/10/10", "丁連携基盤", "戊統合宛名管理", SYSTEMS)]
    made = edition({"published_on": "2024-10-10", "rows": rows, "items": items})
    (finding,) = audit(Corpus.of([made]), select=["PIA302"]).findings.iter_rows(named=True)
    leaves = [(leaf["op"], leaf["before"], leaf["after"]) for leaf in json.loads(finding["params"])["leaves"]]
    assert leaves == [("removed", "戊統合宛名管理", None)]


def test_a_conjunction_in_kana_is_named() -> None:
    """The same articles, joined here by 及び and there by および: the message says which word is off."""
    texts = {
        "kind": ["text"],
        "after": ["条例第3条第2項、第4項及び第7項"],
        "before": ["条例第3条第2項、第4項および第7項"],
    }
    (leaf,) = leaves_between(pl.DataFrame(texts), "kind", "after", "before").to_list()[0]
    assert (leaf["before"], leaf["after"]) == ("及び", "および")
