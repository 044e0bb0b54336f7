"""Which rows of the older edition's table the newer one still carries, altered, or not at all.

The table is append-only: a body adds rows and leaves the old ones as they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pia_audit.japanese.ladder import fold, similarity
from pia_audit.model import Corpus, schema

if TYPE_CHECKING:
    import polars as pl

_PAIR = ["report_id", "old_edition", "new_edition"]
_SAID = ["who", "changed_on", "before_norm", "after_norm", "timing_text", "note"]
_SAME_ROW = 0.5


def carried(corpus: Corpus) -> pl.DataFrame:
    """The ``carried`` frame: for each older row ``new_row`` and ``what`` (``kept``, ``altered``, ``vanished``)."""
    import polars as pl

    rows = corpus.changes.select(
        "edition_id", "row_no", "changed_on", "before_norm", "after_norm", "before", "after",
        "changed_on_text", who=_who(), timing_text=pl.col("timing_text").str.strip_chars(), note=_plain("note"),
    )  # fmt: skip
    pairs = corpus.pairs.select(_PAIR)
    old = pairs.join(rows.rename({"edition_id": "old_edition"}), on="old_edition")
    new = pairs.join(rows.rename({"edition_id": "new_edition"}), on="new_edition")
    nth = pl.int_range(pl.len()).over([*_PAIR, *_SAID]).alias("nth")
    old, new = old.with_columns(nth), new.with_columns(nth)
    key = [*_PAIR, *_SAID, "nth"]
    kept = old.join(new.select(*key, new_row="row_no"), on=key, how="inner", nulls_equal=True)
    kept = kept.select(*_PAIR, old_row="row_no", new_row="new_row", what=pl.lit("kept"))
    left = old.join(kept.rename({"old_row": "row_no"}), on=[*_PAIR, "row_no"], how="anti")
    free = new.join(kept.select(*_PAIR, row_no="new_row"), on=[*_PAIR, "row_no"], how="anti")
    rest = pl.DataFrame(list(_matched(left, free)), schema=schema("carried"), orient="row")
    return pl.concat([kept.cast(schema("carried")), rest]).sort(*_PAIR, "old_row")  # type: ignore[arg-type]


def _who() -> pl.Expr:
    """What a row speaks of: the items its label names, or the label where it names none."""
    import polars as pl

    named = pl.col("item_ids").list.sort().list.join(",")
    return pl.when(named == "").then(_plain("label")).otherwise(named)


def _plain(column: str) -> pl.Expr:
    import polars as pl

    from pia_audit.japanese.columns import norm_expr

    return norm_expr(pl.col(column))


def new_rows(corpus: Corpus) -> pl.DataFrame:
    """``_PAIR`` and ``row_no`` of the newer edition's rows that carry no older one. Needs ``carried``."""
    import polars as pl

    rows = corpus.changes.select(new_edition="edition_id", row_no="row_no")
    every = corpus.pairs.select(_PAIR).join(rows, on="new_edition")
    old = corpus.carried.filter(pl.col("new_row").is_not_null()).select(*_PAIR, row_no="new_row")
    return every.join(old, on=[*_PAIR, "row_no"], how="anti")


