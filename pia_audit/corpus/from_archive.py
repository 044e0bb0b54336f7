"""An archive as a corpus: its editions are gathered into partitions, which are audited like any others.

The partitions lie beside the results for as long as they are needed: an interrupted run leaves them there for the one
that takes it up again, and a run that comes to its end takes them away. Gathered anew they are the same.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path

from msgspec import Struct

from pia_audit.archive import Archive, ArchiveError, Entry
from pia_audit.archive.entries import superseded
from pia_audit.archive.verdicts import decision
from pia_audit.audits.decisions import Decision
from pia_audit.corpus.layout import ARCHIVE, FRAMES, HEAD, BadCorpus, Layout, layout
from pia_audit.corpus.results import BadResults
from pia_audit.corpus.writer import gather, partitions_for
from pia_audit.model import Edition, Unread
from pia_audit.readers import name_of

NAME = "corpus"
"""The folder beside the results in which the partitions of an archive lie."""


class Contents(Struct, frozen=True):
    """What an archive held when it was looked at: ``entries`` of editions that no later entry corrects, ``decisions``
    in their order, ``spoilt`` entries that cannot be worked with, and ``head``, the digest of the last entry."""

    path: Path
    entries: tuple[Entry, ...]
    decisions: tuple[Decision, ...]
    spoilt: tuple[Entry, ...]
    head: str


def contents(archive: Archive) -> Contents:
    """What an archive holds. Raises :class:`~pia_audit.archive.ArchiveError`."""
    sound, spoilt = archive.sound()
    superseded_numbers, last = superseded([*sound, *spoilt]), archive.last()
    return Contents(
        archive.path,
        tuple(e for e in sound if e.kind == "edition" and e.number not in superseded_numbers),
        tuple(decision(e) for e in sound if e.kind == "decision"),
        tuple(spoilt),
        last.digest if last else "",
    )


def planned(holdings: Contents, folder: Path) -> Layout:
    """The corpus that these contents make, before it is there."""
    return Layout(folder, partitions_for(sum(len(e.heads) for e in holdings.entries)), {ARCHIVE: holdings.head})


def each_edition(
    archive: Archive, holdings: Contents, progress: Callable[[int, int], None]
) -> Iterator[Edition | Unread]:
    """The editions one after the other; an entry that is damaged is told and the others go on."""
    yield from (_damaged(holdings, entry) for entry in holdings.spoilt)
    for done, entry in enumerate(holdings.entries, 1):
        try:
            yield from archive.each_edition([entry])
        except ArchiveError as error:
            if error.code not in ("entry-damaged", "damaged"):
                raise
            archive.close()  # after some damages the database answers nothing more until it is opened again
            yield _damaged(holdings, entry)
        progress(done, len(holdings.entries))


def _damaged(holdings: Contents, entry: Entry) -> Unread:
    return Unread(name_of(holdings.path), "entry-damaged", params={"number": entry.number, "name": entry.name})


def gathered(archive: Archive, holdings: Contents, store: Layout, progress: Callable[[int, int], None]) -> None:
    """The corpus ``store`` in its place: as an interrupted run left it there, else gathered.

    Raises :class:`~pia_audit.corpus.results.BadResults` where something else lies in its place.
    """
    if _ours(store):
        if all(file.is_file() for file in _files(store)):
            return
        remove(store)
    for leftover in store.path.parent.glob(f".{store.path.name}-*"):  # of a gathering that was ended from outside
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover, ignore_errors=True)
    try:
        gather(
            each_edition(archive, holdings, progress),
            store.path,
            store.partitions,
            store.notes,
            attrgetter("edition_id"),
        )
    except FileExistsError as error:
        raise BadResults(store.path, "in-the-way") from error


def _ours(store: Layout) -> bool:
    try:
        return layout(store.path) == store
    except BadCorpus:
        return False


def remove(store: Layout) -> None:
    """Take a gathered corpus away: its own files, and the folders when nothing else is in them."""
    with contextlib.suppress(OSError):  # somebody put something there, or has a file open
        for file in _files(store):
            file.unlink(missing_ok=True)
        for frame in FRAMES:
            (store.path / frame).rmdir()
        (store.path / HEAD).unlink(missing_ok=True)
        store.path.rmdir()


def _files(store: Layout) -> list[Path]:
    return [file for n in range(store.partitions) for file in store.files(n).values()]
