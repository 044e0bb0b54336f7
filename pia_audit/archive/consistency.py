"""Does everything in an archive agree: each entry with the chain, each original and each reading with its digest?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.archive.audits import Digests
from pia_audit.archive.compression import Damaged, inflated
from pia_audit.archive.entries import START, Entry, canonical, sha256
from pia_audit.archive.entry_contents import digest_of
from pia_audit.archive.errors import ArchiveError
from pia_audit.archive.intake import ids_of
from pia_audit.archive.readings import editions_of, text_of
from pia_audit.archive.schema import CHANGES, CONTENTS, NUMBERED, ORIGINALS, ROWS, TEXTS, Table
from pia_audit.archive.store import Store
from pia_audit.readers.stored_editions import from_data

UNREADABLE = (AttributeError, KeyError, TypeError, ValueError, RecursionError)
"""What values raise that no program of ours wrote."""


class Problem(Struct, frozen=True):
    """Something that is not as it was: ``code`` names a sentence of the catalogue, ``entry`` the entry concerned."""

    code: str
    entry: int | None = None
    name: str = ""
    params: tuple[tuple[str, Any], ...] = ()


def stored(store: Store, entries: Sequence[Entry]) -> Iterator[Problem]:
    """What does not agree within the file: chain, original bytes, readings, decisions, findings, other rows."""
    yield from chain(entries)
    for entry in entries:
        yield from (about(code, entry) for code in _CHECKS.get(entry.kind, _unknown)(store, entry))
    yield from _strays(store, {e.number for e in entries})
    if not _agrees(lambda: all(_has_its_digests(store, table) for table in (TEXTS, *(c.shared for c in CONTENTS)))):
        yield Problem("digests-altered")
    if store.altered:
        yield Problem("views-altered", params=(("names", ", ".join(store.altered)),))


def chain(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Numbers without a gap, and each digest the one that follows from the entry and the digest before it."""
    previous, number = START, 0
    for entry in entries:
        if entry.number != number + 1:
            yield replace(about("gap", entry), params=(("before", number),))
        try:
            agrees = entry.digest == entry.digest_after(previous) and entry.heads is not None
        except UNREADABLE:
            agrees = False
        if not agrees:
            yield about("entry-altered", entry)
        previous, number = entry.digest, entry.number


def frames_digest(store: Store, entry: Entry) -> str:
    """The digest of what was read in a file, from the rows; raises one of :data:`UNREADABLE` where they are none."""
    data, _ = editions_of(store.reading(entry.number), entry)
    return sha256(canonical(data))


def _edition(store: Store, entry: Entry) -> Iterator[str]:
    if not _agrees(lambda: sha256(inflated(*store.original(entry.number), entry.size)) == entry.content):
        yield "original-altered"
    if not _agrees(lambda: _reading_agrees(store, entry)):
        yield "reading-altered"


def _reading_agrees(store: Store, entry: Entry) -> bool:
    """Whether the rows give the digest, and the ids beside them are those that follow from them."""
    data, ids = editions_of(store.reading(entry.number), entry)
    return sha256(canonical(data)) == entry.frames and ids_of(map(from_data, data)) == ids


def _decision(_: Store, entry: Entry) -> Iterator[str]:
    if not _agrees(lambda: sha256(entry.about.encode()) == entry.content):
        yield "entry-altered"


def _audit(store: Store, entry: Entry) -> Iterator[str]:
    if not _agrees(lambda: Digests.of(store, entry.number).content == entry.content):
        yield "findings-altered"


def _unknown(_: Store, __: Entry) -> Iterator[str]:
    """Of an unknown kind: the chain, which does not agree, tells of it."""
    yield from ()


_CHECKS = {"edition": _edition, "decision": _decision, "audit": _audit}


def _agrees(check: Callable[[], bool]) -> bool:
    """Whether a check holds; with rows that cannot be read it does not."""
    try:
        return check()
    except ArchiveError as error:
        if error.code not in ("damaged", "entry-damaged"):
            raise
    except (Damaged, *UNREADABLE):
        pass
    return False


def _strays(store: Store, numbers: set[int]) -> Iterator[Problem]:
    """Rows that no entry speaks of."""
    for table in (ORIGINALS, *NUMBERED):
        entry = f"id / {ROWS}" if table in NUMBERED else "entry"
        try:
            present = {n for (n,) in store.each(f'SELECT DISTINCT {entry} FROM "{table.name}"')}
        except ArchiveError as error:
            if error.code != "damaged":
                raise
            continue  # what is lost in it is told entry by entry
        if stray := sorted(n for n in present - numbers if isinstance(n, int)):
            yield Problem("stray", stray[0], params=(("table", table.name),))


def _has_its_digests(store: Store, table: Table) -> bool:
    """Whether what is kept once has the digests by which later additions find it."""
    for number, *values in store.each(f'SELECT * FROM "{table.name}"'):
        lines = store.run(_LINES, [number]) if table == CHANGES.shared else []
        digest = digest_of(table, tuple(map(text_of, values)), [tuple(map(text_of, line)) for line in lines])
        if store.run("SELECT id FROM digests WHERE digest = ?", [digest]) != [(number,)]:
            return False
    return True


_LINES = "SELECT item_id, before, after, named FROM quotes_once WHERE once = ? ORDER BY place"


def about(code: str, entry: Entry) -> Problem:
    """A problem of one entry."""
    return Problem(code, entry.number, entry.name)
