"""A report's own headings as a tree: what is printed is an item, whether a form knows it or not."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pia_audit.japanese.ladder import fold
from pia_audit.model import Edition, Item
from pia_audit.readers import read, read_bytes

COVER = """特定個人情報保護評価書（全項目評価書）
評価書番号\t評価書名
5\t水道料金に関する事務
個人のプライバシー等の権利利益の保護の宣言
北浜町は、特定個人情報の取扱いに当たり、個人のプライバシー等の権利利益の保護に取り組んでいることを宣言する。
特記事項\t－
評価実施機関名
北浜町長
"""
TABLE = """（別添３）変更箇所
変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明
"""
FILE = """Ⅱ 特定個人情報ファイルの概要
1. 特定個人情報ファイル名
{name}
2. 基本情報
①ファイルの種類 ※\t[システム用ファイル]\t＜選択肢＞ 1) システム用ファイル 2) その他の電子ファイル（表計算ファイル等）
③対象となる本人の範囲 ※\t{scope}
その必要性\t検針の対象を知るため
④記録される項目\t[10項目未満]\t＜選択肢＞ 1) 10項目未満 2) 10項目以上50項目未満
主な記録項目 ※\t[○]個人番号 [ ]連絡先（電話番号等）
その妥当性\t使用者を特定するため
4. 特定個人情報ファイルの取扱いの委託
委託の有無 ※\t[委託する]\t＜選択肢＞ 1) 委託する 2) 委託しない\t（ 1 ） 件
委託事項1\t検針業務
①委託内容\t検針を委託する。
再委託
⑦再委託の有無 ※\t[再委託しない]\t＜選択肢＞ 1) 再委託する 2) 再委託しない
"""


def report(body: str, published: str = "公表日\n令和7年3月31日\n", cover: str = COVER) -> Edition:
    """The edition of a text with this body."""
    editions = read_bytes("report.txt", (cover + published + body + TABLE).encode())
    assert isinstance(editions, list), editions
    return editions[0]


def only(content: bytes) -> Edition:
    """The one edition of a text."""
    editions = read_bytes("report.txt", content)
    assert isinstance(editions, list), editions
    (edition,) = editions
    return edition


def text_of(edition: Edition, item_id: str) -> str | None:
    """The text of an item."""
    return edition.item(item_id).text


def test_a_chapter_repeated_is_another_file_though_no_number_stands_in_its_heading() -> None:
    """The printed heading says neither number nor name: both files are there, named by their first item."""
    files = (("検針ファイル", "使用者"), ("収納ファイル", "納付者"))
    edition = report("".join(FILE.format(name=name, scope=scope) for name, scope in files))
    assert text_of(edition, "file[1].basics.scope") == "使用者"
    assert text_of(edition, "file[2].basics.scope") == "納付者"
    assert edition.item("file[2].basics.scope").path[0].endswith("(2)収納ファイル")


def test_a_heading_printed_again_on_the_next_page_is_no_other_file() -> None:
    """The chapter's heading stands once more in the middle of its items, as page headers do."""
    first, second = FILE.format(name="検針ファイル", scope="使用者").split("4. 特定")
    edition = report(f"{first}Ⅱ 特定個人情報ファイルの概要\n4. 特定{second}")
    assert text_of(edition, "file[1].outsourcing[1].content") == "検針を委託する。"
    assert not [i for i in edition.items if i.item_id.startswith("file[2]")]


def test_labels_of_one_name_belong_to_the_label_above_them() -> None:
    """その必要性 is the range's, その妥当性 the recorded items', though nothing is indented in a text."""
    edition = report(FILE.format(name="検針ファイル", scope="使用者"))
    assert text_of(edition, "file[1].basics.scope.need") == "検針の対象を知るため"
    assert text_of(edition, "file[1].basics.recorded.validity") == "使用者を特定するため"
    assert text_of(edition, "file[1].outsourcing[1].subcontracting") == "再委託しない"
    assert text_of(edition, "file[1].outsourcing[1].heading") == "検針業務"


