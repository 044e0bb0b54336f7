"""Which rows account for which leaf; the right answers are written by hand."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from pia_audit.audits.run import audit
from pia_audit.compare.leaf_rows import every_leaf
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus
from pia_audit.readers.interpreter import understood
from pia_audit.rules.examples import edition

SYSTEMS = "福祉システム、団体内統合宛名システム、中間サーバー、文書管理システム"
STEPS = "1 申請の受付を行う。\n2 要否を判定する。\n3 届出を審査する。\n4 統計を報告する。"


def pair(item: str, label: str, old: str, new: str, after: str) -> tuple[Edition, Edition]:
    """Two editions of which the newer one has one row: ``old`` to ``after``."""
    row = ["2025/1/10", label, old, after, "事後", ""]
    return (
        edition({"published_on": "2024-10-10", "items": {item: old}, "rows": []}),
        edition({"published_on": "2025-01-10", "items": {item: new}, "rows": [row]}),
    )


@pytest.mark.parametrize(
    ("case", "off", "says"),
    [
        (
            ("handling.systems", "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ③システムの名称", SYSTEMS,
             SYSTEMS.replace("文書管理", "電子決裁").replace("中間サーバー、", ""),
             SYSTEMS.replace("文書管理", "電子決裁")),
            {("name", "removed", "中間サーバー")},
            "「中間サーバー」は行の記載にだけあります",
        ),
        (
            ("handling.outline", "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の概要", STEPS,
             STEPS.replace("要否", "要否及び程度").replace("3 届出を審査する。\n4", "3"),
             STEPS.replace("要否", "要否及び程度")),
            {("passage", "removed", "3 届出を審査する。")},
            "行の記載の段落3（3 届出を審査する。）は行の記載にだけあります",
        ),
    ],
)  # fmt: skip
def test_what_a_row_says_otherwise_is_told_leaf_by_leaf(
    case: tuple[str, str, str, str, str], off: set[tuple[str, str, str]], says: str
) -> None:
    """A row whose 変更後 is nearly the newer text: the finding says what is not alike, and no row records that leaf."""
    result = audit(Corpus.of(pair(*case)), select=["PIA2"])
    (finding,) = result.findings.iter_rows(named=True)
    assert finding["rule"] == "PIA204"
    assert says in Wording("ja").message("PIA204", json.loads(finding["params"]) | {"row": 1})
    statuses = {
        (leaf["what"], leaf["op"], leaf["before"]): leaf["status"] for leaf in every_leaf(result.corpus).to_dicts()
    }
    assert {key for key, status in statuses.items() if status == "partial"} == off
    assert set(statuses.values()) == {"documented", "partial"}


def test_a_passage_that_a_row_adds_has_it_whatever_stands_behind() -> None:
    """Of two passages that came one has a row: only the other is told, each under its number in the newer text."""
    case = "handling.outline", "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の概要"
    old, new = pair(*case, STEPS, f"{STEPS}\n5 台帳を整理する。\n6 廃棄を記録する。", "5 台帳を整理する。")
    (row,) = new.changes
    new = replace(new, changes=(replace(row, before="―"),))
    result = audit(Corpus.of([old, new]), select=["PIA205"])
    (finding,) = result.findings.iter_rows(named=True)
    assert [(leaf["path"], leaf["after"]) for leaf in json.loads(finding["params"])["leaves"]] == [
        (["段落6"], "6 廃棄を記録する。")
    ]
    statuses = every_leaf(result.corpus).select("after", "status").rows()
    assert [(text.strip(), status) for text, status in statuses] == [
        ("5 台帳を整理する。", "documented"),
        ("6 廃棄を記録する。", "undocumented"),
    ]


def test_numbers_of_which_a_row_leaves_one_out_are_recorded_in_part() -> None:
    """121 and 122 were added, and 変更後 has 122 alone; in the list before it 9 was added by a row of its own."""
    law, label = (
        "番号法第19条第8号に基づく主務省令第2条の表の",
        "Ⅰ 関連情報 4. 情報提供ネットワークシステムによる情報連携 ②法令上の根拠",
    )
    old = f"【情報提供の根拠】\n・{law}8の項\n【情報照会の根拠】\n・{law}115・116・117の項"
    new = old.replace("8の項", "8・9の項").replace("117の項", "117・121・122の項")
    older, newer = pair("network.legal_basis", label, old, new, "")
    rows = ((f"{law}8の項", f"{law}8・9の項"), (f"{law}115・116・117の項", f"{law}115・116・117・122の項"))
    newer = replace(
        newer, changes=tuple(replace(newer.changes[0], row_no=n, before=b, after=a) for n, (b, a) in enumerate(rows, 1))
    )
    result = audit(Corpus.of([older, understood_again(newer)]), select=["PIA2"])
    assert set(result.findings.get_column("rule")) == {"PIA204"}
    statuses = every_leaf(result.corpus).select("what", "after", "status").rows()
    assert [leaf[1:] for leaf in statuses if leaf[0] == "numbers"] == [("9", "documented"), ("121・122", "partial")]


def understood_again(newer: Edition) -> Edition:
    """An edition with what its rows say of which item read anew."""
    return replace(newer, changes=tuple(understood(newer.changes, newer.items, newer.form_key)))
