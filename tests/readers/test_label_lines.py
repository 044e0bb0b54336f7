"""A label and its value in one line or one cell: the same items as where they stand in two cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
import seen

from pia_audit.japanese.ladder import fold
from pia_audit.model import Edition

_HEAD = [["特定個人情報保護評価書（基礎項目評価書）"]]
_BODY = [line.split("|") for line in """
評価書番号|21
評価書名|介護保険に関する事務
評価実施機関名|藤棚町長
公表日|令和6年5月1日
Ⅰ 関連情報
1. 特定個人情報ファイルを取り扱う事務
①事務の名称|介護保険に関する事務
②事務の概要|届出の受付 : 窓口及び郵送による。
③システムの名称|介護保険システム
2. 特定個人情報ファイル名|介護保険ファイル
4. 情報提供ネットワークシステムによる情報連携
①実施の有無|[ 実施する ]
②法令上の根拠|番号法第19条第8号
8. 特定個人情報ファイルの取扱いに関する問合せ
連絡先|福祉課　電話：0155-00-0000
Ⅱ しきい値判断項目
1. 対象人数
評価対象の事務の対象人数は何人か|1,000人以上1万人未満
いつ時点の計数か|令和6年4月1日　時点
Ⅲ しきい値判断結果|基礎項目評価の実施が義務付けられる
Ⅳ リスク対策
1. 提出する特定個人情報保護評価書の種類|基礎項目評価書
3. 特定個人情報の使用
目的を超えた紐付、事務に必要のない情報との紐付けが行われるリスクへの対策は十分か|十分である
""".strip().splitlines()]  # fmt: skip
_END = [["変更箇所"], list(seen.HEAD), ["令和6年5月1日", "Ⅰ 2.", "介護ファイル", "介護保険ファイル", "事後", ""]]
_VALUES = {
    "cover.number": "21",
    "cover.published_on": "令和6年5月1日",
    "handling.outline": "届出の受付 : 窓口及び郵送による。",
    "files.names": "介護保険ファイル",
    "network.use": "実施する",
    "network.legal_basis": "番号法第19条第8号",
    "inquiry.contact": "福祉課　電話：0155-00-0000",
    "threshold.subjects": "1,000人以上1万人未満",
    "threshold.subjects_as_of": "令和6年4月1日　時点",
    "threshold.judgement": "基礎項目評価の実施が義務付けられる",
    "risk.submitted_kind": "基礎項目評価書",
    "risk.use.linkage": "十分である",
}


def _text(path: Path, rows: Sequence[Sequence[str]]) -> None:
    path.write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")


def _page(path: Path, rows: Sequence[Sequence[str]]) -> None:
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    path.write_text(f"<html><body><table>{cells}</table></body></html>", encoding="utf-8")


def _workbook(path: Path, rows: Sequence[Sequence[str]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(path)


_WRITERS = {"txt": _text, "html": _page, "xlsx": _workbook}


def _values(edition: Edition) -> dict[str, str]:
    return {i.item_id: fold(i.text or "") for i in edition.items if i.status == "read"}


@pytest.mark.parametrize("between", ["：", ": ", " : ", "　", "\t"])
@pytest.mark.parametrize("suffix", _WRITERS)
def test_a_label_and_its_value_in_one_cell(suffix: str, between: str, tmp_path: Path) -> None:
    """The value is the item's, whatever stands between, whether the label has a number, or is spelled nearly so."""
    path = tmp_path / f"a.{suffix}"
    body = [row if between == "\t" else [between.join(row)] for row in _BODY]
    _WRITERS[suffix](path, [*_HEAD, *body, *_END])
    values = _values(seen.edition(path))
    assert {item_id: values.get(item_id) for item_id in _VALUES} == {k: fold(v) for k, v in _VALUES.items()}


def test_another_name_in_the_place_of_the_one_label_of_an_item(tmp_path: Path) -> None:
    """8. has one label below it: 「問い合わせ先」 is 連絡先, and a row that says so means it."""
    path = tmp_path / "a.txt"
    renamed = [["問い合わせ先", *row[1:]] if row[0] == "連絡先" else row for row in _BODY]
    row = ["令和6年5月1日", "Ⅰ 8 問い合わせ先", "民生課", "福祉課　電話：0155-00-0000", "事後", ""]
    _text(path, [*_HEAD, *renamed, *_END, row])
    edition = seen.edition(path)
    (item,) = (i for i in edition.items if i.item_id == "inquiry.contact")
    assert (item.text, item.path[-1]) == ("福祉課　電話：0155-00-0000", "問い合わせ先")
    assert edition.changes[-1].item_ids == ("inquiry.contact",)


