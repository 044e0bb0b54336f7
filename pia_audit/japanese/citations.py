"""Citations of laws in running text: 番号法第19条第8号, 別表第一の15の項, 第2条の表のうち、次の項 …"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from msgspec import Struct

from pia_audit.japanese.lists import (
    AND,
    ENTRY,
    JOIN,
    NUMBER,
    ROW,
    RUN,
    Range,
    item_numbers,
    number_lists,
    numbers_in,
    ranges_in,
)
from pia_audit.japanese.numerals import KANJI_NUMERALS, Plain, plain, to_int
from pia_audit.japanese.patterns import regex

__all__ = ["Citation", "find_citations", "item_numbers", "number_lists"]

_ACT = "番号法"
_ACT_NAMES = (
    "行政手続における特定の個人を識別するための番号の利用等に関する法律",
    "行政手続きにおける特定の個人を識別するための番号の利用等に関する法律",  # a frequent misspelling
    "番号利用法",
    "マイナンバー法",
    _ACT,
)
_LAW_ENDS = ("法", "法律", "条例", "規則", "令", "規程", "要綱", "要領", "告示")
_SAME_LAW = regex("(?<![共協合])同(?:法|条例|規則|令|命令|省令)$")
_LOOK_BACK = 200  # characters before a reference that may name its law: a long title and a note
_NOT_A_NAME = regex(r"[ 、。,.;:・「」『』()\[\]【】〈〉《》<>※○●■◆|/]")
_LINK = regex(f"(?:{AND}|かつ|から|まで|~|〜|、|,|・|と|の| ){{0,4}}")
# What may stand between a citation and the name of the next law.
_GLUE = regex(
    "(?:及び|並びに|又は|若しくは|かつ|に基づく|に基づき|に規定する|に準ずるものとして定める|に定める|で定める"
    "|により|による|における|のうち|[のとはをがにで])+"
)


class Citation(Struct, frozen=True):
    """One place in a law that a text names; ``text`` is the text as read from ``start`` to ``end``.

    ``law`` is 番号法 for every name of that Act, 主務省令, another law's name as written, or empty where none
    is named beside the reference or before one linked to it. ``article`` and ``item`` (号) are in digits, with their
    branches (``28の3``). ``table`` is 別表, 別表第一 …, 第2条の表 or 表. ``rows`` are the numbers of its 項, in digits
    with their branches, whether they stand in the citation or as a number list after 次の項 or after a condition that
    the table's columns are told to meet (such a list lies outside ``start`` to ``end``); ``ranges`` are the ends of the
    ranges among them, ``listed`` is where they stand in the text.
    """

    law: str
    article: str | None
    paragraph: int | None
    item: str | None
    table: str | None
    rows: frozenset[str]
    start: int
    end: int
    text: str
    ranges: tuple[Range, ...] = ()
    listed: tuple[int, int] | None = None


class _Last(Struct, frozen=True):
    """The citation before, and where it ends in the plain view."""

    cited: Citation
    end: int


_BEGIN = regex(r"[別表第同]|(?<![0-9])[0-9]")  # where a reference can begin, which is found fast


_BELOW = "(?:次|以下|下記)の各?項"  # the list stands further below


@cache
def _reference() -> re.Pattern[str]:
    """A table's name, an article and what is below it, or a 項 or 号 that may go on with what was before."""
    row = "(?:の ?)?項"
    digits = f"[0-9]{{1,3}}(?![0-9]| ?{row}|{JOIN}[0-9]| ?の ?[0-9]{{1,2}} ?{row})"
    kanji = f"[{KANJI_NUMERALS}]{{1,3}}(?= ?(?:第|[、。,)」]|及び|並びに|まで|から|に|の|$))"  # not 第9条の十分な
    number = f"(?:第 ?(?P<article>{NUMBER})|(?<![0-9.,-])(?P<bare>[0-9]{{1,3}})) ?条(?![例件文約項])"
    branch = f"(?: ?の ?(?P<branch>{digits}|{kanji})(?: ?の ?(?P<twig>{digits}|{kanji}))?)?"
    article = f"(?:{number}{branch}|(?P<same>同 ?条(?!例)))"
    below = (
        f"(?: ?第? ?(?P<paragraph>{NUMBER}) ?{ROW})?(?: ?第? ?(?P<item>{NUMBER}) ?号(?![室線棟])"
        f"(?: ?の ?(?P<itembranch>[0-9]{{1,2}}(?![0-9]|[^ 、。,)」及並又若に・<]))(?! ?{row}))?)?"
        f"(?P<table> ?の ?表| ?(?=(?:のうち ?、? ?|の ?){_BELOW})| ?(?=の ?{_closed()}))?"
    )
    on = f"第 ?(?P<next>{NUMBER}) ?(?P<unit>{ROW}|号(?![室線棟]))"
    annex = "別 ?表|(?:(?<=[令則例])|(?<=[令則例]の)|(?<=号\\)の))表(?= ?(?:第|の|[0-9]))"
    return re.compile(f"(?P<annex>{annex})|{article}{below}|{on}")


def _closed() -> str:
    return f"{ENTRY}(?:{JOIN}{ENTRY})* ?(?:まで ?)?(?:の ?)?{ROW}"


@cache
def _follows(kind: str) -> re.Pattern[str]:
    """The pattern for one of the things that may follow a table's name."""
    digit = f"[0-9{KANJI_NUMERALS}]"
    item = f" ?(?:まで ?)?(?:の ?)?{ROW}"
    several = f"{ENTRY}(?:{JOIN}{ENTRY})"
    # numbers up to the last 項, or a list that has none: 17の項及び20の項; 26、27; 項番15
    rows = (
        f"{ENTRY}(?:(?:{item})?{JOIN}{ENTRY})*{item}"
        f"|(?P<ban>項番(?: ?号)? ?:? ?)?{ENTRY}(?P<more>{JOIN}{ENTRY})*(?(ban)|(?(more)|(?!)))"
    )
    patterns = {
        # 別表第1, not 別表第94項; 別表第一15の項 is row 15 of 別表第一
        "ordinal": " ?第 ?(?:(?P<close>[一二三四五六七八九])(?=[0-9])"
        f"|(?P<n>{NUMBER})(?!{digit}| ?項(?!番(?!号利?用?法))))",
        "note": r" ?\( ?第[^()]{1,30}関係 ?\)",
        # 別表1項番16, not 別表5の項
        "digit": f" ?(?P<n>[1-9一二])(?!{digit}| ?(?:の ?)?項(?!番(?!号利?用?法))|{JOIN}{digit})",
        "rows": rf" ?(?:の ?|: ?)?\(? ?(?P<rows>{rows})",
        # 別表第二の項（26、27）
        "inside": rf" ?(?:の ?)?(?:各 ?)?項 ?\( ?(?P<rows>{several}+(?: ?(?:の ?)?項)?)(?= ?\))",
        "next": f" ?(?:の ?|のうち ?、? ?)?{_BELOW}",
        # 別表第二の次の項（二十六、二十七）: the list itself and no note
        "bracketed": rf" ?\( ?(?P<rows>{several}+(?: ?(?:の ?)?項)?)(?= ?\))",
        "tags": "(?:[ :・]|</?[a-z]{1,6}[^<>]{0,80}>){0,8}",
        "list": rf"{ENTRY}(?:{item}(?:{JOIN}|[ ・])?{ENTRY}(?={item}|{JOIN}|まで))+|{RUN}"
        f"|{ENTRY}(?:{JOIN}{ENTRY})*(?= ?(?:の ?)?{ROW})|{ENTRY}(?:{JOIN}{ENTRY}){{2,}}(?= ?(?:[。)]|$))",
        # 第三欄が「…」の項のうち、第四欄に「…」が含まれる項（26、30の項）, and without the brackets
        "condition": "[^0-9。【「」]{0,20}?(?=第? ?[1-4一二三四] ?欄)(?:[^「」。【]{0,60}「[^「」]{1,60}」){1,3}"
        rf"[^「」。【0-9]{{0,24}}?(?: ?[(:] ?|(?<=[るむ]項) ?(?=第? ?{digit}))"
        rf"(?P<rows>{rows})(?= ?[)。、]|$| [^0-9]|:)",
    }
    return re.compile(patterns[kind])


