"""Conditions as offices write them into conditional formats, worked out from the values of a sheet.

Constants, cells, comparisons, ``AND``, ``OR``, ``NOT``, ``ISBLANK``, ``LEN``, ``SEARCH`` and the like; anything else is
not known, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final

from pia_audit.japanese.patterns import regex

Cells = Sequence[Sequence[Any]]
"""The values of a sheet by row and column, both from 0."""


class _Unknown:
    """What cannot be worked out."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()

_TOKEN = regex(
    r'\s*(?:(?P<text>"(?:[^"]|"")*")|(?P<number>[0-9]+(?:\.[0-9]+)?(?:E[-+]?[0-9]+)?)'
    r"|(?P<cell>(?P<fixed>\$?)(?P<letters>[A-Z]{1,3})(?P<still>\$?)(?P<row>[0-9]{1,7}))(?![\w(.!:])"
    r"|(?P<word>[A-Z][A-Z0-9.]*)|(?P<sign><>|<=|>=|[<>=(),+-]))",
    re.IGNORECASE,
)
_LONGEST = 500
_DEEPEST = 20
_ZERO = date(1899, 12, 30)
_OPERATORS = {
    "equal": "=", "notEqual": "<>", "greaterThan": ">", "lessThan": "<", "greaterThanOrEqual": ">=",
    "lessThanOrEqual": "<=",
}  # fmt: skip
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, ">": lambda a, b: a > b, "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b,
}  # fmt: skip


def compared(operator: str, value: Any, limits: Sequence[Any]) -> Any:
    """Whether a value stands in that relation to its limits, or ``UNKNOWN``."""
    if not limits or any(limit is UNKNOWN for limit in limits):
        return UNKNOWN
    if operator in ("between", "notBetween"):
        if len(limits) < 2:
            return UNKNOWN
        low, high = sorted((_ordered(limits[0]), _ordered(limits[1])))
        return (low <= _ordered(value) <= high) == (operator == "between")
    return _relation(_OPERATORS[operator], value, limits[0]) if operator in _OPERATORS else UNKNOWN


def truth_of(formula: str, cells: Callable[[], Cells], shift: tuple[int, int]) -> Any:
    """Whether a condition holds for the cell that lies so many rows and columns from the one it is written for."""
    value = value_of(formula, cells, shift)
    if value is UNKNOWN or isinstance(value, str):
        return UNKNOWN
    return bool(value)


def value_of(formula: str, cells: Callable[[], Cells], shift: tuple[int, int]) -> Any:
    """What a formula gives for such a cell, or ``UNKNOWN``."""
    text = formula.removeprefix("=").strip()
    if len(text) > _LONGEST:
        return UNKNOWN
    tokens, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            return UNKNOWN
        tokens.append(match)
        at = match.end()
        if not text[at:].strip():
            break
    return _Formula(tokens, cells, shift).whole()


def _relation(symbol: str, first: Any, second: Any) -> bool:
    """As a spreadsheet compares: capitals are no matter, an empty cell is nought or an empty text."""
    if first in ("", None) and isinstance(second, (int, float)) and not isinstance(second, bool):
        first = 0
    if second in ("", None) and isinstance(first, (int, float)) and not isinstance(first, bool):
        second = 0
    return _SIGNS[symbol](_ordered(first), _ordered(second))


def _ordered(value: Any) -> tuple[int, Any]:
    """Numbers before texts before true and false."""
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        seconds = value.hour * 3600 + value.minute * 60 + value.second if isinstance(value, datetime) else 0
        return 0, (day - _ZERO).days + seconds / 86400
    if isinstance(value, (int, float)):
        return 0, float(value)
    return 1, "" if value is None else str(value).lower()