UNKNOWN = """Ⅰ 基本情報
1. 特定個人情報ファイルを取り扱う事務
①事務の名称\t水道料金に関する事務
⑨検針の方法\t[目視による]\t＜選択肢＞ 1) 目視による 2) 無線による
⑩検針の道具\t[○]携帯端末 [ ]手帳
⑪導入日\t令和2年4月1日
⑫備考\t雪の日は行わない。
2. 町独自の取組
広報紙で知らせている。
"""


@pytest.mark.parametrize(
    ("leaf", "kind", "text"),
    [
        ("⑨検針の方法", "choice", "目視による"),
        ("⑩検針の道具", "flags", "[○]携帯端末 [ ]手帳"),
        ("⑪導入日", "date", "令和2年4月1日"),
        ("⑫備考", "text", "雪の日は行わない。"),
    ],
)
def test_a_field_no_form_knows_is_an_item_of_the_kind_it_is_printed_as(leaf: str, kind: str, text: str) -> None:
    """Brackets with options, boxes, a day, words: each is an item with an id of its printed path."""
    item = _ending(report(UNKNOWN), leaf)
    assert (item.kind, item.text, item.status) == (kind, text, "read")
    assert "printed." in item.item_id


def test_an_item_no_form_knows_holds_what_stands_below_it() -> None:
    """2. 町独自の取組 has no label further in: the text is the item's own."""
    assert _ending(report(UNKNOWN), "2. 町独自の取組").text == "広報紙で知らせている。"


def test_options_printed_beside_a_field_are_the_ones_it_is_held_against() -> None:
    """The body bends the form: another list of options than the form's is kept with the item."""
    assert _ending(report(UNKNOWN), "⑨検針の方法").options == ("目視による", "無線による")


def _ending(edition: Edition, leaf: str) -> Item:
    return next(i for i in edition.items if i.path[-1] == leaf)


CONTENTS = "項目一覧\nⅠ 基本情報\n（別添１） 事務の内容\nⅡ 特定個人情報ファイルの概要\n（別添３） 変更箇所\n"


@pytest.mark.parametrize("name", ["個人情報保護委員会　承認日【行政機関等のみ】", "特定個人情報保護委員会 承認日"])
@pytest.mark.parametrize("day", ["", "令和6年2月1日\n"])
def test_the_cover_of_様式4_has_a_line_for_the_approval(name: str, day: str) -> None:
    """Empty or filled, the line and its day are no part of the body's name; the day of publication stays its own."""
    edition = report(CONTENTS + UNKNOWN, f"{name}\n{day}公表日\n令和7年3月31日\n[平成30年5月　様式4]\n")
    assert (edition.agency, edition.published_on and edition.published_on.isoformat()) == ("北浜町長", "2025-03-31")
    assert (edition.item("cover.approved_on").text or "") == day.strip()
    assert text_of(edition, "handling.name") == "水道料金に関する事務"


def test_values_torn_from_their_labels_are_told_by_what_they_are() -> None:
    """A stamp first, labels and values apart: number, day and body are each the one text that can be it."""
    words = ["[平成30年5月 様式4]", "評価書名", "北浜町 水道料金に関する事務", "評価書番号", "41", "平成31年4月4日",
             "北浜町は、特定個人情報の取扱いに注意し、漏えいなどの危険を減らす措置をとることを宣言する。",
             "評価実施機関名", "特定個人情報保護評価書(全項目評価書)", "公表日", "北浜町長", "特記事項"]  # fmt: skip
    editions = read_bytes("torn.txt", "\n\n".join(words).encode())
    assert isinstance(editions, list)
    assert (editions[0].agency, editions[0].report_no) == ("北浜町長", "41")
    assert editions[0].published_on is not None
    assert editions[0].published_on.isoformat() == "2019-04-04"


