"""The rules of the numbering rung: ① and (1) and 1, 第九条 and 第9条, bullets; for texts on the rung before it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pia_audit.japanese.characters import KEPT
from pia_audit.japanese.numerals import circled_to_int, kanji_to_int
from pia_audit.japanese.patterns import regex

ORDINAL = regex(r"第([〇一二三四五六七八九十百千]+)")
# Each rule begins with the sign it is about and looks back afterwards, since a search for a sign is a fast one.
# Not beside another number: (1)(2) is not 12.
_PAREN_NUMBER = regex(r"\((?<!\d\()(?<!\d\)\()(\d{1,2})\)(?!\(?\d)")
_POINT_NUMBER = regex(r"(\d(?<!\d\d)\d?)[,.](?![\d,.])")
# A bullet between two digits stays: 13・14 is not 1314.
# A circle in brackets is a tick, and □ and ■ are two answers; none of them is a bullet.
_B = "[・•●○◦◆◇]"
_BULLET = regex(rf"{_B}(?:(?<![\d(]{_B})|(?<!\({_B})(?={_B}*(?![\d・•●○◦◆◇]))){_B}*")
NUMBER_RULES = ((_PAREN_NUMBER, r"\1"), (_POINT_NUMBER, r"\1"), (_BULLET, ""))


def enclosed(text: str) -> str:
    """``text`` with numbers in circles and brackets and ordinals in kanji written plainly."""
    if not text.isascii():
        text = text.translate(enclosed_table()) if kept_signs().search(text) else text
        text = ORDINAL.sub(ordinal, text) if "第" in text else text
    return text


@cache
def enclosed_table() -> dict[int, str]:
    """Signs that enclose a number or a letter, for ``str.translate``."""
    table = {}
    for char in KEPT:
        plain = unicodedata.normalize("NFKC", char)
        if not plain.strip("().").isascii():
            plain = str(circled_to_int(char) or plain)
        # ① ⑴ ⒈ say the same as (1); Ⅰ says the same as I.
        table[ord(char)] = f"({plain.strip('().')})" if plain.strip("().").isdigit() else plain
    return table


def ordinal(match: re.Match[str]) -> str:
    """第九 as 第9; what is no number stays."""
    number = kanji_to_int(match[1])
    return match[0] if number is None else f"第{number}"


@cache
def kept_signs() -> re.Pattern[str]:
    """Finds a sign of :data:`KEPT`."""
    return re.compile("[" + KEPT + "]")
