"""The audit of very many reports: time, memory, throughput, and the ratios to the floor and to the plain way.

    python -m pia_audit.synthetic corpus CORPUS --reports 40000 --seed 1
    python tests/benchmarks/nation.py CORPUS [CORPUS...] [--jobs 2] [--sample 40] [--dask 0] [--floor-runs 3]
    python tests/benchmarks/nation.py --texts sample,forms,generator [--reports 1000]

With ``--texts`` the corpora are made for the run: copies of the shipped real report or of the three forms' filled
reports (``copies.py``), which are as long and untidy as reports are, and the generator's. Each corpus is audited by a
whole process of its own, timed from outside, its findings kept. Beside it stand

* the floor: a whole process in which polars reads the same Parquet files, folds every text of the items and of the
  change rows once and joins the two editions of each report. It folds in two ways: as polars spells the rules out one
  after the other, and by the short way for usual texts that the audit takes, which is several times as fast;
* the plain way, on a sample of the reports and scaled to all of them: deepdiff report by report over the two editions
  as plain data, and difflib row by row, over every pair of texts that the audit settles as well: in each edition the
  row's 変更後 with what the item's next row says stood before it, or with the printed item where it is the last (the
  chain), and for each row of the newer edition 変更前 with the older edition's item and 変更後 with the newer one's
  (one process, its processor time beside the audit's). It finds no fault; it only shows the differences, and it reads
  no date, citation or label.

Processor time is that of all processes. It and the ratios are what can be compared when the machine does other things
as well. Peak memory is the sum over all processes of the audit, looked at twenty times a second (Linux only). Then
the stages of one partition, and precision and recall per kind of fault against the truth beside the corpus.
Nothing here passes or fails: this is no test.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
from measuring import measured
from tabulate import tabulate

from pia_audit import corpus as partitions
from pia_audit.corpus.layout import layout
from pia_audit.synthetic import COMPANIONS, FAULTS

SILENT = ("PIA206", "PIA404", "PIA407")
"""Told of clean reports as well: relative wording and ※ items are the generator's choice, a late law a fact."""

WAYS = ("plain", "short")
"""How the floor folds: by polars' expressions one after the other, or as the audit does."""


# --- beside it ----------------------------------------------------------------------------------------


def floor(path: str, way: str) -> None:
    """Read, fold, join: nothing can be found with less. ``way`` is one of ``WAYS``."""
    from pia_audit.japanese import expressions

    norm_expr = {"plain": expressions.whole_expr, "short": expressions.norm_expr}[way]
    corpus_layout = layout(path)
    differing = 0
    for number in range(corpus_layout.partitions):
        editions, items, changes = (
            pl.read_parquet(corpus_layout.file(f, number)) for f in ("editions", "items", "changes")
        )
        items = items.select("edition_id", "item_id", norm=norm_expr(pl.col("text")))
        changes.select(norm_expr(pl.col("before")), norm_expr(pl.col("after")))
        order = editions.sort("report_id", "published_on")
        pairs = order.select(old="edition_id", new=pl.col("edition_id").shift(-1).over("report_id")).drop_nulls()
        old = pairs.join(items.rename({"edition_id": "old", "norm": "was"}), on="old")
        both = old.join(items.rename({"edition_id": "new"}), on=["new", "item_id"])
        differing += both.filter(pl.col("was").ne_missing(pl.col("norm"))).height
    print(differing)


def plain_way(path: str, sample: int) -> tuple[float, float]:
    """Seconds of processor per report: deepdiff over two editions as plain data (items and rows), and difflib of every
    pair of texts that the two histories and the two editions set beside each other (:func:`_pairs`)."""
    from difflib import SequenceMatcher

    from deepdiff import DeepDiff

    corpus = partitions.read(path, 0)
    ids = corpus.editions.get_column("report_id").unique(maintain_order=True).to_list()[:sample]
    diffing = matching = 0.0
    for report in ids:
        old, new = (_plain(corpus, e) for e in _edition_ids(corpus, report))
        start = time.process_time()
        DeepDiff(old, new, ignore_order=True, verbose_level=2)
        diffed = time.process_time()
        for left, right in _pairs(old, new):
            SequenceMatcher(None, left, right).get_opcodes()
        diffing, matching = diffing + diffed - start, matching + time.process_time() - diffed
    return diffing / len(ids), matching / len(ids)


