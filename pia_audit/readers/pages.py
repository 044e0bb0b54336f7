"""What paper adds to a report and is none of its text: numbers and heads of pages, and the list of the chapters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pia_audit.documents.blocks import Cell, Row
from pia_audit.forms import CONTENTS
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.patterns import regex
from pia_audit.readers.cover import is_title
from pia_audit.readers.headings import LONGEST, VALUE_SIGN, heading, listed_key

_NUMBER = regex(
    r"^[\s\-–—−―ー]*(?:p\.?|P\.?|ページ)?\s*[0-9０-９]{1,3}\s*(?:[/／]\s*[0-9０-９]{1,3}\s*)?(?:頁|ページ)?[\s\-–—−―ー]*$"
)
_NUMBER_BETWEEN_DASHES = regex(r"^\s*[-–—−]\s*[0-9０-９]{1,3}\s*[-–—−]\s*$")
_SURE_NUMBER = regex(
    r"^\s*(?:[-–—−]\s*[0-9０-９]{1,3}\s*[-–—−]|[0-9０-９]{1,3}\s*[/／]\s*[0-9０-９]{1,3}"
    r"|(?:p\.?|P\.?)\s*[0-9０-９]{1,3}|[0-9０-９]{1,3}\s*(?:頁|ページ))\s*$"
)
"""A line that is a page's number wherever it stands; a bare number may be a value."""
_OPTION = regex(r"^\s*[0-9０-９]{1,2}\s*[)）]")
_FEWEST_REPEATS = 3
_NEARLY_ALL = 0.8
_AT_EDGE = 3
"""So many lines at the top and the foot of a page may be its own."""


class Pages:
    """The pages of one report, and where its list of chapters is open while the rows are gone through in order.

    Args:
        rows: all rows between the cover and the change table, those without text included.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self._repeated = _repeated(rows)
        self._listed: set[str] | None = None

    def prints(self, row: Row, cells: Sequence[Cell], *, in_chapter: bool) -> bool:
        """Whether the row, whose cells with text are ``cells``, is the page's; ``in_chapter`` once one has begun."""
        return self._is_mark(row, cells, in_chapter=in_chapter) or self._is_listed(cells[0].full_text)

    def _is_mark(self, row: Row, cells: Sequence[Cell], *, in_chapter: bool) -> bool:
        text = cells[0].full_text
        if len(cells) > 1:
            return False
        if in_chapter and (_NUMBER_BETWEEN_DASHES.match(text) or is_title(text)):
            return True
        if row.ruled:
            return False
        return text in self._repeated or (in_chapter and _NUMBER.match(text) is not None)

    def _is_listed(self, text: str) -> bool:
        """Whether a row belongs to the page that lists the chapters; the second time a chapter is named it begins."""
        if self._listed is None and (len(text) > LONGEST or not fold(text, Rung.PUNCTUATION).startswith(CONTENTS)):
            return False
        key = listed_key(text)
        if key == CONTENTS:
            self._listed = set()
            return True
        if self._listed is None:
            return False
        if heading(text).is_chapter and key not in self._listed:
            self._listed.add(key)
            return True
        self._listed = None
        return False


def _repeated(rows: Sequence[Row]) -> frozenset[str]:
    """Lines outside any table that are printed again and again as the head or foot of pages.

    An answer with its options, 「[ 十分である ] ＜選択肢＞」, stands on page after page as well and is none.
    """
    return frozenset(
        text
        for text in (*_at_edges(rows), *_beside_numbers(rows))
        if heading(text).kind == "plain" and not VALUE_SIGN.match(text) and not _OPTION.match(text)
    )


def _at_edges(rows: Sequence[Row]) -> Iterator[str]:
    """The lines of a print that are among the first or the last of several pages."""
    of_page: dict[str, list[Row]] = {}
    for row in rows:
        if row.locator.startswith("p"):
            of_page.setdefault(row.locator.split(":")[0], []).append(row)
    pages: Counter[str] = Counter()
    for printed in of_page.values():
        by_height = sorted(printed, key=_height)
        edge = {id(row): row for row in (*by_height[:_AT_EDGE], *by_height[-_AT_EDGE:])}.values()
        pages.update({row.cells[0].full_text for row in edge if not row.ruled and len(row.cells) == 1})
    return (text for text, count in pages.items() if count >= _FEWEST_REPEATS)


def _height(row: Row) -> float:
    """How far from the top of its page a row begins: the second number of a place such as ``p3:40,120,310,188``."""
    numbers = row.locator.split(":", 1)[1].split(",")
    return float(numbers[1]) if len(numbers) > 1 else 0.0


def _beside_numbers(rows: Sequence[Row]) -> Iterator[str]:
    """The lines of a text that stand before, or behind, nearly every number of a page in it.

    A label that happens to be the first of some pages stands there for few of them.
    """
    texts = [row.cells[0].full_text if len(row.cells) == 1 and row.locator.startswith("L") else "" for row in rows]
    numbers = [at for at, text in enumerate(texts) if text.strip() and _SURE_NUMBER.match(text)]
    for step in (-1, 1):
        beside = Counter(texts[at + step] for at in numbers if 0 <= at + step < len(texts))
        yield from (t for t, n in beside.items() if t and n >= max(_FEWEST_REPEATS, _NEARLY_ALL * len(numbers)))
