"""Labels in one spelling: widths, numerals, brackets and dashes alike, no white space, with the way back to the text.

Unlike the rungs of :mod:`pia_audit.japanese.ladder`, ① stays apart from 1 and (1): which kind of number a label
gives tells at which level of the form it points.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.japanese.numerals import circled_to_int
from pia_audit.japanese.patterns import regex

_DASHES = "―－—–‐‑‒−─━﹣-"
_BRACKETS = {**dict.fromkeys("（〔［【〈《｛[{<＜(", "("), **dict.fromkeys("）〕］】〉》｝]}>＞)", ")")}
_ARROWS = "→⇒➡➔▶►≫»"
_COMMAS = "、，､,"
_SIGNS = {
    **_BRACKETS,
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_ARROWS, "→"),
    **dict.fromkeys(_COMMAS, "、"),
    **dict.fromkeys("。．｡.", "."),
    **dict.fromkeys("〜～∼~", "~"),
    **dict.fromkeys("／/｜|＼", "/"),
    **dict.fromkeys("：:；;", ":"),
    **dict.fromkeys("「『“〝」』”〟\"'’‘", "'"),
    **dict.fromkeys("･·‧∙•・", "・"),
}
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8}
_ASCII_ROMAN = regex(r"(?<![A-Za-z])(?:VIII|VII|VI|IV|V|I{1,3})(?![A-Za-z])")
_WORD_SIGNS = "0-9A-Za-zⅠ-Ⅻ①-⑳ぁ-ゖァ-ヺー一-鿿々"
_WORD = regex(f"[{_WORD_SIGNS}]+")
_MEET = regex("[A-Za-zⅠ-Ⅷ]{2}|.-", re.DOTALL)
"""Two signs of which one would be read otherwise if the other did not stand beside it."""
_LONGEST_FRAMED = 12
"""Brackets round so few signs may be a note, such as (備考) or (別添1)."""
_STARS, _BRACKET = regex("[※*]"), regex("[()]")
LONGEST = 600
"""Signs of a label that are read; what stands after them is no label."""


class Signs(Struct, frozen=True):
    """A text in one spelling.

    ``text`` has no white space; ``ends[i]`` is the raw offset right behind ``text[i]``; ``breaks`` are the places
    before which white space stood, ``lines`` those before which a line ended.
    """

    raw: str
    text: str
    ends: tuple[int, ...]
    breaks: frozenset[int]
    lines: frozenset[int]

    def raw_end(self, at: int) -> int:
        """The raw offset right behind the signs before ``at``."""
        return self.ends[at - 1] if at else 0

    def without(self, dropped_positions: set[int]) -> Signs:
        """The same without the signs at these places."""
        if not dropped_positions:
            return self
        order, length = sorted(dropped_positions), len(self.text)
        stretches = list(zip([0, *(at + 1 for at in order)], [*order, length], strict=True))
        remaining_length = length - len(order)

        def moved(places: frozenset[int]) -> frozenset[int]:
            return frozenset(
                [at for position in places if (at := position - bisect_left(order, position)) < remaining_length]
            )

        return Signs(
            self.raw,
            "".join([self.text[start:end] for start, end in stretches]),
            tuple(chain.from_iterable([self.ends[start:end] for start, end in stretches])),
            moved(self.breaks),
            moved(self.lines),
        )


def is_letter(char: str) -> bool:
    """Whether a sign is a kanji or a kana, or stands for one."""
    return "ぁ" <= char <= "ゖ" or "ァ" <= char <= "ヺ" or char in ("ー", "々") or "一" <= char <= "鿿"


def is_word_sign(char: str) -> bool:
    """Whether a sign is a letter or a digit, of no numeral that is one sign."""
    return is_letter(char) or (char.isascii() and char.isalnum())


def spelled(char: str) -> str:
    """One character in the one spelling; empty where it prints nothing or is white space."""
    if char in _SIGNS:
        return _SIGNS[char]
    if is_letter(char):
        return char  # its own spelling, as most are
    value = circled_to_int(char)
    if value is not None and value <= 20:
        return chr((0x215F if "Ⅰ" <= char <= "ⅻ" else 0x245F) + value)
    plain = unicodedata.normalize("NFKC", char)
    return "".join(_SIGNS.get(c, c) for c in plain if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"))


class _Spelled(dict[int, str]):
    """Each character's one spelling by code point, always one sign: :data:`_GONE` where it prints nothing,
    :data:`_MANY` where it is several signs."""

    def __missing__(self, code: int) -> str:
        spelling = spelled(chr(code))
        self[code] = _MANY if len(spelling) > 1 or spelling in (_GONE, _MANY) else spelling or _GONE
        return self[code]


_GONE, _MANY = "\ufffe", "\uffff"  # no characters, so that they stand for nothing else
_RUN_GONE, _KEPT, _LINE_END = regex(f"{_GONE}+"), regex(f"[^{_GONE}]+"), regex(r"[\n\r]")
_SPELLED = _Spelled()
_STRAY_BARS = regex("(?<![ァ-ー])ー+")


@lru_cache(maxsize=8192)
def signs_of(text: str) -> Signs:
    """``text`` in the one spelling, its first :data:`LONGEST` signs."""
    if len(text) > 4 * LONGEST:
        return replace(signs_of(text[: 4 * LONGEST]), raw=text)
    spelling = text.translate(_SPELLED)
    if _MANY in spelling:
        return _one_by_one(text)
    ends: Sequence[int] = range(1, len(text) + 1)
    breaks: list[int] = []
    lines: list[int] = []
    meet: list[int] = []
    if _GONE in spelling:
        ends_lines = _LINE_END.search(text) is not None
        ends = list(chain.from_iterable([range(k.start() + 1, k.end() + 1) for k in _KEPT.finditer(spelling)]))
        left_out = 0
        for blank in _RUN_GONE.finditer(spelling):
            start, end = blank.span()
            position = start - left_out
            left_out += end - start
            breaks.append(position)
            if ends_lines and _LINE_END.search(text, start, end):
                lines.append(position)
            if spelling[max(start - 1, 0) : start].isdigit() and spelling[end : end + 1].isdigit():
                meet.append(position)
        spelling = spelling.replace(_GONE, "")
    if "ー" in spelling:
        spelling = _STRAY_BARS.sub(lambda bars: "-" * len(bars[0]), spelling)
    signs = Signs(text, spelling[:LONGEST], tuple(ends), frozenset(breaks), frozenset(lines))
    return _romans(_with_strokes(_kept_apart(signs, spelling, meet) if meet else signs))


def _kept_apart(signs: Signs, spelling: str, meet: list[int]) -> Signs:
    """The signs with a space at each of these places, where two numbers would meet."""
    ends, at, pieces = list(signs.ends), 0, []
    for nth, position in enumerate(meet):
        pieces.append(spelling[at:position])
        ends.insert(position + nth, ends[position + nth] - 1)
        at = position
    text = " ".join([*pieces, spelling[at:]])[:LONGEST]
    moved = [frozenset(p + bisect_left(meet, p) for p in places) for places in (signs.breaks, signs.lines)]
    return Signs(signs.raw, text, tuple(ends), *moved)


def _one_by_one(text: str) -> Signs:
    """As :func:`signs_of`, where a character is spelled with several signs."""
    out: list[str] = []
    ends: list[int] = []
    breaks: set[int] = set()
    lines: set[int] = set()
    for at, char in enumerate(text):
        spelling = spelled(char)
        if not spelling:
            breaks.add(len(out))
            if char in "\n\r":
                lines.add(len(out))
            continue
        if spelling == "ー" and not (out and "ァ" <= out[-1] <= "ー"):
            spelling = "-"
        if out and len(out) in breaks and out[-1].isdigit() and spelling[0].isdigit():
            out.append(" ")
            ends.append(at)
        out += spelling
        ends += [at + 1] * len(spelling)
    return _romans(_with_strokes(Signs(text, "".join(out[:LONGEST]), tuple(ends), frozenset(breaks), frozenset(lines))))


_STROKE = regex("(?<=ファイル)ー(?=[0-9①-⑳]|リスク|委託|提供|移転)")
"""A long vowel's sign that is a stroke between a file's name and a level below it: 入居者情報ファイルー3ーリスク2."""


def _with_strokes(signs: Signs) -> Signs:
    return replace(signs, text=_STROKE.sub("-", signs.text)) if "ルー" in signs.text else signs


def _romans(signs: Signs) -> Signs:
    """II and IV as one sign each."""
    if "I" not in signs.text and "V" not in signs.text:
        return signs
    matches = [m for m in _ASCII_ROMAN.finditer(signs.text) if m.start() == 0 or m.start() in signs.breaks or _opens(m)]
    if not matches:
        return signs
    text, dropped_positions = list(signs.text), set()
    ends = list(signs.ends)
    for m in matches:
        text[m.start()] = chr(0x215F + _ROMAN[m[0]])
        ends[m.start()] = signs.ends[m.end() - 1]
        dropped_positions |= set(range(m.start() + 1, m.end()))
    return Signs(signs.raw, "".join(text), tuple(ends), signs.breaks, signs.lines).without(dropped_positions)


def _opens(match: re.Match[str]) -> bool:
    return match.string[match.start() - 1] in "、/・('→-及び"


def bare(text: str) -> str:
    """The words of a text in the one spelling: no marks, no brackets."""
    return "".join(_WORD.findall(text))


def word_places(text: str) -> list[int]:
    """Where the signs of a text's :func:`bare` words stand."""
    return [at for word in _WORD.finditer(text) for at in range(*word.span())]


