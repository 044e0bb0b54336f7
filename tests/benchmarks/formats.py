"""How long each format takes to write, and how large it gets: a folder of invented reports with faults.

    python tests/benchmarks/formats.py [--reports 200] [--runs 5]

The reports' last two editions are reconciled once; then each format is written to a file in turn, ``--runs`` times
over, and the best and the median are told, in seconds of the processor. The audit itself is timed beside them.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tabulate import tabulate

from pia_audit.audit_request import Report
from pia_audit.audits.run import Audit, audit
from pia_audit.cli.audit_output import FORMATS, hand_over
from pia_audit.compare.pair_corpus import paired
from pia_audit.reports.report import AuditReport, build
from pia_audit.synthetic import FAULTS, Synthetic, generate


def made(seed: int) -> Synthetic:
    """A report with up to five faults, fewer where the form has no item for one."""
    faults = tuple(random.Random(seed).sample(FAULTS, 5))
    while True:
        try:
            return generate(seed, faults=faults)
        except ValueError:
            faults = faults[:-1]


def timed(call: Callable[[], object]) -> float:
    """Seconds of the processor a call takes, which other work on the machine does not change."""
    start = time.process_time()
    call()
    return time.process_time() - start


def measure(result: Audit, report: AuditReport, runs: int) -> list[list[object]]:
    """A line per format: best and median of the runs, and the size."""
    taken: dict[str, list[float]] = {form: [] for form in FORMATS}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(runs):
            for form in FORMATS:
                path = Path(folder) / f"out.{form}"
                taken[form].append(timed(partial(hand_over, form, Report(result, report), path)))
        sizes = {form: (Path(folder) / f"out.{form}").stat().st_size for form in FORMATS}
    return [
        [form, f"{min(figure):.2f}", f"{statistics.median(figure):.2f}", f"{sizes[form] / 1024:,.0f}"]
        for form, figure in taken.items()
    ]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--reports", type=int, default=200)
    options.add_argument("--runs", type=int, default=5)
    chosen = options.parse_args()
    reports = [made(seed) for seed in range(chosen.reports)]
    corpus = paired([(r.editions[-2], r.editions[-1]) for r in reports])
    results: list[Audit] = []
    audited = timed(lambda: results.append(audit(corpus)))
    (result,) = results
    built = timed(lambda: build(result, "ja"))
    report = build(result, "ja")
    print(f"{chosen.reports} reports, {len(report.findings)} findings; audit {audited:.2f} s, wording {built:.2f} s")
    print(tabulate(measure(result, report, chosen.runs), ["format", "best (s)", "median (s)", "KiB"]))


if __name__ == "__main__":
    main()
