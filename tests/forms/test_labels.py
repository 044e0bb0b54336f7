"""Which item a row means: by its label alone."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace
from printed import FORM, report, row

from pia_audit.forms.labels import resolve
from pia_audit.model import ChangeRow, Item


def _one(label: str, before: str = "", after: str = "") -> ChangeRow:
    (resolved,) = resolve([row(label, before, after)], report(), FORM)
    return resolved


@pytest.mark.parametrize(
    ("label", "item"),
    [
        ("Ⅰ 基本情報\n1. 特定個人情報ファイルを取り扱う事務\n②事務の内容 ※", "handling.outline"),
        ("Ⅰ１．②", "handling.outline"),
        ("1-1-②", "handling.outline"),
        ("I 1 事務の内容の修正について", "handling.outline"),
        ("Ⅱ(2)３⑥", "file[2].use.purpose"),
        ("Ⅱ（２）→３→⑥", "file[2].use.purpose"),
        ("Ⅱ－３－⑥（２）", "file[2].use.purpose"),
        ("Ⅰ 基本情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の内容 【所属長の 役職名】", "handling.outline"),
        ("P.12　「Ⅱ(2)」「3.入手・使用」「⑥使用目的」の記載を変更", "file[2].use.purpose"),
        ("【本人確認情報ファイル】Ⅱ ファイルの概要／3. 特定個人情報の入手・使用／⑥使用目的", "file[2].use.purpose"),
        ("⑥使用目的 3. 特定個人情報の入手・使用 (1)住民記録ファイル Ⅱ", "file[1].use.purpose"),
        ("Ⅱ(一)三⑥", "file[1].use.purpose"),
        ("Ⅰ 基本情報 1. 特定個人情報ファイルを取り扱う事務 2事務の内容", "handling.outline"),
        ("Ⅰ 基本情報 1. 特定個人情報ファイルを取り扱う事務 (2)事務の内容", "handling.outline"),
        ("Ⅰ 1. 取扱 事務 ②事 務の　内 容", "handling.outline"),
        ("Ⅱ(1)-4-(2)-⑥", "file[1].outsourcing[2].contractor"),
        ("Ⅱ（1）４ 委託事項２ ⑥委託先名", "file[1].outsourcing[2].contractor"),
        ("住民記録ファイル 帳票の印刷 委託先名", "file[1].outsourcing[2].contractor"),
        ("Ⅱ(2)4委託 委託事項1 ⑦", "file[2].outsourcing[1].subcontracting"),
        ("Ⅲ(2)３リスク２ 対策は十分か", "file[2].risk.use.risk2.sufficient"),
        ("Ⅲ(1) 3 リスク②リスクに対する措置の内容", "file[1].risk.use.risk2.measures"),
        ("Ⅱ(1)3⑦使用の主体使用者数", "file[1].use.user.number"),
        ("Ⅰ7②所属長", "department.head"),
        ("表紙 公表日", "cover.published_on"),
        ("特記事項", "cover.remarks"),
        ("（別添２）特定個人情報ファイル記録項目 （２）", "annex_records[2]"),
        ("別添2　住民記録ファイル", "annex_records[1]"),
    ],
)
def test_a_label_that_names_one_item_is_understood_however_it_is_written(label: str, item: str) -> None:
    """Numbers, names, abbreviations, separators and the order of levels lead to the one item they name."""
    resolved = _one(label)
    assert (resolved.outcome, resolved.item_ids) == ("item", (item,))


@pytest.mark.parametrize(
    ("label", "items"),
    [
        ("Ⅱ(1)4 委託事項2 ①、⑥", ("file[1].outsourcing[2].content", "file[1].outsourcing[2].contractor")),
        ("Ⅰ1①～②", ("handling.name", "handling.outline")),
        ("Ⅰ1 ①事務の名称、②事務の内容", ("handling.name", "handling.outline")),
        ("Ⅱ(2)4 委託事項1～2 ①委託内容", ("file[2].outsourcing[1].content", "file[2].outsourcing[2].content")),
        ("Ⅰ1②、Ⅰ7①", ("handling.outline", "department.name")),
        ("Ⅱ(1)(2)共通 2.⑥事務担当部署", ("file[1].basics.department", "file[2].basics.department")),
        ("各ファイル共通 3.⑥使用目的", ("file[1].use.purpose", "file[2].use.purpose")),
    ],
)
def test_a_list_names_each_of_its_items(label: str, items: tuple[str, ...]) -> None:
    """A list, a range and 「共通」 give every item they name and no other."""
    resolved = _one(label)
    assert (resolved.outcome, resolved.item_ids) == ("items", items)


def test_a_list_that_is_not_wholly_understood_is_not_taken_for_its_first_item() -> None:
    """Where one part of a list names nothing, the row is unsure and no item is written in silence."""
    assert _one("Ⅰ1②、Ⅰ7⑤").outcome == "unsure"


@pytest.mark.parametrize("label", ["全体", "評価書全般", "様式変更", "（全ページ）"])
def test_the_whole_report(label: str) -> None:
    """Words for the report as a whole name no item."""
    assert _one(label).outcome == "report"


@pytest.mark.parametrize("label", ["存在しない項目", "Ⅶ９", "あいうえお"])
def test_what_names_nothing_printed_is_told_as_that(label: str) -> None:
    """A label that fits by no number and no word has no candidates."""
    resolved = _one(label)
    assert (resolved.outcome, resolved.item_ids, resolved.candidates) == ("none", (), ())


@pytest.mark.parametrize(
    ("label", "group"),
    [
        ("Ⅱ(2) 4 委託事項1", "file[2].outsourcing[1]"),
        ("Ⅱ 特定個人情報ファイルの概要 (2)本人確認情報ファイル", "file[2]"),
        ("Ⅱ(1) 帳票の印刷", "file[1].outsourcing[2]"),
    ],
)
def test_a_label_that_ends_at_a_group_means_the_group(label: str, group: str) -> None:
    """A file or a contractor as a whole is a group, and none of its items."""
    resolved = _one(label, "（新規）", "追加する")
    assert (resolved.outcome, resolved.group_ids, resolved.item_ids) == ("group", (group,), ())


def test_two_items_that_nothing_tells_apart_are_never_guessed_between() -> None:
    """Without its file a label of two files is unsure, with both as candidates."""
    resolved = _one("Ⅱ2⑥事務担当部署", "総務部", "市民生活部市民課窓口係")
    assert (resolved.outcome, resolved.item_ids) == ("unsure", ())
    assert set(resolved.candidates) == {"file[1].basics.department", "file[2].basics.department"}


def test_the_words_win_over_a_wrong_number_and_the_number_is_told() -> None:
    """③事務の内容 is ②事務の内容, its number a mismatch."""
    resolved = _one("Ⅰ 基本情報 1. 特定個人情報ファイルを取り扱う事務 ③事務の内容")
    assert (resolved.item_ids, resolved.mismatch) == (("handling.outline",), ("number",))


@pytest.mark.parametrize(
    "label",
    [
        "Ⅰ1②",
        "Ⅰ－1－②事務の内容（続き）",
        "3ページ Ⅰ基本情報／１．特定個人情報を取り扱う事務／②事務の内容",
        "Ⅰ 基本情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の内容　※",
    ],
)
def test_ways_of_writing_are_no_mismatch(label: str) -> None:
    """Page numbers, separators, ※, names left out or cut short contradict nothing."""
    assert _one(label).mismatch == ()


def test_levels_left_out_are_told() -> None:
    """A label without its section is complete enough to be understood, and told as missing something."""
    assert _one("②事務の内容").mismatch == ("missing",)


def test_what_stands_behind_the_label_is_the_anchor() -> None:
    """The part of the item that a row speaks of is given as it stands."""
    assert _one("Ⅰ1 ②事務の内容\n住民票の写しの交付").anchor == "住民票の写しの交付"
    assert _one("Ⅰ1 ②事務の内容の記載について").anchor == ""


def test_a_group_the_report_no_longer_has_keeps_the_forms_id() -> None:
    """Rows speak of contractors that have gone since; their ids are those the form gives them."""
    resolved = _one("Ⅱ(1) 4. 特定個人情報ファイルの取扱いの委託 委託事項5 ①委託内容")
    assert resolved.item_ids == ("file[1].outsourcing[5].content",)


def test_a_group_under_another_name_is_not_taken_by_its_number() -> None:
    """委託事項2 of another business than the one printed is another contract."""
    assert _one("Ⅱ(1)4 委託事項2 コールセンター業務 ⑥委託先名", "甲社", "株式会社帳票の印刷1").outcome == "unsure"


def test_nothing_but_the_meaning_is_changed() -> None:
    """All else a row carries stays as it was, and its quotes are left for the texts to be split."""
    given = row("Ⅰ1②", "a", "b")
    (resolved,) = resolve([given], report(), FORM)
    blank = replace(
        resolved, outcome="none", item_ids=(), label_score=0.0, mismatch=(), official="", anchor="", candidates=()
    )
    assert blank == given
    assert resolved.official == "Ⅰ 基本情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の内容 ※"


def test_a_groups_own_heading_is_a_field_where_the_texts_are_its_words() -> None:
    """A row that renames a contractor means the heading; one that speaks of the contract as a whole means the group."""
    path = ("Ⅱ 特定個人情報ファイルの概要", "4. 特定個人情報ファイルの取扱いの委託", "委託事項2　帳票の印刷")
    heading = Item("file[1].outsourcing[2].heading", 99, "", "", "text", "委託事項2　帳票の印刷", "read", path=path)
    rows = [
        row("Ⅱ(1)4 委託事項2", "委託事項2　帳票の作成業務", "委託事項2　帳票の印刷"),
        row("Ⅱ(1)4 委託事項2", "－", "追加", 2),
    ]
    renamed, whole = resolve(rows, [*report(), heading], FORM)
    assert renamed.item_ids == ("file[1].outsourcing[2].heading",)
    assert (whole.outcome, whole.group_ids) == ("group", ("file[1].outsourcing[2]",))


@pytest.mark.parametrize("label", ["第三者点検の結果", "法令による特別の手続き"])
def test_kanji_in_words_are_no_numbers_and_no_marks(label: str) -> None:
    """第三者 is no third item, and 手続き no continuation."""
    path = ("Ⅴ 開示請求、問合せ", "1. 開示請求", "⑤法令による特別の手続"), ("Ⅵ 評価実施手続", "4. 第三者点検", "③結果")
    fields = [Item(f"printed.{n}", n, "", "", "text", "", "read", path=p) for n, p in enumerate(path)]
    (resolved,) = resolve([row(label)], fields, FORM)
    assert resolved.item_ids == (f"printed.{int(label[0] == '第')}",)


@pytest.mark.parametrize("mark", ["", "〃", "同 上", "上同", "仝", "同左", "（続き）", "〃\n〃", "同上、同上", "－"])
def test_a_mark_for_the_cell_above_is_the_item_above(mark: str) -> None:
    """Every mark that the reader knows, the resolver knows."""
    rows = resolve([row("Ⅰ7②所属長", "", ""), row(mark, "", "")], report(), FORM)
    assert [r.item_ids for r in rows] == [("department.head",)] * 2


@pytest.mark.parametrize("name", ["委託事項「帳票の印刷」", "委託事項 帳票の印刷", "委託事項2「帳票の印刷」"])
def test_a_group_called_by_its_sort_and_name_contradicts_nothing(name: str) -> None:
    """委託事項 could be cut from ⑨再委託事項; before the group's own name it is what the group is counted as."""
    path = (
        "Ⅱ 特定個人情報ファイルの概要",
        "4. 特定個人情報ファイルの取扱いの委託",
        "委託事項2　帳票の印刷",
        "再委託",
        "⑨再委託事項",
    )
    matter = Item("file[1].outsourcing[2].subcontracted", 99, "", " ".join(path), "text", "封入", "read", path=path)
    label = f"特定個人情報ファイルの概要 住民記録ファイル 特定個人情報ファイルの取扱いの委託 {name} 委託先名"
    (resolved,) = resolve([row(label, "", "")], [*report(), matter], FORM)
    assert (resolved.item_ids, resolved.mismatch) == (("file[1].outsourcing[2].contractor",), ())


