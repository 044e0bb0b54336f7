"""Dates in every notation a report uses, alone in a cell, in a column and inside running text."""

import re
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from bounded import bounded
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pia_audit.japanese import dates
from pia_audit.japanese.dates import canonical_dates, find_dates, has_first_year_one, parse_date

ERAS = (("令和", "R", 2018), ("平成", "H", 1988), ("昭和", "S", 1925), ("大正", "T", 1911), ("明治", "M", 1867))
WIDE = str.maketrans("0123456789./-() ", "０１２３４５６７８９．／－（）　")
HOSTILE = ["1" * 200_000, "第" * 200_000, "(" * 200_000, "令和" * 100_000, "1年" * 100_000, "2020/" * 40_000]
HOSTILE += ["令和1 " * 50_000, "一" * 200_000, "令和一" * 60_000, "1" + " " * 200_000, "R1." * 70_000, "年" * 200_000]
HOSTILE += ["2020/1/1" * 25_000, "予定" * 100_000, "～" * 200_000]


def kanji(number: int) -> str:
    """The kanji spelling of 1 to 99."""
    tens, ones = divmod(number, 10)
    many = "" if tens < 2 else "一二三四五六七八九"[tens - 1]
    return many + ("十" if tens else "") + " 一二三四五六七八九"[ones].strip()


def era_of(day: date) -> tuple[str, str, int]:
    """The era whose years run on from ``day``'s calendar year, its letter and the year's number in it."""
    name, letter, base = next(era for era in ERAS if day.year > era[2])
    return name, letter, day.year - base


NOTATIONS: dict[str, Callable[[date], str]] = {
    "slash": lambda d: f"{d.year}/{d.month}/{d.day}",
    "iso": lambda d: d.isoformat(),
    "point": lambda d: f"{d.year}.{d.month}.{d.day}",
    "western": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "padded": lambda d: f"{d.year}年{d.month:02}月{d.day:02}日",
    "era": lambda d: f"{era_of(d)[0]}{era_of(d)[2]}年{d.month}月{d.day}日",
    "first": lambda d: f"{era_of(d)[0]}{era_of(d)[2]}年{d.month}月{d.day}日".replace("和1年", "和元年"),
    "short": lambda d: f"{era_of(d)[1]}{era_of(d)[2]}.{d.month}.{d.day}",
}


def in_kanji(day: date) -> str:
    """A day in its era with kanji numbers, such as 令和六年四月一日."""
    return f"{era_of(day)[0]}{kanji(era_of(day)[2])}年{kanji(day.month)}月{kanji(day.day)}日"


PIECES = ["令和", "平成", "令和1年", "令和元年9月", "R1.9", "R8.", "H30/", "2019-09-01", "2019-09", "2019/"]
PIECES += ["2020年", "年度", "年", "月", "日", "9月1日", "FY2023", "FY", "-", "-5", "/", "/3", "/3/4", "."]
PIECES += ["1", "12", "０", " ", "\n", "（", "）", "～", "時点", "予定", "から", "一", "十", "・", "①", "ー"]
PIECES += ["2 0 2 0 / 1", "㋿", "㋃㏠"]
PIECED = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
DAYS = st.dates(date(1868, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2020/3/3", "2020-03-03", "2020-03-03", "day"),
        ("2020-03-03", "2020-03-03", "2020-03-03", "day"),
        ("2020.3.3", "2020-03-03", "2020-03-03", "day"),
        ("2020年3月3日", "2020-03-03", "2020-03-03", "day"),
        ("令和8年3月18日", "2026-03-18", "2026-03-18", "day"),
        ("令和元年9月1日", "2019-09-01", "2019-09-01", "day"),
        ("令和1年9月1日", "2019-09-01", "2019-09-01", "day"),
        ("平成31年5月1日", "2019-05-01", "2019-05-01", "day"),
        ("平成32年4月1日", "2020-04-01", "2020-04-01", "day"),
        ("H27.3.18", "2015-03-18", "2015-03-18", "day"),
        ("R元.9.1", "2019-09-01", "2019-09-01", "day"),
        ("S64.1.7", "1989-01-07", "1989-01-07", "day"),
        ("明治45年7月29日", "1912-07-29", "1912-07-29", "day"),
        ("平成 29 年 12 月 11 日", "2017-12-11", "2017-12-11", "day"),
        ("平 成 2 9\n年 1 2 月 1 1 日", "2017-12-11", "2017-12-11", "day"),
        ("令和６年４月１日", "2024-04-01", "2024-04-01", "day"),
        ("令和六年四月一日", "2024-04-01", "2024-04-01", "day"),
        ("二〇二四年四月三十日", "2024-04-30", "2024-04-30", "day"),
        ("㋿6年4月1日", "2024-04-01", "2024-04-01", "day"),
        ("令和6年4⽉1⽇", "2024-04-01", "2024-04-01", "day"),
        ("令和8年1月1日 時点", "2026-01-01", "2026-01-01", "day"),
        ("令和8年1月1日現在", "2026-01-01", "2026-01-01", "day"),
        ("令和8年1月1日（木）", "2026-01-01", "2026-01-01", "day"),
        ("2020/3/3 0:00:00", "2020-03-03", "2020-03-03", "day"),
        ("43893", "2020-03-03", "2020-03-03", "day"),
        ("４３８９３", "2020-03-03", "2020-03-03", "day"),
        ("36526", "2000-01-01", "2000-01-01", "day"),
        ("73050", "2099-12-31", "2099-12-31", "day"),
        ("R8.5", "2026-05-01", "2026-05-31", "month"),
        ("（～R8.5）", "2026-05-01", "2026-05-31", "month"),
        ("令和6年2月（予定）", "2024-02-01", "2024-02-29", "month"),
        ("2020/5", "2020-05-01", "2020-05-31", "month"),
        ("令和5年", "2023-01-01", "2023-12-31", "year"),
        ("2023年", "2023-01-01", "2023-12-31", "year"),
        ("令和5年度", "2023-04-01", "2024-03-31", "fiscal-year"),
        ("令和元年度から", "2019-04-01", "2020-03-31", "fiscal-year"),
        ("2023 年 度", "2023-04-01", "2024-03-31", "fiscal-year"),
    ],
)
def test_parse(text: str, start: str, end: str, precision: str) -> None:
    """Each notation is read as the days it stands for, at the right precision."""
    span = parse_date(text)
    assert span is not None
    assert (span.start.isoformat(), span.end.isoformat(), span.precision) == (start, end, precision)


@pytest.mark.parametrize(
    "text",
    [
        *("", "—", "2023/13/45", "令和5年2月30日", "令和0年4月1日", "2023年13月", "36525", "73051", "4389"),
        *("13・14・18", "第9条", "5月8日", "2020/3-3", "①2020/3/3", "2020/3/①", "SR8.5x", "令和", "年月日"),
        "2020/3/3と2020/3/4",
    ],
)
def test_no_date(text: str) -> None:
    """What is impossible, incomplete or no date at all is None."""
    assert parse_date(text) is None


@settings(deadline=None)
@given(DAYS, st.sampled_from([*NOTATIONS.values(), in_kanji]), st.booleans())
def test_round_trip(day: date, notation: Callable[[date], str], wide: bool) -> None:
    """A day written in any notation and either width is read back, alone and inside a text."""
    text = notation(day).translate(WIDE) if wide else notation(day)
    span = parse_date(text)
    assert span is not None
    assert (span.start, span.end, span.precision) == (day, day, "day")
    (date_in_text,) = find_dates(f"変更日 {text} 時点")
    assert (date_in_text.span, date_in_text.text, date_in_text.relation) == (span, text, "as-of")


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_serial_round_trip(day: date) -> None:
    """Excel's serial number of a day is read back as that day."""
    span = parse_date(str((day - date(1899, 12, 30)).days))
    assert span is not None
    assert span.start == day


