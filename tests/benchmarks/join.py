"""How long it takes to find what changed between two editions of very many reports, beside other ways to do it.

    python tests/benchmarks/join.py [--reports 5000] [--scaling] [--runs 5]

Builds two editions of N invented reports with 200 items each, as frames as they come out of the package (``report_id``,
``item_id``, ``text``, ``norm``, ``status``): 2 % of the items changed, 0.1 % added, 0.1 % removed, the newer side in
another order. Every way starts from these frames and ends with key and both texts of what changed:

(a) ``pia_audit.compare.edition_pairs.changed`` and fetching the texts as the package does it
(b) a full join on the keys in polars and a comparison of the raw texts
(c) the same in DuckDB, on the frames; and once more with its tables loaded beforehand (loading not counted)
(d) on a sample of the reports, scaled: deepdiff report by report; csv-diff and daff where they are installed

They take turns in one process, best of ``--runs``; (d) once. Needs the extra ``bench``. Nothing here passes or fails:
this is no test, but the ways must agree on the number of changes.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import os
import platform
import sys
import time
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import polars as pl
from msgspec import Struct, field
from tabulate import tabulate

from pia_audit.compare.edition_pairs import changed
from pia_audit.japanese.expressions import norm_expr

SEED = 20260318
ITEMS = 200
KEY = ["report_id", "item_id"]
SIDE = [*KEY, "text", "status"]
GOALS = "goals: (a) at most 0.7 times (b) and 1.5 times (c)"

# --- the data -----------------------------------------------------------------------------------------

OPTIONS = (
    "特に力を入れている", "十分である", "課題が残されている", "実施する", "実施しない", "未定", "委託する",
    "委託しない", "発生あり", "発生なし", "[○]自己点検 [○]内部監査 [ ]外部監査", "1,000人以上1万人未満",
)  # fmt: skip
WORDS = (
    "特定個人情報", "番号法", "別表", "の項", "に関する事務", "提供", "照会", "主務省令", "規定", "第", "条", "及び",
    "団体内統合宛名", "システム", "において", "住民", "申請", "審査", "通知", "保管", "消去", "職員", "権限", "管理",
    "委託先", "台帳", "ファイル", "に基づき", "を行う", "適切に", "1", "2", "13", "24", "・", "（", "）", "、", "。",
)  # fmt: skip
SLOTS = 6
"""Pieces a text is put together from; an option or a date is one piece, a list four, a legal text six."""

_PRIME = 2_147_483_647
_KINDS = {"option": (9, 1), "date": (3, 1), "list": (5, 4), "legal": (3, 6)}
"""Of 20 items how many are of a kind, and of how many pieces its text is."""


def pieces(rng: Random, length: int, count: int) -> list[str]:
    """Different pieces of text of about ``length`` characters."""
    texts: dict[str, None] = {}
    while len(texts) < count:
        text = ""
        while len(text) < length:
            text += rng.choice(WORDS)
        texts[text] = None
    return list(texts)


@cache
def pools() -> dict[str, list[str]]:
    """What the pieces of each kind are drawn from."""
    rng = Random(SEED)
    days = [f"令和{y}年{m}月{d}日 時点" for y in range(2, 9) for m in range(1, 13) for d in range(1, 29)]
    return {
        "option": list(OPTIONS),
        "date": days,
        "list": pieces(rng, 14, 900),
        "legal": pieces(rng, 48, 1500),
    }


def drawn(salt: int) -> pl.Expr:
    """A number for each row that looks drawn by lot, the same on every machine."""
    return (pl.col("row") * 48_271 + (salt * 69_621 + SEED)) % _PRIME * 16_807 % _PRIME * 48_271 % _PRIME


def piece(slot: int) -> pl.Expr:
    """Where in :func:`everything` a text's piece stands; in the first one an item that changed differs."""
    kind, at = pl.col("item") % 20, 1
    index, upto = pl.lit(0), 0
    for name, (share, slots) in _KINDS.items():
        size = len(pools()[name])
        moved = (drawn(slot + 1) + (pl.col("variant") if slot == 0 else 0)) % size + at
        here = (kind >= upto) & (kind < upto + share) & pl.lit(slot < slots)
        index = pl.when(here).then(moved).otherwise(index)
        at, upto = at + size, upto + share
    return index.cast(pl.UInt32)


@cache
def everything() -> pl.DataFrame:
    """All pieces and their folded form; the first one is empty."""
    texts = pl.Series("text", ["", *(p for pool in pools().values() for p in pool)])
    return texts.to_frame().with_columns(norm=norm_expr(pl.col("text")))


