"""Lists of items whose condition a text states, in any notation: a number a line, parted by spaces or strokes, in
brackets, over a page's end.

What parts two numbers is only taken for a joint where the numbers rise over it. What interrupts a list (a page's
number, a note in brackets, the words that it goes on) is read over and told; a note that nobody knows leaves open
whether the list goes on behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from pia_audit.japanese.lists import Range, canonical_number, number_key
from pia_audit.japanese.numerals import KANJI_NUMERALS
from pia_audit.japanese.patterns import regex
from pia_audit.law.known_tables import is_an_item

State = Literal["", "whole", "interrupted", "cut"]
"""How a list was read: as the citation has it, whole in another notation, over something known that interrupts it, or
up to something unknown behind which it may go on."""

_LONGEST = 6000
"""Characters over which a list may stand."""
_BEFORE = 16
"""Characters at the beginning of a list that are none of its numbers (項番)."""
_LEAST = 3
"""Numbers of a list at least, for what parts them to be its joints."""


class Reading(NamedTuple):
    """The numbers of a list and the ends of its ranges, where it stands in the text, how far its 項 reaches, and how it
    was read."""

    numbers: tuple[str, ...]
    ranges: tuple[Range, ...]
    start: int
    end: int
    reach: int
    state: State


_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFF65: 0x30FB, 0xFF64: 0x3001}
"""Signs of full width and half, each as one of the usual width, so that every sign keeps its place."""


def _narrow(text: str) -> str:
    return text.translate(_WIDE)


_TAG = "</?[a-z]{1,6}[^<>]{0,80}>"
_FROM_TO = ("から", "ないし", "乃至", "~", "〜")
_LEAD = regex(rf"(?:{_TAG}|[\s:・「『【(]|のうち、?|の|次の|以下の|下記の|各?項(?:番号?)?|No\.?)*")
_CONDITION = regex(
    r"(?=第? ?[1-4一二三四] ?欄)(?:[^「」。【】]{0,60}「[^「」]{1,60}」){1,3}[^「」。【】0-9]{0,24}?"
    rf"(?=[\s:(]*第?(?:[0-9]|[{KANJI_NUMERALS}]{{1,6}}\s*(?:[・、,;/|~〜\-‐–—―−]|項|の|から|ないし|及び|並びに|又は)"
    rf"|[{KANJI_NUMERALS}]{{1,6}}\s+第?[{KANJI_NUMERALS}0-9]))"
)


@cache
def _token(*, strokes: bool) -> re.Pattern[str]:
    """What a list is made of, piece by piece; ``strokes``: its numbers are parted by /, so that 3/12 is no page."""
    of_pages = "" if strokes else "|[0-9]{1,3} ?/ ?[0-9]{1,3}"
    figure = f"(?:[0-9]{{1,4}}(?![0-9])|[{KANJI_NUMERALS}]{{1,6}})"
    branch = rf"\s*[のノ]\s*(?:[0-9]{{1,2}}(?![0-9])|[{KANJI_NUMERALS}]{{1,3}}(?!人|つ))"
    number = rf"(?:第\s*)?(?P<number>{figure}(?:{branch}){{0,2}})"
    return re.compile(
        r"(?P<page>(?<=\s)(?:[-―–—‐~][ ]?[0-9]{1,3}[ ]?[-―–—‐~]|[0-9]{1,3} ?(?:ページ|頁)|[Pp]\.? ?[0-9]{1,3}"
        rf"{of_pages})"
        r"(?=[ \t]*\n))"
        rf"|{number}"
        r"|(?P<unit>の?\s*各?項(?!目|番))"
        r"|(?P<range>から|ないし|乃至|[~〜\-‐–—―−])"
        r"|(?P<to>まで)"
        rf"|(?P<tag>{_TAG})"
        r"|(?P<space>\s+)"
        r"|(?P<joint>[・、,;/|･]|及び|並びに|又は|若しくは|および|ならびに|または|もしくは)"
        r"|(?P<again>【[^【】]{0,14}続[^【】]{0,6}】)"
        r"|(?P<note>\([^()欄]{0,40}\))"
    )


_NEXT_PAGE = regex("続|つづ|次頁|次ページ|次葉|前頁|前ページ|裏面|[0-9]/[0-9]")
_MARK = regex(r"\((?:※|注|\*|[a-z])?[ ]?[0-9]{0,2}\)|\([ ]?\)")
_BOUNDARY = regex(
    r"\Z|[\s・、,;/|･。()「」【】<～~〜\-‐–—―−]|の?\s*各?項|から|まで|ないし|乃至|及び|並びに|又は|若しくは|および|ならびに|または|もしくは"
)

_HEADING = regex(
    rf"[ ]{{1,9}}(?!第 ?[0-9{KANJI_NUMERALS}])[^\s0-9・、,;/|(【<〇一二三四五六七八九十百及並又若おなまも~～〜\-‐–—―−]"
)
"""Behind a number on a line of its own: words, which it heads."""

_UNIT = regex(r"(?:まで)?\s*の?\s*各?項")
_HALF = regex(r"\s{1,4}(?P<half>[0-9]{1,2}(?:の[0-9]{1,2})?)(?![0-9])")


_USUAL = frozenset("0123456789の・、")
_NEAR = 12


def is_usual(text: str, listed: tuple[int, int] | None) -> bool:
    """Whether a list has the usual signs alone and plainly ends where it was read to: nothing else is to be read."""
    if listed is None or not _USUAL.issuperset(text[slice(*listed)]):
        return False
    following = text[listed[1] : listed[1] + _NEAR].lstrip()
    return following[:1] in ("", "【", "番") or (following[:1] in "(（" and "欄" in following)


def read_list(text: str, listed: tuple[int, int] | None, end: int, stop: int) -> Reading | None:
    """The list of a citation that ends at ``end``, in whatever notation; ``None`` where none is plainly there.

    ``listed`` is the list as the citation has it, ``stop`` where the next citation begins.
    """
    begin = listed[0] if listed else _begin(text, end, stop)
    if begin is None:
        return None
    if listed and (lead := _LEAD.match(_narrow(text[begin : begin + _BEFORE]))):
        begin += lead.end()
    narrow = _narrow(text[begin : min(stop, begin + _LONGEST)])
    pieces = _Pieces()
    for match in _tokens(narrow):
        if not pieces.take(match, narrow):
            pieces.stops_before_number()
            break
    return pieces.reading(narrow, begin)


def _begin(text: str, end: int, stop: int) -> int | None:
    """Where a list begins that stands behind a citation, right there or behind its condition."""
    narrow = _narrow(text[end : min(stop, end + _LONGEST)])
    at = len(narrow) - len(narrow.lstrip())
    opening = re.compile(r"[のうち、次以下記各項\s]{0,12}\((?=[^()]{0,400}欄)").match(narrow)
    if opening:
        closing = _closing(narrow, opening.end() - 1)
        if closing is None:
            return None
        at = closing
    elif condition := re.compile(r"[のうち、\s]{0,6}").match(narrow):
        worded = _CONDITION.match(narrow, condition.end())
        at = worded.end() if worded else at
    lead = _LEAD.match(narrow, at)
    at = lead.end() if lead else at
    return end + at if re.compile(rf"第?\s*[0-9{KANJI_NUMERALS}]").match(narrow, at) else None


def _closing(narrow: str, at: int) -> int | None:
    depth = 0
    for position in range(at, min(len(narrow), at + 800)):
        depth += (narrow[position] == "(") - (narrow[position] == ")")
        if depth == 0:
            return position + 1
    return None


def _tokens(narrow: str) -> Iterator[re.Match[str]]:
    at = 0
    token = _token(strokes=False)
    while match := token.match(narrow, at):
        if match["number"] and not _BOUNDARY.match(narrow, match.end()):
            return
        if match["joint"] == "/":
            token = _token(strokes=True)
        yield match
        at = match.end()


class _Pieces:
    """A list as far as it has been read."""

    def __init__(self) -> None:
        self._numbers: list[str] = []
        self._ends: list[int] = []
        self._ranges: list[Range] = []
        self._between: list[re.Match[str]] = []
        self._kinds: set[str] = set()  # what stands between, by the names of its groups
        self._start: int | None = None
        self._interruption = self._note = self._doubt = False
        self._halves: list[int] = []  # numbers that white space alone parts from the one before
        self._pending_interruption = self._pending_note = False
        self._past = 0
        self._refused = False

    def stops_before_number(self) -> None:
        """Note that the list ends before a number that it cannot go on with."""
        self._refused = True

    def take(self, match: re.Match[str], narrow: str) -> bool:
        """Take one piece; false where the list ends before it."""
        if match.start() < self._past:  # the second half of a number
            return True
        if match["number"] is None:
            return self._take_other(match)
        number = canonical_number(match["number"].replace("ノ", "の"))
        if not number or number.startswith("0") or int(number.split("の")[0]) > 999:
            return False
        if not self._numbers:
            self._start = match.start()
            self._add(number, match)
            return True
        kinds = self._kinds
        if not kinds:
            return False
        if kinds <= {"space", "tag"} and _HEADING.match(narrow, match.end()):
            return False
        rises = number_key(number) > number_key(self._numbers[-1])
        if "range" in kinds and not self._take_range(number, rises=rises):
            return False
        if not rises and "range" not in kinds:
            if kinds <= {"space", "tag"} and self._join_last(number, match):
                return True
            return self._is_page(match, narrow) or self._take_halves(number, match, narrow)
        if kinds <= {"space", "tag"}:
            self._halves.append(len(self._numbers))
        self._add(number, match)
        return True

    def _take_other(self, match: re.Match[str]) -> bool:
        if not self._numbers:
            return False
        if match["note"]:
            if _NEXT_PAGE.search(match["note"]) or _MARK.fullmatch(match["note"]):
                self._pending_interruption = True
            else:
                self._pending_note = True
        self._pending_interruption |= bool(match["page"] or match["again"])
        self._append(match)
        return True

    def _append(self, piece: re.Match[str]) -> None:
        self._between.append(piece)
        self._kinds.update(name for name, value in piece.groupdict().items() if value)

    def _add(self, number: str, match: re.Match[str]) -> None:
        self._numbers.append(number)
        self._ends.append(match.end("number"))
        self._interruption |= self._pending_interruption
        self._note |= self._pending_note
        self._pending_interruption = self._pending_note = False
        self._between, self._kinds = [], set()

    def _take_range(self, number: str, *, rises: bool) -> bool:
        last = self._numbers[-1]
        dash = next(piece["range"] for piece in self._between if piece["range"]) not in (
            "から",
            "ないし",
            "乃至",
            "~",
            "〜",
        )
        if dash and not rises:  # 56-2 is 56の2, which the citation's own reading knows
            self._doubt = True
            return False
        if not rises or (dash and is_an_item(f"{last}の{number}")):
            self._doubt = True
            return False
        self._ranges.append((last, number))
        return True

    def _join_last(self, number: str, match: re.Match[str]) -> bool:
        """1 and 20 on two lines behind 118 are 120."""
        joined = f"{self._numbers[-1]}{number}"
        before = self._numbers[-2] if len(self._numbers) > 1 else "0"
        if "の" in self._numbers[-1] or not number_key(joined) > number_key(before) or not is_an_item(joined):
            return False
        self._numbers[-1] = joined
        self._ends[-1] = match.end("number")
        self._halves = [nth for nth in self._halves if nth != len(self._numbers)]
        self._between, self._kinds = [], set()
        return True

    def _take_halves(self, number: str, match: re.Match[str], narrow: str) -> bool:
        """1 and 20 on two lines behind 118 and a joint are 120."""
        half = _HALF.match(narrow, match.end("number"))
        joined = f"{number}{half['half']}" if half else ""
        if half is None or "の" in number or not is_an_item(joined):
            return False
        if number_key(joined) <= number_key(self._numbers[-1]):
            return False
        self._add(joined, match)
        self._ends[-1] = self._past = half.end()
        return True

    def _is_page(self, match: re.Match[str], narrow: str) -> bool:
        """A number alone on its line that does not rise is a page's."""
        start = narrow.rfind("\n", 0, match.start()) + 1
        line = narrow[start : (narrow.find("\n", match.end()) + 1 or len(narrow) + 1) - 1]
        if start == 0 or line.strip() != match["number"]:
            return False
        self._pending_interruption = True
        self._append(match)
        return True

    def reading(self, narrow: str, begin: int) -> Reading | None:
        if self._start is None or len(self._numbers) < _LEAST or self._doubt:
            return None
        is_cut = self._note or self._may_be_halves() or self._breaks_off()
        state: State = "cut" if is_cut else "interrupted" if self._interruption else "whole"
        start, end = begin + self._start, begin + self._ends[-1]
        unit = _UNIT.match(narrow, self._ends[-1])
        reach = begin + unit.end() if unit else end
        return Reading(tuple(self._numbers), tuple(self._ranges), start, end, reach, state)

    def _breaks_off(self) -> bool:
        """Whether a joint is the last thing before the end of a line, or before a number with which the list cannot go
        on: what stands there may be a page's own, or half a number, and the list goes on behind it."""
        kinds = [name for piece in self._between for name, value in piece.groupdict().items() if value]
        joint = next((nth for nth, kind in enumerate(kinds) if kind == "joint"), None)
        if joint is None or "unit" in kinds:
            return False
        return self._refused or any("\n" in piece[0] or piece["tag"] for piece in self._between[joint:])

    def _may_be_halves(self) -> bool:
        """Whether two numbers that white space alone parts may be one: the list rises either way."""
        if len(self._halves) > len(self._numbers) // 2:
            return False  # white space is what parts the list's numbers
        for nth in self._halves:
            joined = f"{self._numbers[nth - 1]}{self._numbers[nth]}"
            before = self._numbers[nth - 2] if nth > 1 else "0"
            after = self._numbers[nth + 1] if nth + 1 < len(self._numbers) else "9999"
            if (
                "の" not in self._numbers[nth - 1]
                and is_an_item(joined)
                and number_key(before) < number_key(joined) < number_key(after)
            ):
                return True
        return False
