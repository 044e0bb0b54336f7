"""Files: ordinary ones read up to a bound, named so that a message stays a line, and written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Any, BinaryIO, ClassVar
from zlib import crc32

from pia_audit.japanese.patterns import regex

_PART = ".part"
_FRESH = 60
"""Seconds for which a file that is being written is left alone by whoever writes the same one."""

NO_FILE = "Not an ordinary file"
"""What the system has no words for: a device, a pipe or a socket where a file was meant."""

_UNSEEN = regex(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""What would break a line, steer a terminal, turn its writing round, or not be seen at all."""


class InputError(ValueError):
    """An input that cannot be used.

    ``path`` names it (empty where whoever called knows it), ``code`` is the sentence that says why and ``params`` its
    arguments, of which one may be another such error. A kind of input names in ``sentences`` the room and section of
    the catalogue that hold its sentences, in ``frame`` the sentence these stand in, if any, and in ``terms`` for an
    argument that is a list of terms the section of their words.
    :meth:`pia_audit.messages.wording.Wording.refusal` words them all.
    """

    sentences: ClassVar[tuple[str, str]]
    frame: ClassVar[str] = ""
    terms: ClassVar[dict[str, str]] = {}

    def __init__(self, path: str | Path, code: str, **params: Any) -> None:
        super().__init__(f"{path}: {code} {params}" if path else f"{code} {params}")
        self.path, self.code, self.params = path, code, params


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
    character = match[0]
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character) or (
        f"\\x{ord(character):02x}" if ord(character) < 0x100 else f"\\u{ord(character):04x}"
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
    file_names = [_in_folder(path, (folders or {}).get(path)) for path in paths]
    paths_by_name: dict[str, set[Path]] = {}
    for path, name in zip(paths, file_names, strict=True):
        paths_by_name.setdefault(name, set()).add(path)
    return [
        name if len(paths_by_name[name]) == 1 else _distinct_end(path, paths_by_name[name])
        for path, name in zip(paths, file_names, strict=True)
    ]


def _in_folder(path: Path, folder: Path | None) -> str:
    if folder is None or not folder.is_absolute() or _is_here(path):
        return name_of(path)
    return escaped(str(PurePath(folder.name or ".", path.relative_to(folder))))


def _is_here(path: Path) -> bool:
    return path.is_relative_to(Path.cwd())


def _distinct_end(path: Path, others: Iterable[Path]) -> str:
    """The end of a path that no other of the paths has."""
    other_parts = [o.parts for o in others if o != path]
    parts = path.parts
    length = next((n for n in range(1, len(parts)) if all(o[-n:] != parts[-n:] for o in other_parts)), len(parts))
    return escaped(str(PurePath(*parts[-length:])))


def write(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data`` in one step, so that nobody ever finds half a file. Raises ``OSError``.

    A link is followed; what is no ordinary file (a device, a pipe) is written to as it is.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(13, os.strerror(13), str(path))
    import tempfile  # dear, and what only reads does without it

    prefix = f".{crc32(target.name.encode('utf-8', 'surrogateescape')):08x}-"
    _remove_stale(target.parent, prefix)
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=_PART, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            _held(file)
            file.write(data)
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _remove_stale(folder: Path, prefix: str) -> None:
    """Remove what a run that was killed while it wrote the same file left behind: old, and held by nobody."""
    for path in folder.glob(f"{prefix}*{_PART}"):
        with suppress(OSError):  # another one's, or gone meanwhile
            if time.time() - path.stat().st_mtime < _FRESH:
                continue
            with path.open("r+b") as file:
                if not _held(file):
                    continue
            path.unlink()


def _held(file: BinaryIO) -> bool:
    """Hold a file as long as it is open, so that nobody takes it for left behind; whether nobody else does."""
    if sys.platform == "win32":
        return True  # where a file that is open cannot be removed
    import fcntl  # not of Windows

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _umask() -> int:
    """The mask for new files, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
