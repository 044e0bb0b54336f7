"""An entry of the archive, and the chain that binds each entry to all before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.model import Edition
from pia_audit.model.plain_values import as_data

Kind = Literal["edition", "decision", "audit"]
KINDS: tuple[Kind, ...] = ("edition", "decision", "audit")

LAYOUT = 1
"""Which recipe a new entry's digest follows."""

START = "0" * 64
"""What the first entry has as the digest before it."""


class Head(Struct, frozen=True):
    """What an edition in an entry is: enough to find it again without unpacking it; ``published_on`` is ISO text."""

    report_id: str
    agency: str
    report_no: str
    title: str
    form: str
    form_version: str
    published_on: str | None
    items: int
    rows: int

    @classmethod
    def of(cls, edition: Edition) -> Head:
        """The head of an edition."""
        texts = {n: getattr(edition, n) for n in ("report_id", "agency", "report_no", "title", "form", "form_version")}
        day = edition.published_on.isoformat() if edition.published_on else None
        return cls(**texts, published_on=day, items=len(edition.items), rows=len(edition.changes))

    @classmethod
    def of_data(cls, data: Any) -> Head:
        """The head in an entry's JSON; raises ``TypeError`` for one that no program of ours wrote."""
        head = cls(**data)
        texts = (head.report_id, head.agency, head.report_no, head.title, head.form, head.form_version)
        if not all(isinstance(t, str) for t in (*texts, head.published_on or "")):
            raise TypeError("texts")
        if not all(type(n) is int for n in (head.items, head.rows)):
            raise TypeError("counts")
        return head


class Entry(Struct, frozen=True):
    """One entry. Digests are SHA-256 in hexadecimal.

    ``content`` is that of the original bytes (of a decision: of ``about``; of an audit: of its findings and leaves),
    ``frames`` that of what was read in them, in canonical JSON. ``at`` is UTC; ``by`` who added it, on the computer
    ``host``, from ``path``; ``program`` the version that read it. ``about`` is canonical JSON: the heads of an
    edition's file, the decision, or the counts of the audit. ``corrects`` is the number of the entry this one takes
    the place of.
    """

    number: int
    kind: Kind
    layout: int
    at: str
    by: str
    host: str
    path: str
    name: str
    program: str
    content: str
    size: int
    frames: str
    about: str
    corrects: int | None = None
    digest: str = ""

    @property
    def heads(self) -> tuple[Head, ...]:
        """The editions in the entry; none for a decision or an audit."""
        return tuple(map(Head.of_data, json.loads(self.about))) if self.kind == "edition" else ()

    @property
    def row(self) -> tuple[Any, ...]:
        """The values of the entry, in the order of the table of entries."""
        return tuple(getattr(self, name) for name in self.__struct_fields__)

    def digest_after(self, previous: str) -> str:
        """The digest this entry must have behind an entry with the digest ``previous``."""
        if self.layout != LAYOUT:
            raise ValueError("layout")
        record = {name: getattr(self, name) for name in self.__struct_fields__ if name != "digest"}
        return sha256(canonical({**record, "previous": previous}))

    def chained(self, previous: str) -> Entry:
        """The entry with its digest."""
        return replace(self, digest=self.digest_after(previous))


def canonical(value: Any) -> bytes:
    """JSON that is the same on every computer: keys sorted, no blanks, UTF-8; half characters are escaped."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def heads_text(editions: Iterable[Edition]) -> str:
    """``about`` of an entry that holds these editions."""
    return canonical([as_data(Head.of(e)) for e in editions]).decode()


def superseded(entries: Iterable[Entry]) -> set[int]:
    """The numbers of entries that a later one corrects."""
    return {e.corrects for e in entries if e.corrects is not None}


def matching(entries: Iterable[Entry], text: str) -> list[Entry]:
    """The entries in whose path, report, body, title or decision the text stands."""
    return [e for e in entries if any(text in t for t in (e.path, e.about, *(h.report_id for h in e.heads)))]
