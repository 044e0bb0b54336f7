"""Does everything in an archive fit: each entry the chain, each original and each reading its digest?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pia_audit.archive import packing
from pia_audit.archive.entries import START, Entry, sha256
from pia_audit.archive.store import Store


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was: ``code`` names a sentence of the catalogue, ``entry`` the entry concerned."""

    code: str
    entry: int | None = None
    name: str = ""
    params: tuple[tuple[str, Any], ...] = ()


def stored(store: Store, entries: Sequence[Entry]) -> Iterator[Problem]:
    """What does not fit in the file by itself: chain, original bytes, readings."""
    yield from chain(entries)
    expected: dict[int | None, list[Entry]] = {}
    for entry in entries:
        if entry.kind == "edition":
            expected.setdefault(entry.pack, []).append(entry)
        elif sha256(entry.about.encode()) != entry.content:
            yield about("entry-altered", entry)
    packs = store.packs()
    for pack in sorted({*expected, *packs}, key=lambda p: p or 0):
        yield from _pack(expected.get(pack, []), store.batches(pack))


def chain(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Numbers without a gap, and each digest the one that follows from the entry and the digest before it."""
    previous, number = START, 0
    for entry in entries:
        if entry.number != number + 1:
            yield replace(about("gap", entry), params=(("before", number),))
        try:
            right = entry.digest == entry.digest_after(previous)
            right = right and (entry.heads is not None)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
            right = False
        if not right:
            yield about("entry-altered", entry)
        previous, number = entry.digest, entry.number


def _pack(expected: Sequence[Entry], batches: Sequence[packing.Batch]) -> Iterator[Problem]:
    """One pack: every entry's bytes and readings, and nothing that no entry speaks of."""
    numbers = {e.number for e in expected}
    yield from (Problem("stray", b.first) for b in batches if not {b.first, b.last} <= numbers)
    originals = {n: data for b in batches for n, data in packing.originals(b)}
    readings = {n: data for b in batches for n, data in packing.readings(b)}
    for entry in expected:
        if not _is(originals.get(entry.number), entry):
            yield about("original-altered", entry)
        if sha256(readings.get(entry.number, b"")) != entry.frames:
            yield about("reading-altered", entry)


def _is(kept: bytes | None, entry: Entry) -> bool:
    try:
        return kept is not None and sha256(packing.unpacked(kept, entry.size)) == entry.content
    except packing.Damaged:
        return False


def about(code: str, entry: Entry) -> Problem:
    """A problem of one entry."""
    return Problem(code, entry.number, entry.name)
