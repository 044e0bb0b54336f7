"""What a row quotes in signs of its own."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pia_audit.model import ChangeRow, Item
from pia_audit.readers.named_boxes import of_named_boxes
from pia_audit.readers.quotation_signs import (
    with_left_out_in_dots,
    with_quotations_in_dots,
    with_waves_for_lines,
    without_counts,
)
from pia_audit.readers.quotes import quoted

_TEXT = Item(
    "handling.outline", 1, "", "②", "text", "・台帳を整備する。\n・申請を受け付ける。\n・還付を行う。", "read",
    path=("Ⅰ 関連情報", "1. 事務", "②事務の概要"),
)  # fmt: skip
_WAYS = Item(
    "use.ways", 1, "", "入手方法", "flags", "[○]紙 [ ]専用線 [ ]その他", "read",
    path=("Ⅱ 概要", "3. 入手・使用", "②入手方法"), options=("紙", "専用線", "その他"),
)  # fmt: skip


def _row(before: str, after: str) -> ChangeRow:
    return ChangeRow(1, None, "", "", before, after, "事後", "事後", "")


def _cells(row: ChangeRow) -> tuple[str | None, str | None]:
    return row.before, row.after


@pytest.mark.parametrize("break_", ["\n", " "])
@pytest.mark.parametrize("marks", ["(1) (2)", "（１）　（２）　", "① ②"])
def test_numbers_that_count_quotations_are_no_part_of_them(break_: str, marks: str) -> None:
    """The field itself counts nothing."""
    first, second = marks.split() if " " in marks else ("（１）", "（２）")
    before, after = (
        break_.join([f"{first}{a}", f"{second}還付を{b}。"]) for a, b in (("台帳", "する"), ("名簿", "行う"))
    )
    assert _cells(without_counts(_row(before, after), _TEXT)) == ("台帳\n還付をする。", "名簿\n還付を行う。")


def test_numbers_of_the_field_stay() -> None:
    """A field that counts its own lines is quoted with them."""
    counted = replace(_TEXT, text="(1) 台帳を整備する。\n(2) 申請を受け付ける。")
    row = _row("(1) 台帳\n(2) 申請", "(1) 名簿\n(2) 申請")
    assert without_counts(row, counted) == row


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("～\n・申請を受け付ける。\n～", "（略）\n・申請を受け付ける。\n（略）"),
        ("別表5の項（\n～\nR8.5）の規定による。", "別表5の項（\n～\nR8.5）の規定による。"),
        ("～ ・申請を受け付ける。 ～", "（略） ・申請を受け付ける。 （略）"),
        ("台帳を整備する。 ～ 還付を行う。", "台帳を整備する。 （略） 還付を行う。"),
        ("9時 ～ 17時", "9時 ～ 17時"),
        ("～", "～"),
    ],
)
def test_waves_alone_leave_lines_out(cell: str, value: str) -> None:
    """A span of hours leaves out nothing, nor does a cell that is nothing else."""
    assert with_waves_for_lines(_row(cell, cell), _TEXT).after == value


def test_several_quotations() -> None:
    """Each is a passage of its own; quotation marks of the field's own stay."""
    row = _row("「台帳を」\n「還付を行う」", "「名簿を」\n「還付をする」")
    assert _cells(with_quotations_in_dots(row, _TEXT)) == ("…台帳を…\n…還付を行う…", "…名簿を…\n…還付をする…")
    own = replace(_TEXT, text="「名簿を」と「還付をする」")
    assert with_quotations_in_dots(row, own) == row


def test_dots_that_meet_part_two_quotations() -> None:
    """A converter made the line break a blank."""
    row = _row("…台帳を… …還付を行う…", "…名簿を… …還付をする…")
    assert with_left_out_in_dots(row, _TEXT).after == "…名簿を…\n…還付をする…"


@pytest.mark.parametrize(
    ("before", "after", "quotes"),
    [
        ("「紙」に○あり", "「紙」に○なし", ("[○]紙", "[ ]紙")),
        ("紙にチェックなし", "紙にチェックあり", ("[ ]紙", "[○]紙")),
        (
            "「紙」に○あり、「専用線」に○なし",
            "「紙」に○なし、「専用線」に○あり",
            ("[○]紙 [ ]専用線", "[ ]紙 [○]専用線"),
        ),
        ("「紙」に○あり", "「専用線」に○あり", None),
    ],
)
def test_boxes_in_words(before: str, after: str, quotes: tuple[str, str] | None) -> None:
    """Both cells must speak of the same boxes, and each of these must change."""
    row_quotes = of_named_boxes(_row(before, after), _WAYS, _WAYS.options)
    assert (row_quotes and [(q.before, q.after) for q in row_quotes]) == (quotes and [quotes])


def test_an_answer_with_the_fields_below_it() -> None:
    """The answer ends where the name of a field below it begins."""
    group = ("Ⅱ 概要", "4. 委託", "委託事項2")
    content = Item("outsourcing[2].content", 1, "", "", "text", "印刷", "read", path=(*group, "①委託内容"))
    scope = Item(
        "outsourcing[2].scope", 2, "", "", "choice", "ファイルの全体", "read",
        path=(*group, "②範囲"), options=("ファイルの全体", "ファイルの一部"),
    )  # fmt: skip
    row = replace(
        _row("（新規）", "①委託内容：印刷\n②範囲：ファイルの全体\n対象となる本人の数：1万人未満"),
        item_ids=(content.item_id, scope.item_id),
    )
    (result,) = quoted([row], [content, scope], "form4-2024")
    assert {q.item_id: q.after for q in result.quotes} == {content.item_id: "印刷", scope.item_id: "ファイルの全体"}


def test_a_group_s_name_behind_its_number() -> None:
    """システム2（…）を追加 says the name of the system."""
    item = Item(
        "system[2].name", 1, "", "", "text", "電子申請システム", "read",
        path=("Ⅰ 基本情報", "2. システム", "システム2", "①システムの名称"),
    )  # fmt: skip
    row = replace(_row("－", "システム2（電子申請システム）を追加"), item_ids=(item.item_id,))
    (result,) = quoted([row], [item], "form4-2024")
    assert [q.after for q in result.quotes] == ["電子申請システム"]


def test_lines_with_numbers_of_their_own_are_counted() -> None:
    """(1) and (2) count the quotations, ① and ③ are the lines' own."""
    counted = replace(_TEXT, text="①台帳を整備する。\n②申請を受け付ける。\n③還付を行う。")
    row = _row("(1) ①台帳を作る。 (2) ③還付をする。", "(1) ①台帳を整備する。 (2) ③還付を行う。")
    assert without_counts(row, counted).after == "①台帳を整備する。\n③還付を行う。"


@pytest.mark.parametrize("quotation", ["・申請を{}。", "2. 申請を{}。", "電話 03-0000-{}", "②申請を{}。"])
def test_waves_round_all_that_a_cell_quotes(quotation: str) -> None:
    """Whatever the quotation begins and ends with."""
    before, after = (quotation.format(words) for words in ("1234", "5678"))
    row = _row(f"～{before}～", f"～{after}～")
    assert _cells(with_left_out_in_dots(row, _TEXT)) == (f"…{before}…", f"…{after}…")
