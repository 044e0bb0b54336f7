"""Where a list goes on behind a quotation that is its beginning: 115・116 of 115・116・117, 第5条 of 第5条、第15条."""

from __future__ import annotations

from collections.abc import Container

from pia_audit.japanese.lists import DIGITS_ENTRY, JOIN, canonical_number
from pia_audit.japanese.numerals import plain
from pia_audit.japanese.patterns import regex

_OF_TABLE = " ?(?:の ?)?項(?!目)"
_ENTRY = regex(rf"(?<![0-9])(?P<number>{DIGITS_ENTRY})(?P<article>条)?", needs="[0-9]")
_NEXT = regex(
    rf"{JOIN}(?:第 ?)?(?P<number>{DIGITS_ENTRY})(?:(?P<article>条)(?! ?の ?[0-9])|(?P<row>{_OF_TABLE}))?(?![0-9])"
)
_ENDS_WITH_ROW = regex(rf"{_OF_TABLE}\s*$")


_UNITS = "項条"


def ends_with_entry(quoted: str) -> bool:
    """Whether a quotation ends with what may be a number of a list."""
    last = quoted.rstrip()[-1:]
    return last.isdecimal() or (last != "" and last in _UNITS)


def listed_entries(cell: str) -> frozenset[str]:
    """Every number that a cell writes, in digits, an article's as 5条."""
    view = plain(cell)
    return frozenset(_key(m["number"], m["article"]) for m in _ENTRY.finditer(view.text))


def end_of_entries(quoted: str, text: str, end: int, wanted: Container[str]) -> int:
    """Where the numbers end that go on a list of ``text`` behind a quotation.

    Args:
        quoted: the quotation; where it ends with 項, so do the numbers behind it.
        text: what is quoted.
        end: where the quotation ends in it.
        wanted: the numbers that count, as :func:`listed_entries` has them.

    Returns:
        The raw place behind the last of them; ``end`` where none follows.
    """
    view = plain(text[end:])
    with_row = bool(_ENDS_WITH_ROW.search(plain(quoted).text))
    at = stop = 0
    while (m := _NEXT.match(view.text, at)) and _key(m["number"], m["article"]) in wanted:
        at = m.end()
        if m["row"] and not with_row:
            stop = m.start("row")
            break
        stop = at
    return end + view.span(0, stop)[1] if stop else end


def _key(number: str, article: str | None) -> str:
    return canonical_number(number) + (article or "")
