"""The archive's verbs as a class; the commands of ``pia-audit archive`` have the same names."""

from __future__ import annotations

import getpass
import platform
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from pia_audit.archive import deciding, packing, taking, verifying
from pia_audit.archive.entries import KINDS, LAYOUT, START, Entry, sha256, superseded
from pia_audit.archive.errors import ArchiveError
from pia_audit.archive.exporting import Exported, write
from pia_audit.archive.packing import Batch
from pia_audit.archive.store import Part, Store, now
from pia_audit.archive.taking import Taken
from pia_audit.audits.decisions import Decision
from pia_audit.model import Edition, Unread
from pia_audit.readers import files_of
from pia_audit.readers.parallel import Progress, read_many
from pia_audit.readers.sources import Source, load

BATCH = 100
"""So many files are added in one transaction, or fewer of them when they are large."""

BATCH_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Added:
    """What ``add`` did: new entries, files whose bytes were there already (path and entry), what was not read."""

    entries: tuple[Entry, ...]
    known: tuple[tuple[str, int], ...]
    unread: tuple[Unread, ...]


_UNPACKED: dict[Part, Callable[[Batch], Iterator[tuple[int, bytes]]]] = {
    "originals": packing.originals,
    "frames": packing.readings,
}


class Archive:
    """An archive file, opened at the first need: to read, several programs at once; to write, one.

    ``wait`` is how many seconds to wait for another program that writes. Raises :class:`ArchiveError`.
    """

    def __init__(self, path: str | Path, *, wait: float = 10) -> None:
        self.path, self.wait = Path(path), wait
        self._store: Store | None = None
        self._held: dict[Part, tuple[int | None, dict[int, bytes]]] = {}

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
        paths: Iterable[str | Path],
        *,
        by: str = "",
        corrects: int | None = None,
        progress: Progress | None = None,
        acknowledge: Callable[[Sequence[Entry]], None] | None = None,
    ) -> Added:
        """Add files and folders, in batches; ``acknowledge`` is told the entries of a batch when they are safe.

        A file whose bytes are in the archive already adds nothing. ``corrects`` names the entry that the one file
        takes the place of. The archive is made when it is not there and there is a file to add.
        """
        unread: list[Unread] = []
        files = [f for f in files_of(paths, unread) if not self._is_itself(f, unread)]
        if not files:
            return Added((), (), tuple(unread))
        store = self._opened(write=True)
        held = {e.content: e.number for e in store.entries() if e.kind == "edition"}
        todo, known = _new(files, held, unread)
        self._check_correction(corrects, len(files))
        done: list[Entry] = []
        for batch in _batches(read_many(todo, taking.take, progress), unread):
            entries = self._keep(batch, by=by, corrects=corrects)
            done += entries
            if acknowledge:
                acknowledge(entries)
        held |= {e.content: e.number for e in done}
        return Added(tuple(done), tuple((path, held[c]) for path, c in known if c in held), tuple(unread))

    def decide(self, decisions: Iterable[Decision], *, by: str = "") -> tuple[Entry, ...]:
        """Add decisions, an entry each; of two about one finding or question the later one counts."""
        store = self._opened(write=True)
        entries = self._chain([deciding.values(d, by or d.by) for d in decisions])
        if entries:
            store.append(entries)
        return tuple(entries)

    def entries(self) -> list[Entry]:
        """Every entry, in the order of the numbers."""
        entries, spoilt = self.sound()
        if spoilt:
            raise ArchiveError("entry-damaged", self.path, number=spoilt[0].number)
        return entries

    def last(self) -> Entry | None:
        """The last entry: its digest is the head of the chain."""
        return self._opened().last()

    def find(self, name: str) -> Entry:
        """The entry of a number, or of the beginning (6 signs or more) of its content's digest."""
        entries = self.entries()
        found = [e for e in entries if str(e.number) == name]
        found = found or [e for e in entries if len(name) >= 6 and e.content.startswith(name.lower())]
        if len(found) != 1:
            raise ArchiveError("no-entry", self.path, name=name)
        return found[0]

    def original(self, entry: Entry) -> bytes:
        """The original bytes of an entry (of a decision: its JSON), checked against the digest."""
        if entry.kind == "decision":
            return self._same(entry.about.encode(), entry.content, entry)
        try:
            data = packing.unpacked(self._kept(entry, "originals"), entry.size)
        except packing.Damaged:
            data = b""
        return self._same(data, entry.content, entry)

    def editions(self, entries: Iterable[Entry] | None = None) -> list[Edition]:
        """The editions as they were read when they were added; without ``entries`` all that no entry corrects."""
        return list(self.each_edition(self.standing() if entries is None else entries))

    def sound(self) -> tuple[list[Entry], list[Entry]]:
        """Every entry that can be worked with, and those that somebody changed so that they cannot."""
        sound: list[Entry] = []
        spoilt: list[Entry] = []
        for entry in self._opened().entries():
            (spoilt if _spoilt(entry) else sound).append(entry)
        return sound, spoilt

    def standing(self) -> list[Entry]:
        """The entries of editions that no later entry corrects."""
        every = self.entries()
        gone = superseded(every)
        return [e for e in every if e.kind == "edition" and e.number not in gone]

    def each_edition(self, entries: Iterable[Entry]) -> Iterator[Edition]:
        """The editions of entries, one after the other."""
        return (edition for e in entries if e.kind == "edition" for edition in self._read(e))

    def decisions(self) -> list[tuple[Entry, Decision]]:
        """Every decision with its entry, in the order they were added."""
        return [(e, deciding.decision(e)) for e in self.entries() if e.kind == "decision"]

    def export(self, entries: Iterable[Entry], folder: str | Path) -> list[Exported]:
        """Write original bytes to a folder, under names that are safe everywhere; what is there stays as it is."""
        return [write(e, self.original(e), Path(folder)) for e in entries]

    def rescue(self, folder: str | Path) -> tuple[list[Exported], list[Entry]]:
        """Export what a damaged archive still holds as it was added, and name the entries of which it is lost.

        The archive is not touched; of an undamaged one everything is exported.
        """
        from pia_audit.archive.salvage import readable

        try:
            return self._export_whole(folder)
        except ArchiveError as error:
            if error.code != "damaged":
                raise
            self.close()
            with readable(self.path, error) as (copy, _, _), Archive(copy) as behind:
                return behind._export_whole(folder)

    def _export_whole(self, folder: str | Path) -> tuple[list[Exported], list[Entry]]:
        out: list[Exported] = []
        lost: list[Entry] = []
        for entry in self.entries():
            try:
                out += self.export([entry], folder)
            except ArchiveError as error:
                if error.code != "entry-damaged":
                    raise
                lost.append(entry)
        return out, lost

    def verify(self, head: str | None = None, progress: Progress | None = None) -> verifying.Verification:
        """Check everything; ``head`` is a digest noted down earlier (see :mod:`pia_audit.archive.verifying`)."""
        self.close()
        return verifying.verify(self.path, head=head, wait=self.wait, progress=progress)

    def _opened(self, *, write: bool = False) -> Store:
        if self._store is not None and write and not self._store.write:
            self.close()
        if self._store is None:
            self._store = Store(self.path, write=write, wait=self.wait)
            self._held = {}
        return self._store

    def _read(self, entry: Entry) -> list[Edition]:
        frames = self._same(self._kept(entry, "frames"), entry.frames, entry)
        try:
            return taking.editions_of(frames)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
            raise ArchiveError("entry-damaged", self.path, number=entry.number) from error

    def _same(self, data: bytes, digest: str, entry: Entry) -> bytes:
        if sha256(data) != digest:
            raise ArchiveError("entry-damaged", self.path, number=entry.number)
        return data

    def _kept(self, entry: Entry, part: Part) -> bytes:
        """A part of an entry as it lies in its pack, which is held while its neighbours are asked for."""
        store = self._opened()
        if part not in self._held or self._held[part][0] != entry.pack:
            batches = store.batches(entry.pack, part)
            self._held[part] = (entry.pack, {n: data for b in batches for n, data in _UNPACKED[part](b)})
        return self._held[part][1].get(entry.number, b"")

    def _is_itself(self, source: Source, unread: list[Unread]) -> bool:
        """Whether it is the archive's own file, which is no report: to read it would give up the database's lock."""
        own = source.path.resolve() == self.path.resolve()
        if own:
            unread.append(Unread(source.name, "not-a-report"))
        return own

    def _check_correction(self, corrects: int | None, files: int) -> None:
        if corrects is None:
            return
        if files > 1:
            raise ArchiveError("one-correction", self.path, count=files)
        entry = self.find(str(corrects))
        if entry.number in superseded(self.entries()):
            raise ArchiveError("corrected-already", self.path, number=entry.number)

    def _keep(self, batch: Sequence[Taken], *, by: str, corrects: int | None) -> list[Entry]:
        values: list[dict[str, object]] = [
            {
                "kind": "edition", "by": by, "path": t.path, "name": Path(t.path).name, "content": t.content,
                "size": t.size, "frames": sha256(t.frames), "about": t.about, "corrects": corrects,
            }
            for t in batch
        ]  # fmt: skip
        entries = self._chain(values)
        originals, frames = packing.in_a_row(t.original for t in batch), packing.together([t.frames for t in batch])
        pack = self._opened().append(entries, originals, frames)
        self._held = {}
        return [replace(e, pack=pack) for e in entries]

    def _chain(self, values: Sequence[dict[str, object]]) -> list[Entry]:
        """New entries behind the last one."""
        before = self._opened().last()
        number, previous = (before.number, before.digest) if before else (0, START)
        same = {"layout": LAYOUT, "at": now(), "host": platform.node(), "program": taking.program()}
        out = []
        for n, own in enumerate(values, number + 1):
            given = {**same, **own, "by": own["by"] or user()}
            entry = Entry(number=n, **given).chained(previous)  # type: ignore[arg-type]
            previous = entry.digest
            out.append(entry)
        return out