def _book(rows: dict[str, str]) -> bytes:
    """A workbook with these cells on one sheet, behind a cover and before an empty change table."""
    book = openpyxl.Workbook()
    cover, body, table = book.active, book.create_sheet("Ⅱ"), book.create_sheet("変更箇所")
    for number, line in enumerate((COVER + "公表日\n令和7年3月31日\n").splitlines(), 1):
        for column, text in enumerate(line.split("\t"), 1):
            cover.cell(number, column * 5 - 4).value = text
    for place, text in rows.items():
        body[place] = text
    for column, text in enumerate(TABLE.splitlines()[1].split("\t"), 1):
        table.cell(1, column).value = text
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _workbook(rows: dict[str, str]) -> Edition:
    editions = read_bytes("report.xlsx", _book(rows))
    assert isinstance(editions, list), editions
    return editions[0]


INDENTED: dict[str, Any] = {
    "A1": "Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策 ※（７．リスク１⑨を除く。）",
    "A2": "3. 特定個人情報の使用",
    "A3": "リスク２： 権限のない者（元職員、アクセス権限のない職員等）によって不正に使用されるリスク",
    "A4": "アクセス権限の管理", "J4": "[", "K4": "行っている", "T4": "]", "V4": "＜選択肢＞", "V5": "1) 行っている",
    "Z5": "2) 行っていない", "C6": "具体的な管理方法", "J6": "年に一度見直す。",
    "A7": "その他の措置の内容",
    "A8": "夜間の立入りを禁じる措置", "J8": "施錠する。", "C9": "鍵の管理", "J9": "課長が管理する。",
    "A10": "4. 特定個人情報ファイルの取扱いの委託", "J10": "[", "K10": "○", "L10": "]", "M10": "委託しない",
}  # fmt: skip


@pytest.mark.parametrize("number", ["④", "⑷", "(4)", "（４）", "4", "4 ", "4."])
def test_the_number_of_a_label_may_be_written_in_any_way(number: str) -> None:
    """The form's field is known by its name and its number, whatever encloses the number."""
    label = f"{number}記録される項目\t[10項目未満]"
    edition = report(FILE.format(name="検針ファイル", scope="使用者").replace("④記録される項目\t[10項目未満]", label))
    assert text_of(edition, "file[1].basics.recorded") == "10項目未満"
    assert not [i.item_id for i in edition.items if "printed." in i.item_id]


def test_what_stands_further_in_belongs_to_what_stands_above_it() -> None:
    """Columns tell a label's place, of labels the form knows and of others; an empty field is blank and not lost."""
    edition = _workbook(INDENTED)
    assert text_of(edition, "file[1].risk.use.risk2.access") == "行っている"
    assert text_of(edition, "file[1].risk.use.risk2.access.method") == "年に一度見直す。"
    assert edition.item("file[1].risk.use.risk2.other_measures").status == "blank"
    assert _ending(edition, "鍵の管理").path[-2:] == ("夜間の立入りを禁じる措置", "鍵の管理")
    assert text_of(edition, "file[1].risk.outsourcing.none") == "[○]委託しない"


def test_a_heading_of_groups_that_follow_is_no_group() -> None:
    """システム2～5 heads システム2; the system before it keeps its own fields."""
    body = """Ⅰ 基本情報
2. 特定個人情報ファイルを取り扱う事務において使用するシステム
システム1
①システムの名称\t検針システム
システム2～5
システム2
①システムの名称\t収納システム
"""
    edition = report(body)
    assert (text_of(edition, "system[1].name"), text_of(edition, "system[2].name")) == ("検針システム", "収納システム")
    assert len([i for i in edition.items if i.item_id.startswith("system[")]) == 2


