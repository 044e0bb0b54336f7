"""Cells that say several fields, and what clerks write behind or instead of a quotation."""

from __future__ import annotations

import pytest

from pia_audit.compare.bare_quotations import bare_quotation
from pia_audit.compare.relative_wording import quoted_values
from pia_audit.forms.labels.whole_report import names_report
from pia_audit.japanese.placeholders import is_deletion, is_empty
from pia_audit.model import ChangeRow, Item
from pia_audit.readers.quotes import quoted

_HEAD = ("Ⅱ しきい値判断項目", "1. 対象人数")
_ANSWER = Item(
    item_id="threshold.subjects", seq=1, position="", label="人数", path=(*_HEAD, "対象人数は何人か"), kind="choice",
    text="1万人以上10万人未満", status="read", options=("1,000人以上1万人未満", "1万人以上10万人未満"),
)  # fmt: skip
_DAY = Item(
    item_id="threshold.subjects_as_of", seq=2, position="", label="時点", kind="date",
    path=(*_HEAD, "いつ時点の計数か"),
    text="令和6年4月1日時点", status="read",
)  # fmt: skip


@pytest.mark.parametrize("shape", ["{0} {1}", "{0}（{1}）", "{1}\n{0}"])
def test_the_number_and_its_day_are_told_apart(shape: str) -> None:
    cells = [shape.format("1,000人以上1万人未満", "令和5年4月1日時点"), shape.format(_ANSWER.text, _DAY.text)]
    row = ChangeRow(
        row_no=1,
        changed_on=None,
        changed_on_text="",
        timing=None,
        timing_text="",
        note="",
        label="1.対象人数",
        before=cells[0],
        after=cells[1],
        item_ids=(_ANSWER.item_id, _DAY.item_id),
    )
    (quoted_row,) = quoted([row], [_ANSWER, _DAY], "form2-2024")
    assert {q.item_id: (q.before, q.after) for q in quoted_row.quotes} == {
        _ANSWER.item_id: ("1,000人以上1万人未満", "1万人以上10万人未満"),
        _DAY.item_id: ("令和5年4月1日時点", "令和6年4月1日時点"),
    }


@pytest.mark.parametrize(
    "remark", ["\n※令和6年10月1日から", "（令和6年10月1日変更）", "\n（注）組織改正による", "\n（下線部追加）"]
)
def test_a_remark_behind_a_quotation_is_no_part_of_it(remark: str) -> None:
    text = "台帳を施錠した書庫に保管する。"
    assert bare_quotation(text + remark, text) == text
    assert bare_quotation(text + remark, text + remark) == text + remark
    assert quoted_values("十分である", "課題が残されている" + remark) == ("十分である", "課題が残されている")


def test_what_is_no_remark_stays() -> None:
    assert quoted_values(None, "1,000人未満（任意実施）") == (None, "1,000人未満（任意実施）")
    assert bare_quotation("総合窓口（本庁舎）", "総合窓口") == "総合窓口（本庁舎）"


@pytest.mark.parametrize("words", ["（新規項目）", "項目なし", "様式に該当項目なし", "（未記載）", "特になし"])
def test_words_for_a_field_that_is_not_there(words: str) -> None:
    assert is_empty(words)


def test_words_that_say_something_else() -> None:
    assert is_deletion("（記載削除）")
    assert not is_empty("追加項目の説明を行う")


def test_everywhere_concerned_is_the_whole_report() -> None:
    assert names_report("関係箇所すべて（部署名）")
    assert not names_report("関係部署")


_CONTENT = Item(
    "outsourcing[1].content", 1, "", "①", "text", "運用保守", "read",
    path=("Ⅱ 概要", "4. 委託", "委託事項1", "①委託内容"),
)  # fmt: skip
_HANDLERS = Item(
    "outsourcing[1].handlers", 2, "", "③", "choice", "10人未満", "read",
    path=("Ⅱ 概要", "4. 委託", "委託事項1", "③委託先における取扱者数"), options=("10人未満", "10人以上50人未満"),
)  # fmt: skip
_SECTION = Item(
    "department.name", 1, "", "①", "text", "市民課", "read", path=("Ⅰ 関連情報", "5. 担当部署", "①部署")
)  # fmt: skip
_CHIEF = Item(
    "department.head", 2, "", "②", "text", "市民課長", "read", path=("Ⅰ 関連情報", "5. 担当部署", "②所属長の役職名")
)  # fmt: skip


@pytest.mark.parametrize(
    ("items", "cells", "parts"),
    [
        # numbers alone, where a converter made the breaks blanks; the text stands before the choice and is no ground
        (
            (_CONTENT, _HANDLERS),
            ("①印刷をする。 封入もする。 ③10人未満", "①運用保守 ③10人以上50人未満"),
            {
                _CONTENT.item_id: ("印刷をする。 封入もする。", "運用保守"),
                _HANDLERS.item_id: ("10人未満", "10人以上50人未満"),
            },
        ),
        # the name that the form had before
        (
            (_SECTION, _CHIEF),
            ("①部署：税務課\n②所属長：税務課長", "①部署：市民課\n②所属長：市民課長"),
            {_SECTION.item_id: ("税務課", "市民課"), _CHIEF.item_id: ("税務課長", "市民課長")},
        ),
    ],
)
def test_numbers_and_older_names_part_a_cell(
    items: tuple[Item, ...], cells: tuple[str, str], parts: dict[str, tuple[str, str]]
) -> None:
    row = ChangeRow(1, None, "", "", *cells, None, "", "", item_ids=tuple(item.item_id for item in items))
    (quoted_row,) = quoted([row], items, "form4-2024")
    assert {q.item_id: (q.before, q.after) for q in quoted_row.quotes} == parts
