"""Where a text stands in the archive: by the full-text index where there is one, else by looking at every text."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from pia_audit.archive import queries
from pia_audit.archive.readings import Row
from pia_audit.archive.schema import INDEX, ROWS
from pia_audit.archive.store import Store

MOST = 1000
"""So many places are named, of each kind."""

SHORTEST = 3
"""The index knows texts of so many characters and more."""


class Place(Struct, frozen=True):
    """Where the text stands: in an item, or in the cell ``column`` of a change row (``row_no``)."""

    entry: int
    report_id: str
    published_on: str | None
    label: str
    row_no: int | None
    column: str
    text: str


class Matches(Struct, frozen=True):
    """The places, whether they come from the full-text index, and whether there are more than are named."""

    places: tuple[Place, ...]
    indexed: bool
    more: bool


def search(store: Store, text: str) -> Matches:
    """The places where a text stands as it is written, in editions that no later entry corrects."""
    indexed = len(text) >= SHORTEST and store.complete()
    rows = [list(_rows(store, text, column, indexed=indexed)) for column in ("text", "before", "after")]
    places = tuple(Place(*row) for matches in rows for row in matches[:MOST])
    return Matches(places, indexed, any(len(matches) > MOST for matches in rows))


def _rows(store: Store, text: str, column: str, *, indexed: bool) -> Iterator[Row]:
    """The places of a text in items, or in a column of the change rows."""
    # Characters that stand for others in LIKE give more rows than there are; instr says which are right.
    narrowed = f"AND id IN (SELECT rowid FROM {INDEX} WHERE text LIKE :like)" if indexed else ""
    texts = f"SELECT id FROM texts WHERE instr(text, :text) > 0 {narrowed}"
    number = _NUMBER[column]
    return store.each(
        f"{queries.STANDING} SELECT e.entry, e.report_id, e.published_on, {_FROM[column]}"
        f" JOIN standing_editions e ON e.id = p.id / {ROWS} * {ROWS} + 1 + p.edition JOIN texts t ON t.id = {number}"
        f" WHERE {number} IN ({texts}) ORDER BY p.id LIMIT {MOST + 1}",
        {"text": text, "like": f"%{text}%"},
    )


_NUMBER = {"text": "p.text", "before": "o.before", "after": "o.after"}
_ROW = (
    "l.text, p.row_no, '{column}', t.text FROM changes_in_entries p JOIN changes_once o ON o.id = p.once"
    " LEFT JOIN texts l ON l.id = o.label"
)
_FROM = {
    "text": "o.label, NULL, 'text', t.text FROM items_in_entries p JOIN items_once o ON o.id = p.once",
    "before": _ROW.format(column="before"),
    "after": _ROW.format(column="after"),
}
