"""Shows a day or a number as a spreadsheet's number format does: ``令和8年3月18日``, ``R8.3.18``, ``1,000人``, ``50%``.

Sections, conditions, eras, times, fractions, digits with signs between them (``〒000-0000``) and words beside them. For
a format that is none of these :func:`shown_as` gives ``None``, and the caller falls back to a plain notation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from pia_audit.japanese.patterns import regex

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    **dict.fromkeys((27, 36, 50, 57), "[$-411]ge.m.d"),
    **dict.fromkeys((28, 29, 51, 54, 58), '[$-411]ggge"年"m"月"d"日"'),
    30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"',
    **dict.fromkeys((34, 52, 55), 'yyyy"年"m"月"'),
    **dict.fromkeys((35, 53, 56), 'm"月"d"日"'),
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""The formats a workbook may name by number alone, as Japanese Excel shows them (ECMA-376 part 1, 18.8.30)."""

Value = date | time | timedelta | float | int

_ERAS = (
    (date(2019, 5, 1), "令和", "R"), (date(1989, 1, 8), "平成", "H"), (date(1926, 12, 25), "昭和", "S"),
    (date(1912, 7, 30), "大正", "T"), (date(1868, 1, 25), "明治", "M"),
)  # fmt: skip
"""First days, names and letters of the eras, newest first."""
_LONGEST = 255
_SYSTEMS_LONG_DAY, _LONG_DAY = "[$-F800]", 'yyyy"年"m"月"d"日"'
"""The long date of the system, whatever the format says behind it: as Japanese Windows has it."""
_FIRST_DAY = datetime(1899, 12, 30)
_LAST_DAY = 2_958_465
_TOKENS = regex(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|_(?P<gap>.)|\*(?P<fill>.)'
    r"|(?P<general>General|G/標準)|(?P<half>AM/PM|A/P)|(?P<power>E[+-]0+)"
    r"|(?P<code>g{1,3}|e{1,2}|y+|m+|d+|a{3,4}|h+|s+(?:\.0+)?)|(?P<digit>[0#?])|(?P<sign>[.,%/@])|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = regex(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
_WHITE = regex(r"white|白|(?:color|色)\s*2", re.IGNORECASE)
_ELAPSED = regex(r"h+|m+|s+", re.IGNORECASE)
_WEEKDAYS = "月火水木金土日"
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class _Token(Struct, frozen=True):
    kind: str
    text: str


class _Section(Struct, frozen=True):
    """One part of a format: its tokens, and the condition under which it is used, if it says one."""

    tokens: tuple[_Token, ...]
    condition: tuple[str, float] | None
    gannen: bool
    white: bool = False

    def has(self, *kinds: str) -> bool:
        return any(token.kind in kinds for token in self.tokens)


@lru_cache(maxsize=4096, typed=True)  # a table says the same days again and again
def shown_as(value: Value | str, code: str) -> str | None:
    """The value under a format's code: empty where the format shows nothing, ``None`` where it is of another kind."""
    if len(code) > _LONGEST:
        return None
    sections = _sections(_LONG_DAY if code.startswith(_SYSTEMS_LONG_DAY) else code)
    if isinstance(value, str):
        return _text(value, sections)
    if any(s.has("code", "elapsed", "half") for s in sections):
        moment = _moment(value)
        section = _section(sections, 1.0)[0]
        return _day(moment, section) if moment is not None and section is not None else None
    number = _serial(value)
    section, negative = _section(sections, number)
    text = _number(abs(number), section) if section is not None else None
    return f"-{text}" if text and negative else text


def shows_nothing(code: str) -> bool:
    """Whether a format hides every number and every text, as ``;;;`` does."""
    return code.count(";") >= 3 and len(code) <= _LONGEST and not any(s.tokens for s in _sections(code)[:4])


def may_show_white(code: str) -> bool:
    """Whether a section of a format says that its values are white, as ``[White]`` and ``[白]`` do."""
    return "[" in code and len(code) <= _LONGEST and any(s.white for s in _sections(code))


def shows_white(value: Value | str, code: str) -> bool:
    """Whether a format shows this value in white."""
    sections = _sections(code)
    if not isinstance(value, str):
        section: _Section | None = _section(sections, _serial(value))[0]
    elif len(sections) > 3:
        section = sections[3]
    else:
        section = next((s for s in sections if s.has("@", "general")), None)
    return section is not None and section.white


def words_of(code: str) -> bool:
    """Whether a format adds something to a text, or hides it."""
    if "@" not in code and code.count(";") < 3:
        return False
    sections = _sections(code)
    section = sections[3] if len(sections) > 3 else next((s for s in sections if s.has("@")), None)
    return section is not None and [t.kind for t in section.tokens if t.kind != "gap"] != ["@"]


# --- a format taken apart -----------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[_Token]] = [[]]
    conditions: list[tuple[str, float] | None] = [None]
    white: set[int] = set()
    for match in _TOKENS.finditer(code):
        if match["plain"] == ";":
            parts.append([])
            conditions.append(None)
        elif match["bracket"] is not None:
            condition = _CONDITION.fullmatch(match["bracket"])
            if condition is not None:
                conditions[-1] = (condition[1], float(condition[2]))
            elif _ELAPSED.fullmatch(match["bracket"]):
                parts[-1].append(_Token("elapsed", match["bracket"].lower()))
            elif _WHITE.fullmatch(match["bracket"]):
                white.add(len(parts) - 1)
        elif match["fill"] is None:
            parts[-1].append(_token(match))
    gannen = "gannen" in code
    pairs = enumerate(zip(parts, conditions, strict=True))
    return tuple(_Section(tuple(p), c, gannen, n in white) for n, (p, c) in pairs)


def _token(match: re.Match[str]) -> _Token:
    if match["quoted"] is not None or match["escaped"] is not None:
        return _Token("words", match["quoted"] if match["quoted"] is not None else match["escaped"])
    if match["gap"] is not None:
        return _Token("gap", " ")
    for kind in ("general", "half", "code", "power", "digit"):
        if match[kind] is not None:
            return _Token(kind, match[kind] if kind in ("power", "half") else match[kind].lower())
    if match["sign"] is not None:
        return _Token(match["sign"], match["sign"])
    return _Token("odd" if match["plain"].isascii() and match["plain"].isalpha() else "words", match["plain"])


_TESTS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b,
}  # fmt: skip


def _section(sections: tuple[_Section, ...], number: float) -> tuple[_Section | None, bool]:
    """The section that a number is shown by, and whether its minus sign stands before it."""
    numeric = [s for s in sections[:3] if not s.has("@")] or list(sections[:1])
    if any(s.condition for s in numeric):
        for section in numeric:
            if section.condition is None or _TESTS[section.condition[0]](number, section.condition[1]):
                return section, number < 0
        return None, False
    if number < 0 and len(numeric) > 1:
        return numeric[1], False
    if number == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], number < 0


def _text(value: str, sections: tuple[_Section, ...]) -> str | None:
    section = sections[3] if len(sections) > 3 else next((s for s in sections if s.has("@")), None)
    if section is None:
        return value
    return "".join(value if t.kind == "@" else t.text for t in section.tokens)


# --- days and times -----------------------------------------------------------------------------------


def _serial(value: Value) -> float:
    """A value as the number the sheet holds."""
    if isinstance(value, timedelta):
        return value.total_seconds() / 86400
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return (moment - _FIRST_DAY).total_seconds() / 86400
    return float(value)


def _moment(value: Value) -> datetime | None:
    """The point in time that a value is, seconds rounded; ``None`` beyond what a sheet can show."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    number = _serial(value)
    if not 0 <= number <= _LAST_DAY:
        return None
    return _FIRST_DAY + timedelta(seconds=round(number * 86400))


def _day(moment: datetime, section: _Section) -> str | None:
    era = next((e for e in _ERAS if moment.date() >= e[0]), None)
    if section.has("odd", "digit", "general", "power", "%") or (era is None and _names_era(section)):
        return None
    at_noon = section.has("half")
    out = []
    for number, token in enumerate(section.tokens):
        if token.kind == "code":
            part = _code(token.text, moment, era, _is_minute(section.tokens, number), section.gannen, at_noon=at_noon)
            if part is None:
                return None
            out.append(part)
        elif token.kind == "elapsed":
            out.append(_elapsed(token.text, moment))
        elif token.kind == "half":
            out.append(("AM" if moment.hour < 12 else "PM")[: 2 if len(token.text) > 3 else 1])
        elif token.kind != "@":
            out.append(token.text)
    return "".join(out).strip()


def _names_era(section: _Section) -> bool:
    return any(t.kind == "code" and t.text[0] in "ge" for t in section.tokens)


def _is_minute(tokens: Sequence[_Token], at: int) -> bool:
    """Whether m is minutes: behind hours or before seconds."""
    times = ("h", "s")
    previous = next((t.text[0] for t in reversed(tokens[:at]) if t.kind in ("code", "elapsed")), "")
    following = next((t.text[0] for t in tokens[at + 1 :] if t.kind == "code"), "")
    return previous == "h" or following in times[1:]


_Era = tuple[date, str, str]


def _code(
    code: str, moment: datetime, era: _Era | None, is_minute: bool, gannen: bool, *, at_noon: bool
) -> str | None:  # fmt: skip
    letter, wide = code[0], len(code)
    if letter in "ge" and era is not None:
        return _era_code(code, moment.year - era[0].year + 1, era, gannen)
    if letter == "y" and wide <= 4:
        return f"{moment.year % 100:02}" if wide < 3 else str(moment.year)
    if letter == "m" and is_minute:
        return str(moment.minute) if wide == 1 else f"{moment.minute:02}"
    if letter == "m":
        return _named(moment.month, wide, _MONTHS[moment.month - 1])
    if letter == "d":
        return _named(moment.day, wide, _DAYS[moment.weekday()])
    if letter == "a":
        return _WEEKDAYS[moment.weekday()] + ("曜日" if wide > 3 else "")
    if letter in "hs":
        hour = (moment.hour - 1) % 12 + 1 if at_noon else moment.hour
        value = hour if letter == "h" else moment.second
        return str(value) if wide == 1 else f"{value:02}"
    return None


def _era_code(code: str, year: int, era: _Era, gannen: bool) -> str:
    if code[0] == "g":
        return (era[2], era[1][0], era[1])[len(code) - 1]
    if year == 1 and gannen and len(code) == 1:  # only where the format asks for it, as other programs print the file
        return "元"
    return str(year) if len(code) == 1 else f"{year:02}"


def _named(number: int, wide: int, name: str) -> str:
    if wide < 3:
        return str(number) if wide == 1 else f"{number:02}"
    return name[:3] if wide == 3 else name if wide == 4 else name[:1]


def _elapsed(code: str, moment: datetime) -> str:
    seconds = int((moment - _FIRST_DAY).total_seconds())
    return str(seconds // {"h": 3600, "m": 60, "s": 1}[code[0]]).zfill(len(code))


# --- numbers ------------------------------------------------------------------------------------------


def _number(value: float, section: _Section) -> str | None:
    tokens = section.tokens
    if section.has("odd", "code", "elapsed", "half") or not value < 1e15:
        return None
    if section.has("general"):
        return "".join(_general(value) if t.kind == "general" else t.text for t in tokens).strip()
    if section.has("power"):
        return _powered(value, tokens)
    if section.has("/") and section.has("digit"):
        return _fraction(value, tokens)
    if not section.has("digit"):  # words alone, or nothing at all
        return "".join(t.text for t in tokens if t.kind != "@").strip() if not section.has("@") else None
    return _placed(value, tokens)


def _general(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.10g}"


def _placed(value: float, tokens: Sequence[_Token]) -> str:
    """Digits in the places a format has for them, with the words between and around them."""
    first = next(i for i, t in enumerate(tokens) if t.kind == "digit")
    last = max(i for i, t in enumerate(tokens) if t.kind == "digit")
    point = next((i for i, t in enumerate(tokens) if t.kind == "."), len(tokens))
    places = sum(t.kind == "digit" for t in tokens[point:])
    thousands = any(t.kind == "," for t in tokens[first : min(last, point)])
    smaller = 0
    while last + 1 + smaller < len(tokens) and tokens[last + 1 + smaller].kind == ",":
        smaller += 1
    exact = Decimal(repr(float(value))).scaleb(2 * sum(t.kind == "%" for t in tokens) - 3 * smaller)
    rounded = f"{exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):f}"
    whole, _, decimals = rounded.partition(".")
    if whole == "0":
        whole = ""
    head = _whole(whole, tokens[:point], thousands=thousands)
    return (head + _rest(decimals, tokens[point:])).strip()


def _whole(digits: str, tokens: Sequence[_Token], *, thousands: bool) -> str:
    """The digits before the point, the last in the last place and all that are too many in the first."""
    places = sum(t.kind == "digit" for t in tokens)
    out: list[str] = []
    filled = 0
    for token in reversed(tokens):
        if token.kind != "digit":
            out.append("" if token.kind == "," else token.text)
            continue
        places -= 1
        mine = digits[len(digits) - filled - 1 : len(digits) - filled] if filled < len(digits) else ""
        more = digits[: max(len(digits) - filled - 1, 0)] if places == 0 else ""
        for char in reversed(more + (mine or {"0": "0", "?": " "}.get(token.text, ""))):
            if thousands and filled and filled % 3 == 0 and char != " ":
                out.append(",")
            out.append(char)
            filled += 1
    return "".join(reversed(out))


def _rest(digits: str, tokens: Sequence[_Token]) -> str:
    """The point, the digits behind it and the words there; digits that need not be shown are not."""
    out = []
    places = [t.text for t in tokens if t.kind == "digit"]
    digit_count = len(places)
    while digit_count and places[digit_count - 1] != "0" and digits[digit_count - 1] == "0":
        digit_count -= 1
    at = 0
    for token in tokens:
        if token.kind == "digit":
            out.append(digits[at] if at < digit_count else " " if token.text == "?" else "")
            at += 1
        elif token.kind != ",":
            out.append(token.text)
    return "".join(out)


def _powered(value: float, tokens: Sequence[_Token]) -> str:
    at = next(i for i, t in enumerate(tokens) if t.kind == "power")
    point = next((i for i, t in enumerate(tokens[:at]) if t.kind == "."), at)
    places = sum(t.kind == "digit" for t in tokens[point:at])
    mantissa, _, power = f"{value:.{places}E}".partition("E")
    power_sign, digits = ("-" if power.startswith("-") else "+"), power.lstrip("+-").lstrip("0")
    mark = "-" if power_sign == "-" else "+" if tokens[at].text[1] == "+" else ""
    return f"{mantissa}E{mark}{digits.zfill(len(tokens[at].text) - 2)}"


def _fraction(value: float, tokens: Sequence[_Token]) -> str | None:
    """``1/8`` and ``12 3/4``: the nearest fraction with so many digits below, or with the number that stands there."""
    slash = next(i for i, t in enumerate(tokens) if t.kind == "/")
    under = tokens[slash + 1 :]
    fixed = "".join(t.text for t in under if t.text.isdigit() and t.kind in ("words", "digit")).lstrip("0")
    numerator_digits = [i for i, t in enumerate(tokens[:slash]) if t.kind == "digit"]
    if not numerator_digits:
        return None
    mixed = any(
        t.kind in ("words", "gap") and not t.text.strip() for t in tokens[numerator_digits[0] : numerator_digits[-1]]
    )
    whole = int(value) if mixed else 0
    limit = 10 ** min(sum(t.kind == "digit" for t in under), 4) - 1
    below = int(fixed) if fixed else 0
    if below:
        top = int(Decimal(repr((value - whole) * below)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    else:
        nearest = Fraction(value - whole).limit_denominator(max(limit, 1))
        top, below = nearest.numerator, nearest.denominator
    if mixed and top == below:
        whole, top = whole + 1, 0
    words_before = "".join(t.text for t in tokens[: numerator_digits[0]])
    last = max((i for i, t in enumerate(under) if t.kind == "digit" or t.text.isdigit()), default=-1)
    words_after = "".join(t.text for t in under[last + 1 :])
    part = f"{top}/{below}"
    number_text = str(whole) if mixed and not top else f"{whole} {part}" if whole else part
    return (words_before + number_text + words_after).strip()
