"""What became of everything that was brought in, kept beside the archive: it is there again after another start.

The archive holds what was read; what could not be read, or was not taken of an answer, it cannot hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.app.ledger import Span
from pia_audit.checklists.filled import Problem
from pia_audit.model import FileEntry, Unread
from pia_audit.model.files import TooLarge, read_bounded, write
from pia_audit.model.plain_values import as_data

_VERSION = 1
_LARGEST = 256 * 1024 * 1024


class Intake(Struct, frozen=True):
    """Files that were brought in together: when (to the minute), by whom, and what became of each."""

    at: str
    by: str
    files: tuple[FileEntry, ...]

    def count(self, status: str) -> int:
        """How many files have a status."""
        return sum(f.status == status for f in self.files)


class Returned(Struct, frozen=True):
    """Answered letters and filled sheets that were taken back together.

    ``taken`` is how many decisions were written, ``span`` the numbers of their entries (empty where none was),
    ``known`` how many were there already, ``late`` how many do not count since a later decision does; ``problems`` is
    everything that was not taken or is to be told, each with its place.
    """

    at: str
    by: str
    files: tuple[str, ...]
    taken: int = 0
    span: str = ""
    known: int = 0
    late: int = 0
    problems: tuple[Problem, ...] = ()


class Accounts(Struct, frozen=True):
    """Both in a file, the newest last; each change is written at once, whole or not at all.

    A file that cannot be read is left as it is, under a name that ends in ``.bak``, and ``damaged`` says so.
    """

    path: Path
    intakes: list[Intake] = field(default_factory=list)
    returns: list[Returned] = field(default_factory=list)
    damaged: bool = False

    @classmethod
    def at(cls, path: Path) -> Accounts:
        """What a file holds; nothing where there is none. Raises ``OSError``."""
        if not path.exists():
            return cls(path)
        try:
            data = json.loads(read_bounded(path, _LARGEST))
            if data["version"] != _VERSION:
                raise ValueError(data["version"])
            return cls(path, [_intake(d) for d in data["intakes"]], [_returned(d) for d in data["returns"]])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, TooLarge):
            path.replace(path.with_name(f"{path.name}.bak"))
            return cls(path, damaged=True)

    def begin(self, files: Sequence[FileEntry], by: str) -> None:
        """Begin the account of files that are brought in."""
        self.intakes.append(Intake(now(), by, tuple(files)))
        self._write()

    def go_on(self, files: Sequence[FileEntry]) -> None:
        """Put what became of the files of the last intake in the place of what was known of them before."""
        self.intakes[-1] = replace(self.intakes[-1], files=tuple(files))
        self._write()

    def add(self, returned: Returned) -> None:
        """Add what became of answers."""
        self.returns.append(returned)
        self._write()

    def _write(self) -> None:
        data = {
            "version": _VERSION,
            "intakes": [as_data(i) for i in self.intakes],
            "returns": [as_data(r) for r in self.returns],
        }
        write(self.path, json.dumps(data, default=str).encode())


def now() -> str:
    """The time, to the minute."""
    return datetime.now().isoformat(" ", "minutes")


def _intake(data: Mapping[str, Any]) -> Intake:
    return Intake(str(data["at"]), str(data["by"]), tuple(_entry(f) for f in data["files"]))


def _entry(data: Mapping[str, Any]) -> FileEntry:
    reason = data["reason"]
    return FileEntry(
        str(data["source"]),
        data["status"],
        str(data["report_id"]),
        date.fromisoformat(data["edition"]) if data["edition"] else None,
        int(data["editions"]),
        Unread(**reason) if reason else None,
    )


def _returned(data: Mapping[str, Any]) -> Returned:
    problems = tuple(Problem(**p) for p in data["problems"])
    return Returned(**{**data, "files": tuple(data["files"]), "problems": problems})


def span_of(returned: Returned) -> Span | None:
    """The numbers of an answer's entries."""
    return Span.read(returned.span) if returned.span else None
