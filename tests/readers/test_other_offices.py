"""Rows and bodies as offices write them that nobody here knows: what each row means and what of it is no difference."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

import pia_audit
from pia_audit.model import Edition

HEAD = "変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明"
COVER = """特定個人情報保護評価書（重点項目評価書）

評価書番号\t評価書名
3\t水道に関する事務

評価実施機関名
試験市長

公表日
令和6年12月1日
"""
OPTIONS = "＜選択肢＞ 1) {} 2) {} 3) {}"
ENOUGH = OPTIONS.format("特に力を入れている", "十分である", "課題が残されている")
LINES = "<p>1 受付</p><p>申請書を確かめる。</p><p>2 入力</p><p>端末に入力する。</p><p>3 通知</p><p>通知書を送る。</p>"
BODY = f"""Ⅰ 基本情報
1. 特定個人情報ファイルを取り扱う事務
①事務の名称\t水道に関する事務
②事務の内容\t{LINES}
5. 情報提供ネットワークシステムによる情報連携
①実施の有無\t[ 実施しない ]\t{OPTIONS.format("実施する", "実施しない", "未定")}

Ⅱ 特定個人情報ファイルの概要
1. 特定個人情報ファイル名
水道ファイル
2. 基本情報
③対象となる本人の範囲\t給水契約者
その必要性\t料金を減免するため
3. 特定個人情報の入手・使用
①入手元\t[○]本人又は本人の代理人\t[ ]評価実施機関内の他部署\t[○]民間事業者
②入手方法\t[ ]紙\t[ ]専用線
4. 特定個人情報ファイルの取扱いの委託
委託事項1\t検針の業務
②委託先における取扱者数\t[ 10人未満 ]
③委託先名\t甲株式会社
委託事項2\t窓口の業務
②委託先における取扱者数\t[ 10人未満 ]
③委託先名\t乙株式会社

（別添１）特定個人情報ファイル記録項目
【水道ファイル】
1 宛名番号
2 氏名
3 住所

