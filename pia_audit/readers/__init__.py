"""Files to editions: formats told apart by content (:mod:`pia_audit.readers.formats`), one interpreter for all.

Every file that is named, or met in a folder or a ``.zip``, is accounted for (:class:`Reading`)."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from pia_audit.documents.containers import document_code
from pia_audit.documents.turned import as_shown
from pia_audit.model import Edition, FileEntry, Unread
from pia_audit.model.files import name_of as name_of
from pia_audit.readers.account import Account
from pia_audit.readers.formats import format_of
from pia_audit.readers.interpreter import to_editions
from pia_audit.readers.parallel import read_many
from pia_audit.readers.sources import MAX_FILE as MAX_FILE
from pia_audit.readers.sources import Source, load, sources_of

if TYPE_CHECKING:
    from pia_audit.readers.parallel import Progress


class Reading(Struct, frozen=True):
    """What files hold: the editions, each once; what could not be read, and what reads differently in two files of one
    edition; and the account of ``files``, a line for each."""

    editions: tuple[Edition, ...]
    unread: tuple[Unread, ...]
    files: tuple[FileEntry, ...]


def read(path: str | Path) -> Edition | Unread:
    """One file as an edition, or :class:`~pia_audit.model.Unread` with the reason. Never raises for content.

    Of a file with several editions only one can be meant, so such a file is refused here.
    """
    editions = read_file(path)
    if isinstance(editions, Unread):
        return editions
    return (
        editions[0]
        if len(editions) == 1
        else Unread(name_of(Path(path)), "not-one-edition", params={"count": len(editions)})
    )


def read_file(file: str | Path | Source) -> list[Edition] | Unread:
    """The editions in one file: one, or as many as there are in it."""
    source = file if isinstance(file, Source) else Source(Path(file), name_of(Path(file)))
    data = load(source)
    return data if isinstance(data, Unread) else read_bytes(source.name, data)


def read_bytes(name: str, data: bytes) -> list[Edition] | Unread:
    """The editions in a file's bytes, told apart by content; ``name`` is what the editions say they come from."""
    if (code := document_code(name, data)) is not None:
        return Unread(name, code)
    with _uncollected():
        content = format_of(data).read(name, data)
        if isinstance(content, (list, Unread)):
            return content

        return to_editions(as_shown(content))


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
            _take_as_old()
            gc.enable()


def _take_as_old() -> None:
    """What was made goes to the oldest generation: as the youngest it would all be gone through as soon as the
    collector works again. Where somebody keeps objects frozen nothing is done, since they would thaw."""
    if not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()


def read_all(
    paths: Iterable[str | Path], progress: Progress | None = None, exclude: Sequence[str] = ()
) -> tuple[list[Edition], list[Unread]]:
    """Every report under the given files and folders, and what could not be read of them.

    Args:
        paths: files, folders and ``.zip`` files.
        progress: is told how many of how many files are done.
        exclude: patterns of what is left out of folders (:func:`pia_audit.readers.sources.excluded`).

    Returns:
        The editions, each once, and what could not be read, with file and reason: :func:`read_paths` without its
        account of files. Nothing is raised for what a file holds.
    """
    reading = read_paths(paths, progress, exclude)
    return list(reading.editions), list(reading.unread)


def read_paths(paths: Iterable[str | Path], progress: Progress | None = None, exclude: Sequence[str] = ()) -> Reading:
    """Every report under the given files, folders and ``.zip`` files, with the account of all files there.

    A file that is named twice, or lies there as an identical copy, is one edition and read once; so are files of one
    edition in several formats (see :mod:`pia_audit.readers.witnesses`). Many files are read in several processes;
    ``progress`` is told how many of how many are done.
    """
    sources = sources_of(paths, exclude)
    account = Account(sources)
    for source, result in zip(sources.files, _results(sources.files, progress), strict=True):
        account.add(source, result)
    return Reading(*account.closed())


def read_each(files: Sequence[Path | Source], progress: Progress | None = None) -> Iterator[Edition | Unread]:
    """The editions in files, or why a file is none, one after the other: nothing is held longer than asked for."""
    for result in _results(files, progress):
        yield from (result,) if isinstance(result, Unread) else result


def _results(files: Sequence[Path | Source], progress: Progress | None) -> Iterator[list[Edition] | Unread]:
    return read_many(files, read_file, progress)


def files_of(paths: Iterable[str | Path | Source], unread: list[Unread]) -> Iterator[Source]:
    """The files meant by files and folders; what names none, or cannot be opened, goes to ``unread``."""
    sources = sources_of(paths)
    unread += sources.unread
    yield from sources.files
