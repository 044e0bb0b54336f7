"""The full-text index over all texts, where the platform's SQLite has FTS5 with trigrams."""

from __future__ import annotations

import contextlib
import sqlite3
from functools import cache

from pia_audit.archive.errors import FAULTS, error_of
from pia_audit.archive.schema import FULL_TEXT, INDEX


@cache
def available() -> bool:
    """Whether this platform's SQLite has full text by three characters."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='trigram', detail=none)")
        except sqlite3.Error:
            return False
    return True


def extend(connection: sqlite3.Connection) -> None:
    """Bring the index up to the texts there are; where the platform has none, the texts wait.

    A file from a platform without full text is given its index by the first that has it.
    """
    if not available():
        return
    if not _exists(connection):
        connection.execute(FULL_TEXT)
    connection.execute(
        f"INSERT INTO {INDEX}(rowid, text) SELECT id, text FROM texts"
        f" WHERE id > (SELECT coalesce(max(id), 0) FROM {INDEX}_docsize)"
    )


def complete(connection: sqlite3.Connection) -> bool:
    """Whether the index can be asked, and has all texts."""
    if not available() or not _exists(connection):
        return False
    last = [connection.execute(f"SELECT max(id) FROM {name}").fetchone() for name in ("texts", f"{INDEX}_docsize")]
    return bool(last[0] == last[1])


def fits(connection: sqlite3.Connection, path: str) -> bool | None:
    """Whether the index fits the texts; ``None`` where that cannot be checked (read-only, no index)."""
    if not complete(connection):
        return None
    try:
        connection.execute("PRAGMA query_only=OFF")
        connection.execute(f"INSERT INTO {INDEX}({INDEX}, rank) VALUES ('integrity-check', 1)")
    except FAULTS as error:
        return False if error_of(error, path).code == "damaged" else None
    finally:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("PRAGMA query_only=ON")
    return True


def _exists(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [INDEX]).fetchone() is not None
