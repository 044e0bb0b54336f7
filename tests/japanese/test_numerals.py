"""Numbers in digits, kanji and number signs, and the plain view in which they are looked for."""

import pytest
from bounded import bounded
from hypothesis import given, settings
from hypothesis import strategies as st

from pia_audit.japanese.numerals import circled_to_int, int_to_kanji, kanji_to_int, plain, to_int


def spelled(number: int) -> str:
    """The additive kanji spelling of 1 to 9999."""
    numeral = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            numeral += ("" if digit == 1 and sign else "一二三四五六七八九"[digit - 1]) + sign
    return numeral


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十九", 19),
        ("〇", 0),
        ("零", 0),
        ("十", 10),
        ("一十", 10),
        ("百二十", 120),
        ("二千二十四", 2024),
        ("二〇二四", 2024),
        ("", None),
        ("十十", None),
        ("二〇十", None),
        ("19", None),
        ("第十九", None),
    ],
)
def test_kanji(text: str, value: int | None) -> None:
    """Additive and positional kanji numbers are read; anything else is None."""
    assert kanji_to_int(text) == value


@settings(deadline=None)
@given(st.integers(1, 9999))
def test_kanji_round_trip(number: int) -> None:
    """Every number from 1 to 9999 is read back from both kanji spellings."""
    positional = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
    assert kanji_to_int(spelled(number)) == kanji_to_int(positional) == number


@pytest.mark.parametrize(
    ("signs", "first"),
    [
        ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿", 1),
        ("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", 1),
        ("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", 1),
        ("❶❷❸❹❺❻❼❽❾❿⓫⓬⓭⓮⓯⓰⓱⓲⓳⓴", 1),
        ("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ", 1),
        ("ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ", 1),
    ],
)
def test_enclosed(signs: str, first: int) -> None:
    """Each series of number signs counts up from one without a gap, and to_int reads it too."""
    values = list(range(first, first + len(signs)))
    assert [circled_to_int(sign) for sign in signs] == values
    assert [to_int(sign) for sign in signs] == values


@pytest.mark.parametrize("text", ["", "1", "①②", "a", "㋐", "○"])
def test_not_enclosed(text: str) -> None:
    """One number sign and nothing else counts as enclosed."""
    assert circled_to_int(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("19", 19),
        ("１９", 19),
        (" 1 9 ", 19),
        ("十九", 19),
        ("⼗九", 19),
        ("⑲", 19),
        ("1,000", None),
        ("-1", None),
        ("1.5", None),
        ("①9", None),
        ("", None),
        ("1" * 16, None),
    ],
)
def test_to_int(text: str, value: int | None) -> None:
    """A text that is one number is read whatever its notation; signs, decimals and mixtures are not."""
    assert to_int(text) == value


@settings(deadline=None)
@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    """No text makes a reader of numbers fail."""
    for read in (kanji_to_int, circled_to_int, to_int):
        assert read(text) is None or isinstance(read(text), int)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("12年①㋿ 　\n\u200bＡａ平成")))
def test_plain_leads_back(text: str) -> None:
    """Offsets of the plain view rise, stay inside the text, and each leads to the character it was made of."""
    view = plain(text)
    assert len(view.text) == len(view.at)
    assert list(view.at) == sorted(view.at)
    assert all(letter in plain(text[at]).text or letter == " " for letter, at in zip(view.text, view.at, strict=True))


def test_plain_view() -> None:
    """Widths are folded and white space runs become one space, but ① stays apart from digits."""
    assert plain("　令和６\n 年①　").text == "令和6 年① "
    assert plain("平 成 2 9 年 12月").text == "平成29年 12月"
    assert plain("平成 29 年").span(0, 4) == (0, 4)


@pytest.mark.parametrize("text", ["1" * 200_000, "一" * 200_000, "1 " * 100_000, " " * 200_000, "千百十" * 60_000])
def test_hostile_texts_finish(text: str) -> None:
    """Very long texts of digits or spaces are dealt with in linear time."""
    with bounded():
        to_int(text)
        kanji_to_int(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("表の56、65、8\n3、87の項", "表の56、65、83、87の項"),
        ("表の2・10\n8・120の項", "表の2・108・120の項"),
        ("表の2、14及び1\n20の項", "表の2、14及び120の項"),
        ("表の2、5、1\n4、2\n7の項", "表の2、5、14、27の項"),
        # The numbers count upwards as they are: the line's end stands for what joins them.
        ("1、2、3\n4、5の項", "1、2、3 4、5の項"),
        ("3\n5\n8", "3 5 8"),
        ("(1) 5件\n2 廃棄", "(1) 5件 2 廃棄"),
    ],
)
def test_a_number_that_a_line_s_end_cuts_is_whole(text: str, wanted: str) -> None:
    """Where the list counts upwards only so; every sign keeps its place."""
    view = plain(text)
    assert view.text == wanted
    assert all(plain(text[at]).text == sign for sign, at in zip(view.text, view.at, strict=True) if not sign.isspace())


def test_kanji_numbers_are_written_as_laws_do() -> None:
    """There and back."""
    assert [int_to_kanji(n) for n in (0, 7, 10, 14, 87, 100, 108, 123, 2024)] == [
        "〇", "七", "十", "十四", "八十七", "百", "百八", "百二十三", "二千二十四",
    ]  # fmt: skip
    assert all(kanji_to_int(int_to_kanji(n)) == n for n in range(10_000))
