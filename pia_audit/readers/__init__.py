"""Files to editions: one module per format, told apart by content, and one interpreter for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pia_audit.model import Edition, Unread

MAX_FILE = 64 * 1024 * 1024
"""Largest file that is opened, in bytes; a printed report has a few hundred kilobytes."""

_SUFFIXES = {".txt", ".tsv", ".text", ".pdf", ".xlsx", ".xlsm", ".xls", ".html", ".htm", ".docx"}


def read(path: str | Path) -> Edition | Unread:
    """One file as an edition, or :class:`~pia_audit.model.Unread` with the reason. Never raises for content."""
    path = Path(path)
    try:
        if path.stat().st_size > MAX_FILE:
            params = {"size": path.stat().st_size, "limit": MAX_FILE}
            return Unread(str(path), "file-too-large", params=params)
        data = path.read_bytes()
    except OSError as error:
        return Unread(str(path), "cannot-open", params={"reason": error.strerror or type(error).__name__})
    return _by_content(path, data)


def _by_content(path: Path, data: bytes) -> Edition | Unread:
    if data.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Unread(str(path), "format-not-known")
    from pia_audit.readers.interpret import to_edition
    from pia_audit.readers.text import read_text

    document = read_text(path, data)
    return document if isinstance(document, Unread) else to_edition(document)


def read_all(paths: Iterable[str | Path]) -> tuple[list[Edition], list[Unread]]:
    """Every report under the given files and folders, and what could not be read of them."""
    editions: list[Edition] = []
    unread: list[Unread] = []
    for path in _files(paths, unread):
        found = read(path)
        if isinstance(found, Unread):
            unread.append(found)
        else:
            editions.append(found)
    return editions, unread


def _files(paths: Iterable[str | Path], unread: list[Unread]) -> Iterator[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in _SUFFIXES)
            if not inside:
                unread.append(Unread(str(path), "empty-folder"))
            yield from inside
        else:
            yield path
