"""How the time of replay and of reconciliation grows with the number of rows on one item.

    python tests/benchmarks/growth.py [--sizes 100,300,1000] [--case NAME] [--runs 1]

Three cases, each with rows of several kinds:

* ``one-day`` and ``out-of-order``: all rows of one item on one day, as carried out and in any order;
* ``days``: each row on a day of its own;
* ``between`` and ``reworded``: all rows new between two editions, and all rows in other words.

The rows are chains of whole quotes (each 変更前 the 変更後 before it), parts (each row another paragraph of a long
item), parts in other notation, rows that fit nowhere or nearly, rows that take a paragraph out, wholes and parts in
turn, and rows that the older edition has in other words. Each size is measured beside twice that size; what is printed
is both times and their ratio. Twice the rows should cost at most 2.5 times as much. At the end a cell of 16,000 line
breaks goes through what reads relative wording, lists, dates and passages, and then one of 32,000.

Nothing here passes or fails: this is no test.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from pia_audit.compare import relative_wording
from pia_audit.compare.bare_quotations import bare_quotation, without_remark
from pia_audit.compare.pair_corpus import paired
from pia_audit.compare.values import trees
from pia_audit.history.corpus_replay import replayed
from pia_audit.history.order import Row
from pia_audit.history.replay import replay
from pia_audit.japanese.citations import find_citations
from pia_audit.japanese.dates import find_dates
from pia_audit.japanese.ladder import fold
from pia_audit.japanese.lists import passages, split_names
from pia_audit.japanese.side_marks import by_arrow, without_side_marks
from pia_audit.model import ChangeRow, Edition, Item, Quote
from pia_audit.model.frames import Corpus

GOAL = 2.5
START = date(2000, 1, 1)
SIGNS = "申請受付審査決定通知支給記録保管廃棄照会提供委託監査郵送住民戸籍課税台帳給付保険窓口職員確認端末権限認証"
WORDS = [SIGNS[n : n + 2] for n in range(0, len(SIGNS), 2)]
ITEM = "handling.outline"
LABEL = "Ⅰ 関連情報 1. 特定個人情報ファイルを取り扱う事務 ②事務の概要"
Pair = tuple[str, str]
History = tuple[str, str, list[Pair]]
"""An item's first and last text, and the quotes that lead from the one to the other."""


class Writer:
    """Distinct Japanese paragraphs of some length."""

    def __init__(self, seed: int = 0) -> None:
        self.rng = random.Random(seed)

    def paragraph(self) -> str:
        """Some 60 signs that no other paragraph has in this order."""
        words = self.rng.choices(WORDS, k=14)
        listed, joined = "、".join(words[2:8]), "及び".join(words[9:12])
        return f"・{words[0]}の{words[1]}に際し、{listed}を{words[8]}して{joined}を行う。"

    def text(self, paragraphs: int = 5) -> str:
        """Some paragraphs."""
        return "\n".join(self.paragraph() for _ in range(paragraphs))


def chain(count: int, writer: Writer) -> History:
    """Whole quotes, each beginning where the one before ended."""
    texts = [writer.text() for _ in range(count + 1)]
    return texts[0], texts[-1], list(pairwise(texts))


def growing(count: int, writer: Writer) -> History:
    """Whole quotes of a text of which one clause changes each time."""
    base = writer.text(3)
    texts = [f"{base}\n{writer.paragraph()}" for _ in range(count + 1)]
    return texts[0], texts[-1], list(pairwise(texts))


def parts(count: int, writer: Writer) -> History:
    """Each row another paragraph of one long item."""
    old, new = ([writer.paragraph() for _ in range(count)] for _ in range(2))
    return "\n".join(old), "\n".join(new), list(zip(old, new, strict=True))


