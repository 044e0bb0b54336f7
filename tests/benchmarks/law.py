"""What the rules on the law's tables cost in an audit: whole processes with and without them, by processor time.

    python tests/benchmarks/law.py [--runs 15] [--reports 200]

Two tables. The first is of a whole command on the sample, a new process each time, with and without PIA602 and
PIA611 to PIA616, one after the other and in turns: nothing is warm. The second is of a corpus of invented reports, read
once and audited in one process, where the tables are loaded and the patterns compiled after the first audit. Processor
seconds of the process and its children; what others do on the machine disturbs the single runs, so that the least is to
be looked at. polars works on one thread. Nothing here passes or fails: this is no test.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

os.environ.setdefault("POLARS_MAX_THREADS", "1")

from measuring import ROOT, measured

CODES = ("PIA602", "PIA611", "PIA612", "PIA613", "PIA614", "PIA615", "PIA616")
SAMPLE = ROOT / "data" / "meguro-14" / "2026-03-18.txt"


def cold(runs: int) -> tuple[list[float], list[float]]:
    """Processor seconds of whole audits of the sample, with and without the rules."""
    command = ["-m", "pia_audit", "audit", str(SAMPLE), "--fail-on", "never"]
    without = [*command, *(word for code in CODES for word in ("--ignore", code))]
    pairs: list[tuple[float, float]] = []
    for nth in range(runs + 1):
        order = (command, without) if nth % 2 else (without, command)
        busy = {len(c): measured(c).busy for c in order}
        pairs += [(busy[len(command)], busy[len(without)])] if nth else []  # the first one compiles modules
    return [a for a, _ in pairs], [b for _, b in pairs]


def warm(runs: int, reports: int) -> tuple[list[float], list[float], float, float]:
    """Processor seconds of audits of a corpus in one process, and those of the first one either way."""
    from pia_audit.audits.run import audit
    from pia_audit.model.frames import Corpus
    from pia_audit.synthetic import generate

    editions = [generate(seed).editions[-1] for seed in range(reports)]

    def once(ignore: tuple[str, ...]) -> float:
        corpus = Corpus.of(editions)
        start = time.process_time()
        audit(corpus, ignore=ignore)
        return time.process_time() - start

    once_without, once_with = once(CODES), once(())
    pairs = [(once(()), once(CODES)) for _ in range(runs)]
    return [a for a, _ in pairs], [b for _, b in pairs], once_with, once_without


def line(name: str, with_: list[float], without: list[float]) -> str:
    """A row of the table: the least of both, their ratio, and the median of the ratios of the pairs."""
    ratio = statistics.median(a / b for a, b in zip(with_, without, strict=True))
    return f"| {name} | {min(with_):.3f} | {min(without):.3f} | {min(with_) / min(without):.3f} | {ratio:.3f} |"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--reports", type=int, default=200)
    given = parser.parse_args()
    print("| audit | with (s) | without (s) | least / least | median of pairs |")
    print("|---|---:|---:|---:|---:|")
    print(line("sample, new processes", *cold(given.runs)))
    with_, without, first, bare = warm(max(given.runs // 3, 2), given.reports)
    print(line(f"{given.reports} reports, one process", with_, without))
    print(f"\nfirst audit of those reports: {first:.3f} s with the rules, behind one without them of {bare:.3f} s")


if __name__ == "__main__":
    main()
