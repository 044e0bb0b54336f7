"""Numbers as Japanese official text writes them, and the plain view of a text in which to look for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from msgspec import Struct

from pia_audit.japanese.characters import Exchange
from pia_audit.japanese.patterns import regex

KANJI_DIGITS = "〇零一二三四五六七八九"
KANJI_NUMERALS = KANJI_DIGITS + "十百千"

# White space, and the marks that print nothing.
SPACE = r"\s\x00-\x1f\x7f\xad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff"
# Signs that count or label something. NFKC would turn ① into a plain 1 and glue it to the digits beside it.
ENCLOSED = "\u2160-\u2188\u2460-\u24ff\u3220-\u3243\u3251-\u325f\u3280-\u32bf"

# First code point, last code point, value of the first.
_CIRCLED = (
    (0x2460, 0x2473, 1),  # ①-⑳
    (0x2474, 0x2487, 1),  # ⑴-⒇
    (0x2488, 0x249B, 1),  # ⒈-⒛
    (0x24EB, 0x24F4, 11),  # ⓫-⓴
    (0x24F5, 0x24FE, 1),  # ⓵-⓾
    (0x2776, 0x277F, 1),  # ❶-❿
    (0x2780, 0x2789, 1),  # ➀-➉
    (0x278A, 0x2793, 1),  # ➊-➓
    (0x3251, 0x325F, 21),  # ㉑-㉟
    (0x32B1, 0x32BF, 36),  # ㊱-㊿
    (0x2160, 0x216B, 1),  # Ⅰ-Ⅻ
    (0x2170, 0x217B, 1),  # ⅰ-ⅻ
    (0x3220, 0x3229, 1),  # ㈠-㈩
    (0x3280, 0x3289, 1),  # ㊀-㊉
)
_LONGEST = 15  # digits; anything longer is no number a report means, and very long ones are slow to convert
_ADDITIVE = regex("(?:([{0}]?)千)?(?:([{0}]?)百)?(?:([{0}]?)十)?([{0}]?)".format("一二三四五六七八九"))
_DIGITS = regex("[0-9]+")
_WHITE = regex(f"[{SPACE}]")
_LABEL = regex(f"[{ENCLOSED}]")
# A converter sometimes sets a space after every character. Five in a row are a habit, not words.
_HABIT = 4
_SPACED_OUT = regex(rf"(?<!\S)\S(?: \S){{{_HABIT},}}(?!\S)")


def kanji_to_int(text: str) -> int | None:
    """The value of a kanji number, 0 to 9999 with 十百千 (十九, 二千二十四) or positional (二〇二四).

    None for anything else, for digits of another kind and for positional numbers of more than 15 digits.
    """
    if not text or len(text) > _LONGEST:
        return None
    if all(char in KANJI_DIGITS for char in text):
        return int("".join(str(_digit(char)) for char in text))
    match = _ADDITIVE.fullmatch(text)
    if match is None:
        return None
    *tens, ones = match.groups()
    units = zip("千百十", tens, (1000, 100, 10), strict=True)
    return sum(_digit(count or "一") * unit for unit_char, count, unit in units if unit_char in text) + _digit(ones)


def int_to_kanji(number: int) -> str:
    """A number below 10,000 in kanji, as laws write it: 百二十三."""
    digits = zip((number // 10**power % 10 for power in (3, 2, 1, 0)), ("千", "百", "十", ""), strict=True)
    written = [("" if digit == 1 and unit else "〇一二三四五六七八九"[digit]) + unit for digit, unit in digits if digit]
    return "".join(written) or "〇"


def _digit(char: str) -> int:
    return max(KANJI_DIGITS.index(char) - 1, 0) if char else 0


def circled_to_int(text: str) -> int | None:
    """The value of one enclosed or Roman number sign (①-㊿, ⑴, ⒈, ❶, Ⅰ-Ⅻ, ⅰ-ⅻ, ㈠, ㊀), else None."""
    if len(text) != 1:
        return None
    code = ord(text)
    return next((code - low + value for low, high, value in _CIRCLED if low <= code <= high), None)


@lru_cache(maxsize=4096)
def to_int(text: str) -> int | None:
    """The value of a whole text that is one number, half or full width, kanji or enclosed.

    White space is ignored. None for anything else, a sign, a decimal or more than 15 digits.
    """
    bare = plain(text).text.replace(" ", "")
    if _DIGITS.fullmatch(bare):
        return int(bare) if len(bare) <= _LONGEST else None
    value = circled_to_int(bare)
    return kanji_to_int(bare) if value is None else value


class Plain(Struct, frozen=True):
    """A text with widths folded and every run of white space as one space, and the way back.

    ``at[i]`` is the offset in the text as read of the character behind ``text[i]``.
    """

    text: str
    at: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span behind the plain span ``[start, end)``, which must not be empty."""
        return self.at[start], self.at[end - 1] + 1


