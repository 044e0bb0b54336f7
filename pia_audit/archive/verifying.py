"""Is the archive what it was? The chain of entries, the original bytes, what was read in them, and a head noted down.

What each check can see: a changed original or reading does not fit its digest; a changed entry not its own; a removed
or inserted one not the chain. Who rewrites all of it gets another head, and who cuts the tail a shorter chain: only
the head that somebody noted down outside the archive shows that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from pia_audit.archive import packing, taking
from pia_audit.archive.entries import START, Entry, sha256
from pia_audit.archive.errors import ArchiveError
from pia_audit.archive.store import Store
from pia_audit.model import Unread
from pia_audit.readers.many import Progress, read_many

SHORTEST_HEAD = 16
"""So many signs of a digest noted down are enough."""


TOGETHER = 1000
"""So many originals are held in memory while they are read again."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was: ``code`` names a sentence of the catalogue, ``entry`` the entry concerned."""

    code: str
    entry: int | None = None
    name: str = ""
    params: tuple[tuple[str, Any], ...] = ()


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
        from pia_audit.archive.salvage import damaged

        entries, problems, again = *damaged(path, error), []
    found, noted = _noted(entries, head)
    return Verification(
        count=len(entries),
        head=entries[-1].digest if entries else START,
        problems=(*problems, *(p for p in again if p.code != "read-otherwise"), *found),
        notes=tuple(p for p in again if p.code == "read-otherwise"),
        noted=noted,
    )


def stored(store: Store, entries: Sequence[Entry]) -> Iterator[Problem]:
    """What does not fit in the file by itself: chain, original bytes, readings."""
    yield from chain(entries)
    expected: dict[int | None, list[Entry]] = {}
    for entry in entries:
        if entry.kind == "edition":
            expected.setdefault(entry.pack, []).append(entry)
        elif sha256(entry.about.encode()) != entry.content:
            yield _problem("entry-altered", entry)
    packs = store.packs()
    for pack in sorted({*expected, *packs}, key=lambda p: p or 0):
        yield from _pack(expected.get(pack, []), store.batches(pack))


def chain(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Numbers without a gap, and each digest the one that follows from the entry and the digest before it."""
    previous, number = START, 0
    for entry in entries:
        if entry.number != number + 1:
            yield replace(_problem("gap", entry), params=(("before", number),))
        try:
            right = entry.digest == entry.digest_after(previous)
            right = right and (entry.heads is not None)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
            right = False
        if not right:
            yield _problem("entry-altered", entry)
        previous, number = entry.digest, entry.number


def _pack(expected: Sequence[Entry], batches: Sequence[packing.Batch]) -> Iterator[Problem]:
    """One pack: every entry's bytes and readings, and nothing that no entry speaks of."""
    numbers = {e.number for e in expected}
    yield from (Problem("stray", b.first) for b in batches if not {b.first, b.last} <= numbers)
    originals = {n: data for b in batches for n, data in packing.originals(b)}
    readings = {n: data for b in batches for n, data in packing.readings(b)}
    for entry in expected:
        if not _is(originals.get(entry.number), entry):
            yield _problem("original-altered", entry)
        if sha256(readings.get(entry.number, b"")) != entry.frames:
            yield _problem("reading-altered", entry)


def _is(kept: bytes | None, entry: Entry) -> bool:
    try:
        return kept is not None and sha256(packing.unpacked(kept, entry.size)) == entry.content
    except packing.Damaged:
        return False


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
    return replace(_problem(code, entry), params=tuple(params.items()))


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


def _problem(code: str, entry: Entry) -> Problem:
    return Problem(code, entry.number, entry.name)
