"""Rows whose texts print the headings of the fields below the one their label names, and labels of many fields."""

from __future__ import annotations

import pytest
from bounded import bounded
from printed import FORM, report, row

from pia_audit.forms.labels import resolve
from pia_audit.forms.labels.spelling import signs_of
from pia_audit.forms.labels.text_headings import headed
from pia_audit.forms.labels.whole_report import names_report
from pia_audit.model import ChangeRow

NAME_AND_HEAD = ("department.name", "department.head")


def _resolved(label: str, before: str, after: str) -> ChangeRow:
    (resolved,) = resolve([row(label, before, after)], report(), FORM)
    return resolved


@pytest.mark.parametrize("label", ["Ⅰ-7", "Ⅰ 基本情報\n7. 評価実施機関における担当部署", "Ⅰ．７．①部署"])
@pytest.mark.parametrize("between", ["：", "\n", "　"])
@pytest.mark.parametrize("break_", ["\n", " "])
def test_the_text_says_which_fields_below_the_heading(label: str, between: str, break_: str) -> None:
    """Each is named before what is said of it, in a line of its own or with its number within one."""
    before, after = (
        break_.join([f"①部署{between}{section}", f"②所属長の役職名{between}{section}長"])
        for section in ("市民課", "戸籍課")
    )
    assert _resolved(label, before, after).item_ids == NAME_AND_HEAD


def test_one_field_below_the_heading() -> None:
    """The label names the heading, both cells the field."""
    assert _resolved("Ⅰ-7", "②所属長の役職名：市民課長", "②所属長の役職名：戸籍課長").item_ids == ("department.head",)


def test_a_group_that_goes_is_no_field_of_it() -> None:
    """What 変更前 quotes of it stands for all of it."""
    resolved = _resolved("Ⅱ(2)-4-委託事項2", "①委託内容：本人確認情報ファイルの帳票の印刷を委託する。", "（削除）")
    assert (resolved.item_ids, resolved.group_ids) == ((), ("file[2].outsourcing[2]",))


def test_a_text_that_only_speaks_of_a_heading() -> None:
    """The names must part the text from its head on, and each must be one field's."""
    headings = {"a": "①部署", "b": "②所属長の役職名"}
    assert headed("担当の①部署：市民課", headings) == ()
    assert headed("部署間で情報を共有する。", headings) == ()
    assert headed("部署：市民課\n所属長の役職名：市民課長", headings) == ("a", "b")


@pytest.mark.parametrize("white_space", ["", "\n", "　", " \t\u2003"])
def test_white_space_within_a_heading(white_space: str) -> None:
    """A text may break it where it has a blank, and nowhere else."""
    headings = {"a": "①事務の　名称", "b": "②事務の概要"}
    assert headed(f"①事務の{white_space}名称：住民票\n②事務の概要：写しの交付", headings) == ("a", "b")
    assert headed("①事\n務の名称：住民票", headings) == ()


@pytest.mark.parametrize(
    "label",
    [
        "その他文中の課名（全体）",
        "評価書中の所管課名",
        "文中の用語の統一",
        "課名（全体）",
        "組織名称（全般）",
        "本文中の部署名の変更",
    ],
)
def test_words_that_stand_in_many_fields(label: str) -> None:
    """They are no field's."""
    assert names_report(label)


@pytest.mark.parametrize(
    "label", ["②事務の内容（全体）", "部署（全体）", "①部署", "所属長の役職名（全体）", "システムの名称"]
)
def test_words_that_are_a_field_s(label: str) -> None:
    """They are, whatever is said behind them."""
    assert not names_report(label)


@pytest.mark.parametrize(
    ("label", "item_id"),
    [
        ("Ⅱ4（１）委託事項1⑥委託先名", "file[1].outsourcing[1].contractor"),
        ("第２　2　（２）⑥事務担当部署", "file[2].basics.department"),
        ("第二章　3.（１）⑦使用の主体　使用部署", "file[1].use.user.department"),
        ("Ⅲ本人確認情報ファイルー3ーリスク２ーリスクに対する措置の内容", "file[2].risk.use.risk2.measures"),
    ],
)
def test_a_file_s_number_or_name_beside_that_of_the_item(label: str, item_id: str) -> None:
    """It stands behind the item's number, or before it with a long vowel's sign for a stroke."""
    resolved = _resolved(label, "", "")
    assert (resolved.item_ids, {"number", "words"} & set(resolved.mismatch)) == ((item_id,), set())


def test_a_long_vowel_is_one_elsewhere() -> None:
    """サーバー2 ends with no stroke."""
    assert signs_of("中間サーバー2").text == "中間サーバー2"


def test_the_ending_of_a_list_is_that_of_each_item() -> None:
    """「Ⅱ-2、Ⅱ-3 …」: the words stand once, behind the last."""
    label = "Ⅱ(1)-4-委託事項1、Ⅱ(1)-4-委託事項2　⑥委託先名"
    assert _resolved(label, "株式会社甲", "株式会社乙").item_ids == (
        "file[1].outsourcing[1].contractor",
        "file[1].outsourcing[2].contractor",
    )


@pytest.mark.parametrize("sign", ["\n", " ", "　", "・", "\r\n", "\n・"])
def test_headings_are_looked_for_in_one_pass(sign: str) -> None:
    """A cell of a hundred thousand empty lines or blanks, with a heading behind them and none before its words."""
    with bounded():
        assert headed(f"課名{sign * 100_000}①部署：市民課", {"a": "①部署", "b": "②所属長の役職名"}) == ()


@pytest.mark.parametrize("lead", ["", "・", "　・ ", "【", "■ 【", "\n\n", "「 "])
def test_what_may_stand_before_a_heading(lead: str) -> None:
    """Bullets, brackets, blanks and empty lines."""
    assert headed(f"{lead}① 部署：市民課", {"a": "①部署", "b": "②所属長の役職名"}) == ("a",)