def test_a_group_renamed_by_its_name_is_no_item_of_like_name() -> None:
    """委託事項「帳票の印刷」 names the group, and not the ⑨再委託事項 that is printed below it."""
    above = ("Ⅱ 特定個人情報ファイルの概要", "4. 特定個人情報ファイルの取扱いの委託", "委託事項2")
    group = "file[1].outsourcing[2]"
    heading = Item(f"{group}.heading", 98, "", "", "text", "帳票の印刷", "read", path=above)
    path = (*above, "再委託", "⑨再委託事項")
    matter = Item(f"{group}.subcontracted", 99, "", " ".join(path), "text", "封入", "read", path=path)
    (resolved,) = resolve(
        [row("Ⅱ(1)4 委託事項「帳票の印刷」", "封筒の作成", "帳票の印刷")], [*report(), heading, matter], FORM
    )
    assert (resolved.item_ids, resolved.group_ids) == ((), (group,))


@pytest.mark.parametrize("file", ["(2)本人確認情報ファイル ", "【本人確認情報ファイル】", "本人確認情報ファイル　"])
def test_the_chapter_by_its_number_behind_a_files_name(file: str) -> None:
    """3-3 is chapter Ⅲ, item 3, before or behind the file."""
    (resolved,) = resolve([row(f"{file}3-3 リスク2 リスクに対する措置の内容", "", "")], report(), FORM)
    assert (resolved.item_ids, resolved.mismatch) == (("file[2].risk.use.risk2.measures",), ())


