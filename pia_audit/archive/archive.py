"""The archive's verbs as a class; the commands of ``pia-audit archive`` have the same names."""

from __future__ import annotations

import getpass
import json
import platform
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from msgspec import Struct

from pia_audit.archive import intake, salvage, verdicts, verification
from pia_audit.archive.audits import TooMany, record
from pia_audit.archive.compression import Damaged, inflated
from pia_audit.archive.consistency import UNREADABLE, frames_digest
from pia_audit.archive.entries import KINDS, LAYOUT, START, Entry, canonical, sha256, superseded
from pia_audit.archive.errors import ArchiveError
from pia_audit.archive.export import Exported, write
from pia_audit.archive.intake import Intake
from pia_audit.archive.readings import editions_of
from pia_audit.archive.schema import ENTRIES, ORIGINALS, ROWS
from pia_audit.archive.search import search
from pia_audit.archive.store import Store
from pia_audit.audits.decisions import Decision
from pia_audit.model import Edition, Unread
from pia_audit.model.frames import Corpus
from pia_audit.readers import files_of
from pia_audit.readers.parallel import Progress, read_many
from pia_audit.readers.sources import Source, load
from pia_audit.readers.stored_editions import editions_from

if TYPE_CHECKING:
    from pia_audit.archive.search import Matches
    from pia_audit.audits.run import Audit

BATCH = 100
"""So many files are added in one transaction, or fewer of them when they are large."""

BATCH_BYTES = 32 * 1024 * 1024


class Added(Struct, frozen=True):
    """What ``add`` did: new entries, files whose bytes were ``present`` (path and entry), what was not read."""

    entries: tuple[Entry, ...]
    present: tuple[tuple[str, int], ...]
    unread: tuple[Unread, ...]


