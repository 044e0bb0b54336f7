"""What lies in a corpus folder.

::

    corpus.json                     version of the layout, number of partitions, what the writer noted
    editions/part-00000.parquet     one file per partition and frame; the columns are those of the model
    items/part-00000.parquet
    changes/…  quotes/…  unread/…

A report with all its editions lies in one partition, chosen by a hash of its ``report_id`` that is the same on
every machine; what could not be read lies with the report of its source, or in the partition of its source's name.
``corpus.json`` is written last: a folder without it is no corpus (yet).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from pia_audit.japanese.patterns import regex
from pia_audit.model.files import InputError

VERSION = 1
HEAD = "corpus.json"
_LEFTOVER = regex(r"\..+\.[0-9]+\.tmp")
"""The name of a file while it is written."""
FRAMES = ("editions", "items", "changes", "quotes", "unread")
"""The frames that are stored; what replay and reconciliation find is worked out anew."""

ARCHIVE = "archive"
"""What the notes of a corpus that was gathered from an archive for one audit call the digest of its last entry."""

MOST = 99_999
"""Partitions a corpus may have at most (the number in a file's name has five digits)."""


class BadCorpus(InputError):
    """A folder or file of a corpus that cannot be used."""

    sentences = ("partitions", "corpus")


class Layout(Struct, frozen=True):
    """A corpus folder: where it is, how many partitions it has, and what its writer noted (``seed`` and the like)."""

    path: Path
    partitions: int
    notes: Mapping[str, Any] = field(default_factory=dict)

    def file(self, frame: str, number: int) -> Path:
        """The file of one frame of one partition, numbered from 0."""
        return self.path / frame / name(number)

    def files(self, number: int) -> dict[str, Path]:
        """All files of a partition, by frame."""
        return {frame: self.file(frame, number) for frame in FRAMES}


def name(number: int) -> str:
    """The name of a partition's files."""
    return f"part-{number:05d}.parquet"


def partition_of(key: str, partitions: int) -> int:
    """The partition of a report_id: the same on every machine and in every version of Python."""
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % partitions


def is_corpus(path: str | Path) -> bool:
    """Whether a folder is a corpus, by its ``corpus.json``."""
    return (Path(path) / HEAD).is_file()


def layout(path: str | Path) -> Layout:
    """The layout of a corpus folder; raises :class:`BadCorpus` when it is none, or of another version."""
    head = Path(path) / HEAD
    try:
        data = json.loads(head.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadCorpus(head, "no-corpus", reason=str(error)[:200]) from error
    if not isinstance(data, dict) or data.get("pia_audit_corpus") != VERSION:
        raise BadCorpus(head, "other-version")
    number = data.get("partitions")
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= MOST:
        raise BadCorpus(head, "bad-head")
    notes = data.get("notes")
    return Layout(Path(path), number, notes if isinstance(notes, dict) else {})


def finish(store: Layout) -> None:
    """Write ``corpus.json``, which makes the folder a corpus."""
    data = {"pia_audit_corpus": VERSION, "partitions": store.partitions, "notes": dict(store.notes)}
    put(store.path / HEAD, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())


def is_empty(folder: Path) -> bool:
    """Whether there is no folder, or nothing in it but what an interruption left of a file that :func:`put` wrote."""
    return not folder.exists() or all(_LEFTOVER.fullmatch(p.name) for p in folder.iterdir())


def put(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        waiting.write_bytes(data)
        os.replace(waiting, path)
    finally:
        waiting.unlink(missing_ok=True)
