"""How an archive's file is opened: with nothing but itself in reach, one writer at a time.

A rollback journal and no write-ahead log: what is committed is in the file itself, and a closed archive is one file.
Who writes holds the file alone until it is closed; who reads sees one state of it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from pia_audit.archive import fulltext, queries, schema
from pia_audit.archive.compression import LIMIT
from pia_audit.archive.errors import FAULTS, ArchiveError, error_of
from pia_audit.archive.signature import APPLICATION_ID, LENGTH, is_duckdb
from pia_audit.model.files import read_start

_PAUSE = 0.1
_LARGEST = LIMIT + (1 << 20)
"""No value is larger, in bytes."""

# Nothing a file brings along is run, no other file reached, and each cell looked at before it is believed.
_SAFE = ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "temp_store=MEMORY")
# An acknowledged transaction survives a power cut; until it is committed nothing of it is in the file.
_DURABLE = ("synchronous=FULL", "foreign_keys=ON", "cache_spill=OFF", "locking_mode=EXCLUSIVE")
_PRAGMAS = frozenset(
    {"integrity_check", "query_only", "data_version", "application_id", "user_version", "defer_foreign_keys"}
)
_DENIED = frozenset({sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH})


def look(path: Path, *, write: bool) -> None:
    """Refuse what is not there or cannot be written. The file is not opened: to close it would give up the locks that
    this program holds on it elsewhere."""
    try:
        path.stat()
    except OSError as error:
        code = "not-found" if isinstance(error, FileNotFoundError) else "cannot-open"
        raise ArchiveError(code, path, reason=error.strerror or "?") from error
    if not path.is_file():
        raise ArchiveError("not-an-archive", path)
    if write and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise ArchiveError("read-only", path, reason="")


def _not_an_archive(path: Path) -> ArchiveError:
    """What to say of a file that is no archive."""
    try:
        start = read_start(path, LENGTH)
    except OSError as error:
        return ArchiveError("cannot-open", path, reason=error.strerror or "?")
    return ArchiveError("of-before" if is_duckdb(start) else "not-an-archive", path)


_writers: set[str] = set()


def reserve(path: Path) -> str:
    """One writer within a program as well: a key to give back with :func:`release`."""
    key = os.path.realpath(path)
    if key in _writers:
        raise ArchiveError("busy", path, reason="")
    _writers.add(key)
    return key


def release(key: str) -> None:
    """Let another writer have the file."""
    _writers.discard(key)


def connect(path: Path, *, write: bool, wait: float) -> sqlite3.Connection:
    """The connection, as soon as no other program writes; raises ``busy`` after ``wait`` seconds."""
    end = time.monotonic() + wait
    while True:
        connection = None
        try:
            connection = _connection(path)
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise ArchiveError("not-an-archive", path)
            _lock(connection, write=write)
            if write:
                _clear(path)
            return connection
        except BaseException as error:
            if connection is not None:
                connection.close()
            if not isinstance(error, FAULTS):
                raise
            if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
                raise _not_an_archive(path) from error
            fault = error_of(error, path)
            if fault.code != "busy" or time.monotonic() >= end:
                raise fault from error
        time.sleep(_PAUSE)


def _connection(path: Path) -> sqlite3.Connection:
    uri = f"file:{quote(str(path.absolute()).replace(os.sep, '/'))}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None, cached_statements=64)
    connection.text_factory = _text
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST)
    for pragma in _SAFE:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _text(value: bytes) -> str | bytes:
    """Text that is no UTF-8 is left as bytes, which no digest fits."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def _lock(connection: sqlite3.Connection, *, write: bool) -> None:
    """Hold the file: alone to write; to read, with others, in the state it has now."""
    if write:
        for pragma in _DURABLE:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    else:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    connection.set_authorizer(_authorize)


_JOURNAL = bytes.fromhex("d9d505f920a163d7")


def _clear(path: Path) -> None:
    """Take away the journal of a program that ended after its work was in the file: nothing is to be undone from it.

    Held alone, the file has been brought to its last sound state already; a journal that begins as one is left.
    """
    journal = Path(os.path.realpath(path) + "-journal")
    with contextlib.suppress(OSError):
        if read_start(journal, len(_JOURNAL)) != _JOURNAL:
            journal.unlink()


def _authorize(action: int, name: str | None, function: str | None, *_: object) -> int:
    """No other file, no extension, no setting, whatever a statement or a view asks for."""
    refused = action in _DENIED or (action == sqlite3.SQLITE_PRAGMA and name not in _PRAGMAS)
    refused = refused or (action == sqlite3.SQLITE_FUNCTION and function in ("load_extension", "fts3_tokenizer"))
    return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK


def make(path: Path) -> None:
    """A new, empty archive, there at once and whole; one that another program made meanwhile is left as it is."""
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
            new = Path(folder) / path.name
            with faults(path), contextlib.closing(sqlite3.connect(new, isolation_level=None)) as connection:
                connection.execute("PRAGMA synchronous=FULL")
                connection.execute("BEGIN")
                connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version={schema.VERSION}")
                for statement in queries.statements().values():
                    connection.execute(statement)
                fulltext.extend(connection)
                connection.execute("COMMIT")
            _put(new, path)
    except OSError as error:
        raise error_of(error, path) from error


def _put(new: Path, path: Path) -> None:
    with contextlib.suppress(FileExistsError):
        try:
            os.link(new, path)
        except FileExistsError:
            raise
        except (AttributeError, OSError):
            if not path.exists():  # a file system without links
                new.rename(path)


@contextlib.contextmanager
def faults(path: Path) -> Iterator[None]:
    """What the database says of the file at ``path``, as an :class:`ArchiveError`."""
    try:
        yield
    except FAULTS as error:
        raise error_of(error, path) from error