@settings(deadline=None)
@given(DAYS, st.sampled_from([*NOTATIONS.values(), in_kanji]), st.data())
def test_spaces_anywhere(day: date, notation: Callable[[date], str], data: st.DataObject) -> None:
    """Spaces and line breaks anywhere in a cell do not matter."""
    text = "".join(char + data.draw(st.sampled_from(["", "", " ", "\n", "　"])) for char in notation(day))
    span = parse_date(text)
    assert span is not None
    assert span.start == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("平成31年4月1日時点", [("平成31年4月1日", "as-of")]),
        ("令和5年3月末時点", [("令和5年3月", "as-of")]),
        ("令和 2 年 9 月 23 日 現在", [("令和 2 年 9 月 23 日", "as-of")]),
        ("中間サーバー等(令和5年度から)", [("令和5年度", "from")]),
        ("令和6年4月1日以降は", [("令和6年4月1日", "from")]),
        ("条例別表5の項(～R8.5)", [("R8.5", "until")]),
        ("令和8年3月31日まで", [("令和8年3月31日", "until")]),
        ("R5.4～R8.5", [("R5.4", "from"), ("R8.5", "until")]),
        ("令和8年4月（予定）", [("令和8年4月", "planned")]),
        ("令和8年4月1日から稼働予定", [("令和8年4月1日", "planned")]),
        ("令和6年5月27日施行", [("令和6年5月27日", "in-force")]),
        ("昭和29年5月8日社発第382号", [("昭和29年5月8日", "")]),
        ("平成26年内閣府・総務省令第7号", [("平成26年", "")]),
        ("1 2020/3/3 2 生活", [("2020/3/3", "")]),
        ("2020/3/3 1 生活", [("2020/3/3", "")]),
        ("令和5年4月-6月", [("令和5年4月", "")]),
        ("R6.4月", [("R6.4月", "")]),
        ("第1 令和六年四月一日施行", [("令和六年四月一日", "in-force")]),
    ],
)
def test_find(text: str, expected: list[tuple[str, str]]) -> None:
    """Dates are found inside running text with what the words around them say of them."""
    assert [(date_in_text.text, date_in_text.relation) for date_in_text in find_dates(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        *("13・14・18・20", "第9条第2項", "第382号", "電話 03-5722-9852", "03-2019-1234", "〒153-8573"),
        *("1,000人", "2)/3)", "SR8.5x", "R8.5.1.2", "Ver.R8.5", "2020.3.3.4", "43893", "2023/13/45"),
        *("令和5年2月30日", "19番15号", "2000年代", "大字東2010-12", "M5.3の地震", "1/2020/3/3/4", "①②"),
        *("R8.5GB", "令和5年13月", "2020.5"),
    ],
)
def test_find_nothing(text: str) -> None:
    """Lists, numbers of laws and telephones, versions and impossible days are not dates."""
    assert find_dates(text) == ()


@settings(deadline=None)
@given(PIECED)
def test_found_dates_are_apart_and_exact(text: str) -> None:
    """Found dates are in order, do not overlap, and their text is the raw text at their place."""
    at = 0
    for date_in_text in find_dates(text):
        assert at <= date_in_text.start < date_in_text.end
        assert text[date_in_text.start : date_in_text.end] == date_in_text.text
        assert date_in_text.span.start <= date_in_text.span.end
        at = date_in_text.end


@settings(deadline=None)
@given(PIECED)
def test_canonical_is_idempotent(text: str) -> None:
    """Writing the dates of a text canonically a second time changes nothing."""
    once = canonical_dates(text)
    assert canonical_dates(once) == once


@settings(deadline=None)
@given(DAYS, st.lists(st.sampled_from([*NOTATIONS.values(), in_kanji]), min_size=2, max_size=2), st.booleans())
def test_canonical_joins_notations(day: date, notations: list[Callable[[date], str]], wide: bool) -> None:
    """One day in two notations and widths has one canonical spelling, and its surroundings stay."""
    left, right = (f"対象人数は{notation(day)}時点" for notation in notations)
    assert canonical_dates(left) == canonical_dates(right.translate(WIDE) if wide else right)
    assert canonical_dates(left) == f"対象人数は{day.isoformat()}時点"