def edition(rows: pl.Series, fate: pl.Series, *, newer: bool) -> pl.DataFrame:
    """One side, in the order of ``rows``; of the items that changed the newer side has another text."""
    numbers = pl.DataFrame({"row": rows, "item": rows % ITEMS, "report": rows // ITEMS})
    numbers = numbers.with_columns(variant=((fate >= 2) & newer).cast(pl.Int64), moves=fate >= 2)
    numbers = numbers.with_columns(blank=(drawn(9) % 50 == 0) & ~pl.col("moves"))
    numbers = numbers.with_columns(piece(s).alias(f"p{s}") for s in range(SLOTS))
    return numbers.select(
        report_id=pl.format("霧ノ沢{}村長/{}", pl.col("report") // 20, pl.col("report")),
        item_id=pl.lit(_names()).gather(pl.col("item")),
        **{name: _joined(everything().get_column(name)) for name in ("text", "norm")},
        status=pl.when("blank").then(pl.lit("blank")).otherwise(pl.lit("read")),
    )


def _names() -> pl.Series:
    return pl.Series([f"part[{n // 40 + 1}].section[{n % 8}].item_{n}" for n in range(ITEMS)])


def _joined(pool: pl.Series) -> pl.Expr:
    whole = pl.concat_str(pl.lit(pool).gather(pl.col(f"p{s}")) for s in range(SLOTS))
    return pl.when("blank").then(None).otherwise(whole)


class Editions(Struct, frozen=True):
    """Both sides and how many changes of each kind were put in."""

    old: pl.DataFrame
    new: pl.DataFrame
    ops: dict[str, int]

    @property
    def changes(self) -> int:
        """How many items differ."""
        return sum(self.ops.values())


def build(reports: int) -> Editions:
    """Two editions of ``reports`` reports; the order of the newer side is shuffled before the texts are made."""
    rows = pl.int_range(reports * ITEMS, eager=True)
    fates = rows.to_frame("row").select(f=drawn(0) % 1000).get_column("f").clip(upper_bound=22)
    order = rows.shuffle(seed=SEED)
    sides = []
    for newer, picked, gone in ((False, rows, 0), (True, order, 1)):
        fate = fates.gather(picked)
        kept = fate != gone
        fate = fate.filter(kept)
        sides.append(edition(picked.filter(kept), fate.replace(22, -1), newer=newer))
    names = {"added": fates == 0, "removed": fates == 1, "changed": (fates >= 2) & (fates < 22)}
    old, new = sides
    made = Editions(old, new, {name: int(which.sum()) for name, which in names.items()})
    _as_the_package_folds(made.new)
    return made


def _as_the_package_folds(side: pl.DataFrame) -> None:
    some = side.head(20_000)
    if not some.select(norm_expr(pl.col("text")).alias("norm")).equals(some.select("norm")):
        sys.exit("the folded texts are not what the package makes of the texts")


# --- the ways -----------------------------------------------------------------------------------------


def package(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """(a) The package's own way, with the texts fetched as :mod:`pia_audit.compare.reconcile` fetches them."""
    return changed(old, new, KEY, [c for c in SIDE if c not in KEY])


def polars_join(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """(b) A full join and a comparison of the raw texts; a missing ``status`` is a missing item."""
    joined = old.lazy().select(SIDE).join(new.lazy().select(SIDE), on=KEY, how="full", coalesce=True, suffix="_new")
    differs = pl.col("text").ne_missing(pl.col("text_new")) | pl.col("status").ne_missing(pl.col("status_new"))
    return joined.filter(differs).collect()


SQL = """
select coalesce(o.report_id, n.report_id) report_id, coalesce(o.item_id, n.item_id) item_id, o.text, n.text text_new
from {old} o full join {new} n on o.report_id = n.report_id and o.item_id = n.item_id
where o.text is distinct from n.text or o.status is distinct from n.status
"""


class Duck:
    """(c) The same in DuckDB, from the frames or from tables loaded beforehand."""

    def __init__(self, old: pl.DataFrame, new: pl.DataFrame) -> None:
        import duckdb

        self.loaded = duckdb.connect()
        for name, side in (("old_side", old), ("new_side", new)):
            self.loaded.register("given", side.select(SIDE))
            self.loaded.execute(f"create table {name} as select * from given")
            self.loaded.unregister("given")

    def frames(self, old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
        """From the frames, as SQL over them would be written."""
        import duckdb

        with duckdb.connect() as base:
            base.register("old_frame", old.select(SIDE))
            base.register("new_frame", new.select(SIDE))
            frame: pl.DataFrame = base.sql(SQL.format(old="old_frame", new="new_frame")).pl()
        return frame

    def tables(self, old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:  # noqa: ARG002
        """From the tables of this object."""
        frame: pl.DataFrame = self.loaded.sql(SQL.format(old="old_side", new="new_side")).pl()
        return frame


CellWords = dict[str, dict[str, str | None]]


def by_report(side: pl.DataFrame) -> CellWords:
    """Report → item → text, as a program without frames would hold it."""
    texts: CellWords = {}
    for report, item, text in side.select(*KEY, "text").iter_rows():
        texts.setdefault(report, {})[item] = text
    return texts


def deepdiff_loop(old: CellWords, new: CellWords) -> int:
    """(d) deepdiff on one report after the other; the number of changes it names."""
    from deepdiff import DeepDiff

    count = 0
    for report in old.keys() | new.keys():
        count += sum(map(len, DeepDiff(old.get(report, {}), new.get(report, {})).values()))
    return count


Rows = dict[str, dict[str, str]]


def keyed(side: pl.DataFrame) -> Rows:
    """The rows under one key, as csv-diff's ``load_csv`` gives them."""
    return {
        f"{r} {i}": {"report_id": r, "item_id": i, "text": t or ""} for r, i, t in side.select(SIDE[:3]).iter_rows()
    }


def csv_diff_whole(old: Rows, new: Rows) -> int:
    """(d) csv-diff on the sample's rows; the number of changes it names."""
    import csv_diff

    difference = csv_diff.compare(old, new)
    return sum(len(difference[name]) for name in ("added", "removed", "changed"))


Table = list[list[str]]


def lines(side: pl.DataFrame) -> Table:
    """The rows as daff takes them, the names first."""
    return [SIDE[:3], *([r, i, t or ""] for r, i, t in side.select(SIDE[:3]).iter_rows())]


def daff_whole(old: Table, new: Table) -> int:
    """(d) daff on the sample's rows with report and item as key; the number of changes it names."""
    import daff

    flags = daff.CompareFlags()
    flags.show_unchanged, flags.unchanged_context = False, 0
    for name in KEY:
        flags.addPrimaryKey(name)
    tables = daff.PythonTableView(old), daff.PythonTableView(new)
    report = daff.TableDiff(daff.compareTables(*tables, flags).align(), flags)
    report.hilite(daff.PythonTableView([]))
    summary = report.getSummary()
    return int(summary.row_inserts + summary.row_deletes + summary.row_updates)


# --- measuring ----------------------------------------------------------------------------------------


class Way(Struct):
    """A way to find the changes: its times in seconds, how many changes it found, what it was scaled by."""

    name: str
    times: list[float] = field(default_factory=list)
    actual: int | None = None
    expected: int = 0
    factor: float = 1.0

    def run(self, work: Callable[[Any, Any], Any], old: Any, new: Any) -> None:
        """Once more; what is left of the run before is cleared away first."""
        gc.collect()
        start = time.perf_counter()
        result = work(old, new)
        self.times.append(time.perf_counter() - start)
        self.actual = result if isinstance(result, int) else result.height

    @property
    def seconds(self) -> float:
        """The quickest run, scaled to all reports."""
        return min(self.times) * self.factor


def joins(made: Editions, runs: int, *, tables: bool) -> list[Way]:
    """(a), (b) and (c), in turns, after one round that does not count."""
    works: list[tuple[Way, Callable[..., Any]]] = [
        (Way("(a) pia_audit, texts fetched"), package),
        (Way("(b) polars full join"), polars_join),
    ]
    if installed("duckdb", "pyarrow"):
        duck = Duck(made.old, made.new) if tables else Duck(made.old.clear(), made.new.clear())
        works.append((Way("(c) DuckDB full join"), duck.frames))
        works += [(Way("(c) DuckDB, tables loaded beforehand"), duck.tables)] if tables else []
    else:
        print("duckdb or pyarrow: not installed")
    for number in range(runs + 1):
        for way, work in works:
            way.run(work, made.old, made.new)
            way.expected = made.changes
            if number == 0:
                way.times.clear()
    return [way for way, _ in works]


def loops(made: Editions, reports: int, sample: int) -> list[Way]:
    """(d), once, on the first ``sample`` reports; preparing their input is not counted."""
    old, new = (s.filter(pl.col("report_id").is_in(_first(made.old, sample))) for s in (made.old, made.new))
    works: list[tuple[str, str, Callable[[pl.DataFrame], Any], Callable[..., int]]] = [
        ("deepdiff", "deepdiff, report by report", by_report, deepdiff_loop),
        ("csv_diff", "csv-diff", keyed, csv_diff_whole),
        ("daff", "daff", lines, daff_whole),
    ]
    expected, ways = package(old, new).height, []
    for module, name, prepare, work in works:
        if not installed(module):
            print(f"{module.replace('_', '-')}: not installed")
            continue
        way = Way(f"(d) {name}: {sample:,} reports, scaled", expected=expected, factor=reports / sample)
        way.run(work, prepare(old), prepare(new))
        ways.append(way)
    return ways


def _first(side: pl.DataFrame, sample: int) -> pl.Series:
    return side.get_column("report_id").unique(maintain_order=True).head(sample).implode()


def installed(*modules: str) -> bool:
    """Whether all of these can be imported."""
    return all(importlib.util.find_spec(m) for m in modules)


def table(ways: list[Way]) -> str:
    """The figures as a Markdown table."""
    base = {w.name[:3]: w.seconds for w in reversed(ways)}
    rows = [
        [
            w.name, f"{w.seconds:.3f}", *(f"{w.seconds / base[b]:.2f}" if b in base else "–" for b in ("(b)", "(c)")),
            f"{w.actual:,}" if w.actual == w.expected else f"{w.actual:,}, not {w.expected:,}",
        ]
        for w in ways
    ]  # fmt: skip
    heads = ["way", "seconds", "ratio to (b)", "ratio to (c)", "changes found"]
    return str(tabulate(rows, heads, tablefmt="github", disable_numparse=True, colalign=("left", *["right"] * 4)))


def peak() -> str:
    """The most memory this process has held so far; unknown where the system does not tell."""
    if not installed("resource"):
        return "unknown"
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return f"{most / 1e9:.2f} GB"


def about(made: Editions, seconds: float) -> str:
    """How large the data are."""
    lengths = made.old.get_column("text").drop_nulls().str.len_chars().to_list()
    changes = ", ".join(f"{n:,} {name}" for name, n in made.ops.items())
    return (
        f"{made.old.height:,} and {made.new.height:,} items ({changes}), texts of {sum(lengths) / len(lengths):.0f} "
        f"characters on average, {max(lengths)} at most; built in {seconds:.1f} s"
    )


def measured(reports: int, runs: int, sample: int) -> list[Way]:
    """Build, measure and print one size."""
    start = time.perf_counter()
    made = build(reports)
    print(f"{reports:,} reports: {about(made, time.perf_counter() - start)}")
    print(f"peak memory of the process after building: {peak()}\n")
    ways = joins(made, runs, tables=bool(sample))
    ways += loops(made, reports, sample) if sample else []
    print(f"{table(ways)}\n\npeak memory of the process: {peak()}\n")
    wrong = [w.name for w in ways if w.actual != w.expected]
    print(f"not agreed on the number of changes: {', '.join(wrong)}\n" if wrong else "all agree on the changes\n")
    return ways


def per_million(sizes: dict[int, list[Way]]) -> str:
    """Seconds per million items for each size."""
    names = [w.name for w in next(reversed(sizes.values()))]
    rows = []
    for name in names:
        best = [next(w.seconds for w in ways if w.name == name) / (n * ITEMS / 1e6) for n, ways in sizes.items()]
        rows.append([name, *(f"{b:.3f}" for b in best), f"{best[-1] / best[0]:.2f}"])
    heads = ["seconds per million items", *(f"{n * ITEMS:,} items" for n in sizes), "last to first"]
    align = ("left", *["right"] * (len(sizes) + 1))
    return str(tabulate(rows, heads, tablefmt="github", disable_numparse=True, colalign=align))


def main() -> None:
    """Measure, and print the tables and the goals."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--reports", type=int, default=5000, help="reports of 200 items (default: %(default)s)")
    options.add_argument("--runs", type=int, default=5, help="rounds that count (default: %(default)s)")
    options.add_argument("--sample", type=int, default=100, help="reports for (d) (default: %(default)s)")
    options.add_argument("--scaling", action="store_true", help="25,000 reports as well, (a) to (c)")
    chosen = options.parse_args()
    print(f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, polars {pl.__version__}\n")
    sizes = {chosen.reports: measured(chosen.reports, chosen.runs, min(chosen.sample, chosen.reports))}
    if chosen.scaling:
        gc.collect()
        sizes[25_000] = measured(25_000, chosen.runs, 0)
        print(f"{per_million(sizes)}\n")
    print(GOALS)


if __name__ == "__main__":
    main()