@lru_cache(maxsize=32768)
def find_citations(text: str) -> tuple[Citation, ...]:
    """Every article and table that ``text`` cites, in order, with offsets into ``text`` as given.

    第8号及び第9号 gives two citations of one article; 第3条別表5の項 one of the article and one of the table.
    """
    citations: list[Citation] = []
    last: _Last | None = None
    at = 0
    view = plain(text) if re.search("[条表項]", text) else Plain("", ())
    for begin in _BEGIN.finditer(view.text):
        match = _reference().match(view.text, begin.start()) if begin.start() >= at else None
        if match:
            at = match.end()
            if read := _read(text, view, match, last):
                last, at = read, read.end
                citations.append(read.cited)
    return tuple(citations)


def _read(text: str, view: Plain, match: re.Match[str], last: _Last | None) -> _Last | None:
    if match["next"]:
        return _continued(text, view, match, last)
    law, start = _law(view.text, match.start(), last)
    if last and start < last.end:  # the note between a law's name and its article cites something: 番号法（別表）19条
        start = match.start()
    article = _article(match)
    if match["same"]:
        if last is None or last.cited.article is None:
            return None
        law, article = last.cited.law, last.cited.article
    table, end = _table(view.text, match, article)
    rows, end = _rows(view.text, end) if table else (None, end)
    below = (_number(match["paragraph"]), _branched(match["item"], match["itembranch"]))
    return _Last(_cited(text, view, (start, end), (law, article, *below, table), rows), end)


_Place = tuple[str, str | None, int | None, str | None, str | None]
"""Law, article, paragraph, item and table of a citation."""


def _cited(text: str, view: Plain, span: tuple[int, int], locator: _Place, rows: tuple[int, int] | None) -> Citation:
    """The citation at a span of the plain view, with its number list at another."""
    low, high = view.span(*span)
    if rows is None:
        return Citation(*locator, frozenset(), low, high, text[low:high])
    numbers = view.text[slice(*rows)]
    listed = view.span(*rows) if numbers else None
    return Citation(*locator, numbers_in(numbers), low, high, text[low:high], ranges_in(numbers), listed)


def _continued(text: str, view: Plain, match: re.Match[str], last: _Last | None) -> _Last | None:
    """第9号 in 第19条第8号及び第9号, or 第1項 of a law without articles."""
    number, law, start, article, paragraph = _number(match["next"]), "", match.start(), None, None
    if last and last.cited.article and not last.cited.table and _linked(view.text, last.end, start):
        law, article, paragraph = last.cited.law, last.cited.article, last.cited.paragraph
    elif match["unit"] == "項":
        law, start = _law(view.text, start, last)
    if not article and (not law or start == match.start()):  # 社発第382号 cites no law
        return None
    below = (number, None) if match["unit"] == "項" else (paragraph, _branched(match["next"]))
    return _Last(_cited(text, view, (start, match.end()), (law, article, *below, None), None), match.end())


def _number(numeral: str | None) -> int | None:
    return None if numeral is None else to_int(numeral)


def _branched(*numerals: str | None) -> str | None:
    """A number with its branches, in digits; ``None`` where there is none."""
    numbers = [number for part in numerals if (number := _number(part)) is not None]
    return "の".join(map(str, numbers)) or None


def _article(match: re.Match[str]) -> str | None:
    return _branched(match["article"] or match["bare"], match["branch"], match["twig"])


def _law(text: str, start: int, last: _Last | None) -> tuple[str, int]:
    """The law named before ``start``, and where the citation with that name begins."""
    end = _before_note(text, start)
    low = max(end - _LOOK_BACK, 0)
    floor = last.end if last and low < last.end <= end else low
    close = text[floor:end].replace(" ", "")
    for act in _ACT_NAMES:
        if close.endswith(act):
            return _ACT, _back(text, end, len(act))
    name = _name(text[floor:end], after_citation=floor > low)
    if last and (same := _SAME_LAW.search(name)):
        return _same_law(same[0], last.cited.law), end - len(same[0])
    if last and not name and _linked(text, last.end, start):
        return last.cited.law, start
    return ("主務省令" if name.endswith("主務省令") else name), (end - len(name) if name else start)


