"""The comparison ladder: what each rung folds away, and what no rung may ever fold away."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from random import Random

import polars as pl
import pytest
from bounded import bounded
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pia_audit.japanese.expressions import norm_expr
from pia_audit.japanese.ladder import EQUAL, Rung, fold, meet, same, similarity
from pia_audit.japanese.placeholders import is_deletion, is_empty
from pia_audit.japanese.spans import as_written, fold_spans

SAMPLE = Path(__file__).parents[2] / "data" / "meguro-14" / "2026-03-18.txt"
FOLDING = [r for r in Rung if r is not Rung.WORDING]

# What official text is made of, and what makes folding hard: combining marks, half-width kana, circled and
# Roman numbers, compatibility characters, dates in all notations, marks that print nothing.
_PIECES = [
    *"あかがはばぱヴーァ漢字番号法第十九条項別表一二東京都民⽇⺠⻑戶",
    *"0123456789０１２９ABCzＡｚ",
    *"ｶﾞﾊﾟｱｰﾞﾟ\u3099\u309a゛゜\u0301´￣",
    *"①②⑳⑴⒈⓪⓵㉑㊀㈠ⅠⅡⅣⅻ㍻㈱℡㎡㌔ﷺ",
    *" \u3000\n\t\r\u200b\ufeff\u00ad\u00a0\ufe00\U000e0100",
    *"、，,。．.・･●〜～~―－—-ー−（）()[]［］【】「」『』:：;；<＞《》*※→",
    "令和8年1月1日", "令和元年9月1日", "令和１年９月１日 時点", "平成31年4月", "R8.5", "2020/3/3", "2020-03-03",
    "令和5年度", "2023/13/45", "13・14・18", "(1)", "（２）", "1)", "1.", "1、", "第19条", "第十九条", "(1)(2)",
    "\U000f0000", "각", "ᄀ", "ᅡ", "ᆨ", "\u09be",
]  # fmt: skip
japanese = st.lists(st.sampled_from(_PIECES), max_size=30).map("".join)
characters = st.characters(exclude_categories=["Cs"])
any_text = st.one_of(japanese, st.text(characters, max_size=40))
# Code points one of the two Unicode versions in use does not know may be folded by one side alone: Python's
# own tables and those polars was built with. Nothing else is left out of the comparison of the two.
known = st.one_of(japanese, st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=40))


@pytest.mark.parametrize(
    ("left", "right", "rung"),
    [
        ("生活保護", "生活保護", Rung.IDENTICAL),
        ("生活 保護", "生活\n保護", Rung.SPACING),
        ("生活　保護", "生活\u200b保護", Rung.SPACING),
        ("何人か", "何 人\r\nか", Rung.SPACING),
        ("葛飾", "葛\U000e0100飾", Rung.SPACING),
        ("第19条", "第１９条", Rung.WIDTH),
        ("システム", "ｼｽﾃﾑ", Rung.WIDTH),
        ("ガイド", "ｶﾞｲﾄﾞ", Rung.WIDTH),
        ("が", "か\u3099", Rung.WIDTH),
        ("が", "か ゛", Rung.WIDTH),
        ("日本", "⽇本", Rung.WIDTH),
        ("住民", "住⺠", Rung.WIDTH),
        ("ABC", "ＡＢＣ", Rung.WIDTH),
        ("(任意)", "（任意）", Rung.WIDTH),
        ("～R8.5", "~R8.5", Rung.WIDTH),
        ("A、B", "A，B", Rung.PUNCTUATION),
        ("〜R8.5", "～R8.5", Rung.PUNCTUATION),
        ("―", "－", Rung.PUNCTUATION),
        ("【再掲】", "(再掲)", Rung.PUNCTUATION),
        ("「A」", "『A』", Rung.PUNCTUATION),
        ("①事務", "(1)事務", Rung.NUMBERING),
        ("① 事務", "1 事務", Rung.NUMBERING),
        ("1、事務", "1 事務", Rung.NUMBERING),
        ("Ⅰ 関連情報", "I 関連情報", Rung.NUMBERING),
        ("㉑事務", "21事務", Rung.NUMBERING),
        ("⓵事務", "①事務", Rung.NUMBERING),
        ("・研修を行う", "研修を行う", Rung.NUMBERING),
        ("●研修を行う", "・研修を行う", Rung.NUMBERING),
        ("第十九条第八号", "第19条第8号", Rung.NUMBERING),
        ("別表第一の15の項", "別表第1の15の項", Rung.NUMBERING),
        ("令和8年1月1日", "2026/1/1", Rung.NUMBERING),
        ("令和元年9月1日時点", "令和1年９月１日 時点", Rung.NUMBERING),
        ("R8.1.1", "令和八年一月一日", Rung.NUMBERING),
        ("十分である", "十分でない", Rung.WORDING),
    ],
)
def test_two_texts_meet_on_the_first_rung_that_joins_them(left: str, right: str, rung: Rung) -> None:
    """Each rung folds its own kind of difference, and no rung before it does."""
    assert meet(left, right) is rung
    assert meet(right, left) is rung
    assert same(left, right) is (rung <= EQUAL)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("13・14・18", "131・418"),
        ("13・14・18", "13・1418"),
        ("13・・14", "1314"),
        ("13・\n・14", "1314"),
        ("9・10・14", "9・10・41"),
        ("第15条", "第16条"),
        ("第十五条", "第十六条"),
        ("第19条第7号", "第19条第8号"),
        ("第1項", "第11項"),
        ("(1)(2)を行う", "(12)を行う"),
        ("①②を行う", "⑫を行う"),
        ("①・②", "12"),
        ("対策は十分か", "対策は不十分か"),
        ("十分である", "不十分である"),
        ("十分に行っている", "十分に行っていない"),
        ("実施する", "実施しない"),
        ("500人以上", "500人未満"),
        ("1,000人以上1万人未満", "1万人以上10万人未満"),
        ("1,000人", "1000万人"),
        ("令和元年9月1日", "令和2年9月1日"),
        ("令和8年1月1日", "平成8年1月1日"),
        ("令和8年1月", "令和8年1月1日"),
        ("2020/1/12", "2020/11/2"),
        ("令和5年", "令和5年度"),
        ("1.5", "15"),
        ("03-5722-9852", "0357229852"),
        ("―", ""),
        ("委託する", "委託しない"),
        ("A及びB", "A又はB"),
    ],
)
def test_what_says_something_else_is_never_equal(left: str, right: str) -> None:
    """No rung down to the one that counts as equal may join two texts of different meaning."""
    assert meet(left, right) is Rung.WORDING
    assert not same(left, right)
    assert similarity(left, right) < 1.0


@given(any_text)
@example("か゛").via("a spacing accent joins the letter before it")
@example("か ゛")
@example("a￣")
@example("⓵⓾⓿")
def test_folding_twice_is_folding_once_below_numbering(text: str) -> None:
    """Fold is idempotent on the rungs that look at characters alone.

    The numbering rung reads what stands round a number and is promised for texts as read only.
    """
    for rung in (Rung.IDENTICAL, Rung.SPACING, Rung.WIDTH, Rung.PUNCTUATION):
        once = fold(text, rung)
        assert fold(once, rung) == once


def test_folding_the_sample_twice_is_folding_it_once(sample_text: str) -> None:
    """On a real report the numbering rung is idempotent too, cell by cell."""
    for cell in (c for line in sample_text.splitlines() for c in line.split("\t")):
        assert fold(fold(cell)) == fold(cell)


@given(any_text, st.sampled_from(list(Rung)))
@example("か \u3099", Rung.WIDTH)
@example("\u200bﾊ\u200bﾟ", Rung.WIDTH)
@example("ᄀ ᅡ\nᆨ", Rung.PUNCTUATION)
@example("x\u0345\u0301 \u0301", Rung.PUNCTUATION)
@example("第十\n九条(1)(2)・13・14", Rung.NUMBERING)
@example("① 令和 ８ 年 １ 月 １ 日 時点②", Rung.NUMBERING)
def test_folding_with_spans_gives_the_same_text(text: str, rung: Rung) -> None:
    """The offsets never change what a text folds to, whatever the text is."""
    assert fold_spans(text, rung).text == fold(text, rung)


@given(any_text, st.sampled_from(list(Rung)))
def test_spans_lie_in_the_text_and_go_forward(text: str, rung: Rung) -> None:
    """Each folded character has a span inside the raw text, none empty, in reading order."""
    folded = fold_spans(text, rung)
    assert folded.raw == text
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert all(0 <= s < e <= len(text) for s, e in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)


@given(japanese, st.data())
def test_the_raw_span_of_a_passage_holds_the_passage(text: str, data: st.DataObject) -> None:
    """A span of the folded text leads to raw text whose own folding holds it: nothing shown is beside the point."""
    folded = fold_spans(text, Rung.PUNCTUATION)
    assume(folded.text)
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    low, high = folded.span(start, end)
    assert folded.text[start:end] in fold(text[low:high], Rung.PUNCTUATION)


def test_an_empty_span_stays_empty() -> None:
    """A place between two characters leads to a place, also at the end."""
    folded = fold_spans("ア イ")
    assert folded.span(1, 1) == (2, 2)
    assert folded.span(2, 2) == (3, 3)
    assert fold_spans("").span(0, 0) == (0, 0)


@given(st.lists(known, min_size=1, max_size=20))
def test_polars_and_python_fold_alike(texts: list[str]) -> None:
    """The expression over frames is the punctuation rung, so what frames settle replay would settle as well."""
    frame = pl.DataFrame({"text": texts}).select(norm=norm_expr(pl.col("text")))
    assert frame.get_column("norm").to_list() == [fold(t, Rung.PUNCTUATION) for t in texts]


def test_polars_and_python_fold_every_character_alike() -> None:
    """The same, one by one for each assigned code point, alone and behind a kana a mark may join."""
    chars = [chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) not in ("Cn", "Cs", "Co")]
    for before in ("", "か"):
        frame = pl.DataFrame({"text": [before + c for c in chars]}).with_columns(norm=norm_expr(pl.col("text")))
        odd = [t for t, norm in frame.iter_rows() if norm != fold(t, Rung.PUNCTUATION)]
        assert odd == []


def test_null_stays_null_in_frames() -> None:
    """A cell that could not be read is not an empty one."""
    frame = pl.DataFrame({"text": [None, ""]}, schema={"text": pl.String})
    assert frame.select(norm_expr(pl.col("text"))).to_series().to_list() == [None, ""]


@given(any_text, any_text)
def test_meeting_is_symmetric(left: str, right: str) -> None:
    """Who stands left does not matter, nor for likeness."""
    assert meet(left, right) is meet(right, left)
    assert same(left, right) is same(right, left)
    assert similarity(left, right) == pytest.approx(similarity(right, left))


@given(any_text, any_text)
@example("2020/3/3 1", "2020/3/31")
@example("令和8年1月 1 受付", "令和8年1月1受付")
def test_what_meets_early_is_the_same(left: str, right: str) -> None:
    """Texts that meet on any rung up to the one that counts as equal are the same, and only those."""
    assert same(left, right) is (meet(left, right) <= EQUAL)


_HALF = {chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)}
_FULL = {v: k for k, v in _HALF.items()}


@given(japanese, st.integers(0, 2**32 - 1).map(Random))
def test_width_and_spacing_never_leave_equal(text: str, random: Random) -> None:
    """A text whose characters change width and whose spaces come and go still says the same."""
    varied = []
    for char in text:
        other = _HALF.get(char) or _FULL.get(char) or char
        varied.append(random.choice([char, other]) + random.choice(["", "", " ", "\n", "\u3000"]))
    assert meet(text, "".join(varied)) <= Rung.WIDTH
    assert same(text, "".join(varied))


def test_every_cell_of_the_sample_survives_variation(sample_text: str) -> None:
    """The same on every cell of a real report: all to full width, all spaces gone, a break after each 、."""
    for cell in {c for line in sample_text.splitlines() for c in line.split("\t")}:
        full = "".join(_HALF.get(c, c) for c in cell)
        assert same(cell, full)
        assert same(cell, "".join(cell.split()))
        assert same(cell, cell.replace("、", "、\n"))
        assert same(cell, unicodedata.normalize("NFD", cell))


_LONG = 100_000


@pytest.mark.parametrize(
    "unit",
    ["あ", "1", "(", "(1)", "・", "①", "1年", "年", "2020/3/3", "2020/", "令和", "令和8年1月1日",
     "第一", "一", "か\u3099", "\u3099", "ﾞ", " ", "a ", "1 ", "R8.", "1.", "第", "ﷺ", "\u0301"],
)  # fmt: skip
def test_hostile_lengths_fold_in_bounded_time(unit: str) -> None:
    """A hundred thousand characters of anything fold in seconds: no pattern backtracks without end."""
    text = (unit * _LONG)[:_LONG]
    with bounded():
        assert fold_spans(text).text == fold(text)


@pytest.mark.parametrize(
    "text", ["―", "－", "-", "—", "ー", "", " ", "（新規）", "新規", "なし", "無し", "(削除)", "該当なし", "－－"]
)
def test_marks_for_nothing(text: str) -> None:
    """The ways a cell says that there was nothing."""
    assert is_empty(text)


@pytest.mark.parametrize("text", ["1", "なしとする", "新規に開始する", "—1", "二", "ABC", "0", "委託なし", "―" * 30])
def test_words_that_are_no_mark(text: str) -> None:
    """A short text that means something is not taken for nothing."""
    assert not is_empty(text)


def test_deletion_marks() -> None:
    """(削除) is a removal; ― is not, it may also say that there never was anything."""
    assert is_deletion("(削除)")
    assert is_deletion("全文削除")
    assert not is_deletion("―")
    assert not is_deletion("削除対象を確認する")


@given(any_text)
def test_marks_never_fail(text: str) -> None:
    """Any text is a mark or none; a deletion that is also an empty mark is no contradiction."""
    assert is_empty(text) in (True, False)
    assert is_deletion(text) in (True, False)


@pytest.mark.parametrize(
    ("text", "words", "written"),
    [
        ("番号法別表第一の主務省令で定める", "別表第1の主務省令", "別表第一の主務省令"),
        ("事前の提出・公表が義務付けられないため", "事前の提出公表が", "事前の提出・公表が"),
        ("そのまま", "そのまま", "そのまま"),
        ("ほかの文", "ここにない", "ここにない"),
        ("", "", ""),
    ],
)
def test_words_are_quoted_as_written(text: str, words: str, written: str) -> None:
    """What was found in the folded text is given back in the text's own signs."""
    assert as_written(text, words) == written
