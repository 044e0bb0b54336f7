"""How an original lies in the archive: deflated by itself where that helps, so that a damage stays in one."""

from __future__ import annotations

import zlib

from pia_audit.readers import MAX_FILE

LIMIT = 256 * 1024 * 1024
"""What was read in one file may have so many bytes."""


class Damaged(ValueError):
    """Deflated bytes that cannot be inflated, or are not what they should be."""


def deflated(data: bytes) -> tuple[int, bytes]:
    """Whether a file's bytes are deflated (1, zlib) or stay as they are (0), and the bytes to store."""
    small = zlib.compress(data, 9)
    return (1, small) if len(small) < len(data) else (0, data)


def inflated(form: int, stored: bytes, size: int) -> bytes:
    """The file's bytes, which must be ``size`` many; raises :class:`Damaged`."""
    if not 0 <= size <= MAX_FILE:  # more than any file that was added
        raise Damaged(f"{size}")
    data = stored
    if form:
        stream = zlib.decompressobj()
        try:
            data = stream.decompress(stored, size + 1)
        except (zlib.error, ValueError, OverflowError) as error:
            raise Damaged(str(error)) from error
    if len(data) != size:
        raise Damaged(f"{len(data)} / {size}")
    return data
