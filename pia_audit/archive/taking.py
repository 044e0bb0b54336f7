"""A file as the archive takes it: its bytes, and what was read in them as canonical JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from pia_audit.archive.entries import canonical, heads_text, sha256
from pia_audit.archive.packing import LIMIT, packed
from pia_audit.model import Edition, Unread
from pia_audit.readers import read_bytes
from pia_audit.readers.sources import Source, load
from pia_audit.readers.stored_editions import editions_from, to_data


@dataclass(frozen=True, slots=True)
class Taken:
    """One file: ``original`` packed, ``frames`` the canonical JSON of its editions, ``lost`` what was not read."""

    path: str
    content: str
    size: int
    original: bytes
    frames: bytes
    about: str
    lost: tuple[Unread, ...]


def take(source: Source) -> Taken | Unread:
    """The file, read once: what is kept and what is parsed are the same bytes."""
    data = load(source)
    if isinstance(data, Unread):
        return data
    name = source.name
    found = read_bytes(name, data)
    if isinstance(found, Unread):
        return found
    frames = frames_of(found)
    if len(frames) > LIMIT:
        return Unread(name, "file-too-large", params={"size": len(frames), "limit": LIMIT})
    lost = tuple(u for e in found for u in e.unread)
    return Taken(name, sha256(data), len(data), packed(data), frames, heads_text(found), lost)


def again(kept: tuple[str, bytes]) -> bytes | Unread:
    """What this version reads in bytes kept under a name."""
    found = read_bytes(*kept)
    return found if isinstance(found, Unread) else frames_of(found)


def frames_of(editions: Iterable[Edition]) -> bytes:
    """The canonical JSON of what was read in a file."""
    return canonical([to_data(e) for e in editions])


def editions_of(frames: bytes) -> list[Edition]:
    """The editions again, out of bytes whose digest is right; raises what :func:`editions_from` does."""
    return editions_from(json.loads(frames))


@cache
def program() -> str:
    """The program and its version, as entries record it."""
    try:
        return f"pia-audit {version('pia-audit')}"
    except PackageNotFoundError:
        return "pia-audit"