Ⅲ リスク対策
1. 特定個人情報ファイル名
水道ファイル
3. 特定個人情報の使用
リスク１： 目的を超えた紐付け、事務に必要のない情報との紐付けが行われるリスク
リスクに対する措置の内容\t権限を分ける。
リスクへの対策は十分か\t[ 十分である ]\t{ENOUGH}
リスク２： 権限のない者（元職員、アクセス権限のない職員等）によって不正に使用されるリスク
リスクへの対策は十分か\t[ 十分である ]\t{ENOUGH}
8. 監査
実施の有無\t[○]自己点検\t[ ]内部監査\t[ ]外部監査
"""


def _read(path: Path, *rows: tuple[str, str, str], body: str = BODY) -> Edition:
    printed = [f"令和6年12月1日\t{label}\t{before}\t{after}\t事後\t" for label, before, after in rows]
    path.write_text("\n".join((COVER, body, "（別添２）変更箇所", HEAD, *printed)) + "\n", "utf-8")
    edition = pia_audit.read(path)
    assert isinstance(edition, Edition)
    return edition


def _rules(edition: Edition) -> set[str]:
    """What is told of the content of rows above info."""
    findings = pia_audit.audit([edition]).findings
    return {f["rule"] for f in findings.iter_rows(named=True) if f["rule"][3] in "23" and f["severity"] != "info"}


@pytest.mark.parametrize(
    ("label", "before", "after", "item"),
    [
        ("Ⅱの４の委託事項２の③委託先名", "丙社", "乙株式会社", "file[1].outsourcing[2].contractor"),
        (
            "Ⅲの３のリスク２の「リスクへの対策は十分か」",
            "課題が残されている",
            "十分である",
            "risk.use.risk2.sufficient",
        ),
        ("ファイル（1）Ⅱの３の①入手元", "民間事業者", "本人又は本人の代理人、民間事業者", "file[1].use.source"),
        ("2.4.3 委託事項2 委託先名", "丙社", "乙株式会社", "file[1].outsourcing[2].contractor"),
        ("Ⅱ4【窓口の業務】②委託先における取扱者数", "1,000人以上", "10人未満", "file[1].outsourcing[2].handlers"),
        ("Ⅱ4（検針の業務）③委託先名", "丁社", "戊社", "file[1].outsourcing[1].contractor"),
        ("実施の有無", "内部監査", "自己点検", "risk.audit.done"),
        ("別添１ 記録項目", "－", "3 住所", "annex_records[1]"),
    ],
)
def test_a_label_of_another_office_means_one_item(
    label: str, before: str, after: str, item: str, tmp_path: Path
) -> None:
    """「の」 joins levels, a number after a point is one level down, and a group is named by its business."""
    (row,) = _read(tmp_path / "a.txt", (label, before, after)).changes
    assert row.item_ids == (item,)


def test_two_items_of_one_number_are_still_a_list(tmp_path: Path) -> None:
    """A number behind a comma goes on beside the one before, and not below it."""
    (row,) = _read(tmp_path / "a.txt", ("Ⅱ２③、Ⅱ３①", "", "")).changes
    assert set(row.item_ids) == {"file[1].basics.scope", "file[1].use.source"}


@pytest.mark.parametrize("label", ["各項目共通", "全項目共通", "（別添２）変更箇所"])
def test_what_all_items_share_is_the_whole_report(label: str, tmp_path: Path) -> None:
    (row,) = _read(tmp_path / "a.txt", (label, "元号", "年号")).changes
    assert row.outcome == "report"


@pytest.mark.parametrize(("off", "on"), [("[　]", "[○]"), ("－", "○"), ("選択なし", "選択あり"), ("", "☑")])
def test_a_row_on_one_box_quotes_that_box(off: str, on: str, tmp_path: Path) -> None:
    """The label ends with the box, the texts say whether it is ticked; ticked otherwise in the body, it is told."""
    right = ("Ⅱ３①入手元（民間事業者）", off, on)
    edition = _read(tmp_path / "a.txt", right)
    (row,) = edition.changes
    assert [(q.before, q.after) for q in row.quotes] == [("[ ]民間事業者", "[○]民間事業者")]
    assert not _rules(edition)
    assert _rules(_read(tmp_path / "a.txt", ("Ⅱ３①入手元（評価実施機関内の他部署）", off, on))) == {"PIA302"}


def test_no_tick_is_what_a_dash_says(tmp_path: Path) -> None:
    assert "PIA302" not in _rules(_read(tmp_path / "a.txt", ("Ⅱ３②入手方法", "[○]紙", "－")))
    assert "PIA302" in _rules(_read(tmp_path / "a.txt", ("Ⅱ３①入手元", "[○]民間事業者", "－")))


def test_a_row_on_two_items_one_below_the_other(tmp_path: Path) -> None:
    """変更後 is both texts as they are printed; a word otherwise, and it is told."""
    label, before = "Ⅱ２③対象となる本人の範囲（範囲、その必要性）", "給水契約者等<br>料金のため"
    edition = _read(tmp_path / "a.txt", (label, before, "給水契約者<br>料金を減免するため"))
    (row,) = edition.changes
    assert [(q.item_id, q.before, q.after) for q in row.quotes] == [
        ("file[1].basics.scope", "給水契約者等", "給水契約者"),
        ("file[1].basics.scope.need", "料金のため", "料金を減免するため"),
    ]
    assert not _rules(edition)


def test_lines_quoted_from_here_and_there(tmp_path: Path) -> None:
    """Each line stands in the text; one that does not is told."""
    label = "Ⅰ１②事務の内容"
    assert not _rules(_read(tmp_path / "a.txt", (label, "1 受理<br>3 送付", "1 受付<br>3 通知")))
    assert "PIA302" in _rules(_read(tmp_path / "a.txt", (label, "1 受理<br>3 送付", "1 受付<br>3 発送の手配")))


def test_records_of_a_file_are_one_text(tmp_path: Path) -> None:
    edition = _read(tmp_path / "a.txt")
    assert edition.item("annex_records[1]").text == "【水道ファイル】\n1 宛名番号\n2 氏名\n3 住所"


def _values_above(body: str) -> str:
    """The body with the value of each label in the line above it."""
    lines: list[str] = []
    for line in body.splitlines():
        label, tab, value = line.partition("\t")
        lines += [value, label] if tab and not label.startswith("委託事項") else [line]
    return "\n".join(lines)


def test_values_printed_above_their_labels(tmp_path: Path) -> None:
    """The same items as in the usual order, the numbered lines of a value among them."""
    usual = _read(tmp_path / "a.txt").items
    above = _read(tmp_path / "b.txt", body=_values_above(BODY)).items
    texts = [
        {i.item_id: "".join((i.text or "").split()) for i in items if i.status == "read"} for items in (usual, above)
    ]
    assert texts[0] == texts[1]
    assert len(texts[0]) > 15


def _two_files(body: str) -> str:
    """The body with its two chapters printed once more for another file, of which every answer is another."""
    parts = body.split("\n\n")
    chapters = {1: "Ⅱ 特定個人情報ファイルの概要", 3: "Ⅲ リスク対策"}
    for at, chapter in chapters.items():
        other = parts[at].replace("水道ファイル", "減免ファイル").replace("十分である ]", "課題が残されている ]")
        other = other.replace("給水契約者", "減免の申請者").replace("権限を分ける。", "端末を分ける。")
        both = (
            parts[at].replace(chapter, f"{chapter}　(1)水道ファイル"),
            other.replace(chapter, f"{chapter}　(2)減免ファイル"),
        )
        parts[at] = "\n\n".join(both)
    return "\n\n".join(parts)


def test_a_file_that_came_brought_its_own_answers(tmp_path: Path) -> None:
    """The one chapter of risks is the first file's in both editions; what the second prints is part of what came."""
    old, new = _read(tmp_path / "a.txt"), _read(tmp_path / "b.txt", body=_two_files(BODY))
    new = replace(new, published_on=date(2025, 12, 1))
    differences = pia_audit.reconcile(old, new).corpus.differences
    assert set(differences.filter(differences["item_id"].str.contains("file"))["item_id"]) == {"file[2]"}
    assert not differences.filter(differences["item_id"].str.starts_with("risk"))["item_id"].to_list()


