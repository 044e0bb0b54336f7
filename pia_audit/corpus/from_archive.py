"""An archive as a corpus: its editions are gathered into partitions, which are audited like any others.

The partitions lie beside the results for as long as they are needed: an interrupted run leaves them there for the one
that takes it up again, and a run that comes to its end takes them away. Gathered anew they are the same.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class Contents:
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
    gone, last = superseded([*sound, *spoilt]), archive.last()
    return Contents(
        archive.path,
        tuple(e for e in sound if e.kind == "edition" and e.number not in gone),
        tuple(decision(e) for e in sound if e.kind == "decision"),
        tuple(spoilt),
        last.digest if last else "",
    )


def planned(held: Contents, place: Path) -> Layout:
    """The corpus that these contents make, before it is there."""
    return Layout(place, partitions_for(sum(len(e.heads) for e in held.entries)), {ARCHIVE: held.head})


def each(archive: Archive, held: Contents, progress: Callable[[int, int], None]) -> Iterator[Edition | Unread]:
    """The editions one after the other; an entry that is damaged is told and the others go on."""
    yield from (_damaged(held, entry) for entry in held.spoilt)
    for done, entry in enumerate(held.entries, 1):
        try:
            yield from archive.each_edition([entry])
        except ArchiveError as error:
            if error.code not in ("entry-damaged", "damaged"):
                raise
            archive.close()  # after some damages the database answers nothing more until it is opened again
            yield _damaged(held, entry)
        progress(done, len(held.entries))


def _damaged(held: Contents, entry: Entry) -> Unread:
    return Unread(name_of(held.path), "entry-damaged", params={"number": entry.number, "name": entry.name})


def gathered(archive: Archive, held: Contents, found: Layout, progress: Callable[[int, int], None]) -> None:
    """The corpus ``found`` in its place: as an interrupted run left it there, else gathered.

    Raises :class:`~pia_audit.corpus.results.BadResults` where something else lies in its place.
    """
    if _ours(found):
        if all(file.is_file() for file in _files(found)):
            return
        remove(found)
    for left in found.path.parent.glob(f".{found.path.name}-*"):  # of a gathering that was ended from outside
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
    try:
        gather(each(archive, held, progress), found.path, found.partitions, found.notes, attrgetter("edition_id"))
    except FileExistsError as error:
        raise BadResults(found.path, "in-the-way") from error


def _ours(found: Layout) -> bool:
    try:
        return layout(found.path) == found
    except BadCorpus:
        return False


def remove(found: Layout) -> None:
    """Take a gathered corpus away: its own files, and the folders when nothing else is in them."""
    with contextlib.suppress(OSError):  # somebody put something there, or has a file open
        for file in _files(found):
            file.unlink(missing_ok=True)
        for frame in FRAMES:
            (found.path / frame).rmdir()
        (found.path / HEAD).unlink(missing_ok=True)
        found.path.rmdir()


def _files(found: Layout) -> list[Path]:
    return [file for n in range(found.partitions) for file in found.files(n).values()]
