"""Looking only where a sign stands finds what looking everywhere finds."""

import re
import sys
import unicodedata

import polars as pl
import pytest
from effort import effort
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_audit import law
from pia_audit.compare.locate import locate
from pia_audit.japanese import characters, citations, dates, expressions, ladder, lists, numbering, numerals
from pia_audit.japanese.numerals import KANJI_NUMERALS, plain

SIGNS = [
    *"0123456789１２一二十百年月日度元令和平成昭RHS第条項号別表同の法番Aあ①⑴Ⅰ",
    *"()（）・•●○,.，．-―/ \n、。「」",
    "令和",
    "別表第",
]
CITING = ["特定個人情報保護委員会", "個人情報保護条例", "別表第一の15の項", "第19条第7号", "行政機関"]
TEXTS = st.lists(st.sampled_from(SIGNS), max_size=30).map("".join)


@given(TEXTS)
@settings(max_examples=500)
def test_dates_are_looked_for_where_they_can_begin(text: str) -> None:
    """Every date the pattern finds anywhere is found from its beginnings alone."""
    spans = [m.span() for m in dates._matches(text)]
    assert spans == [m.span() for m in dates._date().finditer(text)]


@given(TEXTS)
@settings(max_examples=500)
def test_no_date_is_missed_for_want_of_a_hint(text: str) -> None:
    """A text that is passed over as one without dates holds none."""
    if not dates._HINT.search(text):
        matches = list(dates._date().finditer(plain(text).text.translate(dates._TABLE)))
        spans = [(m, dates._span(m)) for m in matches]
        assert not [m[0] for m, span in spans if span is not None and dates._plausible(m, span)]


def test_every_numeral_is_a_hint_of_a_year() -> None:
    """Whatever sign reads as one numeral: 年 behind it is looked at."""
    numerals = {*"0123456789元", *KANJI_NUMERALS}
    every = (c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) not in ("Cn", "Co", "Cs"))
    missed = [sign for sign in every if plain(sign).text in numerals and not dates._HINT.search(f"{sign}年")]
    assert missed == []


@given(TEXTS)
@settings(max_examples=500)
def test_references_are_looked_for_where_they_can_begin(text: str) -> None:
    """Every reference the pattern finds anywhere begins with one of the signs."""
    begins = {m.start() for m in citations._BEGIN.finditer(text)}
    assert {m.start() for m in citations._reference().finditer(text)} <= begins


@given(TEXTS)
@settings(max_examples=500)
def test_numbering_rules_say_what_they_say_when_they_look_back_first(text: str) -> None:
    """The rules that begin with their sign are the ones that look back first."""
    b = "[・•●○◦◆◇]"
    plainly = (
        r"(?<!\d)(?<!\d\))\((\d{1,2})\)(?!\(?\d)",
        r"(?<!\d)(\d{1,2})[,.](?![\d,.])",
        rf"(?<![\d(]){b}+|(?<!\(){b}+(?![\d・•●○◦◆◇])",
    )
    for (fast, _), slow in zip(numbering.NUMBER_RULES, plainly, strict=True):
        assert [m.span() for m in fast.finditer(text)] == [m.span() for m in re.finditer(slow, text)]


@given(st.lists(st.sampled_from([*SIGNS, *CITING]), max_size=12).map("".join))
@settings(max_examples=500)
def test_what_has_no_sign_of_an_amendment_cites_nothing_by_it(text: str) -> None:
    """An entry that is not asked finds nothing."""
    asked = law.OldCitations(law.amendments()).may_be_in(text)
    assert [a.key for a in law.amendments() if a not in asked and a.cites_old(text)] == []


PUNCTUATION = ladder.Rung.PUNCTUATION
ALONE = [c for c in characters.USUAL_SIGNS if ladder.each_sign(PUNCTUATION)[ord(c)] != ladder.MANY]
USUAL = st.text(st.sampled_from([*ALONE, *"ぁゖァヺ一龥鿿戶漢字ーかが"]), max_size=30)


@given(st.lists(USUAL, min_size=1, max_size=40))
@settings(max_examples=30)  # the texts of one example go through one frame
def test_usual_texts_are_folded_sign_by_sign_to_what_the_whole_way_gives(texts: list[str]) -> None:
    """The short way of the frames, which usual texts take, and the long way agree; and usual texts do take it."""
    usual, _ = expressions.usual_signs()
    frame = pl.DataFrame({"text": texts}).select(
        "text", short=expressions.norm_expr(pl.col("text")), long=expressions.whole_expr(pl.col("text")),
        rare=pl.col("text").str.contains(f"[^{usual}]"),
    )  # fmt: skip
    assert frame["short"].to_list() == frame["long"].to_list() == [ladder.fold(t, PUNCTUATION) for t in texts]
    assert not frame["rare"].any()


