"""Writes the invented editions of ``data/tebiki-01`` anew, the same bytes each time.

    python data/make_examples.py [FOLDER]

Needs the package installed. FOLDER is where ``tebiki-01`` goes (default: beside this script); to see whether the
committed files are still what the package writes, give another folder and compare.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pia_audit.synthetic import Synthetic, generate, to_text

NAME = "tebiki-01"
SEED = 14
FAULTS = ("undocumented_change", "misquoted_after", "phantom_row", "partly_documented")
"""What is wrong between the last two editions, one of each."""


def made() -> Synthetic:
    """The invented report: three editions of one body's 基礎項目評価書."""
    return generate(SEED, editions=3, faults=FAULTS)


def write(folder: Path) -> list[Path]:
    """Write each edition under its 公表日; returns the files, oldest first. Raises ``OSError``."""
    target = folder / NAME
    target.mkdir(parents=True, exist_ok=True)
    files = []
    for edition in made().editions:
        path = target / f"{edition.published_on}.txt"
        path.write_text(to_text(edition), encoding="utf-8", newline="\n")
        files.append(path)
    return files


def main() -> None:
    """Write the editions and name the files."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    for path in write(folder):
        print(path.relative_to(folder).as_posix())


if __name__ == "__main__":
    main()
