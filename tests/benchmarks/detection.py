"""How well injected faults are found: precision and recall per kind and per habit over seeded synthetic reports.

    python tests/benchmarks/detection.py [--reports 1000] [--clean 500] [--form form2-2024] [--seed 0] [--no-decoys]
                                         [--kinds all|history|timing|KIND,KIND...] [--habits all|HABIT,HABIT...]

Each faulty report carries one to five faults of different kinds and is written by the hand of one habit, in turn; its
last two editions are reconciled, as an auditor would. A fault counts as found when one of its rules fires on its item
(or its row); what a kind necessarily sets off besides does not find it. An error or warning of the families PIA2xx,
PIA3xx and PIA4xx, and of the rules that a fault is to be found by, counts as wrong when it belongs to no fault of the
report; notes of severity info accuse nobody and are only listed. Faulty and clean reports alike hold changes that only
look like wrong timings. Labels are held against the generator's own truth, those that fit several items apart.
Nothing is left out because the program does not understand it; what was missed and wrongly told is printed in full.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from meaning import VERDICTS, WRONG, Labels, aligned
from msgspec import Struct, field
from tabulate import tabulate

from pia_audit.audits.run import audit
from pia_audit.compare.pair_corpus import paired
from pia_audit.japanese.ladder import fold
from pia_audit.model import ChangeRow, Edition
from pia_audit.synthetic import COMPANIONS, FAULTS, HABITS, TIMING, Fault, Synthetic, generate
from pia_audit.synthetic.truth import RULES

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


def made(seed: int, form: str, faults: tuple[str, ...], *, decoys: bool, habit: str) -> Synthetic:
    """A report with those faults; the last of them is left out while the form has no item for it."""
    while True:
        try:
            return generate(seed, form=form, faults=faults, decoys=decoys, habit=habit)
        except ValueError:
            if not faults:
                raise
            faults = faults[:-1]


def judged(reports: list[Synthetic]) -> dict[str, list[dict[str, Any]]]:
    """The judged findings of the reports' last two editions, by report."""
    pairs = [(r.editions[-2], r.editions[-1]) for r in reports]
    corpus = paired(pairs)
    result = audit(corpus)
    for lost in result.unread:
        print("not read:", lost)
    findings: dict[str, list[dict[str, Any]]] = {}
    for row in result.findings.iter_rows(named=True):
        if row["rule"].startswith(RULES_JUDGED) and row["rule"] not in SILENT:
            findings.setdefault(row["report_id"], []).append(row)
    return findings


def belongs(finding: dict[str, Any], fault: Fault) -> bool:
    """Whether a finding is the one a fault asks for."""
    if finding["rule"] not in fault.rules:
        return False
    same_item = fault.item_id is not None and finding["item_id"] == fault.item_id
    return same_item or (fault.row_no is not None and finding["row_no"] == fault.row_no)


def is_due(finding: dict[str, Any], report: Synthetic) -> bool:
    """Whether a finding is right for what the row itself is: its label gives a number that is not the item's."""
    rows = report.rows[-1]
    number = finding["row_no"]
    return finding["rule"] == "PIA102" and number is not None and number <= len(rows) and rows[number - 1].wrong


