"""How large a stored frame may be, told from its Parquet file before anything of it is unpacked.

A few kilobytes can unpack to all of a machine's memory. Rows are counted in the footer, sizes in the header of each
page, which is what a reader unpacks by; the footer's own sums may say anything. Both are in Thrift's compact protocol
(Apache Parquet format, ``parquet.thrift``: FileMetaData, RowGroup, ColumnChunk, ColumnMetaData, PageHeader).
"""

from __future__ import annotations

import io
import mmap
from typing import Any

import polars as pl

from pia_audit.readers.decoder_messages import unheard

MOST_ROWS = 5_000_000
"""Rows of one frame of one partition; 500 reports have about 40,000 items."""
MOST_BYTES = 1 << 30
"""Bytes of one frame of one partition once unpacked; 500 reports have about 7 MB."""

_MAGIC = b"PAR1"
_DEPTH = 16
_ENTRIES = 4  # values of a list column for each row, on average


def fits(data: bytes | mmap.mmap, rows: int = MOST_ROWS, entries: int = _ENTRIES, unpacked: int = MOST_BYTES) -> bool:
    """Whether a Parquet file's frame keeps within the bounds: rows, values in a column, bytes unpacked.

    A file that cannot be understood fits: its reader says what is wrong with it, and unpacks nothing it cannot read.
    """
    try:
        return _fits(data, rows, rows * entries, unpacked)
    except (IndexError, KeyError, TypeError, ValueError):
        return True


class Damaged(ValueError):
    """A Parquet file that the decoder cannot read; its text is the reason in short."""


def decoded(data: bytes) -> pl.DataFrame:
    """The frame in a Parquet file. Raises :class:`Damaged` for a damaged one, whatever the decoder does with it: some
    damages make it panic, which is no ``Exception``, and print where in its own code it did."""
    try:
        with unheard():
            return pl.read_parquet(io.BytesIO(data))
    except pl.exceptions.PanicException as error:  # what it says is of its own code, and long
        raise Damaged(type(error).__name__) from error
    except Exception as error:
        raise Damaged(f"{type(error).__name__}: {error}"[:200]) from error


def _fits(data: bytes | mmap.mmap, most_rows: int, most_values: int, most_bytes: int) -> bool:
    if data[-4:] != _MAGIC:
        return True
    start = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    footer = _Compact(data, start).struct()
    rows, size = footer[3], 0
    groups = footer[4]
    if max(rows, sum(g[3] for g in groups)) > most_rows:
        return False
    for column in (c[3] for g in groups for c in g[1]):
        if column[5] > most_values:
            return False
        size += _unpacked(data, column, most_values)
        if size > most_bytes:
            return False
    return True


_HEADERS = (5, 7, 8)
"""Where a page says how many values, nulls and rows it has: of data, of a dictionary, of data version 2."""


def _unpacked(data: bytes | mmap.mmap, column: dict[int, Any], most_values: int) -> int:
    """The bytes that the pages of a column chunk unpack to; more than any bound where a page claims the impossible.

    A page of less than no values makes the decoder ask for so much memory that the system ends the program.
    """
    at = min(n for n in (column[9], column.get(11)) if n)
    end, size = at + column[7], 0
    while at < end:
        reader = _Compact(data, at)
        page = reader.struct()
        size += page[2]
        at = reader.at + page[3]
        headers = [page[h] for h in _HEADERS if isinstance(page.get(h), dict)]
        counts = [header.get(f, 0) for header in headers for f in (1, 2, 3)]
        if page[2] < 0 or page[3] < 0 or size > MOST_BYTES or not all(0 <= n <= most_values for n in counts):
            return MOST_BYTES + 1
    return size


class _Compact:
    """Reads structs of Thrift's compact protocol as dicts by field number; raises for bytes that are none."""

    def __init__(self, data: bytes | mmap.mmap, at: int) -> None:
        self.data, self.at = data, at
        if at < 0:
            raise ValueError(at)

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """The struct that begins here."""
        out: dict[int, Any] = {}
        field = 0
        while head := self._byte():
            field = field + (head >> 4) if head >> 4 else self._zigzag()
            kind = head & 15
            out[field] = kind == 1 if kind in (1, 2) else self._value(kind, depth + 1)
        return out

    def _value(self, kind: int, depth: int) -> Any:
        if depth > _DEPTH:
            raise ValueError(depth)
        if kind in (1, 2, 3):
            return self._byte()
        if kind in (4, 5, 6):
            return self._zigzag()
        if kind == 7:
            return self._take(8)
        if kind == 8:
            return self._take(self._varint())
        if kind in (9, 10):
            head = self._byte()
            count = head >> 4 if head >> 4 < 15 else self._varint()
            return [self._value(head & 15, depth) for _ in range(count)]
        if kind == 12:
            return self.struct(depth)
        raise ValueError(kind)

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _take(self, count: int) -> bytes:
        if count > len(self.data) - self.at:
            raise ValueError(count)
        self.at += count
        return self.data[self.at - count : self.at]

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
            if shift > 63:
                raise ValueError(shift)

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)