class Archive:
    """An archive file, opened at the first need: to read, several programs at once; to write, one.

    Args:
        path: the file; :meth:`add` makes it when it is not there.
        wait: how many seconds to wait for another program that writes.

    Every method raises :class:`ArchiveError` where the file, or what it holds, cannot be used.
    """

    def __init__(self, path: str | Path, *, wait: float = 10) -> None:
        self.path, self.wait = Path(path), wait
        self._store: Store | None = None

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; another verb opens it again."""
        if self._store is not None:
            self._store.close()
        self._store = None

    def add(
        self,
        paths: Iterable[str | Path | Source],
        *,
        by: str = "",
        corrects: int | None = None,
        progress: Progress | None = None,
        acknowledge: Callable[[Sequence[Entry]], None] | None = None,
    ) -> Added:
        """Add files and folders, in batches. The archive is made when it is not there and there is a file to add.

        Args:
            paths: files and folders, or sources; a file whose bytes are in the archive already adds nothing.
            by: who adds them (default: the user's name).
            corrects: the number of the entry that the one file takes the place of.
            progress: is told how many of how many files are done.
            acknowledge: is told the entries of a batch when they are safe.

        Returns:
            The new entries, the files that were there already, and what could not be read.

        Raises:
            ArchiveError: also where ``corrects`` names no entry, or one that is corrected already.
        """
        unread: list[Unread] = []
        files = [f for f in files_of(paths, unread) if not self._is_itself(f, unread)]
        if not files:
            return Added((), (), tuple(unread))
        store = self._opened(write=True)
        numbers = {e.content: e.number for e in store.entries() if e.kind == "edition"}
        sources, repeated = _new(files, numbers, unread)
        self._check_correction(corrects, len(files))
        added: list[Entry] = []
        for batch in _batches(read_many(sources, intake.intake, progress), unread):
            entries = self._append(batch, by=by, corrects=corrects)
            added += entries
            if acknowledge:
                acknowledge(entries)
        numbers |= {e.content: e.number for e in added}
        return Added(tuple(added), tuple((path, numbers[c]) for path, c in repeated if c in numbers), tuple(unread))

    def decide(
        self, decisions: Iterable[Decision], *, by: str = "", check: Callable[[Archive], None] | None = None
    ) -> tuple[Entry, ...]:
        """Add decisions, an entry each; of two about one finding or question the later one counts.

        Args:
            decisions: what was decided.
            by: who adds them (default: who decided).
            check: is called while nobody else can write and nothing is written yet; what it raises is raised.
        """
        store = self._opened(write=True)
        if check is not None:
            check(self)
        entries = self._chain([verdicts.values(d, by or d.by) for d in decisions])
        if entries:
            with store.transaction() as writer:
                writer.plain(ENTRIES, (e.row for e in entries))
        return tuple(entries)

    def entries(self) -> list[Entry]:
        """Every entry, in the order of the numbers."""
        entries, damaged = self.sound()
        if damaged:
            raise ArchiveError("entry-damaged", self.path, number=damaged[0].number)
        return entries

    def last(self) -> Entry | None:
        """The last entry: its digest is the head of the chain."""
        return self._opened().last()

    def find(self, name: str) -> Entry:
        """The entry of a number, or of the beginning (6 characters or more) of its content's digest."""
        entries = self.entries()
        matches = [e for e in entries if str(e.number) == name]
        matches = matches or [e for e in entries if len(name) >= 6 and e.content.startswith(name.lower())]
        if len(matches) != 1:
            raise ArchiveError("no-entry", self.path, name=name)
        return matches[0]

    def original(self, entry: Entry) -> bytes:
        """The original bytes of an entry (of a decision and of an audit: its JSON), checked against the digest."""
        if entry.kind != "edition":
            data = entry.about.encode()
            return data if entry.kind == "audit" else self._same(data, entry.content, entry)
        try:
            data = inflated(*self._opened().original(entry.number), entry.size)
        except (Damaged, ArchiveError) as error:
            if isinstance(error, ArchiveError) and error.code != "damaged":
                raise
            data = b""
        return self._same(data, entry.content, entry)

    def editions(self, entries: Iterable[Entry] | None = None) -> list[Edition]:
        """The editions as they were read when they were added.

        Args:
            entries: those whose editions are wanted (default: all that no entry corrects).

        Returns:
            The editions, in the order of the entries.

        Raises:
            ArchiveError: where a reading is not what was added.
        """
        return list(self.each_edition(self.standing() if entries is None else entries))

    def sound(self) -> tuple[list[Entry], list[Entry]]:
        """Every entry that can be worked with, and those that somebody changed so that they cannot."""
        sound: list[Entry] = []
        damaged: list[Entry] = []
        for entry in self._opened().entries():
            (damaged if _is_damaged(entry) else sound).append(entry)
        return sound, damaged

    def standing(self) -> list[Entry]:
        """The entries of editions that no later entry corrects."""
        entries = self.entries()
        corrected = superseded(entries)
        return [e for e in entries if e.kind == "edition" and e.number not in corrected]

    def each_edition(self, entries: Iterable[Entry]) -> Iterator[Edition]:
        """The editions of entries, one after the other."""
        return (edition for e in entries if e.kind == "edition" for edition in self._read(e))

    def decisions(self) -> list[tuple[Entry, Decision]]:
        """Every decision with its entry, in the order they were added.

        Returns:
            Pairs of entry and decision; of two about one thing the later one counts.

        Raises:
            ArchiveError: where an entry is not what was added.
        """
        return [(e, verdicts.decision(e)) for e in self.entries() if e.kind == "decision"]

    def export(self, entries: Iterable[Entry], folder: str | Path) -> list[Exported]:
        """Write original bytes to a folder, under names that are safe everywhere; what is there stays as it is."""
        return [write(e, self.original(e), Path(folder)) for e in entries]

    def rescue(self, folder: str | Path) -> tuple[list[Exported], list[Entry]]:
        """Export what a damaged archive still holds as it was added, and name the entries of which it is lost.

        The archive is not touched; of an undamaged one everything is exported. Entries whose record itself is lost
        are not among them: :meth:`verify` tells of the gap.
        """
        out: list[Exported] = []
        lost: list[Entry] = []
        for entry in salvage.readable_entries(self._opened()):
            try:
                out += self.export([entry], folder)
            except ArchiveError as error:
                if error.code != "entry-damaged":
                    raise
                lost.append(entry)
        return out, lost

    def verify(self, head: str | None = None, progress: Progress | None = None) -> verification.Verification:
        """Check everything: originals, readings, and the chain of digests (:mod:`pia_audit.archive.verification`).

        Args:
            head: a digest noted down earlier, of which 16 characters are enough.
            progress: is told how many of how many entries are done.

        Returns:
            Number of entries, last digest, what speaks against the archive, what cannot be seen without ``head``.

        Raises:
            ArchiveError: where the file cannot even be opened.
        """
        self.close()
        return verification.verify(self.path, head=head, wait=self.wait, progress=progress)

    def record(self, audited: Callable[[Corpus], Audit], *, by: str = "", progress: Progress | None = None) -> Entry:
        """Audit the editions, a few reports at a time, and keep findings and differences as an entry.

        ``audited`` is the audit of a corpus. Raises :class:`ArchiveError`, with ``nothing-to-audit`` where there is no
        edition and ``too-many`` where an entry has no room for all.
        """
        if not self.standing():
            raise ArchiveError("nothing-to-audit", self.path)
        try:
            return record(self, self._opened(write=True), audited, by=by, progress=progress)
        except TooMany as error:
            raise ArchiveError("too-many", self.path, limit=f"{ROWS:,}") from error

    def search(self, text: str) -> Matches:
        """Where a text stands in items and change rows of the editions that no entry corrects."""
        return search(self._opened(), text)

    def _opened(self, *, write: bool = False) -> Store:
        if self._store is not None and write and not self._store.write:
            self.close()
        if self._store is None:
            self._store = Store(self.path, write=write, wait=self.wait)
        return self._store

    def _read(self, entry: Entry) -> list[Edition]:
        store, damaged = self._opened(), ArchiveError("entry-damaged", self.path, number=entry.number)
        try:
            data, ids = editions_of(store.reading(entry.number), entry)
            self._same(canonical(data), entry.frames, entry)
            editions = editions_from(data)
        except UNREADABLE as error:
            raise damaged from error
        if intake.ids_of(editions) != ids:
            raise damaged
        return editions

    def _same(self, data: bytes, digest: str, entry: Entry) -> bytes:
        if sha256(data) != digest:
            raise ArchiveError("entry-damaged", self.path, number=entry.number)
        return data

    def _is_itself(self, source: Source, unread: list[Unread]) -> bool:
        """Whether it is the archive's own file, which is no report: to read it would give up the database's lock."""
        itself = source.path.resolve() == self.path.resolve()
        if itself:
            unread.append(Unread(source.name, "not-a-report"))
        return itself

    def _check_correction(self, corrects: int | None, files: int) -> None:
        if corrects is None:
            return
        if files > 1:
            raise ArchiveError("one-correction", self.path, count=files)
        entry = self.find(str(corrects))
        if entry.number in superseded(self.entries()):
            raise ArchiveError("corrected-already", self.path, number=entry.number)

    def _append(self, batch: Sequence[Intake], *, by: str, corrects: int | None) -> list[Entry]:
        """Add files in one transaction, which holds only if what lies in the file then gives the digests of all."""
        values: list[dict[str, object]] = [
            {
                "kind": "edition", "by": by, "path": f.path, "name": Path(f.path).name, "content": f.content,
                "size": f.size, "frames": f.frames, "about": f.about, "corrects": corrects,
            }
            for f in batch
        ]  # fmt: skip
        entries, store = self._chain(values), self._opened()
        with store.transaction() as writer:
            writer.plain(ENTRIES, (e.row for e in entries))
            writer.plain(ORIGINALS, ((e.number, *f.original) for e, f in zip(entries, batch, strict=True)))
            for entry, file in zip(entries, batch, strict=True):
                writer.reading(file.reading, entry.number)
            for entry in entries:
                self._check_reading(store, entry)
        return entries

    def _check_reading(self, store: Store, entry: Entry) -> None:
        """Whether a new entry's rows, some of which older ones share, are what was read in its file."""
        try:
            agrees = frames_digest(store, entry) == entry.frames
        except UNREADABLE:
            agrees = False
        if not agrees:
            raise ArchiveError("damaged", self.path, reason=entry.name)

    def chained(self, value: dict[str, object]) -> Entry:
        """The entry with these fields behind the last one, which is not added yet."""
        return self._chain([value])[0]

    def _chain(self, values: Sequence[dict[str, object]]) -> list[Entry]:
        """New entries behind the last one."""
        last = self._opened().last()
        number, previous = (last.number, last.digest) if last else (0, START)
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        common = {"layout": LAYOUT, "at": moment, "host": platform.node(), "program": intake.program()}
        entries = []
        for n, value in enumerate(values, number + 1):
            fields = {**common, **value, "by": value["by"] or user()}
            entry = Entry(number=n, **fields).chained(previous)  # type: ignore[arg-type]
            previous = entry.digest
            entries.append(entry)
        return entries


def _is_damaged(entry: Entry) -> bool:
    """Whether somebody changed an entry so that it cannot be worked with."""
    try:
        if entry.kind == "decision":
            verdicts.decision(entry)
        list(entry.heads)
        if entry.kind == "audit" and not all(type(n) is int for n in _counts(entry)):
            return True
    except UNREADABLE:
        return True
    return entry.kind not in KINDS


def _counts(entry: Entry) -> tuple[object, object]:
    about = json.loads(entry.about)
    return about["findings"], about["leaves"]


def user() -> str:
    """The name of who runs the program, as the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "?"


def _new(
    files: Sequence[Source], numbers: dict[str, int], unread: list[Unread]
) -> tuple[list[Source], list[tuple[str, str]]]:
    """The files that add something, and path and digest of those whose bytes are there or were just named."""
    sources: dict[str, Source] = {}
    repeated: list[tuple[str, str]] = []
    for source in files:
        data = load(source)
        if isinstance(data, Unread):
            unread.append(data)
            continue
        content = sha256(data)
        if content in numbers or content in sources:
            repeated.append((source.name, content))
        else:
            sources[content] = source
    return list(sources.values()), repeated


def _batches(files: Iterable[Intake | Unread], unread: list[Unread]) -> Iterator[list[Intake]]:
    batch: list[Intake] = []
    for file in files:
        if isinstance(file, Unread):
            unread.append(file)
            continue
        unread.extend(file.unread)
        batch.append(file)
        if len(batch) >= BATCH or sum(f.weight for f in batch) >= BATCH_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch
