"""When a passage changed: words looked for in a report, with the rows that wrote them and every row that has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate
from unicodedata import normalize

from markupsafe import Markup, escape
from msgspec import Struct

from pia_audit.history.views import signs_authors
from pia_audit.model import ChangeRow, Edition
from pia_audit.model.frames import Corpus
from pia_audit.reports.html.markup import change, clean, mark
from pia_audit.reports.item_names import short_name

LISTED = 40
"""So many items and so many rows are shown; of the others the number."""
_AROUND = 400
"""Characters of a long text that are shown on either side of what is looked for."""


class Writer(Struct, frozen=True):
    """A row that wrote words of the text published now, and when; ``row`` is ``None`` for what no row wrote."""

    row: int | None
    on: date | None
    timing: str


class Passage(Struct, frozen=True):
    """An item whose text has the words: its names, who wrote them, and the text with them marked."""

    item: str
    label: str
    name: str
    writers: tuple[Writer, ...]
    text: Markup


class Mention(Struct, frozen=True):
    """A row that has the words before or after: its number, day, item as typed, and what it changed."""

    row: int
    on: str
    day: date | None
    timing: str
    label: str
    sides: tuple[str, ...]
    change: Markup


class Answer(Struct, frozen=True):
    """What was found: items and rows, the newest row first, and how many of each there are beyond those listed."""

    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]
    more_passages: int = 0
    more_mentions: int = 0


def newest(editions: Sequence[Edition]) -> Edition:
    """The edition that was published last."""
    return max(editions, key=lambda e: e.published_on or date.min)


def items(edition: Edition) -> list[tuple[str, str, str]]:
    """Id, short name and whole name of the items with a text."""
    return [(i.item_id, short_name(i.label), i.label) for i in edition.items if i.text and i.text.strip()]


def answer(corpus: Corpus, editions: Sequence[Edition], words: str, item: str = "") -> Answer:
    """Where words stand in the text published now and in the rows, or one item whole.

    Args:
        corpus: replayed.
        editions: of one report.
        words: what is looked for, width, capitals and spaces aside; empty for an item whole.
        item: an item's id, where only that item is meant.

    Returns:
        The items, each with the rows that wrote the words, and the rows that have them.
    """
    edition = newest(editions)
    rows = {c.row_no: c for c in edition.changes}
    sought = _folded(words)
    if not sought and not item:
        return Answer((), ())
    authors = signs_authors(corpus, edition.edition_id)
    passages = [
        _passage(i.item_id, i.label, i.text, places, authors.get(i.item_id, []), rows)
        for i in edition.items
        if i.text and item in ("", i.item_id) and (places := _places(i.text, sought))
    ]
    meant = _rows_of(corpus, edition, item) if item else None
    mentions = [m for c in edition.changes if meant is None or c.row_no in meant for m in _mention(c, sought)]
    mentions.sort(key=lambda m: (m.day or date.min, m.row), reverse=True)
    return Answer(
        tuple(passages[:LISTED]), tuple(mentions[:LISTED]), max(0, len(passages) - LISTED),
        max(0, len(mentions) - LISTED),
    )  # fmt: skip


def _rows_of(corpus: Corpus, edition: Edition, item: str) -> set[int]:
    quotes = corpus.quotes.select("edition_id", "item_id", "row_no").iter_rows()
    return {row for edition_id, item_id, row in quotes if (edition_id, item_id) == (edition.edition_id, item)}


def _folded(text: str) -> str:
    return "".join(normalize("NFKC", text).casefold().split())


def _places(text: str, sought: str) -> list[tuple[int, int]]:
    """Where words stand in a text, beginning and end; the whole text where nothing is looked for."""
    if not sought:
        return [(0, len(text))]
    parts = [_folded(character) for character in text]
    ends = list(accumulate(map(len, parts)))
    whole = "".join(parts)
    owner = [n for n, part in enumerate(parts) for _ in part]
    out, at = [], whole.find(sought)
    while at >= 0 and ends:
        out.append((owner[at], owner[at + len(sought) - 1] + 1))
        at = whole.find(sought, at + len(sought))
    return out


def _passage(
    item: str, label: str, text: str, places: Sequence[tuple[int, int]], authors: Sequence[int],
    rows: dict[int, ChangeRow],
) -> Passage:  # fmt: skip
    present = dict.fromkeys(author for start, end in places for author in authors[start:end] if author >= 0)
    numbers = [author or None for author in sorted(present, reverse=True)] or [None]
    is_whole = places == [(0, len(text))]
    writers = tuple(Writer(n, *((rows[n].changed_on, rows[n].timing_text or "") if n else (None, ""))) for n in numbers)
    return Passage(item, label, short_name(label), writers, _shown(text, [] if is_whole else places))


def _shown(text: str, places: Sequence[tuple[int, int]]) -> Markup:
    """A text with places marked; of a long one what stands around them."""
    if not places:
        return mark(text)
    start, end = (0, len(text)) if len(text) <= 2 * _AROUND else _around(text, places)
    out, at = [Markup("…" if start else "")], start
    for first, last in places:
        if first >= end:
            break
        out += [mark(text[at:first]), Markup("<mark>{}</mark>").format(mark(text[first:last]))]
        at = last
    return Markup("").join([*out, mark(text[at:end]), escape("…" if end < len(text) else "")])


def _around(text: str, places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return max(0, places[0][0] - _AROUND), min(len(text), places[0][1] + _AROUND)


def _mention(row: ChangeRow, sought: str) -> Iterator[Mention]:
    """The row, where it has the words."""
    texts = {"before": row.before or "", "after": row.after or ""}
    sides = tuple(name for name, text in texts.items() if sought in _folded(text))
    if sides:
        yield Mention(
            row.row_no, row.changed_on_text, row.changed_on, row.timing_text or "", row.label or "",
            sides if sought else (), change(clean(texts["before"]), clean(texts["after"])),
        )  # fmt: skip
