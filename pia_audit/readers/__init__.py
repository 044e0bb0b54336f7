"""Files to editions: formats told apart by content (:mod:`pia_audit.readers.formats`), one interpreter for all."""

from __future__ import annotations

import errno
import gc
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pia_audit.model import Edition, Unread
from pia_audit.readers.formats import format_of, formats

if TYPE_CHECKING:
    from pia_audit.readers.many import Progress

MAX_FILE = 64 * 1024 * 1024
"""Largest file that is opened, in bytes; a printed report has a few hundred kilobytes."""


def read(path: str | Path) -> Edition | Unread:
    """One file as an edition, or :class:`~pia_audit.model.Unread` with the reason. Never raises for content.

    Of a stored file with several editions only one can be meant, so such a file is refused here.
    """
    found = read_file(path)
    if isinstance(found, Unread):
        return found
    return found[0] if len(found) == 1 else Unread(name_of(Path(path)), "not-one-edition", params={"count": len(found)})


def read_file(path: str | Path) -> list[Edition] | Unread:
    """The editions in one file: one, or as many as ``convert`` stored in it."""
    path = Path(path)
    data = load(path)
    return data if isinstance(data, Unread) else read_bytes(name_of(path), data)


def load(path: Path) -> bytes | Unread:
    """A file's bytes, or why they cannot be had; never more than :data:`MAX_FILE`."""
    try:
        with path.open("rb") as file:  # a device has no size and no end, so what is read is bounded
            data = file.read(MAX_FILE + 1)
        if len(data) > MAX_FILE:
            params = {"size": max(path.stat().st_size, len(data)), "limit": MAX_FILE}
            return Unread(name_of(path), "file-too-large", params=params)
    except (OSError, ValueError) as error:
        return _cannot_open(name_of(path), error)
    return data


def read_bytes(name: str, data: bytes) -> list[Edition] | Unread:
    """The editions in a file's bytes, told apart by content; ``name`` is what the editions say they come from."""
    with _uncollected():
        found = format_of(data).read(name, data)
        if isinstance(found, (list, Unread)):
            return found
        from pia_audit.readers.interpret import to_edition

        edition = to_edition(found)
        return edition if isinstance(edition, Unread) else [edition]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of circles: reading makes many objects and hardly a circle among them, and the collector
    would go through all of them dozens of times."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


_WHY = {errno.ENOENT: "not-found", errno.EACCES: "no-permission", errno.EPERM: "no-permission"}


def _cannot_open(name: str, error: OSError | ValueError) -> Unread:
    number = getattr(error, "errno", None)
    if number in _WHY:
        return Unread(name, _WHY[number])
    return Unread(name, "cannot-open", params={"reason": getattr(error, "strerror", None) or str(error)})


def name_of(path: Path) -> str:
    """The path as text; bytes of a file name that are no text are shown as such, since frames hold only text."""
    return str(path).encode("utf-8", "replace").decode()


def read_all(paths: Iterable[str | Path], progress: Progress | None = None) -> tuple[list[Edition], list[Unread]]:
    """Every report under the given files and folders, and what could not be read of them.

    A file that is named twice, or lies there as an identical copy, is one edition and read once. Many files
    are read in several processes; ``progress`` is told how many of how many are done.
    """
    editions: dict[str, Edition] = {}
    unread: list[Unread] = []
    for one in read_each(list(files_of(paths, unread)), progress):
        if isinstance(one, Unread):
            unread.append(one)
        else:
            editions.setdefault(one.sha256, one)
    return list(editions.values()), unread


def read_each(files: Sequence[Path], progress: Progress | None = None) -> Iterator[Edition | Unread]:
    """The editions in files, or why a file is none, one after the other: nothing is held longer than asked for."""
    from pia_audit.readers.many import read_many

    for found in read_many(files, read_file, progress):
        yield from (found,) if isinstance(found, Unread) else found


def files_of(paths: Iterable[str | Path], unread: list[Unread]) -> Iterator[Path]:
    """The files meant by files and folders; what names none goes to ``unread``."""
    for given in paths:
        path = Path(given)
        if given == "":  # an empty variable in a script is not the folder one happens to be in
            unread.append(Unread('""', "cannot-open", params={"reason": os.strerror(errno.ENOENT)}))
        elif path.is_dir():
            endings = {e for f in formats() for e in f.endings}
            inside = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in endings)
            if not inside:
                unread.append(Unread(name_of(path), "empty-folder"))
            yield from inside
        else:
            yield path
