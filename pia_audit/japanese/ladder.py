"""The comparison ladder: named rungs on which two texts may meet, with offsets back to the text as read.

A rung folds away one kind of difference more than the rung before it:

==============  ==================================================================================
``identical``   nothing
``spacing``     white space and line breaks
``width``       full and half width, compatibility forms of one character (⽇ and 日)
``punctuation`` 、 and ，, 〜 and ～, the many dashes, the many brackets
``numbering``   ① and (1) and 1, Ⅰ and I, bullets, 第九条 and 第9条, the notation of a date
``wording``     everything: only the words themselves differ
==============  ==================================================================================

Texts are only ever *compared* folded. What a person is shown is always the text as read, and
:class:`Folded` leads from any folded span back to it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pia_audit.japanese.dates import canonical_dates, find_dates
from pia_audit.japanese.numerals import circled_to_int, kanji_to_int

if TYPE_CHECKING:

    import polars as pl


class Rung(IntEnum):
    """A step of the ladder; the order is the order of looseness."""

    IDENTICAL = 0
    SPACING = 1
    WIDTH = 2
    PUNCTUATION = 3
    NUMBERING = 4
    WORDING = 5

    @property
    def label(self) -> str:
        """The rung's name as the frames carry it, such as ``numbering``."""
        return self.name.lower()


EQUAL = Rung.NUMBERING
"""Two texts that meet on this rung or before it say the same thing."""

# White space in the sense of the spacing rung: what Unicode calls space, and the marks that print nothing,
# among them those that choose between two shapes of one kanji (葛 with and without a selector).
_SPACE = (
    r"\s\x00-\x1f\x7f\x{ad}\x{180e}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{2064}\x{2066}-\x{2069}"
    r"\x{fe00}-\x{fe0f}\x{feff}\x{e0100}-\x{e01ef}"
)
_SPACE_IN_PY = re.sub(r"\\x\{([0-9a-f]+)\}", lambda m: f"\\U{m[1]:0>8}", _SPACE)
_SPACE_PY, _INK = re.compile(f"[{_SPACE_IN_PY}]+"), re.compile(f"[^{_SPACE_IN_PY}]+")

# NFKC would turn these into plain digits and letters, which is a matter of the numbering rung. They wait
# in a private plane while NFKC passes over the rest.
_KEPT = "".join(
    chr(c)
    for r in ((0x2460, 0x2500), (0x2160, 0x2189), (0x3220, 0x3244), (0x3251, 0x3260), (0x3280, 0x32C0))
    for c in range(*r)
)
_PRIVATE = 0xF0000

