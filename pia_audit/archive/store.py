"""The archive's file: opened with nothing but itself in reach, one writer at a time, and its entries and bytes."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pia_audit.archive import schema
from pia_audit.archive.entries import Entry
from pia_audit.archive.errors import ArchiveError, told
from pia_audit.archive.mark import LENGTH, marked
from pia_audit.archive.packing import Batch
from pia_audit.files import read_start

if TYPE_CHECKING:
    import duckdb

_PAUSE = 0.1

Part = Literal["originals", "frames"]
PARTS: tuple[Part, ...] = ("originals", "frames")
"""What a pack holds of its entries."""

# A small block keeps a damage small. No extension is loaded, no other file and no network reached, nothing written
# beside the archive but its journal, and no setting can be changed afterwards, whatever a file brings along.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "allow_community_extensions": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "default_block_size": "16384",
    "enable_external_access": "false",
    "lock_configuration": "true",
    "python_enable_replacements": "false",
    "storage_compatibility_version": "v2.0.0",
    "temp_directory": "",
    "threads": "1",
}


class Store:
    """An open archive file. Raises :class:`ArchiveError` for all that the file or the disk may do."""

    def __init__(self, path: Path, *, write: bool, wait: float) -> None:
        self.path, self.write = path, write
        if write and not path.exists():
            _make(path)
        _look(path, write=write)
        self._key = _reserved(path) if write else ""
        self._connection = _connect(path, write=write, wait=wait, key=self._key)
        try:
            self.version = self._checked_version()
            if write and self.version < schema.VERSION:
                self._migrate()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(Exception):  # what was acknowledged is in the file already
            self._connection.close()
        _written.discard(self._key)

    def run(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement."""
        with _words(self.path):
            return list(self._connection.execute(statement, list(parameters)).fetchall())

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; afterwards the file holds it by itself, so that a copy of the file alone is enough."""
        with _words(self.path):
            self._connection.execute("BEGIN")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(Exception):
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("CHECKPOINT")

    def entries(self) -> list[Entry]:
        """Every entry, in the order of the numbers."""
        return [_entry(row, self.path) for row in self.run(schema.selection(self.version))]

    def last(self) -> Entry | None:
        """The entry with the highest number."""
        found = self.run(f"{schema.selection(self.version)} DESC LIMIT 1")
        return _entry(found[0], self.path) if found else None

    def append(self, entries: Sequence[Entry], originals: bytes = b"", frames: bytes = b"") -> int | None:
        """Add entries, with the packed bytes of all of them, in one transaction; the number of the pack they are in."""
        with self.transaction():
            number = self._pack(len(originals) + len(frames)) if originals else None
            if number is not None:
                row = [entries[0].number, entries[-1].number, originals, frames]
                self.run(f"INSERT INTO pack_{number:d} VALUES (?, ?, ?, ?)", row)
            columns = [[_value(e, c, number) for e in entries] for c in schema.COLUMNS]
            values = ", ".join(f"unnest(${n})" for n in range(1, len(columns) + 1))
            names = ", ".join(f'"{c}"' for c in schema.COLUMNS)
            self.run(f"INSERT INTO entries ({names}) SELECT {values}", columns)
        return number

    def packs(self) -> list[int]:
        """The numbers of the packs in the file."""
        return sorted(int(n[5:]) for n in self._tables() if n.startswith("pack_") and n[5:].isdecimal())

    def batches(self, pack: int | None, *wanted: Part) -> list[Batch]:
        """The rows of a pack; none when there is no such pack, nor for rows that no program of ours wrote.

        Where only some parts are ``wanted`` the other is empty: it is not read, and a damage in it does not matter.
        """
        if pack is None or pack not in self.packs():
            return []
        parts = (p if p in wanted or not wanted else "''::BLOB" for p in PARTS)
        rows = self.run(f"SELECT first, last, {', '.join(parts)} FROM pack_{pack:d}")
        return [Batch(*row) for row in rows if tuple(map(type, row)) == (int, int, bytes, bytes)]

    def _pack(self, size: int) -> int:
        """The pack that takes so many bytes: the last, as long as it is small, else a new one."""
        last = max(self.packs(), default=0)
        if last and size < schema.FULL:
            held = f"SELECT coalesce(sum(octet_length(originals) + octet_length(frames)), 0) FROM pack_{last:d}"
            if self.run(held)[0][0] < schema.FULL:
                return last
        self.run(schema.pack(last + 1))
        return last + 1

    def _tables(self) -> set[str]:
        return {name for (name,) in self.run("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'")}

    def _checked_version(self) -> int:
        if not {"archive", "entries"} <= self._tables():
            raise ArchiveError("not-an-archive", self.path)
        row = next(iter(self.run("SELECT mark, version FROM archive")), ("", 0))
        if row[0] != schema.MARK or type(row[1]) is not int:
            raise ArchiveError("not-an-archive", self.path)
        if row[1] > schema.VERSION:
            raise ArchiveError("newer-schema", self.path, version=row[1], known=schema.VERSION)
        return int(row[1])

    def _migrate(self) -> None:
        with self.transaction():
            schema.migrate(self._connection, self.version)
        self.version = schema.VERSION


_WHOLE, _PERHAPS = int, (int, type(None))
_FIELDS: dict[str, Any] = {
    "number": _WHOLE, "layout": _WHOLE, "size": _WHOLE, "corrects": _PERHAPS, "pack": _PERHAPS,
    **dict.fromkeys(schema.DIGESTS, (bytes, type(None))),
}  # fmt: skip


def _entry(row: tuple[Any, ...], path: Path) -> Entry:
    """The entry in a row; a row that no program of ours wrote is refused."""
    values = dict(zip(schema.COLUMNS, row, strict=True))
    if not all(isinstance(values[c], _FIELDS.get(c, str)) for c in schema.COLUMNS):
        raise ArchiveError("entry-damaged", path, number=values["number"])
    return Entry(**{**values, **{d: bytes(values[d] or b"").hex() for d in schema.DIGESTS}})


def _value(entry: Entry, column: str, pack: int | None) -> Any:
    if column == "pack":
        return pack
    value = getattr(entry, column)
    return bytes.fromhex(value) if column in schema.DIGESTS else value


def _look(path: Path, *, write: bool) -> None:
    """Refuse what is no archive, or cannot be written, before the database sees it.

    The file is closed again before the database opens it: closing it later would give up the database's lock.
    """
    try:
        start = read_start(path, LENGTH)
    except OSError as error:
        code = "not-found" if isinstance(error, FileNotFoundError) else "cannot-open"
        raise ArchiveError(code, path, reason=error.strerror or "?") from error
    if not marked(start):
        raise ArchiveError("not-an-archive", path)
    if write and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise ArchiveError("read-only", path, reason="")


_written: set[str] = set()


def _reserved(path: Path) -> str:
    """Within one program the database lets two write to a file, and their entries would get the same numbers."""
    key = os.path.realpath(path)
    if key in _written:
        raise ArchiveError("busy", path, reason="")
    _written.add(key)
    return key


def _connect(path: Path, *, write: bool, wait: float, key: str) -> duckdb.DuckDBPyConnection:
    """The connection, as soon as no other program writes; raises ``busy`` after ``wait`` seconds."""
    import duckdb

    end = time.monotonic() + wait
    while True:
        try:
            return duckdb.connect(str(path), read_only=not write, config=_CONFIG)
        except Exception as error:
            why = told(error, path)
            if why.code != "busy" or time.monotonic() >= end:
                _written.discard(key)
                raise why from error
        time.sleep(_PAUSE)


def _make(path: Path) -> None:
    """A new, empty archive, there at once and whole; one that another program made meanwhile is left as it is."""
    import duckdb

    from pia_audit.archive.taking import program

    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
            made = Path(folder) / path.name
            with _words(path), contextlib.closing(duckdb.connect(str(made), config=_CONFIG)) as connection:
                for statement in schema.tables():
                    connection.execute(statement)
                values = [schema.MARK, schema.VERSION, now(), program()]
                connection.execute("INSERT INTO archive VALUES (?, ?, ?, ?)", values)
            _put(made, path)
    except OSError as error:
        raise told(error, path) from error


def _put(made: Path, path: Path) -> None:
    with contextlib.suppress(FileExistsError):
        try:
            os.link(made, path)
        except FileExistsError:
            raise
        except (AttributeError, OSError):
            if not path.exists():  # a file system without links
                made.rename(path)


def now() -> str:
    """The moment, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextlib.contextmanager
def _words(path: Path) -> Iterator[None]:
    import duckdb

    try:
        yield
    except (duckdb.Error, RuntimeError) as error:
        raise told(error, path) from error
