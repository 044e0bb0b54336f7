"""Of what is said with some confidence, how much is right: for the items of rows, and for findings.

    python tests/benchmarks/reliability.py [FOLDER...] [--reports 10] [--forms form2-2024,form4-2024] [--seed 0]

Reports come from the generator, in every habit, and from folders of reports with their truth beside them (X.json with
``file`` and ``changes``, see ``folders.py``). A hand is a habit of the generator, or a habit of a folder.

Three tables: the share of rows that are right by their ``label_score``; the share of errors and warnings that are right
by their ``confidence``; and the table of the labels' weights (margin → probability) fitted anew, each hand held against
what was fitted on all others. Rows that the program leaves open say nothing and are counted beside.
"""

from __future__ import annotations

import argparse
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from math import log
from pathlib import Path
from typing import Any
from unittest.mock import patch

from detection import SILENT, belongs, faults_for, is_due, made
from folders import RowStatement, reports
from meaning import OPEN, RIGHT, aligned, verdict_on
from msgspec import Struct
from tabulate import tabulate

from pia_audit.audits.run import audit
from pia_audit.forms.labels.weights import Weights, weights
from pia_audit.model import ChangeRow, Edition
from pia_audit.model.frames import Corpus
from pia_audit.synthetic import FAULTS, HABITS, Fault, RowTruth, Synthetic, generate

BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
_JUDGED = ("PIA2", "PIA3", "PIA4")
_TINY = 1e-3


class Row(Struct, frozen=True):
    """A row a program made something of: its hand, the margin behind its score, and whether it is right."""

    hand: str
    margin: float
    right: bool
    ambiguous: bool


# --- rows ---------------------------------------------------------------------------------------------


def margins() -> AbstractContextManager[object]:
    """While this is entered ``label_score`` is the margin itself, so that a table can be fitted to it."""
    return patch.object(Weights, "score", lambda _, margin: margin)


def synthetic_rows(forms: Sequence[str], seeds: range) -> tuple[list[Row], Counter[str]]:
    """The rows of generated reports in every habit, and how many of each hand are left open."""
    rows, left_open = list[Row](), Counter[str]()
    for form in forms:
        for habit in (*HABITS, "mixed"):
            for seed in seeds:
                report = generate(seed, form=form, habit=habit)
                pairs = aligned(report.editions[-1].changes, report.rows[-1])
                _take(f"synthetic/{habit}", pairs, rows, left_open)
    return rows, left_open


def _take(hand: str, pairs: Iterable[tuple[ChangeRow, RowTruth]], rows: list[Row], left_open: Counter[str]) -> None:
    for row, truth in pairs:
        verdict = verdict_on(row, truth)
        if verdict == OPEN:
            left_open[hand] += 1
        else:
            rows.append(Row(hand, row.label_score, verdict == RIGHT, truth.ambiguous))


def folder_rows(statements: Sequence[RowStatement]) -> tuple[list[Row], Counter[str]]:
    """The same for reports of folders."""
    rows, left_open = list[Row](), Counter[str]()
    for report in statements:
        changes = report.editions[-1].changes
        pairs = [(r, report.rows[r.row_no]) for r in changes if r.row_no in report.rows]
        _take(report.hand, pairs, rows, left_open)
    return rows, left_open


# --- the table margin → probability --------------------------------------------------------------------


class Steps(Struct, frozen=True):
    """A monotone table from margin to probability, straight between its steps."""

    margin: tuple[float, ...]
    right: tuple[float, ...]

    def score(self, margin: float) -> float:
        """The probability at a margin."""
        at = bisect_right(self.margin, margin)
        if at == 0 or at == len(self.margin):
            return self.right[min(at, len(self.right) - 1)]
        share = (margin - self.margin[at - 1]) / (self.margin[at] - self.margin[at - 1])
        return self.right[at - 1] + share * (self.right[at] - self.right[at - 1])


def fitted(rows: Sequence[Row], steps: Sequence[float]) -> Steps:
    """The table for these steps: the share right near each, one row of either kind added, made monotone.

    A row counts for the step it is nearest to. Neighbours that fall are pooled (isotonic regression).
    """
    right, count = [1.0] * len(steps), [2.0] * len(steps)
    for row in rows:
        at = min(range(len(steps)), key=lambda n: abs(steps[n] - row.margin))
        right[at] += row.right
        count[at] += 1
    pools: list[list[float]] = []
    for r, n in zip(right, count, strict=True):
        pools.append([r, n, 1])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            r2, n2, k2 = pools.pop()
            pools[-1] = [pools[-1][0] + r2, pools[-1][1] + n2, pools[-1][2] + k2]
    shares = [round(r / n, 4) for r, n, k in pools for _ in range(int(k))]
    return Steps(tuple(steps), tuple(shares))


def log_loss(rows: Sequence[Row], table: Steps) -> float:
    """The mean surprise at what was right and wrong; lower is better."""
    scores = [min(max(table.score(r.margin), _TINY), 1 - _TINY) for r in rows]
    return -sum(log(p if r.right else 1 - p) for p, r in zip(scores, rows, strict=True)) / len(rows)


def left_out(rows: Sequence[Row], table: Steps) -> str:
    """Each hand against the table in use and against one fitted on all other hands."""
    lines = []
    for hand in sorted({r.hand for r in rows}):
        rows_of_hand = [r for r in rows if r.hand == hand]
        other = fitted([r for r in rows if r.hand != hand], table.margin)
        right = sum(r.right for r in rows_of_hand) / len(rows_of_hand)
        means = [sum(t.score(r.margin) for r in rows_of_hand) / len(rows_of_hand) for t in (table, other)]
        losses = [log_loss(rows_of_hand, t) for t in (table, other)]
        lines.append([hand, len(rows_of_hand), *(f"{number:.4f}" for number in (right, *means, *losses))])
    heads = ["hand left out", "rows", "right", "said", "said, fitted on others", "log loss", "fitted on others"]
    return str(tabulate(lines, heads, floatfmt="", disable_numparse=True))


