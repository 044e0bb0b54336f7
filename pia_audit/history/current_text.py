"""The text of an item as the walk through its rows stands, and who wrote each part of it."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import accumulate

from msgspec import Struct, field
from rapidfuzz.distance import Levenshtein

from pia_audit.compare.equality import whole_line
from pia_audit.compare.indexes import TextIndex
from pia_audit.compare.locate import Hit, locate
from pia_audit.japanese.line_cuts import changed, edited
from pia_audit.japanese.patterns import regex

BODY = 0
"""Who wrote a passage that no row wrote: the printed text itself."""


class Texts:
    """Texts beside the one that is walked, with the row that each belongs to."""

    def __init__(self) -> None:
        self._texts: list[tuple[int, str]] = []
        self._index = TextIndex()
        self._befores: dict[int, str] = {}

    def add(self, row_no: int, text: str, before: str = "") -> None:
        """One text more, and the 変更前 of its row where that was another."""
        self._texts.append((row_no, text))
        self._index.add(text)
        self._befores[row_no] = before

    def before(self, row_no: int) -> str:
        """The 変更前 of the row that one of the texts belongs to."""
        return self._befores.get(row_no, "")

    def holding(self, quotation: str, anchor: str = "") -> Iterator[tuple[int, str, Hit]]:
        """Those in which a quotation stands, and where, the last one first."""
        for number in reversed(self._index.holding(quotation) if self._texts else ()):
            row_no, text = self._texts[number]
            hit = locate(quotation, text, anchor)
            if hit is not None:
                yield row_no, text, hit


class Now(Struct):
    """The text as the walk stands, with the author of each character."""

    text: str | None
    authors: array[int] = field(default_factory=partial(array, "i"))
    nobody: int = BODY
    loose: Texts = field(default_factory=Texts)
    shadows: Texts = field(default_factory=Texts)
    unsure: str = ""
    wholes: int = 0
    counts_on: bool = False
    """Whether a later row put in or took out a numbered passage, so that those behind it have other numbers now."""

    def put(self, start: int, end: int, new: str, row_no: int) -> None:
        """Replace a span; an insertion keeps a line of its own."""
        text = self.text or ""
        if start == end and new and text:
            new = ("" if start == 0 or text[start - 1] == "\n" else "\n") + new
            new += "" if end == len(text) or text[end] == "\n" else "\n"
        elif start < end and not new:
            start, end = whole_line(text, start, end)
        self.text = edited(text, start, end, new)
        self.authors[start:end] = written_by(row_no, new)

    def insert(self, at: int, new: str, row_no: int) -> None:
        """Put in words as they are, within a line."""
        self.text = edited(self.text or "", at, at, new)
        self.authors[at:at] = written_by(row_no, new)

    def rewrite(self, start: int, end: int, new: str, row_no: int) -> None:
        """Replace a list within a line; the entries that stay are still whose they were."""
        text = self.text or ""
        stretch = text[start:end]
        first, last = changed(stretch, new)
        self.text = edited(text, start + first, end - (len(new) - last), new[first:last])
        self.authors[start:end] = _with_authors(stretch, self.authors[start:end], new, row_no)

    def become(self, new: str | None, row_no: int) -> None:
        """Take another text altogether."""
        self.wholes += 1
        self.text, self.nobody = new, row_no
        self.authors = written_by(row_no, new)

    def author(self, start: int, end: int) -> int:
        """Who wrote most of a span."""
        span = self.authors[start:end]
        if not span:
            return self.nobody
        if span.count(span[0]) == len(span):  # as nearly always
            return span[0]
        return Counter(span).most_common(1)[0][0]


_ENTRIES = regex("[0-9０-９]+|[^0-9０-９]")


def _with_authors(stretch: str, authors: array[int], new: str, row_no: int) -> array[int]:
    """Who wrote each character of a list's new text: a number that stays is its author's, all else the row's."""
    entries, others = (_ENTRIES.findall(side) for side in (stretch, new))
    at = [0, *accumulate(map(len, entries))]
    out = array("i")
    for change in Levenshtein.opcodes(entries, others):
        if change.tag == "equal":
            out += authors[at[change.src_start] : at[change.src_end]]
        else:
            out += written_by(row_no, "".join(others[change.dest_start : change.dest_end]))
    return out


def written_by(row_no: int, text: str | None) -> array[int]:
    """The author of each character; an array, since a long text's is moved at every step."""
    return array("i", (row_no,)) * len(text or "")
