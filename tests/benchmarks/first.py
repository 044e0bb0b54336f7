"""What the first reading of a large workbook costs in a new process, and a label that is no item's as printed.

    python tests/benchmarks/first.py [--runs 5] [--seed 1] [--habit NAME] [--files FILE...]

Every run has a workbook of its own: an invented 様式4 of about 420 items and 300 change rows, each with other groups,
texts and labels, some texts of thousands of signs, and the table in another hand (``--habit`` for one hand). What one
run has read, no other reads again. For each workbook there are three new processes, one after the other:

* imports: the modules that the reading loads, whether at once or when they are needed, and nothing else: the
  interpreter's start and what stands at the outermost level of modules; no form is read and no index made;
* bare: calamine giving all cells of all sheets, its import not counted;
* read: ``pia_audit.read`` in a process that has done nothing before, all of it counted.

The ratio is (read - imports) / bare, by processor time. Then the labels of the same workbooks with one sign taken out
of each, so that hardly one is an item's as printed: processor time of a label by itself, and of each row of the table
with all that is made for it once. The second table (``again``) takes out other signs. Modules are compiled beforehand.
Nothing here passes or fails: this is no test.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from msgspec.structs import replace
from start import machine

ROOT = Path(__file__).resolve().parents[2]
ITEMS, ROWS = (400, 440), 300
GOAL, GOAL_OF_LABEL = 6.0, 3.0
_LONG = 12
"""One text of so many is a long one."""
_TABLES = ("first", "again")


# --- the workbooks ------------------------------------------------------------------------------------


def workbook(folder: Path, seed: int, habit: str) -> Path:
    """A workbook of the first seed from ``seed`` on that gives the size."""
    from pia_audit.synthetic import generate
    from pia_audit.synthetic.as_workbook import Habits, to_workbook

    for number in range(seed, seed + 1000):
        if not ITEMS[0] <= items_of(number) <= ITEMS[1]:
            continue
        edition = generate(number, form="form4-2024", editions=6, changes=(50, 70), habit=habit).editions[-1]
        if len(edition.changes) >= ROWS:
            rows = edition.changes[-ROWS:]
            rng = random.Random(number)
            items = tuple(replace(i, text=_lengthened(i.text, rng)) if i.kind == "text" else i for i in edition.items)
            content, _ = to_workbook(replace(edition, items=items, changes=rows), Habits.drawn(number))
            path = folder / f"form4-{habit}-{number}.xlsx"
            path.write_bytes(content)
            return path
    raise SystemExit("no seed gives such a workbook")


def items_of(seed: int) -> int:
    from pia_audit import forms
    from pia_audit.synthetic import repeated

    return len(repeated.drawn(forms.load("form4-2024"), seed).items)


def _lengthened(text: str | None, rng: random.Random) -> str | None:
    """Some texts as long as those that tell a whole business."""
    if not text or rng.randrange(_LONG) or len(text) < 40:
        return text
    signs = sorted(set(text))
    more = ("".join(rng.choices(signs, k=rng.randint(40, 120))) for _ in range(rng.randint(10, 40)))
    return "\n".join([text, *(f"・{line}。" for line in more)])


# --- in a process of its own --------------------------------------------------------------------------


def read(path: str) -> object:
    """All of a first reading; gives the modules that are loaded in the end, and what was read."""
    import pia_audit

    edition = pia_audit.read(path)
    spent = time.process_time()
    modules = [n for n, m in sys.modules.items() if getattr(m, "__spec__", None) and importlib.util.find_spec(n)]
    return {"spent": spent, "modules": modules, "items": len(edition.items), "rows": len(edition.changes)}


def imports(path: str) -> object:
    """The modules alone, of which ``path`` holds the names."""
    for name in json.loads(Path(path).read_text()):
        if name not in sys.modules:
            importlib.import_module(name)
    return {"spent": time.process_time()}


def bare(path: str) -> object:
    """Every cell of every sheet by calamine, its import aside."""
    import python_calamine

    start = time.process_time()
    book = python_calamine.CalamineWorkbook.from_path(path)
    cells = sum(len(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    return {"spent": time.process_time() - start, "cells": cells}


def labels(path: str) -> object:
    """Seconds of each label by itself, and of each row of a table, for a first table and for a second one."""
    import pia_audit
    from pia_audit.forms.labels.table import Table

    given = json.loads(Path(path).read_text())
    edition = pia_audit.read(given["workbook"])
    printed = [i for i in edition.items if i.status != "absent"]
    seconds: dict[str, list[float]] = {}
    for name in _TABLES:
        rows = [replace(edition.changes[0], label=label) for label in given[name]]
        table = Table(rows, printed, edition.form_key)
        seconds[name] = [_timed(table, label) for label in given[name]]
        start = time.process_time()
        Table(rows, printed, edition.form_key).resolved()
        seconds[f"{name} table"] = [(time.process_time() - start) / len(rows)]
    return seconds


def _timed(table: object, label: str) -> float:
    start = time.process_time()
    table.labels.parts(label)  # type: ignore[attr-defined]
    return time.process_time() - start


def mangled(label: str, rng: random.Random) -> str:
    """A label without one of its signs, and without blanks."""
    bare_label = "".join(label.split())
    at = rng.randrange(1, max(2, len(bare_label) - 1))
    return bare_label[:at] + bare_label[at + 1 :]


# --- from outside -------------------------------------------------------------------------------------


def process(name: str, path: Path, compiled: str) -> dict[str, object]:
    """One of the functions above in a new process."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment = kept | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": compiled, "PYTHONUTF8": "1"}
    command = [sys.executable, __file__, "--process", name, str(path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def readings(paths: list[Path], folder: Path, compiled: str) -> None:
    """The table of the first readings."""
    first = process("read", paths[0], compiled)  # which compiles what is imported
    names = folder / "modules.json"
    names.write_text(json.dumps(first["modules"]))
    process("imports", names, compiled), process("bare", paths[0], compiled)
    print("| workbook | items | rows | imports (ms) | bare (ms) | read (ms) | (read - imports) / bare |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    ratios = []
    for path in paths[1:]:
        loaded, alone, whole = (
            process(n, p, compiled) for n, p in (("imports", names), ("bare", path), ("read", path))
        )
        i, b, r = (1000 * float(str(one["spent"])) for one in (loaded, alone, whole))
        ratios.append((r - i) / b)
        print(f"| {path.stem} | {whole['items']} | {whole['rows']} | {i:.0f} | {b:.1f} | {r:.0f} | {ratios[-1]:.1f} |")
    print(f"\nbest {min(ratios):.1f}, median {statistics.median(ratios):.1f}; goal: at most {GOAL}\n")


def label_times(paths: list[Path], folder: Path, compiled: str) -> None:
    """The table of labels that are no item's as printed."""
    from pia_audit.readers import read as read_file

    print("| labels of | labels | | best (ms) | median (ms) | slowest of twenty (ms) | table, each row (ms) |")
    print("|---|---:|---|---:|---:|---:|---:|")
    for path in paths[1:]:
        edition = read_file(path)
        rng = random.Random(path.stem)
        known = [r.label for r in edition.changes]  # type: ignore[union-attr]
        given = folder / "labels.json"
        both = {name: list(dict.fromkeys(mangled(label, rng) for label in known)) for name in _TABLES}
        given.write_text(json.dumps({"workbook": str(path), **both}), encoding="utf-8")
        seconds = process("labels", given, compiled)
        for name in _TABLES:
            times = sorted(1000 * t for t in seconds[name])  # type: ignore[attr-defined]
            each = 1000 * seconds[f"{name} table"][0]  # type: ignore[index]
            slow = times[int(0.95 * len(times))]
            middle = statistics.median(times)
            print(f"| {path.stem} | {len(times)} | {name} | {times[0]:.2f} | {middle:.2f} | {slow:.2f} | {each:.2f} |")
    print(f"\ngoal: at most {GOAL_OF_LABEL} ms")


def main() -> None:
    """Measure, and print the machine and both tables."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--runs", type=int, default=5, help="workbooks that count (default: %(default)s)")
    options.add_argument("--seed", type=int, default=1, help="of the first workbook (default: %(default)s)")
    options.add_argument("--habit", default="", help="the hand of every table (default: another in each workbook)")
    options.add_argument("--files", type=Path, nargs="*", default=[], help="workbooks to take instead, each read once")
    options.add_argument("--process", nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.process:
        name, path = chosen.process
        print(json.dumps({"read": read, "imports": imports, "bare": bare, "labels": labels}[name](path)))
        return
    with tempfile.TemporaryDirectory() as compiled, tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        paths = chosen.files or made(folder, chosen.runs, chosen.seed, chosen.habit)
        load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
        print(f"{machine()}{load}; the first workbook only warms the disk and does not count\n")
        readings(paths, folder, compiled)
        label_times(paths, folder, compiled)


def made(folder: Path, runs: int, seed: int, habit: str) -> list[Path]:
    from pia_audit.synthetic import HABITS

    hands = [habit] if habit else [h for h in HABITS if h != "plain"]
    workbooks: list[Path] = []
    for number in range(runs + 1):
        after = int(workbooks[-1].stem.rpartition("-")[2]) + 1 if workbooks else seed
        workbooks.append(workbook(folder, after, hands[number % len(hands)]))
    return workbooks


if __name__ == "__main__":
    main()