@pytest.fixture(scope="module")
def with_pattern() -> tuple[characters.Exchange, characters.Exchange]:
    """Both exchanges after so many signs that they look for the rare ones by a pattern."""
    both = ladder._exchange.__wrapped__(), numerals._exchange.__wrapped__()
    for exchange in both:
        exchange("亜" * exchange.MANY_SIGNS)
        assert exchange.has_pattern
    return both


@given(text=st.one_of(USUAL, TEXTS, st.text(max_size=20)))
@settings(max_examples=1000)
def test_the_frequent_signs_first_or_every_sign_at_once(
    text: str, with_pattern: tuple[characters.Exchange, characters.Exchange]
) -> None:
    """Exchanging the signs met most, and the others only where one is left that may change, exchanges them all."""
    punctuated, plainly = with_pattern
    assert punctuated(text) == text.translate(ladder.each_sign(PUNCTUATION))
    assert plainly(text) == text.translate(numerals._SIGNS)
    assert ladder.fold(text, PUNCTUATION) == ladder._folded_whole(text, PUNCTUATION)


@given(st.lists(st.none() | st.one_of(USUAL, TEXTS, st.text(max_size=20)), max_size=12))
def test_texts_folded_together_are_folded_as_each_alone(texts: list[str | None]) -> None:
    """Each text once, usual or not, and none for null."""
    folded = expressions.norms(pl.Series("any", texts, dtype=pl.String))
    wanted = {text: ladder.fold(text, PUNCTUATION) for text in texts if text is not None}
    assert sorted(folded.rows()) == sorted(wanted.items())
    assert folded.schema == {"text": pl.String, "norm": pl.String}


ENCLOSED = st.lists(st.sampled_from([*SIGNS, *"㈱㊑㊤㈠㉑⒈⓪ⅻがか\u3099ｶﾞ㍻\u200b株"]), max_size=20).map("".join)


@given(st.lists(ENCLOSED, min_size=1, max_size=40))
@settings(max_examples=60)  # the texts of one example go through one frame
def test_letters_are_those_of_every_rung(texts: list[str]) -> None:
    """The numbering rung leaves them and the rung before it has them: so texts whose letters differ meet on no rung."""
    letters = list(map(ladder.letters, texts))
    assert ["".join(filter(ladder.is_letter, ladder.fold(text))) for text in texts] == letters
    frame = pl.DataFrame({"text": texts}).select(expressions.letters_expr(expressions.norm_expr(pl.col("text"))))
    assert frame.to_series().to_list() == letters


def test_letters_of_every_sign() -> None:
    """Of each sign alone, too, in Python and in polars (which may know a later Unicode)."""
    given = (
        *range(0, 0xF1000, effort(1, 9)),
        0xFFFFD,
        0x100000,
        sys.maxunicode - 2,
    )
    every = [c for c in map(chr, given) if unicodedata.category(c) not in ("Cn", "Cs")]
    frame = pl.DataFrame({"sign": every}).select(got=expressions.letters_expr(expressions.norm_expr(pl.col("sign"))))
    wrong = [
        s for s, got in zip(every, frame["got"].to_list(), strict=True)
        if not got == ladder.letters(s) == ladder.letters(ladder.fold(s))
    ]  # fmt: skip
    assert wrong == []


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=500)
def test_a_passage_that_stands_there_word_for_word_is_found_as_it_stands(left: str, middle: str, right: str) -> None:
    """Where one place is found and the words stand there as quoted, the place is theirs."""
    hit = locate(middle, text := left + middle + right)
    if hit is not None and hit.how == "part" and hit.rung is ladder.Rung.IDENTICAL:
        assert text[hit.start : hit.end] == middle


@pytest.mark.parametrize("table", ["別表第一", "別表第二"])
@given(text=TEXTS)
@settings(max_examples=300)
def test_a_table_that_is_cited_is_named(table: str, text: str) -> None:
    """A text that is passed over for want of a table's name does not cite it."""
    cited = {c.table for c in citations.find_citations(text)}
    assert table not in cited or law._names(table, text)


LISTS = st.lists(st.sampled_from([*"0123456789・、,の項~( 第", "及び", "12", "一"]), max_size=12).map("".join)


@given(LISTS)
@settings(max_examples=1000)
def test_the_usual_number_list_is_read_as_any_other(text: str) -> None:
    """A list of digits read at once has the numbers that the pattern for any list finds in it."""
    if lists._DIGITS_ALONE.fullmatch(text):
        matches = lists._number_list()[1].finditer(text)
        assert lists.numbers_in(text) == {str(int(v)) for m in matches for v in m.group("low", "high") if v}
