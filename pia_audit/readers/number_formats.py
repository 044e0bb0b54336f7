"""Shows a day or a number as a spreadsheet's number format does: ``令和8年3月18日``, ``R8.3.18``, ``1,000``, ``50%``.

Only what such reports use: years, months and days with Japanese eras, whole numbers, decimal places, thousands and
per cent. For any other format :func:`shown_as` gives ``None``, and the caller falls back to a plain notation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 22: "yyyy/m/d",
    **dict.fromkeys((27, 36, 50, 57), "[$-411]ge.m.d"),
    **dict.fromkeys((28, 29, 51, 54, 58), '[$-411]ggge"年"m"月"d"日"'),
    30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"',
    **dict.fromkeys((34, 52, 55), 'yyyy"年"m"月"'),
    **dict.fromkeys((35, 53, 56), 'm"月"d"日"'),
}  # fmt: skip
"""The formats a workbook may name by number alone, as Japanese Excel shows them (ECMA-376 part 1, 18.8.30)."""

_ERAS = (
    (date(2019, 5, 1), "令和", "R"), (date(1989, 1, 8), "平成", "H"), (date(1926, 12, 25), "昭和", "S"),
    (date(1912, 7, 30), "大正", "T"), (date(1868, 1, 25), "明治", "M"),
)  # fmt: skip
"""First days, names and letters of the eras, newest first."""
_LONGEST = 100
_TOKENS = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|(?P<gap>[_*]).|(?P<code>g{1,3}|e{1,2}|y+|m+|d+|a+)',
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^#?(?P<thousands>,##)?0(?:\.(?P<places>0{1,9}))?(?P<percent>%)?$|^#,##0(?:\.(?P<more>0{1,9}))?$")
_WEEKDAYS = "月火水木金土日"


def shown_as(value: date | float, code: str) -> str | None:
    """The value under a format's code; ``None`` when the format is of another kind, or leaves the year out."""
    first = code.split(";", 1)[0]
    if len(first) > _LONGEST:
        return None
    return _day(value, first) if isinstance(value, date) else _number(value, first)


def _day(day: date, code: str) -> str | None:
    parts = _parts(code)
    if parts is None:
        return None
    era = next((e for e in _ERAS if day >= e[0]), None)
    if era is None:
        return None
    return "".join(part if isinstance(part, str) else part(day, era) for part in parts).strip()


_Era = tuple[date, str, str]
_Part = str | Callable[[date, _Era], str]


def _named_year(day: date, era: _Era) -> str:
    """An era's first year as 元: only where the format asks for it, as other programs print what the file says."""
    year = day.year - era[0].year + 1
    return "元" if year == 1 else str(year)


_CODES: dict[str, Callable[[date, _Era], str]] = {
    "g": lambda _, era: era[2],
    "gg": lambda _, era: era[1][0],
    "ggg": lambda _, era: era[1],
    "e": lambda day, era: str(day.year - era[0].year + 1),
    "ee": lambda day, era: f"{day.year - era[0].year + 1:02}",
    "yy": lambda day, _: f"{day.year % 100:02}",
    "yyyy": lambda day, _: str(day.year),
    "m": lambda day, _: str(day.month),
    "mm": lambda day, _: f"{day.month:02}",
    "d": lambda day, _: str(day.day),
    "dd": lambda day, _: f"{day.day:02}",
    "aaa": lambda day, _: _WEEKDAYS[day.weekday()],
    "aaaa": lambda day, _: _WEEKDAYS[day.weekday()] + "曜日",
}


@lru_cache(maxsize=256)
def _parts(code: str) -> tuple[_Part, ...] | None:
    """A date format taken apart; ``None`` for one without year and month, or with what is not known here."""
    out: list[_Part] = []
    codes: list[str] = []
    at = 0
    for match in _TOKENS.finditer(code):
        out.append(code[at : match.start()])
        at = match.end()
        if match["code"]:
            codes.append(match["code"].lower())
            if codes[-1] not in _CODES:
                return None
        out.append(_part(match, codes))
    out.append(code[at:])
    plain = "".join(p for p in out if isinstance(p, str))
    tells = {"m", "mm"} & set(codes) and {"e", "ee", "yy", "yyyy"} & set(codes)
    return tuple(out) if tells and not re.search(r"[a-z0#?]", plain, re.IGNORECASE) else None


def _part(match: re.Match[str], codes: list[str]) -> _Part:
    if match["code"]:
        return _named_year if codes[-1] == "e" and "gannen" in match.string else _CODES[codes[-1]]
    return match["quoted"] or match["escaped"] or ""


def _number(value: float, code: str) -> str | None:
    found = _NUMBER.match(code)
    if not found or not abs(value) < 1e15:
        return None
    places = len(found["places"] or found["more"] or "")
    shown = value * 100 if found["percent"] else value
    comma = "," if found["thousands"] or code.startswith("#,##0") else ""
    return f"{shown:{comma}.{places}f}" + ("%" if found["percent"] else "")
