"""変更日 as a day with words around it, a month, a year or a range."""

import pytest
from bounded import bounded

from pia_audit.japanese.intervals import interval_of

HOSTILE = ["令和3年4月1日・" * 40, "～" * 80, "R3.4～" * 16, "1/1/" * 20, "(" * 80]
HOSTILE += ["令和" * 40, "翌年" * 40, "1" * 100_000]
NO_DATES = ["", "不明", "随時", "2021年春", "令和3年上半期", "令和6年13月1日", "毎年4月1日", "〃"]
NO_DATES += ["令和3年2月30日～3月1日"]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2018.3.28", "2018-03-28", "2018-03-28"),
        ("20180328", "2018-03-28", "2018-03-28"),
        ("18/3/28", "2018-03-28", "2018-03-28"),
        ("3/4/1", "2021-04-01", "2021-04-01"),
        ("平成30年3月28日公表", "2018-03-28", "2018-03-28"),
        ("平成30年3月28日(予定)", "2018-03-28", "2018-03-28"),
        ("令和元年5月１日 付け", "2019-05-01", "2019-05-01"),
        ("平成29年6月30日（第3版）", "2017-06-30", "2017-06-30"),
        ("令和3年4月1日（令和2年度第2回）", "2021-04-01", "2021-04-01"),
        ("令和3年4月1日　課名変更", "2021-04-01", "2021-04-01"),
    ],
)
def test_a_day_is_one_whatever_stands_beside_it(text: str, start: str, end: str) -> None:
    """Compact and short notations, and words behind a day, leave one day."""
    span = interval_of(text)
    assert span is not None
    assert (span.start.isoformat(), span.end.isoformat(), span.precision) == (start, end, "day")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("平成31年5月", "2019-05-01", "2019-05-31"),
        ("H30.4月", "2018-04-01", "2018-04-30"),
        ("令和3年度", "2021-04-01", "2022-03-31"),
        ("R3.4～R3.6", "2021-04-01", "2021-06-30"),
        ("R3.4～6", "2021-04-01", "2021-06-30"),
        ("令和4年4月1日～令和4年6月30日", "2022-04-01", "2022-06-30"),
        ("令和3年4月1日から翌年3月31日まで", "2021-04-01", "2022-03-31"),
        ("令和3年12月1日～1月31日", "2021-12-01", "2022-01-31"),
        ("令和3年3月31日及び4月1日", "2021-03-31", "2021-04-01"),
        ("令和3年4～6月", "2021-04-01", "2021-06-30"),
        ("令和3年4月1～30日", "2021-04-01", "2021-04-30"),
        ("令和2～3年度", "2020-04-01", "2022-03-31"),
        ("公表日：令和3年4月1日\n変更日：令和3年3月15日", "2021-03-15", "2021-04-01"),
        ("30/3/28", "2018-03-28", "2030-03-28"),
    ],
)
def test_months_and_ranges_have_their_bounds(text: str, start: str, end: str) -> None:
    """What is no single day is bounded by its first and its last day; two possible years bound it as well."""
    span = interval_of(text)
    assert span is not None
    assert (span.start.isoformat(), span.end.isoformat()) == (start, end)
    assert span.precision != "day"


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_stays_none(text: str) -> None:
    """A season, an impossible day, and a day without its year bound nothing."""
    assert interval_of(text) is None


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_long_cells_take_no_time(text: str) -> None:
    """No cell makes the search slow."""
    with bounded():
        interval_of(text)