class _Letters(dict[str, str]):
    """Each character's plain spelling, worked out when it is first met."""

    def __missing__(self, char: str) -> str:
        if _WHITE.match(char):
            spelling = " "
        elif _LABEL.match(char):
            spelling = char
        else:
            spelling = _WHITE.sub(" ", unicodedata.normalize("NFKC", char))
        self[char] = spelling
        return spelling


_LETTERS = _Letters()


class _Signs(dict[int, str]):
    """The same by code point, for texts in which one sign stays one sign; any other gives ``_MANY``."""

    def __missing__(self, code: int) -> str:
        spelling = _LETTERS[chr(code)]
        self[code] = spelling if len(spelling) == 1 else _MANY
        return self[code]


_MANY = "\uffff"  # no character, so that it stands for nothing else
_SIGNS = _Signs()


@cache
def _exchange() -> Exchange:
    return Exchange(_SIGNS, "（）：\n\u3000～")


@lru_cache(maxsize=4096)
def plain(text: str) -> Plain:
    """The plain view of ``text``: NFKC character by character except for number signs such as ①.

    Where five or more single characters stand one space apart, those spaces are dropped too, and where a line ends
    within a number of a list: 65、8⏎3、87.
    """
    return _with_whole_numbers(_close_up(_view(text)), text)


def _view(text: str) -> Plain:
    out = _exchange()(text)
    if _MANY not in out and "  " not in out and not out.startswith(" "):
        return Plain(out, range(len(out)))
    chars: list[str] = []
    at: list[int] = []
    for offset, char in enumerate(text):
        for letter in _LETTERS[char]:
            if letter != " " or (chars and chars[-1] != " "):
                chars.append(letter)
                at.append(offset)
    return Plain("".join(chars), tuple(at))


_BETWEEN_DIGITS = regex("[0-9０-９]\n[0-9０-９]", needs="\n")
_JOINT = "(?:[・、,]|及び|および|並びに)"
_CUT_NUMBER = regex(
    f"(?P<ahead>[0-9]{{1,3}})(?: ?の ?項)? ?{_JOINT} ?(?P<head>[0-9]{{1,2}}) (?P<tail>[0-9]{{1,2}})"
    f"(?= ?(?:{_JOINT} ?(?P<behind>[0-9]{{1,3}}(?: [0-9]{{1,2}})?)?|の ?項|項))"
)
_MOST_CUT = 50


def _with_whole_numbers(view: Plain, text: str) -> Plain:
    """A view without the space where a line ends within a number: where the list counts upwards only so."""
    if not _BETWEEN_DIGITS.search(text):
        return view
    start = 0
    for _ in range(_MOST_CUT):
        cut = _CUT_NUMBER.search(view.text, start)
        if cut is None:
            break
        start, gap = cut.start("head"), cut.end("head")
        if text[view.at[gap - 1] + 1 : view.at[gap + 1]] == "\n" and _counts_if_whole(cut):
            view = Plain(view.text[:gap] + view.text[gap + 1 :], (*view.at[:gap], *view.at[gap + 1 :]))
    return view


def _counts_if_whole(cut: re.Match[str]) -> bool:
    ahead, head, tail = (int(cut[part]) for part in ("ahead", "head", "tail"))
    behind = int(cut["behind"].replace(" ", "")) if cut["behind"] else 10_000
    return ahead < int(cut["head"] + cut["tail"]) < behind and not ahead < head < tail < behind


def _close_up(view: Plain) -> Plain:
    if view.text.count(" ") < _HABIT:
        return view
    runs = [match.span() for match in _SPACED_OUT.finditer(view.text)]
    if not runs:
        return view
    dropped = {i for start, end in runs for i in range(start + 1, end, 2)}
    positions = [i for i in range(len(view.text)) if i not in dropped]
    return Plain("".join(view.text[i] for i in positions), tuple(view.at[i] for i in positions))
