"""Rows that name the heading of a list and give numbers alone: 【情報提供の根拠】 14の項. Many fields hold two lists,
and a clerk says so which of them he means."""

from __future__ import annotations

from pia_audit.compare.list_quotations import numbers_alone, put_in_place, written_list
from pia_audit.japanese.number_runs import NumberRun, number_runs
from pia_audit.japanese.patterns import regex
from pia_audit.japanese.placeholders import is_empty

_HEADED = regex(
    r"\s*(?:[【〈＜](?P<heading>[^【】〈〉＜＞\n]{2,40})[】〉＞]|(?P<words>[^\s【】〈〉＜＞：:、。]{2,30})[：:])"
    r"(?P<rest>[^【〈＜：:]*)"
)
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
    other, at = "", edits[0][0]
    for _, start, end, rewritten in edits:
        other, at = other + text[at:start] + rewritten, end
    return (other, stands) if is_newer else (stands, other)


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
    place = text.index(heading)
    place -= place > 0 and text[place - 1] in "【〈＜"
    stays, goes = (came, went) if is_newer else (went, came)
    run = _list_below(text, place + len(heading) + 1, stays, goes)
    if run is None:
        return None
    staying = [number for number in run.numbers if number not in stays or number in goes]
    others = put_in_place(staying, [number for number in goes if number not in run.numbers])
    unit = _UNIT.match(text, run.end)
    end = unit.end() if unit else run.end
    return (place, run.start, end, written_list(others, run, text) + text[run.end : end]) if others else None


def _list_below(text: str, start: int, has: Numbers, lacks: Numbers) -> NumberRun | None:
    """The one list between a heading and the next that has some numbers, and none of those that only the other text
    has."""
    following = _HEADING.search(text, start)
    end = following.start() if following else len(text)
    runs = [run for run in number_runs(text) if start <= run.start < end and (len(run.numbers) > 1 or run.of_table)]
    runs = [run for run in runs if {*has}.issubset(run.numbers)]
    fitting = [run for run in runs if ({*lacks} - {*has}).isdisjoint(run.numbers)] or runs
    return fitting[0] if len(fitting) == 1 else None
