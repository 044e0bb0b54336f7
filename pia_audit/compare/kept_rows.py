"""Which rows of the older edition's table the newer one still carries, altered, or not at all.

The table is append-only: a body adds rows and leaves the old ones as they are. Rows are recognised by what is printed
in them, the day, the label, both texts, 提出時期 and its note, and never by what their label is understood to mean: one
label means another item once the report has other items.

Equal rows are joined by hashing, in frames. What is left is joined by parts that are equal on the ladder, again by
hashing; only rows of one day and one label are compared by likeness, each with at most ``_MOST`` others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from pia_audit.japanese.expressions import norm_expr
from pia_audit.japanese.ladder import fold, similarity
from pia_audit.model.frames import Corpus, schema

_PAIR = ["report_id", "old_edition", "new_edition"]
_PRINTED = ["day", "label", "before_norm", "after_norm", "timing_text", "note"]
_SAME_ROW = 0.5
_MOST = 32


def carried(corpus: Corpus) -> pl.DataFrame:
    """The ``carried`` frame: for each older row ``new_row`` and ``what`` (``kept``, ``altered``, ``vanished``)."""
    day = pl.coalesce(pl.col("changed_on").cast(pl.String), _plain("changed_on_text"))
    rows = corpus.changes.select(
        "edition_id", "row_no", "before_norm", "after_norm", "before", "after", day=day, label=_plain("label"),
        timing_text=_plain("timing_text"), note=_plain("note"),
    )  # fmt: skip
    pairs = corpus.pairs.select(_PAIR)
    old = pairs.join(rows.rename({"edition_id": "old_edition"}), on="old_edition")
    new = pairs.join(rows.rename({"edition_id": "new_edition"}), on="new_edition")
    nth = pl.int_range(pl.len()).over([*_PAIR, *_PRINTED]).alias("nth")
    old, new = old.with_columns(nth), new.with_columns(nth)
    key = [*_PAIR, *_PRINTED, "nth"]
    same_rows = old.join(new.select(*key, new_row="row_no"), on=key, how="inner", nulls_equal=True)
    same_rows = same_rows.select(*_PAIR, old_row="row_no", new_row="new_row", what=pl.lit("kept"))
    unmatched_rows = old.join(same_rows.rename({"old_row": "row_no"}), on=[*_PAIR, "row_no"], how="anti")
    free = new.join(same_rows.select(*_PAIR, row_no="new_row"), on=[*_PAIR, "row_no"], how="anti")
    matched_rows = pl.DataFrame(list(_matched(unmatched_rows, free)), schema=schema("carried"), orient="row")
    return pl.concat([same_rows.cast(schema("carried")), matched_rows]).sort(*_PAIR, "old_row")  # type: ignore[arg-type]


def _plain(column: str) -> pl.Expr:
    return norm_expr(pl.col(column))


def new_rows(corpus: Corpus) -> pl.DataFrame:
    """``_PAIR`` and ``row_no`` of the newer edition's rows that carry no older one. Needs ``carried``."""
    rows = corpus.changes.select(new_edition="edition_id", row_no="row_no")
    newer_rows = corpus.pairs.select(_PAIR).join(rows, on="new_edition")
    old = corpus.carried.filter(pl.col("new_row").is_not_null()).select(*_PAIR, row_no="new_row")
    return newer_rows.join(old, on=[*_PAIR, "row_no"], how="anti")


# --- what frames did not settle -----------------------------------------------------------------------

_Row = dict[str, Any]
_Key = Callable[[_Row], Hashable]


def _matched(unmatched_rows: pl.DataFrame, free: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    """The same row in other notation, an altered row, or one that vanished, pair by pair."""
    others = _by_pair(free)
    for pair, rows in _by_pair(unmatched_rows).items():
        new = {r["row_no"]: r for r in others.get(pair, ())}
        for row, follow, fate in _one_pair(rows, new):
            yield (*pair, row["row_no"], follow["row_no"] if follow else None, fate)


def _by_pair(frame: pl.DataFrame) -> dict[tuple[Any, ...], list[_Row]]:
    pairs: dict[tuple[Any, ...], list[_Row]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        pairs[tuple(row[p] for p in _PAIR)].append({**row, **_folded(row)})
    return pairs


def _folded(row: _Row) -> _Row:
    """The printed parts on the last rung on which two texts say the same."""
    names = {"day": "day", "who": "label", "was": "before", "now": "after", "timing": "timing_text", "why": "note"}
    return {name: fold(row[column] or "") for name, column in names.items()}


def _parts(*names: str) -> _Key:
    return lambda row: tuple(row[n] for n in names)


_SAME = _parts("day", "who", "was", "now", "timing", "why")
_ALTERED = (
    _parts("day", "who", "was", "now"), _parts("who", "was", "now"), _parts("day", "was", "now"),
    _parts("day", "who", "now"), _parts("day", "who", "was"),
)  # fmt: skip
"""Parts that show two rows to be one, altered: of day, label and both texts three agree."""


def _one_pair(rows: Sequence[_Row], new: dict[int, _Row]) -> Iterator[tuple[_Row, _Row | None, str]]:
    """Each older row with its newer one, if there is one, and what became of it; ``new`` loses what is taken."""
    unmatched_rows = list(rows)
    for key, fate in ((_SAME, "kept"), *((k, "altered") for k in _ALTERED)):
        unmatched_rows, pairs = _joined(unmatched_rows, new, key)
        yield from ((row, follow, fate) for row, follow in pairs)
    by_day_and_label = _buckets(new, _parts("day", "who"))
    for row in unmatched_rows:
        follow = _likest(row, by_day_and_label.get((row["day"], row["who"]), ()), new)
        if follow is not None:
            del new[follow["row_no"]]
        yield row, follow, "altered" if follow else "vanished"


def _joined(older_rows: Sequence[_Row], new: dict[int, _Row], key: _Key) -> tuple[list[_Row], list[tuple[_Row, _Row]]]:
    """Rows whose key is the same, in the order of print; several of one key are counted one by one."""
    waiting = {k: iter(v) for k, v in _buckets(new, key).items()}
    unmatched_rows, pairs = [], []
    for row in older_rows:
        follow = next(waiting.get(key(row), iter(())), None)
        if follow is None:
            unmatched_rows.append(row)
        else:
            del new[follow["row_no"]]
            pairs.append((row, follow))
    return unmatched_rows, pairs


def _buckets(new: Mapping[int, _Row], key: _Key) -> dict[Hashable, list[_Row]]:
    buckets: dict[Hashable, list[_Row]] = defaultdict(list)
    for row in new.values():
        buckets[key(row)].append(row)
    return buckets


def _likest(row: _Row, candidates: Sequence[_Row], new: Mapping[int, _Row]) -> _Row | None:
    """The row of the same day and label that says most of the same; none where both its texts are others."""
    free = [r for r in candidates if r["row_no"] in new][:_MOST]
    best = max(free, key=lambda r: _likeness(row, r), default=None)
    return best if best is not None and max(_alike(row, best)) >= _SAME_ROW else None


def _likeness(old: _Row, new: _Row) -> float:
    return sum(_alike(old, new))


def _alike(old: _Row, new: _Row) -> tuple[float, float]:
    return similarity(old["was"], new["was"]), similarity(old["now"], new["now"])
