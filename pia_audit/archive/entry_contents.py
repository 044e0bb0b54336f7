"""Puts the rows of entries into the archive: a text, and what is the same in entry after entry, only once."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from pia_audit.archive.entries import canonical
from pia_audit.archive.readings import Reading, Row, bound
from pia_audit.archive.schema import CHANGES, DIGESTS, EDITIONS, ITEMS, QUOTES, ROWS, TEXTS, Content, Table


class Writer:
    """Adds rows within the caller's transaction; it remembers for so long what is kept once and where."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._texts: dict[str, int] = {}
        self._ids: dict[bytes, int] = {}

    def plain(self, table: Table, rows: Iterable[Row]) -> None:
        """Add rows to a table as they are."""
        self._connection.executemany(table.insertion, map(bound, rows))

    def reading(self, reading: Reading, entry: int) -> None:
        """Add what was read in a file."""
        start = entry * ROWS
        self.plain(EDITIONS, ((start + position, *row) for position, row in enumerate(reading.editions, 1)))
        self.rows(ITEMS, reading.items, entry)
        self.rows(CHANGES, (row[:-1] for row in reading.changes), entry, quotes=(row[-1] for row in reading.changes))

    def rows(
        self, content: Content, rows: Iterable[Row], entry: int, first: int = 1,
        quotes: Iterable[Sequence[Row]] | None = None,
    ) -> None:  # fmt: skip
        """Add rows of an entry, the first of them in the place ``first``; ``quotes`` are those of each change row."""
        homes = [(c.home == "once", c.text) for c in content.columns]
        places: list[Row] = []
        for position, (row, cell_quotes) in enumerate(zip(rows, quotes or _no_quotes(), strict=False), first):
            values = [self._text(v) if text else v for v, (_, text) in zip(row, homes, strict=True)]
            shared = tuple(v for v, (is_shared, _) in zip(values, homes, strict=True) if is_shared)
            separate = (v for v, (is_shared, _) in zip(values, homes, strict=True) if not is_shared)
            places.append((entry * ROWS + position, *separate, self._shared(content.shared, shared, cell_quotes)))
        self.plain(content.places, places)

    def _text(self, text: str | None) -> int | None:
        """The number of a text."""
        if text is None:
            return None
        number = self._texts.get(text)
        if number is None:
            number, _ = self._number(TEXTS, (text,), ())
            self._texts[text] = number
        return number

    def _shared(self, table: Table, values: Row, quotes: Sequence[Row]) -> int:
        """The number of what is kept once."""
        texts = ((item, self._text(older), self._text(newer), int(by_label)) for item, older, newer, by_label in quotes)
        lines = tuple(texts)
        number, added = self._number(table, values, lines)
        if added:
            self.plain(QUOTES, ((number, position, *line) for position, line in enumerate(lines)))
        return number

    def _number(self, table: Table, values: Row, lines: Sequence[Row]) -> tuple[int, bool]:
        """The number under which a row is kept once, and whether it was added now."""
        digest = digest_of(table, values, lines)
        number = self._ids.get(digest)
        if number is not None:
            return number, False
        row = self._connection.execute("SELECT id FROM digests WHERE digest = ?", [digest]).fetchone()
        number = row[0] if row else self._added(table, values, digest)
        self._ids[digest] = number
        return number, row is None

    def _added(self, table: Table, values: Row, digest: bytes) -> int:
        number: Any = self._connection.execute(table.insertion, bound((None, *values))).lastrowid
        self._connection.execute(DIGESTS.insertion, (digest, number))
        return int(number)


def digest_of(table: Table, values: Row, lines: Sequence[Row]) -> bytes:
    """What a row that is kept once is found again by; ``lines`` are the quotes of a change row."""
    return hashlib.sha256(canonical([table.name, values, lines])).digest()[:16]


def _no_quotes() -> Iterable[Sequence[Row]]:
    while True:
        yield ()
