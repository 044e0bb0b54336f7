"""変更日 as people write it: a day with or without words around it, a month, a year, from one day to another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from pia_audit.japanese.dates import DateSpan, FoundDate, find_dates, parse_date
from pia_audit.japanese.numerals import plain
from pia_audit.japanese.patterns import regex

_LONGEST = 80
"""Characters of a cell that may still be dates and a few words."""
_DASH = r"\-~〜～∼‐‑–—―−－ー─"
_JOIN = rf"(?:[{_DASH}]|から|より|まで|及び|および|並びに|又は|または|[、,，・･/／＆&と])"
_ERA = "令和|平成|[RH]"
_EARLIEST, _LATEST = date(2014, 4, 1), date(2031, 12, 31)
"""The years in which a report can have been changed; a year of two digits is read within them."""
_ERA_BASES = (2018, 1988, 2000)

# 令和2～3年度, 令和3年4～6月 and 令和3年4月1～30日 leave out the first unit.
_UNIT_LEFT_OUT = (
    (regex(rf"({_ERA})( ?[0-9元]{{1,2}})( ?{_JOIN} ?)([0-9]{{1,2}} ?)(年 ?度|年)"), r"\1\2\5\3\1\4\5"),
    (regex(rf"(年 ?[0-9]{{1,2}})( ?{_JOIN} ?)(?=[0-9]{{1,2}} ?月)"), r"\1月\2"),
    (regex(rf"(月 ?[0-9]{{1,2}})( ?{_JOIN} ?)(?=[0-9]{{1,2}} ?日)"), r"\1日\2"),
)
_REMARK = regex(r"\([^()]*\)")
_SHORT_YEAR = regex(r"(?P<y>[0-9]{2}|[1-9])(?P<sep>[./-])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})")
_COMPACT = regex(r"(?P<y>20[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")
_NEXT_NAMED = regex(
    rf" ?{_JOIN} ?(?:同年|(?P<next>翌年?))? ?(?:(?P<m>[0-9]{{1,2}}) ?月)?(?: ?(?P<d>[0-9]{{1,2}}) ?日)?(?![0-9年])"
)
_NEXT_SIGNED = regex(
    rf" ?{_JOIN} ?(?:(?P<m>[0-9]{{1,2}})[./](?P<d>[0-9]{{1,2}})|(?P<one>[0-9]{{1,2}}))(?![0-9./年月日])"
)
# A word that moves the days out of what the numbers say, or leaves open which they are.
_MOVES = regex(r"[春夏秋冬翌]|前[日月年]|年末|年始|以前|以後|以降|まで|から|より|頃|ころ|ごろ|未定|[上下]半?期|四半期")
_COUNTED = regex(r"第? ?[0-9]{1,2} ?(?:回|版|次|号|条|項|稿)(?:目)?|[Vv]er\.? ?[0-9.]+")


@lru_cache(maxsize=8192)
def interval_of(text: str) -> DateSpan | None:
    """The days that a 変更日 stands for, both ends included; ``None`` for a text that is no date.

    Of several dates in one cell the first and the last bound it (``precision`` is then ``range``), and a year of two
    digits is the one, or lies between the ones, in which it can be meant. A season is no date.
    """
    span = parse_date(text)
    if span is not None:
        return span
    view = plain(text).text.strip()
    if not view or len(view) > _LONGEST:
        return None
    bare = view.replace(" ", "")
    return _compact(bare) or _of_short_year(bare) or _of_dates(view)


def _compact(text: str) -> DateSpan | None:
    """20180328, and what is left of a cell's time of day."""
    match = _COMPACT.fullmatch(text)
    day = _day(int(match["y"]), int(match["m"]), int(match["d"])) if match else None
    return DateSpan(day, day, "day") if day else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _of_short_year(text: str) -> DateSpan | None:
    """18/3/28: of this century or of an era, whichever can be; both where both can."""
    match = _SHORT_YEAR.fullmatch(text)
    if match is None:
        return None
    days = (_day(base + int(match["y"]), int(match["m"]), int(match["d"])) for base in _ERA_BASES)
    return _bounds([DateSpan(d, d, "day") for d in days if d is not None and _EARLIEST <= d <= _LATEST])


def _of_dates(text: str) -> DateSpan | None:
    """The dates of a cell with words around or between them."""
    for pattern, whole in _UNIT_LEFT_OUT:
        text = pattern.sub(whole, text)
    text = _without_remarks(text)
    dates = find_dates(text)
    if not dates:
        return None
    spans, remaining_text = _all_spans(text, dates)
    return _bounds(spans) if spans and _says_nothing_more(remaining_text, spans) else None


def _without_remarks(text: str) -> str:
    """The text without brackets that hold no day: 令和3年4月1日（令和2年度第2回） is the day."""
    outside = _REMARK.sub(lambda m: m[0] if any(d.span.precision == "day" for d in find_dates(m[0])) else "", text)
    return outside if find_dates(outside) else text


def _all_spans(text: str, dates: Sequence[FoundDate]) -> tuple[list[DateSpan], str]:
    """The spans of a cell, those without their year among them, and the words that are left."""
    spans: list[DateSpan] = []
    remaining_text, at = "", 0
    for day in dates:
        remaining_text += text[at : day.start] + " "
        spans.append(day.span)
        at = day.end
        while (following := _following(text, at, spans[-1], text[day.start : day.end])) is not None:
            span, at = following
            spans.append(span)
    return spans, remaining_text + text[at:]


def _following(text: str, at: int, last: DateSpan, date_text: str) -> tuple[DateSpan, int] | None:
    """A date behind another that leaves out its year, or its month: 令和3年3月31日及び4月1日, R3.4～6."""
    pattern = _NEXT_NAMED if date_text.endswith(("月", "日", "年")) else _NEXT_SIGNED
    match = pattern.match(text, at)
    if match is None or not any(match.groups()):
        return None
    month, day = _numbers(match, last)
    span = _in_year(last.end.year + bool(match.groupdict().get("next")), month, day)
    if span is not None and span.end < last.start:  # 12月1日～1月31日 goes into the next year
        span = _in_year(last.end.year + 1, month, day)
    return (span, match.end()) if span is not None else None


def _in_year(year: int, month: str, day: str) -> DateSpan | None:
    return parse_date(f"{year}年{month}月{day}日" if day else f"{year}年{month}月")


def _numbers(match: re.Match[str], last: DateSpan) -> tuple[str, str]:
    """Month and day of a date without its year; a single number is what the date before it ends with."""
    parts = match.groupdict()
    if lone_number := parts.get("one"):
        return (str(last.end.month), lone_number) if last.precision == "day" else (lone_number, "")
    return parts["m"] or str(last.end.month), parts["d"] or ""


def _says_nothing_more(remaining_text: str, spans: Sequence[DateSpan]) -> bool:
    """Whether the words beside the dates leave them as they are."""
    uncounted_text = _COUNTED.sub("", remaining_text)
    moved = _MOVES.search(uncounted_text) is not None and len(spans) == 1
    return not (re.search(r"[0-9]", uncounted_text) or moved)


def _bounds(spans: Sequence[DateSpan]) -> DateSpan | None:
    """The first to the last day of several spans; the span itself where there is one."""
    if not spans:
        return None
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    precisions = {s.precision for s in spans}
    if start == end:
        return DateSpan(start, end, "day")
    same = len({(s.start, s.end) for s in spans}) == 1
    return DateSpan(start, end, precisions.pop() if same and len(precisions) == 1 else "range")
