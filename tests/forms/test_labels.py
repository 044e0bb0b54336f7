"""From a 項目 typed by hand to the item of the form."""

from __future__ import annotations

import re

import pytest
from bounded import bounded
from hypothesis import given
from hypothesis import strategies as st

from pia_audit import forms
from pia_audit.forms.labels import resolve

NEWEST = forms.load("form2-2024")
KEYS = forms.keys()
OWN = [(key, item) for key in KEYS for item in forms.load(key).items]
_FULL = {ord(str(d)): chr(0xFF10 + d) for d in range(10)}

# Row by row, read from the report by eye: the item the label means, and what is wrong with the label.
SAMPLE = [
    ("cover.title", ()),
    ("number_use.legal_basis", ()),
    ("network.legal_basis", ()),
    ("threshold.subjects_as_of", ()),
    ("threshold.handlers_as_of", ()),
    ("threshold.subjects", ()),
    ("threshold.subjects_as_of", ()),
    ("threshold.handlers_as_of", ()),
    ("number_use.legal_basis", ("number",)),  # ② where the form has no number
    ("network.legal_basis", ("words",)),  # 情報提供ネットワークによる
    ("threshold.subjects_as_of", ()),
    ("threshold.handlers_as_of", ()),
    ("handling.systems", ("words",)),  # 特定個人情報を取り扱う事務
    ("threshold.subjects_as_of", ()),
    ("threshold.handlers_as_of", ()),
    ("handling.outline", ("number", "words")),  # ③事務の概要
    ("handling.systems", ("words",)),
    ("number_use.legal_basis", ()),
    ("network.legal_basis", ()),
    ("network.legal_basis", ()),
    ("threshold.subjects_as_of", ()),
    ("threshold.handlers_as_of", ()),
    ("number_use.legal_basis", ()),
    ("network.legal_basis", ()),
    ("threshold.subjects_as_of", ()),
    ("threshold.handlers_as_of", ()),
    ("risk.storage.leak", ()),
    ("risk.manual.grounds", ()),
    ("risk.training", ()),
    ("risk.priority.measure", ()),
    ("risk.priority.grounds", ("missing",)),  # no section at all
    ("number_use.legal_basis", ()),
    ("network.legal_basis", ()),
    ("threshold.subjects_as_of", ()),
    ("threshold.handlers_as_of", ()),
    ("handling.outline", ("number", "words")),
    ("number_use.legal_basis", ()),
]


def test_every_label_of_the_sample_names_the_item_a_reader_sees(sample_text: str) -> None:
    """All 37 labels, with what is wrong with each, as read by eye."""
    table = sample_text[sample_text.index("変更日\t項目") :].splitlines()
    rows = [line.split("\t") for line in table if re.match(r"\d{4}/", line)]
    assert len(rows) == len(SAMPLE) == 37
    found = [resolve(r[1], NEWEST, r[2], r[3]) for r in rows]
    assert [(f.item.item_id if f.item else None, f.mismatch) for f in found] == SAMPLE


def test_the_part_of_an_item_a_label_names_is_its_anchor() -> None:
    """What follows the label proper is kept as read: the passage the row speaks of."""
    label = (
        "I 関連情報 4. 情報提供ネットワークシステムによる情報連携 ②法令上の根拠 "
        "1 生活保護法による保護等に関する事務 【情報提供の根拠】"
    )
    found = resolve(label, NEWEST)
    assert found.item is NEWEST.item("network.legal_basis")
    assert found.anchor == "1 生活保護法による保護等に関する事務 【情報提供の根拠】"
    assert found.mismatch == ()


def test_the_mark_of_important_items_does_not_shift_the_anchor() -> None:
    """※ inside or behind the label is no part of it, and the passage that follows is told as read."""
    found = resolve(
        "Ⅰ 関連情報 4. 情報提供ネットワークシステムによる情報連携※ ②法令上の根拠※（注） 2 外国人の措置", NEWEST
    )
    assert found.item is NEWEST.item("network.legal_basis")
    assert found.anchor == "2 外国人の措置"
    assert found.mismatch == ()
    assert found.score == 1.0


def _spellings(path: tuple[str, ...]) -> list[str]:
    label = " ".join(path)
    roman = label.replace("Ⅰ", "I").replace("Ⅱ", "II").replace("Ⅲ", "III").replace("Ⅳ", "IV")
    return [
        label, roman, label.translate(_FULL), "\n".join(path), "\u3000".join(path), "".join(path), f"{label}※",
        " ".join(label), label.replace("（", "(").replace("）", ")").replace("、", "，"), label.replace("【", "〔"),
        re.sub(r"(\d+)\. ", r"\1．", label), re.sub(r"(\d+)\. ", r"\1 ", label),
    ]  # fmt: skip


@pytest.mark.parametrize(("key", "item"), OWN, ids=lambda x: x if isinstance(x, str) else x.item_id)
def test_the_forms_own_label_names_its_item_however_it_is_spelled(key: str, item: forms.FormItem) -> None:
    """Ascii Roman and full-width numbers, line breaks, full-width or no spaces and ※ are no mismatch."""
    for label in _spellings(item.path):
        found = resolve(label, forms.load(key))
        assert found.item is item, label
        assert found.mismatch == (), label
        assert found.anchor == "", label
        assert found.score == 1.0, label


CIRCLED = [i for i in NEWEST.items if re.search("[①②③]", i.label)]


@pytest.mark.parametrize("item", CIRCLED, ids=lambda i: i.item_id)
@pytest.mark.parametrize("number", "①②③④⑨⑳")
def test_a_wrong_circled_number_is_told_and_the_name_decides(item: forms.FormItem, number: str) -> None:
    """③事務の概要 is ②事務の概要 with a wrong number, and not ③システムの名称."""
    label = re.sub("[①②③]", number, item.label)
    found = resolve(label, NEWEST)
    assert found.item is item
    assert found.mismatch == (() if label == item.label else ("number",))


