"""Lists of items that stand further behind a table's name: a bracket, a heading or a condition lies between.

別表第二（情報提供）26・87の項, 別表第二【提供】26、87の項, 第2条の表 提供：42、125の項 照会：106、107の項. All patterns
are for plain texts without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from msgspec.structs import replace

from pia_audit.japanese.citations import Citation
from pia_audit.japanese.lists import DIGITS_ENTRY, ENTRY, JOIN, ROW, number_key, numbers_in, ranges_in
from pia_audit.japanese.numerals import KANJI_NUMERALS
from pia_audit.japanese.patterns import regex

_SIDE = "情報?(?:提供|照会)|提供|照会"
_IN_BRACKETS = r"(?:[^()【】。]|\([^()【】。]{0,40}\)){1,160}"
_WORDS = (
    rf"における|のうち|に係る|として|該当する|の場合|(?:{_SIDE})(?:者|側)?|の?根拠"
    rf"|(?:次の|以下の|下記の)?各?{ROW}|項番号?:?|[の:・]"
)
_BETWEEN = regex(
    rf"(?:\({_IN_BRACKETS}\)|【[^【】。]{{1,20}}】|[<〈《\[][^<>〈〉《》\[\]。0-9]{{1,20}}[>〉》\]]|</?[a-z]{{1,6}}[^<>]{{0,80}}>|{_WORDS}){{1,8}}"
)
_SIDE_OR_CONDITION = regex("提供|照会|欄")
"""What lies between has to tell that a list follows: by these words, or as a new passage before a list with 項."""
_OTHER_SUBJECT = regex(
    "条例|規則|要綱|要領|規程|様式|改正|改め|施行|廃止|削除|除[くき]|以外|令和|平成|電話|内線|[0-9](?!欄)|(?<!番号)法(?!令)"
)
"""What a bracket or a heading between them must not hold outside quotation marks: it may be of something else."""
_QUOTED = regex("「[^「」]*」")
_CLOSED = regex(rf"(?P<rows>{ENTRY}(?:(?:の?項)?{JOIN}{ENTRY})*(?:まで)?(?:の)?{ROW})")
_FIRST_NUMBER = regex(f"第?[0-9{KANJI_NUMERALS}]")
_OPEN = regex(
    rf"(?P<rows>{DIGITS_ENTRY}(?:{JOIN}{DIGITS_ENTRY})+)(?=\Z|[)。【(]|(?:{_SIDE})(?:の根拠)?[:)】]|・?番号法|</)"
)
_NEXT_SIDE = regex(
    rf"(?:の?項)?[。、・]?(?P<side>【[^【】0-9]{{0,8}}(?:提供|照会)[^【】0-9]{{0,8}}】|(?:{_SIDE})(?:の根拠)?:"
    rf"|(?P<bracket>\((?:{_SIDE})(?:の根拠)?:?\)))"
)
_HEADED_BY_SIDE = regex(r"【|[(（]|情?\s*報?\s*(?:提\s*供|照\s*会)")
_OPENED_BY = regex(r"(?:第?19条第?[78]号|第?9条第?1項|別表第?[一二12]|条の表)(?:及び|並びに|の)?\(\Z")
"""What may stand before a bracket that names the table, for a list behind that bracket to be the table's."""
_ALONE = regex(
    r"の(?P<rows>[1-9][0-9]{0,2}の[1-9][0-9]?|[一二三四五六七八九十百]{1,6}の[一二三四五六七八九十]{1,2})(?=\Z|[、。)】])"
)
"""An item by its branch alone, without 項: 別表の14の2."""
_LONGEST = 3  # digits of an item's number


def with_later_lists(c: Citation, bare: str, stop: int) -> Iterator[Citation]:
    """A citation with the list that stands further behind it, and the list of the other side as a citation of its own.

    Args:
        c: a citation of ``bare``, a plain text without spaces.
        bare: the text.
        stop: where the next citation begins.

    Yields:
        The citation as it is where it has its list, names no table, or no list is plainly its.
    """
    listed = None if c.table is None else c.listed or (None if c.rows else _behind(c, bare, stop))
    listed = _over_lines(bare, listed, stop) if listed else None
    yield c if listed is None or listed == c.listed else _listing(c, bare, listed)
    last = listed if listed and (c.listed is None or (c.table in _TWO_SIDED and listed[0] >= c.start)) else None
    while last and (side := _NEXT_SIDE.match(bare, last[1], stop)):
        if side["bracket"] and not _is_headed_in_brackets(c, bare, last):
            return  # 42の項(提供) 106の項(照会): what is in brackets is said of the list before them
        heading, at = side.start("side"), side.end()
        last = _under_side(bare, at, stop)
        if last:
            end = at if "欄" in bare[at : last[0]] else last[1]
            yield replace(_listing(c, bare, last), start=heading, end=end, text=bare[heading:end])


_TAG = "</?[a-z]{1,6}[^<>]{0,80}>"
_NEXT_ROWS = regex(rf"(?:{_TAG}|・)*(?P<rows>{ENTRY}(?:{JOIN}{ENTRY})*の?{ROW})")
_MAY_BE_ROWS = regex(f"[<・]|{_FIRST_NUMBER.pattern}")


