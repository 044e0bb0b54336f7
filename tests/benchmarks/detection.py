"""How well injected faults are found: precision and recall per kind over seeded synthetic reports.

    python tests/benchmarks/detection.py [--reports 1000] [--clean 500] [--form form2-2024] [--seed 0]

Each faulty report carries one to five faults of different kinds; its last two editions are reconciled, as
an auditor would. A fault counts as found when one of its rules fires on its item (or its row). A finding of
the families PIA2xx and PIA3xx, and of the rules that a fault is to be found by, counts as right when it
belongs to a fault of the report. What was missed and what was wrongly told is printed in full.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter

from tabulate import tabulate

from pia_audit.auditing import audit
from pia_audit.compare.corpus import paired
from pia_audit.synthetic import FAULTS, Fault, Synthetic, generate

RULES_JUDGED = ("PIA2", "PIA3", "PIA102", "PIA401")
SILENT = ("PIA206",)
"""Told of clean reports as well: the wording is relative by choice of the generator."""


def faults_for(seed: int) -> tuple[str, ...]:
    """One to five kinds for a report, every kind as often as any other over the seeds."""
    rng = random.Random(seed)
    return tuple(rng.sample(FAULTS, rng.randint(1, 5)))


def findings(reports: list[Synthetic]) -> dict[str, list[dict]]:
    """The judged findings of the reports' last two editions, by report."""
    pairs = [(r.editions[-2], r.editions[-1]) for r in reports]
    corpus = paired(pairs)
    result = audit(corpus)
    for lost in result.unread:
        print("not read:", lost)
    out: dict[str, list[dict]] = {}
    for row in result.findings.iter_rows(named=True):
        if row["rule"].startswith(RULES_JUDGED) and row["rule"] not in SILENT:
            out.setdefault(row["report_id"], []).append(row)
    return out


def belongs(finding: dict, fault: Fault) -> bool:
    """Whether a finding is the one a fault asks for."""
    if finding["rule"] not in fault.rules:
        return False
    same_item = fault.item_id is not None and finding["item_id"] == fault.item_id
    return same_item or (fault.row_no is not None and finding["row_no"] == fault.row_no)


def measure(reports: list[Synthetic]) -> tuple[Counter, Counter, Counter, list[str]]:
    """Injected, found and wrongly told, by kind or rule, and a line for everything that went wrong."""
    injected, found, wrong = Counter(), Counter(), Counter()
    lines = []
    told = findings(reports)
    for report in reports:
        name = report.editions[-1].report_id
        mine = told.get(name, [])
        for fault in report.faults:
            injected[fault.kind] += 1
            if any(belongs(f, fault) for f in mine):
                found[fault.kind] += 1
            else:
                lines.append(f"missed {fault.kind} {fault.item_id} row {fault.row_no} of {name}: {fault.note}")
        for f in mine:
            if not any(belongs(f, fault) for fault in report.faults):
                wrong[f["rule"]] += 1
                lines.append(f"wrong {f['rule']} {f['item_id']} row {f['row_no']} of {name}: "
                             f"{(f['expected'] or '')[:60]!r} / {(f['actual'] or '')[:60]!r}")  # fmt: skip
    return injected, found, wrong, lines


def main() -> None:
    """Generate, measure, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--reports", type=int, default=1000)
    options.add_argument("--clean", type=int, default=500)
    options.add_argument("--form", default="form2-2024")
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    start = time.perf_counter()
    seeds = range(chosen.seed, chosen.seed + chosen.reports)
    faulty = [generate(s, form=chosen.form, faults=faults_for(s)) for s in seeds]
    clean = [generate(s + 10_000_000, form=chosen.form) for s in range(chosen.seed, chosen.seed + chosen.clean)]
    made = time.perf_counter()
    injected, found, wrong, lines = measure(faulty)
    _, _, false, more = measure(clean)
    rules = {kind: sorted({r for f in faulty for x in f.faults if x.kind == kind for r in x.rules}) for kind in FAULTS}
    rows = []
    for kind in FAULTS:
        bad = sum(wrong[r] for r in rules[kind])
        recall = found[kind] / injected[kind] if injected[kind] else float("nan")
        precision = found[kind] / (found[kind] + bad) if found[kind] + bad else float("nan")
        rows.append(
            [kind, " ".join(rules[kind]), injected[kind], found[kind], bad, f"{precision:.4f}", f"{recall:.4f}"]
        )
    print(tabulate(rows, ["fault", "rules", "injected", "found", "wrong", "precision", "recall"]))
    others = {r: n for r, n in wrong.items() if not any(r in rs for rs in rules.values())}
    print(f"\nother rules told wrongly on faulty reports: {others or 'none'}")
    print(
        f"2xx/3xx (and other judged) findings on {chosen.clean} clean reports: {sum(false.values())} {dict(false) or ''}"
    )
    print(f"generated in {made - start:.1f} s, audited in {time.perf_counter() - made:.1f} s")
    print("\n".join(["", "everything missed or told wrongly:", *lines, *more]) if lines or more else "\nnothing missed")


if __name__ == "__main__":
    main()
