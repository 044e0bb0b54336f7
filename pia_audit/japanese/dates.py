"""Dates as Japanese official text writes them: Western and 和暦, spelled out or short, days to years."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, lru_cache

from msgspec import Struct

from pia_audit.japanese.numerals import KANJI_NUMERALS, SPACE, plain, to_int
from pia_audit.japanese.patterns import regex

# The year before an era's first. 平成32年 goes on past the era's end, as forms printed before 2019 do.
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_BEGIN = regex(  # where a date can begin
    f"[{''.join(name[0] for name in _ERAS)}MTSHR12{KANJI_NUMERALS}]"
)
_SHORT_KANJI = "".join(name[0] for name in _ERAS)
_BASES = _ERAS | dict(zip("MTSHR", _ERAS.values(), strict=True)) | dict(zip(_SHORT_KANJI, _ERAS.values(), strict=True))
_SERIAL_ZERO, _SERIALS = date(1899, 12, 30), range(36526, 73051)  # Excel's 1900 system, years 2000 to 2099
_LONGEST = 60  # characters of a cell that may still be one date

_DASHES = "‐‑‒–—―−ー─━➖"
_TABLE = str.maketrans(_DASHES + "〜∼", "-" * len(_DASHES) + "~~")
_SIGNS = regex(f"[{_DASHES}〜∼]")
# What every text with a date holds: a number before 年, a point or a stroke, or numbers and two dashes (a month is not
# looked for in the form 2020-12). Raised and lowered digits are numbers, and so are the radicals that some PDFs have
# for kanji, and other signs that read as one.
_OTHER_KANJI = "\u2f00\u2f06\u2f0b\u2f17\u3038-\u303a\u3192-\u3195\uf9b2\uf9d1\U0001f214\U0001f229\U0001f22a"
_ANY, _KANJI, _DASH = r"[\d²³¹⁰-⁹₀-₉]", f"[元{KANJI_NUMERALS}{_OTHER_KANJI}]", f"[-－﹣{_DASHES}]"
_HINT = regex(
    rf"(?:{_ANY}|{_KANJI})[{SPACE}]*"
    rf"(?:[年./／．]|{_DASH}[{SPACE}]*{_ANY}[{SPACE}]*(?:{_ANY}[{SPACE}]*)?{_DASH})"
)
_TIME = regex(r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_SERIAL = regex(r"([0-9]{5})(?:\.0+)?")
_LEAD = "([「~"
_TRAIL = regex(
    r"(?:の?時点|現在|予定|から|まで|以降|以後|以前|より|施行|公布|改正|公表|作成|提出|付け?|末日?|頃|見込み?"
    r"|[日月火水木金土]曜日?|\([日月火水木金土]\)|[()\[\]」~、。,.])*"
)


class DateSpan(Struct, frozen=True):
    """The days a date stands for, both ends included.

    ``precision`` is ``day``, ``month``, ``year`` or ``fiscal-year`` (1 April to 31 March).
    """

    start: date
    end: date
    precision: str


class FoundDate(Struct, frozen=True):
    """A date inside a running text: ``text`` is the text as read from ``start`` to ``end``.

    ``relation`` is the first of these that the words around it say: ``as-of`` (時点, 現在), ``planned``
    (予定), ``in-force`` (施行), ``from`` (から, 以降, より, ～ after it), ``until`` (まで, 末, ～ before it);
    else it is empty.
    """

    span: DateSpan
    start: int
    end: int
    text: str
    relation: str


@cache
def _date() -> re.Pattern[str]:
    """One date on a plain text. No number that ends a match may hold a space: 2020/3/3 1 is not the 31st."""
    kanji = f"[{KANJI_NUMERALS}](?: ?[{KANJI_NUMERALS}]){{0,6}}"
    number = f"(?:[0-9](?: ?[0-9])?|{kanji})"
    era = "|".join(" ?".join(name) for name in _ERAS) + "|(?<![A-Za-z0-9])(?<![A-Za-z][._-])[MTSHR]"
    era += f"|(?<![ぁ-ヿ一-龥々])[{_SHORT_KANJI}](?= ?[0-9元])"  # 令6.4.1, and not 政令6.4.1
    western = f"(?<![0-9])(?<!FY)(?<![0-9][-/])(?P<y>(?:1 ?[89]|2 ?[01])(?: ?[0-9]){{2}}|{kanji})"
    units = (
        f"年(?:(?P<fiscal> ?度)| ?(?P<m>{number}) ?月(?: ?(?P<d>{number}) ?日)?"
        "|(?![間代]))"  # 2020年間 and 2020年代 are no dates
    )
    signed = (
        r"(?P<sep>[./-]) ?"
        r"(?:(?P<m2>[0-9](?: ?[0-9])?) ?(?P=sep) ?(?P<d2>[0-9]{1,2})|(?P<m3>[0-9]{1,2})(?: ?月)?)"
        r"(?![0-9A-Za-z%])(?! ?(?:(?P=sep) ?[0-9]|月))"
    )
    return re.compile(f"(?:(?P<era>{era}) ?(?P<n>元|{number})|{western}) ?(?:{units}|{signed})")


def parse_date(text: str) -> DateSpan | None:
    """The date a whole text is, or None: 2020/3/3, 令和元年９月１日 時点, R8.5, 令和六年四月一日, 令和5年度 …

    White space is ignored, as are a time of day, brackets and words such as 時点 or （予定） around the date.
    Impossible dates are None. Five plain digits are an Excel serial number (1900 system, 2000 to 2099).
    """
    bare = _TIME.sub("", plain(text).text.rstrip()).replace(" ", "").translate(_TABLE)
    if len(bare) > _LONGEST:
        return None
    if serial := _SERIAL.fullmatch(bare):
        day = _SERIAL_ZERO + timedelta(int(serial[1]))
        return DateSpan(day, day, "day") if int(serial[1]) in _SERIALS else None
    match = _date().match(bare, len(bare) - len(bare.lstrip(_LEAD)))
    return _span(match) if match and _TRAIL.fullmatch(bare, match.end()) else None


def _span(match: re.Match[str]) -> DateSpan | None:
    year = _year(match)
    month, day = match["m"] or match["m2"] or match["m3"], match["d"] or match["d2"]
    if year is None:
        return None
    if match["fiscal"]:
        return DateSpan(date(year, 4, 1), date(year + 1, 3, 31), "fiscal-year")
    if month is None:
        return DateSpan(date(year, 1, 1), date(year, 12, 31), "year")
    return _within(year, to_int(month) or 0, None if day is None else to_int(day) or 0)


def _year(match: re.Match[str]) -> int | None:
    if match["era"]:
        count = 1 if match["n"] == "元" else to_int(match["n"]) or 0
        return _BASES[match["era"].replace(" ", "")] + count if 1 <= count <= 99 else None
    year = to_int(match["y"]) or 0
    return year if 1800 <= year < 2200 else None


@lru_cache(maxsize=8192)
def _within(year: int, month: int, day: int | None) -> DateSpan | None:
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    if day is None:
        return DateSpan(date(year, month, 1), date(year, month, last), "month")
    return DateSpan(date(year, month, day), date(year, month, day), "day") if 1 <= day <= last else None


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Every date inside ``text``, in order and apart from each other, with offsets into ``text`` as given.

    Serial numbers are not looked for, nor months in the form 2020-12, which addresses share.
    """
    return tuple(
        FoundDate(d, start, end, text[start:end], _relation(match)) for d, start, end, match in _matched_dates(text)
    )


@lru_cache(maxsize=32768)
def _matched_dates(text: str) -> tuple[tuple[DateSpan, int, int, re.Match[str]], ...]:
    """Every date, where it stands, and its match in the plain text."""
    if not _HINT.search(text):
        return ()
    view = plain(text)
    matched_dates = []
    for match in _matches(view.text.translate(_TABLE) if _SIGNS.search(view.text) else view.text):
        span = _span(match)
        if span is not None and _plausible(match, span):
            matched_dates.append((span, *view.span(*match.span()), match))
    return tuple(matched_dates)


def _matches(text: str) -> Iterator[re.Match[str]]:
    """As ``_date().finditer``, looking only where a date can begin, which is found faster."""
    at = 0
    for begin in _BEGIN.finditer(text):
        if begin.start() >= at and (match := _date().match(text, begin.start())):
            at = match.end()
            yield match


def _plausible(match: re.Match[str], span: DateSpan) -> bool:
    if span.precision != "month":
        return True
    if re.compile(" ?- ?[0-9](?![0-9]? ?月)").match(match.string, match.end()):
        return False  # its ISO spelling would run together with the number behind it
    if match["era"]:
        # M5.3 is an earthquake, R8-5 a part number.
        return match["sep"] is None or (match["sep"] != "-" and match["era"] not in "MT")
    return match["sep"] in (None, "/")


@cache
def _relations() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return (
        ("as-of", re.compile(r" ?末?日? ?\(? ?の?(?:時点|現在)")),
        ("planned", re.compile(r"[^、。,;・)」0-9]{0,12}予定")),
        ("in-force", re.compile(r" ?\(?(?:に|から|より)? ?(?:一部)?(?:改正)?施行")),
        ("from", re.compile(r" ?末?日? ?(?:から|以降|以後|より|~)")),
        ("until", re.compile(r" ?(?:末|まで|迄|以前)")),
    )


def _relation(match: re.Match[str]) -> str:
    for name, pattern in _relations():
        if pattern.match(match.string, match.end()):
            return name
    preceding = match.string[max(match.start() - 2, 0) : match.start()].rstrip()
    return "until" if preceding.endswith("~") else ""


def canonical_dates(text: str) -> str:
    """``text`` with each day as 2019-09-01, each month as 2026-05 and each fiscal year as FY2023.

    Years alone and all other text stay as they are. Applying it again changes nothing.
    """
    pieces, at = [], 0
    for span, start, end, _ in _matched_dates(text):
        pieces += [text[at:start], _canonical(span) or text[start:end]]
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _canonical(span: DateSpan) -> str:
    """The one spelling of a day, a month or a fiscal year; none of a year."""
    if span.precision == "day":
        return span.start.isoformat()
    if span.precision == "month":
        return f"{span.start:%Y-%m}"
    return f"FY{span.start.year}" if span.precision == "fiscal-year" else ""


def has_first_year_one(text: str) -> tuple[str, ...]:
    """Where an era's first year is written 1年 and not 元年, as read; R1.9.1 is usual and not listed."""
    view = plain(text)
    names = "|".join(" ?".join(name) for name in _ERAS)
    pattern = rf"(?:{names}|(?<![A-Za-z0-9])[MTSHR]) ?(?:0? ?1|一) ?年"
    spans = (view.span(*match.span()) for match in re.finditer(pattern, view.text))
    return tuple(text[start:end] for start, end in spans)


def in_japanese(day: date) -> str:
    """A day as Japanese official texts write it: 令和7年1月1日, 令和元年5月1日."""
    for name, base in reversed(_ERAS.items()):
        if day >= _FIRST_DAYS[name]:
            year = day.year - base
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


_FIRST_DAYS = {
    "明治": date(1868, 10, 23), "大正": date(1912, 7, 30), "昭和": date(1926, 12, 25), "平成": date(1989, 1, 8),
    "令和": date(2019, 5, 1),
}  # fmt: skip
