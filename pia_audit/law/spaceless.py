"""The citations of a text whose spaces tell nothing, with the lists that stand further behind them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, pairwise

from msgspec.structs import replace

from pia_audit.japanese.citations import Citation, find_citations
from pia_audit.japanese.lists import canonical_number, number_key, numbers_in, ranges_in
from pia_audit.japanese.numerals import plain
from pia_audit.japanese.patterns import regex
from pia_audit.law.known_tables import is_an_item
from pia_audit.law.later_lists import with_later_lists

_HEADED = regex(r"[^\W\dァ-ヺーa-zA-Z_](?<![の項及並又])")  # words right behind a list, which are no part of it


@lru_cache(maxsize=8192)
def citations_of(text: str) -> tuple[Citation, ...]:
    """The citations of a text, whatever spaces a converter left between its signs or dropped, with offsets into the
    text as given."""
    view = plain(text)
    positions = [nth for nth, character in enumerate(view.text) if character != " "]
    bare = _branches("".join(view.text[nth] for nth in positions))
    cited = [_branched(_parted(c, bare, positions), bare) for c in find_citations(bare)]
    # A law's name before a citation may begin too early: 26、30の項及び条例 is no ordinance's.
    names = [len(c.law) if c.law and bare.startswith(c.law, c.start) else 0 for c in cited]
    begins = [c.start + name for c, name in zip(cited, names, strict=True)]
    ends = [*begins[1:], len(bare)]
    out = []
    for c in chain.from_iterable(with_later_lists(c, bare, end) for c, end in zip(cited, ends, strict=False)):
        start, end = view.at[positions[c.start]], view.at[positions[c.end - 1]] + 1
        listed = (view.at[positions[c.listed[0]]], view.at[positions[c.listed[1] - 1]] + 1) if c.listed else None
        is_line_end = listed is not None and text.startswith("\n", listed[1])  # a heading's number has its words
        c = c if is_line_end and not _has_space_in_last(c, positions) else _unglued(c, bare)
        out.append(replace(c, start=start, end=end, text=text[start:end], listed=listed))
    return tuple(out)


_DASH = "[-‐‑‒–—―−ー─]"
_OTHER_BRANCH = regex(rf"(?<=[0-9])(?:ノ|(?P<dash>{_DASH}))(?=(?P<low>[0-9]{{1,2}})(?![0-9]|{_DASH}))")
_FIGURE = regex(r"[0-9]+\Z")
UNSURE = regex(rf"[0-9０-９]{{1,4}}\s*(?:{_DASH}|－)\s*[0-9０-９]{{1,4}}")
"""Two numbers with a dash between them, of which the second may be a branch of the first or the end of a range."""


def _branches(bare: str) -> str:
    """A text with の where another sign parts a number from its branch: 20ノ2, and 56-2, which is no range."""

    def joint(match: re.Match[str]) -> str:
        number = _FIGURE.search(bare, max(match.start() - 4, 0), match.start())
        range_ = match["dash"] and number is not None and int(match["low"]) > int(number[0])
        return match[0] if range_ or number is None else "の"

    return _OTHER_BRANCH.sub(joint, bare)


_NUMERAL = "[0-9一二三四五六七八九十百]"
_GLUED = regex(rf"別表第(?P<table>[12一二])(?P<number>[1-9][0-9]{{0,2}}|[一二三四五六七八九十百]{{1,7}})(?!{_NUMERAL})")
_ONE = regex(rf"{_NUMERAL}+(?:の{_NUMERAL}+)?")


def _parted(c: Citation, bare: str, positions: list[int]) -> Citation:
    """A citation of 別表第2 26の項 (別表第226の項 without spaces), or of 別表第二 二十六の項, read as the one of both
    that is a list of items: of 別表第二 where no table has an item 226 or the numbers rise only so, without items where
    both may be meant and a space tells of another reading."""
    match = _GLUED.search(bare, c.start, c.end) if c.table == "別表" and c.listed else None
    if match is None or c.listed is None:
        return c
    cut, end = match.start("number"), c.listed[1]
    may_be_whole, may_be_parted = (
        is_an_item(canonical_number(bare[start : match.end()])) for start in (match.start("table"), cut)
    )
    if not may_be_parted:
        return c
    rises_whole, rises_parted = (_rises(bare[start:end]) for start in (match.start("table"), cut))
    if may_be_whole and rises_whole >= rises_parted:
        is_parted = positions[cut] - positions[cut - 1] > 1 and positions[cut - 1] - positions[cut - 2] == 1
        return replace(c, rows=frozenset(), ranges=(), listed=None) if is_parted else c
    rows = bare[cut:end]
    name = "別表第一" if match["table"] in "1一" else "別表第二"
    return replace(c, table=name, rows=numbers_in(rows), ranges=ranges_in(rows), listed=(cut, end))


def _rises(rows: str) -> bool:
    keys = [number_key(number) for entry in _ONE.findall(rows) if (number := canonical_number(entry))]
    return all(low < high for low, high in pairwise(keys))


_ACT_S_BRANCH = regex(r"別表(?P<number>[3-9]の[1-9][0-9]?|[1-9][0-9]{1,2}の[1-9][0-9]?)(?P<alone>(?=\Z|[、。)】]))?")


def _branched(c: Citation, bare: str) -> Citation:
    """番号法別表6の2の項 as the item 6の2 of 別表: the Act never had a 別表第六."""
    if c.law != "番号法" or c.article or not (c.table or "").startswith("別表"):
        return c
    match = _ACT_S_BRANCH.search(bare, c.start)
    if match is None or match.start() > c.end or (c.listed and c.listed[0] <= match.start("number")):
        return c
    if c.listed is None and match["alone"] is None:
        return c
    start, end = match.start("number"), c.listed[1] if c.listed else match.end("number")
    if c.listed and c.listed[0] > match.end("number"):
        return c  # a list further behind it
    rows, text = bare[start:end], bare[c.start : max(c.end, end)]
    return replace(
        c,
        table="別表",
        rows=numbers_in(rows),
        ranges=ranges_in(rows),
        listed=(start, end),
        end=c.start + len(text),
        text=text,
    )


_LOST_BRANCH = regex("の[0-9]")
"""Behind a number: a branch that what follows without its space is glued to, as in 115の2 before the heading 2."""


def _has_space_in_last(c: Citation, positions: list[int]) -> bool:
    """Whether a space parts the last two signs of a list, of which the second may be a heading's number."""
    last = c.listed[1] - 1 if c.listed else 0
    return last > 0 and positions[last] - positions[last - 1] > 1


def _unglued(c: Citation, bare: str) -> Citation:
    """A list without the number of the heading behind it, where nothing parts them: 42・43 2 生活 is 42・432生活."""
    if c.listed is None:
        return c
    if _LOST_BRANCH.match(bare, c.listed[1]):
        return replace(c, rows=c.rows - {n for n in c.rows if bare[: c.listed[1]].endswith(n)})
    if c.listed[0] < c.end or not _HEADED.match(bare, c.listed[1]):
        return c
    last = max((n for n in c.rows if bare[: c.listed[1]].endswith(n)), key=len, default="")
    if not last or is_an_item(last) or not is_an_item(last[:-1]):
        return c
    return replace(c, rows=(c.rows - {last}) | {last[:-1]})
