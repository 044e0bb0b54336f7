"""Reading very many files in one command: time, throughput per core, and whether memory stays flat.

    python -m pia_audit.synthetic files FOLDER --xlsx 500 --pdf 100 --seed 1
    python tests/benchmarks/files.py FOLDER

A corpus is made of the files by ``convert`` in a whole process timed from outside: of a quarter of the workbooks and
PDFs, then of all, so that memory can be compared; then of the workbooks alone and of the PDFs alone. Nothing here
passes or fails: this is no test. (The processor time of the process in which PDFs are opened is not in the figures.)
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from measuring import measured
from tabulate import tabulate


def main() -> None:
    """Measure, and print the table."""
    folder = Path(sys.argv[1])
    books, prints = sorted(folder.rglob("*.xlsx")), sorted(folder.rglob("*.pdf"))
    sets = {
        "a quarter of both": [*books[::4], *prints[::4]],
        "half of both": [*books[::2], *prints[::2]],
        "both": [*books, *prints],
        "workbooks": books,
        "PDFs": prints,
    }
    print(tabulate(
        [row for name, files in sets.items() if files for row in [_row(name, files)]],
        ["read", "files", "wall (s)", "processor (s)", "ms of processor/file", "files/s per core", "peak (MB)"],
    ))  # fmt: skip


def _row(name: str, files: Sequence[Path]) -> list[object]:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "files"
        folder.mkdir()
        for number, file in enumerate(files):
            shutil.copy(file, folder / f"{number:05d}{file.suffix}")
        run = measured(["-m", "pia_audit", "convert", str(folder), str(Path(made) / "c.corpus")], allowed=(0, 2))
    each = run.busy / len(files)
    cores = min(len(os.sched_getaffinity(0)), len(files))
    return [
        name, len(files), f"{run.wall:.1f}", f"{run.busy:.1f}", f"{1000 * each:.0f}",
        f"{len(files) / run.wall / cores:.1f}", f"{run.peak:.0f}",
    ]  # fmt: skip


if __name__ == "__main__":
    main()
