"""Numbers of a label's levels in other scripts and brackets than the form's."""

from __future__ import annotations

import pytest
from bounded import bounded
from printed import FILES, FORM, report, row

from pia_audit.forms.labels import resolve
from pia_audit.forms.labels.fields import form_index
from pia_audit.forms.labels.slots import taken_apart
from pia_audit.forms.labels.whole_report import names_report
from pia_audit.model import Item


def _meant(label: str, after: str = "") -> tuple[tuple[str, ...], set[str]]:
    (resolved,) = resolve([row(label, after=after)] if after else [row(label)], report(), FORM)
    return resolved.item_ids, {"number", "words"} & set(resolved.mismatch)


@pytest.mark.parametrize(
    ("label", "item_id"),
    [
        # the circle's number in kana, small Roman numerals, kanji, brackets
        ("Ⅱ 住民記録ファイル 3 カ使用目的", "file[1].use.purpose"),
        ("Ⅱ 本人確認情報ファイル 3 ⅵ使用目的", "file[2].use.purpose"),
        ("Ⅱ 本人確認情報ファイル 3.【6】使用目的", "file[2].use.purpose"),
        ("第二章 住民記録ファイル 四 委託事項2 六委託先名", "file[1].outsourcing[2].contractor"),
        # the item's number in brackets, where it might be a file's
        ("Ⅱ（２）－(2)本人確認情報ファイル－（６）事務担当部署", "file[2].basics.department"),
        ("2-(1)住民記録ファイル-4-委託事項②-(6)", "file[1].outsourcing[2].contractor"),
        ("二－（本人確認情報ファイル）－四－委託事項1－（６）委託先名", "file[2].outsourcing[1].contractor"),
        ("Ⅲの（３）の(2)本人確認情報ファイルのリスク２のリスクに対する措置の内容", "file[2].risk.use.risk2.measures"),
        # groups
        ("Ⅱ（4）・住民記録ファイル・委託2・⑥委託先名", "file[1].outsourcing[2].contractor"),
        ("第二章 ファイル2 四 委託事項（2件目） ①委託内容", "file[2].outsourcing[2].content"),
    ],
)
def test_numbers_in_other_scripts(label: str, item_id: str) -> None:
    """They name the item as the form's own numbers do, and contradict nothing."""
    assert _meant(label) == ((item_id,), set())


@pytest.mark.parametrize(
    ("label", "item_ids"),
    [
        ("Ⅲ 3 リスク２ アクセス権限の管理", ("file[].risk.use.risk2.access",)),
        ("第 三 者 点 検 の 結 果", ("procedure.third_party.result",)),
        *((sign, ()) for sign in ("ⅱ", "ア", "三")),
    ],
)
def test_words_that_begin_with_such_a_sign(label: str, item_ids: tuple[str, ...]) -> None:
    """They are no numbers, and a number alone names nothing."""
    assert _meant(label)[0] == item_ids


@pytest.mark.parametrize("label", ["Ⅰ～Ⅵ", "Ⅱ～Ⅲ", "表紙～Ⅴ", "全章", "全章共通", "共通"])
def test_from_one_chapter_to_another(label: str) -> None:
    """It is no one item."""
    assert names_report(label)


def test_long_labels() -> None:
    """Labels of nothing but such signs are read in bounded time."""
    with bounded():
        for sign in ("ア", "一", "ⅰ", "（1）", "委託（1件目）", ",", "\n", ".", " "):
            _meant(sign * 20_000)


