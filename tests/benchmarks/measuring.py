"""A whole process and its children, timed from outside."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parents[2]


class Run(Struct, frozen=True):
    """Seconds by the clock and of processor of a process and its children, their peak memory in MB, exit status."""

    wall: float
    busy: float
    peak: float
    code: int


def measured(arguments: list[str], *, allowed: tuple[int, ...] = (0, 1)) -> Run:
    """Run a command of this Python; another exit status than the allowed ones ends the benchmark.

    Peak memory is the sum over all processes, looked at twenty times a second (Linux only).
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    peak = [0.0]
    watch = threading.Thread(target=_watch, args=(process, peak))
    watch.start()
    code = process.wait()
    watch.join()
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if code not in allowed:
        sys.exit(f"{' '.join(arguments)}: exit status {code}")
    return Run(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak[0], code)


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], _resident(process.pid))
        time.sleep(0.05)


def _resident(pid: int) -> float:
    """Resident memory of a process and its descendants in MB; 0 where /proc does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0.0
    return pages * resource.getpagesize() / 1e6 + sum(_resident(int(c)) for c in children)
