"""Lists and passages: the parts a person sees in a text whose line breaks may have been lost."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate, pairwise

from msgspec import Struct

from pia_audit.japanese.numerals import KANJI_NUMERALS, circled_to_int, plain, to_int
from pia_audit.japanese.patterns import regex

# A half-width bracket may close a full-width one.
_KINDS = dict(zip("（）［］｛｝＜＞", "(([[{{<<", strict=True))
_OPEN = {char: _KINDS.get(char, char) for char in "(（[［{｛「『【〈《<＜〔“"}
_CLOSE = dict(zip(")）]］}｝」』】〉》>＞〕”", _OPEN.values(), strict=True))

_LINE_BREAK = regex("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES = regex(r"\s+")
_COMMA = regex(r"[、､]|(?<![0-9０-９])[,，]|[,，](?![0-9０-９])")
# What a number before it counts: 29 年 and 3 人 head no passage, 2 年金 and 3 人手 may.
_UNITS = (
    "年(?!金|齢|少|末調)|月(?!次|額|例)|日(?!常|本|程)|号|条|項(?!目)|人(?!手|事|的|権)|件(?!名)|歳|時(?!効|系)"
    "|分(?![析類離])|秒|名(?![寄簿称義])|回(?![答線収])|[箇個](?!人)|か所|ヶ|以|万|億|円|度|丁|番(?!号法)"
    "|[%％・､、，,~～〜及又]"
)
_NO_HEADING_AFTER = regex("[A-Za-z第和成治正約計]")  # Windows 11、, 第 9 回, 令和 5、6年度

# The patterns below are for plain texts.
NUMBER = f"(?:[0-9]{{1,4}}|[{KANJI_NUMERALS}]{{1,6}})"
AND = "及び|並びに|又は|若しくは|および|ならびに|または|もしくは"
# 項, but for 項目 and 項番: 項目的 and 項番号法 are 項 before 目的 and 番号法, whose space was lost.
ROW = "項(?!目(?![黒的途])|番(?!号利?用?法))"
JOIN = f" ?(?:まで ?)?(?:・|、|,|{AND}|~|〜|から)(?: ?(?:{AND}))? ?"
BRANCH = f"(?: ?の ?(?:[0-9]{{1,2}}|[{KANJI_NUMERALS}]{{1,3}}))"  # 20の2, 二十の二
# What stands behind a branch: 20の2つの事務 has none.
# Every copy of a class of kanji costs a pattern's compiling a third of a millisecond: each sign is looked for once.
_BEHIND = rf"[\s()。、,」<【・~〜項]|$|まで|から|の ?(?:項|うち|各項|規定)|に(?:係|規定|掲|該当|定め)|{AND}"
ENTRY = rf"(?:第 ?)?{NUMBER}(?:{BRANCH}{{1,2}}(?={_BEHIND}))?"
DIGITS_ENTRY = rf"[0-9]{{1,4}}(?:(?: ?の ?[0-9]{{1,2}}){{1,2}}(?={_BEHIND}))?"
RUN = rf"(?<![0-9.,/-])(?<!表第)(?<!表第 ){DIGITS_ENTRY}(?:{JOIN}{DIGITS_ENTRY})+(?![0-9])"
THOUSANDS = regex("[0-9]{1,3}(?:,[0-9]{3})+")
# The usual list, which is read in less time: digits and what joins them, without ranges and branches (の3).
_DIGITS_ALONE = regex("(?: ?の ?)?[(]? ?[0-9]{1,4}(?:[・、,] ?[0-9]{1,4})*(?: ?(?:の ?)?項)?")
_DIGITS = regex("[0-9]+")
_WIDEST = 1000  # numbers a range may span and still be read as all of them


@cache
def _marker() -> re.Pattern[str]:
    """A bullet, or the number or letter of a heading, with the white space behind it."""
    figure = "[0-9０-９]{1,2}"
    return re.compile(
        rf"(?:(?P<bullet>[・･○●◯◎■□◆◇▼▲※•▪])|[①-⒛❶-❿➀-➓⓪-⓿㉑-㉟㊱-㊿Ⅰ-Ⅻⅰ-ⅻ㋐-㋾]"
        rf"|[(（](?:{figure}|[ア-ンa-z])[)）]|{figure}\s?[)）]"
        rf"|(?P<figure>{figure}(?:\s?[.．,，、､](?!\s?[0-9０-９])|\s(?!\s*(?:[0-9０-９]|{_UNITS})))"
        r"|[アイウエオカキクケコ](?=[\s.．、)）])[.．、)）]?))\s*"
    )


@cache
def _number_run() -> re.Pattern[str]:
    return re.compile(r"[0-9０-９]{1,4}(?:\s?の\s?[0-9０-９]{1,2})?\s?[・･、]\s?[0-9０-９]")


def passages(text: str) -> tuple[tuple[int, int], ...]:
    """Raw spans that cut ``text`` into readable passages: together they are the text, in order, none empty.

    A passage starts after a line break, and after white space before a bullet, a heading's number, 【, ＜ or
    a run of numbers (13・14・18). The white space ends the passage before it.
    """
    starts = [gap.end() for gap in _SPACES.finditer(text) if _parts(text, gap)]
    return tuple(pairwise([0, *starts, len(text)])) if text else ()


def _parts(text: str, gap: re.Match[str]) -> bool:
    """Whether the white space ``gap`` parts two passages."""
    start, end = gap.span()
    if start == 0 or end == len(text):
        return False
    if _LINE_BREAK.search(gap[0]) or text[end] in "【＜<":
        return not text.startswith("</", end)
    if _number_run().match(text, end):
        return text[start - 1] not in "・･、､，,びに"  # else the run goes on
    marker = _marker().match(text, end)
    return marker is not None and _heads(text, start, marker)


def _heads(text: str, start: int, marker: re.Match[str]) -> bool:
    """Whether a marker after white space at ``start`` heads a passage, not part of what is before."""
    previous, following = text[start - 1], text[marker.end() : marker.end() + 1]
    if marker["bullet"]:
        return not (previous.isdigit() and following.isdigit())  # 13 ・14
    spaced_out = start > 1 and text[start - 2].isspace()  # every character of the text stands alone
    return not (marker["figure"] and (spaced_out or _NO_HEADING_AFTER.match(previous)))


_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_FIGURE = regex("[0-9０-９]+|[^\\s()（）.．,，、､]")


class HeadingNumber(Struct, frozen=True):
    """The number or letter that heads a passage: how far it reaches, how it is written (``(0)``, ``0.``), its value."""

    end: int
    style: str
    value: int


def heading_number(text: str) -> HeadingNumber | None:
    """The number, circled number or letter that a passage begins with: 2 in ``2 保護の要否``, 3 in ``(ウ) 届出``.

    ``None`` for a bullet and for a passage without one.
    """
    marker = _marker().match(text)
    figure = _FIGURE.search(marker[0]) if marker and not marker["bullet"] else None
    if marker is None or figure is None or text.startswith("の", marker.end()):  # 24 の項
        return None
    normal_form = unicodedata.normalize("NFKC", figure[0])
    value = to_int(figure[0]) or circled_to_int(figure[0]) or _letter(normal_form)
    style = unicodedata.normalize("NFKC", "".join(marker[0].split()).replace(figure[0], "0"))
    sort = "" if normal_form.isdigit() and not figure[0].isdigit() else unicodedata.category(figure[0][0])
    return HeadingNumber(marker.end(), style + sort, value) if value else None


def _letter(normal_form: str) -> int:
    if len(normal_form) != 1:
        return 0
    return (
        _KANA.find(normal_form) + 1
        or ("a" <= normal_form.lower() <= "z" and ord(normal_form.lower()) - ord("a") + 1)
        or 0
    )


def split_names(text: str) -> tuple[str, ...]:
    """The names in a list joined by 、 or ， or line breaks or led by bullets, stripped, empty ones left out.

    Nothing is split inside brackets; a bracket without its partner holds nothing.
    """
    depths = _depths(text)
    starts = [start for start, _ in passages(text) if depths[start] == 0 or start == 0]
    names: list[str] = []
    for start, end in pairwise([*starts, len(text)]):
        begin = end - len(text[start:end].lstrip())
        marker = _marker().match(text, begin, end)
        begin = marker.end() if marker else begin
        cuts = [comma.span() for comma in _COMMA.finditer(text, begin, end) if depths[comma.start()] == 0]
        edges = [begin, *(edge for cut in cuts for edge in cut), end]
        names += (text[low:high].strip() for low, high in zip(edges[::2], edges[1::2], strict=True))
    return tuple(filter(None, names))


def parts_outside_brackets(text: str, sign: re.Pattern[str]) -> list[str]:
    """A text cut at every sign that stands in no brackets, each part stripped."""
    depths = _depths(text)
    cuts = [m.span() for m in sign.finditer(text) if depths[m.start()] == 0]
    edges = [0, *(edge for cut in cuts for edge in cut), len(text)]
    return [text[low:high].strip() for low, high in zip(edges[::2], edges[1::2], strict=True)]


def _depths(text: str) -> list[int]:
    """How many pairs of brackets hold each character."""
    steps = [0] * (len(text) + 1)
    stack: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()
    for at, char in enumerate(text):
        if char in _OPEN:
            stack.append((_OPEN[char], at))
            waiting[_OPEN[char]] += 1
        elif waiting[kind := _CLOSE.get(char, "")]:
            while (opened := stack.pop())[0] != kind:
                waiting[opened[0]] -= 1
            waiting[kind] -= 1
            steps[opened[1]] += 1
            steps[at + 1] -= 1
    return list(accumulate(steps))


@cache
def _number_list() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A text that is nothing but a list of numbers, and one number or range of a list."""
    item = " ?(?:の ?)?項"
    branch = f"(?:{BRANCH}{{1,2}}(?! ?[0-9]))?"
    to = rf"(?:(?:{item})? ?(?:~|〜|から) ?(?:第 ?)?(?P<high>{NUMBER}{branch}))?"
    entry = rf"(?P<low>{NUMBER}{branch}){to}"
    end = f"(?: ?まで|{item}){{0,2}}"
    return re.compile(
        rf"{ENTRY}(?:{BRANCH}{{1,2}})?{end}(?:{JOIN}{ENTRY}{end})*(?:{BRANCH}{{1,2}})?[。、]?"
    ), re.compile(entry)


