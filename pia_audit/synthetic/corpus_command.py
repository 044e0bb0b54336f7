"""``python -m pia_audit.synthetic corpus``: the arguments of :mod:`pia_audit.synthetic.nation`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from pia_audit.synthetic.nation import write_corpus


def main(arguments: Sequence[str]) -> int:
    """A corpus of many reports as Parquet partitions, with the truth; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m pia_audit.synthetic corpus", description=main.__doc__)
    parser.add_argument("target", type=Path, help="an empty folder, or one that is not there yet")
    parser.add_argument("--reports", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--partitions", type=int, help="default: one for 500 reports")
    parser.add_argument("--processes", type=int, help="default: one for each core")
    chosen = parser.parse_args(arguments)

    try:
        store = write_corpus(chosen.target, chosen.reports, chosen.seed, chosen.partitions, chosen.processes)
    except (OSError, ValueError) as error:
        parser.exit(2, f"{parser.prog}: {error}\n")
    print(f"{store.path}: {chosen.reports} reports, {store.partitions} partitions")
    return 0
