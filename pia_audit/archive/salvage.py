"""Which entries a damaged file still holds as they were, and which not.

The database refuses a whole block when one byte of it changed. In a copy, block after block, the checksum that the
database says it computed is written over the stored one, so that it reads on; the archive's own digests then tell
which entry the change fell on. The copy is read in a process of its own: should the database not survive what it
reads there, that is told as well. The archive itself is not touched.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pia_audit.archive.entries import Entry
from pia_audit.archive.errors import CHECKSUM, ArchiveError
from pia_audit.archive.fitting import Problem, stored
from pia_audit.archive.store import Store

MOST = 256
"""Damaged blocks that are looked behind; a file with more of them is beyond telling."""

PATIENCE = 600
"""Seconds one reading of the copy may take."""


def damaged(path: Path, error: ArchiveError) -> tuple[list[Entry], list[Problem]]:
    """The entries and what is wrong with them. Raises ``beyond-telling`` when nothing can be read behind the damage."""
    with readable(path, error) as (_, blocks, told):
        problems = [Problem("file-damaged", params=(("blocks", blocks),))]
    problems += [Problem(p["code"], p["entry"], p["name"], tuple(map(tuple, p["params"]))) for p in told["problems"]]
    return [Entry(**e) for e in told["entries"]], problems


@contextlib.contextmanager
def readable(path: Path, error: ArchiveError) -> Iterator[tuple[Path, int, dict[str, Any]]]:
    """A copy that the database reads, how many blocks were passed over in it, and what was told of it."""
    beyond = ArchiveError("beyond-telling", path, **error.params)
    with tempfile.TemporaryDirectory(prefix="pia-audit-") as folder:
        copy = Path(folder) / "copy.duckdb"
        try:
            shutil.copyfile(path, copy)
        except OSError as why:
            raise ArchiveError("no-copy", path, reason=why.strerror or "?") from why
        reason = error.raw
        for blocks in range(1, MOST + 1):
            if not _passed_over(copy, reason):
                break
            told = _looked_at(copy)
            if "entries" in told:
                yield copy, blocks, told
                return
            reason = told["reason"]
        raise beyond from error


def _passed_over(copy: Path, reason: str) -> bool:
    """Write the computed checksum over the stored one; false when the reason names none, or it does not lie there."""
    match = CHECKSUM.search(reason)
    if match is None:
        return False
    computed, kept, place = (int(n) for n in match.groups())
    with copy.open("r+b") as file:
        file.seek(place)
        if file.read(8) != kept.to_bytes(8, "little"):
            return False
        file.seek(place)
        file.write(computed.to_bytes(8, "little"))
    return True


def _looked_at(copy: Path) -> dict[str, Any]:
    paths = os.pathsep.join(p for p in sys.path if p)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pia_audit.archive.salvage", str(copy)],
            capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE, check=True,
            env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        told: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"reason": ""}
    return told


def main(copy: str) -> None:
    """The process of its own: the entries and problems as JSON, or the reason why there are none."""
    try:
        store = Store(Path(copy), write=False, wait=0)
        entries = store.entries()
        told: dict[str, Any] = {"problems": [asdict(p) for p in stored(store, entries)]}
        told["entries"] = [asdict(e) for e in entries]
    except ArchiveError as error:
        told = {"reason": error.raw}
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