@lru_cache(maxsize=8192)
def words_of(text: str) -> str:
    """:func:`bare` of a text as read."""
    return bare(signs_of(text).text)


def words_of_levels(levels: Sequence[str]) -> str:
    """:func:`words_of` the levels of a path with blanks between them; the same levels come again and again."""
    texts = [signs_of(level).text for level in levels]
    meet = any(_MEET.match(previous[-1:] + two[:1]) for previous, two in pairwise(texts))
    if meet or not all(texts) or sum(map(len, levels)) + len(levels) > LONGEST:
        return words_of(" ".join(levels))
    return "".join(map(words_of, levels))


_FROM_THE_FIRST = regex(r"\S\s*(?P<all>①\s*(?:~|以[下降]|から|ほか)\s*)$")
"""委託事項4 ①～: all that stands below the heading, which is what the label then names."""
_NAME_OF_GROUP = regex(r"(?:委託事項|提供先|移転先)\s*[0-9]{1,2}\s*(?P<all>の?\s*(?:件名|業務名|事業名|名称))$")
"""委託事項1の件名: what stands beside the heading's number, and so the heading."""


_COUNTED_LABEL = regex(r"(?:\([0-9]{1,2}\)|[0-9]{1,2}\)|[①-⑳])\s*(?=[Ⅰ-Ⅻ])")
"""The number of a label in a row's list of them: (1) Ⅰ 1 ①, (2) Ⅱ 2 ③."""
_OF_FORM = regex(
    r"^(?:特定個人情報保護評価書)?\(?(?:基礎|重点|全)項目?(?:評価書?)?\)?"
    r"[.、:/→・-]*(?=\(?(?:[Ⅰ-Ⅻ]|[0-9]+\)))"
    r"|^\(?(?:特定個人情報保護)?(?:(?:基礎|重点|全)項目)?評価書\)?の?[.、:/→・~-]*"
    r"(?=表紙|特記事項|評価実施機関名|公表日|個人のプライバシー)"
)
"""The form's name before a chapter, a file or a field of the cover: （全項目評価書）Ⅱ …, 全項目 Ⅱ …, 評価書　特記事項.
It is no part of a field's name."""
_CONCERNING = regex(r"(?<=リスク[0-9])に係る")


