"""しきい値判断 against the table as the rules publish it, and which assessment a text names."""

from __future__ import annotations

import pytest

from pia_audit.forms import keys, load
from pia_audit.law import KINDS, kind_of, required

# Band, then the result with few handlers and no incident, then with 500 handlers or more or an incident.
TABLE = {
    "1,000人未満（任意実施）": ("none", "none"),
    "1,000人以上1万人未満": ("basic", "basic"),
    "1万人以上10万人未満": ("basic", "focused"),
    "10万人以上30万人未満": ("focused", "full"),
    "30万人以上": ("full", "full"),
}
CASES = [
    (band, handlers, incident, both[handlers == "500人以上" or incident == "発生あり"])
    for band, both in TABLE.items()
    for handlers in ("500人未満", "500人以上")
    for incident in ("発生なし", "発生あり")
]


@pytest.mark.parametrize(("subjects", "handlers", "incident", "kind"), CASES)
def test_every_combination_of_answers(subjects: str, handlers: str, incident: str, kind: str) -> None:
    """All twenty combinations give what the published table says."""
    assert required(subjects, handlers, incident) == kind


def test_there_are_twenty_combinations() -> None:
    """The cases above are five bands by two by two."""
    assert len(set(CASES)) == 20


@pytest.mark.parametrize("band", TABLE)
def test_answers_in_other_notations(band: str) -> None:
    """Full-width digits and commas, spaces and brackets do not matter."""
    wide = band.translate(str.maketrans("0123456789,（）", "０１２３４５６７８９，()"))
    assert required(f" {wide} ", "５００人以上", "発生 なし") == TABLE[band][1]


@pytest.mark.parametrize(
    "answers",
    [("", "500人未満", "発生なし"), ("2万人", "500人未満", "発生なし"), ("30万人以上", "", "発生なし"),
     ("30万人以上", "500人", "発生なし"), ("30万人以上", "500人未満", ""), ("30万人以上", "500人未満", "なし")],
)  # fmt: skip
def test_an_answer_that_is_no_option_asks_for_nothing(answers: tuple[str, str, str]) -> None:
    """Without three answers of the form there is no result to compare with."""
    assert required(*answers) is None


@pytest.mark.parametrize("key", [k for k in keys() if k.startswith("form2")])
def test_the_options_of_the_forms_are_known(key: str) -> None:
    """Every option that a form prints for Ⅱ gives a result, every option of Ⅲ and Ⅳ1 names a kind."""
    form = load(key)

    def options(item_id: str) -> tuple[str, ...]:
        item = form.item(item_id)
        return item.options if item else ()

    for subjects in options("threshold.subjects"):
        for handlers in options("threshold.handlers"):
            for incident in options("threshold.incident"):
                assert required(subjects, handlers, incident) is not None
    for text in (*options("threshold.judgement"), *options("risk.submitted_kind")):
        assert kind_of(text) is not None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("基礎項目評価の実施が義務付けられる", "basic"),
        ("基礎項目評価及び重点項目評価の実施が義務付けられる", "focused"),
        ("基礎項目評価及び全項目評価の実施が義務付けられる", "full"),
        ("特定個人情報保護評価の実施が義務付けられない", "none"),
        ("特定個人情報保護評価の実施が義務づけられない", "none"),
        ("1,000人未満（任意実施）", "none"),
        ("基礎項目評価書", "basic"),
        ("基礎項目評価書及び重点項目評価書", "focused"),
        ("基礎項目評価書 及び 全項目評価書", "full"),
        ("基 礎 項 目 評 価 書", "basic"),
        ("", None),
        ("評価書", None),
    ],
)
def test_the_kind_a_text_names(text: str, kind: str | None) -> None:
    """The highest assessment named is the kind; 任意 and 義務付けられない are no duty."""
    assert kind_of(text) == kind


def test_kinds_rise() -> None:
    """The order says which kind is less than another."""
    assert KINDS == ("none", "basic", "focused", "full")
