"""The tables of the archive's file, by version, and how a file of an older version becomes one of this.

``archive``    one row: the mark, the version of the tables, when and by which program the file was made
``entries``    one row per entry, in the order of their numbers; see :class:`pia_audit.archive.entries.Entry`
``pack_N``     the bytes of the entries ``first`` to ``last``, a row per batch: ``originals`` one after the other,
               ``frames`` what was read in them (see :mod:`pia_audit.archive.packing`)

A pack is written once and left alone when it has reached :data:`FULL`: the database writes a whole table again when
it grows, so a single table would be copied with each addition and the file be twice as large as its content. One
value holds a batch's originals because a value of its own for each leaves every block partly empty (a sixth, measured).
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from pia_audit.archive.entries import Entry

MARK = "pia_audit archive"
VERSION = 2

FULL = 256 * 1024
"""A pack of so many bytes gets nothing more."""

_TYPES = {
    "number": "BIGINT", "layout": "INTEGER", "size": "BIGINT", "corrects": "BIGINT", "pack": "INTEGER",
    "content": "BLOB", "frames": "BLOB", "digest": "BLOB",
}  # fmt: skip
COLUMNS = tuple(f.name for f in fields(Entry))
DIGESTS = ("content", "frames", "digest")
_SINCE = {"kind": 2, "layout": 2, "corrects": 2}
_BEFORE = {"kind": "'edition'", "layout": "1", "corrects": "NULL"}


def tables(version: int = VERSION) -> list[str]:
    """The statements that make the tables of a new file."""
    columns = ", ".join(f'"{c}" {_TYPES.get(c, "VARCHAR")}' for c in COLUMNS if _SINCE.get(c, 1) <= version)
    return [
        "CREATE TABLE archive (mark VARCHAR, version INTEGER, made_at VARCHAR, made_by VARCHAR)",
        f"CREATE TABLE entries ({columns})",
    ]


def migrate(connection: Any, version: int) -> None:
    """Bring the tables of an older version to this one, within the caller's transaction.

    Entries keep the digests they had: each says by its ``layout`` what its digest covers.
    """
    if version < 2:
        for column, value in _BEFORE.items():
            connection.execute(f'ALTER TABLE entries ADD COLUMN "{column}" {_TYPES.get(column, "VARCHAR")}')
            connection.execute(f'UPDATE entries SET "{column}" = {value}')
    connection.execute("UPDATE archive SET version = ?", [VERSION])


def pack(number: int) -> str:
    """The statement that makes a pack."""
    return f"CREATE TABLE pack_{number:d} (first BIGINT, last BIGINT, originals BLOB, frames BLOB)"


def selection(version: int) -> str:
    """The columns of an entry, in the order of its fields, from the tables of that version."""
    names = [f'"{c}"' if _SINCE.get(c, 1) <= version else _BEFORE[c] for c in COLUMNS]
    return f"SELECT {', '.join(names)} FROM entries ORDER BY number"