def test_a_broken_chain_is_no_other_current_text(tmp_path: Path) -> None:
    """What a later row says stood there is off, whatever else no row speaks of was added to the printed text."""
    body = BODY.replace("その必要性\t料金を減免するため", "その必要性\t<p>料金を減免するため</p><p>督促を送るため</p>")
    label = "Ⅱ２③その必要性"
    rows = (
        (label, "料金のため", "料金を減らすため"),
        (label, "職員が内規で定めた範囲によるものとする", "料金を減免するため"),
    )
    edition = _read(tmp_path / "a.txt", *rows, body=body)
    days = (date(2023, 4, 1), date(2024, 12, 1))
    edition = replace(
        edition, changes=tuple(replace(r, changed_on=d) for r, d in zip(edition.changes, days, strict=True))
    )
    findings = pia_audit.audit([edition]).findings
    errors = findings.filter(findings["rule"].is_in(["PIA301", "PIA302"]) & (findings["severity"] == "error"))
    assert errors.select("rule", "row_no").rows() == [("PIA301", 2)]


def test_a_row_that_adds_other_words_is_misquoted(tmp_path: Path) -> None:
    """Both the row and the newer edition keep what stood there; a row whose addition is nowhere is a phantom."""
    label, stood = "Ⅰ１①事務の名称", "水道に関する事務"
    body = BODY.replace(f"①事務の名称\t{stood}", f"①事務の名称\t<p>{stood}</p><p>操作の記録を毎月点検する。</p>")
    old = replace(_read(tmp_path / "a.txt"), published_on=date(2023, 4, 1))
    added = {"misquoted": "操作の記録を毎月点検する。また、監査も行う。", "phantom": "庁舎の前で申請を受ける。"}
    for status, words in added.items():
        new = _read(tmp_path / "b.txt", (label, stood, f"{stood}<br>{words}"), body=body)
        rows = pia_audit.reconcile(old, new).corpus.accounts
        assert rows["status"].to_list() == [status]
