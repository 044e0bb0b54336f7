"""The account of files: what became of each, so that none is left out without a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from pia_audit.model import Edition, FileEntry, FileStatus, Unread
from pia_audit.readers.sources import Source, Sources
from pia_audit.readers.witnesses import Witness, Witnessed, witnessed

STATUSES: tuple[FileStatus, ...] = ("read", "witness", "unread", "not-a-report", "left-out")


class Account:
    """Takes what was read file by file; :meth:`closed` gives the editions once each, and a line for every file."""

    def __init__(self, sources: Sources) -> None:
        self._aside = sources.aside
        self._entries: list[FileEntry] = []
        self._unread = sources.unread
        self._editions: dict[str, Edition] = {}

    def add(self, source: Source, result: Sequence[Edition] | Unread) -> None:
        """Note what a file held."""
        if isinstance(result, Unread):
            status: FileStatus = "not-a-report" if result.code == "not-a-report" else "unread"
            self._unread.append(result)
            self._entries.append(FileEntry(source.name, status, reason=result))
            return
        new = [e for e in result if e.sha256 not in self._editions]
        entry = FileEntry(source.name, "read", result[0].report_id, result[0].published_on, len(result))
        if not new:
            params = {"of": self._editions[result[0].sha256].source}
            reason = Unread(source.name, "same-file", params=params, fatal=False)
            entry = replace(entry, status="witness", reason=reason)
        self._editions.update((e.sha256, e) for e in new)
        self._entries.append(entry)

    def closed(self) -> tuple[tuple[Edition, ...], tuple[Unread, ...], tuple[FileEntry, ...]]:
        """The editions once each, what is to be told of files, and the account of all of them."""
        unique_editions = witnessed(self._editions.values())
        sources = {e.source for e in unique_editions.editions}
        same = {w.edition.source: _of_witness(w) for w in unique_editions.witnesses if w.edition.source not in sources}
        entries = [
            replace(e, status="witness", reason=same[e.source]) if e.status == "read" and e.source in same else e
            for e in self._entries
        ]
        return (
            unique_editions.editions,
            (*self._unread, *notes(unique_editions.witnesses, unique_editions.rivals)),
            (*entries, *self._aside),
        )


def of_editions(unique_editions: Witnessed) -> tuple[FileEntry, ...]:
    """The account of editions that come from no files of their own, as those of an archive do."""
    read = [FileEntry(e.source, "read", e.report_id, e.published_on, 1) for e in unique_editions.editions]
    witnesses = [
        FileEntry(w.edition.source, "witness", w.edition.report_id, w.edition.published_on, 1, _of_witness(w))
        for w in unique_editions.witnesses
    ]
    return (*read, *witnesses)


def notes(witnesses: Iterable[Witness], rivals: Iterable[Witness] = ()) -> list[Unread]:
    """What reads differently in two files of one edition, and editions of one day that differ: for a person to know."""
    return [
        *(_of_witness(w) for w in witnesses if w.different),
        *(note(w, "same-day") for w in rivals),
    ]


def _of_witness(witness: Witness) -> Unread:
    return note(witness, "witness-differs" if witness.different else "witness")


def note(witness: Witness, code: str) -> Unread:
    """What is to be told of two files of one day; ``code`` names the message."""
    labels = [label.replace("\n", " ") for label in witness.labels] or ["変更箇所"]
    day = witness.edition.published_on
    params = {
        "of": witness.read.source,
        "count": witness.different,
        "compared": witness.compared,
        "labels": labels,
        "rows": witness.rows,
        "day": day.isoformat() if day else "",
    }
    return Unread(witness.edition.source, code, params=params, fatal=False)