def _over_lines(bare: str, listed: tuple[int, int], stop: int) -> tuple[int, int]:
    """A list with what goes on below it: 26の項, and on the next line 30の項."""
    start, end = listed
    ordinal = bare.startswith("第", start)
    while more := _next_rows(bare, end if bare[end - 1] == "項" else _after_row(bare, end), stop):
        if more["rows"].startswith("第") and not ordinal:  # 15の項第2項: an article's paragraph
            break
        end = more.end()
    return start, end


def _next_rows(bare: str, at: int, stop: int) -> re.Match[str] | None:
    return _NEXT_ROWS.match(bare, at, stop) if _MAY_BE_ROWS.match(bare, at, stop) else None


def _after_row(bare: str, end: int) -> int:
    """Where the 項 behind a list ends; behind the text where none stands there."""
    unit = re.compile(rf"の?{ROW}").match(bare, end)
    return unit.end() if unit else len(bare)


_TWO_SIDED = ("別表第二", "第2条の表")
_SIDE_IN_BRACKETS = regex(rf"\((?:{_SIDE})(?:の根拠)?:?\)")


def _is_headed_in_brackets(c: Citation, bare: str, listed: tuple[int, int]) -> bool:
    """Whether a side in brackets stands before a list too, between it and its table's name or right before the name."""
    if _SIDE_IN_BRACKETS.search(bare, c.end, listed[0]):
        return True
    before = bare[max(c.start - _NAME, 0) : c.start]
    return c.text.startswith("(") or re.search(_SIDE_IN_BRACKETS.pattern + r"[^()]*\Z", before) is not None


_NAME = 60
"""Characters before a table within which a heading of its own may stand."""


def _under_side(bare: str, at: int, stop: int) -> tuple[int, int] | None:
    """The list under the heading of a side: right behind it, or behind its condition."""
    if listed := _list_at(bare, at, stop):
        return listed
    condition = _CONDITION.match(bare, at, stop)
    if condition is None or _OTHER_SUBJECT.search(_QUOTED.sub("", condition[0])):
        return None
    return _list_at(bare, condition.end(), stop)


_CONDITION = regex(
    r"\(?(?=第?[1-4一二三四]欄)(?:[^「」。【】]{0,60}「[^「」]{1,60}」){1,3}[^「」。【】0-9]{0,24}?(?:[(:)]|(?<=[るむ]項))(?=第?[0-9])"
)


def _listing(c: Citation, bare: str, listed: tuple[int, int]) -> Citation:
    rows = bare[slice(*listed)]
    return replace(c, rows=numbers_in(rows), ranges=ranges_in(rows), listed=listed)


def _behind(c: Citation, bare: str, stop: int) -> tuple[int, int] | None:
    if alone := _ALONE.match(bare, c.end, stop):
        return alone.span("rows")
    opened = bare[: c.start].endswith("(") and _OPENED_BY.search(bare, max(c.start - 24, 0), c.start)
    at, is_settled, has_side = c.end, False, False
    if opened:
        inside = re.compile(rf"(?:{_WORDS}){{0,4}}\)").match(bare, at, stop)
        at, is_settled = (inside.end(), True) if inside else (at, False)
    between = _BETWEEN.match(bare, at, stop)
    if between:
        unquoted = _QUOTED.sub("", between[0])
        if _OTHER_SUBJECT.search(unquoted):
            return None
        has_side = _SIDE_OR_CONDITION.search(between[0]) is not None
        at, is_settled = between.end(), is_settled or has_side or "<" in between[0]
    condition = _CONDITION.match(bare, at, stop)
    if condition and not _OTHER_SUBJECT.search(_QUOTED.sub("", condition[0])):
        at, is_settled, has_side = condition.end(), True, True
    return _list_at(bare, at, stop, open_too=has_side) if is_settled else None


def _list_at(bare: str, at: int, stop: int, *, open_too: bool = True) -> tuple[int, int] | None:
    """The list that begins at a place: closed by 項, or two numbers or more in rising order that end with a passage."""
    if not _FIRST_NUMBER.match(bare, at, stop):
        return None
    closed = _CLOSED.match(bare, at, stop)
    match = closed or (_OPEN.match(bare, at) if open_too else None)
    if match is None or match.end("rows") > stop:
        return None
    rows = match["rows"]
    numbers = numbers_in(rows)
    if any(len(number.split("の")[0]) > _LONGEST or number.startswith("0") for number in numbers):
        return None
    if closed:
        return None if rows.startswith("第") and len(numbers) == 1 else match.span("rows")  # may be a paragraph
    return match.span("rows") if _rises(rows) else None


def _rises(rows: str) -> bool:
    keys = [number_key(number) for number in re.findall("[0-9]+(?:の[0-9]+)*", rows)]
    return all(low < high for low, high in pairwise(keys))


Side = Literal["", "provided", "asked"]


def side(c: Citation, text: str) -> Side:
    """On which side of the information network a list stands, by the words between the table's name and it, or by those
    that head a list of the other side."""
    if c.listed is None:
        return ""
    is_headed = _HEADED_BY_SIDE.match(c.text) is not None
    between = "".join(text[c.start if is_headed else c.end : c.listed[0]].split())
    if "欄" in between:
        return ""
    last = [match[0] for match in re.finditer("提供|照会", between)][-1:]
    return "" if not last else "provided" if last[0] == "提供" else "asked"
