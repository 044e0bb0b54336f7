"""What a page's end does to a list of items: a footer stands in it, and numbers are broken over lines.

A converter leaves the lines of a page's foot and head (a page's number, a title, a day) where the list goes on.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

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
_FOOT = regex(r"[^\w・、,;/]*(?P<page>[0-9]{1,3})(?:\s*/\s*(?P<pages>[0-9]{1,3}))?[^\w・、,;/]*")
_KANJI = frozenset(KANJI_NUMERALS)
_BEHIND = 6  # signs behind a list in which the rest of its last number stands
_REST_OF_NUMBER = regex(rf"[\s0-9０-９{KANJI_NUMERALS}]*")
_UNIT = regex("[^\\S\n]*の?[^\\S\n]*各?項")
_JOINT = "[・、,;/]|及び|並びに|又は|若しくは|および|ならびに|または|もしくは"
_ENDS_WITH_JOINT = regex(rf"(?:{_JOINT})\Z")
_JOINT_OR_UNIT = regex(rf"{_JOINT}|の各?項")
_LAST_PAGE = 60
"""Up to which page reports go: a higher number is none."""
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


def pages_among(text: str, m: Mention, numbers: Iterable[str]) -> frozenset[str]:
    """Those of a list's numbers that may be a page's: they stand alone on a line, otherwise than the list's others do.

    Where every line is a bare number, a low one may be either. A number between two joints (116・ 119 及び120) is the
    list's: without it the joints would stand side by side.
    """
    if not numbers or m.listed is None or "\n" not in text[slice(*m.listed)]:
        return frozenset()
    lines = [plain(line).text.rstrip() for line in _LINES.split(text[slice(*m.listed)])]
    shapes = {nth: _shape(lines, nth) for nth, line in enumerate(lines) if len(_COUNT.findall(line)) == 1}
    usual, count = Counter(shapes.values()).most_common(1)[0] if shapes else ("", 0)
    is_number_a_line = 2 * count > sum(bool(line) for line in lines)
    ends_with_item = _UNIT.match(text, m.listed[1]) is not None
    feet: set[str] = set()
    for nth, line in enumerate(lines[:-1] if ends_with_item else lines):
        foot = _FOOT.fullmatch(line.strip())
        if foot is None or _is_between_joints(lines, nth, text[m.listed[1] : m.listed[1] + _BEHIND]):
            continue
        is_like_most = is_number_a_line and shapes.get(nth) == usual
        if foot["pages"] or not is_like_most or (not usual and int(foot["page"]) <= _LAST_PAGE):
            feet.update(filter(None, foot.groups()))
    return frozenset(feet.intersection(numbers))


def _is_between_joints(lines: Sequence[str], nth: int, behind: str) -> bool:
    """Whether a list's joints stand right before a line and right behind it, over whatever breaks."""
    near = slice(max(nth - _BEHIND, 0), nth), slice(nth + 1, nth + 1 + _BEHIND)
    before, after = ("".join("".join(lines[part]).split()) for part in near)
    is_last = nth + 1 + _BEHIND >= len(lines)
    after += "".join(behind.split()) if is_last else ""
    return _ENDS_WITH_JOINT.search(before) is not None and _JOINT_OR_UNIT.match(after) is not None


def _shape(lines: Sequence[str], nth: int) -> str:
    """What a line has beside its number, with the empty lines around it."""
    blank_lines = "".join(
        "|" for neighbour in (nth - 1, nth + 1) if 0 <= neighbour < len(lines) and not lines[neighbour]
    )
    return _COUNT.sub("", lines[nth]) + blank_lines


def stands_in_pieces(text: str, m: Mention, remark: Remark) -> bool:
    """Whether an item that a list lacks stands in it all the same, as its signs are or with white space between them: 1
    and 25 on two lines, where the table has 125, and 1 and 25 are not both items of their own."""
    start, end = m.listed or (m.start, m.end)
    number_end = _REST_OF_NUMBER.match(text, end, end + _BEHIND)
    zone = unicodedata.normalize("NFKC", text[start : number_end.end() if number_end else end])
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
