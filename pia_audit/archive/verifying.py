"""Is the archive what it was? The chain of entries, the original bytes, what was read in them, and a head noted down.

What each check can see: a changed original or reading does not fit its digest; a changed entry not its own; a removed
or inserted one not the chain. Who rewrites all of it gets another head, and who cuts the tail a shorter chain: only
the head that somebody noted down outside the archive shows that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path

from pia_audit.archive import packing, taking
from pia_audit.archive.entries import START, Entry, sha256
from pia_audit.archive.errors import ArchiveError
from pia_audit.archive.fitting import Problem, about, stored
from pia_audit.archive.salvage import damaged
from pia_audit.archive.store import Store
from pia_audit.model import Unread
from pia_audit.readers.parallel import Progress, read_many

SHORTEST_HEAD = 16
"""So many signs of a digest noted down are enough."""

TOGETHER = 1000
"""So many originals are held in memory while they are read again."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome: ``problems`` speak against the archive, ``notes`` do not (a newer version that reads more).

    ``head`` is the digest of the last entry, ``count`` how many there are, ``noted`` the entry whose digest the
    given head is (the last one, or an earlier one to which entries were added since).
    """

    count: int
    head: str
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    noted: int | None = None

    @property
    def intact(self) -> bool:
        """Whether nothing speaks against the archive."""
        return not self.problems


def verify(path: Path, *, head: str | None = None, wait: float = 10, progress: Progress | None = None) -> Verification:
    """Check the archive at ``path``. Raises :class:`ArchiveError` where it cannot even be opened."""
    try:
        store = Store(path, write=False, wait=wait)
        try:
            entries = store.entries()
            problems = list(stored(store, entries))
            bad = {p.entry for p in problems}
            again = list(_read_again(store, [e for e in entries if e.number not in bad], progress))
        finally:
            store.close()
    except ArchiveError as error:
        if error.code != "damaged":
            raise
        entries, problems, again = *damaged(path, error), []
    found, noted = _noted(entries, head)
    return Verification(
        count=len(entries),
        head=entries[-1].digest if entries else START,
        problems=(*problems, *(p for p in again if p.code != "read-otherwise"), *found),
        notes=tuple(p for p in again if p.code == "read-otherwise"),
        noted=noted,
    )


def _read_again(store: Store, entries: Sequence[Entry], progress: Progress | None) -> Iterator[Problem]:
    """Every original read anew: what this version reads otherwise, and by which version it was read before."""
    own = [e for e in entries if e.kind == "edition"]
    for start in range(0, len(own), TOGETHER):
        some = own[start : start + TOGETHER]
        step = partial(_step, progress, start, len(own)) if progress else None
        found = read_many(list(_originals(store, some)), taking.again, step)
        for entry, frames in zip(some, found, strict=True):
            if not isinstance(frames, bytes) or sha256(frames) != entry.frames:
                yield _read_otherwise(entry, frames)


def _step(progress: Progress, before: int, of: int, done: int, _: int) -> None:
    progress(before + done, of)


def _read_otherwise(entry: Entry, frames: bytes | Unread) -> Problem:
    code = "read-otherwise" if entry.program != taking.program() else "reading-differs"
    params = {"program": entry.program, "now": taking.program(), **_counts(entry, frames)}
    return replace(about(code, entry), params=tuple(params.items()))


def _originals(store: Store, entries: Sequence[Entry]) -> Iterator[tuple[str, bytes]]:
    """Path and original bytes of each entry, a pack at a time."""
    for pack, some in groupby(entries, key=lambda e: e.pack):
        kept = {n: data for b in store.batches(pack) for n, data in packing.originals(b)}
        yield from ((e.path, packing.unpacked(kept[e.number], e.size)) for e in some)


def _counts(entry: Entry, frames: bytes | Unread) -> dict[str, int]:
    """Items and rows then and now; nothing now when the file cannot be read any more."""
    now = [] if isinstance(frames, Unread) else json.loads(frames)
    return {
        "items": sum(h.items for h in entry.heads),
        "rows": sum(h.rows for h in entry.heads),
        "items_now": sum(len(e["items"]) for e in now),
        "rows_now": sum(len(e["changes"]) for e in now),
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
