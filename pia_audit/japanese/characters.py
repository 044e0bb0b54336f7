"""Signs as they are written: which are space, which look alike, which stand for a number, which join the one before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from pia_audit.japanese.patterns import regex

# White space in the sense of the spacing rung: what Unicode calls space, and the marks that print nothing,
# among them those that choose between two shapes of one kanji (葛 with and without a selector).
SPACE = (
    r"\s\x00-\x1f\x7f\x{ad}\x{180e}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{2064}\x{2066}-\x{2069}"
    r"\x{fe00}-\x{fe0f}\x{feff}\x{e0100}-\x{e01ef}"
)
_SPACE_IN_PY = re.sub(r"\\x\{([0-9a-f]+)\}", lambda m: f"\\U{m[1]:0>8}", SPACE)
SPACES, INK = regex(f"[{_SPACE_IN_PY}]+"), regex(f"[^{_SPACE_IN_PY}]+")

# NFKC would turn these into plain digits and letters, which is a matter of the numbering rung. They wait
# in a private plane while NFKC passes over the rest.
KEPT = "".join(
    chr(c)
    for r in ((0x2460, 0x2500), (0x2160, 0x2189), (0x3220, 0x3244), (0x3251, 0x3260), (0x3280, 0x32C0))
    for c in range(*r)
)
_PRIVATE = 0xF0000

# Look-alikes that NFKC does not join.
LOOK_ALIKES = {
    "⺠": "民",
    "⻑": "長",
    "⻄": "西",
    "⻘": "青",
    "⻲": "亀",
    "⼾": "戸",
    "戶": "戸",
    "⻭": "歯",
    "⻩": "黄",
}

PUNCTUATION = {
    **dict.fromkeys("、，､", ","),
    **dict.fromkeys("。．｡", "."),
    **dict.fromkeys("〜～∼˜", "~"),
    **dict.fromkeys("―－—–‐‑‒−ー─━﹣➖", "-"),
    **dict.fromkeys("（〔［【〈《｛[{<＜", "("),
    **dict.fromkeys("）〕］】〉》｝]}>＞", ")"),
    **dict.fromkeys("「『“〝‘", "「"),
    **dict.fromkeys("」』”〟’", "」"),
    **dict.fromkeys("：", ":"),
    **dict.fromkeys("；", ";"),
    **dict.fromkeys("･·‧∙", "・"),
}

# What usual text is made of, each sign folding alone to itself or to one other, whatever stands beside it: these words,
# and of these signs those that do. Any other sign is as right, only slower to fold. None of them
# is beyond the Basic Multilingual Plane: a pattern with such a sign searches many times slower.
USUAL_WORDS = (("ぁ", "ゖ"), ("ァ", "ヺ"), ("一", "\u6235"), ("\u6237", "鿿"))  # but for 戶
USUAL_SIGNS = "".join([
    *map(chr, (*range(0x21, 0x7F), *range(0xFF01, 0xFF5F), *range(0x25A0, 0x25D0))),
    *"\t\n\r \u3000々〆〇〒※→←↑↓☆★", *PUNCTUATION, *PUNCTUATION.values(), *LOOK_ALIKES,
    *"①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ⅠⅡⅢⅣⅤⅥ",
])  # fmt: skip

# What the numbering rung reads, writes or takes away beside numbers and ASCII: dates, what joins or encloses numbers.
NUMBERED = "・•●○◦◆◇〇零一二三四五六七八九十百千第元年月日度明治大正昭和平成令"


def is_usual_word(char: str) -> bool:
    """Whether a sign is one of :data:`USUAL_WORDS`, which fold to themselves."""
    return any(first <= char <= last for first, last in USUAL_WORDS)


def other_than(usual: Iterable[str]) -> re.Pattern[str]:
    """Finds a sign that is neither of :data:`USUAL_WORDS` nor one of ``usual``."""
    word_ranges = "".join(f"{first}-{last}" for first, last in USUAL_WORDS)
    return re.compile(f"[^{re.escape(''.join(usual))}{word_ranges}]")


class Exchange:
    """``text.translate(table)``, about twice as fast for usual text: the signs met most are exchanged each at once,
    and the others are looked up only where one is left that ``table`` does not leave as it is.

    ``table`` leaves :data:`USUAL_WORDS` and what it exchanges ``frequent`` for as they are. The pattern that finds the
    others takes longer to make than one report takes to translate, so it is made only once many texts have come.
    """

    MANY_SIGNS = 400_000
    """After so many signs the pattern pays."""

    def __init__(self, table: dict[int, str], frequent: str) -> None:
        self._table = table
        self._frequent = tuple((char, table[ord(char)]) for char in frequent)
        self._changing: re.Pattern[str] | None = None
        self._met = 0

    @property
    def has_pattern(self) -> bool:
        """Whether the rare signs are looked for by a pattern by now."""
        return self._changing is not None

    def __call__(self, text: str) -> str:
        """The text with every sign exchanged."""
        if self._changing is None:
            self._met += len(text)
            if self._met < self.MANY_SIGNS:
                return text.translate(self._table)
            self._changing = other_than(char for char in USUAL_SIGNS if self._table[ord(char)] == char)
        for char, replacement in self._frequent:
            text = text.replace(char, replacement)
        return text.translate(self._table) if self._changing.search(text) else text


@cache
def kept_table() -> tuple[dict[int, int], dict[int, int]]:
    """Each of :data:`KEPT` to its place in the private plane, and back."""
    away = {ord(c): _PRIVATE + i for i, c in enumerate(KEPT)}
    return away, {v: k for k, v in away.items()}


@cache
def punctuation_table() -> dict[int, str]:
    """:data:`PUNCTUATION` for ``str.translate``."""
    return {ord(k): v for k, v in PUNCTUATION.items()}


@cache
def look_alike_table() -> dict[int, str]:
    """:data:`LOOK_ALIKES` for ``str.translate``."""
    return {ord(k): v for k, v in LOOK_ALIKES.items()}


# Signs that join the one before them although Unicode does not class them as combining: Hangul vowels and
# finals, and vowel signs of scripts of India and its neighbours.
_JOINING = (
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u0fb5\u0fb7"
    "\u102e\u1b35\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
)


@lru_cache(maxsize=16384)
def joins(char: str) -> bool:
    """Whether NFKC may join ``char`` to what stands before it, space aside (voiced marks, Hangul vowels)."""
    if char < "\u00a8":
        return False
    first = unicodedata.normalize("NFKD", char).lstrip()[:1]
    if not first:
        return False
    hangul = "\u1161" <= first <= "\u1175" or "\u11a8" <= first <= "\u11c2"
    return hangul or unicodedata.combining(first) > 0 or first in _JOINING
