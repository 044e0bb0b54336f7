"""Kills ``archive add`` without warning, over and over, and looks at what is left.

    python tests/support/interrupted.py [KILLS] [EDITIONS]

Each round adds 200 (or so many) invented editions to a new archive and kills the program, half of the time at any
moment of the run and half of the time while the file is being written. Then: the archive opens, ``verify`` finds
nothing, all that the program had printed as added is there, and the same command completes it. The suite runs a few
rounds of this.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from msgspec import Struct

from pia_audit.archive import Archive
from pia_audit.synthetic import generate, to_text

ROOT = Path(__file__).resolve().parents[2]
_LINE = re.compile(r"^登録(\d+)  .*  ([0-9a-f]{64})$", re.MULTILINE)
_STEP = 0.001


def make(folder: Path, count: int, seed: int = 1) -> Path:
    """A folder with so many invented editions."""
    folder.mkdir(parents=True, exist_ok=True)
    made = 0
    while made < count:
        for edition in generate(seed, form="form2-2014", editions=4, changes=(1, 2)).editions[: count - made]:
            name = f"{seed:05d}-{edition.published_on}.txt"
            (folder / name).write_text(to_text(edition), encoding="utf-8")
            made += 1
        seed += 1
    return folder


def command(*arguments: str | Path) -> list[str]:
    """``pia-audit archive`` as a process of its own."""
    return [sys.executable, "-m", "pia_audit", "archive", *map(str, arguments)]


def environment() -> dict[str, str]:
    """This tree's package, the language of the messages as it is without settings."""
    return {k: v for k, v in os.environ.items() if k != "PIA_AUDIT_LANG"} | {"PYTHONPATH": str(ROOT)}


def acknowledged(printed: str) -> dict[int, str]:
    """The entries the program said it had added: number and digest."""
    return {int(number): digest for number, digest in _LINE.findall(printed)}


class Round(Struct, frozen=True):
    """What a round saw: whether the program was killed, the file was there, and how many entries were told and held."""

    killed: bool
    there: bool
    acknowledgements: int
    held: int


def one(folder: Path, archive: Path, rng: Random, took: float, count: int) -> Round:
    """Add, kill, look, complete; every failure is an ``AssertionError``."""
    output = archive.with_suffix(".out")
    with output.open("wb") as stream:
        process = subprocess.Popen(
            command("add", archive, folder), stdout=stream, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
            env=environment(), start_new_session=True,
        )  # fmt: skip
        if rng.random() < 0.5:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(rng.uniform(0.1, 1) * took)
        else:
            _while_written(process, archive, rng)
        killed = process.poll() is None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    digests, held, there = acknowledged(output.read_text(encoding="utf-8")), 0, archive.exists()
    assert there or not digests
    if there:
        held = _look(archive, digests)
    done = subprocess.run(command("add", archive, folder), env=environment(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    with Archive(archive, wait=60) as opened:
        entries = opened.entries()
        assert (digests | acknowledged(done.stdout.decode())).items() <= {e.number: e.digest for e in entries}.items()
        assert len({e.content for e in entries}) == len(entries) == count
        assert len(opened.editions()) == count
    return Round(killed, there, len(digests), held)


def _while_written(process: subprocess.Popen[bytes], archive: Path, rng: Random) -> None:
    """Wait until the so-many-eth change of the file or its journal, and a moment more."""
    journal = archive.with_name(archive.name + "-journal")
    changes, seen = rng.randint(1, 8), None
    while process.poll() is None and changes:
        now = (journal.exists(), archive.exists() and archive.stat().st_mtime_ns)
        changes, seen = changes - (now != seen), now
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_STEP)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(rng.uniform(0, 0.03))


def _look(archive: Path, digests: dict[int, str]) -> int:
    """How many entries an archive holds that opens, verifies and has all that was told."""
    with Archive(archive, wait=60) as opened:
        verification = opened.verify()
        assert verification.intact, verification.problems
        held = {e.number: e.digest for e in opened.entries()}
    assert digests.items() <= held.items()
    return len(held)


def run(folder: Path, kills: int, seed: int, count: int) -> Iterator[Round]:
    """So many rounds, after one that is timed and not killed."""
    editions = make(folder / "editions", count)
    start = time.monotonic()
    timed = command("add", folder / "timed.sqlite", editions)
    subprocess.run(timed, env=environment(), capture_output=True, check=True)
    took = time.monotonic() - start
    rng = Random(seed)
    for number in range(kills):
        yield one(editions, folder / f"round-{number}.sqlite", rng, took, count)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        seen = []
        kills, count = (int(n) for n in (*sys.argv[1:], *("50", "200")[len(sys.argv) - 1 :]))
        for outcome in run(Path(place), kills, seed=int(time.time()), count=count):
            seen.append(outcome)
            print(len(seen), outcome, flush=True)
        left = sorted(p.name for p in Path(place).iterdir() if p.suffix not in (".sqlite", ".out"))
    print(f"{len(seen)} rounds, {sum(r.killed for r in seen)} killed before the end, nothing lost; left over: {left}")
