"""Rows that name what a list stands below, or behind, and give numbers alone: 【照会の根拠】 14の項, 番号法別表 14の項.
Many fields hold two lists, and a clerk says so which of them he means."""

from __future__ import annotations

import re

from pia_audit.compare.list_quotations import numbers_alone, put_in_place, written_list
from pia_audit.compare.locate import locate
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.lists import heading_number
from pia_audit.japanese.number_runs import NumberRun, number_runs
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty

_HEADED = regex(
    r"\s*(?:[【〈＜](?P<heading>[^【】〈〉＜＞\n]{2,40})[】〉＞]"
    r"|(?P<words>[^\s【】〈〉＜＞：:、。]{2,30})[：:])"
    r"(?P<rest>[^【〈＜：:]*)"
)
_OF_LAW = regex(
    r"\s*(?P<law>(?P<name>[^\s【】〈〉＜＞：:、。・0-9０-９]{0,40}?)"
    r"(?P<table>別表(?:第[一二三四五六七八九十0-9０-９]{1,2})?|法|令|条例|規則|の表))"
    r"(?:\s*の)?(?P<gap>\s*)(?P<rest>(?:第?[0-9０-９]|[-―－—–ー─]|なし|無し|[（(]?削除).*)",
    re.DOTALL,
)
"""A law, or its table, and numbers of it alone: 番号法別表 14の項, 命令 第44条, 住民基本台帳法別表第1の44; or none."""
_HEADING = regex(r"[【〈＜]")
_UNIT = regex(r"\s*(?:の\s*)?項")

Numbers = tuple[str, ...]


def quoted_below_heading(before: str, after: str, text: str, *, is_newer: bool) -> tuple[str, str]:
    """The cells of a row that names headings and gives numbers alone, as cells that quote the lists below these.

    Args:
        before: 変更前.
        after: 変更後.
        text: a text that has the lists: the older edition, or the newer one where ``is_newer``.
        is_newer: whether the lists stand there as the row left them.

    Returns:
        Both cells, from the first heading to the last list's end; as they were where they say anything else, or a
        heading has no one list with the numbers below it.
    """
    if titled := _quoted_below_title(before, after, text, is_newer=is_newer):
        return titled
    if listed := _quoted_of_law(before, after, text, is_newer=is_newer):
        return listed
    went, came = headed_numbers(before), headed_numbers(after)
    if went is None or came is None or not (went or came):
        return before, after
    edits = []
    for heading in {**went, **came}:
        edit = _edited(text, heading, went.get(heading, ()), came.get(heading, ()), is_newer=is_newer)
        if edit is None:
            return before, after
        edits.append(edit)
    edits.sort()
    stands = text[edits[0][0] : edits[-1][2]]
    other_cell, at = "", edits[0][0]
    for _, start, end, rewritten in edits:
        other_cell, at = other_cell + text[at:start] + rewritten, end
    return (other_cell, stands) if is_newer else (stands, other_cell)


_TITLED = regex(r"\s*(?P<title>[^【】\n]{2,80}?)\s*(?P<rest>【.*)", re.DOTALL, needs="【")


def _quoted_below_title(before: str, after: str, text: str, *, is_newer: bool) -> tuple[str, str] | None:
    """The cells of a row that names a heading below a numbered title, 1 …事務 【照会の根拠】 141の項, where several
    titles have that heading: as cells that quote from the title to the list's end; ``None`` for any other row."""
    cells = [_TITLED.fullmatch(cell) for cell in (before, after)]
    titles = {match["title"] for match in cells if match}
    if len(titles) != 1 or not all(match or is_empty(cell) for match, cell in zip(cells, (before, after), strict=True)):
        return None
    title = next(iter(titles))
    number = heading_number(title)
    if number is None or text.count(title) != 1:
        return None
    start = text.index(title)
    section = text[start : _next_title(text, start + len(title), number.style)]
    before_rest, after_rest = (match["rest"] if match else "" for match in cells)
    went, came = quoted_below_heading(before_rest, after_rest, section, is_newer=is_newer)
    place = section.find(came if is_newer else went)
    if place < 0 or (went, came) == (before_rest, after_rest):
        return None
    return section[:place] + went, section[:place] + came


def _next_title(text: str, start: int, style: str) -> int:
    """Where the next line begins that has a number in the same style; the text's end where none does."""
    for match in _LINE.finditer(text, start):
        number = heading_number(match[0].strip())
        if number is not None and number.style == style:
            return match.start()
    return len(text)


_LINE = regex(r"(?<=\n)[^\n]+")


