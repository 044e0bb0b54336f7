"""How well injected faults are found: precision and recall per kind over seeded synthetic reports.

    python tests/benchmarks/detection.py [--reports 1000] [--clean 500] [--form form2-2024] [--seed 0]
                                         [--kinds all|history|timing|KIND,KIND...] [--no-decoys]

Each faulty report carries one to five faults of different kinds; its last two editions are reconciled, as
an auditor would. A fault counts as found when one of its rules fires on its item (or its row); what a kind
necessarily sets off besides does not find it. A finding of the families PIA2xx, PIA3xx and PIA4xx, and of
the rules that a fault is to be found by, counts as right when it belongs to a fault of the report. Faulty
and clean reports alike hold changes that only look like wrong timings. What was missed and what was wrongly
told is printed in full.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tabulate import tabulate

from pia_audit.auditing import audit
from pia_audit.compare.corpus import paired
from pia_audit.japanese.ladder import fold
from pia_audit.model import ChangeRow, Edition
from pia_audit.synthetic import COMPANIONS, FAULTS, TIMING, Fault, Synthetic, generate

RULES_JUDGED = ("PIA2", "PIA3", "PIA102", "PIA4")
SILENT = ("PIA206", "PIA407")
"""Told of clean reports as well: relative wording is the generator's choice, and a law followed late is a fact."""
KINDS = {
    "all": FAULTS,
    "history": tuple(k for k in FAULTS if k not in TIMING),
    "timing": tuple(k for k in FAULTS if k in TIMING),
}


def faults_for(seed: int, kinds: Sequence[str] = FAULTS) -> tuple[str, ...]:
    """One to five kinds for a report, every kind as often as any other over the seeds."""
    rng = random.Random(seed)
    return tuple(rng.sample(kinds, rng.randint(1, min(5, len(kinds)))))


def made(seed: int, form: str, faults: tuple[str, ...], *, decoys: bool) -> Synthetic:
    """A report with those faults; the last of them is left out while the form has no item for it."""
    while True:
        try:
            return generate(seed, form=form, faults=faults, decoys=decoys)
        except ValueError:
            if not faults:
                raise
            faults = faults[:-1]


def findings(reports: list[Synthetic]) -> dict[str, list[dict[str, Any]]]:
    """The judged findings of the reports' last two editions, by report."""
    pairs = [(r.editions[-2], r.editions[-1]) for r in reports]
    corpus = paired(pairs)
    result = audit(corpus)
    for lost in result.unread:
        print("not read:", lost)
    out: dict[str, list[dict[str, Any]]] = {}
    for row in result.findings.iter_rows(named=True):
        if row["rule"].startswith(RULES_JUDGED) and row["rule"] not in SILENT:
            out.setdefault(row["report_id"], []).append(row)
    return out


def belongs(finding: dict[str, Any], fault: Fault) -> bool:
    """Whether a finding is the one a fault asks for."""
    if finding["rule"] not in fault.rules:
        return False
    same_item = fault.item_id is not None and finding["item_id"] == fault.item_id
    return same_item or (fault.row_no is not None and finding["row_no"] == fault.row_no)


def measure(reports: list[Synthetic]) -> tuple[Counter[str], Counter[str], Counter[str], list[str]]:
    """Injected, found and wrongly told, by kind or rule, and a line for everything that went wrong."""
    injected: Counter[str] = Counter()
    found: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    lines = []
    told = findings(reports)
    for report in reports:
        name = report.editions[-1].report_id
        mine = told.get(name, [])
        for fault in report.faults:
            injected[fault.kind] += 1
            if any(belongs(f, fault) and f["rule"] not in COMPANIONS.get(fault.kind, ()) for f in mine):
                found[fault.kind] += 1
            else:
                lines.append(f"missed {fault.kind} {fault.item_id} row {fault.row_no} of {name}: {fault.note}")
        for f in mine:
            if not any(belongs(f, fault) for fault in report.faults):
                wrong[f["rule"]] += 1
                lines.append(f"wrong {f['rule']} {f['item_id']} row {f['row_no']} of {name}: "
                             f"{(f['expected'] or '')[:60]!r} / {(f['actual'] or '')[:60]!r}")  # fmt: skip
    return injected, found, wrong, lines


