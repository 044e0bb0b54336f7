"""What a damaged archive still holds, as far as SQLite can read it."""

from __future__ import annotations

from collections.abc import Iterator

from pia_audit.archive.entries import Entry
from pia_audit.archive.errors import ArchiveError
from pia_audit.archive.store import Store

LARGEST_GAP = 1000
"""Records are asked for by number until so many in a row are not there."""


def readable_entries(store: Store) -> list[Entry]:
    """Every entry, or of a damaged file those whose record can still be read, one by one.

    Raises ``beyond-telling`` when none can.
    """
    try:
        return store.entries()
    except ArchiveError as error:
        if error.code != "damaged":
            raise
        entries = list(_one_by_one(store))
        if not entries:
            raise ArchiveError("beyond-telling", store.path, **error.params) from error
        return entries


def _one_by_one(store: Store) -> Iterator[Entry]:
    number = missing = 0
    while missing < LARGEST_GAP:
        number, missing = number + 1, missing + 1
        try:
            entry = store.entry(number)
        except ArchiveError as error:
            if error.code not in ("damaged", "entry-damaged"):
                raise
            continue
        if entry is not None:
            missing = 0
            yield entry
