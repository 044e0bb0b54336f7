"""The archive's file with its entries and rows; how it is opened is in :mod:`pia_audit.archive.connection`."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pia_audit.archive import connection, fulltext, queries, schema
from pia_audit.archive.compression import LIMIT
from pia_audit.archive.entries import Entry
from pia_audit.archive.entry_contents import Writer
from pia_audit.archive.errors import ArchiveError
from pia_audit.archive.readings import Reading, Row, text_of
from pia_audit.archive.schema import CHANGES, EDITIONS, ENTRIES, ITEMS, ROWS, Content

_CHUNK = 1000


class Store:
    """An open archive file. Raises :class:`ArchiveError` for all that the file or the disk may do.

    ``altered`` are the names of views and guards that somebody changed.
    """

    def __init__(self, path: Path, *, write: bool, wait: float) -> None:
        self.path, self.write = path, write
        self._key = connection.reserve(path) if write else ""
        self._connection: sqlite3.Connection | None = None
        try:
            if write and not path.exists():
                connection.make(path)
            connection.look(path, write=write)
            self._connection = connection.connect(path, write=write, wait=wait)
            self.altered = self._checked()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):  # what was acknowledged is in the file already
                self._connection.close()
        self._connection = None
        connection.release(self._key)

    def run(self, statement: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
        """The rows of a statement."""
        return list(self.each(statement, parameters))

    def each(self, statement: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Iterator[Row]:
        """The rows of a statement, so many at a time."""
        assert self._connection is not None
        with connection.faults(self.path):
            cursor = self._connection.execute(statement, parameters)
            while rows := cursor.fetchmany(_CHUNK):
                yield from rows

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Writer]:
        """All or nothing; afterwards the file holds it by itself, so that a copy of the file alone is enough."""
        assert self._connection is not None
        with connection.faults(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.execute("PRAGMA defer_foreign_keys=ON")  # an entry may be written after its rows
                yield Writer(self._connection)
                fulltext.extend(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    def entries(self) -> list[Entry]:
        """Every entry, in the order of the numbers."""
        return list(self._ascending(f"{_ENTRIES} ORDER BY number"))

    def last(self) -> Entry | None:
        """The entry with the highest number."""
        rows = self.run(f"{_ENTRIES} ORDER BY number DESC LIMIT 1")
        return _entry(rows[0], self.path) if rows else None

    def entry(self, number: int) -> Entry | None:
        """The entry of a number."""
        rows = self.run(f"{_ENTRIES} WHERE number = ?", [number])
        return _entry(rows[0], self.path) if rows else None

    def original(self, entry: int) -> tuple[int, bytes]:
        """Whether an entry's original is deflated, and its bytes; empty when there is none."""
        rows = self.run("SELECT deflated, data FROM originals WHERE entry = ?", [entry])
        return rows[0] if rows and type(rows[0][0]) is int and isinstance(rows[0][1], bytes) else (0, b"")

    def reading(self, entry: int) -> Reading:
        """What was read in the file of an entry, bounded as it was when it was added."""
        bound = partial(_bounded, refuse=partial(self._refuse, entry))
        editions = f"SELECT {', '.join(f'p.{n}' for n in EDITIONS.names)} FROM {EDITIONS.name} p"
        return Reading(
            list(bound(self._of(editions, entry))),
            list(bound(self.rows(ITEMS, entry))),
            list(bound(self.rows(CHANGES, entry))),
            list(bound(self._of(_QUOTES, entry, "p.id, q.place"))),
        )

    def rows(self, content: Content, entry: int) -> Iterator[Row]:
        """The rows of an entry, each with its id in front; damaged where they are not what a program of ours writes.

        The ids ascend: a file whose pages lead back to where one has been ends here.
        """
        previous = entry * ROWS
        for row in self._of(content.query, entry):
            if not previous < row[0] < (entry + 1) * ROWS:
                self._refuse(entry)
            previous = row[0]
            yield row

    def complete(self) -> bool:
        """Whether the full-text index can be asked, and has all texts."""
        assert self._connection is not None
        with connection.faults(self.path):
            return fulltext.complete(self._connection)

    def index_fits(self) -> bool | None:
        """Whether the full-text index fits the texts; ``None`` where that cannot be checked (read-only, no index)."""
        assert self._connection is not None
        with connection.faults(self.path):
            return fulltext.fits(self._connection, str(self.path))

    def integrity(self) -> list[str]:
        """What SQLite itself finds wrong in the file, in its words; at most a hundred things."""
        try:
            return [str(row[0]) for row in self.run("PRAGMA integrity_check(100)") if row[0] != "ok"]
        except ArchiveError as error:
            if error.code != "damaged":
                raise
            return [error.raw]

    def _of(self, query: str, entry: int, order: str = "p.id") -> Iterator[Row]:
        """The rows of one entry that a query gives."""
        if not 0 < entry < (1 << 63) // ROWS:
            self._refuse(entry)
        ends = [entry * ROWS, (entry + 1) * ROWS]
        return self.each(f"{query} WHERE p.id > ? AND p.id < ? ORDER BY {order}", ends)

    def _refuse(self, entry: int) -> None:
        raise ArchiveError("entry-damaged", self.path, number=entry)

    def _ascending(self, statement: str) -> Iterator[Entry]:
        previous = 0
        for row in self.each(statement):
            entry = _entry(row, self.path)
            if entry.number <= previous:
                raise ArchiveError("damaged", self.path, reason="entries")
            previous = entry.number
            yield entry

    def _checked(self) -> tuple[str, ...]:
        """The names of guards and views that somebody changed. Raises where the tables are not those of an archive."""
        (version,) = self.run("PRAGMA user_version")[0]
        if version > schema.VERSION:
            raise ArchiveError("newer-schema", self.path, version=version, known=schema.VERSION)
        if version < schema.VERSION:
            raise ArchiveError("altered-tables", self.path, name="user_version")
        objects = {name: (kind, sql) for kind, name, sql in self.run("SELECT type, name, sql FROM sqlite_master")}
        for table in schema.TABLES:
            if objects.get(table.name) != ("table", table.statement):
                raise ArchiveError("altered-tables", self.path, name=table.name)
        expected = queries.statements()
        altered = {n for n, sql in expected.items() if objects.get(n, ("", ""))[1] != sql}
        altered |= {n for n, (kind, _) in objects.items() if kind == "trigger" and n not in expected}
        if objects.get(schema.INDEX, ("table", schema.FULL_TEXT)) != ("table", schema.FULL_TEXT):
            altered.add(schema.INDEX)
        if self.write and altered:
            raise ArchiveError("altered-tables", self.path, name=", ".join(sorted(altered)))
        return tuple(sorted(altered))


