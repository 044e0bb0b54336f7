"""Short names of items say where the item is and end where a person would stop."""

from __future__ import annotations

import pytest

from pia_audit import forms
from pia_audit.reports.item_names import short_name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Ⅱ しきい値判断項目 1. 対象人数 評価対象の事務の対象人数は何人か", "Ⅱ1 対象人数"),
        ("Ⅱ しきい値判断項目 1. 対象人数 いつ時点の計数か", "Ⅱ1 対象人数 いつ時点の計数か"),
        ("Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の概要", "Ⅰ1 ②事務の概要"),
        ("Ⅰ 関連情報 2. 特定個人情報ファイル名", "Ⅰ2 特定個人情報ファイル名"),
        ("Ⅳ リスク対策 10. 従業者に対する教育・啓発 従業者に対する教育・啓発", "Ⅳ10 従業者に対する教育・啓発"),
        ("Ⅳ リスク対策 8. 人手を介在させる作業 人手を介在させる作業はない", "Ⅳ8 人手を介在させる作業はない"),
        ("Ⅲ しきい値判断結果 しきい値判断結果", "Ⅲ しきい値判断結果"),
        (
            "Ⅱ 特定個人情報ファイルの概要 税ファイル 4. 特定個人情報ファイルの取扱いの委託 "
            "委託事項2 再委託 ⑧再委託の許諾方法",
            "Ⅱ4 税ファイル 委託事項2 再委託 ⑧再委託の許諾方法",
        ),
        (
            "Ⅲ リスク対策 ※（７．②を除く。） 3. 特定個人情報の使用 "
            "リスク２： 権限のない者によって使用されるリスク リスクへの対策は十分か",
            "Ⅲ3 リスク２ リスクへの対策は十分か",
        ),
        (
            "Ⅳ リスク対策 11. 最も優先度が高いと考えられる対策 判断の根拠",
            "Ⅳ11 最も優先度が高いと考えられる対策 判断の根拠",
        ),
        (
            "Ⅲ リスク対策 ※（７．②を除く。） 2. 特定個人情報の入手（窓口での入手を除く。） "
            "特定個人情報の入手（窓口での入手を除く。）におけるその他のリスク及びそのリスクに対する措置",
            "Ⅲ2 入手 その他のリスク及びそのリスクに対する措置",
        ),
        (
            "Ⅲ リスク対策 3. 特定個人情報の使用 リスク２： 権限のない者のリスク 利用者の認証の管理 具体的な管理方法",
            "Ⅲ3 リスク２ 利用者の認証の管理 具体的な管理方法",
        ),
        (
            "Ⅳ リスク対策 3. 特定個人情報の使用 "
            "目的を超えた紐付け、事務に必要のない情報との紐付けが行われるリスクへの対策は十分か",
            "Ⅳ3 使用 目的を超えた紐付け、事務に必要…が行われるリスクへの対策は十分か",
        ),
        ("評価書名", "評価書名"),
        ("", ""),
        ("（別添２）変更箇所 備考", "別添２ 備考"),
    ],
)
def test_a_name_is_short(label: str, name: str) -> None:
    """Chapter and number, the group, the last name; what only repeats the heading goes."""
    assert short_name(label) == name


@pytest.mark.parametrize("key", forms.keys())
def test_every_item_of_every_form_has_one(key: str) -> None:
    """None is empty or long, each begins with its chapter, no two are the same, and hardly any leaves words out."""
    names = [short_name(item.label) for item in forms.load(key).items]
    assert len(set(names)) == len({item.label for item in forms.load(key).items})
    assert sum("…" in name for name in names) <= 4
    for item in forms.load(key).items:
        name = short_name(item.label)
        assert 0 < len(name) <= 60
        assert name[0] == item.label[0] or name.startswith("別添")
