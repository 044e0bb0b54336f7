"""How long the screens of the local page take in a real browser: 40 reports listed, a finding opened, J to the next.

    python -m tests.benchmarks.screens [--reports 40] [--times 50]

Made from nothing: reports are invented, taken in by a real ``serve``, and looked at in Chromium. Wall time, so the load
of the machine is printed beside it; the server's own processor time for each screen as well.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from pia_audit.synthetic import FAULTS, generate, to_text

ROOT = Path(__file__).parents[2]
PATIENCE = 600_000
DRAWN = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
"""Until the browser has drawn what it was given."""


def files(folder: Path, reports: int) -> list[str]:
    """Three editions of each report; every fourth report has two faults."""
    kinds = list(FAULTS)
    for n in range(reports):
        faults = kinds[n % 8 : n % 8 + 2] if n % 4 == 0 else []
        for edition in generate(500 + n, editions=3, faults=faults).editions:
            (folder / f"{n:02}_{edition.published_on}.txt").write_text(to_text(edition), encoding="utf-8")
    return [str(p) for p in sorted(folder.iterdir())]


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int]]:
    """A page on a folder: its address and the number of its process."""
    words = [sys.executable, "-m", "pia_audit", "serve", "--folder", str(folder), "--no-browser", "--quiet"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=folder, env=environment)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip(), process.pid
    finally:
        process.kill()
        process.wait()


def spent(process: int) -> float:
    """Seconds of the processor that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def print_line(name: str, times: list[float], processor: float) -> None:
    """Print a line."""
    line = f"{name:28} median {statistics.median(times) * 1000:6.0f} ms, best {min(times) * 1000:6.0f}"
    print(f"{line}, worst {max(times) * 1000:6.0f}; server {processor / len(times) * 1000:5.1f} ms each")


def measured(name: str, process: int, steps: list[Callable[[], Any]]) -> None:
    """Time each step and print what came out."""
    times, before = [], spent(process)
    for step in steps:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    print_line(name, times, spent(process) - before)


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--times", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name) / "reports"
        folder.mkdir()
        (Path(name) / "work").mkdir()
        paths = files(folder, options.reports)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        page.set_default_timeout(PATIENCE)
        with served(Path(name) / "work") as (address, process):
            look(page, address, process, paths, options.times)
        browser.close()
    print(f"load {', '.join(f'{n:.1f}' for n in os.getloadavg())}; {os.cpu_count()} cores")


def look(page: Any, address: str, process: int, paths: list[str], times: int) -> None:
    """Take the files in and look at the screens."""
    base = address.partition("/?")[0]
    page.goto(address)
    page.wait_for_selector("#drop")
    start = time.perf_counter()
    page.set_input_files("#files", paths)
    page.click("button.main")
    page.wait_for_selector("a.go")
    print(f"{len(paths)} files taken in and checked: {time.perf_counter() - start:.1f} s")

    def opened(path: str) -> Callable[[], Any]:
        return lambda: (page.goto(base + path), page.evaluate(DRAWN))

    measured("reports listed", process, [opened("/reports")] * times)
    reports = page.eval_on_selector_all(".ranked tbody a", "all => all.map(a => a.getAttribute('href'))")
    findings: list[str] = []
    for report in reports:
        page.goto(base + report)
        findings += page.eval_on_selector_all(".points .one a", "all => all.map(a => a.getAttribute('href'))")
    draw = random.Random(1)  # nosec: any will do
    measured("a finding opened", process, [opened(path) for path in draw.choices(findings, k=times)])

    def turned() -> None:
        title = page.evaluate("location.href")
        page.keyboard.press("j")
        page.wait_for_function("before => location.href !== before && document.readyState !== 'loading'", arg=title)
        page.evaluate(DRAWN)

    def next_one() -> None:
        while not page.query_selector("#next"):
            page.goto(base + draw.choice(findings))

    steps, before = [], spent(process)
    for _ in range(times):
        next_one()
        start = time.perf_counter()
        turned()
        steps.append(time.perf_counter() - start)
    print_line("J to the next finding", steps, spent(process) - before)


if __name__ == "__main__":
    main()