def _counts(match: re.Match[str], signs: Signs) -> range:
    """The places of a number before a chapter where it begins a line; else none, as it may be a file's."""
    return range(*match.span()) if match.start() == 0 or match.start() in signs.lines else range(0)


@lru_cache(maxsize=8192)
def without_notes(text: str) -> tuple[Signs, tuple[str, ...]]:
    """The signs of a text without ※ and without what brackets except (…を除く。), and the words of those exceptions.

    An exception that counts items (7.リスク1⑨を除く) tells where ※ does not hold; it is left out of the words.
    """
    signs = _unframed(signs_of(text))
    dropped_positions: set[int] = set()
    notes: list[str] = []
    for start, end in _bracketed(signs.text) if "(" in signs.text else ():
        if start in dropped_positions:
            continue
        inner = signs.text[start:end]
        starred = start > 0 and signs.text[start - 1] == "※"
        if "除く" in inner or starred:
            start, inner = _innermost(start, inner)
            end = start + len(inner)
            dropped_positions |= set(range(start, end))
            if not re.search(r"[0-9①-⑳]", inner):
                notes.append(bare(inner))
    dropped_positions |= {m.start() for m in _STARS.finditer(signs.text)}
    dropped_positions |= {n for m in _COUNTED_LABEL.finditer(signs.text) for n in _counts(m, signs)}
    if (form := _OF_FORM.match(signs.text)) is not None:
        dropped_positions |= set(range(form.end()))
    if "に係る" in signs.text:
        dropped_positions |= {n for m in _CONCERNING.finditer(signs.text) for n in range(*m.span())}
    for sign, heading_alone in (("①", _FROM_THE_FIRST), ("名", _NAME_OF_GROUP)):
        if sign in signs.text and (match := heading_alone.search(signs.text)):
            dropped_positions |= set(range(*match.span("all")))
    return signs.without(dropped_positions), tuple(notes)


def _innermost(start: int, text: str) -> tuple[int, str]:
    """The brackets within brackets that hold what is excepted, by where they begin and what they are."""
    while within := next(((a, b) for a, b in _bracketed(text[1:-1]) if "除く" in text[1 + a : 1 + b]), None):
        start, text = start + 1 + within[0], text[1 + within[0] : 1 + within[1]]
    return start, text


def _unframed(signs: Signs) -> Signs:
    """The signs without brackets round all of them: 【…】 frames a label and excepts nothing."""
    while _is_framed(signs.text) and _bracketed(signs.text)[:1] == [(0, len(signs.text))]:
        signs = signs.without({0, len(signs.text) - 1})
    return signs


def _is_framed(text: str) -> bool:
    """Whether a text begins and ends with brackets, be they a pair or not."""
    return text[:1] == "(" and text[-1:] == ")" and len(text) > _LONGEST_FRAMED


def _bracketed(text: str) -> list[tuple[int, int]]:
    """The outermost pairs of brackets, each from its opening sign to behind its closing one."""
    pairs, depth, start = [], 0, 0
    for bracket in _BRACKET.finditer(text):
        at = bracket.start()
        if bracket[0] == "(":
            start = start if depth else at
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                pairs.append((start, at + 1))
    return pairs
