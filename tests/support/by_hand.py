"""An archive as somebody's database program changes it: without the guards that refuse that, which are put back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from pia_audit.archive import schema
from pia_audit.archive.entries import START, Entry


@contextmanager
def unguarded(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that may change what it likes, all in one transaction."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("BEGIN")
        for guard, _ in schema.guards():
            connection.execute(f"DROP TRIGGER IF EXISTS {guard}")
        yield connection
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for guard, statement in schema.guards():
            if guard.partition("_no_")[0] in tables:
                connection.execute(statement)
        connection.execute("COMMIT")


def by_hand(path: Path, *statements: str, values: Sequence[Any] = ()) -> None:
    """Run statements on a file; ``values`` are those of each."""
    with unguarded(path) as connection:
        for statement in statements:
            connection.execute(statement, values)


def rechain(path: Path, entries: Iterable[Entry]) -> None:
    """Put these entries in place of those with their numbers, with the digests that follow, as who knows the recipe."""
    previous = START
    columns = ", ".join(f'"{n}" = ?' for n in schema.ENTRIES.names)
    with unguarded(path) as connection:
        for entry in entries:
            chained = entry.chained(previous)
            previous = chained.digest
            connection.execute(f"UPDATE entries SET {columns} WHERE number = {chained.number}", chained.row)
