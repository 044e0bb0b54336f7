"""What programs print at the head or foot of pages and is no text of the report: the names of sheets, the lines of a
browser, the count of the pages."""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.documents.pdf.lines import lines
from pia_audit.documents.pdf.tables import Band, Sheet
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.patterns import regex

_MARGIN = 0.1
_NEAR = 4.0
_FEWEST = 2
_FIRST = 3
"""Among so many lines from above is the title of a sheet."""
_CUT = 20
"""From so many signs on a name may be the beginning of the title: the name of a sheet has 31 at most."""
_REMARK = regex(r"(?<=\S)\s*[※(（].*", re.DOTALL)
_NUMBER = regex(r"[\s(（\-‐-―−ー]*[0-9０-９]{1,4}(?:\s*[/／]\s*[0-9０-９]{1,4})?[\s)）\-‐-―−ー]*$")
"""Behind a name: the number of the sheet among those of one name, or of the page."""


_DAY = r"[0-9]{1,4}[/.\-][0-9]{1,2}[/.\-][0-9]{1,4},?\s*(?:午[前後]\s*)?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\s*(?:[AP]M)?"
_ADDRESS = r"(?:(?:https?|file)://|about:)\S+"
_OF_PAGES = r"[0-9]{1,4}\s*/\s*[0-9]{1,4}"
_OF_BROWSER = (
    regex(rf"{_DAY}(?:[^0-9].*)?|.*\S\s+{_ADDRESS}", re.DOTALL),
    regex(rf"{_ADDRESS}\s*{_OF_PAGES}|{_OF_PAGES}\s+{_DAY}"),
)
"""What browsers print at the head and the foot of a page: the hour and the page's title, its address and number."""
_COUNTED = regex(r"([0-9]{1,4})(?:\s*/\s*[0-9]{1,4})?\s*(?:ペ[ー-]ジ|頁|page)?[\s)\-]*$", re.IGNORECASE)
_FEWEST_COUNTED = 3


class _Line(Struct):
    """A line in the margin of a page, with its page's place among the pages and its place on the page."""

    at: int
    band: Band
    name: str
    y: float
    text: str


def without_heads(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The pages without what programs print in their margins.

    That is what only a browser prints there, and words whose number is on page after page that of the page.
    """
    kept = list(sheets)
    for lowest in (False, True):
        margin_lines = [line for at in range(len(kept)) for line in _margin(kept, at, lowest=lowest)]
        dropped = {id(line.band) for line in margin_lines if _OF_BROWSER[lowest].fullmatch(line.text.strip())}
        dropped |= {id(line.band) for run in _runs(margin_lines, _uncounted) if _counts(run) for line in run}
        kept = _without(kept, dropped)
    return _without_names(kept)


def _without_names(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The pages without the names of sheets in their margins.

    A line is such a name where the pages that have it one behind the other begin with a title that it repeats; and
    where pages one behind the other have it at the height at which others have such names (表紙). A title that is a
    page's first line itself stays: it is printed once.
    """
    dropped: set[int] = set()
    for lowest in (False, True):
        margin_lines = [line for at in range(len(sheets)) for line in _margin(sheets, at, lowest=lowest)]
        runs = _runs([line for line in margin_lines if len(line.name) >= _FEWEST], lambda line: line.name)
        titled = [_repeats_title(sheets[run[0].at], run[0]) for run in runs]
        heights = sorted(line.y for run, is_titled in zip(runs, titled, strict=True) if is_titled for line in run)
        for run, is_titled in zip(runs, titled, strict=True):
            beside = bisect(heights, run[0].y + _NEAR) - bisect_left(heights, run[0].y - _NEAR)
            if beside >= _FEWEST and (is_titled or len(run) > 1):
                dropped |= {id(line.band) for line in run}
    return _without(sheets, dropped)


def _without(sheets: Sequence[Sheet], dropped: set[int]) -> list[Sheet]:
    if not dropped:
        return list(sheets)
    return [replace(s, bands=[band for band in s.bands if id(band) not in dropped]) for s in sheets]


def _margin(sheets: Sequence[Sheet], at: int, *, lowest: bool) -> Iterator[_Line]:
    """The loose line above, or below, all else on a page, if it is near the edge."""
    sheet = sheets[at]
    bands = [band for band in sheet.bands if band.stacks]
    if len(bands) < _FEWEST:
        return
    band = max(bands, key=_bottom) if lowest else min(bands, key=_top)
    edge = _top(band) > sheet.height * (1 - _MARGIN) if lowest else _bottom(band) < sheet.height * _MARGIN
    if edge and not band.ruled and len(band.stacks) == 1:
        text = _text(band)
        yield _Line(at, band, _signs(_NUMBER.sub("", text)), _top(band), text)


def _uncounted(line: _Line) -> str:
    return _signs(_COUNTED.sub("", fold(line.text)))


def _counts(run: Sequence[_Line]) -> bool:
    """Whether the lines of pages one behind the other end with the pages' numbers in the file."""
    if len(run) < _FEWEST_COUNTED:
        return False
    numbers = [_COUNTED.search(fold(line.text)) for line in run]
    return all(number and int(number[1]) == line.at + 1 for number, line in zip(numbers, run, strict=True))


def _runs(margin_lines: Sequence[_Line], name_of: Callable[[_Line], str]) -> list[list[_Line]]:
    """The lines of pages that follow each other and have one name at one height."""
    runs: list[list[_Line]] = []
    for line in margin_lines:
        last = runs[-1][-1] if runs else None
        if last and last.at == line.at - 1 and name_of(last) == name_of(line) and abs(last.y - line.y) <= _NEAR:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _repeats_title(sheet: Sheet, line: _Line) -> bool:
    """Whether one of the first other lines of a page is what the line in its margin says."""
    others = sorted((b for b in sheet.bands if b.stacks and b is not line.band), key=_top)
    titles = [_text(band) for band in others[:_FIRST] if len(band.stacks) == 1]
    return any(
        line.name in (_signs(title), _signs(_REMARK.sub("", title)))
        or (len(line.name) >= _CUT and _signs(title).startswith(line.name) and not title[-1:].isdigit())
        for title in titles
    )


def _signs(text: str) -> str:
    """A line without brackets and dots: programs that write a file anew lose those of one font and keep another's."""
    return "".join(char for char in fold(text) if char.isalnum())


def _text(band: Band) -> str:
    return "".join(line.shown for stack in band.stacks for piece in stack.pieces for line in lines(piece.glyphs))


def _top(band: Band) -> float:
    return min(stack.pieces[0].box.y0 for stack in band.stacks)


def _bottom(band: Band) -> float:
    return max(stack.pieces[0].box.y1 for stack in band.stacks)