def test_nothing_of_the_real_report_is_dropped(sample_path: Path) -> None:
    """Every text between the cover and the change table stands in an item's label, text or options."""
    edition = read(sample_path)
    assert isinstance(edition, Edition)
    lines = sample_path.read_text(encoding="utf-8").split("\n")
    start = next(n for n, line in enumerate(lines) if line.startswith("I 関連情報"))
    end = next(n for n, line in enumerate(lines) if line.startswith("変更箇所"))
    known = fold("".join(i.label + (i.text or "") for i in edition.items))
    for line in lines[start:end]:
        for cell in line.split("\t"):
            words = cell.replace("<p>", "").replace("</p>", "").strip()
            if words and not words.startswith(("<", "-", "[")) and "選択肢" not in words and "input" not in words:
                assert fold(words.split("[]")[0])[:12] in known, words


HANDS = """項目一覧
第Ⅰ章 基本情報 ……… 1
第Ⅱ章 特定個人情報ファイルの概要 ……… 2
第Ⅰ章 基本情報
（1）特定個人情報ファイルを取り扱う事務
①事務の名称（※記載要領参照）\t検針の事務
③対象人数\t＜選択肢＞ 1) 1,000人未満 2) 1,000人以上1万人未満 3) 1万人以上10万人未満\t[1,000人未満]
（2）特定個人情報ファイルを取り扱う事務において使用するシステム
システム1
①システムの名称\t検針台帳
③他のシステムとの接続\t( ) 税務システム (○) 宛名システム等
- 3 -
第Ⅱ章 特定個人情報ファイルの概要
（1）特定個人情報ファイル名
検針ファイル
（2）基本情報
③対象となる本人の範囲 ※：使用者
（3）特定個人情報の入手・使用
②入手方法\t○\t紙\t\t専用線
"""


@pytest.mark.parametrize(
    ("item_id", "text"),
    [
        ("handling.name", "検針の事務"),
        ("handling.subjects", "1,000人未満"),
        ("system[1].name", "検針台帳"),
        ("system[1].connections", "[ ]税務システム [○]宛名システム等"),
        ("file[1].basics.scope", "使用者"),
        ("file[1].use.method", "[○]紙 [ ]専用線"),
    ],
)
def test_a_report_laid_out_by_another_hand(item_id: str, text: str) -> None:
    """Numbers of chapters and items, ticks, answers and notes are printed otherwise than the form prints them."""
    assert text_of(report(HANDS), item_id) == text


def test_a_blank_choice_does_not_take_the_next_label_as_its_answer() -> None:
    """The heading behind a blank choice is a heading, though it stands further out."""
    edition = report(
        "Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策\n1. 特定個人情報ファイル名\n検針ファイル\n"
        "2. 特定個人情報の入手（情報提供ネットワークシステムを通じた入手を除く。）\n"
        "リスク１： 目的外の入手が行われるリスク\nリスクへの対策は十分か\n"
        "特定個人情報の入手（情報提供ネットワークシステムを通じた入手を除く。）におけるその他のリスク"
        "及びそのリスクに対する措置\n窓口で確かめる。\n"
    )
    assert text_of(edition, "file[1].risk.acquisition.other") == "窓口で確かめる。"


def test_an_option_beside_its_list_is_the_answer_and_no_label() -> None:
    """A choice printed below its label, without a frame, beside the list of options."""
    edition = report(
        "Ⅰ 基本情報\n1. 特定個人情報ファイルを取り扱う事務\n③対象人数\n"
        "1,000人未満\t＜選択肢＞ 1) 1,000人未満 2) 1,000人以上1万人未満\n"
    )
    assert text_of(edition, "handling.subjects") == "1,000人未満"


def test_a_value_behind_a_long_label_does_not_vanish() -> None:
    """A long label with a short value behind it looks much like the label alone: the value is there all the same."""
    edition = report(
        "Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策\n1. 特定個人情報ファイル名\n検針ファイル\n"
        "2. 特定個人情報の入手（情報提供ネットワークシステムを通じた入手を除く。）\n"
        "特定個人情報の入手（情報提供ネットワークシステムを通じた入手を除く。）におけるその他のリスク"
        "及びそのリスクに対する措置：窓口で確かめる。\n"
    )
    assert text_of(edition, "file[1].risk.acquisition.other") == "窓口で確かめる。"