Range = tuple[str, str]
"""The ends of a range of numbers, as 3から5まで has them."""


@lru_cache(maxsize=4096)
def number_key(number: str) -> tuple[int, ...]:
    """What puts numbers in their order: 9, 20, 20の2, 21."""
    return tuple(map(int, number.split("の")))


def numbers_in(plain_list: str) -> frozenset[str]:
    """The numbers of a piece of plain text known to be a number list, in digits: 20, 20の2.

    A range stands for all its numbers; which branches lie in it (3の2 in 3から5まで) only the table itself knows, see
    :func:`ranges_in`.
    """
    if _DIGITS_ALONE.fullmatch(plain_list):
        return frozenset(str(int(digits)) for digits in _DIGITS.findall(plain_list))
    values: set[str] = set()
    for low, high in _ends(plain_list):
        values.update((low, high) if high else (low,))
        values.update(_between(low, high) if high else ())
    return frozenset(values)


def ranges_in(plain_list: str) -> tuple[Range, ...]:
    """The ranges of such a list, in order."""
    if _DIGITS_ALONE.fullmatch(plain_list):
        return ()
    return tuple((low, high) for low, high in _ends(plain_list) if high and number_key(low) < number_key(high))


def _ends(plain_list: str) -> Iterator[tuple[str, str]]:
    """The numbers of a list; of a range both ends, else nothing for the second."""
    for match in _number_list()[1].finditer(plain_list):
        low, high = (canonical_number(text or "") for text in match.group("low", "high"))
        if low or high:
            yield low or high, high if low else ""


