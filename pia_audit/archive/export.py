"""Original bytes back out of the archive, under names that no system takes for something else."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from msgspec import Struct

from pia_audit.archive.entries import Entry
from pia_audit.archive.errors import ArchiveError
from pia_audit.japanese.patterns import regex

_UNSAFE = regex(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_LONGEST = 200
"""Bytes of a name; file systems take 255."""


class Exported(Struct, frozen=True):
    """A file that was written, or was ``present`` already with the same bytes."""

    entry: Entry
    path: Path
    present: bool


def safe_name(entry: Entry) -> str:
    """The entry's number and the file's last name: never a path, a device, a hidden file or longer than allowed.

    The number in front keeps entries of one name apart, and keeps names such as ``CON`` or ``-rf`` from meaning
    something.
    """
    name = f"{entry.kind}.json" if entry.kind != "edition" else re.split(r"[/\\]", entry.name)[-1]
    name = _UNSAFE.sub("_", name.encode("utf-8", "replace").decode()).rstrip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 20:
        stem, ending = name, ""
    stem = stem.encode()[: _LONGEST - len(ending.encode())].decode("utf-8", "ignore").rstrip(". ")
    return f"{entry.number:06d}_{stem or '_'}{'.' + ending if ending else ''}"


def write(entry: Entry, data: bytes, folder: Path) -> Exported:
    """Write the bytes; a file of that name with other bytes is left alone and told. Raises :class:`ArchiveError`."""
    path = folder / safe_name(entry)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.is_symlink() or path.exists():
            if path.is_symlink() or not path.is_file() or path.read_bytes() != data:
                raise ArchiveError("export-there", path)
            return Exported(entry, path, present=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
            try:
                file.write(data)
                file.close()
                os.replace(file.name, path)
            except BaseException:
                file.close()
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise ArchiveError("export-failed", path, reason=error.strerror or "?") from error
    return Exported(entry, path, present=False)
