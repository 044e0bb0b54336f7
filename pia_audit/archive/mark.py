"""How an archive is told from other files, before anything else of this room is loaded."""

from __future__ import annotations

from pathlib import Path

LENGTH = 12
"""So many bytes at a file's beginning tell."""

_MAGIC = b"DUCK"


def marked(start: bytes) -> bool:
    """Whether a file that begins so is a database's, as an archive is."""
    return start[8:LENGTH] == _MAGIC


def is_archive(path: str | Path) -> bool:
    """Whether a file is a database's, as an archive is, by how it begins; a pipe is left unread."""
    try:
        if not Path(path).is_file():
            return False
        with Path(path).open("rb") as file:
            return marked(file.read(LENGTH))
    except (OSError, ValueError):  # not even a name
        return False
