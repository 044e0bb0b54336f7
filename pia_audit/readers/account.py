"""The account of files: what became of each, so that none is left out without a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pia_audit.model import Edition, FileEntry, FileStatus, Unread
from pia_audit.readers.sources import Source, Sources
from pia_audit.readers.witnesses import Witness, Witnessed, witnessed

STATUSES: tuple[FileStatus, ...] = ("read", "witness", "unread", "not-a-report", "left-out")


class Account:
    """Takes what was read file by file; :meth:`closed` gives the editions once each, and a line for every file."""

    def __init__(self, found: Sources) -> None:
        self._aside = found.aside
        self._entries: list[FileEntry] = []
        self._unread = found.unread
        self._editions: dict[str, Edition] = {}

    def add(self, source: Source, found: Sequence[Edition] | Unread) -> None:
        """Note what a file held."""
        if isinstance(found, Unread):
            status: FileStatus = "not-a-report" if found.code == "not-a-report" else "unread"
            self._unread.append(found)
            self._entries.append(FileEntry(source.name, status, reason=found))
            return
        new = [e for e in found if e.sha256 not in self._editions]
        entry = FileEntry(source.name, "read", found[0].report_id, found[0].published_on, len(found))
        if not new:
            params = {"of": self._editions[found[0].sha256].source}
            reason = Unread(source.name, "same-file", params=params, fatal=False)
            entry = replace(entry, status="witness", reason=reason)
        self._editions.update((e.sha256, e) for e in new)
        self._entries.append(entry)

    def closed(self) -> tuple[tuple[Edition, ...], tuple[Unread, ...], tuple[FileEntry, ...]]:
        """The editions once each, what is to be told of files, and the account of all of them."""
        once = witnessed(self._editions.values())
        kept = {e.source for e in once.editions}
        same = {w.edition.source: _of_witness(w) for w in once.witnesses if w.edition.source not in kept}
        entries = [
            replace(e, status="witness", reason=same[e.source]) if e.status == "read" and e.source in same else e
            for e in self._entries
        ]
        return once.editions, (*self._unread, *notes(once.witnesses, once.rivals)), (*entries, *self._aside)


def of_editions(once: Witnessed) -> tuple[FileEntry, ...]:
    """The account of editions that come from no files of their own, as those of an archive do."""
    read = [FileEntry(e.source, "read", e.report_id, e.published_on, 1) for e in once.editions]
    witnesses = [
        FileEntry(w.edition.source, "witness", w.edition.report_id, w.edition.published_on, 1, _of_witness(w))
        for w in once.witnesses
    ]
    return (*read, *witnesses)


def notes(witnesses: Iterable[Witness], rivals: Iterable[Witness] = ()) -> list[Unread]:
    """What reads differently in two files of one edition, and editions of one day that differ: for a person to know."""
    return [
        *(_of_witness(w) for w in witnesses if w.different),
        *(note(w, "same-day") for w in rivals),
    ]


def _of_witness(found: Witness) -> Unread:
    return note(found, "witness-differs" if found.different else "witness")


def note(found: Witness, code: str) -> Unread:
    """What is to be told of two files of one day; ``code`` names the message."""
    labels = [label.replace("\n", " ") for label in found.labels]
    day = found.edition.published_on
    params = {
        "of": found.read.source,
        "count": found.different,
        "compared": found.compared,
        "labels": labels,
        "rows": found.rows,
        "day": day.isoformat() if day else "",
    }
    return Unread(found.edition.source, code, params=params, fatal=False)
