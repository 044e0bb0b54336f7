"""How an archive is recognised by its first bytes, before anything else of this package is loaded."""

from __future__ import annotations

from pathlib import Path

LENGTH = 72
"""So many bytes at a file's beginning tell."""

APPLICATION_ID = 0x70696131  # "pia1"
"""What the header of an archive says it belongs to, so that ``file`` and other programs can tell as well."""

_SQLITE, _DUCKDB = b"SQLite format 3\0", b"DUCK"


def is_database(start: bytes) -> bool:
    """Whether a file that begins so is a database's; whether it is an archive is said when it is opened."""
    return start.startswith(_SQLITE) or is_duckdb(start)


def is_duckdb(start: bytes) -> bool:
    """Whether a file that begins so is a DuckDB database, as archives were before they were SQLite's."""
    return start[8:12] == _DUCKDB


def is_archive(path: str | Path) -> bool:
    """Whether a file is a database's, as an archive is, by how it begins; a pipe is left unread."""
    try:
        if not Path(path).is_file():
            return False
        with Path(path).open("rb") as file:
            return is_database(file.read(LENGTH))
    except (OSError, ValueError):  # not even a name
        return False
