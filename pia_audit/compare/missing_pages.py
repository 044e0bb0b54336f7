"""Editions whose files lack pages, and what of them is in doubt for it (see :mod:`pia_audit.readers.missing_pages`)."""

from __future__ import annotations

import json
from collections import Counter

import polars as pl
from msgspec import Struct

from pia_audit.model import PAGES_MISSING
from pia_audit.model.frames import Corpus


class Missing(Struct, frozen=True):
    """The pages that an edition's file lacks, by their numbers, and what may have stood on them.

    ``fields`` and ``table`` tell whether they may have held fields and rows of the change table; ``items`` and
    ``rows`` are those that are there and may be cut or stand under a wrong heading.
    """

    pages: str
    fields: bool
    table: bool
    items: frozenset[str]
    rows: frozenset[int]


def missing_pages(corpus: Corpus) -> dict[str, Missing]:
    """By edition id: what is in doubt. Of a file with several editions it is not known whose pages are missing."""
    notices = corpus.unread.filter(pl.col("code") == PAGES_MISSING)
    if not notices.height:
        return {}
    params = {source: json.loads(text) for source, text in notices.select("source", "params").iter_rows()}
    edition_sources = corpus.editions.select("edition_id", "source").unique().rows()
    shared = Counter(source for _, source in edition_sources)
    editions = [(edition, source) for edition, source in edition_sources if source in params]
    return {edition: _missing(params[source], several=shared[source] > 1) for edition, source in editions}


def _missing(params: dict[str, object], *, several: bool) -> Missing:
    items, rows = params.get("items") or (), params.get("rows") or ()
    return Missing(
        str(params.get("pages", "")),
        several or bool(params.get("fields", True)),
        several or bool(params.get("table", True)),
        frozenset(map(str, items)) if isinstance(items, list) else frozenset(),
        frozenset(r for r in rows if isinstance(r, int)) if isinstance(rows, list) else frozenset(),
    )
