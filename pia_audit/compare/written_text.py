"""The older text of an item with its rows carried out so far, and who wrote each character."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import partial

from msgspec import Struct, field

from pia_audit.compare.equality import whole_line
from pia_audit.compare.removals import Replacement
from pia_audit.japanese.line_cuts import edited


class WrittenText(Struct):
    """The older text with the rows carried out so far; who wrote each character (0: it stood there). ``older`` is the
    text before any row."""

    text: str
    authors: array[int] = field(default_factory=partial(array, "i"))
    replacements: list[Replacement] = field(default_factory=list)
    older: str = ""

    def put(self, start: int, end: int, new: str, row_no: int, kept: Iterable[tuple[int, int]] = ()) -> None:
        """Replace a span; ``kept`` are the spans of the new text that the row leaves as they stood."""
        if start < end and not new:
            start, end = whole_line(self.text, start, end)
        was, authors = self.text[start:end], self.authors[start:end]
        authors_written = array("i", (row_no,)) * len(new)
        for low, high in kept:
            at = was.find(new[low:high])
            authors_written[low:high] = authors[at : at + high - low] if at >= 0 else array("i", (0,)) * (high - low)
        if was:
            puts_in = any(author == row_no and new[n].strip() for n, author in enumerate(authors_written))
            self.replacements.append(Replacement(row_no, was, new, puts_in))
        self.text = edited(self.text, start, end, new)
        self.authors[start:end] = authors_written
