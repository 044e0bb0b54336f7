"""What a page's end does to a list of items: a footer stands in it, and numbers are broken over lines.

A converter leaves the lines of a page's foot and head (a page's number, a title, a day) where the list goes on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pia_audit.japanese.lists import canonical_number
from pia_audit.japanese.numerals import KANJI_NUMERALS, plain
from pia_audit.japanese.patterns import regex
from pia_audit.law.mentions import Mention, in_kanji
from pia_audit.law.remarks import Remark

_FIGURE = f"(?:[0-9]{{1,3}}|[{KANJI_NUMERALS}]{{1,6}})"
_BEGINS_LINE = regex(
    rf"[ ・、,]*第?(?P<number>{_FIGURE}(?:の{_FIGURE}){{0,2}})(?:の?項)?(?: *\Z|[・、,。()]|及び|並びに|又は|から|~|〜)"
)
"""A number at the beginning of a line that goes on or ends with it: none that heads words."""
_LINES = regex(r"\n|</?[a-z]{1,6}[^<>]{0,80}>")
_FOOT = regex(r"\W*(?P<page>[0-9]{1,3})(?:\s*/\s*(?P<pages>[0-9]{1,3}))?\W*")
_KANJI = frozenset(KANJI_NUMERALS)
_BEHIND = 6  # signs behind a list in which the rest of its last number stands
_NUMBERS = regex(rf"{_FIGURE}(?:の{_FIGURE}){{0,2}}")
_COUNT = regex(r"[0-9]{1,3}|[一二三四五六七八九十百]{1,6}")


def _lines(passage: str) -> Iterator[str]:
    return (plain(line).text.strip() for line in _LINES.split(passage))


def numbers_that_begin_lines(passage: str) -> Iterator[str]:
    """The numbers with which lines of a passage go on, in digits or in kanji."""
    if "\n" not in passage and "<" not in passage:
        return
    for line in _lines(passage):
        if match := _BEGINS_LINE.match(line):
            yield canonical_number(match["number"])
            yield from map(canonical_number, _NUMBERS.findall(line))


def may_be_pages(text: str, m: Mention, numbers: tuple[str, ...]) -> bool:
    """Whether one of a list's numbers stands alone on a line, as a page's number does, where the list's others do not,
    or do so behind a bullet."""
    if not numbers or m.listed is None or "\n" not in text[slice(*m.listed)]:
        return False
    lines = [line for line in _lines(text[slice(*m.listed)]) if line]
    single = [line for line in lines if len(_COUNT.findall(line)) < 2]
    if 2 * len(single) > len(lines):  # a number a line
        bulleted = sum(line.startswith("・") for line in single)
        lines = [line for line in single if not line.startswith("・")] if 2 * bulleted > len(lines) else []
    feet = [match for line in lines if (match := _FOOT.fullmatch(line))]
    return any(number in match.groups() for match in feet for number in numbers)


def stands_in_pieces(text: str, m: Mention, remark: Remark) -> bool:
    """Whether an item that a list lacks stands in it all the same, as its signs are or with white space between them: 1
    and 25 on two lines, where the table has 125, and 1 and 25 are not both items of their own."""
    start, end = m.listed or (m.start, m.end)
    zone = unicodedata.normalize("NFKC", text[start : end + _BEHIND])
    figures, squeezed = re.findall("[0-9]+", zone), "".join(zone.split())
    written = [*remark.missing]
    if not _KANJI.isdisjoint(zone):  # few lists are in kanji, and a pattern with their signs takes long to make
        written += map(in_kanji, remark.missing)
    for number in (n for n in written if n in squeezed):
        signs, numeral = r"\s*".join(number), "[0-9]" if number[0].isdigit() else f"[{KANJI_NUMERALS}]"
        for match in re.finditer(rf"(?<!の)(?<!{numeral}){signs}(?!{numeral}|\s*の\s*{numeral})", zone):
            pieces = re.findall("[0-9]+", match[0])
            is_whole = match[0] == number or not pieces
            if is_whole or not all(piece in remark.right and figures.count(piece) == 1 for piece in pieces):
                return True
    return False