def _pairs(old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each row with its item's next row, or with the printed item, in both editions; then the newer edition's rows
    with both editions' items."""
    for edition in (old, new):
        later = dict(edition["items"])
        for row in reversed(edition["rows"]):
            for item in row["items"]:
                yield row["after"] or "", later.get(item) or ""
                later[item] = row["before"]
    for row in new["rows"]:
        for item in row["items"]:
            yield row["before"] or "", old["items"].get(item) or ""
            yield row["after"] or "", new["items"].get(item) or ""


def _edition_ids(corpus: Any, report: str) -> list[str]:
    editions = corpus.editions.filter(pl.col("report_id") == report).sort("published_on")
    ids: list[str] = editions.get_column("edition_id").to_list()
    return ids


def _plain(corpus: Any, edition: str) -> dict[str, Any]:
    condition = pl.col("edition_id") == edition
    rows = corpus.changes.filter(condition).select(
        "changed_on", "label", "before", "after", "timing_text", "note", items="item_ids"
    )
    return {
        "items": dict(corpus.items.filter(condition).select("item_id", "text").iter_rows()),
        "rows": rows.to_dicts(),
    }


# --- where the time goes ------------------------------------------------------------------------------


def stages(path: str) -> list[list[Any]]:
    """Milliseconds of processor per report of each stage of the audit of one partition, after another one."""
    from pia_audit.audits.duplicates import without_duplicates
    from pia_audit.audits.run import audit
    from pia_audit.compare.reconcile import reconciled
    from pia_audit.history.corpus_replay import replayed
    from pia_audit.history.evidence import evidenced
    from pia_audit.law import calendar
    from pia_audit.messages.wording import Wording
    from pia_audit.reports.report import worded
    from pia_audit.rules.registry import complete, rules

    corpus_layout = layout(path)
    audit(partitions.read(path, corpus_layout.partitions - 1))
    rows: list[list[Any]] = []

    def step(name: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        outcome = work()
        rows.append([name, time.process_time() - start])
        return outcome

    corpus = step("read", lambda: partitions.read(path, 0))
    corpus = step("replay", lambda: replayed(corpus))
    corpus = step("reconcile", lambda: reconciled(corpus))
    corpus = step("evidence", lambda: evidenced(corpus, calendar()))
    frames = step("rules", lambda: [(r, r.check(corpus)) for r in rules()])
    findings = step("one fact once", lambda: without_duplicates(complete(frames, corpus), corpus))
    result = audit(corpus)
    step("words", lambda: worded(result, Wording("ja")))
    count = corpus.editions.get_column("report_id").n_unique()
    assert findings.height == result.findings.height
    total = sum(seconds for _, seconds in rows)
    return [[name, f"{1000 * s / count:.2f}", f"{s / total:.0%}"] for name, s in rows]


# --- detection ----------------------------------------------------------------------------------------


def detection(path: str, folder: Path) -> list[list[Any]]:
    """Injected, found, wrongly told, precision and recall per kind."""
    truth = pl.read_parquet(Path(path) / "truth" / "faults.parquet")
    findings = (
        pl.scan_parquet(str(folder / "findings" / "*.parquet")).select("report_id", "rule", "item", "row").collect()
    )
    findings = findings.filter(pl.col("rule").str.starts_with("PIA102") | pl.col("rule").str.contains("^PIA[234]"))
    findings = findings.filter(~pl.col("rule").is_in(SILENT)).with_row_index("finding")
    faults = truth.with_row_index("fault").explode("rules").rename({"rules": "rule"})
    both = findings.join(faults, on=["report_id", "rule"])
    fits = (pl.col("item") == pl.col("item_id")) | (pl.col("row") == pl.col("row_no"))
    both = both.filter(fits.fill_null(value=False))
    wrong = Counter(findings.join(both, on="finding", how="anti").get_column("rule").to_list())
    rows = []
    for kind in FAULTS:
        injected = truth.filter(pl.col("kind") == kind).height
        hits = both.filter((pl.col("kind") == kind) & ~pl.col("rule").is_in(COMPANIONS.get(kind, ())))
        count = hits.get_column("fault").n_unique()
        codes = sorted(set(truth.filter(pl.col("kind") == kind).explode("rules").get_column("rules")))
        bad = sum(wrong[c] for c in codes)
        precision = count / (count + bad) if count + bad else float("nan")
        recall = count / injected if injected else float("nan")
        rows.append([kind, " ".join(codes), injected, count, bad, f"{precision:.4f}", f"{recall:.4f}"])
    return rows


# --- corpora ------------------------------------------------------------------------------------------


def made(texts: list[str], reports: int, folder: Path) -> list[str]:
    """A corpus of ``reports`` reports for each kind of text, named for it."""
    from copies import write

    from pia_audit.synthetic.nation import write_corpus

    corpora = []
    for kind in texts:
        target = folder / kind
        write_corpus(target, reports, 1) if kind == "generator" else write(target, kind, reports, 1)
        corpora.append(str(target))
    return corpora


# --- one after the other ------------------------------------------------------------------------------


def main() -> None:
    """Measure, and print the tables."""
    if sys.argv[1:2] == ["--floor"]:
        floor(*sys.argv[2:])
        return
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("corpora", nargs="*", help="corpora of python -m pia_audit.synthetic corpus, smallest first")
    options.add_argument("--texts", default="", help="make corpora of these texts: sample, forms, generator")
    options.add_argument("--reports", type=int, default=1000, help="reports of each corpus of --texts")
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--sample", type=int, default=40, help="reports for the plain way")
    options.add_argument("--floor-runs", type=int, default=3)
    options.add_argument("--dask", type=int, default=0, help="local workers for one more run of the first corpus")
    chosen = options.parse_args()
    rows, last = [], Path()
    with tempfile.TemporaryDirectory() as folder:
        chosen.corpora += made(chosen.texts.split(","), chosen.reports, Path(folder)) if chosen.texts else []
        if not chosen.corpora:
            options.error("neither a corpus nor --texts")
        for number, path in enumerate(chosen.corpora):
            last = Path(folder) / str(number)
            rows.append(_one(path, last, chosen))
        headers = [
            "reports", "change rows", "items", "wall (s)", "processor (s)", "ms of processor/report", "reports/s",
            "peak (MB)", "floor (s)", "floor processor (s)", "x floor (wall)", "x floor (processor)",
            "floor, short way (s)", "its processor (s)", "x (wall)", "x (processor)",
            "plain: deepdiff (s)", "plain: difflib (s)", "x faster than plain (processor)",
        ]  # fmt: skip
        print(tabulate([*zip(headers, *rows, strict=True)], headers=["", *chosen.corpora]))
        path = chosen.corpora[-1]
        print(f"\nwhere the time goes (ms of processor per report, one partition of {path})")
        print(tabulate(stages(path), ["stage", "ms/report", "share"]))
        if (Path(path) / "truth").is_dir():
            heads = ["fault", "rules", "injected", "found", "wrong", "precision", "recall"]
            print(f"\ndetection on {path}\n{tabulate(detection(path, last), heads)}")
        if chosen.dask:
            print(_on_dask(chosen.corpora[0], Path(folder), chosen.dask))


def _one(path: str, folder: Path, chosen: argparse.Namespace) -> list[Any]:
    frames = partitions.scan(path)
    counts = {f: frames[f].select(pl.len()).collect().item() for f in ("editions", "items", "changes")}
    reports = frames["editions"].select(pl.col("report_id").n_unique()).collect().item()
    floors = [[measured([__file__, "--floor", path, way]) for _ in range(chosen.floor_runs)] for way in WAYS]
    run = measured(["-m", "pia_audit", "audit", path, "-o", str(folder), "--jobs", str(chosen.jobs)])
    least = [(min(r.wall for r in runs), min(r.busy for r in runs)) for runs in floors]
    diffing, matching = (seconds * reports for seconds in plain_way(path, chosen.sample))
    return [
        reports, counts["changes"], counts["items"], f"{run.wall:.1f}", f"{run.busy:.1f}",
        f"{1000 * run.busy / reports:.2f}", f"{reports / run.wall:.0f}", f"{run.peak:.0f}",
        *(f"{figure:.1f}" for wall, busy in least for figure in (wall, busy, run.wall / wall, run.busy / busy)),
        f"{diffing:.0f}", f"{matching:.0f}", f"{(diffing + matching) / run.busy:.1f}",
    ]  # fmt: skip


def _on_dask(path: str, folder: Path, workers: int) -> str:
    """Whether a cluster finds the same, byte for byte, and how long it takes."""
    outs = [folder / "alone", folder / "dask"]
    base = ["-m", "pia_audit", "audit", path, "--format", "jsonl", "-o"]
    alone = measured([*base, str(outs[0]), "--jobs", "1"])
    spread = measured([*base, str(outs[1]), "--dask", f"local:{workers}"])
    lines = [sorted(line for p in (o / "findings").iterdir() for line in p.read_bytes().splitlines()) for o in outs]
    return json.dumps({
        "findings": len(lines[0]), "same after sorting": lines[0] == lines[1],
        "one process (s)": round(alone.wall, 1), f"dask local:{workers} (s)": round(spread.wall, 1),
    })  # fmt: skip


if __name__ == "__main__":
    main()