class Tally(Struct):
    """Faults put in and found by kind, findings that belong to none by rule, labels, a line for all that failed."""

    injected: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    labels: Labels = field(default_factory=Labels)
    lines: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Faults found, of those and the findings that belong to none."""
        right = sum(self.hits.values())
        return _share(right, right + sum(self.wrong.values()))

    @property
    def recall(self) -> float:
        """Faults found of those put in."""
        return _share(sum(self.hits.values()), sum(self.injected.values()))

    def add(self, report: Synthetic, findings: list[dict[str, Any]]) -> None:
        """Count a report."""
        name = report.editions[-1].report_id
        for fault in report.faults:
            self._fault(fault, findings, name)
        for f in findings:
            if not any(belongs(f, fault) for fault in report.faults) and not is_due(f, report):
                self.wrong[f["rule"]] += f["severity"] != "info"
                texts = (f["expected"] or "")[:60], (f["actual"] or "")[:60]
                line = f"{f['rule']} {f['item_id']} row {f['row_no']} of {name}: {texts[0]!r} / {texts[1]!r}"
                self.lines.append(f"{'note ' if f['severity'] == 'info' else ''}wrong {line}")
        for row, truth in aligned(report.editions[-1].changes, report.rows[-1]):
            if self.labels.add(row, truth) == WRONG:
                self.lines.append(f"label {row.label!r} of {name} is {truth.item_ids}, taken for {row.item_ids}")

    def _fault(self, fault: Fault, findings: list[dict[str, Any]], name: str) -> None:
        self.injected[fault.kind] += 1
        if any(belongs(f, fault) and f["rule"] not in COMPANIONS.get(fault.kind, ()) for f in findings):
            self.hits[fault.kind] += 1
        else:
            self.lines.append(f"missed {fault.kind} {fault.item_id} row {fault.row_no} of {name}: {fault.note}")


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def measure(reports: Sequence[tuple[str, Synthetic]]) -> tuple[Tally, dict[str, Tally]]:
    """All reports together, and those of each habit."""
    findings = judged([r for _, r in reports])
    every, habits = Tally(), dict[str, Tally]()
    for habit, report in reports:
        mine = findings.get(report.editions[-1].report_id, [])
        every.add(report, mine)
        habits.setdefault(habit, Tally()).add(report, mine)
    return every, habits


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
    rules_of_timing = ("PIA401", "PIA402", "PIA403", "PIA404", "PIA405", "PIA406", "PIA409")  # 410 is about the 公表日
    flagged_rows = {
        (n, f["row_no"]) for n, all_of_it in judged(reports).items() for f in all_of_it if f["rule"] in rules_of_timing
    }
    lines: list[list[object]] = []
    for timing in ("事前", "事後"):
        quiet = [
            (e.report_id, r.row_no)
            for e in (r.editions[-1] for r in reports)
            for r in e.changes
            if r.timing == timing and without_evidence(r, e)
        ]
        lines.append([timing, len(quiet), sum(q in flagged_rows for q in quiet)])
    return lines


def kinds_of(text: str) -> tuple[str, ...]:
    """The kinds that ``--kinds`` names."""
    chosen = KINDS.get(text, tuple(text.split(",")))
    if wrong := sorted(set(chosen) - set(FAULTS)):
        raise argparse.ArgumentTypeError(f"no such kind: {', '.join(wrong)}; there are {', '.join(FAULTS)}")
    return chosen


def habits_of(text: str) -> tuple[str, ...]:
    """The habits that ``--habits`` names."""
    chosen = (*HABITS, "mixed") if text == "all" else tuple(text.split(","))
    if wrong := sorted(set(chosen) - {*HABITS, "mixed"}):
        raise argparse.ArgumentTypeError(f"no such habit: {', '.join(wrong)}; there are {', '.join(HABITS)}, mixed")
    return chosen


def kinds_table(tally: Tally, kinds: Sequence[str]) -> str:
    """Precision and recall for each kind of fault. A wrong finding counts for every kind whose rule it is."""
    lines = []
    for kind in kinds:
        injected, hits, bad = tally.injected[kind], tally.hits[kind], sum(tally.wrong[r] for r in RULES[kind])
        shares = _share(hits, hits + bad), _share(hits, injected)
        lines.append([kind, " ".join(RULES[kind]), injected, hits, bad, *(f"{s:.4f}" for s in shares)])
    return str(tabulate(lines, ["fault", "rules", "injected", "found", "wrong", "precision", "recall"]))


def habits_table(habits: Mapping[str, Tally]) -> str:
    """Precision and recall for each habit, and what its labels were taken for."""
    heads = ["habit", "injected", "found", "wrong", "precision", "recall", *VERDICTS, "ambiguous r/w/open"]
    lines = []
    for habit, tally in habits.items():
        counts = sum(tally.injected.values()), sum(tally.hits.values()), sum(tally.wrong.values())
        lines.append([habit, *counts, f"{tally.precision:.4f}", f"{tally.recall:.4f}", *tally.labels.line()])
    return str(tabulate(lines, heads))


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--reports", type=int, default=1000)
    options.add_argument("--clean", type=int, default=500)
    options.add_argument("--form", default="form2-2024")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--kinds", type=kinds_of, default=FAULTS, help="all, history, timing, or kinds with commas")
    options.add_argument("--habits", type=habits_of, default=(*HABITS, "mixed"), help="all, or habits with commas")
    options.add_argument("--no-decoys", dest="decoys", action="store_false")
    return options.parse_args()


def main() -> None:
    """Generate, measure, print."""
    chosen = _options()
    start = time.perf_counter()
    hands = chosen.habits

    def drawn(seeds: range, kinds: Sequence[str]) -> list[tuple[str, Synthetic]]:
        return [
            (h, made(s, chosen.form, faults_for(s, kinds) if kinds else (), decoys=chosen.decoys, habit=h))
            for s in seeds
            for h in (hands[s % len(hands)],)
        ]

    faulty = drawn(range(chosen.seed, chosen.seed + chosen.reports), chosen.kinds)
    clean = drawn(range(chosen.seed + 10_000_000, chosen.seed + 10_000_000 + chosen.clean), ())
    generated = time.perf_counter()
    every, habits = measure(faulty)
    none, of_clean = measure(clean)
    print(kinds_table(every, chosen.kinds), "\n")
    print(habits_table(habits))
    print("\nclean reports:\n" + habits_table(of_clean))
    besides = {r: n for r, n in every.wrong.items() if n and not any(r in rules for rules in RULES.values())}
    print(f"\nother rules told wrongly on faulty reports: {besides or 'none'}")
    print(f"2xx, 3xx, 4xx (and other judged) errors and warnings on {chosen.clean} clean reports: "
          f"{sum(none.wrong.values())} {dict(+none.wrong) or ''}")  # fmt: skip
    print("\nrows that tell nothing of their timing (faulty and clean reports):")
    print(tabulate(silence([r for _, r in (*faulty, *clean)]), ["timing", "rows", "4xx findings on them"]))
    audited = time.perf_counter()
    print(f"\ngenerated in {generated - start:.1f} s, audited in {audited - generated:.1f} s")
    lines = [*every.lines, *none.lines]
    print("\n".join(["", "everything missed or told wrongly:", *lines]) if lines else "\nnothing missed")


if __name__ == "__main__":
    main()
