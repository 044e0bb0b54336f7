"""Which item a row means where its label leaves it open: by its texts, and by the rows around it."""

from __future__ import annotations

from datetime import date

from printed import FILES, FORM, report, row

from pia_audit.forms.labels import resolve
from pia_audit.model import ChangeRow


def _ids(*rows: ChangeRow) -> list[tuple[str, ...]]:
    return [r.item_ids for r in resolve(rows, report(), FORM)]


def test_the_text_that_stands_there_now_tells_the_file() -> None:
    """Of two files the one whose item holds 変更後 is meant."""
    after = f"{FILES[2]}により事務を適正に行うために使用する。"
    assert _ids(row("3.⑥使用目的", "旧", after)) == [("file[2].use.purpose",)]


def test_a_passage_of_the_text_tells_it_as_well() -> None:
    """変更後 may quote a part of the item."""
    assert _ids(row("Ⅱ2③", "旧", f"{FILES[1]}に記録された")) == [("file[1].basics.scope",)]


def test_the_chain_of_rows_tells_it_further_back() -> None:
    """An older row ends where the newer row of its item begins, and not in today's text."""
    newest = row("Ⅱ(2)3⑥使用目的", "番号の確認に使用する文章。", f"{FILES[2]}により事務を適正に行うために使用する。", 2)
    assert _ids(row("Ⅱ3⑥使用目的", "旧", "番号の確認に使用する文章。"), newest)[0] == ("file[2].use.purpose",)


def test_rows_printed_newest_first_are_the_same_chain() -> None:
    """The order of time follows the dates and not the print."""
    newest = row("Ⅱ(2)3⑥使用目的", "番号の確認に使用する文章。", f"{FILES[2]}により事務を適正に行うために使用する。")
    older = row("Ⅱ3⑥使用目的", "旧", "番号の確認に使用する文章。", 2)
    rows = [_on(newest, date(2024, 4, 1)), _on(older, date(2023, 4, 1))]
    assert _ids(*rows)[1] == ("file[2].use.purpose",)


def test_an_option_tells_a_choice_from_the_words_beside_it() -> None:
    """A number above two fields is the one that can hold the row's texts."""
    assert _ids(row("Ⅱ(1)3⑦", "10人以上50人未満", "10人未満")) == [("file[1].use.user.number",)]
    assert _ids(row("Ⅱ(1)3⑦", "総務課の窓口全部", "市民課第1係の窓口")) == [("file[1].use.user.department",)]


def test_a_field_below_the_one_named_is_meant_where_only_its_text_fits() -> None:
    """Ⅱ2③ with the text of その必要性 is その必要性."""
    assert _ids(row("Ⅱ(1)2③", "旧", f"{FILES[1]}を正確に保つため")) == [("file[1].basics.scope.need",)]


def test_a_plain_label_is_believed_with_a_text_that_is_no_option() -> None:
    """What a choice cannot hold is a wrong text where the label leaves no doubt, and is not moved to another item."""
    assert _ids(row("Ⅱ(1)4 委託事項1 ⑦再委託の有無", "再委託する", "検討中である")) == [
        ("file[1].outsourcing[1].subcontracting",)
    ]


def test_ditto_is_the_item_of_the_row_above() -> None:
    """同上 and an empty label go on with the item above."""
    rows = [row("Ⅰ1②", "a", "b"), row("同上", "b", "c", 2), row("", "c", "d", 3)]
    assert _ids(*rows) == [("handling.outline",)] * 3


def test_ditto_is_not_believed_where_the_item_cannot_hold_the_text() -> None:
    """A sentence below a row about a date is no date."""
    rows = [row("Ⅱ(1)2⑤保有開始日", "平成27年1月1日", "平成28年1月1日"), row("同上", "旧い文", "新しい文章である。", 2)]
    resolved = resolve(rows, report(), FORM)[1]
    assert (resolved.outcome, resolved.candidates) == ("unsure", ("file[1].basics.held_from",))


def test_what_is_told_alone_is_less_probable_than_what_is_written_out() -> None:
    """The score is a probability that grows with what speaks for the item, and never falls with the margin."""
    full = resolve([row("Ⅰ 基本情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の内容 ※")], report(), FORM)[0]
    open_ = resolve([row("Ⅱ2⑥事務担当部署")], report(), FORM)[0]
    assert 0 <= open_.label_score < full.label_score <= 1


def _on(given: ChangeRow, day: date) -> ChangeRow:
    from msgspec.structs import replace

    return replace(given, changed_on=day)


def test_a_passage_between_marks_for_what_is_left_out_tells_it() -> None:
    """A converter may have put the marks in one line with the passage."""
    after = f"（略） {FILES[2]}により事務を適正に行うために使用する。 （略）"
    assert _ids(row("3.⑥使用目的", "（略） 旧 （略）", after)) == [("file[2].use.purpose",)]


def test_a_list_whose_cells_print_each_heading_means_the_fields_themselves() -> None:
    """And none of the fields below one of them: 「③対象となる本人の範囲、⑥事務担当部署」."""
    before, after = (f"③対象となる本人の範囲：{scope}\n⑥事務担当部署：市民課" for scope in ("転入者", "転出者"))
    label = "Ⅱ（住民記録ファイル）2.基本情報 ③対象となる本人の範囲及び⑥事務担当部署"
    assert _ids(row(label, before, after)) == [("file[1].basics.scope", "file[1].basics.department")]