def canonical_number(numeral: str) -> str:
    """A number with or without branches in digits (二十の二 is 20の2); nothing for what is none."""
    parts = [to_int(part) for part in numeral.replace(" ", "").split("の")] if numeral else [None]
    return "" if None in parts else "の".join(map(str, parts))


def _between(low: str, high: str) -> Iterator[str]:
    """What can be counted between the ends of a range: 4 between 3 and 5, 20の3 between 20の2 and 20の4."""
    (*head, first), (*upper_head, last) = number_key(low), number_key(high)
    if upper_head and upper_head == [*head, first]:
        head, first = upper_head, 1
    elif head != upper_head:
        head, first, last = [], number_key(low)[0], number_key(high)[0] + bool(upper_head)
    if 0 < last - first <= _WIDEST:
        yield from ("の".join(map(str, (*head, number))) for number in range(first + 1, last))


def item_numbers(text: str) -> frozenset[str]:
    """The numbers of a text that is one number list (13・14・18、20の2及び120); empty for any other text.

    A range such as 3～5 stands for all its numbers. 第 and 項 may stand around a number; 1,000 is no list.
    """
    bare = plain(text).text.strip()
    if THOUSANDS.fullmatch(bare) or not _number_list()[0].fullmatch(bare):
        return frozenset()
    return numbers_in(bare)


def number_lists(text: str) -> tuple[tuple[int, int, frozenset[str]], ...]:
    """Raw start, raw end and numbers of every run of two or more numbers in digits joined by ・ 、 , ～."""
    view = plain(text)
    runs = (match for match in re.finditer(RUN, view.text) if not THOUSANDS.fullmatch(match[0]))
    return tuple((*view.span(*match.span()), numbers_in(match[0])) for match in runs)
