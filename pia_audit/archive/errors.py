"""What may go wrong with an archive's file, in the archive's own words and not in the database's."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

_WORDS = (
    ("busy", ("SQLITE_BUSY", "SQLITE_LOCKED")),
    ("journal-left", ("SQLITE_READONLY_ROLLBACK", "SQLITE_READONLY_RECOVERY")),
    ("read-only", ("SQLITE_READONLY", "EROFS")),
    ("full", ("SQLITE_FULL", "ENOSPC", "EDQUOT", "EFBIG")),
    ("not-written", ("SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_DIR_FSYNC", "SQLITE_IOERR_TRUNCATE")),
    ("damaged", ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR", "SQLITE_TOOBIG", "SQLITE_SCHEMA",
                 "SQLITE_FORMAT")),
    ("no-permission", ("SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH", "EACCES", "EPERM")),
)  # fmt: skip
_SPARE = 1 << 20
FAULTS = (sqlite3.Error, OverflowError, UnicodeDecodeError)
"""What the database raises: of a damaged file it may cite what is no text, which fails where Python takes the words."""


class ArchiveError(Exception):
    """An archive that cannot be used: ``code`` names a sentence of the catalogue, ``params`` are its arguments.

    ``raw`` is what the database said, where it was the database.
    """

    def __init__(self, code: str, path: str | Path, *, raw: str = "", **params: Any) -> None:
        super().__init__(f"{path}: {code} {params}")
        self.code, self.path, self.params, self.raw = code, str(path), params, raw


def error_of(error: Exception, path: str | Path) -> ArchiveError:
    """What the database or the system says of the file at ``path``, as an :class:`ArchiveError`."""
    text = str(error)
    name = getattr(error, "sqlite_errorname", None) or errno.errorcode.get(getattr(error, "errno", None) or 0, "")
    code = next((code for code, names in _WORDS if name.startswith(names)), "failed")
    if isinstance(error, UnicodeDecodeError):
        code, text = "damaged", "malformed database schema"
    if code in ("failed", "damaged", "not-written") and _full(Path(path)):
        code = "full"
    reason = getattr(error, "strerror", None) or text.strip().split("\n")[0][:300]  # no names of files of ours
    return ArchiveError(code, path, raw=text, reason=reason)


def _full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent or os.curdir).free < _SPARE
    except OSError:
        return False
