"""An audit kept in the archive: its findings and the differences between editions as rows, under one digest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from pia_audit.archive.entries import Entry, canonical, sha256
from pia_audit.archive.readings import Row, json_of
from pia_audit.archive.schema import ENTRIES, FINDINGS, LEAVES, ROWS, Content
from pia_audit.archive.store import Store
from pia_audit.compare.leaf_rows import every_leaf
from pia_audit.model.frames import Corpus
from pia_audit.readers.witnesses import witnessed

if TYPE_CHECKING:
    import polars as pl

    from pia_audit.audits.run import Audit
    from pia_audit.model import Edition
    from pia_audit.readers.parallel import Progress

TOGETHER = 200
"""About so many editions are audited at once: those of some reports, each with all its editions."""


class TooMany(ValueError):
    """More findings or differences than an entry has room for."""


class Digests:
    """The digest of an audit's rows, of each content by itself, while they go by."""

    def __init__(self) -> None:
        self._hashes = {c.name: hashlib.sha256() for c in (FINDINGS, LEAVES)}
        self.counts = dict.fromkeys(self._hashes, 0)
        self.size = 0

    def pass_on(self, content: Content, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows, as they are."""
        for row in rows:
            line = canonical(row) + b"\n"
            self._hashes[content.name].update(line)
            self.counts[content.name] += 1
            self.size += len(line)
            if self.counts[content.name] >= ROWS:
                raise TooMany(content.name)
            yield row

    @property
    def content(self) -> str:
        """The digest of all."""
        return sha256(canonical([m.hexdigest() for m in self._hashes.values()]))

    @classmethod
    def of(cls, store: Store, entry: int) -> Digests:
        """The digests of what lies in an archive."""
        digests = cls()
        for content in (FINDINGS, LEAVES):
            for _ in digests.pass_on(content, (row[1:] for row in store.rows(content, entry))):
                pass
        return digests


class Standing(Protocol):
    """What an archive has to offer for its editions to be audited."""

    def standing(self) -> list[Entry]:
        """The entries of editions that no later entry corrects."""

    def each_edition(self, entries: Iterable[Entry]) -> Iterator[Edition]:
        """The editions of entries, one after the other."""

    def chained(self, value: dict[str, object]) -> Entry:
        """The entry with these fields behind the last one, which is not added yet."""


def record(
    archive: Standing, store: Store, audited: Callable[[Corpus], Audit], *, by: str, progress: Progress | None
) -> Entry:
    """Audit the editions of ``archive`` and keep what comes out, all or nothing."""
    digests, last = Digests(), store.last()
    number, groups = (last.number if last else 0) + 1, reports(archive.standing())
    with store.transaction() as writer:
        for done, entries in enumerate(groups, 1):
            editions = witnessed(archive.each_edition(entries)).editions
            for content, rows in _rows(audited(Corpus.of(editions))).items():
                writer.rows(content, digests.pass_on(content, rows), number, digests.counts[content.name] + 1)
            if progress:
                progress(done, len(groups))
        about = canonical({**digests.counts, "head": last.digest if last else ""})
        entry = archive.chained(
            {"kind": "audit", "by": by, "path": "", "name": "", "content": digests.content, "size": digests.size,
             "frames": "", "about": about.decode()}
        )  # fmt: skip
        writer.plain(ENTRIES, [entry.row])
    return entry


def reports(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries in groups of about :data:`TOGETHER`, those with editions of one report together."""
    leader: dict[str, str] = {}
    for entry in entries:
        names = [_end(leader, h.report_id) for h in entry.heads]
        leader.update(dict.fromkeys(names, names[0]) if names else {})
    by_report: dict[str, list[Entry]] = {}
    for entry in entries:
        by_report.setdefault(_end(leader, entry.heads[0].report_id) if entry.heads else "", []).append(entry)
    groups: list[list[Entry]] = [[]]
    for group in by_report.values():
        if groups[-1] and len(groups[-1]) + len(group) > TOGETHER:
            groups.append([])
        groups[-1] += group
    return groups


def _end(leader: dict[str, str], report: str) -> str:
    """The report that stands for all those bound together with this one."""
    while leader.setdefault(report, report) != report:
        report = leader[report]
    return report


def _rows(audit: Audit) -> dict[Content, Iterable[Row]]:
    """Findings and leaves of an audit as rows."""
    return {FINDINGS: _plain(FINDINGS, audit.findings), LEAVES: _plain(LEAVES, every_leaf(audit.corpus))}


def _plain(content: Content, frame: pl.DataFrame) -> Iterator[Row]:
    for rows in frame.select(content.names).iter_slices(1000):
        yield from (tuple(map(_value, row)) for row in rows.iter_rows())


def _value(value: Any) -> Any:
    return json_of(value) if isinstance(value, (list, dict)) else value