def _same_law(words: str, law: str) -> str:
    """The law cited before, where 同条例, 同令 or 同法 may mean it: an Act is meant by 同法 alone, and where no law is
    known by it, what is named by it is no Act."""
    kind = words.removeprefix("同")
    is_act = kind == "法" and (not law or law.endswith("法律"))
    return law if is_act or law.endswith(kind[-1]) or kind == law else words


def _name(preceding: str, *, after_citation: bool) -> str:
    """The law's name that ends ``before``, or nothing."""
    name = _NOT_A_NAME.split(preceding)[-1]
    if after_citation and len(name) == len(preceding) and (glue := _GLUE.match(name)):
        name = name[glue.end() :]
    return name if name.endswith(_LAW_ENDS) else ""


def _before_note(text: str, start: int) -> int:
    """``start`` moved back over の, an opening bracket and one note in brackets, as in 主務省令(※)第15条."""
    end = start
    while end > 0 and text[end - 1] in " の(":
        end -= 1
    depth = 0
    for at in range(end - 1, max(end - _LOOK_BACK, 0) - 1, -1):
        depth += (text[at] == ")") - (text[at] == "(")
        if depth == 0:
            return at + 1 if text[at] != "(" else at - (text[at - 1 : at] == " ")
    return end


def _back(text: str, end: int, count: int) -> int:
    """The offset ``count`` characters before ``end``, not counting spaces."""
    while count:
        end -= 1
        count -= text[end] != " "
    return end


def _linked(text: str, end: int, start: int) -> bool:
    gap = text[end:start] if start - end <= 12 else "."
    return _LINK.fullmatch(gap) is not None and not gap.startswith(" ・")  # there ・ is a bullet


def _table(text: str, match: re.Match[str], article: str | None) -> tuple[str | None, int]:
    """The table's canonical name, and where its name ends."""
    if match["annex"] is None:
        return (f"第{article}条の表" if match["table"] is not None else None), match.end()
    if match["annex"] == "表":
        return "表", match.end()
    number = _follows("ordinal").match(text, match.end()) or _follows("digit").match(text, match.end())
    value = _number(number.groupdict().get("close") or number["n"]) if number else None
    if number is None or value is None or not 1 <= value <= 9:
        return "別表", match.end()
    note = _follows("note").match(text, number.end())
    return "別表第" + "一二三四五六七八九"[value - 1], note.end() if note else number.end()


_OTHER_PARAGRAPH = regex(f"(?<=項){JOIN}(?=第)")
"""Behind 別表第一の15の項及び第2項 stands a paragraph of the article: the table's own items had no 第."""


def _rows(text: str, at: int) -> tuple[tuple[int, int] | None, int]:
    """Where the rows named from ``at`` on stand, and where the citation ends."""
    if later := _follows("next").match(text, at):
        return _later_rows(text, later.end()), later.end()
    if match := _follows("rows").match(text, at) or _follows("inside").match(text, at):
        start, end = match.span("rows")
        paragraph = _OTHER_PARAGRAPH.search(text, start, end) if not text.startswith("第", start) else None
        return ((start, paragraph.start()), paragraph.start()) if paragraph else ((start, end), match.end())
    conditioned = _follows("condition").match(text, at)
    return (conditioned.span("rows") if conditioned else None), at


def _later_rows(text: str, at: int) -> tuple[int, int] | None:
    """The number list after 次の項, in brackets or behind a note in brackets and the start of the next passage."""
    if bracketed := _follows("bracketed").match(text, at):
        return bracketed.span("rows")
    tags = _follows("tags").match(text, _after_note(text, at))
    match = _follows("list").match(text, tags.end() if tags else at)
    return match.span() if match else None


def _after_note(text: str, at: int) -> int:
    depth = 0
    for end in range(at, min(at + 2 * _LOOK_BACK, len(text))):
        depth += (text[end] == "(") - (text[end] == ")")
        if depth == 0:
            return end + 1 if end > at else at
    return at
