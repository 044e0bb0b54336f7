"""What paper adds to a report and is none of its text: numbers and heads of pages, and the list of the chapters."""

from __future__ import annotations

from collections.abc import Sequence

from pia_audit.documents.blocks import Cell, Row
from pia_audit.forms import CONTENTS
from pia_audit.japanese.ladder import Rung, fold
from pia_audit.japanese.patterns import regex
from pia_audit.readers.cover import is_title
from pia_audit.readers.headings import LONGEST, heading, listed_key

_NUMBER = regex(
    r"^[\s\-–—−―ー]*(?:p\.?|P\.?|ページ)?\s*[0-9０-９]{1,3}\s*(?:[/／]\s*[0-9０-９]{1,3}\s*)?(?:頁|ページ)?[\s\-–—−―ー]*$"
)
_NUMBER_BETWEEN_DASHES = regex(r"^\s*[-–—−]\s*[0-9０-９]{1,3}\s*[-–—−]\s*$")
_FEWEST_REPEATS = 3


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
    """Lines outside any table that are printed again and again: the head or foot of pages."""
    pages: dict[str, set[str]] = {}
    for row in rows:
        if not row.ruled and len(row.cells) == 1 and row.cells[0].locator.startswith("p"):
            pages.setdefault(row.cells[0].full_text, set()).add(row.cells[0].locator.split(":")[0])
    return frozenset(t for t, on in pages.items() if len(on) >= _FEWEST_REPEATS and heading(t).kind == "plain")