def _bounded(rows: Iterable[Row], refuse: Callable[[], None]) -> Iterator[Row]:
    """Rows that together are no larger than what is taken of one file."""
    size = 0
    for row in rows:
        size += sum(len(v) for v in row if isinstance(v, (str, bytes)))
        if size > 2 * LIMIT:
            refuse()
        yield row


_QUOTES = (
    "SELECT p.id, q.item_id, b.text, a.text, q.named FROM changes_in_entries p JOIN quotes_once q ON q.once = p.once"
    " LEFT JOIN texts b ON b.id = q.before LEFT JOIN texts a ON a.id = q.after"
)
_ENTRIES = f"SELECT {', '.join(chr(34) + n + chr(34) for n in ENTRIES.names)} FROM entries"
_WHOLE, _PERHAPS = int, (int, type(None))
_FIELDS: dict[str, Any] = {"number": _WHOLE, "layout": _WHOLE, "size": _WHOLE, "corrects": _PERHAPS}


def _entry(row: Row, path: Path) -> Entry:
    """The entry in a row; a row that no program of ours wrote is refused."""
    values = dict(zip(ENTRIES.names, row, strict=True))
    try:
        values = {n: text_of(v) for n, v in values.items()}
    except UnicodeDecodeError as error:
        raise ArchiveError("entry-damaged", path, number=values["number"]) from error
    if not all(isinstance(v, _FIELDS.get(n, str)) for n, v in values.items()):
        raise ArchiveError("entry-damaged", path, number=values["number"])
    return Entry(**values)