_CHANGE = "{day}\tⅠ 基本情報 7. 評価実施機関における担当部署 ②所属長の役職名\t{before}\t{after}\t事後\t\n"


@pytest.mark.parametrize("band", ["令和6年度分", "令和6年度", "2024年中の変更", "（参考）"])
def test_a_line_that_divides_the_table_is_no_change(band: str) -> None:
    """The years between the rows, and the sum below them, belong to no item."""
    rows = [
        _CHANGE.format(day="令和6年4月1日", before="課長", after="水道課長"),
        f"{band}\t\t\t\t\t\n",
        _CHANGE.format(day="令和7年4月1日", before="水道課長", after="上下水道課長"),
        "計\t2件\t\t\t\t\n",
    ]
    content = (COVER + "公表日\n令和7年3月31日\n" + TABLE + "".join(rows)).encode()
    edition = only(content)
    assert [r.after for r in edition.changes] == ["水道課長", "上下水道課長"]


@pytest.mark.parametrize(
    "title", ["別紙　変更箇所", "変更箇所一覧表（令和7年10月1日現在）", "北浜町　評価書の変更の経過"]
)
def test_the_tables_own_heading_is_no_part_of_the_last_field(title: str) -> None:
    """Whatever the heading above the change table is called."""
    body = "Ⅴ 開示請求、問合せ\n2. 特定個人情報ファイルの取扱いに関する問合せ\n①連絡先\t水道課\n"
    table = TABLE.replace("（別添３）変更箇所", title)
    edition = only((COVER + "公表日\n令和7年3月31日\n" + body + table).encode())
    assert text_of(edition, "inquiry.contact") == "水道課"


def test_numbers_of_cases_behind_tick_boxes_are_read() -> None:
    """提供 and 移転 with their numbers; a bracket that holds none says nothing."""
    boxes = "[○] 提供を行っている （ 2 ） 件 [○] 移転を行っている （ 13 ） 件 [　] 行っていない"
    text = (
        FILE.format(name="検針台帳", scope="使用者")
        + f"5. 特定個人情報の提供・移転（委託に伴うものを除く。）\n提供・移転の有無\t{boxes}\n"
    )
    read, blank = (
        next(i.text for i in report(body).items if i.item_id == "file[1].provision.use")
        for body in (text, text.replace(" 13 ", "　　"))
    )
    assert read == "[○]提供を行っている（2）件 [○]移転を行っている（13）件 [ ]行っていない"
    assert blank == "[○]提供を行っている（2）件 [○]移転を行っている [ ]行っていない"


def test_a_chapter_may_be_written_otherwise_than_the_list_of_the_chapters_has_it() -> None:
    """The list says Ⅰ 基本情報, the chapter's heading Ⅰ．基本情報: there the chapter begins."""
    chapters = "Ⅰ 基本情報\nⅡ 特定個人情報ファイルの概要\nⅢ リスク対策\n（別添３）　変更箇所\n"
    body = "Ⅰ．基本情報\n1．特定個人情報ファイルを取り扱う事務\n①事務の名称\t水道料金に関する事務\n"
    edition = report(f"項目一覧\n{chapters}\n{body}")
    assert text_of(edition, "handling.name") == "水道料金に関する事務"


def test_filled_and_empty_squares_are_ticks() -> None:
    """Where ■ and □ stand in one line, an empty □ elsewhere is a box that nobody ticked, no lost one."""
    edition = report(
        "Ⅲ リスク対策\n4. 特定個人情報ファイルの取扱いの委託　□委託しない\n"
        "リスクへの対策は十分か\t[十分である]\n8. 監査\n実施の有無\t■自己点検　□内部監査　□外部監査\n",
        cover=COVER.replace("全項目", "重点項目"),
    )
    assert text_of(edition, "risk.outsourcing.none") == "[ ]委託しない"
