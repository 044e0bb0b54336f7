"""How long one audit takes beside the bare import of the libraries it stands on.

    python tests/benchmarks/start.py [--runs 11] [--report FILE]

Each command is a whole process, started from nothing and timed from outside; the commands take turns, so that
what else the machine does meets all of them alike. The ratio to the bare import is what can be compared between
machines. All of them find their modules compiled, as an installed package does, whatever the environment says about
writing byte code; the compiled files lie in a temporary folder. Nothing here passes or fails: this is no test.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from msgspec import Struct, field

ROOT = Path(__file__).resolve().parents[2]
REPORT = "data/meguro-14/2026-03-18.txt"
BARE = "import polars, deepdiff, click, tabulate"
GOAL = 2.5


class Contestant(Struct):
    """A command with its wall and processor times in seconds, and its largest peak of resident memory in bytes.

    Processor time and memory are known where the system tells them of one child process (not on Windows).
    """

    name: str
    arguments: list[str]
    accepted: tuple[int, ...] = (0,)
    times: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    peak: int = 0

    def run(self, environment: dict[str, str]) -> None:
        """One more whole process; raises ``SystemExit`` when it does not end as it should."""
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *self.arguments], cwd=ROOT, env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stderr is not None
        complaint = process.stderr.read().decode("utf-8", "replace")
        code = self._ended(process)
        self.times.append(time.perf_counter() - start)
        if code not in self.accepted:
            sys.exit(f"{self.name}: exit status {code}\n{complaint}")

    def _ended(self, process: subprocess.Popen[bytes]) -> int:
        if not hasattr(os, "wait4"):
            return process.wait()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.busy.append(usage.ru_utime + usage.ru_stime)
        self.peak = max(self.peak, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
        return process.returncode

    def forget(self) -> None:
        """Start the count anew."""
        self.times.clear()
        self.busy.clear()

    @property
    def best(self) -> float:
        """The quickest run, in seconds."""
        return min(self.times)

    @property
    def median(self) -> float:
        """The middle run, in seconds."""
        return statistics.median(self.times)


def contestants(report: str) -> list[Contestant]:
    """The bare import first: the others are told as its multiples. An audit with findings ends with status 1."""
    audit = ["-m", "pia_audit", "audit", report]
    return [
        Contestant("bare import", ["-c", BARE]),
        Contestant("audit", audit, (0, 1)),
        Contestant("audit --format json", [*audit, "--format", "json"], (0, 1)),
    ]


def measure(entrants: list[Contestant], runs: int) -> None:
    """One round that does not count (it fills the disk cache and writes byte code), then ``runs`` rounds in turns."""
    with tempfile.TemporaryDirectory() as compiled:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "PYTHONPYCACHEPREFIX": compiled}
        for number in range(runs + 1):
            for contestant in entrants:
                contestant.run(environment)
                if number == 0:
                    contestant.forget()


def table(entrants: list[Contestant]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| command | best (s) | median (s) | ratio of bests | ratio of medians | processor, best (s) | peak (MB) |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    bare = entrants[0]
    for c in entrants:
        ratios = f"{c.best / bare.best:.2f} | {c.median / bare.median:.2f}"
        costs = f"{min(c.busy):.3f} | {c.peak / 1e6:.0f}" if c.busy else "– | –"
        lines.append(f"| {c.name} | {c.best:.3f} | {c.median:.3f} | {ratios} | {costs} |")
    return "\n".join(lines)


def machine() -> str:
    """Processor, cores and Python, without the machine's name."""
    model = platform.processor() or platform.machine()
    listing = Path("/proc/cpuinfo")
    if listing.is_file():
        lines = listing.read_text(encoding="utf-8", errors="replace").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, {python}"


def main() -> None:
    """Measure, and print the machine, the table and the goal."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--runs", type=int, default=11, help="rounds that count (default: %(default)s)")
    options.add_argument("--report", default=REPORT, help="the report to audit (default: %(default)s)")
    chosen = options.parse_args()
    entrants = contestants(chosen.report)
    measure(entrants, max(1, chosen.runs))
    print(f"{machine()}; {max(1, chosen.runs)} rounds, commands in turns")
    print(f"bare import: python -c {BARE!r}\n")
    print(table(entrants))
    print(f"\ngoal: an audit takes at most {GOAL} times the bare import")


if __name__ == "__main__":
    main()
