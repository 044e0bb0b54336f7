"""``python -m pia_audit.synthetic corpus``: the arguments of :mod:`pia_audit.synthetic.nation`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_corpus(commands: Any) -> None:
    """Add ``corpus`` to the sub-commands of an argument parser."""
    parser = commands.add_parser("corpus", help="a corpus of many reports as Parquet partitions, with the truth")
    parser.add_argument("target", type=Path, help="an empty folder, or one that is not there yet")
    parser.add_argument("--reports", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--partitions", type=int, help="default: one for 500 reports")
    parser.add_argument("--processes", type=int, help="default: one for each core")
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> None:
    from pia_audit.synthetic.nation import write_corpus

    try:
        found = write_corpus(chosen.target, chosen.reports, chosen.seed, chosen.partitions, chosen.processes)
    except (OSError, ValueError) as error:
        raise SystemExit(f"{error}") from error
    print(f"{found.path}: {chosen.reports} reports, {found.partitions} partitions")
