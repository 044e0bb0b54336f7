"""Numbers of a label's levels in other scripts than the form's: ⅲ, ウ and 三 where it prints ③ or 3, 丸3, 2つ目の."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from pia_audit.forms.labels.lexicon import Lexicon
from pia_audit.forms.labels.spelling import Signs, bare, is_letter
from pia_audit.japanese.numerals import to_int
from pia_audit.japanese.patterns import regex

COUNTED = "\ue000"
"""The sign before those that stand for a kanji numeral which numbers a level; no text has them."""
MOST = 20
_CIRCLE, _ROMAN = 0x245F, 0x215F
_KANA = "アイウエオカキクケコ"
_MARK = regex(rf"[{_KANA}]|十[一二三四五六七八九]?|[一二三四五六七八九]|[Ⅰ-Ⅻ]")
_PERHAPS = regex(f"[ⅰ-ⅻ{_KANA}ｱ-ｺ一二三四五六七八九十丸]|目|マル|まる|ﾏﾙ")
_ROUND = regex(r"(?:丸|マル|まる)-?(?P<number>1[0-9]|20|[1-9])(?![0-9])[.、]?")
_NTH = regex(r"(?:システム|委託事項|委託業務|委託|提供先|移転先|リスク|ファイル)(\()[0-9]{1,2}((?:件|番|つ)目\))")
_ORDINAL = regex(
    r"(?P<number>[0-9]{1,2})(?:つ|番|個|件)目の(?:特定個人情報)?(?P<word>システム|委託事項|提供先|移転先|ファイル)"
)
_CHAPTER = regex(
    r"[、.・:-]?(?:関連情報|基本情報|しきい値判断|(?:特定個人情報)?ファイルの(?:概要|取扱いプロセス)|(?:その他の)?リスク対策|開示請求|評価実施手続)"
)
"""What the forms call their chapters, behind a numeral however small."""
_KATAKANA = regex("[ァ-ヺー]")
_JOINS = "の"
_LONGEST_NAME = 40


def in_usual_marks(signs: Signs, lexicon: Lexicon, long_names: Sequence[tuple[int, int]]) -> Signs:
    """The signs with such numbers as the form would print them, wherever one stands before a level's name or alone.

    Words that begin with such a sign stay: アクセス権限, 一般. So does what stands within a long name of the form,
    which white space may cut anywhere; ``long_names`` gives their places.
    """
    if _PERHAPS.search(signs.raw) is None:
        return signs
    text, dropped_positions = list(signs.text), set[int]()
    for match in _MARK.finditer(signs.text):
        at = match.start()
        if any(start <= at < end for start, end in long_names):
            continue
        number = match[0][:1] if at + 1 in signs.breaks else match[0]
        if mark := _usual(signs, at, number, lexicon):
            text[at] = mark
            dropped_positions |= set(range(at + 1, at + len(number)))
    for match in _ROUND.finditer(signs.text):
        if _begins(signs, match.start()):
            text[match.start()] = chr(_CIRCLE + int(match["number"]))
            dropped_positions |= set(range(match.start() + 1, match.end()))
    for match in _ORDINAL.finditer(signs.text):
        usual = f"{match['word']}{match['number']}"
        if _begins(signs, match.start()):
            text[match.start() : match.start() + len(usual)] = usual
            dropped_positions |= set(range(match.start() + len(usual), match.end()))
    for match in _NTH.finditer(signs.text):
        dropped_positions |= {match.start(1), *range(*match.span(2))}
    changed = replace(signs, text="".join(text)) if text != list(signs.text) else signs
    return changed.without(dropped_positions)


def _usual(signs: Signs, at: int, mark: str, lexicon: Lexicon) -> str:
    """The sign for a number in another script; empty where it is none."""
    end = at + len(mark)
    if "Ⅰ" <= mark <= "Ⅻ":  # one sign with the chapters' numerals, but printed small
        is_small = "ⅰ" <= signs.raw[signs.ends[at] - 1] <= "ⅻ"
        number = ord(mark) - _ROMAN
        opens = at == 0 and (signs.text[end : end + 1].strip("-.").isdigit() or _CHAPTER.match(signs.text, end))
        return chr(_CIRCLE + number) if is_small and not opens else ""
    before, is_name = signs.text[at - 1 : at], _begins_name(signs, end, lexicon)
    is_free = is_name if _is_within_word(before) else is_name or _ends_word(signs, end)
    if before == "(" or not (_begins(signs, at) and is_free) or (mark in _KANA and _KATAKANA.match(before)):
        return ""
    if mark in _KANA:
        return chr(_CIRCLE + _KANA.index(mark) + 1)
    number = to_int(mark) or 0
    return chr(ord(COUNTED) + number) if 0 < number <= MOST else ""


def _begins(signs: Signs, at: int) -> bool:
    """Whether no word goes on into a place."""
    return at == 0 or at in signs.breaks or signs.text[at - 1] == _JOINS or not is_letter(signs.text[at - 1])


def _is_within_word(before: str) -> bool:
    """Whether only white space parts a mark from a word, as it does where every sign is spaced: 第 三 者."""
    return is_letter(before) and before not in (_JOINS, "章")


def _ends_word(signs: Signs, end: int) -> bool:
    """Whether no word goes on from a place."""
    if end == len(signs.text) or end in signs.breaks:
        return True
    return signs.text[end] == _JOINS or (signs.text[end] != ")" and not is_letter(signs.text[end]))


def _begins_name(signs: Signs, end: int, lexicon: Lexicon) -> bool:
    """Whether a level's name begins at a place."""
    return next(lexicon.at(bare(signs.text[end : end + _LONGEST_NAME]), 0), None) is not None