# Look-alikes that NFKC does not join.
_WIDTH_EXTRA = {
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

_PUNCTUATION = {
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


@cache
def _kept_table() -> tuple[dict[int, int], dict[int, int]]:
    away = {ord(c): _PRIVATE + i for i, c in enumerate(_KEPT)}
    return away, {v: k for k, v in away.items()}


@cache
def _punctuation_table() -> dict[int, str]:
    return {ord(k): v for k, v in _PUNCTUATION.items()}


@cache
def _extra_table() -> dict[int, str]:
    return {ord(k): v for k, v in _WIDTH_EXTRA.items()}


# Signs that join the one before them although Unicode does not class them as combining: Hangul vowels and
# finals, and vowel signs of scripts of India and its neighbours.
_JOINING = (
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u0fb5\u0fb7"
    "\u102e\u1b35\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
)


@lru_cache(maxsize=16384)
def _joins(char: str) -> bool:
    """Whether NFKC may join ``char`` to what stands before it, space aside (voiced marks, Hangul vowels)."""
    if char < "\u00a8":
        return False
    first = unicodedata.normalize("NFKD", char).lstrip()[:1]
    if not first:
        return False
    hangul = "\u1161" <= first <= "\u1175" or "\u11a8" <= first <= "\u11c2"
    return hangul or unicodedata.combining(first) > 0 or first in _JOINING


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, for each of its characters, the raw span it came from.

    ``starts[i]`` and ``ends[i]`` bound the raw characters behind ``text[i]``; ``raw`` is the text as read.
    """

    raw: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span behind the folded span ``[start, end)``; an empty span stays empty."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.raw)
            return at, at
        return self.starts[start], self.ends[end - 1]


def fold(text: str, rung: Rung = EQUAL) -> str:
    """``text`` with every difference up to ``rung`` folded away."""
    if rung >= EQUAL:
        return _said(text)
    return text if rung is Rung.IDENTICAL else _folded(text, rung)


@lru_cache(maxsize=65536)
def _said(text: str) -> str:
    return _numbering(canonical_dates(text))


@lru_cache(maxsize=65536)
def _folded(text: str, rung: Rung) -> str:
    out = text.translate(_signs(rung))
    return _folded_whole(text, rung) if _MANY in out else out


def _folded_whole(text: str, rung: Rung) -> str:
    """A text up to the punctuation rung, whatever signs join in it."""
    out = _SPACE_PY.sub("", text)
    if rung >= Rung.WIDTH:
        out = _width(out)
    if rung >= Rung.PUNCTUATION:
        out = out.translate(_punctuation_table())
    return out


_MANY = "\uffff"  # no character, so that it stands for nothing else


class _Signs(dict[int, str]):
    """The folded spelling of every sign that stands alone, worked out when it is first met; ``_MANY`` for a sign that
    folds to several or may join the one before it, so that a text with one is folded as a whole."""

    def __init__(self, rung: Rung) -> None:
        self.rung = rung

    def __missing__(self, code: int) -> str:
        spelling = _folded_whole(chr(code), self.rung)
        self[code] = spelling if len(spelling) <= 1 and not _joins(chr(code)) else _MANY
        return self[code]


@cache
def _signs(rung: Rung) -> _Signs:
    return _Signs(rung)


def _width(text: str) -> str:
    if text.isascii():
        return text
    away, back = _kept_table()
    out = unicodedata.normalize("NFKC", text.translate(away)).translate(back).translate(_extra_table())
    bare = _SPACE_PY.sub("", out)  # NFKC writes some spacing accents as a space and a sign,
    return out if bare == out else unicodedata.normalize("NFC", bare)  # which then joins the letter before it


# --- the numbering rung -------------------------------------------------------------------------------

_ORDINAL = re.compile(r"第([〇一二三四五六七八九十百千]+)")
# Each rule begins with the sign it is about and looks back afterwards, since a search for a sign is a fast one.
# Not beside another number: (1)(2) is not 12.
_PAREN_NUMBER = re.compile(r"\((?<!\d\()(?<!\d\)\()(\d{1,2})\)(?!\(?\d)")
_POINT_NUMBER = re.compile(r"(\d(?<!\d\d)\d?)[,.](?![\d,.])")
# A bullet between two digits stays: 13・14 is not 1314.
# A circle in brackets is a tick, and □ and ■ are two answers; none of them is a bullet.
_B = "[・•●○◦◆◇]"
_BULLET = re.compile(rf"{_B}(?:(?<![\d(]{_B})|(?<!\({_B})(?={_B}*(?![\d・•●○◦◆◇]))){_B}*")
_NUMBER_RULES = ((_PAREN_NUMBER, r"\1"), (_POINT_NUMBER, r"\1"), (_BULLET, ""))


def _numbering(text: str) -> str:
    out = fold(text, Rung.PUNCTUATION)
    out = _enclosed(out)
    for pattern, repl in _NUMBER_RULES:
        out = pattern.sub(repl, out)
    return out


def _enclosed(text: str) -> str:
    if not text.isascii():
        text = text.translate(_enclosed_table()) if _kept_signs().search(text) else text
        text = _ORDINAL.sub(_ordinal, text) if "第" in text else text
    return text


@cache
def _enclosed_table() -> dict[int, str]:
    table = {}
    for char in _KEPT:
        plain = unicodedata.normalize("NFKC", char)
        if not plain.strip("().").isascii():
            plain = str(circled_to_int(char) or plain)
        # ① ⑴ ⒈ say the same as (1); Ⅰ says the same as I.
        table[ord(char)] = f"({plain.strip('().')})" if plain.strip("().").isdigit() else plain
    return table


def _ordinal(match: re.Match[str]) -> str:
    number = kanji_to_int(match[1])
    return match[0] if number is None else f"第{number}"


# --- folding with offsets -----------------------------------------------------------------------------


@lru_cache(maxsize=2048)
def fold_spans(text: str, rung: Rung = EQUAL) -> Folded:
    """As :func:`fold`, keeping for every folded character the raw span behind it."""
    into, at = _Folding(), 0
    for found in find_dates(text) if rung >= Rung.NUMBERING else ():
        _fold_stretch(text, at, found.start, rung, into)
        into.put(fold(canonical_dates(found.text), Rung.PUNCTUATION), found.start, found.end)
        at = found.end
    _fold_stretch(text, at, len(text), rung, into)
    if rung >= Rung.NUMBERING:
        _renumber(into)
    return Folded(text, "".join(into.pieces), tuple(into.starts), tuple(into.ends))


def as_written(text: str, words: str) -> str:
    """``words``, found in the folded ``text``, as the text writes them; unchanged where they do not stand in it."""
    if words in text:
        return words
    folded = fold_spans(text)
    at = folded.text.find(words)
    return text[slice(*folded.span(at, at + len(words)))] if words and at >= 0 else words


def _fold_stretch(text: str, start: int, end: int, rung: Rung, into: _Folding) -> None:
    """Fold ``text[start:end]`` sign by sign where no sign joins another, else by groups of signs."""
    below, stretch = min(rung, Rung.PUNCTUATION), text[start:end]
    if below is Rung.IDENTICAL:
        into.put_each(stretch, range(start, end))
        return
    signs = _signs(below)
    out = stretch.translate(signs)
    if _MANY in out:
        _fold_clusters(text, start, end, below, into)
    elif len(out) == len(stretch):
        into.put_each(out, range(start, end))
    else:
        for piece in _INK.finditer(stretch):  # nothing but space folds to nothing
            into.put_each(piece[0].translate(signs), range(start + piece.start(), start + piece.end()))


@dataclass(slots=True)
class _Folding:
    """A folded text while it is put together."""

    pieces: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def put(self, piece: str, start: int, end: int) -> None:
        """A piece that stands for one raw span as a whole."""
        self.pieces.append(piece)
        self.starts.extend([start] * len(piece))
        self.ends.extend([end] * len(piece))

    def put_each(self, piece: str, places: range) -> None:
        """A piece of which each character stands for one raw character, one after the other."""
        self.pieces.append(piece)
        self.starts.extend(places)
        self.ends.extend(range(places.start + 1, places.stop + 1))


def _fold_clusters(text: str, start: int, end: int, rung: Rung, into: _Folding) -> None:
    """Fold by groups of characters that NFKC may join; white space between them is no part of any group."""
    group, first, last = "", start, start
    for at in range(start, end):
        char = text[at]
        if _SPACE_PY.match(char):
            continue
        if group and not _joins(char):
            into.put(_fold_cluster(group, rung), first, last)
            group = ""
        first = first if group else at
        group, last = group + char, at + 1
    if group:
        into.put(_fold_cluster(group, rung), first, last)


@lru_cache(maxsize=16384)
def _fold_cluster(cluster: str, rung: Rung) -> str:
    return fold(cluster, rung)


def _renumber(into: _Folding) -> None:
    """Apply the numbering rules one after the other, carrying the spans along."""
    text = "".join(into.pieces)
    text = _splice(text, into, _kept_signs(), lambda m: _enclosed_table()[ord(m[0])])
    text = _splice(text, into, _ORDINAL, _ordinal) if "第" in text else text
    for pattern, repl in _NUMBER_RULES:
        text = _splice(text, into, pattern, _first if repl else _nothing)
    into.pieces = [text]


def _first(match: re.Match[str]) -> str:
    return str(match[1])


def _nothing(_: re.Match[str]) -> str:
    return ""


@cache
def _kept_signs() -> re.Pattern[str]:
    return re.compile("[" + _KEPT + "]")


def _splice(text: str, into: _Folding, pattern: re.Pattern[str], repl: _Repl) -> str:
    """``text`` with a rule applied; each replacement stands for the whole raw span behind what it replaces."""
    matches = list(pattern.finditer(text))
    for match in reversed(matches):  # from the end, so that the offsets before it still hold
        at, end = match.span()
        new = len(repl(match))
        into.starts[at:end], into.ends[at:end] = [into.starts[at]] * new, [into.ends[end - 1]] * new
    return pattern.sub(repl, text) if matches else text


def meet(left: str, right: str) -> Rung:
    """The first rung on which two texts are the same; ``WORDING`` when no rung before it joins them."""
    if left == right:
        return Rung.IDENTICAL
    if fold(left, Rung.PUNCTUATION) != fold(right, Rung.PUNCTUATION):  # then they differ on the rungs before it, too
        alike = letters(left) == letters(right) and fold(left) == fold(right)
        return Rung.NUMBERING if alike else Rung.WORDING
    below = (Rung.SPACING, Rung.WIDTH)
    return next((rung for rung in below if fold(left, rung) == fold(right, rung)), Rung.PUNCTUATION)


def same(left: str, right: str) -> bool:
    """Whether two texts say the same: equal on the numbering rung or one before it.

    The numbering rung reads dates, and there a space counts that the rungs below have folded away
    (2020/3/3 1 and 2020/3/31).
    """
    if left == right:
        return True
    if letters(left) != letters(right):
        return False
    return fold(left) == fold(right) or fold(left, Rung.PUNCTUATION) == fold(right, Rung.PUNCTUATION)


def similarity(left: str, right: str) -> float:
    """How alike two texts are on the numbering rung, 0.0 to 1.0 (longest common subsequence, Indel)."""
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(fold(left), fold(right)))


# Signs of usual text that fold alone, whatever stands beside them, to themselves or to one other sign.
_USUAL_WORDS = r"\x{3041}-\x{3096}\x{30a1}-\x{30fa}\x{4e00}-\x{9fff}"
_USUAL_SIGNS = "".join([
    *map(chr, (*range(0x21, 0x7F), *range(0xFF01, 0xFF5F), *range(0x25A0, 0x2600))),
    *"々〆〇〒※→←↑↓☆★", *_PUNCTUATION, *_PUNCTUATION.values(), *_KEPT,
])  # fmt: skip


def norm_expr(column: pl.Expr) -> pl.Expr:
    """The ``punctuation`` rung as a polars expression (dtype String; null stays null).

    Everything below this rung is settled in frames; the numbering rung, which needs the words around a
    number, is asked only of what is still unequal here.
    """
    import polars as pl

    usual, table = _usual()
    rare = column.str.contains(f"[^{usual}]")
    folded = pl.when(~rare).then(column).str.replace_many(list(table), list(table.values()))
    return pl.coalesce(folded, _whole_expr(pl.when(rare).then(column)))


@cache
def _usual() -> tuple[str, dict[str, str]]:
    """The signs that usual texts are made of, as the inside of a class, and those of them that fold to another."""
    signs = _signs(Rung.PUNCTUATION)
    usual = [c for c in _USUAL_SIGNS if signs[ord(c)] != _MANY]
    table = {c: signs[ord(c)] for c in usual if signs[ord(c)] != c}
    table |= {c: said for c, said in _WIDTH_EXTRA.items() if "\u4e00" <= c <= "\u9fff"}
    return _SPACE + re.escape("".join(usual)) + _USUAL_WORDS, table | dict.fromkeys(_spaces(), "")


def _spaces() -> Iterator[str]:
    """Every sign of the spacing rung; they lie in these blocks."""
    blocks = range(0x3001), range(0xFE00, 0xFF00), range(0xE0100, 0xE01F0)
    return (chr(code) for block in blocks for code in block if _SPACE_PY.match(chr(code)))


def _whole_expr(column: pl.Expr) -> pl.Expr:
    """The same of any text, whatever signs join in it."""
    away, back = _kept_table()
    space = "[" + _SPACE + "]+"
    names_away = [chr(k) for k in away], [chr(v) for v in away.values()]
    names_back = [chr(k) for k in back], [chr(v) for v in back.values()]
    out = column.str.replace_all(space, "")
    out = out.str.replace_many(*names_away).str.normalize("NFKC").str.replace_many(*names_back)
    out = out.str.replace_many(list(_WIDTH_EXTRA), list(_WIDTH_EXTRA.values())).str.replace_all(space, "")
    out = out.str.normalize("NFC")
    return out.str.replace_many(list(_PUNCTUATION), list(_PUNCTUATION.values()))


# What the numbering rung reads, writes or takes away beside numbers and ASCII: dates, what joins or encloses numbers.
_NUMBERED = "・•●○◦◆◇〇零一二三四五六七八九十百千第元年月日度明治大正昭和平成令"


def letters_expr(norm: pl.Expr) -> pl.Expr:
    """Of texts folded to the punctuation rung the letters that the numbering rung leaves as they are.

    Two texts whose letters differ meet on no rung before ``wording``; of others nothing is said.
    """
    spelled = {chr(code): "".join(filter(_is_letter, said)) for code, said in _enclosed_table().items()}
    words = {sign: said for sign, said in spelled.items() if said}  # ㈱ is (株) on the numbering rung
    out = norm.str.replace_many(list(words), list(words.values()))
    others = re.escape("".join(spelled.keys() - words.keys()))
    return out.str.replace_all(rf"[\x00-\x7f\p{{N}}{_NUMBERED}{others}]+", "")


def _is_letter(char: str) -> bool:
    return not (char.isascii() or char in _NUMBERED or unicodedata.category(char).startswith("N"))


class _Letters(dict[int, str]):
    """Of every sign that stands alone the letter in it, if any; ``_MANY`` as in :class:`_Signs`."""

    def __missing__(self, code: int) -> str:
        said = "".join(filter(_is_letter, _enclosed(fold(chr(code), Rung.PUNCTUATION))))
        self[code] = said if len(said) <= 1 and not _joins(chr(code)) else _MANY
        return self[code]


_LETTERS = _Letters()


@lru_cache(maxsize=32768)
def letters(text: str) -> str:
    """As :func:`letters_expr`, of a text as read: found in less time than any fold."""
    out = text.translate(_LETTERS)
    return "".join(filter(_is_letter, _enclosed(fold(text, Rung.PUNCTUATION)))) if _MANY in out else out


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no sign of ``text[start:end]`` may join one outside of it."""
    return not _joins(text[start]) and (end == len(text) or not _joins(text[end]))


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    _Repl = Callable[[re.Match[str]], str]
