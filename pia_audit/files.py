"""Files that are read: ordinary ones only, never more of one than a bound, and named so that a message stays a line."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath

NO_FILE = "Not an ordinary file"
"""What the system has no words for: a device, a pipe or a socket where a file was meant."""

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What would break a line, steer a terminal, turn its writing round, or not be seen at all."""


class TooLarge(ValueError):
    """A file with more bytes than its reader takes; ``size`` is how many it has, as far as that was looked at."""

    def __init__(self, path: Path, size: int, limit: int) -> None:
        super().__init__(f"{path}: {size} > {limit}")
        self.path, self.size, self.limit = path, size, limit


def read_bounded(path: Path, limit: int) -> bytes:
    """The bytes of an ordinary file.

    Args:
        path: the file; a link is followed.
        limit: so many bytes at most are read.

    Raises:
        TooLarge: when there are more.
        OSError: when it cannot be read, or is a folder, a device or a pipe: some have no end, and others never begin.
    """
    _ordinary(path)
    with path.open("rb") as file:
        data = file.read(limit + 1)
        if len(data) > limit:  # files of some file systems have no size and hold something all the same
            raise TooLarge(path, max(os.fstat(file.fileno()).st_size, len(data)), limit)
    return data


def read_start(path: Path, length: int) -> bytes:
    """The first bytes of an ordinary file; raises ``OSError`` as :func:`read_bounded` does."""
    _ordinary(path)
    with path.open("rb") as file:
        return file.read(length)


def _ordinary(path: Path) -> None:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, NO_FILE, str(path))


def escaped(name: str) -> str:
    """A file's name in one line: signs that are not seen are shown as ``\\n`` or ``\\u202e``."""
    return _UNSEEN.sub(_escape, name) if _UNSEEN.search(name) else name


def _escape(match: re.Match[str]) -> str:
    sign = match[0]
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(sign) or (
        f"\\x{ord(sign):02x}" if ord(sign) < 0x100 else f"\\u{ord(sign):04x}"
    )


def name_of(path: PurePath) -> str:
    """How a file is named in what is handed round: within the working folder from there, elsewhere by its name.

    A relative path stays as it was typed.
    """
    if not path.is_absolute():
        return escaped(str(path))
    try:
        return escaped(str(path.relative_to(Path.cwd())))
    except (OSError, ValueError):
        return escaped(path.name or str(path))


def names_of(paths: Sequence[Path], folders: Mapping[Path, Path] | None = None) -> list[str]:
    """Names as :func:`name_of` gives them, of several files that are named or met together.

    Args:
        paths: the files.
        folders: for a file that was met in a folder, the folder; its name then begins with the folder's.

    Returns:
        A name for each; of two files with one name each has as many of its folders before it as tell them apart.
    """
    named = [_in_folder(path, (folders or {}).get(path)) for path in paths]
    alike: dict[str, set[Path]] = {}
    for path, name in zip(paths, named, strict=True):
        alike.setdefault(name, set()).add(path)
    return [
        name if len(alike[name]) == 1 else _apart(path, alike[name]) for path, name in zip(paths, named, strict=True)
    ]


def _in_folder(path: Path, folder: Path | None) -> str:
    if folder is None or not folder.is_absolute() or _is_here(path):
        return name_of(path)
    return escaped(str(PurePath(folder.name or ".", path.relative_to(folder))))


def _is_here(path: Path) -> bool:
    return path.is_relative_to(Path.cwd())


def _apart(path: Path, others: Iterable[Path]) -> str:
    """The end of a path that no other of the paths has."""
    rest = [o.parts for o in others if o != path]
    parts = path.parts
    length = next((n for n in range(1, len(parts)) if all(o[-n:] != parts[-n:] for o in rest)), len(parts))
    return escaped(str(PurePath(*parts[-length:])))
