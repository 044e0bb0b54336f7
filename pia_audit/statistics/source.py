"""What trends are counted from: the frames of any number of reports, lazily."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, ParamSpec

import polars as pl
from msgspec import Struct, field

from pia_audit.compare.reconcile import reconciled
from pia_audit.history.corpus_replay import replayed
from pia_audit.japanese.expressions import norm_expr
from pia_audit.model import Edition
from pia_audit.model.frames import Corpus, schema

NEEDED = ("editions", "items", "changes", "quotes")
"""The frames every trend may read (schemas in :mod:`pia_audit.model.frames`)."""

OPTIONAL = ("steps", "states", "differences")
"""What replay and reconciliation add. Without them the trends that rest on them are empty, or read the rows as
quoted."""


class Source(Struct, frozen=True, eq=False):
    """The frames of a corpus as lazy frames, ``None`` for an optional one that is not there.

    A report may be there in several editions. Its table is cumulative, so rows are counted from its newest
    edition alone; a row that an older edition had and the newest lost is not counted (PIA208 tells of it).
    """

    editions: pl.LazyFrame
    items: pl.LazyFrame
    changes: pl.LazyFrame
    quotes: pl.LazyFrame
    steps: pl.LazyFrame | None = None
    states: pl.LazyFrame | None = None
    differences: pl.LazyFrame | None = None
    memo: dict[Any, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Any) -> Source:
        """A source from an edition, editions, a corpus, what an audit gave, or a mapping of (lazy) frames.

        Editions are replayed and, where a report has several, reconciled. Frames are taken as they are.
        Raises ``TypeError`` for anything else, ``KeyError`` for a mapping without one of the needed frames.
        """
        if isinstance(source, Source):
            return source
        corpus = getattr(source, "corpus", source)
        if isinstance(corpus, Corpus):
            return cls._of_corpus(corpus)
        if isinstance(source, Mapping):
            return cls(**{n: source[n].lazy() for n in (*NEEDED, *OPTIONAL) if n in NEEDED or n in source})
        return cls._of_corpus(prepared(Corpus.of(_editions(source))))

    @classmethod
    def _of_corpus(cls, corpus: Corpus) -> Source:
        # Where it was not replayed nothing is known, which is not the same as no break.
        replayed = ("steps", "states") if corpus.past and (corpus.items.height or corpus.quotes.height) else ()
        optional_frames: dict[str, pl.DataFrame] = {n: getattr(corpus, n) for n in (*replayed, "differences")}
        if not corpus.pairs.height:
            optional_frames.pop("differences")
        frames: dict[str, Any] = {n: getattr(corpus, n) for n in NEEDED} | optional_frames
        return cls(**{n: f.lazy() for n, f in frames.items()})

    def optional(self, name: str) -> pl.LazyFrame:
        """An optional frame, empty where it is not there."""
        frame: pl.LazyFrame | None = getattr(self, name)
        return pl.LazyFrame(schema=schema(name)) if frame is None else frame


def _editions(source: Any) -> list[Edition]:
    if isinstance(source, Edition):
        return [source]
    entries = list(source) if isinstance(source, Iterable) else [source]
    editions = [e for e in entries if isinstance(e, Edition)]
    if len(editions) < len(entries):
        raise TypeError(f"no editions, corpus or frames: {type(source).__name__}")
    return editions


def prepared(corpus: Corpus) -> Corpus:
    """A corpus with what replay and, where a report has several editions, reconciliation find."""
    corpus = replayed(corpus)
    if corpus.editions.height > 1:
        corpus = reconciled(corpus)
    return corpus


P = ParamSpec("P")


def cached(make: Callable[Concatenate[Source, P], pl.DataFrame]) -> Callable[Concatenate[Source, P], pl.DataFrame]:
    """A frame that several trends count from, made once for a source and arguments (which have to be hashable)."""

    @wraps(make)
    def cached_frame(source: Source, /, *args: P.args, **kwargs: P.kwargs) -> pl.DataFrame:
        bound = signature(make).bind(source, *args, **kwargs)
        bound.apply_defaults()
        key = (make.__qualname__, *list(bound.arguments.values())[1:])
        if key not in source.memo:
            source.memo[key] = make(source, *args, **kwargs)
        frame: pl.DataFrame = source.memo[key]
        return frame

    return cached_frame


def newest(source: Source) -> pl.LazyFrame:
    """Each report's newest edition: ``edition_id, report_id, body, agency, title, form_key, published_on``.

    ``body`` is the agency folded so that two spellings are one body; ``agency`` is how it was printed. Newest is by
    公表日; an edition without one counts as the oldest.
    """
    last = (
        source.editions.select("edition_id", "report_id", "agency", "title", "form_key", "published_on")
        .sort("report_id", "published_on", "edition_id", nulls_last=False)
        .unique("report_id", keep="last", maintain_order=True)
    )
    names = last.select("agency").unique().with_columns(body=norm_expr(pl.col("agency")))
    return last.join(names, on="agency", how="left", nulls_equal=True)


def rows(source: Source) -> pl.LazyFrame:
    """The printed rows that are counted: those of each report's newest edition.

    ``edition_id, report_id, body, agency, form_key, published_on, row_no, changed_on, timing, item_ids``; a row whose
    day or 提出時期 could not be read has null there and is counted all the same.
    """
    change_rows = source.changes.select("edition_id", "row_no", "changed_on", "timing", "item_ids")
    columns = ["edition_id", "report_id", "body", "agency", "form_key", "published_on"]
    return change_rows.join(newest(source).select(columns), on="edition_id")


def quote_rows(source: Source) -> pl.LazyFrame:
    """What those rows say of each item: ``rows`` joined with ``item_id, before, after, before_norm, after_norm,
    named``."""
    quote_columns = source.quotes.select(
        "edition_id", "row_no", "item_id", "before", "after", "before_norm", "after_norm", "named"
    )
    return rows(source).drop("item_ids").join(quote_columns, on=["edition_id", "row_no"])
