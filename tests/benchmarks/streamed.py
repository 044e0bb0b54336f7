"""The audit of an archive as a whole and partition by partition: time and memory.

    python tests/benchmarks/streamed.py [--editions 250 1000] [--jobs 1 2]

Invented reports, two editions each, a quarter of them with faults, as text files in an archive. Each audit is a whole
process of its own, timed from outside with all the processes it starts: ``as a whole`` it holds every edition at once
and writes JSON, the others go through the archive partition by partition and write JSON Lines. Processor time and
memory are what can be compared when the machine does other things as well. That both say the same is for the tests.
"""

from __future__ import annotations

import argparse
import tempfile
from itertools import count, islice
from pathlib import Path

from measuring import Run, measured
from tabulate import tabulate

from pia_audit.archive import Archive
from pia_audit.synthetic import to_text
from pia_audit.synthetic.mixture import drawn


def make(folder: Path, editions: int) -> Path:
    """An archive of so many editions."""
    folder.mkdir()
    made = ((n, e) for n in count() for e in drawn(1, n).editions[-2:])
    for n, edition in islice(made, editions):
        (folder / f"{n:06}-{edition.published_on}.txt").write_text(to_text(edition), encoding="utf-8")
    path = folder.with_suffix(".sqlite")
    with Archive(path) as archive:
        archive.add([folder])
    return path


def audits(archive: Path, place: Path, jobs: list[int]) -> list[tuple[str, Run]]:
    """The old way, then the new one with each number of processes."""
    runs = [("as a whole", ["audit", str(archive), "-o", str(place / "whole.json")])]
    for number in jobs:
        asked = ["audit", str(archive), "--format", "jsonl", "--jobs", str(number), "-o", str(place / f"out-{number}")]
        runs.append((f"audit --jobs {number}", asked))
    return [(name, measured(["-m", "pia_audit", *asked])) for name, asked in runs]


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--editions", type=int, nargs="+", default=[250, 1000])
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    given = parser.parse_args()
    rows: list[list[object]] = []
    for editions in given.editions:
        with tempfile.TemporaryDirectory() as place:
            archive = make(Path(place) / "editions", editions)
            for name, run in audits(archive, Path(place), given.jobs):
                rows.append([editions, name, f"{run.wall:.1f}", f"{run.busy:.1f}", f"{run.peak:,.0f}"])
    print(tabulate(rows, headers=["editions", "", "wall (s)", "processor (s)", "memory, all processes (MB)"]))


if __name__ == "__main__":
    main()
