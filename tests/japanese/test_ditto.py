"""Marks for the cell above, and labels that add a level to the one above."""

import pytest

from pia_audit.japanese.ditto import below_ditto, is_ditto, is_rest_mark, under_heading, without_rest_mark

ABOVE = "Ⅰ 関連情報\n5. 評価実施機関における担当部署\n①部署"


MARKS = ["〃", "同", "″", '"', "＂", "”", "々", "仝", "同上", "（同上）", "同　上", "同日", "同左", "上に同じ"]
NO_MARKS = ["", "－", "同意", "上", "Ⅰ", "（続き）", "同上 ②", "同左の事務のほか次の事務を行う。"]
RESTS = ["（続き）", "続き", "(同上つづき)", "つづき", "（続）", "前頁からの続き", "〃（続き）", "【続き】"]


@pytest.mark.parametrize("text", MARKS)
def test_marks_for_the_cell_above(text: str) -> None:
    """Signs and words that stand for the cell above, however they are spaced or bracketed."""
    assert is_ditto(text)


@pytest.mark.parametrize("text", NO_MARKS)
def test_other_cells_are_no_marks(text: str) -> None:
    """An empty cell, a dash, and words that begin alike mean themselves."""
    assert not is_ditto(text)


@pytest.mark.parametrize("text", RESTS)
def test_words_for_a_row_that_goes_on(text: str) -> None:
    """What says that the row is the rest of the one above."""
    assert is_rest_mark(text)


@pytest.mark.parametrize("text", ["手続き", "手続", "続柄", "", "同上"])
def test_other_words_do_not_go_on(text: str) -> None:
    """手続き ends alike and is the name of a thing."""
    assert not is_rest_mark(text)
    assert without_rest_mark(text) is None


def test_a_label_may_end_with_the_word() -> None:
    """②事務の概要（続き） is ②事務の概要."""
    assert without_rest_mark("②事務の概要（続き）") == "②事務の概要"


@pytest.mark.parametrize(
    ("label", "addition", "whole"),
    [
        ("同上 ②", "②", "Ⅰ 関連情報\n5. 評価実施機関における担当部署\n②"),
        ("〃②所属長の役職名", "②所属長の役職名", "Ⅰ 関連情報\n5. 評価実施機関における担当部署\n②所属長の役職名"),
        ("同②", "②", "Ⅰ 関連情報\n5. 評価実施機関における担当部署\n②"),
        ("同上 6. 他の評価実施機関", "6. 他の評価実施機関", "Ⅰ 関連情報\n6. 他の評価実施機関"),
        ("同上　所属長", "所属長", "Ⅰ 関連情報\n5. 評価実施機関における担当部署\n所属長"),
    ],
)
def test_a_label_below_the_heading_above(label: str, addition: str, whole: str) -> None:
    """The mark stands for the heading above; what follows takes the place of its level."""
    assert below_ditto(label) == addition
    assert under_heading(ABOVE, addition) == whole


@pytest.mark.parametrize("label", ["同意の取得", "同上", "同上（続き）", "②事務の概要"])
def test_a_label_of_its_own(label: str) -> None:
    """Labels that do not add a level to the one above."""
    assert below_ditto(label) is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("同上（前の行の記載のとおりであり、あらためて書かないこととするもの）", True),
        ("　" * 20 + "( 同 " + "　" * 20 + "上 )", True),
        ("〃" + " " * 40 + "〃", True),
        ("同上の項目に加えて、前の行に書いた二つの項目の記載もあらためたもの", False),
        ("Ⅱ 特定個人情報ファイルの概要 ２．基本情報 ③対象となる本人の範囲", False),
    ],
)
def test_a_mark_may_be_long_by_its_remark_and_its_blanks(text: str, is_one: bool) -> None:
    assert len(text) > 30
    assert is_ditto(text) is is_one