_GROUPED = """特定個人情報保護評価書（重点項目評価書）
評価書番号|4
評価書名|予防接種に関する事務
評価実施機関名|峰岡町長
公表日|令和6年5月1日
Ⅱ 特定個人情報ファイルの概要
1. 特定個人情報ファイル名|予防接種台帳ファイル
5. 特定個人情報の提供・移転（委託に伴うものを除く。）
提供先1
①法令上の根拠|番号法第19条第8号
②提供先における用途|届出の審査
移転先1
①法令上の根拠|番号法第9条第2項
②移転先における用途|台帳の照合
移転先2
①法令上の根拠|番号法第9条第3項
②移転先における用途|統計の作成
"""


@pytest.mark.parametrize("between", ["\t", "　", "："])
@pytest.mark.parametrize("suffix", _WRITERS)
def test_a_group_of_another_word_with_the_same_number_begins_anew(suffix: str, between: str, tmp_path: Path) -> None:
    """移転先1 below 提供先1 is no second print of its heading; a value in its label's cell tells no column."""
    rows = [line.split("|") for line in _GROUPED.splitlines()]
    path = tmp_path / f"a.{suffix}"
    _WRITERS[suffix](path, [*(row if between == "\t" else [between.join(row)] for row in rows), *_END])
    edition = seen.edition(path)
    texts = {i.item_id: i.text for i in edition.items if i.status == "read" and ".purpose" in i.item_id}
    assert texts == {
        "file[1].recipient[1].purpose": "届出の審査",
        "file[1].transferee[1].purpose": "台帳の照合",
        "file[1].transferee[2].purpose": "統計の作成",
    }
    assert edition.unread == ()


def test_number_and_name_whose_labels_stand_in_one_line(tmp_path: Path) -> None:
    """A page without rules gives the labels in a line and both values in the next: neither is the other's value."""
    lines = [["評価書番号　　　　評価書名"], ["21　　　　介護保険に関する事務"]]
    path = tmp_path / "a.txt"
    _text(path, [*_HEAD, *lines, *_BODY[2:], *_END])
    edition = seen.edition(path)
    assert (edition.report_no, edition.title) == ("21", "介護保険に関する事務")


def test_a_list_of_contents_behind_the_cover_leaves_its_values(tmp_path: Path) -> None:
    """Its last line, 変更箇所, is no second value of 公表日, and 特記事項 keeps what stands under it."""
    cover = [*_BODY[:2], ["特記事項", "委託先と秘密保持契約を結ぶ。"], *_BODY[2:4]]
    path = tmp_path / "a.txt"
    _text(path, [*_HEAD, *cover, ["項目一覧"], ["Ⅰ 関連情報"], ["Ⅱ しきい値判断項目"], ["変更箇所"], *_BODY[4:], *_END])
    edition = seen.edition(path)
    texts = {item.item_id: item.text for item in edition.items}
    assert texts["cover.remarks"] == "委託先と秘密保持契約を結ぶ。"
    assert texts["cover.published_on"] == "令和6年5月1日"


def test_markdown_is_read_as_the_table_it_is(tmp_path: Path) -> None:
    """Bars, the line of hyphens and signs of headings are none of the text."""
    lines = ["# " + _HEAD[0][0], ""]
    for row in [*_BODY, *_END]:
        text = [cell.replace("|", "\\|") for cell in row]
        lines += [f"| {' | '.join(text)} |", "|" + "---|" * len(row)] if len(row) > 1 else ["", f"### {text[0]}", ""]
    path = tmp_path / "a.md.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    edition = seen.edition(path)
    texts = {item.item_id: item.text for item in edition.items}
    assert {name: texts[name] for name in _VALUES} == _VALUES
    assert [(r.changed_on_text, r.label, r.before, r.after, r.timing) for r in edition.changes] == [
        ("令和6年5月1日", "Ⅰ 2.", "介護ファイル", "介護保険ファイル", "事後")
    ]


def test_a_table_without_columns_is_no_value(tmp_path: Path) -> None:
    """Lines of a page whose columns are blanks: the change table is told as not read, and no field takes its lines."""
    table = [
        ["変更箇所"],
        ["   ".join(_END[1])],
        ["令和6年5月1日     Ⅰ 2.    介護ファイル     介護保険ファイル    事後"],
    ]
    path = tmp_path / "a.txt"
    _text(path, [*_HEAD, *_BODY, *table])
    edition = seen.edition(path)
    assert all("介護ファイル" not in (item.text or "") for item in edition.items)
    assert edition.changes == ()
    assert any(not problem.fatal for problem in edition.unread)


def test_what_stands_behind_the_change_table_is_no_change(tmp_path: Path) -> None:
    """A glossary of two columns and the number of a page are told or left, and are no rows with an impossible day."""
    behind = [["1 / 3", "", "", "", "", ""], ["用語集"], ["宛名番号", "住民を識別する番号。"], ["変更日", "改めた日。"]]
    path = tmp_path / "a.txt"
    _text(path, [*_HEAD, *_BODY, *_END, *behind])
    edition = seen.edition(path)
    assert [row.label for row in edition.changes] == ["Ⅰ 2."]
    assert [problem.code for problem in edition.unread] == ["stray-line"]
