"""Every figure that is compared with a goal, in one run and one table.

    python tests/benchmarks/all.py [--size 1.0] [--only WORD] [--output FILE]

Beside the product stand, on the same inputs and one after the other: bare calamine and openpyxl, bare pypdfium2 and
pdfplumber, polars' and DuckDB's full join, csv-diff, daff and deepdiff report by report, and floors that read, fold in
the product's own short way and join. What is not installed is said and left out (``pip install -e ".[dev,bench]"``;
datacompy asks for another polars and cannot stand beside it). Ratios are what can be compared; seconds are this
machine's. ``--size`` takes inputs and rounds of that share. Nothing here passes or fails: this is no test.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from measuring import Run, measured
from msgspec import Struct
from start import machine
from tabulate import tabulate

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "data"


class Figure(Struct, frozen=True):
    """What was measured, its ratio, and the most that the ratio should be (``None``: it is only told)."""

    what: str
    ratio: float
    goal: float | None
    remark: str

    def row(self) -> list[str]:
        """A row of the table."""
        reached = "" if self.goal is None else "yes" if self.ratio <= self.goal else "**no**"
        goal = "" if self.goal is None else f"<= {self.goal:g} x"
        return [self.what, f"{self.ratio:.2f} x", goal, reached, self.remark]


Scale = Callable[[int], int]


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """The least processor time of some runs."""
    best = float("inf")
    for _ in range(runs):
        gc.collect()
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def installed(*modules: str) -> bool:
    """Whether all of these can be imported; what cannot is said."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        print(f"not installed: {', '.join(missing)}", file=sys.stderr)
    return not missing


# --- reading ------------------------------------------------------------------------------------------


def first_reading(scale: Scale) -> Iterator[Figure]:
    """A workbook never read before, in a new process, beside calamine and openpyxl."""
    import json

    import first

    with tempfile.TemporaryDirectory() as compiled, tempfile.TemporaryDirectory() as place:
        paths = first.made(Path(place), max(scale(5), 2), 1, "")
        modules = Path(place) / "modules.json"
        modules.write_text(json.dumps(first.process("read", paths[0], compiled)["modules"]))
        for name, path in (("imports", modules), ("bare", paths[0])):
            first.process(name, path, compiled)
        ratios = []
        for path in paths[1:]:
            loaded, bare, read = (
                float(str(first.process(name, given, compiled)["spent"]))
                for name, given in (("imports", modules), ("bare", path), ("read", path))
            )
            ratios.append((read - loaded) / bare)
        remark = f"{len(ratios)} workbooks, best {min(ratios):.1f}"
        yield Figure("first reading of a 様式4 workbook / bare calamine", statistics.median(ratios), 6, remark)
        if installed("openpyxl"):
            yield Figure("bare openpyxl / bare calamine, the same workbook", _openpyxl(paths[-1]), None, "")


def _openpyxl(path: Path) -> float:
    import openpyxl
    import reading

    def cells() -> None:
        for sheet in openpyxl.load_workbook(path, data_only=True):
            list(sheet.iter_rows(values_only=True))

    return seconds(cells) / seconds(lambda: reading.bare_workbook(path))


def print_reading(scale: Scale) -> Iterator[Figure]:
    """A long PDF read in this process, beside every character and path by pypdfium2, and pdfplumber."""
    import reading

    path = DATA / "hoshimi-03" / "2025-10-31.pdf"
    reading.here(path)
    bare = seconds(lambda: reading.bare_pdf(path), scale(5))
    read = seconds(lambda: reading.here(path), scale(5))
    yield Figure("PDF read in a running process / bare pypdfium2", read / bare, 2, f"{1000 * read:.0f} ms, {path.name}")
    if installed("pdfplumber"):
        import pdfplumber

        def characters() -> None:
            with pdfplumber.open(path) as document:
                for page in document.pages[:5]:
                    len(page.chars), len(page.rects), len(page.lines)

        with pdfplumber.open(path) as document:
            share = min(1.0, 5 / len(document.pages))
        yield Figure(
            "pdfplumber, characters and rules / bare pypdfium2", seconds(characters, 1) / share / bare, None, ""
        )


# --- comparing ----------------------------------------------------------------------------------------


def joining(scale: Scale) -> Iterator[Figure]:
    """A million items joined with their older edition, 2 % changed."""
    import join

    reports = scale(5000)
    editions = join.build(reports)
    base = {way.name[:3]: way.seconds for way in reversed(join.joins(editions, 5, tables=False))}
    items = f"{reports * join.ITEMS:,} items, {1000 * base['(a)']:.0f} ms"
    yield Figure("changed fields / polars full join", base["(a)"] / base["(b)"], 0.4, items)
    if "(c)" in base:
        yield Figure("changed fields / DuckDB full join", base["(a)"] / base["(c)"], 0.25, "")
    for way in join.loops(editions, reports, min(50, reports)):
        name = way.name.partition(") ")[2].partition(":")[0]
        yield Figure(f"{name} / changed fields", way.seconds / base["(a)"], None, "scaled from 50 reports")


