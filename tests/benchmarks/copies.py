"""Corpora of reports as long and untidy as real ones: copies of reports, each with kanji of its own.

    python tests/benchmarks/copies.py TARGET [--texts sample|forms] [--reports 1000] [--seed 1]

``sample`` are copies of the shipped report that a machine converted from a published document, ``forms`` copies in turn
of the filled forms 様式2 and 様式3 in ``data/`` and of an invented 様式4 of 420 items. A copy exchanges kanji one for
one, with an exchange of its own: no two copies share a text, and what a row quotes is in the copy what it was in the
report. Kanji of labels, options, numerals, dates and citations stay. Of each copy there are two editions: as printed,
and as its rows say that it stood on the last day but one. The older edition is the program's own reckoning; that is
enough for a load, and no truth.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from msgspec.structs import replace

import pia_audit
from pia_audit.corpus.layout import FRAMES, Layout, finish
from pia_audit.corpus.store import begin, put_frame
from pia_audit.history.past_editions import rebuilt
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus, empty

DATA = Path(__file__).resolve().parents[2] / "data"
PARTITION = 500
KEPT = "〇一二三四五六七八九十百千万億兆年月日時分元条項号表欄章節別第法令規則番以上未満無有追加削除略同左右前後名人件"
"""Kanji of numerals, dates, citations and the words by which rows point at texts."""

_TEXTS = {
    "editions": ("agency", "title"), "items": ("text", "norm"),
    "changes": ("before", "after", "before_norm", "after_norm", "note"),
    "quotes": ("before", "after", "before_norm", "after_norm"),
}  # fmt: skip
_MARK = "\x00"


def originals(texts: str) -> list[Edition]:
    """The reports that are copied: of the sample, or of the three forms."""
    if texts == "sample":
        return [pia_audit.read(str(DATA / "meguro-14" / "2026-03-18.txt"))]
    from first import ITEMS, items_of

    from pia_audit.synthetic import generate

    seed = next(n for n in range(1000) if ITEMS[0] <= items_of(n) <= ITEMS[1])
    paths = ("kawanari-07/2020-08-31.xlsx", "hoshimi-03/2025-10-31.xlsx")
    fourth = generate(seed, form="form4-2024", editions=6, changes=(20, 30)).editions[-1]
    return [*(pia_audit.read(str(DATA / p)) for p in paths), fourth]


class Original:
    """One report in two editions as frames, its texts joined, and the kanji that may be exchanged."""

    def __init__(self, edition: Edition) -> None:
        editions = rebuilt(replace(edition, encoding="utf-8"))[-2:]
        corpus = Corpus.of(editions)
        self.frames = {name: getattr(corpus, name) for name in FRAMES}
        columns = [self.frames[f].get_column(c) for f, names in _TEXTS.items() for c in names]
        self.missing = [column.is_null() for column in columns]
        self.joined = _MARK.join(_MARK.join(column.fill_null("").to_list()) for column in columns)
        printed = " ".join([*(i.label for i in edition.items), *(o for i in edition.items for o in i.options or ())])
        labels = " ".join(row.label or "" for row in edition.changes)
        kanji = {c for c in self.joined if "\u4e00" <= c <= "\u9fff"}
        self.free = sorted(kanji - set(printed) - set(labels) - set(KEPT))

    def copy(self, number: int, seed: int) -> dict[str, pl.DataFrame]:
        """The frames of one copy."""
        shuffled = list(self.free)
        random.Random(f"{seed}-{number}").shuffle(shuffled)
        texts = iter(self.joined.translate(str.maketrans("".join(self.free), "".join(shuffled))).split(_MARK))
        mark = f"-{number}"
        frames, missing = {}, iter(self.missing)
        for name, frame in self.frames.items():
            changed = []
            for column in _TEXTS.get(name, ()):
                values = pl.Series(column, [next(texts) for _ in range(frame.height)], dtype=pl.String)
                changed.append(pl.select(pl.when(~next(missing)).then(values).alias(column)).to_series())
            marked = [
                pl.col(c) + mark for c in ("edition_id", "report_id", "report_no", "sha256") if c in frame.columns
            ]
            frames[name] = frame.with_columns(*changed).with_columns(*marked)
        return frames


def write(target: str | Path, texts: str, reports: int, seed: int) -> Layout:
    """Write a corpus of ``reports`` copies into an empty folder, 500 to a partition."""
    models = [Original(edition) for edition in originals(texts)]
    store = begin(target, max(1, -(-reports // PARTITION)), {"seed": seed, "reports": reports, "texts": texts})
    for part in range(store.partitions):
        numbers = range(part * PARTITION, min(reports, (part + 1) * PARTITION))
        for name, frame in _partition(models, numbers, seed).items():
            put_frame(store, name, part, frame)
    finish(store)
    return store


def _partition(models: list[Original], numbers: range, seed: int) -> dict[str, pl.DataFrame]:
    copies = [models[n % len(models)].copy(n, seed) for n in numbers]
    return {name: pl.concat([c[name] for c in copies]) if copies else empty(name) for name in FRAMES}


def main() -> None:
    """Write a corpus and print how long its texts are."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("target")
    options.add_argument("--texts", choices=("sample", "forms"), default="sample")
    options.add_argument("--reports", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    store = write(chosen.target, chosen.texts, chosen.reports, chosen.seed)
    for line in lengths(store):
        print(line)


def lengths(store: Layout) -> Iterator[str]:
    """Rows and signs per text of the first partition."""
    for name, columns in (("items", ("text",)), ("changes", ("before", "after"))):
        frame = pl.read_parquet(store.file(name, 0))
        signs = ", ".join(
            f"{c} {len(''.join(frame.get_column(c).drop_nulls())) / frame.height:.0f} signs" for c in columns
        )
        yield f"{name}: {frame.height} in the first partition, {signs} each"
    yield f"{store.partitions} partitions in {store.path}"


if __name__ == "__main__":
    main()