def _matched(left: pl.DataFrame, free: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    """What frames did not settle: the same row in other notation, an altered row, or one that vanished."""
    olds, news = _by_pair(left), _by_pair(free)
    for pair, rows in olds.items():
        match = _Match(news.get(pair, []))
        same = {row["row_no"]: match.same(row) for row in rows}  # before a row that is only like it takes its place
        for row in rows:
            number = row["row_no"]
            new = same[number]
            altered = match.altered(row) if new is None else None
            found, what = (new, "kept") if altered is None else (altered, "altered")
            yield (*pair, number, found, what if found is not None else "vanished")


def _by_pair(frame: pl.DataFrame) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    rows: defaultdict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        rows[tuple(row[p] for p in _PAIR)].append(row)
    return rows


_ALL, _SHORTLIST = 40, 12
"""Up to so many rows of one item and one day are all held against a row; of more, those that share most with it."""


class _Match:
    """The newer edition's rows that carry no older one so far, found by what they say."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows
        self._free = set(range(len(rows)))
        self._by_words: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._by_pieces: defaultdict[tuple[Hashable, str], list[int]] = defaultdict(list)
        self._crowds: defaultdict[Hashable, list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            for words in (_words(row), *_most_words(row)):
                self._by_words[words].append(number)
            self._crowds[_crowd(row)].append(number)
        for crowd, numbers in self._crowds.items():
            for number in numbers if len(numbers) > _ALL else ():
                for piece in _pieces(rows[number]):
                    self._by_pieces[crowd, piece].append(number)

    def same(self, old: dict[str, Any]) -> int | None:
        """The first row that is this one on the ladder; it is free no longer."""
        return self._taken(next(self._left(self._by_words[_words(old)]), None))

    def altered(self, old: dict[str, Any]) -> int | None:
        """The row most like this one, if it is that row altered; it is free no longer."""
        numbers = {number for words in _most_words(old) for number in self._left(self._by_words[words])}
        numbers.update(self._like(old))
        scored = [(_likeness(old, self._rows[number]), -number) for number in numbers]
        score, number = max(scored, default=(0.0, 0))
        return self._taken(-number if score >= 1.0 else None)

    def _like(self, old: dict[str, Any]) -> Iterable[int]:
        crowd = _crowd(old)
        if len(self._crowds[crowd]) <= _ALL:
            return self._left(self._crowds[crowd])
        lists = (self._by_pieces[crowd, piece] for piece in _pieces(old))
        shared = Counter(number for numbers in lists if len(numbers) <= _ALL for number in self._left(numbers))
        return [number for number, _ in shared.most_common(_SHORTLIST)]

    def _left(self, numbers: list[int]) -> Iterator[int]:
        return (number for number in numbers if number in self._free)

    def _taken(self, number: int | None) -> int | None:
        if number is None:
            return None
        self._free.discard(number)
        return int(self._rows[number]["row_no"])


def _crowd(row: dict[str, Any]) -> Hashable:
    return row["who"], row["changed_on"]


def _words(row: dict[str, Any]) -> Hashable:
    """All that a row says, on the ladder."""
    return ("all", *(fold(row[n] or "") for n in ("before", "after", "timing_text", "note")), *_who_and_when(row))


def _most_words(row: dict[str, Any]) -> Iterator[Hashable]:
    """Three of the four things by which an altered row is known: item, day, 変更前 and 変更後."""
    said = {"before": fold(row["before"] or ""), "after": fold(row["after"] or "")}
    who, day = _who_and_when(row)
    yield from (("", who, day, side, text) for side, text in said.items())
    yield from ((name, value, *said.values()) for name, value in (("who", who), ("day", day)))


def _who_and_when(row: dict[str, Any]) -> tuple[Hashable, Hashable]:
    return row["who"], row["changed_on"]


_PIECE = 6


def _pieces(row: dict[str, Any]) -> set[str]:
    """Stretches of what a row says, cut where certain signs stand, so that the same words give the same ones."""
    texts = (fold(row[side] or "") for side in ("before", "after"))
    return {t[at : at + _PIECE] for t in texts for at, sign in enumerate(t) if ord(sign) % _PIECE == 0}


def _likeness(old: dict[str, Any], new: dict[str, Any]) -> float:
    """1 and more: the same row, altered; less: another row."""
    who, day = old["who"] == new["who"], old["changed_on"] == new["changed_on"]
    before, after = _alike(old["before"], new["before"]), _alike(old["after"], new["after"])
    same = who + day + (before == 1.0) + (after == 1.0)
    if (who or day) and (same >= 3 or (who and day and max(before, after) >= _SAME_ROW)):
        return float(1.0 + before + after + who + day)
    return 0.0


def _alike(left: str | None, right: str | None) -> float:
    if left == right or fold(left or "") == fold(right or ""):
        return 1.0
    return min(similarity(left or "", right or ""), 0.999)