@settings(deadline=None)
@given(DAYS, st.sampled_from([NOTATIONS["western"], NOTATIONS["era"], NOTATIONS["first"], in_kanji]), st.data())
def test_canonical_ignores_spaces_inside(day: date, notation: Callable[[date], str], data: st.DataObject) -> None:
    """Spaces inside a date that ends in 日 do not matter, wherever they are."""
    chars = notation(day)
    text = "".join(char + data.draw(st.sampled_from(["", " ", "\n", "　 "])) for char in chars[:-1]) + chars[-1]
    assert canonical_dates(f"は{text}時点") == f"は{day.isoformat()}時点"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和1年9月1日時点", "2019-09-01時点"),
        ("令和元年９月１日 時点", "2019-09-01 時点"),
        ("2019/9/1時点", "2019-09-01時点"),
        ("(～R8.5)", "(～2026-05)"),
        ("（令和５年度から）", "（FY2023から）"),
        ("令和5年の改正", "令和5年の改正"),
        ("日付のない文 13・14 ① ", "日付のない文 13・14 ① "),
    ],
)
def test_canonical(text: str, expected: str) -> None:
    """Days, months and fiscal years are respelled; years alone and all other text stay as they are."""
    assert canonical_dates(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和1年9月1日", ("令和1年",)),
        ("平成１年、令和 1 年度、R1年", ("平成１年", "令和 1 年", "R1年")),
        ("令和一年", ("令和一年",)),
        ("令和11年 2001年 令和元年 R1.9.1 令和1.9.1", ()),
    ],
)
def test_first_year(text: str, expected: tuple[str, ...]) -> None:
    """1年 written for 元年 is listed as read; 11年, 2001年, 元年 and the usual R1.9.1 are not."""
    assert has_first_year_one(text) == expected


def parsed(text: str) -> date | None:
    """The day parse_date reads, None at any other precision."""
    span = parse_date(text)
    return span.start if span and span.precision == "day" else None


@settings(deadline=None)
@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    """No text makes a reader of dates fail."""
    parse_date(text)
    find_dates(text)
    assert canonical_dates(canonical_dates(text)) == canonical_dates(text)
    assert all(part in text for part in has_first_year_one(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_finish(text: str) -> None:
    """Very long repetitive texts are dealt with in linear time."""
    with bounded():
        parse_date(text)
        canonical_dates(text)
        has_first_year_one(text)


def test_text_without_dates_is_cheap() -> None:
    """A long text without a date costs one search, far less than a text of dates."""
    plainly, dated = "特定個人情報ファイルを取り扱う事務" * 20_000, "令和8年3月18日、事務を開始" * 20_000
    taken = []
    for text in (plainly, dated):
        begun = time.process_time()
        assert (canonical_dates(text) == text) == (text is plainly)
        taken.append(time.process_time() - begun)
    assert taken[0] < taken[1]


def test_serial_bounds_are_days() -> None:
    """The first and last serial numbers read are 1 January 2000 and 31 December 2099."""
    assert date(1899, 12, 30) + timedelta(36526) == parsed("36526")
    assert date(1899, 12, 30) + timedelta(73050) == parsed("73050")


AROUND_A_DATE = st.sampled_from([
    *"年月日度元末頃曜水金土二三十〇一令平RH12305./-~()「」、", "令和", "平成", "まで", "から", "時点", "現在", "施行",
    "20", "2021", "/4", "年3月", "3日", "年度",
])  # fmt: skip


@settings(max_examples=1000)
@given(st.lists(AROUND_A_DATE, min_size=1, max_size=9).map("".join))
def test_what_stands_around_a_whole_date_is_read_as_by_one_pattern(text: str) -> None:
    """The date is matched first and the words behind it then: no shorter date would let more words follow. Five digits
    alone are a serial number."""
    assume(not re.fullmatch(r"[0-9]{5}(?:\.0+)?", text))
    whole = re.compile(rf"[(\[「~]*{dates._date().pattern}{dates._TRAIL.pattern}").fullmatch(text)
    assert parse_date(text) == (dates._span(whole) if whole else None)
