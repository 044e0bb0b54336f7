"""The form versions as data: every file loads, agrees with itself, and is the form as published."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pia_audit import forms
from pia_audit.forms import Level, option_key
from pia_audit.japanese.ladder import fold

KINDS = {"text", "choice", "date", "flags", "list"}

# The 様式2 of 2024 as its published look gives it, typed here by hand: ids and labels, cover first.
COVER = [
    ("cover.number", "評価書番号"),
    ("cover.title", "評価書名"),
    ("cover.declaration", "個人のプライバシー等の権利利益の保護の宣言"),
    ("cover.remarks", "特記事項"),
    ("cover.agency", "評価実施機関名"),
    ("cover.published_on", "公表日"),
]
ITEMS = [
    ("handling.name", "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ①事務の名称"),
    ("handling.outline", "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の概要"),
    ("handling.systems", "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ③システムの名称"),
    ("files.names", "Ⅰ 関連情報 2. 特定個人情報ファイル名"),
    ("number_use.legal_basis", "Ⅰ 関連情報 3. 個人番号の利用 法令上の根拠"),
    ("network.use", "Ⅰ 関連情報 4. 情報提供ネットワークシステムによる情報連携 ①実施の有無"),
    ("network.legal_basis", "Ⅰ 関連情報 4. 情報提供ネットワークシステムによる情報連携 ②法令上の根拠"),
    ("department.name", "Ⅰ 関連情報 5. 評価実施機関における担当部署 ①部署"),
    ("department.head", "Ⅰ 関連情報 5. 評価実施機関における担当部署 ②所属長の役職名"),
    ("other_agencies", "Ⅰ 関連情報 6. 他の評価実施機関"),
    ("disclosure.contact", "Ⅰ 関連情報 7. 特定個人情報の開示・訂正・利用停止請求 請求先"),
    ("inquiry.contact", "Ⅰ 関連情報 8. 特定個人情報ファイルの取扱いに関する問合せ 連絡先"),
    ("article9.applied", "Ⅰ 関連情報 9. 規則第9条第2項の適用"),
    ("article9.reason", "Ⅰ 関連情報 9. 規則第9条第2項の適用 適用した理由"),
    ("threshold.subjects", "Ⅱ しきい値判断項目 1. 対象人数 評価対象の事務の対象人数は何人か"),
    ("threshold.subjects_as_of", "Ⅱ しきい値判断項目 1. 対象人数 いつ時点の計数か"),
    ("threshold.handlers", "Ⅱ しきい値判断項目 2. 取扱者数 特定個人情報ファイル取扱者数は500人以上か"),
    ("threshold.handlers_as_of", "Ⅱ しきい値判断項目 2. 取扱者数 いつ時点の計数か"),
    (
        "threshold.incident",
        "Ⅱ しきい値判断項目 3. 重大事故 過去1年以内に、評価実施機関において特定個人情報に関する重大事故が発生したか",
    ),
    ("threshold.judgement", "Ⅲ しきい値判断結果 しきい値判断結果"),
    ("risk.submitted_kind", "Ⅳ リスク対策 1. 提出する特定個人情報保護評価書の種類"),
    (
        "risk.acquisition.off_purpose",
        "Ⅳ リスク対策 2. 特定個人情報の入手(情報提供ネットワークシステムを通じた入手を除く。) "
        "目的外の入手が行われるリスクへの対策は十分か",
    ),
    (
        "risk.use.linkage",
        "Ⅳ リスク対策 3. 特定個人情報の使用 "
        "目的を超えた紐付け、事務に必要のない情報との紐付けが行われるリスクへの対策は十分か",
    ),
    (
        "risk.use.unauthorised",
        "Ⅳ リスク対策 3. 特定個人情報の使用 "
        "権限のない者(元職員、アクセス権限のない職員等)によって不正に使用されるリスクへの対策は十分か",
    ),
    ("risk.outsourcing.none", "Ⅳ リスク対策 4. 特定個人情報ファイルの取扱いの委託 委託しない"),
    (
        "risk.outsourcing.misuse",
        "Ⅳ リスク対策 4. 特定個人情報ファイルの取扱いの委託 委託先における不正な使用等のリスクへの対策は十分か",
    ),
    (
        "risk.transfer.none",
        "Ⅳ リスク対策 5. 特定個人情報の提供・移転(委託や情報提供ネットワークシステムを通じた提供を除く。) "
        "提供・移転しない",
    ),
    (
        "risk.transfer.improper",
        "Ⅳ リスク対策 5. 特定個人情報の提供・移転(委託や情報提供ネットワークシステムを通じた提供を除く。) "
        "不正な提供・移転が行われるリスクへの対策は十分か",
    ),
    ("risk.network.none_acquire", "Ⅳ リスク対策 6. 情報提供ネットワークシステムとの接続 接続しない(入手)"),
    ("risk.network.none_provide", "Ⅳ リスク対策 6. 情報提供ネットワークシステムとの接続 接続しない(提供)"),
    (
        "risk.network.off_purpose",
        "Ⅳ リスク対策 6. 情報提供ネットワークシステムとの接続 目的外の入手が行われるリスクへの対策は十分か",
    ),
    (
        "risk.network.improper",
        "Ⅳ リスク対策 6. 情報提供ネットワークシステムとの接続 不正な提供が行われるリスクへの対策は十分か",
    ),
    (
        "risk.storage.leak",
        "Ⅳ リスク対策 7. 特定個人情報の保管・消去 特定個人情報の漏えい・滅失・毀損リスクへの対策は十分か",
    ),
    ("risk.manual.none", "Ⅳ リスク対策 8. 人手を介在させる作業 人手を介在させる作業はない"),
    ("risk.manual.error", "Ⅳ リスク対策 8. 人手を介在させる作業 人為的ミスが発生するリスクへの対策は十分か"),
    ("risk.manual.grounds", "Ⅳ リスク対策 8. 人手を介在させる作業 判断の根拠"),
    ("risk.audit", "Ⅳ リスク対策 9. 監査 実施の有無"),
    ("risk.training", "Ⅳ リスク対策 10. 従業者に対する教育・啓発 従業者に対する教育・啓発"),
    (
        "risk.priority.full_assessment",
        "Ⅳ リスク対策 11. 最も優先度が高いと考えられる対策 全項目評価又は重点項目評価を実施する",
    ),
    ("risk.priority.measure", "Ⅳ リスク対策 11. 最も優先度が高いと考えられる対策 最も優先度が高いと考えられる対策"),
    ("risk.priority.restated", "Ⅳ リスク対策 11. 最も優先度が高いと考えられる対策 当該対策は十分か【再掲】"),
    ("risk.priority.grounds", "Ⅳ リスク対策 11. 最も優先度が高いと考えられる対策 判断の根拠"),
]


def test_the_form_of_2024_is_the_one_typed_here() -> None:
    """It has the cover and exactly the 42 items of the published form, in its order."""
    newest = forms.load("form2-2024")
    assert len(ITEMS) == 42
    assert [i.item_id for i in newest.items] == [i for i, _ in [*COVER, *ITEMS]]
    assert [fold(i.label) for i in newest.items] == [fold(label) for _, label in [*COVER, *ITEMS]]


@pytest.mark.parametrize("key", forms.keys())
def test_a_form_version_agrees_with_itself(key: str) -> None:
    """Ids and labels are unique, kinds known, options fit kinds and stay apart when folded."""
    form = forms.load(key)
    assert form.key == key
    assert form.title in ("基礎項目評価書", "重点項目評価書", "全項目評価書")
    assert form.change_table.endswith("変更箇所")
    ids = [i.item_id for i in form.items]
    assert len(ids) == len(set(ids))
    labels = [fold(i.label) for i in form.items]
    assert len(labels) == len(set(labels))
    for item in form.items:
        assert item.kind in KINDS
        assert bool(item.options) is (item.kind in ("choice", "flags")), item.item_id
        keys = [option_key(o) for o in item.options]
        assert all(keys)
        assert len(keys) == len(set(keys)), item.item_id
        assert all(item.option_of(o) == o for o in item.options)


@pytest.mark.parametrize("key", forms.keys())
def test_references_in_a_form_version_lead_somewhere(key: str) -> None:
    """What makes an item required, exempt or a repetition names items and options of the same version."""
    form = forms.load(key)
    for item in form.items:
        if item.required_when:
            asked, answer = item.required_when
            assert form.item(asked) is not None
            assert form.item(asked).option_of(answer) == answer  # type: ignore[union-attr]
        if item.exempt_by:
            box = form.item(item.exempt_by)
            assert box is not None
            assert box.kind == "flags"
        if item.restates:
            chooser = form.item(item.restates.chosen_by)
            assert chooser is not None
            assert len(chooser.options) == len(item.restates.items)
            for other in item.restates.items:
                original = form.item(other)
                assert original is not None
                assert len(original.options) == len(item.options)


def test_versions_follow_each_other() -> None:
    """Newest first, one after the other."""
    for newer, older in pairwise(forms.versions("様式2")):
        assert newer.in_use_from > older.in_use_from


def test_ids_mean_the_same_in_every_version() -> None:
    """An id that two versions of a form share has one kind, so that texts of two editions may be compared."""
    kinds: dict[tuple[str, str], str] = {}
    for form in map(forms.load, forms.keys()):
        for item in form.items:
            assert kinds.setdefault((form.form, item.item_id), item.kind) == item.kind


def test_unknown_form_versions_and_items() -> None:
    """A key without a file is an error of the caller; an id the version lacks is None."""
    with pytest.raises(KeyError):
        forms.load("form9-1999")
    assert forms.versions("様式9") == ()
    assert forms.load("form2-2014").item("risk.training") is None


@pytest.mark.parametrize(
    "text",
    [
        "十分である",
        "2) 十分である",
        "２）十分である",
        "[十分である]",
        "［ 十分である ］",
        "[\n十分である\n]",
        "☐ 十分である ☐",
        "(2)十分である",
    ],
)
def test_an_option_is_known_in_every_dress(text: str) -> None:
    """Brackets, boxes and the option's number do not make another answer."""
    item = forms.load("form2-2024").item("risk.storage.leak")
    assert item is not None
    assert item.option_of(text) == "十分である"


@pytest.mark.parametrize("text", ["不十分である", "十分", "十分である。", "", "1)", "十分である 課題が残されている"])
def test_what_is_no_option(text: str) -> None:
    """Nothing but the option's own words is the option."""
    item = forms.load("form2-2024").item("risk.storage.leak")
    assert item is not None
    assert item.option_of(text) is None


def test_levels_are_taken_apart() -> None:
    """A level is its number and its name, a ※ note aside."""
    assert Level.of("1. 対象人数").number == "1"
    assert Level.of("②法令上の根拠").number == "②"
    assert Level.of("②法令上の根拠").name_key == "法令上の根拠"
    assert Level.of("Ⅳ リスク対策").number == "Ⅳ"
    assert Level.of("①種類 ※").name_key == "種類"
    assert Level.of("10. 従業者").number_key == "10"