SECTIONED = [i for i in NEWEST.items if re.search(r" \d+\. ", i.label)]


@pytest.mark.parametrize("item", SECTIONED, ids=lambda i: i.item_id)
def test_a_wrong_section_number_is_told_and_the_names_decide(item: forms.FormItem) -> None:
    """The section of another form version, or a slip: 8. 監査 for 9. 監査."""
    for number in range(1, 13):
        label = re.sub(r" \d+\. ", f" {number}. ", item.label)
        found = resolve(label, NEWEST)
        assert found.item is item, label
        assert found.mismatch == (() if label == item.label else ("number",)), label


@pytest.mark.parametrize("item", [i for i in NEWEST.items if len(i.path) > 1], ids=lambda i: i.item_id)
def test_a_dropped_part_is_missing_and_no_more(item: forms.FormItem) -> None:
    """People leave the part's heading out; the item is found all the same and nothing else is wrong."""
    found = resolve(" ".join(item.path[1:]), NEWEST)
    assert found.item is item
    assert found.mismatch == ("missing",)
    assert found.score < 1.0


@pytest.mark.parametrize("item", [i for i in NEWEST.items if len(i.path[-1]) > 9], ids=lambda i: i.item_id)
def test_one_lost_character_is_a_matter_of_words(item: forms.FormItem) -> None:
    """A kanji that print or typing lost changes the words and not the item."""
    last = item.path[-1]
    for at in range(len(last)):
        found = resolve(" ".join([*item.path[:-1], last[:at] + last[at + 1 :]]), NEWEST)
        assert found.item is item, last[:at] + "|" + last[at + 1 :]


@pytest.mark.parametrize(
    "label",
    ["", " ", "\u3000", "業務端末の配置場所", "あ", "1", "①", "Ⅰ", "Ⅳ リスク対策", "Ⅱ しきい値判断項目",
     "全体", "様式の変更", "変更箇所", "第1条", "???", "-", "春はあけぼの。やうやう白くなりゆく山ぎは",
     "name,age,city", "\x00", "\U0001f600"],
)  # fmt: skip
def test_garbage_names_nothing(label: str) -> None:
    """A label that is no item's stays unresolved instead of going to the nearest one."""
    found = resolve(label, NEWEST)
    assert found.item is None
    assert found.candidates == ()


@pytest.mark.parametrize(
    ("label", "among"),
    [
        ("判断の根拠", {"risk.manual.grounds", "risk.priority.grounds"}),
        ("Ⅱ しきい値判断項目 いつ時点の計数か", {"threshold.subjects_as_of", "threshold.handlers_as_of"}),
        ("法令上の根拠", {"number_use.legal_basis", "network.legal_basis"}),
        ("目的外の入手が行われるリスクへの対策は十分か", {"risk.acquisition.off_purpose", "risk.network.off_purpose"}),
        ("1. 対象人数", {"threshold.subjects", "threshold.subjects_as_of"}),
    ],
)
def test_what_fits_several_items_is_no_guess(label: str, among: set[str]) -> None:
    """An ambiguous label stays unresolved and lists what it might mean."""
    found = resolve(label, NEWEST)
    assert found.item is None
    assert {i.item_id for i in NEWEST.items if i.label in found.candidates} >= among


def test_the_rows_values_settle_what_its_label_leaves_open() -> None:
    """対象人数 with a date is the count's day, with a number of people the count."""
    assert resolve("1. 対象人数", NEWEST, "令和2年1月1日時点", "令和3年1月1日時点").item is NEWEST.item(
        "threshold.subjects_as_of"
    )
    assert resolve("1. 対象人数", NEWEST, "不明", "未集計").item is None
    assert resolve("1. 対象人数", NEWEST, "30万人以上", "1,000人以上1万人未満").item is NEWEST.item(
        "threshold.subjects"
    )


def test_an_item_of_an_older_version_is_found_there() -> None:
    """Old rows keep the label of the form of their day: 5. ②所属長 was later 所属長の役職名."""
    found = resolve("Ⅰ 関連情報 5. 評価実施機関における担当部署 ②所属長", NEWEST)
    assert found.item is not None
    assert found.item.item_id == "department.head"


@given(st.text(max_size=200))
def test_no_label_makes_it_fail(label: str) -> None:
    """Any text resolves or does not; the score stays between 0 and 1 and the anchor is part of the label."""
    found = resolve(label, NEWEST)
    assert 0.0 <= found.score <= 1.0
    assert found.anchor in label


@given(
    st.sampled_from(NEWEST.items),
    st.lists(st.tuples(st.integers(0, 200), st.sampled_from(["", "の", "①", "3.", "リスク", " ", "対策"])), max_size=4),
)
def test_a_mangled_label_never_fails(item: forms.FormItem, edits: list[tuple[int, str]]) -> None:
    """Labels with words put in anywhere resolve to some item or none, deterministically."""
    label = item.label
    for at, word in edits:
        label = label[: at % (len(label) + 1)] + word + label[at % (len(label) + 1) :]
    assert resolve(label, NEWEST) == resolve(label, NEWEST)


@pytest.mark.parametrize(
    "label", ["Ⅳ" * 1999, "リスクへの対策は十分か" * 180, "Ⅳ リスク対策 " * 5000, "あ" * 1_000_000]
)
def test_hostile_labels_take_bounded_time(label: str) -> None:
    """A cell of any length in the 項目 column is answered within a second or two."""
    with bounded():
        resolve(label, NEWEST)