@pytest.mark.parametrize(
    ("label", "item_id"),
    [
        # the chapter's and the item's number before each level
        (
            "Ⅱ 特定個人情報ファイルの概要（2）本人確認情報ファイル Ⅱ-3. 特定個人情報の入手・使用 Ⅱ-3-⑥使用目的",
            "file[2].use.purpose",
        ),
        ("Ⅱ（住民記録ファイル）\nⅡ-4. 委託\nⅡ-4-委託事項2\nⅡ-4-⑥委託先名", "file[1].outsourcing[2].contractor"),
        # the item's number before a file's name in brackets
        ("項番Ⅲ－3（本人確認情報ファイル） リスク2 リスクへの対策は十分か", "file[2].risk.use.risk2.sufficient"),
        ("Ⅱ－2　（本人確認情報ファイル） ⑥事務担当部署", "file[2].basics.department"),
        # a file's number in words, and a chapter's printed small
        (
            "2つ目のファイル（本人確認情報ファイル） Ⅱ 特定個人情報ファイルの概要 2. 基本情報 ⑥事務担当部署",
            "file[2].basics.department",
        ),
        ("1つ目のファイル Ⅱ 2. 基本情報 ⑥事務担当部署", "file[1].basics.department"),
        ("ⅱ、特定個人情報ファイルの概要（2）本人確認情報ファイル 3 ⑥使用目的", "file[2].use.purpose"),
        # a circle in words
        ("Ⅱ 本人確認情報ファイル 3 丸6 使用目的", "file[2].use.purpose"),
        ("Ⅱ 住民記録ファイル 4 委託事項2 マル6", "file[1].outsourcing[2].contractor"),
    ],
)
def test_numbers_however_often_and_in_words(label: str, item_id: str) -> None:
    """They name one item, and contradict nothing."""
    assert _meant(label) == ((item_id,), set())


def test_a_list_with_the_numbers_before_each_item_stays_a_list() -> None:
    """「Ⅱ-2-③、Ⅱ-2-⑥」 names two items of one section."""
    ids, _ = _meant("Ⅱ-2-③対象となる本人の範囲（住民記録ファイル）、Ⅱ-2-⑥事務担当部署（住民記録ファイル）")
    assert ids == ("file[1].basics.scope", "file[1].basics.department")


def test_a_word_cut_behind_its_first_sign_is_no_number() -> None:
    """「ア クセス」 of a name that white space cuts is no ①."""
    cut = "Ⅲ3 リスク２：権限のない者（元職員、ア クセス権限のない職員等）によって不正に使用されるリスク その他の措置"
    label_hints = taken_apart(cut, form_index("form3-2018").lexicon).hints
    assert not any(hint.kind == "circled" for hint in label_hints)


@pytest.mark.parametrize(
    "label",
    [
        "全項目　Ⅱ（本人確認情報ファイル） 3 ⑥使用目的",
        "（全項目評価書）Ⅱ（本人確認情報ファイル） 3 ⑥使用目的",
        "特定個人情報保護評価書（全項目評価書） Ⅱ（本人確認情報ファイル） 3 ⑥使用目的の内容",
    ],
)
def test_the_forms_name_before_a_label(label: str) -> None:
    """It names no item, 「全項目」 no 全ての記録項目."""
    assert _meant(label) == (("file[2].use.purpose",), set())


def test_a_field_that_the_form_has_below_the_one_named_before_it() -> None:
    """The report prints both beside each other; the label names the lower one in full."""
    use, file = ("Ⅱ 特定個人情報ファイルの概要", "3. 特定個人情報の入手・使用"), FILES[2]
    beside = [
        Item("file[2].use.purpose.change_validity", 90, "", "変更の妥当性", "text", "変わらない。", "read",
             path=(*use, "変更の妥当性"))
    ]  # fmt: skip
    items = report()
    at = next(n for n, item in enumerate(items) if item.item_id == "file[2].use.purpose") + 1
    (resolved,) = resolve([row(f"Ⅱ（2）{file} 3 ⑥使用目的 変更の妥当性")], [*items[:at], *beside, *items[at:]], FORM)
    assert resolved.item_ids == ("file[2].use.purpose.change_validity",)


@pytest.mark.parametrize(
    "label", ["評価書　特記事項", "表紙＞特記事項", "特定個人情報保護評価書の特記事項", "全項目評価書・特記事項"]
)
def test_a_field_of_the_cover_below_the_reports_own_name(label: str) -> None:
    """The name of the report before it contradicts nothing."""
    assert _meant(label) == (("cover.remarks",), set())