def _spoilt(entry: Entry) -> bool:
    """Whether somebody changed an entry so that it cannot be worked with."""
    try:
        if entry.kind == "decision":
            deciding.decision(entry)
        else:
            list(entry.heads)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return True
    return entry.kind not in KINDS


def user() -> str:
    """The name of who runs the program, as the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "?"


def _new(
    files: Sequence[Source], held: dict[str, int], unread: list[Unread]
) -> tuple[list[Source], list[tuple[str, str]]]:
    """The files that add something, and path and digest of those whose bytes are held or were just named."""
    todo: dict[str, Source] = {}
    known: list[tuple[str, str]] = []
    for source in files:
        data = load(source)
        if isinstance(data, Unread):
            unread.append(data)
            continue
        content = sha256(data)
        if content in held or content in todo:
            known.append((source.name, content))
        else:
            todo[content] = source
    return list(todo.values()), known


def _batches(found: Iterable[Taken | Unread], unread: list[Unread]) -> Iterator[list[Taken]]:
    batch: list[Taken] = []
    for one in found:
        if isinstance(one, Unread):
            unread.append(one)
            continue
        unread.extend(one.lost)
        batch.append(one)
        if len(batch) >= BATCH or sum(len(t.frames) + len(t.original) for t in batch) >= BATCH_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch
