"""Labels in the words of an office: other names, numbers of another kind, frames, lists of headings."""

from __future__ import annotations

import pytest
from printed import FORM, report, row

from pia_audit.forms import FormItem, load
from pia_audit.forms.labels import resolve
from pia_audit.model import ChangeRow, Item


def _of_form(form: str) -> list[Item]:
    """The items of a form that has no groups, each with a text of its own."""
    return [
        Item(i.item_id, n, "", i.label, i.kind, _text(i, n), "read", path=i.path, options=i.options)
        for n, i in enumerate(load(form).items)
    ]


def _text(item: FormItem, number: int) -> str:
    if item.options:
        return item.options[-1] if item.kind == "choice" else ""
    return "令和5年4月1日" if item.kind == "date" else f"{number}番の欄に書かれた長い文章"


FORM2 = _of_form("form2-2024")


def _meant(
    label: str, items: list[Item], form: str, after: str = "新しい記載を置いたところ", before: str = "古い記載"
) -> ChangeRow:
    (resolved,) = resolve([row(label, before, after)], items, form)
    return resolved


@pytest.mark.parametrize(
    ("label", "items"),
    [
        ("Ⅰ8 問い合わせ先", "inquiry.contact"),
        ("お問い合わせ先", "inquiry.contact"),
        ("問い合せ先", "inquiry.contact"),
        ("開示等請求先", "disclosure.contact"),
        ("１．関連情報　７．請求先", "disclosure.contact"),
        ("1 関連情報 5 評価実施機関における担当部署 ② 所属長", "department.head"),
        ("担当課", "department.name"),
        ("事務の内容", "handling.outline"),
        ("ファイルの名称", "files.names"),
        ("最優先の対策", "risk.priority.measure"),
        ("2．しきい値判断項目　1．対象人数", "threshold.subjects"),
        ("Ⅱ1 時点", "threshold.subjects_as_of"),
        ("Ⅱ2 時点", "threshold.handlers_as_of"),
        ("Ⅳリスク対策の9「実施の有無」", "risk.audit"),
        (
            "(1) Ⅰ 関連情報\n1. 特定個人情報ファイルを取り扱う事務\n②事務の概要\n"
            "(2) Ⅰ 関連情報\n3. 個人番号の利用\n法令上の根拠",
            "handling.outline number_use.legal_basis",
        ),
        ("Ⅰ１②、Ⅰ３、Ⅰ４②", "handling.outline number_use.legal_basis network.legal_basis"),
    ],
)
def test_a_form_without_groups(label: str, items: str) -> None:
    """The item, or all of them, and neither its number nor its words said to be another's."""
    options = next(i.options for i in FORM2 if i.item_id == items.split()[0]) or ("古い記載", "新しい記載")
    resolved = _meant(label, FORM2, "form2-2024", options[-1], options[0])
    assert resolved.item_ids == tuple(items.split())
    assert not {"number", "words"} & set(resolved.mismatch)


@pytest.mark.parametrize(
    "label", ["記載全般", "全ての項目", "すべて", "全体（様式改正に伴う変更）", "全般（用語の統一）"]
)
def test_the_whole_report(label: str) -> None:
    assert _meant(label, FORM2, "form2-2024").outcome == "report"


@pytest.mark.parametrize(
    ("label", "item"),
    [
        (
            "【Ⅲ リスク対策 (1)住民記録ファイル 3. 使用（紙によるものを除く。） リスク２ リスクに対する措置の内容】",
            "file[1].risk.use.risk2.measures",
        ),
        (
            "Ⅲ リスク対策 (2)本人確認情報ファイル 3. 使用 リスク： 権限のない者による不正な使用 措置の内容",
            "file[2].risk.use.risk2.measures",
        ),
        ("Ⅱ (1)住民記録ファイル 3 ⑥ 利用目的", "file[1].use.purpose"),
        ("２-（２）-３-⑥", "file[2].use.purpose"),
    ],
)  # fmt: skip
def test_frames_and_words_between_names(label: str, item: str) -> None:
    """Brackets round the whole label except nothing; white space parts two names that are one by their sound."""
    resolved = _meant(label, report(), FORM)
    assert resolved.item_ids == (item,)
    assert "words" not in resolved.mismatch


@pytest.mark.parametrize(
    "label",
    [
        "Ⅱ－2－④－その妥当性",
        "特定個人情報ファイルの概要／基本情報／記録される項目／その妥当性",
        "第２章　2　④　その妥当性",
    ],
)
def test_a_level_of_the_form_that_the_report_leaves_out_is_no_contradiction(label: str) -> None:
    """A report that prints その妥当性 beside ④ and not below it: the form's number is right all the same."""
    chapter, basics = "Ⅱ 特定個人情報ファイルの概要", "2. 基本情報"
    items = [
        Item(f"file[1].basics.{name}", n, "", "", "text", text, "read", path=(chapter, basics, last))
        for n, (name, last, text) in enumerate([
            ("recorded", "④記録される項目", "10項目以上"),
            ("recorded.validity", "その妥当性", "台帳を正しく保つため"),
            ("held_from", "⑤保有開始日", "令和5年4月1日"),
        ])
    ]  # fmt: skip
    resolved = _meant(label, items, FORM, "台帳を正しく保つため")
    assert resolved.item_ids == ("file[1].basics.recorded.validity",)
    assert not {"number", "words"} & set(resolved.mismatch)
    wrong = _meant("Ⅱ－2－⑨－その妥当性", items, FORM, "台帳を正しく保つため")
    assert "number" in wrong.mismatch


@pytest.mark.parametrize("label", ["部署番号、所属長", "窓口アンケートの実施年月 部署"])
def test_a_name_beside_words_of_no_form_is_not_taken_in_silence(label: str) -> None:
    """The row may be of something else; only its texts could bear the item out."""
    resolved = _meant(label, FORM2, "form2-2024")
    assert resolved.outcome == "unsure"
    head = next(i for i in FORM2 if i.item_id == "department.head")
    borne_out = _meant("部署番号、所属長", FORM2, "form2-2024", head.text or "")
    assert borne_out.item_ids == ("department.head",)


def test_a_word_of_no_form_is_left_open_where_a_field_says_the_rows_text() -> None:
    """The row surely is of something the report prints: it is not said that there is no such item."""
    systems = next(i for i in FORM2 if i.item_id == "handling.systems")
    resolved = _meant("電算処理の態様", FORM2, "form2-2024", systems.text or "")
    assert (resolved.outcome, resolved.item_ids, resolved.candidates) == ("unsure", (), ("handling.systems",))
    assert _meant("電算処理の態様", FORM2, "form2-2024").outcome == "none"


def test_a_row_of_one_of_many_choices_keeps_them_all_as_its_candidates() -> None:
    """No error may stand on any of them: none is left out because there are many."""
    risks = [
        Item(
            f"file[{f}].risk.use.risk{n}.sufficient", 10 * f + n, "", "", "choice", "十分である", "read",
            path=("Ⅲ リスク対策", "3. 特定個人情報の使用", f"リスク{n}： {n}番目のリスク", "リスクへの対策は十分か"),
            options=("特に力を入れている", "十分である"),
        )
        for f in (1, 2)
        for n in range(1, 10)
    ]  # fmt: skip
    (resolved,) = resolve([row("リスクへの対策は十分か", "特に力を入れている", "十分である")], risks, FORM)
    assert resolved.outcome == "unsure"
    assert set(resolved.candidates) == {i.item_id for i in risks}


def test_numbers_up_to_another_are_a_list() -> None:
    """委託事項1から委託事項2まで names both; the か of から is no month's."""
    wanted = ("file[1].outsourcing[1].contractor", "file[1].outsourcing[2].contractor")
    for words in ("委託事項1から委託事項2まで", "委託事項１～２"):
        assert _meant(f"Ⅱ (1)住民記録ファイル 4 {words} ⑥委託先名", report(), FORM).item_ids == wanted


def test_all_that_stands_below_a_heading_is_the_group() -> None:
    """「①～」 goes on from the first field and names none."""
    resolved = _meant("Ⅱ (1)住民記録ファイル 4 委託事項2 ①～", report(), FORM)
    assert (resolved.outcome, resolved.group_ids) == ("group", ("file[1].outsourcing[2]",))
    assert _meant("Ⅱ (1)住民記録ファイル 4 委託事項2 ①", report(), FORM).item_ids == ("file[1].outsourcing[2].content",)


def test_the_name_of_a_group_is_no_number_of_cases() -> None:
    """「委託事項1　件名」 is no 1件, and no 再委託事項."""
    assert "file[1].outsourcing[1].subcontracted" not in _meant("Ⅱ４　委託事項1　件名", report(), FORM).item_ids


def test_an_item_that_only_the_form_names_in_full_is_that_of_one_of_the_files() -> None:
    """The report prints その必要性 beside ③: its texts tell in which file, and it is not a file of no number."""
    chapter, basics = "Ⅱ 特定個人情報ファイルの概要　({})台帳", "2. 基本情報"
    items = [
        Item(f"file[{f}].{name}", 9 * f + n, "", "", "text", text, "read", path=(chapter.format(f), basics, last))
        for f, need in ((1, "水道料金を決めるため"), (2, "水道料金を集めるため"))
        for n, (name, last, text) in enumerate([
            ("basics.scope", "③対象となる本人の範囲", "給水を受ける者"), ("basics.scope.need", "その必要性", need)
        ])
    ]  # fmt: skip
    label = "Ⅱ　2．基本情報　③対象となる本人の範囲　その必要性"
    assert _meant(label, items, FORM, "水道料金を集めるため").item_ids == ("file[2].basics.scope.need",)
    undecided = _meant(label, items, FORM, "下水道を使うため")
    assert (undecided.outcome, set(undecided.candidates)) == (
        "unsure", {"file[1].basics.scope.need", "file[2].basics.scope.need"},
    )  # fmt: skip


def test_a_circled_number_behind_a_risk_without_number_is_that_of_the_level_below() -> None:
    """「7リスク②」 where the form prints 「リスク：」 and below it ②: no wrong number."""
    risk = ("Ⅲ リスク対策", "7. 特定個人情報の保管・消去", "リスク： 特定個人情報の漏えい・滅失・毀損リスク")
    fields = (("incident_procedure", "①事故発生時手順の策定・周知"), ("incident", "②重大事故が発生したか"))
    items = [
        Item(f"risk.storage.risk.{name}", n, "", "", "text", f"{n}番の文章を置く", "read", path=(*risk, last))
        for n, (name, last) in enumerate(fields)
    ]
    resolved = _meant("Ⅲ7リスク② 重大事故が発生したか", items, "form3-2024", "1番の文章を置く")
    assert resolved.item_ids == ("risk.storage.risk.incident",)
    assert "number" not in resolved.mismatch


@pytest.mark.parametrize("label", ["委託事項2　件名", "委託事項2の業務名"])
def test_the_name_of_a_group_is_its_heading(label: str) -> None:
    """What stands beside 委託事項2 is meant, as where the label ends there."""
    head = "Ⅱ (1)住民記録ファイル 4 "
    named, bare = (_meant(f"{head}{words}", report(), FORM, "再検針") for words in (label, "委託事項2"))
    assert named.group_ids == bare.group_ids == ("file[1].outsourcing[2]",)
    assert named.outcome == bare.outcome == "group"


@pytest.mark.parametrize("label", ["（別添１）事務の概要", "別添1 事務の概要"])
def test_an_annex_that_the_report_does_not_print_is_no_item_of_its_body(label: str) -> None:
    """The body has a field of that name in a chapter: no renumbering makes a chapter of an annex."""
    assert _meant(label, FORM2, "form2-2024", after="図（更新）", before="図").item_ids == ()