def other_notation(count: int, writer: Writer) -> History:
    """The same with paragraphs that differ in numbers alone, quoted with full-width digits."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    first = writer.rng.randrange(count)  # no two runs on the same texts: a replay is remembered
    old = [f"・第{n}号の届出は、受付の日から{n}日間保管する。" for n in range(first, first + count)]
    new = [f"・第{n}号の届出は、受付の日から{n}月間保管する。" for n in range(first, first + count)]
    quotes = [(a.translate(wide), b.translate(wide)) for a, b in zip(old, new, strict=True)]
    return "\n".join(old), "\n".join(new), quotes


def broken(count: int, writer: Writer) -> History:
    """Quotes that stand nowhere."""
    text = writer.text()
    return text, text, [(writer.paragraph(), writer.paragraph()) for _ in range(count)]


def slips(count: int, writer: Writer) -> History:
    """Each row another paragraph of one long item, quoted with a slip on either side."""
    old, new, quotes = parts(count, writer)
    return old, new, [(a.replace("際し", "際して"), b.replace("を行う", "行なう")) for a, b in quotes]


def removals(count: int, writer: Writer) -> History:
    """Each row takes a paragraph out."""
    lines = [writer.paragraph() for _ in range(count)]
    rest = writer.text(2)
    return "\n".join([rest, *lines]), rest, [(line, "（削除）") for line in lines]


def mixed(count: int, writer: Writer) -> History:
    """Whole quotes and quotes of a paragraph by turns."""
    lines = [writer.paragraph() for _ in range(5)]
    first, quotes = "\n".join(lines), []
    for n in range(count):
        before, at = "\n".join(lines), n % 5
        part, lines[at] = lines[at], writer.paragraph()
        quotes.append((before, "\n".join(lines)) if n % 2 else (part, lines[at]))
    return first, "\n".join(lines), quotes


KINDS = (chain, growing, parts, other_notation, broken, slips, removals, mixed)


def one_day(history: History) -> None:
    """Replay with all rows on one day, as they were carried out."""
    replay(history[1], "text", [Row(n, START, *quote) for n, quote in enumerate(history[2])])


def out_of_order(history: History) -> None:
    """Replay with all rows on one day, printed in any order."""
    quotes = random.Random(1).sample(history[2], len(history[2]))
    replay(history[1], "text", [Row(n, START, *quote) for n, quote in enumerate(quotes)])


def days(history: History) -> None:
    """Replay, through the frames, with each row on a day of its own."""
    replayed(Corpus.of([edition(history[1], history[2], START + timedelta(days=len(history[2])))]))


def between(history: History) -> None:
    """Reconcile two editions between which all rows are new."""
    paired([(edition(history[0], [], START), edition(history[1], history[2], START + timedelta(days=len(history[2]))))])


def reworded(history: History) -> None:
    """Reconcile two editions of which the newer one has each row of the older in other words."""
    last = START + timedelta(days=len(history[2]))
    other = [(f"{a}以上", f"{b}以上") for a, b in history[2]]
    paired([(edition(history[1], history[2], last), edition(history[1], other, last + timedelta(days=1)))])


CASES: dict[str, Callable[[History], None]] = {
    "one-day": one_day, "out-of-order": out_of_order, "days": days, "between": between, "reworded": reworded,
}  # fmt: skip


def edition(text: str, quotes: list[Pair], day: date) -> Edition:
    """An edition of one item, with these rows."""
    return Edition(
        agency="試行市長", report_no="1", title="申請の受付に関する事務", form="様式2", form_version="令和6年10月",
        form_key="form2-r6", published_on=day, items=(Item(ITEM, 1, "", LABEL, "text", text, "read"),),
        changes=tuple(_rows(quotes)), sha256=f"{len(quotes)}-{day}",
    )  # fmt: skip


def _rows(quotes: list[Pair]) -> Iterator[ChangeRow]:
    for n, (before, after) in enumerate(quotes, 1):
        day = START + timedelta(days=n)
        yield ChangeRow(
            n, day, day.isoformat(), LABEL, before, after, "事後", "事後", "", item_ids=(ITEM,), label_score=1.0,
            quotes=(Quote(ITEM, before, after),),
        )  # fmt: skip


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one run, so that what else the machine does counts little."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def measured(name: str, kind: Callable[[int, Writer], History], count: int, runs: int) -> float:
    """The least time of a case, each run on texts of its own, since a replay is remembered."""
    return min(seconds(partial(CASES[name], kind(count, Writer(hash((count, run)))))) for run in range(runs))


def grown(sizes: list[int], runs: int, only: str) -> list[float]:
    """Print the table of the cases; all ratios."""
    ratios = []
    print(f"| case | rows | {' | '.join(f'{n:,} / {2 * n:,} (s) | ratio' for n in sizes)} |")
    print(f"|---|---|{'---:|---:|' * len(sizes)}")
    for name in CASES:
        for kind in KINDS if only in ("", name) else ():
            cells = []
            for count in sizes:
                once, twice = (measured(name, kind, n, runs) for n in (count, 2 * count))
                ratios.append(twice / once)
                cells.append(f"{once:.2f} / {twice:.2f} | {ratios[-1]:.2f}")
            print(f"| {name} | {kind.__name__.replace('_', ' ')} | {' | '.join(cells)} |", flush=True)
    return ratios


READINGS: dict[str, Callable[[str], object]] = {
    "relative wording": lambda cell: (relative_wording.relative_words("略", cell), relative_wording.edits("略", cell)),
    "side marks": lambda cell: (without_side_marks("", cell), by_arrow("", cell)),
    "remarks": lambda cell: (bare_quotation(cell, "甲"), without_remark(cell)),
    "passages": passages,
    "names": split_names,
    "folding": fold,
    "dates": find_dates,
    "citations": find_citations,
    "value": lambda cell: trees("text", cell, cell + "。"),
}
CELLS = ("{}", "甲{}以下を追加", "（{}略", "1-1{}1", "1{}年", "「甲」{}を")


def line_breaks(count: int) -> None:
    """Print how long cells of so many line breaks take, and of twice as many, each the slowest of several."""
    print(f"\n| {count:,} line breaks in one cell | (s) | {2 * count:,} (s) |\n|---|---:|---:|")
    for name, reading in READINGS.items():
        worst = (max(seconds(partial(reading, cell.format("\n" * n))) for cell in CELLS) for n in (count, 2 * count))
        print(f"| {name} | {' | '.join(f'{t:.3f}' for t in worst)} |")


def main() -> None:
    """Measure, and print the tables."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--sizes", default="100,300,1000", help="numbers of rows (default: %(default)s)")
    options.add_argument("--case", default="", choices=["", *CASES], help="one case alone (default: all of them)")
    options.add_argument("--runs", type=int, default=1, help="runs, of which the best counts (default: %(default)s)")
    chosen = options.parse_args()
    one_day(chain(5, Writer()))  # what is loaded and compiled once
    between(mixed(5, Writer()))
    ratios = grown([int(n) for n in chosen.sizes.split(",")], chosen.runs, chosen.case)
    print(f"\n{sum(r <= GOAL for r in ratios)} of {len(ratios)} ratios are at most {GOAL}")
    line_breaks(16_000)


if __name__ == "__main__":
    main()