_DAY = re.compile(r"[0-9元]年|[RH][0-9]|[0-9][/.-][0-9]|FY|予定")
_CITED = re.compile("別表第[12]|19条第?7号|特定個人情報保護委員会|保護条例|行政機関|省令第7号")


def without_evidence(row: ChangeRow, edition: Edition) -> bool:
    """Whether a row has no note, no day that is new, no law less in the old way, and counts nothing."""
    before, after = fold(row.before or ""), fold(row.after or "")
    if row.note or any(edition.item(i).kind == "date" for i in row.item_ids):
        return False
    return len(_DAY.findall(after)) <= len(_DAY.findall(before)) and (
        len(_CITED.findall(after)) >= len(_CITED.findall(before))
    )


def silence(reports: list[Synthetic]) -> list[list[object]]:
    """For each 提出時期: rows of the newest editions that tell nothing of their timing, and 4xx findings on them."""
    own = ("PIA401", "PIA402", "PIA403", "PIA404", "PIA405", "PIA406", "PIA409")  # 410 is about the 公表日
    told = {(n, f["row_no"]) for n, found in findings(reports).items() for f in found if f["rule"] in own}
    lines: list[list[object]] = []
    for timing in ("事前", "事後"):
        quiet = [
            (e.report_id, r.row_no)
            for e in (r.editions[-1] for r in reports)
            for r in e.changes
            if r.timing == timing and without_evidence(r, e)
        ]
        lines.append([timing, len(quiet), sum(q in told for q in quiet)])
    return lines


def kinds_of(text: str) -> tuple[str, ...]:
    """The kinds that ``--kinds`` names."""
    chosen = KINDS.get(text, tuple(text.split(",")))
    if wrong := sorted(set(chosen) - set(FAULTS)):
        raise argparse.ArgumentTypeError(f"no such kind: {', '.join(wrong)}; there are {', '.join(FAULTS)}")
    return chosen


def main() -> None:
    """Generate, measure, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--reports", type=int, default=1000)
    options.add_argument("--clean", type=int, default=500)
    options.add_argument("--form", default="form2-2024")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--kinds", type=kinds_of, default=FAULTS, help="all, history, timing, or kinds with commas")
    options.add_argument("--no-decoys", dest="decoys", action="store_false")
    chosen = options.parse_args()
    start = time.perf_counter()
    seeds = range(chosen.seed, chosen.seed + chosen.reports)
    faulty = [made(s, chosen.form, faults_for(s, chosen.kinds), decoys=chosen.decoys) for s in seeds]
    others = range(chosen.seed + 10_000_000, chosen.seed + 10_000_000 + chosen.clean)
    clean = [made(s, chosen.form, (), decoys=chosen.decoys) for s in others]
    generated = time.perf_counter()
    injected, found, wrong, lines = measure(faulty)
    _, _, false, more = measure(clean)
    rules = {kind: sorted({r for f in faulty for x in f.faults if x.kind == kind for r in x.rules}) for kind in FAULTS}
    rows = []
    for kind in chosen.kinds:
        bad = sum(wrong[r] for r in rules[kind])
        recall = found[kind] / injected[kind] if injected[kind] else float("nan")
        precision = found[kind] / (found[kind] + bad) if found[kind] + bad else float("nan")
        rows.append(
            [kind, " ".join(rules[kind]), injected[kind], found[kind], bad, f"{precision:.4f}", f"{recall:.4f}"]
        )
    print(tabulate(rows, ["fault", "rules", "injected", "found", "wrong", "precision", "recall"]))
    besides = {r: n for r, n in wrong.items() if not any(r in rs for rs in rules.values())}
    print(f"\nother rules told wrongly on faulty reports: {besides or 'none'}")
    print(f"2xx, 3xx, 4xx (and other judged) findings on {chosen.clean} clean reports: "
          f"{sum(false.values())} {dict(false) or ''}")  # fmt: skip
    print("\nrows that tell nothing of their timing (faulty and clean reports):")
    print(tabulate(silence([*faulty, *clean]), ["timing", "rows", "4xx findings on them"]))
    audited = time.perf_counter()
    print(f"\ngenerated in {generated - start:.1f} s, audited in {audited - generated:.1f} s")
    print("\n".join(["", "everything missed or told wrongly:", *lines, *more]) if lines or more else "\nnothing missed")


if __name__ == "__main__":
    main()