def test_bare_names_below_a_row_that_names_their_group() -> None:
    """委託事項2 ①委託内容, then ⑥委託先名 of the same day: the text fits there; one that fits nowhere stays open."""
    rows = [
        replace(row(label, "", after, n), changed_on=date(2024, 4, 1))
        for n, (label, after) in enumerate(
            [
                ("Ⅱ(1)4 委託事項2 ①委託内容", "住民記録ファイルの帳票の印刷を委託する。"),
                ("⑥委託先名", "株式会社帳票の印刷1"),
                ("⑥委託先名", "別の会社"),
            ],
            1,
        )
    ]
    named, below, other = resolve(rows, report(), FORM)
    assert named.item_ids == ("file[1].outsourcing[2].content",)
    assert below.item_ids == ("file[1].outsourcing[2].contractor",)
    assert (other.item_ids, other.outcome) == ((), "unsure")


@pytest.mark.parametrize(
    ("label", "item"), [("Ⅴ２方法", "printed.0"), ("Ⅴ 3方法", "printed.1"), ("Ⅴ②方法", "printed.1")]
)
def test_a_bare_number_behind_the_chapters_is_the_items(label: str, item: str) -> None:
    """Ⅴ2方法 is 2. ①方法, and not the ②方法 of item 3."""
    path = ("Ⅴ 評価実施手続", "2. 意見の聴取 【任意】", "①方法"), ("Ⅴ 評価実施手続", "3. 第三者点検 【任意】", "②方法")
    fields = [Item(f"printed.{n}", n, "", "", "text", "窓口で縦覧した。", "read", path=p) for n, p in enumerate(path)]
    (resolved,) = resolve([row(label, "", "窓口で縦覧した。")], fields, "form3-2018")
    assert resolved.item_ids == (item,)


@pytest.mark.parametrize(
    "label",
    [
        "第3 (2)本人確認情報ファイル 3．リスク2 リスクに対する措置の内容",
        "第3　【本人確認情報ファイル】３ リスク２リスクに対する措置の内容",
        "Ⅲ(2)本人確認情報ファイル3リスク2リスクに対する措置の内容",
    ],
)
def test_the_items_number_right_behind_a_files_name(label: str) -> None:
    (resolved,) = resolve([row(label, "", "")], report(), FORM)
    assert (resolved.item_ids, resolved.mismatch) == (("file[2].risk.use.risk2.measures",), ())