def rows_on_one_item(scale: Scale) -> Iterator[Figure]:
    """Twice the rows on one item, the worst of all cases; and twice the line breaks in a cell."""
    import growth

    worst, of = 0.0, ""
    growth.one_day(growth.chain(5, growth.Writer()))
    for case in growth.CASES:
        for kind in growth.KINDS:
            count = scale(300)
            ratio = growth.measured(case, kind, 2 * count, 2) / growth.measured(case, kind, count, 2)
            if ratio > worst:
                worst, of = ratio, f"{case}, {kind.__name__}, {count} rows"
    yield Figure("twice the rows on one item / once, the worst case", worst, 2.5, of)
    lengths = [
        max(seconds(lambda n=n, r=r: r("甲{}以下を追加".format("\n" * n)), 2) for r in growth.READINGS.values())  # type: ignore[misc]
        for n in (16_000, 32_000)
    ]
    yield Figure("twice the line breaks in a cell / 16,000", lengths[1] / lengths[0], 2.5, f"{lengths[0]:.2f} s")


# --- very many reports --------------------------------------------------------------------------------


def many_reports(scale: Scale) -> Iterator[Figure]:
    """Corpora of copies of the sample, of the three forms and of the generator's reports; more of them; Dask."""
    import nation

    count = scale(1000)
    with tempfile.TemporaryDirectory() as place:
        corpora = nation.made(["sample", "forms", "generator"], count, Path(place))
        costs = {}
        for path in corpora:
            floor = min(measured([str(HERE / "nation.py"), "--floor", path, "short"]).busy for _ in range(3))
            run = _audited(path, "--jobs", "1")
            name = Path(path).name
            costs[name] = run.busy / count
            remark = f"{1000 * costs[name]:.1f} ms of processor a report, {run.peak:.0f} MB"
            yield Figure(f"audit of {count} reports ({name}) / the short floor", run.busy / floor, 12, remark)
        yield Figure("copies of the sample / the generator's, per report", costs["sample"] / costs["generator"], 2, "")
        (more,) = nation.made(["generator"], 4 * count, Path(place) / "more")
        run = _audited(more, "--jobs", "1")
        growth = run.busy / (4 * count) / costs["generator"]
        yield Figure("time per report, four times as many", growth, 1.1, f"{run.peak:.0f} MB")
        if installed("distributed"):
            one, two = (_audited(more, "--dask", f"local:{workers}").wall for workers in (1, 2))
            yield Figure("Dask, two workers / one, by the clock", two / one, None, f"{one:.1f} and {two:.1f} s")


def _audited(path: str, *options: str) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        return measured(["-m", "pia_audit", "audit", path, "-o", str(Path(folder) / "findings"), *options])


# --- one table ----------------------------------------------------------------------------------------


def starting(scale: Scale) -> Iterator[Figure]:
    """The audit of the sample and ``--version``, whole processes beside what they load."""
    import start

    audit = ["-m", "pia_audit", "audit", start.REPORT]
    pairs = (
        ("audit of the sample / its imports", "import polars, click, tabulate, rapidfuzz", audit, 2.3),
        ("--version / import click", "import click", ["-m", "pia_audit", "--version"], 1.3),
    )
    for name, bare, arguments, goal in pairs:
        both = [start.Contestant("bare", ["-c", bare]), start.Contestant(name, arguments, (0, 1))]
        start.measure(both, scale(11))
        remark = f"{1000 * both[1].best:.0f} and {1000 * both[0].best:.0f} ms by the clock"
        yield Figure(name, both[1].best / both[0].best, goal, remark)


PARTS = (starting, first_reading, print_reading, joining, rows_on_one_item, many_reports)


def main() -> None:
    """Measure part by part, each line as it comes, then the table."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--size", type=float, default=1.0, help="share of the inputs and rounds (default: all)")
    options.add_argument("--only", default="", help="the parts whose name holds this word")
    options.add_argument("--output", type=Path, help="the table as a file as well")
    chosen = options.parse_args()

    def scale(whole: int) -> int:
        return max(1, round(whole * float(chosen.size)))

    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    rows = []
    for part in PARTS:
        for figure in part(scale) if chosen.only in part.__name__ else ():
            rows.append(figure.row())
            print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    table = tabulate(rows, ["measured in one run", "ratio", "goal", "reached", ""], tablefmt="github")
    text = f"{machine()}{load}\n\n{table}\n"
    print(text)
    if chosen.output:
        chosen.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
