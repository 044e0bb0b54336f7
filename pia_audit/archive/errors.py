"""What may go wrong with an archive's file, in the archive's own words and not in the database's."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

CHECKSUM = re.compile(r"computed checksum (\d+) does not match stored checksum (\d+) in block at location (\d+)")
"""How the database says that a block of the file is not what it wrote."""

_WORDS = (
    ("busy", ("Could not set lock", "being used by another process", "already open", "different configuration")),
    ("full", ("No space left", "not enough space", "File too large", "Disk quota")),
    ("wal-damaged", ("replaying WAL",)),
    ("no-permission", ("Permission denied", "Access is denied")),
    ("read-only", ("Read-only file system", "read-only mode")),
    ("damaged", ("checksum", "Corrupt", "could not read", "Could not read enough", "not a valid DuckDB", "INTERNAL",
                 "Serialization")),
)  # fmt: skip
_SPARE = 1 << 20


class ArchiveError(Exception):
    """An archive that cannot be used: ``code`` names a sentence of the catalogue, ``params`` are its arguments.

    ``raw`` is what the database said, where it was the database.
    """

    def __init__(self, code: str, path: str | Path, *, raw: str = "", **params: Any) -> None:
        super().__init__(f"{path}: {code} {params}")
        self.code, self.path, self.params, self.raw = code, str(path), params, raw


def told(error: Exception, path: str | Path) -> ArchiveError:
    """What the database or the system says of the file at ``path``, as an :class:`ArchiveError`."""
    text = str(error)
    code = next((code for code, words in _WORDS if any(w in text for w in words)), "failed")
    if code in ("failed", "damaged") and _full(Path(path)):
        code = "full"
    checksum = CHECKSUM.search(text)
    own = error.strerror if isinstance(error, OSError) else None  # the rest of it names files of ours
    reason = f"checksum @ {int(checksum[3]):,}" if checksum else own or _first_line(text)
    return ArchiveError(code, path, raw=text, reason=reason)


def _first_line(text: str) -> str:
    """The first sentence, without the addresses of manuals that the database adds."""
    return re.sub(r"\s*See also https?://\S+", "", text.strip().split("\n")[0])[:300]


def _full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent or os.curdir).free < _SPARE
    except OSError:
        return False