def reliability(rows: Sequence[Row], table: Steps) -> str:
    """Said and right, by bins of what was said."""
    lines = []
    for low, high in zip(BINS, (*BINS[1:], 1.01), strict=True):
        inside = [(table.score(r.margin), r) for r in rows if low <= table.score(r.margin) < high]
        if inside:
            clear = [r for _, r in inside if not r.ambiguous]
            confidence, right = (
                sum(values) / len(inside) for values in ([s for s, _ in inside], [r.right for _, r in inside])
            )
            alone = f"{sum(r.right for r in clear) / len(clear):.4f}" if clear else ""
            lines.append([f"{low:.3f} –", len(inside), f"{confidence:.4f}", f"{right:.4f}", len(clear), alone])
    heads = ["label_score", "rows", "said", "right", "of one meaning", "right"]
    return str(tabulate(lines, heads, disable_numparse=True))


# --- findings -----------------------------------------------------------------------------------------


def findings_of(editions: Sequence[Edition]) -> list[dict[str, Any]]:
    """The errors and warnings about changes on the editions of one report."""
    rows = audit(Corpus.of(editions)).findings.iter_rows(named=True)
    return [r for r in rows if r["rule"].startswith(_JUDGED) and r["rule"] not in SILENT and r["severity"] != "info"]


def synthetic_findings(forms: Sequence[str], seeds: range) -> Iterator[tuple[str, str, bool]]:
    """Hand, confidence and whether it is right, for the findings on generated reports with faults in every habit."""
    for form in forms:
        for habit in (*HABITS, "mixed"):
            for seed in seeds:
                report = made(seed, form, faults_for(seed, FAULTS), decoys=True, habit=habit)
                for finding in findings_of(report.editions[-2:]):
                    yield f"synthetic/{habit}", str(finding["confidence"]), _is_right(finding, report)


def _is_right(finding: dict[str, Any], report: Synthetic) -> bool:
    return is_due(finding, report) or any(belongs(finding, f) or _same_place(finding, f) for f in report.faults)


def _same_place(finding: Mapping[str, Any], fault: Fault) -> bool:
    """Whether a finding of another rule is about a faulty row or item: it leads an auditor to the fault as well."""
    same_item = fault.item_id is not None and finding["item_id"] == fault.item_id
    return same_item or (fault.row_no is not None and finding["row_no"] == fault.row_no)


def folder_findings(statements: Sequence[RowStatement]) -> Iterator[tuple[str, str, bool]]:
    """The same for reports of folders whose truth tells the faults."""
    for report in statements:
        if report.has_faults:
            for finding in findings_of(report.editions):
                right = finding["row_no"] in report.faulty_rows or finding["item_id"] in report.faulty_items
                yield report.hand, str(finding["confidence"]), right


def confidences(findings: Sequence[tuple[str, str, bool]]) -> str:
    """How much of what is said with each confidence is right, by source."""
    claims, right = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for hand, confidence, is_right in findings:
        for source in (hand.split("/")[0], "all"):
            claims[source, confidence] += 1
            right[source, confidence] += is_right
    order = ("high", "medium", "low")
    keys = sorted(claims, key=lambda k: (k[0] == "all", k[0], order.index(k[1])))
    lines = [[*key, claims[key], right[key], f"{100 * right[key] / claims[key]:.1f} %"] for key in keys]
    return str(tabulate(lines, ["source", "confidence", "findings", "right", "share"], disable_numparse=True))


# --- the command ----------------------------------------------------------------------------------------


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folders", nargs="*", type=Path, help="folders of reports with truth beside them")
    options.add_argument("--reports", type=int, default=10, help="generated reports for each form and habit")
    options.add_argument("--forms", default="form2-2024,form2-2014,form3-2024,form4-2024")
    options.add_argument("--seed", type=int, default=0)
    return options.parse_args()


def main() -> None:
    """Read, fit, print."""
    chosen = _options()
    forms = [f for f in chosen.forms.split(",") if f]
    seeds = range(chosen.seed, chosen.seed + chosen.reports)
    with margins():
        rows, left_open = synthetic_rows(forms, seeds)
        statements = [r for folder in chosen.folders for r in reports(folder)]
        more, more_open = folder_rows(statements)
    rows += more
    print(f"{len(rows)} rows taken for something, {sum((left_open + more_open).values())} left open\n")
    table = Steps(tuple(weights().probability["margin"]), tuple(weights().probability["right"]))
    sources = sorted({r.hand.split("/")[0] for r in rows})
    for source in (*sources, "all") if len(sources) > 1 else sources:
        print(f"rows of {source}, by the table in use:")
        print(reliability([r for r in rows if source == "all" or r.hand.startswith(f"{source}/")], table), "\n")
    print(left_out(rows, table))
    new = fitted(rows, table.margin)
    print(f"\nfitted on all hands:\nmargin = {list(new.margin)}\nright = {list(new.right)}")
    print(f"log loss {log_loss(rows, table):.4f} in use, {log_loss(rows, new):.4f} fitted\n")
    findings = [*synthetic_findings(forms, seeds), *folder_findings(statements)]
    print("errors and warnings of 2xx, 3xx, 4xx:")
    print(confidences(findings))


if __name__ == "__main__":
    main()
