"""Is the archive what it was? The chain of entries, the original bytes, what was read in them, and a head noted down.

What each check can see: a changed original or reading does not fit its digest; a changed entry not its own; a removed
or inserted one not the chain. Who rewrites all of it gets another head, and who cuts the tail a shorter chain: only
the head that somebody noted down outside the archive shows that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.archive import intake
from pia_audit.archive.compression import inflated
from pia_audit.archive.consistency import Problem, about, stored
from pia_audit.archive.entries import START, Entry, sha256
from pia_audit.archive.salvage import readable_entries
from pia_audit.archive.store import Store
from pia_audit.model import Unread
from pia_audit.readers.parallel import Progress, read_many

SHORTEST_HEAD = 16
"""So many characters of a digest noted down are enough."""

TOGETHER = 1000
"""So many originals are in memory while they are read again."""


class Verification(Struct, frozen=True):
    """The outcome: ``problems`` speak against the archive, ``notes`` do not (a newer version that reads more).

    ``head`` is the digest of the last entry, ``count`` how many there are, ``noted`` the entry whose digest the
    given head is (the last one, or an earlier one to which entries were added since). ``unnoted`` means that no head
    was given, without which a chain made anew or cut off cannot be recognised.
    """

    count: int
    head: str
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    noted: int | None = None
    unnoted: bool = False

    @property
    def intact(self) -> bool:
        """Whether nothing speaks against the archive."""
        return not self.problems


def verify(path: Path, *, head: str | None = None, wait: float = 10, progress: Progress | None = None) -> Verification:
    """Check the archive at ``path``. Raises :class:`ArchiveError` where it cannot even be opened."""
    store = Store(path, write=False, wait=wait)
    try:
        entries = readable_entries(store)
        problems = [*_damages(store), *stored(store, entries)]
        damaged = {p.entry for p in problems}
        differences = list(_differences(store, [e for e in entries if e.number not in damaged], progress))
    finally:
        store.close()
    missing, noted = _noted(entries, head)
    return Verification(
        count=len(entries),
        head=entries[-1].digest if entries else START,
        problems=(*problems, *(p for p in differences if p.code != "read-otherwise"), *missing),
        notes=tuple(p for p in differences if p.code == "read-otherwise"),
        noted=noted,
        unnoted=head is None,
    )


def _damages(store: Store) -> Iterator[Problem]:
    """What SQLite finds wrong in the file, and a full-text index that does not fit."""
    if damages := store.integrity():
        yield Problem("file-damaged", params=(("places", len(damages)), ("first", damages[0][:200])))
    if store.index_fits() is False:
        yield Problem("index-damaged")


def _differences(store: Store, entries: Sequence[Entry], progress: Progress | None) -> Iterator[Problem]:
    """Every original read anew: what this version reads otherwise, and by which version it was read before."""
    editions = [e for e in entries if e.kind == "edition"]
    for start in range(0, len(editions), TOGETHER):
        group = editions[start : start + TOGETHER]
        step = partial(_step, progress, start, len(editions)) if progress else None
        readings = read_many(list(_originals(store, group)), intake.frames_again, step)
        for entry, frames in zip(group, readings, strict=True):
            if not isinstance(frames, bytes) or sha256(frames) != entry.frames:
                yield _difference(entry, frames)


def _step(progress: Progress, start: int, of: int, done: int, _: int) -> None:
    progress(start + done, of)


def _difference(entry: Entry, frames: bytes | Unread) -> Problem:
    code = "read-otherwise" if entry.program != intake.program() else "reading-differs"
    params = {"program": entry.program, "now": intake.program(), **_counts(entry, frames)}
    return replace(about(code, entry), params=tuple(params.items()))


def _originals(store: Store, entries: Sequence[Entry]) -> Iterator[tuple[str, bytes]]:
    """Path and original bytes of each entry."""
    return ((e.path, inflated(*store.original(e.number), e.size)) for e in entries)


def _counts(entry: Entry, frames: bytes | Unread) -> dict[str, int]:
    """Items and rows when it was added and today; none today when the file cannot be read any more."""
    editions = [] if isinstance(frames, Unread) else json.loads(frames)
    return {
        "items": sum(h.items for h in entry.heads),
        "rows": sum(h.rows for h in entry.heads),
        "items_now": sum(len(e["items"]) for e in editions),
        "rows_now": sum(len(e["changes"]) for e in editions),
    }


def _noted(entries: Sequence[Entry], head: str | None) -> tuple[list[Problem], int | None]:
    """The entry whose digest was noted down, or the problem that none has it."""
    if head is None:
        return [], None
    wanted = head.strip().lower()
    if len(wanted) >= SHORTEST_HEAD:
        for entry in reversed(entries):
            if entry.digest.startswith(wanted):
                return [], entry.number
        if not entries and START.startswith(wanted):
            return [], 0
    return [Problem("head-not-found", params=(("head", head), ("count", len(entries))))], None
