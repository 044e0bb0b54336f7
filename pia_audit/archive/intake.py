"""A file as the archive takes it in: its bytes, and what was read in them as rows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from msgspec import Struct

from pia_audit.archive.compression import LIMIT, deflated
from pia_audit.archive.entries import canonical, heads_text, sha256
from pia_audit.archive.readings import Reading, reading_of
from pia_audit.archive.schema import ROWS
from pia_audit.model import Edition, Unread
from pia_audit.readers import read_bytes
from pia_audit.readers.sources import Source, load
from pia_audit.readers.stored_editions import to_data


class Intake(Struct, frozen=True):
    """One file: ``original`` with whether it is deflated, ``reading`` what was read in it, ``frames`` the digest of
    that as canonical JSON, ``unread`` what was not read, ``weight`` how many bytes all of it takes."""

    path: str
    content: str
    size: int
    original: tuple[int, bytes]
    reading: Reading
    frames: str
    weight: int
    about: str
    unread: tuple[Unread, ...]


def intake(source: Source) -> Intake | Unread:
    """The file, read once: what is stored and what is parsed are the same bytes."""
    data = load(source)
    if isinstance(data, Unread):
        return data
    name, content = source.name, sha256(data)
    editions = read_bytes(name, data)
    if isinstance(editions, Unread):
        return editions
    plain = [to_data(e) for e in editions]
    frames = canonical(plain)
    rows = max(len(editions), sum(len(e.items) for e in editions), sum(len(e.changes) for e in editions))
    if len(frames) > LIMIT or rows >= ROWS:
        return Unread(name, "file-too-large", params={"size": len(frames), "limit": LIMIT})
    unread, original = tuple(u for e in editions for u in e.unread), deflated(data)
    reading, weight = reading_of(plain, [e.edition_id for e in editions], name, content), len(frames) + len(original[1])
    return Intake(name, content, len(data), original, reading, sha256(frames), weight, heads_text(editions), unread)


def frames_again(original: tuple[str, bytes]) -> bytes | Unread:
    """What this version reads in the bytes of a path, as canonical JSON."""
    editions = read_bytes(*original)
    return editions if isinstance(editions, Unread) else frames_of(editions)


def frames_of(editions: Iterable[Edition]) -> bytes:
    """The canonical JSON of what was read in a file."""
    return canonical([to_data(e) for e in editions])


def ids_of(editions: Iterable[Edition]) -> list[tuple[str, str]]:
    """Report id and edition id of each edition."""
    return [(e.report_id, e.edition_id) for e in editions]


@cache
def program() -> str:
    """The program and its version, as entries record it."""
    try:
        return f"pia-audit {version('pia-audit')}"
    except PackageNotFoundError:
        return "pia-audit"