class _Formula:
    """A formula while it is worked out from left to right."""

    def __init__(self, tokens: list[re.Match[str]], cells: Callable[[], Cells], shift: tuple[int, int]) -> None:
        self._tokens, self._cells, self._shift = tokens, cells, shift
        self._at = self._depth = 0

    def whole(self) -> Any:
        """The value, where all of it can be worked out."""
        try:
            value = self._comparison()
        except (_Odd, OverflowError, ValueError):
            return UNKNOWN
        return value if self._at == len(self._tokens) else UNKNOWN

    def _sign(self) -> str:
        return (self._tokens[self._at]["sign"] or "") if self._at < len(self._tokens) else ""

    def _comparison(self) -> Any:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _Odd
        value = self._operand()
        while (symbol := self._sign()) in _SIGNS:
            self._at += 1
            operand = self._operand()
            value = UNKNOWN if value in _NO_VALUES or operand in _NO_VALUES else _relation(symbol, value, operand)
        self._depth -= 1
        return value

    def _operand(self) -> Any:
        if self._at >= len(self._tokens):
            raise _Odd
        token = self._tokens[self._at]
        self._at += 1
        if token["text"] is not None:
            return token["text"][1:-1].replace('""', '"')
        if token["number"] is not None:
            return float(token["number"])
        if token["cell"] is not None:
            return self._cell(token)
        if token["word"] is not None:
            return self._function(token["word"].upper())
        if token["sign"] == "-":
            value = self._operand()
            return -value if isinstance(value, (int, float)) else UNKNOWN
        if token["sign"] == "(":
            value = self._comparison()
            self._close()
            return value
        raise _Odd

    def _cell(self, token: re.Match[str]) -> Any:
        column = 0
        for letter in token["letters"].upper():
            column = column * 26 + ord(letter) - 64
        row = int(token["row"]) - 1 + (0 if token["still"] else self._shift[0])
        column += -1 + (0 if token["fixed"] else self._shift[1])
        cells = self._cells()
        line = cells[row] if 0 <= row < len(cells) else ()
        return line[column] if 0 <= column < len(line) else ""

    def _close(self) -> None:
        if self._sign() != ")":
            raise _Odd
        self._at += 1

    def _function(self, name: str) -> Any:
        if name in ("TRUE", "FALSE") and self._sign() != "(":
            return name == "TRUE"
        if self._sign() != "(":
            raise _Odd
        self._at += 1
        arguments = []
        while self._sign() != ")":
            arguments.append(self._comparison())
            if self._sign() == ",":
                self._at += 1
            elif self._sign() != ")":
                raise _Odd
        self._close()
        work = _FUNCTIONS.get(name)
        if work is None or (any(v is UNKNOWN for v in arguments) and name not in ("AND", "OR")):
            return UNKNOWN
        try:
            return work(*arguments)
        except TypeError:
            return UNKNOWN


class _Odd(Exception):
    """A formula that is not understood."""


class _Error:
    """What a spreadsheet shows as an error."""


_ERROR = _Error()
_NO_VALUES = (UNKNOWN, _ERROR)


def _search(part: Any, text: Any, *_: Any) -> Any:
    if not isinstance(part, str) or any(char in part for char in "*?~"):
        return UNKNOWN
    return _position(_words(text).lower().find(part.lower()))


def _position(at: int) -> Any:
    return at + 1.0 if at >= 0 else _ERROR


def _words(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _all(*values: Any) -> Any:
    if any(v is not UNKNOWN and not v for v in values):
        return False
    return UNKNOWN if any(v is UNKNOWN for v in values) else True


def _any(*values: Any) -> Any:
    if any(v is not UNKNOWN and v for v in values):
        return True
    return UNKNOWN if any(v is UNKNOWN for v in values) else False


def _right(text: Any, count: float = 1) -> Any:
    return _words(text)[-int(count) :] if int(count) else ""


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "TRUE": lambda: True,
    "FALSE": lambda: False,
    "AND": _all,
    "OR": _any,
    "NOT": lambda v: not v,
    "ISBLANK": lambda v: v in ("", None),
    "LEN": lambda v: float(len(_words(v))),
    "TRIM": lambda v: " ".join(_words(v).split(" ")).strip(),
    "EXACT": lambda a, b: _words(a) == _words(b),
    "LEFT": lambda v, n=1: _words(v)[: int(n)],
    "RIGHT": _right,
    "SEARCH": _search,
    "FIND": lambda part, text, *_: _position(_words(text).find(_words(part))),
    "ISNUMBER": lambda v: isinstance(v, (int, float, date)) and not isinstance(v, bool),
    "ISTEXT": lambda v: isinstance(v, str) and v != "",
    "ISERROR": lambda v: v is _ERROR,
    "ISERR": lambda v: v is _ERROR,
}