def _quoted_of_law(before: str, after: str, text: str, *, is_newer: bool) -> tuple[str, str] | None:
    """The cells of a row that names a law and gives numbers of it that went, or came, as cells that quote the list
    behind that law's name; ``None`` for any other row. One that has some of its numbers on both sides quotes a list,
    and so may one with numbers on both sides, unless the name stands apart from them."""
    cells = [_OF_LAW.fullmatch(cell) for cell in (before, after)]
    laws = {fold(match["law"]) for match in cells if match}
    if len(laws) != 1 or not all(match or is_empty(cell) for match, cell in zip(cells, (before, after), strict=True)):
        return None
    runs = [numbers_alone(match["rest"]) if match and not is_empty(match["rest"]) else None for match in cells]
    if any(match and run is None and not is_empty(match["rest"]) for match, run in zip(cells, runs, strict=True)):
        return None
    went, came = (run.numbers if run else () for run in runs)
    if not (went or came) or not {*went}.isdisjoint(came):
        return None
    if went and came and not all(match and match["gap"] for match in cells):
        return None
    stays, goes = (came, went) if is_newer else (went, came)
    law = next(match for match in cells if match)
    lists = [run for run in number_runs(text) if {*stays} <= {*run.numbers} and {*goes}.isdisjoint(run.numbers)]
    behind = [run for run in lists if _ahead_of(run, text).endswith(fold(law["law"]))]
    behind = behind or [run for run in lists if _is_table_of(law, _ahead_of(run, text))]
    if len(behind) != 1:
        return None
    others = put_in_place([number for number in behind[0].numbers if number not in stays], goes)
    start, end, line = behind[0].start, behind[0].end, _line_of(behind[0], text)
    unit = _UNIT.match(text, end)
    unit_end = unit.end() if unit else end
    stands = text[line:unit_end]
    other_cell = text[line:start] + written_list(others, behind[0], text) + text[end:unit_end]
    return None if not others else (other_cell, stands) if is_newer else (stands, other_cell)


_LONGEST_NAME = 80


def _line_of(run: NumberRun, text: str) -> int:
    """Where the line of a list begins, or no further ahead of it than a law's name is long."""
    return max(text.rfind("\n", 0, run.start) + 1, run.start - _LONGEST_NAME)


def _ahead_of(run: NumberRun, text: str) -> str:
    """What stands ahead of a list in its line."""
    return fold(text[_line_of(run, text) : run.start]).removesuffix("の")


def _is_table_of(law: re.Match[str], ahead: str) -> bool:
    """Whether a list stands behind a table whose law is named further ahead: 番号法第9条第1項及び別表の14の項."""
    return bool(law["name"]) and ahead.endswith(fold(law["table"])) and fold(law["name"]) in ahead


def words_below_heading(before: str, after: str, old: str | None, new: str) -> tuple[str, str]:
    """The cells of a row that names a heading, quotes words from further below it and says that nothing stands there
    in the other edition, as cells that quote these alone: 【情報照会の根拠】 106の項（第1号） → 【情報照会の根拠】 ―.

    Args:
        before: 変更前.
        after: 変更後.
        old: the older text; ``None`` where it is not at hand.
        new: the newer text.

    Returns:
        Both cells; as they were where the words stand at the heading, elsewhere as well, or below another.
    """
    cells = [_HEADED.fullmatch(cell.rstrip()) for cell in (before, after)]
    headings = [match["heading"] or match["words"] for match in cells if match]
    words = ["" if match is None or is_empty(match["rest"]) else match["rest"].strip() for match in cells]
    if len(headings) != 2 or headings[0] != headings[1] or bool(words[0]) == bool(words[1]):
        return before, after
    cell, text = (before, old) if words[0] else (after, new)
    if text is not None and (locate(cell, text) or not _is_below(words[0] or words[1], headings[0], text)):
        return before, after
    return words[0], words[1]


def _is_below(words: str, heading: str, text: str) -> bool:
    """Whether a text says words once, and below a heading that stands there once, ahead of the next one."""
    hit = locate(words, text)
    if hit is None or hit.count > 1 or text.count(heading) != 1 or text.index(heading) > hit.start:
        return False
    return _HEADING.search(text, text.index(heading) + len(heading), hit.start) is None


def headed_numbers(cell: str) -> dict[str, Numbers] | None:
    """The headings that a cell names, each with the numbers that it gives alone; ``None`` where it says more, or gives
    no number of a heading that it names. A mark for nothing names none."""
    if is_empty(cell):
        return {}
    headed: dict[str, Numbers] = {}
    at = 0
    while at < len(cell.rstrip()):
        match = _HEADED.match(cell, at)
        run = numbers_alone(match["rest"]) if match else None
        if match is None or (run is None and match["rest"].strip() and not is_empty(match["rest"])):
            return None
        headed[match["heading"] or match["words"]] = run.numbers if run else ()
        at = match.end()
    return headed


def _edited(
    text: str, heading: str, went: Numbers, came: Numbers, *, is_newer: bool
) -> tuple[int, int, int, str] | None:
    """Where a heading stands in a text, where the list below it begins and ends, and what the other text has there."""
    if text.count(heading) != 1:
        return None
    start = text.index(heading)
    start -= start > 0 and text[start - 1] in "【〈＜"
    stays, goes = (came, went) if is_newer else (went, came)
    run = _list_below(text, start + len(heading) + 1, stays, goes)
    if run is None:
        return None
    staying = [number for number in run.numbers if number not in stays or number in goes]
    others = put_in_place(staying, [number for number in goes if number not in run.numbers])
    unit = _UNIT.match(text, run.end)
    end = unit.end() if unit else run.end
    return (start, run.start, end, written_list(others, run, text) + text[run.end : end]) if others else None


def _list_below(text: str, start: int, has: Numbers, lacks: Numbers) -> NumberRun | None:
    """The one list between a heading and the next that has some numbers, and none of those that only the other text
    has."""
    following = _HEADING.search(text, start)
    end = following.start() if following else len(text)
    runs = [run for run in number_runs(text) if start <= run.start < end and (len(run.numbers) > 1 or run.of_table)]
    runs = [run for run in runs if {*has}.issubset(run.numbers)]
    fitting = [run for run in runs if ({*lacks} - {*has}).isdisjoint(run.numbers)] or runs
    return fitting[0] if len(fitting) == 1 else None
